//! Why a command is declined: one variant per reason, each with what a sentence about it needs. The shell turns every
//! variant into words that say what to do.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::field::FieldProblem;
use crate::record::states::Need;

/// The rules decline a command. Nothing was written; what was typed is still the caller's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Some fields do not fit.
    #[error("{}", in_words(.0))]
    Fields(Vec<FieldProblem>),
    /// This version has no such record kind.
    #[error("no record kind is called {0}")]
    UnknownKind(String),
    /// The activity's kind is neither in this workbook nor in the catalogue.
    #[error("no activity kind has the code {0}: choose one of the list, or add it in the settings")]
    UnknownActivityKind(String),
    /// No record has this id.
    #[error("there is no record {0} in this workbook")]
    NoSuchRecord(RecordId),
    /// The record lies in the recycle bin.
    #[error("record {0} lies in the recycle bin: restore it first")]
    Deleted(RecordId),
    /// The record is not in the recycle bin.
    #[error("record {0} does not lie in the recycle bin")]
    NotDeleted(RecordId),
    /// A new record was given an id that is taken.
    #[error("record {0} exists already: edit it instead")]
    IdTaken(RecordId),
    /// A reference leads to no record, or to one of the wrong kind.
    #[error("{field}: {id} is not one of: {}", .kinds.join(", "))]
    DanglingRef {
        /// The field that refers.
        field: String,
        /// Where it leads.
        id: RecordId,
        /// The kinds it may lead to.
        kinds: Vec<&'static str>,
    },
    /// Something ends before it begins.
    #[error("it ends ({end}) before it begins ({start}): change one of the two")]
    EndBeforeStart {
        /// The first day, or the start time.
        start: String,
        /// The last day, or the end time.
        end: String,
    },
    /// An activity that is said to be done lies in the future.
    #[error("{date} has not come yet: record it when it is done, or save it as planned")]
    NotYet {
        /// The day of the activity.
        date: NaiveDate,
    },
    /// A date that is certainly a slip: more than ten years back or five ahead.
    #[error("{date} lies too far from today: check the year")]
    FarDate {
        /// The date.
        date: NaiveDate,
    },
    /// The pairing has ended before the date of the activity.
    #[error("the pairing ended on {ended}: choose another date or another pairing")]
    PairingEnded {
        /// The pairing.
        pairing: RecordId,
        /// Its last day.
        ended: NaiveDate,
    },
    /// A pairing whose two sides share somebody.
    #[error("the same unit or person stands on both sides of the pairing")]
    SameOnBothSides,
    /// A state machine has no such step.
    #[error("there is no step from {from} to {to}; possible: {}", .possible.join(", "))]
    NoSuchStep {
        /// The state now.
        from: String,
        /// The state asked for.
        to: String,
        /// The states that can follow.
        possible: Vec<&'static str>,
    },
    /// A state is changed by a step, not by editing the field.
    #[error("{field} is changed by a step, not by editing")]
    StateField {
        /// The field that a machine governs.
        field: String,
    },
    /// A step lacks what it needs; with a reason it can be forced, and stays marked.
    #[error("the step needs: {}", listed(.needs))]
    StepNeeds {
        /// The record kind.
        kind: &'static str,
        /// What is missing.
        needs: Vec<Need>,
    },
    /// A record can only begin in a state that its machine knows.
    #[error("{field} has no state {state}; possible: {}", .possible.join(", "))]
    UnknownState {
        /// The field that a machine governs.
        field: &'static str,
        /// The state asked for.
        state: String,
        /// The states there are.
        possible: &'static [&'static str],
    },
    /// Deciding by hand needs a reason.
    #[error("say why in a few words")]
    ReasonMissing,
    /// The workbook exists already.
    #[error("this ledger already holds a workbook")]
    WorkbookExists,
    /// There is no workbook yet.
    #[error("create the workbook first")]
    NoWorkbook,
    /// The catalogue has no such template, or its section has not been handed in.
    #[error("no plan template has the code {0}")]
    UnknownTemplate(String),
    /// A template that pairs needs a partner.
    #[error("name at least one partner")]
    NoPartner,
    /// The text names no period of the plan or the school calendar.
    #[error(
        "{period} names no period here: write one like 2026-2027-1, 2026-2027, 2026-11 or plan"
    )]
    NoSuchPeriod {
        /// What was written.
        period: String,
    },
    /// A period is closed when it is over.
    #[error("the period ends on {ends}: close it after that day")]
    PeriodNotOver {
        /// Its last day.
        ends: NaiveDate,
    },
    /// Every outcome of the period has been closed, or no rule is asked in it.
    #[error(
        "there is nothing to close in this period: it is closed already, or no rule is asked in it"
    )]
    NothingToClose,
    /// Nothing is left of the action to undo.
    #[error("there is nothing left to undo: it was changed since")]
    NothingToUndo,
    /// The entry would be one that others could not read: mostly, it is too large.
    #[error("this cannot be written as it is: {0}")]
    Unwritable(String),
    /// The task has no day from today on that nothing fills: it does not come round, has no plan with dates, or the
    /// calendar has no school days for it.
    #[error(
        "nothing to schedule: the task does not recur, no school days lie ahead, or each is filled"
    )]
    NothingToSchedule,
    /// The plan has no such phase.
    #[error("the plan has no phase {phase}")]
    NoSuchPhase {
        /// The key that was given.
        phase: String,
    },
    /// Tasks of the phase are open.
    #[error("{} tasks of the phase are open: finish them, or say why it is closed all the same", .tasks.len())]
    PhaseOpen {
        /// The tasks.
        tasks: Vec<RecordId>,
    },
    /// The record has no such conflict.
    #[error("this has been settled already")]
    NoSuchConflict,
}

fn listed(needs: &[Need]) -> String {
    needs.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn in_words(problems: &[FieldProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
