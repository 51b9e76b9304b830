//! Where two people, neither knowing of the other, set one leaf of a record to different values.
//!
//! Entry `a` is an ancestor of `b` when `b.base` names `a`, or names one that descends from `a`. Two entries are
//! concurrent when neither is an ancestor of the other. For each leaf only those entries count which no descendant
//! overrides; when they disagree, that is a conflict. So an entry that descends from both and sets the leaf settles
//! it, for everyone. An ancestor that is not held counts as absent, in whatever order the others came.

use std::sync::Arc;

use crate::sorted::{self, SortedMap};

use super::entry::Entry;
use super::stamp::Stamp;
use super::value::Value;

/// The key that deletes a record when it is `true`. The only key the log knows.
pub const DELETED: &str = "deleted";

/// Of a record with more entries only the latest this many are compared. It bounds memory against a malicious file; no
/// record that people edit comes near.
pub(super) const WINDOW: usize = 4096;

static ABSENT: Value = Value::Null;

/// A leaf on which concurrent entries disagree, not yet settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The leaf: keys from the record inwards. `["deleted"]` when a deletion meets an edit.
    pub path: Vec<String>,
    /// What the record shows: the value with the latest stamp (`null` when that entry took the leaf away). A deletion
    /// shows over a later edit, since the edit does not restore.
    pub shown: (Stamp, Value),
    /// What the record does not show, latest first, each value once. For `["deleted"]`, `null` stands for "not deleted".
    pub others: Vec<(Stamp, Value)>,
}

/// Does `patch` set the leaf at `path`, or something above or below it?
pub(super) fn touches(patch: &Value, path: &[String]) -> bool {
    let mut here = patch;
    for key in path {
        match here.as_object() {
            None => return true,
            Some(map) => match map.get(key) {
                None => return false,
                Some(inner) => here = inner,
            },
        }
    }
    true
}

/// The conflicts of a record with these entries, in order, whose fold is `folded`; sorted by path.
pub(super) fn find(entries: &[Arc<Entry>], folded: &Value) -> Vec<Conflict> {
    let entries = &entries[entries.len().saturating_sub(WINDOW)..];
    if is_line(entries) {
        return Vec::new();
    }
    let record = Concurrent::new(entries);
    let mut conflicts: Vec<Conflict> = record
        .writes
        .keys()
        .filter_map(|path| record.leaf(path, folded))
        .chain(record.deletion())
        .collect();
    sorted::sort_by(&mut conflicts, |a, b| a.path.cmp(&b.path));
    conflicts
}

/// Did each author know the entry before? Then nothing is concurrent: true of nearly every record.
fn is_line(entries: &[Arc<Entry>]) -> bool {
    entries.windows(2).all(|pair| pair[1].base.contains(&pair[0].stamp))
}

/// An entry's index and what it sets a leaf to.
type Write<'a> = (usize, &'a Value);

/// A record that was written to concurrently, taken apart into who wrote which leaf.
struct Concurrent<'a> {
    entries: &'a [Arc<Entry>],
    ancestry: Ancestry,
    writes: SortedMap<Vec<&'a str>, Vec<Write<'a>>>,
}

impl<'a> Concurrent<'a> {
    fn new(entries: &'a [Arc<Entry>]) -> Self {
        let mut writes: SortedMap<Vec<&str>, Vec<Write<'_>>> = SortedMap::new();
        for (index, entry) in entries.iter().enumerate() {
            leaves(&entry.patch, &mut Vec::new(), &mut |path, value| {
                if let Some(list) = writes.get_mut(path) {
                    list.push((index, value));
                } else {
                    writes.insert(path.to_vec(), vec![(index, value)]);
                }
            });
        }
        Self { entries, ancestry: Ancestry::new(entries), writes }
    }

    /// The conflict on this leaf, if there is one.
    fn leaf(&self, path: &[&str], folded: &Value) -> Option<Conflict> {
        if path == [DELETED] || path.is_empty() {
            return None;
        }
        let mut writers = self.writes.get(path)?.clone();
        for above in (1..path.len()).filter_map(|end| self.writes.get(&path[..end])) {
            // A scalar or null further up takes away everything below it.
            writers.extend(above.iter().map(|(index, _)| (*index, &ABSENT)));
        }
        if writers.len() < 2 {
            return None;
        }
        sorted::sort_by_key(&mut writers, |(index, _)| *index);
        let standing = self.standing(&writers, &self.below(path));
        let (shown, others) = disagreement(&standing)?;
        // Where an object shows, its leaves speak for themselves.
        let here = path.iter().try_fold(folded, |value, key| value.get(key));
        (!here.is_some_and(Value::is_object)).then(|| self.conflict(path, shown, &others))
    }

    /// Entries that set something below this path, and so made an object of it.
    fn below(&self, path: &[&str]) -> Vec<usize> {
        self.writes
            .from(path)
            .skip_while(|(other, _)| other.as_slice() == path)
            .take_while(move |(other, _)| other.starts_with(path))
            .flat_map(|(_, list)| list.iter().map(|(index, _)| *index))
            .collect()
    }

    /// The writes that no descendant overrides.
    fn standing<'w>(&self, writers: &[Write<'w>], below: &[usize]) -> Vec<Write<'w>> {
        let overridden = |index: usize| {
            let mut later = writers.iter().map(|(other, _)| *other).chain(below.iter().copied());
            later.any(|other| self.ancestry.is_before(index, other))
        };
        writers.iter().copied().filter(|(index, _)| !overridden(*index)).collect()
    }

    /// The conflict between deleting the record and editing or restoring it, if there is one.
    fn deletion(&self) -> Option<Conflict> {
        let explicit = self.writes.get([DELETED].as_slice())?;
        let deletes = |write: &Write<'_>| *write.1 == Value::Bool(true);
        let standing = self.standing(explicit, &[]);
        let shown = *standing.last()?;
        let latest_delete = standing.iter().copied().rfind(deletes)?;
        let other = if deletes(&shown) {
            let kept = standing.iter().copied().rfind(|write| !deletes(write));
            let edited = self.edits_beside(explicit, &standing).map(|index| (index, &ABSENT));
            kept.into_iter().chain(edited).max_by_key(|(index, _)| *index)?
        } else {
            latest_delete
        };
        Some(self.conflict(&[DELETED], shown, &[other]))
    }

    /// The latest edit concurrent with a standing deletion, of which no one who decided about deleting knew.
    fn edits_beside(&self, explicit: &[Write<'_>], standing: &[Write<'_>]) -> Option<usize> {
        (0..self.entries.len()).rev().find(|edit| {
            is_edit(&self.entries[*edit].patch)
                && !explicit
                    .iter()
                    .any(|(other, _)| other == edit || self.ancestry.is_before(*edit, *other))
                && standing.iter().any(|(other, value)| {
                    **value == Value::Bool(true) && !self.ancestry.is_before(*other, *edit)
                })
        })
    }

    fn conflict(&self, path: &[&str], shown: Write<'_>, others: &[Write<'_>]) -> Conflict {
        let value = |write: &Write<'_>| (self.entries[write.0].stamp, write.1.clone());
        Conflict {
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            shown: value(&shown),
            others: others.iter().map(value).collect(),
        }
    }
}

/// The latest write, and of every other value its latest write, latest first; none if all agree.
fn disagreement<'a>(standing: &[Write<'a>]) -> Option<(Write<'a>, Vec<Write<'a>>)> {
    let (shown, rest) = standing.split_last()?;
    let mut others: Vec<Write<'a>> = Vec::new();
    for write in rest.iter().rev() {
        if write.1 != shown.1 && others.iter().all(|other| other.1 != write.1) {
            others.push(*write);
        }
    }
    (!others.is_empty()).then_some((*shown, others))
}

/// Does it change anything but whether the record is deleted?
fn is_edit(patch: &Value) -> bool {
    patch.as_object().is_some_and(|map| map.keys().any(|key| key != DELETED))
}

/// Calls `visit` with every leaf of a patch: whatever is no object.
fn leaves<'a>(
    patch: &'a Value,
    path: &mut Vec<&'a str>,
    visit: &mut impl FnMut(&[&'a str], &'a Value),
) {
    let Some(map) = patch.as_object() else {
        visit(path, patch);
        return;
    };
    for (key, value) in map {
        path.push(key);
        leaves(value, path, visit);
        path.pop();
    }
}

/// Who descends from whom: a row of bits for each entry, one bit for each of its ancestors.
struct Ancestry {
    words: usize,
    rows: Vec<u64>,
}

impl Ancestry {
    fn new(entries: &[Arc<Entry>]) -> Self {
        let words = entries.len().div_ceil(64);
        let mut rows = vec![0u64; words * entries.len()];
        for (index, entry) in entries.iter().enumerate() {
            let (earlier, rest) = rows.split_at_mut(index * words);
            let row = &mut rest[..words];
            for stamp in &entry.base {
                // Two entries with one stamp are both meant; one at or after the entry itself would be a lie.
                let first = entries[..index].partition_point(|other| other.stamp < *stamp);
                for parent in (first..index).take_while(|parent| entries[*parent].stamp == *stamp) {
                    row[parent / 64] |= 1 << (parent % 64);
                    for (word, inherited) in row.iter_mut().zip(&earlier[parent * words..]) {
                        *word |= inherited;
                    }
                }
            }
        }
        Self { words, rows }
    }

    /// Is entry `a` an ancestor of entry `b`?
    fn is_before(&self, a: usize, b: usize) -> bool {
        self.rows[b * self.words + a / 64] & (1 << (a % 64)) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::super::phone::{NOTE, Phone, two_phones};
    use super::*;

    const NONE: [&str; 0] = [];

    #[test]
    fn two_values_for_one_leaf_conflict_and_the_later_stamp_shows() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        let first = a.write(r#"{"title":"a"}"#);
        let second = b.write(r#"{"title":"b"}"#);
        a.meet(&mut b);
        let conflict = &a.log.record(NOTE).unwrap().conflicts()[0];
        assert_eq!(conflict.path, ["title"]);
        assert_eq!(conflict.shown, (second, "b".into()));
        assert_eq!(conflict.others, [(first, "a".into())]);
        assert_eq!(a.value()["title"], "b");
    }

    #[test]
    fn the_same_value_twice_is_no_conflict() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":"x","n":1}"#);
        b.write(r#"{"title":"x","n":1}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn different_leaves_merge_without_conflict() {
        let (mut a, mut b) = two_phones(r#"{"people":{"p":true}}"#);
        a.write(r#"{"people":{"q":true},"title":"a"}"#);
        b.write(r#"{"people":{"r":true},"place":"b"}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), NONE);
        assert_eq!(
            a.value().to_string(),
            r#"{"people":{"p":true,"q":true,"r":true},"place":"b","title":"a"}"#
        );
    }

    #[test]
    fn who_knows_both_and_sets_the_leaf_settles_it_for_everyone() {
        let (mut a, mut b) = two_phones(r#"{"title":"0","place":"0"}"#);
        a.write(r#"{"title":"a","place":"a"}"#);
        b.write(r#"{"title":"b","place":"b"}"#);
        a.meet(&mut b);
        b.write(r#"{"title":"a"}"#);
        assert_eq!(b.conflicts(), [r#"place: "b" | "a""#]);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), [r#"place: "b" | "a""#]);
        a.write(r#"{"place":"b"}"#);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn an_edit_elsewhere_settles_nothing() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":"a"}"#);
        b.write(r#"{"title":"b"}"#);
        a.meet(&mut b);
        a.write(r#"{"place":"x"}"#);
        assert_eq!(a.conflicts(), [r#"title: "b" | "a""#]);
    }

    #[test]
    fn three_people_make_one_conflict_with_two_others() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        let mut c = Phone::new(0xc);
        c.meet(&mut a);
        a.write(r#"{"title":"a"}"#);
        b.write(r#"{"title":"b"}"#);
        c.write(r#"{"title":"c"}"#);
        a.meet(&mut b);
        a.meet(&mut c);
        assert_eq!(a.conflicts(), [r#"title: "c" | "b" "a""#]);
    }

    #[test]
    fn who_settles_without_knowing_the_third_is_one_of_two_then() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        let mut c = Phone::new(0xc);
        c.meet(&mut a);
        a.write(r#"{"title":"a"}"#);
        b.write(r#"{"title":"b"}"#);
        c.write(r#"{"title":"c"}"#);
        a.meet(&mut b);
        a.write(r#"{"title":"ab"}"#);
        a.meet(&mut c);
        assert_eq!(a.conflicts(), [r#"title: "ab" | "c""#]);
    }

    #[test]
    fn a_later_thought_of_one_author_takes_the_place_of_the_earlier() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":"a1"}"#);
        a.write(r#"{"title":"a2"}"#);
        b.write(r#"{"title":"b"}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), [r#"title: "a2" | "b""#]);
    }

    #[test]
    fn emptying_a_leaf_conflicts_with_changing_it() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":null}"#);
        b.write(r#"{"title":"b"}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), [r#"title: "b" | null"#]);
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":"a"}"#);
        b.write(r#"{"title":null}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), [r#"title: null | "a""#]);
    }

    #[test]
    fn emptying_a_parent_conflicts_with_changing_what_is_below() {
        let (mut a, mut b) = two_phones(r#"{"map":{"x":1,"y":1}}"#);
        a.write(r#"{"map":{"x":2}}"#);
        b.write(r#"{"map":null}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), ["map/x: null | 2"]);
        assert_eq!(a.value().to_string(), "{}");
        a.write(r#"{"map":{"x":2}}"#);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn a_scalar_in_place_of_an_object_conflicts_with_changing_what_is_below() {
        let (mut a, mut b) = two_phones(r#"{"map":{"x":1}}"#);
        a.write(r#"{"map":5}"#);
        b.write(r#"{"map":{"x":2}}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), ["map/x: 2 | null"]);
        a.write(r#"{"map":5}"#);
        assert_eq!(a.conflicts(), NONE);
        assert_eq!(a.value().to_string(), r#"{"map":5}"#);
    }

    #[test]
    fn two_scalars_under_an_object_that_shows_are_told_by_its_leaves() {
        let (mut a, mut b) = two_phones("{}");
        let mut c = Phone::new(0xc);
        c.meet(&mut a);
        a.write(r#"{"map":5}"#);
        b.write(r#"{"map":6}"#);
        c.write(r#"{"map":{"x":1}}"#);
        a.meet(&mut b);
        a.meet(&mut c);
        assert_eq!(a.conflicts(), ["map/x: 1 | null"]);
    }

    #[test]
    fn lists_are_leaves() {
        let (mut a, mut b) = two_phones(r#"{"list":[1]}"#);
        a.write(r#"{"list":[1,2]}"#);
        b.write(r#"{"list":[1,3]}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), ["list: [1,3] | [1,2]"]);
    }

    #[test]
    fn deleting_conflicts_with_an_edit_whichever_is_later() {
        for swap in [false, true] {
            let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
            if swap {
                std::mem::swap(&mut a, &mut b);
            }
            a.write(r#"{"deleted":true}"#);
            let edit = b.write(r#"{"title":"b"}"#);
            a.meet(&mut b);
            assert_eq!(a.conflicts(), ["deleted: true | null"]);
            assert_eq!(a.log.record(NOTE).unwrap().conflicts()[0].others[0].0, edit);
            assert_eq!(a.value().to_string(), r#"{"deleted":true,"title":"b"}"#);
            a.write(r#"{"place":"x"}"#);
            assert_eq!(a.conflicts(), ["deleted: true | null"]);
            for decision in [r#"{"deleted":true}"#, r#"{"deleted":null}"#] {
                let mut decided = a.clone();
                decided.write(decision);
                assert_eq!(decided.conflicts(), NONE);
            }
        }
    }

    #[test]
    fn an_edit_after_the_deletion_is_no_conflict() {
        let (mut a, _) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"deleted":true}"#);
        a.write(r#"{"title":"1"}"#);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn two_deletions_agree() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"deleted":true}"#);
        b.write(r#"{"deleted":true}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn restoring_conflicts_with_deleting_anew() {
        let (mut a, mut b) = two_phones(r#"{"title":"0","deleted":true}"#);
        a.write(r#"{"deleted":null}"#);
        b.write(r#"{"deleted":true}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), ["deleted: true | null"]);
        let (mut a, mut b) = two_phones(r#"{"title":"0","deleted":true}"#);
        a.write(r#"{"deleted":true}"#);
        b.write(r#"{"deleted":false}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), ["deleted: false | true"]);
    }

    #[test]
    fn a_restored_record_has_no_conflict_with_edits_that_missed_the_deletion() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"deleted":true}"#);
        a.write(r#"{"deleted":null}"#);
        b.write(r#"{"title":"b"}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn ancestry_goes_through_entries_that_set_other_leaves() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":"a"}"#);
        b.write(r#"{"place":"b"}"#);
        a.meet(&mut b);
        a.write(r#"{"place":"c"}"#);
        a.meet(&mut b);
        b.write(r#"{"title":"d"}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn a_missing_ancestor_counts_as_absent_until_it_comes() {
        let (a, _) = two_phones(r#"{"title":"0"}"#);
        let (mut whole, mut holed) = (a.clone(), a);
        let missing = whole.draft(NOTE, r#"{"title":"1"}"#);
        whole.take(missing.clone());
        let last = whole.draft(NOTE, r#"{"title":"2"}"#);
        whole.take(last.clone());
        holed.take(last);
        assert_eq!(holed.conflicts(), [r#"title: "2" | "0""#]);
        holed.take(missing);
        assert_eq!(holed.conflicts(), NONE);
        assert_eq!(holed.log.digest_text(), whole.log.digest_text());
    }

    #[test]
    fn two_entries_with_one_stamp_are_concurrent_and_settled_together() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        b.device = a.device;
        a.write(r#"{"title":"a"}"#);
        b.write(r#"{"title":"b"}"#);
        a.meet(&mut b);
        assert_eq!(a.conflicts(), [r#"title: "b" | "a""#]);
        a.write(r#"{"title":"c"}"#);
        assert_eq!(a.conflicts(), NONE);
    }

    #[test]
    fn a_record_with_more_entries_than_are_compared_is_the_same_in_every_order() {
        let (mut a, mut b) = two_phones(r#"{"title":"0"}"#);
        a.write(r#"{"title":"a","early":"a"}"#);
        b.write(r#"{"title":"b","early":"b"}"#);
        a.meet(&mut b);
        for n in 0..WINDOW {
            a.write(&format!(r#"{{"n":{n}}}"#));
            a.conflicts();
        }
        let fresh: super::super::Log = a.log.entries().cloned().collect();
        assert_eq!(fresh.digest_text(), a.log.digest_text());
    }
}
