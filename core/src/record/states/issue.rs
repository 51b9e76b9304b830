//! State machine I (R579): issues, requests, complaints.

use super::{Machine, Mark, Need, REASON, needing, states, step};

states! {
    /// I. Issue, request, complaint (R579).
    IssueState {
        /// 登记.
        Registered = "registered",
        /// 分派.
        Assigned = "assigned",
        /// 办理.
        Handling = "handling",
        /// 解决.
        Solved = "solved",
        /// 核实.
        Verified = "verified",
        /// 销号.
        Closed = "closed",
        /// 上报(升级).
        Escalated = "escalated",
    }
}

impl IssueState {
    /// Whether somebody still has to do something about it.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::Registered | Self::Assigned | Self::Handling | Self::Escalated
        )
    }
}

/// I. Issue: 登记 → 分派 → 办理 → 解决 → 核实 → 销号 | 上报; reopening keeps the history.
pub const ISSUE: Machine = Machine {
    kind: "issue",
    field: "state",
    states: IssueState::CODES,
    start: "registered",
    moves: &[
        needing("registered", "assigned", &[Need::Field("assigned_to")]),
        step("registered", "handling"),
        needing("registered", "escalated", REASON),
        step("assigned", "handling"),
        needing("assigned", "escalated", REASON),
        needing("handling", "solved", &[Need::Field("resolution")]),
        needing("handling", "escalated", REASON),
        step("escalated", "handling"),
        needing("solved", "verified", &[Need::Field("verified_by")]),
        needing("solved", "handling", REASON),
        step("verified", "closed").marking(&[Mark::Date("closed_on")]),
        needing("closed", "handling", REASON).marking(&[Mark::Clear("closed_on")]),
    ],
};
