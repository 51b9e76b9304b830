//! `info`: what is inside a bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde_json::json;

use super::Call;
use super::book::{Book, answer, last_day};
use super::fault::Fault;
use crate::log::{DeviceId, Line};

pub(super) fn info(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let mut book = Book::open(&call.files(1)?[0])?;
    let manifest = book.manifest().clone();
    let digest = book.digest();
    let ledger = book.ledger(DeviceId::new(0));
    let log = ledger.state().log();
    let mut kinds: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
    for (_, record) in log.records() {
        kinds.entry(record.kind()).or_default()[usize::from(record.is_deleted())] += 1;
    }
    let kinds: BTreeMap<&str, _> = kinds
        .into_iter()
        .map(|(kind, [live, deleted])| (kind, json!({"records": live, "deleted": deleted})))
        .collect();
    let devices: BTreeSet<String> =
        log.entries().map(|line| line.stamp().device.to_string()).collect();
    let times = || log.entries().filter_map(Line::entry).map(|entry| entry.at.as_str());
    let facts = manifest.facts;
    let about = json!({
        "format": crate::exchange::manifest::FORMAT,
        "version": crate::exchange::manifest::VERSION,
        "workspace": facts.workbook.map(|it| json!({"id": it.id.to_string(), "name": it.name})),
        "example": ledger.state().workspace().is_some_and(|(_, it)| it.example),
        "device": facts.device,
        "part": facts.part.map(|part| json!({"number": part.number, "of": part.of})),
        "digest": digest.to_string(),
        "entries": log.len(),
        "records": log.records().count(),
        "kinds": kinds,
        "files": {
            "count": manifest.members.len() - 1,
            "bytes": manifest.members.iter().filter(|(name, _)| name.starts_with(crate::exchange::FILES)).map(|(_, it)| it.bytes).sum::<u64>(),
        },
        "devices": devices,
        "last_day": last_day(log).map(|day| day.to_string()),
        "first_at": times().filter(|at| !at.is_empty()).min(),
        "last_at": times().max(),
        "conflicts": log.conflicts().count(),
        "twins": log.twins().map(|stamp| stamp.to_string()).collect::<Vec<_>>(),
        "erased": log.erased().count(),
        "newer": log.newer().count(),
    });
    Ok(answer(out, &about)?)
}
