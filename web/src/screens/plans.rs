//! 计划: the plans, and the page of one.

use jiedui_core::catalog::Section;
use jiedui_core::record::{Id, Plan};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::pair::span;
use super::plan::plan_page;
use super::record::words::Words;
use crate::desk::Desk;
use crate::parts::{Empty, Icon};
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::t;

/// A plan's row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    id: Id<Plan>,
    title: String,
    note: String,
}

fn rows(words: &Words<'_>) -> Vec<Row> {
    let row = |(id, plan): (Id<Plan>, &Plan)| {
        let state = if plan.state.is_empty() {
            String::new()
        } else {
            words.code("plan_state", &plan.state)
        };
        let notes = [plan.template.clone(), span(plan.from, plan.to), state];
        let notes = notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>();
        Row { id, title: words.name(id.untyped()), note: notes.join(" · ") }
    };
    words.state.plans().iter().rev().map(row).collect()
}

/// Draws the list of plans or one of them.
pub fn plans() -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let chosen = Memo::new(move |_| match shell.route() {
        Route::Plan(id) => id.parse::<Id<Plan>>().ok(),
        _ => None,
    });
    let stage = move || match chosen.get() {
        Some(id) => untrack(|| plan_page(id)),
        None => untrack(list),
    };
    stage.into_any()
}

fn list() -> AnyView {
    let desk = Desk::here();
    let all = Memo::new(move |_| {
        desk.ask(|state, catalog| rows(&Words { state, catalog, open: false })).unwrap_or_default()
    });
    let one = |row: Row| {
        let href = Route::Plan(row.id.to_string()).href();
        view! { <crate::parts::LinkRow href=href icon="plan" label=row.title note=row.note /> }
    };
    let new = Route::Record("plan".to_owned(), "new".to_owned()).href();
    let body = move || {
        let new = new.clone();
        let add = view! { <a class="btn" href=new><Icon name="plus" />{t("plans.add")}</a> };
        let rows = all.get();
        if rows.is_empty() {
            return view! { <Empty title=t("plans.none") text=t("plans.none_text") icon="plan">{add}</Empty> }.into_any();
        }
        view! {
            <section class="card">{rows.into_iter().map(one).collect_view()}</section>
            <div class="actions">{add}</div>
        }
        .into_any()
    };
    view! { <Page title=t("frame.plans")><div class="narrow">{body}</div></Page> }.into_any()
}
