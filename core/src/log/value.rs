//! JSON of which there is only one reading: integers only, no key twice, bounded nesting.
//!
//! Numbers with a point are refused because two programs round them differently, and repeated keys because two
//! programs keep different ones; either would let one log mean two things.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
pub use serde_json::{Map, Value};
use thiserror::Error;

use super::stamp::{SEQ_LIMIT, shorten};

/// Objects and lists may stand this deep in each other: `{}` is 1, `{"a":[]}` is 2.
pub const MAX_NESTING: usize = 16;

/// The greatest integer a value may hold, and the least is its negative: 2^53 − 1.
pub const MAX_INTEGER: i64 = SEQ_LIMIT.cast_signed() - 1;

/// Why a text is not a value of the log.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ValueError {
    /// Not JSON at all, or cut off.
    #[error("this is not JSON: {problem}")]
    Syntax {
        /// What the parser says, with the column.
        problem: String,
    },
    /// An object names one key twice, and no one can say which of the two was meant.
    #[error("the key `{key}` stands twice in one object")]
    Repeated {
        /// The key, shortened.
        key: String,
    },
    /// A number with a point or exponent, or beyond ±(2^53 − 1).
    #[error("the number {found} is not a whole number within ±(2^53−1)")]
    Number {
        /// The number as it was read.
        found: String,
    },
    /// Too many objects and lists inside each other.
    #[error("objects and lists stand more than {MAX_NESTING} deep in each other")]
    Nesting,
}

/// Reads one value.
///
/// # Errors
///
/// Says what is wrong: no JSON, a key twice, a number that is no integer within ±(2^53 − 1), nesting beyond
/// [`MAX_NESTING`].
pub fn parse(text: &str) -> Result<Value, ValueError> {
    let mut problem = None;
    let mut json = serde_json::Deserializer::from_str(text);
    Strict::new(&mut problem)
        .deserialize(&mut json)
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| {
            problem.unwrap_or_else(|| ValueError::Syntax { problem: error.to_string() })
        })
}

/// The one way to write a value: keys sorted, no space, nothing escaped that need not be.
#[must_use]
pub fn write(value: &Value) -> String {
    value.to_string()
}

/// Reads a value strictly, leaving behind why it could not: serde's errors are only text.
pub(super) struct Strict<'p> {
    nesting: usize,
    problem: &'p mut Option<ValueError>,
}

impl<'p> Strict<'p> {
    pub(super) fn new(problem: &'p mut Option<ValueError>) -> Self {
        Self { nesting: 0, problem }
    }

    fn refuse<E: de::Error>(self, problem: ValueError) -> E {
        *self.problem = Some(problem);
        E::custom("refused")
    }

    /// The reader of what stands inside this object or list.
    fn inner(&mut self) -> Strict<'_> {
        Strict { nesting: self.nesting + 1, problem: &mut *self.problem }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        if value < SEQ_LIMIT {
            Ok(value.into())
        } else {
            Err(self.refuse(ValueError::Number { found: value.to_string() }))
        }
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() < SEQ_LIMIT {
            Ok(value.into())
        } else {
            Err(self.refuse(ValueError::Number { found: value.to_string() }))
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Err(self.refuse(ValueError::Number { found: value.to_string() }))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<Value, A::Error> {
        if self.nesting == MAX_NESTING {
            return Err(self.refuse(ValueError::Nesting));
        }
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self.inner())? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<Value, A::Error> {
        if self.nesting == MAX_NESTING {
            return Err(self.refuse(ValueError::Nesting));
        }
        let mut map = Map::new();
        while let Some(key) = object.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(self.refuse(ValueError::Repeated { key: shorten(&key) }));
            }
            let value = object.next_value_seed(self.inner())?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// Reads a key without copying it where the text allows.
pub(super) struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_out_sorted_and_without_space() {
        let value = parse(r#" { "b" : [ 1 , -2 ], "a" : {"d":null,"c":"\u4e2d"} } "#).unwrap();
        assert_eq!(write(&value), r#"{"a":{"c":"中","d":null},"b":[1,-2]}"#);
    }

    #[test]
    fn a_repeated_key_is_refused_however_it_is_written() {
        assert_eq!(
            parse(r#"{"a":{"x":1,"\u0078":1}}"#),
            Err(ValueError::Repeated { key: "x".to_owned() })
        );
    }

    #[test]
    fn numbers_that_are_no_integers_are_refused() {
        for text in [
            "1.5",
            "1.0",
            "1e3",
            "-0",
            "9007199254740992",
            "-9007199254740992",
            "18446744073709551616",
            "1e999",
        ] {
            assert!(parse(text).is_err(), "{text}");
            assert!(parse(&format!("[{text}]")).is_err(), "{text}");
        }
        assert!(matches!(parse("1.5"), Err(ValueError::Number { .. })));
        for text in ["0", "-1", "9007199254740991", "-9007199254740991"] {
            assert_eq!(write(&parse(text).unwrap()), text);
        }
    }

    #[test]
    fn nesting_ends_at_sixteen() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(16)).is_ok());
        assert_eq!(parse(&nested(17)), Err(ValueError::Nesting));
        assert_eq!(parse(&"{\"a\":".repeat(100_000)), Err(ValueError::Nesting));
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        for text in ["", "{", "{} {}", "nul", r#""\ud800""#, "{a:1}", "[1,]", "'a'"] {
            assert!(matches!(parse(text), Err(ValueError::Syntax { .. })), "{text}");
        }
        assert!(parse("{} x").unwrap_err().to_string().contains("column 4"));
    }
}
