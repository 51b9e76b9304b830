//! The log and its merge: what makes two devices agree. It knows no record kinds and draws neither time nor chance.
//!
//! - A [`Log`] is a set of [`Line`]s; nearly every line is an [`Entry`]. Merging two logs is the union of two sets, so
//!   order, repetition and detours make no difference. There is nothing else to synchronise.
//! - An entry changes one record ([`RecordId`]) by a JSON merge patch. A [`Record`] is the [`fold`] of its entries'
//!   patches in the order of their [`Stamp`]s: per leaf, the last writer shows.
//! - An entry names the entries its author had seen last, its `base`. So the log can tell who knew what: entries that
//!   did not know of each other and set one leaf differently are a [`Conflict`], until someone who knows both decides.
//! - Deleting sets `deleted` in the record, and can be taken back. Removing finally is the entry of kind `erased`: the
//!   record's other entries are dropped, and refused wherever they turn up later.
//! - [`value`] is JSON of which there is only one reading and one writing; equal content is equal bytes.
//!
//! # Example
//!
//! ```
//! use jiedui_core::log::{Line, Log};
//!
//! let create = r#"{"v":1,"seq":1,"device":"0000000000007","act":1,"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"note","id":"0192f000-0000-7000-8000-000000000001","patch":{"text":"draft","pinned":true}}"#;
//! let edit = create.replace("\"seq\":1,", "\"seq\":2,").replace("[]", "[\"1@0000000000007\"]").replace("draft", "final");
//!
//! let mut log = Log::new();
//! for line in [&edit, create] {
//!     log.insert(Line::parse(line)?);          // in any order
//! }
//! let (_, note) = log.records().next().expect("one record");
//! assert_eq!(note.value()["text"], "final");
//! assert_eq!(note.heads()[0].to_string(), "2@0000000000007");
//! assert!(note.conflicts().is_empty());        // the second author knew the first entry
//! # Ok::<(), jiedui_core::log::LineError>(())
//! ```

mod conflict;
mod entry;
pub mod fold;
mod id;
mod line;
#[cfg(test)]
mod phone;
mod record;
mod set;
mod stamp;
pub mod value;

pub use conflict::{Conflict, DELETED};
pub use entry::{ERASED, Entry, FORMAT};
pub use id::RecordId;
pub use line::{Line, LineError, MAX_LINE, count_lines};
pub use record::Record;
pub use set::{FAR_AHEAD, Inserted, Log};
pub use stamp::{DeviceId, SEQ_LIMIT, Stamp, StampError};
pub use value::{Map, Value, ValueError};
