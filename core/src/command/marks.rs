//! What a step writes down beside the state: days, lines of a log, a version.

use serde_json::{Map, Value, json};

use crate::record::field::is_empty;
use crate::record::states::Mark;

use super::edit::merged;
use super::{Context, Fields, Ids};

/// Adds the marks of a step to its patch. Answers with the line that was added to a log, when one was.
pub(super) fn make(
    marks: &[Mark],
    before: &Value,
    patch: &mut Fields,
    reason: &str,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Option<Value> {
    let today = json!(context.today.to_string());
    let mut said = None;
    for mark in marks {
        let after = merged(before, patch);
        match *mark {
            Mark::Date(field) if is_empty(after.get(field)) => {
                patch.insert(field.to_owned(), today.clone());
            }
            Mark::Yes(field) => {
                patch.insert(field.to_owned(), json!(true));
            }
            Mark::Clear(field) if !patch.contains_key(field) && after.get(field).is_some() => {
                patch.insert(field.to_owned(), Value::Null);
            }
            Mark::Count(field) => {
                let count = after.get(field).and_then(Value::as_i64).unwrap_or(1);
                patch.insert(field.to_owned(), json!(count.saturating_add(1)));
            }
            Mark::Reached(items, key, date) if is_empty(after[items][key].get(date)) => {
                let item = json!({date: today, "gone": null});
                set(patch, items, key, &item);
            }
            Mark::Line(items, field, code) => {
                said = Some(line(before, patch, (items, field, code), context, ids));
            }
            Mark::Version => version(&after, patch, reason, context, ids),
            Mark::Date(_) | Mark::Clear(_) | Mark::Reached(..) => {}
        }
    }
    said
}

/// Completes the line of the log that the step brings, or adds one: its code, its day, its person, its place.
fn line(
    before: &Value,
    patch: &mut Fields,
    (items, field, code): (&str, &str, &str),
    context: &Context<'_>,
    ids: &mut Ids,
) -> Value {
    let brought = patch.get(items).and_then(Value::as_object).into_iter().flatten();
    let is_the_line = |(key, item): &(&String, &Value)| {
        let said = item.get(field).and_then(Value::as_str).unwrap_or(code);
        before[items].get(key.as_str()).is_none() && item.is_object() && said == code
    };
    let key = brought.into_iter().find(is_the_line).map(|(key, _)| key.clone());
    let key = key.unwrap_or_else(|| ids.fresh().to_string());
    let own = &patch.get(items).cloned().unwrap_or_default()[&*key];
    let mut fresh = json!({field: code});
    if is_empty(own.get("date")) {
        fresh["date"] = json!(context.today.to_string());
    }
    if let Some(by) = context.by.filter(|_| is_empty(own.get("by"))) {
        fresh["by"] = json!(by.to_string());
    }
    if own.get("ord").is_none() {
        fresh["ord"] = json!(next_ord(&merged(before, patch)[items]));
    }
    set(patch, items, &key, &fresh);
    patch[items][&*key].clone()
}

/// The place behind the last item.
fn next_ord(items: &Value) -> i64 {
    let all = items.as_object().into_iter().flatten();
    let last = all.filter_map(|(_, item)| item.get("ord")?.as_i64()).max();
    last.unwrap_or_default().saturating_add(1)
}

fn version(after: &Value, patch: &mut Fields, reason: &str, context: &Context<'_>, ids: &mut Ids) {
    let all = after["versions"].as_object().into_iter().flatten();
    let last = all.filter_map(|(_, version)| version.get("revision")?.as_i64()).max();
    let mut version = json!({
        "revision": last.unwrap_or(1).saturating_add(1),
        "date": context.today.to_string(),
        "reason": reason,
    });
    if let Some(by) = context.by {
        version["approver"] = json!(by.to_string());
    }
    set(patch, "versions", &ids.fresh().to_string(), &version);
}

/// Lays `item` over what the patch says of the item under `key`.
fn set(patch: &mut Fields, items: &str, key: &str, item: &Value) {
    let all = patch.entry(items).or_insert_with(|| Value::Object(Map::new()));
    if !all.is_object() {
        *all = Value::Object(Map::new());
    }
    let Some(own) = all.as_object_mut() else { return };
    let own = own.entry(key).or_insert_with(|| Value::Object(Map::new()));
    crate::log::fold::apply(own, item);
}
