//! Workbooks that nobody wrote, for trying things out: the example workbook (「载入示例」, R754) and a synthetic county of any
//! size. Written through the same commands as real ones, so they can hold nothing that a person could not have entered.
//!
//! All names are put together from syllables and mean nobody. The same seed gives the same lines.

mod chance;
mod county;
mod diary;
mod example;
mod names;
mod pen;
mod schedule;
mod school;
#[cfg(test)]
mod tests;
mod words;

use chrono::NaiveDate;

use crate::catalog::Catalog;
use crate::command::Refusal;
use crate::ledger::Ledger;
use crate::log::Line;

pub use county::County;

/// The lines of a county's workbook, school year 2026-2027. The catalogue needs kinds, fields, codes, rules, holidays and
/// template T15.
///
/// # Errors
///
/// A [`Refusal`] when the catalogue lacks a section or its template asks for something else.
pub fn county(county: &County, catalog: &Catalog) -> Result<Vec<Line>, Refusal> {
    Ok(lines(&county_ledger(county, catalog)?))
}

/// As [`county`], still folded.
///
/// # Errors
///
/// As [`county`].
pub fn county_ledger(county: &County, catalog: &Catalog) -> Result<Ledger, Refusal> {
    county::write(county, catalog)
}

/// The example workbook: one and a half semesters of two partnerships, up to `today`. The catalogue needs kinds, fields,
/// codes, rules, holidays and template T15.
///
/// # Errors
///
/// A [`Refusal`] when the catalogue lacks a section or its template asks for something else.
pub fn example(today: NaiveDate, catalog: &Catalog) -> Result<Vec<Line>, Refusal> {
    Ok(lines(&example_ledger(today, catalog)?))
}

/// As [`example`], still folded.
///
/// # Errors
///
/// As [`example`].
pub fn example_ledger(today: NaiveDate, catalog: &Catalog) -> Result<Ledger, Refusal> {
    example::write(today, catalog)
}

fn lines(ledger: &Ledger) -> Vec<Line> {
    ledger.state().log().entries().cloned().collect()
}
