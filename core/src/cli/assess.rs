//! `assess`: how every rule stands on a day.

use std::io::Write;

use chrono::NaiveDate;

use super::Call;
use super::book::{Book, catalog, last_day, whole};
use super::fault::Fault;
use crate::label::Lang;
use crate::log::{DeviceId, RecordId};
use crate::rule;

pub(super) fn assess(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let path = &call.files(1)?[0];
    let on: Option<NaiveDate> = call.value("on", "a date like 2026-12-01")?;
    let plan: Option<RecordId> = call.value("plan", "the id of a plan")?;
    let format = call.text("format")?.unwrap_or_else(|| "json".to_owned());
    if !["json", "table"].contains(&format.as_str()) {
        return Err(Fault::Usage(format!("--format {format}: expected json or table")));
    }
    let ledger = Book::open(path)?.ledger(DeviceId::new(0));
    let state = ledger.state();
    // Without a clock, "today" is the day on which the workbook was last written.
    let on = on
        .or_else(|| last_day(state.log()))
        .ok_or_else(|| Fault::file(path, "nothing in it has a date: say --on DATE"))?;
    let mut outcomes = rule::assess(state, on);
    if let Some(plan) = plan {
        if state.log().record(plan).is_none_or(|record| record.kind() != "plan") {
            return Err(Fault::file(path, format!("there is no plan {plan}")));
        }
        outcomes.retain(|outcome| outcome.plan.untyped() == plan);
    }
    let catalog = catalog();
    let text = if format == "json" {
        format!("{:#}\n", rule::to_json(&outcomes, on, &catalog, Lang::ZhHans))
    } else {
        rule::to_table(&outcomes, &catalog, Lang::ZhHans)
    };
    match call.path("out")? {
        Some(target) => whole(&target, |mut sink| {
            sink.write_all(text.as_bytes())
                .and_then(|()| sink.flush())
                .map_err(|error| Fault::file(&target, error))
        }),
        None => Ok(out.write_all(text.as_bytes())?),
    }
}
