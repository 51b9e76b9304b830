//! Rules over documents.

use serde_json::json;

use super::world::{World, in_words, whys};
use super::*;

fn missing(kinds: &[&str]) -> Why {
    Why::MissingDocuments { kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect() }
}

#[test]
fn r489_every_session_has_material_and_the_topic_has_plan_and_scheme() {
    let mut world = World::new(&["R489"]);
    assert_eq!(world.last("2026-11-23").lack, Some(Lack::Activities));
    let one = world.did("K08", "2026-10-10", json!({}));
    let two = world.did("K08", "2026-11-10", json!({}));
    world.file("process", one, json!({}));
    world.file("plan", one, json!({}));
    let outcome = world.last("2026-11-23");
    // Two sessions and two parts that are needed once: session one and the plan are there, 2 of 4.
    assert_eq!(in_words(&outcome), "2026-2027 50.0/100 on_track red 2027-08-31");
    assert_eq!(whys(&outcome), [(two, missing(&["process"])), (world.pair, missing(&["scheme"]))]);
    world.file("process", two, json!({}));
    world.file("scheme", world.pair, json!({"taken_on": "2026-09-20"}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 100.0/100 on_track");
}

#[test]
fn r490_parent_work_has_three_parts() {
    let mut world = World::new(&["R490"]);
    let outcome = world.last("2026-11-23");
    // An event is missing, so the red line is the last school day of the year, 2 July.
    assert_eq!(in_words(&outcome), "2026-2027 0/3 on_track red 2027-07-02");
    world.file("plan", world.helped, json!({"volume": "parent_work", "taken_on": "2026-09-15"}));
    world.file("summary", world.helped, json!({"volume": "outreach"}));
    let open_day = world.did("K20", "2026-10-20", json!({}));
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-2027 2/3 on_track red 2027-08-31");
    assert_eq!(whys(&outcome), [(world.pair, missing(&["summary"]))]);
    world.file("summary", open_day, json!({}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 3/3 met");
}

#[test]
fn r491_feature_building_has_three_kinds_of_material() {
    let mut world = World::new(&["R491"]);
    let feature = world.did("K26", "2026-10-20", json!({}));
    world.file("plan", feature, json!({}));
    world.file("process", feature, json!({}));
    let old =
        world.file("effect", world.pair, json!({"volume": "feature", "taken_on": "2026-05-01"}));
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-2027 2/3 on_track red 2027-08-31");
    assert_eq!(whys(&outcome), [(old, Why::OutsidePeriod), (world.pair, missing(&["effect"]))]);
    world.edit(old, json!({"taken_on": "2026-11-01"}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 3/3 met");
}

#[test]
fn r492_every_activity_has_its_four_documents() {
    let mut world = World::new(&["R492"]);
    let whole = world.did("K01", "2026-10-10", json!({"class_hours": 200}));
    for kind in ["plan", "measures", "record", "summary"] {
        world.file(kind, whole, json!({}));
    }
    let photo = world.add("document", json!({"kind": "record"}));
    let half = world.did("K07", "2026-11-10", json!({"documents": {photo.to_string(): true}}));
    world.did("K07", "2026-11-30", json!({"state": "planned"}));
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-11-23 50.0/100 on_track red 2027-08-31");
    assert_eq!(outcome.records, [whole]);
    assert_eq!(whys(&outcome), [(half, missing(&["measures", "plan", "summary"]))]);
    assert_eq!(outcome.scope.side, Side::Both);
    // One outcome for both sides: they share the workbook's records.
    assert_eq!(world.assess("2026-11-23").len(), 1);
}

#[test]
fn r494_the_helpers_work_has_plan_scheme_and_material() {
    let mut world = World::new(&["R494"]);
    world.file("plan", world.plan, json!({}));
    world.file("scheme", world.pair, json!({}));
    world.file("process", world.helped, json!({"volume": "overview"}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 2/3 on_track red 2027-08-31");
    world.file("process", world.helper, json!({"volume": "overview"}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 3/3 met");
}
