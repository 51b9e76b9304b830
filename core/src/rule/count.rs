//! Metrics that add up activities: how many, how many class hours.

use chrono::NaiveDate;

use crate::calendar::day::add_days;
use crate::record::{Activity, Hours, Id};

use super::amount::Amount;
use super::book::{Book, Row};
use super::metric::{Finding, Work};
use super::outcome::Why;
use super::period::Window;
use super::select::{Selection, Standing};

/// A record so many days outside a period nearly counted in it.
const NEAR_DAYS: i64 = 7;

/// The activities of a selection in a period: `found` gets each that is done and meant, and says whether it counts;
/// what nearly counted is noted.
pub(super) fn each<'a, 'b>(
    book: &'b Book<'a>,
    selection: &Selection,
    window: &Window,
    finding: &mut Finding,
    mut found: impl FnMut(&'b Row<'a>, &mut Finding),
) {
    for kind in &selection.kinds {
        let rows = book.rows_of(kind);
        let first = rows.partition_point(|row| row.date < add_days(window.from, -NEAR_DAYS));
        for row in rows.iter().skip(first) {
            if row.date > add_days(window.due, NEAR_DAYS) {
                break;
            }
            match (selection.judge(row.activity, book.state), place(row.date, window)) {
                (Standing::Out, _) | (_, Place::Later) => {}
                (Standing::In, Place::Inside) => found(row, finding),
                (Standing::In, Place::Near) => finding.nearly(row.id, Why::OutsidePeriod),
                (Standing::Nearly(why), Place::Inside) => finding.nearly(row.id, why),
                (Standing::Nearly(_), Place::Near) => {}
            }
        }
    }
    deleted(book, selection, window, finding);
}

/// Where a date lies to a period.
enum Place {
    Inside,
    Near,
    /// In the period, after the day that is asked about.
    Later,
}

fn place(date: NaiveDate, window: &Window) -> Place {
    if date < window.from || date > window.due {
        Place::Near
    } else if date > window.until {
        Place::Later
    } else {
        Place::Inside
    }
}

/// What would have counted, had it not been put into the recycle bin.
fn deleted(book: &Book<'_>, selection: &Selection, window: &Window, finding: &mut Finding) {
    for (id, activity) in book.deleted(&selection.kinds) {
        let inside = activity.date.is_some_and(|date| (window.from..=window.until).contains(&date));
        if inside && selection.judge(activity, book.state) == Standing::In {
            finding.nearly(id, Why::Deleted);
        }
    }
}

/// How many there are.
pub(super) fn activities(book: &Book<'_>, selection: &Selection, window: &Window) -> Finding {
    let mut finding = Finding::new(Work::Events);
    each(book, selection, window, &mut finding, |row, finding| {
        finding.records.push(row.id.untyped());
    });
    finding.amount = Some(Amount::count(finding.records.len()));
    finding
}

/// How many class hours they have.
pub(super) fn hours(book: &Book<'_>, selection: &Selection, window: &Window) -> Finding {
    let mut finding = Finding::new(Work::Hours);
    let mut sum = Hours(0);
    each(book, selection, window, &mut finding, |row, finding| match hours_of(row.activity) {
        Some(hours) => {
            sum = sum + hours;
            finding.records.push(row.id.untyped());
        }
        None => finding.nearly(row.id, Why::NoClassHours),
    });
    finding.amount = Some(Amount::Hours(sum));
    finding
}

/// The class hours of an activity, when it has any.
pub(super) fn hours_of(activity: &Activity) -> Option<Hours> {
    activity.class_hours.filter(|hours| hours.0 > 0)
}

/// Whether any activity of these kinds lies in the period, done and meant.
pub(super) fn first(
    book: &Book<'_>,
    selection: &Selection,
    window: &Window,
) -> Option<Id<Activity>> {
    let mut first = None;
    each(book, selection, window, &mut Finding::new(Work::Events), |row, _| {
        first = first.or(Some(row.id));
    });
    first
}
