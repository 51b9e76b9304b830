//! A rule and a state in, outcomes with their reasons out (R666 to R692).
//!
//! Every rule of a plan is asked of every pairing of the plan, in every period up to the one that holds the day. An
//! outcome says what was counted, what nearly counted and why, who lacks data, what is still missing, and the last
//! day on which it can still be done. Nothing here writes, reads a clock or knows a language; what is unknown is
//! never "not met".
//!
//! **Whom an outcome is about** is always one pairing, whichever side the rule looks at, so that several pairings of
//! one helper stay apart. A rule on `both` sides gives one outcome for the pairing: in one workbook both sides share
//! the same records, and two equal lines would help nobody. A pairing inside another pairing of the same plan
//! (mentor and mentee inside two kindergartens) is not asked by itself.
//!
//! **Decided by hand**: an override of a rule, keyed `PAIRING/PERIOD`, takes the place of the verdict; the computed one stays in sight.
//! For rules that always hold and those asked on a day of assessment it holds from the day in its key on.
//!
//! In reading order: [`outcome`] (what comes out), [`amount`], [`settings`], then privately the periods, the book
//! of a pairing, selections, metrics by family, verdicts; [`feed`] (what one activity counts for) and [`assessor`]
//! (the same answers, kept up to date).

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
    Comparator, Lack, Nearly, Outcome, Overridden, Scope, Side, Unknown, Verdict, Why,
};
pub use settings::Settings;

use chrono::NaiveDate;

use crate::calendar::PeriodKey;
use crate::record::{Decimal, Id, Override, Pairing, Plan, Rule};
use crate::sorted::sort_by;
use crate::state::State;

use book::Book;
use metric::{Finding, Metric};
use period::{Cadence, Span, Special, Window, windows};
use verdict::{Judged, Terms};

/// The unit of rules whose value is a share.
pub const SHARE: &str = "share";

/// How every rule of every plan stands on a day: by plan, pairing, rule code, period.
pub fn assess(state: &State, on: NaiveDate) -> Vec<Outcome> {
    let settings = Settings::read(state);
    let mut outcomes = Vec::new();
    for (plan_id, plan) in state.plans().iter() {
        let rules = rules_of(state, plan_id, &settings);
        for pairing in pairings_of(state, plan_id) {
            assess_pairing(state, (plan_id, plan), pairing, &rules, &settings, on, &mut outcomes);
        }
    }
    outcomes
}

/// A rule that is switched on, read once for all pairings.
#[derive(Debug)]
struct Ready<'a> {
    id: Id<Rule>,
    rule: &'a Rule,
    /// None when this version does not know what it asks.
    asks: Option<Asks>,
}

#[derive(Debug)]
struct Asks {
    metric: Metric,
    side: Side,
    comparator: Comparator,
    cadence: Cadence,
}

impl<'a> Ready<'a> {
    fn read(id: Id<Rule>, rule: &'a Rule, settings: &Settings) -> Self {
        let asks = || {
            let exact = select::param(rule, settings, "reading") == "exact";
            let comparator = Comparator::read(&rule.comparator)?;
            Some(Asks {
                metric: Metric::read(rule, settings)?,
                side: Side::read(&rule.scope)?,
                comparator: if exact { Comparator::Exactly } else { comparator },
                cadence: Cadence::read(&rule.period)?,
            })
        };
        Self { id, rule, asks: asks() }
    }

    fn is_proposed(&self) -> bool {
        self.rule.basis == "prop"
    }

    /// The threshold in force on a day; the latest step that has begun, else the rule's own.
    fn target(&self, day: NaiveDate) -> Option<Decimal> {
        let begun = self.rule.steps.values().filter_map(|step| Some((step.from?, step.threshold?)));
        let latest = begun.filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from);
        latest.map(|(_, threshold)| threshold).or(self.rule.threshold)
    }
}

/// The rules of a plan that are switched on, by code.
fn rules_of<'a>(state: &'a State, plan: Id<Plan>, settings: &Settings) -> Vec<Ready<'a>> {
    let mut rules: Vec<Ready<'_>> = state
        .rules()
        .iter()
        .filter(|(_, rule)| rule.plan == Some(plan) && !rule.off)
        .map(|(id, rule)| Ready::read(id, rule, settings))
        .filter(|ready| settings.proposed || !ready.is_proposed())
        .collect();
    sort_by(&mut rules, |a, b| (&a.rule.code, a.id).cmp(&(&b.rule.code, b.id)));
    rules
}

/// The pairings of a plan that are asked by themselves.
fn pairings_of(state: &State, plan: Id<Plan>) -> Vec<(Id<Pairing>, &Pairing)> {
    let table = state.pairings();
    let own = state.index().about::<Pairing>(plan.untyped());
    let own = own.filter_map(|id| Some((id, table.get(id)?)));
    let inside = |pairing: &Pairing| {
        let parent = pairing.parent_pairing.and_then(|parent| table.get(parent));
        parent.is_some_and(|parent| parent.plan == Some(plan))
    };
    own.filter(|(_, pairing)| pairing.plan == Some(plan) && !inside(pairing)).collect()
}

fn assess_pairing(
    state: &State,
    plan: (Id<Plan>, &Plan),
    pairing: (Id<Pairing>, &Pairing),
    rules: &[Ready<'_>],
    settings: &Settings,
    on: NaiveDate,
    outcomes: &mut Vec<Outcome>,
) {
    let book = Book::open(state, plan, pairing);
    for ready in rules {
        let Some(span) = book.span.filter(|span| span.from <= span.to) else {
            outcomes.push(undated(&book, ready, on));
            continue;
        };
        let Some(asks) = &ready.asks else {
            let window = whole(span, on);
            if span.from <= on {
                outcomes.push(unmeasured(&book, ready, &window, Lack::UnknownRule));
            }
            continue;
        };
        let only_school = ready.rule.school_months_only;
        for window in windows(asks.cadence, only_school, state.calendar(), settings, span, on) {
            outcomes.push(in_period(&book, ready, asks, &window, settings, on));
        }
    }
}

fn whole(span: Span, on: NaiveDate) -> Window {
    let key = PeriodKey::Day(on.min(span.to));
    Window { key, from: span.from, due: span.to, until: on.min(span.to), special: Special::No }
}

/// One rule, one pairing, one period.
fn in_period(
    book: &Book<'_>,
    ready: &Ready<'_>,
    asks: &Asks,
    window: &Window,
    settings: &Settings,
    on: NaiveDate,
) -> Outcome {
    let first = if matches!(window.key, PeriodKey::Day(_)) { window.until } else { window.from };
    let target = ready.target(first).filter(|_| window.special != Special::Uncharted);
    let Some(target) = target else {
        let uncharted = window.special == Special::Uncharted;
        let lack = if uncharted { Lack::Calendar } else { Lack::Threshold };
        return decided(book, ready, window, unmeasured(book, ready, window, lack), on);
    };
    let finding = asks.metric.measure(book, asks.side, window);
    let calendar = book.state.calendar();
    let terms = Terms { comparator: asks.comparator, target, window, on, calendar, settings };
    let judged = match window.special {
        Special::Exempt => Judged::plain(Verdict::NotApplicable),
        Special::No | Special::Uncharted => terms.judge(&finding),
    };
    decided(book, ready, window, outcome(book, ready, window, finding, judged), on)
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
    let scope = format!("{}/", book.pairing_id);
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

fn undated(book: &Book<'_>, ready: &Ready<'_>, on: NaiveDate) -> Outcome {
    let window =
        Window { key: PeriodKey::Day(on), from: on, due: on, until: on, special: Special::No };
    unmeasured(book, ready, &window, Lack::PlanDates)
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
    let first = if matches!(window.key, PeriodKey::Day(_)) { window.until } else { window.from };
    Outcome {
        rule: ready.id,
        code: rule.code.clone(),
        plan: book.plan_id,
        scope: book.scope(side),
        period: window.key,
        from: window.from,
        due: window.due,
        amount: finding.amount,
        target: ready.target(first),
        comparator: ready.asks.as_ref().map(|asks| asks.comparator),
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
    }
}
