//! The assessor: the same answers, kept up to date, and only what was touched measured again.

use serde_json::json;

use super::world::{World, day};
use super::*;

#[test]
fn an_assessor_says_what_a_fresh_assessment_says_after_every_change() {
    let mut world = World::new(&["R480", "R481", "R484", "R486", "R488", "R492", "R493", "R495"]);
    let other = world.add("org", json!({"name": "石桥幼儿园"}));
    world.pair_with(other);
    let mut assessor = Assessor::default();
    let on = day("2026-11-23");
    let mut check = |world: &World, on| {
        let fresh = assess(world.state(), on);
        assert_eq!(assessor.assess(world.state(), on), fresh);
    };
    check(&world, on);
    let visit = world.did("K01", "2026-11-20", json!({"class_hours": 100}));
    check(&world, on);
    let document = world.file("plan", visit, json!({}));
    check(&world, on);
    world.run(&crate::command::Command::Delete { id: document });
    check(&world, on);
    world.run(&crate::command::Command::Delete { id: visit });
    check(&world, on);
    world.run(&crate::command::Command::Restore { id: visit });
    check(&world, on);
    let named = world.add("document", json!({"kind": "summary"}));
    world.edit(visit, json!({"documents": {named.to_string(): true}}));
    check(&world, on);
    world.edit(named, json!({"kind": "record"}));
    check(&world, on);
    let teacher = world.teacher("甲");
    check(&world, on);
    world.rated(teacher, "2026-11-10", "good");
    check(&world, on);
    world.edit(
        world.helped,
        json!({"name": "青禾中心园", "posts_required": {"cook": {"required": 2, "filled": 1}}}),
    );
    check(&world, on);
    world.add("issue", json!({"title": "作业", "category": "primary_style", "raised_on": "2026-11-20", "source_activity": visit.to_string()}));
    check(&world, on);
    let item = json!({"subject": other.to_string(), "indicator": "condition_item:nap", "as_of": "2026-11-01"});
    world.add("measurement", item);
    check(&world, on);
    let task = json!({"title": "午睡", "plan": world.plan.to_string(), "category": "condition_item:nap", "due": "2027-01-01", "state": "not_started"});
    world.add("task", task);
    check(&world, on);
    world.edit(visit, json!({"pairings": {world.pair.to_string(): false}}));
    check(&world, on);
    world.set("R681", "teaching_month");
    check(&world, on);
    check(&world, day("2027-03-01"));
}

#[test]
fn one_new_activity_touches_its_own_pair_only() {
    let mut world = World::new(&["R481"]);
    let other = world.add("org", json!({"name": "石桥幼儿园"}));
    let other_pair = world.pair_with(other);
    let (before, mine) = (world.state().touched(other_pair), world.pair);
    world.did("K01", "2026-11-20", json!({"class_hours": 100}));
    assert_eq!(world.state().touched(other_pair), before);
    assert_eq!(world.state().touched(mine), world.state().revision());
}
