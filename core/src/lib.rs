//! The domain of Jiedui (结对台账).
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::wildcard_enum_match_arm)]

pub mod calendar;
pub mod catalog;
pub mod label;
pub mod log;
