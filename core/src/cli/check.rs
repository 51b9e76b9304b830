//! `check`: what does not fit, one finding a line.

use std::io::Write;

use serde_json::{Value, json};

use super::Call;
use super::book::Book;
use super::fault::Fault;
use crate::log::{DeviceId, RecordId};
use crate::plan::{Finding, findings};

pub(super) fn check(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let ledger = Book::open(&call.files(1)?[0])?.ledger(DeviceId::new(0));
    let state = ledger.state();
    for finding in findings(state) {
        let named = |id: RecordId| {
            let kind = state.log().record(id).map(|record| record.kind().to_owned());
            json!({"kind": kind, "id": id.to_string(), "name": state.name(id)})
        };
        let mut line = json!({
            "finding": finding.code(),
            "severity": finding.severity().code(),
            "words": finding.to_string(),
            "key": finding.key(),
        });
        let mut records = finding.records().into_iter();
        if let Some(id) = records.next() {
            line["record"] = named(id);
        }
        let others: Vec<Value> = records.map(named).collect();
        if !others.is_empty() {
            line["others"] = Value::Array(others);
        }
        if let Finding::Doubt(doubt) = &finding {
            let numbers =
                doubt.numbers.iter().map(|(name, it)| ((*name).to_owned(), it.to_string().into()));
            line["numbers"] = Value::Object(numbers.collect());
        }
        if let Some(explanation) = finding.explanation(state) {
            line["explanation"] = explanation.into();
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
