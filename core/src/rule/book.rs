//! What all rules of one pairing read, gathered once: its activities by kind and date, its two sides, its documents.

use std::cell::OnceCell;

use chrono::NaiveDate;

use crate::calendar::day::{FIRST_DAY, LAST_DAY};
use crate::log::RecordId;
use crate::record::{Activity, Document, Id, Issue, Org, Pairing, Person, Plan, Task};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::outcome::{Scope, Side};
use super::period::Span;

/// An activity of the pairing.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) date: NaiveDate,
    pub(super) id: Id<Activity>,
    pub(super) activity: &'a Activity,
    documents: OnceCell<Vec<(Id<Document>, &'a Document)>>,
}

/// One side of the pairing.
#[derive(Debug, Default)]
pub(super) struct Party<'a> {
    /// Its units and people, as the pairing names them.
    pub(super) members: Vec<RecordId>,
    /// The people: those named, and those of the units.
    pub(super) people: Vec<(Id<Person>, &'a Person)>,
    /// Its name.
    name: String,
}

/// A pairing of a plan, and what its rules read.
#[derive(Debug)]
pub(super) struct Book<'a> {
    pub(super) state: &'a State,
    pub(super) plan_id: Id<Plan>,
    pub(super) pairing_id: Id<Pairing>,
    /// The days on which it takes part in the plan; none when the plan has no span.
    pub(super) span: Option<Span>,
    pub(super) helped: Party<'a>,
    pub(super) helper: Party<'a>,
    rows: SortedMap<&'a str, Vec<Row<'a>>>,
}

impl<'a> Book<'a> {
    pub(super) fn open(
        state: &'a State,
        (plan_id, plan): (Id<Plan>, &'a Plan),
        (pairing_id, pairing): (Id<Pairing>, &'a Pairing),
    ) -> Self {
        let mut rows: SortedMap<&str, Vec<Row<'_>>> = SortedMap::new();
        for (date, id) in state.index().activities_of(pairing_id, FIRST_DAY..=LAST_DAY) {
            if let Some(activity) = state.activities().get(id) {
                let row = Row { date, id, activity, documents: OnceCell::new() };
                rows.entry(activity.kind.as_str()).or_default().push(row);
            }
        }
        let span = Self::span(plan, pairing);
        let helped = Party::of(state, &pairing.side_b);
        let helper = Party::of(state, &pairing.side_a);
        Self { state, plan_id, pairing_id, span, helped, helper, rows }
    }

    /// The days on which a pairing takes part in a plan; none when the plan has no span.
    pub(super) fn span(plan: &Plan, pairing: &Pairing) -> Option<Span> {
        plan.from.zip(plan.to).map(|(from, to)| Span {
            from: pairing.from.map_or(from, |own| own.max(from)),
            to: pairing.to.map_or(to, |own| own.min(to)),
        })
    }

    /// The activities of a kind, by date.
    pub(super) fn rows_of(&self, kind: &str) -> &[Row<'a>] {
        self.rows.get(kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// All activities, by kind.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.values().flatten()
    }

    /// The people whose records a rule of this side looks at.
    pub(super) fn parties(&self, side: Side) -> impl Iterator<Item = &Party<'a>> {
        let (helped, helper) = match side {
            Side::Helped => (true, false),
            Side::Helper => (false, true),
            Side::Pairing | Side::Both => (true, true),
        };
        helped.then_some(&self.helped).into_iter().chain(helper.then_some(&self.helper))
    }

    /// The documents of an activity: those that belong to it and those it names.
    pub(super) fn documents_of<'b>(&self, row: &'b Row<'a>) -> &'b [(Id<Document>, &'a Document)] {
        row.documents.get_or_init(|| {
            let table = self.state.documents();
            let found = |id| Some((id, table.get(id)?));
            let own = self.state.index().documents_of(row.id.untyped());
            let mut documents: Vec<_> = own.filter_map(found).collect();
            for id in row.activity.documents.iter().map(|id| Id::new(*id)) {
                if !documents.iter().any(|(known, _)| *known == id) {
                    documents.extend(found(id));
                }
            }
            documents
        })
    }

    /// The documents filed under a unit or person of this side.
    pub(super) fn filed_with(&self, side: Side) -> Vec<(Id<Document>, &'a Document)> {
        self.filed(self.parties(side).flat_map(|party| party.members.iter().copied()))
    }

    /// The documents filed under the pairing, its plan or a task of the plan.
    pub(super) fn filed_with_plan(&self) -> Vec<(Id<Document>, &'a Document)> {
        let tasks = self.state.index().about::<Task>(self.plan_id.untyped());
        let owners = [self.pairing_id.untyped(), self.plan_id.untyped()].into_iter();
        self.filed(owners.chain(tasks.map(Id::untyped)))
    }

    fn filed(&self, owners: impl Iterator<Item = RecordId>) -> Vec<(Id<Document>, &'a Document)> {
        let index = self.state.index();
        self.documents(owners.flat_map(|owner| index.documents_of(owner)).collect())
    }

    fn documents(&self, ids: SortedSet<Id<Document>>) -> Vec<(Id<Document>, &'a Document)> {
        let table = self.state.documents();
        ids.into_iter().filter_map(|id| Some((id, table.get(id)?))).collect()
    }

    /// The issues of the pairing: about it or its helped side, raised by the helped side, or found at one of its
    /// activities.
    pub(super) fn issues(&self) -> Vec<(Id<Issue>, &'a Issue)> {
        let index = self.state.index();
        let helped = &self.helped;
        let people = helped.people.iter().map(|(id, _)| id.untyped());
        let subjects = helped.members.iter().copied().chain(people);
        let subjects = subjects.chain([self.pairing_id.untyped()]);
        let activities = self.rows().map(|row| row.id.untyped());
        let ids: SortedSet<Id<Issue>> =
            subjects.chain(activities).flat_map(|subject| index.about::<Issue>(subject)).collect();
        let table = self.state.issues();
        ids.into_iter().filter_map(|id| Some((id, table.get(id)?))).collect()
    }

    /// Whom an outcome of this side is about.
    pub(super) fn scope(&self, side: Side) -> Scope {
        let (helper, helped) = (&self.helper.name, &self.helped.name);
        let name = match side {
            Side::Helped => helped.clone(),
            Side::Helper => format!("{helper} → {helped}"),
            Side::Pairing | Side::Both => format!("{helper} — {helped}"),
        };
        Scope { side, pairing: self.pairing_id, name }
    }
}

impl<'a> Party<'a> {
    fn of(state: &'a State, members: &SortedSet<RecordId>) -> Self {
        let mut party = Self { members: members.iter().copied().collect(), ..Self::default() };
        let mut people = SortedSet::new();
        let mut names = Vec::new();
        for member in members {
            people.extend(state.index().about::<Person>(*member));
            if let Some(org) = state.orgs().find(Id::<Org>::new(*member)) {
                names.push(org.name.as_str());
            } else if let Some(person) = state.people().find(Id::new(*member)) {
                names.push(person.name.as_str());
                people.insert(Id::new(*member));
            }
        }
        let table = state.people();
        party.people = people.into_iter().filter_map(|id| Some((id, table.get(id)?))).collect();
        party.name = names.join("、");
        party
    }
}
