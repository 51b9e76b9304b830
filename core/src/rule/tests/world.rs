//! A small world to judge: two kindergartens, one plan, a calendar, built through commands as a person would.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::calendar::{DayOff, SchoolYear, Semester, day::ymd};
use crate::catalog::Catalog;
use crate::command::{Command, Context, Fields, Founding};
use crate::ledger::Ledger;
use crate::log::{DeviceId, Line, RecordId};
use crate::rule::{Outcome, Why, assess};
use crate::state::State;

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap()
}

/// 2026-2027: autumn from 1 September to 15 January with 1–7 October off, spring from 22 February to 2 July.
pub(super) fn year() -> SchoolYear {
    SchoolYear {
        semesters: vec![
            Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15)),
            Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2)),
        ],
        days_off: vec![DayOff {
            code: "national_day".to_owned(),
            name: String::new(),
            start: ymd(2026, 10, 1),
            end: ymd(2026, 10, 7),
        }],
        ..SchoolYear::blank(2026)
    }
}

/// A workbook with one plan and one pair; activities are recorded far enough in the future to be free of today.
pub(super) struct World {
    pub(super) ledger: Ledger,
    pub(super) catalog: Catalog,
    chance: u128,
    pub(super) helper: RecordId,
    pub(super) helped: RecordId,
    pub(super) plan: RecordId,
    pub(super) pair: RecordId,
}

impl World {
    /// The plan runs over the school year 2026-2027 and has these rules of the catalogue.
    pub(super) fn new(rules: &[&str]) -> Self {
        Self::with_years(rules, vec![year()])
    }

    pub(super) fn with_years(rules: &[&str], years: Vec<SchoolYear>) -> Self {
        let zero = RecordId::new(0);
        let mut world = Self {
            ledger: Ledger::new(DeviceId::new(1)),
            catalog: Catalog::builtin(),
            chance: 0,
            helper: zero,
            helped: zero,
            plan: zero,
            pair: zero,
        };
        world.run(&Command::FoundWorkbook(Founding {
            org: "云溪实验幼儿园".into(),
            org_kind: "public_kindergarten".into(),
            me: "林老师".into(),
            name: String::new(),
            class_minutes: 30,
            years,
            example: false,
            template: None,
        }));
        let own = world.state().workspace().unwrap().1.owner_org.unwrap();
        world.helper = own.untyped();
        world.helped = world.add("org", json!({"name": "青禾幼儿园"}));
        world.plan =
            world.add("plan", json!({"title": "结对", "from": "2026-09-01", "to": "2027-08-31"}));
        world.pair = world.pair_with(world.helped);
        for code in rules {
            world.rule(code, json!({}));
        }
        world
    }

    pub(super) fn state(&self) -> &State {
        self.ledger.state()
    }

    pub(super) fn run(&mut self, command: &Command) -> RecordId {
        self.chance += 1;
        let context = Context {
            now: 1_795_000_000_000,
            today: day("2027-08-31"),
            by: None,
            random: (self.chance << 80).to_be_bytes(),
            catalog: &self.catalog,
        };
        let entries = self.ledger.draft(command, &context).unwrap();
        let id = entries[0].id;
        self.ledger.absorb(entries.into_iter().map(Line::from));
        id
    }

    pub(super) fn add(&mut self, kind: &str, value: Value) -> RecordId {
        self.run(&Command::Add { kind: kind.into(), id: None, fields: fields(value) })
    }

    pub(super) fn edit(&mut self, id: RecordId, value: Value) {
        self.run(&Command::Edit { id, fields: fields(value) });
    }

    pub(super) fn pair_with(&mut self, helped: RecordId) -> RecordId {
        let pair = json!({
            "kind": "kindergartens", "side_a": {self.helper.to_string(): true},
            "side_b": {helped.to_string(): true}, "plan": self.plan.to_string(),
            "from": "2026-09-01", "to": "2027-08-31",
        });
        self.add("pairing", pair)
    }

    /// A rule of the catalogue, with some fields of its own.
    pub(super) fn rule(&mut self, code: &str, more: Value) -> RecordId {
        let draft = self.catalog.rule(code).unwrap();
        let change = crate::plan::rule_record(draft, RecordId::new(1), self.plan);
        let mut patch = change.patch;
        patch.remove("off");
        patch.extend(fields(more));
        self.run(&Command::Add { kind: "rule".into(), id: None, fields: patch })
    }

    /// Something done for the pair.
    pub(super) fn did(&mut self, kind: &str, date: &str, more: Value) -> RecordId {
        let mut all =
            fields(json!({"kind": kind, "date": date, "pairings": {self.pair.to_string(): true}}));
        all.extend(fields(more));
        self.run(&Command::RecordActivity { id: None, fields: all, documents: vec![] })
    }

    /// A document that belongs to a record.
    pub(super) fn file(&mut self, kind: &str, owner: RecordId, more: Value) -> RecordId {
        let mut all = fields(json!({"kind": kind, "belongs_to": {owner.to_string(): true}}));
        all.extend(fields(more));
        self.add("document", Value::Object(all))
    }

    /// A teacher of the helped kindergarten.
    pub(super) fn teacher(&mut self, name: &str) -> RecordId {
        let org = self.helped.to_string();
        self.add("person", json!({"name": name, "org": org, "kinds": {"teacher": true}}))
    }

    pub(super) fn rated(&mut self, teacher: RecordId, date: &str, grade: &str) -> RecordId {
        self.add("achievement", json!({"person": teacher.to_string(), "kind": "lesson_rating", "date": date, "grade": grade}))
    }

    pub(super) fn set(&mut self, code: &str, choice: &str) {
        let id = self.state().workspace().unwrap().0.untyped();
        let settings = Map::from_iter([(code.to_owned(), json!(choice))]);
        self.edit(id, json!({"settings": settings}));
    }

    pub(super) fn assess(&self, on: &str) -> Vec<Outcome> {
        assess(self.state(), day(on))
    }

    /// The latest outcome on a day; there is one rule.
    pub(super) fn last(&self, on: &str) -> Outcome {
        self.assess(on).pop().unwrap()
    }

    /// In one line: `2026-11 0/1 behind red 2026-11-30`.
    pub(super) fn line(&self, on: &str) -> String {
        in_words(&self.last(on))
    }

    pub(super) fn lines(&self, on: &str) -> Vec<String> {
        self.assess(on).iter().map(in_words).collect()
    }
}

pub(super) fn in_words(outcome: &Outcome) -> String {
    let red = outcome.red_line.map(|date| format!(" red {date}")).unwrap_or_default();
    let value = outcome.value().unwrap_or_else(|| "?".to_owned());
    let target = outcome.target().unwrap_or_else(|| "?".to_owned());
    format!("{} {value}/{target} {}{red}", outcome.period, outcome.verdict.code())
}

/// What nearly counted, as pairs.
pub(super) fn whys(outcome: &Outcome) -> Vec<(RecordId, Why)> {
    outcome.nearly.iter().map(|nearly| (nearly.record, nearly.why.clone())).collect()
}
