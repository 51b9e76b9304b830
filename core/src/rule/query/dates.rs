//! Metrics over dates: what was reached in time, what is past its date.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::calendar::day::{add_months, month_end, ymd};
use crate::rule::amount::{Amount, int};
use crate::rule::metric::{Ask, Finding, Work};
use crate::rule::outcome::{Lack, Unknown, Why};

use super::path::Path;
use super::scan::{Found, Scan};
use super::select::Select;

/// When something has to be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Deadline {
    Planned(Path),
    /// A month, counted from the plan's first, and the last day in it.
    By {
        month: i32,
        day: Day,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Number(u32),
    End,
}

impl Deadline {
    pub(super) fn read(by: &Value) -> Option<Self> {
        let month = by.get("month")?.as_i64().filter(|month| (-120..=600).contains(month))?;
        let day = match by.get("day") {
            None => Day::End,
            Some(Value::String(word)) if word == "end" => Day::End,
            Some(Value::String(word)) if word == "early" => Day::Number(10),
            Some(day) => {
                let day = day.as_u64().filter(|day| (1..=31).contains(day))?;
                Day::Number(u32::try_from(day).ok()?)
            }
        };
        Some(Self::By { month: i32::try_from(month).ok()?, day })
    }

    fn of<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> Option<NaiveDate> {
        match self {
            Self::Planned(path) => path.date(scan, found),
            Self::By { month, day } => {
                let month = add_months(scan.span.from, *month);
                Some(match day {
                    Day::Number(day) => ymd(month.year(), month.month(), *day),
                    Day::End => month_end(month),
                })
            }
        }
    }
}

/// The share of those reached in time, with the days the others are late.
pub(super) fn milestone(
    scan: &Scan<'_>,
    of: &Select,
    at: &Path,
    deadline: &Deadline,
    ask: &Ask<'_, '_>,
) -> Finding {
    let mut finding = Finding::new(Work::Fixed);
    let today = ask.on;
    let (mut total, mut unknown, mut late) = (0, 0, 0);
    let mut last: Option<NaiveDate> = None;
    of.each(scan, Some(&mut finding), &mut |found, finding| {
        let Some(finding) = finding else { return };
        total += 1;
        let reached = at.date(scan, &found).filter(|date| *date <= today);
        let Some(due) = deadline.of(scan, &found) else {
            unknown += 1;
            finding.unknowns.push(Unknown::Record(found.id));
            if let Deadline::Planned(path) = deadline {
                finding.nearly(found.id, empty(path));
            }
            return;
        };
        last = last.max(Some(due));
        match reached {
            Some(date) if date <= due => finding.records.push(found.id),
            Some(date) => {
                late += 1;
                finding.nearly(found.id, Why::Late { days: (date - due).num_days() });
            }
            None if today > due => {
                late += 1;
                finding.nearly(found.id, Why::Overdue { days: (today - due).num_days() });
            }
            None => finding.nearly(found.id, Why::NotDoneYet),
        }
    });
    let good = finding.records.len();
    if total == 0 {
        finding.lack = Some(Lack::Records { kind: of.kind.to_owned() });
    } else if unknown == total {
        let field =
            if let Deadline::Planned(path) = deadline { path.text.clone() } else { String::new() };
        finding.lack = Some(Lack::Values { kind: of.kind.to_owned(), field });
    } else {
        finding.amount = Amount::share(good, total);
        finding.best = crate::rule::share::best(good, unknown, total);
        finding.limit = crate::rule::share::best(0, total - late, total);
        finding.due = last;
        finding.uncertain = unknown > 0;
    }
    finding
}

/// How many are past their date and not done.
pub(super) fn overdue(scan: &Scan<'_>, of: &Select, due: &Path, done: &Path) -> Finding {
    let mut finding = Finding::new(Work::Fixed);
    finding.falls = true;
    let (mut total, mut unknown) = (0, 0);
    let day = scan.window.until;
    of.each(scan, Some(&mut finding), &mut |found, finding| {
        let Some(finding) = finding else { return };
        total += 1;
        let is_done = !done.leaves(scan, &found).is_empty();
        match due.date(scan, &found) {
            _ if is_done => {}
            None => {
                unknown += 1;
                finding.unknowns.push(Unknown::Record(found.id));
                finding.nearly(found.id, empty(due));
            }
            Some(date) if date < day => finding.records.push(found.id),
            Some(_) => {}
        }
    });
    finding.uncertain = unknown > 0;
    if total == 0 {
        finding.lack = Some(Lack::Records { kind: of.kind.to_owned() });
    } else if unknown == total {
        finding.lack = Some(Lack::Values { kind: of.kind.to_owned(), field: due.text.clone() });
    } else {
        finding.amount = Some(Amount::Whole(int(finding.records.len())));
    }
    finding
}
/// A field that would have to be filled in for a record to count.
fn empty(path: &Path) -> Why {
    Why::FieldEmpty { field: path.field() }
}
