//! State machine E (R575): projects.

use super::states;

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
