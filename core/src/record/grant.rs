//! E20 `AidGrant` (R565): aid that is due to somebody, paid, and confirmed.

use chrono::NaiveDate;

use crate::log::RecordId;

use super::states::GrantState;
use super::{Activity, AidScheme, Document, Enrolment, Id, Money, record};

record! {
    /// Aid due to a person or a household (R565, R576).
    AidGrant "aid_grant" {
        recipient: Option<RecordId>, Ref(&["person", "household"]), Sensitive, ["受助对象", "受助對象", "Recipient"], required;
        scheme: Option<Id<AidScheme>>, Ref(&["aid_scheme"]), Internal, ["资助政策", "資助政策", "Scheme"];
        school_year: String, Text(9), Internal, ["学年", "學年", "School year"];
        period: String, Text(40), Internal, ["周期", "週期", "Period"];
        from: Option<NaiveDate>, Date, Internal, ["自", "自", "From"];
        to: Option<NaiveDate>, Date, Internal, ["至", "至", "To"];
        days: Option<i64>, Int(0, 366), Internal, ["在校天数", "在校天數", "School days"];
        due: Option<Money>, Fen, Sensitive, ["应发金额", "應發金額", "Due"];
        due_date: Option<NaiveDate>, Date, Internal, ["应发日期", "應發日期", "Due on"];
        paid: Option<Money>, Fen, Sensitive, ["实发金额", "實發金額", "Paid"];
        paid_on: Option<NaiveDate>, Date, Internal, ["发放日期", "發放日期", "Paid on"];
        returned: Option<Money>, Fen, Sensitive, ["退回金额", "退回金額", "Returned"];
        way: String, Code("pay_way"), Internal, ["发放方式", "發放方式", "Way of payment"];
        receipt: Option<Id<Document>>, Ref(&["document"]), Sensitive, ["签收凭证", "簽收憑證", "Receipt"];
        parent_confirmed: bool, Bool, Sensitive, ["家长已确认", "家長已確認", "Parents confirmed"];
        batch: Option<Id<Activity>>, Ref(&["activity"]), Internal, ["发放批次", "發放批次", "Batch"];
        enrolment: Option<Id<Enrolment>>, Ref(&["enrolment"]), Sensitive, ["对应学籍", "對應學籍", "Enrolment"];
        state: GrantState, Code("grant_state"), Internal, ["状态", "狀態", "State"];
        reason: String, Text(500), Sensitive, ["说明", "說明", "Remark"];
        state_reason: String, Text(500), Internal, ["变动原因", "變動原因", "Reason of the change"];
        state_forced: bool, Bool, Internal, ["特批变动", "特批變動", "Change was forced"];
    }
}
