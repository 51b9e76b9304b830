//! A believable school year made from the holidays, for a school to correct: nobody should have to type 30 dates
//! before the first visit can be noted down.

use chrono::{Datelike, NaiveDate, Weekday};

use super::day::{add_days, weekday_from, weekday_until, ymd};
use super::holiday::Holidays;
use super::year::{SchoolYear, Semester};

/// The school year that begins on 1 September of `first_year`, as most kindergartens and schools keep it.
///
/// - The year runs from 1 September to 31 August.
/// - Semester 1 begins on the first weekday of September and ends on the last Friday that is at least three weeks
///   before the eve of Spring Festival, though not before the second Friday of January.
/// - Semester 2 begins on the Monday after the week of the Lantern Festival and ends on the first Friday of July.
/// - Days off, make-up days and festivals are those of the two calendar years. Where the official ones are not
///   published, the days off are estimated ([`Holidays::estimate`]), there are no make-up days, and the year is marked
///   `estimated` (预估).
///
/// Where the date of Spring Festival is not tabulated, 5 February stands in for it in these two rules only. A
/// `first_year` outside 1900–2099 is moved into it.
pub fn preset_year(first_year: i32, holidays: &Holidays) -> SchoolYear {
    let first_year = first_year.clamp(1900, 2099);
    let years = [first_year, first_year + 1];
    let mut year = SchoolYear::blank(first_year);
    year.semesters = semesters(first_year, holidays);
    year.days_off = years
        .iter()
        .flat_map(|it| holidays.days_off(*it))
        .filter(|off| off.start <= year.end && year.start <= off.end)
        .collect();
    year.workdays = holidays.workdays.iter().copied().filter(|date| year.contains(*date)).collect();
    year.festivals = years
        .iter()
        .flat_map(|it| holidays.festivals(*it))
        .filter(|festival| year.contains(festival.date))
        .collect();
    year.estimated = !years.iter().all(|it| holidays.is_official(*it));
    year
}

/// The two semesters by the rule of [`preset_year`].
fn semesters(first_year: i32, holidays: &Holidays) -> Vec<Semester> {
    let next = first_year + 1;
    let spring = holidays.spring_festival(next).unwrap_or_else(|| ymd(next, 2, 5));
    let second_friday = weekday_from(ymd(next, 1, 8), Weekday::Fri);
    let three_weeks_before_eve = add_days(spring, -22);
    let lantern = add_days(spring, 14);
    vec![
        Semester::new(
            1,
            first_weekday(ymd(first_year, 9, 1)),
            weekday_until(three_weeks_before_eve, Weekday::Fri).max(second_friday),
        ),
        Semester::new(
            2,
            weekday_from(add_days(lantern, 1), Weekday::Mon),
            weekday_from(ymd(next, 7, 1), Weekday::Fri),
        ),
    ]
}

/// `date`, or the Monday after it when it falls on a weekend.
fn first_weekday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat | Weekday::Sun => weekday_from(date, Weekday::Mon),
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => date,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    fn shipped() -> Holidays {
        serde_json::from_str(include_str!("../../catalog/holidays.json")).unwrap()
    }

    #[test]
    fn the_year_2026_2027_is_as_a_kindergarten_would_keep_it() {
        let year = preset_year(2026, &shipped());
        assert_eq!(
            year.semesters,
            [
                Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15)),
                Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2)),
            ]
        );
        assert_eq!(year.workdays, [ymd(2026, 9, 20), ymd(2026, 10, 10)]);
        assert!(year.estimated, "the holidays of 2027 are not published yet");
        let codes: Vec<&str> = year.festivals.iter().map(|it| it.code.as_str()).collect();
        let expected = "teachers_day mid_autumn national_day double_ninth new_year spring_festival qingming \
                        labour_day childrens_day dragon_boat party_day";
        assert_eq!(codes.join(" "), expected);
        let off: Vec<&str> = year.days_off.iter().map(|it| it.code.as_str()).collect();
        let expected = "mid_autumn national_day new_year spring_festival qingming labour_day \
                        dragon_boat";
        assert_eq!(off.join(" "), expected);
    }

    #[test]
    fn a_year_with_published_holidays_is_not_estimated() {
        let year = preset_year(2025, &shipped());
        assert!(!year.estimated);
        // Spring Festival was late: 17 February 2026.
        assert_eq!(year.semesters[0].end, ymd(2026, 1, 23));
        assert_eq!(year.semesters[1].start, ymd(2026, 3, 9));
        assert!(year.days_off.iter().any(|off| off.code == "dragon_boat"));
    }

    #[test]
    fn an_early_spring_festival_leaves_the_first_semester_its_weeks() {
        // Spring Festival on 22 January 2023; three weeks before its eve would be 30 December.
        let year = preset_year(2022, &shipped());
        assert_eq!(year.semesters[0].end, ymd(2023, 1, 13));
        assert_eq!(year.semesters[1].start, ymd(2023, 2, 6));
    }

    #[test]
    fn every_preset_is_sound_and_has_school_enough() {
        let holidays = shipped();
        let all: Vec<_> = (2018..2050).map(|first| preset_year(first, &holidays)).collect();
        let calendar = Calendar::new(all);
        assert_eq!(calendar.problems(), []);
        for (year, semester) in calendar.semesters() {
            let days = calendar.school_days(semester.start, semester.end);
            assert!((75..=110).contains(&days), "{} {}: {days}", year.label, semester.number);
        }
    }

    #[test]
    fn any_number_gives_a_year() {
        let holidays = shipped();
        for first in [i32::MIN, 1900, 2017, 2050, 2099, i32::MAX] {
            let year = preset_year(first, &holidays);
            assert_eq!(Calendar::new(vec![year]).problems(), [], "{first}");
        }
    }
}
