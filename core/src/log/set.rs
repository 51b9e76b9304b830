//! The log itself: the set of lines, and the records they add up to.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use crate::numbered::Numbered;
use crate::sorted::{SortedMap, SortedSet};

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
    lines: Numbered<Line>,
    /// Further lines with a stamp of `lines`, in the order of their bytes; nearly always empty.
    twins: SortedMap<Stamp, Vec<Line>>,
    records: Numbered<Record>,
    /// Records that were finally removed, with what removed them: only these entries remain.
    erased: Numbered<Record>,
    /// Actions of more than one entry: the stamps after the first, by the action.
    followers: Numbered<SortedSet<Stamp>>,
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
        let Some(held) = self.lines.get_mut(stamp.bits()) else {
            self.lines.insert(stamp.bits(), line.clone());
            return Inserted::New;
        };
        if held == line || self.twins.get(&stamp).is_some_and(|more| more.contains(line)) {
            return Inserted::Repeated;
        }
        let mut all = self.twins.remove(&stamp).unwrap_or_default();
        all.push(held.clone());
        all.push(line.clone());
        crate::sorted::sort_by(&mut all, Line::order);
        *held = all.remove(0);
        self.twins.insert(stamp, all);
        Inserted::Twin
    }

    /// Brings an entry to its record and its action.
    fn enter(&mut self, entry: Arc<Entry>) {
        if entry.is_erasure() {
            let removed = self.records.remove(entry.id.bits());
            for old in removed.iter().flat_map(Record::entries) {
                self.forget(old);
            }
            enter(&mut self.erased, entry);
            return;
        }
        if entry.act != entry.stamp.seq
            && let Some(stamps) = self.followers.or_default(entry.action().bits())
        {
            stamps.insert(entry.stamp);
        }
        enter(&mut self.records, entry);
    }

    /// Drops an entry of a record that was finally removed.
    fn forget(&mut self, entry: &Arc<Entry>) {
        let stamp = entry.stamp;
        let is_it = |line: &Line| line.entry().is_some_and(|held| Arc::ptr_eq(held, entry));
        let mut all: Vec<Line> = self.lines.remove(stamp.bits()).into_iter().collect();
        all.extend(self.twins.remove(&stamp).into_iter().flatten());
        all.retain(|line| !is_it(line));
        let action = entry.action();
        if !all.iter().any(|line| line.entry().is_some_and(|other| other.action() == action))
            && let Some(stamps) = self.followers.get_mut(action.bits())
        {
            stamps.remove(&stamp);
            if stamps.is_empty() {
                self.followers.remove(action.bits());
            }
        }
        if !all.is_empty() {
            self.lines.insert(stamp.bits(), all.remove(0));
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
        self.lines.contains(stamp.bits())
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
            .flat_map(|(_, line)| std::iter::once(line).chain(self.further(line.stamp())))
    }

    /// The lines, in order, whose stamps are not among those `known`: what another device still lacks.
    pub fn since(&self, known: &BTreeSet<Stamp>) -> impl Iterator<Item = &Line> {
        self.entries().filter(|line| !known.contains(&line.stamp()))
    }

    /// The lines with this stamp, in order: none, one, or twins.
    pub fn at(&self, stamp: Stamp) -> impl Iterator<Item = &Line> {
        self.lines.get(stamp.bits()).into_iter().chain(self.further(stamp))
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
        self.records.get(id.bits())
    }

    /// All records in the order of their ids, deleted ones too, finally removed ones not.
    pub fn records(&self) -> impl Iterator<Item = (RecordId, &Record)> {
        self.records.iter().map(|(id, record)| (RecordId::new(id), record))
    }

    /// Was this record finally removed?
    #[must_use]
    pub fn is_erased(&self, id: RecordId) -> bool {
        self.erased.contains(id.bits())
    }

    /// The records that were finally removed, in order.
    pub fn erased(&self) -> impl Iterator<Item = RecordId> {
        self.erased.iter().map(|(id, _)| RecordId::new(id))
    }

    /// The entries of a record in order; of one finally removed, those that removed it.
    #[must_use]
    pub fn history(&self, id: RecordId) -> &[Arc<Entry>] {
        self.records
            .get(id.bits())
            .or_else(|| self.erased.get(id.bits()))
            .map_or(&[], Record::entries)
    }

    /// The entries of a record that no other comes after: the `base` of whoever writes next. Empty for a new record.
    #[must_use]
    pub fn heads(&self, id: RecordId) -> &[Stamp] {
        self.records
            .get(id.bits())
            .or_else(|| self.erased.get(id.bits()))
            .map_or(&[], Record::heads)
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
            .chain(self.followers.get(action.bits()).into_iter().flatten())
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
        for (id, record) in self.records() {
            let (kind, heads, value) = (record.kind(), record.heads(), record.value());
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{id} {kind} {heads:?} {value}");
            for Conflict { path, shown, others } in record.conflicts() {
                let _ = writeln!(text, "  {path:?} {shown:?} {others:?}");
            }
        }
        for (id, record) in self.erased.iter() {
            let id = RecordId::new(id);
            let _ = writeln!(text, "{id} erased {:?}", record.heads());
        }
        text
    }
}

fn enter(records: &mut Numbered<Record>, entry: Arc<Entry>) {
    if let Some(record) = records.or_default(entry.id.bits()) {
        record.insert(entry);
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

#[cfg(test)]
mod tests {
    use super::super::phone::{NOTE, Phone, two_phones};
    use super::super::stamp::DeviceId;
    use super::*;

    #[test]
    fn a_line_repeated_changes_nothing() {
        let (mut a, _) = two_phones(r#"{"title":"0"}"#);
        let before = a.log.digest_text();
        let line = a.log.entries().next().unwrap().clone();
        assert_eq!(a.log.insert(Line::parse(&line.to_line()).unwrap()), Inserted::Repeated);
        assert_eq!(a.log.digest_text(), before);
    }

    #[test]
    fn two_lines_with_one_stamp_are_both_kept_and_reported() {
        let (a, _) = two_phones("{}");
        let (mut one, mut two) = (a.clone(), a.clone());
        let stamp = one.write(r#"{"title":"b"}"#);
        two.write(r#"{"title":"a"}"#);
        let other = two.log.at(stamp).next().unwrap().clone();
        assert_eq!(one.log.insert(other.clone()), Inserted::Twin);
        assert_eq!(one.log.insert(other), Inserted::Repeated);
        two.meet(&mut one);
        assert_eq!(one.log.twins().collect::<Vec<_>>(), [stamp]);
        assert_eq!(one.log.len(), 3);
        assert_eq!(one.value()["title"], "b");
    }

    #[test]
    fn a_newer_line_is_kept_and_passed_on() {
        let (mut a, mut b) = two_phones("{}");
        let line = r#"{"v":2,"seq":5,"device":"0000000000009","news":1.5}"#;
        assert_eq!(a.log.insert(Line::parse(line).unwrap()), Inserted::New);
        a.meet(&mut b);
        assert_eq!(b.log.newer().map(Line::to_line).collect::<Vec<_>>(), [line]);
        assert_eq!(b.log.max_seq(), 5);
    }

    #[test]
    fn an_action_is_found_by_its_first_stamp() {
        let (mut a, _) = two_phones("{}");
        let action = a.write(r#"{"n":1}"#);
        let mut second = a.draft(RecordId::new(2), r#"{"n":2}"#);
        second.act = action.seq;
        let second = a.take(second);
        a.write(r#"{"n":3}"#);
        let stamps: Vec<Stamp> = a.log.action(action).iter().map(|entry| entry.stamp).collect();
        assert_eq!(stamps, [action, second]);
        assert!(a.log.action(second).is_empty());
    }

    #[test]
    fn since_leaves_out_what_is_known() {
        let (mut a, b) = two_phones("{}");
        let new = a.write(r#"{"n":1}"#);
        let known = b.log.entries().map(Line::stamp).collect();
        assert_eq!(a.log.since(&known).map(Line::stamp).collect::<Vec<_>>(), [new]);
    }

    #[test]
    fn a_clock_more_than_two_to_the_32_ahead_is_asked_about() {
        let (a, _) = two_phones("{}");
        assert!(!a.log.is_far_ahead(1 + FAR_AHEAD));
        assert!(a.log.is_far_ahead(2 + FAR_AHEAD));
    }

    fn erase(phone: &mut Phone, id: RecordId) -> Stamp {
        let stamp = Stamp::new(phone.log.max_seq() + 1, phone.device);
        phone.take(Entry::erasure(stamp, phone.log.heads(id).to_vec(), id))
    }

    #[test]
    fn a_final_removal_leaves_nothing_but_itself() {
        let (mut a, mut b) = two_phones(r#"{"secret":"x"}"#);
        a.write(r#"{"secret":"y"}"#);
        b.write(r#"{"secret":"z"}"#);
        a.meet(&mut b);
        let removal = erase(&mut a, NOTE);
        assert_eq!(a.log.len(), 1);
        assert!(a.log.record(NOTE).is_none() && a.log.is_erased(NOTE));
        assert_eq!(a.log.history(NOTE).len(), 1);
        assert_eq!(a.log.heads(NOTE), [removal]);
        assert!(!a.log.digest_text().contains("secret"));
    }

    #[test]
    fn what_was_erased_is_refused_wherever_it_turns_up_later() {
        let (mut a, mut b) = two_phones(r#"{"secret":"x"}"#);
        let mut late = b.draft(NOTE, r#"{"secret":"z"}"#);
        late.stamp.seq = 9;
        b.take(late.clone());
        erase(&mut a, NOTE);
        assert_eq!(a.log.insert(late), Inserted::Erased);
        assert_eq!(a.log.max_seq(), 9);
        a.meet(&mut b);
        assert_eq!(b.log.len(), 1);
    }

    #[test]
    fn two_people_may_erase_one_record() {
        let (mut a, mut b) = two_phones(r#"{"secret":"x"}"#);
        erase(&mut a, NOTE);
        erase(&mut b, NOTE);
        a.meet(&mut b);
        assert_eq!(a.log.len(), 2);
        assert_eq!(a.log.erased().collect::<Vec<_>>(), [NOTE]);
    }

    #[test]
    fn erasing_leaves_other_records_of_the_same_action_and_stamp_alone() {
        let (mut a, _) = two_phones("{}");
        let action = a.write(r#"{"n":1}"#);
        let mut other = a.draft(RecordId::new(2), r#"{"n":2}"#);
        other.act = action.seq;
        let second = a.take(other.clone());
        let mut twin = other;
        twin.id = NOTE;
        assert_eq!(a.log.insert(twin), Inserted::Twin);
        assert_eq!(a.log.action(action).len(), 3);
        erase(&mut a, NOTE);
        assert_eq!(
            a.log.action(action).iter().map(|entry| entry.stamp).collect::<Vec<_>>(),
            [second]
        );
        assert_eq!(a.log.twins().count(), 0);
        assert_eq!(a.log.len(), 2);
    }

    #[test]
    fn records_come_in_the_order_of_their_ids() {
        let mut a = Phone::new(DeviceId::new(1).bits());
        for id in [3, 1, 2] {
            a.take(a.draft(RecordId::new(id), "{}"));
        }
        assert_eq!(a.log.records().map(|(id, _)| id.bits()).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(a.log.conflicts().next().is_none());
    }
}
