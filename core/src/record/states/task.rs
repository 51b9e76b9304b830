//! State machine K (R581): tasks.

use super::{Machine, Mark, Need, REASON, needing, states, step};

states! {
    /// K. Task (R581).
    TaskState {
        /// 未开始.
        NotStarted = "not_started",
        /// 进行中.
        Active = "active",
        /// 受阻.
        Blocked = "blocked",
        /// 已完成.
        Done = "done",
        /// 已验收.
        Accepted = "accepted",
        /// 已销号.
        SignedOff = "signed_off",
        /// 已取消.
        Cancelled = "cancelled",
    }
}

impl TaskState {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::NotStarted | Self::Active | Self::Blocked)
    }

    /// Whether it was done, accepted or not.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Accepted | Self::SignedOff)
    }
}

const HINDERED: &[Need] = &[Need::Any(&[Need::Reason, Need::Field("need_help")])];
const DONE: &[Mark] = &[Mark::Date("done_on")];
const REOPENED: &[Mark] = &[Mark::Clear("done_on")];

/// K. Task: 未开始 → 进行中 → 完成 → 验收 → 销号, with 受阻 and 取消.
pub const TASK: Machine = Machine {
    kind: "task",
    field: "state",
    states: TaskState::CODES,
    start: "not_started",
    moves: &[
        step("not_started", "active"),
        step("not_started", "done").marking(DONE),
        needing("not_started", "blocked", HINDERED),
        needing("not_started", "cancelled", REASON),
        step("active", "done").marking(DONE),
        needing("active", "blocked", HINDERED),
        needing("active", "cancelled", REASON),
        step("blocked", "active"),
        step("blocked", "done").marking(DONE),
        needing("blocked", "cancelled", REASON),
        needing("done", "accepted", &[Need::Field("verified_by")]),
        needing("done", "active", REASON).marking(REOPENED),
        step("accepted", "signed_off"),
        needing("accepted", "active", REASON).marking(REOPENED),
        needing("signed_off", "active", REASON).marking(REOPENED),
        needing("cancelled", "not_started", REASON),
    ],
};
