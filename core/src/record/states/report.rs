//! State machine H (R578): reports.

use super::{Machine, Mark, Need, REASON, needing, states, step};

states! {
    /// H. Report (R578).
    ReportState {
        /// 到期提示.
        Due = "due",
        /// 草拟中.
        Drafting = "drafting",
        /// 核对中.
        Checking = "checking",
        /// 已提交.
        Submitted = "submitted",
        /// 已签收.
        Received = "received",
        /// 已退回修改.
        Returned = "returned",
    }
}

const WRITTEN: Need = Need::Any(&[Need::Field("sections"), Need::Field("attachments")]);
const SENT: &[Mark] = &[Mark::Date("submitted_on")];

/// H. Report: 到期提示 → 草拟 → 核对 → 提交 → 签收 | 退回修改.
pub const REPORT: Machine = Machine {
    kind: "report",
    field: "state",
    states: ReportState::CODES,
    start: "due",
    moves: &[
        step("due", "drafting"),
        needing("drafting", "checking", &[WRITTEN]),
        needing("drafting", "submitted", &[Need::Reason, WRITTEN, Need::Field("to")]).marking(SENT),
        step("checking", "drafting"),
        needing("checking", "submitted", &[WRITTEN, Need::Field("to")]).marking(SENT),
        step("submitted", "received").marking(&[Mark::Date("received_on")]),
        needing("submitted", "returned", REASON),
        needing("received", "returned", REASON).marking(&[Mark::Clear("received_on")]),
        step("returned", "drafting")
            .marking(&[Mark::Clear("submitted_on"), Mark::Count("version")]),
    ],
};
