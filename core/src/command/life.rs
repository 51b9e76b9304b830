//! Plans that live: times of a recurring task laid as planned activities (R719), phases closed at their gate (R426),
//! last year's plan for this year (R720), a term closed and the next one opened in one action.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

use crate::calendar::day::{add_days, add_months, month_end};
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::plan::slots::{Filling, kinds_of, slots_of};
use crate::record::field::{Unfit, as_id};
use crate::record::{Id, Pairing, Plan, Record, Rule, Task};
use crate::state::{Change, State, put, set_of};

use super::activity::near;
use super::edit::{field_refusal, live};
use super::{Context, Fields, Ids, Refusal, activity, close};

/// Plans an activity on each of the task's days, from today on, that nothing fills yet.
pub(super) fn schedule(
    state: &State,
    id: RecordId,
    kind: &str,
    pairings: &[RecordId],
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    live(state, id)?;
    let task = state.tasks().get(Id::new(id)).ok_or_else(|| not_a(Task::KIND, "task", id))?;
    let usual = kinds_of(state, context.catalog, task).first().map(String::as_str);
    let kind = if kind.is_empty() { usual.unwrap_or_default() } else { kind };
    let slots = slots_of(state, context.catalog, Id::new(id)).into_iter();
    let empty = slots.filter(|it| it.filling == Filling::Empty && it.slot.day >= context.today);
    let mut changes = Vec::new();
    for it in empty {
        let mut fields = Fields::new();
        put(&mut fields, "kind", kind);
        put(&mut fields, "date", it.slot.day.to_string());
        put(&mut fields, "title", task.title.as_str());
        put(&mut fields, "task", id.to_string());
        put(&mut fields, "state", "planned");
        if let Some(plan) = task.plan {
            put(&mut fields, "plan", plan.to_string());
        }
        if !pairings.is_empty() {
            put(&mut fields, "pairings", set_of(pairings));
        }
        changes.extend(activity::record(state, None, &fields, &[], context, ids)?);
    }
    if changes.is_empty() { Err(Refusal::NothingToSchedule) } else { Ok(changes) }
}

/// Closes a phase when all its tasks are done or called off; otherwise only with a reason, which stands beside it.
pub(super) fn close_phase(
    state: &State,
    id: RecordId,
    phase: &str,
    reason: &str,
    context: &Context<'_>,
) -> Result<Vec<Change>, Refusal> {
    let plan = plan_of(state, id)?;
    let unknown = || Refusal::NoSuchPhase { phase: phase.to_owned() };
    let found = plan.phases.get(phase).ok_or_else(unknown)?;
    let open = |task: &Task| {
        task.state.is_open() && task.plan == Some(Id::new(id)) && task.phase == found.name
    };
    let tasks: Vec<RecordId> = state
        .tasks()
        .iter()
        .filter(|(_, task)| open(task))
        .map(|(task, _)| task.untyped())
        .collect();
    if !tasks.is_empty() && reason.trim().is_empty() {
        return Err(Refusal::PhaseOpen { tasks });
    }
    let mut closed = json!({"closed_on": context.today.to_string()});
    if !reason.trim().is_empty() {
        closed["closed_reason"] = json!(reason.trim());
    }
    let patch = Map::from_iter([("phases".to_owned(), json!({ phase: closed }))]);
    super::edit::edit(state, id, &patch, context)
}

/// Keeps what a period came to and begins the plan of the next one, in one action.
pub(super) fn roll_over(
    state: &State,
    id: RecordId,
    period: &str,
    start: NaiveDate,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    let mut changes = match close::close(state, id, period, false, context) {
        // It was closed before: only the new plan is missing.
        Err(Refusal::NothingToClose) => Vec::new(),
        other => other?,
    };
    changes.extend(copy(state, id, start, true, context, ids)?);
    Ok(changes)
}

/// Fields that belong to what was done, not to what was meant.
const OF_PLAN: &[&str] =
    &["state", "versions", "approved_by", "approved_on", "approval_opinion", "baseline"];
const OF_RULE: &[&str] = &["results", "overrides", "steps"];
const OF_TASK: &[&str] = &[
    "state",
    "progress",
    "progress_log",
    "need_help",
    "done_on",
    "verified_by",
    "evidence",
    "linked",
];
const OF_PAIRING: &[&str] = &["state", "agreement", "signed_on", "baseline", "decided_by"];
/// Fields of every record that no copy takes over.
const OF_ALL: &[&str] = &["deleted", "state_reason", "state_forced"];

/// A plan anew from another first day: its text, phases, rules and tasks with their dates moved, and, where wanted, its
/// pairings with the same sides. What was done, decided and approved stays behind.
pub(super) fn copy(
    state: &State,
    id: RecordId,
    start: NaiveDate,
    pairings: bool,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    let plan = plan_of(state, id)?;
    near(start, context.today)?;
    let from = plan.from.ok_or_else(|| field_refusal("from", Unfit::Empty))?;
    plan.to.ok_or_else(|| field_refusal("to", Unfit::Empty))?;
    let mut copying = Copying { state, from, start, ids: Numbered::default(), changes: Vec::new() };
    let of_plan = |of: Option<Id<Plan>>| of == Some(Id::new(id));
    let mut take = vec![(Plan::KIND, id, OF_PLAN)];
    take.extend(rows(state.rules().iter().filter(|(_, it)| of_plan(it.plan)), OF_RULE));
    take.extend(rows(state.tasks().iter().filter(|(_, it)| of_plan(it.plan)), OF_TASK));
    if pairings {
        let inner = |it: &Pairing| {
            let parent = it.parent_pairing.and_then(|parent| state.pairings().get(parent));
            it.plan.is_none() && parent.is_some_and(|parent| of_plan(parent.plan))
        };
        let all = state.pairings().iter().filter(|(_, it)| of_plan(it.plan) || inner(it));
        take.extend(rows(all, OF_PAIRING));
    }
    for (_, old, _) in &take {
        copying.ids.insert(old.bits(), ids.fresh());
    }
    for (kind, old, drop) in take {
        copying.record(kind, old, drop);
    }
    Ok(copying.changes)
}

type Taken = (&'static str, RecordId, &'static [&'static str]);

fn rows<'a, T: Record + 'a>(
    rows: impl Iterator<Item = (Id<T>, &'a T)>,
    drop: &'static [&'static str],
) -> Vec<Taken> {
    rows.map(|(id, _)| (T::KIND, id.untyped(), drop)).collect()
}

struct Copying<'a> {
    state: &'a State,
    from: NaiveDate,
    start: NaiveDate,
    /// The new id of each record that is copied, by the old one.
    ids: Numbered<RecordId>,
    changes: Vec<Change>,
}

impl Copying<'_> {
    fn record(&mut self, kind: &'static str, old: RecordId, drop: &[&str]) {
        let (Some(record), Some(id)) =
            (self.state.log().record(old), self.ids.get(old.bits()).copied())
        else {
            return;
        };
        let Value::Object(mut patch) = self.carried(record.value()) else { return };
        patch.retain(|name, _| !drop.contains(&name.as_str()) && !OF_ALL.contains(&name.as_str()));
        match kind {
            Plan::KIND => {
                put(&mut patch, "state", "draft");
                let phases = patch.get_mut("phases").and_then(Value::as_object_mut);
                for phase in phases.into_iter().flatten().filter_map(|(_, it)| it.as_object_mut()) {
                    phase.retain(|name, _| !name.starts_with("closed_"));
                }
            }
            Rule::KIND => {
                // The threshold that held last is the one that goes on.
                let rule = self.state.rules().get(Id::new(old));
                let last = rule.and_then(|rule| {
                    let steps = rule.steps.values().filter(|step| step.threshold.is_some());
                    steps.max_by_key(|step| step.from)?.threshold
                });
                if let Some(threshold) = last {
                    put(&mut patch, "threshold", threshold.0);
                }
            }
            Task::KIND => put(&mut patch, "state", "not_started"),
            Pairing::KIND => {
                put(&mut patch, "state", "drafted");
                put(&mut patch, "predecessor", old.to_string());
            }
            _ => {}
        }
        self.changes.push(Change::new(kind, id, patch));
    }

    /// A value with its dates moved and its references led to the copies; what is gone or empty is left out.
    fn carried(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                if let Some(date) = crate::calendar::day::read_day(text) {
                    return json!(self.moved(date).to_string());
                }
                let copy = as_id(value).and_then(|id| self.ids.get(id.bits()).copied());
                copy.map_or_else(|| value.clone(), |copy| json!(copy.to_string()))
            }
            Value::Object(map) => {
                let kept = map
                    .iter()
                    .filter(|(_, it)| !it.is_null() && it.get("gone") != Some(&Value::Bool(true)));
                let kept = kept.map(|(name, it)| {
                    let copy = name.parse::<RecordId>().ok();
                    let copy = copy.and_then(|id| self.ids.get(id.bits()));
                    let name = copy.map_or_else(|| name.clone(), ToString::to_string);
                    (name, self.carried(it))
                });
                Value::Object(kept.collect())
            }
            Value::Array(items) => items.iter().map(|it| self.carried(it)).collect(),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain.clone(),
        }
    }

    /// A date of the old plan in the new one: by whole months where both begin on the same day of a month, so that the
    /// end of a month stays one; by days otherwise.
    fn moved(&self, date: NaiveDate) -> NaiveDate {
        if self.from.day() != self.start.day() {
            return add_days(date, (self.start - self.from).num_days());
        }
        let months = |date: NaiveDate| date.year() * 12 + date.month0() as i32;
        let moved = add_months(date, months(self.start) - months(self.from));
        if date == month_end(date) { month_end(moved) } else { moved }
    }
}

fn plan_of(state: &State, id: RecordId) -> Result<&Plan, Refusal> {
    live(state, id)?;
    state.plans().get(Id::new(id)).ok_or_else(|| not_a(Plan::KIND, "plan", id))
}

fn not_a(kind: &'static str, field: &str, id: RecordId) -> Refusal {
    Refusal::DanglingRef { field: field.to_owned(), id, kinds: vec![kind] }
}
