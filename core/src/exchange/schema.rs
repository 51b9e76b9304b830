//! The JSON Schema of entry lines, records and manifests, made from the records' own fields, so that it cannot say
//! anything else than the program does. `core/format.schema.json` is its text.

use serde_json::{Map, Value, json};

use crate::log::value::{MAX_INTEGER, MAX_NESTING};
use crate::record::field::{COMMON, LONG_TEXT};
use crate::record::{Field, SCHEMAS, Schema, Type, key_list};

const UUID: &str = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
const STAMP: &str = "^(0|[1-9][0-9]{0,15})@[0-9a-f][0-9a-hjkmnp-tv-z]{12}$";

/// The schema, as an object of JSON Schema 2020-12. `$defs` holds one definition for each record kind, and `manifest`.
#[must_use]
pub fn format_schema() -> Value {
    let mut defs = Map::new();
    for schema in SCHEMAS {
        defs.insert(schema.kind.to_owned(), record(schema));
    }
    defs.insert("manifest".to_owned(), manifest());
    let patches: Vec<Value> = SCHEMAS
        .iter()
        .map(|schema| {
            json!({
                "if": {"properties": {"kind": {"const": schema.kind}}},
                "then": {"properties": {"patch": {"$ref": format!("#/$defs/{}", schema.kind)}}},
            })
        })
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Jiedui entry line",
        "description": format!(
            "One line of entries.jsonl. Integers lie within ±{MAX_INTEGER}, there are no fractions, no key stands twice, \
             objects and lists stand at most {MAX_NESTING} deep in each other. Unknown keys and kinds are kept."
        ),
        "type": "object",
        "required": ["v", "seq", "device", "base", "kind", "id"],
        "properties": {
            "v": {"const": 1},
            "seq": {"type": "integer", "minimum": 0, "maximum": MAX_INTEGER},
            "device": {"type": "string", "pattern": "^[0-9a-f][0-9a-hjkmnp-tv-z]{12}$"},
            "act": {"type": "integer", "minimum": 0, "description": "seq of the first entry of the same action"},
            "base": {"type": "array", "items": {"type": "string", "pattern": STAMP}, "uniqueItems": true},
            "at": {"type": "string", "format": "date-time"},
            "by": {"type": ["string", "null"], "pattern": UUID},
            "kind": {"type": "string", "pattern": "^[a-z0-9_]{1,64}$"},
            "id": {"type": "string", "pattern": UUID},
            "patch": {"type": "object"},
        },
        "if": {"properties": {"kind": {"const": "erased"}}},
        "then": {"properties": {"act": false, "at": false, "by": false, "patch": false}},
        "else": {"required": ["act", "at", "by", "patch"]},
        "allOf": patches,
        "$defs": defs,
    })
}

fn record(schema: &Schema) -> Value {
    let mut fields = properties(schema.fields.iter().chain(COMMON));
    for (name, shape) in &mut fields {
        let list = key_list(schema.kind, name);
        if !list.is_empty() {
            shape["keys"] = json!(list);
        }
    }
    json!({
        "title": schema.labels.join(" / "),
        "type": "object",
        "properties": fields,
    })
}

fn properties<'a>(fields: impl Iterator<Item = &'a Field>) -> Map<String, Value> {
    fields.map(|field| (field.name.to_owned(), property(field))).collect()
}

fn property(field: &Field) -> Value {
    let mut shape = shape(field.ty);
    if let Some(shape) = shape.as_object_mut() {
        shape.insert("title".to_owned(), json!(field.labels.join(" / ")));
        shape.insert(
            "sensitivity".to_owned(),
            json!(format!("{:?}", field.sensitivity).to_lowercase()),
        );
        if field.required {
            shape.insert("needed".to_owned(), json!(true));
        }
    }
    shape
}

/// What a field may hold in a patch; null takes a value away.
fn shape(ty: Type) -> Value {
    let text = |max: usize| json!({"type": ["string", "null"], "maxLength": max});
    let whole = |unit: &str| json!({"type": ["integer", "null"], "unit": unit});
    let set = |key: Value| json!({"type": ["object", "null"], "propertyNames": key, "additionalProperties": {"type": ["boolean", "null"]}});
    match ty {
        Type::Text(max) => text(max),
        Type::Long => text(LONG_TEXT),
        Type::Name => {
            json!({"type": ["object", "string", "null"], "description": "a name by language tag"})
        }
        Type::Int(min, max) => json!({"type": ["integer", "null"], "minimum": min, "maximum": max}),
        Type::ClassHours => whole("hundredth of a class hour"),
        Type::Fen => whole("fen"),
        Type::Thousandths => whole("thousandth"),
        Type::Date => json!({"type": ["string", "null"], "format": "date"}),
        Type::PDate => {
            json!({"type": ["string", "null"], "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"})
        }
        Type::Time => json!({"type": ["string", "null"], "pattern": "^[0-9]{2}:[0-9]{2}$"}),
        Type::Bool => json!({"type": ["boolean", "null"]}),
        Type::Code(list) => json!({"type": ["string", "null"], "list": list}),
        Type::CodeSet(list) => {
            let mut codes = set(json!({"maxLength": 60}));
            codes["list"] = json!(list);
            codes
        }
        Type::Ref(kinds) => json!({"type": ["string", "null"], "pattern": UUID, "kinds": kinds}),
        Type::RefSet(kinds) => {
            let mut refs = set(json!({"pattern": UUID}));
            refs["kinds"] = json!(kinds);
            refs
        }
        Type::Items(fields) => {
            let mut item = properties(fields.iter());
            item.insert("gone".to_owned(), json!({"type": ["boolean", "null"]}));
            item.insert("ord".to_owned(), json!({"type": ["integer", "null"]}));
            json!({"type": ["object", "null"], "additionalProperties": {"type": ["object", "null"], "properties": item}})
        }
        Type::TextMap => {
            json!({"type": ["object", "null"], "additionalProperties": {"type": ["string", "null"]}})
        }
        Type::Free => json!({"type": ["object", "null"]}),
    }
}

fn manifest() -> Value {
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let count = json!({"type": "integer", "minimum": 0});
    json!({
        "title": "manifest.json",
        "type": "object",
        "required": ["format", "version", "counts", "members"],
        "properties": {
            "format": {"const": super::manifest::FORMAT},
            "version": {"const": super::manifest::VERSION},
            "workspace": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {"id": {"type": "string", "pattern": UUID}, "name": {"type": "string"}},
            },
            "device": {"type": "string"},
            "part": {
                "type": "object",
                "required": ["number", "of"],
                "properties": {"number": {"type": "integer", "minimum": 1}, "of": {"type": "integer", "minimum": 1}},
            },
            "counts": {
                "type": "object",
                "required": ["entries", "records", "files"],
                "properties": {"entries": count, "records": count, "files": count},
            },
            "members": {
                "type": "object",
                "propertyNames": {"pattern": "^(entries\\.jsonl|files/[0-9a-f]{64})$"},
                "additionalProperties": {
                    "type": "object",
                    "required": ["bytes", "sha256"],
                    "properties": {"bytes": count, "sha256": digest},
                },
            },
        },
    })
}

/// The text of `core/format.schema.json`.
#[must_use]
pub fn format_schema_text() -> String {
    format!("{:#}\n", format_schema())
}
