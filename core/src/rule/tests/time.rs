//! Periods, red lines, the pace, what is decided by hand, and what happens without dates.

use serde_json::json;

use super::world::{World, in_words, whys, year};
use super::*;

#[test]
fn a_near_red_line_or_a_slow_pace_is_behind() {
    let mut world = World::new(&["R481"]);
    // Ten hours are three school days at 4 a day: the 13th, 14th and 15th of January.
    // Nine of the 94 school days are over before Monday 14 September, ten before the 15th: 9.4 make an even hour.
    assert_eq!(world.line("2026-09-14"), "2026-2027-1 0/10 on_track red 2027-01-13");
    assert_eq!(world.line("2026-09-15"), "2026-2027-1 0/10 behind red 2027-01-13");
    world.did("K01", "2026-10-20", json!({"class_hours": 900}));
    // Nine hours by December are ahead of the pace; the red line of the last hour is 15 January, 15 days from 31 December.
    assert_eq!(world.line("2026-12-31"), "2026-2027-1 9/10 on_track red 2027-01-15");
    assert_eq!(world.line("2027-01-01"), "2026-2027-1 9/10 behind red 2027-01-15");
    assert_eq!(world.line("2027-01-15"), "2026-2027-1 9/10 behind red 2027-01-15");
    assert_eq!(world.lines("2027-01-16"), ["2026-2027-1 9/10 missed red 2027-01-15"]);
    world.set("capacity_hours", "0.5");
    assert_eq!(world.line("2027-01-15"), "2026-2027-1 9/10 missed red 2027-01-14");
    world.set("warn_days", "30");
    assert_eq!(world.line("2026-12-31"), "2026-2027-1 9/10 behind red 2027-01-14");
}

#[test]
fn what_cannot_be_met_any_more_is_missed_before_the_end() {
    let world = World::new(&["R480"]);
    // The last school day of October 2026 is Friday the 30th.
    assert_eq!(world.line("2026-10-30"), "2026-10 0/1 behind red 2026-10-30");
    assert_eq!(world.line("2026-10-31"), "2026-10 0/1 missed red 2026-10-30");
}

#[test]
fn a_pairing_counts_from_its_beginning_to_its_end() {
    let mut world = World::new(&["R480"]);
    world.edit(world.pair, json!({"from": "2026-10-26", "to": "2026-12-11"}));
    let before = world.did("K14", "2026-10-22", json!({}));
    // Five school days of October are too few to ask for a visit; December ends for the pair on the 11th.
    let outcomes = world.assess("2026-12-20");
    let lines: Vec<_> = outcomes.iter().map(in_words).collect();
    assert_eq!(
        lines,
        [
            "2026-10 0/1 not_applicable",
            "2026-11 0/1 missed red 2026-11-30",
            "2026-12 0/1 not_applicable"
        ]
    );
    assert_eq!(whys(&outcomes[0]), [(before, Why::OutsidePeriod)]);
    assert_eq!(outcomes[2].due, "2026-12-11".parse().unwrap());
    assert!(world.assess("2026-10-25").is_empty());
}

#[test]
fn a_month_is_read_as_the_workbook_has_chosen() {
    let mut world = World::new(&["R480"]);
    world.did("K14", "2026-09-28", json!({}));
    world.set("R681", "rolling_30_days");
    assert_eq!(
        world.lines("2026-10-05"),
        ["2026-09-30-D30 1/1 met", "2026-10-30-D30 0/1 on_track red 2026-10-30"]
    );
    world.set("R681", "teaching_month");
    assert_eq!(world.lines("2026-09-30"), ["2026-2027-1-M1 1/1 met"]);
    world.set("R681", "calendar");
    world.set("R681_days", "18");
    assert_eq!(world.line("2026-10-05"), "2026-10 0/1 not_applicable");
}

#[test]
fn without_a_calendar_school_periods_have_no_data_and_say_why() {
    let mut world = World::with_years(&["R480", "R481", "R486", "R488"], vec![]);
    world.edit(world.helped, json!({"posts_required": {"cook": {"required": 1, "filled": 1}}}));
    let outcomes = world.assess("2026-10-23");
    let lines: Vec<_> = outcomes
        .iter()
        .map(|outcome| (outcome.code.as_str(), in_words(outcome), outcome.lack.as_ref()))
        .collect();
    let lack = Some(&Lack::Calendar);
    assert_eq!(
        lines,
        [
            ("R480", "2026-09 ?/1 no_data".to_owned(), lack),
            ("R480", "2026-10 ?/1 no_data".to_owned(), lack),
            ("R481", "2026-10-23 ?/10 no_data".to_owned(), lack),
            ("R486", "2026-10-23 100.0/100 on_track".to_owned(), None),
            ("R488", "2026-10-23 ?/0 no_data".to_owned(), lack),
        ]
    );
    // In the holidays after a year that the calendar knows, nothing is missing as long as the next year is there.
    let next = crate::calendar::SchoolYear::blank(2027);
    let world = World::with_years(&["R481"], vec![year(), next]);
    assert_eq!(world.assess("2027-07-20").len(), 2);
}

#[test]
fn a_plan_without_dates_has_no_data() {
    let mut world = World::new(&["R481"]);
    world.edit(world.pair, json!({"from": "2028-01-01", "to": "2028-02-01"}));
    let outcome = world.last("2026-11-23");
    assert_eq!((outcome.verdict, outcome.lack), (Verdict::NoData, Some(Lack::PlanDates)));
}

#[test]
fn a_rule_of_a_newer_version_has_no_data() {
    let mut world = World::new(&[]);
    world.rule("R481", json!({"metric": "count"}));
    let id = world.state().rules().iter().next().unwrap().0.untyped();
    world.edit(id, json!({"comparator": "<>"}));
    let outcome = world.last("2026-11-23");
    assert_eq!((outcome.verdict, outcome.lack), (Verdict::NoData, Some(Lack::UnknownRule)));
}

#[test]
fn what_was_called_off_frees_the_period_and_an_excuse_is_shown_as_one() {
    let mut world = World::new(&["R480"]);
    let off = world.did("K14", "2026-10-20", json!({"state": "cancelled"}));
    let late = world.did("K14", "2026-10-21", json!({"state": "postponed"}));
    let gone = world.did("K14", "2026-10-22", json!({}));
    world.run(&crate::command::Command::Delete { id: gone });
    let outcome = world.assess("2026-11-02").swap_remove(1);
    assert_eq!(in_words(&outcome), "2026-10 0/1 missed red 2026-10-30");
    assert_eq!(
        whys(&outcome),
        [(off, Why::Cancelled), (late, Why::Postponed), (gone, Why::Deleted)]
    );
    let judge = crate::command::Command::Judge {
        rule: outcome.rule.untyped(),
        scope: world.pair,
        period: "2026-10".to_owned(),
        verdict: "waived".to_owned(),
        reason: "停课避台风".to_owned(),
    };
    world.run(&judge);
    let excused = world.assess("2026-11-02").swap_remove(1);
    assert_eq!(in_words(&excused), "2026-10 0/1 waived");
    let by_hand = excused.overridden.unwrap();
    assert_eq!((by_hand.reason.as_str(), by_hand.computed), ("停课避台风", Verdict::Missed));
}

#[test]
fn a_decision_on_a_lasting_rule_holds_from_its_day_on() {
    let mut world = World::new(&["R486"]);
    world.edit(world.helped, json!({"posts_required": {"cook": {"required": 1, "filled": 0}}}));
    let rule = world.last("2026-11-23").rule.untyped();
    world.run(&crate::command::Command::Judge {
        rule,
        scope: world.pair,
        period: "2026-11-20".to_owned(),
        verdict: "waived".to_owned(),
        reason: "由乡镇统一供餐".to_owned(),
    });
    assert!(world.last("2026-11-19").overridden.is_none());
    assert_eq!(world.last("2026-12-24").verdict, Verdict::Waived);
}

#[test]
fn a_threshold_that_changes_holds_from_its_date_on() {
    let mut world = World::new(&[]);
    world.rule("R481", json!({"steps": {"a": {"from": "2027-01-20", "threshold": 12000}}}));
    let lines = world.lines("2027-03-01");
    assert!(lines[0].starts_with("2026-2027-1 0/10 missed"), "{lines:?}");
    assert!(lines[1].starts_with("2026-2027-2 0/12 on_track"), "{lines:?}");
}

#[test]
fn several_pairs_with_one_helper_stay_apart() {
    let mut world = World::new(&["R481"]);
    let other = world.add("org", json!({"name": "石桥幼儿园"}));
    let pair = world.pair_with(other);
    world.did("K01", "2026-10-10", json!({"class_hours": 400}));
    let shared = json!({"class_hours": 300, "pairings": {world.pair.to_string(): true, pair.to_string(): true}});
    world.did("K01", "2026-10-11", shared);
    let told: Vec<_> = world
        .assess("2026-10-12")
        .iter()
        .map(|outcome| format!("{} {}", outcome.scope.name, outcome.value().unwrap()))
        .collect();
    assert_eq!(told, ["青禾幼儿园 7", "石桥幼儿园 3"]);
    // A pairing of mentor and mentee inside the pair is not asked by itself.
    let inner = world.pair_with(other);
    world.edit(inner, json!({"parent_pairing": pair.to_string()}));
    assert_eq!(world.assess("2026-10-12").len(), 2);
}

#[test]
fn the_defaults_are_those_that_the_catalogue_shows() {
    let catalog = crate::catalog::Catalog::builtin();
    let default = |code: &str| catalog.setting(code).unwrap().default.clone();
    let chosen = catalog.settings().iter().map(|it| (it.code.clone(), it.default.clone()));
    let as_shown = Settings::of(chosen.collect());
    let built_in = Settings::default();
    assert_eq!(as_shown.month, built_in.month);
    assert_eq!(as_shown.min_school_days, built_in.min_school_days);
    assert_eq!(as_shown.proposed, built_in.proposed);
    assert_eq!(as_shown.capacity_events, built_in.capacity_events);
    assert_eq!(as_shown.capacity_hours, built_in.capacity_hours);
    assert_eq!(as_shown.warn_days, built_in.warn_days);
    let reading = catalog.setting("R681").unwrap();
    for option in &reading.options {
        let one = Settings::of([("R681".to_owned(), option.code.clone())].into());
        assert_eq!(one.month == built_in.month, option.code == default("R681"));
    }
}

#[test]
fn levels_and_ratings_stand_in_the_order_of_the_catalogue() {
    let catalog = crate::catalog::Catalog::builtin();
    let codes = |list: &str| -> Vec<String> {
        catalog.codes(list).iter().map(|code| code.code.clone()).collect()
    };
    assert_eq!(codes("achievement_level"), people::LEVELS);
    assert_eq!(codes("lesson_rating"), people::RATINGS);
    let verdicts: Vec<_> = Verdict::ALL.iter().map(|verdict| verdict.code()).collect();
    assert_eq!(codes("verdict").len(), verdicts.len());
    assert!(verdicts.iter().all(|code| codes("verdict").iter().any(|known| known == code)));
    // Every metric and period of the catalogue is one this version knows, those of the query language apart.
    let asked = ["figure", "coverage", "least", "ratio", "growth", "milestone", "overdue", "parts"];
    let old = |rule: &&crate::catalog::RuleDraft| {
        !asked.contains(&rule.metric.as_str()) && rule.comparator != "between"
    };
    for draft in catalog.rules().iter().filter(old) {
        let patch = crate::plan::rule_record(
            draft,
            crate::log::RecordId::new(1),
            crate::log::RecordId::new(2),
        )
        .patch;
        let rule = <Rule as crate::record::Item>::read_item(&serde_json::Value::Object(patch));
        assert!(
            Ready::read(Id::new(crate::log::RecordId::new(1)), &rule, &Settings::default())
                .asks
                .is_some(),
            "{}",
            draft.code
        );
    }
}
