//! The catalogue and the records speak of the same lists and fields.

use jiedui_core::catalog::Catalog;
use jiedui_core::record::{Activity, Field, Item, SCHEMAS, Type, key_list};

/// Calls `look` with every field of every record, those of items inside included.
fn each_field(path: &str, fields: &[Field], look: &mut dyn FnMut(&str, &Field)) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        look(&path, field);
        if let Type::Items(inner) = field.ty {
            each_field(&path, inner, look);
        }
    }
}

#[test]
fn every_list_that_a_field_names_is_in_the_catalogue() {
    let catalog = Catalog::builtin();
    let mut lists = 0;
    for schema in SCHEMAS {
        each_field(schema.kind, schema.fields, &mut |path, field| {
            let (Type::Code(list) | Type::CodeSet(list)) = field.ty else { return };
            lists += 1;
            // The kinds are a section of their own; tags and dates are whatever people write.
            let free = ["activity_kind", "tag", "date"].contains(&list);
            assert!(free || !catalog.codes(list).is_empty(), "{path}: no list {list}");
        });
    }
    for schema in SCHEMAS {
        for field in schema.fields {
            let list = key_list(schema.kind, field.name);
            assert!(list.is_empty() || !catalog.codes(list).is_empty(), "no list {list}");
            assert!(list.is_empty() || matches!(field.ty, Type::Items(_)), "{}", field.name);
        }
    }
    assert!(lists > 40, "only {lists} fields with codes were found");
}

#[test]
fn an_own_field_of_a_kind_is_a_field_of_the_activity_and_no_other_is() {
    let catalog = Catalog::builtin();
    for kind in catalog.kinds() {
        for special in catalog.fields_of(&kind.code) {
            let path = format!("{}.{}", kind.code, special.name);
            let field = Activity::FIELDS.iter().find(|field| field.name == special.name);
            assert_eq!(special.own, field.is_some(), "{path}");
            let fits = match field.map(|field| field.ty) {
                None => true,
                Some(Type::Text(_) | Type::Long) => special.form.ends_with("text"),
                Some(Type::Date) => special.form == "date",
                Some(Type::Code(list)) => special.form == "code" && special.list == list,
                Some(Type::Ref(kinds)) => special.form == format!("ref:{}", kinds[0]),
                Some(_) => false,
            };
            assert!(fits, "{path}: {} is not what the activity holds", special.form);
        }
    }
}
