//! The pen with which somebody wrote the workbook: commands, given one after another as a person gives them, on the
//! day on which they happened.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::chance::Chance;
use crate::catalog::Catalog;
use crate::command::{Command, Context, Fields, Refusal};
use crate::ledger::Ledger;
use crate::log::{DeviceId, Entry, Line, RecordId};
use crate::record::Id;
use crate::state::State;

/// A ledger with a day, an hour and chance.
#[derive(Debug)]
pub(super) struct Pen<'c> {
    ledger: Ledger,
    pub(super) catalog: &'c Catalog,
    pub(super) chance: Chance,
    today: NaiveDate,
    by: Option<RecordId>,
    minute: u64,
}

impl<'c> Pen<'c> {
    pub(super) fn new(catalog: &'c Catalog, mut chance: Chance, today: NaiveDate) -> Self {
        let ledger = Ledger::new(DeviceId::new(chance.next()));
        Self { ledger, catalog, chance, today, by: None, minute: 0 }
    }

    /// Another person's pen on the same workbook, from here on.
    pub(super) fn handed_on(&self, mut chance: Chance) -> Self {
        let mut ledger = Ledger::new(DeviceId::new(chance.next()));
        ledger.absorb(self.state().log().entries().cloned());
        Self { ledger, catalog: self.catalog, chance, ..*self }
    }

    pub(super) fn state(&self) -> &State {
        self.ledger.state()
    }

    pub(super) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    /// Turns to a day, and to who writes on it.
    pub(super) fn on(&mut self, day: NaiveDate, by: RecordId) {
        if day != self.today {
            self.today = day;
            self.minute = 0;
        }
        self.by = Some(by);
    }

    /// Half past three in China on the day, each command a minute after the other.
    fn now(&mut self) -> u64 {
        self.minute += 1;
        let seconds = self.today.and_hms_opt(7, 30, 0).map_or(0, |time| time.and_utc().timestamp());
        u64::try_from(seconds).unwrap_or(0) * 1000 + self.minute * 60_000
    }

    pub(super) fn run(&mut self, command: &Command) -> Result<Vec<Entry>, Refusal> {
        let now = self.now();
        let context = Context {
            now,
            today: self.today,
            by: self.by.map(Id::new),
            random: self.chance.bytes(),
            catalog: self.catalog,
        };
        let entries = self.ledger.draft(command, &context)?;
        self.ledger.absorb(entries.iter().cloned().map(Line::from));
        Ok(entries)
    }

    /// Adds a record and answers with its id.
    pub(super) fn add(&mut self, kind: &str, fields: Value) -> Result<RecordId, Refusal> {
        let fields = object(fields);
        Ok(first(&self.run(&Command::Add { kind: kind.to_owned(), id: None, fields })?))
    }

    pub(super) fn edit(&mut self, id: RecordId, fields: Value) -> Result<(), Refusal> {
        self.run(&Command::Edit { id, fields: object(fields) }).map(drop)
    }

    pub(super) fn step(&mut self, id: RecordId, to: &str, fields: Value) -> Result<(), Refusal> {
        let step = Command::Step {
            id,
            field: "state".to_owned(),
            to: to.to_owned(),
            reason: String::new(),
            fields: object(fields),
            force: false,
        };
        self.run(&step).map(drop)
    }

    /// Records an activity with its documents.
    pub(super) fn record(
        &mut self,
        fields: Fields,
        documents: Vec<Fields>,
    ) -> Result<RecordId, Refusal> {
        Ok(first(&self.run(&Command::RecordActivity { id: None, fields, documents })?))
    }
}

fn first(entries: &[Entry]) -> RecordId {
    entries.first().map_or(RecordId::new(0), |entry| entry.id)
}

/// The object that `json!({…})` made.
pub(super) fn object(value: Value) -> Fields {
    if let Value::Object(fields) = value { fields } else { Fields::new() }
}

/// People in an activity, each with a role.
pub(super) fn parts<'a>(people: impl IntoIterator<Item = (&'a RecordId, &'a str)>) -> Value {
    Value::Object(
        people.into_iter().map(|(id, role)| (id.to_string(), json!({"role": role}))).collect(),
    )
}

/// So many days later.
pub(super) fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
