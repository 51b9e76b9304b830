//! One typed table: the records of a kind, those in the recycle bin kept apart.

use std::collections::BTreeMap;

use crate::log::RecordId;
use crate::record::Id;

/// The records of one kind by id.
///
/// Rows are boxed under an untyped key: so the maps of all kinds are the same machine code, and the shell has it once.
#[derive(Debug)]
pub struct Table<T> {
    rows: BTreeMap<RecordId, Box<T>>,
    deleted: BTreeMap<RecordId, Box<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), deleted: BTreeMap::new() }
    }
}

impl<T> Table<T> {
    /// A record that is not deleted.
    pub fn get(&self, id: Id<T>) -> Option<&T> {
        self.rows.get(&id.untyped()).map(|row| &**row)
    }

    /// A record, deleted or not: what an old record still refers to.
    pub fn find(&self, id: Id<T>) -> Option<&T> {
        self.rows.get(&id.untyped()).or_else(|| self.deleted.get(&id.untyped())).map(|row| &**row)
    }

    /// Every record that is not deleted, oldest id first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.rows.iter().map(|(id, row)| (Id::new(*id), &**row))
    }

    /// What lies in the recycle bin.
    pub fn deleted(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.deleted.iter().map(|(id, row)| (Id::new(*id), &**row))
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
        self.rows.remove(&id.untyped());
        self.deleted.remove(&id.untyped());
    }

    pub(super) fn set(&mut self, id: Id<T>, row: T, deleted: bool) {
        let (to, from) = if deleted {
            (&mut self.deleted, &mut self.rows)
        } else {
            (&mut self.rows, &mut self.deleted)
        };
        from.remove(&id.untyped());
        to.insert(id.untyped(), Box::new(row));
    }
}
