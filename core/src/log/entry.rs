//! One change of one record, and the one way to write it.

use super::id::RecordId;
use super::line::{Line, LineError};
use super::stamp::Stamp;
use super::value::{Map, Value};

/// The format of entry lines that this version writes: the `v` of every line.
pub const FORMAT: u64 = 1;

/// The kind of the entry that a final removal leaves behind.
pub const ERASED: &str = "erased";

/// One change of one record, by one person, at one time: what the whole state is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its place in the order of all entries.
    pub stamp: Stamp,
    /// The `seq` of the first entry of its action, on the same device: one step of a person, undone as one.
    pub act: u64,
    /// The heads of the record that its author had seen, sorted: what this entry comes after.
    pub base: Vec<Stamp>,
    /// Wall time at its author's, RFC 3339: for people to read, never to order by.
    pub at: String,
    /// The acting person's record, if known.
    pub by: Option<RecordId>,
    /// The kind of record, such as `activity`: `a-z`, `0-9`, `_`.
    pub kind: String,
    /// The record it changes.
    pub id: RecordId,
    /// What changes: a JSON merge patch (RFC 7386), always an object.
    pub patch: Value,
    /// Keys that this version does not know, passed on untouched. Empty in what this version writes.
    pub extra: Map<String, Value>,
}

impl Entry {
    /// The entry that finally removes a record: it has no patch, no time and no author.
    #[must_use]
    pub fn erasure(stamp: Stamp, base: Vec<Stamp>, id: RecordId) -> Self {
        Self {
            stamp,
            act: stamp.seq,
            base,
            at: String::new(),
            by: None,
            kind: ERASED.to_owned(),
            id,
            patch: Value::Null,
            extra: Map::new(),
        }
    }

    /// Does it finally remove its record?
    #[must_use]
    pub fn is_erasure(&self) -> bool {
        self.kind == ERASED
    }

    /// The action it belongs to: the stamp of that action's first entry.
    #[must_use]
    pub const fn action(&self) -> Stamp {
        Stamp::new(self.act, self.stamp.device)
    }

    /// The one way to write it: keys in a fixed order, everything inside them sorted, no space, no line break.
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut base: Vec<String> =
            self.ordered_base().iter().map(|stamp| format!("\"{stamp}\"")).collect();
        let base = if base.len() == 1 { base.remove(0) } else { base.join(",") };
        let Stamp { seq, device } = self.stamp;
        let kind = text(&self.kind);
        let id = self.id;
        let mut line = if self.is_erasure() {
            format!(
                r#"{{"v":{FORMAT},"seq":{seq},"device":"{device}","base":[{base}],"kind":{kind},"id":"{id}""#
            )
        } else {
            let by = self.by.map_or_else(|| "null".to_owned(), |by| format!("\"{by}\""));
            let (act, at, patch) = (self.act, text(&self.at), &self.patch);
            format!(
                r#"{{"v":{FORMAT},"seq":{seq},"device":"{device}","act":{act},"base":[{base}],"at":{at},"by":{by},"kind":{kind},"id":"{id}","patch":{patch}"#
            )
        };
        for (key, value) in &self.extra {
            line.push_str(&format!(",{}:{value}", text(key)));
        }
        line.push('}');
        line
    }

    /// Would others accept it? For whoever drafts entries: what is written must be readable.
    ///
    /// # Errors
    ///
    /// The [`LineError`] that reading its line would give.
    pub fn check(&self) -> Result<(), LineError> {
        Line::parse(&self.to_line()).map(drop)
    }

    fn ordered_base(&self) -> Vec<Stamp> {
        let mut base = self.base.clone();
        crate::sorted::sort(&mut base);
        base.dedup();
        base
    }

    /// The same entry in the form in which equal content is equal: `base` sorted, an erasure bare.
    pub(super) fn normal(mut self) -> Self {
        crate::sorted::sort(&mut self.base);
        self.base.dedup();
        if self.is_erasure() {
            let extra = self.extra;
            Self { extra, ..Self::erasure(self.stamp, self.base, self.id) }
        } else {
            self
        }
    }

    pub(super) fn is_normal(&self) -> bool {
        let bare = self.act == self.stamp.seq
            && self.at.is_empty()
            && self.by.is_none()
            && self.patch.is_null();
        self.base.is_sorted_by(|a, b| a < b) && (!self.is_erasure() || bare)
    }
}

/// A string as JSON.
fn text(text: &str) -> String {
    Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::stamp::DeviceId;
    use super::super::value::parse;
    use super::*;

    fn entry() -> Entry {
        Entry {
            stamp: Stamp::new(12, DeviceId::new(7)),
            act: 11,
            base: vec![Stamp::new(11, DeviceId::new(7)), Stamp::new(3, DeviceId::new(9))],
            at: "2026-11-23T08:00:00Z".to_owned(),
            by: None,
            kind: "activity".to_owned(),
            id: RecordId::new(1),
            patch: parse(r#"{"title":"听课 \"数学\"","b":{"y":1,"x":null}}"#).unwrap(),
            extra: Map::new(),
        }
    }

    #[test]
    fn an_entry_is_written_with_its_keys_in_order_and_its_base_sorted() {
        assert_eq!(
            entry().to_line(),
            r#"{"v":1,"seq":12,"device":"0000000000007","act":11,"base":["3@0000000000009","11@0000000000007"],"at":"2026-11-23T08:00:00Z","by":null,"kind":"activity","id":"00000000-0000-0000-0000-000000000001","patch":{"b":{"x":null,"y":1},"title":"听课 \"数学\""}}"#
        );
    }

    #[test]
    fn an_entry_comes_back_from_its_line_in_normal_form() {
        let read = Line::parse(&entry().to_line()).unwrap();
        assert_eq!(read, Line::from(entry()).normal());
        assert_eq!(read.to_line(), entry().to_line());
    }

    #[test]
    fn a_final_removal_is_written_bare_whatever_it_was_built_with() {
        let erasure = Entry { kind: ERASED.to_owned(), ..entry() };
        let line = r#"{"v":1,"seq":12,"device":"0000000000007","base":["3@0000000000009","11@0000000000007"],"kind":"erased","id":"00000000-0000-0000-0000-000000000001"}"#;
        assert_eq!(erasure.to_line(), line);
        assert_eq!(Line::parse(line), Ok(Line::from(erasure).normal()));
    }

    #[test]
    fn an_entry_that_others_would_refuse_is_found_before_it_is_written() {
        assert_eq!(entry().check(), Ok(()));
        assert!(Entry { kind: "No Kind".to_owned(), ..entry() }.check().is_err());
        assert!(Entry { patch: Value::Null, ..entry() }.check().is_err());
        assert!(Entry { act: 13, ..entry() }.check().is_err());
        assert!(Entry { base: vec![entry().stamp], ..entry() }.check().is_err());
    }
}
