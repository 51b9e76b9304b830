//! 活动: the timeline by month, with photos.

use chrono::{Datelike, NaiveDate};
use jiedui_core::ask::{ActivityRow, timeline};
use jiedui_core::record::states::ActivityState;
use jiedui_core::record::{Id, Pairing};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::desk::Desk;
use crate::parts::{Empty, Icon};
use crate::route::Route;
use crate::screens::pairs::activity_kind;
use crate::screens::record::words::Words;
use crate::text::{self, t, tf};

/// How many are shown before 「更早的」 is pressed.
const AT_ONCE: usize = 50;

/// An activity in a timeline, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    row: ActivityRow,
    kind: String,
    note: String,
    open: bool,
}

/// Puts an activity into words.
pub fn row(words: &Words<'_>, row: ActivityRow) -> Row {
    let today = browser::today();
    let open = !row.state.counts();
    let mut notes: Vec<String> = row.date.map(|day| text::day(day, today)).into_iter().collect();
    notes.extend(row.class_hours.map(|hours| text::hours(hours.0)));
    if !row.place.is_empty() {
        notes.push(row.place.clone());
    }
    if row.people > 0 {
        notes.push(tf("pair.people", &[("n", &row.people.to_string())]));
    }
    if open && row.state != ActivityState::Unknown {
        notes.push(words.code("activity_state", row.state.code()));
    }
    Row { kind: activity_kind(words, &row.kind), note: notes.join(" · "), open, row }
}

/// The second tab.
#[component]
pub fn Activities(
    /// The pairing.
    id: Id<Pairing>,
) -> AnyView {
    let desk = Desk::here();
    let most = RwSignal::new(AT_ONCE);
    let rows = Memo::new(move |_| {
        let most = most.get();
        let rows = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: false };
            timeline(state, id, most + 1).into_iter().map(|it| row(&words, it)).collect::<Vec<_>>()
        });
        rows.unwrap_or_default()
    });
    let log = Route::Log.href_with(&[("pair", &id.to_string())]);
    let body = move || {
        let mut rows = rows.get();
        if rows.is_empty() {
            let log = log.clone();
            return view! {
                <Empty title=t("pair.no_activities") text=t("pair.no_activities_text") icon="calendar">
                    <a class="btn primary" href=log><Icon name="plus" />{t("frame.log")}</a>
                </Empty>
            }
            .into_any();
        }
        let more = rows.len() > most.get_untracked();
        rows.truncate(most.get_untracked());
        let more = more.then(|| {
            let press = move |_| most.update(|most| *most += AT_ONCE);
            view! { <button type="button" class="btn" on:click=press>{t("pair.earlier")}</button> }
        });
        view! { <div class="timeline">{months(rows)}</div>{more} }.into_any()
    };
    body.into_any()
}

/// Rows under the headings of their months.
pub fn months(rows: Vec<Row>) -> Vec<AnyView> {
    let month = |row: &Row| row.row.date.map(|day| (day.year(), day.month()));
    let mut all: Vec<(Option<NaiveDate>, Vec<Row>)> = Vec::new();
    for row in rows {
        match all.last_mut() {
            Some((_, rows)) if rows.last().is_some_and(|last| month(last) == month(&row)) => {
                rows.push(row);
            }
            _ => all.push((row.row.date, vec![row])),
        }
    }
    let section = |(day, rows): (Option<NaiveDate>, Vec<Row>)| {
        let heading = day.map_or_else(|| t("date.none").to_owned(), text::month);
        let rows = rows.into_iter().map(drawn).collect_view();
        view! { <section><h2>{heading}</h2><ol>{rows}</ol></section> }.into_any()
    };
    all.into_iter().map(section).collect()
}

fn drawn(row: Row) -> AnyView {
    let href = Route::Activity(row.row.id.to_string()).href();
    // 「集体备课」 is not said twice of 「集体备课:民间游戏进课堂」.
    let title = if row.row.title.is_empty() {
        row.kind
    } else if row.row.title.starts_with(&row.kind) {
        row.row.title
    } else {
        tf("pair.kind_title", &[("kind", &row.kind), ("title", &row.row.title)])
    };
    let photo = row.row.photo.map(|hash| view! { <Photo hash=hash /> });
    let lacks =
        row.row.incomplete.then(|| view! { <span class="tag">{t("pair.incomplete")}</span> });
    view! {
        <li class:open=row.open>
            <a class="card" href=href>
                <b>{title}{lacks}</b>
                <small class="quiet">{row.note}</small>
                {photo}
            </a>
        </li>
    }
    .into_any()
}

/// A small picture that is read when it is there; nothing when this phone does not have it.
#[component]
pub fn Photo(
    /// The file.
    hash: String,
) -> AnyView {
    let desk = Desk::here();
    let link = RwSignal::new(None::<String>);
    spawn_local(async move {
        let Some(store) = desk.store() else { return };
        if let Ok(found) = store.thumb_url(&hash).await {
            link.try_set(found);
        }
    });
    let picture = move || {
        link.get().map(|link| view! { <img src=link alt="" loading="lazy" decoding="async" /> })
    };
    view! { <span class="strip">{picture}</span> }.into_any()
}
