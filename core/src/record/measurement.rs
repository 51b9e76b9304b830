//! E13 Measurement (R558): a figure about a subject, with its date and source.

use crate::calendar::PartialDate;
use crate::log::RecordId;

use super::{Decimal, Document, Id, Person, record};

record! {
    /// A figure, a fact or a checklist item's state at a date (R558).
    Measurement "measurement" {
        subject: Option<RecordId>, Ref(&[]), Internal, ["对象", "對象", "Subject"], required;
        indicator: String, Code("indicator"), Internal, ["指标", "指標", "Indicator"], required;
        value: Option<Decimal>, Thousandths, Internal, ["数值", "數值", "Value"];
        text: String, Text(500), Internal, ["文字值", "文字值", "Text"];
        met: bool, Bool, Internal, ["达标", "達標", "Met"];
        unit: String, Text(20), Internal, ["单位", "單位", "Unit"];
        as_of: Option<PartialDate>, PDate, Internal, ["截至", "截至", "As of"];
        source_document: Option<Id<Document>>, Ref(&["document"]), Internal, ["来源材料", "來源材料", "Source document"];
        source_person: Option<Id<Person>>, Ref(&["person"]), Internal, ["提供人", "提供人", "Source person"];
        quality: String, Code("measurement_quality"), Internal, ["可靠程度", "可靠程度", "Quality"];
    }
}
