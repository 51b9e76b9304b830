//! E17 Project (R562): what is built, bought or grown for a village or a school.

use chrono::NaiveDate;

use crate::calendar::PartialDate;

use super::states::ProjectState;
use super::{Decimal, Document, Id, Items, Money, Org, Person, Plan, record};

record! {
    /// A project (R562). What was paid for it stands in [`super::FundEntry`].
    Project "project" {
        name: String, Text(120), Public, ["项目名称", "項目名稱", "Name"], required;
        kind: String, Code("project_kind"), Public, ["项目类别", "項目類別", "Kind"];
        plan: Option<Id<Plan>>, Ref(&["plan"]), Internal, ["所属计划", "所屬計劃", "Plan"];
        place: Option<Id<Org>>, Ref(&["org"]), Public, ["实施地点", "實施地點", "Place"];
        spec: Items<SpecItem>, Items(SpecItem::FIELDS), Public, ["建设内容", "建設內容", "What is built"];
        budget: Items<BudgetItem>, Items(BudgetItem::FIELDS), Internal, ["预算", "預算", "Budget"];
        line_authority: Option<Id<Org>>, Ref(&["org"]), Internal, ["主管部门", "主管部門", "Authority in charge"];
        contractor: String, Text(120), Internal, ["施工单位", "施工單位", "Contractor"];
        milestones: Items<MilestoneItem>, Items(MilestoneItem::FIELDS), Internal, ["节点", "節點", "Milestones"];
        state: ProjectState, Code("project_state"), Internal, ["状态", "狀態", "State"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
        beneficiary_groups: Option<i64>, Int(0, 1_000_000), Public, ["受益村民组", "受益村民組", "Groups that benefit"];
        beneficiary_households: Option<i64>, Int(0, 10_000_000), Public, ["受益户数", "受益戶數", "Households that benefit"];
        beneficiary_people: Option<i64>, Int(0, 100_000_000), Public, ["受益人数", "受益人數", "People who benefit"];
        beneficiary_basis: String, Text(500), Internal, ["受益面依据", "受益面依據", "How this was counted"];
        quantity_done: Items<QuantityItem>, Items(QuantityItem::FIELDS), Internal, ["完成工程量", "完成工程量", "Work done"];
        accepted_on: Option<NaiveDate>, Date, Public, ["验收日期", "驗收日期", "Accepted on"];
        acceptance_team: String, Text(200), Internal, ["验收组", "驗收組", "Acceptance team"];
        acceptance_result: String, Text(500), Public, ["验收结论", "驗收結論", "Result of the acceptance"];
        acceptance_published: bool, Bool, Public, ["验收已公示", "驗收已公示", "Acceptance was posted"];
        purchase_item: String, Text(120), Internal, ["采购物品", "採購物品", "Item bought"];
        purchase_quantity: Option<Decimal>, Thousandths, Internal, ["采购数量", "採購數量", "Quantity bought"];
        purchase_unit_price: Option<Money>, Fen, Internal, ["采购单价", "採購單價", "Unit price"];
        supplier: String, Text(120), Internal, ["供应商", "供應商", "Supplier"];
        invoice: String, Text(60), Internal, ["发票号", "發票號", "Invoice"];
        accepted_by: Option<Id<Person>>, Ref(&["person"]), Internal, ["收货人", "收貨人", "Accepted by"];
        installed_at: String, Text(120), Internal, ["安装地点", "安裝地點", "Installed at"];
        assets: Items<AssetItem>, Items(AssetItem::FIELDS), Internal, ["形成资产", "形成資產", "Assets"];
    }
}

record! {
    /// A figure of what is to be built.
    SpecItem {
        name: String, Text(80), Public, ["名称", "名稱", "Name"];
        value: Option<Decimal>, Thousandths, Public, ["数量", "數量", "Value"];
        unit: String, Text(20), Public, ["单位", "單位", "Unit"];
    }
}

record! {
    /// A line of a budget.
    BudgetItem {
        item: String, Text(120), Internal, ["科目", "科目", "Item"];
        amount: Option<Money>, Fen, Internal, ["金额", "金額", "Amount"];
    }
}

record! {
    /// A milestone of a project; the key is a code of `milestone` (R562).
    MilestoneItem {
        planned: Option<PartialDate>, PDate, Internal, ["计划日期", "計劃日期", "Planned"];
        actual: Option<NaiveDate>, Date, Internal, ["实际日期", "實際日期", "Reached on"];
        evidence: Option<Id<Document>>, Ref(&["document"]), Internal, ["佐证", "佐證", "Evidence"];
    }
}

record! {
    /// How much was done by a date.
    QuantityItem {
        item: String, Text(80), Internal, ["内容", "內容", "What"];
        date: Option<NaiveDate>, Date, Internal, ["日期", "日期", "Date"];
        value: Option<Decimal>, Thousandths, Internal, ["数量", "數量", "Value"];
        unit: String, Text(20), Internal, ["单位", "單位", "Unit"];
    }
}

record! {
    /// What the project leaves behind.
    AssetItem {
        name: String, Text(120), Internal, ["名称", "名稱", "Name"];
        quantity: Option<Decimal>, Thousandths, Internal, ["数量", "數量", "Quantity"];
        r#where: String, Text(120), Internal, ["存放地点", "存放地點", "Where"];
        state: String, Text(60), Internal, ["使用情况", "使用情況", "State"];
    }
}
