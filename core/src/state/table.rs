//! One typed table: the records of a kind, those in the recycle bin kept apart.

use std::collections::BTreeMap;

use crate::record::Id;

/// The records of one kind by id.
#[derive(Debug)]
pub struct Table<T> {
    rows: BTreeMap<Id<T>, T>,
    deleted: BTreeMap<Id<T>, T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), deleted: BTreeMap::new() }
    }
}

impl<T> Table<T> {
    /// A record that is not deleted.
    pub fn get(&self, id: Id<T>) -> Option<&T> {
        self.rows.get(&id)
    }

    /// A record, deleted or not: what an old record still refers to.
    pub fn find(&self, id: Id<T>) -> Option<&T> {
        self.rows.get(&id).or_else(|| self.deleted.get(&id))
    }

    /// Every record that is not deleted, oldest id first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.rows.iter().map(|(id, row)| (*id, row))
    }

    /// What lies in the recycle bin.
    pub fn deleted(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.deleted.iter().map(|(id, row)| (*id, row))
    }

    /// How many records are not deleted.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn forget(&mut self, id: Id<T>) {
        self.rows.remove(&id);
        self.deleted.remove(&id);
    }

    pub(super) fn set(&mut self, id: Id<T>, row: T, deleted: bool) {
        let (to, from) = if deleted {
            (&mut self.deleted, &mut self.rows)
        } else {
            (&mut self.rows, &mut self.deleted)
        };
        from.remove(&id);
        to.insert(id, row);
    }
}
