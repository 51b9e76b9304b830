//! What a rule measures, as an exact fraction: compared exactly, rounded only where it is printed (R692).

use std::cmp::Ordering;
use std::fmt;

use crate::record::{Decimal, Hours};

/// A measured value. Never a float: a share keeps both its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A number of events, papers, incidents, parts.
    Whole(i64),
    /// Class hours.
    Hours(Hours),
    /// So many of so many; `of` is never 0 where a rule gives one out.
    Share {
        /// How many are as asked.
        part: i64,
        /// How many there are.
        of: i64,
    },
    /// Of whatever unit the rule has, in thousandths: money, a length, a weight.
    Decimal(Decimal),
    /// One quantity over another; `of` is never 0 where a rule gives one out.
    Ratio {
        /// The one.
        part: i64,
        /// The other.
        of: i64,
        /// Whether it is shown as a percentage.
        percent: bool,
    },
}

impl Amount {
    /// A share, when there is anything to take a share of.
    pub fn share(part: usize, of: usize) -> Option<Self> {
        (of > 0).then(|| Self::Share { part: int(part), of: int(of) })
    }

    /// One quantity over another that is more than nothing, both in the same thousandths.
    pub(super) fn ratio(part: i128, of: i128, percent: bool) -> Self {
        let (mut part, mut of) = (part, of.max(1));
        if part.rem_euclid(1000) == 0 && of.rem_euclid(1000) == 0 {
            (part, of) = (part / 1000, of / 1000);
        }
        // Beyond what a record holds, the last digits do not matter.
        let most = i128::from(i64::MAX / 2);
        while part.abs() > most || of > most {
            (part, of) = (part / 2, (of / 2).max(1));
        }
        Self::Ratio { part: int_of(part), of: int_of(of), percent }
    }

    /// A number of things.
    pub fn count(things: usize) -> Self {
        Self::Whole(int(things))
    }

    /// Numerator and denominator, in the unit of the rule.
    pub const fn fraction(self) -> (i64, i64) {
        match self {
            Self::Whole(n) => (n, 1),
            Self::Hours(hours) => (hours.0, 100),
            Self::Share { part, of } | Self::Ratio { part, of, .. } => (part, of),
            Self::Decimal(decimal) => (decimal.0, 1000),
        }
    }

    /// How it stands to a threshold in thousandths of the unit; exact.
    pub fn compare(self, threshold: Decimal) -> Ordering {
        let (above, below) = self.fraction();
        (i128::from(above) * 1000).cmp(&(i128::from(threshold.0) * i128::from(below)))
    }

    /// How much is missing to the threshold, in the unit of the rule; for a share, how many more of its items have
    /// to be as asked. None when nothing is.
    pub fn gap(self, threshold: Decimal) -> Option<Self> {
        match self {
            Self::Whole(n) => Some(ceiling(threshold.0, 1000).saturating_sub(n))
                .filter(|gap| *gap > 0)
                .map(Self::Whole),
            Self::Hours(hours) => Some(ceiling(threshold.0, 10).saturating_sub(hours.0))
                .filter(|gap| *gap > 0)
                .map(|gap| Self::Hours(Hours(gap))),
            Self::Share { part, of } => {
                let gap = items_of(threshold, of).saturating_sub(part);
                Some(gap).filter(|gap| *gap > 0).map(Self::Whole)
            }
            Self::Decimal(decimal) => {
                let gap = threshold.0.saturating_sub(decimal.0);
                Some(gap).filter(|gap| *gap > 0).map(|gap| Self::Decimal(Decimal(gap)))
            }
            Self::Ratio { .. } => None,
        }
    }

    /// The value as people read it. A share is a percentage with one decimal, and rounding never makes it look as if
    /// it had reached a target it has not, or missed one it has.
    pub fn shown(self, target: Option<Decimal>) -> String {
        let (part, of) = match self {
            Self::Share { part, of } | Self::Ratio { part, of, percent: true } => (part, of),
            Self::Whole(_) | Self::Hours(_) | Self::Decimal(_) | Self::Ratio { .. } => {
                return self.to_string();
            }
        };
        let below = i128::from(of.max(1));
        let exact = i128::from(part) * 1000;
        let mut tenths = (exact * 2 + below).div_euclid(below * 2);
        if let Some(target) = target {
            let rounded = tenths.cmp(&i128::from(target.0));
            match (self.compare(target), rounded) {
                (Ordering::Less, Ordering::Equal | Ordering::Greater) => tenths -= 1,
                (Ordering::Greater, Ordering::Equal | Ordering::Less) => tenths += 1,
                _ => {}
            }
        }
        let sign = if tenths < 0 { "-" } else { "" };
        let tenths = tenths.unsigned_abs();
        format!("{sign}{}.{}", tenths / 10, tenths % 10)
    }
}

impl fmt::Display for Amount {
    /// Without a unit: `7.5`, `2`; a share as `3/4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => write!(f, "{n}"),
            Self::Hours(hours) => write!(f, "{hours}"),
            Self::Share { part, of } => write!(f, "{part}/{of}"),
            Self::Decimal(decimal) => write!(f, "{decimal}"),
            Self::Ratio { part, of, .. } => {
                let below = i128::from(*of).max(1);
                let thousandths = (i128::from(*part) * 2000 + below).div_euclid(below * 2);
                write!(f, "{}", Decimal(int_of(thousandths)))
            }
        }
    }
}

/// How many of `of` items a share in thousandths asks for, rounded up: 85 % of 36 are 31 (R692).
pub fn items_of(threshold: Decimal, of: i64) -> i64 {
    let needed = i128::from(threshold.0) * i128::from(of);
    int_of(needed.div_euclid(1000) + i128::from(needed.rem_euclid(1000) > 0))
}

/// The same, rounded to the nearest, where the workbook reads it so (R692).
pub fn nearest_of(threshold: Decimal, of: i64) -> i64 {
    let needed = i128::from(threshold.0) * i128::from(of);
    int_of((needed * 2 + 1000).div_euclid(2000))
}

fn ceiling(value: i64, by: i64) -> i64 {
    value.div_euclid(by).saturating_add(i64::from(value.rem_euclid(by) > 0))
}

fn int_of(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN + 1 } else { i64::MAX })
}

/// A length as the integers of records.
pub(super) fn int(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_people_is_rounded_up() {
        assert_eq!(items_of(Decimal(850), 36), 31);
        assert_eq!(items_of(Decimal(300), 10), 3);
        assert_eq!(items_of(Decimal(1000), 7), 7);
    }

    #[test]
    fn rounding_never_hides_on_which_side_of_the_target_a_rate_lies() {
        let share = |part, of| Amount::Share { part, of };
        assert_eq!(share(1, 3).shown(Some(Decimal(300))), "33.3");
        assert_eq!(share(2, 3).shown(None), "66.7");
        assert_eq!(share(1999, 2000).shown(Some(Decimal(1000))), "99.9");
        assert_eq!(share(2999, 10_000).shown(Some(Decimal(300))), "29.9");
        assert_eq!(share(3001, 10_000).shown(Some(Decimal(300))), "30.1");
        assert_eq!(share(3, 10).shown(Some(Decimal(300))), "30.0");
        assert_eq!(share(1, 3).compare(Decimal(333)), Ordering::Greater);
    }

    #[test]
    fn a_gap_is_said_in_the_unit_of_the_rule() {
        assert_eq!(Amount::Hours(Hours(750)).gap(Decimal(10_000)), Some(Amount::Hours(Hours(250))));
        assert_eq!(Amount::Whole(1).gap(Decimal(2000)), Some(Amount::Whole(1)));
        let rated = Amount::Share { part: 1, of: 7 };
        assert_eq!(rated.gap(Decimal(300)), Some(Amount::Whole(2)), "30 % of 7 are 2.1, so 3");
        assert_eq!(Amount::Whole(3).gap(Decimal(2000)), None);
    }
}
