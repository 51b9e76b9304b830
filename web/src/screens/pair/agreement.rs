//! 协议: from when to when, signed or not, what it asks for, and how it has changed.

use jiedui_core::command::{Command, DateText, Fields};
use jiedui_core::record::{Decimal, Field, Id, Item, Pairing, Plan, Rule};
use jiedui_core::state::{put, set_of};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::span;
use crate::browser;
use crate::browser::files::{self, Source};
use crate::desk::Desk;
use crate::parts::{Button, DateField, Form, Icon, NumberField, Sheet, StatePill, TextField, Tone};
use crate::route::Route;
use crate::screens::hand::Hand;
use crate::screens::keep::{Keeper, Kept, Slot};
use crate::screens::record::history::History;
use crate::screens::record::steps::Steps;
use crate::screens::record::words::{Words, page_of};
use crate::shell::Shell;
use crate::text::{self, t, tf};

/// A clause with what it asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    rule: Id<Rule>,
    title: String,
    clause: String,
    asked: String,
    basis: String,
    threshold: Option<i64>,
    share: bool,
    unit: String,
    off: bool,
}

/// A revision of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    head: String,
    reason: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    facts: Vec<(&'static str, String, String)>,
    plan: Option<Id<Plan>>,
    clauses: Vec<Clause>,
    versions: Vec<Version>,
}

fn asked(words: &Words<'_>, id: Id<Pairing>) -> Option<Asked> {
    let pairing = words.state.pairings().find(id)?;
    let mut facts = vec![(t("pair.period_label"), span(pairing.from, pairing.to), String::new())];
    let signed = match pairing.signed_on {
        Some(day) => text::day_full(day),
        None => t("pair.not_signed").to_owned(),
    };
    facts.push((t("pair.signed"), signed, String::new()));
    if let Some(document) = pairing.agreement {
        let href = page_of("document", document.untyped()).href();
        facts.push((t("pair.agreement"), words.name(document.untyped()), href));
    }
    if let Some(plan) = pairing.plan {
        let href = Route::Plan(plan.to_string()).href();
        facts.push((t("pair.plan"), words.name(plan.untyped()), href));
    }
    let value = words.state.log().record(id.untyped())?.value();
    for name in
        ["liaisons", "contact_phone", "contact_method", "focus_subject", "goals", "baseline"]
    {
        let field: Option<&Field> = Pairing::FIELDS.iter().find(|field| field.name == name);
        let said = field.map(|field| words.field(field, value.get(name))).unwrap_or_default();
        facts.push((
            crate::screens::record::words::field_label("pairing", name),
            said,
            String::new(),
        ));
    }
    facts.retain(|(_, said, _)| !said.is_empty());
    Some(Asked {
        facts,
        plan: pairing.plan,
        clauses: pairing.plan.map(|plan| clauses(words, plan)).unwrap_or_default(),
        versions: pairing.plan.map(|plan| versions(words, plan)).unwrap_or_default(),
    })
}

/// The rules of a plan as clauses, by their codes.
pub fn clauses(words: &Words<'_>, plan: Id<Plan>) -> Vec<Clause> {
    let today = browser::today();
    let own = words.state.rules().iter().filter(|(_, rule)| rule.plan == Some(plan));
    let mut own: Vec<_> = own.collect();
    own.sort_by(|(_, a), (_, b)| a.code.cmp(&b.code));
    let clause = |(id, rule): (Id<Rule>, &Rule)| {
        let share = rule.unit == jiedui_core::rule::SHARE;
        let begun = rule.steps.values().filter_map(|step| Some((step.from?, step.threshold?)));
        let latest = begun.filter(|(from, _)| *from <= today).max_by_key(|(from, _)| *from);
        let threshold = latest.map(|(_, threshold)| threshold).or(rule.threshold);
        let number = threshold.map(|it| text::decimal(if share { it.0 * 100 } else { it.0 }, 3));
        let unit = if share { "%".to_owned() } else { words.code("unit", &rule.unit) };
        let recurs =
            !matches!(&*rule.period, "continuous" | "assessment_date" | "plan" | "once" | "event");
        let period = words.code("period", &rule.period);
        let period = if recurs { tf("pair.each", &[("period", &period)]) } else { period };
        let places =
            [("period", &*period), ("n", number.as_deref().unwrap_or_default()), ("unit", &*unit)];
        let key = match &*rule.comparator {
            "<=" => "pair.asks_most",
            "==" if threshold == Some(Decimal(0)) => "pair.asks_none",
            "==" => "pair.asks_exact",
            _ => "pair.asks_least",
        };
        Clause {
            rule: id,
            title: rule.title.get(text::lang()).to_owned(),
            clause: rule.clause.get(text::lang()).to_owned(),
            asked: tf(key, &places),
            basis: words.code("rule_basis", &rule.basis),
            threshold: threshold.map(|threshold| threshold.0),
            share,
            unit,
            off: rule.off,
        }
    };
    own.into_iter().map(clause).collect()
}

/// The versions of a plan, latest first.
pub fn versions(words: &Words<'_>, plan: Id<Plan>) -> Vec<Version> {
    let Some(plan) = words.state.plans().find(plan) else { return Vec::new() };
    let mut all: Vec<_> = plan.versions.values().collect();
    all.sort_by_key(|version| std::cmp::Reverse((version.revision, version.date)));
    let version = |version: &jiedui_core::record::PlanVersion| {
        let n = version.revision.unwrap_or_default().to_string();
        let mut head = vec![tf("pair.version_no", &[("n", &n)])];
        head.extend(version.date.map(text::day_full));
        head.extend(version.approver.map(|by| words.name(by.untyped())));
        let said = [version.diff.as_str(), version.reason.as_str()];
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        Version { head: head.join(" · "), reason: said.join("\n") }
    };
    all.into_iter().map(version).collect()
}

/// The fifth tab.
#[component]
pub fn Agreement(
    /// The pairing.
    id: Id<Pairing>,
) -> AnyView {
    let (desk, hand, shell) = (Desk::here(), Hand::here(), Shell::here());
    let all = Memo::new(move |_| {
        let all = desk.ask(|state, catalog| asked(&Words { state, catalog, open: true }, id));
        all.flatten().unwrap_or_default()
    });
    let facts = move || {
        let facts = all.with(|all| all.facts.clone());
        facts
            .into_iter()
            .map(|(label, said, href)| {
                let said = if href.is_empty() {
                    said.into_any()
                } else {
                    view! { <a href=href>{said}</a> }.into_any()
                };
                view! { <dt>{label}</dt><dd>{said}</dd> }
            })
            .collect_view()
    };
    let edit = Route::Record("pairing".to_owned(), id.to_string()).href_with(&[("edit", "1")]);
    let delete = move |_| {
        let command = Command::Delete { id: id.untyped() };
        hand.run_then(command, || t("pair.deleted"), move |_| shell.go(&Route::Pairs));
    };
    let clauses = Memo::new(move |_| all.with(|all| all.clauses.clone()));
    let versions = Memo::new(move |_| all.with(|all| all.versions.clone()));
    view! {
        <div class="card pad">
            <dl class="facts">{facts}</dl>
            <AgreementFile id=id />
            <div class="actions">
                <a class="btn" href=edit><Icon name="edit" />{t("record.edit")}</a>
                <button type="button" class="btn danger" on:click=delete><Icon name="trash" />{t("record.delete")}</button>
            </div>
        </div>
        <Steps kind="pairing" id=id.untyped() list="pairing_state" />
        <Clauses clauses=clauses />
        <Versions versions=versions />
        <History kind="pairing" id=id.untyped() />
    }
    .into_any()
}

/// The signed agreement as a file: kept first, then named by a document, then by the pairing.
#[component]
fn AgreementFile(id: Id<Pairing>) -> AnyView {
    let (desk, hand, notices) = (Desk::here(), Hand::here(), Shell::here().notices);
    let busy = RwSignal::new(false);
    let add = move |()| {
        spawn_local(async move {
            let Some(file) = files::pick(Source::Any, false).await.pop() else { return };
            busy.set(true);
            let mut fields = Fields::new();
            put(&mut fields, "kind", "agreement");
            put(&mut fields, "title", super::archive::fitting(&file.name()));
            put(&mut fields, "belongs_to", set_of([id]));
            match super::archive::keep(desk, file, fields).await {
                Ok(fields) => {
                    let command = Command::Add { kind: "document".to_owned(), id: None, fields };
                    hand.run_then(
                        command,
                        || "",
                        move |done| {
                            let Some(document) = done.id else { return };
                            let named = ("agreement".to_owned(), document.to_string().into());
                            hand.edit(id.untyped(), Fields::from_iter([named]), || {
                                t("pair.file_kept")
                            });
                        },
                    );
                }
                Err(words) => notices.say(move || words.clone()),
            }
            busy.set(false);
        });
    };
    view! { <Button label=t("pair.add_agreement") icon="upload" busy=busy press=Callback::new(add) /> }.into_any()
}

/// How the plan has changed, and why.
#[component]
pub fn Versions(
    /// Latest first.
    versions: Memo<Vec<Version>>,
) -> AnyView {
    let one = |version: Version| {
        view! { <div class="row"><span class="what">{version.head}</span><span class="all">{version.reason}</span></div> }
    };
    let body = move || {
        let versions = versions.get();
        (!versions.is_empty()).then(|| {
            let rows = versions.into_iter().map(one).collect_view();
            view! { <section class="section"><h2 class="heading">{t("pair.versions")}</h2><div class="card">{rows}</div></section> }
        })
    };
    body.into_any()
}

/// The clauses, each with what it asks for and a way to change that.
#[component]
pub fn Clauses(
    /// In their order.
    clauses: Memo<Vec<Clause>>,
) -> AnyView {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Clause>);
    // A link from elsewhere names the clause to change.
    let wanted = Shell::here().place.with_untracked(|place| place.value("clause").to_owned());
    let wanted =
        clauses.with_untracked(|all| all.iter().find(|it| it.rule.to_string() == wanted).cloned());
    if let Some(clause) = wanted {
        browser::after(0, move || {
            chosen.set(Some(clause));
            open.set(true);
        });
    }
    let one = move |clause: Clause| {
        let own = clause.clone();
        let press = move |_| {
            chosen.set(Some(own.clone()));
            open.set(true);
        };
        let state =
            clause.off.then(|| view! { <StatePill code="waived" words=t("pair.switched_off") /> });
        let name = tf("pair.change_clause", &[("what", &clause.title)]);
        view! {
            <div class="row clause">
                <span class="what">{clause.title}{state}</span>
                <span class="do"><button type="button" class="btn small" aria-label=name on:click=press>{t("pair.change")}</button></span>
                <span class="sub"><b>{clause.asked}</b>" · "{clause.basis}</span>
                <span class="all">{clause.clause}</span>
            </div>
        }
    };
    let rows = move || clauses.get().into_iter().map(one).collect_view();
    let none = Memo::new(move |_| clauses.with(Vec::is_empty));
    let body = move || {
        (!none.get()).then(|| {
            view! { <section class="section"><h2 class="heading">{t("pair.clauses")}</h2><div class="card">{rows}</div></section> }
        })
    };
    view! {
        {body}
        <Sheet open=open title=t("pair.change_title")><ChangeClause chosen=chosen open=open /></Sheet>
    }
    .into_any()
}

/// Another threshold from a day on, or on and off, with a reason that stands in the plan's versions.
#[component]
fn ChangeClause(chosen: RwSignal<Option<Clause>>, open: RwSignal<bool>) -> AnyView {
    let (hand, form) = (Hand::here(), Form::provide());
    let Some(clause) = chosen.get_untracked() else { return ().into_any() };
    // A share is kept in thousandths of the whole and typed in per cent.
    let scale = if clause.share { 100 } else { 1 };
    let number = RwSignal::new(clause.threshold.map(|threshold| threshold * scale));
    let from = RwSignal::new(browser::today().to_string());
    let reason = RwSignal::new(String::new());
    let rule = clause.rule.untyped();
    let here = browser::hash();
    let here = here.split('?').next().unwrap_or_default();
    let keeper =
        Keeper::of_book(hand.desk(), &format!("amend:{rule}"), format!("{here}?clause={rule}"));
    let slots = vec![
        ("threshold", Slot::Number(number)),
        ("from", Slot::Text(from)),
        ("reason", Slot::Text(reason)),
    ];
    let title = clause.title.clone();
    let kept = Kept::begin(keeper, slots, move || title.clone());
    let run = move |threshold: Option<i64>, off: Option<bool>| {
        let command = Command::Amend {
            rule,
            threshold: threshold.map(|threshold| threshold / scale),
            from: from.get_untracked().parse().ok().map(DateText),
            off,
            reason: reason.get_untracked(),
        };
        hand.run_then(
            command,
            || t("pair.changed"),
            move |_| {
                kept.finish();
                open.set(false);
            },
        );
    };
    let save = move |()| {
        form.clear();
        if !form.is_fine() {
            return form.show_first();
        }
        run(number.get_untracked(), None);
    };
    let was_off = clause.off;
    let turn = move |()| run(None, Some(!was_off));
    let wordless = Signal::derive(move || reason.with(|reason| reason.trim().is_empty()));
    let off = Signal::derive(move || wordless.get() || number.get().is_none());
    let turn_words = if clause.off { t("pair.switch_on") } else { t("pair.switch_off") };
    view! {
        {kept.banner()}
        <p><b>{clause.title}</b></p>
        <p class="quiet">{clause.clause}</p>
        <div class="two">
            <NumberField name="threshold" label=t("pair.threshold") value=number places=3 unit=clause.unit />
            <DateField name="from" label=t("pair.from") value=from />
        </div>
        <TextField name="reason" label=t("record.reason") value=reason lines=2 required=true hint=t("pair.change_hint") />
        <div class="actions">
            <Button label=t("record.save") tone=Tone::Primary press=Callback::new(save) off=off />
            <Button label=turn_words press=Callback::new(turn) off=wordless />
        </div>
    }
    .into_any()
}
