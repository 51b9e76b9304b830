//! Who is not yet reached: units and people nobody is paired with, people who have been to no training.

use chrono::NaiveDate;

use crate::calendar::day::add_days;
use crate::log::RecordId;
use crate::record::states::PairingState;
use crate::record::{Id, Org, Person};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::{Asking, Item, What};

/// The kinds of activity by which people are trained: lecture, research session, shadowing, training.
const TRAINING: &[&str] = &["K07", "K08", "K13", "K41"];
/// The kinds of people who are trained and paired as staff.
const STAFF: &[&str] = &["teacher", "principal", "business_principal", "nurse"];

pub(super) fn add(state: &State, asking: Asking, items: &mut Vec<Item>) {
    let paired = Paired::read(state);
    units(state, &paired, items);
    mentees(state, &paired, items);
    cases(state, &paired, items);
    training(state, &paired, asking.today, items);
}

/// Who stands in a pairing that has not ended.
struct Paired {
    anybody: SortedSet<RecordId>,
    helped: SortedSet<RecordId>,
}

impl Paired {
    fn read(state: &State) -> Self {
        let mut paired = Self { anybody: SortedSet::new(), helped: SortedSet::new() };
        for (_, it) in state.pairings().iter().filter(|(_, it)| it.state != PairingState::Ended) {
            for id in &it.side_b {
                paired.helped.insert(*id);
                paired.anybody.insert(*id);
            }
            for id in &it.side_a {
                paired.anybody.insert(*id);
            }
        }
        paired
    }

    /// The units that are helped.
    fn units<'s>(&self, state: &'s State) -> Vec<(Id<Org>, &'s Org)> {
        let helped = self.helped.iter().map(|id| Id::<Org>::new(*id));
        helped.filter_map(|id| Some((id, state.orgs().get(id)?))).collect()
    }
}

fn waiting(what: What, records: Vec<RecordId>, whom: Vec<RecordId>) -> Item {
    Item { what, due: None, red_line: None, records, whom }
}

/// Units of the same kind as those that are helped, with whom nobody is paired.
fn units(state: &State, paired: &Paired, items: &mut Vec<Item>) {
    let own = state.workspace().and_then(|(_, workspace)| workspace.owner_org);
    let units = paired.units(state);
    let kinds: SortedSet<&str> =
        units.iter().map(|(_, org)| org.kind.as_str()).filter(|kind| !kind.is_empty()).collect();
    for (id, org) in state.orgs().iter() {
        let alike = kinds.contains(org.kind.as_str()) && Some(id) != own;
        if alike && !paired.anybody.contains(&id.untyped()) {
            items.push(waiting(What::Unpaired, vec![id.untyped()], vec![id.untyped()]));
        }
    }
}

/// Teachers of helped units in which others have a mentor already.
fn mentees(state: &State, paired: &Paired, items: &mut Vec<Item>) {
    let mut without: SortedMap<Id<Org>, Vec<RecordId>> = SortedMap::new();
    let mut with: SortedSet<Id<Org>> = SortedSet::new();
    for (id, org, person) in staff(state, paired) {
        if paired.helped.contains(&id.untyped()) {
            with.insert(org);
        } else if person.kinds.contains("teacher") && !paired.anybody.contains(&id.untyped()) {
            without.entry(org).or_default().push(id.untyped());
        }
    }
    for (org, people) in without.into_iter().filter(|(org, _)| with.contains(org)) {
        let whom = people.iter().copied().chain([org.untyped()]).collect();
        items.push(waiting(What::Unpaired, people, whom));
    }
}

/// Recognised subjects of help whom nobody helps.
fn cases(state: &State, paired: &Paired, items: &mut Vec<Item>) {
    for (id, case) in state.cases().iter().filter(|(_, case)| case.state.is_helped()) {
        let Some(subject) = case.subject else { continue };
        let household = state.people().get(Id::new(subject)).and_then(|person| person.household);
        let head = state.households().get(Id::new(subject)).and_then(|house| house.head);
        let same = [Some(subject), household.map(Id::untyped), head.map(Id::untyped)];
        if !same.into_iter().flatten().any(|id| paired.anybody.contains(&id)) {
            items.push(waiting(What::Unpaired, vec![id.untyped()], vec![subject]));
        }
    }
}

/// Staff of helped units who have been to no training in this school year, where a rule asks for training.
fn training(state: &State, paired: &Paired, today: NaiveDate, items: &mut Vec<Item>) {
    let asked = state.rules().iter().any(|(_, rule)| {
        !rule.off && rule.kinds.iter().any(|kind| TRAINING.contains(&kind.as_str()))
    });
    if !asked {
        return;
    }
    let year = state.calendar().school_year_of(today);
    let (from, to) = year.map_or((add_days(today, -365), None), |it| (it.start, Some(it.end)));
    let mut trained: SortedSet<RecordId> = SortedSet::new();
    let held = state.index().by_date().skip_while(|(date, _)| *date < from);
    for (_, id) in held.take_while(|(date, _)| *date <= today) {
        let Some(it) = state.activities().get(id) else { continue };
        if it.state.counts() && TRAINING.contains(&it.kind.as_str()) {
            let there = it.participants.iter().filter(|(_, part)| !part.absent);
            trained.extend(there.filter_map(|(key, _)| key.parse::<RecordId>().ok()));
        }
    }
    let mut without: SortedMap<Id<Org>, Vec<RecordId>> = SortedMap::new();
    for (id, org, _) in staff(state, paired) {
        if !trained.contains(&id.untyped()) {
            without.entry(org).or_default().push(id.untyped());
        }
    }
    let last = to.map(|to| {
        let days = state.calendar().school_days_in(today, to);
        days.last().copied().unwrap_or(to)
    });
    for (org, people) in without {
        let whom = people.iter().copied().chain([org.untyped()]).collect();
        items.push(Item {
            what: What::Untrained,
            due: last,
            red_line: last,
            records: people,
            whom,
        });
    }
}

/// The staff of helped units who have not left.
fn staff<'s>(
    state: &'s State,
    paired: &Paired,
) -> impl Iterator<Item = (Id<Person>, Id<Org>, &'s Person)> {
    let units: SortedSet<Id<Org>> = paired.units(state).into_iter().map(|(id, _)| id).collect();
    state.people().iter().filter_map(move |(id, person)| {
        let org = person.org.filter(|org| units.contains(org))?;
        let is_staff = person.kinds.iter().any(|kind| STAFF.contains(&kind.as_str()));
        (person.left_on.is_none() && is_staff).then_some((id, org, person))
    })
}
