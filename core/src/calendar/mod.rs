//! What a school's calendar says about a date: whether it is a school day, which semester it lies in, how many school
//! days are left. Every "per month / semester / school year" rule stands on it (R546, R681).
//!
//! It reads no clock, names nothing in any language beyond what a user typed, and never fails: a calendar with
//! mistakes in it answers as well as it can, and [`Calendar::problems`] says what to put right.
//!
//! In reading order: [`day`] (plain date arithmetic), [`partial`] (dates of which only the month or year is known),
//! [`year`] (what a school types in), this file (the questions), [`problem`] (what is wrong with a calendar), [`period`]
//! and [`key`] (the spans that rules count in, and their names), [`month`] (what a rule means by a month), [`holiday`]
//! (the official holidays), [`preset`] (a believable year made from them) and [`recur`] (how often a duty comes round).
//!
//! # Example
//!
//! ```
//! use jiedui_core::calendar::{Calendar, SchoolYear, Semester, day::ymd};
//!
//! let autumn = Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15));
//! let year = SchoolYear { semesters: vec![autumn], ..SchoolYear::blank(2026) };
//! let calendar = Calendar::new(vec![year]);
//!
//! assert!(calendar.is_school_day(ymd(2026, 11, 23)));
//! assert!(!calendar.is_school_day(ymd(2026, 11, 22)), "a Sunday");
//! // Ten lectures at one a school day have to begin by the fourth of January.
//! assert_eq!(calendar.school_day_back(ymd(2027, 1, 15), 10, ymd(2026, 9, 1)), Some(ymd(2027, 1, 4)));
//! ```

pub mod day;
pub mod holiday;
pub mod key;
pub mod month;
pub mod partial;
pub mod period;
pub mod preset;
pub mod problem;
pub mod recur;
pub mod year;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::sorted::{SortedSet, sort, sort_by};
use day::{add_days, days_of, in_range};
pub use holiday::Holidays;
pub use key::PeriodKey;
pub use month::{MIN_SCHOOL_DAYS, MonthReading, SchoolMonth};
pub use partial::PartialDate;
pub use period::{Period, PeriodKind};
pub use preset::preset_year;
pub use problem::Problem;
pub use recur::{MOST_SLOTS, Recurrence, Slot};
pub use year::{DayOff, Festival, SchoolYear, Semester};

/// The longest span, in days, that a semester or a holiday is believed to have. What lies beyond is left out, so that
/// a mistyped year in somebody's file cannot make every later question slow; [`Problem::TooLong`] tells of it.
pub const LONGEST: u32 = 366;

/// The school years of one workbook, and every school day in them.
///
/// A date is a school day when it lies in a semester and is either a make-up day (调休上班) or a weekday that is not a
/// day off. Days off and make-up days count wherever they were typed; where both name a date, the make-up day wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: Vec<SchoolYear>,
    /// Where each semester stands in `years`, by its first day.
    semesters: Vec<(usize, usize)>,
    /// All school days in order, so that each question is one or two binary searches.
    school_days: Vec<NaiveDate>,
}

impl Calendar {
    /// The calendar of these school years, in any order. Dates outside 1900–2100 have no school.
    pub fn new(mut years: Vec<SchoolYear>) -> Self {
        sort_by(&mut years, |a, b| (a.start, a.end, &a.label).cmp(&(b.start, b.end, &b.label)));
        let semesters = semesters_in_order(&years);
        let school_days = school_days_of(&years);
        Self { years, semesters, school_days }
    }

    /// The school years, by their first day.
    pub fn years(&self) -> &[SchoolYear] {
        &self.years
    }

    /// All semesters with the year they belong to, by their first day.
    pub fn semesters(&self) -> impl Iterator<Item = (&SchoolYear, &Semester)> {
        self.semesters.iter().filter_map(|&(year, semester)| {
            let year = self.years.get(year)?;
            Some((year, year.semesters.get(semester)?))
        })
    }

    /// Whether there is school on `date`.
    pub fn is_school_day(&self, date: NaiveDate) -> bool {
        self.school_days.binary_search(&date).is_ok()
    }

    /// The number of school days from `from` to `to`, both included; 0 when `to` is before `from`.
    pub fn school_days(&self, from: NaiveDate, to: NaiveDate) -> u32 {
        u32::try_from(self.school_days_in(from, to).len()).unwrap_or(u32::MAX)
    }

    /// The school days from `from` to `to`, both included, in order.
    pub fn school_days_in(&self, from: NaiveDate, to: NaiveDate) -> &[NaiveDate] {
        let first = self.school_days.partition_point(|day| *day < from);
        let after = self.school_days.partition_point(|day| *day <= to);
        self.school_days.get(first..after).unwrap_or_default()
    }

    /// The `n`-th school day counting back from `end`, where 1 is the last school day on or before `end`: the last
    /// day on which `n` events at one a school day can still begin, which is the red line of a rule.
    ///
    /// None when fewer than `n` school days lie between `not_before` and `end`, or when `n` is 0.
    pub fn school_day_back(
        &self,
        end: NaiveDate,
        n: u32,
        not_before: NaiveDate,
    ) -> Option<NaiveDate> {
        let days = self.school_days_in(not_before, end);
        let back = usize::try_from(n).ok()?;
        days.len().checked_sub(back).and_then(|index| days.get(index)).copied()
    }

    /// The first school day on or after `date`.
    pub fn next_school_day(&self, date: NaiveDate) -> Option<NaiveDate> {
        let first = self.school_days.partition_point(|day| *day < date);
        self.school_days.get(first).copied()
    }

    /// The school year `date` lies in; the earlier one when two overlap.
    pub fn school_year_of(&self, date: NaiveDate) -> Option<&SchoolYear> {
        self.years.iter().find(|year| year.contains(date))
    }

    /// The semester `date` lies in, with its school year; the earlier one when two overlap. None in the holidays
    /// between semesters.
    pub fn semester_of(&self, date: NaiveDate) -> Option<(&SchoolYear, &Semester)> {
        self.semesters().find(|(_, semester)| semester.contains(date))
    }

    /// The number of weeks (Monday to Sunday) that still have a school day from `date` to the end of its semester.
    /// None when `date` lies in no semester.
    pub fn weeks_left(&self, date: NaiveDate) -> Option<u32> {
        let (_, semester) = self.semester_of(date)?;
        let weeks: SortedSet<_> = self
            .school_days_in(date, semester.end)
            .iter()
            .map(|day| (day.iso_week().year(), day.iso_week().week()))
            .collect();
        u32::try_from(weeks.len()).ok()
    }

    /// The festivals from `from` to `to`, both included, in order.
    pub fn festivals(&self, from: NaiveDate, to: NaiveDate) -> Vec<&Festival> {
        let mut found: Vec<_> = self
            .years
            .iter()
            .flat_map(|year| &year.festivals)
            .filter(|festival| (from..=to).contains(&festival.date))
            .collect();
        sort_by(&mut found, |a, b| (a.date, &a.code).cmp(&(b.date, &b.code)));
        found.dedup();
        found
    }

    /// The day off that covers `date`, whether or not there would have been school.
    pub fn day_off(&self, date: NaiveDate) -> Option<&DayOff> {
        self.years.iter().flat_map(|year| &year.days_off).find(|off| off.contains(date))
    }
}

/// Where each semester stands, by its first day.
fn semesters_in_order(years: &[SchoolYear]) -> Vec<(usize, usize)> {
    let mut all: Vec<_> = years
        .iter()
        .enumerate()
        .flat_map(|(at, year)| {
            let semesters = year.semesters.iter().enumerate();
            semesters.map(move |(place, it)| ((it.start, it.end), (at, place)))
        })
        .collect();
    sort(&mut all);
    all.into_iter().map(|(_, place)| place).collect()
}

/// The school days of all semesters, in order and without repeats.
fn school_days_of(years: &[SchoolYear]) -> Vec<NaiveDate> {
    let off: SortedSet<NaiveDate> = years
        .iter()
        .flat_map(|year| &year.days_off)
        .flat_map(|off| believed(off.start, off.end))
        .collect();
    let made_up: SortedSet<NaiveDate> =
        years.iter().flat_map(|year| &year.workdays).copied().collect();
    let school: SortedSet<NaiveDate> = years
        .iter()
        .flat_map(|year| &year.semesters)
        .flat_map(|semester| believed(semester.start, semester.end))
        .filter(|day| made_up.contains(day) || (is_weekday(*day) && !off.contains(day)))
        .collect();
    school.into_iter().collect()
}

/// The days of a span as far as it is believed: [`LONGEST`] days at most, and none outside 1900–2100.
fn believed(start: NaiveDate, end: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let end = end.min(add_days(start, i64::from(LONGEST) - 1));
    days_of(start, end).filter(|day| in_range(*day))
}

/// Monday to Friday.
fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests;
