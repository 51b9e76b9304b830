//! Undoing an action and settling a conflict: both are ordinary changes that descend from what they answer.

use serde_json::{Map, Value, json};

use crate::log::{RecordId, Stamp};
use crate::record::field::Type;
use crate::record::schema;
use crate::sorted::SortedSet;
use crate::state::{Change, State};

use super::edit::live;
use super::{Fields, Refusal};

/// Takes back what an action did, leaf by leaf, wherever its value still stands. A record that the action created
/// goes into the recycle bin.
pub(super) fn undo(state: &State, act: Stamp) -> Result<Vec<Change>, Refusal> {
    let log = state.log();
    let touched: SortedSet<RecordId> = log.action(act).iter().map(|entry| entry.id).collect();
    let mut changes = Vec::new();
    for id in touched {
        let Some(record) = log.record(id).filter(|record| schema(record.kind()).is_some()) else {
            continue;
        };
        let before = log.without_action(id, act);
        let created = record.first().action() == act;
        let patch = if created {
            if record.is_deleted() {
                continue;
            }
            Fields::from_iter([("deleted".to_owned(), json!(true))])
        } else {
            let mut patch = Fields::new();
            for entry in log.action(act).iter().filter(|entry| entry.id == id) {
                take_back(record.kind(), &entry.patch, record.value(), &before, &mut patch);
            }
            patch
        };
        if !patch.is_empty() {
            changes.push(Change::new(record.kind(), id, patch));
        }
    }
    if changes.is_empty() { Err(Refusal::NothingToUndo) } else { Ok(changes) }
}

fn take_back(kind: &str, patch: &Value, now: &Value, before: &Value, back: &mut Fields) {
    for (name, set) in patch.as_object().into_iter().flatten() {
        let items = matches!(
            schema(kind).and_then(|schema| schema.field(name)).map(|f| f.ty),
            Some(Type::Items(_))
        );
        if let Some(value) =
            taken_back(set, now.get(name), before.get(name), if items { 1 } else { 0 })
        {
            back.insert(name.clone(), value);
        }
    }
}

/// What to write so that a leaf, or every leaf below, is as before. `items` counts the levels down to a map of items:
/// an item is taken away by `gone`, so that a concurrent edit cannot revive half of it.
fn taken_back(
    set: &Value,
    now: Option<&Value>,
    before: Option<&Value>,
    items: u8,
) -> Option<Value> {
    match (set, now, before) {
        (Value::Object(set), Some(now @ Value::Object(_)), _)
            if items == 1 || before.is_some_and(Value::is_object) =>
        {
            let mut back = Map::new();
            for (key, set) in set {
                let earlier = before.and_then(|before| before.get(key));
                let inner = if items == 1
                    && earlier.is_none()
                    && now.get(key).is_some_and(Value::is_object)
                {
                    Some(json!({"gone": true}))
                } else {
                    taken_back(set, now.get(key), earlier, 0)
                };
                back.extend(inner.map(|inner| (key.clone(), inner)));
            }
            (!back.is_empty()).then_some(Value::Object(back))
        }
        (set, now, before) => {
            let stands = now.unwrap_or(&Value::Null) == set || (set.is_object() && now.is_some());
            (stands && now != before).then(|| before.cloned().unwrap_or(Value::Null))
        }
    }
}

/// Keeps one of the values of a conflict. The new entry descends from all heads, so everybody sees it settled.
pub(super) fn settle(
    state: &State,
    id: RecordId,
    path: &[String],
    keep: Stamp,
) -> Result<Vec<Change>, Refusal> {
    let record = match live(state, id) {
        Err(Refusal::Deleted(_)) => state.log().record(id).ok_or(Refusal::NoSuchRecord(id))?,
        other => other?,
    };
    let conflict = record
        .conflicts()
        .iter()
        .find(|conflict| conflict.path == path)
        .ok_or(Refusal::NoSuchConflict)?;
    let kept =
        std::iter::once(&conflict.shown).chain(&conflict.others).find(|(stamp, _)| *stamp == keep);
    let (_, value) = kept.ok_or(Refusal::NoSuchConflict)?;
    let mut patch = value.clone();
    for name in path.iter().rev() {
        patch = json!({ name.as_str(): patch });
    }
    match patch {
        Value::Object(patch) => Ok(vec![Change::new(record.kind(), id, patch)]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Err(Refusal::NoSuchConflict)
        }
    }
}
