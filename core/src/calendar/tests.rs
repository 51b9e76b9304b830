//! Worked examples of the school year 2026-2027, checked by hand against a paper calendar.
use super::day::ymd;
use super::*;

/// Semester 1 of 2026-2027 with the official National Day and Mid-Autumn holidays, semester 2 without holidays.
fn calendar() -> Calendar {
    Calendar::new(vec![SchoolYear {
        semesters: vec![
            Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2)),
            Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15)),
        ],
        days_off: vec![
            DayOff::official("mid_autumn", ymd(2026, 9, 25), ymd(2026, 9, 27)),
            DayOff::official("national_day", ymd(2026, 10, 1), ymd(2026, 10, 7)),
            DayOff::official("new_year", ymd(2027, 1, 1), ymd(2027, 1, 1)),
        ],
        workdays: vec![ymd(2026, 9, 20), ymd(2026, 10, 10), ymd(2027, 2, 20)],
        festivals: vec![
            Festival::known("national_day", ymd(2026, 10, 1)),
            Festival::known("teachers_day", ymd(2026, 9, 10)),
        ],
        ..SchoolYear::blank(2026)
    }])
}

#[test]
fn in_national_day_week_there_is_no_school_and_the_saturday_after_there_is() {
    let calendar = calendar();
    assert_eq!(calendar.school_days(ymd(2026, 10, 1), ymd(2026, 10, 7)), 0);
    let around = [(9, 20, true), (9, 27, false), (9, 30, true), (10, 8, true), (10, 10, true)];
    for (month, day, school) in around {
        assert_eq!(calendar.is_school_day(ymd(2026, month, day)), school, "{month}-{day}");
    }
    // 30 days, less 8 weekend days, less Friday the 25th, and Sunday the 20th made up.
    assert_eq!(calendar.school_days(ymd(2026, 9, 1), ymd(2026, 9, 30)), 22);
}

#[test]
fn a_make_up_day_in_the_winter_holidays_is_no_school_day() {
    assert!(!calendar().is_school_day(ymd(2027, 2, 20)));
}

#[test]
fn the_red_line_skips_holidays() {
    let calendar = calendar();
    let (end, start) = (ymd(2026, 10, 9), ymd(2026, 9, 1));
    let back = |n| calendar.school_day_back(end, n, start);
    assert_eq!(back(1), Some(ymd(2026, 10, 9)));
    assert_eq!(back(2), Some(ymd(2026, 10, 8)));
    assert_eq!(back(3), Some(ymd(2026, 9, 30)));
    assert_eq!(back(0), None);
    assert_eq!(calendar.school_day_back(end, 3, ymd(2026, 10, 1)), None);
    assert_eq!(calendar.school_day_back(ymd(2026, 10, 7), 1, start), Some(ymd(2026, 9, 30)));
    assert_eq!(calendar.next_school_day(ymd(2026, 10, 1)), Some(ymd(2026, 10, 8)));
    assert_eq!(calendar.next_school_day(ymd(2027, 7, 3)), None);
}

#[test]
fn february_july_and_august_are_exempt() {
    let year = calendar().months(MonthReading::Calendar, ymd(2026, 9, 1), ymd(2027, 8, 31));
    let days: Vec<u32> = year.iter().map(|month| month.school_days).collect();
    assert_eq!(days, [22, 18, 21, 23, 10, 5, 23, 22, 21, 22, 2, 0]);
    let counted = calendar().school_months(ymd(2026, 9, 1), ymd(2027, 8, 31), MIN_SCHOOL_DAYS);
    let keys: Vec<String> = counted.iter().map(|month| month.period.key.to_string()).collect();
    assert_eq!(
        keys,
        [
            "2026-09", "2026-10", "2026-11", "2026-12", "2027-01", "2027-03", "2027-04", "2027-05",
            "2027-06"
        ]
    );
}

#[test]
fn a_plan_that_begins_late_in_a_month_sees_what_is_left_of_it() {
    let months = calendar().school_months(ymd(2026, 11, 26), ymd(2026, 12, 4), MIN_SCHOOL_DAYS);
    let seen: Vec<_> = months.iter().map(|m| (m.school_days, m.school_days_in_span)).collect();
    assert_eq!(seen, [(21, 3), (23, 4)]);
}

#[test]
fn each_date_knows_its_semester_and_the_weeks_left_in_it() {
    let calendar = calendar();
    let number = |date| calendar.semester_of(date).map(|(_, semester)| semester.number);
    assert_eq!(number(ymd(2026, 11, 23)), Some(1));
    assert_eq!(number(ymd(2027, 2, 1)), None);
    assert_eq!(number(ymd(2027, 7, 2)), Some(2));
    assert_eq!(calendar.weeks_left(ymd(2027, 1, 15)), Some(1));
    assert_eq!(calendar.weeks_left(ymd(2027, 1, 9)), Some(1), "a Saturday: its own week is over");
    assert_eq!(calendar.weeks_left(ymd(2026, 11, 23)), Some(8));
    assert_eq!(calendar.weeks_left(ymd(2027, 2, 1)), None);
    assert_eq!(calendar.school_year_of(ymd(2027, 2, 1)).unwrap().label, "2026-2027");
    assert_eq!(calendar.school_year_of(ymd(2027, 9, 1)), None);
}

#[test]
fn festivals_and_days_off_are_found_by_date() {
    let calendar = calendar();
    let autumn = calendar.festivals(ymd(2026, 9, 1), ymd(2026, 12, 31));
    let codes: Vec<&str> = autumn.iter().map(|festival| festival.code.as_str()).collect();
    assert_eq!(codes, ["teachers_day", "national_day"]);
    assert_eq!(calendar.day_off(ymd(2026, 10, 4)).unwrap().code, "national_day");
    assert_eq!(calendar.day_off(ymd(2026, 10, 8)), None);
}

#[test]
fn a_day_off_of_one_semester_typed_twice_counts_once() {
    let mut year = calendar().years()[0].clone();
    year.days_off.extend(year.days_off.clone());
    year.semesters.push(Semester::new(3, ymd(2026, 9, 1), ymd(2026, 9, 30)));
    let doubled = Calendar::new(vec![year]);
    let whole = (ymd(2026, 9, 1), ymd(2027, 8, 31));
    assert_eq!(doubled.school_days(whole.0, whole.1), calendar().school_days(whole.0, whole.1));
}

#[test]
fn an_empty_calendar_has_no_school_but_still_has_months() {
    let none = Calendar::default();
    assert_eq!(none.school_days(NaiveDate::MIN, NaiveDate::MAX), 0);
    assert_eq!(none.period_of(PeriodKind::Semester, ymd(2026, 11, 23)), None);
    let month = none.period_of(PeriodKind::Month, ymd(2026, 11, 23)).unwrap();
    assert_eq!((month.from, month.to), (ymd(2026, 11, 1), ymd(2026, 11, 30)));
    assert_eq!(none.problems(), []);
}

#[test]
fn a_mistyped_year_does_not_make_school_of_centuries() {
    let year = SchoolYear {
        semesters: vec![Semester::new(1, ymd(206, 9, 1), ymd(2026, 12, 31))],
        ..SchoolYear::blank(2026)
    };
    assert_eq!(Calendar::new(vec![year]).school_days(NaiveDate::MIN, NaiveDate::MAX), 0);
}
