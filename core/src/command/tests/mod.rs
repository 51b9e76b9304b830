//! Commands against a small workbook: every step of every machine, every kind of record, what does not fit.

mod fields;
mod kinds;
mod life;
mod machines;
mod steps;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::*;
use crate::ledger::Ledger;
use crate::log::{DeviceId, Entry, Line};
use crate::record::{Field, Type};

/// A ledger, and the one who writes in it.
struct World {
    ledger: Ledger,
    catalog: Catalog,
    chance: u128,
    me: RecordId,
}

impl World {
    fn new() -> Self {
        let (ledger, catalog) = (Ledger::new(DeviceId::new(1)), Catalog::builtin());
        let mut world = Self { ledger, catalog, chance: 0, me: RecordId::new(0) };
        world.me = world.add("person", json!({"name": "林老师"}));
        world
    }

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    fn ago(days: u64) -> String {
        (Self::today() - Days::new(days)).to_string()
    }

    fn run(&mut self, command: &Command) -> Result<Vec<Entry>, Refusal> {
        self.chance += 1 << 64;
        let by = (self.me != RecordId::new(0)).then(|| Id::new(self.me));
        let context = Context {
            now: 1_795_000_000_000,
            today: Self::today(),
            by,
            random: self.chance.to_be_bytes(),
            catalog: &self.catalog,
        };
        let entries = self.ledger.draft(command, &context)?;
        self.ledger.absorb(entries.iter().cloned().map(Line::from));
        Ok(entries)
    }

    fn try_add(&mut self, kind: &str, fields: Value) -> Result<RecordId, Refusal> {
        let add = Command::Add { kind: kind.to_owned(), id: None, fields: object(fields) };
        self.run(&add).map(|entries| entries[0].id)
    }

    fn add(&mut self, kind: &str, fields: Value) -> RecordId {
        self.try_add(kind, fields).unwrap()
    }

    fn try_edit(&mut self, id: RecordId, fields: Value) -> Result<Vec<Entry>, Refusal> {
        self.run(&Command::Edit { id, fields: object(fields) })
    }

    fn step(&mut self, id: RecordId, to: &str, fields: Value) -> Result<(), Refusal> {
        self.step_because(id, to, fields, "", false)
    }

    fn step_because(
        &mut self,
        id: RecordId,
        to: &str,
        fields: Value,
        reason: &str,
        force: bool,
    ) -> Result<(), Refusal> {
        let (field, to, reason) = ("state".to_owned(), to.to_owned(), reason.to_owned());
        let step = Command::Step { id, field, to, reason, fields: object(fields), force };
        self.run(&step).map(drop)
    }

    fn value(&self, id: RecordId) -> &Value {
        self.ledger.state().log().record(id).unwrap().value()
    }

    /// A value that a field takes; references lead to records made for it.
    fn sample(&mut self, field: &Field) -> Value {
        match field.ty {
            Type::Text(_) | Type::Long => json!("有"),
            Type::Name => json!({"zh-Hans": "名", "en": "Name"}),
            Type::Int(min, max) => json!(min.max(1).min(max)),
            Type::ClassHours => json!(100),
            Type::Fen => json!(125_000),
            Type::Thousandths => json!(2_500),
            Type::Date => json!(Self::ago(3)),
            Type::PDate => json!("2026-09"),
            Type::Time => json!("08:30"),
            Type::Bool => json!(true),
            Type::Code(list) => json!(self.code(list)),
            Type::CodeSet(list) => json!({self.code(list): true}),
            Type::Ref(kinds) => json!(self.someone(kinds).to_string()),
            Type::RefSet(kinds) => json!({self.someone(kinds).to_string(): true}),
            Type::Items(fields) => {
                let item: Value =
                    fields.iter().map(|field| (field.name, self.sample(field))).collect();
                json!({"a": item})
            }
            Type::TextMap => json!({"甲": "乙"}),
            Type::Free => json!({"form": "demo"}),
        }
    }

    fn code(&self, list: &str) -> String {
        let first = self.catalog.codes(list).first().map(|code| code.code.clone());
        first.unwrap_or_else(|| if list == "activity_kind" { "K13" } else { "a" }.to_owned())
    }

    /// A record of the last of these kinds.
    fn someone(&mut self, kinds: &[&str]) -> RecordId {
        let kind = kinds.last().copied().unwrap_or("person");
        let fields = needed(kind, &mut |field| self.sample(field));
        self.add(kind, fields)
    }
}

fn object(value: Value) -> Fields {
    let Value::Object(fields) = value else { panic!("fields are an object") };
    fields
}

/// The fields without which a record of a kind makes no sense.
fn needed(kind: &str, sample: &mut dyn FnMut(&Field) -> Value) -> Value {
    let fields = crate::record::schema(kind).unwrap().fields.iter();
    fields.filter(|field| field.required).map(|field| (field.name, sample(field))).collect()
}
