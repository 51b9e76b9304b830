//! Rules that add something up: visits, class hours, lectures, exchanges, papers, incidents.

use serde_json::json;

use super::world::{World, in_words, whys};
use super::*;

#[test]
fn r480_a_visit_to_observe_is_asked_for_in_every_school_month() {
    let mut world = World::new(&["R480"]);
    world.did("K14", "2026-09-08", json!({}));
    world.did("K14", "2026-11-05", json!({}));
    world.did("K01", "2026-10-20", json!({"class_hours": 100}));
    // October has no visit and is over; November has one. School days: 22 in September, 17 in October (the 1st to
    // the 7th are off).
    assert_eq!(
        world.lines("2026-11-23"),
        ["2026-09 1/1 met", "2026-10 0/1 missed red 2026-10-30", "2026-11 1/1 met"]
    );
    // On 10 February there are only 5 school days (22 to 26) in the month: not asked for.
    let february = world.lines("2027-02-10");
    assert_eq!(february.last().unwrap(), "2027-02 0/1 not_applicable");
    // January has eleven school days, up to the 15th.
    assert_eq!(february[4], "2027-01 0/1 missed red 2027-01-15");
}

#[test]
fn r481_class_hours_of_outreach_are_added_up_and_the_last_day_is_named() {
    let mut world = World::new(&["R481"]);
    world.did("K01", "2026-09-10", json!({"class_hours": 150, "fields": {"form": "demo"}}));
    let lecture =
        world.did("K01", "2026-09-11", json!({"class_hours": 300, "fields": {"form": "lecture"}}));
    let lesson = world.did("K03", "2026-10-20", json!({"class_hours": 600}));
    let empty = world.did("K03", "2026-10-21", json!({}));
    let outcome = world.last("2026-11-23");
    // 1.5 + 6 = 7.5 of 10; 2.5 hours are one school day at 4 a day, and Friday 15 January 2027 is the last. 54 of 94
    // school days are over: an even pace would be at 5.7.
    assert_eq!(in_words(&outcome), "2026-2027-1 7.5/10 on_track red 2027-01-15");
    assert_eq!(outcome.gap, Some(Amount::Hours(crate::record::Hours(250))));
    assert_eq!((outcome.scope.name.as_str(), outcome.unit.as_str()), ("青禾幼儿园", "class_hour"));
    assert!(outcome.records.contains(&lesson) && outcome.records.len() == 2);
    let form = "form".to_owned();
    assert_eq!(
        whys(&outcome),
        [(lecture, Why::WrongForm { field: form }), (empty, Why::NoClassHours)]
    );
    // With lectures added (R682) there are 10.5, and a K07 lecture would count, too.
    world.set("R682", "add");
    assert_eq!(world.line("2026-11-23"), "2026-2027-1 10.5/10 met");
    world.did("K07", "2026-11-20", json!({"class_hours": 100}));
    assert_eq!(world.line("2026-11-23"), "2026-2027-1 11.5/10 met");
}

#[test]
fn r482_a_lecture_counts_when_it_answers_a_request() {
    let mut world = World::new(&["R482"]);
    let wish = world.add(
        "issue",
        json!({"title": "想听数学启蒙", "category": "lecture_request", "raised_on": "2026-09-05"}),
    );
    let asked =
        world.did("K07", "2026-10-12", json!({"request": wish.to_string(), "class_hours": 200}));
    let unasked = world.did("K07", "2026-10-13", json!({}));
    let planned =
        world.did("K07", "2026-12-01", json!({"request": wish.to_string(), "state": "planned"}));
    world.did("K01", "2026-10-14", json!({"fields": {"form": "demo"}}));
    let outcome = world.last("2026-12-05");
    assert_eq!(in_words(&outcome), "2026-2027-1 1/2 on_track red 2027-01-15");
    assert_eq!(outcome.records, [asked]);
    assert_eq!(whys(&outcome), [(unasked, Why::NoRequest), (planned, Why::NotDoneYet)]);
    // A lecture given during an outreach visit counts as well (R590 lets it feed other rules, too).
    let form = json!({"request": wish.to_string(), "fields": {"form": "lecture"}});
    world.did("K01", "2026-12-02", form);
    assert_eq!(world.line("2026-12-05"), "2026-2027-1 2/2 met");
    // Read strictly (R683), a third is one too many.
    world.did("K07", "2026-12-03", json!({"request": wish.to_string()}));
    assert_eq!(world.line("2026-12-05"), "2026-2027-1 3/2 met");
    world.set("R683", "exact");
    assert_eq!(world.line("2026-12-05"), "2026-2027-1 3/2 missed");
}

#[test]
fn r485_a_paper_counts_from_city_level_on_and_once() {
    let mut world = World::new(&["R485"]);
    let teacher = world.teacher("周老师");
    let paper = |title: &str, level: &str, date: &str| json!({"person": teacher.to_string(), "kind": "paper", "title": title, "level": level, "date": date});
    let county = world.add("achievement", paper("游戏观察", "county", "2026-10-10"));
    world.add("achievement", paper("旧文", "nation", "2026-08-10"));
    let outcome = world.last("2026-12-01");
    assert_eq!(in_words(&outcome), "2026-2027 0/1 on_track red 2027-08-31");
    assert_eq!(whys(&outcome), [(county, Why::LevelTooLow)]);
    world.set("R685", "county");
    assert_eq!(world.line("2026-12-01"), "2026-2027 1/1 met");
    world.set("R685", "city");
    let city = world.add("achievement", paper("区角 材料", "city", "2026-11-10"));
    let again = world.add("achievement", paper("区角材料", "province", "2026-11-20"));
    let outcome = world.last("2026-12-01");
    assert_eq!(in_words(&outcome), "2026-2027 1/1 met");
    assert_eq!(outcome.records, [city]);
    assert!(whys(&outcome).contains(&(again, Why::SameTitle)));
}

#[test]
fn r488_one_incident_of_primary_school_style_cannot_be_undone() {
    let mut world = World::new(&["R488"]);
    assert_eq!(world.line("2026-11-23"), "2026-2027 0/0 on_track");
    assert_eq!(world.line("2027-08-31"), "2026-2027 0/0 met");
    let issue = world.add(
        "issue",
        json!({"title": "布置书面作业", "category": "primary_style", "raised_on": "2026-11-20", "subject": world.helped.to_string()}),
    );
    assert_eq!(world.line("2026-11-19"), "2026-2027 0/0 on_track");
    assert_eq!(world.line("2026-11-23"), "2026-2027 1/0 missed");
    assert_eq!(world.last("2026-11-23").records, [issue]);
    // An incident at the helper is not the helped kindergarten's.
    let mut world = World::new(&["R488"]);
    world.add(
        "issue",
        json!({"title": "作业", "category": "primary_style", "raised_on": "2026-11-20", "subject": world.helper.to_string()}),
    );
    assert_eq!(world.line("2026-11-23"), "2026-2027 0/0 on_track");
}

#[test]
fn r496_and_r497_are_proposed_and_say_so() {
    let mut world = World::new(&["R496", "R497"]);
    world.did("K21", "2026-10-30", json!({}));
    let listening = world.did("K02", "2026-10-30", json!({"fields": {"form": "listen"}}));
    let unsaid = world.did("K02", "2026-10-31", json!({}));
    let outcomes = world.assess("2026-11-23");
    assert_eq!(in_words(&outcomes[0]), "2026-2027-1 1/1 met");
    assert_eq!(in_words(&outcomes[1]), "2026-2027-1 0/1 on_track red 2027-01-15");
    assert!(outcomes.iter().all(|outcome| outcome.proposed && outcome.basis == "prop"));
    assert_eq!(outcomes[0].scope.name, "云溪实验幼儿园 — 青禾幼儿园");
    let form = "form".to_owned();
    assert_eq!(
        whys(&outcomes[1]),
        [
            (listening, Why::WrongForm { field: form.clone() }),
            (unsaid, Why::FieldEmpty { field: form })
        ]
    );
    world.did("K02", "2026-11-02", json!({"fields": {"form": "principal_observation"}}));
    assert_eq!(world.line("2026-11-23"), "2026-2027-1 1/1 met");
    // R691: what is only proposed can be left off altogether.
    world.set("R691", "off");
    assert!(world.assess("2026-11-23").is_empty());
}

#[test]
fn one_visit_feeds_several_rules_and_none_twice() {
    let mut world = World::new(&["R480", "R481", "R482", "R492"]);
    let wish = world.add("issue", json!({"title": "想听", "category": "lecture_request"}));
    let more =
        json!({"class_hours": 150, "request": wish.to_string(), "fields": {"form": "lecture"}});
    let visit = world.did("K01", "2026-11-20", more);
    let fed = feeds(world.state(), Id::new(visit));
    let told: Vec<_> = fed.iter().map(|feed| (feed.code.as_str(), feed.adds, &feed.why)).collect();
    let wrong = Some(Why::WrongForm { field: "form".to_owned() });
    assert_eq!(
        told,
        [
            ("R481", Some(Amount::Hours(crate::record::Hours(150))), &wrong),
            ("R482", Some(Amount::Whole(1)), &None),
            ("R492", None, &None),
        ]
    );
    assert_eq!(fed[1].period.to_string(), "2026-2027-1");
    for outcome in world.assess("2026-11-23") {
        let mut records = outcome.records.clone();
        records.dedup();
        assert_eq!(records, outcome.records, "{}", outcome.code);
    }
    // While it is being written it counts as done.
    let draft = crate::record::Activity {
        kind: "K14".to_owned(),
        date: Some("2026-11-23".parse().unwrap()),
        pairings: [world.pair].into(),
        ..Default::default()
    };
    assert_eq!(would_feed(world.state(), &draft)[0].code, "R480");
    assert_eq!(would_feed(world.state(), &draft)[0].period.to_string(), "2026-11");
    assert!(feeds(world.state(), Id::new(wish)).is_empty());
}
