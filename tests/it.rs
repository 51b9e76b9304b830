//! The one native test binary: modules only.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]
#![allow(missing_docs, reason = "test names are sentences")]

mod golden;
mod laws;
mod laws_calendar;
mod laws_exchange;
mod laws_rule;
mod stories;
mod stories_agreement;
mod tidy;
mod tidy_catalog;
