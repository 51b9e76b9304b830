//! What keeps a workbook safe beside its database: the journal brought back, the marks raised and compared, the second
//! copy kept up.

use super::book::{Change, Health, Store, tell};
use super::content::{META, read_all};
use super::error::Error;
use super::idb::{Durability, Transaction};
use super::mark::{self, Mark};
use super::mirror::{Mirror, SecondCopy};
use super::{journal, js, registry};
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

/// What follows a commit waits this long, in milliseconds, so that «saved» is on the screen before it begins.
const AFTER_MS: i32 = 30;

impl Store {
    /// The second copy of this workbook, for recovery; it may hold lines that the database has, too.
    ///
    /// # Errors
    /// [`Error::Blocked`] where the browser has no private file system, [`Error::TimedOut`], [`Error::Gone`].
    pub async fn second_copy(&self) -> Result<SecondCopy, Error> {
        self.0.mirror.read().await
    }

    /// How much the second copy holds; nothing where there is none.
    pub async fn second_copy_mark(&self) -> Option<Mark> {
        self.0.mirror.mark().await
    }

    /// How many tabs have this workbook open, this one included; nothing where the browser does not say.
    pub async fn tabs(&self) -> Option<usize> {
        super::tabs::count(&self.0.id).await
    }

    /// The person has accepted that what is missing stays missing: all marks are lowered to what the database holds.
    /// The second copy keeps its lines.
    pub async fn accept_loss(&self) {
        let mark = self.0.mark.get();
        mark::set_local(&self.0.id, mark);
        mark::set_cached(&self.0.id, mark).await;
        registry::note(&self.0.id, mark, true).await;
        self.0.mirror.set_mark(mark).await;
    }

    /// Compares the database with the marks. When localStorage agrees, which is nearly always, nothing else is asked.
    pub(super) async fn look_for_loss(&self, health: &mut Health) {
        let (id, held) = (&self.0.id, health.mark);
        health.high_water = held;
        if mark::local(id).is_some_and(|local| local.clock == held.clock) {
            return;
        }
        health.high_water = held.max(mark::greatest(id).await);
        if held == Mark::default() && Mirror::possible() {
            health.high_water =
                health.high_water.max(self.0.mirror.mark().await.unwrap_or_default());
        }
        health.missing |= held.lacks(health.high_water);
    }

    /// Brings back what a crashed or closed tab left in the journal. By stamp it is harmless when it is there already.
    pub(super) async fn replay(&self, chunks: &mut Vec<Vec<u8>>, health: &mut Health) {
        for found in journal::read(&self.0.id, &self.0.key) {
            let saved = match found.row {
                Some((clock, lines)) => {
                    if self.0.known.borrow().rows.contains(&found.action) {
                        true
                    } else {
                        let saved = self.write_row(&found.action, &lines, clock).await.is_ok();
                        health.journal_replayed += 1;
                        health.journal_waiting += usize::from(!saved);
                        chunks.push(lines);
                        saved
                    }
                }
                None => {
                    health.journal_broken += 1;
                    self.set_aside(&found.action, &found.raw).await.is_ok()
                }
            };
            if saved {
                journal::remove(&self.0.id, &found.action);
            }
        }
    }

    async fn set_aside(&self, action: &str, raw: &str) -> Result<(), Error> {
        let transaction = Transaction::write(&self.writable().await?, &[META], Durability::Strict)?;
        transaction
            .store(META)?
            .put(&JsValue::from_str(&format!("broken:{action}")), &JsValue::from_str(raw))?;
        transaction.done().await
    }

    /// Raises the mark in localStorage, the list and the cache, soon; only the newest travels.
    pub(super) fn raise(&self, mark: Mark) {
        self.0.carrying.set(Some(mark));
        if self.0.carried.replace(true) {
            return;
        }
        let weak = Rc::downgrade(&self.0);
        spawn_local(async move {
            js::later(AFTER_MS).await;
            while let Some(inner) = weak.upgrade()
                && let Some(mark) = inner.carrying.take()
            {
                let id = inner.id.clone();
                drop(inner);
                mark::raise_local(&id, mark);
                registry::note(&id, mark, false).await;
                mark::set_cached(&id, mark).await;
            }
            if let Some(inner) = weak.upgrade() {
                inner.carried.set(false);
            }
        });
    }

    /// Hands committed lines to the second copy, if this tab keeps it.
    pub(super) fn hand_over(&self, chunks: Vec<Vec<u8>>, clock: u64) {
        if self.0.mirror.kept() && !chunks.is_empty() {
            let inner = self.0.clone();
            spawn_local(async move {
                js::later(AFTER_MS).await;
                for lines in chunks {
                    inner.mirror.add(&lines, clock).await;
                }
            });
        }
    }

    /// Stands for election; the elected tab brings the second copy up to date and keeps it.
    pub(super) fn stand(&self) {
        let weak = Rc::downgrade(&self.0);
        self.0.tabs.stand(&self.0.id, move || {
            let there = weak.strong_count() > 0;
            if there && Mirror::possible() {
                spawn_local(async move {
                    if let Some(inner) = weak.upgrade() {
                        // A copy that cannot be brought up to date is shown as such in the state of storage.
                        Self(inner).keep_second_copy().await.ok();
                    }
                });
            }
            there
        });
    }

    async fn keep_second_copy(&self) -> Result<(), Error> {
        let mirror = &self.0.mirror;
        let copy = mirror.mark().await.unwrap_or_default();
        let mark = self.0.mark.get();
        if mark.lacks(copy) {
            tell(&self.0.listener, Change::Missing(copy));
        }
        mirror.keep(copy.max(mark));
        if copy != mark {
            let content = read_all(&self.db().await?).await?;
            mirror.catch_up(content.chunks, copy.max(mark)).await?;
        }
        Ok(())
    }
}
