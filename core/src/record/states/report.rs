//! State machine H (R578): reports.

use super::states;

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
