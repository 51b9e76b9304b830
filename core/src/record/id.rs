//! Typed ids: a pairing's id cannot be handed in for a person's.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use crate::log::RecordId;

/// The id of a record of type `T` (R541).
pub struct Id<T>(RecordId, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Names a record whose kind the caller knows to be `T`.
    pub const fn new(id: RecordId) -> Self {
        Self(id, PhantomData)
    }

    /// The id without its type, as the log knows it.
    pub const fn untyped(self) -> RecordId {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl<T> FromStr for Id<T> {
    type Err = <RecordId as FromStr>::Err;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self::new)
    }
}

impl<T> From<Id<T>> for RecordId {
    fn from(id: Id<T>) -> Self {
        id.0
    }
}
