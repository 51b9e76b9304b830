//! The door to core's `exchange`: backups written, read back and opened, merges foretold. It runs in a worker
//! (`static/office.js`), so that a file that traps it takes nothing else along, and long work never stops the page.
//!
//! Answers are JSON texts. What is at fault with a file comes as `{"fault": …}`, see `fault`; an exception is thrown
//! only when the browser itself fails.

mod fault;
mod look;
mod pack;
mod port;
mod sample;

use std::cell::RefCell;
use std::str::FromStr as _;

use jiedui_core::exchange::{self, Digest, Opened};
use serde_json::json;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use fault::{Fault, answer};
pub use pack::pack;
use port::{File, Reader};
pub use sample::{sample, sections};

thread_local! {
    /// The file that is being looked at, sound to its last byte; of a backup in parts, all that are there.
    static FILES: RefCell<Vec<Opened<Reader>>> = const { RefCell::new(Vec::new()) };
}

/// Reads a backup back: `{"entries", "records", "files", "bytes"}` when it is sound and the one that was written.
#[wasm_bindgen]
pub fn verify(file: File, digest: &str) -> String {
    let bytes = file.size();
    answer(|| {
        let digest = Digest::from_str(digest).map_err(|_| Fault::new("gone"))?;
        let manifest = exchange::verify(Reader::new(file), digest)?;
        Ok(json!({
            "entries": manifest.entries,
            "records": manifest.records,
            "files": manifest.files().count(),
            "bytes": bytes,
        }))
    })
}

/// Opens a file, reads all of it, and tells what is inside. It stays open until the next one is.
#[wasm_bindgen]
pub fn open(file: File) -> String {
    FILES.take();
    answer(|| {
        let opened = exchange::open(Reader::new(file))?;
        FILES.with_borrow_mut(|files| {
            files.push(opened);
            look::inside(files)
        })
    })
}

/// Opens one more part of the backup that is open, reads all of it, and tells what is inside all of them. A part that is
/// there already changes nothing; a file that is no part of it stays out.
#[wasm_bindgen]
pub fn add(file: File) -> String {
    answer(|| {
        FILES.with_borrow_mut(|files| {
            let first = files.first().ok_or_else(|| Fault::new("gone"))?;
            let mut opened = exchange::open(Reader::new(file))?;
            if first.manifest().facts.part.is_none() || opened.manifest().facts.part.is_none() {
                return Err(Fault::new("no_part"));
            }
            if !exchange::same_backup(first.manifest(), opened.manifest()) {
                return Err(Fault::new("other_part"));
            }
            let part = opened.manifest().facts.part;
            if files.iter().all(|own| own.manifest().facts.part != part) {
                // They are the same in every part.
                opened.take_lines();
                files.push(opened);
            }
            look::inside(files)
        })
    })
}

/// The lines of the file that is open.
#[wasm_bindgen]
pub fn lines() -> String {
    FILES.with_borrow(|files| {
        let lines = files.first().map(Opened::lines).unwrap_or_default();
        lines.iter().map(|line| line.to_line() + "\n").collect()
    })
}

/// A file out of what is open, by its digest.
///
/// # Errors
/// A text that says what is wrong: the browser's file was changed or taken away since it was opened.
#[wasm_bindgen]
pub fn take(digest: &str) -> Result<Vec<u8>, JsValue> {
    let digest = Digest::from_str(digest).map_err(|why| why.to_string())?;
    FILES.with_borrow_mut(|files| {
        let holds = |opened: &Opened<Reader>| opened.files().any(|(own, _)| own == digest);
        let opened = match files.iter().position(holds) {
            Some(at) => files.get_mut(at),
            None => files.first_mut(),
        };
        let opened = opened.ok_or("no file is open")?;
        opened.file(digest).map_err(|why| JsValue::from_str(&why.to_string()))
    })
}

/// What taking the file that is open into a workbook of these lines would do.
#[wasm_bindgen]
pub fn receipt(ours: &str) -> String {
    answer(|| {
        FILES.with_borrow(|files| {
            let opened = files.first().ok_or_else(|| Fault::new("gone"))?;
            look::receipt(ours, opened)
        })
    })
}
