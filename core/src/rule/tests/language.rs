//! The query language over a small world, each metric and condition worked out by hand.

use serde_json::{Value, json};

use super::world::{World, day, in_words, whys};
use super::*;
use crate::catalog::Catalog;
use crate::log::RecordId;
use crate::record::{Item, Rule};

/// Every rule of the catalogue as the record a plan would hold.
fn all() -> Vec<Rule> {
    let zero = RecordId::new(1);
    let catalog = Catalog::builtin();
    let records = catalog.rules().iter().map(|rule| crate::plan::rule_record(rule, zero, zero));
    records.map(|change| Rule::read_item(&Value::Object(change.patch))).collect()
}

/// A rule of the plan itself.
pub(super) fn ask(world: &mut World, metric: &str, params: Value, more: Value) -> RecordId {
    let mut rule = json!({
        "code": "R1", "plan": world.plan.to_string(), "metric": metric, "params": params, "scope": "plan",
        "comparator": ">=", "threshold": 1000, "unit": "time", "period": "plan",
    });
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.add("rule", rule)
}

fn said(
    metric: &str,
    params: Value,
    more: Value,
    fill: impl FnOnce(&mut World),
    on: &str,
) -> String {
    let mut world = World::new(&[]);
    fill(&mut world);
    ask(&mut world, metric, params, more);
    world.line(on)
}

#[test]
fn every_rule_of_the_catalogue_can_be_read() {
    let settings = Settings::default();
    let zero = Id::new(RecordId::new(1));
    let rules = all();
    assert_eq!(rules.len(), 247);
    let unread = rules.iter().filter(|rule| Ready::read(zero, rule, &settings).asks.is_none());
    assert_eq!(unread.map(|rule| rule.code.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// Over a workbook in which nothing was done, every rule gives an outcome, and none that lacks its data is "not met".
#[test]
fn every_rule_of_the_catalogue_says_what_it_lacks_in_an_empty_workbook() {
    let mut world = World::new(&[]);
    for code in world.catalog.rules().iter().map(|rule| rule.code.clone()).collect::<Vec<_>>() {
        world.rule(&code, json!({}));
    }
    let outcomes = world.assess("2027-08-31");
    for rule in world.catalog.rules() {
        let own: Vec<_> = outcomes.iter().filter(|it| it.code == rule.code).collect();
        assert!(!own.is_empty(), "{} is not asked", rule.code);
        for outcome in own {
            let no_data = outcome.amount.is_none();
            assert_eq!(no_data, outcome.lack.is_some(), "{outcome:?}");
            assert_ne!(outcome.lack, Some(Lack::UnknownRule), "{outcome:?}");
            assert!(!no_data || outcome.verdict != Verdict::Missed, "{outcome:?}");
            assert!(rule.basis != "mask" || outcome.lack == Some(Lack::Threshold), "{outcome:?}");
        }
    }
}

#[test]
fn a_rule_of_a_plan_is_asked_of_the_plan_itself_whoever_is_paired() {
    let mut world = World::new(&[]);
    let other = world.add("org", json!({"name": "第三幼儿园"}));
    world.pair_with(other);
    ask(
        &mut world,
        "figure",
        json!({"value": {"count": {"of": "activity", "kinds": ["K36"]}}}),
        json!({}),
    );
    world.did("K36", "2026-10-08", json!({"pairings": {}}));
    let outcomes = world.assess("2026-10-30");
    assert_eq!(outcomes.len(), 1);
    assert_eq!((outcomes[0].scope.pairing, outcomes[0].scope.name.as_str()), (None, "结对"));
    assert_eq!(outcomes[0].about(), world.plan);
    assert_eq!(in_words(&outcomes[0]), "plan 1/1 met");
}

#[test]
fn of_several_plans_each_counts_what_names_it() {
    let mut world = World::new(&[]);
    let other =
        world.add("plan", json!({"title": "另一份", "from": "2026-09-01", "to": "2027-08-31"}));
    let task = world.add("task", json!({"title": "入户", "plan": other.to_string()}));
    ask(
        &mut world,
        "figure",
        json!({"value": {"count": {"of": "activity", "kinds": ["K36"]}}}),
        json!({"threshold": 2000}),
    );
    world.did("K36", "2026-10-08", json!({}));
    world.did("K36", "2026-10-09", json!({"pairings": {}, "plan": world.plan.to_string()}));
    world.did("K36", "2026-10-10", json!({"pairings": {}, "task": task.to_string()}));
    world.did("K36", "2026-10-11", json!({"pairings": {}}));
    assert_eq!(world.line("2026-11-30"), "plan 2/2 met");
}

/// A child at the helped school: the person and the enrolment.
fn child(world: &mut World, name: &str, stage: &str, poor: bool) -> (RecordId, RecordId) {
    let person = world.add("person", json!({"name": name, "kinds": {"student": true}}));
    let school = world.helped.to_string();
    let more = json!({
        "person": person.to_string(), "school": school, "stage": stage, "poor": poor, "school_year": "2026-2027",
    });
    (person, world.add("enrolment", more))
}

#[test]
fn coverage_lists_who_is_missing_and_never_calls_the_unknown_not_met() {
    let params = json!({
        "of": {"of": "enrolment", "where": [{"field": "poor", "is": true}]},
        "met": [{"field": "stage", "any_of": ["primary"]}, {"linked": {"of": "activity", "kinds": ["K30"]}, "by": "student", "to": "person"}],
    });
    let share = json!({"unit": "share", "comparator": "==", "threshold": 1000});
    let mut world = World::new(&[]);
    ask(&mut world, "coverage", params, share);
    let none = world.last("2027-09-10");
    assert_eq!(
        (none.verdict, none.lack),
        (Verdict::NoData, Some(Lack::Records { kind: "enrolment".into() }))
    );
    let (visited, one) = child(&mut world, "甲", "primary", true);
    let (_, two) = child(&mut world, "乙", "primary", true);
    let (lucky, three) = child(&mut world, "丙", "", true);
    child(&mut world, "丁", "primary", false);
    for person in [visited, lucky] {
        world.did(
            "K30",
            "2026-11-02",
            json!({"pairings": {}, "fields": {"student": person.to_string()}}),
        );
    }
    let outcome = world.last("2026-12-01");
    assert_eq!(
        (in_words(&outcome), outcome.records.clone()),
        ("plan 33.3/100 on_track red 2027-08-31".into(), vec![one])
    );
    let nothing = Why::NothingLinked { kind: "activity".into() };
    assert_eq!(
        whys(&outcome),
        [(two, nothing), (three, Why::FieldEmpty { field: "stage".into() })]
    );
    assert_eq!(outcome.unknowns, [Unknown::Record(three)]);
    assert_eq!(
        world.last("2027-09-10").verdict,
        Verdict::Missed,
        "乙 was not visited, whatever 丙's stage"
    );
    world.edit(two, json!({"poor": false}));
    assert_eq!(
        world.last("2027-09-10").verdict,
        Verdict::NoData,
        "only what is unknown stands in the way"
    );
}

#[test]
fn sums_read_money_hours_and_numbers_in_the_unit_of_the_rule() {
    let fund = |world: &mut World, amount: Option<i64>, direction: &str| {
        world.add("fund_entry", json!({"date": "2026-11-01", "direction": direction, "amount": amount, "plan": world.plan.to_string()}))
    };
    let params = json!({"value": {"sum": "amount", "in": {"of": "fund_entry", "where": [{"field": "direction", "any_of": ["in"]}], "in_period": "date"}}});
    let yuan = json!({"unit": "yuan", "threshold": 1_250_000});
    let mut world = World::new(&[]);
    ask(&mut world, "figure", params, yuan);
    fund(&mut world, Some(100_050), "in");
    fund(&mut world, Some(999_999), "out");
    assert_eq!(world.line("2026-12-01"), "plan 1000.5/1250 on_track red 2027-08-31");
    let untold = fund(&mut world, None, "in");
    let late = world.last("2027-09-10");
    assert_eq!(
        (late.verdict, late.unknowns.as_slice()),
        (Verdict::NoData, &[Unknown::Record(untold)][..])
    );
    world.edit(untold, json!({"amount": 24_950}));
    assert_eq!(world.line("2026-12-01"), "plan 1250/1250 met");
    let hours = json!({"value": {"sum": "participants.*.hours", "in": {"of": "activity", "kinds": ["K41"]}}});
    let fill = |world: &mut World| {
        let teacher = world.teacher("甲").to_string();
        world.did("K41", "2026-11-02", json!({"participants": {teacher: {"hours": 150}, "g": {"group": "村民", "count": 20, "hours": 50}}}));
    };
    assert_eq!(
        said("figure", hours, json!({"unit": "class_hour", "threshold": 2000}), fill, "2026-12-01"),
        "plan 2/2 met"
    );
}

#[test]
fn minutes_become_class_hours_by_the_setting_of_the_workbook() {
    let params =
        json!({"value": {"sum": "practice_minutes", "in": {"of": "activity", "kinds": ["K41"]}}});
    let fill = |world: &mut World| {
        let own = world.state().workspace().unwrap().0.untyped();
        let kind = json!({"name": "培训", "fields": {"practice_minutes": {"shape": "minutes"}}});
        world.edit(own, json!({"kinds": {"K41": kind}, "class_minutes": 40}));
        world.did("K41", "2026-11-02", json!({"fields": {"practice_minutes": 100}}));
    };
    let more = json!({"unit": "class_hour", "threshold": 10_000});
    assert!(said("figure", params.clone(), more, fill, "2026-12-01").starts_with("plan 2.5/10 "));
    assert!(
        said("figure", params, json!({"threshold": 200_000}), fill, "2026-12-01")
            .starts_with("plan 100/200 ")
    );
}

#[test]
fn people_and_times_are_kept_apart_and_shown_beside_each_other() {
    let trained = json!({"of": "activity", "kinds": ["K41"]});
    let params = json!({
        "value": {"distinct": "participants", "in": trained},
        "beside": [{"code": "times", "label": "人次", "unit": "person", "value": {"total": "participants", "in": trained}}],
    });
    let mut world = World::new(&[]);
    ask(&mut world, "figure", params, json!({"unit": "person", "threshold": 3000}));
    let (a, b) = (world.teacher("甲").to_string(), world.teacher("乙").to_string());
    world.did("K41", "2026-11-02", json!({"participants": {a.clone(): {}, b.clone(): {"absent": true}, "g": {"group": "其他", "count": 5}}}));
    world.did("K41", "2026-11-09", json!({"participants": {a: {}, b: {}}}));
    let untold = world.did("K41", "2026-11-16", json!({}));
    let outcome = world.last("2026-12-01");
    assert_eq!(in_words(&outcome), "plan 2/3 on_track red 2027-08-31");
    assert_eq!(outcome.beside[0].value().as_deref(), Some("8"));
    assert_eq!(outcome.unknowns, [Unknown::Record(untold)]);
}

#[test]
fn the_least_that_any_of_them_has_decides() {
    let params = json!({
        "of": {"of": "household"}, "each": {"of": "activity", "kinds": ["K51"]}, "by": "targets", "distinct": "festival", "to": "head",
    });
    let mut world = World::new(&[]);
    ask(&mut world, "least", params, json!({"threshold": 2000}));
    let mut family = |name: &str| {
        let head = world.add("person", json!({"name": name}));
        (head, world.add("household", json!({"head": head.to_string()})))
    };
    let ((a, one), (b, two)) = (family("甲"), family("乙"));
    for (head, festival) in
        [(a, "party_day"), (a, "spring_festival"), (b, "party_day"), (b, "party_day")]
    {
        world.did("K51", "2026-12-02", json!({"pairings": {}, "targets": {head.to_string(): true}, "fields": {"festival": festival}}));
    }
    let outcome = world.last("2027-01-01");
    assert_eq!(in_words(&outcome), "plan 1/2 on_track red 2027-08-31");
    assert_eq!(
        (outcome.records.clone(), whys(&outcome)),
        (vec![one], vec![(two, Why::Fewer { has: 1 })])
    );
}

#[test]
fn a_ratio_of_measurements_is_a_quotient_or_a_share() {
    let params = json!({"part": {"latest": "students"}, "whole": {"latest": "student_computers"}});
    let ratio = json!({"unit": "ratio", "comparator": "<=", "threshold": 7000});
    let measured = |world: &mut World, indicator: &str, value: Option<i64>, as_of: &str| {
        world.add("measurement", json!({"subject": world.helped.to_string(), "indicator": indicator, "value": value, "as_of": as_of}))
    };
    let mut world = World::new(&[]);
    ask(&mut world, "ratio", params, ratio);
    measured(&mut world, "students", Some(1_050_000), "2026-10");
    measured(&mut world, "student_computers", None, "2026-10");
    let lack = world.last("2026-12-01").lack;
    assert_eq!(lack, Some(Lack::Indicator { code: "student_computers".into() }));
    measured(&mut world, "student_computers", Some(140_000), "2026-09-05");
    assert_eq!(world.line("2026-12-01"), "plan 7.5/7 behind");
    measured(&mut world, "student_computers", Some(150_000), "2026-11-20");
    assert_eq!(world.line("2026-12-01"), "plan 7/7 on_track");
    assert_eq!(world.line("2027-08-31"), "plan 7/7 met");
    assert_eq!(world.line("2026-11-01"), "plan 7.5/7 behind", "what came later is not known yet");
}

#[test]
fn growth_is_held_against_the_first_figure_or_the_period_before() {
    let fill = |world: &mut World| {
        for (value, date) in [(200_000, "2026-09"), (290_000, "2027-05")] {
            let subject = world.helped.to_string();
            world.add("measurement", json!({"subject": subject, "indicator": "migrant_workers", "value": value, "as_of": date}));
        }
    };
    let base = json!({"now": {"latest": "migrant_workers"}, "base": {"baseline": "migrant_workers"}, "as": "absolute"});
    let people = json!({"unit": "person", "threshold": 80_000});
    assert_eq!(said("growth", base.clone(), people, fill, "2027-06-01"), "plan 90/80 met");
    let share = json!({"now": base["now"], "base": base["base"], "as": "share"});
    assert_eq!(
        said("growth", share, json!({"unit": "share", "threshold": 500}), fill, "2027-06-01"),
        "plan 45.0/50 on_track red 2027-08-31"
    );
    let visits = json!({"count": {"of": "activity", "kinds": ["K14"]}});
    let more = json!({"value": {"minus": [visits, {"previous": visits}]}});
    let mut world = World::new(&[]);
    ask(
        &mut world,
        "figure",
        more,
        json!({"period": "semester", "comparator": ">", "threshold": 0}),
    );
    for date in ["2026-09-10", "2027-03-03", "2027-03-10"] {
        world.did("K14", date, json!({}));
    }
    assert_eq!(world.lines("2027-07-02"), ["2026-2027-1 1/0 met", "2026-2027-2 1/0 met"]);
}

#[test]
fn a_milestone_is_reached_in_time_or_so_many_days_late() {
    let params = json!({"of": {"of": "project", "where": [{"field": "kind", "any_of": ["road"]}]}, "at": "milestones.completed.actual", "planned": "milestones.completed.planned"});
    let mut world = World::new(&[]);
    ask(
        &mut world,
        "milestone",
        params,
        json!({"comparator": "by", "threshold": null, "unit": "share"}),
    );
    let mut road = |name: &str, planned: Value, actual: Value| {
        let completed = json!({"planned": planned, "actual": actual});
        world.add("project", json!({"name": name, "kind": "road", "plan": world.plan.to_string(), "milestones": {"completed": completed}}))
    };
    let one = road("一组路", json!("2027-03"), json!("2027-03-31"));
    let two = road("二组路", json!("2027-05"), json!(null));
    let before = world.last("2027-05-10");
    assert_eq!(
        (in_words(&before), before.due),
        ("plan 50.0/100 on_track red 2027-05-31".into(), day("2027-05-31"))
    );
    assert_eq!((before.records.clone(), whys(&before)), (vec![one], vec![(two, Why::NotDoneYet)]));
    let late = world.last("2027-06-03");
    assert_eq!(
        (in_words(&late), whys(&late)),
        ("plan 50.0/100 missed".into(), vec![(two, Why::Overdue { days: 3 })])
    );
    world.edit(two, json!({"milestones": {"completed": {"actual": "2027-06-05"}}}));
    let done = world.last("2027-07-01");
    assert_eq!(
        (in_words(&done), whys(&done)),
        ("plan 50.0/100 missed".into(), vec![(two, Why::Late { days: 5 })])
    );
    world.edit(two, json!({"milestones": {"completed": {"planned": null}}}));
    assert_eq!(world.last("2027-07-01").verdict, Verdict::NoData, "when it was due is not known");
}

#[test]
fn before_september_ends_on_the_last_of_august_unless_the_workbook_reads_it_otherwise() {
    let by = json!({"choose": "R689", "is": {"month_included": {"month": 12, "day": "end"}}, "else": {"month": 11, "day": "end"}});
    let params = json!({"of": {"of": "task"}, "at": "done_on", "by": by});
    let mut world = World::new(&[]);
    ask(
        &mut world,
        "milestone",
        params,
        json!({"comparator": "by", "threshold": null, "unit": "share"}),
    );
    world.add(
        "task",
        json!({"title": "修路", "plan": world.plan.to_string(), "done_on": "2027-09-03"}),
    );
    assert_eq!(world.last("2027-09-10").nearly[0].why, Why::Late { days: 3 });
    world.set("R689", "month_included");
    assert_eq!(world.line("2027-09-10"), "plan 100.0/100 met");
}

#[test]
fn what_is_past_its_date_and_not_done_is_overdue() {
    let params = json!({"of": {"of": "case"}, "due": "next_review", "done": "exited_on"});
    let mut world = World::new(&[]);
    ask(&mut world, "overdue", params, json!({"comparator": "==", "threshold": 0, "unit": "item"}));
    assert_eq!(world.last("2027-01-10").lack, Some(Lack::Records { kind: "case".into() }));
    let subject = world.helped.to_string();
    let case = world.add(
        "case",
        json!({"subject": subject, "kind": "weak_school", "next_review": "2027-01-09"}),
    );
    assert_eq!(world.line("2027-01-09"), "plan 0/0 on_track");
    let late = world.last("2027-01-10");
    assert_eq!((in_words(&late), late.records), ("plan 1/0 behind".into(), vec![case]));
}

#[test]
fn a_rule_of_several_figures_shows_each_and_counts_those_that_are_kept() {
    let part = |code: &str, value: Value, threshold: Value| json!({"code": code, "label": code, "metric": "figure", "comparator": "==", "threshold": threshold, "unit": "household", "params": {"value": value}});
    let all = [
        part("households", json!({"count": {"of": "household"}}), json!(2000)),
        part("roads", json!({"baseline": "road_length"}), json!(3000)),
        part("masked", json!({"count": {"of": "household"}}), json!(null)),
    ];
    let mut world = World::new(&[]);
    ask(
        &mut world,
        "parts",
        json!({"parts": all}),
        json!({"comparator": "==", "threshold": null, "unit": "part"}),
    );
    let none = world.last("2026-12-01");
    assert_eq!(
        (none.verdict, none.lack),
        (Verdict::NoData, Some(Lack::Records { kind: "household".into() }))
    );
    world.add("household", json!({"group": "一组"}));
    world.add("household", json!({"group": "二组"}));
    let outcome = world.last("2027-09-01");
    assert_eq!(in_words(&outcome), "plan 1/3 no_data", "two parts have no data");
    let parts: Vec<_> = outcome
        .parts
        .iter()
        .map(|it| (it.code.as_str(), it.value(), it.verdict.unwrap()))
        .collect();
    assert_eq!(
        parts,
        [
            ("households", Some("2".into()), Verdict::Met),
            ("roads", None, Verdict::NoData),
            ("masked", Some("2".into()), Verdict::NoData)
        ]
    );
    assert_eq!(outcome.parts[1].lack, Some(Lack::Indicator { code: "road_length".into() }));
    assert_eq!(outcome.parts[2].lack, Some(Lack::Threshold));
}

#[test]
fn a_rule_of_several_figures_is_lost_with_its_first_part_and_safe_once_all_are() {
    let params = json!({"parts": [
        {"code": "founded", "metric": "milestone", "comparator": "by", "threshold": 1000, "unit": "share",
         "params": {"of": {"of": "task"}, "at": "done_on", "by": {"month": 3, "day": "end"}}},
        {"code": "met", "metric": "figure", "comparator": ">=", "threshold": 1000, "unit": "time",
         "params": {"value": {"count": {"of": "activity", "kinds": ["K24"]}}}},
    ]});
    let mut world = World::new(&[]);
    ask(
        &mut world,
        "parts",
        params,
        json!({"comparator": "==", "threshold": 2000, "unit": "part"}),
    );
    let task = json!({"title": "成立", "plan": world.plan.to_string(), "done_on": "2026-12-20"});
    let task = world.add("task", task);
    assert_eq!(
        world.line("2027-02-01"),
        "plan 1/2 on_track red 2027-08-31",
        "the meeting can still come"
    );
    world.did("K24", "2027-02-03", json!({}));
    assert_eq!(world.line("2027-02-04"), "plan 2/2 met", "both are safe long before the end");
    world.edit(task, json!({"done_on": "2027-01-04"}));
    assert_eq!(world.line("2027-02-04"), "plan 1/2 missed", "founded late, whatever comes");
}

#[test]
fn percentage_points_are_read_as_percentages() {
    let value =
        json!({"minus": [{"latest": "income_growth"}, {"latest": "district_income_growth"}]});
    let mut world = World::new(&[]);
    ask(
        &mut world,
        "figure",
        json!({"value": value}),
        json!({"comparator": ">=", "threshold": 0, "unit": "share"}),
    );
    for (indicator, value) in [("income_growth", 12_100), ("district_income_growth", 10_500)] {
        world.add(
            "measurement",
            json!({"subject": world.helped.to_string(), "indicator": indicator, "value": value, "unit": "%", "as_of": "2027-08-20"}),
        );
    }
    assert_eq!(world.line("2027-09-10"), "plan 1.6/0 met");
}

#[test]
fn one_to_two_meetings_are_at_least_one_and_more_is_no_fault_unless_read_exactly() {
    let params = json!({"value": {"count": {"of": "activity", "kinds": ["K24"]}}});
    let more =
        json!({"comparator": "between", "threshold": 1000, "upper": 2000, "period": "semester"});
    let mut world = World::new(&[]);
    ask(&mut world, "figure", params, more);
    assert_eq!(world.last("2027-01-16").verdict, Verdict::Missed);
    for date in ["2026-09-20", "2026-10-20", "2026-11-20"] {
        world.did("K24", date, json!({}));
    }
    assert_eq!(world.line("2026-12-01"), "2026-2027-1 3/1 met");
    world.set("R683", "exact");
    assert_eq!(world.line("2026-12-01"), "2026-2027-1 3/1 missed");
}

#[test]
fn a_share_of_people_may_be_rounded_to_the_nearest() {
    // 30 % of 4 are 1.2: two, or, to the nearest, one.
    let params = json!({"of": {"of": "household"}, "met": [{"field": "photo", "filled": false}, {"field": "needs", "filled": true}]});
    let mut world = World::new(&[]);
    ask(&mut world, "coverage", params, json!({"unit": "share", "threshold": 300}));
    for needs in ["路", "", "", ""] {
        world.add("household", json!({"needs": needs}));
    }
    assert_eq!(world.line("2027-09-01"), "plan 25.0/30 missed red 2027-08-31");
    world.set("R692", "nearest");
    assert_eq!(world.line("2027-09-01"), "plan 25.0/30 met");
}

/// Conditions on the family and the person below, and whether they hold.
fn conditions() -> Vec<(&'static str, Value, bool)> {
    vec![
        ("household", json!({"field": "village.is_poor_village", "is": true}), true),
        ("household", json!({"field": "village.boarding", "is": false}), true),
        ("household", json!({"field": "housing", "none_of": ["none"]}), true),
        (
            "household",
            json!({"field": "income_year", "at_least": 500_000, "at_most": 500_000}),
            true,
        ),
        ("household", json!({"field": "income_year", "at_most": 499_999}), false),
        ("household", json!({"field": "five_help", "any_of": ["industry"]}), true),
        ("household", json!({"field": "five_help.*.text", "any_of": ["养羊"]}), true),
        ("household", json!({"field": "two_three.*.met", "is": true}), true),
        ("household", json!({"field": "two_three.*.met", "is": true, "every": true}), false),
        ("household", json!({"field": "two_three.food.met", "is": true}), true),
        (
            "household",
            json!({"any": [{"field": "water", "any_of": ["ok"]}, {"field": "housing", "any_of": ["safe"]}]}),
            true,
        ),
        ("household", json!({"not": {"field": "housing", "any_of": ["safe"]}}), false),
        ("household", json!({"field": "head", "filled": false}), true),
        ("person", json!({"field": "birth", "age_at_least": 11, "age_at_most": 11}), true),
        ("person", json!({"field": "birth", "age_at_least": 12}), false),
        ("person", json!({"field": "left_on", "by": "period_end"}), false),
        ("person", json!({"field": "left_on", "since": "plan_start"}), true),
        ("person", json!({"field": "birth", "not_after_field": "left_on"}), true),
        ("person", json!({"field": "left_on", "not_after_field": "birth", "days": 30}), false),
        ("person", json!({"field": "birth.month_number", "any_of": ["9"]}), true),
        ("person", json!({"field": "birth.year", "any_of": ["2015"]}), true),
    ]
}

#[test]
fn conditions_hold_dates_ages_and_numbers_against_each_other() {
    let mut world = World::new(&[]);
    let family = json!({"housing": "safe", "income_year": 500_000, "five_help": {"industry": {"text": "养羊"}}, "two_three": {"food": {"met": true}, "water": {"met": false}}});
    let village = world.add("org", json!({"name": "青禾村", "is_poor_village": true}));
    let family = {
        let mut it = family;
        it["village"] = json!(village.to_string());
        it
    };
    world.add("household", family);
    world.add("person", json!({"name": "甲", "birth": "2015-09", "left_on": "2026-12-31"}));
    for (kind, cond, holds) in conditions() {
        let named = if kind == "person" {
            json!({"field": "birth", "filled": true})
        } else {
            json!({"field": "housing", "filled": true})
        };
        let params = json!({"value": {"count": {"of": kind, "where": [named, cond]}}});
        let rule = ask(&mut world, "figure", params, json!({}));
        let got = world
            .assess("2026-12-01")
            .iter()
            .any(|it| it.rule.untyped() == rule && !it.records.is_empty());
        assert_eq!(got, holds, "{cond}");
        world.edit(rule, json!({"off": true}));
    }
}

#[test]
fn what_somebody_chose_replaces_a_part_of_the_query() {
    let times = json!({"total": "participants", "in": {"of": "activity", "kinds": ["K41"]}});
    let people = json!({"distinct": "participants", "in": {"of": "activity", "kinds": ["K41"]}});
    let params = json!({"value": {"choose": "R687", "is": {"attendances": times}, "else": people}});
    let mut world = World::new(&[]);
    ask(&mut world, "figure", params, json!({"unit": "person", "threshold": 2000}));
    let teacher = world.teacher("甲").to_string();
    for date in ["2026-10-09", "2026-10-16"] {
        world.did("K41", date, json!({"participants": {teacher.clone(): {}}}));
    }
    assert!(world.line("2026-12-01").starts_with("plan 1/2"));
    world.set("R687", "attendances");
    assert_eq!(world.line("2026-12-01"), "plan 2/2 met");
}

#[test]
fn what_is_not_exactly_the_language_is_no_rule() {
    let deep =
        (0..60).fold(json!({"field": "name", "filled": true}), |inner, _| json!({"not": inner}));
    let org = |cond: Value| json!({"value": {"count": {"of": "org", "where": [cond]}}});
    let mut params = org(deep);
    let zero = Id::new(RecordId::new(1));
    let mut read = || {
        let rule = json!({"metric": "figure", "params": params.take(), "comparator": ">=", "scope": "plan", "period": "plan"});
        Ready::read(zero, &Rule::read_item(&rule), &Settings::default()).asks.is_some()
    };
    assert!(!read(), "too deep");
    let wide: Vec<Value> = (0..400).map(|_| json!({"field": "name", "filled": true})).collect();
    let wrong = [
        json!({}),
        json!({"value": 7}),
        json!({"value": {"count": {"of": "unicorn"}}}),
        json!({"value": {"count": {"of": "org"}, "sum": "x"}}),
        json!({"value": {"count": {"of": "org", "kinds": ["K01"]}}}),
        json!({"value": {"count": {"of": "org", "whre": []}}}),
        json!({"value": {"sum": "horn", "in": {"of": "org"}}}),
        json!({"value": {"minus": [{"number": 1}]}}),
        json!({"value": {"number": "many"}}),
        json!({"value": {"choose": "R687", "is": {}}}),
        org(json!({"field": "horn", "filled": true})),
        org(json!({"field": "parent.horn", "filled": true})),
        org(json!({"field": "name"})),
        org(json!({"field": "name", "is_not": "x"})),
        org(json!({"field": "name", "any_of": [7]})),
        org(json!({"field": "", "filled": true})),
        org(
            json!({"field": "parent.parent.parent.parent.parent.parent.parent.parent.name", "filled": true}),
        ),
        org(json!({"field": "converted_on", "by": "doomsday"})),
        json!({"value": {"count": {"of": "org", "where": wide}}}),
    ];
    for params in wrong {
        let mut world = World::new(&[]);
        ask(&mut world, "figure", params.clone(), json!({}));
        let outcome = world.last("2026-12-01");
        assert_eq!(
            (outcome.verdict, outcome.lack),
            (Verdict::NoData, Some(Lack::UnknownRule)),
            "{params}"
        );
    }
}

#[test]
fn evidence_of_an_activity_is_what_it_names_and_what_belongs_to_it() {
    let photo = json!({"field": "documents.kind", "any_of": ["photo"]});
    let params =
        json!({"value": {"count": {"of": "activity", "kinds": ["K07"], "where": [photo]}}});
    let fill = |world: &mut World| {
        let named = world.add("document", json!({"kind": "photo"}));
        world.did("K07", "2026-10-12", json!({"documents": {named.to_string(): true}}));
        let owner = world.did("K07", "2026-10-13", json!({}));
        world.file("photo", owner, json!({}));
        let other = world.did("K07", "2026-10-14", json!({}));
        world.file("minutes", other, json!({}));
    };
    let more = json!({"threshold": 3000});
    assert!(said("figure", params, more, fill, "2026-12-01").starts_with("plan 2/3 "));
}
