//! E14 Activity (R559) and E15 Participation (R560): what was done, by whom, for whom, when.

use chrono::NaiveDate;
use serde_json::Value;

use crate::log::RecordId;
use crate::sorted::SortedMap;

use super::states::{ActivityState, ExchangeState};
use super::{Decimal, Document, Hours, Id, Items, Money, Org, Person, Plan, Refs, Task, record};

record! {
    /// An activity or work record (R559). Only kind and date are needed; everything else can be completed later (R723).
    Activity "activity" {
        kind: String, Code("activity_kind"), Public, ["活动类型", "活動類型", "Kind"], required;
        date: Option<NaiveDate>, Date, Public, ["日期", "日期", "Date"], required;
        to: Option<NaiveDate>, Date, Public, ["结束日期", "結束日期", "Until"];
        start_time: String, Time, Internal, ["开始时间", "開始時間", "Start time"];
        end_time: String, Time, Internal, ["结束时间", "結束時間", "End time"];
        pairings: Refs, RefSet(&["pairing"]), Public, ["结对", "結對", "Pairings"];
        class_hours: Option<Hours>, ClassHours, Public, ["课时", "課時", "Class hours"];
        place: String, Text(120), Internal, ["地点", "地點", "Place"];
        title: String, Text(200), Public, ["主题", "主題", "Topic"];
        content: String, Long, Internal, ["内容", "內容", "Content"];
        participants: Items<Participation>, Items(Participation::FIELDS), Internal, ["参与人", "參與人", "Participants"];
        presenter: Option<Id<Person>>, Ref(&["person"]), Internal, ["主讲", "主講", "Presenter"];
        host_org: Option<Id<Org>>, Ref(&["org"]), Public, ["承办单位", "承辦單位", "Host"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        task: Option<Id<Task>>, Ref(&["task"]), Internal, ["对应任务", "對應任務", "Task"];
        targets: Refs, RefSet(&["person", "org", "household"]), Internal, ["对象", "對象", "Targets"];
        request: Option<RecordId>, Ref(&["issue"]), Internal, ["回应的诉求", "回應的訴求", "Answers request"];
        purpose: String, Long, Internal, ["目的", "目的", "Purpose"];
        process: String, Long, Internal, ["过程", "過程", "Process"];
        outcome: String, Long, Internal, ["效果", "效果", "Outcome"];
        reflection: String, Long, Internal, ["反思", "反思", "Reflection"];
        agreements: Items<Agreement>, Items(Agreement::FIELDS), Internal, ["商定事项", "商定事項", "Agreed actions"];
        satisfaction: Option<Decimal>, Thousandths, Internal, ["满意度", "滿意度", "Satisfaction"];
        satisfaction_count: Option<i64>, Int(0, 1_000_000), Internal, ["评价人数", "評價人數", "Answers"];
        cost: Option<Money>, Fen, Internal, ["费用", "費用", "Cost"];
        fields: SortedMap<String, Value>, Free, Internal, ["更多细节", "更多細節", "More details"];
        documents: Refs, RefSet(&["document"]), Internal, ["佐证", "佐證", "Evidence"];
        state: ActivityState, Code("activity_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        exchange_state: ExchangeState, Code("exchange_state"), Internal, ["跟岗进度", "跟崗進度", "Placement state"];
        host_mentor: Option<Id<Person>>, Ref(&["person"]), Internal, ["接收师傅", "接收師傅", "Host mentor"];
        host_class: String, Text(40), Internal, ["跟岗班级", "跟崗班級", "Host class"];
        logistics: String, Text(500), Internal, ["食宿安排", "食宿安排", "Lodging and meals"];
    }
}

impl Activity {
    /// The last day of the activity.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.to.or(self.date)
    }
}

record! {
    /// Somebody's part in an activity (R560). The key is the person's id; a counted group has a key of its own.
    Participation {
        group: String, Text(80), Internal, ["群体", "群體", "Group"];
        count: Option<i64>, Int(1, 100_000), Internal, ["人数", "人數", "Number"];
        role: String, Code("participation_role"), Internal, ["角色", "角色", "Role"];
        absent: bool, Bool, Internal, ["缺席", "缺席", "Absent"];
        hours: Option<Hours>, ClassHours, Internal, ["课时", "課時", "Class hours"];
        score: Option<Decimal>, Thousandths, Internal, ["得分", "得分", "Score"];
        certificate: Option<Id<Document>>, Ref(&["document"]), Internal, ["证书", "證書", "Certificate"];
        feedback: String, Text(1000), Internal, ["反馈", "反饋", "Feedback"];
        signed_on: Option<NaiveDate>, Date, Internal, ["签到", "簽到", "Signed on"];
    }
}

record! {
    /// What both sides agreed to do; it opens the next visit until it is done (R763).
    Agreement {
        text: String, Text(500), Internal, ["事项", "事項", "Action"];
        owner: Option<RecordId>, Ref(&["person", "org"]), Internal, ["谁来做", "誰來做", "Owner"];
        due: Option<NaiveDate>, Date, Internal, ["期限", "期限", "Due"];
        done_on: Option<NaiveDate>, Date, Internal, ["完成日期", "完成日期", "Done on"];
    }
}
