//! The file is read back by a small parser of its own, which knows nothing of how it was written.

use serde_json::{Value, json};

use super::*;
use crate::calendar::{SchoolYear, Semester, day::ymd};
use crate::command::{Command, Context, Founding};
use crate::ledger::Ledger;
use crate::log::{DeviceId, Line};

/// An event as a calendar would know it.
#[derive(Debug, Default, PartialEq)]
struct Event {
    uid: String,
    start: String,
    end: String,
    summary: String,
}

/// Reads a file strictly: every line ends in CR LF and has 75 octets at most; folds are undone; escapes are known ones.
fn read(file: &str) -> Vec<Event> {
    assert!(file.ends_with("\r\n"));
    let physical: Vec<&str> = file.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    assert!(physical.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    let mut logical: Vec<String> = Vec::new();
    for line in physical {
        match line.strip_prefix(' ') {
            Some(more) => logical.last_mut().expect("a fold follows a line").push_str(more),
            None => logical.push(line.to_owned()),
        }
    }
    assert_eq!((logical[0].as_str(), logical[1].as_str()), ("BEGIN:VCALENDAR", "VERSION:2.0"));
    assert_eq!(logical.last().unwrap(), "END:VCALENDAR");
    let (mut events, mut open) = (Vec::new(), None);
    for line in &logical[1..logical.len() - 1] {
        let (name, value) = line.split_once(':').expect("a name and a value");
        match (name, value) {
            ("BEGIN", "VEVENT") => assert!(open.replace(Event::default()).is_none()),
            ("END", "VEVENT") => events.push(open.take().expect("an event was begun")),
            ("BEGIN" | "END", other) => panic!("unexpected {other}"),
            (name, value) => {
                let Some(event) = &mut open else { continue };
                match name {
                    "UID" => event.uid = value.to_owned(),
                    "DTSTART;VALUE=DATE" => event.start = date(value),
                    "DTEND;VALUE=DATE" => event.end = date(value),
                    "SUMMARY" => event.summary = plain(value),
                    "DTSTAMP" => assert!(value.len() == 16 && value.ends_with('Z'), "{value}"),
                    "CATEGORIES" | "TRANSP" => {}
                    other => panic!("unexpected {other}"),
                }
            }
        }
    }
    events
}

fn date(text: &str) -> String {
    assert!(text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
    text.to_owned()
}

fn plain(text: &str) -> String {
    let (mut plain, mut letters) = (String::new(), text.chars());
    while let Some(letter) = letters.next() {
        assert!(!matches!(letter, ';' | ','), "{text}: not escaped");
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        plain.push(match letters.next() {
            Some('n' | 'N') => '\n',
            Some(known @ ('\\' | ';' | ',')) => known,
            other => panic!("{text}: unknown escape {other:?}"),
        });
    }
    plain
}

struct World {
    ledger: Ledger,
    catalog: Catalog,
    chance: u128,
}

impl World {
    fn new() -> Self {
        let (ledger, catalog) = (Ledger::new(DeviceId::new(1)), Catalog::builtin());
        let mut world = Self { ledger, catalog, chance: 0 };
        let semesters = vec![Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15))];
        world.run(&Command::FoundWorkbook(Founding {
            org: "云溪实验幼儿园".into(),
            org_kind: "public_kindergarten".into(),
            me: "林老师".into(),
            name: String::new(),
            class_minutes: 30,
            years: vec![SchoolYear { semesters, ..SchoolYear::blank(2026) }],
            example: false,
            template: None,
        }));
        world
    }

    fn run(&mut self, command: &Command) -> RecordId {
        self.chance += 1;
        let context = Context {
            now: 1_795_000_000_000,
            today: ymd(2026, 11, 23),
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
        let fields = value.as_object().cloned().unwrap();
        self.run(&Command::Add { kind: kind.into(), id: None, fields })
    }

    fn file(&self, today: NaiveDate) -> String {
        let state = self.ledger.state();
        ics(state, &self.catalog, &crate::rule::assess(state, today), today, Lang::ZhHans)
    }
}

#[test]
fn dates_are_read_back_by_any_calendar_and_keep_their_names() {
    let mut world = World::new();
    let plan =
        world.add("plan", json!({"title": "结对", "from": "2026-09-01", "to": "2027-01-31"}));
    let title = "制定方案;先摸底,再结对\\一园一策——听取各方意见后修改并报主管部门备案、公布,同时告知家长和社区";
    world.add("task", json!({"title": title, "plan": plan, "due": "2026-12-01"}));
    world.add("report", json!({"title": "学期小结", "plan": plan, "due": "2027-01-10"}));
    world.add(
        "task",
        json!({"title": "每月入园", "plan": plan, "due": "2027-01-31", "every": 1,
               "recurrence": "month", "school_months_only": true}),
    );
    world.add(
        "activity",
        json!({"kind": "K01", "title": "送教", "date": "2026-12-30", "to": "2026-12-31", "plan": plan,
               "state": "planned"}),
    );
    let file = world.file(ymd(2026, 11, 23));
    let events = read(&file);
    let told: Vec<_> = events.iter().map(|it| (&*it.start, &*it.end, &*it.summary)).collect();
    let task = format!("任务到期: {title}");
    let visit = "活动计划: 送教活动 · 送教";
    let kind = world.catalog.kind("K01").unwrap().name.get(Lang::ZhHans);
    let visit = visit.replace("送教活动", kind);
    for expected in [
        ("20260930", "20261001", "待安排: 每月入园"),
        ("20261130", "20261201", "待安排: 每月入园"),
        ("20261201", "20261202", &*task),
        ("20261230", "20270101", &*visit),
        ("20261231", "20270101", "待安排: 每月入园"),
        ("20270110", "20270111", "报送: 学期小结"),
        ("20270115", "20270116", "待安排: 每月入园"),
        ("20270131", "20270201", "任务到期: 每月入园"),
    ] {
        assert!(told.contains(&expected), "{expected:?} is not in {told:?}");
    }
    let mut uids: Vec<&str> = events.iter().map(|it| &*it.uid).collect();
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), events.len(), "each has a name of its own");
    assert!(!file.contains("VALARM"));
    // A day later the same events have the same names.
    let later = read(&world.file(ymd(2026, 11, 24)));
    assert!(later.iter().all(|it| uids.contains(&&*it.uid)));
}

#[test]
fn nothing_in_it_names_a_child_or_a_household() {
    let mut world = World::new();
    let child = world.add("person", json!({"name": "小禾苗", "kinds": {"pupil": true}}));
    let head = world.add("person", json!({"name": "田守仁", "kinds": {"villager": true}}));
    let house = world.add("household", json!({"head": head, "address": "柳树沟组"}));
    let case =
        json!({"subject": house, "kind": "registered_household", "next_review": "2026-12-20"});
    world.add("case", case);
    let plan =
        world.add("plan", json!({"title": "帮扶", "from": "2026-09-01", "to": "2027-01-31"}));
    world.add("task", json!({"title": "给小禾苗送教上门", "plan": plan, "due": "2026-12-01"}));
    world.add("task", json!({"title": "走访田守仁家", "plan": plan, "due": "2026-12-02"}));
    let pair = world.add(
        "pairing",
        json!({"kind": "cadre_household", "side_a": {child.to_string(): true}, "plan": plan,
               "side_b": {house.to_string(): true}}),
    );
    for (kind, more) in [
        ("K30", json!({"targets": {house.to_string(): true}})),
        ("K38", json!({"pairings": {pair.to_string(): true}})),
    ] {
        let mut fields = json!({"kind": kind, "title": "柳树沟组入户", "date": "2026-12-05", "state": "planned"});
        fields.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        world.add("activity", fields);
    }
    let file = world.file(ymd(2026, 11, 23)).replace("\r\n ", "");
    assert_eq!(read(&world.file(ymd(2026, 11, 23))).len(), 5);
    for private in ["小禾苗", "田守仁", "柳树沟"] {
        assert!(!file.contains(private), "{private}: {file}");
    }
}
