//! The domain of Jiedui (结对台账).
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::wildcard_enum_match_arm)]

pub mod ask;
pub mod calendar;
pub mod catalog;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
#[cfg(feature = "exchange")]
pub mod exchange;
pub mod label;
pub mod ledger;
pub mod log;
pub mod plan;
pub mod record;
pub mod rule;
#[cfg(feature = "sample")]
pub mod sample;
pub mod state;
