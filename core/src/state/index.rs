//! Which records speak about which, kept as lines come in: activities by pairing and date, documents by owner,
//! achievements by person, issues and measurements by subject.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{
    Achievement, Activity, Assessment, Document, Id, Issue, Measurement, Pairing, Person, Record,
    Task,
};

use super::Tables;

/// Indexes over the tables. Records in the recycle bin stand only in [`Index::deleted_of`].
#[derive(Debug, Default)]
pub struct Index {
    by_pairing: BTreeMap<Id<Pairing>, BTreeSet<(NaiveDate, Id<Activity>)>>,
    deleted: BTreeMap<Id<Pairing>, BTreeSet<Id<Activity>>>,
    by_date: BTreeSet<(NaiveDate, Id<Activity>)>,
    about: BTreeMap<(RecordId, &'static str), BTreeSet<RecordId>>,
    /// What each indexed record was filed under, to take it out again.
    filed: BTreeMap<RecordId, Filed>,
}

#[derive(Debug, Default, Clone)]
struct Filed {
    kind: &'static str,
    date: Option<NaiveDate>,
    deleted: bool,
    /// The records it speaks about.
    owners: Vec<RecordId>,
    /// Of an activity, the pairings it hangs on.
    pairings: Vec<RecordId>,
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

    /// The activities of a pairing that lie in the recycle bin.
    pub fn deleted_of(&self, pairing: Id<Pairing>) -> impl Iterator<Item = Id<Activity>> + '_ {
        self.deleted.get(&pairing).into_iter().flatten().copied()
    }

    /// All activities by date.
    pub fn by_date(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, Id<Activity>)> + '_ {
        self.by_date.iter().copied()
    }

    /// The documents that belong to a record.
    pub fn documents_of(&self, record: RecordId) -> impl Iterator<Item = Id<Document>> + '_ {
        self.about::<Document>(record)
    }

    /// The records of a kind that speak about a record: the achievements of a person, unit or pairing; the issues
    /// about, raised by or found at a record; the measurements and assessments of a subject; the people of a unit;
    /// the pairings of a unit, person or plan; the tasks of a plan; the activities that name a document or answer an
    /// issue.
    pub fn about<T: Record>(&self, subject: RecordId) -> impl Iterator<Item = Id<T>> + '_ {
        self.about.get(&(subject, T::KIND)).into_iter().flatten().map(|id| Id::new(*id))
    }

    /// Everything whose outcomes a record can change: itself, what it speaks about, and the pairings behind that.
    pub(super) fn reach(&self, id: RecordId, tables: &Tables) -> BTreeSet<RecordId> {
        let mut reached = BTreeSet::from([id]);
        if let Some(filed) = self.filed.get(&id) {
            reached.extend(&filed.pairings);
            for owner in &filed.owners {
                self.reach_owner(*owner, tables, &mut reached);
            }
        }
        self.reach_owner(id, tables, &mut reached);
        let naming: Vec<RecordId> = self.about::<Activity>(id).map(Id::untyped).collect();
        for activity in naming {
            self.reach_owner(activity, tables, &mut reached);
        }
        reached
    }

    fn reach_owner(&self, owner: RecordId, tables: &Tables, reached: &mut BTreeSet<RecordId>) {
        reached.insert(owner);
        if let Some(activity) = tables.activities.find(Id::new(owner)) {
            reached.extend(&activity.pairings);
            return;
        }
        reached.extend(self.about::<Pairing>(owner).map(Id::untyped));
        let org = tables.people.find(Id::new(owner)).and_then(|person| person.org);
        let plan = tables.tasks.find(Id::new(owner)).and_then(|task| task.plan);
        for above in org.map(Id::untyped).into_iter().chain(plan.map(Id::untyped)) {
            reached.insert(above);
            reached.extend(self.about::<Pairing>(above).map(Id::untyped));
        }
    }

    pub(super) fn refresh(&mut self, id: RecordId, kind: &str, tables: &Tables) {
        self.forget(id);
        if kind == Activity::KIND {
            self.file_activity(Id::new(id), tables);
        } else if let Some(filed) = filed_as(id, kind, tables) {
            for owner in &filed.owners {
                self.about.entry((*owner, filed.kind)).or_default().insert(id);
            }
            self.filed.insert(id, filed);
        }
    }

    pub(super) fn forget(&mut self, id: RecordId) {
        let Some(filed) = self.filed.remove(&id) else { return };
        for owner in &filed.owners {
            if let Some(records) = self.about.get_mut(&(*owner, filed.kind)) {
                records.remove(&id);
            }
        }
        if let Some(date) = filed.date {
            self.by_date.remove(&(date, Id::new(id)));
        }
        for pairing in &filed.pairings {
            let pairing = Id::new(*pairing);
            if filed.deleted {
                if let Some(activities) = self.deleted.get_mut(&pairing) {
                    activities.remove(&Id::new(id));
                }
            } else if let (Some(date), Some(activities)) =
                (filed.date, self.by_pairing.get_mut(&pairing))
            {
                activities.remove(&(date, Id::new(id)));
            }
        }
    }

    fn file_activity(&mut self, id: Id<Activity>, tables: &Tables) {
        let deleted = tables.activities.get(id).is_none();
        let Some((activity, date)) =
            tables.activities.find(id).and_then(|row| Some((row, row.date?)))
        else {
            return;
        };
        for pairing in &activity.pairings {
            let pairing = Id::new(*pairing);
            if deleted {
                self.deleted.entry(pairing).or_default().insert(id);
            } else {
                self.by_pairing.entry(pairing).or_default().insert((date, id));
            }
        }
        let mut owners = Vec::new();
        if !deleted {
            self.by_date.insert((date, id));
            owners.extend(activity.documents.iter().copied().chain(activity.request));
            for owner in &owners {
                self.about.entry((*owner, Activity::KIND)).or_default().insert(id.untyped());
            }
        }
        let filed = Filed {
            kind: Activity::KIND,
            date: (!deleted).then_some(date),
            deleted,
            owners,
            pairings: activity.pairings.iter().copied().collect(),
        };
        self.filed.insert(id.untyped(), filed);
    }
}

/// Where a record other than an activity is filed; nowhere when it is deleted or speaks about nothing.
fn filed_as(id: RecordId, kind: &str, tables: &Tables) -> Option<Filed> {
    fn plain<T>(id: Option<Id<T>>) -> Option<RecordId> {
        id.map(Id::untyped)
    }
    let (kind, owners): (&'static str, Vec<RecordId>) = match kind {
        Document::KIND => {
            let row = tables.documents.get(Id::new(id))?;
            (Document::KIND, row.belongs_to.iter().copied().collect())
        }
        Achievement::KIND => {
            let row = tables.achievements.get(Id::new(id))?;
            let owners = [plain(row.person), plain(row.org), plain(row.pairing)];
            (Achievement::KIND, owners.into_iter().flatten().collect())
        }
        Issue::KIND => {
            let row = tables.issues.get(Id::new(id))?;
            let owners = [row.subject, row.raised_by, plain(row.source_activity)];
            (Issue::KIND, owners.into_iter().flatten().collect())
        }
        Measurement::KIND => {
            let row = tables.measurements.get(Id::new(id))?;
            (Measurement::KIND, row.subject.into_iter().collect())
        }
        Assessment::KIND => {
            let row = tables.assessments.get(Id::new(id))?;
            (Assessment::KIND, row.subject.into_iter().chain(plain(row.plan)).collect())
        }
        Task::KIND => {
            let row = tables.tasks.get(Id::new(id))?;
            (Task::KIND, row.plan.map(Id::untyped).into_iter().collect())
        }
        Person::KIND => {
            let row = tables.people.get(Id::new(id))?;
            (Person::KIND, row.org.map(Id::untyped).into_iter().collect())
        }
        Pairing::KIND => {
            let row = tables.pairings.get(Id::new(id))?;
            let sides = row.side_a.iter().chain(&row.side_b).copied();
            (Pairing::KIND, sides.chain(plain(row.plan)).collect())
        }
        _ => return None,
    };
    Some(Filed { kind, owners, ..Filed::default() })
}
