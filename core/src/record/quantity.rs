//! Quantities without floating point: class hours, money, decimals. Each knows its unit and prints without surprise.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// A text is no such quantity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a plain decimal number.
    #[error("not a number: write 1.5 or 1250.00")]
    NotANumber,
    /// More decimal places than the unit holds.
    #[error("too fine: at most {0} decimal places")]
    TooFine(u32),
    /// Beyond what any plan needs.
    #[error("too large")]
    TooLarge,
}

/// `places` decimal places of `units`, trailing zeros cut down to `keep`.
fn write_scaled(f: &mut fmt::Formatter<'_>, units: i64, places: u32, keep: usize) -> fmt::Result {
    let scale = 10_u64.pow(places);
    let (whole, rest) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    let mut decimals = format!("{rest:0width$}", width = places as usize);
    while decimals.len() > keep && decimals.ends_with('0') {
        decimals.pop();
    }
    let sign = if units < 0 { "-" } else { "" };
    if decimals.is_empty() {
        write!(f, "{sign}{whole}")
    } else {
        write!(f, "{sign}{whole}.{decimals}")
    }
}

fn read_scaled(text: &str, places: u32) -> Result<i64, QuantityError> {
    let text = text.trim();
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(decimals) {
        return Err(QuantityError::NotANumber);
    }
    let kept = decimals.trim_end_matches('0');
    if kept.len() > places as usize {
        return Err(QuantityError::TooFine(places));
    }
    let padded = format!("{whole}{kept:0<width$}", width = places as usize);
    let units: i64 = padded.parse().map_err(|_| QuantityError::TooLarge)?;
    Ok(if negative { -units } else { units })
}

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $places:literal, $keep:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_scaled(f, self.0, $places, $keep)
            }
        }

        impl FromStr for $name {
            type Err = QuantityError;

            fn from_str(text: &str) -> Result<Self, QuantityError> {
                read_scaled(text, $places).map(Self)
            }
        }

        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }

        impl Sub for $name {
            type Output = Self;

            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
                items.fold(Self(0), Add::add)
            }
        }
    };
}

quantity! {
    /// Class hours (课时), in hundredths.
    Hours, 2, 0
}

quantity! {
    /// Money in fen (分), a hundredth of a yuan; always printed with both places.
    Money, 2, 2
}

quantity! {
    /// A decimal of whatever unit stands beside it, in thousandths.
    Decimal, 3, 0
}

impl Decimal {
    /// A whole number of units.
    pub const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(1000))
    }
}

impl From<Hours> for Decimal {
    fn from(hours: Hours) -> Self {
        Self(hours.0.saturating_mul(10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_print_as_people_write_them() {
        assert_eq!(Hours(750).to_string(), "7.5");
        assert_eq!(Hours(1000).to_string(), "10");
        assert_eq!(Money(125_000).to_string(), "1250.00");
        assert_eq!(Decimal(333).to_string(), "0.333");
        assert_eq!(Hours(-5).to_string(), "-0.05");
        assert_eq!(Decimal(i64::MIN).to_string(), "-9223372036854775.808");
    }

    #[test]
    fn quantities_read_what_people_write() {
        assert_eq!("1.5".parse(), Ok(Hours(150)));
        assert_eq!("1.50".parse(), Ok(Hours(150)));
        assert_eq!(" 10 ".parse(), Ok(Hours(1000)));
        assert_eq!("-0.01".parse(), Ok(Money(-1)));
        assert_eq!("1.555".parse::<Hours>(), Err(QuantityError::TooFine(2)));
        assert_eq!("一".parse::<Hours>(), Err(QuantityError::NotANumber));
        assert_eq!("1e3".parse::<Hours>(), Err(QuantityError::NotANumber));
        assert_eq!("99999999999999999999".parse::<Money>(), Err(QuantityError::TooLarge));
    }
}
