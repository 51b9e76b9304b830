//! IndexedDB as promises. Nothing but IndexedDB is ever awaited inside a transaction: it would commit by itself.
//! A write is done when the transaction is, never earlier: [`Transaction::done`] waits for `complete`.

use super::error::Error;
use super::js::{global, settled};
use js_sys::{Array, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbVersionChangeEvent,
};

#[wasm_bindgen]
extern "C" {
    // web-sys has durability and commit() only behind a compiler flag, and its commit() as deprecated.
    type Durable;
    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Durable,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
    type Committing;
    #[wasm_bindgen(method, catch)]
    fn commit(this: &Committing) -> Result<(), JsValue>;
}

/// How sure a write must be before it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Durability {
    /// On the disk: what a person was told is saved.
    Strict,
    /// Handed to the operating system: drafts, marks.
    Relaxed,
}

fn js<T>(result: Result<T, JsValue>) -> Result<T, Error> {
    result.map_err(|thrown| Error::thrown(&thrown))
}

fn factory() -> Result<IdbFactory, Error> {
    js(global().indexed_db())?.ok_or(Error::Blocked)
}

/// A promise's end may come when nobody waits for it any more; this keeps a failure from being reported as unhandled.
pub(super) fn hush(promise: &Promise) {
    let _settled = Promise::all_settled(&Array::of1(promise));
}

/// A request and the promise of its success or failure, made in the same tick so that no event is missed.
#[derive(Debug)]
pub(super) struct Asked {
    request: IdbRequest,
    end: Promise,
}

impl Asked {
    fn new(request: IdbRequest) -> Self {
        // The event handlers are the promise's own functions: no closure is kept alive for a request.
        let end = Promise::new(&mut |resolve, reject| {
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&reject));
        });
        hush(&end);
        Self { request, end }
    }

    /// The result of the request.
    pub(super) async fn answer(&self) -> Result<JsValue, Error> {
        match settled(&self.end).await {
            Ok(_) => js(self.request.result()),
            Err(Error::TimedOut) => Err(Error::TimedOut),
            Err(_) => Err(match self.request.error() {
                Ok(Some(error)) => Error::thrown(&error),
                _ => Error::Gone { said: "a request failed without a reason".to_owned() },
            }),
        }
    }

    /// The result, when it is an array.
    pub(super) async fn list(&self) -> Result<Array, Error> {
        self.answer().await.map(|value| value.unchecked_into())
    }

    /// The result, when it is text.
    pub(super) async fn text(&self) -> Result<Option<String>, Error> {
        Ok(self.answer().await?.as_string())
    }
}

/// Opens a database and gives it the object stores it lacks. `version` of nothing opens whatever version there is.
/// With `create` false a database that is not there is not made: the error is [`Error::Removed`].
pub(super) async fn open(
    name: &str,
    version: Option<u32>,
    stores: &'static [&'static str],
    create: bool,
) -> Result<IdbDatabase, Error> {
    let factory = factory()?;
    let request = js(match version {
        Some(version) => factory.open_with_u32(name, version),
        None => factory.open(name),
    })?;
    let made = std::rc::Rc::new(std::cell::Cell::new(false));
    let (asked, seen) = (request.clone(), made.clone());
    let upgrade =
        Closure::<dyn FnMut(IdbVersionChangeEvent)>::new(move |event: IdbVersionChangeEvent| {
            seen.set(event.old_version() == 0.0);
            let Some(transaction) = asked.transaction() else { return };
            if seen.get() && !create {
                transaction.abort().ok();
                return;
            }
            let db = transaction.db();
            let there = db.object_store_names();
            for store in stores.iter().filter(|store| !there.contains(store)) {
                db.create_object_store(store).ok();
            }
        });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let blocked = std::rc::Rc::new(std::cell::Cell::new(false));
    let heard = blocked.clone();
    let on_blocked = Closure::<dyn FnMut()>::new(move || heard.set(true));
    request.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
    let result = Asked::new(request.clone().unchecked_into()).answer().await;
    request.set_onblocked(None);
    match result {
        Ok(db) => Ok(db.unchecked_into()),
        Err(Error::TimedOut) => {
            close_when_late(&request);
            // It may yet be made, and then needs its object stores.
            upgrade.forget();
            Err(if blocked.get() { Error::Busy } else { Error::TimedOut })
        }
        Err(_) if made.get() && !create => Err(Error::Removed),
        Err(error) => Err(error),
    }
}

/// A database that opens after we gave up waiting must not stay open and keep others from upgrading it.
fn close_when_late(request: &IdbOpenDbRequest) {
    let late = request.clone();
    let close = Closure::once_into_js(move || {
        if let Ok(db) = late.result() {
            db.unchecked_into::<IdbDatabase>().close();
        }
    });
    request.set_onsuccess(Some(close.unchecked_ref()));
}

/// Deletes a database; other tabs are told and close it.
pub(super) async fn delete(name: &str) -> Result<(), Error> {
    Asked::new(js(factory()?.delete_database(name))?.unchecked_into()).answer().await.map(|_| ())
}

/// A transaction and the promise of its end.
#[derive(Debug)]
pub(super) struct Transaction {
    raw: IdbTransaction,
    end: Promise,
}

impl Transaction {
    /// A transaction that only reads.
    pub(super) fn read(db: &IdbDatabase, stores: &[&str]) -> Result<Self, Error> {
        Self::begin(db, stores, "readonly", Durability::Relaxed)
    }

    /// A transaction that writes.
    pub(super) fn write(
        db: &IdbDatabase,
        stores: &[&str],
        sure: Durability,
    ) -> Result<Self, Error> {
        Self::begin(db, stores, "readwrite", sure)
    }

    fn begin(
        db: &IdbDatabase,
        stores: &[&str],
        mode: &str,
        sure: Durability,
    ) -> Result<Self, Error> {
        let names: Array = stores.iter().map(|store| JsValue::from_str(store)).collect();
        let durability = if sure == Durability::Strict { "strict" } else { "relaxed" };
        let options = Object::new();
        js(Reflect::set(
            &options,
            &JsValue::from_str("durability"),
            &JsValue::from_str(durability),
        ))?;
        let raw = js(db.unchecked_ref::<Durable>().transaction(&names, mode, &options))?;
        let end = Promise::new(&mut |resolve, reject| {
            raw.set_oncomplete(Some(&resolve));
            raw.set_onabort(Some(&reject));
        });
        hush(&end);
        Ok(Self { raw, end })
    }

    /// An object store inside this transaction.
    pub(super) fn store(&self, name: &str) -> Result<Store, Error> {
        js(self.raw.object_store(name)).map(Store)
    }

    /// Commits and waits for `complete`. After five seconds without an event the transaction is given up.
    pub(super) async fn done(self) -> Result<(), Error> {
        // Old browsers have no commit(); there a transaction with nothing left to do commits by itself. One that was
        // aborted meanwhile throws here, and says so below as well.
        self.raw.unchecked_ref::<Committing>().commit().ok();
        match settled(&self.end).await {
            Ok(_) => Ok(()),
            Err(Error::TimedOut) => Err(Error::TimedOut),
            Err(_) => Err(match self.raw.error() {
                Some(error) => Error::thrown(&error),
                None => Error::Gone { said: "the transaction was aborted".to_owned() },
            }),
        }
    }
}

impl Drop for Transaction {
    /// What was not seen through is undone: nobody is told «saved» for it. After `complete` this does nothing.
    fn drop(&mut self) {
        self.raw.abort().ok();
    }
}

/// An object store: strings or numbers are keys; strings, bytes and blobs are values.
#[derive(Debug)]
pub(super) struct Store(IdbObjectStore);

impl Store {
    /// Puts a value under a key; the transaction's end tells whether it held.
    pub(super) fn put(&self, key: &JsValue, value: &JsValue) -> Result<(), Error> {
        js(self.0.put_with_key(value, key)).map(|_| ())
    }

    /// Puts a value under a key that is not taken; the transaction fails when it is.
    pub(super) fn add(&self, key: &JsValue, value: &JsValue) -> Result<(), Error> {
        js(self.0.add_with_key(value, key)).map(|_| ())
    }

    /// Deletes the value under a key.
    pub(super) fn delete(&self, key: &JsValue) -> Result<(), Error> {
        js(self.0.delete(key)).map(|_| ())
    }

    /// Asks for the value under a key.
    pub(super) fn get(&self, key: &JsValue) -> Result<Asked, Error> {
        js(self.0.get(key)).map(Asked::new)
    }

    /// Asks for all values, in the order of their keys.
    pub(super) fn values(&self) -> Result<Asked, Error> {
        js(self.0.get_all()).map(Asked::new)
    }

    /// Asks for all keys, in order.
    pub(super) fn keys(&self) -> Result<Asked, Error> {
        js(self.0.get_all_keys()).map(Asked::new)
    }
}

/// The strings of an array.
pub(super) fn strings(list: &Array) -> Vec<String> {
    list.iter().filter_map(|value| value.dyn_into::<JsString>().ok()).map(String::from).collect()
}

/// Stored bytes.
pub(super) fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec)
}

/// Bytes to be stored.
pub(super) fn bytes_value(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}
