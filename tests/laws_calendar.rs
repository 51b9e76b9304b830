//! Laws of the calendar, for any school years a person or a broken file may bring.
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use jiedui_core::calendar::day::{add_days, add_months, days_of, in_range, ymd};
use jiedui_core::calendar::{
    Calendar, DayOff, Festival, Holidays, MonthReading, PartialDate, Period, PeriodKey, PeriodKind,
    SchoolYear, Semester, preset_year,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A date near the school years of the tests, or now and then anywhere at all.
fn date() -> impl Strategy<Value = NaiveDate> {
    prop_oneof![
        8 => (0_i64..1500).prop_map(|days| add_days(ymd(2025, 1, 1), days)),
        1 => (0_i64..73_414).prop_map(|days| add_days(ymd(1900, 1, 1), days)),
        1 => any::<i32>().prop_map(|days| add_days(ymd(2026, 1, 1), i64::from(days))),
    ]
}

/// A span of up to a year and a bit that begins near the school years.
fn span() -> impl Strategy<Value = (NaiveDate, NaiveDate)> {
    (0_i64..1500, 0_i64..400).prop_map(|(first, length)| {
        let from = add_days(ymd(2025, 1, 1), first);
        (from, add_days(from, length))
    })
}

fn semester() -> impl Strategy<Value = Semester> {
    (any::<u8>(), date(), date())
        .prop_map(|(number, start, end)| Semester::new(number % 4, start, end))
}

fn day_off() -> impl Strategy<Value = DayOff> {
    (date(), -2_i64..20)
        .prop_map(|(start, length)| DayOff::official("", start, add_days(start, length)))
}

/// Anything that could stand in a file.
fn wild_year() -> impl Strategy<Value = SchoolYear> {
    let lists = (vec(semester(), 0..4), vec(day_off(), 0..6), vec(date(), 0..6));
    (date(), date(), lists).prop_map(|(start, end, (semesters, days_off, workdays))| SchoolYear {
        start,
        end,
        festivals: workdays.iter().map(|date| Festival::known("new_year", *date)).collect(),
        semesters,
        days_off,
        workdays,
        ..SchoolYear::blank(2026)
    })
}

fn wild() -> impl Strategy<Value = Calendar> {
    vec(wild_year(), 0..4).prop_map(Calendar::new)
}

fn shipped() -> Holidays {
    serde_json::from_str(include_str!("../core/catalog/holidays.json")).unwrap()
}

/// Sound school years, as most workbooks have them.
fn sound() -> impl Strategy<Value = Calendar> {
    (2018_i32..2030, 1_i32..4).prop_map(|(first, count)| {
        let holidays = shipped();
        Calendar::new((first..first + count).map(|year| preset_year(year, &holidays)).collect())
    })
}

/// The definition of a school day, read aloud.
fn is_school_day_by_hand(calendar: &Calendar, date: NaiveDate) -> bool {
    let in_semester = calendar.semesters().any(|(_, semester)| semester.contains(date));
    let made_up = calendar.years().iter().any(|year| year.workdays.contains(&date));
    let off = calendar.day_off(date).is_some();
    let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    in_semester && (made_up || (!weekend && !off))
}

const CIVIL: [PeriodKind; 5] =
    [PeriodKind::Day, PeriodKind::Week, PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year];

/// Whether the periods follow each other without a gap or an overlap and cover the span.
fn tile(periods: &[Period], from: NaiveDate, to: NaiveDate) -> bool {
    let touching = periods.windows(2).all(|pair| add_days(pair[0].to, 1) == pair[1].from);
    let whole = periods.iter().all(|period| period.from <= period.to && period.meets(from, to));
    let covered = periods.first().is_some_and(|it| it.contains(from))
        && periods.last().is_some_and(|it| it.contains(to));
    touching && whole && covered
}

proptest! {
    #[test]
    fn school_days_add_up_over_a_split(calendar in wild(), (from, to) in span(), cut in 0_i64..400) {
        let middle = add_days(from, cut).min(to);
        let parts = calendar.school_days(from, middle) + calendar.school_days(add_days(middle, 1), to);
        prop_assert_eq!(calendar.school_days(from, to), parts);
    }

    #[test]
    fn a_school_day_is_what_its_definition_says(calendar in sound(), (from, to) in span()) {
        let by_hand: Vec<_> = days_of(from, to).filter(|day| is_school_day_by_hand(&calendar, *day)).collect();
        prop_assert_eq!(calendar.school_days_in(from, to), by_hand.as_slice());
    }

    #[test]
    fn counting_back_agrees_with_walking_back(
        calendar in wild(), (not_before, end) in span(), n in 0_u32..60,
    ) {
        let mut left = n;
        let mut day = end;
        let mut walked = None;
        while left > 0 && day >= not_before {
            if calendar.is_school_day(day) {
                left -= 1;
                walked = (left == 0).then_some(day);
            }
            day = add_days(day, -1);
        }
        prop_assert_eq!(calendar.school_day_back(end, n, not_before), walked);
    }

    #[test]
    fn n_events_fit_between_the_red_line_and_the_end_but_not_a_day_later(
        calendar in sound(), (not_before, end) in span(), n in 1_u32..60,
    ) {
        if let Some(line) = calendar.school_day_back(end, n, not_before) {
            prop_assert_eq!(calendar.school_days(line, end), n);
            prop_assert_eq!(calendar.school_days(add_days(line, 1), end), n - 1);
        } else {
            prop_assert!(calendar.school_days(not_before, end) < n);
        }
    }

    #[test]
    fn periods_tile_the_span(calendar in wild(), (from, to) in span()) {
        for kind in CIVIL {
            prop_assert!(tile(&calendar.periods(kind, from, to), from, to), "{}", kind);
        }
        let windows = calendar.months(MonthReading::Rolling30, from, to);
        let windows: Vec<Period> = windows.iter().map(|month| month.period).collect();
        prop_assert!(tile(&windows, from, to));
    }

    #[test]
    fn the_periods_of_a_span_are_those_of_its_days(calendar in sound(), (from, to) in span()) {
        for kind in PeriodKind::ALL {
            if matches!(kind, PeriodKind::Plan | PeriodKind::Event) {
                continue;
            }
            let mut by_day: Vec<Period> =
                days_of(from, to).filter_map(|day| calendar.period_of(kind, day)).collect();
            by_day.dedup();
            prop_assert_eq!(calendar.periods(kind, from, to), by_day, "{}", kind);
        }
    }

    #[test]
    fn teaching_months_tile_each_semester(calendar in sound()) {
        for (_, semester) in calendar.semesters() {
            let months = calendar.months(MonthReading::TeachingMonth, semester.start, semester.end);
            let months: Vec<Period> = months.iter().map(|month| month.period).collect();
            prop_assert!(tile(&months, semester.start, semester.end));
            prop_assert_eq!(months.last().map(|month| month.to), Some(semester.end));
        }
    }

    #[test]
    fn the_school_days_of_months_add_up_to_those_of_the_span(calendar in wild(), (from, to) in span()) {
        for reading in [MonthReading::Calendar, MonthReading::Rolling30] {
            let months = calendar.months(reading, from, to);
            let sum: u32 = months.iter().map(|month| month.school_days_in_span).sum();
            prop_assert_eq!(sum, calendar.school_days(from, to));
            prop_assert!(months.iter().all(|month| month.school_days_in_span <= month.school_days));
        }
    }

    #[test]
    fn every_period_is_found_again_by_its_name(calendar in sound(), (from, to) in span()) {
        let readings = MonthReading::ALL.into_iter().flat_map(|it| calendar.months(it, from, to));
        let kinds = PeriodKind::ALL.into_iter().filter(|kind| *kind != PeriodKind::Plan);
        let periods = kinds.flat_map(|kind| calendar.periods(kind, from, to));
        for period in readings.map(|month| month.period).chain(periods) {
            let text = period.key.to_string();
            prop_assert_eq!(PeriodKey::from_str(&text), Ok(period.key));
            prop_assert_eq!(calendar.period(period.key), Some(period), "{}", text);
        }
    }

    #[test]
    fn an_event_key_is_read_as_written(id in any::<u128>()) {
        let key = PeriodKey::Event(id);
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn no_text_breaks_the_readers_and_what_they_read_they_write(text in "(@|[0-9WQMD-]|plan|.){0,14}") {
        if let Ok(key) = text.parse::<PeriodKey>() {
            prop_assert_eq!(key.to_string(), text.as_str());
        }
        if let Ok(date) = text.parse::<PartialDate>() {
            prop_assert_eq!(date.to_string(), text.as_str());
            prop_assert!(date.first_day() <= date.last_day());
        }
    }

    #[test]
    fn a_partial_date_is_read_as_written(year in 0_i32..=9999, month in 1_u32..=12, day in 1_u32..=31) {
        let month_only = PartialDate::month(year, month).unwrap();
        let exact = PartialDate::day(ymd(year, month, day));
        let year_only = PartialDate::year(year).unwrap();
        for date in [year_only, month_only, exact] {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }
        prop_assert!(year_only.first_day() <= exact.first_day() && exact.last_day() <= month_only.last_day());
    }

    #[test]
    fn no_calendar_panics_whatever_it_is_asked(calendar in wild(), a in date(), b in date(), n in any::<u32>()) {
        let _ = (calendar.problems(), calendar.school_days(a, b), calendar.school_day_back(a, n, b));
        let _ = (calendar.semester_of(a), calendar.school_year_of(a), calendar.weeks_left(a));
        let _ = (calendar.festivals(a, b), calendar.day_off(a), calendar.next_school_day(a));
        for kind in PeriodKind::ALL {
            let _ = calendar.period_of(kind, a);
            let listed = calendar.periods(kind, a, b);
            prop_assert!(listed.iter().all(|period| period.meets(a, b)));
        }
        for reading in MonthReading::ALL {
            let _ = (calendar.month_of(reading, a), calendar.months(reading, a, b));
        }
        prop_assert!(!calendar.is_school_day(a) || in_range(a));
    }

    #[test]
    fn the_order_in_which_years_are_given_does_not_matter(mut years in vec(wild_year(), 0..4)) {
        let forth = Calendar::new(years.clone());
        years.reverse();
        let back = Calendar::new(years);
        let whole = (NaiveDate::MIN, NaiveDate::MAX);
        prop_assert_eq!(forth.school_days_in(whole.0, whole.1), back.school_days_in(whole.0, whole.1));
        for (one, other) in forth.semesters().zip(back.semesters()) {
            prop_assert_eq!((one.1.start, one.1.end), (other.1.start, other.1.end));
        }
    }

    #[test]
    fn a_school_year_survives_its_json(year in wild_year()) {
        let text = serde_json::to_string(&year).unwrap();
        // A year of more than four digits, or before the year 0, is written with its sign and refused.
        let strange = text.contains("\"+") || text.contains("\"-");
        match serde_json::from_str::<SchoolYear>(&text) {
            Ok(back) => prop_assert_eq!(back, year),
            Err(error) => prop_assert!(strange, "{}", error),
        }
    }

    #[test]
    fn months_add_up(start in date(), a in 0_i32..600, b in 0_i32..600) {
        let first = ymd(start.year().clamp(1900, 2100), start.month(), 1);
        prop_assert_eq!(add_months(add_months(first, a), b), add_months(first, a + b));
        prop_assert_eq!(add_months(add_months(first, a), -a), first);
    }
}
