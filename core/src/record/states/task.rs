//! State machine K (R581): tasks.

use super::states;

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
