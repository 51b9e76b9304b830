//! The slots of recurring tasks (R719): when a task of a plan comes round, and which activity fills each time.

use chrono::NaiveDate;

use crate::calendar::{MonthReading, PeriodKind, Recurrence, Slot};
use crate::catalog::Catalog;
use crate::log::RecordId;
use crate::record::states::ActivityState;
use crate::record::{Activity, Id, Plan, Task};
use crate::sorted::{SortedSet, sort, sort_by};
use crate::state::State;

/// What stands in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// Nothing yet.
    Empty,
    /// An activity is planned or arranged for it.
    Planned(Id<Activity>),
    /// An activity was postponed and has no new day.
    Postponed(Id<Activity>),
    /// It was called off with a reason: shown as such, not as done (R749).
    Excused(Id<Activity>),
    /// It was done.
    Done(Id<Activity>),
}

/// A slot of a task and what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskSlot {
    /// When.
    pub slot: Slot,
    /// What stands in it.
    pub filling: Filling,
}

/// What a task and the workbook say of how often it comes round; none for a task that is done once.
pub fn recurrence(task: &Task, reading: MonthReading, min_school_days: u32) -> Option<Recurrence> {
    let kind: PeriodKind = task.recurrence.parse().ok()?;
    if matches!(kind, PeriodKind::Event) {
        return None;
    }
    let times = u32::try_from(task.every.unwrap_or(1).max(1)).unwrap_or(1);
    let school_only = task.school_months_only;
    Some(Recurrence { kind, times, school_only, min_school_days, reading })
}

/// The first and the last day on which a task comes round: from the first day of its plan to its own last day.
pub fn span(task: &Task, plan: &Plan) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = (plan.from?, plan.to?);
    let to = task.due.map_or(to, |due| due.min(to));
    (from <= to).then_some((from, to))
}

/// The slots of a task in order, each with what fills it: an activity that names the task, or one of the kinds that carry
/// the task out in its plan's template. Empty for a task that does not come round, or has no plan with dates.
pub fn slots_of(state: &State, catalog: &Catalog, id: Id<Task>) -> Vec<TaskSlot> {
    let Some(task) = state.tasks().get(id) else { return Vec::new() };
    let slots = laid(state, task);
    let (Some(first), Some(last)) =
        (slots.iter().map(|slot| slot.from).min(), slots.iter().map(|slot| slot.to).max())
    else {
        return Vec::new();
    };
    let mut found: Vec<Candidate> = state
        .index()
        .by_date()
        .skip_while(|(date, _)| *date < first)
        .take_while(|(date, _)| *date <= last)
        .filter_map(|(date, activity)| candidate(state, catalog, (id, task), date, activity))
        .collect();
    sort(&mut found);
    let mut used: SortedSet<Id<Activity>> = SortedSet::new();
    let filled = slots.into_iter().map(|slot| {
        let fits = |it: &&Candidate| {
            (slot.from..=slot.to).contains(&it.date) && !used.contains(&it.activity)
        };
        let filling = match found.iter().find(fits) {
            Some(it) => {
                used.insert(it.activity);
                it.filling()
            }
            None => Filling::Empty,
        };
        TaskSlot { slot, filling }
    });
    filled.collect()
}

/// The slots of a task as its plan and the calendar have them: of its recurrence and of the festivals it names (七一, 中秋,
/// 国庆, 春节).
pub fn laid(state: &State, task: &Task) -> Vec<Slot> {
    let settings = crate::rule::Settings::read(state);
    let plan = task.plan.and_then(|plan| state.plans().get(plan));
    let Some((from, to)) = plan.and_then(|plan| span(task, plan)) else { return Vec::new() };
    let calendar = state.calendar();
    let recurrence = recurrence(task, settings.month, settings.min_school_days);
    let mut slots = recurrence.map(|it| calendar.slots(&it, from, to)).unwrap_or_default();
    if !task.festivals.is_empty() {
        slots.extend(calendar.festival_slots(|code| task.festivals.contains(code), from, to));
        sort_by(&mut slots, |a, b| (a.day, &a.festival).cmp(&(b.day, &b.festival)));
    }
    slots
}

/// The activity kinds that carry a task out, where its plan's template says so.
pub fn kinds_of<'c>(state: &State, catalog: &'c Catalog, task: &Task) -> &'c [String] {
    let plan = task.plan.and_then(|plan| state.plans().get(plan));
    let template = plan.and_then(|plan| catalog.template(&plan.template));
    let drafts = template.map(|template| template.tasks.as_slice()).unwrap_or_default();
    let draft =
        drafts.iter().find(|draft| !task.category.is_empty() && draft.code == task.category);
    draft.map(|draft| draft.kinds.as_slice()).unwrap_or_default()
}

/// An activity that may fill a slot; those that are done come first, and those that name the task before others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    rank: u8,
    unnamed: bool,
    date: NaiveDate,
    activity: Id<Activity>,
}

impl Candidate {
    fn filling(self) -> Filling {
        match self.rank {
            0 => Filling::Done(self.activity),
            1 => Filling::Planned(self.activity),
            2 => Filling::Postponed(self.activity),
            _ => Filling::Excused(self.activity),
        }
    }
}

fn candidate(
    state: &State,
    catalog: &Catalog,
    (id, task): (Id<Task>, &Task),
    date: NaiveDate,
    activity: Id<Activity>,
) -> Option<Candidate> {
    let it = state.activities().get(activity)?;
    let named = it.task == Some(id);
    let carries = it.task.is_none()
        && task.plan.is_some_and(|plan| belongs(state, it, plan.untyped()))
        && kinds_of(state, catalog, task).contains(&it.kind);
    if !named && !carries {
        return None;
    }
    let rank = match it.state {
        ActivityState::Planned | ActivityState::Arranged => 1,
        ActivityState::Postponed => 2,
        ActivityState::Cancelled if !it.state_reason.is_empty() => 3,
        ActivityState::Cancelled | ActivityState::Unknown => return None,
        ActivityState::Done
        | ActivityState::Recorded
        | ActivityState::Reviewed
        | ActivityState::Archived => 0,
    };
    Some(Candidate { rank, unnamed: !named, date, activity })
}

fn belongs(state: &State, activity: &Activity, plan: RecordId) -> bool {
    let is_plan = |of: Option<Id<Plan>>| of.is_some_and(|of| of.untyped() == plan);
    is_plan(activity.plan)
        || activity.pairings.iter().any(|pairing| {
            state.pairings().find(Id::new(*pairing)).is_some_and(|pairing| is_plan(pairing.plan))
        })
}
