//! The list of the workbooks of this origin and directory, in a small database of its own, and beside it the drafts that
//! belong to no workbook.

use super::content::DRAFTS;
use super::error::Error;
use super::idb::{self, Durability, Transaction};
use super::mark::{self, Mark};
use super::mirror::Mirror;
use super::{journal, js, name};
use async_lock::Mutex;
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::IdbDatabase;

const BOOKS: &str = "books";
const PROBE: &str = "probe";
/// The version of this database's form.
const SCHEMA: u32 = 2;

/// A workbook of this browser, as the list knows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Workbook {
    /// Its id, made here; not the id of the workspace inside.
    pub id: String,
    /// What the title bar says; empty when the list was lost and the workbook is known by its marks only.
    pub title: String,
    /// The example, removable in one tap.
    pub example: bool,
    /// When it was opened last, in milliseconds since 1970; 0 never.
    pub opened: u64,
    /// The greatest sequence number written, when the list last heard of it.
    pub clock: u64,
    /// How many entries it held then.
    pub entries: u64,
    /// It is being removed; a removal cut short is finished at the next start.
    #[serde(default)]
    removing: bool,
}

impl Workbook {
    pub(super) fn mark(&self) -> Mark {
        Mark { clock: self.clock, entries: self.entries }
    }
}

thread_local! {
    static CONNECTION: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    static OPENING: Rc<Mutex<()>> = Rc::new(Mutex::new(()));
}

/// Opens the list ahead of its use; what fails here fails again, and is told, where it is used.
pub fn open_early() {
    spawn_local(async {
        connection(false).await.ok();
    });
}

async fn connection(anew: bool) -> Result<IdbDatabase, Error> {
    // Whoever comes while it is being opened waits for that.
    let opening = OPENING.with(Rc::clone);
    let _turn = opening.lock().await;
    if !anew && let Some(db) = CONNECTION.with_borrow(Clone::clone) {
        return Ok(db);
    }
    let db = idb::open(&name::registry(), Some(SCHEMA), &[BOOKS, PROBE, DRAFTS], true).await?;
    step_aside(&db);
    CONNECTION.with_borrow_mut(|held| {
        if let Some(old) = held.replace(db.clone()) {
            old.close();
        }
    });
    Ok(db)
}

/// Closes the connection when a newer version of the app asks for another form; until then nobody need wait for it.
fn step_aside(db: &IdbDatabase) {
    let own = db.clone();
    let asked = Closure::<dyn FnMut()>::new(move || {
        own.close();
        CONNECTION.with_borrow_mut(|held| {
            if held.as_ref() == Some(&own) {
                *held = None;
            }
        });
    });
    db.set_onversionchange(Some(asked.into_js_value().unchecked_ref()));
}

/// A transaction on the list or beside it; a connection that the browser has dropped is opened again.
pub(super) async fn transaction(store: &str, sure: Durability) -> Result<Transaction, Error> {
    match Transaction::write(&connection(false).await?, &[store], sure) {
        Err(error) if error.worth_retrying() => {
            Transaction::write(&connection(true).await?, &[store], sure)
        }
        other => other,
    }
}

fn now() -> u64 {
    // Milliseconds since 1970 fit an integer for longer than anybody keeps a ledger.
    js_sys::Date::now() as u64
}

async fn all() -> Result<Vec<Workbook>, Error> {
    let list =
        transaction(BOOKS, Durability::Relaxed).await?.store(BOOKS)?.values()?.list().await?;
    Ok(idb::strings(&list).iter().filter_map(|text| serde_json::from_str(text).ok()).collect())
}

/// The workbook of this id, if the list has it.
pub(super) async fn find(id: &str) -> Result<Option<Workbook>, Error> {
    let found = transaction(BOOKS, Durability::Relaxed)
        .await?
        .store(BOOKS)?
        .get(&JsValue::from_str(id))?
        .text()
        .await?;
    Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Changes a row of the list in one transaction; a row that is not there is made.
async fn change(
    id: &str,
    sure: Durability,
    edit: impl FnOnce(&mut Workbook),
) -> Result<Workbook, Error> {
    let transaction = transaction(BOOKS, sure).await?;
    let (books, key) = (transaction.store(BOOKS)?, JsValue::from_str(id));
    let found = books.get(&key)?.text().await?;
    let mut book: Workbook =
        found.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    id.clone_into(&mut book.id);
    edit(&mut book);
    let text = serde_json::to_string(&book).map_err(|e| Error::Damaged { said: e.to_string() })?;
    books.put(&key, &JsValue::from_str(&text))?;
    transaction.done().await?;
    Ok(book)
}

/// The workbooks of this origin and directory, last opened first. One that the list has lost but a mark remembers is
/// there without a title: opening it shows what is missing. Removals that were cut short are finished.
///
/// # Errors
/// [`Error::Blocked`] where the page may store nothing; [`Error::Gone`], [`Error::TimedOut`], [`Error::Busy`].
pub async fn workbooks() -> Result<Vec<Workbook>, Error> {
    // Where nothing is known, the cache is asked beside the list, so that a first visit waits for one of them only.
    let known = mark::is_known();
    let (books, mut remembered) = js::both(all(), mark::remembered(!known)).await;
    let mut books = books?;
    if known && books.is_empty() {
        remembered = mark::remembered(true).await;
    }
    let removing: Vec<String> = books.extract_if(.., |b| b.removing).map(|b| b.id).collect();
    for id in removing.clone() {
        // Nobody waits for it; what still cannot be removed is tried again at the next start.
        spawn_local(async move {
            remove(&id).await.ok();
        });
    }
    for id in remembered {
        if !removing.contains(&id) && !books.iter().any(|book| book.id == id) {
            books.push(Workbook { id, ..Workbook::default() });
        }
    }
    books.sort_by(|a, b| b.opened.cmp(&a.opened).then_with(|| a.id.cmp(&b.id)));
    Ok(books)
}

/// Adds a workbook to the list; its database is made when it is opened.
///
/// # Errors
/// As [`workbooks`], and [`Error::Full`].
pub async fn create(title: &str, example: bool) -> Result<Workbook, Error> {
    let id = js::random_hex::<8>()?;
    let opened = now();
    let book = change(&id, Durability::Strict, |book| {
        title.clone_into(&mut book.title);
        book.example = example;
        book.opened = opened;
    })
    .await?;
    mark::raise_local(&id, Mark::default());
    Ok(book)
}

/// Gives a workbook another title.
///
/// # Errors
/// As [`create`].
pub async fn rename(id: &str, title: &str) -> Result<(), Error> {
    change(id, Durability::Strict, |book| title.clone_into(&mut book.title)).await.map(|_| ())
}

/// Removes a workbook for ever: its database, second copy, journal and marks. Tabs that have it open are told and close
/// it; drop this tab's own [`Store`](super::Store) first.
///
/// # Errors
/// As [`create`]; what was begun is finished by the next [`workbooks`].
pub async fn remove(id: &str) -> Result<(), Error> {
    change(id, Durability::Strict, |book| book.removing = true).await?;
    journal::forget(id);
    // boot.js keeps the first page as it was left; it may show what is being removed.
    if let Some(local) = js::local() {
        local.remove_item(&format!("{}picture", name::scope())).ok();
    }
    mark::forget(id).await;
    idb::delete(&name::named("book", id)).await?;
    Mirror::new(id).remove().await?;
    let transaction = transaction(BOOKS, Durability::Strict).await?;
    transaction.store(BOOKS)?.delete(&JsValue::from_str(id))?;
    transaction.done().await
}

/// Tells the list that a workbook was opened.
pub(super) fn touch(id: String) {
    spawn_local(async move {
        change(&id, Durability::Relaxed, |book| book.opened = now()).await.ok();
    });
}

/// Tells the list how much a workbook holds; `exactly` lowers it too.
pub(super) async fn note(id: &str, mark: Mark, exactly: bool) {
    change(id, Durability::Relaxed, |book| {
        let mark = if exactly { mark } else { mark.max(book.mark()) };
        (book.clock, book.entries) = (mark.clock, mark.entries);
    })
    .await
    .ok();
}

/// Writes, reads and deletes a value, to learn whether this page may store anything.
pub(super) async fn probe() -> Result<(), Error> {
    let key = JsValue::from_str(&js::random_hex::<8>()?);
    let transaction = transaction(PROBE, Durability::Relaxed).await?;
    let store = transaction.store(PROBE)?;
    store.put(&key, &key)?;
    let back = store.get(&key)?.answer().await?;
    store.delete(&key)?;
    transaction.done().await?;
    if back == key {
        Ok(())
    } else {
        Err(Error::Damaged { said: "a value did not come back".to_owned() })
    }
}
