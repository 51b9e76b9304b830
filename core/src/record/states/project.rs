//! State machine E (R575): projects.

use super::{Link, Machine, Mark, Move, Need, REASON, needing, states, step};

states! {
    /// E. Project (R575).
    ProjectState {
        /// 待申报.
        ToApply = "to_apply",
        /// 已申报.
        Applied = "applied",
        /// 已立项.
        Approved = "approved",
        /// 资金已到位.
        Funded = "funded",
        /// 施工中.
        Building = "building",
        /// 主体已完工.
        MainDone = "main_done",
        /// 已完工.
        Completed = "completed",
        /// 已验收.
        Accepted = "accepted",
        /// 已交付使用.
        InUse = "in_use",
        /// 已审计.
        Audited = "audited",
        /// 已取消.
        Cancelled = "cancelled",
    }
}

/// Somebody who builds or delivers.
const HANDS: &[Need] = &[Need::Any(&[Need::Field("contractor"), Need::Field("supplier")])];
/// Money that came in for the project.
const MONEY: &[Need] =
    &[Need::Linked(Link { kind: "fund_entry", by: "project", field: "direction", codes: &["in"] })];
/// What was bought, planted or otherwise done without building.
const DONE: &[Need] = &[Need::Any(&[Need::Field("quantity_done"), Need::Field("purchase_item")])];
const ACCEPTANCE: &[Need] = &[Need::Field("acceptance_team"), Need::Field("acceptance_result")];

const fn reached(key: &'static str) -> Mark {
    Mark::Reached("milestones", key, "actual")
}

const COMPLETED: &[Mark] = &[reached("completed")];

const fn cancelled(from: &'static str) -> Move {
    needing(from, "cancelled", REASON)
}

/// E. Project: 待申报 → 已申报 → 立项 → 资金到位 → 施工 → 主体完工 → 完工 → 验收 → 使用 → (审计) | 取消. Each step dates its milestone.
pub const PROJECT: Machine = Machine {
    kind: "project",
    field: "state",
    states: ProjectState::CODES,
    start: "to_apply",
    moves: &[
        needing("to_apply", "applied", &[Need::Field("budget")]).marking(&[reached("applied")]),
        needing("applied", "approved", &[Need::Field("line_authority")])
            .marking(&[reached("approved")]),
        needing("applied", "to_apply", REASON),
        needing("approved", "funded", MONEY).marking(&[reached("funded")]),
        needing("funded", "building", HANDS).marking(&[reached("started")]),
        needing("funded", "completed", DONE).marking(COMPLETED),
        step("building", "main_done").marking(&[reached("main_done")]),
        step("building", "completed").marking(COMPLETED),
        step("main_done", "completed").marking(COMPLETED),
        needing("completed", "accepted", ACCEPTANCE)
            .marking(&[reached("accepted"), Mark::Date("accepted_on")]),
        needing("completed", "building", REASON),
        needing("accepted", "in_use", &[Need::Yes("acceptance_published")])
            .marking(&[reached("in_use")]),
        step("in_use", "audited"),
        cancelled("to_apply"),
        cancelled("applied"),
        cancelled("approved"),
        cancelled("funded"),
        cancelled("building"),
        cancelled("main_done"),
        needing("cancelled", "to_apply", REASON),
    ],
};
