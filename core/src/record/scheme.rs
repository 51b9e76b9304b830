//! E19 `AidScheme` (R564): who is entitled to which aid, and to how much.

use chrono::NaiveDate;

use super::{Codes, Document, Id, Money, Refs, record};

record! {
    /// An aid policy and its standard (R564).
    AidScheme "aid_scheme" {
        name: String, Text(120), Public, ["政策名称", "政策名稱", "Name"], required;
        stage: String, Code("stage"), Public, ["学段", "學段", "Stage"];
        component: String, Code("aid_component"), Public, ["资助项目", "資助項目", "Component"];
        amount: Option<Money>, Fen, Public, ["标准", "標準", "Amount"];
        basis: String, Code("aid_unit"), Public, ["计算单位", "計算單位", "Basis"];
        boarder: String, Code("yes_no_any"), Public, ["寄宿生", "寄宿生", "Boarders"];
        bus: String, Code("yes_no_any"), Public, ["乘坐校车", "乘坐校車", "School bus"];
        case_kinds: Codes, CodeSet("case_kind"), Public, ["适用对象", "適用對象", "For which cases"];
        villages: Refs, RefSet(&["org"]), Public, ["适用村", "適用村", "For which villages"];
        fund_source: String, Code("fund_source"), Public, ["资金来源", "資金來源", "Paid by"];
        from: Option<NaiveDate>, Date, Public, ["执行日期", "執行日期", "From"];
        to: Option<NaiveDate>, Date, Public, ["截止日期", "截止日期", "To"];
        document: Option<Id<Document>>, Ref(&["document"]), Public, ["依据文件", "依據文件", "Source document"];
        stackable: bool, Bool, Public, ["可与其他资助同享", "可與其他資助同享", "Goes with other aid"];
        amount_unknown: bool, Bool, Public, ["标准未知", "標準未知", "Amount not known yet"];
    }
}
