//! A change to a record, decided but not yet stamped.

use serde_json::{Map, Value, json};

use crate::log::RecordId;

/// What a command wants written about one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The record kind.
    pub kind: String,
    /// The record.
    pub id: RecordId,
    /// The merge patch (RFC 7386).
    pub patch: Map<String, Value>,
}

impl Change {
    /// A change to a record of `kind`.
    pub fn new(kind: &str, id: RecordId, patch: Map<String, Value>) -> Self {
        Self { kind: kind.to_owned(), id, patch }
    }
}

/// Sets a field, leaving empty texts out of the record.
pub fn put(fields: &mut Map<String, Value>, name: &str, value: impl Into<Value>) {
    let value = value.into();
    if value != json!("") {
        fields.insert(name.to_owned(), value);
    }
}

/// A set of references or codes as record data.
pub fn set_of<T: ToString>(items: impl IntoIterator<Item = T>) -> Value {
    Value::Object(items.into_iter().map(|item| (item.to_string(), Value::Bool(true))).collect())
}
