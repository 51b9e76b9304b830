//! 计划: the plans, and the page of one.

use jiedui_core::catalog::{Section, TemplateRow};
use jiedui_core::command::{DateText, TemplateChoice};
use jiedui_core::plan::Side;
use jiedui_core::record::states::PlanState;
use jiedui_core::record::{Id, Plan};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::hand::Hand;
use super::keep::{Keeper, Kept, Slot};
use super::new::{partner_field, partners, wants_partner};
use super::pair::span;
use super::plan::plan_page;
use super::record::words::Words;
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Button, Chips, Choice, DateField, Empty, Form, Icon, Sheet, Tone};
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::{self, t};

/// A plan's row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    id: Id<Plan>,
    title: String,
    note: String,
}

fn rows(words: &Words<'_>) -> Vec<Row> {
    let row = |(id, plan): (Id<Plan>, &Plan)| {
        let state = if plan.state == PlanState::Unknown {
            String::new()
        } else {
            words.code("plan_state", plan.state.code())
        };
        let notes = [span(plan.from, plan.to), state];
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
    // A link from elsewhere asks for the sheet.
    let asked = Shell::here().place.with_untracked(|place| !place.value("from").is_empty());
    let open = RwSignal::new(asked);
    let body = move || {
        let new = new.clone();
        let add = view! {
            <button type="button" class="btn" on:click=move |_| open.set(true)>
                <Icon name="plan" />{t("plans.from_template")}
            </button>
            <a class="btn" href=new><Icon name="plus" />{t("plans.add")}</a>
        };
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
    view! {
        <Page title=t("frame.plans")><div class="narrow">{body}</div></Page>
        <Sheet open=open title=t("plans.from_template")><FromTemplate open=open /></Sheet>
    }
    .into_any()
}

/// A plan with everything its template carries: text, rules, tasks, roles, and a pairing with each partner.
#[component]
fn FromTemplate(open: RwSignal<bool>) -> AnyView {
    let (desk, hand, shell) = (Desk::here(), Hand::here(), Shell::here());
    let form = Form::provide();
    spawn_local(async move {
        if desk.need(&[Section::Templates]).await.is_err() {
            shell.notices.say(|| t("remedy.unknown_template"));
        }
    });
    let options = Memo::new(move |_| {
        desk.ask_catalog(|catalog| {
            let ready = catalog.templates().iter().filter(|row| row.ready);
            let choice =
                |row: &TemplateRow| Choice::new(row.code.clone(), row.name.get(text::lang()));
            ready.map(choice).collect::<Vec<_>>()
        })
    });
    let begins = desk.ask_once(|state, _| {
        let semester = state.calendar().semester_of(browser::today());
        semester.map(|(_, semester)| semester.start)
    });
    let begins = begins.flatten().unwrap_or_else(browser::today);
    let (code, side) =
        (RwSignal::new(Vec::<String>::new()), RwSignal::new(vec!["helper".to_owned()]));
    let (partner, start) = (RwSignal::new(String::new()), RwSignal::new(begins.to_string()));
    let to = Route::Plans.href_with(&[("from", "template")]);
    let slots = vec![
        ("template", Slot::Chosen(code)),
        ("partner", Slot::Text(partner)),
        ("side", Slot::Chosen(side)),
        ("start", Slot::Text(start)),
    ];
    let keeper = Keeper::of_book(desk, "template", to);
    let kept = Kept::begin(keeper, slots, move || partner.get());
    let sides =
        ["helper", "helped"].map(|side| Choice::new(side, t(&format!("new.{side}")))).to_vec();
    let press = move |()| {
        form.clear();
        let Ok(start) = start.get_untracked().parse() else {
            form.fail("start", t("remedy.not_a_date"));
            return form.show_first();
        };
        let first = |of: RwSignal<Vec<String>>| of.with_untracked(|all| all.first().cloned());
        let choice = TemplateChoice {
            code: first(code).unwrap_or_default(),
            start: DateText(start),
            partners: partners(&partner.get_untracked()),
            side: if first(side).as_deref() == Some("helped") {
                Side::Helped
            } else {
                Side::Helper
            },
            lang: text::lang().tag().to_owned(),
        };
        hand.apply(
            choice,
            || t("plans.applied"),
            move |_| {
                kept.finish();
                open.set(false);
            },
        );
    };
    let off = Signal::derive(move || {
        let chosen = code.with(|code| code.first().cloned());
        let nobody = || partner.with(|partner| partner.trim().is_empty());
        chosen.is_none_or(|code| nobody() && wants_partner(desk, &code).1)
    });
    view! {
        {kept.banner()}
        <Chips name="template" label=t("new.template") options=options chosen=code single=true />
        {partner_field(desk, code, partner)}
        <Chips name="side" label=t("new.side") options=sides chosen=side single=true />
        <DateField name="start" label=t("new.start") value=start hint=t("new.start_hint") required=true />
        <Button label=t("plans.apply") tone=Tone::Primary press=Callback::new(press) off=off />
    }
    .into_any()
}
