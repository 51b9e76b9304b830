//! A form as data: one cell for each field, filled from a record and read back as a patch.

use jiedui_core::command::Fields;
use jiedui_core::label::Label;
use jiedui_core::record::{Field, Type};
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use super::words::{kept, live_items};
use crate::text;

/// What is typed into one field.
#[derive(Clone, Copy, Debug)]
pub enum Cell {
    /// Words, a date, a code, an id.
    Text(RwSignal<String>),
    /// A number in the unit of the record.
    Number(RwSignal<Option<i64>>),
    /// Yes or no.
    Flag(RwSignal<bool>),
    /// Codes or ids.
    Set(RwSignal<Vec<String>>),
    /// Items, each with cells of its own.
    Items(RwSignal<Vec<Row>>),
    /// Texts by key.
    Texts(RwSignal<Vec<Line>>),
}

/// The fields of a form or of an item with their cells.
pub type Cells = Vec<(&'static Field, Cell)>;

/// An item in the form.
#[derive(Clone, Debug)]
pub struct Row {
    /// Its key in the record.
    pub key: String,
    /// Its place among the items.
    pub ord: Option<i64>,
    /// Its fields.
    pub cells: Cells,
}

/// A text under a key that people write themselves.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// The key.
    pub key: RwSignal<String>,
    /// The text.
    pub text: RwSignal<String>,
}

/// Cells for fields, filled from a record's value.
pub fn cells(fields: impl IntoIterator<Item = &'static Field>, value: &Value) -> Cells {
    let fields = fields.into_iter();
    fields.map(|field| (field, fresh(field.ty, value.get(field.name)))).collect()
}

fn fresh(ty: Type, value: Option<&Value>) -> Cell {
    let cell = match ty {
        Type::Int(..) | Type::ClassHours | Type::Fen | Type::Thousandths => {
            Cell::Number(RwSignal::new(None))
        }
        Type::Bool => Cell::Flag(RwSignal::new(false)),
        Type::CodeSet(_) | Type::RefSet(_) => Cell::Set(RwSignal::new(Vec::new())),
        Type::Items(_) => Cell::Items(RwSignal::new(Vec::new())),
        Type::TextMap => Cell::Texts(RwSignal::new(Vec::new())),
        Type::Text(_)
        | Type::Long
        | Type::Name
        | Type::Date
        | Type::PDate
        | Type::Time
        | Type::Code(_)
        | Type::Ref(_)
        | Type::Free => Cell::Text(RwSignal::new(String::new())),
    };
    fill_one(ty, cell, value.unwrap_or(&Value::Null));
    cell
}

/// Puts a record's value, or a draft of it, into the cells.
pub fn fill(cells: &Cells, value: &Value) {
    for (field, cell) in cells {
        fill_one(field.ty, *cell, value.get(field.name).unwrap_or(&Value::Null));
    }
}

fn fill_one(ty: Type, cell: Cell, value: &Value) {
    match (cell, ty) {
        (Cell::Text(text), Type::Name) => {
            text.set(Label::read(value).get(text::lang()).to_owned());
        }
        (Cell::Text(text), _) => text.set(value.as_str().unwrap_or_default().to_owned()),
        (Cell::Number(number), _) => number.set(value.as_i64()),
        (Cell::Flag(flag), _) => flag.set(value.as_bool().unwrap_or_default()),
        (Cell::Set(set), _) => set.set(kept(value).cloned().collect()),
        (Cell::Items(rows), Type::Items(fields)) => {
            let items = live_items(value).into_iter().map(|(key, item)| Row {
                key: key.clone(),
                ord: item.get("ord").and_then(Value::as_i64),
                cells: cells(fields, item),
            });
            rows.set(items.collect());
        }
        (Cell::Texts(lines), _) => {
            let texts = value.as_object().into_iter().flatten();
            let texts = texts.filter_map(|(key, text)| {
                let text = RwSignal::new(text.as_str()?.to_owned());
                Some(Line { key: RwSignal::new(key.clone()), text })
            });
            lines.set(texts.collect());
        }
        (Cell::Items(_), _) => {}
    }
}

/// What the cells say as a patch on `base`: what was emptied is taken away, what was never there is left out. Follows the
/// cells.
pub fn patch(cells: &Cells, base: &Value) -> Fields {
    let mut fields = Fields::new();
    for (field, cell) in cells {
        let before = base.get(field.name);
        if let Some(value) = read(field.ty, *cell, before) {
            fields.insert(field.name.to_owned(), value);
        }
    }
    fields
}

fn read(ty: Type, cell: Cell, before: Option<&Value>) -> Option<Value> {
    let or_null = |value: Option<Value>| match value {
        Some(value) => Some(value),
        None => before.filter(|before| !before.is_null()).map(|_| Value::Null),
    };
    match cell {
        Cell::Text(text) => {
            let text = text.get();
            let text = if matches!(ty, Type::Long) { &*text } else { text.trim() };
            let value = if matches!(ty, Type::Name) && !text.is_empty() {
                json!({ text::lang().tag(): text })
            } else {
                json!(text)
            };
            or_null((!text.is_empty()).then_some(value))
        }
        Cell::Number(number) => or_null(number.get().map(Value::from)),
        Cell::Flag(flag) => {
            let (now, was) = (flag.get(), before.and_then(Value::as_bool).unwrap_or_default());
            (now != was || now).then_some(Value::Bool(now))
        }
        Cell::Set(set) => {
            let set = set.get();
            let gone = kept(before.unwrap_or(&Value::Null)).filter(|key| !set.contains(key));
            let gone = gone.map(|key| (key.clone(), Value::Bool(false)));
            let map: Map<_, _> =
                set.iter().map(|key| (key.clone(), Value::Bool(true))).chain(gone).collect();
            (!map.is_empty()).then_some(Value::Object(map))
        }
        Cell::Items(rows) => items(&rows.get(), before),
        Cell::Texts(lines) => {
            let lines = lines.get();
            let written = lines.iter().map(|line| (line.key.get(), line.text.get()));
            let mut map: Map<String, Value> = written
                .filter(|(key, _)| !key.trim().is_empty())
                .map(|(key, text)| (key.trim().to_owned(), json!(text.trim())))
                .collect();
            for (key, _) in before.and_then(Value::as_object).into_iter().flatten() {
                map.entry(key.clone()).or_insert(Value::Null);
            }
            (!map.is_empty()).then_some(Value::Object(map))
        }
    }
}

fn items(rows: &[Row], before: Option<&Value>) -> Option<Value> {
    let nothing = Value::Null;
    let old = |key: &str| before.and_then(|before| before.get(key)).unwrap_or(&nothing);
    let mut map = Map::new();
    for row in rows {
        let mut item = patch(&row.cells, old(&row.key));
        // A line that was begun and left empty is no item.
        if item.is_empty() && old(&row.key).is_null() {
            continue;
        }
        if let Some(ord) = row.ord {
            item.insert("ord".to_owned(), json!(ord));
        }
        // What was taken out and is there again, under a key that is a code.
        if old(&row.key).get("gone") == Some(&Value::Bool(true)) {
            item.insert("gone".to_owned(), Value::Null);
        }
        map.insert(row.key.clone(), Value::Object(item));
    }
    for (key, _) in live_items(before.unwrap_or(&nothing)) {
        map.entry(key.clone()).or_insert_with(|| json!({"gone": true}));
    }
    (!map.is_empty()).then_some(Value::Object(map))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiedui_core::record::schema;

    fn all(kind: &str, value: &Value) -> Cells {
        cells(schema(kind).unwrap().fields, value)
    }

    #[test]
    fn a_form_that_nobody_touched_changes_nothing() {
        let owner = Owner::new();
        owner.with(|| {
            let base = json!({
                "name": "林老师", "kinds": {"teacher": true, "mentor": false}, "mentor_pool": true, "mentor_capacity": 3,
                "honours": {"骨干教师": "2024"}, "birth": "1990-05",
                "skills": {"a": {"name": "钢琴", "ord": 1}, "b": {"name": "舞蹈", "gone": true}},
            });
            let patch = Value::Object(patch(&all("person", &base), &base));
            let mut after = base.clone();
            jiedui_core::log::fold::apply(&mut after, &patch);
            assert_eq!(after, base);
        });
    }

    #[test]
    fn what_is_emptied_is_taken_away_and_what_leaves_is_gone() {
        let owner = Owner::new();
        owner.with(|| {
            let base = json!({
                "name": "林老师", "subject": "语言", "kinds": {"teacher": true},
                "skills": {"a": {"name": "钢琴"}}, "honours": {"x": "y"},
            });
            let cells = all("person", &base);
            let empty = json!({"name": "林老师"});
            fill(&cells, &empty);
            let patch = Value::Object(patch(&cells, &base));
            let wanted = json!({
                "name": "林老师", "subject": null, "kinds": {"teacher": false}, "skills": {"a": {"gone": true}},
                "honours": {"x": null},
            });
            assert_eq!(patch, wanted);
        });
    }
}
