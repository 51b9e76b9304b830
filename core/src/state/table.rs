//! One typed table: the records of a kind, those in the recycle bin kept apart.

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::Id;

/// The records of one kind by id.
#[derive(Debug)]
pub struct Table<T> {
    rows: Numbered<T>,
    deleted: Numbered<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Numbered::default(), deleted: Numbered::default() }
    }
}

impl<T> Table<T> {
    /// A record that is not deleted.
    pub fn get(&self, id: Id<T>) -> Option<&T> {
        self.rows.get(id.untyped().bits())
    }

    /// A record, deleted or not: what an old record still refers to.
    pub fn find(&self, id: Id<T>) -> Option<&T> {
        let bits = id.untyped().bits();
        self.rows.get(bits).or_else(|| self.deleted.get(bits))
    }

    /// Every record that is not deleted, oldest id first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.rows.iter().map(|(bits, row)| (Id::new(RecordId::new(bits)), row))
    }

    /// What lies in the recycle bin.
    pub fn deleted(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.deleted.iter().map(|(bits, row)| (Id::new(RecordId::new(bits)), row))
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
        self.rows.remove(id.untyped().bits());
        self.deleted.remove(id.untyped().bits());
    }

    pub(super) fn set(&mut self, id: Id<T>, row: T, deleted: bool) {
        let (to, from) = if deleted {
            (&mut self.deleted, &mut self.rows)
        } else {
            (&mut self.rows, &mut self.deleted)
        };
        from.remove(id.untyped().bits());
        to.insert(id.untyped().bits(), row);
    }
}
