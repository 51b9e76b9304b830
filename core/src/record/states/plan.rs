//! State machine B (R572): plans.

use super::states;

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
