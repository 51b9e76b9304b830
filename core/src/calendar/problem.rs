//! What is wrong with a school calendar, each with what a sentence about it needs. A calendar with problems still
//! answers; the problems are shown beside it, to be put right.

use chrono::NaiveDate;

use super::day::in_range;
use super::{Calendar, LONGEST, SchoolYear, Semester};

/// The part of a calendar that a problem is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The school year itself.
    Year,
    /// A semester, by its number.
    Semester(u8),
    /// A day off, by its place in the list.
    DayOff(usize),
    /// A make-up day, by its place in the list.
    Workday(usize),
    /// A festival, by its place in the list.
    Festival(usize),
}

/// One thing to put right. `year` is the label of the school year it was found in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// A date outside 1900–2100, which counts for nothing.
    #[error("{year}: {date} of {part:?} is not between 1900 and 2100; check the year typed")]
    OutOfRange {
        /// Label of the school year.
        year: String,
        /// Where the date stands.
        part: Part,
        /// The date.
        date: NaiveDate,
    },
    /// A span whose end comes before its start, and so holds no day.
    #[error("{year}: {part:?} ends on {end}, before it begins on {start}; swap or correct them")]
    EndBeforeStart {
        /// Label of the school year.
        year: String,
        /// Which span.
        part: Part,
        /// Its first day.
        start: NaiveDate,
        /// Its last day.
        end: NaiveDate,
    },
    /// A span longer than [`LONGEST`] days, of which the rest is left out.
    #[error("{year}: {part:?} is longer than a year; check the years typed")]
    TooLong {
        /// Label of the school year.
        year: String,
        /// Which span.
        part: Part,
    },
    /// A school year without semesters: no day in it is a school day.
    #[error("{year}: there is no semester; add one, or no day is a school day")]
    NoSemester {
        /// Label of the school year.
        year: String,
    },
    /// A semester number that is not from 1 to 9, or stands twice: its period cannot be told apart.
    #[error("{year}: semester number {number} is not from 1 to 9 or stands twice; renumber them")]
    SemesterNumber {
        /// Label of the school year.
        year: String,
        /// The number.
        number: u8,
    },
    /// A semester that reaches beyond its school year.
    #[error("{year}: semester {number} reaches beyond the school year; move one or the other")]
    SemesterOutsideYear {
        /// Label of the school year.
        year: String,
        /// Number of the semester.
        number: u8,
    },
    /// Two semesters share days; dates there belong to the earlier one.
    #[error("semester {} of {} and semester {} of {} share days; shorten one", .first.1, .first.0, .second.1, .second.0)]
    SemestersOverlap {
        /// Label of the year and number of the earlier semester.
        first: (String, u8),
        /// Label of the year and number of the later semester.
        second: (String, u8),
    },
    /// A semester without a single school day.
    #[error("{year}: semester {number} has no school day; check its dates and days off")]
    NoSchoolDay {
        /// Label of the school year.
        year: String,
        /// Number of the semester.
        number: u8,
    },
    /// A date that is both a day off and a make-up day; it counts as a school day.
    #[error("{year}: {date} is both a day off and a make-up day; remove one")]
    WorkdayIsDayOff {
        /// Label of the school year.
        year: String,
        /// The date.
        date: NaiveDate,
    },
    /// Two school years share days; dates there belong to the earlier one.
    #[error("school years {first} and {second} share days; shorten one")]
    YearsOverlap {
        /// Label of the earlier year.
        first: String,
        /// Label of the later year.
        second: String,
    },
    /// Two school years begin in the same calendar year, so that their periods have one name.
    #[error("school years {first} and {second} both begin in {first_year}; remove one")]
    YearTwice {
        /// Label of the earlier year.
        first: String,
        /// Label of the later year.
        second: String,
        /// The calendar year both begin in.
        first_year: i32,
    },
}

impl Calendar {
    /// Everything to put right in this calendar; empty when it is sound.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found: Vec<Problem> =
            self.years.iter().flat_map(|year| self.problems_in(year)).collect();
        for pair in self.years.windows(2) {
            let [first, second] = pair else { continue };
            let (one, other) = (first.label.clone(), second.label.clone());
            if first.first_year() == second.first_year() {
                let first_year = first.first_year();
                found.push(Problem::YearTwice { first: one, second: other, first_year });
            } else if overlap((first.start, first.end), (second.start, second.end)) {
                found.push(Problem::YearsOverlap { first: one, second: other });
            }
        }
        let semesters: Vec<_> = self.semesters().collect();
        for pair in semesters.windows(2) {
            let [(year, first), (next, second)] = pair else { continue };
            if overlap((first.start, first.end), (second.start, second.end)) {
                found.push(Problem::SemestersOverlap {
                    first: (year.label.clone(), first.number),
                    second: (next.label.clone(), second.number),
                });
            }
        }
        found
    }

    /// What is wrong inside one school year.
    fn problems_in(&self, year: &SchoolYear) -> Vec<Problem> {
        let mut found = spans_of(year)
            .into_iter()
            .filter_map(|(part, start, end)| span_problem(year, part, start, end))
            .collect::<Vec<_>>();
        found.extend(
            lone_dates_of(year)
                .into_iter()
                .filter(|(_, date)| !in_range(*date))
                .map(|(part, date)| Problem::OutOfRange { year: year.label.clone(), part, date }),
        );
        if year.semesters.is_empty() {
            found.push(Problem::NoSemester { year: year.label.clone() });
        }
        let mut seen = Vec::new();
        for semester in &year.semesters {
            found.extend(self.semester_problem(year, semester, &seen));
            seen.push(semester.number);
        }
        for date in year.workdays.iter().copied() {
            if year.days_off.iter().any(|off| off.contains(date)) {
                found.push(Problem::WorkdayIsDayOff { year: year.label.clone(), date });
            }
        }
        found
    }

    /// What is wrong with one semester whose dates are in order; `seen` are the numbers before it.
    fn semester_problem(
        &self,
        year: &SchoolYear,
        semester: &Semester,
        seen: &[u8],
    ) -> Vec<Problem> {
        let (label, number) = (&year.label, semester.number);
        let mut found = Vec::new();
        if !(1..=9).contains(&number) || seen.contains(&number) {
            found.push(Problem::SemesterNumber { year: label.clone(), number });
        }
        if semester.end < semester.start {
            return found;
        }
        if semester.start < year.start || semester.end > year.end {
            found.push(Problem::SemesterOutsideYear { year: label.clone(), number });
        }
        if self.school_days(semester.start, semester.end) == 0 {
            found.push(Problem::NoSchoolDay { year: label.clone(), number });
        }
        found
    }
}

/// Whether two spans share a day.
fn overlap(a: (NaiveDate, NaiveDate), b: (NaiveDate, NaiveDate)) -> bool {
    a.0 <= b.1 && b.0 <= a.1 && a.0 <= a.1 && b.0 <= b.1
}

/// All spans of a year with their names.
fn spans_of(year: &SchoolYear) -> Vec<(Part, NaiveDate, NaiveDate)> {
    let semesters = year.semesters.iter().map(|s| (Part::Semester(s.number), s.start, s.end));
    let days_off =
        year.days_off.iter().enumerate().map(|(at, off)| (Part::DayOff(at), off.start, off.end));
    std::iter::once((Part::Year, year.start, year.end)).chain(semesters).chain(days_off).collect()
}

/// All single dates of a year with their names.
fn lone_dates_of(year: &SchoolYear) -> Vec<(Part, NaiveDate)> {
    let workdays = year.workdays.iter().enumerate().map(|(at, date)| (Part::Workday(at), *date));
    let festivals = year.festivals.iter().enumerate().map(|(at, f)| (Part::Festival(at), f.date));
    workdays.chain(festivals).collect()
}

/// The first thing wrong with the dates of a span.
fn span_problem(
    year: &SchoolYear,
    part: Part,
    start: NaiveDate,
    end: NaiveDate,
) -> Option<Problem> {
    let label = year.label.clone();
    if let Some(date) = [start, end].into_iter().find(|date| !in_range(*date)) {
        return Some(Problem::OutOfRange { year: label, part, date });
    }
    if end < start {
        return Some(Problem::EndBeforeStart { year: label, part, start, end });
    }
    let days = end.signed_duration_since(start).num_days() + 1;
    (days > i64::from(LONGEST)).then_some(Problem::TooLong { year: label, part })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day::ymd;
    use crate::calendar::{DayOff, Festival};

    fn year(semesters: Vec<Semester>) -> SchoolYear {
        SchoolYear { semesters, ..SchoolYear::blank(2026) }
    }

    fn autumn() -> Semester {
        Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15))
    }

    fn check(years: Vec<SchoolYear>, expected: &[&str]) {
        let found: Vec<String> =
            Calendar::new(years).problems().iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_sound_calendar_has_no_problems() {
        check(vec![year(vec![autumn()])], &[]);
    }

    #[test]
    fn each_problem_says_where_it_is_and_what_to_do() {
        check(
            vec![year(vec![])],
            &["2026-2027: there is no semester; add one, or no day is a school day"],
        );
        check(
            vec![year(vec![autumn(), Semester::new(2, ymd(2027, 6, 1), ymd(2027, 2, 22))])],
            &["2026-2027: Semester(2) ends on 2027-02-22, before it begins on 2027-06-01; \
               swap or correct them"],
        );
        check(
            vec![year(vec![autumn(), Semester::new(2, ymd(2027, 1, 15), ymd(2027, 6, 30))])],
            &["semester 1 of 2026-2027 and semester 2 of 2026-2027 share days; shorten one"],
        );
        check(
            vec![year(vec![autumn(), Semester::new(1, ymd(2027, 2, 22), ymd(2027, 9, 3))])],
            &[
                "2026-2027: semester number 1 is not from 1 to 9 or stands twice; renumber them",
                "2026-2027: semester 1 reaches beyond the school year; move one or the other",
            ],
        );
        check(
            vec![year(vec![Semester::new(1, ymd(2026, 9, 5), ymd(2026, 9, 6))])],
            &["2026-2027: semester 1 has no school day; check its dates and days off"],
        );
    }

    #[test]
    fn dates_of_another_century_are_named() {
        let mut wrong = year(vec![autumn()]);
        wrong.festivals.push(Festival::known("national_day", ymd(20_260, 10, 1)));
        wrong.days_off.push(DayOff::official("", ymd(2026, 10, 1), ymd(2028, 10, 1)));
        wrong.workdays.push(ymd(2026, 10, 10));
        wrong.end = ymd(1027, 8, 31);
        check(
            vec![wrong],
            &[
                "2026-2027: 1027-08-31 of Year is not between 1900 and 2100; check the year typed",
                "2026-2027: DayOff(0) is longer than a year; check the years typed",
                "2026-2027: +20260-10-01 of Festival(0) is not between 1900 and 2100; \
                 check the year typed",
                "2026-2027: semester 1 reaches beyond the school year; move one or the other",
                "2026-2027: 2026-10-10 is both a day off and a make-up day; remove one",
            ],
        );
    }

    #[test]
    fn years_that_share_days_or_a_name_are_found() {
        let mut long = year(vec![autumn()]);
        long.end = ymd(2027, 9, 1);
        let next = SchoolYear {
            semesters: vec![Semester::new(1, ymd(2027, 9, 2), ymd(2028, 1, 14))],
            ..SchoolYear::blank(2027)
        };
        check(vec![next, long], &["school years 2026-2027 and 2027-2028 share days; shorten one"]);
        let twin = SchoolYear {
            label: "twin".to_owned(),
            semesters: vec![Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2))],
            ..SchoolYear::blank(2026)
        };
        check(
            vec![year(vec![autumn()]), twin],
            &["school years 2026-2027 and twin both begin in 2026; remove one"],
        );
    }
}
