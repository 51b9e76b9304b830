//! E07 Case (R552): a household, child, village or school that is recognised as one to help, and the steps that led
//! there.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::CaseState;
use super::{Document, Id, Items, record};

record! {
    /// A recognised subject of help (R552, R571): chosen, assessed, posted, confirmed, helped, and let go again.
    Case "case" {
        subject: Option<RecordId>, Ref(&["household", "person", "org"]), Sensitive, ["对象", "對象", "Subject"], required;
        kind: String, Code("case_kind"), Sensitive, ["类别", "類別", "Kind"], required;
        state: CaseState, Code("case_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        steps: Items<CaseStep>, Items(CaseStep::FIELDS), Sensitive, ["认定步骤", "認定步驟", "Steps taken"];
        entered_on: Option<NaiveDate>, Date, Sensitive, ["纳入日期", "納入日期", "Entered on"];
        exited_on: Option<NaiveDate>, Date, Sensitive, ["退出日期", "退出日期", "Left on"];
        exit_reason: String, Text(500), Sensitive, ["退出原因", "退出原因", "Why it left"];
        keep_aid_until_stage_end: bool, Bool, Sensitive, ["同一学段继续享受", "同一學段繼續享受", "Aid goes on to the end of the stage"];
        returned_on: Option<NaiveDate>, Date, Sensitive, ["返贫日期", "返貧日期", "Returned on"];
        next_review: Option<NaiveDate>, Date, Internal, ["下次复核日期", "下次複核日期", "Next review"];
        planned_exit: Option<NaiveDate>, Date, Sensitive, ["计划退出日期", "計劃退出日期", "Planned exit"];
    }
}

record! {
    /// A step of the recognition that was taken: when, by whom, where, with what result (R571).
    CaseStep {
        step: String, Code("case_step"), Sensitive, ["步骤", "步驟", "Step"];
        date: Option<NaiveDate>, Date, Sensitive, ["日期", "日期", "Date"];
        by: Option<RecordId>, Ref(&["person", "team"]), Sensitive, ["主持", "主持", "By"];
        place: String, Text(120), Sensitive, ["地点", "地點", "Place"];
        attendees: Option<i64>, Int(0, 100_000), Sensitive, ["参加人数", "參加人數", "Attendees"];
        opinion: String, Long, Sensitive, ["意见", "意見", "Opinion"];
        result: String, Text(200), Sensitive, ["结果", "結果", "Result"];
        document: Option<Id<Document>>, Ref(&["document"]), Sensitive, ["佐证", "佐證", "Document"];
    }
}
