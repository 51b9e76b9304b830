//! Many things by their number, in the order of the numbers: the lines of a log, its records, the rows of a table.
//!
//! The tree that keeps the order holds numbers and places only, so it is one and the same for everything, and a table of
//! one more kind costs the shell next to nothing.

use std::collections::BTreeMap;

/// Things by number.
#[derive(Clone, Debug)]
pub struct Numbered<T> {
    places: BTreeMap<u128, usize>,
    things: Vec<Option<T>>,
    /// Places whose thing was taken away.
    free: Vec<usize>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), things: Vec::new(), free: Vec::new() }
    }
}

impl<T> Numbered<T> {
    /// The thing of this number.
    pub fn get(&self, number: u128) -> Option<&T> {
        self.things.get(place(&self.places, number)?)?.as_ref()
    }

    /// The thing of this number, to change it.
    pub fn get_mut(&mut self, number: u128) -> Option<&mut T> {
        self.things.get_mut(place(&self.places, number)?)?.as_mut()
    }

    /// Whether the number is taken.
    pub fn contains(&self, number: u128) -> bool {
        place(&self.places, number).is_some()
    }

    /// Sets a number; the answer is what stood there.
    pub fn insert(&mut self, number: u128, thing: T) -> Option<T> {
        if let Some(old) = self.get_mut(number) {
            return Some(std::mem::replace(old, thing));
        }
        let at = self.free.pop().unwrap_or(self.things.len());
        set(&mut self.places, number, at);
        match self.things.get_mut(at) {
            Some(free) => *free = Some(thing),
            None => self.things.push(Some(thing)),
        }
        None
    }

    /// Takes a number away; the answer is what stood there.
    pub fn remove(&mut self, number: u128) -> Option<T> {
        let at = take(&mut self.places, number)?;
        self.free.push(at);
        self.things.get_mut(at)?.take()
    }

    /// What stands there; a fresh one when there was nothing.
    pub fn or_default(&mut self, number: u128) -> Option<&mut T>
    where
        T: Default,
    {
        if !self.contains(number) {
            self.insert(number, T::default());
        }
        self.get_mut(number)
    }

    /// Everything, by number.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u128, &T)> {
        self.places
            .iter()
            .filter_map(|(number, at)| Some((*number, self.things.get(*at)?.as_ref()?)))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

// Not generic, and not to be copied into each of those that are.

#[inline(never)]
fn place(places: &BTreeMap<u128, usize>, number: u128) -> Option<usize> {
    places.get(&number).copied()
}

#[inline(never)]
fn set(places: &mut BTreeMap<u128, usize>, number: u128, at: usize) {
    places.insert(number, at);
}

#[inline(never)]
fn take(places: &mut BTreeMap<u128, usize>, number: u128) -> Option<usize> {
    places.remove(&number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_come_by_number_and_a_freed_place_is_used_again() {
        let mut all = Numbered::default();
        for number in [3, 1, 2] {
            assert_eq!(all.insert(number, number * 10), None);
        }
        assert_eq!((all.insert(1, 11), all.remove(2), all.remove(2)), (Some(10), Some(20), None));
        all.insert(9, 90);
        assert_eq!(all.iter().collect::<Vec<_>>(), [(1, &11), (3, &30), (9, &90)]);
        assert_eq!((all.len(), all.contains(2), all.get(9)), (3, false, Some(&90)));
        *all.or_default(5).unwrap() += 1;
        assert_eq!(all.get(5), Some(&1));
    }
}
