//! Half-written forms: kept while typing, so that a phone that kills the tab costs at most a second of it.

use super::book::Store;
use super::content::DRAFTS;
use super::error::Error;
use super::idb::{self, Durability, Transaction};
use wasm_bindgen::JsValue;

/// A draft as it was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The form it belongs to.
    pub key: String,
    /// What was typed, as the form wrote it.
    pub json: String,
}

impl Store {
    /// Keeps a draft, in place of the one of the same key.
    ///
    /// # Errors
    /// As [`Store::commit`]; a draft is handed to the operating system, not forced to the disk.
    pub async fn draft_put(&self, key: &str, json: &str) -> Result<(), Error> {
        let transaction =
            Transaction::write(&self.writable().await?, &[DRAFTS], Durability::Relaxed)?;
        transaction.store(DRAFTS)?.put(&JsValue::from_str(key), &JsValue::from_str(json))?;
        transaction.done().await
    }

    /// The draft of this key.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::TimedOut`].
    pub async fn draft_get(&self, key: &str) -> Result<Option<String>, Error> {
        Transaction::read(&self.db().await?, &[DRAFTS])?
            .store(DRAFTS)?
            .get(&JsValue::from_str(key))?
            .text()
            .await
    }

    /// All drafts, in the order of their keys.
    ///
    /// # Errors
    /// As [`Store::draft_get`].
    pub async fn drafts(&self) -> Result<Vec<Draft>, Error> {
        let transaction = Transaction::read(&self.db().await?, &[DRAFTS])?;
        let drafts = transaction.store(DRAFTS)?;
        let (keys, values) = (drafts.keys()?, drafts.values()?);
        let (keys, values) =
            (idb::strings(&keys.list().await?), idb::strings(&values.list().await?));
        Ok(keys.into_iter().zip(values).map(|(key, json)| Draft { key, json }).collect())
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
