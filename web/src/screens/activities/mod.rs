//! 活动: what was done, month by month, with search and filters; beside it the page of the one chosen, or on a desktop a
//! table to compare in.

mod filters;
mod rows;

use chrono::{Datelike, NaiveDate};
use jiedui_core::ask::ActivityFilter;
use jiedui_core::catalog::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::activity::activity_page;
use super::pair::activities::Photo;
use super::search::Spelling;
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Column, Empty, Icon, Line, SearchBox, Sheet, Table};
use crate::route::Route;
use crate::shell::{Page, Shell, Split};
use crate::text::{self, t, tf};
use filters::{active, filters};
use rows::{Row, rows};

/// How many rows stand in the page before more are asked for.
const AT_ONCE: usize = 100;

/// How many while somebody types: what fits a tall screen, drawn within a frame.
const WHILE_TYPING: usize = 30;

/// The order in which the list comes.
const NEWEST_FIRST: &str = "-date";

/// What is looked for; copied into every closure.
#[derive(Clone, Copy)]
struct Wanted {
    desk: Desk,
    words: RwSignal<String>,
    kind: RwSignal<String>,
    pairing: RwSignal<String>,
    person: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    incomplete: RwSignal<bool>,
    planned: RwSignal<bool>,
    sort: RwSignal<String>,
    most: RwSignal<usize>,
    spelling: RwSignal<Option<Spelling>>,
}

impl Wanted {
    /// What the address asks for.
    fn new(shell: Shell) -> Self {
        let text = |name: &str| RwSignal::new(untrack(|| shell.query(name)));
        let flag = |name: &str| RwSignal::new(!untrack(|| shell.query(name)).is_empty());
        Self {
            desk: Desk::here(),
            words: text("q"),
            kind: text("kind"),
            pairing: text("pair"),
            person: text("person"),
            from: text("from"),
            to: text("to"),
            incomplete: flag("incomplete"),
            planned: flag("planned"),
            sort: RwSignal::new(NEWEST_FIRST.to_owned()),
            most: RwSignal::new(AT_ONCE),
            spelling: RwSignal::new(None),
        }
    }

    fn filter(self) -> ActivityFilter {
        ActivityFilter {
            kind: self.kind.get(),
            pairing: self.pairing.with(|id| id.parse().ok()),
            person: self.person.with(|id| id.parse().ok()),
            from: self.from.with(|day| day.parse().ok()),
            to: self.to.with(|day| day.parse().ok()),
            incomplete: self.incomplete.get(),
            planned: self.planned.get(),
        }
    }
}

/// The page behind 「活动」, and that of one activity.
pub fn activities() -> AnyView {
    let (shell, desk) = (Shell::here(), Desk::here());
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let wanted = Wanted::new(shell);
    let rows = Memo::new(move |_| rows(wanted));
    let shown = Memo::new(move |_| match shell.route() {
        Route::Activity(id) => Some(id),
        _ => None,
    });
    let chosen = Memo::new(move |_| shown.with(Option::is_some));
    let wide = browser::is_wide();
    // The rows stand in the page once, unless somebody wants to compare.
    let as_table = RwSignal::new(false);
    let detail = move || match shown.get() {
        Some(id) => untrack(|| match id.parse() {
            Ok(id) => activity_page(id),
            Err(_) => nothing(),
        }),
        None if !wide => ().into_any(),
        None if as_table.get() => table(wanted, rows),
        None => {
            let press = move |_| as_table.set(true);
            view! {
                <Page title="" search=false>
                    <Empty title=t("activities.choose") text=t("activities.choose_text") icon="table">
                        <button type="button" class="btn" on:click=press>{t("activities.as_table")}</button>
                    </Empty>
                </Page>
            }
            .into_any()
        }
    };
    let detail = view! { <div class="detail">{detail}</div> }.into_any();
    let list = list(wanted, rows, shown);
    view! { <Split chosen=chosen list=list detail=detail /> }.into_any()
}

fn nothing() -> AnyView {
    view! {
        <Page title=t("frame.activities") back=Signal::derive(|| Route::Activities.href())>
            <Empty title=t("record.not_here") text=t("remedy.no_such_record") icon="calendar" />
        </Page>
    }
    .into_any()
}

fn list(wanted: Wanted, rows: Memo<(Vec<Row>, usize)>, shown: Memo<Option<String>>) -> AnyView {
    let open = RwSignal::new(false);
    let none = Memo::new(move |_| {
        wanted.desk.ask(|state, _| state.activities().is_empty()).unwrap_or(true)
    });
    // The letters of names are fetched when somebody first searches; what tells of their coming belongs to the screen.
    let screen = Owner::current().unwrap_or_default();
    Effect::new(move || {
        let searches = wanted.words.with(|words| !words.is_empty());
        if searches && wanted.spelling.with_untracked(Option::is_none) {
            wanted.spelling.set(Some(screen.with(Spelling::here)));
        }
    });
    let months = move || {
        let (rows, _) = rows.get();
        if rows.is_empty() {
            return view! { <p class="quiet">{t("activities.none_found")}</p> }.into_any();
        }
        by_month(rows)
            .into_iter()
            .map(|(day, rows)| month(day, rows, shown))
            .collect_view()
            .into_any()
    };
    let count =
        move || tf("activities.count", &[("n", &text::count(rows.with(|(_, n)| *n as i64)))]);
    let more = move || {
        let hidden = rows.with(|(rows, n)| n - rows.len());
        (hidden > 0).then(|| {
            let press = move |_| wanted.most.update(|most| *most += AT_ONCE);
            view! { <button type="button" class="btn" on:click=press>{tf("activities.more", &[("n", &AT_ONCE.min(hidden).to_string())])}</button> }
        })
    };
    let body = move || {
        if none.get() {
            return view! {
                <Empty title=t("activities.none") text=t("activities.none_text") icon="calendar">
                    <a class="btn primary" href=Route::Log.href()><Icon name="plus" />{t("frame.log")}</a>
                </Empty>
            }
            .into_any();
        }
        view! {
            <SearchBox value=wanted.words label=t("activities.search") />
            <div class="chips quick">
                <button type="button" class="chip" on:click=move |_| open.set(true)><Icon name="filter" />{t("activities.filter")}</button>
                {move || active(wanted)}
            </div>
            <p class="quiet" role="status">{count}</p>
            <div class="deed-months">{months}</div>
            {more}
        }
        .into_any()
    };
    view! {
        <Page title=t("frame.activities")>
            {body}
            <Sheet open=open title=t("activities.filter")>{move || filters(wanted)}</Sheet>
        </Page>
    }
    .into_any()
}

fn by_month(rows: Vec<Row>) -> Vec<(Option<NaiveDate>, Vec<Row>)> {
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
    all
}

fn month(day: Option<NaiveDate>, rows: Vec<Row>, shown: Memo<Option<String>>) -> AnyView {
    let heading = day.map_or_else(|| t("date.none").to_owned(), text::month);
    let rows = rows.into_iter().map(|row| item(row, shown)).collect_view();
    view! { <section><h2 class="heading">{heading}</h2><div class="card deeds">{rows}</div></section> }.into_any()
}

fn item(row: Row, shown: Memo<Option<String>>) -> AnyView {
    let id = StoredValue::new(row.row.id.to_string());
    let is_on = move || {
        id.with_value(|id| shown.with(|shown| shown.as_ref() == Some(id))).then_some("true")
    };
    let today = browser::today();
    let day = row.row.date.map(|day| text::day(day, today)).unwrap_or_default();
    let hours = row.row.class_hours.map(|hours| text::hours(hours.0)).unwrap_or_default();
    let title = if row.row.title.is_empty() { row.kind.clone() } else { row.row.title.clone() };
    let kind = if row.row.title.is_empty() { String::new() } else { row.kind };
    let sub =
        [day, kind, hours].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ");
    let state = (!row.state.is_empty()).then(|| view! { <span class="tag">{row.state}</span> });
    let lacks =
        row.row.incomplete.then(|| view! { <span class="tag lacks">{t("pair.incomplete")}</span> });
    let photo = row.row.photo.map(|hash| view! { <Photo hash=hash /> });
    view! {
        <a class="item deed" href=Route::Activity(id.get_value()).href() aria-current=is_on>
            <span class="deed-words"><span><b>{title}</b>{state}{lacks}</span><small>{sub}</small><small>{row.pairing}</small></span>
            {photo}
        </a>
    }
    .into_any()
}

/// The same rows as a table, where there is room.
fn table(wanted: Wanted, rows: Memo<(Vec<Row>, usize)>) -> AnyView {
    let column = |key: &'static str, name: &str, figures: bool| Column {
        key,
        label: t(name).to_owned(),
        figures,
    };
    let columns = vec![
        column("title", "field.activity.title", false),
        column("date", "field.activity.date", false),
        column("kind", "field.activity.kind", false),
        column("hours", "field.activity.class_hours", true),
        column("place", "field.activity.place", false),
        column("", "activities.people", true),
    ];
    let lines = Signal::derive(move || {
        let line = |row: Row| Line {
            href: Route::Activity(row.row.id.to_string()).href(),
            cells: vec![
                if row.row.title.is_empty() { row.kind.clone() } else { row.row.title },
                row.row.date.map(|day| text::day_short(day, browser::today())).unwrap_or_default(),
                row.kind,
                row.row.class_hours.map(|hours| text::decimal(hours.0, 2)).unwrap_or_default(),
                row.row.place,
                if row.row.people > 0 { row.row.people.to_string() } else { String::new() },
            ],
            state: String::new(),
        };
        rows.with(|(rows, _)| rows.iter().cloned().map(line).collect::<Vec<_>>())
    });
    let sorted = Signal::derive(move || wanted.sort.get());
    let sort = Callback::new(move |key: String| wanted.sort.set(key));
    let inner = move || {
        rows.with(|(rows, _)| !rows.is_empty()).then(|| {
            view! {
                <Table caption=t("frame.activities") columns=columns.clone() lines=lines sorted=sorted sort=sort />
            }
        })
    };
    view! { <Page title=t("activities.table") search=false>{inner}</Page> }.into_any()
}
