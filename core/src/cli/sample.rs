//! `sample`: workbooks that nobody wrote.

use std::io::Write;

use chrono::NaiveDate;
use serde_json::json;

use super::Call;
use super::book::{answer, catalog, write};
use super::fault::Fault;
use crate::sample::{County, county_ledger, example_ledger};

/// More activities than this no county has, and no bundle holds.
const MOST: usize = 100_000;

pub(super) fn sample(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    call.files(0)?;
    let target = call.needed_path("out")?;
    let day: Option<NaiveDate> = call.value("example", "a date like 2026-12-01")?;
    let activities: Option<usize> = call.value("activities", "a number")?;
    let catalog = catalog();
    let ledger = match (day, activities) {
        (Some(day), None) => example_ledger(day, &catalog),
        (None, Some(activities)) if activities <= MOST => {
            let seed = call.value("seed", "a number")?.unwrap_or(1);
            let device = call.value("device", "a number")?;
            county_ledger(&County { activities, seed, device }, &catalog)
        }
        (None, Some(_)) => {
            return Err(Fault::Usage(format!("--activities: at most {MOST}")));
        }
        _ => return Err(Fault::usage("say either --activities N or --example DATE")),
    };
    let ledger = ledger.map_err(|refusal| Fault::file(&target, refusal))?;
    let state = ledger.state();
    write(&target, state, &mut [])?;
    let done = json!({
        "out": target.display().to_string(),
        "entries": state.log().len(),
        "activities": state.activities().len(),
        "pairings": state.pairings().len(),
    });
    Ok(answer(out, &done)?)
}
