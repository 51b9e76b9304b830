//! State machine B (R572): plans.

use super::{Link, Machine, Mark, Need, REASON, needing, states, step};

states! {
    /// B. Plan (R572).
    PlanState {
        /// 草稿.
        Draft = "draft",
        /// 审批中.
        Approval = "approval",
        /// 执行中.
        Active = "active",
        /// 已调整.
        Revised = "revised",
        /// 已结束.
        Finished = "finished",
        /// 已归档.
        Archived = "archived",
    }
}

/// A plan ends with its summary: a report or a document.
const SUMMED_UP: Need = Need::Any(&[
    Need::Linked(Link {
        kind: "report",
        by: "plan",
        field: "kind",
        codes: &["semester_summary", "year_summary", "annual_summary"],
    }),
    Need::Linked(Link { kind: "document", by: "belongs_to", field: "kind", codes: &["summary"] }),
]);

/// B. Plan: 草稿 → 审批 → 执行中 → 调整(新版本) → 结束(总结) → 归档.
pub const PLAN: Machine = Machine {
    kind: "plan",
    field: "state",
    states: PlanState::CODES,
    start: "draft",
    moves: &[
        needing("draft", "approval", &[Need::Field("owner")]),
        needing("draft", "active", &[Need::Field("approved_by")])
            .marking(&[Mark::Date("approved_on")]),
        needing("approval", "active", &[Need::Field("approved_by")])
            .marking(&[Mark::Date("approved_on")]),
        needing("approval", "draft", REASON),
        needing("active", "revised", REASON).marking(&[Mark::Version]),
        step("revised", "active"),
        needing("revised", "revised", REASON).marking(&[Mark::Version]),
        needing("active", "finished", &[SUMMED_UP]),
        needing("revised", "finished", &[SUMMED_UP]),
        needing("finished", "active", REASON),
        step("finished", "archived"),
        needing("archived", "finished", REASON),
    ],
};
