//! Who wrote an entry, and where it stands in the one order that all devices agree on.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// The first number that no `seq` and no integer of a value may reach: 2^53, as JavaScript counts exactly up to it.
pub const SEQ_LIMIT: u64 = 1 << 53;

/// Crockford's base 32: no `i`, `l`, `o`, `u`, so that an id read aloud is not misheard.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Length of a device id as text: 13 digits of 5 bits hold 64 bits.
const DEVICE_CHARS: usize = 13;

/// A device, or rather one start of the app on it: 64 bits drawn afresh each time, so that a restored backup never
/// writes a stamp that was written before.
///
/// As text it has exactly 13 digits of Crockford's base 32, in lower case. Text and number sort alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(u64);

impl DeviceId {
    /// A device id of these bits. The shell draws them; the core asks for no chance.
    #[must_use]
    pub const fn new(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits it was made of.
    #[must_use]
    pub const fn bits(self) -> u64 {
        self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0u8; DEVICE_CHARS];
        let mut rest = self.0;
        for place in text.iter_mut().rev() {
            *place = DIGITS[(rest & 31) as usize];
            rest >>= 5;
        }
        f.pad(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DeviceId {
    type Err = StampError;

    fn from_str(text: &str) -> Result<Self, StampError> {
        let wrong = || StampError::Device { found: shorten(text) };
        if text.len() != DEVICE_CHARS {
            return Err(wrong());
        }
        let mut bits: u64 = 0;
        for (place, byte) in text.bytes().enumerate() {
            let digit = digit(byte).ok_or_else(wrong)?;
            if place == 0 && digit > 15 {
                return Err(wrong());
            }
            bits = (bits << 5) | digit;
        }
        Ok(Self(bits))
    }
}

/// The value of one digit of [`DIGITS`], without searching for it.
fn digit(byte: u8) -> Option<u64> {
    let value = match byte {
        b'0'..=b'9' => byte - b'0',
        b'a'..=b'h' => byte - b'a' + 10,
        b'j' | b'k' => byte - b'j' + 18,
        b'm' | b'n' => byte - b'm' + 20,
        b'p'..=b't' => byte - b'p' + 22,
        b'v'..=b'z' => byte - b'v' + 27,
        _ => return None,
    };
    Some(u64::from(value))
}

/// The place of an entry in the order of all entries: a Lamport number, then the device that wrote it.
///
/// Whoever writes takes one more than the greatest number seen, so an entry always sorts after everything its author
/// knew. Wall clocks order nothing. As text: `12@0000000000007`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// 1 + the greatest number its author had seen; below [`SEQ_LIMIT`].
    pub seq: u64,
    /// Who wrote it; decides between equal numbers.
    pub device: DeviceId,
}

impl Stamp {
    /// The stamp of this number and device.
    #[must_use]
    pub const fn new(seq: u64, device: DeviceId) -> Self {
        Self { seq, device }
    }

    /// Number and device as one number, in the same order.
    #[must_use]
    pub const fn bits(self) -> u128 {
        ((self.seq as u128) << 64) | self.device.bits() as u128
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.seq, self.device)
    }
}

impl fmt::Debug for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Stamp {
    type Err = StampError;

    fn from_str(text: &str) -> Result<Self, StampError> {
        let wrong = || StampError::Stamp { found: shorten(text) };
        let (seq, device) = text.split_once('@').ok_or_else(wrong)?;
        // One way to write a number: digits only, no sign, no leading zero.
        let plain =
            seq.bytes().all(|byte| byte.is_ascii_digit()) && (seq == "0" || !seq.starts_with('0'));
        let seq = seq.parse().ok().filter(|seq| plain && *seq < SEQ_LIMIT).ok_or_else(wrong)?;
        Ok(Self { seq, device: device.parse()? })
    }
}

/// Text that is no stamp, device or record id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StampError {
    /// Not 13 digits of lower-case Crockford base 32.
    #[error(
        "`{found}` is no device id: expected 13 of the characters 0-9 a-h j k m n p-t v-z, the first at most f"
    )]
    Device {
        /// What stood there, shortened.
        found: String,
    },
    /// Not a number below 2^53, an `@` and a device id.
    #[error("`{found}` is no stamp: expected a whole number below 2^53, `@` and a device id")]
    Stamp {
        /// What stood there, shortened.
        found: String,
    },
    /// Not a hyphenated lower-case UUID.
    #[error("`{found}` is no record id: expected a UUID in lower case with hyphens")]
    Record {
        /// What stood there, shortened.
        found: String,
    },
}

/// At most 60 characters of `text`, so that an error message stays one line.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Reads and writes a type as its text, for whoever stores it in JSON.
macro_rules! as_text {
    ($($name:ty),*) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

pub(crate) use as_text;

as_text!(DeviceId, Stamp);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_id_is_thirteen_characters_and_comes_back() {
        for bits in [0, 1, 31, 32, 0x0123_4567_89ab_cdef, u64::MAX] {
            let text = DeviceId::new(bits).to_string();
            assert_eq!(text.len(), 13);
            assert_eq!(text.parse(), Ok(DeviceId::new(bits)));
        }
        assert_eq!(DeviceId::new(u64::MAX).to_string(), "fzzzzzzzzzzzz");
    }

    #[test]
    fn every_digit_means_its_place() {
        for (place, byte) in DIGITS.iter().enumerate() {
            assert_eq!(digit(*byte), Some(place as u64));
        }
    }

    #[test]
    fn a_device_id_in_another_spelling_is_refused() {
        for text in [
            "",
            "0",
            "000000000000I",
            "000000000000i",
            "00000000000000",
            "g000000000000",
            "00000000000é",
        ] {
            assert!(text.parse::<DeviceId>().is_err(), "{text}");
        }
    }

    #[test]
    fn stamps_sort_by_number_then_device() {
        let stamp = |seq, device| Stamp::new(seq, DeviceId::new(device));
        assert!(stamp(1, 9) < stamp(2, 1));
        assert!(stamp(2, 1) < stamp(2, 2));
    }

    #[test]
    fn a_stamp_comes_back_from_its_text() {
        let stamp = Stamp::new(12, DeviceId::new(7));
        assert_eq!(stamp.to_string(), "12@0000000000007");
        assert_eq!("12@0000000000007".parse(), Ok(stamp));
    }

    #[test]
    fn a_stamp_in_another_spelling_is_refused() {
        for text in [
            "12",
            "012@0000000000007",
            "+1@0000000000007",
            "@0000000000007",
            "-1@0000000000007",
            "9007199254740992@0000000000007",
        ] {
            assert!(text.parse::<Stamp>().is_err(), "{text}");
        }
        assert!("9007199254740991@0000000000007".parse::<Stamp>().is_ok());
    }
}
