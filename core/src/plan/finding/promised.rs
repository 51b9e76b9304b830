//! What is scheduled against what is promised (R540), and yearly shares that never come to an end (R003, R327).

use chrono::{Datelike, Days, NaiveDate};
use serde_json::Value;

use crate::log::RecordId;
use crate::record::states::TaskState;
use crate::record::{Id, Plan, Rule, Task};
use crate::rule::{Amount, Outcome, SHARE, assess};
use crate::sorted::SortedSet;
use crate::state::State;

use super::doubt::{Doubt, What};

pub(super) fn findings(state: &State, found: &mut Vec<Doubt>) {
    scheduled(state, found);
    for (id, rule) in state.rules().iter().filter(|(_, rule)| !rule.off) {
        yearly(state, id, rule, found);
    }
}

/// A promise of the whole plan and the tasks that say how much of it they do.
struct Promise<'a> {
    id: Id<Rule>,
    rule: &'a Rule,
    plan: &'a Plan,
    tasks: Vec<(Id<Task>, &'a Task)>,
}

fn promises(state: &State) -> Vec<Promise<'_>> {
    let rules = state.rules().iter().filter(|(_, rule)| {
        let asks = matches!(rule.comparator.as_str(), ">=" | "==" | ">");
        !rule.off && asks && matches!(rule.period.as_str(), "plan" | "once")
    });
    let promise = |(id, rule): (Id<Rule>, _)| {
        let rule: &Rule = rule;
        let plan = state.plans().get(rule.plan?)?;
        let tasks = state.tasks().iter().filter(|(_, task)| {
            let fits = rule.unit == SHARE || rule.unit == task.unit;
            let dropped = task.state == TaskState::Cancelled;
            let once = task.recurrence.is_empty() && task.quantity.is_some();
            task.linked.contains(&RecordId::from(id)) && once && fits && !dropped
        });
        let tasks: Vec<_> = tasks.collect();
        (!tasks.is_empty()).then_some(Promise { id, rule, plan, tasks })
    };
    rules.filter_map(promise).collect()
}

fn scheduled(state: &State, found: &mut Vec<Doubt>) {
    let promises = promises(state);
    // Whom a share is of is the rule's to say; the rules are asked only when there is such a share.
    let shares = promises.iter().filter(|promise| promise.rule.unit == SHARE);
    let day = shares.filter_map(|promise| last_day(promise.plan)).max();
    let outcomes = day.map(|day| assess(state, day)).unwrap_or_default();
    for promise in &promises {
        let outcome = outcomes.iter().rfind(|outcome| outcome.rule == promise.id);
        quantity(promise, outcome, found);
        if let Some(outcome) = outcome {
            units(state, promise, outcome, found);
        }
    }
}

/// The last day of a plan, at most ten years after its first.
fn last_day(plan: &Plan) -> Option<NaiveDate> {
    let from = plan.from?;
    Some(plan.to?.min(from.checked_add_days(Days::new(3653))?))
}

fn quantity(promise: &Promise<'_>, outcome: Option<&Outcome>, found: &mut Vec<Doubt>) {
    let Some(threshold) = promise.rule.threshold.map(|it| i128::from(it.0)) else { return };
    let promised = if promise.rule.unit == SHARE {
        let Some(of) = outcome.and_then(|outcome| match outcome.amount {
            Some(Amount::Share { of, .. }) => Some(i128::from(of)),
            _ => None,
        }) else {
            return;
        };
        // A threshold on people is rounded up (R692): 85 % of 36 is 31.
        let thousandths = threshold.saturating_mul(of);
        thousandths.saturating_add(999).div_euclid(1000).saturating_mul(1000)
    } else {
        threshold
    };
    let each = promise.tasks.iter().filter_map(|(_, task)| task.quantity);
    let scheduled: i128 = each.map(|quantity| i128::from(quantity.0)).sum();
    if scheduled >= promised {
        return;
    }
    let tasks = promise.tasks.iter().map(|(id, _)| RecordId::from(*id));
    let records = std::iter::once(RecordId::from(promise.id)).chain(tasks);
    let doubt = Doubt::new(What::ScheduledBelowPromised, records)
        .milli("scheduled", scheduled)
        .milli("promised", promised);
    found.push(doubt.milli("missing", promised - scheduled));
}

/// The units of the people a share is of, against those that its tasks name.
fn units(state: &State, promise: &Promise<'_>, outcome: &Outcome, found: &mut Vec<Doubt>) {
    let is_unit = |id: &RecordId| state.orgs().get(Id::new(*id)).is_some();
    let named = promise
        .tasks
        .iter()
        .flat_map(|(_, task)| task.linked.iter().chain(&task.helpers).copied().filter(is_unit));
    let named: SortedSet<RecordId> = named.collect();
    let people =
        outcome.nearly.iter().map(|nearly| nearly.record).chain(outcome.records.iter().copied());
    let units = people.filter_map(|id| state.people().get(Id::new(id))?.org);
    let units: SortedSet<RecordId> = units.map(RecordId::from).collect();
    let reached = units.iter().filter(|unit| named.contains(unit)).count();
    if reached == 0 || reached == units.len() {
        return;
    }
    let left = units.iter().copied().filter(|unit| !named.contains(unit));
    let records = std::iter::once(RecordId::from(promise.id)).chain(left);
    let doubt = Doubt::new(What::UnitsNotScheduled, records);
    found.push(doubt.whole("scheduled", reached).whole("units", units.len()));
}

/// A share that leaves the stock every year: what is left when the plan ends, under both readings (R688).
fn yearly(state: &State, id: Id<Rule>, rule: &Rule, found: &mut Vec<Doubt>) {
    let of_stock = rule.params.get("whole").and_then(|whole| whole.get("choose"));
    let is_yearly = matches!(rule.period.as_str(), "year" | "school_year");
    if of_stock.and_then(Value::as_str) != Some("R688") || !is_yearly || rule.unit != SHARE {
        return;
    }
    let Some(rate) = rule.threshold.map(|it| i128::from(it.0)).filter(|it| (1..1000).contains(it))
    else {
        return;
    };
    let plan = rule.plan.and_then(|plan| state.plans().get(plan));
    let Some(years) = plan.and_then(years) else { return };
    // In thousandths of a percent.
    let whole = 100_000_i128;
    let left = (whole - rate.saturating_mul(100).saturating_mul(years.into())).max(0);
    let compounded = (0..years).fold(whole, |left, _| left * (1000 - rate) / 1000);
    let remaining = state
        .workspace()
        .is_some_and(|(_, book)| book.settings.get("R688").is_some_and(|it| it == "remaining"));
    if left > 0 || remaining {
        let doubt = Doubt::new(What::RateNeverEnds, [id.into()])
            .milli("rate", rate * 100)
            .milli("years", i128::from(years) * 1000);
        found.push(doubt.milli("left", left).milli("compounded", compounded));
    }
}

/// How many years a plan lasts, begun ones counted.
fn years(plan: &Plan) -> Option<u32> {
    let (from, to) = (plan.from?, plan.to?);
    let months = (to.year() - from.year()) * 12 + i32::try_from(to.month()).ok()?
        - i32::try_from(from.month()).ok()?
        + 1;
    u32::try_from(months)
        .ok()
        .filter(|months| *months > 0)
        .map(|months| months.div_ceil(12).min(100))
}
