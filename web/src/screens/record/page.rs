//! The page of any record: what it says, what belongs to it, its steps, its history.

use jiedui_core::catalog::Section;
use jiedui_core::command::Command;
use jiedui_core::log::RecordId;
use jiedui_core::record::states::machine;
use jiedui_core::record::{Id, Type, field::as_id, schema};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form::list_of;
use super::history::{Conflicts, History};
use super::layout::{BY_ITSELF, Layout, every_field};
use super::steps::Steps;
use super::words::{Words, field_label, is_private, page_of};
use crate::desk::Desk;
use crate::parts::{Banner, Empty, Icon};
use crate::route::Route;
use crate::screens::activity::Picture;
use crate::screens::hand::Hand;
use crate::shell::{Page, Shell};
use crate::text::{t, tf};

/// A line of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fact {
    label: &'static str,
    words: String,
    /// Where the value leads; empty when nowhere.
    href: String,
    /// Several items, a line each.
    is_list: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    name: String,
    deleted: bool,
    hides: bool,
    facts: Vec<Fact>,
    documents: Vec<(String, String)>,
    file: Option<File>,
}

/// The file of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    hash: String,
    name: String,
    mime: String,
}

fn shown(words: &Words<'_>, layout: &Layout, id: RecordId) -> Option<Shown> {
    let record = words.state.log().record(id)?;
    let value = record.value();
    let mut hides = false;
    let fields = every_field(schema(layout.kind)?).filter(|field| {
        // The state stands above, with the steps that lead on; why it was changed stands here.
        let noted = BY_ITSELF.contains(&field.name) && !field.name.starts_with("state_");
        !noted && machine(layout.kind, field.name).is_none()
    });
    let facts = fields.filter_map(|field| {
        let own = value.get(field.name)?;
        let said = words.own_field(layout.kind, field, Some(own));
        if said.is_empty() || own == &serde_json::Value::Bool(false) {
            return None;
        }
        hides |= is_private(field);
        let href = match field.ty {
            Type::Ref(_) => as_id(own).and_then(|id| {
                let record = words.state.log().record(id)?;
                Some(page_of(record.kind(), id).href())
            }),
            _ => None,
        };
        let label = field_label(layout.kind, field.name);
        let is_list = matches!(field.ty, Type::Items(_));
        Some(Fact { label, words: said, href: href.unwrap_or_default(), is_list })
    });
    let facts = facts.collect();
    let documents = words.state.index().documents_of(id).map(|document| {
        let id = document.untyped();
        (words.name(id), page_of("document", id).href())
    });
    Some(Shown {
        name: words.name(id),
        deleted: record.is_deleted(),
        hides,
        facts,
        documents: documents.collect(),
        file: words.state.documents().find(Id::new(id)).filter(|it| !it.hash.is_empty()).map(
            |it| {
                let named = if it.file_name.is_empty() { &it.title } else { &it.file_name };
                File { hash: it.hash.clone(), name: named.clone(), mime: it.mime.clone() }
            },
        ),
    })
}

/// The page of a record.
#[component]
pub fn RecordPage(
    /// The layout of its kind.
    layout: &'static Layout,
    /// The record.
    id: RecordId,
) -> AnyView {
    let desk = Desk::here();
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let open = RwSignal::new(false);
    let asked = Memo::new(move |_| {
        let open = open.get();
        desk.ask(|state, catalog| shown(&Words { state, catalog, open }, layout, id)).flatten()
    });
    let there = Memo::new(move |_| asked.with(Option::is_some));
    let title = Signal::derive(move || {
        asked.with(|asked| asked.as_ref().map(|shown| shown.name.clone()).unwrap_or_default())
    });
    let back = Signal::derive(move || list_of(layout.kind).href());
    let body = move || {
        if !there.get() {
            return view! { <Empty title=t("record.not_here") text=t("remedy.no_such_record") /> }
                .into_any();
        }
        view! { <RecordBody layout=layout id=id asked=asked open=open /> }.into_any()
    };
    view! { <Page title=title back=back><div class="narrow">{body}</div></Page> }.into_any()
}

#[component]
fn RecordBody(
    layout: &'static Layout,
    id: RecordId,
    asked: Memo<Option<Shown>>,
    open: RwSignal<bool>,
) -> AnyView {
    let kind = layout.kind;
    let facts = move || {
        let facts =
            asked.with(|asked| asked.as_ref().map(|it| it.facts.clone()).unwrap_or_default());
        facts.into_iter().map(fact).collect_view()
    };
    let reveal = move || {
        let hides = asked.with(|asked| asked.as_ref().is_some_and(|shown| shown.hides));
        hides.then(|| {
            let words = move || t(if open.get() { "record.hide" } else { "record.reveal" });
            view! {
                <button type="button" class="btn quiet" on:click=move |_| open.update(|open| *open = !*open)>
                    <Icon name="lock" />{words}
                </button>
            }
        })
    };
    let documents = move || {
        let all =
            asked.with(|asked| asked.as_ref().map(|it| it.documents.clone()).unwrap_or_default());
        (!all.is_empty()).then(|| {
            let rows = all.into_iter().map(|(name, href)| {
                view! { <a class="link-row" href=href><Icon name="file" /><span>{name}</span><Icon name="next" /></a> }
            });
            view! { <section><h2 class="heading">{t("record.documents")}</h2><div class="card">{rows.collect_view()}</div></section> }
        })
    };
    let file = Memo::new(move |_| asked.with(|asked| asked.as_ref()?.file.clone()));
    let file = move || {
        file.get().map(|file| {
            let File { hash, name, mime } = file;
            view! { <div class="card pad"><Picture hash=hash name=name mime=mime /></div> }
        })
    };
    let steps = machine(kind, "state")
        .map(|machine| view! { <Steps kind=kind id=id list=machine.list() /> });
    view! {
        <Conflicts kind=kind id=id />
        <Gone id=id asked=asked />
        {steps}
        {file}
        <div class="card pad"><dl class="facts">{facts}</dl>{reveal}</div>
        {documents}
        <Acts layout=layout id=id asked=asked />
        <History kind=kind id=id />
    }
    .into_any()
}

fn fact(fact: Fact) -> AnyView {
    let words = if fact.words.contains('\n') && fact.is_list {
        let lines = fact.words.lines().map(|line| view! { <li>{line.to_owned()}</li> });
        view! { <ul class="lines">{lines.collect_view()}</ul> }.into_any()
    } else if fact.href.is_empty() {
        fact.words.into_any()
    } else {
        view! { <a href=fact.href>{fact.words}</a> }.into_any()
    };
    view! { <dt>{fact.label}</dt><dd>{words}</dd> }.into_any()
}

/// Says that the record lies in the recycle bin.
#[component]
fn Gone(id: RecordId, asked: Memo<Option<Shown>>) -> AnyView {
    let hand = Hand::here();
    let gone = move || {
        let deleted = asked.with(|asked| asked.as_ref().is_some_and(|shown| shown.deleted));
        deleted.then(|| {
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

#[component]
fn Acts(layout: &'static Layout, id: RecordId, asked: Memo<Option<Shown>>) -> AnyView {
    let (hand, shell) = (Hand::here(), Shell::here());
    let kind = layout.kind;
    let edit = Route::Record(kind.to_owned(), id.to_string()).href_with(&[("edit", "1")]);
    let delete = move |_| {
        let name = asked.with_untracked(|asked| {
            asked.as_ref().map(|shown| shown.name.clone()).unwrap_or_default()
        });
        let said = move || tf("record.deleted", &[("name", &name)]);
        hand.run_then(Command::Delete { id }, said, move |_| shell.go(&list_of(kind)));
    };
    let acts = move || {
        let live = asked.with(|asked| asked.as_ref().is_some_and(|shown| !shown.deleted));
        live.then(|| {
            view! {
                <div class="actions">
                    <a class="btn primary" href=edit.clone()><Icon name="edit" />{t("record.edit")}</a>
                    <button type="button" class="btn danger" on:click=delete>
                        <Icon name="trash" />{t("record.delete")}
                    </button>
                </div>
            }
        })
    };
    acts.into_any()
}
