//! E24 Notice (R569): what was posted, where, for how long, and what people said about it.

use chrono::NaiveDate;

use super::{Items, Refs, record};

record! {
    /// A public notice (R569).
    Notice "notice" {
        kind: String, Code("notice_kind"), Public, ["公示类别", "公示類別", "Kind"], required;
        content: String, Long, Internal, ["公示内容", "公示內容", "Content"];
        about: Refs, RefSet(&[]), Internal, ["涉及对象", "涉及對象", "About"];
        place: String, Text(120), Public, ["公示地点", "公示地點", "Place"];
        from: Option<NaiveDate>, Date, Public, ["开始日期", "開始日期", "From"];
        to: Option<NaiveDate>, Date, Public, ["结束日期", "結束日期", "To"];
        photos: Refs, RefSet(&["document"]), Internal, ["公示照片", "公示照片", "Photos"];
        objections: Items<ObjectionItem>, Items(ObjectionItem::FIELDS), Internal, ["异议", "異議", "Objections"];
        outcome: String, Code("notice_outcome"), Public, ["公示结果", "公示結果", "Outcome"];
        closes_step: String, Text(80), Internal, ["对应步骤", "對應步驟", "Closes step"];
    }
}

record! {
    /// An objection and what came of it.
    ObjectionItem {
        on: Option<NaiveDate>, Date, Internal, ["日期", "日期", "On"];
        who: String, Text(80), Personal, ["提出人", "提出人", "Who"];
        text: String, Text(1000), Internal, ["异议内容", "異議內容", "Objection"];
        handling: String, Text(1000), Internal, ["处理经过", "處理經過", "Handling"];
        result: String, Text(500), Internal, ["处理结果", "處理結果", "Result"];
    }
}
