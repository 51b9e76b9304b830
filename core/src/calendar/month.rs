//! What a rule means by "a month", and which months have enough school days to count (R681).

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::day::{FIRST_DAY, LAST_DAY, add_days, add_months, in_range};
use super::{Calendar, LONGEST, Period, PeriodKey, PeriodKind};

/// The days of a month where a rule reads it as a rolling window.
pub const WINDOW: u32 = 30;

/// Months with fewer school days are exempt, unless the workbook says otherwise (R681): usually February, July and
/// August.
pub const MIN_SCHOOL_DAYS: u32 = 10;

/// What "every month" means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthReading {
    /// The calendar month, the default.
    #[default]
    Calendar,
    /// Thirty days in a row.
    #[serde(rename = "rolling_30_days")]
    Rolling30,
    /// The first, second, third… month counted from the first day of the semester; the last one ends with it.
    TeachingMonth,
}

impl MonthReading {
    /// All readings, the default first.
    pub const ALL: [Self; 3] = [Self::Calendar, Self::Rolling30, Self::TeachingMonth];

    /// The word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Rolling30 => "rolling_30_days",
            Self::TeachingMonth => "teaching_month",
        }
    }
}

impl fmt::Display for MonthReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for MonthReading {
    type Err = NotMonthReading;

    fn from_str(text: &str) -> Result<Self, NotMonthReading> {
        let found = Self::ALL.into_iter().find(|reading| reading.code() == text);
        found.ok_or_else(|| NotMonthReading(text.to_owned()))
    }
}

/// The text names no reading of a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no reading of a month: use calendar, rolling_30_days or teaching_month")]
pub struct NotMonthReading(pub String);

/// A month and the school days in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchoolMonth {
    /// The month, whole.
    pub period: Period,
    /// School days in the whole month: what decides whether it is exempt.
    pub school_days: u32,
    /// School days in the part of it that lies in the span asked for: what is left for a plan that begins or ends
    /// within it.
    pub school_days_in_span: u32,
}

impl SchoolMonth {
    /// Whether it has too few school days to count.
    pub const fn is_exempt(&self, min_days: u32) -> bool {
        self.school_days < min_days
    }
}

impl Calendar {
    /// The month that `date` lies in. Read as thirty days, it is the window that ends on `date`.
    pub fn month_of(&self, reading: MonthReading, date: NaiveDate) -> Option<Period> {
        match reading {
            MonthReading::Calendar => self.period_of(PeriodKind::Month, date),
            MonthReading::Rolling30 => {
                self.period(PeriodKey::Window(date)).filter(|_| in_range(date))
            }
            MonthReading::TeachingMonth => {
                self.teaching_months().into_iter().find(|month| month.contains(date))
            }
        }
    }

    /// The months that share a day with the span, in order, each whole. Windows of thirty days follow each other from
    /// `from` on; the last may reach beyond `to`.
    pub fn months(
        &self,
        reading: MonthReading,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Vec<SchoolMonth> {
        let periods = match reading {
            MonthReading::Calendar => self.periods(PeriodKind::Month, from, to),
            MonthReading::Rolling30 => windows(from, to),
            MonthReading::TeachingMonth => {
                let all = self.teaching_months().into_iter();
                all.filter(|month| month.meets(from, to)).collect()
            }
        };
        let count = |period: Period| SchoolMonth {
            period,
            school_days: self.school_days(period.from, period.to),
            school_days_in_span: self.school_days(period.from.max(from), period.to.min(to)),
        };
        periods.into_iter().map(count).collect()
    }

    /// The calendar months that share a day with the span and have at least `min_days` school days
    /// ([`MIN_SCHOOL_DAYS`] unless the workbook says otherwise).
    pub fn school_months(&self, from: NaiveDate, to: NaiveDate, min_days: u32) -> Vec<SchoolMonth> {
        let months = self.months(MonthReading::Calendar, from, to).into_iter();
        months.filter(|month| !month.is_exempt(min_days)).collect()
    }

    /// The months of all semesters, in order.
    pub(super) fn teaching_months(&self) -> Vec<Period> {
        let mut all = Vec::new();
        for semester in self.periods(PeriodKind::Semester, FIRST_DAY, LAST_DAY) {
            let PeriodKey::Semester(year, number) = semester.key else { continue };
            let last = semester.to.min(add_days(semester.from, i64::from(LONGEST) - 1));
            for month in 1..=13_u8 {
                // Counted from the first day each time, so that a semester from the 31st loses no day in February.
                let from = add_months(semester.from, i32::from(month) - 1);
                let to = add_days(add_months(semester.from, i32::from(month)), -1).min(last);
                if from > last {
                    break;
                }
                all.push(Period { key: PeriodKey::TeachingMonth(year, number, month), from, to });
            }
        }
        all
    }
}

/// Windows of thirty days, one after the other from `from`, until `to` is covered.
fn windows(from: NaiveDate, to: NaiveDate) -> Vec<Period> {
    let (first, last) = (from.max(FIRST_DAY), to.min(LAST_DAY));
    let step = i64::from(WINDOW);
    std::iter::successors(Some(first), |start| Some(add_days(*start, step)))
        .take_while(|start| *start <= last)
        .map(|from| (from, add_days(from, step - 1)))
        .take_while(|(_, to)| in_range(*to))
        .map(|(from, to)| Period { key: PeriodKey::Window(to), from, to })
        .collect()
}
