//! The only writer. It holds the ledger and the store, runs commands one at a time (draft, journal, disk, absorb), and
//! answers questions. Screens never see the ledger itself; a question asked through [`Desk::ask`] is asked again
//! whenever the state has changed.

mod catalog;
mod opening;
mod outcomes;
mod saving;
mod taking;

pub use catalog::fetch_sections;
pub use opening::Begun;
pub use saving::{Done, NotDone, Pending};
pub use taking::read_lines;

use std::cell::RefCell;
use std::rc::Rc;

use async_lock::Mutex;
use jiedui_core::catalog::Catalog;
use jiedui_core::ledger::Ledger;
use jiedui_core::record::{Id, Person};
use jiedui_core::state::State;
use leptos::prelude::*;

use crate::shell::Shell;
use crate::store::{Health, Store, setting_get, setting_put};

/// An open workbook.
pub(crate) struct Book {
    pub(crate) store: Store,
    pub(crate) ledger: Ledger,
    pub(crate) health: Health,
    pub(crate) assessed: outcomes::Assessed,
}

#[derive(Default)]
struct Inner {
    book: Option<Book>,
    catalog: Catalog,
}

/// The handle that screens hold. Made once by the app, above every screen.
#[derive(Clone, Copy)]
pub struct Desk {
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
    turn: StoredValue<Rc<Mutex<()>>, LocalStorage>,
    revision: RwSignal<u64>,
    shell: Shell,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// A desk with no workbook on it yet.
    pub fn new(shell: Shell) -> Self {
        Self {
            inner: StoredValue::new_local(Rc::default()),
            turn: StoredValue::new_local(Rc::new(Mutex::new(()))),
            revision: RwSignal::new(0),
            shell,
        }
    }

    /// The one the app made. Call it while a screen is being built, not later in an event or a future.
    pub fn here() -> Self {
        use_context().expect("the app provides the desk above every screen")
    }

    /// Asks the state; inside a memo or a view it is asked again when the state has changed. None while no workbook is
    /// open.
    pub fn ask<T>(self, question: impl FnOnce(&State, &Catalog) -> T) -> Option<T> {
        self.revision.track();
        self.ask_once(question)
    }

    /// Asks the state as it is now, without being asked again.
    pub fn ask_once<T>(self, question: impl FnOnce(&State, &Catalog) -> T) -> Option<T> {
        self.with(|inner| {
            inner.book.as_ref().map(|book| question(book.ledger.state(), &inner.catalog))
        })
    }

    /// Asks the catalogue, whether a workbook is open or not; asked again when a section has come.
    pub fn ask_catalog<T>(self, question: impl FnOnce(&Catalog) -> T) -> T {
        self.revision.track();
        self.with(|inner| question(&inner.catalog))
    }

    /// Asks the catalogue as it is now.
    pub fn ask_catalog_once<T>(self, question: impl FnOnce(&Catalog) -> T) -> T {
        self.with(|inner| question(&inner.catalog))
    }

    /// Who is acting on this phone, in the workbook that is open.
    pub fn me(self) -> Option<Id<Person>> {
        self.revision.track();
        self.me_now()
    }

    /// Remembers who acts on this phone.
    pub fn set_me(self, person: Id<Person>) {
        if let Some(book) = self.store() {
            setting_put(&format!("me:{}", book.id()), &person.to_string());
            self.bump();
        }
    }

    /// The store of the workbook that is open: for drafts, files and what the data screens show.
    pub fn store(self) -> Option<Store> {
        self.with(|inner| inner.book.as_ref().map(|book| book.store.clone()))
    }

    /// What opening the workbook has shown.
    pub fn health(self) -> Option<Health> {
        self.with(|inner| inner.book.as_ref().map(|book| book.health.clone()))
    }

    pub(crate) fn me_now(self) -> Option<Id<Person>> {
        let store = self.store()?;
        setting_get(&format!("me:{}", store.id()))?.parse().ok()
    }

    fn with<T>(self, act: impl FnOnce(&mut Inner) -> T) -> T {
        let inner = self.inner.with_value(Rc::clone);
        let mut inner = inner.borrow_mut();
        act(&mut inner)
    }

    fn bump(self) {
        self.revision.update(|revision| *revision += 1);
    }
}
