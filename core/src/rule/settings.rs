//! How this workbook reads its rules: the decisions R681 to R692 and the visible capacity, with their defaults.

use crate::calendar::{MIN_SCHOOL_DAYS, MonthReading};
use crate::record::{Hours, Texts};
use crate::state::State;

/// The decisions that hold; the keys stand in the workbook's `settings`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `R681`: what a month is.
    pub month: MonthReading,
    /// `R681_days`: months with fewer school days are exempt.
    pub min_school_days: u32,
    /// `R691`: whether rules with a proposed figure are watched.
    pub proposed: bool,
    /// `R683`: whether more than the upper bound of "one to two" is a fault.
    pub exact: bool,
    /// `R692`: whether a share of people is rounded to the nearest instead of up.
    pub nearest: bool,
    /// `capacity_events`: how many events a school day takes.
    pub capacity_events: u32,
    /// `capacity_hours`: how many class hours a school day takes.
    pub capacity_hours: Hours,
    /// `warn_days`: a red line so many days away, or fewer, is near.
    pub warn_days: u32,
    chosen: Texts,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            month: MonthReading::Calendar,
            min_school_days: MIN_SCHOOL_DAYS,
            proposed: true,
            exact: false,
            nearest: false,
            capacity_events: 1,
            capacity_hours: Hours(400),
            warn_days: 14,
            chosen: Texts::new(),
        }
    }
}

impl Settings {
    /// The decisions of a workbook. What cannot be read, or would make nothing possible, is as if nobody had chosen.
    pub fn read(state: &State) -> Self {
        let chosen =
            state.workspace().map(|(_, workspace)| workspace.settings.clone()).unwrap_or_default();
        Self::of(chosen)
    }

    /// The decisions written down in `chosen`.
    pub fn of(chosen: Texts) -> Self {
        let default = Self::default();
        let text = |code: &str| chosen.get(code).map_or("", String::as_str);
        let number = |code: &str| text(code).parse::<u32>().ok();
        let month = match text("R681") {
            "rolling_30_days" => Some(MonthReading::Rolling30),
            other => other.parse().ok(),
        };
        let hours = text("capacity_hours").parse::<Hours>().ok().filter(|hours| hours.0 > 0);
        Self {
            month: month.unwrap_or(default.month),
            min_school_days: number("R681_days").unwrap_or(default.min_school_days),
            proposed: text("R691") != "off",
            exact: text("R683") == "exact",
            nearest: text("R692") == "nearest",
            capacity_events: number("capacity_events")
                .filter(|events| *events > 0)
                .unwrap_or(default.capacity_events),
            capacity_hours: hours.unwrap_or(default.capacity_hours),
            warn_days: number("warn_days").unwrap_or(default.warn_days),
            chosen,
        }
    }

    /// What somebody has chosen for a decision; none while the default holds.
    pub fn chosen(&self, code: &str) -> Option<&str> {
        self.chosen.get(code).map(String::as_str).filter(|choice| !choice.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_takes_the_place_of_the_default_and_nonsense_does_not() {
        let of = |pairs: &[(&str, &str)]| {
            Settings::of(pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
        };
        let settings = of(&[("R681", "rolling_30_days"), ("capacity_hours", "2.5")]);
        assert_eq!(settings.month, MonthReading::Rolling30);
        assert_eq!(settings.capacity_hours, Hours(250));
        let nonsense =
            of(&[("R681", "moon"), ("capacity_events", "0"), ("R681_days", "-3"), ("R682", "")]);
        assert_eq!((nonsense.month, nonsense.capacity_events), (MonthReading::Calendar, 1));
        assert_eq!((nonsense.min_school_days, nonsense.chosen("R682")), (10, None));
    }
}
