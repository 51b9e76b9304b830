//! A small workbook, written line by line, and the names of its records.

use chrono::{Days, NaiveDate};
use jiedui_core::log::{DeviceId, Entry, Line, Map, RecordId, Stamp};
use jiedui_core::state::State;
use serde_json::{Value, json};

pub(super) const WORKSPACE: u128 = 1;
pub(super) const HELPER: u128 = 2;
pub(super) const PLAN: u128 = 10;
pub(super) const RULE: u128 = 100;
/// Two pairs: 11 with unit 3, 12 with unit 4.
pub(super) const PAIRS: [(u128, u128); 2] = [(11, 3), (12, 4)];
pub(super) const KINDS: [&str; 3] = ["K01", "K07", "K14"];
pub(super) const FORMS: [&str; 3] = ["", "demo", "lecture"];
pub(super) const STATES: [&str; 6] =
    ["planned", "arranged", "done", "archived", "cancelled", "postponed"];
pub(super) const DOCUMENTS: [&str; 3] = ["plan", "record", "summary"];
pub(super) const GRADES: [&str; 4] = ["excellent", "good", "qualified", "unqualified"];

pub(super) fn id(number: u128) -> String {
    RecordId::new(number).to_string()
}

pub(super) fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, 1).unwrap() + Days::new(number)
}

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A workbook written line by line.
#[derive(Default)]
pub(super) struct World {
    pub(super) state: State,
    seq: u64,
}

impl World {
    pub(super) fn put(&mut self, kind: &str, record: u128, patch: Value) {
        self.seq += 1;
        let entry = Entry {
            stamp: Stamp { seq: self.seq, device: DeviceId::new(1) },
            act: self.seq,
            base: self.state.log().heads(RecordId::new(record)).to_vec(),
            at: String::new(),
            by: None,
            kind: kind.to_owned(),
            id: RecordId::new(record),
            patch,
            extra: Map::new(),
        };
        self.state.apply(Line::from(entry));
    }

    /// Two pairs under one plan over the school year 2026-2027, with a week off in October.
    pub(super) fn new() -> Self {
        let mut world = Self::default();
        let year = json!({
            "start": "2026-09-01", "end": "2027-08-31",
            "semesters": {"1": {"start": "2026-09-01", "end": "2027-01-15"}, "2": {"start": "2027-02-22", "end": "2027-07-02"}},
            "days_off": {"a": {"code": "national_day", "start": "2026-10-01", "end": "2026-10-07"}},
        });
        world.put("workspace", WORKSPACE, json!({"years": {"2026-2027": year}}));
        world.put("plan", PLAN, json!({"from": "2026-09-01", "to": "2027-08-31"}));
        for (pair, unit) in PAIRS {
            let sides =
                json!({"side_a": {id(HELPER): true}, "side_b": {id(unit): true}, "plan": id(PLAN)});
            world.put("pairing", pair, sides);
        }
        world
    }

    pub(super) fn rule(&mut self, patch: Value) {
        let mut all =
            json!({"code": "R1", "plan": id(PLAN), "scope": "helped", "comparator": ">="});
        all.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
        self.put("rule", RULE, all);
    }
}
