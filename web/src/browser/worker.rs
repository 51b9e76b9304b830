//! A worker that answers numbered questions, tells how far it is, and can be stopped at any moment.
//!
//! It is started at the first question. When it traps, every open question is answered so, and the next question
//! starts another one: whatever a file does to it, the page goes on.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

/// Why a worker gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Silence {
    /// The person stopped it.
    #[error("the person chose to stop")]
    Cancelled,
    /// It could not go on: a file did that, or memory ran out. The next question starts another worker.
    #[error("the worker could not go on: {0}")]
    Trapped(String),
    /// Its code cannot be had: no network yet, and not kept before.
    #[error("the worker's code cannot be had: {0}")]
    Missing(String),
    /// The browser said no: a file was moved, a disk is full.
    #[error("the worker failed: {0}")]
    Failed(String),
}

/// Hears how much of how much is done.
pub type Progress = Rc<dyn Fn(i64, i64)>;

struct Asked {
    resolve: Function,
    progress: Option<Progress>,
}

#[derive(Default)]
struct Inner {
    worker: Option<Worker>,
    next: u32,
    open: BTreeMap<u32, Asked>,
}

/// A worker by the path of its script.
#[derive(Clone)]
pub struct Helper {
    script: &'static str,
    inner: Rc<RefCell<Inner>>,
}

impl std::fmt::Debug for Helper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Helper").field("script", &self.script).finish_non_exhaustive()
    }
}

impl Helper {
    /// A worker that runs `script`, a module beside the page, once it is asked something.
    pub fn new(script: &'static str) -> Self {
        Self { script, inner: Rc::default() }
    }

    /// Asks, and waits for the answer. `progress` hears how far it is.
    ///
    /// # Errors
    /// [`Silence`] when there is no answer.
    pub async fn ask(
        &self,
        operation: &str,
        values: &[JsValue],
        progress: Option<Progress>,
    ) -> Result<JsValue, Silence> {
        let worker = self.worker()?;
        let id = {
            let mut inner = self.inner.borrow_mut();
            inner.next += 1;
            inner.next
        };
        let answer = Promise::new(&mut |resolve, _| {
            let asked = Asked { resolve, progress: progress.clone() };
            self.inner.borrow_mut().open.insert(id, asked);
        });
        let message = Array::of2(&id.into(), &operation.into());
        values.iter().for_each(|value| {
            message.push(value);
        });
        if let Err(thrown) = worker.post_message(&message) {
            self.inner.borrow_mut().open.remove(&id);
            return Err(Silence::Failed(super::Failure::from(thrown).to_string()));
        }
        let Ok(answer) = JsFuture::from(answer).await else {
            return Err(Silence::Failed(String::new()));
        };
        let answer: Array = answer.unchecked_into();
        let text = || answer.get(1).as_string().unwrap_or_default();
        match &*answer.get(0).as_string().unwrap_or_default() {
            "done" => Ok(answer.get(1)),
            "cancelled" => Err(Silence::Cancelled),
            "missing" => Err(Silence::Missing(text())),
            "trap" => Err(Silence::Trapped(text())),
            _ => Err(Silence::Failed(text())),
        }
    }

    /// Stops whatever it is doing; open questions are answered with [`Silence::Cancelled`].
    pub fn stop(&self) {
        end(&self.inner, "cancelled", "");
    }

    fn worker(&self) -> Result<Worker, Silence> {
        if let Some(worker) = &self.inner.borrow().worker {
            return Ok(worker.clone());
        }
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(self.script, &options)
            .map_err(|thrown| Silence::Missing(super::Failure::from(thrown).to_string()))?;
        let weak = Rc::downgrade(&self.inner);
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = weak.upgrade() {
                hear(&inner, &event.data().unchecked_into());
            }
        });
        worker.set_onmessage(Some(heard.into_js_value().unchecked_ref()));
        let weak = Rc::downgrade(&self.inner);
        // An error outside a question: the script itself cannot be had or read.
        let failed = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
            if let Some(inner) = weak.upgrade() {
                end(&inner, "missing", &super::text_of(&event, "message"));
            }
        });
        worker.set_onerror(Some(failed.into_js_value().unchecked_ref()));
        self.inner.borrow_mut().worker = Some(worker.clone());
        Ok(worker)
    }
}

fn hear(inner: &Rc<RefCell<Inner>>, answer: &Array) {
    let id = answer.get(0).as_f64().unwrap_or_default() as u32;
    let kind = answer.get(1).as_string().unwrap_or_default();
    match &*kind {
        "progress" => {
            let progress = inner.borrow().open.get(&id).and_then(|asked| asked.progress.clone());
            let number = |at: u32| answer.get(at).as_f64().unwrap_or_default() as i64;
            if let Some(progress) = progress {
                progress(number(2), number(3));
            }
        }
        // After a trap nothing in the worker can be relied on.
        "trap" => end(inner, "trap", &answer.get(2).as_string().unwrap_or_default()),
        _ => {
            let asked = inner.borrow_mut().open.remove(&id);
            if let Some(asked) = asked {
                settle(&asked, &kind, &answer.get(2));
            }
        }
    }
}

/// Ends the worker and answers everything that is open.
fn end(inner: &Rc<RefCell<Inner>>, kind: &str, text: &str) {
    let (worker, open) = {
        let mut inner = inner.borrow_mut();
        (inner.worker.take(), std::mem::take(&mut inner.open))
    };
    if let Some(worker) = worker {
        worker.terminate();
    }
    for asked in open.values() {
        settle(asked, kind, &text.into());
    }
}

fn settle(asked: &Asked, kind: &str, value: &JsValue) {
    // The function is a promise's own; it does not throw.
    let _ = asked.resolve.call1(&JsValue::NULL, &Array::of2(&kind.into(), value));
}
