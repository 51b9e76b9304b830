//! The rules of a township's scheme: standards, coverages, teachers, money, inspection.

use serde_json::json;

use super::aid::{did, said};
use super::world::World;
use crate::log::RecordId;

/// A poor village and the school that serves it.
fn village_school(world: &mut World) -> (RecordId, RecordId) {
    let village =
        world.add("org", json!({"name": "石桥村", "kind": "village", "is_poor_village": true}));
    let serves = json!({village.to_string(): true});
    let school = json!({"name": "石桥小学", "kind": "primary_school", "serves_villages": serves});
    (village, world.add("org", school))
}

fn teacher_of(world: &mut World, name: &str, org: RecordId) -> RecordId {
    world.add("person", json!({"name": name, "kinds": {"teacher": true}, "org": org.to_string()}))
}

fn posted(world: &mut World, person: RecordId, kind: &str, to: RecordId, from: &str) -> RecordId {
    let fields =
        json!({"person": person.to_string(), "kind": kind, "object": to.to_string(), "from": from});
    world.add("assignment", fields)
}

#[test]
fn every_child_gets_the_standard_of_the_year() {
    let mut world = World::new(&["R150", "R151"]);
    for (stage, due) in [("primary", 100_000), ("primary", 100_000), ("junior", 100_000)] {
        let child = world.add("person", json!({"name": stage}));
        let scheme =
            json!({"name": stage, "stage": stage, "component": "living_subsidy", "boarder": "yes"});
        let scheme = world.add("aid_scheme", scheme);
        // Two payments of a year are one standard.
        for half in ["2026-09-30", "2026-12-30"] {
            world.add("aid_grant", json!({"recipient": child.to_string(), "scheme": scheme.to_string(), "due": due / 2, "due_date": half}));
        }
    }
    assert!(said(&world, "R150", "2027-01-20").starts_with("2026 1000/1000 met"));
    assert!(said(&world, "R151", "2027-01-20").starts_with("2026 1000/1250 missed"));
}

#[test]
fn who_falls_back_is_taken_in_again_within_thirty_days() {
    let mut world = World::new(&["R158"]);
    let child = world.add("person", json!({"name": "小禾"}));
    let steps = json!({"s1": {"step": "assessment", "date": "2026-03-05"}, "s2": {"step": "confirmation", "date": "2026-10-20"}});
    let case = world.add("case", json!({
        "subject": child.to_string(), "kind": "aided_student", "state": "aided", "returned_on": "2026-10-01",
        "steps": steps,
    }));
    assert_eq!(said(&world, "R158", "2027-09-20"), "plan 100.0/100 met");
    world.edit(case, json!({"returned_on": "2026-09-10"}));
    assert_eq!(said(&world, "R158", "2027-09-20"), "plan 0.0/100 missed");
}

#[test]
fn earmarked_money_strays_when_it_is_used_for_something_else() {
    let mut world = World::new(&["R181"]);
    let plan = world.plan.to_string();
    let came = json!({"date": "2026-09-10", "direction": "in", "amount": 10_000_000, "earmark": "student_aid", "plan": plan});
    let came = world.add("fund_entry", came).to_string();
    for (used, amount, from) in [
        ("student_aid", 3_000_000, Some(&came)),
        ("general", 800_000, None),
        ("general", 12_300, Some(&came)),
    ] {
        let mut out = json!({"date": "2026-10-10", "direction": "out", "amount": amount, "use_code": used, "plan": plan});
        if let Some(from) = from {
            out["spent_from"] = json!(from);
        }
        assert!(
            said(&world, "R181", "2027-09-20").starts_with("2026 0/0 met"),
            "{}",
            said(&world, "R181", "2027-09-20")
        );
        world.add("fund_entry", out);
    }
    assert!(said(&world, "R181", "2027-09-20").starts_with("2026 123/0 missed"));
}

#[test]
fn teachers_of_poor_villages_come_are_trained_and_are_honoured_after_twenty_years() {
    let mut world = World::new(&["R169", "R171", "R172", "R177"]);
    let (_, school) = village_school(&mut world);
    let old = teacher_of(&mut world, "周老师", school);
    let new = teacher_of(&mut world, "吴老师", school);
    posted(&mut world, old, "retirement", school, "2026-10-01");
    assert!(said(&world, "R169", "2027-01-20").starts_with("2026 0/1 missed"));
    posted(&mut world, new, "new_recruit", school, "2026-09-01");
    assert!(said(&world, "R169", "2027-01-20").starts_with("2026 1/1 met"));
    let plan = world.plan.to_string();
    let mut task = |code: &str| {
        world.add("task", json!({"title": code, "plan": plan, "category": code})).to_string()
    };
    let (training, praise) = (task("training_year_1"), task("commend_village_teachers"));
    for (level, who) in [("school", old), ("county", new), ("county", new)] {
        let more = json!({
            "task": training, "fields": {"project_level": level, "subject": "语文"},
            "participants": {who.to_string(): {"role": "trainee"}},
        });
        did(&mut world, "K41", "2026-11-01", &more);
    }
    assert_eq!(said(&world, "R171", "2027-09-20"), "plan 50.0/85 missed");
    assert_eq!(said(&world, "R172", "2027-09-20"), "plan 1/10 missed");
    posted(&mut world, old, "office_holding", school, "2000-09-01");
    posted(&mut world, new, "office_holding", school, "2016-09-01");
    did(
        &mut world,
        "K46",
        "2026-11-01",
        &json!({"task": praise, "fields": {"winners": {old.to_string(): true}, "reason": "从教多年"}}),
    );
    assert!(said(&world, "R177", "2027-01-20").starts_with("2026 100.0/100 met"));
    did(
        &mut world,
        "K46",
        "2026-11-08",
        &json!({"task": praise, "fields": {"winners": {new.to_string(): true}, "reason": "从教多年"}}),
    );
    assert!(said(&world, "R177", "2027-01-20").starts_with("2026 50.0/100 missed"));
}

#[test]
fn a_school_has_what_was_measured_there_and_opens_the_courses_it_must() {
    let mut world = World::new(&["R163", "R166", "R167"]);
    let (_, school) = village_school(&mut world);
    let lower = world.add("org", json!({"name": "初小", "kind": "lower_primary_school"}));
    let points = [9_000, 10_000].map(|offered| {
        let point = world.add("org", json!({"name": "教学点", "kind": "teaching_point"})).to_string();
        for (indicator, value) in [("courses_offered", offered), ("courses_required", 10_000)] {
            world.add("measurement", json!({"subject": point, "indicator": indicator, "value": value, "as_of": "2026-10"}));
        }
        point
    });
    assert_eq!(points.len(), 2);
    assert_eq!(said(&world, "R166", "2027-01-20"), "2026-2027-1 95.0/100 missed");
    assert_eq!(said(&world, "R163", "2027-09-20"), "plan 0.0/100 missed");
    world.add("measurement", json!({"subject": lower.to_string(), "indicator": "banbantong_sets", "value": 1_000, "as_of": "2026-10"}));
    assert_eq!(said(&world, "R163", "2027-09-20"), "plan 100.0/100 met");
    for indicator in ["family_phone", "counselling_room", "after_school_class"] {
        assert_eq!(said(&world, "R167", "2027-09-20"), "plan 0.0/100 missed");
        world.add("measurement", json!({"subject": school.to_string(), "indicator": indicator, "met": true, "as_of": "2026-10"}));
    }
    assert_eq!(said(&world, "R167", "2027-09-20"), "plan 100.0/100 met");
}

#[test]
fn every_school_is_inspected_and_named_in_a_circular() {
    let mut world = World::new(&["R182", "R183"]);
    world.edit(world.helper, json!({"kind": "village"}));
    world.edit(world.helped, json!({"kind": "village"}));
    let (_, school) = village_school(&mut world);
    let (plan, school) = (world.plan.to_string(), school.to_string());
    did(&mut world, "K44", "2026-11-01", &json!({"fields": {"topic": "资助", "school": school}}));
    assert_eq!(said(&world, "R182", "2027-01-20"), "2026-2027-1 1/2 missed");
    world.add("report", json!({
        "title": "通报", "plan": plan, "kind": "circular", "state": "submitted", "submitted_on": "2026-11-10",
        "to": {school.clone(): true},
    }));
    assert_eq!(said(&world, "R182", "2027-01-20"), "2026-2027-1 2/2 met");
    world.add("assessment", json!({"name": "年度考核", "plan": plan, "kind": "year", "subject": school, "date": "2026-12-01"}));
    assert!(said(&world, "R183", "2027-01-20").starts_with("2026 1/1 met"));
}
