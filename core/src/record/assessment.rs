//! E22 Assessment (R567): a check form, its scores and its result.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::AssessmentState;
use super::{Decimal, Id, Items, Plan, Refs, record};

record! {
    /// An assessment, inspection or effect check (R567, R503).
    Assessment "assessment" {
        name: String, Text(120), Internal, ["名称", "名稱", "Name"], required;
        kind: String, Code("assessment_kind"), Internal, ["类别", "類別", "Kind"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        subject: Option<RecordId>, Ref(&[]), Internal, ["对象", "對象", "Subject"];
        side: String, Code("side"), Internal, ["一方", "一方", "Side"];
        period: String, Text(40), Internal, ["周期", "週期", "Period"];
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"];
        items: Items<AssessmentItem>, Items(AssessmentItem::FIELDS), Internal, ["项目", "項目", "Items"];
        assessors: Items<AssessorItem>, Items(AssessorItem::FIELDS), Internal, ["考核人", "考核人", "Assessors"];
        total: Option<Decimal>, Thousandths, Internal, ["总分", "總分", "Total"];
        grade: String, Code("grade"), Internal, ["等次", "等次", "Grade"];
        opinion: String, Long, Internal, ["意见", "意見", "Opinion"];
        appeal: String, Long, Internal, ["申诉", "申訴", "Appeal"];
        appeal_result: String, Long, Internal, ["申诉结果", "申訴結果", "Result of the appeal"];
        state: AssessmentState, Code("assessment_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        joint: bool, Bool, Internal, ["捆绑式考核", "捆綁式考核", "Joint result"];
        result_published: bool, Bool, Internal, ["结果已公布", "結果已公布", "Published"];
        reward: Option<RecordId>, Ref(&["achievement", "fund_entry"]), Internal, ["奖励", "獎勵", "Reward"];
    }
}

record! {
    /// An item of the form with its score.
    AssessmentItem {
        no: Option<i64>, Int(1, 1000), Internal, ["序号", "序號", "No."];
        text: String, Text(500), Internal, ["项目", "項目", "Item"];
        weight: Option<Decimal>, Thousandths, Internal, ["分值", "分值", "Weight"];
        kind: String, Code("assessment_item_kind"), Internal, ["评法", "評法", "How judged"];
        rules: Refs, RefSet(&["rule"]), Internal, ["对应约定", "對應約定", "Rules"];
        value: Option<Decimal>, Thousandths, Internal, ["得分", "得分", "Score"];
        met: bool, Bool, Internal, ["达到", "達到", "Met"];
        comment: String, Text(500), Internal, ["说明", "說明", "Comment"];
        evidence: Refs, RefSet(&["document"]), Internal, ["佐证", "佐證", "Evidence"];
    }
}

record! {
    /// Who judged, and for which side.
    AssessorItem {
        person: Option<RecordId>, Ref(&["person"]), Internal, ["人员", "人員", "Person"];
        side: String, Code("assessor_side"), Internal, ["身份", "身份", "Side"];
    }
}
