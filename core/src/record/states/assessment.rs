//! State machine G (R577): assessments.

use super::states;

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
