//! Which activities are asked for, in which order, and their words.

use jiedui_core::ask::{self, ActivityFilter, ActivityRow};
use jiedui_core::record::states::ActivityState;
use jiedui_core::record::{Activity, Id, Record};
use leptos::prelude::*;

use super::{AT_ONCE, NEWEST_FIRST, WHILE_TYPING, Wanted};
use crate::screens::pairs::activity_kind;
use crate::screens::record::words::Words;
use crate::screens::search::find;

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
    let hits = (!typed.trim().is_empty()).then(|| find(wanted.desk, &typed, wanted.spelling.get()));
    let most = if hits.is_some() { most - AT_ONCE + WHILE_TYPING } else { most };
    let asked = wanted.desk.ask(|state, catalog| {
        let words = Words { state, catalog, open: false };
        let all: Vec<Id<Activity>> = match hits {
            Some(hits) => {
                let hits = hits.iter().filter(|hit| hit.kind == Activity::KIND);
                hits.map(|hit| Id::new(hit.id)).collect()
            }
            None => state.index().by_date().rev().map(|(_, id)| id).collect(),
        };
        let ids = if filter == ActivityFilter::default() && sort == NEWEST_FIRST {
            all
        } else {
            let rows = all.into_iter().filter_map(|id| Some((id, state.activities().get(id)?)));
            let mut rows: Vec<(Id<Activity>, &Activity)> =
                rows.filter(|(id, it)| filter.takes(state, *id, it)).collect();
            sorted(&words, &sort, &mut rows);
            rows.into_iter().map(|(id, _)| id).collect()
        };
        let count = ids.len();
        let rows = ids.into_iter().take(most).filter_map(|id| ask::activity_row(state, id));
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
