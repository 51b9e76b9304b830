//! E21 Issue (R566): problems, requests of the helped side, complaints, rectification.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::IssueState;
use super::{Activity, Id, Items, Person, record};

record! {
    /// A problem, request or complaint (R566). A lecture or placement asked for is one (R500, R762).
    Issue "issue" {
        title: String, Text(200), Internal, ["事项", "事項", "Title"], required;
        category: String, Code("issue_category"), Internal, ["类别", "類別", "Category"];
        severity: String, Code("issue_severity"), Internal, ["程度", "程度", "Severity"];
        raised_by: Option<RecordId>, Ref(&["person", "org"]), Internal, ["提出人", "提出人", "Raised by"];
        raised_on: Option<NaiveDate>, Date, Internal, ["提出日期", "提出日期", "Raised on"];
        subject: Option<RecordId>, Ref(&[]), Internal, ["对象", "對象", "Subject"];
        description: String, Long, Internal, ["说明", "說明", "Description"];
        assigned_to: Option<RecordId>, Ref(&["person", "org"]), Internal, ["办理人", "辦理人", "Assigned to"];
        due: Option<NaiveDate>, Date, Internal, ["期限", "期限", "Due"];
        actions: Items<IssueAction>, Items(IssueAction::FIELDS), Internal, ["办理经过", "辦理經過", "Actions"];
        answered_on: Option<NaiveDate>, Date, Internal, ["答复日期", "答覆日期", "Answered on"];
        resolution: String, Long, Internal, ["解决办法", "解決辦法", "Resolution"];
        closed_on: Option<NaiveDate>, Date, Internal, ["销号日期", "銷號日期", "Closed on"];
        verified_by: Option<Id<Person>>, Ref(&["person"]), Internal, ["核实人", "核實人", "Verified by"];
        level: String, Code("issue_level"), Internal, ["层级", "層級", "Level"];
        state: IssueState, Code("issue_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        source_activity: Option<Id<Activity>>, Ref(&["activity"]), Internal, ["来源活动", "來源活動", "Found at"];
        public: bool, Bool, Internal, ["可公开", "可公開", "May be published"];
    }
}

record! {
    /// One step in handling an issue.
    IssueAction {
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"];
        text: String, Text(500), Internal, ["做了什么", "做了什麼", "What was done"];
        by: Option<Id<Person>>, Ref(&["person"]), Internal, ["谁", "誰", "By"];
    }
}
