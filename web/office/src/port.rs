//! The browser's side of a file: read by slices, written piece by piece. `static/office.js` brings both.

use std::io::{self, Read, Seek, SeekFrom, Write};

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// A file of the browser, none of which is in memory.
    pub type File;
    /// Its size in bytes.
    #[wasm_bindgen(method, getter)]
    pub fn size(this: &File) -> f64;
    /// What stands from `from` to before `to`.
    #[wasm_bindgen(method, catch)]
    pub fn read(this: &File, from: f64, to: f64) -> Result<Uint8Array, JsValue>;

    /// Where written files go, one after another.
    pub type Out;
    /// Takes the next bytes of the file that is being written.
    #[wasm_bindgen(method, catch)]
    pub fn write(this: &Out, bytes: &[u8]) -> Result<(), JsValue>;
    /// The file is complete; a JSON text says what it is.
    #[wasm_bindgen(method, catch)]
    pub fn end(this: &Out, about: &str) -> Result<(), JsValue>;
    /// So many of so many files are done.
    #[wasm_bindgen(method)]
    pub fn progress(this: &Out, done: u32, whole: u32);
}

/// What the browser threw, as an error of a reader or writer.
fn failed(thrown: &JsValue) -> io::Error {
    let said =
        js_sys::Reflect::get(thrown, &"message".into()).ok().and_then(|said| said.as_string());
    io::Error::other(said.unwrap_or_else(|| "the browser gave no reason".to_owned()))
}

/// A [`File`] read in slices, never whole.
pub(crate) struct Reader {
    file: File,
    at: u64,
    size: u64,
}

impl Reader {
    pub(crate) fn new(file: File) -> Self {
        // Sizes of files are whole numbers far below 2^53.
        let size = file.size() as u64;
        Self { file, at: 0, size }
    }
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let to = self.size.min(self.at.saturating_add(into.len() as u64));
        if to <= self.at {
            return Ok(0);
        }
        let piece = self.file.read(self.at as f64, to as f64).map_err(|thrown| failed(&thrown))?;
        let count = (piece.length() as usize).min(into.len());
        piece.subarray(0, count as u32).copy_to(&mut into[..count]);
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = place
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "before the beginning"))?;
        Ok(self.at)
    }
}

/// An [`Out`] as a writer that gathers small pieces.
pub(crate) struct Sink<'a> {
    out: &'a Out,
    held: Vec<u8>,
}

/// Pieces are handed over when they are this large, in bytes.
const PIECE: usize = 1 << 20;

impl<'a> Sink<'a> {
    pub(crate) fn new(out: &'a Out) -> Self {
        Self { out, held: Vec::new() }
    }
}

impl Write for Sink<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        if self.held.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.held.is_empty() {
            self.out.write(&self.held).map_err(|thrown| failed(&thrown))?;
            self.held.clear();
        }
        Ok(())
    }
}
