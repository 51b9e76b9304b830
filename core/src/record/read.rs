//! From the folded JSON of a record into typed fields. Total: what does not fit is read as absent.

use chrono::NaiveDate;
use serde_json::Value;

use crate::calendar::PartialDate;
use crate::label::Label;
use crate::log::RecordId;
use crate::sorted::{SortedMap, SortedSet};

use super::field::as_id;
use super::{Decimal, Hours, Id, Item, Money};

/// How a type reads itself from the value of its field.
pub trait Read: Sized {
    /// The value as this type, or its empty value.
    fn read(value: Option<&Value>) -> Self;
}

/// A set of codes, `{"code": true}` in the record.
pub type Codes = SortedSet<String>;
/// A set of references, `{"id": true}` in the record.
pub type Refs = SortedSet<RecordId>;
/// Items by key, without those that are gone.
pub type Items<T> = SortedMap<String, T>;
/// Texts by key.
pub type Texts = SortedMap<String, String>;

impl Read for String {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}

impl Read for bool {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_bool).unwrap_or_default()
    }
}

impl Read for Option<i64> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_i64)
    }
}

impl Read for Label {
    fn read(value: Option<&Value>) -> Self {
        value.map(Self::read).unwrap_or_default()
    }
}

impl Read for Option<NaiveDate> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_str).and_then(|text| text.parse().ok())
    }
}

impl Read for Option<PartialDate> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_str).and_then(|text| text.parse().ok())
    }
}

impl Read for Option<Hours> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_i64).map(Hours)
    }
}

impl Read for Option<Money> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_i64).map(Money)
    }
}

impl Read for Option<Decimal> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(Value::as_i64).map(Decimal)
    }
}

impl Read for Option<RecordId> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(as_id)
    }
}

impl<T> Read for Option<Id<T>> {
    fn read(value: Option<&Value>) -> Self {
        value.and_then(as_id).map(Id::new)
    }
}

/// The keys of a set that are still in it.
fn kept(value: Option<&Value>) -> impl Iterator<Item = &String> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter(|(_, kept)| kept.as_bool() == Some(true))
        .map(|(key, _)| key)
}

impl Read for Codes {
    fn read(value: Option<&Value>) -> Self {
        kept(value).cloned().collect()
    }
}

impl Read for Refs {
    fn read(value: Option<&Value>) -> Self {
        kept(value).filter_map(|key| key.parse().ok()).collect()
    }
}

impl Read for Texts {
    fn read(value: Option<&Value>) -> Self {
        let texts = value.and_then(Value::as_object).into_iter().flatten();
        texts.filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned()))).collect()
    }
}

impl<T: Item> Read for Items<T> {
    fn read(value: Option<&Value>) -> Self {
        let items = value.and_then(Value::as_object).into_iter().flatten();
        let there = items
            .filter(|(_, item)| item.is_object() && item.get("gone") != Some(&Value::Bool(true)));
        there.map(|(key, item)| (key.clone(), T::read_item(item))).collect()
    }
}

/// Fields described elsewhere, kept as they stand.
impl Read for SortedMap<String, Value> {
    fn read(value: Option<&Value>) -> Self {
        let fields = value.and_then(Value::as_object).into_iter().flatten();
        fields.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_does_not_fit_reads_as_absent() {
        assert_eq!(Option::<Hours>::read(Some(&json!("1.5"))), None);
        assert_eq!(Option::<NaiveDate>::read(Some(&json!("2026-02-31"))), None);
        assert_eq!(String::read(Some(&json!(7))), "");
    }

    #[test]
    fn what_was_taken_out_of_a_set_is_not_in_it() {
        let codes = Codes::read(Some(&json!({"K01": true, "K02": false})));
        assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["K01"]);
    }
}
