//! The difference of a plan from its version before (R535): worked out, not typed.

use serde_json::{Value, json};

use crate::log::Record as Folded;
use crate::log::fold::fold;
use crate::record::field::LONG_TEXT;

use super::Fields;
use super::edit::merged;

/// What a version says of its own making.
const LEFT_OUT: &[&str] = &[
    "versions",
    "state",
    "state_reason",
    "state_forced",
    "approved_by",
    "approved_on",
    "approval_opinion",
];
/// Letters of a value that are told.
const SHOWN: usize = 60;

/// Writes into the version that a step adds what has changed since the plan was last revised, or since it was set in force.
pub(super) fn tell(record: &Folded, patch: &mut Fields) {
    let after = merged(record.value(), patch);
    let mut lines = Vec::new();
    differences("", &before(record), &after, &mut lines);
    let known = record.value().get("versions");
    let Some(versions) = patch.get_mut("versions").and_then(Value::as_object_mut) else { return };
    let fresh = |key: &str| known.is_none_or(|known| known.get(key).is_none());
    let own = versions.iter_mut().find(|(key, it)| fresh(key) && it.get("revision").is_some());
    let Some((_, version)) = own.filter(|(_, it)| it.get("diff").is_none() && !lines.is_empty())
    else {
        return;
    };
    version["diff"] = json!(lines.join("\n").chars().take(LONG_TEXT).collect::<String>());
}

/// The plan as its last revision, or the step that set it in force, left it; without either, as it was first written.
fn before(record: &Folded) -> Value {
    let entries = record.entries();
    let to = |patch: &Value, state: &str| patch.get("state") == Some(&json!(state));
    let last = entries.iter().rposition(|entry| to(&entry.patch, "revised"));
    let first = || entries.iter().position(|entry| to(&entry.patch, "active"));
    let last = last.or_else(first).unwrap_or(0);
    fold(entries.iter().take(last + 1).map(|entry| &entry.patch))
}

/// A line for each value that differs: `phases.p1.to: 2026-09-30 → 2026-10-15`. What is gone or empty is `–`.
fn differences(path: &str, old: &Value, new: &Value, lines: &mut Vec<String>) {
    let (old, new) = (there(old), there(new));
    if old == new {
        return;
    }
    let nothing = serde_json::Map::new();
    let inner = |value: &Value| value.as_object().cloned().unwrap_or_else(|| nothing.clone());
    if (old.is_object() || old.is_null()) && (new.is_object() || new.is_null()) {
        let (old, new) = (inner(&old), inner(&new));
        let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
        crate::sorted::sort(&mut names);
        names.dedup();
        for name in names {
            if path.is_empty() && LEFT_OUT.contains(&name.as_str()) {
                continue;
            }
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let (old, new) = (old.get(name), new.get(name));
            differences(&path, old.unwrap_or(&Value::Null), new.unwrap_or(&Value::Null), lines);
        }
        return;
    }
    lines.push(format!("{path}: {} → {}", shown(&old), shown(&new)));
}

/// A value, or nothing when it is an item that is gone.
fn there(value: &Value) -> Value {
    let gone = value.get("gone") == Some(&json!(true));
    if gone { Value::Null } else { value.clone() }
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => return "–".to_owned(),
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    let short: String = text.chars().take(SHOWN).collect();
    if short.len() < text.len() { short + "…" } else { short }
}
