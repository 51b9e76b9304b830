//! State machine C (R573): pairings.

use super::{Machine, Need, REASON, needing, states, step};

states! {
    /// C. Pairing (R573).
    PairingState {
        /// 拟定.
        Drafted = "drafted",
        /// 已签约.
        Signed = "signed",
        /// 执行中.
        Active = "active",
        /// 暂停.
        Paused = "paused",
        /// 评估.
        Evaluating = "evaluating",
        /// 续签.
        Renewed = "renewed",
        /// 调整(更换对象).
        Adjusted = "adjusted",
        /// 结束.
        Ended = "ended",
    }
}

/// C. Pairing: 拟定 → 已签约 → 执行中 → (暂停) → 评估 → 续签 | 调整 | 结束.
pub const PAIRING: Machine = Machine {
    kind: "pairing",
    field: "state",
    states: PairingState::CODES,
    start: "drafted",
    moves: &[
        needing("drafted", "signed", &[Need::Field("from")]),
        needing("drafted", "ended", REASON),
        step("signed", "active"),
        needing("signed", "ended", REASON),
        needing("active", "paused", REASON),
        step("paused", "active"),
        needing("paused", "ended", REASON),
        step("active", "evaluating"),
        needing("active", "ended", REASON),
        step("evaluating", "renewed"),
        needing("evaluating", "adjusted", REASON),
        step("evaluating", "ended"),
        step("renewed", "active"),
    ],
};
