//! E04 Person (R549) and E09 Assignment (R554).

use chrono::NaiveDate;

use crate::calendar::PartialDate;
use crate::log::RecordId;

use super::{Codes, Document, Household, Id, Items, Org, Record, Texts, record};

record! {
    /// A person: teacher, principal, cadre, parent, child, villager (R549).
    Person "person" {
        name: String, Text(60), Personal, ["姓名", "姓名", "Name"], required;
        org: Option<Id<Org>>, Ref(&["org"]), Internal, ["单位", "單位", "Unit"];
        kinds: Codes, CodeSet("person_kind"), Internal, ["身份", "身份", "Kinds"];
        gender: String, Code("gender"), Personal, ["性别", "性別", "Gender"];
        birth: Option<PartialDate>, PDate, Personal, ["出生年月", "出生年月", "Born"];
        phone: String, Text(30), Personal, ["电话", "電話", "Phone"];
        id_number: String, Text(30), Sensitive, ["身份证号", "身份證號", "Identity number"];
        stage: String, Code("stage"), Internal, ["学段", "學段", "Stage"];
        subject: String, Text(40), Internal, ["学科(领域)", "學科(領域)", "Subject"];
        title: String, Code("title"), Internal, ["职称", "職稱", "Title"];
        honours: Texts, TextMap, Internal, ["荣誉", "榮譽", "Honours"];
        post_type: String, Code("post_type"), Internal, ["用工性质", "用工性質", "Post type"];
        post: String, Code("post_kind"), Internal, ["岗位", "崗位", "Post"];
        began_teaching: Option<PartialDate>, PDate, Internal, ["从教时间", "從教時間", "Began teaching"];
        mentor_pool: bool, Bool, Internal, ["可任师傅", "可任師傅", "In the mentor pool"];
        mentor_capacity: Option<i64>, Int(0, 50), Internal, ["最多带徒", "最多帶徒", "Mentees at most"];
        household: Option<Id<Household>>, Ref(&["household"]), Personal, ["所在家庭", "所在家庭", "Household"];
        relation_in_household: String, Text(20), Personal, ["家庭关系", "家庭關係", "Relation in household"];
        labour_capacity: String, Code("labour_capacity"), Personal, ["劳动能力", "勞動能力", "Labour capacity"];
        disability: Codes, CodeSet("disability"), Sensitive, ["残疾情况", "殘疾情況", "Disability"];
        illness: String, Text(200), Sensitive, ["健康状况", "健康狀況", "Illness"];
        education: String, Text(40), Personal, ["文化程度", "文化程度", "Education"];
        skills: Items<SkillItem>, Items(SkillItem::FIELDS), Personal, ["技能", "技能", "Skills"];
        work_place: String, Text(80), Personal, ["务工地点", "務工地點", "Works at"];
        migrant: bool, Bool, Personal, ["外出务工", "外出務工", "Works away"];
        party_status: String, Code("party_status"), Personal, ["政治面貌", "政治面貌", "Party status"];
        wishes: String, Long, Personal, ["意愿", "意願", "Wishes"];
        left_on: Option<NaiveDate>, Date, Internal, ["离岗日期", "離崗日期", "Left on"];
    }
}

record! {
    /// A skill and its proof.
    SkillItem {
        name: String, Text(40), Personal, ["技能", "技能", "Skill"];
        certificate: String, Text(80), Personal, ["证书", "證書", "Certificate"];
        date: Option<PartialDate>, PDate, Personal, ["日期", "日期", "Date"];
    }
}

record! {
    /// Who answers for what, from when to when (R554).
    Assignment "assignment" {
        person: Option<Id<Person>>, Ref(&[Person::KIND]), Internal, ["人员", "人員", "Person"], required;
        kind: String, Code("assignment_kind"), Internal, ["类别", "類別", "Kind"];
        object: Option<RecordId>, Ref(&[]), Internal, ["对象", "對象", "Object"];
        role: String, Text(40), Internal, ["角色", "角色", "Role"];
        from: Option<NaiveDate>, Date, Internal, ["自", "自", "From"];
        to: Option<NaiveDate>, Date, Internal, ["至", "至", "To"];
        source_document: Option<Id<Document>>, Ref(&["document"]), Internal, ["依据文件", "依據文件", "Source document"];
        counts_for_title: bool, Bool, Internal, ["计入职称评审", "計入職稱評審", "Counts for the title"];
    }
}
