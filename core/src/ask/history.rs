//! Who changed what, when, on which device; and what two people changed at the same time.

use serde_json::Value;

use crate::log::{RecordId, Stamp, fold};
use crate::state::State;

/// One action in the history of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The action, for undoing it.
    pub act: Stamp,
    /// Wall time for people to read.
    pub at: String,
    /// The acting person.
    pub by: Option<RecordId>,
    /// The device in words; empty when its session is not known.
    pub device: String,
    /// Whether the record began here.
    pub created: bool,
    /// What changed, leaf by leaf.
    pub changes: Vec<FieldChange>,
}

/// A leaf before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Field names from the outside in.
    pub path: Vec<String>,
    /// The value before; null when there was none.
    pub from: Value,
    /// The value after; null when it was taken away.
    pub to: Value,
}

/// The history of a record, latest first.
pub fn history(state: &State, id: RecordId) -> Vec<Event> {
    let mut value = Value::Object(serde_json::Map::new());
    let mut events = Vec::new();
    for (at, entry) in state.log().history(id).iter().enumerate() {
        let before = value.clone();
        fold::apply(&mut value, &entry.patch);
        let mut changes = Vec::new();
        leaves(&entry.patch, &before, &mut Vec::new(), &mut changes);
        events.push(Event {
            act: entry.action(),
            at: entry.at.clone(),
            by: entry.by,
            device: device_of(state, entry.stamp),
            created: at == 0,
            changes,
        });
    }
    events.reverse();
    events
}

fn leaves(patch: &Value, before: &Value, path: &mut Vec<String>, changes: &mut Vec<FieldChange>) {
    for (name, to) in patch.as_object().into_iter().flatten() {
        let from = before.get(name).unwrap_or(&Value::Null);
        path.push(name.clone());
        if to.is_object() {
            leaves(to, from, path, changes);
        } else if from != to {
            changes.push(FieldChange { path: path.clone(), from: from.clone(), to: to.clone() });
        }
        path.pop();
    }
}

/// The device on which an entry was written, as its session record says.
fn device_of(state: &State, stamp: Stamp) -> String {
    let sessions = state.log().records().filter(|(_, record)| record.kind() == "session");
    let mut own = sessions.filter(|(_, record)| record.first().stamp.device == stamp.device);
    let label = own
        .next()
        .and_then(|(_, record)| record.value().get("device")?.as_str().map(str::to_owned));
    label.unwrap_or_default()
}

/// A leaf that two people set at the same time, to different values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenConflict {
    /// The record.
    pub id: RecordId,
    /// The leaf, names from the outside in.
    pub path: Vec<String>,
    /// The value that shows, and the entry that set it.
    pub shown: (Stamp, Value),
    /// The other values.
    pub others: Vec<(Stamp, Value)>,
}

/// Every conflict that nobody has settled yet.
pub fn conflicts(state: &State) -> Vec<OpenConflict> {
    let open = state.log().conflicts().map(|(id, conflict)| OpenConflict {
        id,
        path: conflict.path.clone(),
        shown: conflict.shown.clone(),
        others: conflict.others.clone(),
    });
    open.collect()
}
