//! What each activity came to in a query, kept between two looks: after a change only the changed ones are judged again.

use std::cell::RefCell;

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::sorted::SortedMap;

use super::cond::Holds;
use super::link::Head;

/// What the activities came to for the selections of one rule in one period. It holds as long as nothing changes that
/// the rule reads but activities.
#[derive(Debug, Default)]
pub(in crate::rule) struct Memo {
    /// By the part of the rule and the selection's place in it.
    rows: RefCell<SortedMap<(usize, usize), Numbered<Kept>>>,
    changed: Vec<RecordId>,
}

/// What one activity came to; those that are something else are not kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) holds: Holds,
    pub(super) extra: Extra,
}

/// What is worked out of an activity that is meant.
#[derive(Clone, Debug)]
pub(super) enum Extra {
    /// What it counts for, in thousandths, and whether in whole units; nothing when it does not say.
    Weight(Option<i128>, bool),
    /// The values that are told apart.
    Heads(Vec<Head>),
    /// How it stands to the conditions of a coverage.
    Met(Holds),
    /// The records it is about, and what it counts for them.
    About(Vec<RecordId>, i128),
    /// The records it is about, and its values, to be told apart.
    Words(Vec<(RecordId, String)>),
    /// Nothing is.
    Nothing,
}

impl Memo {
    /// Says which activities changed since the last look.
    pub(in crate::rule) fn changed(&mut self, ids: &[RecordId]) {
        self.changed = ids.to_vec();
    }

    pub(super) fn to_judge(&self) -> &[RecordId] {
        &self.changed
    }

    pub(super) fn take(&self, at: (usize, usize)) -> Option<Numbered<Kept>> {
        self.rows.borrow_mut().remove(&at)
    }

    pub(super) fn put(&self, at: (usize, usize), rows: Numbered<Kept>) {
        self.rows.borrow_mut().insert(at, rows);
    }
}
