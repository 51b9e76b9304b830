//! The names that must not leave with a calendar: children, parents, villagers, everybody of a household.

use crate::record::Id;
use crate::sorted::SortedSet;
use crate::state::State;

/// The kinds of people who are no staff.
const PRIVATE: &[&str] = &["pupil", "parent", "villager"];

/// Names of children and of people of households.
pub(super) struct Private(SortedSet<String>);

impl Private {
    pub(super) fn read(state: &State) -> Self {
        let mut ids = SortedSet::new();
        for (_, enrolment) in state.enrolments().iter() {
            ids.extend(enrolment.person);
        }
        for (_, household) in state.households().iter() {
            ids.extend(household.head.map(|head| Id::new(head.untyped())));
            ids.extend(household.members.iter().map(|id| Id::new(*id)));
        }
        for (_, case) in state.cases().iter() {
            ids.extend(case.subject.map(Id::new));
        }
        for (id, person) in state.people().iter().chain(state.people().deleted()) {
            let kind = person.kinds.iter().any(|kind| PRIVATE.contains(&kind.as_str()));
            if kind || person.household.is_some() {
                ids.insert(id);
            }
        }
        let names = ids.iter().filter_map(|id| state.people().find(*id));
        let names = names.map(|person| person.name.trim().to_owned());
        Self(names.filter(|name| !name.is_empty()).collect())
    }

    /// Whether a text names one of them.
    pub(super) fn is_named_in(&self, text: &str) -> bool {
        self.0.iter().any(|name| text.contains(name.as_str()))
    }
}
