//! E02 Org (R547) and E03 Team (R548): kindergartens, schools, bureaus, villages; the groups that lead the work.

use chrono::NaiveDate;

use crate::calendar::PartialDate;

use super::{Document, Id, Items, Person, Refs, Texts, record};

record! {
    /// A unit (R547). Figures that change with time stand in [`super::Measurement`], each with its date and source.
    Org "org" {
        name: String, Text(80), Public, ["名称", "名稱", "Name"], required;
        short_name: String, Text(20), Public, ["简称", "簡稱", "Short name"];
        kind: String, Code("org_kind"), Public, ["类别", "類別", "Kind"];
        parent: Option<Id<Self>>, Ref(&["org"]), Public, ["上级单位", "上級單位", "Parent unit"];
        region: String, Text(80), Public, ["所在地区", "所在地區", "Region"];
        address: String, Text(200), Internal, ["地址", "地址", "Address"];
        contacts: Refs, RefSet(&["person"]), Internal, ["联系人", "聯繫人", "Contacts"];
        ownership: String, Code("ownership"), Public, ["办学性质", "辦學性質", "Ownership"];
        is_poor_village: bool, Bool, Internal, ["贫困村", "貧困村", "Poor village"];
        serves_villages: Refs, RefSet(&["org"]), Internal, ["服务村", "服務村", "Villages served"];
        boarding: bool, Bool, Public, ["寄宿", "寄宿", "Boarding"];
        bus_service: bool, Bool, Public, ["校车", "校車", "School bus"];
        level_honours: Items<HonourItem>, Items(HonourItem::FIELDS), Public, ["等级荣誉", "等級榮譽", "Level and honours"];
        classes: Items<ClassItem>, Items(ClassItem::FIELDS), Internal, ["班级", "班級", "Classes"];
        posts_required: Items<PostItem>, Items(PostItem::FIELDS), Internal, ["岗位编制", "崗位編制", "Posts required"];
        resource_sites: Texts, TextMap, Internal, ["可共享场所", "可共享場所", "Places to share"];
        status: String, Code("org_status"), Public, ["状态", "狀態", "Status"];
        converted_on: Option<NaiveDate>, Date, Internal, ["变更日期", "變更日期", "Converted on"];
    }
}

record! {
    /// A level or an honour of a unit.
    HonourItem {
        title: String, Text(80), Public, ["名称", "名稱", "Title"];
        issuer: String, Text(80), Public, ["颁发单位", "頒發單位", "Issuer"];
        date: Option<PartialDate>, PDate, Public, ["日期", "日期", "Date"];
    }
}

record! {
    /// A class of a school.
    ClassItem {
        name: String, Text(40), Internal, ["班名", "班名", "Class"];
        grade: String, Text(20), Internal, ["年级", "年級", "Grade"];
        stage: String, Code("stage"), Internal, ["学段", "學段", "Stage"];
    }
}

record! {
    /// How many posts of a kind a unit must have and has filled (R476); the key is the post kind.
    PostItem {
        required: Option<i64>, Int(0, 10_000), Internal, ["应配", "應配", "Required"];
        filled: Option<i64>, Int(0, 10_000), Internal, ["实配", "實配", "Filled"];
    }
}

record! {
    /// A leading group, command post, supervision group and the like (R548).
    Team "team" {
        name: String, Text(80), Public, ["名称", "名稱", "Name"], required;
        kind: String, Code("team_kind"), Public, ["类别", "類別", "Kind"];
        of: Option<Id<Org>>, Ref(&["org"]), Public, ["所属单位", "所屬單位", "Belongs to"];
        members: Items<TeamMember>, Items(TeamMember::FIELDS), Internal, ["成员", "成員", "Members"];
        founded_on: Option<NaiveDate>, Date, Internal, ["成立日期", "成立日期", "Founded on"];
        founding_document: Option<Id<Document>>, Ref(&["document"]), Internal, ["成立文件", "成立文件", "Founding document"];
        from: Option<NaiveDate>, Date, Internal, ["任期自", "任期自", "From"];
        to: Option<NaiveDate>, Date, Internal, ["任期至", "任期至", "To"];
    }
}

record! {
    /// A member of a team; the key is any id of its own, since a person may hold two roles.
    TeamMember {
        person: Option<Id<Person>>, Ref(&["person"]), Internal, ["人员", "人員", "Person"];
        role: String, Code("team_role"), Internal, ["角色", "角色", "Role"];
        duty: String, Text(200), Internal, ["职责", "職責", "Duty"];
        from: Option<NaiveDate>, Date, Internal, ["自", "自", "From"];
        to: Option<NaiveDate>, Date, Internal, ["至", "至", "To"];
    }
}
