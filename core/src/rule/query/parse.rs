//! Reading a query out of a rule's parameters: bounded in depth and size, strict about words, total.
//!
//! A stranger's template may hold anything. Whatever is not exactly the language makes the whole query unreadable, and
//! its rule says so; nothing is guessed.

use serde_json::{Map, Value};

use crate::record::{Activity, Record as _, schema};
use crate::rule::settings::Settings;
use crate::sorted::SortedSet;

use super::path::Path;

/// A query has at most so many parts.
const MOST_PARTS: u32 = 250;
/// Parts stand inside one another at most so deep.
const DEEPEST: u32 = 24;
/// A list has at most so many items.
pub(super) const MOST_ITEMS: usize = 300;
/// Parameters have at most so many values in all.
const MOST_VALUES: u32 = 5000;

/// What a rule reads: when none of it changed, its outcome did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::rule) struct Reads {
    /// Every record kind.
    pub(in crate::rule) everything: bool,
    /// Records of these kinds, whenever they are dated.
    pub(in crate::rule) kinds: SortedSet<&'static str>,
    /// Activities of these kinds.
    pub(in crate::rule) activities: SortedSet<String>,
    /// Activities of any kind.
    pub(in crate::rule) any_activity: bool,
    /// Whether an activity matters only to the periods that its date lies in or near.
    pub(in crate::rule) undated: bool,
}

impl Reads {
    /// Notes that references to these kinds are followed; none named means any.
    pub(super) fn follow(&mut self, kinds: &[&'static str]) {
        self.everything |= kinds.is_empty();
        kinds.iter().for_each(|kind| self.read(kind));
    }

    /// Notes that all records of a kind may be looked at.
    pub(in crate::rule) fn read(&mut self, kind: &'static str) {
        self.kinds.insert(kind);
    }

    /// Notes that activities are looked at; of any kind when none is named.
    pub(in crate::rule) fn activities(&mut self, codes: &[String], by_date: bool) {
        self.any_activity |= codes.is_empty();
        self.activities.extend(codes.iter().cloned());
        self.undated |= !by_date;
    }

    /// All that two rules read.
    pub(in crate::rule) fn join(&mut self, other: &Self) {
        self.everything |= other.everything;
        self.any_activity |= other.any_activity;
        self.undated |= other.undated;
        self.kinds.extend(other.kinds.iter().copied());
        self.activities.extend(other.activities.iter().cloned());
    }
}

/// Reads the parts of one query.
#[derive(Debug)]
pub(in crate::rule) struct Reader<'r> {
    left: u32,
    depth: u32,
    /// How many links it holds so far; each has a place of its own for what it counts.
    pub(super) slots: usize,
    /// The activity kinds of the rule, for a selection that names none.
    pub(super) kinds: &'r [String],
    pub(super) reads: Reads,
}

impl<'r> Reader<'r> {
    pub(in crate::rule) fn new(kinds: &'r [String]) -> Self {
        Self { left: MOST_PARTS, depth: 0, slots: 0, kinds, reads: Reads::default() }
    }

    /// Counts a part; none when there are too many.
    pub(super) fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    /// Reads a part inside the one that is being read.
    pub(super) fn inside<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        self.spend()?;
        if self.depth == DEEPEST {
            return None;
        }
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        part
    }

    pub(super) fn slot(&mut self) -> usize {
        self.slots += 1;
        self.slots - 1
    }

    /// A path that has to be there.
    pub(super) fn path(&mut self, value: &Value, name: &str, kind: &'static str) -> Option<Path> {
        Path::read(self, value.get(name)?.as_str()?, kind)
    }

    /// A path that may be missing; the outer none means that it is there and leads nowhere.
    #[expect(clippy::option_option, reason = "unreadable, absent and present are three cases")]
    pub(super) fn maybe_path(
        &mut self,
        value: &Value,
        name: &str,
        kind: &'static str,
    ) -> Option<Option<Path>> {
        match value.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(_) => self.path(value, name, kind).map(Some),
        }
    }

    /// Every item of a list, read; none when one cannot be.
    pub(super) fn list<T>(
        &mut self,
        value: Option<&Value>,
        mut read: impl FnMut(&mut Self, &Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match value {
            None | Some(Value::Null) => return Some(Vec::new()),
            Some(value) => value.as_array()?,
        };
        if items.len() > MOST_ITEMS {
            return None;
        }
        items.iter().map(|item| read(self, item)).collect()
    }
}

/// A known record kind, as the schemas have it.
pub(super) fn kind_of(value: &Value) -> Option<&'static str> {
    schema(value.get("of")?.as_str()?).map(|schema| schema.kind)
}

/// Whether an object has no other keys than these.
pub(super) fn only(value: &Value, keys: &[&str]) -> Option<()> {
    let map = value.as_object()?;
    map.keys().all(|key| keys.contains(&key.as_str())).then_some(())
}

/// Texts of a list; none when it is anything else.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let items = value.as_array().filter(|items| items.len() <= MOST_ITEMS)?;
    items.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

pub(super) fn is_activity(kind: &str) -> bool {
    kind == Activity::KIND
}

/// The parameters under the workbook's settings: every choice made, every item that does not hold left out. None when
/// they are too many or too deep.
pub(in crate::rule) fn settled(
    params: &crate::sorted::SortedMap<String, Value>,
    settings: &Settings,
) -> Option<Value> {
    let mut left = MOST_VALUES;
    let mut all = Map::new();
    for (name, value) in params {
        all.insert(name.clone(), settle(value, settings, &mut left, DEEPEST)?);
    }
    Some(Value::Object(all))
}

fn settle(value: &Value, settings: &Settings, left: &mut u32, depth: u32) -> Option<Value> {
    *left = left.checked_sub(1)?;
    let depth = depth.checked_sub(1)?;
    Some(match value {
        Value::Object(map) => {
            if let Some(setting) = map.get("choose").and_then(Value::as_str) {
                let chosen = settings.chosen(setting).unwrap_or_default();
                let one = map.get("is").and_then(|is| is.get(chosen)).or_else(|| map.get("else"));
                return settle(one?, settings, left, depth);
            }
            let mut all = Map::new();
            for (name, value) in map {
                all.insert(name.clone(), settle(value, settings, left, depth)?);
            }
            Value::Object(all)
        }
        Value::Array(items) => {
            let held = items.iter().filter(|item| crate::rule::select::holds(item, settings));
            let items = held.map(|item| settle(item, settings, left, depth));
            Value::Array(items.collect::<Option<_>>()?)
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    })
}
