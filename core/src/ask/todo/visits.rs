//! One visit on this date would serve these clauses.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{Id, Pairing, Rule};
use crate::rule::{Outcome, Verdict};
use crate::sorted::{SortedMap, sort_by_key};
use crate::state::State;

use crate::ask::visit::visit_context;

/// A visit that would serve several commitments at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// The pairing.
    pub pairing: Id<Pairing>,
    /// The last school day on which it still serves all of them.
    pub date: NaiveDate,
    /// The rules it would serve, by code.
    pub serves: Vec<(Id<Rule>, String)>,
    /// Activities whose agreed actions it would open with (R763).
    pub agreements: Vec<RecordId>,
    /// Requests it could answer (R762).
    pub requests: Vec<RecordId>,
}

/// For every pairing with at least two commitments that a visit can bring forward: the last school day that serves all
/// of those a visit can still reach.
pub(super) fn joint(state: &State, outcomes: &[Outcome], today: NaiveDate) -> Vec<Visit> {
    let mut open: SortedMap<Id<Pairing>, Vec<&Outcome>> = SortedMap::new();
    for outcome in outcomes.iter().filter(|it| is_served(state, it, today)) {
        if let Some(pairing) = outcome.scope.pairing {
            open.entry(pairing).or_default().push(outcome);
        }
    }
    let Some(first) = state.calendar().next_school_day(today) else { return Vec::new() };
    let mut visits: Vec<Visit> = open
        .into_iter()
        .filter_map(|(pairing, mut outcomes)| {
            outcomes.retain(|it| first <= line(it));
            let last = outcomes.iter().map(|it| line(it)).min().filter(|_| outcomes.len() > 1)?;
            let date = *state.calendar().school_days_in(first, last).last()?;
            sort_by_key(&mut outcomes, |it| it.code.clone());
            let serves = outcomes.iter().map(|it| (it.rule, it.code.clone())).collect();
            let context = visit_context(state, pairing, today);
            let mut agreements: Vec<RecordId> =
                context.follow_ups.iter().map(|it| it.activity.untyped()).collect();
            agreements.dedup();
            let requests = context.requests.iter().map(|it| it.id.untyped()).collect();
            Some(Visit { pairing, date, serves, agreements, requests })
        })
        .collect();
    sort_by_key(&mut visits, |visit| (visit.date, visit.pairing));
    visits
}

/// The last day on which it can be served.
fn line(outcome: &Outcome) -> NaiveDate {
    outcome.red_line.unwrap_or(outcome.due).min(outcome.due)
}

fn is_served(state: &State, outcome: &Outcome, today: NaiveDate) -> bool {
    let counts = |rule: &Rule| matches!(rule.metric.as_str(), "count" | "sum_hours");
    outcome.from <= today
        && today <= outcome.due
        && outcome.gap.is_some()
        && matches!(outcome.verdict, Verdict::OnTrack | Verdict::Behind)
        && state.rules().get(outcome.rule).is_some_and(counts)
}
