//! Dates of which only the year or the month is known: "teaching since 2012", "paid in 2024-09".

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::day::{add_days, digits, month_end, read_day, ymd};

/// A year, a month or a day. Written `2024`, `2024-09` or `2024-09-01`.
///
/// Ordered by first day; of two that begin together, the shorter comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartialDate {
    first: NaiveDate,
    known: Known,
}

/// How much of a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Known {
    Year,
    Month,
    Day,
}

impl PartialDate {
    /// A whole year, 0 to 9999.
    pub fn year(year: i32) -> Option<Self> {
        (0..=9999).contains(&year).then(|| Self { first: ymd(year, 1, 1), known: Known::Year })
    }

    /// A whole month of a year from 0 to 9999, the month counted from 1.
    pub fn month(year: i32, month: u32) -> Option<Self> {
        let exists = (0..=9999).contains(&year) && (1..=12).contains(&month);
        exists.then(|| Self { first: ymd(year, month, 1), known: Known::Month })
    }

    /// A day. One outside the years 0 to 9999 prints, but cannot be read back.
    pub const fn day(date: NaiveDate) -> Self {
        Self { first: date, known: Known::Day }
    }

    /// The first day it can mean.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The last day it can mean: "by the end of June" is on or before the last day of `06` (R689).
    pub fn last_day(self) -> NaiveDate {
        match self.known {
            Known::Year => ymd(self.first.year(), 12, 31),
            Known::Month => month_end(self.first),
            Known::Day => self.first,
        }
    }

    /// The last day that comes before it: "before September" is on or before 31 August (R689).
    pub fn last_day_before(self) -> NaiveDate {
        add_days(self.first, -1)
    }

    /// The day, when it is known.
    pub fn exact(self) -> Option<NaiveDate> {
        (self.known == Known::Day).then_some(self.first)
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.first, self.last_day()).cmp(&(other.first, other.last_day()))
    }
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.known {
            Known::Year => write!(f, "{year:04}"),
            Known::Month => write!(f, "{year:04}-{month:02}"),
            Known::Day => write!(f, "{}", self.first),
        }
    }
}

impl FromStr for PartialDate {
    type Err = NotPartialDate;

    fn from_str(text: &str) -> Result<Self, NotPartialDate> {
        let read = match text.split_once('-') {
            None => digits(text, 4).and_then(Self::year),
            Some((year, month)) if !month.contains('-') => digits(year, 4)
                .zip(digits(month, 2))
                .and_then(|(year, month)| Self::month(year, month)),
            Some(_) => read_day(text).map(Self::day),
        };
        read.ok_or_else(|| NotPartialDate(text.to_owned()))
    }
}

/// The text is no year, month or day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date: write 2024, 2024-09 or 2024-09-01")]
pub struct NotPartialDate(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_reaches_from_its_first_to_its_last_day() {
        assert_eq!(read("2024-02").first_day(), ymd(2024, 2, 1));
        assert_eq!(read("2024-02").last_day(), ymd(2024, 2, 29));
        assert_eq!(read("2024").last_day(), ymd(2024, 12, 31));
        assert_eq!(read("2024-09-01").exact(), Some(ymd(2024, 9, 1)));
        assert_eq!(read("2024-09").exact(), None);
    }

    #[test]
    fn before_september_is_the_last_of_august() {
        assert_eq!(read("2026-09").last_day_before(), ymd(2026, 8, 31));
    }

    #[test]
    fn what_is_no_date_is_refused_with_what_stood_there() {
        for text in ["", "24", "2024-13", "2024-00", "2024-9", "2024-02-30", "-2024", "２０２４"]
        {
            assert_eq!(text.parse::<PartialDate>(), Err(NotPartialDate(text.to_owned())));
        }
    }

    #[test]
    fn it_prints_as_it_was_written_and_sorts_by_time() {
        let texts = ["2023", "2024-01-01", "2024-01", "2024", "2024-02"];
        let mut dates: Vec<PartialDate> = texts.iter().map(|text| read(text)).collect();
        dates.reverse();
        dates.sort();
        let printed: Vec<String> = dates.iter().map(ToString::to_string).collect();
        assert_eq!(printed, texts);
    }
}
