//! The oldest findings: what the log, the workbook, references, people, activities, tasks and rules tell of themselves.

use serde_json::Value;

use super::Finding;
use crate::log::RecordId;
use crate::record::field::as_id;
use crate::record::states::ActivityState;
use crate::record::{Id, Schema, Type, identity};
use crate::state::State;

pub(super) fn log_findings(state: &State, found: &mut Vec<Finding>) {
    let log = state.log();
    found.extend(
        log.conflicts().map(|(id, conflict)| Finding::Conflict { id, path: conflict.path.clone() }),
    );
    found.extend(log.twins().map(|stamp| Finding::Twins { stamp }));
    found.extend(log.newer().map(|line| Finding::NewerLine { stamp: line.stamp() }));
}

pub(super) fn workbook_findings(state: &State, found: &mut Vec<Finding>) {
    let books: Vec<RecordId> = state.workspaces().iter().map(|(id, _)| id.into()).collect();
    match books.len() {
        0 => found.push(Finding::NoWorkbook),
        1 => {}
        _ => found.push(Finding::SeveralWorkbooks { ids: books }),
    }
    if state.calendar().years().is_empty() {
        found.push(Finding::NoCalendar);
    }
    found.extend(state.calendar().problems().into_iter().map(Finding::Calendar));
    for (plan, _) in state.plans().iter() {
        let mut rules = state.rules().iter().filter(|(_, rule)| rule.plan == Some(plan)).peekable();
        // A plan whose rules are all asked of itself needs nobody paired.
        let by_itself = rules.peek().is_some() && rules.all(|(_, rule)| rule.scope == "plan");
        let paired = state.pairings().iter().any(|(_, pairing)| pairing.plan == Some(plan));
        if !paired && !by_itself {
            found.push(Finding::PlanWithoutPairing { id: plan.into() });
        }
    }
}

/// Follows every reference of a record, also those inside its items.
pub(super) fn references(
    state: &State,
    id: RecordId,
    value: &Value,
    schema: &'static Schema,
    found: &mut Vec<Finding>,
) {
    let mut follow = |path: &[&str], to: RecordId| {
        let path = || path.iter().map(|name| (*name).to_owned()).collect();
        match state.log().record(to) {
            None => found.push(Finding::Dangling { id, path: path(), to }),
            Some(record) if record.is_deleted() => {
                found.push(Finding::RefersToDeleted { id, path: path(), to });
            }
            Some(_) => {}
        }
    };
    for field in schema.fields {
        let Some(held) = value.get(field.name) else { continue };
        leads(field.ty, held).into_iter().for_each(|to| follow(&[field.name], to));
        let Type::Items(fields) = field.ty else { continue };
        let items = held.as_object().into_iter().flatten();
        for (key, item) in items.filter(|(_, item)| item["gone"] != true) {
            for inner in fields {
                let Some(held) = item.get(inner.name) else { continue };
                let path = [field.name, key.as_str(), inner.name];
                leads(inner.ty, held).into_iter().for_each(|to| follow(&path, to));
            }
        }
    }
}

/// The records that a field refers to.
fn leads(ty: Type, held: &Value) -> Vec<RecordId> {
    if let Type::Ref(_) = ty {
        as_id(held).into_iter().collect()
    } else if let Type::RefSet(_) = ty {
        kept(held).collect()
    } else {
        Vec::new()
    }
}

fn kept(set: &Value) -> impl Iterator<Item = RecordId> {
    let members = set.as_object().into_iter().flatten();
    members.filter(|(_, kept)| **kept == true).filter_map(|(id, _)| id.parse().ok())
}

pub(super) fn person_findings(state: &State, found: &mut Vec<Finding>) {
    for (id, person) in state.people().iter().filter(|(_, person)| !person.id_number.is_empty()) {
        if let Err(problem) = identity(&person.id_number) {
            found.push(Finding::IdentityNumber { id: id.into(), problem });
        }
    }
}

pub(super) fn activity_findings(state: &State, found: &mut Vec<Finding>) {
    for (id, activity) in state.activities().iter() {
        let Some(date) = activity.date else { continue };
        if let Some(end) = activity.to.filter(|end| *end < date) {
            found.push(Finding::EndBeforeStart { id: id.into(), start: date, end });
        }
        if activity.state == ActivityState::Cancelled {
            continue;
        }
        for pairing in &activity.pairings {
            let Some(span) = state.pairings().get(Id::new(*pairing)) else { continue };
            let early = span.from.is_some_and(|from| date < from);
            if early || span.to.is_some_and(|to| date > to) {
                found.push(Finding::OutsidePairing { id: id.into(), pairing: *pairing, date });
            }
        }
    }
}

pub(super) fn task_findings(state: &State, found: &mut Vec<Finding>) {
    for (id, task) in state.tasks().iter() {
        let id = id.into();
        if !task.state.is_open() {
            continue;
        }
        if task.lead.is_none() {
            found.push(Finding::TaskWithoutLead { id });
        }
        let Some(due) = task.due else {
            found.push(Finding::TaskWithoutDate { id });
            continue;
        };
        let plan = task.plan.and_then(|plan| state.plans().get(plan));
        let early = plan.and_then(|plan| plan.from).is_some_and(|from| due < from);
        if early || plan.and_then(|plan| plan.to).is_some_and(|to| due > to) {
            found.push(Finding::TaskOutsidePlan { id, due });
        }
    }
}

pub(super) fn rule_findings(state: &State, found: &mut Vec<Finding>) {
    let Some((_, workbook)) = state.workspace() else { return };
    let in_use = |code: &String| workbook.kinds.get(code).is_some_and(|kind| !kind.off);
    for (id, rule) in state.rules().iter().filter(|(_, rule)| !rule.off) {
        let idle = !rule.kinds.is_empty() && !rule.kinds.iter().any(in_use);
        if idle || rule.metric.is_empty() {
            let kinds = rule.kinds.iter().cloned().collect();
            found.push(Finding::RuleWithoutSource { id: id.into(), kinds });
        }
    }
}
