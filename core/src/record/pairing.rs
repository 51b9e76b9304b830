//! E08 Pairing (R553): who helps whom, from when to when, by which agreement.

use chrono::NaiveDate;

use super::states::PairingState;
use super::{Document, Goal, Id, Items, Person, Plan, Refs, record};

record! {
    /// A pairing (R553): kindergarten with kindergarten, mentor with mentee, cadre with household. Either side may be
    /// several; one pairing may stand inside another (师徒 inside 园–园).
    Pairing "pairing" {
        kind: String, Code("pairing_kind"), Public, ["结对类型", "結對類型", "Kind"], required;
        side_a: Refs, RefSet(&["org", "person"]), Public, ["帮扶方", "幫扶方", "Helping side"], required;
        side_b: Refs, RefSet(&["org", "person", "household"]), Public, ["受援方", "受援方", "Helped side"], required;
        role_a: String, Text(20), Public, ["帮扶方角色", "幫扶方角色", "Role of the helping side"];
        role_b: String, Text(20), Public, ["受援方角色", "受援方角色", "Role of the helped side"];
        parent_pairing: Option<Id<Self>>, Ref(&["pairing"]), Internal, ["上级结对", "上級結對", "Inside pairing"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        from: Option<NaiveDate>, Date, Public, ["开始日期", "開始日期", "From"];
        to: Option<NaiveDate>, Date, Public, ["结束日期", "結束日期", "To"];
        agreement: Option<Id<Document>>, Ref(&["document"]), Internal, ["协议", "協議", "Agreement"];
        signed_on: Option<NaiveDate>, Date, Internal, ["签订日期", "簽訂日期", "Signed on"];
        goals: Items<Goal>, Items(Goal::FIELDS), Internal, ["目标", "目標", "Goals"];
        liaisons: Refs, RefSet(&["person"]), Internal, ["联系人", "聯繫人", "Liaisons"];
        contact_phone: String, Text(30), Personal, ["联系电话", "聯繫電話", "Contact phone"];
        contact_method: String, Text(80), Internal, ["联系方式", "聯繫方式", "Contact method"];
        contact_content: String, Text(500), Internal, ["联系内容", "聯繫內容", "What is kept in touch about"];
        focus_subject: String, Text(40), Internal, ["重点学科(领域)", "重點學科(領域)", "Focus subject"];
        baseline: String, Long, Internal, ["结对前情况", "結對前情況", "Situation before"];
        frequency_count: Option<i64>, Int(0, 366), Internal, ["联系次数", "聯繫次數", "Contacts"];
        frequency_period: String, Code("period"), Internal, ["联系周期", "聯繫週期", "Per"];
        state: PairingState, Code("pairing_state"), Public, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        predecessor: Option<Id<Self>>, Ref(&["pairing"]), Internal, ["前一结对", "前一結對", "Predecessor"];
        decided_by: Option<Id<Person>>, Ref(&["person"]), Internal, ["决定人", "決定人", "Decided by"];
    }
}
