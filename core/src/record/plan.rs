//! E10 Plan (R555): the eight-part skeleton (R537), the documents it rests on (R536), its versions (R535).

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::PlanState;
use super::{Document, Id, Items, Person, Refs, Rule, record};

record! {
    /// A plan (R555).
    Plan "plan" {
        title: String, Text(120), Public, ["标题", "標題", "Title"], required;
        template: String, Text(10), Public, ["模板", "模板", "Template"];
        level: String, Code("plan_level"), Public, ["层级", "層級", "Level"];
        owner: Option<RecordId>, Ref(&["org", "person"]), Public, ["制定者", "制定者", "Owner"];
        parent: Option<Id<Self>>, Ref(&["plan"]), Internal, ["上级计划", "上級計劃", "Inside plan"];
        from: Option<NaiveDate>, Date, Public, ["开始日期", "開始日期", "From"], required;
        to: Option<NaiveDate>, Date, Public, ["结束日期", "結束日期", "To"], required;
        sections: Items<Section>, Items(Section::FIELDS), Public, ["正文", "正文", "Sections"];
        basis: Items<BasisDocument>, Items(BasisDocument::FIELDS), Public, ["依据文件", "依據文件", "Basis documents"];
        goals: Items<Goal>, Items(Goal::FIELDS), Public, ["目标", "目標", "Goals"];
        phases: Items<Phase>, Items(Phase::FIELDS), Public, ["阶段", "階段", "Phases"];
        baseline: Refs, RefSet(&["measurement"]), Internal, ["基线数据", "基線數據", "Baseline"];
        state: PlanState, Code("plan_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        versions: Items<PlanVersion>, Items(PlanVersion::FIELDS), Internal, ["修订记录", "修訂記錄", "Versions"];
        roadmap: bool, Bool, Internal, ["路线图", "路線圖", "Roadmap"];
        approved_by: Option<Id<Person>>, Ref(&["person"]), Internal, ["审批人", "審批人", "Approved by"];
        approved_on: Option<NaiveDate>, Date, Internal, ["审批日期", "審批日期", "Approved on"];
        approval_opinion: String, Text(500), Internal, ["审批意见", "審批意見", "Opinion"];
    }
}

record! {
    /// A section of the plan's text.
    Section {
        heading: String, Text(80), Public, ["小标题", "小標題", "Heading"];
        prompt: String, Long, Internal, ["写作提示", "寫作提示", "Prompt"];
        body: String, Long, Public, ["内容", "內容", "Body"];
    }
}

record! {
    /// A document that the plan rests on (R536).
    BasisDocument {
        issuer: String, Text(80), Public, ["发文单位", "發文單位", "Issuer"];
        title: String, Text(200), Public, ["标题", "標題", "Title"];
        number: String, Text(60), Public, ["文号", "文號", "Number"];
        year: Option<i64>, Int(1949, 2100), Public, ["年份", "年份", "Year"];
    }
}

record! {
    /// A goal in words, with the rule that measures it.
    Goal {
        text: String, Text(500), Public, ["目标", "目標", "Goal"];
        rule: Option<Id<Rule>>, Ref(&["rule"]), Internal, ["对应约定", "對應約定", "Measured by"];
    }
}

record! {
    /// A phase of the plan.
    Phase {
        name: String, Text(80), Public, ["名称", "名稱", "Name"];
        from: Option<NaiveDate>, Date, Public, ["自", "自", "From"];
        to: Option<NaiveDate>, Date, Public, ["至", "至", "To"];
        closed_on: Option<NaiveDate>, Date, Internal, ["关闭日期", "關閉日期", "Closed on"];
        closed_reason: String, Text(500), Internal, ["关闭原因", "關閉原因", "Why it was closed"];
    }
}

record! {
    /// A revision of the plan: why, when, by whom (R535).
    PlanVersion {
        revision: Option<i64>, Int(1, 10_000), Internal, ["版次", "版次", "Revision"];
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"];
        reason: String, Text(500), Internal, ["原因", "原因", "Reason"];
        approver: Option<Id<Person>>, Ref(&["person"]), Internal, ["批准人", "批准人", "Approver"];
        diff: String, Long, Internal, ["改动", "改動", "Difference"];
        document: Option<Id<Document>>, Ref(&["document"]), Internal, ["文件", "文件", "Document"];
    }
}
