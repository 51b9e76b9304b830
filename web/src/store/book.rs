//! An open workbook: opening it, committing actions, its connection.

use super::content::{
    Content, Known, MARK, META, ROWS, SCHEMA, STORES, fold_marks, make_key, read_all, read_mark,
};
use super::envelope::{self, Key};
use super::error::Error;
use super::idb::{self, Durability, Transaction};
use super::mark::Mark;
use super::mirror::Mirror;
use super::tabs::Tabs;
use super::{content, journal, js, name, registry};
use jiedui_core::log::count_lines;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::{Rc, Weak};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{IdbDatabase, IdbVersionChangeEvent, Url};

/// What happened to an open workbook from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another tab has written: call [`Store::read_new`].
    Written,
    /// A newer version of the app has taken the database: this page no longer writes. Ask for a reload.
    Superseded,
    /// The workbook was removed in another tab.
    Removed,
    /// The browser closed the connection; the next call opens it again.
    Lost,
    /// The second copy holds more than the database: show recovery.
    Missing(Mark),
}

/// What opening a workbook has shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// What the database holds.
    pub mark: Mark,
    /// The most that it is known to have held, by any of the four marks.
    pub high_water: Mark,
    /// The database holds less than it did: show recovery, never a first run.
    pub missing: bool,
    /// The database belongs to a newer version of the app and is only read.
    pub read_only: bool,
    /// Actions of a crashed or closed tab that the journal gave back.
    pub journal_replayed: usize,
    /// Actions from the journal that the database would not take; they are on screen and still in the journal.
    pub journal_waiting: usize,
    /// Damaged journal rows. They were set aside in the database as they were.
    pub journal_broken: usize,
    /// Rows and segments that this version cannot read; they stay as they are.
    pub unreadable: usize,
}

/// An opened workbook.
#[derive(Debug)]
pub struct Opened {
    /// The workbook.
    pub store: Store,
    /// All its lines in chunks: segments of about 1,000, then single actions, then what the journal gave back.
    /// The order of chunks means nothing, and a line may come twice.
    pub chunks: Vec<Vec<u8>>,
    /// What opening has shown.
    pub health: Health,
}

#[derive(Debug)]
pub(super) enum Link {
    Open(IdbDatabase),
    Lost,
    Superseded,
    Removed,
}

pub(super) type Listener = Rc<dyn Fn(Change)>;

pub(super) struct Inner {
    pub(super) id: String,
    /// Where this tab's own mark stands in the database.
    mark_name: String,
    pub(super) key: Key,
    pub(super) read_only: bool,
    pub(super) link: RefCell<Link>,
    pub(super) known: RefCell<Known>,
    /// What the database held when this tab last looked.
    pub(super) mark: Cell<Mark>,
    /// A mark that is on its way to the other places, and whether somebody is carrying one.
    pub(super) carrying: Cell<Option<Mark>>,
    pub(super) carried: Cell<bool>,
    pub(super) thumbs: RefCell<BTreeMap<String, String>>,
    pub(super) listener: Rc<RefCell<Option<Listener>>>,
    pub(super) tabs: Tabs,
    pub(super) mirror: Mirror,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Link::Open(db) = &*self.link.borrow() {
            db.close();
        }
        for url in self.thumbs.borrow().values() {
            Url::revoke_object_url(url).ok();
        }
    }
}

/// An open workbook. Clones are the same workbook; it is closed when the last is dropped.
#[derive(Clone)]
pub struct Store(pub(super) Rc<Inner>);

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("id", &self.0.id)
            .field("mark", &self.0.mark.get())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a workbook, making its database when there is none, and reads all of it.
    ///
    /// # Errors
    /// [`Error::Blocked`], [`Error::Busy`], [`Error::TimedOut`] after five seconds, [`Error::Gone`], [`Error::Full`];
    /// [`Error::Newer`] when a newer database cannot even be read (usually it can: [`Health::read_only`]).
    pub async fn open(id: &str) -> Result<Opened, Error> {
        let name = name::named("book", id);
        let (db, read_only) = match idb::open(&name, Some(SCHEMA), STORES, true).await {
            Err(Error::Newer) => (idb::open(&name, None, &[], false).await?, true),
            other => (other?, false),
        };
        let content = match read_all(&db).await {
            Err(_) if read_only => return Err(Error::Newer),
            other => other?,
        };
        let key = match &content.key {
            Some(key) => key.clone(),
            None if read_only => Key([0; 32]),
            None => make_key(&db).await?,
        };
        let store = Self::assemble(id, key, read_only, &content)?;
        store.attach(db.clone());
        let mut health = Health {
            mark: content.mark,
            read_only,
            unreadable: content.unreadable,
            ..Health::default()
        };
        let mut chunks = content.chunks;
        store.look_for_loss(&mut health).await;
        if !read_only {
            store.replay(&mut chunks, &mut health).await;
            registry::touch(id.to_owned());
            store.raise(store.0.mark.get());
            store.stand();
            spawn_local(async move {
                fold_marks(&db, content.marks).await.ok();
            });
        }
        health.mark = store.0.mark.get();
        Ok(Opened { store, chunks, health })
    }

    fn assemble(id: &str, key: Key, read_only: bool, content: &Content) -> Result<Self, Error> {
        let listener: Rc<RefCell<Option<Listener>>> = Rc::default();
        let heard = listener.clone();
        let tabs = Tabs::listen(id, Rc::new(move |change| tell(&heard, change)));
        Ok(Self(Rc::new(Inner {
            id: id.to_owned(),
            mark_name: format!("{MARK}:{}", js::random_hex::<4>()?),
            key,
            read_only,
            link: RefCell::new(Link::Lost),
            known: RefCell::new(Known {
                rows: content.known.rows.clone(),
                segments: content.known.segments.clone(),
            }),
            mark: Cell::new(content.mark),
            carrying: Cell::new(None),
            carried: Cell::new(false),
            thumbs: RefCell::default(),
            listener,
            tabs,
            mirror: Mirror::new(id),
        })))
    }

    /// The workbook's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.0.id
    }

    /// Calls `listener` whenever something happens to the workbook from outside; a later listener replaces an earlier.
    pub fn on_change(&self, listener: impl Fn(Change) + 'static) {
        *self.0.listener.borrow_mut() = Some(Rc::new(listener));
    }

    /// Whether this page may only read the workbook.
    #[must_use]
    pub fn read_only(&self) -> bool {
        self.0.read_only || matches!(*self.0.link.borrow(), Link::Superseded | Link::Removed)
    }

    /// What the database holds, as far as this tab knows.
    #[must_use]
    pub fn mark(&self) -> Mark {
        self.0.mark.get()
    }

    /// Writes an action into the journal, in this very tick; call it before [`Store::commit`] with the same arguments.
    /// It never fails: what the journal cannot take goes to the database only.
    pub fn journal(&self, action: &str, lines: &str, clock: u64) {
        if !self.read_only() {
            journal::put(&self.0.id, &self.0.key, action, lines, clock);
        }
    }

    /// Takes an action out of the journal that the person has given up; a later start would bring it back otherwise.
    pub fn journal_drop(&self, action: &str) {
        journal::remove(&self.0.id, action);
    }

    /// Writes an action's lines in one strict transaction and returns when they are on the disk. `action` is the key of
    /// the row, the stamp of the action; `clock` is the greatest sequence number in it. Giving the same action again,
    /// after whatever error, is harmless. A lost connection is opened again and the write tried once more.
    ///
    /// # Errors
    /// Any of [`Error`]; the lines are not known to be saved then, and the journal still has them.
    pub async fn commit(&self, action: &str, lines: &str, clock: u64) -> Result<(), Error> {
        let mut lines = lines.to_owned();
        if !lines.ends_with('\n') {
            lines.push('\n');
        }
        self.write_row(action, lines.as_bytes(), clock).await?;
        journal::remove(&self.0.id, action);
        self.raise(self.0.mark.get());
        self.0.tabs.tell(clock);
        self.hand_over(vec![lines.into_bytes()], clock);
        Ok(())
    }

    pub(super) async fn write_row(
        &self,
        action: &str,
        lines: &[u8],
        clock: u64,
    ) -> Result<(), Error> {
        let new = match self.try_row(action, lines, clock).await {
            Err(error) if error.worth_retrying() => {
                if !error.is_taken() {
                    self.lose();
                }
                self.try_row_again(action, lines, clock).await
            }
            other => other,
        }?;
        self.0.known.borrow_mut().rows.insert(action.to_owned());
        let mark = self.0.mark.get();
        self.0.mark.set(Mark { clock: mark.clock.max(clock), entries: mark.entries + new });
        Ok(())
    }

    /// One try, without reading anything first; how many lines were new. It fails when the row is there.
    async fn try_row(&self, action: &str, lines: &[u8], clock: u64) -> Result<u64, Error> {
        let transaction =
            Transaction::write(&self.writable().await?, &[ROWS, META], Durability::Strict)?;
        let row = idb::bytes_value(&envelope::plain(lines));
        transaction.store(ROWS)?.add(&JsValue::from_str(action), &row)?;
        self.put_mark(&transaction, clock, count_lines(lines))?;
        transaction.done().await?;
        Ok(count_lines(lines))
    }

    /// The second try looks first: the first one may have got through without our hearing of it.
    async fn try_row_again(&self, action: &str, lines: &[u8], clock: u64) -> Result<u64, Error> {
        let transaction =
            Transaction::write(&self.writable().await?, &[ROWS, META], Durability::Strict)?;
        let rows = transaction.store(ROWS)?;
        let row = envelope::plain(lines);
        let mut key = JsValue::from_str(action);
        let mut there = idb::bytes(&rows.get(&key)?.answer().await?);
        if there.as_ref().is_some_and(|there| *there != row) {
            // Other lines under the same name are never written over: these get a row beside them.
            key = JsValue::from_str(&format!("{action}~{:016x}", content::digest(lines)));
            there = idb::bytes(&rows.get(&key)?.answer().await?);
        }
        let new = if there.is_none() { count_lines(lines) } else { 0 };
        if there.is_none() {
            rows.put(&key, &idb::bytes_value(&row))?;
        }
        self.put_mark(&transaction, clock, new)?;
        transaction.done().await?;
        Ok(new)
    }

    fn put_mark(&self, transaction: &Transaction, clock: u64, new: u64) -> Result<(), Error> {
        let mark = self.0.mark.get();
        let mark = Mark { clock: mark.clock.max(clock), entries: mark.entries + new };
        let (name, text) =
            (JsValue::from_str(&self.0.mark_name), JsValue::from_str(&mark.to_text()));
        transaction.store(META)?.put(&name, &text)
    }

    pub(super) fn thumbs(&self) -> &RefCell<BTreeMap<String, String>> {
        &self.0.thumbs
    }

    /// The connection, for writing.
    pub(super) async fn writable(&self) -> Result<IdbDatabase, Error> {
        if self.0.read_only { Err(Error::Newer) } else { self.db().await }
    }

    /// The connection, opened again when it was lost.
    pub(super) async fn db(&self) -> Result<IdbDatabase, Error> {
        match &*self.0.link.borrow() {
            Link::Open(db) => return Ok(db.clone()),
            Link::Superseded => return Err(Error::Newer),
            Link::Removed => return Err(Error::Removed),
            Link::Lost => {}
        }
        let version = (!self.0.read_only).then_some(SCHEMA);
        match idb::open(&name::named("book", &self.0.id), version, STORES, false).await {
            Ok(db) => {
                let held = self.0.mark.get();
                if read_mark(&db).await?.lacks(held) {
                    db.close();
                    return Err(Error::Emptied { held });
                }
                self.attach(db.clone());
                Ok(db)
            }
            Err(Error::Removed) => Err(Error::Emptied { held: self.0.mark.get() }),
            Err(error) => Err(error),
        }
    }

    /// Gives the connection up; the next call opens it again.
    pub(super) fn lose(&self) {
        let mut link = self.0.link.borrow_mut();
        if let Link::Open(db) = &*link {
            db.close();
            *link = Link::Lost;
        }
    }

    fn attach(&self, db: IdbDatabase) {
        let weak = Rc::downgrade(&self.0);
        let closing = db.clone();
        let on_version = Closure::<dyn FnMut(IdbVersionChangeEvent)>::new(
            move |event: IdbVersionChangeEvent| {
                // Whoever wants to upgrade or delete waits for us.
                closing.close();
                let removed = event.new_version().is_none();
                detach(
                    &weak,
                    if removed { Link::Removed } else { Link::Superseded },
                    if removed { Change::Removed } else { Change::Superseded },
                );
            },
        );
        db.set_onversionchange(Some(on_version.into_js_value().unchecked_ref()));
        let weak = Rc::downgrade(&self.0);
        let on_close = Closure::<dyn FnMut()>::new(move || detach(&weak, Link::Lost, Change::Lost));
        db.set_onclose(Some(on_close.into_js_value().unchecked_ref()));
        *self.0.link.borrow_mut() = Link::Open(db);
    }
}

pub(super) fn tell(listener: &RefCell<Option<Listener>>, change: Change) {
    let listener = listener.borrow().clone();
    if let Some(listener) = listener {
        listener(change);
    }
}

fn detach(weak: &Weak<Inner>, link: Link, change: Change) {
    if let Some(inner) = weak.upgrade() {
        if matches!(link, Link::Removed | Link::Superseded) {
            inner.mirror.stop();
        }
        *inner.link.borrow_mut() = link;
        tell(&inner.listener, change);
    }
}
