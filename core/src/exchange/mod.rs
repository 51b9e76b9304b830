//! What colleagues hand each other: `.jiedui` files, and the receipt of taking one in.
//!
//! A bundle is a zip of the log's lines and the files they name, with a manifest that knows the SHA-256 of every
//! member. `core/FORMAT.md` specifies it. Reading is bounded and all-or-nothing: a broken file says what is wrong and
//! where, and nothing of it is taken in. Nothing here touches a disk or asks for the time; the shell brings readers and
//! writers.
//!
//! In reading order: [`digest`] and [`manifest`], [`mod@write`], [`mod@open`] with [`problem`], [`parts`] (a large backup in
//! several files), [`mod@receipt`] (what merging did), `schema` (the JSON Schema, made from the records' own fields).
//!
//! # Example
//!
//! ```
//! use std::io::Cursor;
//! use jiedui_core::exchange::{Facts, bundle, open};
//! use jiedui_core::log::Line;
//!
//! let line = r#"{"v":1,"seq":1,"device":"0000000000007","act":1,"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"note","id":"0192f000-0000-7000-8000-000000000001","patch":{"text":"送教"}}"#;
//! let lines = [Line::parse(line)?];
//! let (bytes, backup) = bundle(&lines, &Default::default(), Facts::default())?;
//!
//! let opened = open(Cursor::new(&bytes))?;
//! assert_eq!(opened.lines(), lines);
//! assert_eq!(opened.digest(), backup, "read back and the same: now it counts as a backup");
//!
//! let cut_off = &bytes[..bytes.len() / 2];
//! assert!(open(Cursor::new(cut_off)).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod digest;
pub mod manifest;
pub mod open;
pub mod parts;
pub mod problem;
pub mod receipt;
#[cfg(feature = "labels")]
pub mod schema;
#[cfg(test)]
mod tests;
pub mod write;

pub use digest::Digest;
pub use manifest::{Facts, Manifest, Part, WorkbookName};
pub use open::{Opened, open, peek, verify};
pub use parts::{PART_BYTES, missing_parts, same_backup, share_out};
pub use problem::{BundleError, WriteError};
pub use receipt::{MergeReceipt, MergeRefusal, Named, merge, receipt};
pub use write::{Forward, Writer, bundle, files_of};

/// The member that holds the log.
pub const ENTRIES: &str = "entries.jsonl";
/// The member that describes the others.
pub const MANIFEST: &str = "manifest.json";
/// The folder of the members named by their hash.
pub const FILES: &str = "files/";

/// The most bytes of `entries.jsonl`, unpacked.
pub const MAX_ENTRIES: u64 = 200_000_000;
/// The most bytes of all members together, unpacked, and of the bundle itself.
pub const MAX_TOTAL: u64 = 2_000_000_000;
/// The most members.
pub const MAX_MEMBERS: usize = 8_000;
/// The most bytes of `manifest.json`.
pub const MAX_MANIFEST: u64 = 4_000_000;
/// How many times larger than packed a member may be; honest ones stay below forty.
pub const MAX_RATIO: u64 = 200;
