//! The browser's storage: the only place that touches IndexedDB, localStorage, the private file system, the marks in the
//! cache, locks and channels. It knows bytes and lines, never what they mean: an action is a string of lines, each row
//! has a clock, and a workbook is a database of rows.
//!
//! A write goes to the journal in the same tick ([`Store::journal`]), then to the database in one strict transaction
//! ([`Store::commit`]); only its `complete` is «saved». After that the second copy, the marks and the other tabs hear
//! of it. The modules, in reading order: `name`, `error`, `mark`, `envelope`, `frame`, `js`, `idb`, `journal`, `tabs`,
//! `mirror`, `registry`, `segment`, `content`, `book`, `safety`, `drafts`, `files`, `settings`, `probe`.

mod book;
mod content;
mod drafts;
mod envelope;
mod error;
mod files;
mod frame;
mod idb;
mod journal;
mod js;
mod mark;
mod mirror;
mod name;
mod probe;
mod registry;
mod safety;
mod segment;
mod settings;
mod tabs;

pub use book::{Change, Health, Opened, Store};
pub use drafts::{Draft, early_draft_drop, early_draft_get, early_draft_put, early_drafts};
pub use error::Error;
pub use files::StoredFile;
pub use mark::{Mark, is_known};
pub use mirror::SecondCopy;
pub use name::{scope, scope_of};
pub use probe::{Estimate, Probe, estimate, persist, persisted, probe};
pub use registry::{Workbook, create, open_early, remove, rename, workbooks};
pub use settings::{setting_get, setting_put};
