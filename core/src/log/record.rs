//! One record: its entries in order, and what they add up to.

use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use super::conflict::{self, Conflict, DELETED, WINDOW};
use super::entry::Entry;
use super::fold;
use super::stamp::Stamp;
use super::value::Value;

/// A record: entries, the value they fold to, its heads and its conflicts.
///
/// An entry that sorts last is laid over the value at once; one that sorts earlier makes the value be folded anew when
/// next asked for. Conflicts are only looked for in records that were written to concurrently, and only when asked.
#[derive(Debug, Clone, Default)]
pub struct Record {
    entries: Vec<Arc<Entry>>,
    heads: Vec<Stamp>,
    folded: OnceLock<Folded>,
    conflicts: OnceLock<Vec<Conflict>>,
}

/// Where the value is held.
#[derive(Debug, Clone)]
enum Folded {
    /// It is the first entry's patch, held there.
    First,
    /// Here.
    Own(Value),
}

impl Record {
    /// The kind its first entry gave it.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.first().kind
    }

    /// What its patches add up to, in the order of their stamps: an object. A deleted record keeps its value, with
    /// `deleted` as a leaf inside.
    #[must_use]
    pub fn value(&self) -> &Value {
        match self.folded.get_or_init(|| self.fold()) {
            Folded::First => &self.first().patch,
            Folded::Own(value) => value,
        }
    }

    /// Does it show as deleted?
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.value().get(DELETED) == Some(&Value::Bool(true))
    }

    /// The entries that no other entry comes after, sorted: the `base` of whoever writes next.
    #[must_use]
    pub fn heads(&self) -> &[Stamp] {
        &self.heads
    }

    /// Its entries in order.
    #[must_use]
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// Its earliest entry.
    #[must_use]
    pub fn first(&self) -> &Arc<Entry> {
        self.entries.first().expect("a record begins with an entry")
    }

    /// Its latest entry.
    #[must_use]
    pub fn last(&self) -> &Arc<Entry> {
        self.entries.last().expect("a record begins with an entry")
    }

    /// Leaves that concurrent entries set to different values and no one has settled, sorted by path.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        self.conflicts.get_or_init(|| conflict::find(&self.entries, self.value()))
    }

    /// The value as if this action had never been.
    #[must_use]
    pub fn without_action(&self, action: Stamp) -> Value {
        fold::fold(
            self.entries.iter().filter(|entry| entry.action() != action).map(|entry| &entry.patch),
        )
    }

    /// Takes in an entry of this record that it does not hold yet.
    pub(super) fn insert(&mut self, entry: Arc<Entry>) {
        let place = self.entries.partition_point(|other| order(other, &entry) == Ordering::Less);
        if place == self.entries.len() {
            self.append(entry);
        } else {
            self.folded.take();
            self.conflicts.take();
            self.build_on(&entry.base);
            if !self.entries[place..].iter().any(|other| other.base.contains(&entry.stamp)) {
                self.add_head(entry.stamp);
            }
            self.entries.insert(place, entry);
        }
    }

    fn append(&mut self, entry: Arc<Entry>) {
        let knows_all = self.heads.len() <= entry.base.len()
            && self.heads.iter().all(|head| entry.base.contains(head));
        if self.entries.is_empty() {
            self.conflicts = OnceLock::from(Vec::new());
        } else {
            self.lay_over(&entry.patch);
            self.settle(&entry.patch, knows_all);
        }
        self.build_on(&entry.base);
        self.add_head(entry.stamp);
        self.entries.push(entry);
    }

    /// These are heads no longer: someone comes after them.
    fn build_on(&mut self, base: &[Stamp]) {
        for stamp in base {
            if let Ok(place) = self.heads.binary_search(stamp) {
                self.heads.remove(place);
            }
        }
    }

    fn add_head(&mut self, stamp: Stamp) {
        // Found already when another entry has the same stamp.
        if let Err(place) = self.heads.binary_search(&stamp) {
            self.heads.insert(place, stamp);
        }
    }

    fn lay_over(&mut self, patch: &Value) {
        if let Some(folded) = self.folded.take() {
            let mut value = match folded {
                Folded::First => self.first().patch.clone(),
                Folded::Own(value) => value,
            };
            fold::apply(&mut value, patch);
            self.folded = OnceLock::from(Folded::Own(value));
        }
    }

    /// What an entry at the end does to the conflicts. If its author knew all before it, it can settle some and begin
    /// none, which is quickly told; else they are looked for anew when next asked for.
    fn settle(&mut self, patch: &Value, knows_all: bool) {
        let keep = knows_all
            && self.conflicts.get_mut().is_some_and(|list| {
                list.retain(|conflict| !conflict::touches(patch, &conflict.path));
                list.is_empty() || self.entries.len() < WINDOW
            });
        if !keep {
            self.conflicts.take();
        }
    }

    fn fold(&self) -> Folded {
        match self.entries.as_slice() {
            [only] if fold::is_plain(&only.patch) => Folded::First,
            all => Folded::Own(fold::fold(all.iter().map(|entry| &entry.patch))),
        }
    }
}

/// The order of entries inside a record: by stamp; two with one stamp by their bytes.
fn order(a: &Entry, b: &Entry) -> Ordering {
    a.stamp.cmp(&b.stamp).then_with(|| a.to_line().cmp(&b.to_line()))
}

#[cfg(test)]
mod tests {
    use super::super::phone::{NOTE, Phone, two_phones};
    use super::super::stamp::DeviceId;
    use super::*;

    #[test]
    fn a_record_of_one_plain_entry_holds_its_value_once() {
        let (a, _) = two_phones(r#"{"title":"0","map":{"x":1}}"#);
        let record = a.log.record(NOTE).unwrap();
        assert!(std::ptr::eq(record.value(), &raw const record.first().patch));
    }

    #[test]
    fn a_null_in_the_first_entry_is_no_value() {
        let (a, _) = two_phones(r#"{"title":"0","map":{"x":null}}"#);
        assert_eq!(a.value().to_string(), r#"{"map":{},"title":"0"}"#);
    }

    #[test]
    fn laying_over_and_folding_anew_agree() {
        let (mut a, mut b) = two_phones(r#"{"title":"0","map":{"x":1}}"#);
        for patch in
            [r#"{"map":{"y":2}}"#, r#"{"map":{"x":null}}"#, r#"{"title":null}"#, r#"{"map":3}"#]
        {
            a.value();
            a.write(patch);
        }
        a.meet(&mut b);
        assert_eq!(a.value().to_string(), r#"{"map":3}"#);
    }

    #[test]
    fn the_heads_are_what_no_one_has_built_on() {
        let (mut a, mut b) = two_phones("{}");
        let first = a.write(r#"{"a":1}"#);
        let second = b.write(r#"{"b":1}"#);
        a.meet(&mut b);
        assert_eq!(a.log.heads(NOTE), [first, second]);
        let third = a.write(r#"{"c":1}"#);
        assert_eq!(a.log.heads(NOTE), [third]);
    }

    #[test]
    fn the_kind_is_the_one_of_the_earliest_entry() {
        let mut a = Phone::new(1);
        let mut early = a.draft(NOTE, "{}");
        early.stamp = Stamp::new(1, DeviceId::new(0));
        early.kind = "early".to_owned();
        a.write("{}");
        assert_eq!(a.log.record(NOTE).unwrap().kind(), "note");
        a.take(early);
        assert_eq!(a.log.record(NOTE).unwrap().kind(), "early");
    }

    #[test]
    fn without_an_action_the_value_is_what_the_others_made_it() {
        let (mut a, _) = two_phones(r#"{"title":"0"}"#);
        let action = a.write(r#"{"title":"1","n":1}"#);
        let mut second = a.draft(NOTE, r#"{"title":"2"}"#);
        second.act = action.seq;
        a.take(second);
        a.write(r#"{"n":3}"#);
        assert_eq!(a.log.without_action(NOTE, action).to_string(), r#"{"n":3,"title":"0"}"#);
        assert_eq!(a.value().to_string(), r#"{"n":3,"title":"2"}"#);
    }
}
