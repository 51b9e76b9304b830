//! Finding by name, also by the first letters of its pinyin: the letters are fetched when somebody first searches.

use std::cell::RefCell;
use std::rc::Rc;

use jiedui_core::ask::{Haystack, Hit, Letters};
use jiedui_core::record::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pairs::activity_kind;
use super::record::words::{Words, kind_label, page_of};
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Empty, LinkRow, SearchBox};
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::{self, lang, t};

thread_local! {
    static LETTERS: RefCell<Option<Rc<Letters>>> = const { RefCell::new(None) };
    static ASKED: RefCell<Vec<RwSignal<u32>>> = const { RefCell::new(Vec::new()) };
}

/// The letters of names, once they are there; a list that follows them is drawn anew when they come.
#[derive(Clone, Copy, Debug)]
pub struct Spelling(RwSignal<u32>);

impl Spelling {
    /// Has the letters fetched. Call it while a screen is being built.
    pub fn here() -> Self {
        let come = RwSignal::new(0);
        if LETTERS.with_borrow(Option::is_none) {
            let first = ASKED.with_borrow_mut(|asked| {
                asked.push(come);
                asked.len() == 1
            });
            if first {
                spawn_local(async {
                    // Without the table names are found by their characters only.
                    if let Ok(table) = browser::fetch_text("./catalog/letters.txt").await {
                        LETTERS.with_borrow_mut(|own| *own = Some(Rc::new(Letters::read(&table))));
                    }
                    for come in ASKED.take() {
                        come.try_update(|come| *come += 1);
                    }
                });
            }
        }
        Self(come)
    }

    /// The initials of a text; empty while the table is not there. Follows its coming.
    pub fn of(self, text: &str) -> String {
        self.0.track();
        LETTERS.with_borrow(|letters| {
            letters.as_ref().map(|letters| letters.of(text)).unwrap_or_default()
        })
    }
}

/// Whether a name is looked for: it holds what was typed, or begins with its letters in pinyin.
pub fn matches(name: &str, wanted: &str, spelling: Spelling) -> bool {
    let wanted = wanted.trim().to_lowercase();
    wanted.is_empty()
        || name.to_lowercase().contains(&wanted)
        || spelling.of(name).contains(&wanted)
}

thread_local! {
    static HAY: RefCell<Option<(String, Haystack)>> = const { RefCell::new(None) };
}

/// The records that hold what was typed; asked again inside a memo when the state has changed. The texts are gathered
/// once for each change of the state.
pub fn find(desk: Desk, typed: &str, spelling: Option<Spelling>) -> Vec<Hit> {
    let letters = spelling.and_then(|spelling| {
        spelling.0.track();
        LETTERS.with_borrow(Clone::clone)
    });
    let book = desk.store().map(|store| store.id().to_owned()).unwrap_or_default();
    let of = format!("{book} {} {}", lang(), letters.is_some());
    let found = desk.ask(|state, catalog| {
        HAY.with_borrow_mut(|hay| {
            let is_fresh =
                hay.as_ref().is_some_and(|(own, hay)| *own == of && !hay.is_stale(state));
            if !is_fresh {
                let spell = |text: &str| letters.as_ref().map(|it| it.of(text)).unwrap_or_default();
                *hay = Some((of, Haystack::gather(state, catalog, lang(), &spell)));
            }
            hay.as_mut().map(|(_, hay)| hay.find(typed)).unwrap_or_default()
        })
    });
    found.unwrap_or_default()
}

/// A line of what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    name: String,
    note: String,
    href: String,
}

/// The kinds in the order in which they are shown, each with its icon.
const KINDS: [(&str, &str); 5] = [
    ("person", "person"),
    ("pairing", "pairs"),
    ("org", "school"),
    ("plan", "plan"),
    ("activity", "calendar"),
];

/// At most so many of a kind; a longer list is narrowed by another word.
const OF_A_KIND: usize = 20;

/// The page behind 「查找」.
pub fn search() -> AnyView {
    let (shell, desk) = (Shell::here(), Desk::here());
    let typed = RwSignal::new(untrack(|| shell.query("q")));
    let spelling = Spelling::here();
    let found = Memo::new(move |_| {
        let typed = typed.get();
        if typed.trim().is_empty() {
            return Vec::new();
        }
        let hits = find(desk, &typed, Some(spelling));
        let all = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: false };
            let of_kind = |kind: &str| {
                hits.iter()
                    .filter(|hit| hit.kind == kind)
                    .take(OF_A_KIND)
                    .map(|hit| row(&words, hit))
                    .collect::<Vec<_>>()
            };
            let groups = KINDS.iter().map(|(kind, icon)| (*kind, *icon, of_kind(kind)));
            groups.filter(|(.., rows)| !rows.is_empty()).collect::<Vec<_>>()
        });
        all.unwrap_or_default()
    });
    let group = move |(kind, icon, rows): (&'static str, &'static str, Vec<Row>)| {
        let more =
            (rows.len() == OF_A_KIND).then(|| view! { <p class="quiet">{t("search.more")}</p> });
        let rows = rows.into_iter().map(|row| {
            view! { <LinkRow href=row.href icon=icon label=row.name note=row.note /> }
        });
        view! {
            <section class="section"><h2 class="heading">{kind_label(kind)}</h2><div class="card">{rows.collect_view()}</div>{more}</section>
        }
    };
    let body = move || {
        let found = found.get();
        if typed.with(|typed| typed.trim().is_empty()) {
            return view! { <p class="quiet">{t("search.hint")}</p> }.into_any();
        }
        if found.is_empty() {
            return view! { <Empty title=t("parts.nothing_found") text=t("search.nothing") icon="search" /> }.into_any();
        }
        found.into_iter().map(group).collect_view().into_any()
    };
    browser::after(0, || {
        browser::focus_search();
    });
    let back = Signal::derive(|| Route::Home.href());
    view! {
        <Page title=t("frame.search") back=back search=false>
            <div class="narrow">
                <SearchBox value=typed label=t("search.what") />
                <div class="narrow" aria-live="polite">{body}</div>
            </div>
        </Page>
    }
    .into_any()
}

fn row(words: &Words<'_>, hit: &Hit) -> Row {
    let state = words.state;
    let note = match hit.kind {
        "person" => jiedui_core::ask::person_org(state, Id::new(hit.id)),
        "activity" => {
            let activity = state.activities().get(Id::new(hit.id));
            let day = activity.and_then(|it| it.date).map(|day| text::day(day, browser::today()));
            let kind = activity.map(|it| activity_kind(words, &it.kind));
            [day, kind].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        _ => String::new(),
    };
    Row { name: words.name(hit.id), note, href: page_of(hit.kind, hit.id).href() }
}
