//! E18 `FundEntry` (R563): money and goods that come in, go out or are promised.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::{Activity, Decimal, Id, Money, Notice, Plan, Project, Refs, record};

record! {
    /// An entry in the book of money and goods (R563).
    FundEntry "fund_entry" {
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"], required;
        direction: String, Code("fund_direction"), Internal, ["收支", "收支", "Direction"], required;
        amount: Option<Money>, Fen, Internal, ["金额", "金額", "Amount"];
        item: String, Text(120), Internal, ["物品", "物品", "Goods"];
        quantity: Option<Decimal>, Thousandths, Internal, ["数量", "數量", "Quantity"];
        unit: String, Text(20), Internal, ["单位", "單位", "Unit"];
        value: Option<Money>, Fen, Internal, ["折价", "折價", "Worth"];
        source: Option<RecordId>, Ref(&["org", "person"]), Internal, ["来源", "來源", "Source"];
        source_kind: String, Code("fund_source"), Internal, ["资金性质", "資金性質", "Kind of source"];
        recipient: Option<RecordId>, Ref(&["org", "person", "household"]), Sensitive, ["接收方", "接收方", "Recipient"];
        purpose: String, Text(500), Internal, ["用途", "用途", "Purpose"];
        use_code: String, Code("earmark"), Internal, ["实际用途类别", "實際用途類別", "Used for"];
        earmark: String, Code("earmark"), Internal, ["专款用途", "專款用途", "Earmark"];
        project: Option<Id<Project>>, Ref(&["project"]), Internal, ["所属项目", "所屬項目", "Project"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        activity: Option<Id<Activity>>, Ref(&["activity"]), Internal, ["所属活动", "所屬活動", "Activity"];
        budget_line: String, Text(120), Internal, ["预算科目", "預算科目", "Budget line"];
        notice: Option<Id<Notice>>, Ref(&["notice"]), Internal, ["使用前公示", "使用前公示", "Notice before use"];
        vouchers: Refs, RefSet(&["document"]), Internal, ["凭证", "憑證", "Vouchers"];
        settled: bool, Bool, Internal, ["已结清", "已結清", "Settled"];
        festival: String, Code("festival"), Internal, ["节日", "節日", "Festival"];
        spent_from: Option<Id<Self>>, Ref(&["fund_entry"]), Internal, ["支出的款项", "支出的款項", "Drawn on"];
    }
}
