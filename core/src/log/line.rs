//! Lines read from outside: strictly, bounded, and with words for what is wrong.
//!
//! Lines of a newer format are kept as they stand; keys that a line of this format does not know are kept too.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::de::{Deserializer, MapAccess, Visitor};
use thiserror::Error;

use super::entry::{ERASED, Entry, FORMAT};
use super::stamp::{DeviceId, SEQ_LIMIT, Stamp, shorten};
use super::value::{Key, Map, Strict, Value, ValueError};

/// No line is longer than this, in bytes.
pub const MAX_LINE: usize = 1_000_000;

/// One line of the log: an entry, or what a newer version wrote. Cheap to clone.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// An entry that this version understands.
    Entry(Arc<Entry>),
    /// A line with a greater `v`: kept as it stands, passed on untouched, read again after an update.
    Newer {
        /// Its place in the order of all entries, the only thing understood.
        stamp: Stamp,
        /// The line as it was read, without its line break.
        text: Arc<str>,
    },
}

impl Line {
    /// Reads one line.
    ///
    /// # Errors
    ///
    /// Says which key is wrong, what was expected and what stood there. A line is never "empty": what cannot be read
    /// is an error for the caller to show, never something to skip.
    pub fn parse(line: &str) -> Result<Self, LineError> {
        let line = line.trim_matches([' ', '\t', '\r', '\n']);
        if line.len() > MAX_LINE {
            return Err(LineError::Long { bytes: line.len() });
        }
        if line.contains(['\n', '\r']) {
            return Err(LineError::Break);
        }
        let fields = match Fields::parse(line) {
            Ok(fields) if fields.version() == Some(FORMAT) => fields,
            // A newer format may allow what this one refuses; then only its stamp has to be understood.
            read => {
                return newer(line)
                    .unwrap_or_else(|| Err(read.err().unwrap_or(LineError::Version)));
            }
        };
        fields.entry().map(|entry| Self::Entry(Arc::new(entry)))
    }

    /// Its place in the order of all entries.
    #[must_use]
    pub fn stamp(&self) -> Stamp {
        match self {
            Self::Entry(entry) => entry.stamp,
            Self::Newer { stamp, .. } => *stamp,
        }
    }

    /// The line as it is written to files, without a line break.
    #[must_use]
    pub fn to_line(&self) -> String {
        match self {
            Self::Entry(entry) => entry.to_line(),
            Self::Newer { text, .. } => text.to_string(),
        }
    }

    /// The entry, unless a newer version wrote it.
    #[must_use]
    pub const fn entry(&self) -> Option<&Arc<Entry>> {
        match self {
            Self::Entry(entry) => Some(entry),
            Self::Newer { .. } => None,
        }
    }

    /// The order of lines in files: by stamp; two with one stamp by their bytes.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        self.stamp().cmp(&other.stamp()).then_with(|| self.to_line().cmp(&other.to_line()))
    }

    pub(super) fn normal(self) -> Self {
        match self {
            Self::Entry(entry) if !entry.is_normal() => {
                Self::Entry(Arc::new(Arc::unwrap_or_clone(entry).normal()))
            }
            Self::Entry(_) | Self::Newer { .. } => self,
        }
    }
}

/// How many lines there are in a text of lines.
#[must_use]
pub fn count_lines(text: &[u8]) -> u64 {
    text.iter().filter(|byte| **byte == b'\n').count() as u64
}

impl From<Entry> for Line {
    fn from(entry: Entry) -> Self {
        Self::Entry(Arc::new(entry))
    }
}

impl From<Arc<Entry>> for Line {
    fn from(entry: Arc<Entry>) -> Self {
        Self::Entry(entry)
    }
}

/// Why a line could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LineError {
    /// Longer than [`MAX_LINE`].
    #[error("the line is {bytes} bytes long, more than {MAX_LINE}")]
    Long {
        /// Its length.
        bytes: usize,
    },
    /// Two lines given as one.
    #[error("there is a line break inside the line")]
    Break,
    /// Not JSON, or JSON that two programs may read differently.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// JSON, but not an object.
    #[error("expected an object {{…}}, found {found}")]
    Shape {
        /// What stood there, shortened.
        found: String,
    },
    /// No `v`, or one that no version writes.
    #[error("`v` is missing or not a whole number from 1: this is not an entry")]
    Version,
    /// A key that every entry has is not there.
    #[error("`{key}` is missing: expected {expected}")]
    Missing {
        /// The key.
        key: &'static str,
        /// What it should hold.
        expected: &'static str,
    },
    /// A key holds something else than it should.
    #[error("`{key}` is {found}: expected {expected}")]
    Field {
        /// The key.
        key: &'static str,
        /// What it should hold.
        expected: &'static str,
        /// What stood there, shortened.
        found: String,
    },
}

/// What each known key holds, in words.
const WHOLE: &str = "a whole number from 0, below 2^53";
const ACT: &str = "a whole number, at most `seq`";
const DEVICE: &str = "13 characters of lower-case Crockford base 32";
const BASE: &str = "a list of stamps, each before this entry";
const AT: &str = "a time like 2026-11-23T08:00:00Z";
const BY: &str = "null or a lower-case UUID";
const KIND: &str = "1 to 64 of a-z, 0-9 and _";
const ID: &str = "a lower-case UUID";
const PATCH: &str = "an object";
const BARE: &str = "nothing, as the entry is a final removal";

/// A line taken apart, nothing judged yet.
#[derive(Default)]
struct Fields {
    v: Option<Value>,
    seq: Option<Value>,
    device: Option<Value>,
    act: Option<Value>,
    base: Option<Value>,
    at: Option<Value>,
    by: Option<Value>,
    kind: Option<Value>,
    id: Option<Value>,
    patch: Option<Value>,
    extra: Map<String, Value>,
}

impl Fields {
    fn parse(line: &str) -> Result<Self, LineError> {
        if !line.starts_with('{') {
            // Told apart before reading, so that the message can say what stood there.
            return Err(match super::value::parse(line) {
                Ok(value) => LineError::Shape { found: shorten(&value.to_string()) },
                Err(problem) => problem.into(),
            });
        }
        let mut problem = None;
        let mut json = serde_json::Deserializer::from_str(line);
        json.deserialize_map(Reader { problem: &mut problem })
            .and_then(|fields| json.end().map(|()| fields))
            .map_err(|error| {
                problem.unwrap_or_else(|| ValueError::Syntax { problem: error.to_string() }).into()
            })
    }

    fn version(&self) -> Option<u64> {
        self.v.as_ref().and_then(Value::as_u64)
    }

    fn place(&mut self, key: &str) -> Option<&mut Option<Value>> {
        Some(match key {
            "v" => &mut self.v,
            "seq" => &mut self.seq,
            "device" => &mut self.device,
            "act" => &mut self.act,
            "base" => &mut self.base,
            "at" => &mut self.at,
            "by" => &mut self.by,
            "kind" => &mut self.kind,
            "id" => &mut self.id,
            "patch" => &mut self.patch,
            _ => return None,
        })
    }

    fn entry(self) -> Result<Entry, LineError> {
        let seq = need(self.seq, "seq", WHOLE, |value| value.as_u64())?;
        let device =
            need(self.device, "device", DEVICE, |value| value.as_str()?.parse::<DeviceId>().ok())?;
        let stamp = Stamp::new(seq, device);
        let base = need(self.base, "base", BASE, |value| stamps(value, stamp))?;
        let kind =
            need(self.kind, "kind", KIND, |value| is_kind(value.as_str()?).then(|| owned(value)))?;
        let id = need(self.id, "id", ID, |value| value.as_str()?.parse().ok())?;
        if kind == ERASED {
            for (key, value) in
                [("act", self.act), ("at", self.at), ("by", self.by), ("patch", self.patch)]
            {
                if let Some(value) = value {
                    return Err(LineError::Field {
                        key,
                        expected: BARE,
                        found: shorten(&value.to_string()),
                    });
                }
            }
            return Ok(Entry { extra: self.extra, ..Entry::erasure(stamp, base, id) });
        }
        let act = need(self.act, "act", ACT, |value| value.as_u64().filter(|act| *act <= seq))?;
        let at = need(self.at, "at", AT, |value| is_time(value.as_str()?).then(|| owned(value)))?;
        let by = need(self.by, "by", BY, |value| match value.as_str() {
            Some(text) => text.parse().ok().map(Some),
            None => value.is_null().then_some(None),
        })?;
        let patch =
            need(self.patch, "patch", PATCH, |value| value.is_object().then(|| value.take()))?;
        Ok(Entry { stamp, act, base, at, by, kind, id, patch, extra: self.extra })
    }
}

/// Takes what a key holds, or says what is wrong with it.
fn need<T>(
    value: Option<Value>,
    key: &'static str,
    expected: &'static str,
    read: impl FnOnce(&mut Value) -> Option<T>,
) -> Result<T, LineError> {
    let mut value = value.ok_or(LineError::Missing { key, expected })?;
    read(&mut value).ok_or_else(|| LineError::Field {
        key,
        expected,
        found: shorten(&value.to_string()),
    })
}

/// Moves a string out of the value that holds it.
fn owned(value: &mut Value) -> String {
    if let Value::String(text) = value.take() { text } else { String::new() }
}

/// The stamps of a `base`, sorted; none may stand at or after the entry itself.
fn stamps(value: &Value, own: Stamp) -> Option<Vec<Stamp>> {
    let mut stamps: Vec<Stamp> = value
        .as_array()?
        .iter()
        .map(|item| item.as_str()?.parse().ok().filter(|stamp| *stamp < own))
        .collect::<Option<_>>()?;
    crate::sorted::sort(&mut stamps);
    stamps.dedup();
    Some(stamps)
}

fn is_kind(kind: &str) -> bool {
    (1..=64).contains(&kind.len())
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Does it look like an RFC 3339 time? The day is not checked against its month: a wrong clock is no reason to refuse.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() < 20 || bytes.len() > 40 {
        return false;
    }
    let two = |at: usize, most: u8| match bytes.get(at..at + 2) {
        Some([a @ b'0'..=b'9', b @ b'0'..=b'9']) => (a - b'0') * 10 + (b - b'0') <= most,
        _ => false,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    let date = two(0, 99) && two(2, 99) && two(5, 12) && two(8, 31);
    let time = two(11, 23) && two(14, 59) && two(17, 60);
    if !(date && time && marks.iter().all(|(at, mark)| bytes[*at] == *mark)) {
        return false;
    }
    if &bytes[5..7] == b"00" || &bytes[8..10] == b"00" {
        return false;
    }
    let mut zone = 19;
    if bytes[zone] == b'.' {
        let digits = bytes[zone + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return false;
        }
        zone += 1 + digits;
    }
    match &bytes[zone..] {
        [b'Z'] => true,
        [b'+' | b'-', _, _, b':', _, _] => two(zone + 1, 23) && two(zone + 4, 59),
        _ => false,
    }
}

/// Takes a line apart.
struct Reader<'p> {
    problem: &'p mut Option<ValueError>,
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some(key) = object.next_key_seed(Key)? {
            let value = object.next_value_seed(Strict::new(self.problem))?;
            let old = match fields.place(&key) {
                Some(place) => place.replace(value),
                None => fields.extra.insert(key.clone().into_owned(), value),
            };
            if old.is_some() {
                *self.problem = Some(ValueError::Repeated { key: shorten(&key) });
                return Err(serde::de::Error::custom("refused"));
            }
        }
        Ok(fields)
    }
}

/// The version of a line, whatever else it holds.
#[derive(serde::Deserialize)]
struct Version {
    v: u64,
}

/// The only keys of a newer line that this version has to understand.
#[derive(serde::Deserialize)]
struct Place {
    seq: u64,
    device: DeviceId,
}

/// The line as one of a newer format, if it says that it is one.
fn newer(line: &str) -> Option<Result<Line, LineError>> {
    let Version { v } = serde_json::from_str(line).ok()?;
    if v <= FORMAT {
        return None;
    }
    Some(match serde_json::from_str(line) {
        Ok(Place { seq, device }) if seq < SEQ_LIMIT => {
            Ok(Line::Newer { stamp: Stamp::new(seq, device), text: line.into() })
        }
        Ok(Place { seq, .. }) => {
            Err(LineError::Field { key: "seq", expected: WHOLE, found: seq.to_string() })
        }
        Err(error) => Err(ValueError::Syntax { problem: error.to_string() }.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"v":1,"seq":2,"device":"0000000000007","act":1,"base":["1@0000000000007"],"at":"2026-11-23T08:00:00Z","by":"0192f000-0000-7000-8000-000000000002","kind":"note","id":"0192f000-0000-7000-8000-000000000001","patch":{"text":"a"}}"#;

    /// The error of [`GOOD`] with `from` replaced.
    fn error(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from}");
        Line::parse(&GOOD.replace(from, to)).unwrap_err().to_string()
    }

    #[test]
    fn a_line_comes_back_byte_for_byte() {
        assert_eq!(Line::parse(GOOD).unwrap().to_line(), GOOD);
        assert_eq!(Line::parse(&format!(" {GOOD}\r\n")).unwrap().to_line(), GOOD);
    }

    #[test]
    fn a_line_written_otherwise_is_brought_into_order() {
        let spaced = GOOD.replace(":", " : ").replace("08 : 00 : 00", "08:00:00");
        let turned = format!(
            "{{\"patch\":{{\"text\":\"\\u0061\"}},{}",
            &GOOD[1..].replace(",\"patch\":{\"text\":\"a\"}", "")
        );
        for line in [spaced, turned] {
            assert_eq!(Line::parse(&line).unwrap().to_line(), GOOD, "{line}");
        }
    }

    #[test]
    fn unknown_keys_are_kept_and_passed_on() {
        let line = GOOD.replace("}}", r#"},"mood":{"b":1},"zeal":null}"#);
        assert_eq!(Line::parse(&line).unwrap().to_line(), line);
    }

    #[test]
    fn a_line_of_a_newer_format_is_kept_as_it_stands() {
        for line in [
            r#"{"seq":9,"device":"0000000000007","v":2,"weight":1.5,"deep":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}"#.to_owned(),
            GOOD.replace("\"v\":1", "\"v\":2").replace("[\"1@0000000000007\"]", "7"),
        ] {
            let read = Line::parse(&line).unwrap();
            assert!(read.entry().is_none());
            assert_eq!(read.to_line(), line);
        }
    }

    #[test]
    fn a_newer_line_without_a_stamp_is_refused() {
        for line in [
            r#"{"v":2}"#,
            r#"{"v":2,"seq":9007199254740992,"device":"0000000000007"}"#,
            r#"{"v":2,"seq":1,"device":"x"}"#,
        ] {
            assert!(Line::parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_wrong_version_number_or_device_is_named_with_what_was_expected() {
        let version = "`v` is missing or not a whole number from 1: this is not an entry";
        for (from, to, expected) in [
            ("\"v\":1", "\"v\":0", version),
            ("\"v\":1", "\"v\":\"1\"", version),
            ("\"v\":1,", "", version),
            ("\"seq\":2", "\"seq\":-2", "`seq` is -2: expected a whole number from 0, below 2^53"),
            ("\"seq\":2,", "", "`seq` is missing: expected a whole number from 0, below 2^53"),
            (
                "\"seq\":2",
                "\"seq\":9007199254740992",
                "the number 9007199254740992 is not a whole number within ±(2^53−1)",
            ),
            (
                "0007\",",
                "007\",",
                "`device` is \"000000000007\": expected 13 characters of lower-case Crockford base 32",
            ),
            ("\"act\":1", "\"act\":3", "`act` is 3: expected a whole number, at most `seq`"),
            (
                "1@0",
                "2@0",
                "`base` is [\"2@0000000000007\"]: expected a list of stamps, each before this entry",
            ),
            (
                "[\"1@0000000000007\"]",
                "null",
                "`base` is null: expected a list of stamps, each before this entry",
            ),
        ] {
            assert_eq!(error(from, to), expected, "{from} -> {to}");
        }
    }

    #[test]
    fn a_wrong_time_person_kind_id_or_patch_is_named_with_what_was_expected() {
        for (from, to, expected) in [
            (
                "T08",
                " 08",
                "`at` is \"2026-11-23 08:00:00Z\": expected a time like 2026-11-23T08:00:00Z",
            ),
            (
                "\"0192f000-0000-7000-8000-000000000002\"",
                "7",
                "`by` is 7: expected null or a lower-case UUID",
            ),
            ("note", "Note", "`kind` is \"Note\": expected 1 to 64 of a-z, 0-9 and _"),
            (
                "000000000001",
                "1",
                "`id` is \"0192f000-0000-7000-8000-1\": expected a lower-case UUID",
            ),
            ("{\"text\":\"a\"}", "[]", "`patch` is []: expected an object"),
            (
                "{\"text\":\"a\"}",
                "{\"a\":1.5}",
                "the number 1.5 is not a whole number within ±(2^53−1)",
            ),
            ("\"act\":1", "\"act\":1,\"seq\":2", "the key `seq` stands twice in one object"),
            ("\"act\":1", "\"x\":1,\"x\":2", "the key `x` stands twice in one object"),
        ] {
            assert_eq!(error(from, to), expected, "{from} -> {to}");
        }
    }

    #[test]
    fn what_is_no_object_is_refused() {
        assert_eq!(
            Line::parse("[1, 2]").unwrap_err().to_string(),
            "expected an object {…}, found [1,2]"
        );
        assert!(matches!(Line::parse(""), Err(LineError::Value(ValueError::Syntax { .. }))));
        assert!(matches!(
            Line::parse(&GOOD[..100]),
            Err(LineError::Value(ValueError::Syntax { .. }))
        ));
        assert_eq!(Line::parse(&GOOD.replace(",\"act\"", ",\n\"act\"")), Err(LineError::Break));
    }

    #[test]
    fn a_line_longer_than_a_megabyte_is_refused() {
        let line = |text: usize| GOOD.replace("\"a\"", &format!("\"{}\"", "a".repeat(text)));
        let room = MAX_LINE - GOOD.len() + 1;
        assert!(Line::parse(&line(room)).is_ok());
        assert_eq!(Line::parse(&line(room + 1)), Err(LineError::Long { bytes: MAX_LINE + 1 }));
    }

    #[test]
    fn a_final_removal_with_anything_left_in_it_is_refused() {
        let bare = r#"{"v":1,"seq":2,"device":"0000000000007","base":[],"kind":"erased","id":"0192f000-0000-7000-8000-000000000001"}"#;
        assert_eq!(Line::parse(bare).unwrap().to_line(), bare);
        for rest in ["\"patch\":{}", "\"at\":\"2026-11-23T08:00:00Z\"", "\"by\":null", "\"act\":2"]
        {
            assert!(
                Line::parse(&bare.replace("\"kind\"", &format!("{rest},\"kind\""))).is_err(),
                "{rest}"
            );
        }
    }

    #[test]
    fn the_examples_of_the_format_are_lines_written_the_one_way() {
        let lines: Vec<&str> = include_str!("../../FORMAT.md")
            .lines()
            .filter(|line| line.starts_with("{\"v\":"))
            .collect();
        assert!(lines.len() >= 5);
        for line in lines {
            assert_eq!(Line::parse(line).unwrap().to_line(), line);
        }
    }

    #[test]
    fn times_look_like_rfc_3339() {
        for good in [
            "2026-11-23T08:00:00Z",
            "2026-11-23T08:00:00.123Z",
            "2026-11-23T08:00:60+08:00",
            "0000-01-01T00:00:00-23:59",
        ] {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "",
            "2026-11-23",
            "2026-13-23T08:00:00Z",
            "2026-00-23T08:00:00Z",
            "2026-11-32T08:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T08:60:00Z",
            "2026-11-23T08:00:00",
            "2026-11-23T08:00:00.Z",
            "2026-11-23T08:00:00+0800",
            "2026-11-23t08:00:00z",
            "2026-11-23T08:00:00+24:00",
            "二〇二六-11-23T08:00:00Z",
            "2026-11-23T08:00:00Zé",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }
}
