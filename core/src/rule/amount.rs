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
}

impl Amount {
    /// A share, when there is anything to take a share of.
    pub fn share(part: usize, of: usize) -> Option<Self> {
        (of > 0).then(|| Self::Share { part: int(part), of: int(of) })
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
            Self::Share { part, of } => (part, of),
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
            Self::Whole(n) => {
                Some(ceiling(threshold.0, 1000) - n).filter(|gap| *gap > 0).map(Self::Whole)
            }
            Self::Hours(hours) => Some(ceiling(threshold.0, 10) - hours.0)
                .filter(|gap| *gap > 0)
                .map(|gap| Self::Hours(Hours(gap))),
            Self::Share { part, of } => {
                Some(items_of(threshold, of) - part).filter(|gap| *gap > 0).map(Self::Whole)
            }
        }
    }

    /// The value as people read it. A share is a percentage with one decimal, and rounding never makes it look as if
    /// it had reached a target it has not, or missed one it has.
    pub fn shown(self, target: Option<Decimal>) -> String {
        let Self::Share { part, of } = self else { return self.to_string() };
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
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

impl fmt::Display for Amount {
    /// Without a unit: `7.5`, `2`; a share as `3/4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(n) => write!(f, "{n}"),
            Self::Hours(hours) => write!(f, "{hours}"),
            Self::Share { part, of } => write!(f, "{part}/{of}"),
        }
    }
}

/// How many of `of` items a share in thousandths asks for, rounded up: 85 % of 36 are 31 (R692).
pub fn items_of(threshold: Decimal, of: i64) -> i64 {
    let needed = i128::from(threshold.0) * i128::from(of);
    let up = needed.div_euclid(1000) + i128::from(needed.rem_euclid(1000) > 0);
    i64::try_from(up).unwrap_or(i64::MAX)
}

fn ceiling(value: i64, by: i64) -> i64 {
    value.div_euclid(by).saturating_add(i64::from(value.rem_euclid(by) > 0))
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
