//! 查找: people, units, pairings, plans and activities, by part of a name, a topic or pinyin initials.

use jiedui_core::ask;
use leptos::prelude::*;

use super::activities::Search;
use super::record::words::{kind_label, page_of};
use crate::desk::Desk;
use crate::parts::{Empty, SearchBox};
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::{self, t};

/// How many are shown.
const MOST: usize = 60;

/// The page behind `/`.
pub fn everywhere() -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    let wanted = RwSignal::new(shell.place.with_untracked(|place| place.value("q").to_owned()));
    let search = Search::here(desk);
    let found = Memo::new(move |_| {
        let wanted = wanted.get();
        let hits = search.with_value(|search| search.find(wanted.trim(), MOST));
        let named = desk.ask(|state, catalog| {
            let name = |id| ask::name_of(state, catalog, id, text::lang());
            hits.iter()
                .map(|hit| (page_of(hit.kind, hit.id).href(), name(hit.id), hit.kind))
                .collect::<Vec<_>>()
        });
        named.unwrap_or_default()
    });
    let body = move || {
        let found = found.get();
        if wanted.with(|wanted| wanted.trim().is_empty()) {
            return view! { <p class="quiet">{t("search.hint")}</p> }.into_any();
        }
        if found.is_empty() {
            return view! { <Empty title=t("search.none") text=t("search.none_text") icon="search" /> }.into_any();
        }
        let item = |(href, name, kind): (String, String, &'static str)| {
            view! { <a class="item" href=href><b>{name}</b><small><span>{kind_label(kind)}</span></small></a> }
        };
        view! { <div class="card items">{found.into_iter().map(item).collect_view()}</div> }
            .into_any()
    };
    view! {
        <Page title=t("frame.search") back=Signal::derive(|| Route::Home.href()) search=false>
            <div class="narrow section">
                <SearchBox value=wanted label=t("search.title") />
                {body}
            </div>
        </Page>
    }
    .into_any()
}
