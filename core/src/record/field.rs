//! What a field is: its type, its bounds, how private it is. Forms, tables, import, export, history and validation
//! all read this one description.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::calendar::PartialDate;
use crate::log::RecordId;

use super::{Item, Record};

/// What a field may hold, and how it stands in the record's JSON object.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// One line of at most this many characters.
    Text(usize),
    /// Free text of up to 20,000 characters.
    Long,
    /// A name in three languages.
    Name,
    /// A whole number between two bounds.
    Int(i64, i64),
    /// Class hours in hundredths (150 is 1.5 课时).
    ClassHours,
    /// Money in fen.
    Fen,
    /// A decimal in thousandths.
    Thousandths,
    /// A civil date.
    Date,
    /// A year, a month or a date.
    PDate,
    /// A time of day, `HH:MM`.
    Time,
    /// Yes or no.
    Bool,
    /// One code of the named list; lists are editable data (R545), so an unknown code is no error.
    Code(&'static str),
    /// A set of codes of the named list: `{"code": true}`.
    CodeSet(&'static str),
    /// A reference to a record of one of these kinds; no kinds means any.
    Ref(&'static [&'static str]),
    /// A set of references: `{"id": true}`.
    RefSet(&'static [&'static str]),
    /// Items that several people edit together, by key; an item leaves by `gone: true`.
    Items(&'static [Field]),
    /// Texts by key.
    TextMap,
    /// Fields described elsewhere: by the activity's kind, by the rule's metric.
    Free,
}

/// Who may see a field (R543, R744): the last two are masked until asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// May be posted.
    Public,
    /// For colleagues.
    Internal,
    /// About a person.
    Personal,
    /// About a child's or a household's hardship, health, identity.
    Sensitive,
}

/// One field of a record or of an item inside one.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in the record's object.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether a record without it makes no sense.
    pub required: bool,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// Simplified Chinese, Traditional Chinese, English. Left out of the shell, which fetches one language.
    #[cfg(feature = "labels")]
    pub labels: [&'static str; 3],
}

/// A record kind and its fields.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The kind as it stands in the log.
    pub kind: &'static str,
    /// Its fields, without the common ones.
    pub fields: &'static [Field],
    /// The kind's name in three languages.
    #[cfg(feature = "labels")]
    pub labels: [&'static str; 3],
}

impl Schema {
    /// The schema of a typed record.
    #[cfg_attr(
        not(feature = "labels"),
        expect(unused_variables, reason = "the shell carries no labels")
    )]
    pub const fn of<T: Record>(labels: [&'static str; 3]) -> Self {
        Self {
            kind: T::KIND,
            fields: T::FIELDS,
            #[cfg(feature = "labels")]
            labels,
        }
    }

    /// A field by name, the common ones included.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().chain(COMMON).find(|field| field.name == name)
    }
}

super::record! {
    /// What every record carries beside its own fields (R543). Who made it and when is the log's to say.
    Common {
        note: String, Long, Internal, ["备注", "備註", "Note"];
        tags: super::Codes, CodeSet("tag"), Internal, ["标签", "標籤", "Tags"];
        custom: super::Texts, TextMap, Internal, ["自定字段", "自訂欄位", "Own fields"];
        sensitivity: String, Code("sensitivity"), Internal, ["保密程度", "保密程度", "Sensitivity"];
        deleted: bool, Bool, Internal, ["已删除", "已刪除", "Deleted"];
    }
}

/// The common fields, which every schema accepts.
pub const COMMON: &[Field] = Common::FIELDS;

/// Why a value does not fit its field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The record kind has no such field.
    #[error("no such field")]
    Unknown,
    /// A required field is empty.
    #[error("must be filled in")]
    Empty,
    /// More characters than the field takes.
    #[error("too long: {got} characters, at most {max}")]
    TooLong {
        /// How many there are.
        got: usize,
        /// How many are allowed.
        max: usize,
    },
    /// A number outside its bounds, both in the field's unit.
    #[error("must lie between {min} and {max}")]
    OutOfRange {
        /// The least allowed.
        min: i64,
        /// The greatest allowed.
        max: i64,
    },
    /// Not a date, or a date outside 1900 to 2100.
    #[error("not a date between 1900 and 2099 (write 2026-09-01)")]
    NotADate,
    /// Not a time of day.
    #[error("not a time of day (write 08:30)")]
    NotATime,
    /// Not the kind of value the field takes.
    #[error("expected {expected}")]
    WrongShape {
        /// What was expected.
        expected: &'static str,
    },
    /// Control characters that no form can have produced.
    #[error("contains control characters")]
    ControlCharacters,
}

/// A field and what is wrong with it. The path names items inside: `participants.0192….hours`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {unfit}")]
pub struct FieldProblem {
    /// Field names from the outside in, joined by dots.
    pub path: String,
    /// What is wrong.
    pub unfit: Unfit,
}

/// The longest free text, in characters.
pub const LONG_TEXT: usize = 20_000;
/// The most class hours one record may hold, in hundredths.
const MOST_HOURS: i64 = 10_000;
/// 10^12 yuan in fen: more than any plan will ever move.
const MOST_FEN: i64 = 100_000_000_000_000;
const MOST_THOUSANDTHS: i64 = 1_000_000_000_000_000;

/// Everything in `patch` that does not fit `schema`. A null takes a value away and is refused only where one is required.
pub fn check(schema: &Schema, patch: &Map<String, Value>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    for (name, value) in patch {
        match schema.field(name) {
            Some(field) => check_value(name.clone(), field, value, &mut problems),
            None => problems.push(FieldProblem { path: name.clone(), unfit: Unfit::Unknown }),
        }
    }
    problems
}

/// The required fields of `schema` that the whole record `value` leaves empty.
pub fn missing(schema: &Schema, value: &Value) -> Vec<FieldProblem> {
    schema
        .fields
        .iter()
        .filter(|field| field.required && is_empty(value.get(field.name)))
        .map(|field| FieldProblem { path: field.name.to_owned(), unfit: Unfit::Empty })
        .collect()
}

/// Whether a value says nothing.
pub fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Object(map)) => map.values().all(|item| match item {
            Value::Bool(kept) => !kept,
            Value::Object(inner) => inner.get("gone") == Some(&Value::Bool(true)),
            Value::Null => true,
            Value::String(_) | Value::Number(_) | Value::Array(_) => false,
        }),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_)) => false,
    }
}

fn check_value(path: String, field: &Field, value: &Value, problems: &mut Vec<FieldProblem>) {
    if value.is_null() {
        if field.required {
            problems.push(FieldProblem { path, unfit: Unfit::Empty });
        }
        return;
    }
    if let Type::Items(fields) = field.ty {
        return check_items(&path, fields, value, problems);
    }
    if let Err(unfit) = fits(field, value) {
        problems.push(FieldProblem { path, unfit });
    }
}

fn check_items(
    path: &str,
    fields: &'static [Field],
    value: &Value,
    problems: &mut Vec<FieldProblem>,
) {
    let Value::Object(items) = value else {
        let unfit = Unfit::WrongShape { expected: "items by key" };
        return problems.push(FieldProblem { path: path.to_owned(), unfit });
    };
    for (key, item) in items {
        let Value::Object(item) = item else {
            let unfit = Unfit::WrongShape { expected: "an item (to remove one, set its gone)" };
            problems.push(FieldProblem { path: format!("{path}.{key}"), unfit });
            continue;
        };
        for (name, value) in item {
            let path = format!("{path}.{key}.{name}");
            match fields.iter().find(|field| field.name == name) {
                Some(field) => check_value(path, field, value, problems),
                None if name == "gone" && (value.is_boolean() || value.is_null()) => {}
                None if name == "ord" && value.is_i64() => {}
                None => problems.push(FieldProblem { path, unfit: Unfit::Unknown }),
            }
        }
    }
}

fn fits(field: &Field, value: &Value) -> Result<(), Unfit> {
    match field.ty {
        Type::Text(max) => text(value, max, field.required),
        Type::Long => text(value, LONG_TEXT, field.required),
        Type::Name => name(value),
        Type::Int(min, max) => number(value, min, max),
        Type::ClassHours => number(value, 1, MOST_HOURS),
        Type::Fen => number(value, -MOST_FEN, MOST_FEN),
        Type::Thousandths => number(value, -MOST_THOUSANDTHS, MOST_THOUSANDTHS),
        Type::Date => date(value),
        Type::PDate => partial_date(value),
        Type::Time => time(value),
        Type::Bool => shape(value.is_boolean(), "yes or no"),
        Type::Code(_) => text(value, 60, field.required),
        Type::Ref(_) => shape(as_id(value).is_some(), "a record id"),
        Type::CodeSet(_) => flags(value, |key| key.len() <= 60),
        Type::RefSet(_) => flags(value, |key| key.parse::<RecordId>().is_ok()),
        Type::TextMap => texts(value),
        Type::Items(_) | Type::Free => shape(value.is_object(), "fields by name"),
    }
}

fn shape(fits: bool, expected: &'static str) -> Result<(), Unfit> {
    if fits { Ok(()) } else { Err(Unfit::WrongShape { expected }) }
}

fn text(value: &Value, max: usize, required: bool) -> Result<(), Unfit> {
    let text = value.as_str().ok_or(Unfit::WrongShape { expected: "text" })?;
    if required && text.trim().is_empty() {
        return Err(Unfit::Empty);
    }
    let got = text.chars().count();
    if got > max {
        return Err(Unfit::TooLong { got, max });
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
        return Err(Unfit::ControlCharacters);
    }
    Ok(())
}

fn name(value: &Value) -> Result<(), Unfit> {
    // The clause of a rule in English is the longest.
    const MOST: usize = 300;
    if value.is_string() {
        return text(value, MOST, false);
    }
    let parts = value.as_object().ok_or(Unfit::WrongShape { expected: "a name" })?;
    parts.values().filter(|part| !part.is_null()).try_for_each(|part| text(part, MOST, false))
}

fn texts(value: &Value) -> Result<(), Unfit> {
    let map = value.as_object().ok_or(Unfit::WrongShape { expected: "texts by name" })?;
    map.values().filter(|part| !part.is_null()).try_for_each(|part| text(part, LONG_TEXT, false))
}

fn number(value: &Value, min: i64, max: i64) -> Result<(), Unfit> {
    let number = value.as_i64().ok_or(Unfit::WrongShape { expected: "a whole number" })?;
    if number < min || number > max {
        return Err(Unfit::OutOfRange { min, max });
    }
    Ok(())
}

/// The dates that any record may name.
fn in_our_time(date: NaiveDate) -> bool {
    let year = chrono::Datelike::year(&date);
    (1900..2100).contains(&year)
}

fn date(value: &Value) -> Result<(), Unfit> {
    let date: Option<NaiveDate> = value.as_str().and_then(|text| text.parse().ok());
    date.filter(|date| in_our_time(*date)).map(|_| ()).ok_or(Unfit::NotADate)
}

fn partial_date(value: &Value) -> Result<(), Unfit> {
    let date: Option<PartialDate> = value.as_str().and_then(|text| text.parse().ok());
    date.filter(|date| in_our_time(date.first_day())).map(|_| ()).ok_or(Unfit::NotADate)
}

fn time(value: &Value) -> Result<(), Unfit> {
    let text = value.as_str().unwrap_or_default();
    let time = (text.len() == 5).then(|| chrono::NaiveTime::parse_from_str(text, "%H:%M"));
    if matches!(time, Some(Ok(_))) { Ok(()) } else { Err(Unfit::NotATime) }
}

fn flags(value: &Value, key_fits: impl Fn(&str) -> bool) -> Result<(), Unfit> {
    let expected = "a set, written {\"key\": true}";
    let map = value.as_object().ok_or(Unfit::WrongShape { expected })?;
    shape(map.iter().all(|(key, kept)| key_fits(key) && kept.is_boolean()), expected)
}

/// The id a value holds, if it is one.
pub fn as_id(value: &Value) -> Option<RecordId> {
    value.as_str().and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::schema;
    use serde_json::json;

    fn problems(kind: &str, patch: Value) -> Vec<String> {
        let schema = schema(kind).unwrap();
        let Value::Object(patch) = patch else { panic!("a patch is an object") };
        check(schema, &patch).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_well_formed_activity_has_no_problems() {
        let patch = json!({"kind": "K01", "date": "2026-11-23", "class_hours": 150, "title": "户外游戏·观察 🌱"});
        assert_eq!(problems("activity", patch), Vec::<String>::new());
    }

    #[test]
    fn bounds_speak_in_words() {
        assert_eq!(
            problems("activity", json!({"class_hours": 0})),
            ["class_hours: must lie between 1 and 10000"]
        );
        assert_eq!(
            problems("activity", json!({"class_hours": 40_000})),
            ["class_hours: must lie between 1 and 10000"]
        );
        assert_eq!(
            problems("activity", json!({"date": "1899-01-01"})),
            ["date: not a date between 1900 and 2099 (write 2026-09-01)"]
        );
        assert_eq!(
            problems("activity", json!({"title": "长".repeat(10_000)})),
            ["title: too long: 10000 characters, at most 200"]
        );
    }

    #[test]
    fn an_item_is_checked_field_by_field() {
        let patch = json!({"participants": {"01929f3e-0000-7000-8000-000000000001": {"hours": "two", "gone": true}}});
        assert_eq!(
            problems("activity", patch),
            ["participants.01929f3e-0000-7000-8000-000000000001.hours: expected a whole number"]
        );
    }

    #[test]
    fn an_unknown_field_of_our_own_is_refused() {
        assert_eq!(problems("person", json!({"nickname": "x"})), ["nickname: no such field"]);
    }

    #[test]
    fn what_is_required_must_be_there() {
        let schema = schema("person").unwrap();
        assert_eq!(missing(schema, &json!({"name": "  "})).len(), 1);
        assert!(missing(schema, &json!({"name": "林老师"})).is_empty());
    }
}
