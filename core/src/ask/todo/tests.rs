use chrono::NaiveDate;
use serde_json::{Value, json};

use super::*;
use crate::calendar::{DayOff, SchoolYear, Semester, day::ymd};
use crate::command::{Command, Context, Fields, Founding};
use crate::ledger::Ledger;
use crate::log::{DeviceId, Line};
use crate::rule::assess;

/// Two kindergartens and a plan for the school year 2026-2027.
struct World {
    ledger: Ledger,
    catalog: Catalog,
    chance: u128,
    own: RecordId,
    helped: RecordId,
    plan: RecordId,
    pair: RecordId,
}

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap()
}

impl World {
    fn new() -> Self {
        let year = SchoolYear {
            semesters: vec![
                Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15)),
                Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2)),
            ],
            days_off: vec![DayOff::official("national_day", ymd(2026, 10, 1), ymd(2026, 10, 7))],
            ..SchoolYear::blank(2026)
        };
        let zero = RecordId::new(0);
        let (ledger, catalog) = (Ledger::new(DeviceId::new(1)), Catalog::builtin());
        let mut it =
            Self { ledger, catalog, chance: 0, own: zero, helped: zero, plan: zero, pair: zero };
        it.run(&Command::FoundWorkbook(Founding {
            org: "云溪实验幼儿园".into(),
            org_kind: "public_kindergarten".into(),
            me: "林老师".into(),
            name: String::new(),
            class_minutes: 30,
            years: vec![year],
            example: false,
            template: None,
        }));
        it.own = it.state().workspace().unwrap().1.owner_org.unwrap().untyped();
        it.helped = it.add("org", json!({"name": "青禾幼儿园", "kind": "village_kindergarten"}));
        it.plan =
            it.add("plan", json!({"title": "结对", "from": "2026-09-01", "to": "2027-08-31"}));
        it.pair = it.add(
            "pairing",
            json!({"kind": "kindergartens", "side_a": {it.own.to_string(): true}, "from": "2026-09-01",
                   "side_b": {it.helped.to_string(): true}, "plan": it.plan, "state": "active"}),
        );
        it
    }

    fn state(&self) -> &State {
        self.ledger.state()
    }

    fn run(&mut self, command: &Command) -> RecordId {
        self.chance += 1;
        let context = Context {
            now: 1_795_000_000_000,
            today: ymd(2027, 8, 31),
            by: None,
            random: (self.chance << 80).to_be_bytes(),
            catalog: &self.catalog,
        };
        let entries = self.ledger.draft(command, &context).unwrap();
        let id = entries[0].id;
        self.ledger.absorb(entries.into_iter().map(Line::from));
        id
    }

    fn add(&mut self, kind: &str, value: Value) -> RecordId {
        self.run(&Command::Add { kind: kind.into(), id: None, fields: fields(value) })
    }

    fn visit(&mut self, day: &str, more: Value) -> RecordId {
        let mut all = fields(json!({
            "kind": "K01", "date": day, "pairings": {self.pair.to_string(): true}
        }));
        all.extend(fields(more));
        self.add("activity", Value::Object(all))
    }

    fn todo(&self, day: NaiveDate) -> Todo {
        let until = crate::calendar::day::add_days(day, 30);
        let outcomes = assess(self.state(), day);
        todo(self.state(), &self.catalog, &outcomes, Asking { today: day, until, ahead: false })
    }

    /// What waits of a kind, in words, with its day.
    fn told(&self, day: NaiveDate, code: &str) -> Vec<String> {
        let items = self.todo(day).items;
        let of_kind = items.iter().filter(|it| it.what.code() == code);
        of_kind
            .map(|it| {
                format!("{} {}", it.line().map_or("-".to_owned(), |it| it.to_string()), it.what)
            })
            .collect()
    }
}

#[test]
fn a_monthly_task_asks_for_the_months_that_nothing_fills() {
    let mut world = World::new();
    let plan = world.plan;
    let task = world.add(
        "task",
        json!({"title": "每月入园", "plan": plan, "every": 1, "recurrence": "month", "school_months_only": true}),
    );
    let visit = json!({"task": task, "title": "送教"});
    world.visit("2026-09-16", visit.clone());
    world.visit("2026-11-05", visit.clone());
    let told = world.told(ymd(2026, 12, 10), "slot");
    assert_eq!(
        told,
        [
            "2026-10-30 nothing fills time 1 of 2026-10",
            "2026-12-31 nothing fills time 1 of 2026-12"
        ]
    );
    // A visit that was called off with a reason is excused; one that is planned waits as itself.
    let off = world.visit("2026-10-20", json!({"task": task, "state": "planned"}));
    world.run(&Command::Step {
        id: off,
        field: "state".into(),
        to: "cancelled".into(),
        reason: "台风停课".into(),
        fields: Fields::new(),
        force: false,
    });
    world.visit("2026-12-18", json!({"task": task, "state": "planned"}));
    assert_eq!(world.told(ymd(2026, 12, 10), "slot"), [""; 0]);
    let planned = world.told(ymd(2026, 12, 10), "planned");
    assert_eq!(planned, ["2026-12-18 planned: hold it, then record it"]);
}

#[test]
fn festivals_are_dates_of_tasks() {
    let mut world = World::new();
    let (own, plan) = (world.state().workspace().unwrap().0.untyped(), world.plan);
    let festivals = json!({"x": {"code": "national_day", "date": "2026-10-01"}, "y": {"code": "party_day", "date": "2027-07-01"}});
    world.run(&Command::Edit {
        id: own,
        fields: fields(json!({"years": {"2026-2027": {"festivals": festivals}}})),
    });
    let codes = json!({"national_day": true, "party_day": true});
    world.add("task", json!({"title": "节前慰问", "plan": plan, "festivals": codes}));
    assert_eq!(
        world.told(ymd(2026, 9, 20), "slot"),
        ["2026-09-30 nothing is planned for national_day (2026-10-01)"]
    );
}

#[test]
fn each_thing_that_waits_has_its_day_and_those_it_concerns() {
    let mut world = World::new();
    let (plan, helped, pair) = (world.plan, world.helped, world.pair);
    let he =
        world.add("person", json!({"name": "何园长", "org": helped, "kinds": {"principal": true}}));
    world.add("task", json!({"title": "制定方案", "plan": plan, "due": "2026-11-01", "lead": he}));
    world.add("report", json!({"title": "学期小结", "plan": plan, "due": "2026-12-05"}));
    world.add("report", json!({"title": "学年总结", "plan": plan, "due": "2027-07-05"}));
    let issue = world.add(
        "issue",
        json!({"title": "想听幼小衔接讲座", "category": "lecture_request", "raised_by": he,
               "raised_on": "2026-11-03", "due": "2026-11-30"}),
    );
    let visit = world.visit(
        "2026-11-10",
        json!({"title": "送教", "agreements": {"a": {"text": "送一套教具", "owner": he, "due": "2026-11-25"}}}),
    );
    let day = ymd(2026, 11, 23);
    let items = world.todo(day).items;
    let told: Vec<_> =
        items.iter().map(|it| (it.what.code(), it.line(), it.overdue(day))).collect();
    assert_eq!(
        told,
        [
            ("task", Some(ymd(2026, 11, 1)), Some(22)),
            ("agreement", Some(ymd(2026, 11, 25)), None),
            ("request", Some(ymd(2026, 11, 30)), None),
            ("report", Some(ymd(2026, 12, 5)), None),
        ]
    );
    let evidence = |it: &&Item| it.what.code() == "evidence";
    assert_eq!(items.iter().find(evidence), None, "the term ends later than asked about");
    assert_eq!(items[1].records, [visit]);
    assert!(items[1].whom.contains(&pair) && items[1].whom.contains(&plan));

    let of = |id| {
        let only = world.todo(day).only_for(world.state(), id);
        only.items.iter().map(|it| it.what.code()).collect::<Vec<_>>()
    };
    assert_eq!(of(he), ["task", "agreement", "request"]);
    assert_eq!(
        of(helped),
        ["task", "agreement", "request"],
        "what concerns its people concerns it"
    );
    assert_eq!(of(world.own), ["agreement"]);
    assert_eq!(of(issue), ["request"]);
}

#[test]
fn needs_stand_against_what_was_given_with_the_time_it_took() {
    let mut world = World::new();
    let helped = world.helped;
    let ask = |raised: &str, answered: Option<&str>| {
        json!({"title": "讲座", "category": "lecture_request", "raised_by": helped, "raised_on": raised,
               "answered_on": answered})
    };
    let first = world.add("issue", ask("2026-09-10", Some("2026-09-13")));
    world.add("issue", ask("2026-10-10", Some("2026-10-14")));
    let third = world.add("issue", ask("2026-11-01", None));
    world.visit("2026-10-15", json!({"kind": "K07", "request": first}));
    let needs = world.todo(ymd(2026, 11, 23)).needs;
    assert_eq!(
        needs,
        [NeedRow {
            unit: Some(helped),
            category: "lecture_request".into(),
            asked: 3,
            answered: 2,
            delivered: 1,
            // Three days and four days.
            response_days: Some(4),
            longest_wait: Some(22),
            open: vec![third],
        }]
    );
}

#[test]
fn silence_is_told_by_kind_and_holidays_do_not_count() {
    let mut world = World::new();
    let draft = world.catalog.rule("R481").unwrap().clone();
    let change = crate::plan::rule_record(&draft, RecordId::new(7), world.plan);
    world.add("rule", Value::Object(change.patch));
    let kind = draft.kinds.first().cloned().unwrap();
    world.visit("2026-09-10", json!({"kind": kind}));
    let other = if kind == "K25" { "K24" } else { "K25" };
    for day in ["2026-10-20", "2026-11-15", "2026-12-10", "2027-01-10"] {
        world.visit(day, json!({"kind": other}));
    }
    let within = if draft.period == "month" { 45 } else { 150 };
    let quiet = |day: NaiveDate| world.told(day, "quiet");
    let told = quiet(ymd(2027, 1, 12));
    let expected = format!("{kind} for 124 days");
    assert_eq!(told.iter().any(|it| it.contains(&expected)), within == 45, "{told:?}");
    // 45 days later, most of them holidays: school has been back for three days.
    assert!(quiet(ymd(2027, 2, 24)).iter().all(|it| !it.contains("no contact")));
    // In the holidays nobody is asked.
    assert_eq!(quiet(ymd(2027, 2, 10)), [""; 0]);
    assert!(quiet(ymd(2027, 4, 20)).iter().any(|it| it.contains("no contact for 100 days")));
}

#[test]
fn who_is_not_yet_reached_is_named() {
    let mut world = World::new();
    let (own, helped) = (world.own, world.helped);
    let teacher =
        |name: &str, org: RecordId| json!({"name": name, "org": org, "kinds": {"teacher": true}});
    let mentor = world.add("person", teacher("沈老师", own));
    let wang = world.add("person", teacher("王老师", helped));
    let li = world.add("person", teacher("李老师", helped));
    let other = world.add("org", json!({"name": "松涛幼儿园", "kind": "village_kindergarten"}));
    world.add(
        "pairing",
        json!({"kind": "mentor", "side_a": {mentor.to_string(): true}, "side_b": {wang.to_string(): true},
               "parent_pairing": world.pair, "from": "2026-09-01", "state": "active"}),
    );
    let items = world.todo(ymd(2026, 9, 8)).items;
    let unpaired: Vec<_> = items.iter().filter(|it| it.what == What::Unpaired).collect();
    let named: Vec<_> = unpaired.iter().map(|it| it.records.clone()).collect();
    assert_eq!(named.len(), 2);
    assert!(named.contains(&vec![other]) && named.contains(&vec![li]));
    assert_eq!(items.iter().filter(|it| it.what == What::Unvisited).count(), 2);
}

#[test]
fn one_visit_serves_the_clauses_whose_last_days_it_does_not_pass() {
    let mut world = World::new();
    let mut rules = Vec::new();
    for code in ["R480", "R481"] {
        let Some(draft) = world.catalog.rule(code).cloned() else { continue };
        let change = crate::plan::rule_record(&draft, RecordId::new(7), world.plan);
        rules.push(world.add("rule", Value::Object(change.patch)));
    }
    let mut found = 0;
    for day in [ymd(2026, 9, 8), ymd(2026, 10, 3), ymd(2026, 11, 23)] {
        let outcomes = assess(world.state(), day);
        for visit in world.todo(day).visits {
            found += 1;
            assert!(visit.serves.len() > 1);
            let served = |it: &&Outcome| {
                it.from <= day && day <= it.due && visit.serves.iter().any(|(id, _)| *id == it.rule)
            };
            let lines: Vec<NaiveDate> =
                outcomes.iter().filter(served).map(|it| it.red_line.unwrap_or(it.due)).collect();
            let calendar = world.state().calendar();
            let serves_all = |date: &NaiveDate| {
                calendar.is_school_day(*date) && lines.iter().all(|line| date <= line)
            };
            let last =
                crate::calendar::day::days_of(day, ymd(2027, 8, 31)).filter(serves_all).last();
            assert_eq!(last, Some(visit.date));
        }
    }
    assert!(found > 0);
}
