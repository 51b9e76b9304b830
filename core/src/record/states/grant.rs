//! State machine F (R576): aid grants.

use super::{Machine, Mark, Need, Posting, REASON, needing, states, step};

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

/// The list of names or of money on which the grant stands.
const LIST: Posting = Posting {
    kinds: &["name_list", "funds"],
    closes: &[],
    through: &["recipient", "batch", "scheme"],
    since: "",
};
const TO_PAY: &[Need] = &[Need::Unopposed(LIST), Need::Field("paid")];
const PAID: &[Mark] = &[Mark::Date("paid_on")];
/// A signature, or a bank card that needs none.
const SIGNED: &[Need] = &[Need::Any(&[Need::Field("receipt"), Need::Is("way", "card")])];
const IN_FULL: &[Need] = &[Need::Equal("due", "paid")];
const GIVEN_BACK: &[Need] = &[Need::Reason, Need::Field("returned")];

/// F. Aid grant: 应发 → 名单公示 → 发放 → 签收/打卡 → 家长确认 → 结清 | 退回 → 重发; 停发 with a reason.
pub const GRANT: Machine = Machine {
    kind: "aid_grant",
    field: "state",
    states: GrantState::CODES,
    start: "due",
    moves: &[
        needing("due", "listed", &[Need::Posted(LIST)]),
        needing("due", "paid", TO_PAY).marking(PAID),
        needing("due", "stopped", REASON),
        needing("listed", "paid", TO_PAY).marking(PAID),
        needing("listed", "due", REASON),
        needing("listed", "stopped", REASON),
        needing("paid", "received", SIGNED),
        needing("paid", "returned", GIVEN_BACK),
        step("received", "confirmed").marking(&[Mark::Yes("parent_confirmed")]),
        needing("received", "settled", IN_FULL),
        needing("received", "returned", GIVEN_BACK),
        needing("confirmed", "settled", IN_FULL),
        needing("confirmed", "returned", GIVEN_BACK),
        needing("returned", "paid", &[Need::Field("paid")]).marking(&[
            Mark::Clear("returned"),
            Mark::Clear("paid_on"),
            Mark::Date("paid_on"),
        ]),
        needing("returned", "stopped", REASON),
        needing("stopped", "due", REASON),
    ],
};
