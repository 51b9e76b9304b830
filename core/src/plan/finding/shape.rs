//! Shapes no record should have: ends before beginnings, values that fit no field, chains that lead back to themselves.

use chrono::NaiveDate;
use serde_json::Value;

use crate::log::RecordId;
use crate::record::field::{Unfit, check};
use crate::record::{Field, Schema, Type, schema};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::Finding;
use super::doubt::{Doubt, What};

/// First and last days that stand in fields of these names.
const SPANS: &[(&str, &str)] =
    &[("from", "to"), ("period_from", "period_to"), ("entered_on", "exited_on"), ("start", "end")];

/// Fields by which records of a kind lead to others of the same kind.
const CHAINS: &[(&str, &str)] = &[
    ("org", "parent"),
    ("plan", "parent"),
    ("task", "parent"),
    ("pairing", "parent_pairing"),
    ("pairing", "predecessor"),
    ("fund_entry", "spent_from"),
];

/// Spans and values of every record, by what its fields say.
pub(super) fn findings(state: &State, found: &mut Vec<Finding>) {
    for (id, record) in state.log().records().filter(|(_, record)| !record.is_deleted()) {
        let Some(schema) = schema(record.kind()) else { continue };
        // The calendar tells the spans of its years itself.
        if record.kind() != "workspace" {
            spans(id, schema.fields, record.value(), found);
        }
        for field in schema.fields {
            let Type::Items(fields) = field.ty else { continue };
            let items = record.value().get(field.name).and_then(Value::as_object);
            if record.kind() == "workspace" {
                continue;
            }
            for item in items.into_iter().flat_map(|items| items.values()) {
                if item["gone"] != true {
                    spans(id, fields, item, found);
                }
            }
        }
        malformed(id, schema, record.value(), found);
    }
    years(state, found);
}

fn spans(id: RecordId, fields: &'static [Field], value: &Value, found: &mut Vec<Finding>) {
    let day = |name: &str| -> Option<NaiveDate> {
        let field = fields.iter().find(|field| field.name == name)?;
        let is_day = matches!(field.ty, Type::Date);
        value.get(name).filter(|_| is_day)?.as_str()?.parse().ok()
    };
    for (from, to) in SPANS {
        let (Some(start), Some(end)) = (day(from), day(to)) else { continue };
        if end < start {
            found.push(Finding::EndBeforeStart { id, start, end });
        }
    }
}

/// Values that a form would have refused: they came by merging, or from another program. What a newer version has added is
/// not among them.
fn malformed(id: RecordId, schema: &'static Schema, value: &Value, found: &mut Vec<Finding>) {
    let Some(fields) = value.as_object() else { return };
    for problem in check(schema, fields) {
        if !matches!(problem.unfit, Unfit::Unknown | Unfit::Empty) {
            let doubt = Doubt::new(What::Malformed, [id]).word("field", problem.path);
            found.push(Finding::Doubt(doubt.word("unfit", problem.unfit.to_string())));
        }
    }
}

/// School years and semesters that the calendar leaves out because a date is missing or cannot be.
fn years(state: &State, found: &mut Vec<Finding>) {
    let Some((id, workbook)) = state.workspace() else { return };
    for (label, year) in &workbook.years {
        let dated = year.school_year(label);
        let complete = dated.is_some_and(|it| it.semesters.len() == year.semesters.len());
        if !complete {
            let doubt = Doubt::new(What::YearWithoutDates, [id.into()]);
            found.push(Finding::Doubt(doubt.word("year", label.as_str())));
        }
    }
}

/// Chains that lead back to themselves, each told once, from its smallest record on.
pub(super) fn chains(state: &State, found: &mut Vec<Doubt>) {
    for (kind, field) in CHAINS {
        let mut next: SortedMap<RecordId, RecordId> = SortedMap::new();
        let records = state.log().records();
        for (id, record) in records.filter(|(_, it)| !it.is_deleted() && it.kind() == *kind) {
            let to = record.value().get(*field).and_then(Value::as_str);
            if let Some(to) = to.and_then(|to| to.parse().ok()) {
                next.insert(id, to);
            }
        }
        let mut seen: SortedSet<RecordId> = SortedSet::new();
        for start in next.keys() {
            let mut path = Vec::new();
            let mut at = Some(*start);
            while let Some(id) = at.filter(|id| seen.insert(*id)) {
                path.push(id);
                at = next.get(&id).copied();
            }
            let Some(first) = at.and_then(|id| path.iter().position(|it| *it == id)) else {
                continue;
            };
            let mut circle = path.split_off(first);
            let least = circle.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |it| it.0);
            circle.rotate_left(least);
            let steps = circle.len();
            let doubt = Doubt::new(What::Circular, circle).word("field", *field);
            found.push(doubt.whole("steps", steps));
        }
    }
}
