//! Which records speak about which, kept as lines come in: activities by pairing and date, documents by owner,
//! achievements by person, issues and measurements by subject.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{
    Achievement, Activity, AidGrant, Assessment, Case, Document, Enrolment, FundEntry, Household,
    Id, Issue, Measurement, Notice, Pairing, Person, Project, Record, Report, Task,
};
use crate::sorted::SortedSet;

use super::Tables;

/// Indexes over the tables. Records in the recycle bin stand only in [`Index::deleted_of`].
#[derive(Debug, Default)]
pub struct Index {
    /// One tree for all questions: for the shell, a second one would be as much code again.
    filed_under: BTreeSet<Key>,
    /// What each indexed record was filed under, to take it out again.
    filed: Numbered<Filed>,
}

/// A subject, what is asked about it, a date where it matters, and a record that is part of the answer.
type Key = (RecordId, Question, NaiveDate, RecordId);

/// What can be asked about a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// The activities of a pairing, by date.
    Activities,
    /// Those of them in the recycle bin.
    Deleted,
    /// All activities by date, under [`NOBODY`].
    ByDate,
    /// The records of a kind that speak about a record.
    About(Tag),
}

/// A record kind as a number, which is compared at once: the first eight letters of its name.
type Tag = u64;

const fn tag(kind: &str) -> Tag {
    let (letters, mut tag, mut at) = (kind.as_bytes(), 0, 0);
    while at < 8 {
        tag = tag << 8 | if at < letters.len() { letters[at] as Tag } else { 0 };
        at += 1;
    }
    tag
}

/// The subject of what is asked about no record.
const NOBODY: RecordId = RecordId::new(0);

/// Where the date does not matter.
const NO_DATE: NaiveDate = NaiveDate::MIN;

#[derive(Debug, Default, Clone)]
struct Filed {
    kind: &'static str,
    /// The keys it is filed under.
    keys: Vec<Key>,
    /// The records it speaks about.
    owners: Vec<RecordId>,
    /// Of an activity, the pairings it hangs on.
    pairings: Vec<RecordId>,
}

impl Index {
    fn answers(
        &self,
        subject: RecordId,
        question: Question,
        span: RangeInclusive<NaiveDate>,
    ) -> std::collections::btree_set::Range<'_, Key> {
        // A span that ends before it begins holds nothing; `range` would panic.
        let end = *span.end().max(span.start());
        let last = if span.is_empty() { 0 } else { u128::MAX };
        let (from, to) = (RecordId::new(0), RecordId::new(last));
        let first = if span.is_empty() { end } else { *span.start() };
        self.filed_under.range((subject, question, first, from)..=(subject, question, end, to))
    }

    /// The activities of a pairing that begin in a span, by date.
    pub fn activities_of(
        &self,
        pairing: Id<Pairing>,
        span: RangeInclusive<NaiveDate>,
    ) -> impl DoubleEndedIterator<Item = (NaiveDate, Id<Activity>)> + '_ {
        self.answers(pairing.untyped(), Question::Activities, span)
            .map(|(_, _, date, id)| (*date, Id::new(*id)))
    }

    /// The activities of a pairing that lie in the recycle bin.
    pub fn deleted_of(&self, pairing: Id<Pairing>) -> impl Iterator<Item = Id<Activity>> + '_ {
        let all = self.answers(pairing.untyped(), Question::Deleted, NO_DATE..=NO_DATE);
        all.map(|(.., id)| Id::new(*id))
    }

    /// All activities by date.
    pub fn by_date(&self) -> impl DoubleEndedIterator<Item = (NaiveDate, Id<Activity>)> + '_ {
        self.answers(NOBODY, Question::ByDate, NaiveDate::MIN..=NaiveDate::MAX)
            .map(|(_, _, date, id)| (*date, Id::new(*id)))
    }

    /// The documents that belong to a record.
    pub fn documents_of(&self, record: RecordId) -> impl Iterator<Item = Id<Document>> + '_ {
        self.about::<Document>(record)
    }

    /// The records of a kind that speak about a record: the achievements of a person, unit or pairing; the issues
    /// about, raised by or found at a record; the measurements and assessments of a subject; the people of a unit;
    /// the pairings of a unit, person or plan; the tasks, projects and reports of a plan; the activities that name a
    /// document or answer an issue; the households of a person or village, and their people; enrolments, cases, grants and
    /// notices of whom they are about; the money of a project, plan, activity, giver or receiver.
    pub fn about<T: Record>(&self, subject: RecordId) -> impl Iterator<Item = Id<T>> + '_ {
        let all = self.answers(subject, Question::About(const { tag(T::KIND) }), NO_DATE..=NO_DATE);
        all.map(|(.., id)| Id::new(*id))
    }

    /// As [`Index::about`], for a kind known by its name only.
    pub fn about_kind(
        &self,
        subject: RecordId,
        kind: &'static str,
    ) -> impl Iterator<Item = RecordId> + '_ {
        let all = self.answers(subject, Question::About(tag(kind)), NO_DATE..=NO_DATE);
        all.map(|(.., id)| *id)
    }

    /// Everything whose outcomes a record can change: itself, what it speaks about, and the pairings behind that.
    pub(super) fn reach(&self, id: RecordId, tables: &Tables) -> SortedSet<RecordId> {
        let mut reached = SortedSet::from([id]);
        if let Some(filed) = self.filed.get(id.bits()) {
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

    fn reach_owner(&self, owner: RecordId, tables: &Tables, reached: &mut SortedSet<RecordId>) {
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
        let filed = if kind == Activity::KIND {
            filed_activity(Id::new(id), tables)
        } else {
            filed_as(id, kind, tables)
        };
        if let Some(mut filed) = filed {
            let about = Question::About(tag(filed.kind));
            filed.keys.extend(filed.owners.iter().map(|owner| (*owner, about, NO_DATE, id)));
            self.filed_under.extend(filed.keys.iter().copied());
            self.filed.insert(id.bits(), filed);
        }
    }

    pub(super) fn forget(&mut self, id: RecordId) {
        let Some(filed) = self.filed.remove(id.bits()) else { return };
        for key in &filed.keys {
            self.filed_under.remove(key);
        }
    }
}

/// Where an activity is filed; nowhere without a date.
fn filed_activity(id: Id<Activity>, tables: &Tables) -> Option<Filed> {
    let activity = tables.activities.find(id)?;
    let date = activity.date?;
    let record = id.untyped();
    let pairings: Vec<RecordId> = activity.pairings.iter().copied().collect();
    let mut filed = Filed { kind: Activity::KIND, pairings, ..Filed::default() };
    if tables.activities.get(id).is_none() {
        let key = |pairing: &RecordId| (*pairing, Question::Deleted, NO_DATE, record);
        filed.keys.extend(filed.pairings.iter().map(key));
    } else {
        let key = |pairing: &RecordId| (*pairing, Question::Activities, date, record);
        filed.keys.extend(filed.pairings.iter().map(key));
        filed.keys.push((NOBODY, Question::ByDate, date, record));
        filed.owners.extend(activity.documents.iter().copied().chain(activity.request));
    }
    Some(filed)
}

/// Where the records of need, projects and money are filed.
fn filed_need(id: RecordId, kind: &str, tables: &Tables) -> Option<Filed> {
    let (kind, owners): (&'static str, Vec<Option<RecordId>>) = match kind {
        Household::KIND => {
            let row = tables.households.get(Id::new(id))?;
            let people = row.members.iter().copied().map(Some);
            (Household::KIND, people.chain([plain(row.head), plain(row.village)]).collect())
        }
        Enrolment::KIND => {
            let row = tables.enrolments.get(Id::new(id))?;
            (Enrolment::KIND, vec![plain(row.person), plain(row.school)])
        }
        Case::KIND => (Case::KIND, vec![tables.cases.get(Id::new(id))?.subject]),
        Project::KIND => {
            let row = tables.projects.get(Id::new(id))?;
            (Project::KIND, vec![plain(row.plan), plain(row.place)])
        }
        FundEntry::KIND => {
            let row = tables.funds.get(Id::new(id))?;
            let from = [row.source, row.recipient, plain(row.spent_from)];
            let of = [plain(row.project), plain(row.plan), plain(row.activity)];
            (FundEntry::KIND, from.into_iter().chain(of).collect())
        }
        AidGrant::KIND => {
            let row = tables.grants.get(Id::new(id))?;
            let of = [plain(row.scheme), plain(row.enrolment), plain(row.batch)];
            (AidGrant::KIND, of.into_iter().chain([row.recipient]).collect())
        }
        Notice::KIND => {
            let row = tables.notices.get(Id::new(id))?;
            (Notice::KIND, row.about.iter().copied().map(Some).collect())
        }
        Report::KIND => (Report::KIND, vec![plain(tables.reports.get(Id::new(id))?.plan)]),
        _ => return None,
    };
    Some(Filed { kind, owners: owners.into_iter().flatten().collect(), ..Filed::default() })
}

/// An id without its type.
fn plain<T>(id: Option<Id<T>>) -> Option<RecordId> {
    id.map(Id::untyped)
}

/// Where a record other than an activity is filed; nowhere when it is deleted or speaks about nothing.
fn filed_as(id: RecordId, kind: &str, tables: &Tables) -> Option<Filed> {
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
            let of = [plain(row.org), plain(row.household)];
            (Person::KIND, of.into_iter().flatten().collect())
        }
        Pairing::KIND => {
            let row = tables.pairings.get(Id::new(id))?;
            let sides = row.side_a.iter().chain(&row.side_b).copied();
            (Pairing::KIND, sides.chain(plain(row.plan)).collect())
        }
        kind => return filed_need(id, kind, tables),
    };
    Some(Filed { kind, owners, ..Filed::default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::SCHEMAS;

    #[test]
    fn no_two_kinds_have_one_tag() {
        let tags: BTreeSet<Tag> = SCHEMAS.iter().map(|schema| tag(schema.kind)).collect();
        assert_eq!(tags.len(), SCHEMAS.len());
    }
}
