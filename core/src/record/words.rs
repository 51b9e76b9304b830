//! The labels of all kinds and fields, for the text files of the shell: `kind.activity`, `field.activity.date`,
//! `field.activity.participants.role`.

use std::collections::BTreeMap;

use crate::label::Lang;

use super::{Field, SCHEMAS, Type, field};

/// Every label in one language, by its key.
pub fn labels(lang: Lang) -> BTreeMap<String, &'static str> {
    let mut words = BTreeMap::new();
    let at = Lang::ALL.iter().position(|one| *one == lang).unwrap_or_default();
    for schema in SCHEMAS {
        words.insert(format!("kind.{}", schema.kind), schema.labels[at]);
        walk(&format!("field.{}", schema.kind), schema.fields, at, &mut words);
    }
    walk("field", field::COMMON, at, &mut words);
    words
}

fn walk(
    path: &str,
    fields: &'static [Field],
    at: usize,
    words: &mut BTreeMap<String, &'static str>,
) {
    for field in fields {
        let key = format!("{path}.{}", field.name);
        if let Type::Items(inner) = field.ty {
            walk(&key, inner, at, words);
        }
        words.insert(key, field.labels[at]);
    }
}
