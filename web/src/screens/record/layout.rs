//! What of each record kind stands first in its form and which columns its register begins with. Everything else about
//! a kind stands in its FIELDS.

use jiedui_core::record::states::machine;
use jiedui_core::record::{Field, Schema, Type, field::COMMON, schema};

/// How a register and its form begin.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// The kind.
    pub kind: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// The fields that stand open in the form, in their order; the others are folded.
    pub first: &'static [&'static str],
    /// The columns of the register until somebody chooses others.
    pub columns: &'static [&'static str],
}

const fn layout(
    kind: &'static str,
    icon: &'static str,
    first: &'static [&'static str],
    columns: &'static [&'static str],
) -> Layout {
    Layout { kind, icon, first, columns }
}

/// The kinds that are kept as registers, in the order in which they are offered.
pub const REGISTERS: [Layout; 20] = [
    layout(
        "person",
        "person",
        &["name", "org", "post", "title", "phone", "kinds"],
        &["name", "org", "kinds", "post", "title", "phone"],
    ),
    layout(
        "org",
        "school",
        &["name", "short_name", "kind", "region", "contacts"],
        &["name", "short_name", "kind", "region", "parent"],
    ),
    layout("team", "pairs", &["name", "kind", "of", "members"], &["name", "kind", "of", "members"]),
    layout(
        "assignment",
        "assess",
        &["person", "kind", "object", "role", "from", "to"],
        &["person", "kind", "object", "role", "from", "to"],
    ),
    layout(
        "task",
        "plan",
        &["title", "plan", "phase", "lead", "due", "need_help"],
        &["title", "phase", "due", "state", "lead", "progress"],
    ),
    layout(
        "measurement",
        "report",
        &["subject", "indicator", "value", "unit", "met", "as_of"],
        &["indicator", "subject", "value", "unit", "as_of", "quality"],
    ),
    layout(
        "document",
        "file",
        &["title", "kind", "belongs_to", "taken_on", "external_link"],
        &["title", "kind", "taken_on", "belongs_to", "archive_state"],
    ),
    layout(
        "issue",
        "info",
        &[
            "title",
            "category",
            "raised_by",
            "raised_on",
            "subject",
            "description",
            "assigned_to",
            "due",
        ],
        &["title", "category", "state", "raised_on", "assigned_to", "due"],
    ),
    layout(
        "assessment",
        "assess",
        &["name", "kind", "subject", "date", "items", "grade", "opinion"],
        &["name", "kind", "side", "subject", "date", "grade", "state"],
    ),
    layout(
        "achievement",
        "check",
        &["kind", "title", "person", "date", "level", "grade"],
        &["title", "kind", "person", "level", "date"],
    ),
    layout(
        "pairing",
        "pairs",
        &["kind", "side_a", "side_b", "from", "to", "parent_pairing", "plan"],
        &["side_a", "side_b", "kind", "state", "from", "to"],
    ),
    layout(
        "household",
        "home",
        &["head", "village", "group", "members", "categories", "main_cause", "needs"],
        &["head", "village", "group", "categories", "main_cause"],
    ),
    layout(
        "case",
        "shield",
        &["subject", "kind", "steps", "entered_on", "next_review"],
        &["subject", "kind", "state", "entered_on", "next_review"],
    ),
    layout(
        "enrolment",
        "school",
        &["person", "school", "stage", "school_year", "grade", "class", "from", "boarder"],
        &["person", "school", "stage", "school_year", "class", "state"],
    ),
    layout(
        "aid_scheme",
        "info",
        &["name", "stage", "component", "amount", "basis", "boarder", "from", "to"],
        &["name", "stage", "component", "amount", "basis", "from"],
    ),
    layout(
        "aid_grant",
        "check",
        &["recipient", "scheme", "school_year", "period", "due", "due_date", "paid", "paid_on"],
        &["recipient", "scheme", "period", "due", "paid", "paid_on", "state"],
    ),
    layout(
        "fund_entry",
        "data",
        &["date", "direction", "amount", "source", "recipient", "purpose", "earmark", "project"],
        &["date", "direction", "amount", "purpose", "source", "recipient"],
    ),
    layout(
        "project",
        "plan",
        &["name", "kind", "place", "plan", "budget", "spec", "line_authority", "contractor"],
        &["name", "kind", "place", "state", "contractor", "accepted_on"],
    ),
    layout(
        "notice",
        "place",
        &["kind", "content", "about", "place", "from", "to", "objections", "outcome"],
        &["content", "kind", "place", "from", "to", "outcome"],
    ),
    layout(
        "report",
        "report",
        &["title", "kind", "from", "to", "due", "sections", "attachments"],
        &["title", "kind", "due", "state", "submitted_on", "received_on"],
    ),
];

/// How many of the registers every office keeps; the others are those of villages, student aid and projects.
pub const EVERYDAY: usize = 11;

/// Kinds whose form this screen draws, though they have lists of their own.
const MORE: [Layout; 2] = [
    layout(
        "plan",
        "plan",
        &["title", "level", "owner", "from", "to", "basis", "goals", "phases"],
        &["title", "from", "to", "state"],
    ),
    layout(
        "rule",
        "assess",
        &["code", "title", "clause", "off"],
        &["code", "title", "threshold", "unit", "period"],
    ),
];

/// The layout of a kind that this screen draws.
pub fn layout_of(kind: &str) -> Option<&'static Layout> {
    REGISTERS.iter().chain(&MORE).find(|layout| layout.kind == kind)
}

/// What the app notes by itself.
pub const BY_ITSELF: [&str; 7] =
    ["deleted", "state_reason", "state_forced", "hash", "file_name", "mime", "bytes"];

/// Whether a person fills this field in by hand. States go by steps, and what the app notes by itself stays as it is.
pub fn is_written_by_hand(kind: &str, field: &Field) -> bool {
    !matches!(field.ty, Type::Free)
        && machine(kind, field.name).is_none()
        && !BY_ITSELF.contains(&field.name)
}

/// The fields of a form: those that stand open, then those that are folded.
pub fn form_fields(layout: &Layout) -> (Vec<&'static Field>, Vec<&'static Field>) {
    let Some(schema) = schema(layout.kind) else { return Default::default() };
    let first: Vec<_> = layout.first.iter().filter_map(|name| schema.field(name)).collect();
    let rest = every_field(schema).filter(|field| {
        is_written_by_hand(layout.kind, field) && !layout.first.contains(&field.name)
    });
    (first, rest.collect())
}

/// The fields of a kind with the common ones behind.
pub fn every_field(schema: &'static Schema) -> impl Iterator<Item = &'static Field> {
    schema.fields.iter().chain(COMMON)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_a_layout_names_exists() {
        for layout in REGISTERS.iter().chain(&MORE) {
            let schema = schema(layout.kind).unwrap();
            for name in layout.first.iter().chain(layout.columns) {
                assert!(schema.field(name).is_some(), "{}.{name}", layout.kind);
            }
        }
    }

    #[test]
    fn what_stands_open_is_written_by_hand() {
        for layout in REGISTERS.iter().chain(&MORE) {
            for name in layout.first {
                let field = schema(layout.kind).unwrap().field(name).unwrap();
                assert!(is_written_by_hand(layout.kind, field), "{}.{name}", layout.kind);
            }
        }
    }

    #[test]
    fn whatever_is_required_stands_open() {
        for layout in REGISTERS.iter().chain(&MORE) {
            let fields = schema(layout.kind).unwrap().fields.iter();
            for field in fields.filter(|field| field.required) {
                assert!(layout.first.contains(&field.name), "{}.{}", layout.kind, field.name);
            }
        }
    }
}
