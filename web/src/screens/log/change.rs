//! What an edit has to write, and nothing else.

use jiedui_core::command::Fields;
use serde_json::{Map, Value, json};

/// What an edit has to write so that `old` becomes `new`, over the fields that this form may change: a set loses a
/// member by false, an item leaves by `gone`, a value by null.
pub(super) fn difference(old: &Value, new: &Fields) -> Fields {
    const NOT_OURS: [&str; 6] =
        ["state", "state_reason", "state_forced", "exchange_state", "deleted", "documents"];
    let before = old.as_object().cloned().unwrap_or_default();
    let mut patch = Fields::new();
    let names = before.keys().chain(new.keys()).filter(|name| !NOT_OURS.contains(&name.as_str()));
    for name in names {
        let is_items = matches!(name.as_str(), "participants" | "agreements");
        if let Some(change) = changed(before.get(name), new.get(name), if is_items { 1 } else { 0 })
        {
            patch.insert(name.clone(), change);
        }
    }
    patch
}

fn changed(old: Option<&Value>, new: Option<&Value>, items: u8) -> Option<Value> {
    match (old, new) {
        (Some(old), Some(new)) if old == new => None,
        (None | Some(Value::Null), None) => None,
        (Some(Value::Bool(true)), None) => Some(json!(false)),
        (Some(Value::Bool(false)), None) => None,
        (Some(Value::Object(old)), None) if items == 2 => {
            (old.get("gone") != Some(&json!(true))).then(|| json!({"gone": true}))
        }
        (Some(Value::Object(old)), new) if new.is_none_or(Value::is_object) => {
            let empty = Map::new();
            let new = new.and_then(Value::as_object).unwrap_or(&empty);
            let level = if items == 1 { 2 } else { 0 };
            let mut patch = Map::new();
            for key in old.keys().chain(new.keys().filter(|key| !old.contains_key(*key))) {
                if key == "gone" {
                    patch.insert(key.clone(), json!(false));
                } else if let Some(change) = changed(old.get(key), new.get(key), level) {
                    patch.insert(key.clone(), change);
                }
            }
            (!patch.is_empty()).then_some(Value::Object(patch))
        }
        (Some(_), None) => Some(Value::Null),
        (_, Some(new)) => Some(new.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(old: &Value, new: &Value) -> Value {
        Value::Object(difference(old, new.as_object().unwrap()))
    }

    #[test]
    fn saving_what_was_opened_changes_nothing() {
        let record = json!({"kind": "K01", "state": "done", "pairings": {"a": true, "b": false},
            "participants": {"p": {"role": "speaker"}, "q": {"gone": true}}, "fields": {"form": "demo"}});
        let opened = json!({"kind": "K01", "pairings": {"a": true}, "participants": {"p": {"role": "speaker"}},
            "fields": {"form": "demo"}});
        assert_eq!(patch(&record, &opened), json!({}));
    }

    #[test]
    fn what_was_taken_away_leaves_in_the_way_of_its_kind() {
        let record = json!({"place": "x", "pairings": {"a": true}, "participants": {"p": {"role": "speaker"}},
            "fields": {"form": "demo", "lecturers": {"p": true}}});
        assert_eq!(
            patch(&record, &json!({})),
            json!({"place": null, "pairings": {"a": false}, "participants": {"p": {"gone": true}},
                "fields": {"form": null, "lecturers": {"p": false}}})
        );
    }

    #[test]
    fn who_left_and_comes_back_is_no_longer_gone() {
        let record = json!({"participants": {"p": {"role": "speaker", "gone": true}}});
        assert_eq!(
            patch(&record, &json!({"participants": {"p": {"role": "listener"}}})),
            json!({"participants": {"p": {"role": "listener", "gone": false}}})
        );
    }
}
