//! How patches add up: RFC 7386, JSON merge patch.

use super::value::{Map, Value};

/// Lays `patch` over `target`: objects are merged key by key, `null` takes a key away, anything else replaces.
///
/// Costs what the patch is long, however large the target is.
pub fn apply(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(map) = target else { return };
    for (key, change) in changes {
        if change.is_null() {
            map.remove(key);
        } else if let Some(old) = map.get_mut(key) {
            apply(old, change);
        } else {
            let mut fresh = Value::Null;
            apply(&mut fresh, change);
            map.insert(key.clone(), fresh);
        }
    }
}

/// The value that these patches add up to, in this order, beginning with nothing.
pub fn fold<'a>(patches: impl IntoIterator<Item = &'a Value>) -> Value {
    let mut value = Value::Object(Map::new());
    for patch in patches {
        apply(&mut value, patch);
    }
    value
}

/// Is the fold of this patch alone the patch itself? It is, unless it takes something away.
pub(super) fn is_plain(patch: &Value) -> bool {
    fn keeps(value: &Value) -> bool {
        match value.as_object() {
            Some(map) => map.values().all(keeps),
            None => !value.is_null(),
        }
    }
    patch.is_object() && keeps(patch)
}

#[cfg(test)]
mod tests {
    use super::super::value::parse;
    use super::*;

    /// The appendix of RFC 7386, less its one case with a target of another kind of number.
    #[test]
    fn the_cases_of_the_rfc_hold() {
        for (target, patch, result) in [
            (r#"{"a":"b"}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"b":"c"}"#, r#"{"a":"b","b":"c"}"#),
            (r#"{"a":"b"}"#, r#"{"a":null}"#, "{}"),
            (r#"{"a":"b","b":"c"}"#, r#"{"a":null}"#, r#"{"b":"c"}"#),
            (r#"{"a":["b"]}"#, r#"{"a":"c"}"#, r#"{"a":"c"}"#),
            (r#"{"a":"c"}"#, r#"{"a":["b"]}"#, r#"{"a":["b"]}"#),
            (r#"{"a":{"b":"c"}}"#, r#"{"a":{"b":"d","c":null}}"#, r#"{"a":{"b":"d"}}"#),
            (r#"{"a":[{"b":"c"}]}"#, r#"{"a":[1]}"#, r#"{"a":[1]}"#),
            (r#"["a","b"]"#, r#"["c","d"]"#, r#"["c","d"]"#),
            (r#"{"a":"b"}"#, r#"["c"]"#, r#"["c"]"#),
            (r#"{"a":"foo"}"#, "null", "null"),
            (r#"{"a":"foo"}"#, r#""bar""#, r#""bar""#),
            (r#"{"e":null}"#, r#"{"a":1}"#, r#"{"a":1,"e":null}"#),
            ("[1,2]", r#"{"a":"b","c":null}"#, r#"{"a":"b"}"#),
            ("{}", r#"{"a":{"bb":{"ccc":null}}}"#, r#"{"a":{"bb":{}}}"#),
        ] {
            let mut value = parse(target).unwrap();
            apply(&mut value, &parse(patch).unwrap());
            assert_eq!(value.to_string(), result, "{target} + {patch}");
        }
    }

    #[test]
    fn a_patch_is_plain_unless_it_takes_something_away() {
        assert!(is_plain(&parse(r#"{"a":{"b":[null]}}"#).unwrap()));
        assert!(!is_plain(&parse(r#"{"a":{"b":null}}"#).unwrap()));
        assert!(!is_plain(&Value::Null));
    }
}
