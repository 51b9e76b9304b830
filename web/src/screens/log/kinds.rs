//! 活动类型: the kinds used last as large chips, all others in a sheet with search.

use jiedui_core::ask;
use jiedui_core::catalog::Section;
use leptos::prelude::*;

use super::Paper;
use crate::parts::{Chips, Choice, Icon, SearchBox, Sheet};
use crate::screens::search::{Spelling, matches};
use crate::text::{lang, t};

/// How many kinds stand in the form itself.
const SHOWN: usize = 4;

/// A kind that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    code: String,
    name: String,
    group: String,
    /// The workbook's plan uses it.
    own: bool,
}

/// All kinds that are not switched off, those of the workbook first.
fn offers(paper: Paper) -> Vec<Offer> {
    let all = paper.desk.ask(|state, catalog| {
        let own = state.workspace().map(|(_, workspace)| &workspace.kinds);
        let name = |code: &str| ask::kind_label(state, catalog, code, lang());
        let mut all: Vec<Offer> = Vec::new();
        for (code, kind) in own.into_iter().flatten().filter(|(_, kind)| !kind.off) {
            all.push(Offer {
                code: code.clone(),
                name: name(code),
                group: kind.group.clone(),
                own: true,
            });
        }
        for kind in catalog.kinds() {
            let known = own.is_some_and(|own| own.contains_key(&kind.code));
            if !known {
                all.push(Offer {
                    code: kind.code.clone(),
                    name: name(&kind.code),
                    group: kind.group.clone(),
                    own: false,
                });
            }
        }
        all
    });
    all.unwrap_or_default()
}

/// The field 「活动类型」.
pub(super) fn kinds(paper: Paper) -> AnyView {
    let open = RwSignal::new(false);
    let offers = Memo::new(move |_| offers(paper));
    // In the order of the last use at opening: chips that jump under the thumb would be worse than stale ones.
    let lately = paper.desk.ask_once(|state, _| ask::habits(state, None).kinds).unwrap_or_default();
    let options = Memo::new(move |_| {
        offers.with(|offers| {
            let find = |code: &String| offers.iter().find(|offer| offer.code == *code);
            let mut shown: Vec<&Offer> = lately.iter().filter_map(find).take(SHOWN).collect();
            for offer in offers {
                if shown.len() < SHOWN && !shown.contains(&offer) {
                    shown.push(offer);
                }
            }
            let chosen = paper.note.kind.with(|kind| kind.first().and_then(find));
            if let Some(chosen) = chosen.filter(|chosen| !shown.contains(chosen)) {
                shown.insert(0, chosen);
            }
            shown
                .iter()
                .map(|offer| Choice::new(offer.code.clone(), offer.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let more = move |_| {
        paper.need(&[Section::Codes]);
        open.set(true);
    };
    view! {
        <Chips name="kind" label=t("field.activity.kind") options=options chosen=paper.note.kind single=true>
            <button type="button" class="chip link" on:click=more>{t("log.more_kinds")}</button>
        </Chips>
        <Sheet open=open title=t("field.activity.kind")>{move || all_kinds(paper, offers, open)}</Sheet>
    }
    .into_any()
}

/// The sheet with all kinds, by group.
fn all_kinds(paper: Paper, offers: Memo<Vec<Offer>>, open: RwSignal<bool>) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let spelling = Spelling::here();
    let row = move |offer: Offer| {
        let is_on = paper.note.kind.with_untracked(|kind| kind.contains(&offer.code));
        let code = offer.code;
        let take = move |_| {
            paper.note.kind.set(vec![code.clone()]);
            paper.form.forget("kind");
            open.set(false);
        };
        view! {
            <li>
                <button type="button" class="pick-row" aria-pressed=is_on.to_string() on:click=take>
                    <span>{offer.name}</span>{is_on.then(|| view! { <Icon name="check" /> })}
                </button>
            </li>
        }
    };
    let lists = move || {
        let wanted = wanted.get();
        let found: Vec<Offer> = offers.with(|offers| {
            offers.iter().filter(|offer| matches(&offer.name, &wanted, spelling)).cloned().collect()
        });
        if found.is_empty() {
            return view! { <p class="quiet">{t("parts.nothing_found")}</p> }.into_any();
        }
        let mut groups: Vec<(String, Vec<Offer>)> = Vec::new();
        for offer in found {
            let title = if offer.own {
                t("log.kinds_own").to_owned()
            } else {
                paper.code("kind_group", &offer.group)
            };
            match groups.iter_mut().find(|(own, _)| *own == title) {
                Some((_, list)) => list.push(offer),
                None => groups.push((title, vec![offer])),
            }
        }
        groups
            .into_iter()
            .map(|(title, list)| {
                view! { <section><h3 class="heading">{title}</h3>
                <ul class="pick-list">{list.into_iter().map(row).collect_view()}</ul></section> }
            })
            .collect_view()
            .into_any()
    };
    view! { <SearchBox value=wanted label=t("parts.search") />{lists} }.into_any()
}
