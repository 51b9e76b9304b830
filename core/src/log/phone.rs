//! Two phones that write and meet: the words of the tests in this module.

use super::entry::Entry;
use super::id::RecordId;
use super::line::Line;
use super::set::{Inserted, Log};
use super::stamp::{DeviceId, Stamp};
use super::value::{Map, Value, parse};

/// The record that tests write to unless they say otherwise.
pub(super) const NOTE: RecordId = RecordId::new(1);

/// A device with its log.
#[derive(Debug, Clone)]
pub(super) struct Phone {
    pub(super) device: DeviceId,
    pub(super) log: Log,
}

impl Phone {
    pub(super) fn new(device: u64) -> Self {
        Self { device: DeviceId::new(device), log: Log::new() }
    }

    /// An entry as this phone would write it now.
    pub(super) fn draft(&self, id: RecordId, patch: &str) -> Entry {
        let stamp = Stamp::new(self.log.max_seq() + 1, self.device);
        Entry {
            stamp,
            act: stamp.seq,
            base: self.log.heads(id).to_vec(),
            at: "2026-11-23T08:00:00Z".to_owned(),
            by: None,
            kind: "note".to_owned(),
            id,
            patch: parse(patch).unwrap(),
            extra: Map::new(),
        }
    }

    /// Writes to the note.
    pub(super) fn write(&mut self, patch: &str) -> Stamp {
        self.take(self.draft(NOTE, patch))
    }

    /// Takes in an entry that must be new.
    pub(super) fn take(&mut self, entry: Entry) -> Stamp {
        let stamp = entry.stamp;
        assert_eq!(self.log.insert(entry), Inserted::New);
        stamp
    }

    /// Gives everything to the other phone and takes everything from it.
    pub(super) fn meet(&mut self, other: &mut Self) {
        let lines: Vec<Line> = self.log.entries().chain(other.log.entries()).cloned().collect();
        self.log.extend(lines.clone());
        other.log.extend(lines.into_iter().rev());
        assert_eq!(self.log.digest_text(), other.log.digest_text());
    }

    /// The note's value.
    pub(super) fn value(&self) -> &Value {
        self.log.record(NOTE).unwrap().value()
    }

    /// The note's conflicts, one a line: `path: shown | others`.
    pub(super) fn conflicts(&self) -> Vec<String> {
        let record = self.log.record(NOTE).unwrap();
        let conflicts = record.conflicts().iter();
        conflicts
            .map(|conflict| {
                let others: Vec<String> =
                    conflict.others.iter().map(|(_, value)| value.to_string()).collect();
                format!("{}: {} | {}", conflict.path.join("/"), conflict.shown.1, others.join(" "))
            })
            .collect()
    }
}

/// Two phones that both know the note with this value.
pub(super) fn two_phones(patch: &str) -> (Phone, Phone) {
    let (mut a, mut b) = (Phone::new(0xa), Phone::new(0xb));
    a.write(patch);
    a.meet(&mut b);
    (a, b)
}
