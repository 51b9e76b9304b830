//! Whose records a rule looks at: those of a plan, or those of a pairing and one of its sides.

use serde_json::Value;

use crate::log::RecordId;
use crate::record::field::as_id;
use crate::record::{Id, Plan, Type, schema};
use crate::sorted::SortedSet;
use crate::state::State;

/// The records that belong to the plan or pairing that is asked.
#[derive(Clone, Debug)]
pub(in crate::rule) struct Circle {
    plan: RecordId,
    /// The pairings of the plan, and those inside them.
    pairings: SortedSet<RecordId>,
    /// Whether the workbook has no other plan.
    only: bool,
    pair: Option<Pair>,
}

/// The pairing that is asked.
#[derive(Clone, Debug)]
struct Pair {
    id: RecordId,
    /// Its units and people, as far as the rule looks at their side.
    members: SortedSet<RecordId>,
}

/// Fields by which a record names whom it is about, in the order in which they decide.
const ABOUT: [&str; 6] = ["person", "org", "subject", "school", "recipient", "object"];

impl Circle {
    /// The records of a plan.
    pub(in crate::rule) fn of_plan(state: &State, plan: Id<Plan>) -> Self {
        let table = state.pairings();
        let inside = |own: Option<Id<Plan>>| own == Some(plan);
        let pairings = table.iter().filter(|(_, pairing)| {
            let parent = pairing.parent_pairing.and_then(|parent| table.get(parent));
            inside(pairing.plan) || parent.is_some_and(|parent| inside(parent.plan))
        });
        Self {
            plan: plan.untyped(),
            pairings: pairings.map(|(id, _)| id.untyped()).collect(),
            only: state.plans().len() == 1,
            pair: None,
        }
    }

    /// Of those, the records of a pairing and these members of it.
    pub(in crate::rule) fn of_pair(
        mut self,
        id: RecordId,
        members: impl Iterator<Item = RecordId>,
    ) -> Self {
        self.pair = Some(Pair { id, members: members.collect() });
        self
    }

    /// The plan.
    pub(in crate::rule) const fn plan(&self) -> RecordId {
        self.plan
    }

    /// The units and people of a pairing, when one is asked.
    pub(in crate::rule) fn members(&self) -> Option<&SortedSet<RecordId>> {
        self.pair.as_ref().map(|pair| &pair.members)
    }

    /// Whether a record belongs here.
    pub(in crate::rule) fn holds(
        &self,
        state: &State,
        kind: &str,
        id: RecordId,
        value: &Value,
    ) -> bool {
        match &self.pair {
            Some(pair) => pair.holds(self, state, kind, id, value),
            None => self.in_plan(state, kind, id, value),
        }
    }

    fn in_plan(&self, state: &State, kind: &str, id: RecordId, value: &Value) -> bool {
        if kind == "plan" {
            return id == self.plan || refers(value, "parent") == Some(self.plan);
        }
        if kind == "pairing" {
            return self.pairings.contains(&id);
        }
        if kind == "household" {
            return true;
        }
        let plan = refers(value, "plan");
        if plan == Some(self.plan) {
            return true;
        }
        let of = |id: Option<RecordId>| id.and_then(|id| plan_of(state, id));
        let through = [of(refers(value, "task")), of(refers(value, "project"))];
        let pairings = kept(value, "pairings").chain(refers(value, "pairing"));
        let mut named = plan.is_some() || through.iter().any(Option::is_some);
        if through.contains(&Some(self.plan)) {
            return true;
        }
        for pairing in pairings {
            named = true;
            if self.pairings.contains(&pairing) {
                return true;
            }
        }
        !named && (self.only || !is_planned(kind))
    }
}

impl Pair {
    fn holds(
        &self,
        circle: &Circle,
        state: &State,
        kind: &str,
        id: RecordId,
        value: &Value,
    ) -> bool {
        match kind {
            "activity" => return has(value, "pairings", self.id),
            "org" | "person" => return self.members.contains(&id),
            "pairing" => {
                return id == self.id || refers(value, "parent_pairing") == Some(self.id);
            }
            "document" => {
                let mut owners = kept(value, "belongs_to");
                return owners.any(|owner| self.owns(state, owner));
            }
            _ => {}
        }
        if let Some(pairing) = refers(value, "pairing") {
            return pairing == self.id;
        }
        match ABOUT.iter().find_map(|field| refers(value, field)) {
            Some(about) => about == self.id || self.members.contains(&about),
            None => circle.in_plan(state, kind, id, value),
        }
    }

    fn owns(&self, state: &State, owner: RecordId) -> bool {
        let activity = state.activities().find(Id::new(owner));
        owner == self.id
            || self.members.contains(&owner)
            || activity.is_some_and(|activity| activity.pairings.contains(&self.id))
    }
}

/// Whether records of a kind say to which plan they belong. A household's plan is its own.
fn is_planned(kind: &str) -> bool {
    let refers = |name: &str, to: &str| {
        let field = schema(kind).and_then(|schema| schema.field(name));
        field.is_some_and(|field| matches!(field.ty, Type::Ref(kinds) if kinds.contains(&to)))
    };
    refers("plan", "plan") || refers("task", "task")
}

/// The plan of a task or a project.
fn plan_of(state: &State, id: RecordId) -> Option<RecordId> {
    state.log().record(id).and_then(|record| refers(record.value(), "plan"))
}

fn refers(value: &Value, field: &str) -> Option<RecordId> {
    value.get(field).and_then(as_id)
}

fn kept<'v>(value: &'v Value, field: &str) -> impl Iterator<Item = RecordId> + use<'v> {
    let set = value.get(field).and_then(Value::as_object).into_iter().flatten();
    set.filter(|(_, kept)| kept.as_bool() == Some(true)).filter_map(|(id, _)| id.parse().ok())
}

fn has(value: &Value, field: &str, id: RecordId) -> bool {
    kept(value, field).any(|kept| kept == id)
}
