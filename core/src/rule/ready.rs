//! The rules of a plan, read once for all that they are asked of.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::record::{Decimal, Id, Pairing, Plan, Rule};
use crate::sorted::sort_by;
use crate::state::State;

use super::metric::Metric;
use super::outcome::{Comparator, Side};
use super::period::Cadence;
use super::query::Reads;
use super::select::param;
use super::settings::Settings;

/// A rule that is switched on.
#[derive(Clone, Debug)]
pub(super) struct Ready<'a> {
    pub(super) id: Id<Rule>,
    pub(super) rule: &'a Rule,
    /// None when this version does not know what it asks.
    pub(super) asks: Arc<Option<Asks>>,
}

/// What a rule asks.
#[derive(Debug)]
pub(super) struct Asks {
    pub(super) metric: Metric,
    pub(super) side: Side,
    pub(super) comparator: Comparator,
    pub(super) cadence: Cadence,
}

impl<'a> Ready<'a> {
    pub(super) fn read(id: Id<Rule>, rule: &'a Rule, settings: &Settings) -> Self {
        let asks = || {
            let exact = param(rule, settings, "reading") == "exact";
            let comparator = Comparator::read(&rule.comparator)?;
            Some(Asks {
                metric: Metric::read(rule, settings)?,
                side: Side::read(&rule.scope)?,
                comparator: if exact { Comparator::Exactly } else { comparator },
                cadence: Cadence::read(&rule.period)?,
            })
        };
        Self { id, rule, asks: Arc::new(asks()) }
    }

    pub(super) fn is_proposed(&self) -> bool {
        self.rule.basis == "prop"
    }

    /// The threshold in force on a day: the latest step that has begun, else the rule's own, else what its comparator
    /// or metric implies.
    pub(super) fn target(&self, day: NaiveDate) -> Option<Decimal> {
        let begun = self.rule.steps.values().filter_map(|step| Some((step.from?, step.threshold?)));
        let latest = begun.filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from);
        let own = latest.map(|(_, threshold)| threshold).or(self.rule.threshold);
        own.or_else(|| {
            let asks = self.asks.as_ref().as_ref()?;
            asks.comparator.implied().or_else(|| asks.metric.implied(&self.rule.unit))
        })
    }

    /// What it reads; nothing while it cannot be read itself.
    pub(super) fn reads(&self) -> Reads {
        self.asks.as_ref().as_ref().map(|asks| asks.metric.reads()).unwrap_or_default()
    }

    /// Whether it is said in the query language.
    pub(super) fn is_query(&self) -> bool {
        self.asks.as_ref().as_ref().is_some_and(|asks| matches!(asks.metric, Metric::Query(_)))
    }
}

/// The rules of a plan that are switched on, by code.
#[derive(Debug, Default)]
pub(super) struct Rules<'a> {
    /// Asked of the plan itself.
    pub(super) of_plan: Vec<Ready<'a>>,
    /// Asked of each of its pairings.
    pub(super) of_pairs: Vec<Ready<'a>>,
}

/// The rules of a plan, in the order of their codes.
pub(super) fn rules_of<'a>(state: &'a State, plan: Id<Plan>, settings: &Settings) -> Rules<'a> {
    let mut rules: Vec<Ready<'_>> = state
        .rules()
        .iter()
        .filter(|(_, rule)| rule.plan == Some(plan) && !rule.off)
        .map(|(id, rule)| Ready::read(id, rule, settings))
        .filter(|ready| settings.proposed || !ready.is_proposed())
        .collect();
    sort_by(&mut rules, |a, b| (&a.rule.code, a.id).cmp(&(&b.rule.code, b.id)));
    // A rule of an unknown scope says so once.
    let of_plan =
        |ready: &Ready<'_>| Side::read(&ready.rule.scope).is_none_or(|side| side == Side::Plan);
    let (of_plan, of_pairs) = rules.into_iter().partition(of_plan);
    Rules { of_plan, of_pairs }
}

/// The pairings of a plan that are asked by themselves.
pub(super) fn pairings_of(state: &State, plan: Id<Plan>) -> Vec<(Id<Pairing>, &Pairing)> {
    let table = state.pairings();
    let own = state.index().about::<Pairing>(plan.untyped());
    let own = own.filter_map(|id| Some((id, table.get(id)?)));
    let inside = |pairing: &Pairing| {
        let parent = pairing.parent_pairing.and_then(|parent| table.get(parent));
        parent.is_some_and(|parent| parent.plan == Some(plan))
    };
    own.filter(|(_, pairing)| pairing.plan == Some(plan) && !inside(pairing)).collect()
}
