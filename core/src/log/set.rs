//! The log itself: the set of lines, and the records they add up to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::conflict::Conflict;
use super::entry::Entry;
use super::id::RecordId;
use super::line::Line;
use super::record::Record;
use super::stamp::Stamp;
use super::value::Value;

/// A batch whose greatest `seq` lies further than this beyond ours is set aside and asked about: taken in, it would
/// push the clocks of everyone who meets us towards the end.
pub const FAR_AHEAD: u64 = 1 << 32;

/// What became of a line handed to [`Log::insert`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inserted {
    /// It was not there and now is.
    New,
    /// The very same line was there already.
    Repeated,
    /// Another line has the same stamp. Both are kept, and [`Log::twins`] names the stamp.
    Twin,
    /// It belongs to a record that was finally removed, and is refused.
    Erased,
}

/// A set of lines. The same lines make the same log, whatever the order they came in and however often.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// One line for each stamp.
    lines: BTreeMap<Stamp, Line>,
    /// Further lines with a stamp of `lines`, in the order of their bytes; nearly always empty.
    twins: BTreeMap<Stamp, Vec<Line>>,
    records: BTreeMap<RecordId, Record>,
    /// Records that were finally removed, with what removed them: only these entries remain.
    erased: BTreeMap<RecordId, Record>,
    /// Actions of more than one entry: the stamps after the first, by the action.
    followers: BTreeMap<Stamp, BTreeSet<Stamp>>,
    max_seq: u64,
}

impl Log {
    /// The empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a line, with whatever it changes.
    ///
    /// Costs O(log n) and the length of the patch when the entry sorts after all entries of its record; else that
    /// record is folded anew when it is next asked for.
    pub fn insert(&mut self, line: impl Into<Line>) -> Inserted {
        let line = line.into().normal();
        let stamp = line.stamp();
        self.max_seq = self.max_seq.max(stamp.seq);
        if line.entry().is_some_and(|entry| !entry.is_erasure() && self.is_erased(entry.id)) {
            return Inserted::Erased;
        }
        let inserted = self.keep(&line);
        if inserted != Inserted::Repeated
            && let Line::Entry(entry) = line
        {
            self.enter(entry);
        }
        inserted
    }

    /// Puts a line in its place among the lines.
    fn keep(&mut self, line: &Line) -> Inserted {
        let stamp = line.stamp();
        let Some(held) = self.lines.get_mut(&stamp) else {
            self.lines.insert(stamp, line.clone());
            return Inserted::New;
        };
        if held == line || self.twins.get(&stamp).is_some_and(|more| more.contains(line)) {
            return Inserted::Repeated;
        }
        let mut all = self.twins.remove(&stamp).unwrap_or_default();
        all.push(held.clone());
        all.push(line.clone());
        all.sort_by(Line::order);
        *held = all.remove(0);
        self.twins.insert(stamp, all);
        Inserted::Twin
    }

    /// Brings an entry to its record and its action.
    fn enter(&mut self, entry: Arc<Entry>) {
        if entry.is_erasure() {
            let removed = self.records.remove(&entry.id);
            for old in removed.iter().flat_map(Record::entries) {
                self.forget(old);
            }
            self.erased.entry(entry.id).or_default().insert(entry);
            return;
        }
        if entry.act != entry.stamp.seq {
            self.followers.entry(entry.action()).or_default().insert(entry.stamp);
        }
        self.records.entry(entry.id).or_default().insert(entry);
    }

    /// Drops an entry of a record that was finally removed.
    fn forget(&mut self, entry: &Arc<Entry>) {
        let stamp = entry.stamp;
        let is_it = |line: &Line| line.entry().is_some_and(|held| Arc::ptr_eq(held, entry));
        let mut all: Vec<Line> = self.lines.remove(&stamp).into_iter().collect();
        all.extend(self.twins.remove(&stamp).into_iter().flatten());
        all.retain(|line| !is_it(line));
        let action = entry.action();
        if !all.iter().any(|line| line.entry().is_some_and(|other| other.action() == action))
            && let Some(stamps) = self.followers.get_mut(&action)
        {
            stamps.remove(&stamp);
            if stamps.is_empty() {
                self.followers.remove(&action);
            }
        }
        if !all.is_empty() {
            self.lines.insert(stamp, all.remove(0));
        }
        if !all.is_empty() {
            self.twins.insert(stamp, all);
        }
    }

    /// The number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len() + self.twins.values().map(Vec::len).sum::<usize>()
    }

    /// Is there no line?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Is there a line with this stamp?
    #[must_use]
    pub fn contains(&self, stamp: Stamp) -> bool {
        self.lines.contains_key(&stamp)
    }

    /// The greatest `seq` ever seen, even on a line that was refused: whoever writes takes one more.
    #[must_use]
    pub const fn max_seq(&self) -> u64 {
        self.max_seq
    }

    /// Is a batch with this greatest `seq` so far ahead of us that it must be set aside and asked about?
    #[must_use]
    pub const fn is_far_ahead(&self, greatest_seq: u64) -> bool {
        greatest_seq > self.max_seq.saturating_add(FAR_AHEAD)
    }

    /// All lines in order: by stamp; two with one stamp by their bytes.
    pub fn entries(&self) -> impl Iterator<Item = &Line> {
        self.lines
            .iter()
            .flat_map(|(stamp, line)| std::iter::once(line).chain(self.further(*stamp)))
    }

    /// The lines, in order, whose stamps are not among those `known`: what another device still lacks.
    pub fn since(&self, known: &BTreeSet<Stamp>) -> impl Iterator<Item = &Line> {
        self.entries().filter(|line| !known.contains(&line.stamp()))
    }

    /// The lines with this stamp, in order: none, one, or twins.
    pub fn at(&self, stamp: Stamp) -> impl Iterator<Item = &Line> {
        self.lines.get(&stamp).into_iter().chain(self.further(stamp))
    }

    fn further(&self, stamp: Stamp) -> &[Line] {
        self.twins.get(&stamp).map_or(&[], Vec::as_slice)
    }

    /// Stamps that more than one line has: a device wrote the same stamp twice, which is to be reported.
    pub fn twins(&self) -> impl Iterator<Item = Stamp> {
        self.twins.keys().copied()
    }

    /// Lines of a newer format, kept and passed on without being understood.
    pub fn newer(&self) -> impl Iterator<Item = &Line> {
        self.entries().filter(|line| line.entry().is_none())
    }

    /// A record; none if it was never written, or finally removed.
    #[must_use]
    pub fn record(&self, id: RecordId) -> Option<&Record> {
        self.records.get(&id)
    }

    /// All records in the order of their ids, deleted ones too, finally removed ones not.
    pub fn records(&self) -> impl Iterator<Item = (RecordId, &Record)> {
        self.records.iter().map(|(id, record)| (*id, record))
    }

    /// Was this record finally removed?
    #[must_use]
    pub fn is_erased(&self, id: RecordId) -> bool {
        self.erased.contains_key(&id)
    }

    /// The records that were finally removed, in order.
    pub fn erased(&self) -> impl Iterator<Item = RecordId> {
        self.erased.keys().copied()
    }

    /// The entries of a record in order; of one finally removed, those that removed it.
    #[must_use]
    pub fn history(&self, id: RecordId) -> &[Arc<Entry>] {
        self.records.get(&id).or_else(|| self.erased.get(&id)).map_or(&[], Record::entries)
    }

    /// The entries of a record that no other comes after: the `base` of whoever writes next. Empty for a new record.
    #[must_use]
    pub fn heads(&self, id: RecordId) -> &[Stamp] {
        self.records.get(&id).or_else(|| self.erased.get(&id)).map_or(&[], Record::heads)
    }

    /// All conflicts that no one has settled, by record and path.
    pub fn conflicts(&self) -> impl Iterator<Item = (RecordId, &Conflict)> {
        self.records()
            .flat_map(|(id, record)| record.conflicts().iter().map(move |conflict| (id, conflict)))
    }

    /// The entries of an action in order, named by the stamp of its first.
    #[must_use]
    pub fn action(&self, action: Stamp) -> Vec<&Arc<Entry>> {
        std::iter::once(&action)
            .chain(self.followers.get(&action).into_iter().flatten())
            .flat_map(|stamp| self.at(*stamp))
            .filter_map(Line::entry)
            .filter(|entry| entry.action() == action && !entry.is_erasure())
            .collect()
    }

    /// The value of a record as if this action had never been, for undoing it. Empty if there is no such record.
    #[must_use]
    pub fn without_action(&self, id: RecordId, action: Stamp) -> Value {
        self.record(id).map_or_else(
            || Value::Object(super::value::Map::new()),
            |record| record.without_action(action),
        )
    }

    /// Everything the log says, as text: lines, then records with value, heads and conflicts. Equal logs give equal
    /// text.
    #[must_use]
    pub fn digest_text(&self) -> String {
        let mut text = String::new();
        for line in self.entries() {
            text.push_str(&line.to_line());
            text.push('\n');
        }
        for (id, record) in &self.records {
            let (kind, heads, value) = (record.kind(), record.heads(), record.value());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{id} {kind} {heads:?} {value}");
            for Conflict { path, shown, others } in record.conflicts() {
                let _ = writeln!(text, "  {path:?} {shown:?} {others:?}");
            }
        }
        for (id, record) in &self.erased {
            let _ = writeln!(text, "{id} erased {:?}", record.heads());
        }
        text
    }
}

impl<L: Into<Line>> Extend<L> for Log {
    /// Takes in lines one by one; what became of each is not told.
    fn extend<I: IntoIterator<Item = L>>(&mut self, lines: I) {
        for line in lines {
            self.insert(line);
        }
    }
}

impl<L: Into<Line>> FromIterator<L> for Log {
    fn from_iter<I: IntoIterator<Item = L>>(lines: I) -> Self {
        let mut log = Self::new();
        log.extend(lines);
        log
    }
}
