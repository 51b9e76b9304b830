//! 活动: the list of activities by month, with filters and search; beside it, on a desktop, the one that is chosen.

use std::cell::{Cell, RefCell};

use jiedui_core::ask::{self, ActivityFilter, Haystack, activity_row};
use jiedui_core::catalog::Section;
use jiedui_core::label::Lang;
use jiedui_core::record::{Activity, Id, Record};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pair::activities::{Row, months, row};
use super::record::words::Words;
use super::search::Spelling;
use crate::desk::Desk;
use crate::parts::{Chips, Choice, DateField, Empty, Icon, SearchBox, Select};
use crate::route::Route;
use crate::shell::{Page, Shell, Split};
use crate::text::{self, t, tf};

/// How many are shown at once.
const AT_ONCE: usize = 100;

/// What the list is narrowed to.
#[derive(Clone, Copy)]
struct Looking {
    wanted: RwSignal<String>,
    only: RwSignal<Vec<String>>,
    kind: RwSignal<String>,
    pairing: RwSignal<String>,
    from: RwSignal<String>,
    to: RwSignal<String>,
    most: RwSignal<usize>,
}

impl Looking {
    fn filter(self) -> ActivityFilter {
        let only = |code: &str| self.only.with(|only| only.iter().any(|own| own == code));
        ActivityFilter {
            kind: self.kind.get(),
            pairing: self.pairing.get().parse().ok(),
            person: None,
            from: self.from.get().parse().ok(),
            to: self.to.get().parse().ok(),
            incomplete: only("incomplete"),
            planned: only("planned"),
        }
    }
}

/// The list, and the activity that the address names.
pub fn activities() -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let chosen = Memo::new(move |_| match shell.route() {
        Route::Activity(id) => id,
        _ => String::new(),
    });
    let detail = move || {
        let id = chosen.get();
        if id.is_empty() {
            return view! { <Page title="" search=false><Empty title=t("activities.choose") text="" icon="calendar" /></Page> }
                .into_any();
        }
        super::record::show(Activity::KIND, &id)
    };
    let is_chosen = Signal::derive(move || chosen.with(|id| !id.is_empty()));
    view! { <Split chosen=is_chosen list=list(desk, shell) detail=detail.into_any() /> }.into_any()
}

fn list(desk: Desk, shell: Shell) -> AnyView {
    let asked = shell.place.with_untracked(|place| {
        ["incomplete", "planned"]
            .into_iter()
            .find(|name| !place.value(name).is_empty())
            .unwrap_or("all")
    });
    let empty = || RwSignal::new(String::new());
    let looking = Looking {
        wanted: empty(),
        only: RwSignal::new(vec![asked.to_owned()]),
        kind: empty(),
        pairing: empty(),
        from: empty(),
        to: empty(),
        most: RwSignal::new(AT_ONCE),
    };
    let found = Memo::new({
        let search = Search::here(desk);
        move |_| rows(desk, looking, &search)
    });
    let body = move || {
        let (rows, count) = found.get();
        if rows.is_empty() {
            return view! { <Empty title=t("activities.none") text=t("activities.none_text") icon="calendar" /> }
                .into_any();
        }
        let more = (count > rows.len()).then(|| {
            let press = move |_| looking.most.update(|most| *most += AT_ONCE);
            view! { <button type="button" class="btn" on:click=press>{t("activities.more")}</button> }
        });
        let total = tf(
            "activities.count",
            &[("n", &text::count(i64::try_from(count).unwrap_or(i64::MAX)))],
        );
        view! { <p class="quiet">{total}</p><div class="timeline">{months(rows)}</div>{more} }
            .into_any()
    };
    view! {
        <Page title=t("frame.activities")>
            <SearchBox value=looking.wanted label=t("activities.search") />
            {filters(desk, looking)}
            {body}
        </Page>
    }
    .into_any()
}

fn filters(desk: Desk, looking: Looking) -> AnyView {
    let only = ["all", "incomplete", "planned"];
    let only = only.map(|code| Choice::new(code, t(&format!("activities.{code}")))).to_vec();
    let lang = text::lang();
    let kinds = Signal::derive(move || kinds(desk, lang));
    let pairings = Signal::derive(move || {
        let named = desk.ask(|state, catalog| {
            let name = |id| ask::name_of(state, catalog, id, lang);
            let all = state.pairings().iter();
            all.map(|(id, _)| Choice::new(id.to_string(), name(id.untyped()))).collect::<Vec<_>>()
        });
        with_all(named.unwrap_or_default())
    });
    view! {
        <Chips name="only" label=t("activities.narrow") options=only chosen=looking.only single=true />
        <details class="card fold">
            <summary><span><Icon name="search" />{t("activities.filters")}</span></summary>
            <div class="form">
                <Select name="kind" label=t("activities.kind") options=kinds value=looking.kind />
                <Select name="pairing" label=t("activities.pairing") options=pairings value=looking.pairing />
                <div class="two">
                    <DateField name="from" label=t("activities.from") value=looking.from />
                    <DateField name="until" label=t("activities.to") value=looking.to />
                </div>
            </div>
        </details>
    }
    .into_any()
}

fn kinds(desk: Desk, lang: Lang) -> Vec<Choice> {
    let named = desk.ask(|state, catalog| {
        let mut codes: Vec<String> = Vec::new();
        for (_, activity) in state.activities().iter() {
            if !codes.contains(&activity.kind) {
                codes.push(activity.kind.clone());
            }
        }
        codes.sort_unstable();
        let choice = |code: String| {
            let label = ask::kind_label(state, catalog, &code, lang);
            Choice::new(code, label)
        };
        codes.into_iter().map(choice).collect::<Vec<_>>()
    });
    with_all(named.unwrap_or_default())
}

fn with_all(mut choices: Vec<Choice>) -> Vec<Choice> {
    choices.insert(0, Choice::new("", t("activities.all")));
    choices
}

/// The haystack of everything, gathered when somebody first looks for something and again when it has grown old.
#[derive(Debug)]
pub struct Search {
    hay: RefCell<Option<Haystack>>,
    /// Whether the letters of pinyin were there when the haystack was gathered.
    spelled: Cell<bool>,
    spelling: Spelling,
    desk: Desk,
}

impl Search {
    /// Call it while a screen is being built.
    pub fn here(desk: Desk) -> StoredValue<Self, LocalStorage> {
        let (hay, spelled) = (RefCell::default(), Cell::new(false));
        StoredValue::new_local(Self { hay, spelled, spelling: Spelling::here(), desk })
    }

    /// The records that hold what was typed.
    pub fn find(&self, wanted: &str, most: usize) -> Vec<ask::Hit> {
        let spelled = self.spelling.is_there();
        let letters = |text: &str| self.spelling.of(text);
        let mut hay = self.hay.borrow_mut();
        let fresh = self.desk.ask(|state, catalog| {
            let old =
                hay.as_ref().is_none_or(|hay| hay.is_stale(state)) || spelled != self.spelled.get();
            old.then(|| Haystack::gather(state, catalog, text::lang(), &letters))
        });
        self.spelled.set(spelled);
        if let Some(fresh) = fresh.flatten() {
            *hay = Some(fresh);
        }
        hay.as_ref().map(|hay| hay.find(wanted, most)).unwrap_or_default()
    }
}

fn rows(
    desk: Desk,
    looking: Looking,
    search: &StoredValue<Search, LocalStorage>,
) -> (Vec<Row>, usize) {
    let (filter, most, wanted) = (looking.filter(), looking.most.get(), looking.wanted.get());
    let hits = (!wanted.trim().is_empty())
        .then(|| search.with_value(|search| search.find(wanted.trim(), usize::MAX)));
    let found = desk.ask(|state, catalog| {
        let words = Words { state, catalog, open: false };
        let (all, count) = match hits {
            None => ask::activities(state, &filter, most),
            Some(hits) => {
                let own = hits
                    .iter()
                    .filter(|hit| hit.kind == Activity::KIND)
                    .map(|hit| Id::<Activity>::new(hit.id));
                let kept = own.filter(|id| {
                    state
                        .activities()
                        .get(*id)
                        .is_some_and(|activity| filter.takes(state, *id, activity))
                });
                let kept: Vec<_> = kept.collect();
                let rows =
                    kept.iter().take(most).filter_map(|id| activity_row(state, *id)).collect();
                (rows, kept.len())
            }
        };
        (all.into_iter().map(|it| row(&words, it)).collect::<Vec<_>>(), count)
    });
    found.unwrap_or_default()
}
