//! The second copy: a file of the origin's private file system, appended to by a worker, for the day the database opens
//! empty. It is only ever appended to, so nothing that happens here can take away what it holds.

use super::content::digest;
use super::envelope;
use super::error::Error;
use super::frame;
use super::js::{self, settled};
use super::mark::Mark;
use super::name;
use jiedui_core::log::count_lines;
use js_sys::{Array, Promise, Uint8Array};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{MessageChannel, MessageEvent, Worker};

/// The worker's script, beside the page.
const SCRIPT: &str = "./mirror.js";

/// What a second copy holds.
#[derive(Debug, Default)]
pub struct SecondCopy {
    /// Its lines, in chunks; some may stand in it twice.
    pub chunks: Vec<Vec<u8>>,
    /// How many stretches of the file were damaged or torn, or in a form unknown to this version.
    pub broken: usize,
}

/// The second copy of one workbook.
#[derive(Debug)]
pub(super) struct Mirror {
    id: String,
    worker: RefCell<Option<Worker>>,
    /// What the file holds, once this tab keeps it up.
    holds: Cell<Option<Mark>>,
}

impl Mirror {
    pub(super) fn new(id: &str) -> Self {
        Self { id: id.to_owned(), worker: RefCell::new(None), holds: Cell::new(None) }
    }

    /// Whether this browser has a private file system for the page: not on plain http, not in old browsers.
    pub(super) fn possible() -> bool {
        js::navigator_has(&["storage", "getDirectory"])
    }

    /// Asks the worker, which is started at the first question.
    async fn ask(&self, op: &str, bytes: &JsValue, mark: &str) -> Result<JsValue, Error> {
        if !Self::possible() {
            return Err(Error::Blocked);
        }
        let thrown = |e: JsValue| Error::thrown(&e);
        let mut worker = self.worker.borrow().clone();
        if worker.is_none() {
            let started = Worker::new(SCRIPT).map_err(thrown)?;
            *self.worker.borrow_mut() = Some(started.clone());
            worker = Some(started);
        }
        let Some(worker) = worker else { return Err(Error::Blocked) };
        let channel = MessageChannel::new().map_err(thrown)?;
        let message = Array::of5(
            &JsValue::from_str(op),
            &js_sys::encode_uri_component(&name::scope()),
            &JsValue::from_str(&self.id),
            bytes,
            &JsValue::from_str(mark),
        );
        let answer = Promise::new(&mut |resolve, reject| {
            channel.port1().set_onmessage(Some(&resolve));
            worker.set_onerror(Some(&reject));
        });
        worker
            .post_message_with_transfer(&message, &Array::of1(&channel.port2()))
            .map_err(thrown)?;
        let event: MessageEvent = settled(&answer).await?.unchecked_into();
        let (done, value) = {
            let reply: Array = event.data().unchecked_into();
            (reply.get(0).is_truthy(), reply.get(1))
        };
        channel.port1().close();
        if done { Ok(value) } else { Err(Error::thrown(&value)) }
    }

    /// How much the file holds, by its own mark.
    pub(super) async fn mark(&self) -> Option<Mark> {
        let text = self.ask("mark", &JsValue::NULL, "").await.ok()?;
        Mark::from_text(&text.as_string()?)
    }

    /// Everything in the file that can be read.
    pub(super) async fn read(&self) -> Result<SecondCopy, Error> {
        let bytes = self.ask("read", &JsValue::NULL, "").await?;
        let bytes = bytes.dyn_into::<Uint8Array>().map(|b| b.to_vec()).unwrap_or_default();
        let (rows, mut broken) = frame::unframe(&bytes);
        let mut chunks = Vec::with_capacity(rows.len());
        for row in rows {
            match envelope::open(None, "", row) {
                Some(lines) => chunks.push(lines),
                None => broken += 1,
            }
        }
        Ok(SecondCopy { chunks, broken })
    }

    async fn append(&self, framed: &[u8], mark: Mark) -> Result<(), Error> {
        self.ask("append", &Uint8Array::from(framed), &mark.to_text()).await.map(|_| ())
    }

    /// Whether this tab keeps the file up.
    pub(super) fn kept(&self) -> bool {
        self.holds.get().is_some()
    }

    /// Hands committed lines to the file. A failure is made good at the next start, when marks are compared.
    pub(super) async fn add(&self, lines: &[u8], clock: u64) {
        if let Some(holds) = self.holds.get() {
            let mark =
                Mark { clock: holds.clock.max(clock), entries: holds.entries + count_lines(lines) };
            self.holds.set(Some(mark));
            self.append(&frame::frame_lines(lines), mark).await.ok();
        }
    }

    /// From now on this tab keeps the file up: lines of the database that it lacks are appended first. `database`
    /// is what the database holds, read after commits began to be handed over.
    pub(super) async fn catch_up(&self, database: Vec<Vec<u8>>, mark: Mark) -> Result<(), Error> {
        let copy = self.read().await?;
        let missing = lacking(&copy.chunks, &database);
        self.append(&frame::frame_lines(&missing), mark).await
    }

    /// Commits are handed over from now on.
    pub(super) fn keep(&self, from: Mark) {
        self.holds.set(Some(from));
    }

    /// Sets the file's mark alone.
    pub(super) async fn set_mark(&self, mark: Mark) {
        if self.kept() {
            self.keep(mark);
            self.append(&[], mark).await.ok();
        }
    }

    /// Removes the file, where there can be one.
    pub(super) async fn remove(&self) -> Result<(), Error> {
        match self.ask("remove", &JsValue::NULL, "").await {
            Err(Error::Blocked) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Lets go of the file, so that another tab can have or remove it.
    pub(super) fn stop(&self) {
        self.holds.set(None);
        if let Some(worker) = self.worker.borrow_mut().take() {
            worker.terminate();
        }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The lines of `all` that `copy` does not have.
fn lacking(copy: &[Vec<u8>], all: &[Vec<u8>]) -> Vec<u8> {
    let mut there: Vec<u64> = copy.iter().flat_map(|chunk| lines_of(chunk)).map(digest).collect();
    there.sort_unstable();
    let missing = all
        .iter()
        .flat_map(|chunk| lines_of(chunk))
        .filter(|l| there.binary_search(&digest(l)).is_err());
    missing.flatten().copied().collect()
}

fn lines_of(chunk: &[u8]) -> impl Iterator<Item = &[u8]> {
    chunk.split_inclusive(|&byte| byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_that_the_copy_lacks_are_appended() {
        let copy = vec![b"a\nb\n".to_vec(), b"d\n".to_vec()];
        let all = vec![b"a\n".to_vec(), b"b\nc\n".to_vec(), b"d\ne\n".to_vec()];
        assert_eq!(lacking(&copy, &all), b"c\ne\n");
        assert_eq!(lacking(&[], &all), b"a\nb\nc\nd\ne\n");
        assert_eq!(lacking(&copy, &[]), b"");
    }
}
