//! Whether a plan can be done (R540): targets and their tasks, dates inside the plan, loads, thresholds that can be.

use chrono::NaiveDate;

use crate::calendar::PartialDate;
use crate::log::RecordId;
use crate::record::states::{ActivityState, PairingState};
use crate::record::{Id, Plan, Rule};
use crate::rule::{Settings, is_understood};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::doubt::{Doubt, What};

/// Households that one person can look after, unless the workbook's settings say otherwise.
const MOST_HOUSEHOLDS: usize = 10;
/// The setting that says otherwise.
const CAPACITY: &str = "capacity_households";

pub(super) fn findings(state: &State, found: &mut Vec<Doubt>) {
    let settings = Settings::read(state);
    for (id, rule) in state.rules().iter().filter(|(_, rule)| !rule.off) {
        let id = RecordId::from(id);
        if !rule.metric.is_empty() && !is_understood(rule, &settings) {
            let doubt = Doubt::new(What::RuleNotUnderstood, [id]);
            found.push(doubt.word("metric", rule.metric.as_str()));
        }
        thresholds(id, rule, found);
    }
    without_task(state, found);
    outside(state, found);
    milestones(state, found);
    loads(state, found);
}

/// More than any plan asks for, in thousandths.
const ABSURD: i64 = 1_000_000_000_000_000;

fn thresholds(id: RecordId, rule: &Rule, found: &mut Vec<Doubt>) {
    let steps = rule.steps.values().filter_map(|step| step.threshold);
    for threshold in rule.threshold.into_iter().chain(steps) {
        let asks_for_more = matches!(rule.comparator.as_str(), ">=" | "between" | "exists");
        let nothing = asks_for_more && threshold.0 == 0;
        let beyond_all = rule.unit == "share"
            && matches!(rule.comparator.as_str(), ">=" | "==" | ">" | "between")
            && rule.metric != "growth"
            && rule.metric != "ratio"
            && threshold.0 > 1000;
        let negative = threshold.0 < 0 && rule.metric != "growth";
        if nothing || beyond_all || negative || threshold.0.saturating_abs() >= ABSURD {
            let doubt = Doubt::new(What::ThresholdAbsurd, [id]);
            found.push(
                doubt.word("rule", rule.code.as_str()).milli("threshold", threshold.0.into()),
            );
        }
    }
    if let (Some(threshold), Some(upper)) = (rule.threshold, rule.upper)
        && rule.comparator == "between"
        && upper < threshold
    {
        let doubt = Doubt::new(What::BoundsCrossed, [id]).word("rule", rule.code.as_str());
        found.push(doubt.milli("threshold", threshold.0.into()).milli("upper", upper.0.into()));
    }
}

/// Targets that no task works for. A plan whose tasks name no rule at all was made before tasks did.
fn without_task(state: &State, found: &mut Vec<Doubt>) {
    let mut tasks: SortedMap<Id<Plan>, usize> = SortedMap::new();
    let mut linked: SortedSet<RecordId> = SortedSet::new();
    for (_, task) in state.tasks().iter() {
        if let Some(plan) = task.plan {
            *tasks.entry(plan).or_default() += 1;
        }
        linked.extend(task.linked.iter().copied());
    }
    let mut targets: SortedMap<Id<Plan>, Vec<(RecordId, &Rule)>> = SortedMap::new();
    for (id, rule) in state.rules().iter().filter(|(_, rule)| !rule.off) {
        if let Some(plan) = rule.plan.filter(|plan| state.plans().get(*plan).is_some()) {
            targets.entry(plan).or_default().push((id.into(), rule));
        }
    }
    for (plan, rules) in &targets {
        if !tasks.contains_key(plan) {
            let doubt = Doubt::new(What::PlanWithoutTask, [RecordId::from(*plan)]);
            found.push(doubt.whole("targets", rules.len()));
        } else if rules.iter().any(|(id, _)| linked.contains(id)) {
            for (id, rule) in rules.iter().filter(|(id, _)| !linked.contains(id)) {
                let doubt = Doubt::new(What::TargetWithoutTask, [*id, RecordId::from(*plan)]);
                found.push(doubt.word("rule", rule.code.as_str()));
            }
        }
    }
}

/// Phases, activities and milestones outside their plan.
fn outside(state: &State, found: &mut Vec<Doubt>) {
    let mut tell = |id: RecordId, plan: Option<Id<Plan>>, field: &str, day: NaiveDate| {
        let Some((plan, span)) = plan.and_then(|id| Some((id, state.plans().get(id)?))) else {
            return;
        };
        let early = span.from.is_some_and(|from| day < from);
        if early || span.to.is_some_and(|to| day > to) {
            let mut records = vec![id];
            if id != RecordId::from(plan) {
                records.push(plan.into());
            }
            let doubt = Doubt::new(What::OutsidePlan, records).word("field", field);
            found.push(doubt.word("date", day.to_string()));
        }
    };
    for (id, plan) in state.plans().iter() {
        for (key, phase) in &plan.phases {
            for (name, day) in [("from", phase.from), ("to", phase.to)] {
                if let Some(day) = day {
                    tell(id.into(), Some(id), &format!("phases.{key}.{name}"), day);
                }
            }
        }
    }
    for (id, activity) in state.activities().iter() {
        if let Some(day) = activity.date.filter(|_| activity.state != ActivityState::Cancelled) {
            tell(id.into(), activity.plan, "date", day);
        }
    }
    for (id, project) in state.projects().iter() {
        for (key, milestone) in &project.milestones {
            if let Some(day) = milestone.planned.map(PartialDate::last_day) {
                tell(id.into(), project.plan, &format!("milestones.{key}.planned"), day);
            }
        }
    }
}

/// The milestones of a project in the only order in which they can be reached.
const ORDER: &[&str] = &["applied", "approved", "started", "main_done", "completed", "accepted"];

fn milestones(state: &State, found: &mut Vec<Doubt>) {
    for (id, project) in state.projects().iter() {
        let reached = ORDER.iter().filter_map(|code| {
            let actual = project.milestones.get(*code)?.actual?;
            Some((*code, actual))
        });
        let reached: Vec<(&str, NaiveDate)> = reached.collect();
        for pair in reached.windows(2) {
            let [(earlier, first), (later, second)] = pair else { continue };
            if second < first {
                let doubt = Doubt::new(What::MilestonesOutOfOrder, [id.into()]);
                found.push(doubt.word("later", *later).word("earlier", *earlier));
            }
        }
    }
}

/// Households and mentees that one person has in pairings that are not over.
fn loads(state: &State, found: &mut Vec<Doubt>) {
    let most = state.workspace().and_then(|(_, book)| book.settings.get(CAPACITY)?.parse().ok());
    let most: usize = most.unwrap_or(MOST_HOUSEHOLDS);
    let mut homes: SortedMap<RecordId, SortedSet<RecordId>> = SortedMap::new();
    let mut mentees: SortedMap<RecordId, SortedSet<RecordId>> = SortedMap::new();
    for (_, pairing) in state.pairings().iter() {
        if matches!(pairing.state, PairingState::Ended | PairingState::Renewed) {
            continue;
        }
        for helper in &pairing.side_a {
            for helped in &pairing.side_b {
                if state.households().get(Id::new(*helped)).is_some() {
                    homes.entry(*helper).or_default().insert(*helped);
                } else if pairing.kind == "mentor_mentee" {
                    mentees.entry(*helper).or_default().insert(*helped);
                }
            }
        }
    }
    let mut tell = |who: RecordId, has: usize, most: usize| {
        if has > most {
            let doubt = Doubt::new(What::OverCapacity, [who]);
            found.push(doubt.whole("has", has).whole("most", most));
        }
    };
    for (id, person) in state.people().iter() {
        let id = RecordId::from(id);
        tell(id, homes.get(&id).map_or(0, SortedSet::len), most);
        if let Some(most) = person.mentor_capacity.and_then(|most| usize::try_from(most).ok()) {
            tell(id, mentees.get(&id).map_or(0, SortedSet::len), most);
        }
    }
}
