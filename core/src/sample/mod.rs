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

pub use county::{County, county};
pub use example::example;
