//! Plain date arithmetic that never fails: at the ends of what a date can express it stays at the end.

use chrono::{Datelike, Months, NaiveDate, TimeDelta, Weekday};

/// The first day that calendars and periods deal with.
pub const FIRST_DAY: NaiveDate = ymd(1900, 1, 1);

/// The last day that calendars and periods deal with.
pub const LAST_DAY: NaiveDate = ymd(2100, 12, 31);

/// The date of a year, month and day; one that does not exist becomes the last day of that month, and a month that
/// does not exist the last of that year.
///
/// ```
/// use jiedui_core::calendar::day::ymd;
/// assert_eq!(ymd(2026, 2, 30), ymd(2026, 2, 28));
/// ```
pub const fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    let month = if month < 1 {
        1
    } else if month > 12 {
        12
    } else {
        month
    };
    let mut day = if day < 1 { 1 } else { day };
    while day > 28 {
        if let Some(date) = NaiveDate::from_ymd_opt(year, month, day) {
            return date;
        }
        day = if day > 31 { 31 } else { day - 1 };
    }
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None if year < 0 => NaiveDate::MIN,
        None => NaiveDate::MAX,
    }
}

/// Whether calendars and periods deal with `date`: it lies in 1900–2100.
pub fn in_range(date: NaiveDate) -> bool {
    (FIRST_DAY..=LAST_DAY).contains(&date)
}

/// The date `days` later, or earlier when negative.
pub fn add_days(date: NaiveDate, days: i64) -> NaiveDate {
    let end = if days < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    TimeDelta::try_days(days).and_then(|span| date.checked_add_signed(span)).unwrap_or(end)
}

/// The date `months` later, or earlier when negative; the 31st of a shorter month is its last day.
///
/// ```
/// use jiedui_core::calendar::day::{add_months, ymd};
/// assert_eq!(add_months(ymd(2026, 1, 31), 1), ymd(2026, 2, 28));
/// ```
pub fn add_months(date: NaiveDate, months: i32) -> NaiveDate {
    let span = Months::new(months.unsigned_abs());
    if months < 0 {
        date.checked_sub_months(span).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_months(span).unwrap_or(NaiveDate::MAX)
    }
}

/// The first day of the month of `date`.
pub fn month_start(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// The last day of the month of `date`.
pub fn month_end(date: NaiveDate) -> NaiveDate {
    ymd(date.year(), date.month(), 31)
}

/// The Monday of the week of `date`.
pub fn week_start(date: NaiveDate) -> NaiveDate {
    add_days(date, -i64::from(date.weekday().num_days_from_monday()))
}

/// The first date on or after `date` that falls on `weekday`.
pub fn weekday_from(date: NaiveDate, weekday: Weekday) -> NaiveDate {
    add_days(date, i64::from(weekday.days_since(date.weekday())))
}

/// The last date on or before `date` that falls on `weekday`.
pub fn weekday_until(date: NaiveDate, weekday: Weekday) -> NaiveDate {
    add_days(date, -i64::from(date.weekday().days_since(weekday)))
}

/// Whether `date` is "early in the month", which plans use for the 1st to the 10th (R689).
pub fn is_early_in_month(date: NaiveDate) -> bool {
    date.day() <= 10
}

/// Whether `date` is "the end of the month", which plans use for its last day (R689).
pub fn is_end_of_month(date: NaiveDate) -> bool {
    date == month_end(date)
}

/// Every day from `from` to `to`, both included; none when `to` is before `from`.
pub fn days_of(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    from.iter_days().take_while(move |day| *day <= to)
}

/// Reads a date written as `2026-09-01`, and nothing looser.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(digits(year, 4)?, digits(month, 2)?, digits(day, 2)?)
}

/// Reads exactly `count` ASCII digits.
pub(crate) fn digits<T: std::str::FromStr>(text: &str, count: usize) -> Option<T> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// Dates in JSON as `"2026-09-01"`.
pub(crate) mod json {
    use chrono::NaiveDate;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(date: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(date)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        let text = String::deserialize(from)?;
        super::read_day(&text)
            .ok_or_else(|| D::Error::custom(format!("{text:?} is not a date like 2026-09-01")))
    }
}

/// Lists of dates in JSON as `["2026-09-20"]`.
pub(crate) mod json_list {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct One(#[serde(with = "super::json")] NaiveDate);

    pub(crate) fn serialize<S: Serializer>(days: &[NaiveDate], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(days.iter().copied().map(One))
    }

    pub(crate) fn deserialize<'de, D>(from: D) -> Result<Vec<NaiveDate>, D::Error>
    where
        D: Deserializer<'de>,
    {
        Ok(Vec::<One>::deserialize(from)?.into_iter().map(|one| one.0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_later_than_the_31st_is_the_last_day_of_a_shorter_month() {
        assert_eq!(add_months(ymd(2027, 10, 31), 4), ymd(2028, 2, 29));
        assert_eq!(add_months(ymd(2028, 3, 31), -1), ymd(2028, 2, 29));
        assert_eq!(add_months(ymd(2026, 9, 1), 0), ymd(2026, 9, 1));
    }

    #[test]
    fn arithmetic_stays_at_the_ends_of_time() {
        assert_eq!(add_months(NaiveDate::MAX, 1), NaiveDate::MAX);
        assert_eq!(add_months(NaiveDate::MIN, i32::MIN), NaiveDate::MIN);
        assert_eq!(add_days(NaiveDate::MAX, i64::MAX), NaiveDate::MAX);
        assert_eq!(add_days(NaiveDate::MIN, i64::MIN), NaiveDate::MIN);
        for end in [NaiveDate::MIN, NaiveDate::MAX] {
            let _ = (month_start(end), month_end(end), week_start(end));
            let _ = (weekday_from(end, Weekday::Mon), weekday_until(end, Weekday::Mon));
        }
        assert_eq!(ymd(i32::MAX, 13, 99), NaiveDate::MAX);
        assert_eq!(ymd(i32::MIN, 0, 0), NaiveDate::MIN);
    }

    #[test]
    fn a_date_that_does_not_exist_becomes_the_last_of_its_month() {
        assert_eq!(ymd(2026, 9, u32::MAX), ymd(2026, 9, 30));
        assert_eq!(ymd(2026, 13, 31), ymd(2026, 12, 31));
    }

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(week_start(ymd(2026, 11, 29)), ymd(2026, 11, 23));
        assert_eq!(week_start(ymd(2026, 11, 23)), ymd(2026, 11, 23));
        assert_eq!(weekday_from(ymd(2026, 11, 23), Weekday::Fri), ymd(2026, 11, 27));
        assert_eq!(weekday_until(ymd(2026, 11, 23), Weekday::Fri), ymd(2026, 11, 20));
    }

    #[test]
    fn early_and_end_of_a_month_are_read_as_plans_mean_them() {
        assert!(is_early_in_month(ymd(2026, 11, 10)) && !is_early_in_month(ymd(2026, 11, 11)));
        assert!(is_end_of_month(ymd(2026, 2, 28)) && !is_end_of_month(ymd(2028, 2, 28)));
    }

    #[test]
    fn only_whole_dates_are_read() {
        assert_eq!(read_day("2026-09-01"), Some(ymd(2026, 9, 1)));
        for text in ["", "2026-9-1", "2026-09-31", "2026-09-01 ", "+2026-09-01", "2026-09-01-1"] {
            assert_eq!(read_day(text), None, "{text:?}");
        }
    }
}
