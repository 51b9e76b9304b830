//! The spans that rules count in: which there are, and which one a date lies in.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::day::{FIRST_DAY, LAST_DAY, add_days, in_range};
use super::key::{PeriodKey, civil_span};
use super::{Calendar, SchoolYear, Semester};

/// How long the periods of a rule are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// One day; also the date of an assessment and of a rule that always holds.
    Day,
    /// Monday to Sunday, numbered as ISO 8601 has it.
    Week,
    /// A calendar month; [`super::MonthReading`] has the other readings.
    Month,
    /// Three calendar months.
    Quarter,
    /// Six calendar months, from January or from July.
    HalfYear,
    /// A semester of the school calendar.
    Semester,
    /// A school year of the school calendar.
    SchoolYear,
    /// A calendar year.
    Year,
    /// The whole plan.
    Plan,
    /// One event, whenever it was.
    Event,
}

impl PeriodKind {
    /// All kinds, the shortest first.
    pub const ALL: [Self; 10] = [
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::HalfYear,
        Self::Semester,
        Self::SchoolYear,
        Self::Year,
        Self::Plan,
        Self::Event,
    ];

    /// The word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::HalfYear => "half_year",
            Self::Semester => "semester",
            Self::SchoolYear => "school_year",
            Self::Year => "year",
            Self::Plan => "plan",
            Self::Event => "event",
        }
    }
}

impl fmt::Display for PeriodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for PeriodKind {
    type Err = NotPeriodKind;

    fn from_str(text: &str) -> Result<Self, NotPeriodKind> {
        let found = Self::ALL.into_iter().find(|kind| kind.code() == text);
        found.ok_or_else(|| NotPeriodKind(text.to_owned()))
    }
}

/// The text names no kind of period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no kind of period: use day, week, month, quarter, half_year, semester, school_year, year, plan or event"
)]
pub struct NotPeriodKind(pub String);

/// A span of days, both ends included, and the key it is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// Its name.
    pub key: PeriodKey,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Period {
    /// The whole of a plan.
    pub const fn plan(from: NaiveDate, to: NaiveDate) -> Self {
        Self { key: PeriodKey::Plan, from, to }
    }

    /// The day of one event.
    pub const fn event(id: u128, date: NaiveDate) -> Self {
        Self { key: PeriodKey::Event(id), from: date, to: date }
    }

    /// Whether `date` lies in it.
    pub fn contains(self, date: NaiveDate) -> bool {
        (self.from..=self.to).contains(&date)
    }

    /// Whether it shares a day with the span.
    pub fn meets(self, from: NaiveDate, to: NaiveDate) -> bool {
        self.from <= to && from <= self.to && from <= to && self.from <= self.to
    }

    fn civil(key: PeriodKey) -> Option<Self> {
        civil_span(key).map(|(from, to)| Self { key, from, to })
    }

    fn school_year(year: &SchoolYear) -> Option<Self> {
        let key = PeriodKey::SchoolYear(year.first_year());
        let named = in_range(year.start) && year.start <= year.end;
        named.then_some(Self { key, from: year.start, to: year.end })
    }

    fn semester(year: &SchoolYear, semester: &Semester) -> Option<Self> {
        let key = PeriodKey::Semester(year.first_year(), semester.number);
        let named = in_range(year.start)
            && (1..=9).contains(&semester.number)
            && semester.start <= semester.end;
        named.then_some(Self { key, from: semester.start, to: semester.end })
    }
}

impl Calendar {
    /// The period of this kind that `date` lies in.
    ///
    /// Days, weeks, months, quarters and years exist from 1900 to 2100 whatever the calendar holds; semesters and
    /// school years only where it has them. A plan and an event are not known from a date.
    pub fn period_of(&self, kind: PeriodKind, date: NaiveDate) -> Option<Period> {
        if !in_range(date) {
            return None;
        }
        let (year, month) = (date.year(), u8::try_from(date.month()).ok()?);
        match kind {
            PeriodKind::Day => Period::civil(PeriodKey::Day(date)),
            PeriodKind::Week => {
                let week = date.iso_week();
                Period::civil(PeriodKey::Week(week.year(), u8::try_from(week.week()).ok()?))
            }
            PeriodKind::Month => Period::civil(PeriodKey::Month(year, month)),
            PeriodKind::Quarter => Period::civil(PeriodKey::Quarter(year, month.div_ceil(3))),
            PeriodKind::HalfYear => Period::civil(PeriodKey::HalfYear(year, month.div_ceil(6))),
            PeriodKind::Year => Period::civil(PeriodKey::Year(year)),
            PeriodKind::Semester => {
                self.semester_of(date).and_then(|(year, it)| Period::semester(year, it))
            }
            PeriodKind::SchoolYear => self.school_year_of(date).and_then(Period::school_year),
            PeriodKind::Plan | PeriodKind::Event => None,
        }
    }

    /// All periods of this kind that share a day with the span, in order, each whole: the month of `from` begins
    /// before `from` unless that is its first day.
    ///
    /// A plan is the span itself; events have to be asked for one by one and give none here.
    pub fn periods(&self, kind: PeriodKind, from: NaiveDate, to: NaiveDate) -> Vec<Period> {
        let mut all: Vec<Period> = match kind {
            PeriodKind::Event => Vec::new(),
            PeriodKind::Plan => vec![Period::plan(from, to)],
            PeriodKind::SchoolYear => self.years.iter().filter_map(Period::school_year).collect(),
            PeriodKind::Semester => {
                self.semesters().filter_map(|(year, it)| Period::semester(year, it)).collect()
            }
            PeriodKind::Day
            | PeriodKind::Week
            | PeriodKind::Month
            | PeriodKind::Quarter
            | PeriodKind::HalfYear
            | PeriodKind::Year => {
                let (first, last) = (from.max(FIRST_DAY), to.min(LAST_DAY));
                let start = self.period_of(kind, first);
                std::iter::successors(start, |it| self.period_of(kind, add_days(it.to, 1)))
                    .take_while(|period| period.from <= last)
                    .collect()
            }
        };
        all.retain(|period| period.meets(from, to));
        all
    }

    /// The period a key names in this calendar; none for a plan or an event, and for a semester it does not have.
    pub fn period(&self, key: PeriodKey) -> Option<Period> {
        match key {
            PeriodKey::SchoolYear(first) => {
                let year = self.years.iter().find(|year| year.first_year() == first)?;
                Period::school_year(year)
            }
            PeriodKey::Semester(..) => self
                .semesters()
                .filter_map(|(year, it)| Period::semester(year, it))
                .find(|period| period.key == key),
            PeriodKey::TeachingMonth(..) => {
                self.teaching_months().into_iter().find(|period| period.key == key)
            }
            PeriodKey::Day(_)
            | PeriodKey::Week(..)
            | PeriodKey::Month(..)
            | PeriodKey::Quarter(..)
            | PeriodKey::HalfYear(..)
            | PeriodKey::Year(_)
            | PeriodKey::Window(_)
            | PeriodKey::Plan
            | PeriodKey::Event(_) => Period::civil(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::MonthReading;
    use crate::calendar::day::ymd;

    fn calendar() -> Calendar {
        Calendar::new(vec![SchoolYear {
            semesters: vec![
                Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15)),
                Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2)),
            ],
            ..SchoolYear::blank(2026)
        }])
    }

    fn keys(kind: PeriodKind, from: NaiveDate, to: NaiveDate) -> String {
        let periods = calendar().periods(kind, from, to);
        periods.iter().map(|period| period.key.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_date_lies_in_one_period_of_each_kind() {
        let of = |kind| calendar().period_of(kind, ymd(2027, 1, 1));
        let found: Vec<String> = PeriodKind::ALL
            .into_iter()
            .filter_map(of)
            .map(|it| format!("{} {} {}", it.key, it.from, it.to))
            .collect();
        assert_eq!(
            found,
            [
                "2027-01-01 2027-01-01 2027-01-01",
                "2026-W53 2026-12-28 2027-01-03",
                "2027-01 2027-01-01 2027-01-31",
                "2027-Q1 2027-01-01 2027-03-31",
                "2027-H1 2027-01-01 2027-06-30",
                "2026-2027-1 2026-09-01 2027-01-15",
                "2026-2027 2026-09-01 2027-08-31",
                "2027 2027-01-01 2027-12-31",
            ]
        );
    }

    #[test]
    fn all_periods_that_meet_a_plan_are_listed_whole() {
        let (from, to) = (ymd(2026, 11, 15), ymd(2027, 2, 22));
        assert_eq!(keys(PeriodKind::Month, from, to), "2026-11 2026-12 2027-01 2027-02");
        assert_eq!(keys(PeriodKind::Quarter, from, to), "2026-Q4 2027-Q1");
        assert_eq!(keys(PeriodKind::HalfYear, from, to), "2026-H2 2027-H1");
        assert_eq!(keys(PeriodKind::Semester, from, to), "2026-2027-1 2026-2027-2");
        assert_eq!(keys(PeriodKind::SchoolYear, from, to), "2026-2027");
        assert_eq!(keys(PeriodKind::Year, from, to), "2026 2027");
        assert_eq!(keys(PeriodKind::Plan, from, to), "plan");
        assert_eq!(keys(PeriodKind::Event, from, to), "");
        assert_eq!(keys(PeriodKind::Week, ymd(2026, 12, 31), ymd(2027, 1, 4)), "2026-W53 2027-W01");
        for kind in PeriodKind::ALL {
            assert_eq!(keys(kind, to, from), "", "a span that ends before it begins");
        }
    }

    #[test]
    fn outside_the_school_years_there_are_months_but_no_semesters() {
        let (from, to) = (ymd(1900, 1, 1), ymd(1900, 1, 31));
        assert_eq!(keys(PeriodKind::Month, from, to), "1900-01");
        assert_eq!(keys(PeriodKind::Week, from, ymd(1900, 1, 8)), "1900-W01 1900-W02");
        assert_eq!(keys(PeriodKind::Semester, from, to), "");
        let everything = calendar().periods(PeriodKind::Year, NaiveDate::MIN, NaiveDate::MAX);
        assert_eq!(everything.len(), 201);
    }

    #[test]
    fn a_key_leads_back_to_its_days() {
        let span = |text: &str| {
            let period = calendar().period(text.parse().unwrap())?;
            Some((period.from, period.to))
        };
        assert_eq!(span("2026-2027-2"), Some((ymd(2027, 2, 22), ymd(2027, 7, 2))));
        assert_eq!(span("2026-W53"), Some((ymd(2026, 12, 28), ymd(2027, 1, 3))));
        assert_eq!(span("2026-2027-1-M5"), Some((ymd(2027, 1, 1), ymd(2027, 1, 15))));
        assert_eq!(span("2026-11-23-D30"), Some((ymd(2026, 10, 25), ymd(2026, 11, 23))));
        assert_eq!(span("2025-2026"), None);
        assert_eq!(span("2026-2027-3"), None);
        assert_eq!(span("plan"), None);
    }

    #[test]
    fn a_month_may_be_read_as_thirty_days_or_counted_from_the_semester() {
        let calendar = calendar();
        let months = |reading| -> Vec<String> {
            let months = calendar.months(reading, ymd(2026, 12, 10), ymd(2027, 2, 1));
            months.iter().map(|it| format!("{} {}", it.period.key, it.school_days)).collect()
        };
        assert_eq!(months(MonthReading::Calendar), ["2026-12 23", "2027-01 11", "2027-02 5"]);
        assert_eq!(months(MonthReading::Rolling30), ["2027-01-08-D30 22", "2027-02-07-D30 5"]);
        assert_eq!(months(MonthReading::TeachingMonth), ["2026-2027-1-M4 23", "2026-2027-1-M5 11"]);
        let of = |reading| calendar.month_of(reading, ymd(2027, 2, 1)).map(|it| it.from);
        assert_eq!(of(MonthReading::Calendar), Some(ymd(2027, 2, 1)));
        assert_eq!(of(MonthReading::Rolling30), Some(ymd(2027, 1, 3)));
        assert_eq!(of(MonthReading::TeachingMonth), None);
    }

    #[test]
    fn words_in_files_are_read_as_they_are_written() {
        for kind in PeriodKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
        }
        for reading in MonthReading::ALL {
            assert_eq!(reading.to_string().parse(), Ok(reading));
            assert_eq!(serde_json::to_string(&reading).unwrap(), format!("\"{reading}\""));
        }
        assert!("fortnight".parse::<PeriodKind>().is_err());
    }
}
