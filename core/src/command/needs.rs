//! Whether a step finds what it needs: on the record, in the notices about it, in what belongs to it.

use chrono::NaiveDate;
use serde_json::Value;

use crate::log::{Record as Folded, RecordId};
use crate::record::field::{as_id, is_empty};
use crate::record::states::{Link, Move, Need, Posting};
use crate::record::{Id, Notice};
use crate::state::State;

/// The record as a step finds it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Case<'a> {
    /// The record.
    pub(super) id: RecordId,
    /// Its value, with what the step brings.
    pub(super) after: &'a Value,
    /// The line that the step adds to a log.
    pub(super) line: Option<&'a Value>,
    /// The reason given.
    pub(super) reason: &'a str,
    /// The day.
    pub(super) today: NaiveDate,
}

/// What a step needs and does not find; empty when it may be taken.
pub(super) fn unmet(state: &State, step: &Move, case: &Case<'_>) -> Vec<Need> {
    step.needs.iter().copied().filter(|need| !is_met(state, need, case)).collect()
}

fn is_met(state: &State, need: &Need, case: &Case<'_>) -> bool {
    let field = |name: &str| case.after.get(name);
    match need {
        Need::Reason => !case.reason.trim().is_empty(),
        Need::Field(name) => !is_empty(field(name)),
        Need::Is(name, code) => field(name).and_then(Value::as_str) == Some(code),
        Need::Yes(name) => field(name) == Some(&Value::Bool(true)),
        Need::Equal(one, other) => field(one).is_some() && field(one) == field(other),
        Need::Held { step, since } => is_held(case.after, step, since),
        Need::Said(name) => case.line.is_some_and(|line| !is_empty(line.get(*name))),
        Need::Posted(posting) => !notices(state, posting, case).is_empty(),
        Need::Unopposed(posting) => {
            let latest = notices(state, posting, case).into_iter().max_by_key(|it| it.from);
            latest.map_or_else(
                || noted_unopposed(posting, case.after),
                |it| is_unopposed(it, case.today),
            )
        }
        Need::Objection(posting) => {
            notices(state, posting, case).into_iter().any(is_opposed)
                || is_held(case.after, "objection", posting.since)
        }
        Need::Linked(link) => is_linked(state, link, case.id),
        Need::Any(needs) => needs.iter().any(|need| is_met(state, need, case)),
    }
}

/// The steps of a case with this code, those that are gone left out.
fn steps<'v>(after: &'v Value, code: &str) -> impl Iterator<Item = &'v Value> {
    let all = after.get("steps").and_then(Value::as_object).into_iter().flatten();
    all.map(|(_, step)| step).filter(move |step| {
        step.get("step").and_then(Value::as_str) == Some(code)
            && step.get("gone") != Some(&Value::Bool(true))
    })
}

fn date_of(value: &Value) -> Option<NaiveDate> {
    value.get("date").and_then(Value::as_str).and_then(|date| date.parse().ok())
}

/// The day on which this round began; none where there is one round only.
fn round(after: &Value, since: &str) -> Option<NaiveDate> {
    steps(after, since).filter_map(date_of).max()
}

/// The latest of the steps with this code that says more than that it was held.
fn held(after: &Value, code: &str, since: &str) -> Option<NaiveDate> {
    let says = |step: &&Value| {
        ["opinion", "result", "document"].iter().any(|name| !is_empty(step.get(*name)))
    };
    let begun = round(after, since);
    let dates = steps(after, code).filter(says).filter_map(date_of);
    dates.filter(|date| begun.is_none_or(|begun| *date >= begun)).max()
}

fn is_held(after: &Value, code: &str, since: &str) -> bool {
    held(after, code, since).is_some()
}

/// A notice that stands among the steps of the case with its result, and no objection after it.
fn noted_unopposed(posting: &Posting, after: &Value) -> bool {
    let Some(code) = posting.closes.iter().find(|code| !code.is_empty()) else { return false };
    let Some(posted) = held(after, code, posting.since) else { return false };
    !steps(after, "objection").filter_map(date_of).any(|date| date >= posted)
}

/// The notices that speak about the record.
fn notices<'s>(state: &'s State, posting: &Posting, case: &Case<'_>) -> Vec<&'s Notice> {
    let through = posting.through.iter().filter_map(|name| as_id(case.after.get(*name)?));
    let begun = round(case.after, posting.since);
    let fits = |notice: &&Notice| {
        (posting.kinds.is_empty() || posting.kinds.contains(&&*notice.kind))
            && (posting.closes.is_empty() || posting.closes.contains(&&*notice.closes_step))
            && begun.is_none_or(|begun| notice.from.is_some_and(|from| from >= begun))
    };
    let about = std::iter::once(case.id).chain(through);
    let all = about.flat_map(|id| state.index().about::<Notice>(id).collect::<Vec<_>>());
    all.filter_map(|id: Id<Notice>| state.notices().get(id)).filter(fits).collect()
}

/// Taken down, and nobody objected; or somebody did, and was not right.
fn is_unopposed(notice: &Notice, today: NaiveDate) -> bool {
    match &*notice.outcome {
        "none" | "upheld" => true,
        "" => notice.to.is_some_and(|to| to <= today) && notice.objections.is_empty(),
        _ => false,
    }
}

fn is_opposed(notice: &Notice) -> bool {
    !notice.objections.is_empty() || matches!(&*notice.outcome, "objection" | "upheld" | "changed")
}

fn is_linked(state: &State, link: &Link, id: RecordId) -> bool {
    let names = |record: &Folded| match record.value().get(link.by) {
        Some(Value::Object(set)) => set.get(&id.to_string()) == Some(&Value::Bool(true)),
        Some(value) => as_id(value) == Some(id),
        None => false,
    };
    let says = |record: &Folded| {
        let code = record.value().get(link.field).and_then(Value::as_str).unwrap_or_default();
        link.codes.contains(&code)
    };
    let mut about = state.index().about_kind(id, link.kind);
    about.any(|id| state.log().record(id).is_some_and(|record| names(record) && says(record)))
}
