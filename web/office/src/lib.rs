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
    /// The file that is being looked at, sound to its last byte.
    static FILE: RefCell<Option<Opened<Reader>>> = const { RefCell::new(None) };
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
    FILE.take();
    answer(|| {
        let opened = exchange::open(Reader::new(file))?;
        let seen = look::inside(&opened);
        FILE.set(Some(opened));
        Ok(seen)
    })
}

/// The lines of the file that is open.
#[wasm_bindgen]
pub fn lines() -> String {
    FILE.with_borrow(|file| {
        let lines = file.as_ref().map(Opened::lines).unwrap_or_default();
        lines.iter().map(|line| line.to_line() + "\n").collect()
    })
}

/// A file out of the file that is open, by its digest.
///
/// # Errors
/// A text that says what is wrong: the browser's file was changed or taken away since it was opened.
#[wasm_bindgen]
pub fn take(digest: &str) -> Result<Vec<u8>, JsValue> {
    let digest = Digest::from_str(digest).map_err(|why| why.to_string())?;
    FILE.with_borrow_mut(|file| {
        let opened = file.as_mut().ok_or("no file is open")?;
        opened.file(digest).map_err(|why| JsValue::from_str(&why.to_string()))
    })
}

/// What taking the file that is open into a workbook of these lines would do.
#[wasm_bindgen]
pub fn receipt(ours: &str) -> String {
    answer(|| {
        FILE.with_borrow(|file| {
            let opened = file.as_ref().ok_or_else(|| Fault::new("gone"))?;
            look::receipt(ours, opened)
        })
    })
}
