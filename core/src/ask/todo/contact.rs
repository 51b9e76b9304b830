//! What stands open between two sides: records that lack something, agreed actions, requests, silence.

use chrono::NaiveDate;

use crate::calendar::day::add_days;
use crate::log::RecordId;
use crate::record::states::{ActivityState, PairingState};
use crate::record::{Activity, Id, Issue, Pairing};
use crate::rule::{Outcome, Why};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::{Asking, Item, What, is_live, whom_of};

/// Categories of an issue by which somebody asks for something.
pub(super) const ASKING: &[&str] =
    &["need", "lecture_request", "shadowing_request", "teaching_question", "suggestion"];
/// Records older than this many days are no longer asked to be completed.
const COMPLETE_WITHIN: i64 = 366;
/// A pairing without contact for so many days has gone quiet.
const QUIET: i64 = 30;

pub(super) fn add(state: &State, outcomes: &[Outcome], asking: Asking, items: &mut Vec<Item>) {
    activities(state, &missing_kinds(outcomes), asking, items);
    requests(state, asking, items);
    for (id, pairing) in state.pairings().iter() {
        let alive = !matches!(pairing.state, PairingState::Ended | PairingState::Paused)
            && pairing.to.is_none_or(|to| asking.today <= to)
            && pairing.from.is_none_or(|from| from <= asking.today)
            && is_live(state, pairing.plan);
        if alive {
            silence(state, id, pairing, asking.today, items);
        }
    }
}

/// The kinds of documents that rules miss, by activity.
fn missing_kinds(outcomes: &[Outcome]) -> SortedMap<RecordId, SortedSet<String>> {
    let mut missing: SortedMap<RecordId, SortedSet<String>> = SortedMap::new();
    for nearly in outcomes.iter().flat_map(|outcome| &outcome.nearly) {
        if let Why::MissingDocuments { kinds } = &nearly.why {
            let all = missing.entry(nearly.record).or_default();
            kinds.iter().for_each(|kind| {
                all.insert(kind.clone());
            });
        }
    }
    missing
}

fn activities(
    state: &State,
    kinds: &SortedMap<RecordId, SortedSet<String>>,
    asking: Asking,
    items: &mut Vec<Item>,
) {
    let oldest = add_days(asking.today, -COMPLETE_WITHIN);
    for (date, id) in state.index().by_date().take_while(|(date, _)| *date <= asking.today) {
        let Some(activity) = state.activities().get(id) else { continue };
        if !activity.state.counts() {
            continue;
        }
        let whom: Vec<RecordId> =
            activity.pairings.iter().flat_map(|it| whom_of(state, Id::new(*it))).collect();
        if date >= oldest && activity.state != ActivityState::Archived {
            let mut missing = lacking(state, id, activity);
            missing.extend(kinds.get(&id.untyped()).into_iter().flatten().cloned());
            if !missing.is_empty() {
                let term = state.calendar().semester_of(date).map(|(_, it)| it.end);
                items.push(Item {
                    what: What::Evidence { missing },
                    due: term,
                    red_line: term,
                    records: vec![id.untyped()],
                    whom: whom.clone(),
                });
            }
        }
        agreements(id, activity, &whom, items);
    }
}

fn lacking(state: &State, id: Id<Activity>, activity: &Activity) -> Vec<String> {
    let lacks = [
        ("title", activity.title.is_empty()),
        ("participants", activity.participants.is_empty()),
        ("documents", state.index().documents_of(id.untyped()).next().is_none()),
    ];
    lacks.iter().filter(|(_, lacks)| *lacks).map(|(name, _)| (*name).to_owned()).collect()
}

fn agreements(id: Id<Activity>, activity: &Activity, whom: &[RecordId], items: &mut Vec<Item>) {
    for (key, agreed) in &activity.agreements {
        if agreed.done_on.is_some() || agreed.text.is_empty() {
            continue;
        }
        items.push(Item {
            what: What::Agreement { key: key.clone(), text: agreed.text.clone() },
            due: agreed.due,
            red_line: agreed.due,
            records: vec![id.untyped()],
            whom: agreed.owner.into_iter().chain(whom.iter().copied()).collect(),
        });
    }
}

fn requests(state: &State, asking: Asking, items: &mut Vec<Item>) {
    let open = state.issues().iter().filter(|(_, issue)| issue.state.is_open());
    for (id, issue) in open {
        let since = |day: NaiveDate| issue.raised_on.map(|raised| (day - raised).num_days());
        items.push(Item {
            what: What::Request {
                category: issue.category.clone(),
                waiting: since(asking.today).filter(|days| *days >= 0),
                answered: issue.answered_on.and_then(since),
            },
            due: issue.due,
            red_line: issue.due,
            records: vec![id.untyped()],
            whom: issue_whom(state, issue),
        });
    }
}

/// Whom an issue concerns: who raised it, whom it is about, who deals with it, the unit and the pairing of these.
fn issue_whom(state: &State, issue: &Issue) -> Vec<RecordId> {
    let mut whom: Vec<RecordId> =
        [issue.raised_by, issue.subject, issue.assigned_to].into_iter().flatten().collect();
    let orgs: Vec<RecordId> = whom
        .iter()
        .filter_map(|id| state.people().find(Id::new(*id))?.org)
        .map(Id::untyped)
        .collect();
    whom.extend(orgs);
    whom
}

/// A pairing in which nothing has happened, or nothing lately: of any kind, and of the kinds its rules ask for.
fn silence(
    state: &State,
    id: Id<Pairing>,
    pairing: &Pairing,
    today: NaiveDate,
    items: &mut Vec<Item>,
) {
    if state.calendar().semesters().next().is_some()
        && state.calendar().semester_of(today).is_none()
    {
        return;
    }
    let mut last: SortedMap<&str, (NaiveDate, Id<Activity>)> = SortedMap::new();
    let mut latest = None;
    for (date, activity) in state.index().activities_of(id, NaiveDate::MIN..=today) {
        let Some(it) = state.activities().get(activity).filter(|it| it.state.counts()) else {
            continue;
        };
        last.insert(&it.kind, (date, activity));
        latest = Some((date, activity));
    }
    let mut push = |what, records, due| {
        let whom = whom_of(state, id);
        items.push(Item { what, due, red_line: None, records, whom });
    };
    let Some((date, activity)) = latest else {
        let due = pairing.from.map(|from| add_days(from, QUIET));
        return push(What::Unvisited, vec![id.untyped()], due);
    };
    if is_long(state, date, today, QUIET) {
        let what = What::Quiet { kind: String::new(), days: (today - date).num_days() };
        return push(what, vec![id.untyped(), activity.untyped()], Some(add_days(date, QUIET)));
    }
    for (kind, within) in asked_kinds(state, pairing) {
        let Some((date, activity)) = last.get(&kind).copied() else { continue };
        if is_long(state, date, today, within) {
            let what = What::Quiet { kind: kind.to_owned(), days: (today - date).num_days() };
            push(what, vec![id.untyped(), activity.untyped()], Some(add_days(date, within)));
        }
    }
}

/// Whether more than so many days have passed, those of holidays between semesters left out.
fn is_long(state: &State, date: NaiveDate, today: NaiveDate, within: i64) -> bool {
    let days = (today - date).num_days();
    let calendar = state.calendar();
    if days <= within || calendar.semester_of(today).is_none() {
        return days > within;
    }
    i64::from(calendar.school_days(add_days(date, 1), today)) * 7 > within * 5
}

/// The kinds that rules of the pairing's plan ask for, with the days after which one is missed.
fn asked_kinds<'s>(state: &'s State, pairing: &Pairing) -> SortedMap<&'s str, i64> {
    let parent = pairing.parent_pairing.and_then(|parent| state.pairings().find(parent)?.plan);
    let plan = pairing.plan.or(parent);
    let mut kinds: SortedMap<&str, i64> = SortedMap::new();
    for (_, rule) in state.rules().iter() {
        let counts = matches!(rule.metric.as_str(), "count" | "sum_hours");
        if rule.off || rule.plan != plan || !counts {
            continue;
        }
        let within = match rule.period.as_str() {
            "day" | "week" => 14,
            "month" => 45,
            "quarter" => 105,
            "semester" | "half_year" => 150,
            _ => continue,
        };
        for kind in &rule.kinds {
            let known = kinds.entry(kind).or_insert(within);
            *known = (*known).min(within);
        }
    }
    kinds
}
