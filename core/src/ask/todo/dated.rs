//! What has a day of its own: tasks and their slots, planned activities, reports, reviews, assessments, payments,
//! milestones.

use chrono::NaiveDate;

use crate::calendar::Slot;
use crate::catalog::Catalog;
use crate::log::RecordId;
use crate::plan::slots::{Filling, slots_of};
use crate::record::states::{
    ActivityState, AssessmentState, CaseState, GrantState, ProjectState, ReportState, TaskState,
};
use crate::record::{Id, Task};
use crate::state::State;

use super::{Asking, Item, What, is_live, whom_of};

pub(super) fn add(state: &State, catalog: &Catalog, asking: Asking, items: &mut Vec<Item>) {
    tasks(state, catalog, asking, items);
    planned(state, asking, items);
    cases(state, items);
    assessments(state, items);
    reports(state, items);
    grants(state, items);
    projects(state, items);
}

/// An item with one day, about one record.
fn on(what: What, day: NaiveDate, record: RecordId, whom: Vec<RecordId>) -> Item {
    Item { what, due: Some(day), red_line: Some(day), records: vec![record], whom }
}

fn tasks(state: &State, catalog: &Catalog, asking: Asking, items: &mut Vec<Item>) {
    for (id, task) in state.tasks().iter() {
        if !task.state.is_open() || !is_live(state, task.plan) {
            continue;
        }
        let whom = task_whom(task);
        let blocked = task.state == TaskState::Blocked;
        items.push(Item {
            what: What::Task { blocked },
            due: task.due,
            red_line: task.due,
            records: vec![id.untyped()],
            whom: whom.clone(),
        });
        for it in slots_of(state, catalog, id) {
            let (postponed, activity) = match it.filling {
                Filling::Empty => (false, None),
                Filling::Postponed(activity) => (true, Some(activity)),
                Filling::Planned(_) | Filling::Excused(_) | Filling::Done(_) => continue,
            };
            if it.slot.from > asking.today && !asking.ahead {
                continue;
            }
            let activity = activity.map(Id::untyped);
            items.push(slot(id, &it.slot, postponed, activity, whom.clone()));
        }
    }
}

fn slot(
    task: Id<Task>,
    slot: &Slot,
    postponed: bool,
    activity: Option<RecordId>,
    whom: Vec<RecordId>,
) -> Item {
    let (key, nth, festival) = (slot.key, slot.nth, slot.festival.clone());
    let what = What::Slot { key, nth, festival, postponed };
    let mut item = on(what, slot.day, task.untyped(), whom);
    item.records.extend(activity);
    item
}

fn task_whom(task: &Task) -> Vec<RecordId> {
    let plan = task.plan.map(Id::untyped);
    task.lead.into_iter().chain(task.helpers.iter().copied()).chain(plan).collect()
}

/// Activities to be held in the time asked about, and those of the past that nobody has said to be done.
fn planned(state: &State, asking: Asking, items: &mut Vec<Item>) {
    for (date, id) in state.index().by_date().take_while(|(date, _)| *date <= asking.until) {
        let Some(activity) = state.activities().get(id) else { continue };
        let postponed = activity.state == ActivityState::Postponed;
        let waits = matches!(activity.state, ActivityState::Planned | ActivityState::Arranged);
        if !waits && !postponed {
            continue;
        }
        let mut whom: Vec<RecordId> = activity.presenter.map(Id::untyped).into_iter().collect();
        whom.extend(activity.participants.keys().filter_map(|key| key.parse::<RecordId>().ok()));
        whom.extend(activity.pairings.iter().flat_map(|it| whom_of(state, Id::new(*it))));
        whom.extend(activity.plan.map(Id::untyped));
        whom.extend(activity.targets.iter().copied());
        items.push(on(What::Planned { postponed }, date, id.untyped(), whom));
    }
}

fn cases(state: &State, items: &mut Vec<Item>) {
    let over =
        |it: CaseState| matches!(it, CaseState::Exited | CaseState::Closed | CaseState::Removed);
    for (id, case) in state.cases().iter().filter(|(_, case)| !over(case.state)) {
        let whom: Vec<RecordId> = case.subject.into_iter().collect();
        for (what, day) in [(What::Review, case.next_review), (What::Exit, case.planned_exit)] {
            items.extend(day.map(|day| on(what, day, id.untyped(), whom.clone())));
        }
    }
}

fn assessments(state: &State, items: &mut Vec<Item>) {
    for (id, it) in state.assessments().iter() {
        let over = matches!(
            it.state,
            AssessmentState::ResultPublished
                | AssessmentState::Confirmed
                | AssessmentState::Rewarded
                | AssessmentState::Archived
        );
        if over || !is_live(state, it.plan) {
            continue;
        }
        let plan = it.plan.map(Id::untyped);
        let last_day = it.plan.and_then(|plan| state.plans().get(plan)?.to);
        let Some(day) = it.date.or(last_day) else { continue };
        let whom = it.subject.into_iter().chain(plan).collect();
        items.push(on(What::Assessment, day, id.untyped(), whom));
    }
}

fn reports(state: &State, items: &mut Vec<Item>) {
    for (id, it) in state.reports().iter() {
        let sent = matches!(it.state, ReportState::Submitted | ReportState::Received);
        if sent || !is_live(state, it.plan) {
            continue;
        }
        let Some(day) = it.due.or(it.period_to) else { continue };
        let returned = it.state == ReportState::Returned;
        let plan = it.plan.map(Id::untyped);
        let whom = it.from.into_iter().chain(it.to.iter().copied()).chain(plan).collect();
        items.push(on(What::Report { returned }, day, id.untyped(), whom));
    }
}

fn grants(state: &State, items: &mut Vec<Item>) {
    for (id, it) in state.grants().iter() {
        if !matches!(it.state, GrantState::Due | GrantState::Listed) {
            continue;
        }
        let whom = it.recipient.into_iter().collect();
        items.extend(it.due_date.map(|day| on(What::Payment, day, id.untyped(), whom)));
    }
}

fn projects(state: &State, items: &mut Vec<Item>) {
    for (id, it) in state.projects().iter() {
        let over = matches!(
            it.state,
            ProjectState::InUse | ProjectState::Audited | ProjectState::Cancelled
        );
        if over || !is_live(state, it.plan) {
            continue;
        }
        for (code, milestone) in it.milestones.iter().filter(|(_, it)| it.actual.is_none()) {
            let Some(planned) = milestone.planned else { continue };
            let whom = it.place.map(Id::untyped).into_iter().chain(it.plan.map(Id::untyped));
            let what = What::Milestone { code: code.clone() };
            items.push(on(what, planned.last_day(), id.untyped(), whom.collect()));
        }
    }
}
