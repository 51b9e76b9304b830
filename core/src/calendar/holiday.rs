//! The official holidays and the dates of festivals, as the catalogue's `holidays.json` has them, and an estimate of
//! the holidays of years for which none are published yet (R769).

use chrono::{Datelike, NaiveDate, Weekday};
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::sorted::{SortedMap, sort_by_key};

use super::day::{add_days, days_of, read_day, ymd};
use super::year::{DayOff, Festival};

/// The section `holidays.json` of the catalogue. What the festivals are called stands in its code list `festival`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holidays {
    /// First and last calendar year whose official holidays are known.
    pub official: (i32, i32),
    /// The official days off of those years, in order.
    pub days_off: Vec<OfficialDayOff>,
    /// The make-up days of those years (调休上班), in order.
    pub workdays: Vec<NaiveDate>,
    /// The festivals that move, by calendar year.
    pub moving: SortedMap<String, Moving>,
}

/// An official day off, or several in a row: code, first and last day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialDayOff(
    /// Code of the festival.
    pub String,
    /// The first day.
    pub NaiveDate,
    /// The last day.
    pub NaiveDate,
);

/// The festivals of one calendar year that follow the moon, and Qingming, which follows the sun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moving(
    /// 春节, the first day of the first month.
    pub NaiveDate,
    /// 清明.
    pub NaiveDate,
    /// 端午, the fifth day of the fifth month.
    pub NaiveDate,
    /// 中秋, the fifteenth day of the eighth month.
    pub NaiveDate,
    /// 重阳, the ninth day of the ninth month.
    pub NaiveDate,
);

impl<'de> Deserialize<'de> for Holidays {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let section = Value::deserialize(from)?;
        Self::read(&section)
            .ok_or_else(|| D::Error::custom("not the catalogue's section of holidays"))
    }
}

fn day(value: &Value) -> Option<NaiveDate> {
    read_day(value.as_str()?)
}

/// Festivals that fall on the same date every year: code, month, day.
const FIXED: [(&str, u32, u32); 6] = [
    ("new_year", 1, 1),
    ("labour_day", 5, 1),
    ("childrens_day", 6, 1),
    ("party_day", 7, 1),
    ("teachers_day", 9, 10),
    ("national_day", 10, 1),
];

impl Holidays {
    /// Reads the section; nothing when a part of it is missing or no date.
    ///
    /// By hand, because derived readers of these few lines would weigh more in the shell than the rest of the calendar.
    pub fn read(section: &Value) -> Option<Self> {
        let year = |at: usize| section["official"][at].as_i64()?.try_into().ok();
        let days_off = section["days_off"].as_array()?.iter().map(|off| {
            Some(OfficialDayOff(off[0].as_str()?.to_owned(), day(&off[1])?, day(&off[2])?))
        });
        let moving = section["moving"].as_object()?.iter().map(|(year, days)| {
            let at = |index: usize| day(&days[index]);
            Some((year.clone(), Moving(at(0)?, at(1)?, at(2)?, at(3)?, at(4)?)))
        });
        Some(Self {
            official: (year(0)?, year(1)?),
            days_off: days_off.collect::<Option<_>>()?,
            workdays: section["workdays"].as_array()?.iter().map(day).collect::<Option<_>>()?,
            moving: moving.collect::<Option<_>>()?,
        })
    }

    /// Whether the official holidays of this calendar year are known.
    pub fn is_official(&self, year: i32) -> bool {
        (self.official.0..=self.official.1).contains(&year)
    }

    /// The moving festivals of a calendar year, where they are tabulated.
    pub fn moving(&self, year: i32) -> Option<Moving> {
        self.moving.get(&year.to_string()).copied()
    }

    /// The first day of the lunar year that begins in this calendar year, where it is tabulated.
    pub fn spring_festival(&self, year: i32) -> Option<NaiveDate> {
        self.moving(year).map(|moving| moving.0)
    }

    /// The festivals of a calendar year, in order: 元旦 春节 清明 劳动节 儿童节 端午 七一 教师节 中秋 国庆 重阳. Outside the
    /// table only those with a fixed date.
    pub fn festivals(&self, year: i32) -> Vec<Festival> {
        let mut all: Vec<Festival> = FIXED
            .iter()
            .map(|&(code, month, day)| Festival::known(code, ymd(year, month, day)))
            .collect();
        if let Some(it) = self.moving(year) {
            all.push(Festival::known("spring_festival", it.0));
            all.push(Festival::known("qingming", it.1));
            all.push(Festival::known("dragon_boat", it.2));
            all.push(Festival::known("mid_autumn", it.3));
            all.push(Festival::known("double_ninth", it.4));
        }
        sort_by_key(&mut all, |festival| festival.date);
        all
    }

    /// The days off of a calendar year: the official ones, or else [`estimate`](Self::estimate).
    pub fn days_off(&self, year: i32) -> Vec<DayOff> {
        if !self.is_official(year) {
            return self.estimate(year);
        }
        let known = self.days_off.iter().filter(|off| off.2.year() == year);
        known.map(|off| DayOff::official(&off.0, off.1, off.2)).collect()
    }

    /// The days off that the law gives a calendar year, without the exchange of weekends that is only known once it is
    /// published: each statutory day that falls on a weekend moves to the next weekday. So as many school days remain
    /// as the official arrangement will leave, though not always the same ones.
    pub fn estimate(&self, year: i32) -> Vec<DayOff> {
        let mut statutory = vec![
            ("new_year", ymd(year, 1, 1), 1),
            ("labour_day", ymd(year, 5, 1), 2),
            ("national_day", ymd(year, 10, 1), 3),
        ];
        if let Some(Moving(spring, qingming, dragon_boat, mid_autumn, _)) = self.moving(year) {
            // Since 2025 the eve is a statutory day, too.
            statutory.push(("spring_festival", add_days(spring, -1), 4));
            statutory.push(("qingming", qingming, 1));
            statutory.push(("dragon_boat", dragon_boat, 1));
            statutory.push(("mid_autumn", mid_autumn, 1));
        }
        sort_by_key(&mut statutory, |(_, first, _)| *first);
        let mut free_from = NaiveDate::MIN;
        let mut all = Vec::new();
        for (code, first, days) in statutory {
            // 中秋 can fall into the National Day holiday; both then follow each other.
            let start = first.max(free_from);
            let end = nth_weekday(start, days);
            free_from = add_days(end, 1);
            all.push(DayOff::official(code, start, end));
        }
        all
    }
}

/// The `n`-th weekday on or after `start`, or the last of the days the law names when that is later.
fn nth_weekday(start: NaiveDate, n: usize) -> NaiveDate {
    let weekdays = days_of(start, add_days(start, 14))
        .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    weekdays.take(n).last().unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Holidays {
        serde_json::from_str(include_str!("../../catalog/holidays.json")).unwrap()
    }

    fn weekdays(spans: &[DayOff]) -> usize {
        let days = spans.iter().flat_map(|off| days_of(off.start, off.end));
        days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)).count()
    }

    #[test]
    fn the_shipped_tables_are_whole() {
        let holidays = shipped();
        assert!(holidays.is_official(2026) && holidays.moving.len() == 33);
        for (year, moving) in &holidays.moving {
            let year: i32 = year.parse().unwrap();
            let Moving(spring, qingming, dragon_boat, mid_autumn, double_ninth) = *moving;
            assert!((ymd(year, 1, 21)..=ymd(year, 2, 20)).contains(&spring), "{year}");
            assert!((ymd(year, 4, 4)..=ymd(year, 4, 6)).contains(&qingming), "{year}");
            assert!((ymd(year, 5, 27)..=ymd(year, 6, 25)).contains(&dragon_boat), "{year}");
            assert!((ymd(year, 9, 7)..=ymd(year, 10, 8)).contains(&mid_autumn), "{year}");
            assert!((ymd(year, 10, 1)..=ymd(year, 11, 1)).contains(&double_ninth), "{year}");
        }
        let ordered = holidays.days_off.windows(2).all(|pair| pair[0].2 < pair[1].1);
        assert!(ordered && holidays.days_off.iter().all(|off| off.1 <= off.2));
    }

    #[test]
    fn every_official_make_up_day_is_on_a_weekend_and_no_day_off() {
        let holidays = shipped();
        for day in &holidays.workdays {
            assert!(matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
            assert!(!holidays.days_off.iter().any(|off| (off.1..=off.2).contains(day)), "{day}");
        }
    }

    #[test]
    fn an_estimate_leaves_as_many_working_days_as_the_official_arrangement_did() {
        let holidays = shipped();
        for year in [2025, 2026] {
            let made_up = holidays.workdays.iter().filter(|day| day.year() == year).count();
            let official = weekdays(&holidays.days_off(year)) - made_up;
            assert_eq!(weekdays(&holidays.estimate(year)), official, "{year}");
        }
    }

    #[test]
    fn mid_autumn_inside_national_day_lengthens_it() {
        let october: Vec<DayOff> = shipped().estimate(2028).split_off(5);
        let expected = [
            DayOff::official("national_day", ymd(2028, 10, 1), ymd(2028, 10, 4)),
            DayOff::official("mid_autumn", ymd(2028, 10, 5), ymd(2028, 10, 5)),
        ];
        assert_eq!(october, expected);
    }

    #[test]
    fn a_statutory_day_on_a_weekend_moves_to_monday() {
        let labour_day = &shipped().estimate(2027)[3];
        let expected = DayOff::official("labour_day", ymd(2027, 5, 1), ymd(2027, 5, 4));
        assert_eq!(*labour_day, expected);
    }

    #[test]
    fn beyond_the_table_only_fixed_dates_are_known() {
        let holidays = shipped();
        assert_eq!(holidays.festivals(2099).len(), 6);
        assert_eq!(holidays.estimate(2099).len(), 3);
        let _ = (holidays.estimate(i32::MAX), holidays.festivals(i32::MIN));
    }
}
