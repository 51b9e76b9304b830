//! What all rules of one pairing, or of a plan as a whole, read, gathered once: its activities by kind and date, its two
//! sides, its documents.

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::calendar::day::{FIRST_DAY, LAST_DAY};
use crate::log::RecordId;
use crate::record::{Activity, Document, Id, Issue, Org, Pairing, Person, Plan, Task};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::outcome::{Scope, Side};
use super::period::Span;
use super::query::{Circle, Shelf};

/// An activity of the pairing or plan.
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

/// The records of a workbook by kind, made when a rule first asks for them.
pub(super) type Shelves = OnceCell<Shelf>;

/// A pairing of a plan, or a plan by itself, and what its rules read.
#[derive(Debug)]
pub(super) struct Book<'a> {
    pub(super) state: &'a State,
    pub(super) plan_id: Id<Plan>,
    plan: &'a Plan,
    pub(super) pairing: Option<Id<Pairing>>,
    /// The days on which it takes part in the plan; none when the plan has no span.
    pub(super) span: Option<Span>,
    helped: OnceCell<Party<'a>>,
    helper: OnceCell<Party<'a>>,
    sides: Option<&'a Pairing>,
    rows: SortedMap<&'a str, OnceCell<Vec<Row<'a>>>>,
    /// The dates of a plan's activities that anybody will ask for.
    dates: RangeInclusive<NaiveDate>,
    shelves: &'a Shelves,
    circles: [OnceCell<Circle>; 4],
}

impl<'a> Book<'a> {
    /// The book of a pairing.
    pub(super) fn open(
        state: &'a State,
        shelves: &'a Shelves,
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
        let rows = rows.into_iter().map(|(kind, rows)| (kind, OnceCell::from(rows))).collect();
        Self {
            pairing: Some(pairing_id),
            span: Self::span(plan, pairing),
            sides: Some(pairing),
            rows,
            ..Self::of_plan(state, shelves, (plan_id, plan), FIRST_DAY..=LAST_DAY)
        }
    }

    /// The book of a plan as a whole; of its activities only those between these dates.
    pub(super) fn of_plan(
        state: &'a State,
        shelves: &'a Shelves,
        (plan_id, plan): (Id<Plan>, &'a Plan),
        dates: RangeInclusive<NaiveDate>,
    ) -> Self {
        Self {
            state,
            plan_id,
            plan,
            pairing: None,
            span: plan.from.zip(plan.to).map(|(from, to)| Span { from, to }),
            helped: OnceCell::new(),
            helper: OnceCell::new(),
            sides: None,
            rows: SortedMap::new(),
            dates,
            shelves,
            circles: Default::default(),
        }
    }

    /// Makes room for the activities of a plan, whatever their kind.
    pub(super) fn with_rows(mut self) -> Self {
        self.rows = self.shelf().codes().map(|code| (code, OnceCell::new())).collect();
        self
    }

    /// The days on which a pairing takes part in a plan; none when the plan has no span.
    pub(super) fn span(plan: &Plan, pairing: &Pairing) -> Option<Span> {
        plan.from.zip(plan.to).map(|(from, to)| Span {
            from: pairing.from.map_or(from, |own| own.max(from)),
            to: pairing.to.map_or(to, |own| own.min(to)),
        })
    }

    /// The whole of the plan, whenever a pairing joined it.
    pub(super) fn plan_span(&self) -> Option<Span> {
        self.plan.from.zip(self.plan.to).map(|(from, to)| Span { from, to })
    }

    /// Whom its outcomes are about: the pairing, or the plan.
    pub(super) fn about(&self) -> RecordId {
        self.pairing.map_or(self.plan_id.untyped(), Id::untyped)
    }

    /// The records of the workbook by kind.
    pub(super) fn shelf(&self) -> &'a Shelf {
        self.shelves.get_or_init(|| Shelf::of(self.state))
    }

    /// Whose records a query of this side looks at.
    pub(super) fn circle(&self, side: Side) -> &Circle {
        let [helped, helper, pairing, plan] = &self.circles;
        let circle = match side {
            Side::Helped => helped,
            Side::Helper => helper,
            Side::Pairing | Side::Both => pairing,
            Side::Plan => plan,
        };
        circle.get_or_init(|| {
            let plan = Circle::of_plan(self.state, self.plan_id);
            let Some(pairing) = self.pairing.filter(|_| side != Side::Plan) else { return plan };
            let members = self.parties(side).flat_map(|party| {
                let people = party.people.iter().map(|(id, _)| id.untyped());
                party.members.iter().copied().chain(people)
            });
            plan.of_pair(pairing.untyped(), members)
        })
    }

    /// The activities of a kind, by date.
    pub(super) fn rows_of(&self, kind: &str) -> &[Row<'a>] {
        let Some(cell) = self.rows.get(kind) else { return &[] };
        cell.get_or_init(|| self.load(kind))
    }

    /// The activities of the plan of one kind.
    fn load(&self, kind: &str) -> Vec<Row<'a>> {
        let circle = self.circle(Side::Plan);
        let table = self.state.activities();
        let (from, to) = (*self.dates.start(), *self.dates.end());
        let dated = self.shelf().activities(kind, from.max(FIRST_DAY), to.min(LAST_DAY));
        let rows = dated.iter().filter_map(|(date, id)| {
            let record = self.state.log().record(*id)?;
            let id = Id::new(*id);
            let activity = table.get(id)?;
            let own = circle.holds(self.state, "activity", id.untyped(), record.value());
            own.then(|| Row { date: *date, id, activity, documents: OnceCell::new() })
        });
        rows.collect()
    }

    /// All activities, by kind.
    pub(super) fn rows(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.keys().flat_map(|kind| self.rows_of(kind))
    }

    /// The activities of these kinds that lie in the recycle bin.
    pub(super) fn deleted(&self, kinds: &[String]) -> Vec<(Id<Activity>, &'a Activity)> {
        let table = self.state.activities();
        let of = |id| table.find(id).map(|activity| (id, activity));
        if let Some(pairing) = self.pairing {
            let all = self.state.index().deleted_of(pairing).filter_map(of);
            return all.filter(|(_, activity)| kinds.contains(&activity.kind)).collect();
        }
        let (from, to) = (*self.dates.start(), *self.dates.end());
        let dated = kinds.iter().flat_map(|kind| self.shelf().activities(kind, from, to));
        let gone = dated.map(|(_, id)| Id::new(*id)).filter(|id| table.get(*id).is_none());
        let circle = self.circle(Side::Plan);
        let own = |id: Id<Activity>| {
            let record = self.state.log().record(id.untyped());
            record.is_some_and(|it| circle.holds(self.state, "activity", id.untyped(), it.value()))
        };
        gone.filter(|id| own(*id)).filter_map(of).collect()
    }

    fn helped(&self) -> &Party<'a> {
        self.helped.get_or_init(|| match self.sides {
            Some(pairing) => Party::of(self.state, &pairing.side_b),
            None => Party::everybody(self.state, self.plan),
        })
    }

    fn helper(&self) -> &Party<'a> {
        self.helper.get_or_init(|| match self.sides {
            Some(pairing) => Party::of(self.state, &pairing.side_a),
            None => Party::default(),
        })
    }

    /// The helped and the helping side.
    pub(super) fn both(&self) -> (&Party<'a>, &Party<'a>) {
        (self.helped(), self.helper())
    }

    /// The people whose records a rule of this side looks at; for a plan, everybody.
    pub(super) fn parties(&self, side: Side) -> impl Iterator<Item = &Party<'a>> {
        let (helped, helper) = match side {
            Side::Helped | Side::Plan => (true, false),
            Side::Helper => (false, true),
            Side::Pairing | Side::Both => (true, true),
        };
        let helped = helped.then(|| self.helped());
        helped.into_iter().chain(helper.then(|| self.helper()))
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
        let owners = [self.about(), self.plan_id.untyped()].into_iter();
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
    /// activities. Those of a plan are all there are.
    pub(super) fn issues(&self) -> Vec<(Id<Issue>, &'a Issue)> {
        let (index, table) = (self.state.index(), self.state.issues());
        let Some(pairing) = self.pairing else { return table.iter().collect() };
        let helped = self.helped();
        let people = helped.people.iter().map(|(id, _)| id.untyped());
        let subjects = helped.members.iter().copied().chain(people);
        let subjects = subjects.chain([pairing.untyped()]);
        let activities = self.rows().map(|row| row.id.untyped());
        let ids: SortedSet<Id<Issue>> =
            subjects.chain(activities).flat_map(|subject| index.about::<Issue>(subject)).collect();
        ids.into_iter().filter_map(|id| Some((id, table.get(id)?))).collect()
    }

    /// Whom an outcome of this side is about.
    pub(super) fn scope(&self, side: Side) -> Scope {
        let Some(pairing) = self.pairing else {
            return Scope { side: Side::Plan, pairing: None, name: self.plan.title.clone() };
        };
        let (helper, helped) = (&self.helper().name, &self.helped().name);
        let name = match side {
            Side::Helped => helped.clone(),
            Side::Helper => format!("{helper} → {helped}"),
            Side::Pairing | Side::Both | Side::Plan => format!("{helper} — {helped}"),
        };
        Scope { side, pairing: Some(pairing), name }
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

    /// Every unit and person of the workbook.
    fn everybody(state: &'a State, plan: &Plan) -> Self {
        Self {
            members: state.orgs().iter().map(|(id, _)| id.untyped()).collect(),
            people: state.people().iter().collect(),
            name: plan.title.clone(),
        }
    }
}
