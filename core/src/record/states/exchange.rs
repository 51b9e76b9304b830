//! State machine L (R582): shadowing and exchange.

use super::{Machine, Need, needing, states, step};

states! {
    /// L. Shadowing and exchange (R499, R582).
    ExchangeState {
        /// 申请.
        Applied = "applied",
        /// 接收确认(师傅、班级、食宿).
        Accepted = "accepted",
        /// 进行.
        Running = "running",
        /// 日志.
        Journaled = "journaled",
        /// 鉴定.
        Appraised = "appraised",
        /// 结束.
        Finished = "finished",
    }
}

/// L. Shadowing and exchange: 申请 → 接收确认 → 进行 → 日志 → 鉴定 → 结束.
pub const EXCHANGE: Machine = Machine {
    kind: "activity",
    field: "exchange_state",
    states: ExchangeState::CODES,
    start: "applied",
    moves: &[
        needing("applied", "accepted", &[Need::Field("host_mentor"), Need::Field("logistics")]),
        step("accepted", "running"),
        step("running", "journaled"),
        step("journaled", "appraised"),
        step("appraised", "finished"),
    ],
};
