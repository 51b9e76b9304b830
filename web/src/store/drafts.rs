//! Half-written forms: kept while typing, so that a phone that kills the tab costs at most a second of it.
//!
//! A draft stands in the database of its workbook. What is typed before there is a workbook stands in the small database
//! that lists the workbooks ([`early_draft_put`]): names of people never stand plain in localStorage, where deleted text
//! lingers, and localStorage is what a killed browser loses.

use super::book::Store;
use super::content::DRAFTS;
use super::error::Error;
use super::idb::{self, Durability, Transaction};
use super::registry;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

/// A draft as it was put.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The form it belongs to.
    pub key: String,
    /// When it was written last, in milliseconds since 1970.
    pub at: u64,
    /// The address that opens its form, such as `#/record/person/new`.
    pub to: String,
    /// What it is about, as typed; may be empty.
    pub name: String,
    /// What was typed, as the form wrote it.
    pub json: String,
}

/// What stands in the first line of a row, above what was typed.
#[derive(Serialize, Deserialize)]
struct Head {
    at: u64,
    to: String,
    name: String,
}

impl Draft {
    fn row(&self) -> String {
        let head = Head { at: self.at, to: self.to.clone(), name: self.name.clone() };
        // Numbers and strings always become JSON.
        serde_json::to_string(&head).unwrap_or_default() + "\n" + &self.json
    }

    fn read(key: String, row: &str) -> Self {
        let parts = row.split_once('\n');
        let head = parts.and_then(|(head, _)| serde_json::from_str::<Head>(head).ok());
        match (head, parts) {
            (Some(Head { at, to, name }), Some((_, json))) => {
                Self { key, at, to, name, json: json.to_owned() }
            }
            // Nothing but what was typed: it is not thrown away for want of a first line.
            _ => Self { key, json: row.to_owned(), ..Self::default() },
        }
    }
}

fn put(transaction: &Transaction, draft: &Draft) -> Result<(), Error> {
    let (key, row) = (JsValue::from_str(&draft.key), JsValue::from_str(&draft.row()));
    transaction.store(DRAFTS)?.put(&key, &row)
}

async fn get(transaction: Transaction, key: &str) -> Result<Option<Draft>, Error> {
    let row = transaction.store(DRAFTS)?.get(&JsValue::from_str(key))?.text().await?;
    Ok(row.map(|row| Draft::read(key.to_owned(), &row)))
}

async fn all(transaction: Transaction) -> Result<Vec<Draft>, Error> {
    let drafts = transaction.store(DRAFTS)?;
    let (keys, rows) = (drafts.keys()?, drafts.values()?);
    let (keys, rows) = (idb::strings(&keys.list().await?), idb::strings(&rows.list().await?));
    Ok(keys.into_iter().zip(rows).map(|(key, row)| Draft::read(key, &row)).collect())
}

impl Store {
    /// Keeps a draft, in place of the one of the same key.
    ///
    /// # Errors
    /// As [`Store::commit`]; a draft is handed to the operating system, not forced to the disk.
    pub async fn draft_put(&self, draft: &Draft) -> Result<(), Error> {
        let transaction =
            Transaction::write(&self.writable().await?, &[DRAFTS], Durability::Relaxed)?;
        put(&transaction, draft)?;
        transaction.done().await
    }

    /// The draft of this key.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::TimedOut`].
    pub async fn draft_get(&self, key: &str) -> Result<Option<Draft>, Error> {
        get(Transaction::read(&self.db().await?, &[DRAFTS])?, key).await
    }

    /// All drafts, in the order of their keys.
    ///
    /// # Errors
    /// As [`Store::draft_get`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, Error> {
        all(Transaction::read(&self.db().await?, &[DRAFTS])?).await
    }

    /// Drops a draft: its form was saved, or the person threw it away.
    ///
    /// # Errors
    /// As [`Store::draft_put`].
    pub async fn draft_drop(&self, key: &str) -> Result<(), Error> {
        let transaction =
            Transaction::write(&self.writable().await?, &[DRAFTS], Durability::Relaxed)?;
        transaction.store(DRAFTS)?.delete(&JsValue::from_str(key))?;
        transaction.done().await
    }
}

/// Keeps a draft of a form that belongs to no workbook, such as that of a new one.
///
/// # Errors
/// As [`create`](super::create).
pub async fn early_draft_put(draft: &Draft) -> Result<(), Error> {
    let transaction = registry::transaction(DRAFTS, Durability::Relaxed).await?;
    put(&transaction, draft)?;
    transaction.done().await
}

/// The draft of this key that belongs to no workbook.
///
/// # Errors
/// As [`workbooks`](super::workbooks).
pub async fn early_draft_get(key: &str) -> Result<Option<Draft>, Error> {
    get(registry::transaction(DRAFTS, Durability::Relaxed).await?, key).await
}

/// All drafts that belong to no workbook.
///
/// # Errors
/// As [`workbooks`](super::workbooks).
pub async fn early_drafts() -> Result<Vec<Draft>, Error> {
    all(registry::transaction(DRAFTS, Durability::Relaxed).await?).await
}

/// Drops a draft that belongs to no workbook.
///
/// # Errors
/// As [`create`](super::create).
pub async fn early_draft_drop(key: &str) -> Result<(), Error> {
    let transaction = registry::transaction(DRAFTS, Durability::Relaxed).await?;
    transaction.store(DRAFTS)?.delete(&JsValue::from_str(key))?;
    transaction.done().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_comes_back_as_it_was_put_whatever_was_typed() {
        for typed in ["{\"a\":1}", "两行\n的字", "", "{\"at\":1}\n"] {
            let (to, name) = ("#/record/person/new".to_owned(), "周·梅\n\"".to_owned());
            let draft = Draft {
                key: "k".to_owned(),
                at: 1_790_000_000_123,
                to,
                name,
                json: typed.to_owned(),
            };
            assert_eq!(Draft::read("k".to_owned(), &draft.row()), draft);
        }
    }

    #[test]
    fn a_row_without_a_first_line_of_its_own_is_all_typed() {
        for row in ["{\"fields\":{}}", "第一行\n第二行", ""] {
            let draft = Draft::read("k".to_owned(), row);
            assert_eq!((draft.at, &*draft.json), (0, row));
        }
    }
}
