//! Every kind of record can be added, edited and named.

use super::*;
use crate::ask::name_of;
use crate::label::Lang;
use crate::record::{Item, SCHEMAS, states::MACHINES};

/// Kinds that are not added by hand: the workbook's own record.
const NOT_ADDED: [&str; 1] = ["workspace"];

/// Every field of a kind filled in.
fn full(world: &mut World, kind: &str) -> Value {
    let fields = crate::record::schema(kind).unwrap().fields.iter();
    let mut all: Value = fields.map(|field| (field.name, world.sample(field))).collect();
    for machine in MACHINES.iter().filter(|machine| machine.kind == kind) {
        all[machine.field] = json!(machine.start);
    }
    if kind == "activity" {
        // A class is not over before it begins.
        all["end_time"] = json!("09:30");
    }
    all
}

#[test]
fn there_are_all_the_kinds_of_the_requirements() {
    let kinds: Vec<&str> = SCHEMAS.iter().map(|schema| schema.kind).collect();
    let expected = "workspace org team person household enrolment case pairing assignment plan task rule measurement \
        activity document project fund_entry aid_scheme aid_grant issue assessment achievement notice report";
    assert_eq!(
        kinds,
        expected.split_whitespace().collect::<Vec<_>>(),
        "E15 is a part of the activity"
    );
}

#[test]
fn every_field_of_every_kind_is_added_read_edited_and_undone() {
    let mut world = World::new();
    for schema in SCHEMAS.iter().filter(|schema| !NOT_ADDED.contains(&schema.kind)) {
        let all = full(&mut world, schema.kind);
        let id = world.try_add(schema.kind, all.clone());
        let id = id.unwrap_or_else(|refusal| panic!("{}: {refusal}", schema.kind));
        assert_eq!(world.value(id), &all, "{}", schema.kind);
        let note = world.try_edit(id, json!({"note": "补记", "tags": {"重点": true}})).unwrap();
        assert_eq!(world.value(id)["note"], json!("补记"), "{}", schema.kind);
        world.run(&Command::Undo { act: note[0].stamp }).unwrap();
        assert_eq!(world.value(id), &all, "{}", schema.kind);
        assert_eq!(world.try_edit(id, all).unwrap(), [], "{}: nothing differs", schema.kind);
        for field in schema.fields.iter().filter(|field| field.required) {
            let emptied = world.try_edit(id, json!({field.name: null}));
            let governed =
                MACHINES.iter().any(|it| it.kind == schema.kind && it.field == field.name);
            assert!(
                governed || matches!(emptied, Err(Refusal::Fields(_))),
                "{}.{}",
                schema.kind,
                field.name
            );
        }
    }
}

#[test]
fn every_kind_has_a_name_that_people_can_read() {
    let mut world = World::new();
    for schema in SCHEMAS.iter().filter(|schema| !NOT_ADDED.contains(&schema.kind)) {
        let all = full(&mut world, schema.kind);
        let id = world.add(schema.kind, all);
        for lang in [Lang::ZhHans, Lang::ZhHant, Lang::En] {
            let name = name_of(world.ledger.state(), &world.catalog, id, lang);
            assert!(!name.is_empty(), "{} has no name", schema.kind);
            assert!(!name.contains(&id.to_string()[..8]), "{}: {name}", schema.kind);
        }
        let name = world.ledger.state().name(id);
        assert!(!name.is_empty() && name.chars().count() < 100, "{}: {name}", schema.kind);
    }
}

#[test]
fn the_new_kinds_are_named_by_whom_they_are_about() {
    let mut world = World::new();
    let child = world.add("person", json!({"name": "小禾"}));
    let school = world.add("org", json!({"name": "云溪小学"}));
    let home = world.add("household", json!({"head": child.to_string(), "address": "三组七号"}));
    let scheme = world.add("aid_scheme", json!({"name": "营养膳食"}));
    let mut named = |kind: &str, fields: Value| {
        let id = world.add(kind, fields);
        name_of(world.ledger.state(), &world.catalog, id, Lang::ZhHans)
    };
    let enrolled = json!({"person": child.to_string(), "school": school.to_string(), "school_year": "2026-2027"});
    assert_eq!(named("enrolment", enrolled), "小禾 云溪小学 2026-2027");
    let case = json!({"subject": home.to_string(), "kind": "registered_household"});
    assert_eq!(named("case", case), "小禾 · 建档立卡户");
    let grant = json!({"recipient": child.to_string(), "scheme": scheme.to_string(), "school_year": "2026-2027"});
    assert_eq!(named("aid_grant", grant), "小禾 营养膳食 2026-2027");
    let money = json!({"date": "2026-09-30", "direction": "out", "purpose": "中秋慰问"});
    assert_eq!(named("fund_entry", money), "2026-09-30 中秋慰问");
    let notice =
        json!({"kind": "name_list", "from": "2026-10-01", "content": "拟资助学生名单\n一、小禾"});
    assert_eq!(named("notice", notice), "名单公示 · 2026-10-01 拟资助学生名单");
    assert_eq!(named("household", json!({"address": "五组二号"})), "五组二号");
}

#[test]
fn who_speaks_about_whom_is_found_again() {
    use crate::record::{
        AidGrant, Case, Enrolment, FundEntry, Household, Notice, Person, Project, Report,
    };
    let mut world = World::new();
    let mut all = Vec::new();
    for kind in
        ["household", "enrolment", "case", "project", "fund_entry", "aid_grant", "notice", "report"]
    {
        let fields = full(&mut world, kind);
        all.push((world.add(kind, fields.clone()), fields));
    }
    let named = |at: usize, field: &str| -> RecordId {
        all[at].1[field].as_str().unwrap().parse().unwrap()
    };
    let index = world.ledger.state().index();
    let has = |found: Vec<RecordId>, at: usize| assert_eq!(found, [all[at].0]);
    fn of<T: crate::record::Record>(index: &crate::state::Index, id: RecordId) -> Vec<RecordId> {
        index.about::<T>(id).map(Id::untyped).collect()
    }
    has(of::<Household>(index, named(0, "head")), 0);
    has(of::<Enrolment>(index, named(1, "school")), 1);
    has(of::<Case>(index, named(2, "subject")), 2);
    has(of::<Project>(index, named(3, "plan")), 3);
    has(of::<FundEntry>(index, named(4, "project")), 4);
    has(of::<FundEntry>(index, named(4, "recipient")), 4);
    has(of::<AidGrant>(index, named(5, "scheme")), 5);
    let about = all[6].1["about"].as_object().unwrap().keys().next().unwrap().parse().unwrap();
    has(of::<Notice>(index, about), 6);
    has(of::<Report>(index, named(7, "plan")), 7);
    let home = all[0].0;
    let person = world.add("person", json!({"name": "小禾", "household": home.to_string()}));
    assert!(of::<Person>(world.ledger.state().index(), home).contains(&person));
    world.run(&Command::Delete { id: all[7].0 }).unwrap();
    let gone = of::<Report>(world.ledger.state().index(), named(7, "plan"));
    assert!(gone.is_empty(), "what lies in the recycle bin speaks about nothing");
}

#[test]
fn a_field_that_uses_a_word_of_rust_goes_by_its_own_name() {
    let names = crate::record::AssetItem::FIELDS.iter().map(|field| field.name);
    assert_eq!(names.collect::<Vec<_>>(), ["name", "quantity", "where", "state"]);
    let item = crate::record::AssetItem::read_item(&json!({"where": "库房"}));
    assert_eq!(item.r#where, "库房");
}
