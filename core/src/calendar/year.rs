//! What a school types into its calendar: one school year with its semesters, days off and festivals (R546, R769).

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::day::{json, json_list, ymd};

/// One school year. Spans include both ends; lists may be in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolYear {
    /// What people call it, usually `2026-2027`. Periods are named by the year of `start` instead.
    pub label: String,
    /// The first day, usually 1 September.
    #[serde(with = "json")]
    pub start: NaiveDate,
    /// The last day, usually 31 August.
    #[serde(with = "json")]
    pub end: NaiveDate,
    /// The semesters, usually two.
    #[serde(default)]
    pub semesters: Vec<Semester>,
    /// Holidays on which a semester pauses, official or the school's own.
    #[serde(default)]
    pub days_off: Vec<DayOff>,
    /// Weekend days with school in exchange for a longer holiday (调休上班).
    #[serde(default, with = "json_list")]
    pub workdays: Vec<NaiveDate>,
    /// Dates that visits and greetings are counted by.
    #[serde(default)]
    pub festivals: Vec<Festival>,
    /// Whether the official holidays of part of this year were not yet published when it was made (预估).
    #[serde(default)]
    pub estimated: bool,
}

impl SchoolYear {
    /// The year from 1 September of `first_year` to 31 August, with nothing in it yet.
    pub fn blank(first_year: i32) -> Self {
        let next = first_year.saturating_add(1);
        Self {
            label: format!("{first_year}-{next}"),
            start: ymd(first_year, 9, 1),
            end: ymd(next, 8, 31),
            semesters: Vec::new(),
            days_off: Vec::new(),
            workdays: Vec::new(),
            festivals: Vec::new(),
            estimated: false,
        }
    }

    /// The calendar year it begins in: the 2026 of 2026-2027.
    pub fn first_year(&self) -> i32 {
        self.start.year()
    }

    /// Whether `date` lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

/// One semester of a school year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Semester {
    /// 1 for the autumn semester, 2 for the spring semester.
    pub number: u8,
    /// What people call it; empty for the usual name of its number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The first day.
    #[serde(with = "json")]
    pub start: NaiveDate,
    /// The last day.
    #[serde(with = "json")]
    pub end: NaiveDate,
}

impl Semester {
    /// A semester with the usual name of its number.
    pub const fn new(number: u8, start: NaiveDate, end: NaiveDate) -> Self {
        Self { number, name: String::new(), start, end }
    }

    /// Whether `date` lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

/// A day off, or several in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayOff {
    /// The festival it is for, by its code in the list `festival`; empty for the school's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What people call it; empty for the usual name of its code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The first day.
    #[serde(with = "json")]
    pub start: NaiveDate,
    /// The last day.
    #[serde(with = "json")]
    pub end: NaiveDate,
}

impl DayOff {
    /// An official day off, named by its code.
    pub fn official(code: &str, start: NaiveDate, end: NaiveDate) -> Self {
        Self { code: code.to_owned(), name: String::new(), start, end }
    }

    /// Whether `date` lies in it.
    pub fn contains(&self, date: NaiveDate) -> bool {
        (self.start..=self.end).contains(&date)
    }
}

/// A festival or anniversary on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Festival {
    /// Its code in the list `festival`; empty for the school's own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What people call it; empty for the usual name of its code.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The day itself, whether or not it is a day off.
    #[serde(with = "json")]
    pub date: NaiveDate,
}

impl Festival {
    /// A known festival, named by its code.
    pub fn known(code: &str, date: NaiveDate) -> Self {
        Self { code: code.to_owned(), name: String::new(), date }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_year_reads_back_from_json_what_it_wrote() {
        let year = SchoolYear {
            semesters: vec![Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15))],
            days_off: vec![DayOff::official("national_day", ymd(2026, 10, 1), ymd(2026, 10, 7))],
            workdays: vec![ymd(2026, 9, 20)],
            festivals: vec![Festival::known("teachers_day", ymd(2026, 9, 10))],
            ..SchoolYear::blank(2026)
        };
        let text = serde_json::to_string(&year).unwrap();
        assert!(text.contains(r#""workdays":["2026-09-20"]"#), "{text}");
        assert_eq!(serde_json::from_str::<SchoolYear>(&text).unwrap(), year);
    }

    #[test]
    fn a_date_that_cannot_be_read_is_quoted_in_the_error() {
        let text = r#"{"label":"x","start":"2026-9-1","end":"2027-08-31"}"#;
        let error = serde_json::from_str::<SchoolYear>(text).unwrap_err().to_string();
        assert!(error.contains(r#""2026-9-1" is not a date like 2026-09-01"#), "{error}");
    }
}
