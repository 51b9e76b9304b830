//! What helps to record a visit in half a minute: the last one, what was agreed, what the other side asked for, and
//! the habits of the person who writes (R500, R729, R762, R763).

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{Activity, Id, Issue, Items, Pairing, Participation, Person};
use crate::sorted::{SortedMap, sort_by};
use crate::state::State;

/// What stood between the two sides when a visit begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisitContext {
    /// The last contact: its day and its activity.
    pub last: Option<(NaiveDate, Id<Activity>)>,
    /// Agreed actions that nobody has marked as done: the activity, the key inside it, the words, the day it was due.
    pub follow_ups: Vec<FollowUp>,
    /// What the other side asked for and has not got, oldest first.
    pub requests: Vec<Request>,
    /// People of both sides, those of the helping side first.
    pub people: Vec<Id<Person>>,
}

/// An agreed action that opens the next visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// The activity at which it was agreed.
    pub activity: Id<Activity>,
    /// Its key inside that activity.
    pub key: String,
    /// The action in words.
    pub text: String,
    /// Its day, when one was set.
    pub due: Option<NaiveDate>,
}

/// A request of the helped side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The issue.
    pub id: Id<Issue>,
    /// In words.
    pub title: String,
    /// What it asks for: a code of `issue_category`.
    pub category: String,
    /// Since when.
    pub raised_on: Option<NaiveDate>,
}

/// What is open between the sides of a pairing.
pub fn visit_context(state: &State, pairing: Id<Pairing>, today: NaiveDate) -> VisitContext {
    let until_today = state.index().activities_of(pairing, NaiveDate::MIN..=today);
    let mut past: Vec<_> = until_today.rev().collect();
    past.retain(|(_, id)| {
        state.activities().get(*id).is_some_and(|activity| activity.state.counts())
    });
    VisitContext {
        last: past.first().copied(),
        follow_ups: past.iter().take(20).flat_map(|(_, id)| open_agreements(state, *id)).collect(),
        requests: open_requests(state, pairing),
        people: people_of(state, pairing),
    }
}

fn open_agreements(state: &State, id: Id<Activity>) -> Vec<FollowUp> {
    let agreements =
        state.activities().get(id).into_iter().flat_map(|activity| &activity.agreements);
    let open = agreements.filter(|(_, agreed)| agreed.done_on.is_none() && !agreed.text.is_empty());
    let follow_ups = open.map(|(key, agreed)| FollowUp {
        activity: id,
        key: key.clone(),
        text: agreed.text.clone(),
        due: agreed.due,
    });
    follow_ups.collect()
}

fn open_requests(state: &State, pairing: Id<Pairing>) -> Vec<Request> {
    let Some(pair) = state.pairings().find(pairing) else { return Vec::new() };
    let ours = |issue: &Issue| {
        issue.subject.is_some_and(|subject| {
            subject == pairing.untyped()
                || pair.side_b.contains(&subject)
                || pair.side_a.contains(&subject)
        })
    };
    let open = state.issues().iter().filter(|(_, issue)| issue.state.is_open() && ours(issue));
    let mut requests: Vec<_> = open
        .map(|(id, issue)| Request {
            id,
            title: issue.title.clone(),
            category: issue.category.clone(),
            raised_on: issue.raised_on,
        })
        .collect();
    sort_by(&mut requests, |a, b| a.raised_on.cmp(&b.raised_on).then(a.id.cmp(&b.id)));
    requests
}

/// The people of both sides: those who stand in the pairing, those of its units, those paired inside it.
fn people_of(state: &State, pairing: Id<Pairing>) -> Vec<Id<Person>> {
    let Some(pair) = state.pairings().find(pairing) else { return Vec::new() };
    let on = |side: &crate::record::Refs| {
        let people = state.people().iter().filter(|(id, person)| {
            side.contains(&id.untyped())
                || person.org.is_some_and(|org| side.contains(&org.untyped()))
        });
        people.filter(|(_, person)| person.left_on.is_none()).map(|(id, _)| id).collect::<Vec<_>>()
    };
    let mut people = on(&pair.side_a);
    people.extend(on(&pair.side_b));
    people
}

/// What a person does most lately.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// Kinds by their last use.
    pub kinds: Vec<String>,
    /// The pairing used last.
    pub pairing: Option<RecordId>,
    /// Who took part last time with this pairing (any kind).
    pub participants: Items<Participation>,
    /// The place used last with this pairing.
    pub place: String,
    /// Topics used before, latest first.
    pub topics: Vec<String>,
}

/// Habits from the records: of one pairing when it is given.
pub fn habits(state: &State, pairing: Option<Id<Pairing>>) -> Habits {
    let mut habits = Habits::default();
    let mut seen: SortedMap<&str, ()> = SortedMap::new();
    for (_, id) in state.index().by_date().rev().take(400) {
        let Some(activity) = state.activities().get(id) else { continue };
        if seen.insert(&activity.kind, ()).is_none() {
            habits.kinds.push(activity.kind.clone());
        }
        let first = activity.pairings.first().copied();
        habits.pairing = habits.pairing.or(first);
        if pairing.is_none_or(|pairing| activity.pairings.contains(&pairing.untyped())) {
            if habits.participants.is_empty() {
                habits.participants.clone_from(&activity.participants);
            }
            if habits.place.is_empty() {
                habits.place.clone_from(&activity.place);
            }
        }
        if habits.topics.len() < 8
            && !activity.title.is_empty()
            && !habits.topics.contains(&activity.title)
        {
            habits.topics.push(activity.title.clone());
        }
    }
    habits
}
