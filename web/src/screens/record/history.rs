//! Who changed what and when, each action with 撤销; and what two people changed at the same time.

use jiedui_core::ask::{Event, FieldChange, OpenConflict, conflicts, history};
use jiedui_core::command::Command;
use jiedui_core::log::{RecordId, Stamp};
use jiedui_core::record::{Field, Type, schema};
use leptos::prelude::*;
use serde_json::Value;

use super::layout::every_field;
use super::words::{Words, field_label, moment};
use crate::desk::Desk;
use crate::parts::{Banner, Icon};
use crate::screens::hand::Hand;
use crate::text::{t, tf};

/// A line of the history, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    act: Stamp,
    head: String,
    changes: Vec<String>,
}

/// The history of a record, folded until it is asked for.
#[component]
pub fn History(
    /// Its kind.
    kind: &'static str,
    /// The record.
    id: RecordId,
) -> AnyView {
    let (desk, hand) = (Desk::here(), Hand::here());
    let open = RwSignal::new(false);
    let lines = Memo::new(move |_| {
        if !open.get() {
            return Vec::new();
        }
        let lines = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: false };
            history(state, id).iter().map(|event| line(&words, kind, event)).collect::<Vec<_>>()
        });
        lines.unwrap_or_default()
    });
    let one = move |line: Line| {
        let act = line.act;
        let changes =
            line.changes.into_iter().map(|change| view! { <li>{change}</li> }).collect_view();
        view! {
            <li class="event">
                <p><b>{line.head}</b>
                    <button type="button" class="btn quiet" on:click=move |_| hand.undo(act)>
                        <Icon name="undo" />{t("parts.undo")}
                    </button>
                </p>
                <ul>{changes}</ul>
            </li>
        }
    };
    let toggled = move |_| open.update(|open| *open = !*open);
    view! {
        <details class="card fold">
            <summary on:click=toggled><h2>{t("record.history")}</h2></summary>
            <ol class="events">{move || lines.get().into_iter().map(one).collect_view()}</ol>
        </details>
    }
    .into_any()
}

fn line(words: &Words<'_>, kind: &str, event: &Event) -> Line {
    let mut head = vec![moment(&event.at)];
    head.extend(event.by.map(|by| words.name(by)));
    if !event.device.is_empty() {
        head.push(event.device.clone());
    }
    if event.created {
        head.push(t("record.created").to_owned());
    }
    let changes = if event.created { Vec::new() } else { said(words, kind, &event.changes) };
    Line { act: event.act, head: head.join(" · "), changes }
}

fn said(words: &Words<'_>, kind: &str, changes: &[FieldChange]) -> Vec<String> {
    let one = |change: &FieldChange| {
        let (label, field) = leaf(kind, &change.path)?;
        let say = |value: &Value| match field {
            Some(field) => in_words(words, field, &change.path, value),
            None => String::new(),
        };
        let (from, to) = (say(&change.from), say(&change.to));
        Some(match (from.is_empty(), to.is_empty()) {
            (true, true) => label,
            (true, false) => tf("record.set", &[("what", &label), ("to", &to)]),
            (false, true) => tf("record.cleared", &[("what", &label), ("from", &from)]),
            (false, false) => {
                tf("record.changed", &[("what", &label), ("from", &from), ("to", &to)])
            }
        })
    };
    let mut lines: Vec<String> = changes.iter().filter_map(one).collect();
    lines.dedup();
    lines
}

/// The label of a leaf and its field; none for what the app notes by itself.
fn leaf(kind: &str, path: &[String]) -> Option<(String, Option<&'static Field>)> {
    let name = path.first()?;
    let field = every_field(schema(kind)?).find(|field| field.name == *name)?;
    let label = field_label(kind, name).to_owned();
    let (Type::Items(inner), Some(leaf)) = (field.ty, path.get(2)) else {
        return Some((label, Some(field)));
    };
    match &**leaf {
        "ord" => None,
        "gone" => Some((tf("record.item_gone", &[("what", &label)]), None)),
        leaf => {
            let own = inner.iter().find(|own| own.name == leaf);
            let words = field_label(&format!("{kind}.{name}"), leaf);
            Some((format!("{label} · {words}"), own))
        }
    }
}

/// A leaf's value in words; a leaf of a set is the one element that came or went.
fn in_words(words: &Words<'_>, field: &Field, path: &[String], value: &Value) -> String {
    let set = matches!(field.ty, Type::CodeSet(_) | Type::RefSet(_));
    match (set, path.last()) {
        (true, Some(key)) if path.len() > 1 => {
            let there = *value == Value::Bool(true);
            let alone =
                Value::Object(serde_json::Map::from_iter([(key.clone(), Value::Bool(true))]));
            if there { words.field(field, Some(&alone)) } else { String::new() }
        }
        _ if value.is_string() && matches!(field.ty, Type::Name | Type::TextMap) => {
            value.as_str().unwrap_or_default().to_owned()
        }
        _ => words.field(field, Some(value)),
    }
}

/// A choice between values that two people wrote at the same time.
#[derive(Clone, Debug, PartialEq)]
struct Choice {
    path: Vec<String>,
    label: String,
    values: Vec<(Stamp, String)>,
}

/// What two people changed at the same time, to be settled with one tap.
#[component]
pub fn Conflicts(
    /// The kind.
    kind: &'static str,
    /// The record.
    id: RecordId,
) -> AnyView {
    let (desk, hand) = (Desk::here(), Hand::here());
    let open = Memo::new(move |_| {
        let open = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: false };
            let own = conflicts(state).into_iter().filter(|conflict| conflict.id == id);
            own.map(|conflict| choice(&words, kind, conflict)).collect::<Vec<_>>()
        });
        open.unwrap_or_default()
    });
    let one = move |choice: Choice| {
        let path = StoredValue::new(choice.path);
        let buttons = choice.values.into_iter().map(move |(keep, words)| {
            let press = move |_| {
                let command = Command::Settle { id, path: path.get_value(), keep };
                hand.run(command, || t("record.settled"));
            };
            view! { <button type="button" class="btn" on:click=press>{words}</button> }
        });
        view! {
            <Banner kind="warn">
                <p>{tf("record.both_changed", &[("what", &choice.label)])}</p>
                <p class="actions">{buttons.collect_view()}</p>
            </Banner>
        }
    };
    let all = move || open.get().into_iter().map(one).collect_view();
    all.into_any()
}

fn choice(words: &Words<'_>, kind: &str, conflict: OpenConflict) -> Choice {
    let (label, field) = leaf(kind, &conflict.path).unwrap_or_default();
    let say = |value: &Value| {
        let said = field.map(|field| in_words(words, field, &conflict.path, value));
        said.filter(|said| !said.is_empty()).unwrap_or_else(|| t("record.empty_value").to_owned())
    };
    let all = std::iter::once(&conflict.shown).chain(&conflict.others);
    let values = all.map(|(stamp, value)| (*stamp, say(value))).collect();
    Choice { path: conflict.path.clone(), label, values }
}
