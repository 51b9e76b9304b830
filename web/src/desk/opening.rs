//! The start: which workbook to open, reading it, hearing other tabs; making, taking over and leaving workbooks.

use jiedui_core::catalog::Section;
use jiedui_core::command::{Command, Context, Founding};
use jiedui_core::ledger::{Ledger, Session};
use jiedui_core::log::{DeviceId, Line};
use jiedui_core::record::{Id, Person, Record};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::catalog::fetch_sections;
use super::{Book, Desk, NotDone};
use crate::browser;
use crate::later;
use crate::shell::{Phase, Trouble};
use crate::store::{self, Change, Error, Opened, Store, setting_put};
use crate::text::{t, tf};

/// A workbook that was just begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its id in the list of this browser.
    pub book: String,
}

impl Desk {
    /// Opens the workbook used last, or shows the first opening.
    pub async fn start(self) {
        match store::workbooks().await {
            Ok(books) => match books.first() {
                Some(book) => {
                    if let Err(failure) = later::open(self, book.id.clone()).await {
                        self.cannot_load(&failure);
                    }
                }
                None => {
                    self.shell.phase.set(Phase::First);
                    // Who can save nothing here is told before typing anything.
                    if let Err(error) = store::probe().await.database {
                        self.in_trouble(&error);
                    }
                }
            },
            Err(error) => self.in_trouble(&error),
        }
    }

    /// Opens a workbook in place of the one that is open.
    pub async fn open(self, id: &str) {
        self.shell.phase.set(Phase::Opening);
        self.close();
        if let Err(failure) = self.need(&[Section::Kinds]).await {
            return self.cannot_load(&failure);
        }
        match Store::open(id).await {
            Ok(opened) => self.place(opened).await,
            Err(error) => self.in_trouble(&error),
        }
    }

    /// Leaves the workbook that is open.
    pub fn close(self) {
        self.with(|inner| inner.book = None);
        self.shell.workbook.set(String::new());
        self.shell.example.set(false);
        self.bump();
    }

    /// Removes a workbook from this browser for ever, and opens another or shows the first opening.
    ///
    /// # Errors
    /// When the browser does not remove it; it is then removed at the next start.
    pub async fn remove(self, id: &str) -> Result<(), Error> {
        if self.store().is_some_and(|store| store.id() == id) {
            self.close();
        }
        let removed = store::remove(id).await;
        for kept in ["me", "backup", "ws"] {
            setting_put(&format!("{kept}:{id}"), "");
        }
        if self.store().is_none() {
            self.start().await;
        }
        removed
    }

    /// Begins a workbook: makes it, founds it, and opens it.
    ///
    /// # Errors
    /// A refusal of what was typed, before anything is made; or the browser does not write.
    pub async fn found(self, founding: Founding) -> Result<Begun, NotDone> {
        let template = founding.template.as_ref().map(|choice| choice.code.clone());
        let mut sections =
            vec![Section::Kinds, Section::KindFields, Section::Codes, Section::Rules];
        sections.extend(template.map(Section::Template));
        let catalog = fetch_sections(&sections).await.map_err(NotDone::Unreachable)?;
        let title = founding.org.trim().to_owned();
        let mut ledger = self.new_ledger()?;
        let context = Context {
            now: u64::try_from(browser::now()).unwrap_or_default(),
            today: browser::today(),
            by: None,
            random: browser::random().map_err(|_| NotDone::ReadOnly)?,
            catalog: &catalog,
        };
        let entries =
            ledger.draft(&Command::FoundWorkbook(founding), &context).map_err(NotDone::Refused)?;
        let me = entries
            .iter()
            .find(|entry| entry.kind == Person::KIND)
            .map(|entry| Id::<Person>::new(entry.id));
        let lines = entries.into_iter().map(Line::from).collect();
        self.begin(&title, false, lines, me).await
    }

    /// Makes a workbook out of lines: the example, a colleague's file, a backup.
    ///
    /// # Errors
    /// When the browser does not write.
    pub async fn begin(
        self,
        title: &str,
        example: bool,
        lines: Vec<Line>,
        me: Option<Id<Person>>,
    ) -> Result<Begun, NotDone> {
        let cannot = |_| NotDone::ReadOnly;
        let book = store::create(title, example).await.map_err(cannot)?;
        let opened = Store::open(&book.id).await.map_err(cannot)?;
        self.close();
        self.with_new_book(opened)?;
        if let Err(not_done) = self.take_in(lines).await {
            self.close();
            // What was begun and could not be written is not a workbook.
            let _ = store::remove(&book.id).await;
            return Err(not_done);
        }
        if let Some(me) = me {
            self.set_me(me);
        }
        if self.need(&[Section::Kinds]).await.is_ok() {
            self.shown();
        }
        spawn_local(async {
            // The answer is shown in 「存储状态」; a refusal changes nothing here.
            store::persist().await;
        });
        Ok(Begun { book: book.id })
    }

    fn with_new_book(self, opened: Opened) -> Result<(), NotDone> {
        let ledger = self.new_ledger()?;
        let Opened { store, health, .. } = opened;
        self.hear(&store);
        let assessed = super::outcomes::Assessed::default();
        self.with(|inner| inner.book = Some(Book { store, ledger, health, assessed }));
        Ok(())
    }

    fn new_ledger(self) -> Result<Ledger, NotDone> {
        let bits = browser::random::<8>().map_err(|_| NotDone::ReadOnly)?;
        let session =
            Session { device: browser::device_words(), app: env!("CARGO_PKG_VERSION").to_owned() };
        Ok(Ledger::new(DeviceId::new(u64::from_be_bytes(bits))).with_session(session))
    }

    async fn place(self, opened: Opened) {
        let chunks = opened.chunks.clone();
        let missing = opened.health.missing;
        let journal = opened.health.journal_replayed;
        if self.with_new_book(opened).is_err() {
            return self.cannot_load(&browser::Failure::Unable);
        }
        self.read(&chunks);
        if missing {
            self.name_book();
            self.shell.phase.set(Phase::Recover);
            return;
        }
        self.shown();
        if journal > 0 {
            let n = journal.to_string();
            self.shell.notices.say(move || tf("frame.journal_back", &[("n", &n)]));
        }
        if let Some(store) = self.store() {
            browser::after(5_000, move || {
                spawn_local(async move {
                    // Folding is a saving of time only; the next start tries again.
                    let _ = store.compact().await;
                });
            });
        }
    }

    /// Reads chunks of lines into the state; a line that cannot be read is counted, and stays where it is.
    fn read(self, chunks: &[Vec<u8>]) {
        let mut unreadable = 0;
        for chunk in chunks {
            let text = String::from_utf8_lossy(chunk);
            let mut lines = Vec::new();
            for line in text.lines().filter(|line| !line.is_empty()) {
                match Line::parse(line) {
                    Ok(line) => lines.push(line),
                    Err(_) => unreadable += 1,
                }
            }
            self.absorb(lines);
        }
        self.with(|inner| {
            if let Some(book) = &mut inner.book {
                book.health.unreadable += unreadable;
            }
        });
        self.bump();
    }

    fn shown(self) {
        self.name_book();
        self.shell.phase.set(Phase::Ready);
        self.light();
        self.bump();
    }

    fn name_book(self) {
        let named = self.ask_once(|state, _| {
            state
                .workspace()
                .map(|(id, workspace)| (id.to_string(), workspace.name.clone(), workspace.example))
                .unwrap_or_default()
        });
        let (id, name, example) = named.unwrap_or_default();
        if let Some(store) = self.store() {
            // So that a file can be told to belong to a workbook that is not open.
            setting_put(&format!("ws:{}", store.id()), &id);
        }
        self.shell.workbook.set(name);
        self.shell.example.set(example);
    }

    /// Goes on with what there is after a loss was shown.
    pub fn go_on(self) {
        self.shown();
    }

    fn hear(self, store: &Store) {
        store.on_change(move |change| match change {
            Change::Written => spawn_local(async move {
                let Some(store) = self.store() else { return };
                if let Ok(chunks) = store.read_new().await {
                    self.read(&chunks);
                    self.name_book();
                }
            }),
            Change::Superseded | Change::Lost => self.light(),
            Change::Removed => {
                self.close();
                spawn_local(self.start());
            }
            Change::Missing(_) => self.shell.phase.set(Phase::Recover),
        });
    }

    fn in_trouble(self, error: &Error) {
        let (title, text) = match error {
            Error::Full => ("trouble.full", "trouble.full_text"),
            Error::Blocked => ("trouble.blocked", "trouble.blocked_text"),
            Error::Busy => ("trouble.busy", "trouble.busy_text"),
            Error::Newer => ("trouble.newer", "trouble.newer_text"),
            _ => ("trouble.gone", "trouble.gone_text"),
        };
        let trouble = Trouble { title: t(title).to_owned(), text: t(text).to_owned() };
        self.shell.phase.set(Phase::Trouble(trouble));
    }

    fn cannot_load(self, failure: &browser::Failure) {
        let text = tf("trouble.load_text", &[("why", &failure.to_string())]);
        let trouble = Trouble { title: t("trouble.load").to_owned(), text };
        self.shell.phase.set(Phase::Trouble(trouble));
    }
}
