//! The name of a record, the same on every device.

use std::fmt;
use std::str::FromStr;

use super::stamp::{StampError, as_text, shorten};

/// The id of a record: 128 bits, as text a UUID in lower case with hyphens. Text and number sort alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(u128);

impl RecordId {
    /// A record id of these bits, whatever version of UUID they make.
    #[must_use]
    pub const fn new(bits: u128) -> Self {
        Self(bits)
    }

    /// A version 7 UUID: `millis` since 1970 (its lower 48 bits), then 74 of the 80 random bits. The shell brings both.
    #[must_use]
    pub const fn v7(millis: u64, random: [u8; 10]) -> Self {
        let mut chance: u128 = 0;
        let mut i = 0;
        while i < random.len() {
            chance = (chance << 8) | random[i] as u128;
            i += 1;
        }
        let high = (chance >> 62) & 0xfff;
        let low = chance & ((1 << 62) - 1);
        Self(
            ((millis as u128 & 0xffff_ffff_ffff) << 80)
                | (7 << 76)
                | (high << 64)
                | (0b10 << 62)
                | low,
        )
    }

    /// The bits it was made of.
    #[must_use]
    pub const fn bits(self) -> u128 {
        self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits >> 96,
            (bits >> 80) & 0xffff,
            (bits >> 64) & 0xffff,
            (bits >> 48) & 0xffff,
            bits & 0xffff_ffff_ffff
        )
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RecordId {
    type Err = StampError;

    fn from_str(text: &str) -> Result<Self, StampError> {
        let wrong = || StampError::Record { found: shorten(text) };
        if text.len() != 36 {
            return Err(wrong());
        }
        let mut bits: u128 = 0;
        for (place, byte) in text.bytes().enumerate() {
            let digit = match (place, byte) {
                (8 | 13 | 18 | 23, b'-') => continue,
                (8 | 13 | 18 | 23, _) => return Err(wrong()),
                (_, b'0'..=b'9') => byte - b'0',
                (_, b'a'..=b'f') => byte - b'a' + 10,
                _ => return Err(wrong()),
            };
            bits = (bits << 4) | u128::from(digit);
        }
        Ok(Self(bits))
    }
}

as_text!(RecordId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_id_comes_back_from_its_text() {
        let text = "0192f000-aaaa-7bbb-8ccc-123456789abc";
        assert_eq!(text.parse::<RecordId>().map(|id| id.to_string()), Ok(text.to_owned()));
    }

    #[test]
    fn a_version_seven_id_carries_its_time_version_and_variant() {
        let id = RecordId::v7(0x0192_f000_aaaa, [0xff; 10]);
        assert_eq!(id.to_string(), "0192f000-aaaa-7fff-bfff-ffffffffffff");
        let id = RecordId::v7(0x0192_f000_aaaa, [0; 10]);
        assert_eq!(id.to_string(), "0192f000-aaaa-7000-8000-000000000000");
    }

    #[test]
    fn a_later_id_sorts_later() {
        assert!(RecordId::v7(1, [0xff; 10]) < RecordId::v7(2, [0; 10]));
    }

    #[test]
    fn a_record_id_in_another_spelling_is_refused() {
        for text in [
            "",
            "0192F000-aaaa-7bbb-8ccc-123456789abc",
            "0192f000aaaa7bbb8ccc123456789abc",
            "{0192f000-aaaa-7bbb-8ccc-12345678ab}",
            "0192f000-aaaa-7bbb-8ccc-123456789abg",
            "0192f000-aaaa-7bbb-8ccc+123456789abc",
        ] {
            assert!(text.parse::<RecordId>().is_err(), "{text}");
        }
    }
}
