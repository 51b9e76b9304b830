//! `check`: what does not fit, one finding a line.

use std::io::Write;

use serde_json::json;

use super::Call;
use super::book::Book;
use super::fault::Fault;
use crate::log::DeviceId;
use crate::plan::findings;

pub(super) fn check(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let ledger = Book::open(&call.files(1)?[0])?.ledger(DeviceId::new(0));
    let state = ledger.state();
    for finding in findings(state) {
        let mut line = json!({"finding": finding.code(), "words": finding.to_string()});
        if let Some(id) = finding.record() {
            let kind = state.log().record(id).map(|record| record.kind().to_owned());
            line["record"] = json!({"kind": kind, "id": id.to_string(), "name": state.name(id)});
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
