//! Rules that are a share: ratings, posts, judgements, requests, checklists, and the joint result.

use serde_json::json;

use super::world::{World, fields, in_words, whys};
use super::*;

#[test]
fn r483_and_r484_take_the_latest_rating_of_each_teacher() {
    let mut world = World::new(&["R483", "R484"]);
    let lines = |world: &World, on: &str| world.lines(on).join(" | ");
    assert_eq!(lines(&world, "2026-11-23"), "2026-11-23 ?/30 no_data | 2026-11-23 ?/100 no_data");
    assert_eq!(world.assess("2026-11-23")[0].lack, Some(Lack::Teachers));
    let teachers: Vec<_> = ["甲", "乙", "丙", "丁"].map(|name| world.teacher(name)).to_vec();
    assert_eq!(world.assess("2026-11-23")[0].lack, Some(Lack::Ratings));
    world.rated(teachers[0], "2026-10-10", "unqualified");
    let best = world.rated(teachers[0], "2026-11-10", "excellent");
    let good = world.rated(teachers[1], "2026-11-11", "qualified");
    world.rated(teachers[2], "2026-08-20", "excellent");
    // Rated in the plan: two, one of them excellent: 1/2. Qualified: 2 of all 4; two have no rating yet.
    let outcomes = world.assess("2026-11-23");
    assert_eq!(in_words(&outcomes[0]), "2026-11-23 50.0/30 met");
    assert_eq!(outcomes[0].records, [best]);
    assert_eq!(whys(&outcomes[0]), [(good, Why::BelowStandard)]);
    let unrated: Vec<_> = teachers[2..].iter().map(|id| Unknown::Person(Id::new(*id))).collect();
    assert_eq!(outcomes[0].unknowns, unrated);
    // Two more lessons to rate, one a school day: Thursday 14 January. Due at the end of the semester.
    assert_eq!(in_words(&outcomes[1]), "2026-11-23 50.0/100 on_track red 2027-01-14");
    assert_eq!(outcomes[1].gap, Some(Amount::Whole(2)));
    // After the plan the unrated are unknown, not failed.
    assert_eq!(world.lines("2027-09-30")[1], "2027-08-31 50.0/100 no_data");
    world.rated(teachers[2], "2027-06-01", "good");
    world.rated(teachers[3], "2027-06-02", "unqualified");
    assert_eq!(
        lines(&world, "2027-09-30"),
        "2027-08-31 25.0/30 missed red 2027-07-02 | 2027-08-31 75.0/100 missed red 2027-07-02"
    );
}

#[test]
fn r484_counts_teachers_who_left_no_more() {
    let mut world = World::new(&["R484"]);
    let (stays, leaves) = (world.teacher("甲"), world.teacher("乙"));
    world.rated(stays, "2026-10-10", "qualified");
    world.edit(leaves, json!({"left_on": "2026-11-01"}));
    assert_eq!(world.line("2026-10-20"), "2026-10-20 50.0/100 on_track red 2027-01-15");
    assert_eq!(world.line("2026-11-23"), "2026-11-23 100.0/100 on_track");
}

#[test]
fn r486_a_surplus_in_one_post_fills_no_other() {
    let mut world = World::new(&["R486"]);
    assert_eq!(world.line("2026-11-23"), "2026-11-23 ?/100 no_data");
    world.edit(
        world.helped,
        json!({"posts_required": {"teacher": {"required": 6, "filled": 9}, "nurse": {"required": 3, "filled": 1}, "cook": {"required": 1}}}),
    );
    let outcome = world.last("2026-11-23");
    // 6 + 1 of 10; nobody knows about the cook.
    assert_eq!(in_words(&outcome), "2026-11-23 70.0/100 on_track red 2027-08-31");
    assert_eq!(outcome.amount, Some(Amount::Share { part: 7, of: 10 }));
    assert_eq!(outcome.unknowns, [Unknown::Post("cook".to_owned())]);
    // With 80 % of the plan over an even pace would be past 8 of 10.
    assert_eq!(world.last("2027-06-10").verdict, Verdict::Behind);
    world.edit(
        world.helped,
        json!({"posts_required": {"nurse": {"filled": 3}, "cook": {"filled": 1}}}),
    );
    assert_eq!(world.line("2026-11-23"), "2026-11-23 100.0/100 on_track");
    assert_eq!(world.line("2027-08-31"), "2027-08-31 100.0/100 met");
}

#[test]
fn r487_one_observation_out_of_line_settles_the_year() {
    let mut world = World::new(&["R487"]);
    assert_eq!(world.last("2026-11-23").lack, Some(Lack::Activities));
    let open = world.did("K14", "2026-09-10", json!({}));
    let outcome = world.last("2026-11-23");
    assert_eq!((outcome.verdict, outcome.lack.clone()), (Verdict::NoData, Some(Lack::Ratings)));
    assert_eq!(whys(&outcome), [(open, Why::NotRated)]);
    world.did("K14", "2026-10-12", json!({"fields": {"guideline": "mostly_in_line"}}));
    world.did("K14", "2026-10-13", json!({"fields": {"guideline": "in_line"}}));
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-2027 100.0/100 on_track");
    assert_eq!(outcome.unknowns, [Unknown::Record(open)]);
    let bad = world.did("K14", "2026-11-02", json!({"fields": {"guideline": "not_in_line"}}));
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-2027 66.7/100 missed");
    assert!(whys(&outcome).contains(&(bad, Why::BelowStandard)));
}

#[test]
fn r493_a_request_is_accepted_when_lodging_and_mentor_are_arranged() {
    let mut world = World::new(&["R493"]);
    assert_eq!(world.last("2026-11-23").lack, Some(Lack::Requests));
    let wish = |world: &mut World, date: &str| {
        let org = world.helped.to_string();
        world.add("issue", json!({"title": "跟岗", "category": "shadowing_request", "raised_on": date, "raised_by": org}))
    };
    let (one, two) = (wish(&mut world, "2026-09-20"), wish(&mut world, "2026-10-20"));
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-2027 0.0/100 on_track red 2027-08-31");
    assert_eq!(whys(&outcome), [(one, Why::NotAccepted), (two, Why::NotAccepted)]);
    assert_eq!(outcome.scope.name, "云溪实验幼儿园 → 青禾幼儿园");
    let mentor = world.teacher("师傅").to_string();
    let whole = json!({
        "request": one.to_string(), "exchange_state": "accepted", "logistics": "园内宿舍,食堂用餐", "host_mentor": mentor,
        "state": "planned",
    });
    world.did("K13", "2026-12-01", whole);
    let half =
        json!({"request": two.to_string(), "exchange_state": "running", "logistics": "宿舍"});
    let half = world.did("K13", "2026-11-01", half);
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "2026-2027 50.0/100 on_track red 2027-08-31");
    assert_eq!(outcome.records, [one]);
    assert_eq!(
        whys(&outcome),
        [(two, Why::NotArranged { fields: vec!["host_mentor".to_owned()] })]
    );
    world.edit(half, json!({"host_mentor": mentor}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 100.0/100 on_track");
    // Shadowing that nobody asked for in writing is a request of its own; a cancelled one is none.
    world.did("K13", "2026-11-10", json!({}));
    world.did("K13", "2026-11-11", json!({"state": "cancelled", "state_reason": "生病"}));
    assert_eq!(world.line("2026-11-23"), "2026-2027 66.7/100 on_track red 2027-08-31");
}

#[test]
fn r495_an_item_is_in_order_when_it_is_met_or_scheduled() {
    let mut world = World::new(&["R495"]);
    let fact = |world: &World, item: &str, more: serde_json::Value| {
        let mut all = fields(
            json!({"subject": world.helped.to_string(), "indicator": format!("condition_item:{item}")}),
        );
        all.extend(fields(more));
        serde_json::Value::Object(all)
    };
    let blank = fact(&world, "kitchen", json!({}));
    let kitchen = world.add("measurement", blank);
    assert_eq!(world.last("2026-11-23").lack, Some(Lack::Items));
    let met = fact(&world, "books", json!({"met": true, "as_of": "2026-09"}));
    world.add("measurement", met);
    let not_met = fact(&world, "nap", json!({"as_of": "2026-09-20"}));
    let nap = world.add("measurement", not_met);
    let outcome = world.last("2026-11-23");
    assert_eq!(in_words(&outcome), "plan 33.3/100 on_track red 2027-08-31");
    assert_eq!(whys(&outcome), [(nap, Why::NotScheduled)]);
    assert_eq!(outcome.unknowns, [Unknown::Record(kitchen)]);
    let task = world.add(
        "task",
        json!({"title": "午睡室", "plan": world.plan.to_string(), "category": "condition_item:nap", "due": "2027-03-01", "state": "not_started"}),
    );
    let outcome = world.last("2026-11-23");
    assert_eq!(outcome.amount, Some(Amount::Share { part: 2, of: 3 }));
    assert!(outcome.records.contains(&task));
    // After the plan the kitchen is unknown, not failed.
    assert_eq!(world.last("2027-09-01").verdict, Verdict::NoData);
    let late = fact(&world, "kitchen", json!({"met": true, "as_of": "2027-05-05"}));
    world.add("measurement", late);
    assert_eq!(world.line("2027-09-01"), "plan 100.0/100 met");
    assert_eq!(world.last("2026-11-23").amount, Some(Amount::Share { part: 2, of: 3 }));
}

#[test]
fn r498_a_joint_result_is_one_grade_for_both_sides() {
    let mut world = World::new(&["R498"]);
    assert_eq!(world.last("2026-11-23").lack, Some(Lack::Assessments));
    let form = |world: &World, org: crate::log::RecordId, grade: &str| {
        json!({
            "name": "效果检查", "kind": "effect_check", "plan": world.plan.to_string(), "subject": org.to_string(),
            "date": "2027-06-20", "grade": grade, "joint": true,
        })
    };
    let helped = form(&world, world.helped, "qualified");
    world.add("assessment", helped);
    assert_eq!(world.line("2027-06-30"), "2026-2027 ?/1 no_data");
    let helper = form(&world, world.helper, "excellent");
    let helper = world.add("assessment", helper);
    assert_eq!(world.last("2027-06-30").amount, Some(Amount::Whole(0)));
    world.edit(helper, json!({"grade": "qualified"}));
    assert_eq!(world.line("2027-06-30"), "2026-2027 1/1 on_track");
    assert_eq!(world.line("2027-08-31"), "2026-2027 1/1 met");
}
