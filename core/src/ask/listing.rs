//! Lists: activities with filters, a pairing's timeline, registers, the recycle bin.

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::states::ActivityState;
use crate::record::{Activity, Hours, Id, Pairing, schema};
use crate::sorted::sort_by;
use crate::state::State;

use super::naming::name_of;

/// An activity as a row shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityRow {
    /// The activity.
    pub id: Id<Activity>,
    /// Its kind's code.
    pub kind: String,
    /// Its topic; empty when it has none yet.
    pub title: String,
    /// Its day.
    pub date: Option<NaiveDate>,
    /// Its class hours.
    pub class_hours: Option<Hours>,
    /// Where.
    pub place: String,
    /// Its state.
    pub state: ActivityState,
    /// The pairings it belongs to.
    pub pairings: Vec<RecordId>,
    /// How many took part.
    pub people: usize,
    /// How many documents prove it.
    pub documents: usize,
    /// The hash of a photo that stands for it.
    pub photo: Option<String>,
    /// Whether its record lacks something that its kind needs (R723).
    pub incomplete: bool,
}

/// Which activities to list. Empty fields ask for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ActivityFilter {
    /// Of this kind.
    pub kind: String,
    /// Of this pairing.
    pub pairing: Option<RecordId>,
    /// With this person.
    pub person: Option<RecordId>,
    /// Not before.
    pub from: Option<NaiveDate>,
    /// Not after.
    pub to: Option<NaiveDate>,
    /// Only those whose record is incomplete.
    pub incomplete: bool,
    /// Only those that are planned and not done.
    pub planned: bool,
}

impl ActivityFilter {
    /// Whether an activity is asked for.
    pub fn takes(&self, state: &State, id: Id<Activity>, activity: &Activity) -> bool {
        (self.kind.is_empty() || activity.kind == self.kind)
            && self.pairing.is_none_or(|pairing| activity.pairings.contains(&pairing))
            && self.person.is_none_or(|person| {
                activity.participants.contains_key(&person.to_string())
                    || activity.presenter.is_some_and(|presenter| presenter.untyped() == person)
            })
            && self.from.is_none_or(|from| activity.date.is_some_and(|date| date >= from))
            && self.to.is_none_or(|to| activity.date.is_some_and(|date| date <= to))
            && (!self.planned
                || matches!(activity.state, ActivityState::Planned | ActivityState::Arranged))
            && (!self.incomplete || is_incomplete(state, id, activity))
    }
}

/// The activities asked for, latest first, at most `most` of them, and how many there are in all.
pub fn activities(
    state: &State,
    filter: &ActivityFilter,
    most: usize,
) -> (Vec<ActivityRow>, usize) {
    let mut rows = Vec::new();
    let mut count = 0;
    for (_, id) in state.index().by_date().rev() {
        let Some(activity) =
            state.activities().get(id).filter(|activity| filter.takes(state, id, activity))
        else {
            continue;
        };
        count += 1;
        if rows.len() < most {
            rows.push(row(state, id, activity));
        }
    }
    (rows, count)
}

/// One activity as a row.
pub fn activity_row(state: &State, id: Id<Activity>) -> Option<ActivityRow> {
    state.activities().find(id).map(|activity| row(state, id, activity))
}

fn row(state: &State, id: Id<Activity>, activity: &Activity) -> ActivityRow {
    let documents: Vec<_> = state
        .index()
        .documents_of(id.untyped())
        .filter_map(|document| state.documents().get(document))
        .collect();
    let photo =
        documents.iter().find(|document| document.kind == "photo" && !document.hash.is_empty());
    ActivityRow {
        id,
        kind: activity.kind.clone(),
        title: activity.title.clone(),
        date: activity.date,
        class_hours: activity.class_hours,
        place: activity.place.clone(),
        state: activity.state,
        pairings: activity.pairings.iter().copied().collect(),
        people: activity.participants.len(),
        documents: documents.len(),
        photo: photo.map(|document| document.hash.clone()),
        incomplete: is_incomplete(state, id, activity),
    }
}

/// Whether a finished activity still lacks a topic, people or any evidence.
fn is_incomplete(state: &State, id: Id<Activity>, activity: &Activity) -> bool {
    activity.state.counts()
        && (activity.title.is_empty()
            || activity.participants.is_empty()
            || state.index().documents_of(id.untyped()).next().is_none())
}

/// The activities of a pairing, latest first.
pub fn timeline(state: &State, pairing: Id<Pairing>, most: usize) -> Vec<ActivityRow> {
    let all = NaiveDate::MIN..=NaiveDate::MAX;
    let ids = state.index().activities_of(pairing, all).rev().take(most);
    ids.filter_map(|(_, id)| activity_row(state, id)).collect()
}

/// The pairings that a unit or person stands in.
pub fn pairings_of(state: &State, member: RecordId) -> Vec<Id<Pairing>> {
    let stands =
        |pairing: &Pairing| pairing.side_a.contains(&member) || pairing.side_b.contains(&member);
    state.pairings().iter().filter(|(_, pairing)| stands(pairing)).map(|(id, _)| id).collect()
}

/// A record as a register shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub name: String,
    /// Its folded data, for the columns.
    pub value: serde_json::Value,
}

/// The records of a kind that are not deleted, by name.
pub fn register(state: &State, catalog: &Catalog, kind: &str, lang: Lang) -> Vec<RegisterRow> {
    let records =
        state.log().records().filter(|(_, record)| record.kind() == kind && !record.is_deleted());
    let mut rows: Vec<_> = records
        .map(|(id, record)| RegisterRow {
            id,
            name: name_of(state, catalog, id, lang),
            value: record.value().clone(),
        })
        .collect();
    sort_by(&mut rows, |a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    rows
}

/// A record in the recycle bin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trashed {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: String,
    /// What it was called.
    pub name: String,
    /// When it was deleted, wall time for people to read.
    pub at: String,
    /// Who deleted it.
    pub by: Option<RecordId>,
}

/// What lies in the recycle bin, latest first.
pub fn trash(state: &State, catalog: &Catalog, lang: Lang) -> Vec<Trashed> {
    let deleted = state
        .log()
        .records()
        .filter(|(_, record)| record.is_deleted() && schema(record.kind()).is_some());
    let mut rows: Vec<_> = deleted
        .map(|(id, record)| {
            let last =
                record.entries().iter().rev().find(|entry| entry.patch.get("deleted").is_some());
            Trashed {
                id,
                kind: record.kind().to_owned(),
                name: name_of(state, catalog, id, lang),
                at: last.map(|entry| entry.at.clone()).unwrap_or_default(),
                by: last.and_then(|entry| entry.by),
            }
        })
        .collect();
    sort_by(&mut rows, |a, b| b.at.cmp(&a.at).then(a.id.cmp(&b.id)));
    rows
}
