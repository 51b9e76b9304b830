//! The periods a rule is asked in: from the beginning of a pairing's part in the plan up to the one that holds the day.

use chrono::NaiveDate;

use crate::calendar::{Calendar, Period, PeriodKey, PeriodKind};

use super::settings::Settings;

/// No rule is asked in more periods than this: the latest ones.
const MOST: usize = 400;

/// How often a rule is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cadence {
    /// Once in every period of this kind.
    Every(PeriodKind),
    /// Always; due at the end of the plan.
    Always,
    /// On a day of assessment; due at the end of the semester.
    Assessment,
    /// Once in the whole plan.
    Plan,
    /// For each event by itself: over the whole plan, the share of those that keep it.
    Event,
    /// On the plan's first day, whatever was found out about it since.
    Baseline,
}

impl Cadence {
    /// Reads a code of the list `period`.
    pub(super) fn read(code: &str) -> Option<Self> {
        Some(match code {
            "continuous" => Self::Always,
            "assessment_date" => Self::Assessment,
            "plan" | "once" => Self::Plan,
            "event" => Self::Event,
            "baseline_date" => Self::Baseline,
            other => Self::Every(other.parse().ok()?),
        })
    }

    /// Whether the school calendar decides when such a period begins and ends.
    fn needs_calendar(self, settings: &Settings) -> bool {
        match self {
            Self::Every(PeriodKind::Semester | PeriodKind::SchoolYear) => true,
            Self::Every(PeriodKind::Month) => {
                settings.month == crate::calendar::MonthReading::TeachingMonth
            }
            Self::Every(_)
            | Self::Always
            | Self::Assessment
            | Self::Plan
            | Self::Event
            | Self::Baseline => false,
        }
    }
}

/// One period of a rule, cut to the days on which the pairing takes part in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Its key.
    pub(super) key: PeriodKey,
    /// The first day that counts.
    pub(super) from: NaiveDate,
    /// The last day that counts.
    pub(super) due: NaiveDate,
    /// The last day known about: `due`, or the day asked for when that is earlier.
    pub(super) until: NaiveDate,
    /// Why it is not asked in the ordinary way.
    pub(super) special: Special,
}

/// What makes a period special.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// Nothing.
    No,
    /// A month of holidays (R681).
    Exempt,
    /// The calendar knows nothing about it.
    Uncharted,
}

/// The days on which a pairing takes part in a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

/// The periods of a rule up to the day `on`, in order; none before the span begins.
pub(super) fn windows(
    cadence: Cadence,
    school_months_only: bool,
    calendar: &Calendar,
    settings: &Settings,
    span: Span,
    on: NaiveDate,
) -> Vec<Window> {
    let day = on.min(span.to);
    if day < span.from || span.to < span.from {
        return Vec::new();
    }
    let cut = |key, from: NaiveDate, to: NaiveDate, special| {
        let (from, due) = (from.max(span.from), to.min(span.to));
        Window { key, from, due, until: due.min(on), special }
    };
    let whole = |key, due: NaiveDate| Window {
        key,
        from: span.from,
        due,
        until: day,
        special: Special::No,
    };
    let mut windows: Vec<Window> = match cadence {
        Cadence::Plan | Cadence::Event => vec![whole(PeriodKey::Plan, span.to)],
        Cadence::Baseline => {
            vec![Window { until: day, ..whole(PeriodKey::Day(span.from), span.from) }]
        }
        Cadence::Always => vec![whole(PeriodKey::Day(day), span.to)],
        Cadence::Assessment => {
            vec![whole(PeriodKey::Day(day), semester_end(calendar, day).min(span.to))]
        }
        Cadence::Every(PeriodKind::Month) => {
            let months = calendar.months(settings.month, span.from, day).into_iter();
            let month = |period: Period| {
                let Period { key, from, to } = period;
                let days = calendar.school_days(from.max(span.from), to.min(span.to));
                let special = if !school_months_only || days >= settings.min_school_days {
                    Special::No
                } else if charted(calendar, from, to) {
                    Special::Exempt
                } else {
                    Special::Uncharted
                };
                cut(key, from, to, special)
            };
            months.map(|it| month(it.period)).collect()
        }
        Cadence::Every(kind) => {
            let periods = calendar.periods(kind, span.from, day);
            periods.into_iter().map(|it| cut(it.key, it.from, it.to, Special::No)).collect()
        }
    };
    if cadence.needs_calendar(settings) && is_beyond(calendar, day) {
        windows.push(Window { special: Special::Uncharted, ..whole(PeriodKey::Day(day), day) });
    }
    let skip = windows.len().saturating_sub(MOST);
    windows.split_off(skip)
}

/// Whether the calendar has a school year that shares a day with the span.
fn charted(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> bool {
    calendar.years().iter().any(|year| year.start <= to && from <= year.end)
}

/// Whether no school year of the calendar covers `day`, nor one on each side of it.
fn is_beyond(calendar: &Calendar, day: NaiveDate) -> bool {
    let years = calendar.years();
    !(years.iter().any(|year| year.start <= day) && years.iter().any(|year| year.end >= day))
}

/// The end of the semester that `day` lies in, or of the next one; the end of time when there is none.
fn semester_end(calendar: &Calendar, day: NaiveDate) -> NaiveDate {
    let ends = calendar.semesters().map(|(_, semester)| semester.end);
    ends.filter(|end| *end >= day).min().unwrap_or(NaiveDate::MAX)
}
