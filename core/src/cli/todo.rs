//! `todo`: what waits, and until when.

use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;

use super::Call;
use super::book::{Book, catalog, last_day};
use super::fault::Fault;
use crate::ask::todo::{Asking, to_json, to_table, todo as ask};
use crate::calendar::day::add_days;
use crate::log::{DeviceId, RecordId};
use crate::rule;
use crate::state::State;

/// What is due within so many days is due soon.
const SOON: i64 = 30;

pub(super) fn todo(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let path = &call.files(1)?[0];
    let wanted: Option<RecordId> = call.value("for", "the id of a record")?;
    let format = call.text("format")?.unwrap_or_else(|| "json".to_owned());
    if !["json", "table"].contains(&format.as_str()) {
        return Err(Fault::Usage(format!("--format {format}: expected json or table")));
    }
    let ledger = Book::open(path)?.ledger(DeviceId::new(0));
    let state = ledger.state();
    let today = day(call, path, state)?;
    let catalog = catalog();
    let asking = Asking { today, until: add_days(today, SOON), ahead: false };
    let mut list = ask(state, &catalog, &rule::assess(state, today), asking);
    if let Some(id) = wanted {
        if state.log().record(id).is_none() {
            return Err(Fault::file(path, format!("there is no record {id}")));
        }
        list = list.only_for(state, id);
    }
    let text = if format == "json" {
        format!("{:#}\n", to_json(&list, state, &catalog, today))
    } else {
        to_table(&list, state, &catalog, today)
    };
    Ok(out.write_all(text.as_bytes())?)
}

/// The day that is asked about: without a clock, the day on which the workbook was last written.
pub(super) fn day(call: &Call<'_>, path: &Path, state: &State) -> Result<NaiveDate, Fault> {
    let on: Option<NaiveDate> = call.value("on", "a date like 2026-12-01")?;
    on.or_else(|| last_day(state.log()))
        .ok_or_else(|| Fault::file(path, "nothing in it has a date: say --on DATE"))
}
