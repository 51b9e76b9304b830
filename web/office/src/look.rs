//! What is inside a file, and what taking it in would do, in the few words that the page shows.

use jiedui_core::exchange::{self, Named, Opened};
use jiedui_core::ledger::Ledger;
use jiedui_core::log::{DeviceId, Line};
use jiedui_core::state::State;
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::port::Reader;

/// At most so many names are shown of anything; the rest is a number.
const NAMES: usize = 200;

/// What the lines add up to. Nothing is ever written under this device.
fn ledger_of(lines: impl IntoIterator<Item = Line>) -> Ledger {
    let mut ledger = Ledger::new(DeviceId::new(0));
    ledger.absorb(lines);
    ledger
}

/// The workbook, its units and people, how much of what, and how new. Several files are parts of one backup.
pub(crate) fn inside(all: &[Opened<Reader>]) -> Result<Value, Fault> {
    let opened = all.first().ok_or_else(|| Fault::new("gone"))?;
    let manifest = opened.manifest();
    let ledger = ledger_of(opened.lines().iter().cloned());
    let state = ledger.state();
    let workspace = state.workspace();
    let named = manifest.facts.workbook.as_ref();
    let name = workspace.map(|(_, workspace)| workspace.name.clone());
    let id = workspace.map(|(id, _)| id.to_string());
    Ok(json!({
        "id": id.or_else(|| named.map(|workbook| workbook.id.to_string())),
        "name": name.or_else(|| named.map(|workbook| workbook.name.clone())).unwrap_or_default(),
        "device": manifest.facts.device,
        "parts": parts(all),
        "example": workspace.is_some_and(|(_, workspace)| workspace.example),
        "founded": workspace.is_some(),
        "entries": manifest.entries,
        "bytes": bytes(all),
        "files": files(all, state),
        "orgs": state.orgs().iter().take(NAMES).map(|(_, org)| org.name.clone()).collect::<Vec<_>>(),
        "people": people(state),
        "activities": state.activities().len(),
        "pairings": state.pairings().len(),
        "persons": state.people().len(),
        "newest": newest(opened.lines()),
    }))
}

/// Of a backup in parts: which are there, which are missing, and how many there are.
fn parts(all: &[Opened<Reader>]) -> Option<Value> {
    let of = all.first()?.manifest().facts.part?.of;
    let mut here: Vec<u32> =
        all.iter().filter_map(|one| Some(one.manifest().facts.part?.number)).collect();
    here.sort_unstable();
    let missing = exchange::missing_parts(all.iter().map(Opened::manifest));
    Some(json!({ "of": of, "here": here, "missing": missing }))
}

/// What everything weighs, unpacked; the lines, which stand in each part, once.
fn bytes(all: &[Opened<Reader>]) -> u64 {
    let lines = all.first().and_then(|one| one.manifest().members.get(exchange::ENTRIES));
    let files = all.iter().flat_map(Opened::files).map(|(_, bytes)| bytes).sum::<u64>();
    lines.map_or(0, |member| member.bytes) + files
}

/// When the newest entry was written, by its author's clock.
fn newest(lines: &[Line]) -> Option<String> {
    lines.iter().filter_map(Line::entry).map(|entry| entry.at.as_str()).max().map(str::to_owned)
}

fn people(state: &State) -> Vec<Value> {
    let people = state.people().iter().filter(|(_, person)| !person.name.is_empty()).take(NAMES);
    people
        .map(|(id, person)| {
            let org = person.org.map(|org| state.name(org.into())).unwrap_or_default();
            json!({ "id": id.to_string(), "name": person.name, "org": org })
        })
        .collect()
}

/// The files with the media type that the record naming them gives.
fn files(all: &[Opened<Reader>], state: &State) -> Vec<Value> {
    let documents: std::collections::BTreeMap<&str, &str> = state
        .documents()
        .iter()
        .chain(state.documents().deleted())
        .map(|(_, document)| (document.hash.as_str(), document.mime.as_str()))
        .collect();
    all.iter()
        .flat_map(Opened::files)
        .map(|(digest, bytes)| {
            let digest = digest.to_string();
            let mime = documents.get(digest.as_str()).copied().unwrap_or_default();
            json!({ "hash": digest, "bytes": bytes, "mime": mime })
        })
        .collect()
}

/// What merging would do, by the names people know.
pub(crate) fn receipt(ours: &str, opened: &Opened<Reader>) -> Result<Value, Fault> {
    let ours = ours.lines().filter_map(|line| Line::parse(line).ok());
    let ledger = ledger_of(ours);
    let workbook = opened.manifest().facts.workbook.as_ref().map(|workbook| workbook.id);
    let receipt = exchange::receipt(ledger.state(), opened.lines(), workbook)?;
    let names = |all: &[Named]| -> Vec<Value> {
        all.iter().filter(|named| named.kind != "session").take(NAMES).map(name).collect()
    };
    let count = |all: &[Named]| all.iter().filter(|named| named.kind != "session").count();
    Ok(json!({
        "lines": receipt.lines,
        "repeated": receipt.repeated,
        "new": count(&receipt.new),
        "new_names": names(&receipt.new),
        "updated": count(&receipt.updated),
        "updated_names": names(&receipt.updated),
        "conflicts": receipt.conflicts.iter().map(|(_, paths)| paths.len()).sum::<usize>(),
        "refused": receipt.refused.values().sum::<usize>(),
        "removed": receipt.removed.len(),
        "twins": receipt.twins.len(),
        "newer": receipt.newer,
    }))
}

fn name(named: &Named) -> Value {
    json!({ "kind": named.kind, "name": named.name })
}
