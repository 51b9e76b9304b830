//! What does not fit in a workbook (R539, R540): merging may break what each command guarded on its own phone, plans have
//! gaps, calendars have slips. Findings are told, never refused and never repaired behind somebody's back.

mod basic;
mod counted;
mod doubt;
mod feasible;
mod figures;
mod promised;
mod shape;

pub use doubt::{Doubt, Severity, What};

use chrono::NaiveDate;

use crate::calendar::Problem;
use crate::log::{RecordId, Stamp};
use crate::record::{IdentityProblem, schema};
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
    /// Figures that do not fit each other, or a promise that cannot be kept as things are scheduled (R539, R540).
    #[error(transparent)]
    Doubt(#[from] Doubt),
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
            Self::Doubt(doubt) => doubt.records.first().copied(),
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
            Self::Doubt(doubt) => doubt.what.code(),
        }
    }

    /// Every record it names, the one it is about first.
    pub fn records(&self) -> Vec<RecordId> {
        match self {
            Self::Doubt(doubt) => doubt.records.clone(),
            Self::SeveralWorkbooks { ids } => ids.clone(),
            Self::Dangling { id, to, .. } | Self::RefersToDeleted { id, to, .. } => vec![*id, *to],
            Self::OutsidePairing { id, pairing, .. } => vec![*id, *pairing],
            Self::NoWorkbook
            | Self::Conflict { .. }
            | Self::Twins { .. }
            | Self::NewerLine { .. }
            | Self::UnknownKind { .. }
            | Self::Calendar(_)
            | Self::NoCalendar
            | Self::EndBeforeStart { .. }
            | Self::TaskWithoutLead { .. }
            | Self::TaskWithoutDate { .. }
            | Self::TaskOutsidePlan { .. }
            | Self::RuleWithoutSource { .. }
            | Self::IdentityNumber { .. }
            | Self::PlanWithoutPairing { .. } => self.record().into_iter().collect(),
        }
    }

    /// How much it weighs.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Doubt(doubt) => doubt.what.severity(),
            Self::NewerLine { .. } | Self::UnknownKind { .. } => Severity::Note,
            Self::NoWorkbook
            | Self::SeveralWorkbooks { .. }
            | Self::Conflict { .. }
            | Self::Twins { .. }
            | Self::Dangling { .. }
            | Self::Calendar(_)
            | Self::EndBeforeStart { .. }
            | Self::IdentityNumber { .. } => Severity::Error,
            Self::NoCalendar
            | Self::RefersToDeleted { .. }
            | Self::OutsidePairing { .. }
            | Self::TaskWithoutLead { .. }
            | Self::TaskWithoutDate { .. }
            | Self::TaskOutsidePlan { .. }
            | Self::RuleWithoutSource { .. }
            | Self::PlanWithoutPairing { .. } => Severity::Warning,
        }
    }

    /// The name under which the workbook keeps the explanation of this finding: the same as long as the same records do
    /// not fit in the same way, whatever their figures.
    pub fn key(&self) -> String {
        let mut key = self.code().to_owned();
        let records = self.records().into_iter().map(|id| id.to_string());
        let details = match self {
            Self::Doubt(doubt) => doubt.words.iter().map(|(_, word)| word.clone()).collect(),
            Self::Conflict { path, .. }
            | Self::Dangling { path, .. }
            | Self::RefersToDeleted { path, .. } => vec![path.join(".")],
            Self::EndBeforeStart { start, end, .. } => vec![format!("{start}..{end}")],
            Self::OutsidePairing { date, .. } => vec![date.to_string()],
            Self::TaskOutsidePlan { due, .. } => vec![due.to_string()],
            Self::Twins { stamp } | Self::NewerLine { stamp } => vec![stamp.to_string()],
            Self::Calendar(problem) => vec![problem.to_string()],
            Self::NoWorkbook
            | Self::SeveralWorkbooks { .. }
            | Self::UnknownKind { .. }
            | Self::NoCalendar
            | Self::TaskWithoutLead { .. }
            | Self::TaskWithoutDate { .. }
            | Self::RuleWithoutSource { .. }
            | Self::IdentityNumber { .. }
            | Self::PlanWithoutPairing { .. } => Vec::new(),
        };
        for part in records.chain(details) {
            key.push('/');
            key.push_str(&part);
        }
        key
    }

    /// What somebody wrote down to explain it (R539). It takes nothing away from the finding: both are shown.
    pub fn explanation<'a>(&self, state: &'a State) -> Option<&'a str> {
        let (_, workbook) = state.workspace()?;
        let text = workbook.explanations.get(&self.key())?;
        Some(text.as_str()).filter(|text| !text.is_empty())
    }
}

/// Everything that does not fit, the log first, then the calendar, then the records in the order of their ids.
pub fn findings(state: &State) -> Vec<Finding> {
    let mut found = Vec::new();
    basic::log_findings(state, &mut found);
    basic::workbook_findings(state, &mut found);
    for (id, record) in state.log().records().filter(|(_, record)| !record.is_deleted()) {
        match schema(record.kind()) {
            Some(schema) => basic::references(state, id, record.value(), schema, &mut found),
            None if record.kind() != "session" => {
                found.push(Finding::UnknownKind { id, kind: record.kind().to_owned() });
            }
            None => {}
        }
    }
    basic::person_findings(state, &mut found);
    basic::activity_findings(state, &mut found);
    basic::task_findings(state, &mut found);
    basic::rule_findings(state, &mut found);
    shape::findings(state, &mut found);
    let mut doubts = Vec::new();
    shape::chains(state, &mut doubts);
    figures::findings(state, &mut doubts);
    counted::findings(state, &mut doubts);
    feasible::findings(state, &mut doubts);
    promised::findings(state, &mut doubts);
    found.extend(doubts.into_iter().map(Finding::Doubt));
    found
}

#[cfg(test)]
mod tests;
