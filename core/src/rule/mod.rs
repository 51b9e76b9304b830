//! A rule and a state in, outcomes with their reasons out (R666 to R692).
//!
//! Every rule of a plan is asked of every pairing of the plan, in every period up to the one that holds the day. An
//! outcome says what was counted, what nearly counted and why, who lacks data, what is still missing, and the last
//! day on which it can still be done. Nothing here writes, reads a clock or knows a language; what is unknown is
//! never "not met".
//!
//! **Whom an outcome is about** is one pairing, whichever side the rule looks at, so that several pairings of
//! one helper stay apart; or, for a rule of scope `plan`, the plan itself. A rule on `both` sides gives one outcome for the pairing: in one workbook both sides share
//! the same records, and two equal lines would help nobody. A pairing inside another pairing of the same plan
//! (mentor and mentee inside two kindergartens) is not asked by itself.
//!
//! **Decided by hand**: an override of a rule, keyed `PAIRING/PERIOD` (or `PLAN/PERIOD`), takes the place of the verdict; the computed one stays in sight.
//! For rules that always hold and those asked on a day of assessment it holds from the day in its key on.
//!
//! **Closed periods** keep what they came to in the rule's results, keyed alike; an outcome says when today's computation
//! differs (R666).
//!
//! In reading order: [`outcome`] (what comes out), [`amount`], [`settings`], then privately the periods, the book
//! of a pairing or plan, selections, metrics by family, the query language, verdicts; [`feed`] (what one activity counts
//! for) and [`assessor`] (the same answers, kept up to date).

pub mod amount;
pub mod assessor;
mod book;
mod count;
mod documents;
mod facts;
pub mod feed;
#[cfg(feature = "cli")]
mod json;
mod metric;
pub mod outcome;
mod people;
mod period;
mod query;
mod ready;
mod select;
pub mod settings;
mod share;
#[cfg(test)]
mod tests;
mod verdict;

pub use amount::Amount;
pub use assessor::Assessor;
pub use feed::{Feed, feeds, would_feed};
#[cfg(feature = "cli")]
pub use json::{to_json, to_table};
pub use outcome::{
    Comparator, Frozen, Lack, Nearly, Outcome, Overridden, Part, Scope, Side, Unknown, Verdict, Why,
};
pub use settings::Settings;

use chrono::NaiveDate;

use crate::calendar::PeriodKey;
use crate::calendar::day::{FIRST_DAY, LAST_DAY};
use crate::record::{Id, Override, Rule};
use crate::state::State;

use book::{Book, Shelves};
use metric::{Ask, Finding};
use period::{Span, Special, Window, windows};
use query::Memo;
use ready::{Asks, Ready, pairings_of, rules_of};
use verdict::Judged;

/// The unit of rules whose value is a share.
pub const SHARE: &str = "share";

/// How every rule of every plan stands on a day: by plan, first the plan itself, then its pairings; each by rule code and
/// period.
pub fn assess(state: &State, on: NaiveDate) -> Vec<Outcome> {
    let settings = Settings::read(state);
    let shelves = Shelves::new();
    let mut outcomes = Vec::new();
    for plan in state.plans().iter() {
        let rules = rules_of(state, plan.0, &settings);
        if !rules.of_plan.is_empty() {
            let book = Book::of_plan(state, &shelves, plan, FIRST_DAY..=LAST_DAY).with_rows();
            assess_book(&book, &rules.of_plan, &settings, on, &mut outcomes);
        }
        for pairing in pairings_of(state, plan.0) {
            let book = Book::open(state, &shelves, plan, pairing);
            assess_book(&book, &rules.of_pairs, &settings, on, &mut outcomes);
        }
    }
    outcomes
}

/// Whether this version knows what a rule asks; one it does not know is `no data`, never "not met".
pub fn is_understood(rule: &Rule, settings: &Settings) -> bool {
    Ready::read(Id::new(crate::log::RecordId::new(0)), rule, settings).asks.is_some()
}

fn assess_book(
    book: &Book<'_>,
    rules: &[Ready<'_>],
    settings: &Settings,
    on: NaiveDate,
    outcomes: &mut Vec<Outcome>,
) {
    for ready in rules {
        for window in asked_in(book, ready, settings, on) {
            outcomes.push(in_window(book, ready, &window, settings, on, None));
        }
    }
}

/// The periods in which a rule is asked; one without a length when there is nothing to ask.
fn asked_in(book: &Book<'_>, ready: &Ready<'_>, settings: &Settings, on: NaiveDate) -> Vec<Window> {
    let Some(span) = book.span.filter(|span| span.from <= span.to) else {
        let key = PeriodKey::Day(on);
        return vec![Window { key, from: on, due: on, until: on, special: Special::No }];
    };
    let Some(asks) = &*ready.asks else {
        return (span.from <= on).then(|| whole(span, on)).into_iter().collect();
    };
    let only_school = ready.rule.school_months_only;
    windows(asks.cadence, only_school, book.state.calendar(), settings, span, on)
}

/// One rule, one pairing or plan, one period.
fn in_window(
    book: &Book<'_>,
    ready: &Ready<'_>,
    window: &Window,
    settings: &Settings,
    on: NaiveDate,
    memo: Option<&Memo>,
) -> Outcome {
    let dated = book.span.is_some_and(|span| span.from <= span.to);
    let outcome = match &*ready.asks {
        _ if !dated => return unmeasured(book, ready, window, Lack::PlanDates),
        None => return unmeasured(book, ready, window, Lack::UnknownRule),
        Some(asks) => in_period(book, ready, asks, window, settings, on, memo),
    };
    frozen(book, ready, decided(book, ready, window, outcome, on))
}

fn whole(span: Span, on: NaiveDate) -> Window {
    let key = PeriodKey::Day(on.min(span.to));
    Window { key, from: span.from, due: span.to, until: on.min(span.to), special: Special::No }
}

/// One rule, one pairing or plan, one period.
fn in_period(
    book: &Book<'_>,
    ready: &Ready<'_>,
    asks: &Asks,
    window: &Window,
    settings: &Settings,
    on: NaiveDate,
    memo: Option<&Memo>,
) -> Outcome {
    let target = ready.target(first_day(window));
    let lack = match target {
        _ if window.special == Special::Uncharted => Some(Lack::Calendar),
        None => Some(Lack::Threshold),
        Some(_) if asks.comparator == Comparator::Between && ready.rule.upper.is_none() => {
            Some(Lack::Threshold)
        }
        Some(_) => None,
    };
    if let Some(lack) = lack {
        return unmeasured(book, ready, window, lack);
    }
    let (unit, comparator) = (ready.rule.unit.as_str(), asks.comparator);
    let upper = ready.rule.upper;
    let side = asks.side;
    let part = 0;
    let ask = Ask { book, side, window, settings, on, unit, target, upper, comparator, memo, part };
    let finding = asks.metric.measure(&ask);
    let due = finding.due.map_or(window.due, |due| due.max(window.from));
    let window = Window { due, ..*window };
    let judged = match window.special {
        Special::Exempt => Judged::plain(Verdict::NotApplicable),
        Special::No | Special::Uncharted => {
            let terms = Ask { window: &window, ..ask }.terms();
            terms.map_or(Judged::plain(Verdict::NoData), |terms| terms.judge(&finding))
        }
    };
    outcome(book, ready, &window, finding, judged)
}

/// The day whose threshold holds in a period.
fn first_day(window: &Window) -> NaiveDate {
    if matches!(window.key, PeriodKey::Day(_)) { window.until } else { window.from }
}

/// What the period came to when it was closed, and whether that is still so.
fn frozen(book: &Book<'_>, ready: &Ready<'_>, mut outcome: Outcome) -> Outcome {
    if ready.rule.results.is_empty() {
        return outcome;
    }
    let key = format!("{}/{}", book.about(), outcome.period);
    let Some(result) = ready.rule.results.get(&key) else { return outcome };
    let Some(verdict) = Verdict::read(&result.verdict) else { return outcome };
    let value = Some(result.value.clone()).filter(|value| !value.is_empty());
    outcome.restated = verdict != outcome.verdict || value != outcome.value();
    outcome.frozen = Some(Frozen { value, verdict, computed_at: result.computed_at });
    outcome
}

/// Puts a decision by hand in the place of the verdict.
fn decided(
    book: &Book<'_>,
    ready: &Ready<'_>,
    window: &Window,
    mut outcome: Outcome,
    on: NaiveDate,
) -> Outcome {
    let Some(by_hand) = by_hand(book, ready.rule, window, on) else { return outcome };
    let Some(verdict) = Verdict::read(&by_hand.verdict) else { return outcome };
    outcome.overridden = Some(Overridden {
        by: by_hand.by,
        reason: by_hand.reason.clone(),
        document: by_hand.document,
        computed: outcome.verdict,
    });
    outcome.verdict = verdict;
    if !matches!(verdict, Verdict::OnTrack | Verdict::Behind) {
        outcome.red_line = None;
    }
    outcome
}

fn by_hand<'r>(
    book: &Book<'_>,
    rule: &'r Rule,
    window: &Window,
    on: NaiveDate,
) -> Option<&'r Override> {
    if rule.overrides.is_empty() {
        return None;
    }
    let scope = format!("{}/", book.about());
    if !matches!(window.key, PeriodKey::Day(_)) || window.from == window.due {
        return rule.overrides.get(&format!("{scope}{}", window.key));
    }
    let dated = rule.overrides.iter().filter_map(|(key, by_hand)| {
        let day: NaiveDate = key.strip_prefix(&scope)?.parse().ok()?;
        Some((day, by_hand))
    });
    let begun = dated.filter(|(day, _)| (window.from..=on).contains(day));
    begun.max_by_key(|(day, _)| *day).map(|(_, by_hand)| by_hand)
}

fn unmeasured(book: &Book<'_>, ready: &Ready<'_>, window: &Window, lack: Lack) -> Outcome {
    outcome(book, ready, window, Finding::lacking(lack), Judged::plain(Verdict::NoData))
}

fn outcome(
    book: &Book<'_>,
    ready: &Ready<'_>,
    window: &Window,
    finding: Finding,
    judged: Judged,
) -> Outcome {
    let rule = ready.rule;
    let side = Side::read(&rule.scope).unwrap_or(Side::Pairing);
    Outcome {
        rule: ready.id,
        code: rule.code.clone(),
        plan: book.plan_id,
        scope: book.scope(side),
        period: window.key,
        from: window.from,
        due: window.due,
        amount: finding.amount,
        target: ready.target(first_day(window)),
        upper: rule.upper,
        comparator: (*ready.asks).as_ref().map(|asks| asks.comparator),
        unit: rule.unit.clone(),
        verdict: judged.verdict,
        gap: judged.gap,
        red_line: judged.red_line,
        records: finding.records,
        nearly: finding.nearly,
        unknowns: finding.unknowns,
        lack: finding.lack,
        basis: rule.basis.clone(),
        proposed: ready.is_proposed(),
        overridden: None,
        parts: finding.parts,
        beside: finding.beside,
        frozen: None,
        restated: false,
    }
}
