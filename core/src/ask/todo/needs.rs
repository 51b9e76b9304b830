//! What was asked for against what was given, with the time it took (R500, R762).

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{Activity, Id, Issue};
use crate::sorted::SortedMap;
use crate::state::State;

use super::contact::ASKING;

/// What one unit asked for in one category, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NeedRow {
    /// The unit that asked, or the person when no unit is known.
    pub unit: Option<RecordId>,
    /// Code of the list `issue_category`.
    pub category: String,
    /// How many were raised.
    pub asked: usize,
    /// How many were answered.
    pub answered: usize,
    /// How many were given: solved, or answered by an activity that was held.
    pub delivered: usize,
    /// How many days an answer took on average, rounded up; none when none has both days.
    pub response_days: Option<i64>,
    /// For how many days the oldest without an answer has been waiting.
    pub longest_wait: Option<i64>,
    /// The requests that have been neither answered nor given.
    pub open: Vec<RecordId>,
}

pub(super) fn rows(state: &State, today: NaiveDate) -> Vec<NeedRow> {
    let mut rows: SortedMap<(Option<RecordId>, &str), (NeedRow, i64, i64)> = SortedMap::new();
    let asked = state.issues().iter().filter(|(_, it)| ASKING.contains(&it.category.as_str()));
    for (id, issue) in asked {
        let key = (unit(state, issue), issue.category.as_str());
        let (row, days, dated) = rows.entry(key).or_default();
        row.asked += 1;
        let delivered = !issue.state.is_open() || was_held(state, id);
        row.delivered += usize::from(delivered);
        if let Some(answered) = issue.answered_on {
            row.answered += 1;
            if let Some(raised) = issue.raised_on.filter(|raised| *raised <= answered) {
                *days += (answered - raised).num_days();
                *dated += 1;
            }
        } else if !delivered {
            let waits = issue.raised_on.map(|raised| (today - raised).num_days());
            row.longest_wait = row.longest_wait.max(waits);
            row.open.push(id.untyped());
        }
    }
    let finished = rows.into_iter().map(|((unit, category), (row, days, dated))| NeedRow {
        unit,
        category: category.to_owned(),
        response_days: (dated > 0).then(|| (days + dated - 1) / dated.max(1)),
        ..row
    });
    finished.collect()
}

/// The unit that asks: the one that raised it, or that of the person who did.
fn unit(state: &State, issue: &Issue) -> Option<RecordId> {
    let by = issue.raised_by.or(issue.subject)?;
    let org = state.people().find(Id::new(by)).and_then(|person| person.org);
    Some(org.map_or(by, Id::untyped))
}

fn was_held(state: &State, id: Id<Issue>) -> bool {
    let answers = state.index().about::<Activity>(id.untyped());
    let mut answers = answers.filter_map(|id| state.activities().get(id));
    answers.any(|it| it.state.counts() && it.request == Some(id.untyped()))
}
