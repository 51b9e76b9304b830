//! The state machines A to L (R571–R582) as tables: which state follows which, and what a step needs.
//!
//! A machine names the field it governs. A step that stands in no table is refused; a step whose needs are not met
//! may be forced with a reason, and stays marked.

mod activity;
mod assessment;
mod case;
mod enrolment;
mod exchange;
mod grant;
mod issue;
mod pairing;
mod plan;
mod project;
mod report;
mod task;

pub use activity::{ACTIVITY, ActivityState};
pub use assessment::AssessmentState;
pub use case::CaseState;
pub use enrolment::EnrolmentState;
pub use exchange::{EXCHANGE, ExchangeState};
pub use grant::GrantState;
pub use issue::{ISSUE, IssueState};
pub use pairing::{PAIRING, PairingState};
pub use plan::PlanState;
pub use project::ProjectState;
pub use report::ReportState;
pub use task::TaskState;

/// What a step must bring with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reason in words.
    Reason,
    /// The named field of the record must be filled in.
    Field(&'static str),
}

/// One allowed step of a machine, by the codes of its states.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    /// The state before.
    pub from: &'static str,
    /// The state after.
    pub to: &'static str,
    /// What the step needs.
    pub needs: &'static [Need],
}

/// A state machine over one field of one record kind.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// The record kind.
    pub kind: &'static str,
    /// The field that holds the state.
    pub field: &'static str,
    /// The state of a new record.
    pub start: &'static str,
    /// Every allowed step.
    pub moves: &'static [Move],
}

impl Machine {
    /// The steps that lead on from `state`.
    pub fn from<'a>(&'a self, state: &'a str) -> impl Iterator<Item = &'a Move> {
        self.moves.iter().filter(move |step| step.from == state)
    }

    /// The step from one state to another, when there is one.
    pub fn step(&self, from: &str, to: &str) -> Option<&Move> {
        self.moves.iter().find(|step| step.from == from && step.to == to)
    }
}

/// Declares the states of a machine with their codes; the first is where a record begins.
macro_rules! states {
    ($(#[$doc:meta])* $name:ident { $($(#[$state_doc:meta])* $state:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            /// No state this version knows.
            #[default]
            Unknown,
            $($(#[$state_doc])* $state,)*
        }

        impl $name {
            /// Every state, in the order of the machine.
            pub const ALL: &'static [Self] = &[$(Self::$state,)*];

            /// The code in the record.
            pub const fn code(self) -> &'static str {
                match self {
                    Self::Unknown => "",
                    $(Self::$state => $code,)*
                }
            }
        }

        impl $crate::record::Read for $name {
            fn read(value: Option<&serde_json::Value>) -> Self {
                let code = value.and_then(serde_json::Value::as_str).unwrap_or_default();
                Self::ALL.iter().copied().find(|state| state.code() == code).unwrap_or_default()
            }
        }
    };
}

use states;

const fn step(from: &'static str, to: &'static str) -> Move {
    Move { from, to, needs: &[] }
}

const fn needing(from: &'static str, to: &'static str, needs: &'static [Need]) -> Move {
    Move { from, to, needs }
}

const REASON: &[Need] = &[Need::Reason];

/// Every machine of this version.
pub const MACHINES: &[Machine] = &[PAIRING, ACTIVITY, ISSUE, EXCHANGE];

/// The machine that governs a field, when one does.
pub fn machine(kind: &str, field: &str) -> Option<&'static Machine> {
    MACHINES.iter().find(|machine| machine.kind == kind && machine.field == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Read, schema};
    use serde_json::Value;

    #[test]
    fn every_machine_walks_only_known_states_of_a_known_field() {
        let known: [(&str, &str, Vec<&str>); 4] = [
            ("pairing", "state", PairingState::ALL.iter().map(|state| state.code()).collect()),
            ("activity", "state", ActivityState::ALL.iter().map(|state| state.code()).collect()),
            ("issue", "state", IssueState::ALL.iter().map(|state| state.code()).collect()),
            (
                "activity",
                "exchange_state",
                ExchangeState::ALL.iter().map(|state| state.code()).collect(),
            ),
        ];
        for (kind, field, states) in known {
            let machine = machine(kind, field).unwrap();
            let schema = schema(kind).unwrap();
            assert!(schema.field(field).is_some());
            assert!(states.contains(&machine.start));
            for step in machine.moves {
                assert!(states.contains(&step.from) && states.contains(&step.to), "{step:?}");
                for need in step.needs {
                    if let Need::Field(name) = need {
                        assert!(schema.field(name).is_some(), "{kind} has no field {name}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_state_of_a_newer_version_reads_as_unknown() {
        assert_eq!(PairingState::read(Some(&Value::from("merged"))), PairingState::Unknown);
    }
}
