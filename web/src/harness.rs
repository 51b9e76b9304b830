//! A door for the browser tests of the storage and of photos: the store's own functions, called from a bare page. Built
//! with the feature `harness` only; the app does not have it.

use crate::browser::photo;
use crate::store::{self, Change, Draft, Store};
use std::cell::RefCell;
use std::fmt::{Debug, Write as _};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static STORE: RefCell<Option<Store>> = const { RefCell::new(None) };
    static HEARD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn told(error: impl Debug) -> JsValue {
    JsValue::from_str(&format!("{error:?}"))
}

fn opened() -> Result<Store, JsValue> {
    STORE.with_borrow(Clone::clone).ok_or_else(|| JsValue::from_str("no workbook is open"))
}

fn joined(chunks: &[Vec<u8>]) -> String {
    String::from_utf8_lossy(&chunks.concat()).into_owned()
}

/// Makes a workbook and returns its id.
///
/// # Errors
/// The store's, as text; so for all functions here.
#[wasm_bindgen]
pub async fn create(title: String) -> Result<String, JsValue> {
    store::create(&title, false).await.map(|book| book.id).map_err(told)
}

/// The workbooks, a line each: id, title, clock.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn workbooks() -> Result<String, JsValue> {
    let mut out = String::new();
    for book in store::workbooks().await.map_err(told)? {
        writeln!(out, "{} {} {}", book.id, book.clock, book.title).map_err(told)?;
    }
    Ok(out)
}

/// Renames a workbook.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn rename(id: String, title: String) -> Result<(), JsValue> {
    store::rename(&id, &title).await.map_err(told)
}

/// Removes a workbook.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn remove(id: String) -> Result<(), JsValue> {
    store::remove(&id).await.map_err(told)
}

/// Opens a workbook and returns `[health, lines, number of chunks]`.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn open(id: String) -> Result<js_sys::Array, JsValue> {
    let opened = Store::open(&id).await.map_err(told)?;
    opened.store.on_change(|change: Change| {
        HEARD.with_borrow_mut(|heard| heard.push(format!("{change:?}")));
    });
    STORE.set(Some(opened.store));
    Ok(js_sys::Array::of3(
        &JsValue::from_str(&format!("{:?}", opened.health)),
        &JsValue::from_str(&joined(&opened.chunks)),
        &JsValue::from_f64(opened.chunks.len() as f64),
    ))
}

/// Closes the open workbook.
#[wasm_bindgen]
pub fn close() {
    STORE.set(None);
}

/// What happened from outside since the last call.
#[must_use]
#[wasm_bindgen]
pub fn heard() -> String {
    HEARD.take().join(",")
}

/// Writes into the journal.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub fn journal(action: &str, lines: &str, clock: f64) -> Result<(), JsValue> {
    opened()?.journal(action, lines, clock as u64);
    Ok(())
}

/// Commits an action.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn commit(action: String, lines: String, clock: f64) -> Result<(), JsValue> {
    opened()?.commit(&action, &lines, clock as u64).await.map_err(told)
}

/// Journal, then commit, as the app does.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn save(action: String, lines: String, clock: f64) -> Result<(), JsValue> {
    let store = opened()?;
    store.journal(&action, &lines, clock as u64);
    store.commit(&action, &lines, clock as u64).await.map_err(told)
}

/// What other tabs wrote.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn read_new() -> Result<String, JsValue> {
    opened()?.read_new().await.map(|chunks| joined(&chunks)).map_err(told)
}

/// Folds rows into segments.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn compact() -> Result<bool, JsValue> {
    opened()?.compact().await.map_err(told)
}

/// The lines of the second copy.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn second_copy() -> Result<String, JsValue> {
    opened()?.second_copy().await.map(|copy| joined(&copy.chunks)).map_err(told)
}

/// Accepts that what is missing stays missing.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn accept_loss() -> Result<(), JsValue> {
    opened()?.accept_loss().await;
    Ok(())
}

/// The probe's findings.
#[wasm_bindgen]
pub async fn probe() -> String {
    format!(
        "{:?} persisted={} {:?}",
        store::probe().await,
        store::persisted().await,
        store::estimate().await
    )
}

/// Puts, reads, lists and drops a draft; returns what was seen on the way.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn draft_round(key: String, json: String) -> Result<String, JsValue> {
    let store = opened()?;
    let draft = Draft { key: key.clone(), json, ..Draft::default() };
    store.draft_put(&draft).await.map_err(told)?;
    let got = store.draft_get(&key).await.map_err(told)?.map(|draft| draft.json);
    let listed = store.drafts().await.map_err(told)?.len();
    store.draft_drop(&key).await.map_err(told)?;
    Ok(format!("{got:?} {listed} {:?}", store.draft_get(&key).await.map_err(told)?))
}

/// Takes in a photo, stores it, and returns `[width, height, bytes, hash, taken, address of its small picture]`.
///
/// # Errors
/// As [`create`], and why the photo was refused.
#[wasm_bindgen]
pub async fn take_photo(file: JsValue) -> Result<js_sys::Array, JsValue> {
    let store = opened()?;
    let photo = photo::photo(file.unchecked_ref()).await.map_err(told)?;
    store.file_put(&photo.hash, &photo.blob, photo.mime, &photo.thumb).await.map_err(told)?;
    let url = store.thumb_url(&photo.hash).await.map_err(told)?.unwrap_or_default();
    Ok([
        JsValue::from(photo.width),
        JsValue::from(photo.height),
        JsValue::from_f64(photo.bytes as f64),
        JsValue::from_str(&photo.hash),
        JsValue::from_str(&format!("{:?}", photo.taken)),
        JsValue::from_str(&url),
    ]
    .iter()
    .collect())
}

/// Stores a file as it is.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn file_put(hash: String, blob: JsValue, mime: String) -> Result<(), JsValue> {
    opened()?.file_put(&hash, blob.unchecked_ref(), &mime, &[]).await.map_err(told)
}

/// A stored file.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn file_get(hash: String) -> Result<JsValue, JsValue> {
    opened()?
        .file_get(&hash)
        .await
        .map(|blob| blob.map_or(JsValue::UNDEFINED, JsValue::from))
        .map_err(told)
}

/// The stored files, as text.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn files() -> Result<String, JsValue> {
    opened()?.files().await.map(|files| format!("{files:?}")).map_err(told)
}

/// Removes a stored file.
///
/// # Errors
/// As [`create`].
#[wasm_bindgen]
pub async fn file_drop(hash: String) -> Result<(), JsValue> {
    opened()?.file_drop(&hash).await.map_err(told)
}
