//! E05 Household (R550): a family that is helped, why it is poor, what it owns, what it still lacks.

use chrono::NaiveDate;

use super::{Codes, Decimal, Document, Id, Items, Money, Org, Person, Plan, Refs, record};

record! {
    /// A household (R550). Whether it is registered as poor, and since when, stands in its [`super::Case`]; people name it by
    /// their own `household` as well.
    Household "household" {
        head: Option<Id<Person>>, Ref(&["person"]), Personal, ["户主", "戶主", "Head"];
        village: Option<Id<Org>>, Ref(&["org"]), Internal, ["所在村", "所在村", "Village"];
        group: String, Text(40), Internal, ["村民组", "村民組", "Villagers' group"];
        address: String, Text(200), Personal, ["住址", "住址", "Address"];
        members: Refs, RefSet(&["person"]), Personal, ["家庭成员", "家庭成員", "Members"];
        categories: Codes, CodeSet("household_category"), Sensitive, ["困难类别", "困難類別", "Categories"];
        causes: Codes, CodeSet("poverty_cause"), Sensitive, ["致贫原因", "致貧原因", "Causes of poverty"];
        main_cause: String, Code("poverty_cause"), Sensitive, ["主要致贫原因", "主要致貧原因", "Main cause"];
        housing: String, Code("housing"), Sensitive, ["住房情况", "住房情況", "Housing"];
        water: String, Code("utility_state"), Internal, ["饮水情况", "飲水情況", "Drinking water"];
        road: String, Code("utility_state"), Internal, ["通路情况", "通路情況", "Road"];
        power: String, Code("utility_state"), Internal, ["通电情况", "通電情況", "Power"];
        land: Items<LandItem>, Items(LandItem::FIELDS), Personal, ["土地", "土地", "Land"];
        livestock: String, Text(500), Personal, ["畜禽", "畜禽", "Livestock"];
        debts: Option<Money>, Fen, Sensitive, ["负债", "負債", "Debts"];
        needs: String, Long, Sensitive, ["困难与需求", "困難與需求", "Needs"];
        income_year: Option<Money>, Fen, Sensitive, ["年收入", "年收入", "Yearly income"];
        five_help: Items<FiveHelpItem>, Items(FiveHelpItem::FIELDS), Sensitive, ["五帮措施", "五幫措施", "Five kinds of help"];
        two_three: Items<GuaranteeItem>, Items(GuaranteeItem::FIELDS), Sensitive, ["两不愁三保障", "兩不愁三保障", "Two assurances and three guarantees"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        photo: Option<Id<Document>>, Ref(&["document"]), Sensitive, ["照片", "照片", "Photo"];
    }
}

record! {
    /// Land of a household: dry land, paddy, forest.
    LandItem {
        kind: String, Text(40), Personal, ["地类", "地類", "Kind"];
        mu: Option<Decimal>, Thousandths, Personal, ["亩数", "畝數", "Area in mu"];
    }
}

record! {
    /// What is done for the household; the key is a code of `five_help` (R550).
    FiveHelpItem {
        text: String, Long, Sensitive, ["措施", "措施", "What is done"];
    }
}

record! {
    /// Whether one of the five assurances is there; the key is a code of `two_three` (R550).
    GuaranteeItem {
        met: bool, Bool, Sensitive, ["达标", "達標", "Met"];
        date: Option<NaiveDate>, Date, Sensitive, ["认定日期", "認定日期", "As of"];
        evidence: Option<Id<Document>>, Ref(&["document"]), Sensitive, ["佐证", "佐證", "Evidence"];
    }
}
