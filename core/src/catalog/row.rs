//! Reading the catalogue's JSON by hand: a derived reader for each of its two dozen shapes would weigh more in the
//! shell than all of the catalogue's own code. Reading never fails half way: what is missing is empty, and the tests
//! beside this module hold the files to their shapes.

use serde_json::{Map, Value};

use crate::label::Label;
use crate::sorted::SortedMap;

/// Something that stands as an object in a list of the catalogue.
pub(super) trait Row: Sized {
    /// Reads it.
    fn row(from: &Entry<'_>) -> Self;
}

/// One object of the catalogue, read field by field.
pub(super) struct Entry<'a>(pub(super) &'a Value);

impl Entry<'_> {
    /// A text; empty when it is missing.
    pub(super) fn text(&self, name: &str) -> String {
        text(&self.0[name])
    }

    /// A label; empty when it is missing.
    pub(super) fn label(&self, name: &str) -> Label {
        Label::read(&self.0[name])
    }

    /// Whether it says `true`.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.0[name] == true
    }

    /// A whole number, if there is one.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.0[name].as_i64()
    }

    /// A whole number from nought; nought when it is missing.
    pub(super) fn count(&self, name: &str) -> u32 {
        self.number(name).and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
    }

    /// A list of texts; empty when it is missing.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        self.0[name].as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default()
    }

    /// A free object; empty when it is missing.
    pub(super) fn object(&self, name: &str) -> Map<String, Value> {
        self.0[name].as_object().cloned().unwrap_or_default()
    }

    /// Another object inside this one.
    pub(super) fn inner(&self, name: &str) -> Entry<'_> {
        Entry(&self.0[name])
    }

    /// A list of objects; empty when it is missing.
    pub(super) fn rows<T: Row>(&self, name: &str) -> Vec<T> {
        rows(&self.0[name]).unwrap_or_default()
    }
}

/// A list of objects; nothing when it is anything else.
pub(super) fn rows<T: Row>(list: &Value) -> Option<Vec<T>> {
    let all = list.as_array()?.iter();
    all.map(|one| one.is_object().then(|| T::row(&Entry(one)))).collect()
}

/// An object of lists of objects; nothing when it is anything else.
pub(super) fn lists<T: Row>(object: &Value) -> Option<SortedMap<String, Vec<T>>> {
    let mut all = SortedMap::new();
    for (name, list) in object.as_object()? {
        all.insert(name.clone(), rows(list)?);
    }
    Some(all)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
