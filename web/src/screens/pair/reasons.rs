//! Behind a figure: the records it was counted from, those that nearly counted and why, the clause, and the decision
//! by hand.

use jiedui_core::command::Command;
use jiedui_core::log::RecordId;
use jiedui_core::record::{Id, Pairing, Rule};
use jiedui_core::rule::Outcome;
use leptos::prelude::*;

use crate::browser;
use crate::desk::Desk;
use crate::parts::{Banner, Button, Chips, Choice, Icon, StatePill, TextField, Tone};
use crate::route::{PairTab, Route};
use crate::screens::hand::Hand;
use crate::screens::keep::{Keeper, Kept, Slot};
use crate::screens::record::words::{Words, joined, page_of};
use crate::screens::standing::{Standing, lack, latest, parts, period, unknown, why};
use crate::shell::Shell;
use crate::text::{self, t, tf};

/// A record in a list of reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reason {
    href: String,
    name: String,
    note: String,
}

/// Everything that is said about one outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    sentence: String,
    latest: String,
    verdict: &'static str,
    counted: Vec<Reason>,
    nearly: Vec<Reason>,
    unknowns: String,
    lack: String,
    clause: String,
    basis: String,
    by_hand: String,
}

fn reason(words: &Words<'_>, id: RecordId, why: String) -> Reason {
    let record = words.state.log().record(id);
    let kind = record.map_or("", |record| record.kind());
    let activity = words.state.activities().find(Id::new(id));
    let mut notes = Vec::new();
    if let Some(activity) = activity {
        let today = browser::today();
        notes.extend(activity.date.map(|day| text::day_short(day, today)));
        notes.extend(activity.class_hours.map(|hours| text::hours(hours.0)));
    }
    notes.push(why);
    notes.retain(|note| !note.is_empty());
    Reason { href: page_of(kind, id).href(), name: words.name(id), note: notes.join(" · ") }
}

fn said(words: &Words<'_>, outcome: &Outcome) -> Said {
    let rule = words.state.rules().find(outcome.rule);
    let nearly = outcome.nearly.iter();
    let decided = outcome.overridden.as_ref().map(|by_hand| {
        let who = by_hand.by.map(|by| words.name(by.untyped())).unwrap_or_default();
        let computed = t(&format!("state.{}", by_hand.computed.code()));
        tf("pair.by_hand", &[("who", &who), ("reason", &by_hand.reason), ("computed", computed)])
    });
    Said {
        sentence: parts(outcome).sentence,
        latest: latest(outcome).words,
        verdict: outcome.verdict.code(),
        counted: outcome.records.iter().map(|id| reason(words, *id, String::new())).collect(),
        nearly: nearly.map(|it| reason(words, it.record, why(words, &it.why))).collect(),
        unknowns: joined(outcome.unknowns.iter().map(|it| unknown(words, it))),
        lack: outcome.lack.as_ref().map(lack).unwrap_or_default(),
        clause: rule.map(|rule| rule.clause.get(text::lang()).to_owned()).unwrap_or_default(),
        basis: words.code("rule_basis", &outcome.basis),
        by_hand: decided.unwrap_or_default(),
    }
}

/// What the sheet behind a figure shows.
#[component]
pub fn Reasons(
    /// The pairing.
    id: Id<Pairing>,
    /// How all rules stand.
    all: Memo<Vec<Standing>>,
    /// The rule whose figure was tapped.
    rule: RwSignal<Option<Id<Rule>>>,
) -> AnyView {
    let desk = Desk::here();
    let standing = Memo::new(move |_| {
        let rule = rule.get();
        all.with(|all| all.iter().find(|standing| Some(standing.rule) == rule).cloned())
    });
    let last = move || {
        let key = standing.with_untracked(|it| it.as_ref()?.now().map(|it| it.period.to_string()));
        key.into_iter().collect::<Vec<_>>()
    };
    // A link from elsewhere may name the period as well.
    let named = Shell::here().place.with_untracked(|place| place.value("period").to_owned());
    let named = standing.with_untracked(|it| {
        let periods = it.iter().flat_map(|it| &it.outcomes).map(|it| it.period.to_string());
        periods.into_iter().find(|period| *period == named)
    });
    let chosen = RwSignal::new(named.map_or_else(last, |named| vec![named]));
    let outcome = Memo::new(move |_| {
        let key = chosen.with(|chosen| chosen.first().cloned());
        standing.with(|standing| {
            let outcomes = &standing.as_ref()?.outcomes;
            let own = outcomes.iter().find(|it| Some(it.period.to_string()) == key);
            own.or(outcomes.last()).cloned()
        })
    });
    let said = Memo::new(move |_| {
        let said = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: false };
            outcome.with(|outcome| outcome.as_ref().map(|outcome| said(&words, outcome)))
        });
        said.flatten().unwrap_or_default()
    });
    let periods: Vec<Choice> = standing.with_untracked(|standing| {
        let outcomes = standing.iter().flat_map(|standing| &standing.outcomes);
        outcomes.map(|it| Choice::new(it.period.to_string(), period(it.period))).collect()
    });
    let periods = (periods.len() > 1).then(|| {
        view! { <Chips name="period" label=t("pair.period") options=periods chosen=chosen single=true /> }
    });
    view! {
        {periods}
        {move || drawn(said.get())}
        {move || outcome.get().map(|outcome| view! { <Judge id=id outcome=outcome /> })}
    }
    .into_any()
}

fn drawn(said: Said) -> AnyView {
    let line = |text: String| (!text.is_empty()).then(|| view! { <p>{text}</p> });
    let by_hand = (!said.by_hand.is_empty()).then(|| {
        view! { <Banner><p>{said.by_hand.clone()}</p></Banner> }
    });
    let unknowns = (!said.unknowns.is_empty())
        .then(|| view! { <p>{tf("pair.unknowns", &[("who", &said.unknowns)])}</p> });
    let counted = if said.counted.is_empty() {
        view! { <p class="quiet">{t("pair.none_counted")}</p> }.into_any()
    } else {
        reasons(said.counted.clone())
    };
    let heading = tf("pair.counted", &[("n", &said.counted.len().to_string())]);
    let nearly = (!said.nearly.is_empty()).then(|| {
        let heading = tf("pair.nearly", &[("n", &said.nearly.len().to_string())]);
        view! { <section class="section"><h3 class="heading">{heading}</h3>{reasons(said.nearly)}</section> }
    });
    let source = (!said.basis.is_empty()).then(|| {
        view! { <p class="quiet">{tf("pair.basis", &[("basis", &said.basis)])}</p> }
    });
    view! {
        <p class="said"><b>{said.sentence}</b><StatePill code=said.verdict /></p>
        {by_hand}
        {line(said.latest)}
        {(!said.lack.is_empty()).then(|| view! { <p class="hint">{said.lack}</p> })}
        {unknowns}
        <section class="section"><h3 class="heading">{heading}</h3>{counted}</section>
        {nearly}
        <section class="section">
            <h3 class="heading">{t("pair.clause")}</h3>
            {line(said.clause)}
            {source}
        </section>
    }
    .into_any()
}

/// How many records stand in the sheet.
const MOST: usize = 50;

fn reasons(all: Vec<Reason>) -> AnyView {
    let more = all.len().saturating_sub(MOST);
    let rows = all.into_iter().take(MOST).map(|it| {
        let note = (!it.note.is_empty()).then(|| view! { <small>{it.note}</small> });
        view! {
            <a class="link-row" href=it.href><Icon name="file" /><span>{it.name}{note}</span><Icon name="next" /></a>
        }
    });
    let more = (more > 0)
        .then(|| view! { <p class="quiet">{tf("pair.more", &[("n", &more.to_string())])}</p> });
    view! { <div class="card">{rows.collect_view()}</div>{more} }.into_any()
}

/// 「说明」: excuses an outcome or decides it by hand, with a reason and a name.
#[component]
fn Judge(id: Id<Pairing>, outcome: Outcome) -> AnyView {
    let hand = Hand::here();
    let by_hand = outcome.overridden.clone();
    let begun = if by_hand.is_some() { outcome.verdict.code() } else { "waived" };
    let verdict = RwSignal::new(vec![begun.to_owned()]);
    let reason = RwSignal::new(by_hand.as_ref().map(|it| it.reason.clone()).unwrap_or_default());
    let options: Vec<Choice> = ["waived", "met", "missed", "not_applicable"]
        .map(|code| Choice::new(code, t(&format!("state.{code}"))))
        .into();
    let rule = outcome.rule.untyped();
    let key = outcome.period.to_string();
    let route = Route::Pair(id.to_string(), PairTab::Progress);
    let keeper = Keeper::of_book(
        hand.desk(),
        &format!("judge:{rule}:{id}:{key}"),
        route.href_with(&[("rule", &outcome.code), ("period", &key)]),
    );
    let slots = vec![("verdict", Slot::Chosen(verdict)), ("reason", Slot::Text(reason))];
    let title = hand.desk().ask_once(|state, _| {
        state.rules().find(outcome.rule).map(|rule| rule.title.get(text::lang()).to_owned())
    });
    let title = title.flatten().unwrap_or_default();
    let kept = Kept::begin(keeper, slots, move || title.clone());
    let judge = move |verdict: String, reason: String, said: &'static str| {
        let (scope, period) = (id.untyped(), key.clone());
        let command = Command::Judge { rule, scope, period, verdict, reason };
        hand.run_then(command, move || t(said), move |_| kept.finish());
    };
    let judge = StoredValue::new(judge);
    let save = move |()| {
        let verdict = verdict.with_untracked(|all| all.first().cloned().unwrap_or_default());
        let reason = reason.get_untracked();
        judge.with_value(|judge| judge(verdict, reason, "pair.judged"));
    };
    let take_back = by_hand.map(|_| {
        let press = move |()| {
            judge.with_value(|judge| judge(String::new(), String::new(), "pair.unjudged"));
        };
        view! { <Button label=t("pair.unjudge") press=Callback::new(press) /> }
    });
    let off = Signal::derive(move || {
        reason.with(|reason| reason.trim().is_empty()) || verdict.with(Vec::is_empty)
    });
    view! {
        <details class="card fold" open=kept.back>
            <summary><h3>{t("pair.judge")}</h3></summary>
            <div class="form grid">
                {kept.banner()}
                <p class="quiet">{t("pair.judge_text")}</p>
                <Chips name="verdict" label=t("pair.judge_as") options=options chosen=verdict single=true />
                <TextField name="judge-reason" label=t("record.reason") value=reason lines=2 required=true />
                <div class="actions">
                    <Button label=t("record.save") tone=Tone::Primary press=Callback::new(save) off=off />
                    {take_back}
                </div>
            </div>
        </details>
    }
    .into_any()
}
