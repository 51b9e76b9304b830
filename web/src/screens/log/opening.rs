//! How the form opens: with what the address asks for, with what is usual, or with what was half written.

use chrono::NaiveDate;
use jiedui_core::ask;
use jiedui_core::command::Fields;
use jiedui_core::log::RecordId;
use jiedui_core::state::set_of;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::note::Piece;
use super::{Asked, Paper, draft, files};
use crate::browser;
use crate::route::Route;
use crate::text::{self, t, tf};

/// Fills the form with what the address asks for and with what is usual.
pub(super) fn begin(paper: Paper, asked: &Asked) {
    let (desk, note) = (paper.desk, paper.note);
    let model = if asked.edit.is_empty() { &asked.copy } else { &asked.edit };
    let model: Option<RecordId> = model.parse().ok();
    let of_model = desk.ask_once(|state, _| {
        let record = state.log().record(model?)?;
        record.value().as_object().cloned()
    });
    match of_model.flatten() {
        Some(mut fields) if asked.edit.is_empty() => {
            // Once more: the same people and the same matter on another day; what came of it is new.
            for gone in [
                "state",
                "state_reason",
                "state_forced",
                "exchange_state",
                "to",
                "outcome",
                "reflection",
                "agreements",
                "request",
                "documents",
                "satisfaction",
                "satisfaction_count",
                "deleted",
                "cost",
            ] {
                fields.remove(gone);
            }
            fields.insert("date".to_owned(), json!(paper.today.to_string()));
            note.fill(&fields);
        }
        Some(fields) => {
            note.set_id(model);
            note.fill(&fields);
            of_record(paper);
        }
        None => note.fill(&usual(paper, asked)),
    }
    note.text("date");
    lately(paper);
    paper.blank.set_value(paper.text());
    let before = paper.before;
    browser::after(500, move || {
        before.try_update_value(|before| *before = Some(desk.outcomes_now()));
    });
    let (kept, ready) = (paper.kept, paper.ready);
    Effect::new(move |was: Option<bool>| {
        let fields = note.gather();
        let text = draft::to_json(note, &fields);
        if !ready.get() || paper.saved.with_untracked(Option::is_some) {
            return false;
        }
        let worth = paper.blank.with_value(|blank| *blank != text);
        if worth || was == Some(true) {
            draft::changed(worth.then_some(text), move |is_kept| {
                kept.try_set(is_kept);
            });
        }
        worth
    });
}

/// Today, the pairing used last or the only one.
fn usual(paper: Paper, asked: &Asked) -> Fields {
    let date = if asked.date.is_empty() { paper.today.to_string() } else { asked.date.clone() };
    let mut fields = Fields::from_iter([("date".to_owned(), json!(date))]);
    if !asked.kind.is_empty() {
        fields.insert("kind".to_owned(), json!(asked.kind));
    }
    if asked.task.parse::<RecordId>().is_ok() {
        fields.insert("task".to_owned(), json!(asked.task));
    }
    let known = paper.pairings.get_untracked();
    let last = paper
        .desk
        .ask_once(|state, _| ask::habits(state, None).pairing)
        .flatten()
        .map(|id| id.to_string());
    let only = known.first().filter(|_| known.len() == 1).map(|choice| choice.value.clone());
    let asked = Some(asked.pair.clone()).filter(|pair| !pair.is_empty());
    let pairing =
        asked.or(last).or(only).filter(|id| known.iter().any(|choice| choice.value == *id));
    if let Some(pairing) = pairing {
        fields.insert("pairings".to_owned(), set_of([pairing]));
    }
    fields
}

/// The documents of a record that is edited, and its details shown if it has some.
fn of_record(paper: Paper) {
    let Some(id) = paper.edit else { return };
    let pieces = paper.desk.ask_once(|state, _| {
        let documents =
            state.index().documents_of(id).filter_map(|document| state.documents().get(document));
        let with_file = documents.filter(|document| !document.hash.is_empty());
        with_file
            .map(|document| Piece {
                hash: document.hash.clone(),
                name: document.file_name.clone(),
                mime: document.mime.clone(),
                bytes: document
                    .bytes
                    .and_then(|bytes| u64::try_from(bytes).ok())
                    .unwrap_or_default(),
                kind: document.kind.clone(),
                ..Piece::default()
            })
            .collect::<Vec<_>>()
    });
    let pieces = pieces.unwrap_or_default();
    paper.shown.set_value(pieces.iter().map(|piece| piece.hash.clone()).collect());
    paper.note.pieces.set(pieces);
    paper.unfolded.set(true);
    links(paper);
}

/// Finds the small pictures of files that are already stored.
fn links(paper: Paper) {
    let Some(store) = paper.desk.store() else { return };
    let pieces = paper.note.pieces;
    spawn_local(async move {
        for hash in
            pieces.get_untracked().into_iter().filter(|it| it.link.is_empty()).map(|it| it.hash)
        {
            let Ok(Some(link)) = store.thumb_url(&hash).await else { continue };
            pieces.try_update(|all| {
                for piece in all.iter_mut().filter(|piece| piece.hash == hash) {
                    piece.link.clone_from(&link);
                }
            });
        }
    });
}

/// Class hours and place as last time with this kind and pairing, as long as nobody has written others.
fn lately(paper: Paper) {
    let (hours, place) = (paper.note.number("class_hours"), paper.note.text("place"));
    Effect::new(move |old: Option<(Option<i64>, String)>| {
        let (kind, pairing) = (paper.kind(), paper.pairing());
        let (old_hours, old_place) = old.clone().unwrap_or_default();
        let last = paper.desk.ask_once(|state, _| {
            let all = state
                .index()
                .by_date()
                .rev()
                .take(400)
                .filter_map(|(_, id)| state.activities().get(id));
            let mut same = all.filter(|activity| {
                activity.kind == kind
                    && pairing.is_none_or(|pairing| activity.pairings.contains(&pairing.untyped()))
            });
            same.next()
                .map(|activity| (activity.class_hours.map(|hours| hours.0), activity.place.clone()))
        });
        let last = last.flatten().unwrap_or_default();
        if paper.edit.is_some() || kind.is_empty() {
            return last;
        }
        if hours.get_untracked() == old_hours && old_hours != last.0 {
            hours.set(last.0);
        }
        if place.get_untracked() == old_place && old_place != last.1 {
            place.set(last.1.clone());
        }
        last
    });
}

/// Brings back what was begun under this form's name; says so, with a way to begin anew.
pub(super) fn restore(paper: Paper, asked: &Asked) -> AnyView {
    let found = RwSignal::new(false);
    let others = RwSignal::new(Vec::<(String, String)>::new());
    let Some(store) = paper.desk.store() else { return ().into_any() };
    let (own, shared, edits) = (paper.key.get_value(), asked.shared, paper.edit.is_some());
    spawn_local(async move {
        let drafts = store.drafts().await.unwrap_or_default();
        let untouched = paper.blank.with_value(|blank| *blank == paper.text());
        for kept in drafts {
            if kept.key == own && untouched && draft::from_json(paper.note, &kept.json) {
                let id = paper.note.id();
                let is_saved = !edits
                    && paper
                        .desk
                        .ask_once(|state, _| id.is_some_and(|id| state.log().record(id).is_some()))
                        == Some(true);
                if is_saved {
                    // The record was written and its draft was not dropped any more.
                    let _ = store.draft_drop(&own).await;
                    anew(paper);
                } else {
                    found.set(true);
                    paper.kept.set(true);
                    links(paper);
                }
            } else if kept.key.starts_with("log") && kept.key != own && !edits {
                others.update(|others| others.push((kept.key.clone(), draft_words(&kept.json))));
            }
        }
        paper.keep();
        paper.ready.set(true);
        if shared {
            for handed in browser::files::handed_over().await.unwrap_or_default() {
                if let Ok(file) = browser::files::as_file(&handed.name, &handed.blob) {
                    files::take_in(paper, file).await;
                }
            }
            browser::files::forget_handed_over().await;
        }
    });
    let afresh = move |_| {
        let kept = paper.text();
        let again = move || {
            // Once the form is left there is nowhere to put it.
            if found.try_set(true).is_none() {
                draft::from_json(paper.note, &kept);
                links(paper);
            }
        };
        anew(paper);
        found.set(false);
        paper.shell.notices.say_undo(|| t("log.draft_gone"), again);
    };
    let own_words = move || {
        found.get().then(|| {
            view! {
                <div class="hint resumed">
                    <span>{t("log.resumed")}</span>
                    <button type="button" class="btn quiet" on:click=afresh>{t("log.anew")}</button>
                </div>
            }
        })
    };
    let other_words = move || {
        let others = others.get();
        (!others.is_empty()).then(|| {
            let one = |(key, words): (String, String)| {
                let href = Route::Log.href_with(&[("draft", &key)]);
                view! { <a href=href>{words}</a> }
            };
            view! { <div class="hint resumed"><span>{t("log.other_drafts")}</span>{others.into_iter().take(3).map(one).collect_view()}</div> }
        })
    };
    view! { {own_words}{other_words} }.into_any()
}

/// The form as it was when it was opened, for another record.
pub(super) fn anew(paper: Paper) {
    let fields = usual(paper, &Asked::default());
    if paper.edit.is_none() {
        paper.note.set_id(None);
        paper.note.pieces.set(Vec::new());
        paper.note.done.set(Vec::new());
        paper.note.fill(&fields);
    } else {
        let value = paper.desk.ask_once(|state, _| {
            state.log().record(paper.edit?).and_then(|record| record.value().as_object().cloned())
        });
        paper.note.fill(&value.flatten().unwrap_or_default());
        of_record(paper);
    }
    paper.blank.set_value(paper.text());
}

/// What a draft is about, in a few words.
fn draft_words(json: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
    let title = value["fields"]["title"].as_str().unwrap_or_default();
    let date = value["fields"]["date"].as_str().and_then(|date| date.parse::<NaiveDate>().ok());
    let date = date.map(|date| text::day_short(date, browser::today())).unwrap_or_default();
    tf("log.draft_of", &[("date", &date), ("title", title)]).trim().to_owned()
}
