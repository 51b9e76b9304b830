//! What two people set differently without knowing of each other: both values, and one tap to keep one. Settled once,
//! it is settled for everyone.

use jiedui_core::ask::{self, OpenConflict};
use jiedui_core::catalog::Catalog;
use jiedui_core::command::Command;
use jiedui_core::log::{DELETED, Stamp};
use jiedui_core::record::{Type, schema};
use jiedui_core::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use crate::desk::Desk;
use crate::remedy;
use crate::shell::Shell;
use crate::text::{self, has, t, tf};

/// So many are shown at once; the next come when these are settled.
const SHOWN: usize = 50;

/// A conflict in words.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    conflict: OpenConflict,
    about: String,
    field: String,
    values: Vec<(Stamp, String, String)>,
}

/// The list of open conflicts; nothing when there are none.
pub(super) fn list(desk: Desk) -> AnyView {
    let shell = Shell::here();
    let rows = Memo::new(move |_| {
        desk.ask(|state, catalog| {
            let open = ask::conflicts(state);
            let whole = open.len();
            let rows = open.into_iter().take(SHOWN).map(|one| row(state, catalog, one));
            (whole, rows.collect::<Vec<_>>())
        })
        .unwrap_or_default()
    });
    let shown = move || {
        let (whole, rows) = rows.get();
        (whole > 0).then(|| {
            let rows = rows.into_iter().map(|row| one(shell, desk, row)).collect_view();
            view! {
                <section id="conflicts">
                    <h2>{tf("data.conflicts", &[("n", &whole.to_string())])}</h2>
                    <p class="quiet">{t("data.conflicts_note")}</p>
                    {rows}
                </section>
            }
        })
    };
    shown.into_any()
}

fn one(shell: Shell, desk: Desk, row: Row) -> AnyView {
    let Row { conflict, about, field, values } = row;
    let choices = values.into_iter().enumerate().map(|(at, (stamp, value, who))| {
        let (id, path) = (conflict.id, conflict.path.clone());
        let keep = move |_| {
            let command = Command::Settle { id, path: path.clone(), keep: stamp };
            spawn_local(async move {
                match desk.run(command).await {
                    Ok(_) => shell.notices.say(|| t("data.settled")),
                    Err(reason) => shell.notices.say(move || remedy::not_done(&reason)),
                }
            });
        };
        let note = if at == 0 { tf("data.shown_now", &[("who", &who)]) } else { who };
        view! {
            <div class="row">
                <span class="what">{value}</span>
                <span class="sub">{note}</span>
                <span class="do">
                    <button type="button" class="btn small" on:click=keep>{t("data.keep")}</button>
                </span>
            </div>
        }
    });
    view! {
        <section class="card">
            <div class="row"><span class="what">{about}</span><span class="sub">{field}</span></div>
            {choices.collect_view()}
        </section>
    }
    .into_any()
}

fn row(state: &State, catalog: &Catalog, conflict: OpenConflict) -> Row {
    let record = state.log().record(conflict.id);
    let kind = record.map(|record| record.kind().to_owned()).unwrap_or_default();
    let name = ask::name_of(state, catalog, conflict.id, text::lang());
    let kind_words = words_of(&format!("kind.{kind}"));
    let about = if name.is_empty() { kind_words.clone() } else { name };
    let (field, ty) = leaf(state, &kind, &conflict.path);
    let all = std::iter::once(&conflict.shown).chain(&conflict.others);
    let values = all
        .map(|(stamp, value)| {
            (
                *stamp,
                in_words(state, catalog, &conflict.path, ty, value),
                author(state, &conflict, *stamp),
            )
        })
        .collect();
    let field = if about == kind_words { field } else { format!("{kind_words} · {field}") };
    Row { conflict, about, field, values }
}

/// Who set a value, and when, as far as the log says.
fn author(state: &State, conflict: &OpenConflict, stamp: Stamp) -> String {
    let history = state.log().history(conflict.id);
    let Some(entry) = history.iter().find(|entry| entry.stamp == stamp) else {
        return String::new();
    };
    let by = entry.by.map(|by| state.name(by)).unwrap_or_default();
    let on = super::take::day_of(&entry.at)
        .map(|day| text::day_short(day, crate::browser::today()))
        .unwrap_or_default();
    [by, on].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn words_of(key: &str) -> String {
    if has(key) { t(key).to_owned() } else { String::new() }
}

/// What the leaf is called and what it holds. Keys of items and of sets are names of records where they are ids.
fn leaf(state: &State, kind: &str, path: &[String]) -> (String, Option<Type>) {
    let first = path.first().map_or("", String::as_str);
    let field = schema(kind).and_then(|schema| schema.field(first));
    let label = |key: String| if has(&key) { t(&key) } else { "" };
    let own = label(format!("field.{kind}.{first}"));
    let own = if own.is_empty() { label(format!("field.{first}")) } else { own };
    let key = path.get(1).and_then(|key| Some(state.name(key.parse().ok()?))).unwrap_or_default();
    let (inner, ty) = match (field.map(|field| field.ty), path.get(2)) {
        (Some(Type::Items(fields)), Some(name)) => {
            let ty = fields.iter().find(|field| field.name == name).map(|field| field.ty);
            (label(format!("field.{kind}.{first}.{name}")), ty)
        }
        (Some(Type::CodeSet(_) | Type::RefSet(_)), _) => ("", Some(Type::Bool)),
        (ty, _) => ("", ty),
    };
    let parts = [own.to_owned(), key, inner.to_owned()];
    let words: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (words.join(" · "), ty)
}

fn in_words(
    state: &State,
    catalog: &Catalog,
    path: &[String],
    ty: Option<Type>,
    value: &Value,
) -> String {
    if path == [DELETED] {
        return t(if value == true { "data.was_deleted" } else { "data.was_kept" }).to_owned();
    }
    let plain = match (ty, value) {
        (_, Value::Null) => String::new(),
        (Some(Type::ClassHours), Value::Number(n)) => {
            n.as_i64().map(text::hours).unwrap_or_default()
        }
        (Some(Type::Fen), Value::Number(n)) => n.as_i64().map(text::money).unwrap_or_default(),
        (Some(Type::Thousandths), Value::Number(n)) => {
            n.as_i64().map(|n| text::decimal(n, 3)).unwrap_or_default()
        }
        (Some(Type::Date), Value::String(day)) => {
            day.parse().map_or_else(|_| day.clone(), text::day_full)
        }
        (Some(Type::Code(list)), Value::String(code)) => {
            ask::code_label(state, catalog, list, code, text::lang())
        }
        (Some(Type::Ref(_)), Value::String(id)) => {
            id.parse().map(|id| state.name(id)).unwrap_or_default()
        }
        (_, Value::Bool(yes)) => t(if *yes { "data.yes" } else { "data.no" }).to_owned(),
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    };
    if plain.trim().is_empty() { t("data.nothing").to_owned() } else { plain }
}
