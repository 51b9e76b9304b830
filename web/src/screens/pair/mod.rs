//! The page of one pairing: its two names, and five tabs.

pub mod activities;
pub mod agreement;
pub mod archive;
pub mod people;
pub mod progress;
pub mod reasons;

use jiedui_core::record::{Id, Pairing};
use leptos::prelude::*;

use super::pairs::is_of_people;
use super::record::history::Conflicts;
use super::record::words::Words;
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Tab, TabPanel, Tabs};
use crate::route::{PairTab, Route};
use crate::shell::{Page, Shell};
use crate::text::{self, t, tf};
use jiedui_core::ask::pair_names;

/// What stands above the tabs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Head {
    title: String,
    sub: String,
}

fn head(words: &Words<'_>, id: Id<Pairing>) -> Option<Head> {
    let pairing = words.state.pairings().find(id)?;
    let (a, b) = pair_names(words.state, id);
    let arrow = if is_of_people(words.state, pairing) { "→" } else { "⇄" };
    let mut sub = vec![words.code("pairing_kind", &pairing.kind), span(pairing.from, pairing.to)];
    sub.push(words.code("pairing_state", pairing.state.code()));
    sub.retain(|part| !part.is_empty());
    Some(Head { title: format!("{a} {arrow} {b}"), sub: sub.join(" · ") })
}

/// From when to when, by months.
pub fn span(from: Option<chrono::NaiveDate>, to: Option<chrono::NaiveDate>) -> String {
    match (from, to) {
        (Some(from), Some(to)) => {
            tf("pair.span", &[("from", &text::month(from)), ("to", &text::month(to))])
        }
        (Some(from), None) => tf("pair.since", &[("from", &text::month(from))]),
        (None, Some(to)) => tf("pair.span_to", &[("to", &text::month(to))]),
        (None, None) => String::new(),
    }
}

/// Draws the page of a pairing.
pub fn pair_page(id: Id<Pairing>) -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    let asked = Memo::new(move |_| {
        let head =
            desk.ask(|state, catalog| head(&Words { state, catalog, open: false }, id)).flatten();
        head.unwrap_or_default()
    });
    let tab = Memo::new(move |_| match shell.route() {
        Route::Pair(_, tab) => tab,
        _ => PairTab::Progress,
    });
    let current = Signal::derive(move || tab.get().key().to_owned());
    let pick = Callback::new(move |key: String| {
        browser::go_instead(&Route::Pair(id.to_string(), PairTab::from_key(&key)).href());
    });
    let tabs = PairTab::ALL
        .map(|tab| Tab { key: tab.key(), label: t(&format!("pair.tab.{}", tab.key())).to_owned() });
    let panel = move || match tab.get() {
        PairTab::Progress => view! { <progress::Progress id=id /> }.into_any(),
        PairTab::Activities => view! { <activities::Activities id=id /> }.into_any(),
        PairTab::Archive => view! { <archive::ArchiveTab id=id /> }.into_any(),
        PairTab::People => view! { <people::People id=id /> }.into_any(),
        PairTab::Agreement => view! { <agreement::Agreement id=id /> }.into_any(),
    };
    let title = Signal::derive(move || asked.with(|head| head.title.clone()));
    let back = Signal::derive(|| Route::Pairs.href());
    view! {
        <Page title=title back=back search=false>
            <Tabs id="pair" label=t("pair.tabs") tabs=tabs.to_vec() current=current pick=pick />
            <TabPanel id="pair" current=current>
                <p class="quiet">{move || asked.with(|head| head.sub.clone())}</p>
                <Conflicts kind="pairing" id=id.untyped() />
                {panel}
            </TabPanel>
        </Page>
    }
    .into_any()
}
