//! The names of periods: one text for each, the same on every device, in files and on the command line.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, Weekday};

use super::day::{add_days, add_months, digits, in_range, month_end, read_day, ymd};
use super::month::WINDOW;
use super::period::PeriodKind;

/// The name of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKey {
    /// `2026-11-23`.
    Day(NaiveDate),
    /// `2026-W47`: the week-numbering year of ISO 8601, and the week from 1.
    Week(i32, u8),
    /// `2026-11`: the year, and the month from 1.
    Month(i32, u8),
    /// `2026-Q4`: the year, and the quarter from 1.
    Quarter(i32, u8),
    /// `2026-H2`: the year, and the half from 1.
    HalfYear(i32, u8),
    /// `2026-2027-1`: the year the school year begins in, and the semester's number.
    Semester(i32, u8),
    /// `2026-2027`: the year the school year begins in.
    SchoolYear(i32),
    /// `2026`.
    Year(i32),
    /// `2026-11-23-D30`: the thirty days that end on this date, where a rule reads "month" so.
    Window(NaiveDate),
    /// `2026-2027-1-M3`: first year, semester and the month of the semester from 1, where a rule reads "month" so.
    TeachingMonth(i32, u8, u8),
    /// `plan`.
    Plan,
    /// `@` and the id of the record the event is, written as UUIDs are.
    Event(u128),
}

impl PeriodKey {
    /// The kind of period it names.
    pub const fn kind(self) -> PeriodKind {
        match self {
            Self::Day(_) => PeriodKind::Day,
            Self::Week(..) => PeriodKind::Week,
            Self::Month(..) | Self::Window(_) | Self::TeachingMonth(..) => PeriodKind::Month,
            Self::Quarter(..) => PeriodKind::Quarter,
            Self::HalfYear(..) => PeriodKind::HalfYear,
            Self::Semester(..) => PeriodKind::Semester,
            Self::SchoolYear(_) => PeriodKind::SchoolYear,
            Self::Year(_) => PeriodKind::Year,
            Self::Plan => PeriodKind::Plan,
            Self::Event(_) => PeriodKind::Event,
        }
    }
}

impl fmt::Display for PeriodKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Day(date) => write!(f, "{date}"),
            Self::Week(year, week) => write!(f, "{year:04}-W{week:02}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::HalfYear(year, half) => write!(f, "{year:04}-H{half}"),
            Self::Semester(year, number) => write!(f, "{}-{number}", Self::SchoolYear(year)),
            Self::SchoolYear(year) => write!(f, "{year:04}-{:04}", year.saturating_add(1)),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Window(last) => write!(f, "{last}-D{WINDOW}"),
            Self::TeachingMonth(year, semester, month) => {
                write!(f, "{}-M{month}", Self::Semester(year, semester))
            }
            Self::Plan => f.write_str("plan"),
            Self::Event(id) => {
                let (a, b, c) = (id >> 96, id >> 80 & 0xffff, id >> 64 & 0xffff);
                let (d, e) = (id >> 48 & 0xffff, id & 0xffff_ffff_ffff);
                write!(f, "@{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
            }
        }
    }
}

impl FromStr for PeriodKey {
    type Err = NotPeriodKey;

    fn from_str(text: &str) -> Result<Self, NotPeriodKey> {
        let read = match text.strip_prefix('@') {
            Some(id) => read_id(id).map(Self::Event),
            None if text == "plan" => Some(Self::Plan),
            None => read_dated(text),
        };
        // One period has one name: a teaching month written M03 is not read.
        read.filter(|key| key.to_string() == text).ok_or_else(|| NotPeriodKey(text.to_owned()))
    }
}

/// The text names no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} names no period: write 2026-11, 2026-2027-1, 2026-2027, 2026, 2026-11-23, 2026-W47, 2026-Q4, 2026-H2, plan or @ID"
)]
pub struct NotPeriodKey(pub String);

/// Reads an id as UUIDs are written: hyphens only where they belong.
fn read_id(text: &str) -> Option<u128> {
    let bare: String = text.split('-').collect();
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let lower = bare.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if lengths != [8, 4, 4, 4, 12] || !lower {
        return None;
    }
    u128::from_str_radix(&bare, 16).ok()
}

/// Reads a key that begins with a year.
fn read_dated(text: &str) -> Option<PeriodKey> {
    let parts: Vec<&str> = text.split('-').collect();
    let (year, rest) = parts.split_first()?;
    let year: i32 = digits(year, 4).filter(|year| in_range(ymd(*year, 1, 1)))?;
    let key = match *rest {
        [] => PeriodKey::Year(year),
        [part] if part.len() == 4 => read_school_year(year, part)?,
        [part] => match part.split_at_checked(1)? {
            ("W", week) => PeriodKey::Week(year, digits(week, 2)?),
            ("Q", quarter) => PeriodKey::Quarter(year, digits(quarter, 1)?),
            ("H", half) => PeriodKey::HalfYear(year, digits(half, 1)?),
            _ => PeriodKey::Month(year, digits(part, 2)?),
        },
        [next, number] if next.len() == 4 => {
            read_school_year(year, next)?;
            PeriodKey::Semester(year, digits(number, 1)?)
        }
        [_, _] => PeriodKey::Day(read_day(text)?),
        [next, number, month] if next.len() == 4 => {
            read_school_year(year, next)?;
            let month = month.strip_prefix('M')?;
            PeriodKey::TeachingMonth(year, digits(number, 1)?, digits(month, month.len())?)
        }
        [_, _, "D30"] => PeriodKey::Window(read_day(text.strip_suffix("-D30")?)?),
        _ => return None,
    };
    exists(key).then_some(key)
}

/// A school year is written with the two years it lies in, which follow each other.
fn read_school_year(year: i32, next: &str) -> Option<PeriodKey> {
    (digits(next, 4) == Some(year.saturating_add(1))).then_some(PeriodKey::SchoolYear(year))
}

/// Whether the numbers of a key can name a period at all, in some calendar.
fn exists(key: PeriodKey) -> bool {
    match key {
        PeriodKey::Semester(_, number) => number > 0,
        PeriodKey::TeachingMonth(_, number, month) => number > 0 && month > 0,
        PeriodKey::Month(..)
        | PeriodKey::Week(..)
        | PeriodKey::Quarter(..)
        | PeriodKey::HalfYear(..) => civil_span(key).is_some(),
        PeriodKey::Day(_)
        | PeriodKey::SchoolYear(_)
        | PeriodKey::Year(_)
        | PeriodKey::Window(_)
        | PeriodKey::Plan
        | PeriodKey::Event(_) => true,
    }
}

/// First and last day of a key that needs no school calendar.
pub(super) fn civil_span(key: PeriodKey) -> Option<(NaiveDate, NaiveDate)> {
    match key {
        PeriodKey::Day(date) => Some((date, date)),
        PeriodKey::Week(year, week) => {
            let monday = NaiveDate::from_isoywd_opt(year, u32::from(week), Weekday::Mon)?;
            Some((monday, add_days(monday, 6)))
        }
        PeriodKey::Month(year, month) => {
            let first = NaiveDate::from_ymd_opt(year, u32::from(month), 1)?;
            Some((first, month_end(first)))
        }
        PeriodKey::Quarter(year, quarter @ 1..=4) => {
            let first = NaiveDate::from_ymd_opt(year, u32::from(quarter) * 3 - 2, 1)?;
            Some((first, month_end(add_months(first, 2))))
        }
        PeriodKey::HalfYear(year, half @ 1..=2) => {
            let first = NaiveDate::from_ymd_opt(year, u32::from(half) * 6 - 5, 1)?;
            Some((first, month_end(add_months(first, 5))))
        }
        PeriodKey::Year(year) => Some((ymd(year, 1, 1), ymd(year, 12, 31))),
        PeriodKey::Window(last) => Some((add_days(last, 1 - i64::from(WINDOW)), last)),
        PeriodKey::Quarter(..)
        | PeriodKey::HalfYear(..)
        | PeriodKey::Semester(..)
        | PeriodKey::SchoolYear(_)
        | PeriodKey::TeachingMonth(..)
        | PeriodKey::Plan
        | PeriodKey::Event(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let id = "@01934f5c-7a1b-7c3d-8e4f-0123456789ab";
        let all = "2026-11 2026-2027-1 2026-2027 2026 2026-11-23 2026-W47 2020-W53 2026-Q4 2026-H2 plan \
                   2026-11-23-D30 2026-2027-1-M3 2026-2027-1-M12";
        for text in all.split(' ').chain([id]) {
            let key: PeriodKey = text.parse().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(key.to_string(), text);
        }
    }

    #[test]
    fn what_names_no_period_is_refused() {
        let all = "|Plan|26|2026-13|2026-00|2026-1|2026-W54|2027-W53|2026-Q5|2026-Q0|2026-H0|2026-H3|2026-H02|2026-2028|2026-2027-0|\
                   2026-2027-12|2026-11-31|2026-2027-1-M0|2026-2027-1-M03|2026-2027-1-3|2026-11-23-D31|2026-W470|\
                   1899|2101|@|@1|@01934F5C-7a1b-7c3d-8e4f-0123456789ab|@01934f5c7a1b7c3d8e4f0123456789ab|2026-学年|\
                   2026-2027-1-M|2026-2027-1-M256";
        for text in all.split('|') {
            assert_eq!(text.parse::<PeriodKey>(), Err(NotPeriodKey(text.to_owned())));
        }
    }
}
