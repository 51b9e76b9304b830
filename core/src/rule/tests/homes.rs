//! The rules of whole villages: who is poor, what is built, what is reported.

use serde_json::{Map, Value, json};

use super::aid::{becomes, did, said};
use super::world::World;
use crate::log::RecordId;

/// A household of so many people of a group, with its case.
fn home(
    world: &mut World,
    people: usize,
    categories: &Value,
    case: &Value,
) -> (RecordId, RecordId) {
    let members: Map<String, Value> = (0..people)
        .map(|_| (world.add("person", json!({"name": "周"})).to_string(), json!(true)))
        .collect();
    let home = world
        .add("household", json!({"group": "一组", "categories": categories, "members": members}));
    let mut all = json!({"subject": home.to_string(), "kind": "registered_household"});
    all.as_object_mut().unwrap().extend(case.as_object().unwrap().clone());
    (home, world.add("case", all))
}

/// The rule with other thresholds of its parts than those of the source.
fn parts(world: &mut World, code: &str, thresholds: &[i64]) {
    let draft = world.catalog.rule(code).unwrap();
    let mut params = Value::Object(draft.params.clone());
    for (part, threshold) in params["parts"].as_array_mut().unwrap().iter_mut().zip(thresholds) {
        part["threshold"] = json!(threshold * 1000);
    }
    world.rule(code, json!({"params": params}));
}

#[test]
fn households_and_people_are_counted_by_category_and_add_up() {
    let mut world = World::new(&[]);
    parts(&mut world, "R112", &[1, 3, 6]);
    parts(&mut world, "R113", &[1, 1, 1, 2, 1, 3, 0]);
    parts(&mut world, "R114", &[1, 4]);
    let aided = json!({"state": "aided"});
    home(&mut world, 1, &json!({"five_guarantee": true}), &aided);
    home(&mut world, 2, &json!({"allowance": true}), &aided);
    home(
        &mut world,
        3,
        &json!({"allowance": true, "poverty_aid": true}),
        &json!({"state": "confirmed"}),
    );
    home(&mut world, 4, &json!({"poverty_aid": true}), &json!({"state": "removed"}));
    assert_eq!(said(&world, "R112", "2026-09-20"), "2026-09-01 3/3 met");
    assert_eq!(said(&world, "R113", "2026-09-20"), "2026-09-01 7/7 met");
    assert_eq!(said(&world, "R114", "2026-09-20"), "2026-09-01 2/2 met");
    // A household of none of these categories leaves a gap.
    home(&mut world, 1, &json!({"other": true}), &aided);
    assert_eq!(said(&world, "R113", "2026-09-20"), "2026-09-01 6/7 missed");
}

#[test]
fn a_household_goes_through_all_three_steps_and_gets_a_plan() {
    let mut world = World::new(&["R069", "R115"]);
    let step = |step: &str| json!({"step": step, "date": "2026-09-20"});
    let all = json!({"a": step("first_selection"), "b": step("assessment"), "c": step("notice")});
    let (one, _) = home(&mut world, 1, &json!({}), &json!({"state": "aided", "steps": all}));
    let (_, case) = home(
        &mut world,
        1,
        &json!({}),
        &json!({"state": "aided", "steps": {"a": step("first_selection")}}),
    );
    assert_eq!(said(&world, "R115", "2027-09-20"), "plan 50.0/100 missed");
    world.edit(case, json!({"steps": {"b": step("assessment"), "c": step("notice")}}));
    assert_eq!(said(&world, "R115", "2027-09-20"), "plan 100.0/100 met");
    let plan = world.plan.to_string();
    let task = world.add("task", json!({"title": "帮扶", "plan": plan, "linked": {one.to_string(): true}, "state": "active"}));
    assert_eq!(said(&world, "R069", "2027-09-20"), "plan 50.0/100 missed");
    becomes(&mut world, task, "cancelled", json!({}));
    assert_eq!(said(&world, "R069", "2027-09-20"), "plan 0.0/100 missed");
}

#[test]
fn bridges_roads_and_mulberry_count_when_they_are_there() {
    let mut world = World::new(&["R070", "R071", "R072", "R073", "R118"]);
    let plan = world.plan.to_string();
    let mut project = |kind: &str, spec: &str, done: i64, more: Value| {
        let mut all = json!({
            "name": kind, "plan": plan, "kind": kind, "spec": {spec: {"name": spec, "unit": "个"}},
            "quantity_done": {"q": {"date": "2026-10-01", "value": done}},
        });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        world.add("project", all)
    };
    let bridge = project("bridge", "bridges", 1_000, json!({"state": "accepted"}));
    project("planting", "mulberry_area", 90_000, json!({}));
    project(
        "road",
        "section_1",
        1_500,
        json!({"milestones": {"completed": {"actual": "2027-04-20"}}}),
    );
    let second = project(
        "road",
        "section_2",
        900,
        json!({"milestones": {"completed": {"actual": "2027-05-20"}}}),
    );
    assert_eq!(said(&world, "R070", "2027-09-20"), "plan 90/100 missed");
    assert_eq!(said(&world, "R071", "2027-09-20"), "plan 0/1 missed");
    assert_eq!(said(&world, "R073", "2027-09-20"), "plan 1/2 missed");
    // The plan of this world begins in September: its eighth month ends on 30 April.
    assert_eq!(said(&world, "R118", "2027-09-20"), "plan 50.0/100 missed");
    becomes(&mut world, bridge, "in_use", json!({}));
    world.edit(
        second,
        json!({
            "quantity_done": {"r": {"date": "2026-11-01", "value": 100}},
            "milestones": {"completed": {"actual": "2027-04-30"}},
        }),
    );
    for code in ["R071", "R073", "R118"] {
        assert!(
            said(&world, code, "2027-09-20").ends_with("met"),
            "{}",
            said(&world, code, "2027-09-20")
        );
    }
    let money = json!({"date": "2026-10-01", "direction": "in", "amount": 82_000_000, "project": bridge.to_string(), "plan": plan});
    world.add("fund_entry", money);
    assert_eq!(said(&world, "R072", "2027-09-20"), "plan 820000/820000 met");
}

#[test]
fn trainings_and_breeders_are_those_of_their_task() {
    let mut world = World::new(&["R076", "R077", "R117"]);
    let plan = world.plan.to_string();
    let mut task = |code: &str| {
        world.add(
            "task",
            json!({"title": code, "plan": plan, "category": code, "done_on": "2027-02-20"}),
        )
    };
    let [turn, tobacco, silk, goats, pigs] = [
        "crop_rotation",
        "training_tobacco",
        "training_sericulture",
        "goat_household",
        "pig_household",
    ]
    .map(|code| task(code).to_string());
    did(&mut world, "K59", "2026-10-01", &json!({"task": turn, "fields": {"household": "全村"}}));
    did(&mut world, "K54", "2026-10-02", &json!({"task": tobacco, "fields": {"topic": "烤烟"}}));
    assert!(said(&world, "R076", "2027-01-20").starts_with("2026 1/1 met"));
    assert!(said(&world, "R077", "2027-01-20").starts_with("2026 1/2 missed"));
    did(&mut world, "K54", "2026-10-09", &json!({"task": silk, "fields": {"topic": "养蚕"}}));
    assert!(said(&world, "R077", "2027-01-20").starts_with("2026 2/2 met"));
    did(&mut world, "K59", "2026-11-01", &json!({"task": goats, "fields": {"household": "周家"}}));
    assert_eq!(said(&world, "R117", "2027-09-20"), "plan 2/3 missed");
    did(&mut world, "K59", "2026-11-02", &json!({"task": pigs, "fields": {"household": "吴家"}}));
    assert_eq!(said(&world, "R117", "2027-09-20"), "plan 3/3 met");
}

/// Two villages under the plan, told apart by their tags.
fn two_villages(world: &mut World) -> [RecordId; 2] {
    ["village_a", "village_b"]
        .map(|tag| world.add("org", json!({"name": tag, "kind": "village", "tags": {tag: true}})))
}

fn measure(world: &mut World, village: RecordId, indicator: &str, value: i64) {
    let subject = village.to_string();
    let fact = json!({"subject": subject, "indicator": indicator, "value": value * 1000, "as_of": "2026-09"});
    world.add("measurement", fact);
}

#[test]
fn two_villages_keep_their_figures_apart() {
    let mut world = World::new(&["R068"]);
    let [one, other] = two_villages(&mut world);
    parts(&mut world, "R092", &[10, 704, 2912, 1100, 3910, 1510, 2400, 0]);
    for (indicator, value) in [
        ("village_group_count", 10),
        ("household_count", 704),
        ("population", 2912),
        ("working_outside", 1100),
        ("farmland", 3910),
        ("dry_land", 1510),
        ("paddy_land", 2400),
        ("poor_population", 1024),
    ] {
        measure(&mut world, one, indicator, value);
    }
    measure(&mut world, other, "population", 2200);
    assert_eq!(said(&world, "R092", "2026-09-20"), "2026-09-01 8/8 met");
    assert_eq!(said(&world, "R068", "2026-09-20"), "2026-09-01 20.0/19.5 met");
}

#[test]
fn every_village_is_surveyed_before_its_plan_and_visited_after_it() {
    let mut world = World::new(&["R094", "R095"]);
    let [one, other] = two_villages(&mut world);
    did(&mut world, "K53", "2026-09-10", &json!({"targets": {one.to_string(): true}}));
    world.file("plan", one, json!({}));
    assert_eq!(said(&world, "R094", "2027-09-20"), "plan 50.0/100 missed");
    for village in [one, other] {
        let visit = json!({"host_org": village.to_string(), "fields": {"household": "周家"}});
        did(&mut world, "K52", "2026-10-10", &visit);
    }
    assert_eq!(said(&world, "R095", "2027-09-20"), "plan 100.0/100 met");
}
