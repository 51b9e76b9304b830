//! Which activities belong to which pairing, which documents to which record, kept as lines come in.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{Activity, Document, Id, Pairing, Record};

use super::Tables;

/// Indexes over the tables. Records in the recycle bin stand in none of them.
#[derive(Debug, Default)]
pub struct Index {
    by_pairing: BTreeMap<Id<Pairing>, BTreeSet<(NaiveDate, Id<Activity>)>>,
    by_date: BTreeSet<(NaiveDate, Id<Activity>)>,
    documents: BTreeMap<RecordId, BTreeSet<Id<Document>>>,
    /// What each indexed record was filed under, to take it out again.
    filed: BTreeMap<RecordId, Filed>,
}

#[derive(Debug, Default, Clone)]
struct Filed {
    date: Option<NaiveDate>,
    subjects: Vec<RecordId>,
}

impl Index {
    /// The activities of a pairing that begin in a span, by date.
    pub fn activities_of(
        &self,
        pairing: Id<Pairing>,
        span: RangeInclusive<NaiveDate>,
    ) -> impl DoubleEndedIterator<Item = (NaiveDate, Id<Activity>)> + '_ {
        let range = (*span.start(), Id::new(RecordId::new(0)))
            ..=(*span.end(), Id::new(RecordId::new(u128::MAX)));
        self.by_pairing
            .get(&pairing)
            .filter(|_| span.start() <= span.end())
            .into_iter()
            .flat_map(move |activities| activities.range(range.clone()).copied())
    }

    /// All activities by date.
    pub fn by_date(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, Id<Activity>)> + '_ {
        self.by_date.iter().copied()
    }

    /// The documents that belong to a record.
    pub fn documents_of(&self, record: RecordId) -> impl Iterator<Item = Id<Document>> + '_ {
        self.documents.get(&record).into_iter().flatten().copied()
    }

    /// The pairings and other subjects whose outcomes a record can change. Empty for what frames every outcome: plans,
    /// rules, people, the calendar.
    pub(super) fn subjects_of(&self, id: RecordId) -> Vec<RecordId> {
        self.filed.get(&id).map(|filed| filed.subjects.clone()).unwrap_or_default()
    }

    pub(super) fn refresh(&mut self, id: RecordId, kind: &str, tables: &Tables) {
        self.forget(id);
        match kind {
            Activity::KIND => self.file_activity(Id::new(id), tables),
            Document::KIND => self.file_document(Id::new(id), tables),
            _ => {}
        }
    }

    pub(super) fn forget(&mut self, id: RecordId) {
        let Some(filed) = self.filed.remove(&id) else { return };
        if let Some(date) = filed.date {
            self.by_date.remove(&(date, Id::new(id)));
        }
        for subject in filed.subjects {
            if let Some(documents) = self.documents.get_mut(&subject) {
                documents.remove(&Id::new(id));
            }
            if let (Some(date), Some(activities)) =
                (filed.date, self.by_pairing.get_mut(&Id::new(subject)))
            {
                activities.remove(&(date, Id::new(id)));
            }
        }
    }

    fn file_activity(&mut self, id: Id<Activity>, tables: &Tables) {
        let Some((activity, date)) =
            tables.activities.get(id).and_then(|row| Some((row, row.date?)))
        else {
            return;
        };
        self.by_date.insert((date, id));
        for pairing in &activity.pairings {
            self.by_pairing.entry(Id::new(*pairing)).or_default().insert((date, id));
        }
        let subjects = activity.pairings.iter().copied().chain([id.untyped()]).collect();
        self.filed.insert(id.untyped(), Filed { date: Some(date), subjects });
    }

    fn file_document(&mut self, id: Id<Document>, tables: &Tables) {
        let Some(document) = tables.documents.get(id) else { return };
        let mut subjects = Vec::new();
        for owner in &document.belongs_to {
            self.documents.entry(*owner).or_default().insert(id);
            subjects.push(*owner);
            if let Some(activity) = tables.activities.get(Id::new(*owner)) {
                subjects.extend(&activity.pairings);
            }
        }
        self.filed.insert(id.untyped(), Filed { date: None, subjects });
    }
}
