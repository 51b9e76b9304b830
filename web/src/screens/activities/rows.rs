//! Which activities are asked for, in which order, and their words.

use std::collections::BTreeSet;

use jiedui_core::ask::{self, ActivityRow, Hit};
use jiedui_core::log::RecordId;
use jiedui_core::record::states::ActivityState;
use jiedui_core::record::{Activity, Id, Person, Record};
use jiedui_core::state::State;
use leptos::prelude::*;

use super::Wanted;
use crate::screens::pairs::activity_kind;
use crate::screens::record::words::{Words, matcher};
use crate::screens::search::find;

/// What a search has found: the activities themselves, and those who take part in some.
#[derive(Debug, Default)]
struct Found {
    activities: BTreeSet<RecordId>,
    others: BTreeSet<RecordId>,
    kinds: Vec<String>,
}

impl Found {
    fn of(state: &State, hits: &[Hit], kinds: Vec<String>) -> Self {
        let mut found = Self { kinds, ..Self::default() };
        for hit in hits {
            if hit.kind == Activity::KIND {
                found.activities.insert(hit.id);
            } else {
                found.others.insert(hit.id);
            }
        }
        // A unit stands for its people and its pairings.
        let units: Vec<RecordId> = found.others.iter().copied().collect();
        for unit in units {
            found.others.extend(state.index().about::<Person>(unit).map(Id::untyped));
            found.others.extend(ask::pairings_of(state, unit).into_iter().map(Id::untyped));
        }
        found
    }

    fn takes(&self, id: RecordId, activity: &Activity) -> bool {
        self.activities.contains(&id)
            || self.kinds.contains(&activity.kind)
            || activity.pairings.iter().any(|id| self.others.contains(id))
            || activity
                .participants
                .keys()
                .any(|id| id.parse().is_ok_and(|id| self.others.contains(&id)))
    }
}

/// A row in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) row: ActivityRow,
    pub(super) kind: String,
    pub(super) pairing: String,
    pub(super) state: String,
}

/// The rows asked for and how many there are in all.
pub(super) fn rows(wanted: Wanted) -> (Vec<Row>, usize) {
    let filter = wanted.filter();
    let (typed, most, sort) = (wanted.words.get(), wanted.most.get(), wanted.sort.get());
    let hits = (!typed.trim().is_empty()).then(|| {
        let spelling = wanted.spelling.get();
        find(wanted.desk, &typed, usize::MAX, spelling)
    });
    let asked = wanted.desk.ask(|state, catalog| {
        let words = Words { state, catalog, open: false };
        let found = hits.map(|hits| {
            let is_wanted = matcher(&typed);
            let kinds: BTreeSet<&String> =
                state.activities().iter().map(|(_, it)| &it.kind).collect();
            let named = kinds.into_iter().filter(|code| is_wanted(&activity_kind(&words, code)));
            Found::of(state, &hits, named.cloned().collect())
        });
        let takes = |id: Id<Activity>, activity: &Activity| {
            found.as_ref().is_none_or(|found| found.takes(id.untyped(), activity))
                && filter.takes(state, id, activity)
        };
        let all = state
            .index()
            .by_date()
            .rev()
            .filter_map(|(_, id)| Some((id, state.activities().get(id)?)));
        let mut ids: Vec<(Id<Activity>, &Activity)> =
            all.filter(|(id, it)| takes(*id, it)).collect();
        sorted(&words, &sort, &mut ids);
        let count = ids.len();
        let rows = ids.into_iter().take(most).filter_map(|(id, _)| ask::activity_row(state, id));
        (rows.map(|row| in_words(&words, row)).collect(), count)
    });
    asked.unwrap_or_default()
}

/// Newest first is how they come; the table's headings ask for other orders.
fn sorted(words: &Words<'_>, sort: &str, ids: &mut [(Id<Activity>, &Activity)]) {
    let (key, down) = sort.strip_prefix('-').map_or((sort, false), |key| (key, true));
    match key {
        "title" => ids.sort_by(|(_, a), (_, b)| a.title.cmp(&b.title)),
        "kind" => ids.sort_by_cached_key(|(_, it)| activity_kind(words, &it.kind)),
        "hours" => ids.sort_by_key(|(_, it)| it.class_hours.map(|hours| hours.0)),
        "place" => ids.sort_by(|(_, a), (_, b)| a.place.cmp(&b.place)),
        // By date they come with the newest first already.
        _ if down => return,
        _ => {
            ids.reverse();
            return;
        }
    }
    if down {
        ids.reverse();
    }
}

fn in_words(words: &Words<'_>, row: ActivityRow) -> Row {
    let state = match row.state {
        ActivityState::Done | ActivityState::Unknown => String::new(),
        other => words.code("activity_state", other.code()),
    };
    let pairing = row.pairings.first().map(|id| words.name(*id)).unwrap_or_default();
    Row { kind: activity_kind(words, &row.kind), pairing, state, row }
}
