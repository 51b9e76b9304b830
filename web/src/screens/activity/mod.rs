//! The page of one activity: everything that was written, what proves it, what it counts for, its state, its history.

pub mod picture;
mod read;

pub use picture::Picture;

use jiedui_core::catalog::Section;
use jiedui_core::command::{Command, Fields};
use jiedui_core::log::RecordId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::hand::Hand;
use super::pair::activities::Photo;
use super::record::history::{Conflicts, History};
use super::record::steps::Steps;
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Banner, DocBoxes, Empty, Icon, Sheet, Skeleton};
use crate::route::Route;
use crate::screens::record::words::Words;
use crate::shell::{Page, Shell};
use crate::text::{t, tf};
use read::{Agreed, Paper, Shown, read};

/// The record's kind.
const KIND: &str = "activity";

/// The page, inside the list's split.
pub fn activity_page(id: RecordId) -> AnyView {
    let desk = Desk::here();
    spawn_local(async move {
        // Without them, codes stand in the place of their names.
        let _ = desk.need(&[Section::Codes, Section::KindFields]).await;
    });
    let asked = Memo::new(move |_| {
        desk.ask(|state, catalog| read(&Words { state, catalog, open: false }, id))
    });
    let title = Signal::derive(move || {
        asked
            .with(|asked| asked.as_ref().and_then(Option::as_ref).map(|it| it.title.clone()))
            .unwrap_or_default()
    });
    let there = Memo::new(move |_| asked.with(|asked| asked.as_ref().map(Option::is_some)));
    let body = move || {
        match there.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(false) => view! { <Empty title=t("record.not_here") text=t("remedy.no_such_record") icon="calendar" /> }.into_any(),
        Some(true) => {
            let shown = Memo::new(move |_| asked.get().flatten().unwrap_or_default());
            untrack(|| drawn(id, shown))
        }
    }
    };
    let back = Signal::derive(|| Route::Activities.href());
    view! { <Page title=title back=back><div class="narrow">{body}</div></Page> }.into_any()
}

fn drawn(id: RecordId, shown: Memo<Shown>) -> AnyView {
    let exchange = move || {
        shown.with(|it| it.exchange).then(|| {
            view! { <Steps kind=KIND id=id list="exchange_state" field="exchange_state" /> }
        })
    };
    view! {
        <Conflicts kind=KIND id=id />
        {gone(id, shown)}
        {move || shown.with(head)}
        {papers(shown)}
        {move || shown.with(texts)}
        {move || shown.with(people)}
        {agreements(id, shown)}
        {move || shown.with(counts)}
        <Steps kind=KIND id=id list="activity_state" />
        {exchange}
        {acts(id, shown)}
        <History kind=KIND id=id />
    }
    .into_any()
}

/// Says that the record lies in the recycle bin.
fn gone(id: RecordId, shown: Memo<Shown>) -> AnyView {
    let hand = Hand::here();
    let gone = move || {
        shown.with(|it| it.deleted).then(|| {
            let restore = move |_| hand.run(Command::Restore { id }, || t("trash.restored"));
            view! {
                <Banner kind="warn"><p>{t("record.deleted_note")}</p>
                    <button type="button" class="btn" on:click=restore>{t("trash.restore")}</button>
                </Banner>
            }
        })
    };
    gone.into_any()
}

fn head(shown: &Shown) -> AnyView {
    let state =
        (!shown.state.is_empty()).then(|| view! { <span class="tag">{shown.state.clone()}</span> });
    let pairings = shown.pairings.iter().map(|(name, href)| {
        view! { <a class="head-pair" href=href.clone()>{name.clone()}</a> }
    });
    view! {
        <div class="card pad">
            <p><b>{shown.kind.clone()}</b>{state}</p>
            <p class="quiet">{shown.sub.clone()}</p>
            {pairings.collect_view()}
        </div>
    }
    .into_any()
}

/// Photos as thumbnails, other documents by name, and the four boxes.
fn papers(shown: Memo<Shown>) -> AnyView {
    let open = RwSignal::new(false);
    let looked = RwSignal::new(None::<Paper>);
    let thumb = move |paper: Paper| {
        let (hash, name) = (paper.hash.clone(), paper.name.clone());
        let look = move |_| {
            looked.set(Some(paper.clone()));
            open.set(true);
        };
        view! { <li class="thumb"><button type="button" class="look" aria-label=name on:click=look><Photo hash=hash /></button></li> }
    };
    let row = move |paper: Paper| {
        let (name, kind) = (paper.name.clone(), paper.kind.clone());
        let note = (name != kind).then(|| view! { <small>{kind}</small> });
        if paper.hash.is_empty() {
            return view! { <a class="link-row" href=paper.href><Icon name="file" /><span>{name}{note}</span><Icon name="next" /></a> }.into_any();
        }
        let look = move |_| {
            looked.set(Some(paper.clone()));
            open.set(true);
        };
        view! {
            <button type="button" class="link-row wide" on:click=look><Icon name="file" /><span>{name}{note}</span><Icon name="next" /></button>
        }
        .into_any()
    };
    let all = move || {
        let (papers, has) = shown.with(|it| (it.papers.clone(), it.has));
        let (photos, others): (Vec<_>, Vec<_>) =
            papers.into_iter().partition(|it| it.mime.starts_with("image/") && !it.hash.is_empty());
        let photos = (!photos.is_empty()).then(
            || view! { <ul class="thumbs">{photos.into_iter().map(thumb).collect_view()}</ul> },
        );
        let others = (!others.is_empty()).then(
            || view! { <div class="card">{others.into_iter().map(row).collect_view()}</div> },
        );
        view! {
            <section class="section">
                <h2 class="heading">{t("field.activity.documents")}</h2>
                <p><DocBoxes has=has /></p>
                {photos}{others}
            </section>
        }
    };
    let large =
        move || looked.get().map(|it| view! { <Picture hash=it.hash name=it.name mime=it.mime /> });
    view! { {all}<Sheet open=open title=t("log.file")>{large}</Sheet> }.into_any()
}

fn texts(shown: &Shown) -> AnyView {
    let long = shown.prose.iter().map(|(label, text)| {
        view! { <dt>{label.clone()}</dt><dd>{text.clone()}</dd> }
    });
    let short = shown.facts.iter().map(|(label, words, href)| {
        let words = words.clone();
        let words = if href.is_empty() {
            words.into_any()
        } else {
            view! { <a href=href.clone()>{words}</a> }.into_any()
        };
        view! { <dt>{label.clone()}</dt><dd>{words}</dd> }
    });
    (!shown.prose.is_empty() || !shown.facts.is_empty())
        .then(|| view! { <div class="card pad"><dl class="facts">{long.collect_view()}{short.collect_view()}</dl></div> })
        .into_any()
}

fn people(shown: &Shown) -> AnyView {
    let one = |(name, href): &(String, String)| {
        let name = name.clone();
        if href.is_empty() {
            view! { <li><span class="chip">{name}</span></li> }.into_any()
        } else {
            view! { <li><a class="chip" href=href.clone()>{name}</a></li> }.into_any()
        }
    };
    (!shown.people.is_empty())
        .then(|| {
            view! {
                <section class="section">
                    <h2 class="heading">{t("field.activity.participants")}</h2>
                    <ul class="chips">{shown.people.iter().map(one).collect_view()}</ul>
                </section>
            }
        })
        .into_any()
}

/// What was agreed, each to be ticked when it is done.
fn agreements(id: RecordId, shown: Memo<Shown>) -> AnyView {
    let hand = Hand::here();
    let one = move |it: Agreed| {
        let key = it.key;
        let turn = move |event| {
            let on = event_target_checked(&event);
            let day = if on { json!(browser::today().to_string()) } else { json!(null) };
            let fields = Fields::from_iter([(
                "agreements".to_owned(),
                json!({ key.as_str(): {"done_on": day} }),
            )]);
            hand.edit(id, fields, move || {
                t(if on { "activity.agreed_done" } else { "activity.agreed_open" })
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=it.done on:change=turn />
                <span>{it.text}<small>{it.note}</small></span>
            </label>
        }
    };
    let all = move || {
        let agreed = shown.with(|it| it.agreed.clone());
        (!agreed.is_empty()).then(|| {
            view! {
                <section class="ticks">
                    <h2>{t("field.activity.agreements")}</h2>
                    {agreed.into_iter().map(one).collect_view()}
                </section>
            }
        })
    };
    all.into_any()
}

/// The rules it counts for; and why not, where it nearly does.
fn counts(shown: &Shown) -> AnyView {
    let one = |(name, note, icon): &(String, String, String)| {
        let icon = if icon == "check" { "check" } else { "bang" };
        view! { <li class="fed" class:lacks=icon == "bang"><Icon name=icon /><span>{name.clone()}<small>{note.clone()}</small></span></li> }
    };
    let none = shown.feeds.is_empty().then(|| {
        let key = if shown.done { "activity.feeds_none" } else { "activity.feeds_later" };
        view! { <li class="quiet">{t(key)}</li> }
    });
    view! {
        <section class="section">
            <h2 class="heading">{t("activity.feeds")}</h2>
            <ul class="card pad">{shown.feeds.iter().map(one).collect_view()}{none}</ul>
        </section>
    }
    .into_any()
}

fn acts(id: RecordId, shown: Memo<Shown>) -> AnyView {
    let (hand, shell) = (Hand::here(), Shell::here());
    let text = id.to_string();
    let edit = Route::Log.href_with(&[("edit", &text)]);
    let copy = Route::Log.href_with(&[("copy", &text)]);
    let delete = move |_| {
        let name = shown.with_untracked(|it| it.title.clone());
        let said = move || tf("record.deleted", &[("name", &name)]);
        hand.run_then(Command::Delete { id }, said, move |_| shell.go(&Route::Activities));
    };
    let acts = move || {
        (!shown.with(|it| it.deleted)).then(|| {
            view! {
                <div class="actions">
                    <a class="btn primary" href=edit.clone()><Icon name="edit" />{t("activity.edit")}</a>
                    <a class="btn" href=copy.clone()><Icon name="plus" />{t("activity.copy")}</a>
                    <button type="button" class="btn danger" on:click=delete><Icon name="trash" />{t("record.delete")}</button>
                </div>
            }
        })
    };
    acts.into_any()
}
