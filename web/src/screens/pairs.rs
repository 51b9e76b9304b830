//! 结对: the pairings, each with how it stands; beside it, or behind it on a phone, the page of the one chosen.

use chrono::NaiveDate;
use jiedui_core::ask::{kind_label, pair_names};
use jiedui_core::catalog::Section;
use jiedui_core::record::{Id, Pairing};
use jiedui_core::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pair::pair_page;
use super::record::words::{Words, matcher};
use super::standing::{Whole, whole, whole_words};
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Empty, Icon, SearchBox, StatePill};
use crate::route::{PairTab, Route};
use crate::shell::{Page, Shell, Split};
use crate::text::{self, t, tf};

/// After so many days without a contact a pairing is called quiet.
const QUIET_DAYS: i64 = 30;

/// A pairing as its row shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) id: Id<Pairing>,
    pub(super) names: (String, String),
    pub(super) mentors: bool,
    inside: bool,
    sub: String,
    whole: Option<Whole>,
    quiet: bool,
    over: bool,
}

/// Whether people stand on the first side, so that one leads the other.
pub(super) fn is_of_people(state: &State, pairing: &Pairing) -> bool {
    pairing.side_a.iter().any(|id| state.people().find(Id::new(*id)).is_some())
}

/// The last day on which something was done in a pairing.
pub(super) fn last_contact(state: &State, id: Id<Pairing>, today: NaiveDate) -> Option<NaiveDate> {
    let past = state.index().activities_of(id, NaiveDate::MIN..=today).rev();
    let mut done = past.filter(|(_, activity)| {
        state.activities().get(*activity).is_some_and(|activity| activity.state.counts())
    });
    done.next().map(|(day, _)| day)
}

fn row(
    words: &Words<'_>,
    outcomes: &[jiedui_core::rule::Outcome],
    id: Id<Pairing>,
    pairing: &Pairing,
    inside: bool,
) -> Row {
    let today = browser::today();
    let (state, mentors) = (words.state, is_of_people(words.state, pairing));
    let contact = last_contact(state, id, today);
    let over = matches!(pairing.state.code(), "ended" | "adjusted");
    let quiet = match contact {
        Some(day) => (today - day).num_days() >= QUIET_DAYS,
        None => pairing.from.is_some_and(|from| (today - from).num_days() >= QUIET_DAYS),
    };
    let quiet = quiet && !over;
    let last = match contact {
        Some(day) if quiet => {
            let days = (today - day).num_days().to_string();
            tf("pairs.quiet_days", &[("n", &days)])
        }
        Some(day) => tf("pairs.last", &[("date", &text::day_short(day, today))]),
        None => t("pairs.no_contact").to_owned(),
    };
    let parts = [
        words.code("pairing_kind", &pairing.kind),
        pairing.focus_subject.clone(),
        if pairing.state.code() == "active" {
            String::new()
        } else {
            words.code("pairing_state", pairing.state.code())
        },
        last,
    ];
    let sub: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let whole = whole(outcomes, id).filter(|_| !over);
    Row {
        id,
        names: pair_names(state, id),
        mentors,
        inside,
        sub: sub.join(" · "),
        whole,
        quiet,
        over,
    }
}

/// The pairings between units, each followed by those inside it; then the others; those that are over last.
fn rows(words: &Words<'_>, outcomes: &[jiedui_core::rule::Outcome]) -> Vec<Row> {
    let table = words.state.pairings();
    let live = |id: Option<Id<Pairing>>| id.filter(|id| table.get(*id).is_some());
    let mut all = Vec::new();
    for (id, pairing) in table.iter().filter(|(_, it)| live(it.parent_pairing).is_none()) {
        all.push(row(words, outcomes, id, pairing, false));
        let inner = table.iter().filter(|(_, inner)| inner.parent_pairing == Some(id));
        all.extend(inner.map(|(inner, it)| row(words, outcomes, inner, it, true)));
    }
    all.sort_by_key(|row| row.over);
    all
}

/// Draws the list of pairings and the page of the one chosen.
pub fn pairs() -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let rows = Memo::new(move |_| {
        let outcomes = desk.outcomes();
        let rows =
            desk.ask(|state, catalog| rows(&Words { state, catalog, open: false }, &outcomes));
        rows.unwrap_or_default()
    });
    let asked = Memo::new(move |_| match shell.route() {
        Route::Pair(id, _) => id.parse().ok(),
        _ => None,
    });
    let chosen = Memo::new(move |_| matches!(shell.route(), Route::Pair(..)));
    let wide = browser::is_wide();
    let shown: Memo<Option<Id<Pairing>>> = Memo::new(move |_| match asked.get() {
        // On a desktop the first one stands beside the list until another is chosen.
        None if wide && !chosen.get() => rows.with(|rows| rows.first().map(|row| row.id)),
        asked => asked,
    });
    let detail = move || match shown.get() {
        Some(id) => untrack(|| pair_page(id)),
        None => nothing(chosen.get()),
    };
    let detail = view! { <div class="detail">{detail}</div> }.into_any();
    let list = view! { <PairList rows=rows shown=shown /> }.into_any();
    view! { <Split chosen=chosen list=list detail=detail /> }.into_any()
}

fn nothing(asked: bool) -> AnyView {
    if !asked {
        return ().into_any();
    }
    let back = Signal::derive(|| Route::Pairs.href());
    view! {
        <Page title=t("frame.pairs") back=back>
            <Empty title=t("record.not_here") text=t("remedy.no_such_record") icon="pairs" />
        </Page>
    }
    .into_any()
}

#[component]
fn PairList(rows: Memo<Vec<Row>>, shown: Memo<Option<Id<Pairing>>>) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let desk = Desk::here();
    let new = Memo::new(move |_| desk.ask(|state, _| new_pairing(state)).unwrap_or_default());
    let add = move || {
        view! { <a class="btn" href=move || new.get()><Icon name="plus" />{t("pairs.add")}</a> }
            .into_any()
    };
    let found = Memo::new(move |_| {
        let is_wanted = matcher(&wanted.get());
        rows.with(|rows| {
            let holds = |row: &&Row| {
                [&row.names.0, &row.names.1, &row.sub].into_iter().any(|text| is_wanted(text))
            };
            rows.iter().filter(holds).cloned().collect::<Vec<_>>()
        })
    });
    let none = Memo::new(move |_| rows.with(Vec::is_empty));
    let item = move |row: Row| {
        let id = row.id;
        let is_on = move || (shown.get() == Some(id)).then_some("true");
        let href = Route::Pair(id.to_string(), PairTab::Progress).href();
        let class = if row.inside { "item inside" } else { "item" };
        let pill = pill(&row);
        view! {
            <a class=class href=href aria-current=is_on>
                <b>{row.names.0}<span class="vs">{if row.mentors { "→" } else { "⇄" }}</span>{row.names.1}</b>
                <small><span>{row.sub}</span>{pill}</small>
            </a>
        }
    };
    let body = move || {
        let add = add();
        if none.get() {
            return view! {
                <Empty title=t("pairs.none") text=t("pairs.none_text") icon="pairs">{add}</Empty>
            }
            .into_any();
        }
        view! {
            <SearchBox value=wanted label=t("pairs.search") />
            <div class="items">{move || found.get().into_iter().map(item).collect_view()}</div>
            <div class="actions">{add}</div>
        }
        .into_any()
    };
    view! { <Page title=t("frame.pairs")>{body}</Page> }.into_any()
}

/// The form of a new pairing, begun with the latest plan: its term, its unit, the kind of its other pairings.
fn new_pairing(state: &State) -> String {
    let form = Route::Record("pairing".to_owned(), "new".to_owned());
    let Some((id, plan)) = state.plans().iter().next_back() else { return form.href() };
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut others = state.pairings().iter().filter(|(_, pairing)| pairing.plan == Some(id));
    let kind = others.next().map(|(_, pairing)| pairing.kind.clone()).unwrap_or_default();
    form.href_with(&[
        ("kind", &kind),
        ("side_a", &plan.owner.map(|owner| owner.to_string()).unwrap_or_default()),
        ("from", &day(plan.from)),
        ("to", &day(plan.to)),
        ("plan", &id.to_string()),
    ])
}

fn pill(row: &Row) -> Option<AnyView> {
    let quiet = || view! { <StatePill code="behind" words=t("pairs.quiet") /> }.into_any();
    match row.whole {
        Some(whole) if row.quiet && !matches!(whole.code, "missed" | "behind") => Some(quiet()),
        Some(whole) => {
            Some(view! { <StatePill code=whole.code words=whole_words(whole) /> }.into_any())
        }
        None => row.quiet.then(quiet),
    }
}

/// The name of an activity's kind.
pub(super) fn activity_kind(words: &Words<'_>, code: &str) -> String {
    kind_label(words.state, words.catalog, code, text::lang())
}
