//! E23 Achievement (R568): lesson ratings, papers, honours, titles.

use chrono::NaiveDate;

use super::{Document, Id, Org, Pairing, Person, record};

record! {
    /// An achievement of a person or a unit (R568).
    Achievement "achievement" {
        person: Option<Id<Person>>, Ref(&["person"]), Personal, ["人员", "人員", "Person"];
        org: Option<Id<Org>>, Ref(&["org"]), Public, ["单位", "單位", "Unit"];
        kind: String, Code("achievement_kind"), Public, ["类别", "類別", "Kind"], required;
        title: String, Text(200), Public, ["名称", "名稱", "Title"];
        level: String, Code("achievement_level"), Public, ["级别", "級別", "Level"];
        grade: String, Code("lesson_rating"), Internal, ["等次", "等次", "Grade"];
        date: Option<NaiveDate>, Date, Public, ["日期", "日期", "Date"], required;
        issuer: String, Text(80), Public, ["颁发(评定)单位", "頒發(評定)單位", "Issuer"];
        evidence: Option<Id<Document>>, Ref(&["document"]), Internal, ["佐证", "佐證", "Evidence"];
        mentor: Option<Id<Person>>, Ref(&["person"]), Internal, ["指导师傅", "指導師傅", "Mentor"];
        pairing: Option<Id<Pairing>>, Ref(&["pairing"]), Internal, ["所属结对", "所屬結對", "Pairing"];
    }
}
