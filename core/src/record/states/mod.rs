//! The state machines A to L (R571–R582) as tables: which state follows which, and what a step needs.
//!
//! A machine names the field it governs. A step that stands in no table is refused; a step whose needs are not met
//! may be forced with a reason, and stays marked. What a step writes down beside the state stands in the table as well.

use std::fmt;

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
pub use assessment::{ASSESSMENT, AssessmentState};
pub use case::{CASE, CaseState};
pub use enrolment::{ENROLMENT, EnrolmentState};
pub use exchange::{EXCHANGE, ExchangeState};
pub use grant::{GRANT, GrantState};
pub use issue::{ISSUE, IssueState};
pub use pairing::{PAIRING, PairingState};
pub use plan::{PLAN, PlanState};
pub use project::{PROJECT, ProjectState};
pub use report::{REPORT, ReportState};
pub use task::{TASK, TaskState};

/// What a step must bring with it, or find already there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A reason in words.
    Reason,
    /// The named field of the record is filled in.
    Field(&'static str),
    /// The named field says this code.
    Is(&'static str, &'static str),
    /// The named yes-or-no field says yes.
    Yes(&'static str),
    /// Two fields hold the same amount: what was paid is what was due.
    Equal(&'static str, &'static str),
    /// A step of the case was held: dated, with an opinion, a result or a document; not before the latest step `since`.
    Held {
        /// The code of the step.
        step: &'static str,
        /// The step that began this round; empty: there is one round only.
        since: &'static str,
    },
    /// The line that this step adds to the log of changes says the named thing.
    Said(&'static str),
    /// A notice was put up.
    Posted(Posting),
    /// A notice was put up and taken down without an objection, or the objection was not upheld.
    Unopposed(Posting),
    /// Somebody objected: a notice, or a step of the case, says who or what.
    Objection(Posting),
    /// A record elsewhere that belongs to this one.
    Linked(Link),
    /// One of these is enough.
    Any(&'static [Self]),
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reason => write!(f, "a reason"),
            Self::Field(name) => write!(f, "{name} filled in"),
            Self::Is(name, code) => write!(f, "{name}: {code}"),
            Self::Yes(name) => write!(f, "{name}: yes"),
            Self::Equal(one, other) => write!(f, "{other} equal to {one}"),
            Self::Held { step, since: "" } => write!(f, "the step {step} with its date and result"),
            Self::Held { step, since } => {
                write!(f, "the step {step} with its date and result, after {since}")
            }
            Self::Said(name) => write!(f, "{name} in the line of the log"),
            Self::Posted(_) => write!(f, "a notice about it"),
            Self::Unopposed(_) => write!(f, "a notice about it that ended without an objection"),
            Self::Objection(_) => write!(f, "the objection, in the notice or among the steps"),
            Self::Linked(Link { kind, by, field, codes }) => {
                write!(f, "a {kind} whose {by} is this and whose {field} is {}", codes.join(" or "))
            }
            Self::Any(needs) => {
                let words: Vec<String> = needs.iter().map(ToString::to_string).collect();
                write!(f, "{}", words.join(" or "))
            }
        }
    }
}

/// Which notices speak about a record (R569).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Codes of `notice_kind`; none: any kind.
    pub kinds: &'static [&'static str],
    /// What the notice says it closes; empty: whatever it says.
    pub closes: &'static [&'static str],
    /// Fields of the record that lead to what the notice may be about instead of the record itself.
    pub through: &'static [&'static str],
    /// The step of the case that began this round.
    pub since: &'static str,
}

/// A record that belongs to another and has one of these codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its kind.
    pub kind: &'static str,
    /// The field by which it belongs: a reference or a set of them.
    pub by: &'static str,
    /// The field that holds the code.
    pub field: &'static str,
    /// The codes that do.
    pub codes: &'static [&'static str],
}

/// What a step writes down beside the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The day of the step, where the field is empty.
    Date(&'static str),
    /// The field says yes.
    Yes(&'static str),
    /// The field is emptied, unless the step brings it.
    Clear(&'static str),
    /// One more.
    Count(&'static str),
    /// The day on which an item with this key was reached, where it is empty: items, key, date.
    Reached(&'static str, &'static str, &'static str),
    /// A line is added to the log: items, the field that holds the code, the code. What the step brings for that line
    /// stands; day and person are filled in.
    Line(&'static str, &'static str, &'static str),
    /// A line is added to the plan's versions (R535).
    Version,
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
    /// What it writes down.
    pub marks: &'static [Mark],
}

impl Move {
    const fn marking(self, marks: &'static [Mark]) -> Self {
        Self { marks, ..self }
    }
}

/// A state machine over one field of one record kind.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    /// The record kind.
    pub kind: &'static str,
    /// The field that holds the state.
    pub field: &'static str,
    /// Every state, in order.
    pub states: &'static [&'static str],
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

    /// The code list that names the states.
    pub fn list(&self) -> &'static str {
        match super::schema(self.kind).and_then(|schema| schema.field(self.field)).map(|it| it.ty) {
            Some(super::Type::Code(list)) => list,
            _ => "",
        }
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

            /// Their codes.
            pub const CODES: &'static [&'static str] = &[$($code,)*];

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
    Move { from, to, needs: &[], marks: &[] }
}

const fn needing(from: &'static str, to: &'static str, needs: &'static [Need]) -> Move {
    Move { from, to, needs, marks: &[] }
}

const REASON: &[Need] = &[Need::Reason];

/// Every machine of this version, A to L.
pub const MACHINES: &[Machine] = &[
    CASE, PLAN, PAIRING, ACTIVITY, PROJECT, GRANT, ASSESSMENT, REPORT, ISSUE, ENROLMENT, TASK,
    EXCHANGE,
];

/// The machine that governs a field, when one does.
pub fn machine(kind: &str, field: &str) -> Option<&'static Machine> {
    MACHINES.iter().find(|machine| machine.kind == kind && machine.field == field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Read, schema};
    use serde_json::Value;

    fn is_there(machine: &Machine, name: &str) {
        let schema = schema(machine.kind).unwrap();
        assert!(schema.field(name).is_some(), "{} has no field {name}", machine.kind);
    }

    fn need_makes_sense(machine: &Machine, need: &Need) {
        let catalog = crate::catalog::Catalog::builtin();
        match need {
            Need::Reason | Need::Said(_) => {}
            Need::Field(name) | Need::Is(name, _) | Need::Yes(name) => is_there(machine, name),
            Need::Equal(one, other) => [one, other].iter().for_each(|name| is_there(machine, name)),
            Need::Held { step, since } => {
                assert!(catalog.label("case_step", step).is_some(), "{step}");
                assert!(since.is_empty() || catalog.label("case_step", since).is_some(), "{since}");
            }
            Need::Posted(posting) | Need::Unopposed(posting) | Need::Objection(posting) => {
                posting.through.iter().for_each(|name| is_there(machine, name));
                for kind in posting.kinds {
                    assert!(catalog.label("notice_kind", kind).is_some(), "{kind}");
                }
            }
            Need::Linked(link) => {
                let schema = schema(link.kind).unwrap();
                assert!(schema.field(link.by).is_some());
                let Some(crate::record::Type::Code(list)) =
                    schema.field(link.field).map(|field| field.ty)
                else {
                    panic!("{} is no code", link.field)
                };
                for code in link.codes {
                    assert!(catalog.label(list, code).is_some(), "{list} has no {code}");
                }
            }
            Need::Any(needs) => needs.iter().for_each(|need| need_makes_sense(machine, need)),
        }
    }

    #[test]
    fn every_machine_walks_only_known_states_of_a_known_field() {
        assert_eq!(MACHINES.len(), 12, "A to L");
        for machine in MACHINES {
            is_there(machine, machine.field);
            assert!(machine.states.contains(&machine.start));
            for (at, step) in machine.moves.iter().enumerate() {
                let known = |state| machine.states.contains(state);
                assert!(known(&step.from) && known(&step.to), "{step:?}");
                let again = machine.moves[..at].iter();
                let again = again.filter(|it| (it.from, it.to) == (step.from, step.to));
                assert_eq!(again.count(), 0, "{step:?} stands twice");
                step.needs.iter().for_each(|need| need_makes_sense(machine, need));
            }
        }
    }

    #[test]
    fn the_states_are_the_codes_of_their_list_and_each_is_reached() {
        let catalog = crate::catalog::Catalog::builtin();
        // A child who never came begins there, and so does an activity that is yet to be.
        let beginnings = ["not_enrolled", "planned"];
        for machine in MACHINES {
            let codes = catalog.codes(machine.list()).iter().map(|code| &*code.code);
            assert_eq!(codes.collect::<Vec<_>>(), machine.states, "{}", machine.list());
            for state in machine.states {
                let reached = machine.moves.iter().any(|step| step.to == *state);
                let begins = machine.start == *state || beginnings.contains(state);
                assert!(reached || begins, "{} never becomes {state}", machine.kind);
            }
        }
    }

    #[test]
    fn a_state_of_a_newer_version_reads_as_unknown() {
        assert_eq!(PairingState::read(Some(&Value::from("merged"))), PairingState::Unknown);
    }
}
