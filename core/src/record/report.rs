//! E25 Report (R570): monthly reports, summaries, circulars, handover lists.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::ReportState;
use super::{Id, Items, Plan, Refs, record};

record! {
    /// A report (R570, R586): written from records, submitted by a day, kept with what the receiver said.
    Report "report" {
        title: String, Text(200), Public, ["标题", "標題", "Title"], required;
        kind: String, Code("report_kind"), Public, ["类别", "類別", "Kind"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        from: Option<RecordId>, Ref(&["org", "team", "person"]), Public, ["报送单位", "報送單位", "From"];
        to: Refs, RefSet(&["org"]), Public, ["接收单位", "接收單位", "To"];
        period: String, Text(40), Public, ["周期", "週期", "Period"];
        period_from: Option<NaiveDate>, Date, Public, ["周期自", "週期自", "Period from"];
        period_to: Option<NaiveDate>, Date, Public, ["周期至", "週期至", "Period to"];
        due: Option<NaiveDate>, Date, Internal, ["报送期限", "報送期限", "Due"];
        sections: Items<ReportSection>, Items(ReportSection::FIELDS), Internal, ["正文", "正文", "Sections"];
        attachments: Refs, RefSet(&["document"]), Internal, ["附件", "附件", "Attachments"];
        state: ReportState, Code("report_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        submitted_on: Option<NaiveDate>, Date, Internal, ["报送日期", "報送日期", "Submitted on"];
        received_on: Option<NaiveDate>, Date, Internal, ["签收日期", "簽收日期", "Received on"];
        receiver_comment: String, Long, Internal, ["接收单位意见", "接收單位意見", "Receiver's comment"];
        version: Option<i64>, Int(1, 10_000), Internal, ["版次", "版次", "Version"];
    }
}

record! {
    /// A section of a report.
    ReportSection {
        heading: String, Text(120), Internal, ["小标题", "小標題", "Heading"];
        body: String, Long, Internal, ["内容", "內容", "Body"];
    }
}
