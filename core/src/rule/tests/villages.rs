//! Rules of village plans over a small world: money by recipient, households, projects with their months.

use serde_json::{Value, json};

use super::world::{World, in_words};
use crate::log::RecordId;

/// A plan over the natural year with these rules, and nothing else in it.
fn village_year(rules: &[&str]) -> World {
    let mut world = World::new(rules);
    let plan = world.plan;
    world.edit(plan, json!({"from": "2026-01-01", "to": "2026-12-31"}));
    world
}

fn place(world: &mut World, name: &str, kind: &str) -> RecordId {
    world.add("org", json!({"name": name, "kind": kind}))
}

fn money(world: &mut World, direction: &str, date: &str, yuan: i64, more: Value) -> RecordId {
    let plan = world.plan.to_string();
    let mut all = json!({"direction": direction, "date": date, "amount": yuan * 100, "plan": plan});
    all.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    world.add("fund_entry", all)
}

/// A registered household of so many people, with its case.
fn household(world: &mut World, people: usize, state: &str) -> (RecordId, RecordId) {
    let members: serde_json::Map<String, Value> = (0..people)
        .map(|at| {
            (world.add("person", json!({"name": format!("村民{at}")})).to_string(), json!(true))
        })
        .collect();
    let home = world.add("household", json!({"members": members}));
    let case = json!({"subject": home.to_string(), "kind": "registered_household", "state": state});
    (home, world.add("case", case))
}

fn last(world: &World, on: &str) -> String {
    in_words(&world.last(on))
}

#[test]
fn r203_and_r204_tell_the_twinned_village_from_the_other() {
    let mut world = village_year(&["R203", "R204"]);
    let (twin, other) =
        (place(&mut world, "甲村", "village"), place(&mut world, "乙村", "village"));
    let pairing = json!({"kind": "bureau_village", "side_a": {world.helper.to_string(): true},
        "side_b": {twin.to_string(): true}, "plan": world.plan.to_string(), "state": "active"});
    world.add("pairing", pairing);
    money(&mut world, "in", "2026-03-01", 180_000, json!({"recipient": twin.to_string()}));
    money(&mut world, "in", "2026-04-01", 100_000, json!({"recipient": other.to_string()}));
    money(&mut world, "in", "2025-12-31", 90_000, json!({"recipient": other.to_string()}));
    money(&mut world, "pledge", "2026-04-01", 90_000, json!({"recipient": other.to_string()}));
    let lines = world.lines("2026-12-31");
    assert!(lines.iter().any(|line| line.starts_with("2026 180000/180000 met")), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("2026 100000/180000")), "{lines:?}");
}

#[test]
fn r205_wants_ten_thousand_for_each_of_five_recipients() {
    let mut world = village_year(&["R205"]);
    let villages: Vec<RecordId> =
        (0..5).map(|at| place(&mut world, &format!("村{at}"), "village")).collect();
    for village in &villages {
        money(&mut world, "out", "2026-05-01", 6_000, json!({"recipient": village.to_string()}));
    }
    assert!(last(&world, "2026-12-31").starts_with("2026 1/3 "), "{}", last(&world, "2026-12-31"));
    for village in &villages {
        money(&mut world, "out", "2026-06-01", 4_000, json!({"recipient": village.to_string()}));
    }
    assert!(
        last(&world, "2026-12-31").starts_with("2026 3/3 met"),
        "{}",
        last(&world, "2026-12-31")
    );
}

#[test]
fn r230_asks_every_poor_household_at_every_festival() {
    let mut world = village_year(&["R230"]);
    let (a, _) = household(&mut world, 3, "aided");
    let (b, _) = household(&mut world, 2, "confirmed");
    household(&mut world, 2, "exited");
    let plan = world.plan.to_string();
    let both = json!({a.to_string(): true, b.to_string(): true});
    let mut hand_out = |date: &str, festival: &str, targets: &Value| {
        let fields = json!({"festival": festival});
        world.did("K51", date, json!({"fields": fields, "targets": targets, "plan": plan}));
    };
    hand_out("2026-02-01", "spring_festival", &both);
    hand_out("2026-06-28", "party_day", &both);
    hand_out("2026-09-28", "national_day", &json!({a.to_string(): true}));
    assert!(last(&world, "2026-12-31").starts_with("2026 2/3 "), "{}", last(&world, "2026-12-31"));
}

#[test]
fn r281_adds_up_what_was_spent_on_another_purpose() {
    let mut world = village_year(&["R281"]);
    let source =
        money(&mut world, "in", "2026-02-01", 50_000, json!({"earmark": "infrastructure"}));
    let from = json!(source.to_string());
    money(
        &mut world,
        "out",
        "2026-03-01",
        900,
        json!({"earmark": "industry", "use_code": "industry"}),
    );
    money(
        &mut world,
        "out",
        "2026-03-02",
        800,
        json!({"use_code": "infrastructure", "spent_from": from}),
    );
    assert!(last(&world, "2026-12-31").contains(" 0/0 met"), "{}", last(&world, "2026-12-31"));
    money(&mut world, "out", "2026-03-03", 700, json!({"use_code": "general", "spent_from": from}));
    money(
        &mut world,
        "out",
        "2026-03-04",
        60,
        json!({"earmark": "industry", "use_code": "training"}),
    );
    money(&mut world, "out", "2026-03-05", 5, json!({"earmark": "industry"}));
    assert!(last(&world, "2027-01-05").contains(" 760/0 missed"), "{}", last(&world, "2027-01-05"));
}

#[test]
fn r294_holds_a_project_to_its_months_and_its_budget() {
    let mut world = village_year(&["R294"]);
    let plan = world.plan.to_string();
    let project = world.add(
        "project",
        json!({"name": "服务中心", "kind": "village_office", "plan": plan,
            "spec": {"service_centre": {"name": "座数", "value": 1000}},
            "budget": {"works": {"item": "工程款", "amount": 35_000_000}},
            "milestones": {"started": {"actual": "2026-03-31"}, "main_done": {"actual": "2026-07-01"}}}),
    );
    // Begun in time, main works a day late, not yet in use; the budget is right.
    assert!(last(&world, "2026-12-31").contains(" 2/4 "), "{}", last(&world, "2026-12-31"));
    world.edit(project, json!({"milestones": {"main_done": {"actual": "2026-06-30"}, "in_use": {"actual": "2026-12-31"}}}));
    assert!(last(&world, "2026-12-31").contains(" 4/4 met"), "{}", last(&world, "2026-12-31"));
}

#[test]
fn r297_adds_the_lines_of_one_project_and_r306_all_budgets() {
    let mut world = village_year(&["R297", "R306"]);
    let plan = world.plan.to_string();
    let line = |value: i64| json!({"name": "长度", "value": value});
    world.add(
        "project",
        json!({"name": "四条路", "kind": "road", "plan": plan,
            "spec": {"hamlet_road_1": line(300), "hamlet_road_2": line(3000), "hamlet_road_3": line(500), "hamlet_road_4": line(800)},
            "budget": {"works": {"amount": 92_000_000}}, "milestones": {"completed": {"actual": "2026-08-31"}}}),
    );
    world.add(
        "project",
        json!({"name": "其余", "plan": plan, "budget": {"works": {"amount": 1_365_000_000}}}),
    );
    let lines = world.lines("2026-12-31");
    assert!(lines[0].contains(" 3/3 met"), "{lines:?}");
    assert!(lines[1].contains(" 14570000/14570000 met"), "{lines:?}");
}

#[test]
fn r307_takes_the_entries_of_years_before() {
    let mut world = village_year(&["R307"]);
    let old = money(&mut world, "out", "2025-06-01", 500, json!({"settled": true}));
    let open = money(&mut world, "out", "2025-07-01", 500, json!({}));
    money(&mut world, "out", "2026-07-01", 500, json!({}));
    let plan = world.plan.to_string();
    world.did("K44", "2026-03-01", json!({"plan": plan}));
    assert!(last(&world, "2026-12-31").contains(" 1/2 "), "{}", last(&world, "2026-12-31"));
    world.edit(open, json!({"settled": true}));
    assert!(
        last(&world, "2026-12-31").contains(" 2/2 met"),
        "{} {old}",
        last(&world, "2026-12-31")
    );
}

#[test]
fn r259_asks_office_and_clinic_for_one_month() {
    let mut world = village_year(&["R259"]);
    let plan = world.plan.to_string();
    let mut built = |kind: &str, date: &str| {
        world.add(
            "project",
            json!({"name": kind, "kind": kind, "plan": plan, "milestones": {"completed": {"actual": date}}}),
        )
    };
    built("village_office", "2026-05-02");
    let clinic = built("clinic", "2026-06-01");
    assert!(last(&world, "2026-12-31").contains(" 1/2 "), "{}", last(&world, "2026-12-31"));
    world.edit(clinic, json!({"milestones": {"completed": {"actual": "2026-05-31"}}}));
    assert!(last(&world, "2026-12-31").contains(" 2/2 met"), "{}", last(&world, "2026-12-31"));
}

#[test]
fn r319_counts_households_people_and_cadres_of_one_village() {
    let mut world = village_year(&["R319"]);
    let village =
        world.add("org", json!({"name": "一村", "kind": "village", "tags": {"village_1": true}}));
    for (at, people) in [1, 2, 3, 4].into_iter().enumerate() {
        let (home, _) = household(&mut world, people, "aided");
        world
            .edit(home, json!({"village": village.to_string(), "categories": {"allowance": true}}));
        let cadre = if at < 2 {
            world.add("person", json!({"name": format!("干部{at}")}))
        } else {
            continue;
        };
        let pairing = json!({"kind": "cadre_household", "side_a": {cadre.to_string(): true},
            "side_b": {home.to_string(): true}, "plan": world.plan.to_string(), "state": "active"});
        world.add("pairing", pairing);
    }
    household(&mut world, 5, "aided");
    assert!(last(&world, "2026-12-31").contains(" 5/5 met"), "{}", last(&world, "2026-12-31"));
}

#[test]
fn r327_takes_its_share_of_the_start_or_of_what_remains() {
    let mut world = village_year(&["R327"]);
    for at in 0..10 {
        let (_, case) = household(&mut world, 1, if at < 5 { "exited" } else { "aided" });
        let left = ["2025-12-01", "2025-12-02", "2026-03-01", "2026-06-01", "2026-11-30"];
        if let Some(date) = left.get(at) {
            world.edit(case, json!({"exited_on": date}));
        }
    }
    assert!(last(&world, "2026-12-31").contains(" 30.0/30 met"), "{}", last(&world, "2026-12-31"));
    // Of the eight that remained at the beginning of the year.
    world.set("R688", "remaining");
    assert!(last(&world, "2026-12-31").contains(" 37.5/30 met"), "{}", last(&world, "2026-12-31"));
}

fn person(world: &mut World, name: &str, more: Value) -> RecordId {
    let mut all = json!({"name": name});
    all.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
    world.add("person", all)
}

fn measured(world: &mut World, subject: RecordId, indicator: &str, value: i64, as_of: &str) {
    let fields = json!({"subject": subject.to_string(), "indicator": indicator, "value": value, "as_of": as_of});
    world.add("measurement", fields);
}

#[test]
fn r210_wants_a_card_on_the_pairing_of_every_poor_veteran() {
    let mut world = village_year(&["R210"]);
    person(&mut world, "村民", json!({}));
    person(&mut world, "不困难的老党员", json!({"kinds": {"senior_party_member": true}}));
    let (home, _) = household(&mut world, 1, "aided");
    let poor = json!({"kinds": {"senior_party_member": true}, "household": home.to_string()});
    let veterans =
        [person(&mut world, "老党员甲", poor.clone()), person(&mut world, "老党员乙", poor)];
    let member = person(&mut world, "党员", json!({}));
    let pairings = veterans.map(|veteran| {
        let pairing = json!({"kind": "member_senior_member", "side_a": {member.to_string(): true},
            "side_b": {veteran.to_string(): true}, "plan": world.plan.to_string(), "state": "active"});
        world.add("pairing", pairing)
    });
    world.file("contact_card", pairings[0], json!({}));
    assert!(last(&world, "2026-12-31").contains(" 50.0/100 "), "{}", last(&world, "2026-12-31"));
    world.file("contact_card", pairings[1], json!({}));
    assert!(
        last(&world, "2026-12-31").contains(" 100.0/100 met"),
        "{}",
        last(&world, "2026-12-31")
    );
}

#[test]
fn r212_counts_a_visit_that_somebody_led_and_asks_for_one_in_the_first_quarter() {
    let mut world = village_year(&["R212"]);
    let head = person(&mut world, "领导", json!({})).to_string();
    let plan = world.plan.to_string();
    world.did(
        "K58",
        "2026-03-02",
        json!({"plan": plan, "participants": {head.clone(): {"role": "listener"}}}),
    );
    let led = json!({head: {"role": "leader"}});
    world.did("K58", "2026-04-02", json!({"plan": plan, "participants": led}));
    assert!(last(&world, "2026-12-31").contains(" 1/2 "), "{}", last(&world, "2026-12-31"));
    world.did("K58", "2026-03-31", json!({"plan": plan, "participants": led}));
    assert!(last(&world, "2026-12-31").contains(" 2/2 met"), "{}", last(&world, "2026-12-31"));
}

#[test]
fn r228_wants_three_enterprises_and_all_their_money_by_the_end_of_june() {
    let mut world = village_year(&["R228"]);
    for (at, date) in ["2026-06-30", "2026-05-01", "2026-07-01"].into_iter().enumerate() {
        let firm = place(&mut world, &format!("企业{at}"), "enterprise").to_string();
        money(&mut world, "in", date, 1000, json!({"source": firm}));
    }
    money(&mut world, "in", "2026-08-01", 1000, json!({"source_kind": "office"}));
    // Three gave, one of them a day late.
    assert!(last(&world, "2027-01-05").contains(" 1/2 missed"), "{}", last(&world, "2027-01-05"));
}

#[test]
fn r232_and_r293_ask_for_exits_and_not_for_plans() {
    let mut world = village_year(&["R232", "R293"]);
    let (_, out) = household(&mut world, 1, "exited");
    world.edit(out, json!({"exited_on": "2026-11-30", "planned_exit": "2026-12-01"}));
    let (_, later) = household(&mut world, 1, "aided");
    world.edit(later, json!({"planned_exit": "2027-12-01"}));
    let lines = world.lines("2027-01-05");
    assert!(lines[0].contains(" 50.0/100 missed"), "{lines:?}");
    assert!(lines[1].contains(" 100.0/100 met"), "{lines:?}");
}

#[test]
fn r305_wants_each_of_seven_groups_before_the_spring_festival() {
    let mut world = village_year(&["R305"]);
    let plan = world.plan.to_string();
    let visit = |groups: &[&str]| {
        let groups: serde_json::Map<String, Value> =
            groups.iter().map(|group| ((*group).to_owned(), json!(true))).collect();
        json!({"plan": plan, "fields": {"festival": "spring_festival", "groups": groups}})
    };
    world.did("K51", "2026-02-10", visit(&["special_hardship", "five_guarantee", "allowance"]));
    let rest = ["veteran_party_member", "demobilised_soldier", "university_student"];
    world.did("K51", "2026-02-11", visit(&rest));
    assert!(last(&world, "2027-01-05").contains(" 6/7 missed"), "{}", last(&world, "2027-01-05"));
    world.did("K51", "2026-02-12", visit(&["committee_member"]));
    assert!(last(&world, "2027-01-05").contains(" 7/7 met"), "{}", last(&world, "2027-01-05"));
}

#[test]
fn r323_and_r326_count_people_of_households() {
    let mut world = village_year(&["R323", "R326"]);
    household(&mut world, 3, "exited");
    let (home, _) = household(&mut world, 0, "aided");
    let able = json!({"labour_capacity": "strong", "household": home.to_string()});
    let people = [person(&mut world, "能人甲", able.clone()), person(&mut world, "能人乙", able)];
    let plan = world.plan.to_string();
    let learned = json!({people[0].to_string(): {"role": "trainee"}, people[1].to_string(): {"role": "trainee", "absent": true}});
    world.did("K54", "2026-04-01", json!({"plan": plan, "participants": learned}));
    let lines = world.lines("2027-01-05");
    assert!(lines[0].contains(" 0/2 missed"), "{lines:?}");
    assert!(lines[1].contains(" 0/1") && lines[1].contains("missed"), "{lines:?}");
    let learned = json!({people[1].to_string(): {"role": "trainee"}});
    world.did("K54", "2026-05-01", json!({"plan": plan, "participants": learned}));
    assert!(world.lines("2027-01-05")[1].contains("met"), "{:?}", world.lines("2027-01-05"));
}

#[test]
fn r329_holds_each_village_against_its_county() {
    let mut world = village_year(&["R329"]);
    let village = world.helped;
    for (code, village_value) in
        [("tap_water", 900), ("hardened_road", 700), ("medical_insurance", 990), ("retention", 950)]
    {
        measured(&mut world, village, &format!("{code}_share"), village_value, "2026-11-01");
        measured(&mut world, village, &format!("county_{code}_share"), 940, "2026-11-01");
    }
    // 900/940 = 95.7 %, 700/940 = 74.5 %.
    assert!(last(&world, "2027-01-05").contains(" 3/4 missed"), "{}", last(&world, "2027-01-05"));
}

#[test]
fn r257_and_r292_compare_measurements() {
    let mut world = village_year(&["R257", "R292"]);
    let village = world.helped;
    measured(&mut world, village, "working_outside", 330_000, "2026-01-01");
    measured(&mut world, village, "working_outside", 409_000, "2026-12-01");
    measured(&mut world, village, "income_growth", 85, "2026-12-31");
    measured(&mut world, village, "district_income_growth", 85, "2026-12-31");
    let lines = world.lines("2027-01-05");
    assert!(lines[0].contains(" 79/80 missed"), "{lines:?}");
    assert!(lines[1].contains("met"), "{lines:?}");
}
