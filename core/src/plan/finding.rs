//! What does not fit in a workbook (R539, R540): merging may break what each command guarded on its own phone, plans have
//! gaps, calendars have slips. Findings are told, never refused and never repaired behind somebody's back.

use chrono::NaiveDate;
use serde_json::Value;

use crate::calendar::Problem;
use crate::log::{RecordId, Stamp};
use crate::record::field::as_id;
use crate::record::states::ActivityState;
use crate::record::{Id, IdentityProblem, Schema, Type, identity, schema};
use crate::state::State;

/// Something that does not fit, with what a sentence about it needs. Shown as text it is English, for logs and the
/// command line; a screen has its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// There is no workbook record: nothing has been begun.
    #[error("there is no workbook: create it first")]
    NoWorkbook,
    /// Two beginnings were merged; the oldest counts.
    #[error("two workbooks were merged; the oldest counts: put the others into the recycle bin")]
    SeveralWorkbooks {
        /// Their records, oldest first.
        ids: Vec<RecordId>,
    },
    /// Two people set a field to different values and nobody has decided yet.
    #[error("{}: two people set different values: choose one", .path.join("."))]
    Conflict {
        /// The record.
        id: RecordId,
        /// The field, names from the outside in.
        path: Vec<String>,
    },
    /// A device wrote two different lines with one stamp.
    #[error("two different lines have the stamp {stamp}: a backup was restored on two devices")]
    Twins {
        /// The stamp.
        stamp: Stamp,
    },
    /// A reference leads to no record: it may stand in a colleague's file.
    #[error("{}: there is no record {to}: merge the file it stands in, or choose another", .path.join("."))]
    Dangling {
        /// The record that refers.
        id: RecordId,
        /// The field, names from the outside in.
        path: Vec<String>,
        /// Where it leads.
        to: RecordId,
    },
    /// A reference leads into the recycle bin.
    #[error("{}: record {to} lies in the recycle bin: restore it, or choose another", .path.join("."))]
    RefersToDeleted {
        /// The record that refers.
        id: RecordId,
        /// The field, names from the outside in.
        path: Vec<String>,
        /// The record in the recycle bin.
        to: RecordId,
    },
    /// Lines of a newer version wait to be understood.
    #[error("line {stamp} was written by a newer version: update to see it")]
    NewerLine {
        /// The stamp of the line.
        stamp: Stamp,
    },
    /// A record of a kind that this version does not know.
    #[error("records of kind {kind} are not known to this version: update to see them")]
    UnknownKind {
        /// The record.
        id: RecordId,
        /// Its kind.
        kind: String,
    },
    /// Something is wrong with the school calendar.
    #[error("{0}")]
    Calendar(Problem),
    /// No school year is set, so no rule can be judged.
    #[error("there is no school year: add one, or no rule can be judged")]
    NoCalendar,
    /// An activity before its pairing began or after it ended.
    #[error("{date} lies outside the time of its pairing: correct the date or the pairing")]
    OutsidePairing {
        /// The activity.
        id: RecordId,
        /// The pairing.
        pairing: RecordId,
        /// The day of the activity.
        date: NaiveDate,
    },
    /// Something that ends before it begins.
    #[error("it ends on {end}, before it begins on {start}: change one of the two")]
    EndBeforeStart {
        /// The record.
        id: RecordId,
        /// Its first day.
        start: NaiveDate,
        /// Its last day.
        end: NaiveDate,
    },
    /// A task for which nobody answers (R540).
    #[error("nobody is responsible for the task: name somebody")]
    TaskWithoutLead {
        /// The task.
        id: RecordId,
    },
    /// A task without a date (R540).
    #[error("the task has no date: set one")]
    TaskWithoutDate {
        /// The task.
        id: RecordId,
    },
    /// A task due outside its plan (R540).
    #[error("the task is due on {due}, outside its plan: change the date or the plan")]
    TaskOutsidePlan {
        /// The task.
        id: RecordId,
        /// Its date.
        due: NaiveDate,
    },
    /// A rule that nothing in this workbook can feed (R540): none of its activity kinds is in use.
    #[error("the rule looks at {}, and none of them is in use: switch one on", .kinds.join(", "))]
    RuleWithoutSource {
        /// The rule.
        id: RecordId,
        /// The kinds it looks at; empty when it names no way of counting.
        kinds: Vec<String>,
    },
    /// An identity number that cannot be one (GB 11643). It is kept as it was typed.
    #[error("{problem}")]
    IdentityNumber {
        /// The person.
        id: RecordId,
        /// What is wrong with the number.
        problem: IdentityProblem,
    },
    /// A plan that pairs nobody with anybody.
    #[error("the plan has no pairing: pair somebody, or its rules ask for nothing")]
    PlanWithoutPairing {
        /// The plan.
        id: RecordId,
    },
}

impl Finding {
    /// The record it is about, if it is about one.
    pub fn record(&self) -> Option<RecordId> {
        match self {
            Self::Conflict { id, .. }
            | Self::Dangling { id, .. }
            | Self::RefersToDeleted { id, .. }
            | Self::UnknownKind { id, .. }
            | Self::OutsidePairing { id, .. }
            | Self::EndBeforeStart { id, .. }
            | Self::TaskWithoutLead { id }
            | Self::TaskWithoutDate { id }
            | Self::TaskOutsidePlan { id, .. }
            | Self::RuleWithoutSource { id, .. }
            | Self::IdentityNumber { id, .. }
            | Self::PlanWithoutPairing { id } => Some(*id),
            Self::SeveralWorkbooks { ids } => ids.first().copied(),
            Self::NoWorkbook
            | Self::Twins { .. }
            | Self::NewerLine { .. }
            | Self::Calendar(_)
            | Self::NoCalendar => None,
        }
    }

    /// The word for it in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoWorkbook => "no_workbook",
            Self::SeveralWorkbooks { .. } => "several_workbooks",
            Self::Conflict { .. } => "conflict",
            Self::Twins { .. } => "twins",
            Self::Dangling { .. } => "dangling",
            Self::RefersToDeleted { .. } => "refers_to_deleted",
            Self::NewerLine { .. } => "newer_line",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::Calendar(_) => "calendar",
            Self::NoCalendar => "no_calendar",
            Self::OutsidePairing { .. } => "outside_pairing",
            Self::EndBeforeStart { .. } => "end_before_start",
            Self::TaskWithoutLead { .. } => "task_without_lead",
            Self::TaskWithoutDate { .. } => "task_without_date",
            Self::TaskOutsidePlan { .. } => "task_outside_plan",
            Self::RuleWithoutSource { .. } => "rule_without_source",
            Self::IdentityNumber { .. } => "identity_number",
            Self::PlanWithoutPairing { .. } => "plan_without_pairing",
        }
    }
}

/// Everything that does not fit, the log first, then the calendar, then the records in the order of their ids.
pub fn findings(state: &State) -> Vec<Finding> {
    let mut found = Vec::new();
    log_findings(state, &mut found);
    workbook_findings(state, &mut found);
    for (id, record) in state.log().records().filter(|(_, record)| !record.is_deleted()) {
        match schema(record.kind()) {
            Some(schema) => references(state, id, record.value(), schema, &mut found),
            None if record.kind() != "session" => {
                found.push(Finding::UnknownKind { id, kind: record.kind().to_owned() });
            }
            None => {}
        }
    }
    person_findings(state, &mut found);
    activity_findings(state, &mut found);
    task_findings(state, &mut found);
    rule_findings(state, &mut found);
    found
}

fn log_findings(state: &State, found: &mut Vec<Finding>) {
    let log = state.log();
    found.extend(
        log.conflicts().map(|(id, conflict)| Finding::Conflict { id, path: conflict.path.clone() }),
    );
    found.extend(log.twins().map(|stamp| Finding::Twins { stamp }));
    found.extend(log.newer().map(|line| Finding::NewerLine { stamp: line.stamp() }));
}

fn workbook_findings(state: &State, found: &mut Vec<Finding>) {
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
fn references(
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

fn person_findings(state: &State, found: &mut Vec<Finding>) {
    for (id, person) in state.people().iter().filter(|(_, person)| !person.id_number.is_empty()) {
        if let Err(problem) = identity(&person.id_number) {
            found.push(Finding::IdentityNumber { id: id.into(), problem });
        }
    }
}

fn activity_findings(state: &State, found: &mut Vec<Finding>) {
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

fn task_findings(state: &State, found: &mut Vec<Finding>) {
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

fn rule_findings(state: &State, found: &mut Vec<Finding>) {
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

#[cfg(test)]
mod tests;
