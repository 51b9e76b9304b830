//! State machine A (R571): who is recognised as in need of help.

use super::states;

states! {
    /// A. Case (R571).
    CaseState {
        /// 已初选.
        FirstSelected = "first_selected",
        /// 评议中.
        Assessing = "assessing",
        /// 公示中.
        OnNotice = "on_notice",
        /// 复核中.
        Review = "review",
        /// 已确认.
        Confirmed = "confirmed",
        /// 享受帮扶.
        Aided = "aided",
        /// 已提出退出.
        ExitProposed = "exit_proposed",
        /// 退出评议中.
        ExitAssessing = "exit_assessing",
        /// 退出公示中.
        ExitNotice = "exit_notice",
        /// 已退出.
        Exited = "exited",
        /// 学段已结束.
        StageEnded = "stage_ended",
        /// 已关闭.
        Closed = "closed",
        /// 已申报返贫.
        ReturnReported = "return_reported",
        /// 返贫核查中.
        ReturnChecking = "return_checking",
        /// 已核减.
        Removed = "removed",
    }
}
