//! State machine J (R580): enrolments.

use super::{Machine, Mark, Move, Need, REASON, needing, states, step};

states! {
    /// J. Enrolment (R580).
    EnrolmentState {
        /// 在读.
        Enrolled = "enrolled",
        /// 疑似辍学.
        Suspected = "suspected",
        /// 辍学.
        Dropped = "dropped",
        /// 劝返中.
        Persuading = "persuading",
        /// 已复学.
        Back = "back",
        /// 已转出.
        Transferred = "transferred",
        /// 已毕业.
        Graduated = "graduated",
        /// 未入学.
        NotEnrolled = "not_enrolled",
        /// 延缓入学.
        Delayed = "delayed",
    }
}

impl EnrolmentState {
    /// Whether the child is at school.
    pub const fn is_at_school(self) -> bool {
        matches!(self, Self::Unknown | Self::Enrolled | Self::Suspected | Self::Back)
    }
}

/// Why the child left, in the line of the log.
const CAUSE: &[Need] = &[Need::Said("cause")];

/// A step with its line in the log of changes.
const fn logged(from: &'static str, to: &'static str, marks: &'static [Mark]) -> Move {
    step(from, to).marking(marks)
}

const fn line(state: &'static str) -> Mark {
    Mark::Line("status_log", "status", state)
}

const ENROLLED: &[Mark] = &[line("enrolled"), Mark::Date("from")];
const AT_SCHOOL: &[Mark] = &[line("enrolled"), Mark::Clear("to")];
const SUSPECTED: &[Mark] = &[line("suspected")];
const DROPPED: &[Mark] = &[line("dropped")];
const PERSUADING: &[Mark] = &[line("persuading")];
const BACK: &[Mark] = &[line("back")];
const TRANSFERRED: &[Mark] = &[line("transferred"), Mark::Date("to")];
const GRADUATED: &[Mark] = &[line("graduated"), Mark::Date("to")];
const DELAYED: &[Mark] = &[line("delayed")];

/// J. Enrolment: 在读 → 疑似辍学 → 辍学 → 劝返中 → 复学 | 转学 | 毕业; 未入学 → 入学. Every step stands in the log of changes.
pub const ENROLMENT: Machine = Machine {
    kind: "enrolment",
    field: "state",
    states: EnrolmentState::CODES,
    start: "enrolled",
    moves: &[
        logged("enrolled", "suspected", SUSPECTED),
        needing("enrolled", "dropped", CAUSE).marking(DROPPED),
        logged("enrolled", "transferred", TRANSFERRED),
        logged("enrolled", "graduated", GRADUATED),
        logged("suspected", "enrolled", AT_SCHOOL),
        needing("suspected", "dropped", CAUSE).marking(DROPPED),
        logged("suspected", "transferred", TRANSFERRED),
        logged("dropped", "persuading", PERSUADING),
        logged("dropped", "back", BACK),
        logged("dropped", "transferred", TRANSFERRED),
        logged("persuading", "back", BACK),
        needing("persuading", "dropped", CAUSE).marking(DROPPED),
        logged("persuading", "transferred", TRANSFERRED),
        logged("persuading", "enrolled", ENROLLED),
        logged("back", "enrolled", AT_SCHOOL),
        logged("back", "suspected", SUSPECTED),
        needing("back", "dropped", CAUSE).marking(DROPPED),
        logged("back", "transferred", TRANSFERRED),
        logged("back", "graduated", GRADUATED),
        needing("transferred", "enrolled", REASON).marking(AT_SCHOOL),
        needing("graduated", "enrolled", REASON).marking(AT_SCHOOL),
        logged("not_enrolled", "enrolled", ENROLLED),
        logged("not_enrolled", "persuading", PERSUADING),
        needing("not_enrolled", "delayed", REASON).marking(DELAYED),
        logged("delayed", "enrolled", ENROLLED),
        logged("delayed", "persuading", PERSUADING),
    ],
};
