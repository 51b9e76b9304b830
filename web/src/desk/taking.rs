//! Files that people hand each other: lines out, a workbook made out of lines, and the way back after a loss.

use jiedui_core::log::{Line, LineError};
use jiedui_core::record::{Id, Person};
use leptos::prelude::Set as _;

use super::{Begun, Desk, NotDone};
use crate::store::{self, Error, Mark, Store, setting_get, setting_put};

/// Lines of a file, already proved sound by the office.
///
/// # Errors
/// When one cannot be read after all; nothing was taken in.
pub fn read_lines(text: &str) -> Result<Vec<Line>, LineError> {
    text.lines().filter(|line| !line.is_empty()).map(Line::parse).collect()
}

impl Desk {
    /// All lines of the workbook that is open, as they stand in a file.
    pub fn lines(self) -> String {
        self.ask_once(|state, _| {
            state.log().entries().map(|line| line.to_line() + "\n").collect::<String>()
        })
        .unwrap_or_default()
    }

    /// Makes a workbook out of a file, beside those that are there, and opens it. `fill` stores its photos and
    /// documents first. Until all is on the disk the workbook that is open stays open; on a failure nothing is left.
    ///
    /// # Errors
    /// When the browser does not write.
    pub async fn begin_from(
        self,
        title: &str,
        example: bool,
        lines: Vec<Line>,
        me: Option<Id<Person>>,
        fill: impl AsyncFnOnce(Store) -> Result<(), NotDone>,
    ) -> Result<Begun, NotDone> {
        let book = store::create(title, example).await.map_err(NotDone::Unkept)?;
        if let Err(not_done) = fill_new(&book.id, lines, fill).await {
            // What was begun and could not be written is not a workbook; what stays is removed at the next start.
            let _ = store::remove(&book.id).await;
            return Err(not_done);
        }
        if let Some(me) = me {
            setting_put(&format!("me:{}", book.id), &me.to_string());
        }
        self.open(&book.id).await;
        // The answer is shown in 「存储状态」; a refusal changes nothing here.
        store::persist().await;
        Ok(Begun { book: book.id })
    }

    /// Gives the list of workbooks and the title bar the name that the open workbook now has.
    pub async fn named(self, name: &str) {
        if let Some(store) = self.store() {
            // The list's title is a convenience; the workbook itself has its name.
            let _ = store::rename(store.id(), name).await;
        }
        self.shell.workbook.set(name.to_owned());
    }

    /// What the second copy holds beyond the database goes back into it. The answer is how many lines came back.
    ///
    /// # Errors
    /// When there is no second copy to read, or the browser does not write.
    pub async fn take_second_copy(self) -> Result<usize, NotDone> {
        let store = self.store().ok_or(NotDone::ReadOnly)?;
        let copy = store.second_copy().await.map_err(NotDone::Unkept)?;
        let mut lines = Vec::new();
        for chunk in &copy.chunks {
            let text = String::from_utf8_lossy(chunk);
            // A damaged line costs itself, not the rest.
            lines.extend(text.lines().filter_map(|line| Line::parse(line).ok()));
        }
        Ok(self.take_in(lines).await?.new)
    }

    /// How many entries are still missing compared with the most that was ever there.
    pub fn still_missing(self) -> u64 {
        let high = self.health().map_or_else(Mark::default, |health| health.high_water);
        let held = self.ask(|state, _| (state.log().len() as u64, state.log().max_seq()));
        let (entries, clock) = held.unwrap_or_default();
        let by_count = high.entries.saturating_sub(entries);
        if by_count == 0 && clock < high.clock { 1 } else { by_count }
    }

    /// Goes on with what is there: the marks are lowered to it, and the workbook is shown.
    pub async fn settle_loss(self) {
        if let Some(store) = self.store() {
            store.accept_loss().await;
        }
        self.go_on();
    }

    /// The workbook on this phone that a file belongs to, by the id of its workspace.
    ///
    /// # Errors
    /// When the list of workbooks cannot be read.
    pub async fn book_of(self, workspace: &str) -> Result<Option<String>, Error> {
        let books = store::workbooks().await?;
        let own = |id: &str| setting_get(&format!("ws:{id}"));
        let known = books.into_iter().map(|book| book.id);
        Ok(known
            .into_iter()
            .find(|id| !workspace.is_empty() && own(id).as_deref() == Some(workspace)))
    }
}

async fn fill_new(
    id: &str,
    lines: Vec<Line>,
    fill: impl AsyncFnOnce(Store) -> Result<(), NotDone>,
) -> Result<(), NotDone> {
    let store = Store::open(id).await.map_err(NotDone::Unkept)?.store;
    fill(store.clone()).await?;
    let clock = lines.iter().map(|line| line.stamp().seq).max().unwrap_or_default();
    let Some(first) = lines.first() else { return Ok(()) };
    let key = format!("in:{}", first.stamp());
    let text: String = lines.iter().map(|line| line.to_line() + "\n").collect();
    store.commit(&key, &text, clock).await.map_err(NotDone::Unkept)
}
