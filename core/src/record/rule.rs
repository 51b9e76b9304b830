//! E12 Rule (R557): what the agreement asks for, so that a machine can count it.

use chrono::NaiveDate;
use serde_json::Value;

use crate::label::Label;
use crate::sorted::SortedMap;

use super::{Codes, Decimal, Document, Id, Items, Person, Plan, record};

record! {
    /// A rule (R557), copied out of the catalogue when its template was applied: a newer catalogue never changes an
    /// old agreement.
    Rule "rule" {
        code: String, Text(20), Internal, ["编号", "編號", "Code"], required;
        title: Label, Name, Public, ["约定", "約定", "Rule"];
        short: Label, Name, Public, ["简称", "簡稱", "Short name"];
        clause: Label, Name, Public, ["条款", "條款", "Clause"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        kind: String, Code("rule_kind"), Internal, ["类别", "類別", "Kind"];
        basis: String, Code("rule_basis"), Internal, ["依据性质", "依據性質", "Basis"];
        metric: String, Code("metric"), Internal, ["算法", "算法", "Metric"];
        kinds: Codes, CodeSet("activity_kind"), Internal, ["活动类型", "活動類型", "Activity kinds"];
        doc_kinds: Codes, CodeSet("document_kind"), Internal, ["材料类型", "材料類型", "Document kinds"];
        params: SortedMap<String, Value>, Free, Internal, ["参数", "參數", "Parameters"];
        scope: String, Code("rule_scope"), Internal, ["对象", "對象", "Scope"];
        comparator: String, Text(10), Public, ["比较", "比較", "Comparator"];
        threshold: Option<Decimal>, Thousandths, Public, ["约定数", "約定數", "Threshold"];
        upper: Option<Decimal>, Thousandths, Public, ["上限", "上限", "Upper bound"];
        steps: Items<Step>, Items(Step::FIELDS), Public, ["约定数变更", "約定數變更", "Threshold changes"];
        unit: String, Code("unit"), Public, ["单位", "單位", "Unit"];
        period: String, Code("period"), Public, ["周期", "週期", "Period"];
        school_months_only: bool, Bool, Public, ["只算上课月份", "只算上課月份", "School months only"];
        weight: Option<Decimal>, Thousandths, Internal, ["权重", "權重", "Weight"];
        off: bool, Bool, Internal, ["停用", "停用", "Switched off"];
        overrides: Items<Override>, Items(Override::FIELDS), Internal, ["人工认定", "人工認定", "Decided by hand"];
        results: Items<RuleResult>, Items(RuleResult::FIELDS), Internal, ["结算结果", "結算結果", "Closed results"];
    }
}

record! {
    /// A threshold that holds from a date on.
    Step {
        from: Option<NaiveDate>, Date, Public, ["自", "自", "From"];
        threshold: Option<Decimal>, Thousandths, Public, ["约定数", "約定數", "Threshold"];
    }
}

record! {
    /// A verdict decided by hand, with reason and name; the key is `SCOPE/PERIOD` (R557, R749).
    Override {
        verdict: String, Code("verdict"), Internal, ["认定", "認定", "Verdict"];
        reason: String, Text(500), Internal, ["原因", "原因", "Reason"];
        by: Option<Id<Person>>, Ref(&["person"]), Internal, ["认定人", "認定人", "By"];
        document: Option<Id<Document>>, Ref(&["document"]), Internal, ["依据材料", "依據材料", "Document"];
    }
}

record! {
    /// What a period came to when it was closed (R666); the key is `SCOPE/PERIOD`.
    RuleResult {
        value: String, Text(40), Internal, ["数值", "數值", "Value"];
        verdict: String, Code("verdict"), Internal, ["结论", "結論", "Verdict"];
        computed_at: Option<NaiveDate>, Date, Internal, ["结算日期", "結算日期", "Computed on"];
        explanation: String, Text(500), Internal, ["说明", "說明", "Explanation"];
    }
}
