//! The archive of a pairing: volumes by kind of activity, and how complete each activity is: plan, measures, record,
//! summary (R492, R502).

use chrono::NaiveDate;

use crate::record::{Activity, Id, Pairing};
use crate::sorted::SortedMap;
use crate::state::State;

/// The four kinds of document that an archived activity has, in their order.
pub const FOUR: [&str; 4] = ["plan", "measures", "record", "summary"];

/// The archive of a pairing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// Volumes by kind of activity, in the order of their codes.
    pub volumes: Vec<Volume>,
}

/// One volume: the activities of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Volume {
    /// The kind's code.
    pub kind: String,
    /// Its activities, latest first.
    pub folders: Vec<Folder>,
}

/// One activity in a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    /// The activity.
    pub activity: Id<Activity>,
    /// Its topic.
    pub title: String,
    /// Its day.
    pub date: NaiveDate,
    /// Which of [`FOUR`] are there.
    pub has: [bool; 4],
    /// How many documents it has in all.
    pub documents: usize,
}

impl Folder {
    /// Whether all four are there.
    pub fn is_complete(&self) -> bool {
        self.has.iter().all(|there| *there)
    }
}

impl Volume {
    /// How many of its activities are complete.
    pub fn complete(&self) -> usize {
        self.folders.iter().filter(|folder| folder.is_complete()).count()
    }
}

/// The archive of a pairing: everything that took place.
pub fn archive(state: &State, pairing: Id<Pairing>) -> Archive {
    let mut volumes: SortedMap<String, Vec<Folder>> = SortedMap::new();
    for (date, id) in state.index().activities_of(pairing, NaiveDate::MIN..=NaiveDate::MAX).rev() {
        let Some(activity) = state.activities().get(id).filter(|activity| activity.state.counts())
        else {
            continue;
        };
        volumes.entry(activity.kind.clone()).or_default().push(folder(state, id, activity, date));
    }
    Archive {
        volumes: volumes.into_iter().map(|(kind, folders)| Volume { kind, folders }).collect(),
    }
}

fn folder(state: &State, id: Id<Activity>, activity: &Activity, date: NaiveDate) -> Folder {
    let kinds: Vec<&str> = state
        .index()
        .documents_of(id.untyped())
        .filter_map(|document| state.documents().get(document))
        .map(|document| document.kind.as_str())
        .collect();
    Folder {
        activity: id,
        title: activity.title.clone(),
        date,
        has: FOUR.map(|four| kinds.contains(&four)),
        documents: kinds.len(),
    }
}
