//! The records of a workbook: one file per group, each with its typed struct, its `FIELDS` and its states.
//!
//! A record is stored as a JSON object (the fold of its patches). A typed struct is a reading of that object: it
//! never fails, and what it cannot read is left at its default, because a colleague's newer version may have
//! written it. Whether an object is well formed is asked separately, of `FIELDS`, before anything is written.
//!
//! Struct and `FIELDS` come from one declaration, so they cannot drift apart.

mod achievement;
mod activity;
mod assessment;
mod case;
mod document;
mod enrolment;
pub mod field;
mod fund;
mod grant;
mod household;
mod id;
mod identity;
mod issue;
mod measurement;
mod notice;
mod org;
mod pairing;
mod person;
mod plan;
mod project;
mod quantity;
mod read;
mod report;
mod rule;
mod scheme;
pub mod states;
mod task;
#[cfg(feature = "labels")]
mod words;
mod workspace;

pub use achievement::Achievement;
pub use activity::{Activity, Agreement, Participation};
pub use assessment::{Assessment, AssessmentItem};
pub use case::{Case, CaseStep};
pub use document::Document;
pub use enrolment::{Enrolment, StatusItem};
pub use field::{Field, Schema, Sensitivity, Type};
pub use fund::FundEntry;
pub use grant::AidGrant;
pub use household::{FiveHelpItem, GuaranteeItem, Household, LandItem};
pub use id::Id;
pub use identity::{Identity, IdentityProblem, identity, normalised};
pub use issue::{Issue, IssueAction};
pub use measurement::Measurement;
pub use notice::{Notice, ObjectionItem};
pub use org::{Org, Team, TeamMember};
pub use pairing::Pairing;
pub use person::{Assignment, Person};
pub use plan::{BasisDocument, Goal, Phase, Plan, PlanVersion, Section};
pub use project::{AssetItem, BudgetItem, MilestoneItem, Project, QuantityItem, SpecItem};
pub use quantity::{Decimal, Hours, Money, QuantityError};
pub use read::{Codes, Items, Read, Refs, Texts};
pub use report::{Report, ReportSection};
pub use rule::{Override, Rule, RuleResult, Step};
pub use scheme::AidScheme;
pub use task::Task;
#[cfg(feature = "labels")]
pub use words::labels;
pub use workspace::{
    CodeItem, CodeList, DayOffItem, FestivalItem, KindField, KindItem, SemesterItem, Workspace,
    YearItem,
};

use serde_json::Value;

/// A part of a record that is itself made of fields.
pub trait Item: Sized {
    /// Every field once, in the order in which a form asks for them.
    const FIELDS: &'static [Field];

    /// Reads what is there and leaves the rest at its default.
    fn read_item(value: &Value) -> Self;
}

/// A record kind with a typed struct.
pub trait Record: Item {
    /// The kind as it stands in the log.
    const KIND: &'static str;
}

/// Declares a record (or an item inside one): its struct, its fields, its labels.
///
/// `name: RustType, Shape, Sensitivity, [zh-Hans, zh-Hant, English] (, required)?;`
macro_rules! record {
    ($(#[$doc:meta])* $name:ident $kind:literal {
        $($field:ident : $rust:ty, $shape:expr, $sensitivity:ident, [$hans:literal, $hant:literal, $en:literal] $(, $flag:ident)?;)*
    }) => {
        $crate::record::record! { $(#[$doc])* $name {
            $($field: $rust, $shape, $sensitivity, [$hans, $hant, $en] $(, $flag)?;)*
        } }

        impl $crate::record::Record for $name {
            const KIND: &'static str = $kind;
        }
    };
    ($(#[$doc:meta])* $name:ident {
        $($field:ident : $rust:ty, $shape:expr, $sensitivity:ident, [$hans:literal, $hant:literal, $en:literal] $(, $flag:ident)?;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $(#[doc = concat!($en, " (", $hans, ").")] pub $field: $rust,)*
        }

        impl $crate::record::Item for $name {
            const FIELDS: &'static [$crate::record::Field] = &[$($crate::record::Field {
                name: $crate::record::plain(stringify!($field)),
                ty: {
                    #[allow(unused_imports, reason = "not every record uses every shape")]
                    use $crate::record::field::Type::*;
                    $shape
                },
                required: $crate::record::required!($($flag)?),
                sensitivity: $crate::record::Sensitivity::$sensitivity,
                #[cfg(feature = "labels")]
                labels: [$hans, $hant, $en],
            },)*];

            fn read_item(value: &serde_json::Value) -> Self {
                Self { $($field: $crate::record::Read::read(value.get($crate::record::plain(stringify!($field)))),)* }
            }
        }

        impl $crate::record::Read for $name {
            fn read(value: Option<&serde_json::Value>) -> Self {
                value.map(<Self as $crate::record::Item>::read_item).unwrap_or_default()
            }
        }
    };
}

/// Whether a field was declared `required`.
macro_rules! required {
    () => {
        false
    };
    (required) => {
        true
    };
}

pub(crate) use {record, required};

/// A field's name without the mark that lets Rust use one of its own words: `r#where` is `where`.
const fn plain(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Every record kind of this version, in the order of the requirements (E01 …).
pub const SCHEMAS: &[Schema] = &[
    Schema::of::<Workspace>(["工作簿", "工作簿", "Workbook"]),
    Schema::of::<Org>(["单位", "單位", "Organisation"]),
    Schema::of::<Team>(["工作组", "工作組", "Team"]),
    Schema::of::<Person>(["人员", "人員", "Person"]),
    Schema::of::<Household>(["家庭", "家庭", "Household"]),
    Schema::of::<Enrolment>(["就读记录", "就讀記錄", "Enrolment"]),
    Schema::of::<Case>(["帮扶对象", "幫扶對象", "Case"]),
    Schema::of::<Pairing>(["结对", "結對", "Pairing"]),
    Schema::of::<Assignment>(["任职分工", "任職分工", "Assignment"]),
    Schema::of::<Plan>(["计划", "計劃", "Plan"]),
    Schema::of::<Task>(["任务", "任務", "Task"]),
    Schema::of::<Rule>(["约定", "約定", "Rule"]),
    Schema::of::<Measurement>(["监测数据", "監測數據", "Measurement"]),
    Schema::of::<Activity>(["活动", "活動", "Activity"]),
    Schema::of::<Document>(["材料", "材料", "Document"]),
    Schema::of::<Project>(["项目", "項目", "Project"]),
    Schema::of::<FundEntry>(["资金物资", "資金物資", "Money and goods"]),
    Schema::of::<AidScheme>(["资助政策", "資助政策", "Aid scheme"]),
    Schema::of::<AidGrant>(["资助发放", "資助發放", "Aid grant"]),
    Schema::of::<Issue>(["问题诉求", "問題訴求", "Issue"]),
    Schema::of::<Assessment>(["考核", "考核", "Assessment"]),
    Schema::of::<Achievement>(["成果", "成果", "Achievement"]),
    Schema::of::<Notice>(["公示", "公示", "Notice"]),
    Schema::of::<Report>(["报告", "報告", "Report"]),
];

/// The schema of a record kind, when this version knows it.
pub fn schema(kind: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.kind == kind)
}

/// The code list whose codes are the keys of a field's items: the milestones of a project, the five kinds of help of a
/// household. Empty where a key is any id.
pub fn key_list(kind: &str, field: &str) -> &'static str {
    match (kind, field) {
        ("household", "five_help") => "five_help",
        ("household", "two_three") => "two_three",
        ("project", "milestones") => "milestone",
        ("org", "posts_required") => "post_kind",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_once() {
        let mut kinds: Vec<_> = SCHEMAS.iter().map(|schema| schema.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        assert_eq!(kinds.len(), SCHEMAS.len());
        // The index compares kinds by their first eight letters.
        let mut letters: Vec<_> = kinds.iter().map(|kind| &kind[..kind.len().min(8)]).collect();
        letters.dedup();
        assert_eq!(letters.len(), kinds.len());
    }

    #[test]
    #[cfg(feature = "labels")]
    fn every_field_has_three_labels_and_a_name_of_its_own() {
        fn walk(path: &str, fields: &[Field]) {
            let mut names = std::collections::BTreeSet::new();
            for field in fields {
                assert!(names.insert(field.name), "{path}.{} stands twice", field.name);
                assert!(
                    field.labels.iter().all(|label| !label.is_empty()),
                    "{path}.{} lacks a label",
                    field.name
                );
                if let Type::Items(inner) = field.ty {
                    walk(&format!("{path}.{}", field.name), inner);
                }
            }
        }
        for schema in SCHEMAS {
            walk(schema.kind, schema.fields);
            walk(schema.kind, field::COMMON);
        }
    }
}
