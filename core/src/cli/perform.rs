//! `do`: commands from a file, one a line, each as if a person had given it. All of them or none.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value, json};

use super::Call;
use super::book::{Book, CHINA, answer, catalog, latest, read, write};
use super::fault::Fault;
use crate::calendar::{Holidays, preset_year};
use crate::catalog::Catalog;
use crate::command::{Command, Context};
use crate::exchange::Digest;
use crate::ledger::Ledger;
use crate::log::value::parse;
use crate::log::{DeviceId, Entry, Line, RecordId};
use crate::record::Id;

/// The time of the first command of a new workbook that does not say one.
const BEGINNING: &str = "2026-09-01T08:00:00+08:00";

pub(super) fn perform(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let target = call.needed_path("out")?;
    let (base, commands) = match call.free {
        [commands] => (None, commands),
        [base, commands] => (Some(base), commands),
        _ => {
            return Err(Fault::usage(
                "name one file of commands, and before it at most one workbook",
            ));
        }
    };
    let mut books: Vec<Book> = base.map(|path| Book::open(path)).transpose()?.into_iter().collect();
    let text = read(commands)?;
    let seed = seed(books.first(), &text);
    let device = DeviceId::new(u64::from_be_bytes(first(seed, "device")));
    let ledger = books.first_mut().map_or_else(|| Ledger::new(device), |book| book.ledger(device));
    let mut session = Session::new(ledger, seed);
    let text = String::from_utf8(text).map_err(|_| Fault::file(commands, "not UTF-8 text"))?;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        session.line(number, line).map_err(|reason| Fault::line(commands, number, reason))?;
    }
    write(&target, session.ledger.state(), &mut books)?;
    let given = session.names.iter().filter(|(name, _)| !name.contains('.'));
    let names: Map<String, Value> = given.map(|(name, id)| (name.clone(), json!(id))).collect();
    let done = json!({"out": target.display().to_string(), "commands": session.done, "entries": session.written, "names": names});
    Ok(answer(out, &done)?)
}

/// Everything that chance stands for comes out of the input, so equal input gives equal bytes.
fn seed(base: Option<&Book>, commands: &[u8]) -> Digest {
    let mut bytes = base.map(|book| book.digest().bytes().to_vec()).unwrap_or_default();
    bytes.extend(commands);
    Digest::of(&bytes)
}

/// The first bytes of what a seed and a word give together.
fn first<const N: usize>(seed: Digest, word: &str) -> [u8; N] {
    let mut bytes = seed.bytes().to_vec();
    bytes.extend(word.as_bytes());
    let mut first = [0; N];
    first.copy_from_slice(&Digest::of(&bytes).bytes()[..N]);
    first
}

/// A ledger with a clock, with chance, and with what earlier lines gave names to.
struct Session {
    ledger: Ledger,
    catalog: Catalog,
    seed: Digest,
    now: DateTime<FixedOffset>,
    names: BTreeMap<String, String>,
    done: usize,
    written: usize,
}

impl Session {
    fn new(ledger: Ledger, seed: Digest) -> Self {
        let beginning = DateTime::parse_from_rfc3339(BEGINNING).unwrap_or_default();
        let now = latest(ledger.state().log()).unwrap_or(beginning);
        let catalog = catalog();
        Self { ledger, catalog, seed, now, names: BTreeMap::new(), done: 0, written: 0 }
    }

    fn line(&mut self, number: usize, line: &str) -> Result<(), String> {
        let mut value = parse(line).map_err(|problem| problem.to_string())?;
        let fields = value.as_object_mut().ok_or("expected a command, {\"do\": …}")?;
        let name = taken_text(fields, "let")?;
        if let Some(now) = taken_text(fields, "now")? {
            self.now = DateTime::parse_from_rfc3339(&now).map_err(|_| {
                format!("\"now\" is {now}: expected a time like 2026-11-23T08:00:00+08:00")
            })?;
        }
        let value = self.with_names(value)?;
        let mut value = self.with_preset_years(value)?;
        let by = value
            .as_object_mut()
            .map(|fields| taken_text(fields, "by"))
            .transpose()?
            .flatten()
            .map(|by| by.parse::<RecordId>().map_err(|error| format!("\"by\": {error}")))
            .transpose()?;
        let command: Command = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let context = Context {
            now: u64::try_from(self.now.timestamp_millis()).unwrap_or(0),
            today: self.now.with_timezone(&CHINA).date_naive(),
            by: by.map(Id::new),
            random: first(self.seed, &format!("line {number}")),
            catalog: &self.catalog,
        };
        let entries =
            self.ledger.draft(&command, &context).map_err(|refusal| refusal.to_string())?;
        if let Some(name) = name {
            self.bind(&name, &entries);
        }
        self.done += 1;
        self.written += entries.len();
        self.ledger.absorb(entries.into_iter().map(Line::from));
        Ok(())
    }

    /// Puts the ids that earlier lines gave names to in the place of `$name`, as text and as key.
    fn with_names(&self, value: Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => Value::String(self.meant(text)?),
            Value::Array(items) => {
                items.into_iter().map(|item| self.with_names(item)).collect::<Result<_, _>>()?
            }
            Value::Object(map) => {
                let mut named = Map::new();
                for (key, item) in map {
                    named.insert(self.meant(key)?, self.with_names(item)?);
                }
                Value::Object(named)
            }
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
        })
    }

    fn meant(&self, text: String) -> Result<String, String> {
        let Some(name) = text.strip_prefix('$').filter(|name| is_name(name)) else {
            return Ok(text);
        };
        self.names.get(name).cloned().ok_or_else(|| {
            format!("no earlier line gave something the name {text}: give it with \"let\"")
        })
    }

    /// School years that are only named become preset ones, as a new workbook offers them.
    fn with_preset_years(&self, mut value: Value) -> Result<Value, String> {
        let Some(years) = value.get_mut("years").and_then(Value::as_array_mut) else {
            return Ok(value);
        };
        for year in years.iter_mut() {
            let Some(label) = year.as_str() else { continue };
            let first = label.split('-').next().and_then(|first| first.parse().ok());
            let first = first
                .ok_or_else(|| format!("\"years\": {label} is no school year like 2026-2027"))?;
            let preset = preset_year(first, holidays(&self.catalog)?);
            *year = serde_json::to_value(preset).map_err(|error| error.to_string())?;
        }
        Ok(value)
    }

    /// Gives names to what a step made: the first record, the first and the further ones of each kind, rules and tasks by
    /// their codes, the step itself.
    fn bind(&mut self, name: &str, entries: &[Entry]) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        let made =
            || entries.iter().filter(|entry| entry.base.is_empty() && entry.kind != "session");
        let mut give = |key: String, value: String| self.names.insert(key, value);
        if let Some(first) = made().next().or(entries.first()) {
            give(name.to_owned(), first.id.to_string());
            give(format!("{name}.act"), first.action().to_string());
        }
        for entry in made() {
            let id = entry.id.to_string();
            let count = counts.entry(&entry.kind).or_default();
            *count += 1;
            if *count == 1 {
                give(format!("{name}.{}", entry.kind), id.clone());
            }
            give(format!("{name}.{}{count}", entry.kind), id.clone());
            let code = match entry.kind.as_str() {
                "rule" => &entry.patch["code"],
                "task" => &entry.patch["category"],
                _ => &Value::Null,
            };
            if let Some(code) = code.as_str() {
                give(format!("{name}.{code}"), id.clone());
            }
            if entry.kind == "person" && *count == 1 {
                give(format!("{name}.me"), id);
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

/// Takes a text that is no field of the command.
fn taken_text(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(format!("\"{name}\" is {other}: expected a text")),
    }
}

fn holidays(catalog: &Catalog) -> Result<&Holidays, String> {
    catalog.holidays().ok_or_else(|| "the catalogue has no holidays".to_owned())
}

/// The line that makes a file of commands from one command, for commands of the command line that are one step.
pub(super) fn one_step(
    path: &Path,
    book: &mut Book,
    command: &Value,
) -> Result<(Ledger, usize), Fault> {
    let text = command.to_string();
    let seed = seed(Some(book), text.as_bytes());
    let device = DeviceId::new(u64::from_be_bytes(first(seed, "device")));
    let mut session = Session::new(book.ledger(device), seed);
    session.line(1, &text).map_err(|reason| Fault::file(&PathBuf::from(path), reason))?;
    Ok((session.ledger, session.written))
}
