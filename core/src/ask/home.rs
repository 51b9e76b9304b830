//! The first page: what is due next, how each pairing stands, what lacks evidence, who has gone quiet (R728, R730,
//! R731).

use chrono::NaiveDate;

use crate::calendar::PeriodKind;
use crate::record::states::PairingState;
use crate::record::{Activity, Id, Pairing, Rule};
use crate::rule::{Outcome, Verdict};
use crate::sorted::{SortedMap, sort_by, sort_by_key};
use crate::state::State;

use super::listing::{ActivityFilter, ActivityRow, activities};

/// Rows under 「接下来」.
const MOST_STEPS: usize = 5;
/// Meters on the card of a pairing.
const MOST_METERS: usize = 4;
/// Records shown that lack something.
const MOST_INCOMPLETE: usize = 5;
/// A pairing without contact for so many days has gone quiet.
const QUIET_DAYS: i64 = 30;

/// Everything on the first page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Home {
    /// Weeks left in the semester; none outside one.
    pub weeks_left: Option<u32>,
    /// How many commitments need to be arranged.
    pub to_arrange: usize,
    /// How many records lack something.
    pub lacking: usize,
    /// What is due next, by the last possible date.
    pub next: Vec<Outcome>,
    /// One visit that would serve several of them.
    pub visit: Option<OneVisit>,
    /// The pairings of units and those of people outside them.
    pub pairs: Vec<PairCard>,
    /// Records that lack something, latest first.
    pub incomplete: Vec<ActivityRow>,
}

/// A visit that serves several commitments at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneVisit {
    /// The pairing.
    pub pairing: Id<Pairing>,
    /// The day: the last that still serves all of them, or the next school day.
    pub date: NaiveDate,
    /// How many it serves.
    pub serves: usize,
}

/// A pairing on the first page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairCard {
    /// The pairing.
    pub id: Id<Pairing>,
    /// Its commitments of this period that something can be done about.
    pub meters: Vec<Outcome>,
    /// The last contact.
    pub last: Option<(NaiveDate, Id<Activity>)>,
    /// For how many days there has been none, once it is long.
    pub quiet: Option<i64>,
    /// How the worst of its commitments stands.
    pub worst: Option<Verdict>,
}

/// The first page, from the outcomes of today.
pub fn home(state: &State, outcomes: &[Outcome], today: NaiveDate) -> Home {
    let current: Vec<&Outcome> =
        outcomes.iter().filter(|it| it.from <= today && today <= it.due).collect();
    let mut open: Vec<&Outcome> =
        current.iter().copied().filter(|it| can_be_arranged(state, it)).collect();
    sort_by_key(&mut open, |it| {
        (
            it.red_line.unwrap_or(it.due),
            it.verdict != Verdict::Behind,
            it.code.clone(),
            it.scope.pairing,
        )
    });
    let filter = ActivityFilter { incomplete: true, ..ActivityFilter::default() };
    let (incomplete, lacking) = activities(state, &filter, MOST_INCOMPLETE);
    Home {
        weeks_left: state.calendar().weeks_left(today),
        to_arrange: open.len(),
        lacking,
        visit: one_visit(state, &open, today),
        next: open.iter().take(MOST_STEPS).copied().cloned().collect(),
        pairs: pairs(state, &current, today),
        incomplete,
    }
}

/// Whether something is missing that an activity can bring.
fn can_be_arranged(state: &State, outcome: &Outcome) -> bool {
    outcome.gap.is_some()
        && matches!(outcome.verdict, Verdict::OnTrack | Verdict::Behind)
        && is_done_by_activities(state, outcome)
}

fn is_done_by_activities(state: &State, outcome: &Outcome) -> bool {
    let metric = |rule: &Rule| matches!(rule.metric.as_str(), "count" | "sum_hours");
    state.rules().get(outcome.rule).is_some_and(metric)
}

/// The pairing with most to arrange, and the last school day on which one visit still serves all of it.
fn one_visit(state: &State, open: &[&Outcome], today: NaiveDate) -> Option<OneVisit> {
    let mut by_pairing: SortedMap<Id<Pairing>, Vec<&Outcome>> = SortedMap::new();
    for outcome in open {
        if let Some(pairing) = outcome.scope.pairing {
            by_pairing.entry(pairing).or_default().push(outcome);
        }
    }
    let (pairing, outcomes) = by_pairing
        .into_iter()
        .max_by_key(|(id, outcomes)| (outcomes.len(), std::cmp::Reverse(*id)))?;
    if outcomes.len() < 2 {
        return None;
    }
    let first_line = outcomes.iter().map(|it| it.red_line.unwrap_or(it.due)).min()?;
    let date = state.calendar().next_school_day(today)?;
    (date <= first_line).then_some(OneVisit { pairing, date, serves: outcomes.len() })
}

fn pairs(state: &State, current: &[&Outcome], today: NaiveDate) -> Vec<PairCard> {
    let mut cards: Vec<PairCard> = state
        .pairings()
        .iter()
        .filter(|(_, pairing)| pairing.state != PairingState::Ended)
        .filter(|(_, pairing)| pairing.plan.is_some() || pairing.parent_pairing.is_none())
        .map(|(id, pairing)| card(state, id, pairing, current, today))
        .collect();
    sort_by_key(&mut cards, |card| (std::cmp::Reverse(card.worst.map(weight)), card.id));
    cards
}

fn card(
    state: &State,
    id: Id<Pairing>,
    pairing: &Pairing,
    current: &[&Outcome],
    today: NaiveDate,
) -> PairCard {
    let own: Vec<&Outcome> =
        current.iter().copied().filter(|it| it.scope.pairing == Some(id)).collect();
    let mut meters: Vec<&Outcome> =
        own.iter().copied().filter(|it| is_a_meter(state, it)).collect();
    sort_by(&mut meters, |a, b| a.code.cmp(&b.code));
    let mut past = state.index().activities_of(id, NaiveDate::MIN..=today).rev();
    let last = past.find(|(_, id)| {
        state.activities().get(*id).is_some_and(|activity| activity.state.counts())
    });
    let since = last.map(|(date, _)| (today - date).num_days());
    PairCard {
        id,
        meters: meters.into_iter().take(MOST_METERS).cloned().collect(),
        last,
        quiet: since.filter(|days| *days >= QUIET_DAYS && pairing.state != PairingState::Paused),
        worst: own.iter().map(|it| it.verdict).max_by_key(|verdict| weight(*verdict)),
    }
}

/// Figures that a card shows: what activities bring, and the rate of good lessons.
fn is_a_meter(state: &State, outcome: &Outcome) -> bool {
    let metric =
        |rule: &Rule| matches!(rule.metric.as_str(), "count" | "sum_hours" | "share_rating");
    outcome.verdict != Verdict::NotApplicable
        && matches!(
            outcome.period.kind(),
            PeriodKind::Month | PeriodKind::Semester | PeriodKind::Day
        )
        && state.rules().get(outcome.rule).is_some_and(metric)
}

/// How much a verdict weighs when one stands for many.
const fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotApplicable => 0,
        Verdict::NoData => 1,
        Verdict::Waived => 2,
        Verdict::Met => 3,
        Verdict::OnTrack => 4,
        Verdict::Behind => 5,
        Verdict::Missed => 6,
    }
}
