//! Metrics over other facts: incidents, checklists, results of assessments.

use chrono::NaiveDate;

use crate::record::states::TaskState;
use crate::record::{Assessment, Id, Measurement, Task};
use crate::sorted::SortedMap;

use super::amount::Amount;
use super::book::{Book, Party};
use super::metric::{Finding, Work, plain};
use super::outcome::{Lack, Side, Unknown, Why};
use super::period::Window;
use super::share::best;

/// How many issues of a category were raised in the period.
pub(super) fn issues(book: &Book<'_>, category: &str, window: &Window) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    for (id, issue) in book.issues() {
        if issue.category != category {
            continue;
        }
        match issue.raised_on {
            None => finding.nearly(id, Why::FieldEmpty { field: "raised_on".to_owned() }),
            Some(date) if (window.from..=window.until).contains(&date) => {
                finding.records.push(plain(id));
            }
            Some(_) => {}
        }
    }
    finding.amount = Some(Amount::count(finding.records.len()));
    finding
}

/// The share of checklist items that are met or scheduled. An item is an indicator that begins with the prefix and
/// has a measurement; without an answer it is unknown.
pub(super) fn checklist(
    book: &Book<'_>,
    side: Side,
    prefix: &str,
    tasks: bool,
    window: &Window,
) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let items = latest_items(book, side, prefix, window);
    for ((_, indicator), (_, id, measurement)) in &items {
        let task = if tasks { scheduled(book, indicator) } else { None };
        if measurement.met {
            finding.records.push(plain(*id));
        } else if let Some(task) = task {
            finding.records.push(plain(task));
        } else if is_answered(measurement) {
            finding.nearly(*id, Why::NotScheduled);
        } else {
            finding.unknowns.push(Unknown::Record(plain(*id)));
        }
    }
    let (good, unknown) = (finding.records.len(), finding.unknowns.len());
    if unknown == items.len() {
        finding.lack = Some(Lack::Items);
    } else {
        finding.share(good, items.len(), Lack::Items);
        finding.best = best(good, unknown, items.len());
    }
    finding
}

type Latest<'a> = (Option<NaiveDate>, Id<Measurement>, &'a Measurement);

/// The latest measurement of each item; one without a date is the oldest.
fn latest_items<'a>(
    book: &Book<'a>,
    side: Side,
    prefix: &str,
    window: &Window,
) -> SortedMap<(crate::log::RecordId, &'a str), Latest<'a>> {
    let (index, table) = (book.state.index(), book.state.measurements());
    let members = book.parties(side).flat_map(|party| party.members.iter().copied());
    let mut items: SortedMap<_, Latest<'_>> = SortedMap::new();
    for subject in members.chain([book.about()]) {
        for id in index.about::<Measurement>(subject) {
            let Some(row) = table.get(id).filter(|row| row.indicator.starts_with(prefix)) else {
                continue;
            };
            let date = row.as_of.map(crate::calendar::PartialDate::last_day);
            let first_day = row.as_of.and_then(crate::calendar::PartialDate::exact).or(date);
            if first_day.is_some_and(|date| date > window.until) {
                continue;
            }
            let new = (date, id, row);
            let known = items.entry((subject, row.indicator.as_str())).or_insert(new);
            if (known.0, known.1) < (date, id) {
                *known = new;
            }
        }
    }
    items
}

fn is_answered(measurement: &Measurement) -> bool {
    measurement.as_of.is_some() || measurement.value.is_some() || !measurement.text.is_empty()
}

/// A task of the plan that takes care of an item: not cancelled, with a due date.
fn scheduled(book: &Book<'_>, indicator: &str) -> Option<Id<Task>> {
    let table = book.state.tasks();
    book.state
        .index()
        .about::<Task>(plain(book.plan_id))
        .filter_map(|id| Some((id, table.get(id)?)))
        .find(|(_, task)| {
            task.category == indicator && task.state != TaskState::Cancelled && task.due.is_some()
        })
        .map(|(id, _)| id)
}

/// 1 when the latest assessments of both sides in the period are marked joint and carry the same grade, else 0.
pub(super) fn joint_result(book: &Book<'_>, kind: &str, window: &Window) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let (helped, helper) = book.both();
    let helped = latest_graded(book, helped, kind, window);
    let helper = latest_graded(book, helper, kind, window);
    let (Some((one, helped)), Some((other, helper))) = (helped, helper) else {
        return Finding::lacking(Lack::Assessments);
    };
    finding.records = vec![plain(one), plain(other)];
    let joint = helped.joint && helper.joint && helped.grade == helper.grade;
    finding.amount = Some(Amount::Whole(i64::from(joint)));
    finding
}

fn latest_graded<'a>(
    book: &Book<'a>,
    party: &Party<'a>,
    kind: &str,
    window: &Window,
) -> Option<(Id<Assessment>, &'a Assessment)> {
    let table = book.state.assessments();
    let index = book.state.index();
    let ids = party.members.iter().flat_map(|subject| index.about::<Assessment>(*subject));
    ids.filter_map(|id| Some((id, table.get(id)?)))
        .filter(|(_, row)| row.kind == kind && row.plan == Some(book.plan_id))
        .filter(|(_, row)| !row.grade.is_empty())
        .filter_map(|(id, row)| Some((row.date?, id, row)))
        .filter(|(date, ..)| (window.from..=window.until).contains(date))
        .max_by_key(|(date, id, _)| (*date, *id))
        .map(|(_, id, row)| (id, row))
}
