//! State machine G (R577): assessments.

use super::{Machine, Mark, Need, REASON, needing, states, step};

states! {
    /// G. Assessment (R577).
    AssessmentState {
        /// 设定.
        SetUp = "set_up",
        /// 自评.
        SelfReview = "self_review",
        /// 材料查验.
        MaterialCheck = "material_check",
        /// 打分.
        Scoring = "scoring",
        /// 结果公示.
        ResultPublished = "result_published",
        /// 申诉中.
        Appealed = "appealed",
        /// 已确认.
        Confirmed = "confirmed",
        /// 奖惩.
        Rewarded = "rewarded",
        /// 已归档.
        Archived = "archived",
    }
}

const JUDGED: Need = Need::Any(&[Need::Field("grade"), Need::Field("total")]);

/// G. Assessment: 设定 → 自评 → 材料查验 → 打分 → 结果公示 → 确认 → 奖惩 → 归档; an appeal only before it is confirmed.
pub const ASSESSMENT: Machine = Machine {
    kind: "assessment",
    field: "state",
    states: AssessmentState::CODES,
    start: "set_up",
    moves: &[
        needing("set_up", "self_review", &[Need::Field("items")]),
        needing("set_up", "scoring", &[Need::Reason, Need::Field("items")]),
        step("self_review", "material_check"),
        step("material_check", "scoring"),
        needing("material_check", "self_review", REASON),
        needing("scoring", "material_check", REASON),
        needing("scoring", "result_published", &[JUDGED]).marking(&[Mark::Yes("result_published")]),
        needing("result_published", "appealed", &[Need::Field("appeal")]),
        step("result_published", "confirmed"),
        needing("appealed", "scoring", &[Need::Field("appeal_result")])
            .marking(&[Mark::Clear("result_published")]),
        needing("appealed", "confirmed", &[Need::Field("appeal_result")]),
        needing(
            "confirmed",
            "rewarded",
            &[Need::Any(&[Need::Field("reward"), Need::Field("opinion")])],
        ),
        step("confirmed", "archived"),
        step("rewarded", "archived"),
        needing("archived", "confirmed", REASON),
    ],
};
