//! The records of a workbook by kind, activities by kind and date: what a rule walks over instead of everything.

use chrono::NaiveDate;

use crate::log::{Record, RecordId};
use crate::numbered::Numbered;
use crate::record::{Activity, Record as _, schema};
use crate::sorted::{SortedMap, sort};
use crate::state::State;

/// Where records stand, those in the recycle bin included. Built once, then kept up to date record by record.
#[derive(Debug, Default)]
pub(in crate::rule) struct Shelf {
    /// By record kind, in the order of their ids; activities stand apart.
    kinds: SortedMap<&'static str, Vec<RecordId>>,
    /// By activity kind and date.
    activities: SortedMap<String, Vec<Dated>>,
    /// Where each record stands, to take it out again.
    places: Numbered<Place>,
}

/// An activity under its date; one without a date comes first.
pub(in crate::rule) type Dated = (NaiveDate, RecordId);

/// What a record was filed under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Place {
    /// The record kind.
    pub(in crate::rule) kind: &'static str,
    /// Of an activity: its kind and date.
    pub(in crate::rule) activity: Option<(String, NaiveDate)>,
}

/// The date of an activity that has none.
pub(in crate::rule) const UNDATED: NaiveDate = NaiveDate::MIN;

impl Shelf {
    /// All records of a workbook.
    pub(in crate::rule) fn of(state: &State) -> Self {
        let mut shelf = Self::default();
        for (id, record) in state.log().records() {
            let Some(place) = Place::of(record) else { continue };
            match &place.activity {
                Some((code, date)) => shelf.row_of(code).push((*date, id)),
                None => shelf.kinds.entry(place.kind).or_default().push(id),
            }
            shelf.places.insert(id.bits(), place);
        }
        shelf.activities.values_mut().for_each(|rows| sort(rows));
        shelf
    }

    /// Takes in what became of a record; says where it stood and where it stands.
    pub(in crate::rule) fn refresh(
        &mut self,
        state: &State,
        id: RecordId,
    ) -> (Option<Place>, Option<Place>) {
        let before = self.places.remove(id.bits());
        if let Some(place) = &before {
            self.take_out(place, id);
        }
        let after = state.log().record(id).and_then(Place::of);
        if let Some(place) = &after {
            self.put_in(place, id);
            self.places.insert(id.bits(), place.clone());
        }
        (before, after)
    }

    fn row_of(&mut self, code: &str) -> &mut Vec<Dated> {
        if !self.activities.contains_key(code) {
            self.activities.insert(code.to_owned(), Vec::new());
        }
        self.activities.entry(code.to_owned()).or_default()
    }

    fn take_out(&mut self, place: &Place, id: RecordId) {
        match &place.activity {
            Some((code, date)) => drop_from(self.row_of(code), &(*date, id)),
            None => drop_from(self.kinds.entry(place.kind).or_default(), &id),
        }
    }

    fn put_in(&mut self, place: &Place, id: RecordId) {
        match &place.activity {
            Some((code, date)) => add_to(self.row_of(code), (*date, id)),
            None => add_to(self.kinds.entry(place.kind).or_default(), id),
        }
    }

    /// The records of a kind other than activities, in the order of their ids.
    pub(in crate::rule) fn of_kind(&self, kind: &str) -> &[RecordId] {
        self.kinds.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// The codes of the activity kinds that have records.
    pub(in crate::rule) fn codes(&self) -> impl Iterator<Item = &str> {
        self.activities.keys().map(String::as_str)
    }

    /// The activities of a kind between two dates, both included, by date.
    pub(in crate::rule) fn activities(
        &self,
        code: &str,
        from: NaiveDate,
        to: NaiveDate,
    ) -> &[Dated] {
        let rows = self.activities.get(code).map(Vec::as_slice).unwrap_or_default();
        let first = rows.partition_point(|(date, _)| *date < from);
        let last = rows.partition_point(|(date, _)| *date <= to);
        rows.get(first..last.max(first)).unwrap_or_default()
    }
}

impl Place {
    fn of(record: &Record) -> Option<Self> {
        let kind = schema(record.kind())?.kind;
        let text = |name: &str| record.value().get(name).and_then(serde_json::Value::as_str);
        let activity = (kind == Activity::KIND).then(|| {
            let date = text("date").and_then(|date| date.parse().ok()).unwrap_or(UNDATED);
            (text("kind").unwrap_or_default().to_owned(), date)
        });
        Some(Self { kind, activity })
    }
}

fn add_to<T: Ord>(list: &mut Vec<T>, item: T) {
    if let Err(at) = list.binary_search(&item) {
        list.insert(at, item);
    }
}

fn drop_from<T: Ord>(list: &mut Vec<T>, item: &T) {
    if let Ok(at) = list.binary_search(item) {
        list.remove(at);
    }
}
