//! A value at the end of a path, and what it is counted in.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::calendar::PartialDate;
use crate::log::RecordId;

/// What a value is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rule) enum Unit {
    Whole,
    Hours,
    Fen,
    Thousandths,
    Minutes,
}

/// A value at the end of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) enum Leaf<'a> {
    Id(RecordId),
    Text(Cow<'a, str>),
    Number(i64, Unit),
    Flag(bool),
}

impl Leaf<'_> {
    /// The last day it can mean, when it is a date.
    pub(in crate::rule) fn date(&self) -> Option<NaiveDate> {
        let Self::Text(text) = self else { return None };
        text.parse::<PartialDate>().ok().map(PartialDate::last_day)
    }

    /// The first day it can mean, when it is a date.
    pub(in crate::rule) fn first_day(&self) -> Option<NaiveDate> {
        let Self::Text(text) = self else { return None };
        first_day(text)
    }

    /// The record it names.
    pub(in crate::rule) fn id(&self) -> Option<RecordId> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Text(text) => text.parse().ok(),
            Self::Number(..) | Self::Flag(_) => None,
        }
    }

    /// It as text, to tell one from another.
    pub(in crate::rule) fn word(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Text(text) => text.to_string(),
            Self::Number(number, _) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
        }
    }
}

/// The first day that a text can mean, when it is a date.
pub(super) fn first_day(text: &str) -> Option<NaiveDate> {
    text.parse::<PartialDate>().ok().map(PartialDate::first_day)
}
