//! Running a command: draft, journal in the same tick, one strict transaction, and only then the state. What could not
//! be written is kept as [`Pending`], so that trying again writes the very same action and nothing is doubled.

use std::rc::Rc;

use jiedui_core::catalog::{Catalog, Section};
use jiedui_core::command::{Command, Context, Refusal, TemplateChoice};
use jiedui_core::log::{Entry, Line, RecordId, Stamp};
use leptos::prelude::*;

use super::{Book, Desk, Inner, fetch_sections};
use crate::browser;
use crate::shell::Light;
use crate::store::{self, Error};

/// An action that is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The action, for undoing it; none when there was nothing to change.
    pub act: Option<Stamp>,
    /// The record that the action is about: the first it touched.
    pub id: Option<RecordId>,
}

/// An action that could not be written yet. It is in the journal, and the form still shows it.
#[derive(Clone, Debug)]
pub struct Pending {
    entries: Rc<Vec<Entry>>,
    lines: Rc<str>,
    act: Stamp,
    clock: u64,
}

/// Why a command is not done.
#[derive(Clone, Debug)]
pub enum NotDone {
    /// The rules decline it; the form says why.
    Refused(Refusal),
    /// The browser did not write it; the form stays as it is and offers to try again.
    Unsaved(Error, Pending),
    /// This page may only read, or no workbook is open.
    ReadOnly,
    /// The browser did not keep a file or make a workbook; nothing was changed.
    Unkept(Error),
    /// A file of the app itself cannot be had.
    Unreachable(browser::Failure),
}

impl Desk {
    /// Runs a command. One at a time: whoever comes second waits.
    ///
    /// # Errors
    /// See [`NotDone`]; what was typed is the form's to keep.
    pub async fn run(self, command: Command) -> Result<Done, NotDone> {
        self.run_with(command, None).await
    }

    /// Applies a template. What it copies into the log it takes from sections with the labels of all languages.
    ///
    /// # Errors
    /// As [`Desk::run`]; or a section cannot be had.
    pub async fn apply(self, choice: TemplateChoice) -> Result<Done, NotDone> {
        let template = Section::Template(choice.code.clone());
        let sections =
            [Section::Kinds, Section::KindFields, Section::Codes, Section::Rules, template];
        let catalog = fetch_sections(&sections).await.map_err(NotDone::Unreachable)?;
        self.run_with(Command::ApplyTemplate(choice), Some(&catalog)).await
    }

    async fn run_with(self, command: Command, from: Option<&Catalog>) -> Result<Done, NotDone> {
        let turn = self.turn.with_value(Rc::clone);
        let _turn = turn.lock().await;
        let pending = self.draft(&command, from)?;
        match pending {
            Some(pending) => self.write(pending).await,
            None => Ok(Done::default()),
        }
    }

    /// Tries once more to write what could not be written.
    ///
    /// # Errors
    /// As [`Desk::run`].
    pub async fn retry(self, pending: Pending) -> Result<Done, NotDone> {
        let turn = self.turn.with_value(Rc::clone);
        let _turn = turn.lock().await;
        self.write(pending).await
    }

    /// Gives up what could not be written: the journal must not bring it back.
    pub fn give_up(self, pending: &Pending) {
        if let Some(store) = self.store() {
            store.journal_drop(&pending.act.to_string());
        }
        self.light();
    }

    /// Takes lines of a colleague's file or a backup: to the disk first, then into the state.
    ///
    /// # Errors
    /// As [`Desk::run`].
    pub async fn take_in(self, lines: Vec<Line>) -> Result<jiedui_core::ledger::Receipt, NotDone> {
        // One transaction, so that a file comes in whole or not at all; only one far beyond any real workbook is cut.
        const AT_ONCE: usize = 50_000;
        let turn = self.turn.with_value(Rc::clone);
        let _turn = turn.lock().await;
        let store = self.store().filter(|store| !store.read_only()).ok_or(NotDone::ReadOnly)?;
        let mut receipt = jiedui_core::ledger::Receipt::default();
        for chunk in lines.chunks(AT_ONCE) {
            let new: Vec<&Line> = self.with(|inner| {
                let log = inner.book.as_ref().map(|book| book.ledger.state().log());
                chunk
                    .iter()
                    .filter(|line| {
                        log.is_none_or(|log| !log.at(line.stamp()).any(|own| own == *line))
                    })
                    .collect()
            });
            let Some(key) = new.first().map(|line| format!("in:{}", line.stamp())) else {
                continue;
            };
            let text: String = new.iter().map(|line| line.to_line() + "\n").collect();
            let clock = chunk.iter().map(|line| line.stamp().seq).max().unwrap_or_default();
            self.shell.light.set(Light::Saving);
            if let Err(error) = store.commit(&key, &text, clock).await {
                self.shell.light.set(Light::Unsaved);
                let act = new[0].stamp();
                let entries = Rc::new(Vec::new());
                return Err(NotDone::Unsaved(
                    error,
                    Pending { entries, lines: text.into(), act, clock },
                ));
            }
            let part = self.absorb(chunk.to_vec());
            receipt.new += part.new;
            receipt.repeated += part.repeated;
            receipt.twins += part.twins;
            receipt.refused += part.refused;
        }
        self.light();
        self.bump();
        Ok(receipt)
    }

    fn draft(self, command: &Command, from: Option<&Catalog>) -> Result<Option<Pending>, NotDone> {
        let by = self.me_now();
        let random = browser::random().map_err(|_| NotDone::ReadOnly)?;
        self.with(|inner| {
            let Inner { book: Some(Book { ledger, store, .. }), catalog } = inner else {
                return Err(NotDone::ReadOnly);
            };
            if store.read_only() {
                return Err(NotDone::ReadOnly);
            }
            let context = Context {
                now: u64::try_from(browser::now()).unwrap_or_default(),
                today: browser::today(),
                by,
                random,
                catalog: from.unwrap_or(catalog),
            };
            let entries = ledger.draft(command, &context).map_err(NotDone::Refused)?;
            let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
                return Ok(None);
            };
            let (act, clock) = (first.stamp, last.stamp.seq);
            let lines: String = entries.iter().map(|entry| entry.to_line() + "\n").collect();
            store.journal(&act.to_string(), &lines, clock);
            Ok(Some(Pending { entries: Rc::new(entries), lines: lines.into(), act, clock }))
        })
    }

    async fn write(self, pending: Pending) -> Result<Done, NotDone> {
        let store = self.store().ok_or(NotDone::ReadOnly)?;
        self.shell.light.set(Light::Saving);
        if let Err(error) =
            store.commit(&pending.act.to_string(), &pending.lines, pending.clock).await
        {
            self.shell.light.set(if error == Error::Newer {
                Light::ReadOnly
            } else {
                Light::Unsaved
            });
            return Err(NotDone::Unsaved(error, pending));
        }
        self.absorb(pending.entries.iter().cloned().map(Line::from).collect());
        self.light();
        self.bump();
        let about = pending.entries.iter().find(|entry| entry.kind != "session");
        Ok(Done { act: Some(pending.act), id: about.map(|entry| entry.id) })
    }

    pub(super) fn absorb(self, lines: Vec<Line>) -> jiedui_core::ledger::Receipt {
        self.with(|inner| inner.book.as_mut().map(|book| book.ledger.absorb(lines)))
            .unwrap_or_default()
    }

    /// Lets the light say how things stand when nothing is on its way.
    pub(super) fn light(self) {
        const OLD: u32 = 14;
        let Some(store) = self.store() else { return };
        let light = if store.read_only() {
            Light::ReadOnly
        } else if self.shell.example.get_untracked() {
            // Nothing of the example is anybody's to lose.
            Light::Saved
        } else {
            match self.days_since_backup() {
                Some(days) if days >= OLD => Light::BackupOld(days),
                None if store.mark().entries > 200 => Light::NeverBackedUp,
                Some(_) | None => Light::Saved,
            }
        };
        self.shell.light.set(light);
    }

    /// How many days ago a backup was read back and found whole; none when that has never happened.
    pub fn days_since_backup(self) -> Option<u32> {
        const DAY: i64 = 86_400_000;
        self.revision.track();
        let at: i64 =
            store::setting_get(&format!("backup:{}", self.store()?.id()))?.parse().ok()?;
        u32::try_from((browser::now() - at) / DAY).ok()
    }

    /// Remembers that a backup has just been read back and found whole.
    pub fn backed_up(self) {
        if let Some(store) = self.store() {
            store::setting_put(&format!("backup:{}", store.id()), &browser::now().to_string());
            self.light();
            self.bump();
        }
    }
}
