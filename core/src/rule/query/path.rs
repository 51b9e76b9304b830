//! Field names joined by dots, and the values they lead to. References are followed, items walked by key.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::calendar::PeriodKind;
use crate::log::RecordId;
use crate::record::field::{as_id, is_empty};
use crate::record::{Activity, Document, Field, Id, Record as _, SCHEMAS, Schema, Type, schema};

use super::leaf::{Leaf, Unit, first_day};
use super::parse::Reader;
use super::scan::{Found, Scan};

/// A path has at most so many names.
const LONGEST: usize = 8;

/// A path, read for records of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Path {
    /// As it was written.
    pub(in crate::rule) text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug)]
enum Step {
    /// The record itself.
    Id,
    /// A field of the record or item.
    Field(&'static Field),
    /// A special field of an activity, else its own.
    Special(String, Option<&'static Field>),
    /// A field of a record whose kind is known only when it is there.
    Named(String),
    /// One item, code or text by its key; inside fields described elsewhere, the field of that name.
    Key(String),
    /// All items.
    All,
    /// The records that keys name.
    Keys,
    /// The records that references lead to.
    Hop,
    /// A part of a date.
    Part(Part),
}

impl Step {
    /// The documents of an activity: they are kept with it or name it themselves.
    fn is_evidence(&self) -> bool {
        matches!(self, Self::Special(name, _) if name == "documents")
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        format!("{self:?}") == format!("{other:?}")
    }
}

impl Eq for Step {}

/// What of a date is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Period(PeriodKind),
    MonthNumber,
}

impl Part {
    fn read(name: &str) -> Option<Self> {
        match name {
            "month_number" => Some(Self::MonthNumber),
            "plan" | "event" => None,
            other => other.parse().ok().map(Self::Period),
        }
    }
}

/// Where a walk along a path stands, while the path is read.
enum Place {
    /// At a record of one of these kinds; none named means any. Whether a reference led there.
    Record(&'static [&'static str], bool),
    Items(&'static str, &'static [Field]),
    Item(&'static [Field]),
    Refs(&'static [&'static str]),
    Codes,
    Texts,
    Date,
    Free,
    End,
}

impl Place {
    fn of(field: &Field) -> Self {
        match field.ty {
            Type::Ref(kinds) | Type::RefSet(kinds) => Self::Refs(kinds),
            Type::Items(fields) => Self::Items(field.name, fields),
            Type::CodeSet(_) => Self::Codes,
            Type::TextMap => Self::Texts,
            Type::Date | Type::PDate => Self::Date,
            Type::Free => Self::Free,
            Type::Text(_)
            | Type::Long
            | Type::Name
            | Type::Int(..)
            | Type::ClassHours
            | Type::Fen
            | Type::Thousandths
            | Type::Time
            | Type::Bool
            | Type::Code(_) => Self::End,
        }
    }
}

impl Path {
    /// Reads a path of records of `kind`; none when it leads nowhere.
    pub(in crate::rule) fn read(
        reader: &mut Reader<'_>,
        text: &str,
        kind: &'static str,
    ) -> Option<Self> {
        reader.spend()?;
        let names: Vec<&str> = text.split('.').collect();
        if names.len() > LONGEST || names.iter().any(|name| name.is_empty() || name.len() > 60) {
            return None;
        }
        let mut steps = Vec::new();
        let mut place = match schema(kind) {
            Some(found) => Place::Record(std::slice::from_ref(&found.kind), false),
            None => return None,
        };
        let mut names = names.into_iter().peekable();
        while let Some(name) = names.next() {
            let last = names.peek().is_none();
            place = step(reader, place, (name, last), &mut steps)?;
        }
        if steps.iter().any(Step::is_evidence) {
            reader.reads.follow(&[Document::KIND]);
        }
        Some(Self { text: text.to_owned(), steps })
    }

    /// Every value it leads to; nothing where something on the way is empty.
    pub(in crate::rule) fn each<'a>(
        &self,
        scan: &Scan<'a>,
        found: &Found<'a>,
        tell: &mut dyn FnMut(Leaf<'a>),
    ) {
        let at = At::Record(found.schema, found.id, found.value);
        walk(scan, &self.steps, at, tell);
    }

    /// All of them at once.
    pub(in crate::rule) fn leaves<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        self.each(scan, found, &mut |leaf| leaves.push(leaf));
        leaves
    }

    /// The last day of the dates it leads to.
    pub(in crate::rule) fn date<'a>(
        &self,
        scan: &Scan<'a>,
        found: &Found<'a>,
    ) -> Option<NaiveDate> {
        let mut last = None;
        self.each(scan, found, &mut |leaf| last = last.max(leaf.date()));
        last
    }

    /// The first name, to say which field is meant.
    pub(in crate::rule) fn field(&self) -> String {
        self.text.split('.').next().unwrap_or_default().to_owned()
    }
}

/// Reads one name of a path.
fn step(
    reader: &mut Reader<'_>,
    place: Place,
    (name, last): (&str, bool),
    steps: &mut Vec<Step>,
) -> Option<Place> {
    match place {
        Place::Record(kinds, followed) => record_step(reader, (kinds, followed), name, steps),
        Place::Refs(kinds) => {
            steps.push(Step::Hop);
            if name != "@" {
                return record_step(reader, (kinds, true), name, steps);
            }
            if last {
                reader.reads.follow(kinds);
            }
            Some(Place::Record(kinds, true))
        }
        Place::Items(of, _) if name == "@" => {
            let kinds: &[&str] = if of == "participants" { &["person"] } else { &[] };
            steps.push(Step::Keys);
            steps.push(Step::Hop);
            if last {
                reader.reads.follow(kinds);
            }
            Some(Place::Record(kinds, true))
        }
        Place::Items(_, fields) => {
            steps.push(if name == "*" { Step::All } else { Step::Key(name.to_owned()) });
            Some(Place::Item(fields))
        }
        Place::Item(fields) => {
            let field = fields.iter().find(|field| field.name == name)?;
            steps.push(Step::Field(field));
            Some(Place::of(field))
        }
        Place::Codes | Place::Texts => {
            steps.push(Step::Key(name.to_owned()));
            Some(Place::End)
        }
        Place::Date => {
            steps.push(Step::Part(Part::read(name)?));
            Some(Place::End)
        }
        Place::Free => {
            steps.push(Step::Key(name.to_owned()));
            reader.reads.follow(&[]);
            Some(Place::Free)
        }
        Place::End => None,
    }
}

/// Reads a field of a record. Of one that is followed, the kinds that have the field are read.
fn record_step(
    reader: &mut Reader<'_>,
    (kinds, followed): (&'static [&'static str], bool),
    name: &str,
    steps: &mut Vec<Step>,
) -> Option<Place> {
    if name == "id" {
        if followed {
            reader.reads.follow(kinds);
        }
        steps.push(Step::Id);
        return Some(Place::Refs(kinds));
    }
    if let [kind] = kinds {
        if followed {
            reader.reads.read(kind);
        }
        let field = schema(kind)?.field(name);
        if *kind == Activity::KIND {
            steps.push(Step::Special(name.to_owned(), field));
            return Some(field.map_or(Place::Free, Place::of));
        }
        steps.push(Step::Field(field?));
        return Some(Place::of(field?));
    }
    let meant = |schema: &&Schema| kinds.is_empty() || kinds.contains(&schema.kind);
    let mut having = SCHEMAS.iter().filter(meant).filter(|schema| schema.field(name).is_some());
    having.clone().for_each(|schema| reader.reads.read(schema.kind));
    let field = having.find_map(|schema| schema.field(name))?;
    steps.push(Step::Named(name.to_owned()));
    Some(Place::of(field))
}

/// Where a walk along a path stands.
enum At<'a> {
    Record(&'static Schema, RecordId, &'a Value),
    /// A value of this type; a number of minutes where that is said.
    Value(&'a Value, Type, bool),
    Key(&'a str),
    Word(String),
}

fn walk<'a>(scan: &Scan<'a>, steps: &[Step], at: At<'a>, tell: &mut dyn FnMut(Leaf<'a>)) {
    let Some((step, rest)) = steps.split_first() else { return emit(at, tell) };
    match (step, at) {
        (Step::Id, at @ At::Record(..)) => match rest {
            [Step::Hop, rest @ ..] => walk(scan, rest, at, tell),
            rest => walk(scan, rest, at, tell),
        },
        (Step::Field(field), At::Record(_, _, value) | At::Value(value, ..)) => {
            if let Some(value) = value.get(field.name) {
                walk(scan, rest, At::Value(value, field.ty, false), tell);
            }
        }
        (step, At::Record(_, id, value)) if step.is_evidence() => {
            evidence(scan, (id, value), rest, tell);
        }
        (Step::Special(name, own), At::Record(_, _, value)) => {
            let special = value.get("fields").and_then(|fields| fields.get(name));
            if let Some(special) = special.filter(|special| !is_empty(Some(special))) {
                let (ty, minutes) = scan.shape(value, name);
                walk(scan, rest, At::Value(special, own.map_or(ty, |own| own.ty), minutes), tell);
            } else if let Some((value, own)) = own.and_then(|own| Some((value.get(own.name)?, own)))
            {
                walk(scan, rest, At::Value(value, own.ty, false), tell);
            }
        }
        (Step::Named(name), At::Record(schema, _, value)) => {
            named(scan, (schema, value), name, rest, tell);
        }
        (Step::Key(key), At::Value(value, ty, _)) => by_key(scan, key, rest, (value, ty), tell),
        (Step::All, At::Value(value, ..)) => {
            for (_, item) in items(value) {
                walk(scan, rest, At::Value(item, Type::Free, false), tell);
            }
        }
        (Step::Keys, At::Value(value, ..)) => {
            for (key, _) in items(value) {
                walk(scan, rest, At::Key(key), tell);
            }
        }
        (Step::Hop, at) => emit(at, &mut |leaf| {
            if let Some(found) = leaf.id().and_then(|id| scan.record(id)) {
                walk(scan, rest, At::Record(found.schema, found.id, found.value), tell);
            }
        }),
        (Step::Part(part), at) => emit(at, &mut |leaf| {
            if let Some(word) = leaf.first_day().and_then(|date| part_of(scan, *part, date)) {
                walk(scan, rest, At::Word(word), tell);
            }
        }),
        _ => {}
    }
}

/// The documents of an activity: those it names and those that belong to it, each once.
fn evidence<'a>(
    scan: &Scan<'a>,
    (id, value): (RecordId, &Value),
    rest: &[Step],
    tell: &mut dyn FnMut(Leaf<'a>),
) {
    let named = value.get("documents").and_then(Value::as_object).into_iter().flatten();
    let named = named.filter(|(_, kept)| kept.as_bool() == Some(true));
    let mut ids: Vec<RecordId> = named.filter_map(|(id, _)| id.parse().ok()).collect();
    ids.extend(scan.state.index().documents_of(id).map(Id::untyped));
    ids.sort_unstable();
    ids.dedup();
    for found in ids.into_iter().filter_map(|id| scan.record(id)) {
        walk(scan, rest, At::Record(found.schema, found.id, found.value), tell);
    }
}

/// A field of a record of whatever kind.
fn named<'a>(
    scan: &Scan<'a>,
    (schema, value): (&'static Schema, &'a Value),
    name: &str,
    rest: &[Step],
    tell: &mut dyn FnMut(Leaf<'a>),
) {
    if let (Some(field), Some(value)) = (schema.field(name), value.get(name)) {
        walk(scan, rest, At::Value(value, field.ty, false), tell);
    }
}

/// One item, code or text by its key.
fn by_key<'a>(
    scan: &Scan<'a>,
    key: &str,
    rest: &[Step],
    (value, ty): (&'a Value, Type),
    tell: &mut dyn FnMut(Leaf<'a>),
) {
    if let (Value::String(text), Type::Free) = (value, ty) {
        // A reference, or a date, in a field described elsewhere.
        if let Some(found) = text.parse().ok().and_then(|id| scan.record(id)) {
            named(scan, (found.schema, found.value), key, rest, tell);
        } else if let Some(word) = Part::read(key).zip(first_day(text)) {
            let word = part_of(scan, word.0, word.1);
            word.into_iter().for_each(|word| walk(scan, rest, At::Word(word), tell));
        }
        return;
    }
    let Some(inner) = value.get(key) else { return };
    let is_items = matches!(ty, Type::Items(_));
    if !is_items || items(value).any(|(own, _)| own == key) {
        walk(scan, rest, At::Value(inner, Type::Free, false), tell);
    }
}

/// The items that are there; an absent participant is none.
fn items(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let gone = |item: &Value| {
        ["gone", "absent"].iter().any(|flag| item.get(flag) == Some(&Value::Bool(true)))
    };
    let all = value.as_object().into_iter().flatten();
    all.filter(move |(_, item)| item.is_object() && !gone(item))
}

fn part_of(scan: &Scan<'_>, part: Part, date: NaiveDate) -> Option<String> {
    match part {
        Part::MonthNumber => Some(date.month().to_string()),
        Part::Period(kind) => {
            let period = scan.state.calendar().period_of(kind, date)?;
            Some(period.key.to_string())
        }
    }
}

/// Tells the values at the end of a path.
fn emit<'a>(at: At<'a>, tell: &mut dyn FnMut(Leaf<'a>)) {
    let (value, ty, minutes) = match at {
        At::Record(_, id, _) => return tell(Leaf::Id(id)),
        At::Word(word) => return tell(Leaf::Text(word.into())),
        At::Key(key) => return tell(key_leaf(key)),
        At::Value(value, ty, minutes) => (value, ty, minutes),
    };
    match (value, ty) {
        (Value::Number(number), ty) => {
            let unit = if minutes {
                Unit::Minutes
            } else if matches!(ty, Type::ClassHours) {
                Unit::Hours
            } else if matches!(ty, Type::Fen) {
                Unit::Fen
            } else if matches!(ty, Type::Thousandths) {
                Unit::Thousandths
            } else {
                Unit::Whole
            };
            if let Some(number) = number.as_i64() {
                tell(Leaf::Number(number, unit));
            }
        }
        (Value::Bool(flag), _) => tell(Leaf::Flag(*flag)),
        (Value::String(_), Type::Ref(_)) => {
            if let Some(id) = as_id(value) {
                tell(Leaf::Id(id));
            }
        }
        (Value::String(text), _) if !text.trim().is_empty() => {
            tell(Leaf::Text(text.as_str().into()));
        }
        (Value::Object(map), Type::Name | Type::TextMap) => {
            let texts =
                map.values().filter_map(Value::as_str).filter(|text| !text.trim().is_empty());
            texts.for_each(|text| tell(Leaf::Text(text.into())));
        }
        (Value::Object(map), _) => {
            for (key, kept) in map {
                if kept.as_bool() == Some(true) {
                    tell(key_leaf(key));
                }
            }
            items(value).for_each(|(key, _)| tell(key_leaf(key)));
        }
        _ => {}
    }
}

fn key_leaf(key: &str) -> Leaf<'_> {
    key.parse().map_or_else(|_| Leaf::Text(key.into()), Leaf::Id)
}
