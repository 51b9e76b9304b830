//! E06 Enrolment (R551): a child at a school for a school year, and what became of it.

use chrono::NaiveDate;

use super::states::EnrolmentState;
use super::{Document, Id, Items, Org, Person, record};

record! {
    /// A child's place at a school (R551). A child who changes school gets a new one.
    Enrolment "enrolment" {
        person: Option<Id<Person>>, Ref(&["person"]), Personal, ["学生", "學生", "Child"], required;
        school: Option<Id<Org>>, Ref(&["org"]), Internal, ["就读学校", "就讀學校", "School"];
        stage: String, Code("stage"), Internal, ["学段", "學段", "Stage"];
        school_year: String, Text(9), Internal, ["学年", "學年", "School year"];
        grade: String, Text(20), Internal, ["年级", "年級", "Grade"];
        class: String, Text(40), Internal, ["班级", "班級", "Class"];
        boarder: bool, Bool, Internal, ["寄宿", "寄宿", "Boards"];
        bus: bool, Bool, Internal, ["乘坐校车", "乘坐校車", "Takes the school bus"];
        from: Option<NaiveDate>, Date, Internal, ["入学日期", "入學日期", "From"];
        to: Option<NaiveDate>, Date, Internal, ["离校日期", "離校日期", "To"];
        state: EnrolmentState, Code("enrolment_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        status_log: Items<StatusItem>, Items(StatusItem::FIELDS), Sensitive, ["变动记录", "變動記錄", "Log of changes"];
        poor: bool, Bool, Sensitive, ["家庭困难", "家庭困難", "From a poor family"];
        special_needs: String, Code("special_needs"), Sensitive, ["特殊需要", "特殊需要", "Special needs"];
        left_behind: bool, Bool, Sensitive, ["留守儿童", "留守兒童", "Left behind"];
        parents_away: String, Code("parents_away"), Sensitive, ["外出的家长", "外出的家長", "Parents away"];
        guardian: String, Text(60), Personal, ["监护人", "監護人", "Guardian"];
        guardian_phone: String, Text(30), Personal, ["监护人电话", "監護人電話", "Guardian's phone"];
        migrant_child: bool, Bool, Personal, ["随迁子女", "隨遷子女", "Child of migrant workers"];
        fee_waived: bool, Bool, Sensitive, ["已免学费", "已免學費", "Fees waived"];
        textbooks_free: bool, Bool, Sensitive, ["已免教科书费", "已免教科書費", "Textbooks free"];
        roll_number: String, Text(40), Sensitive, ["学籍号", "學籍號", "Roll number"];
    }
}

record! {
    /// A change of a child's place: what, when, why, who says so.
    StatusItem {
        status: EnrolmentState, Code("enrolment_state"), Sensitive, ["状态", "狀態", "State"];
        date: Option<NaiveDate>, Date, Sensitive, ["日期", "日期", "Date"];
        cause: String, Code("dropout_cause"), Sensitive, ["辍学原因", "輟學原因", "Cause"];
        by: Option<Id<Person>>, Ref(&["person"]), Sensitive, ["填写人", "填寫人", "By"];
        evidence: Option<Id<Document>>, Ref(&["document"]), Sensitive, ["佐证", "佐證", "Evidence"];
    }
}
