//! State machine F (R576): aid grants.

use super::states;

states! {
    /// F. Aid grant (R576).
    GrantState {
        /// 应发.
        Due = "due",
        /// 名单公示.
        Listed = "listed",
        /// 已发放.
        Paid = "paid",
        /// 已签收.
        Received = "received",
        /// 家长已确认.
        Confirmed = "confirmed",
        /// 已结清.
        Settled = "settled",
        /// 已退回.
        Returned = "returned",
        /// 已停发.
        Stopped = "stopped",
    }
}
