//! Photos and documents by their SHA-256, each with a small picture that is read alone. A file is on the disk before the
//! entry that names it is written.

use super::book::Store;
use super::content::{CARDS, FILES, THUMBS};
use super::error::Error;
use super::idb::{self, Durability, Transaction};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Url};

/// A stored file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// Its media type.
    pub mime: String,
    /// Its size in bytes.
    pub bytes: u64,
}

fn blob_of(bytes: &JsValue, mime: &str) -> Result<Blob, Error> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &kind)
        .map_err(|e| Error::thrown(&e))
}

impl Store {
    /// Stores a file and its small picture (empty for none); returns when both are on the disk.
    ///
    /// # Errors
    /// As [`Store::commit`]; [`Error::Full`] is the likely one.
    pub async fn file_put(
        &self,
        hash: &str,
        blob: &Blob,
        mime: &str,
        thumb: &[u8],
    ) -> Result<(), Error> {
        match self.file_write(hash, blob, mime, thumb).await {
            // Private windows of some browsers do not store blobs; bytes they do. A lost connection gets its second try.
            Err(Error::Damaged { .. } | Error::Gone { .. }) => {
                let bytes = super::js::settled(&blob.array_buffer().unchecked_into()).await?;
                self.lose();
                self.file_write(hash, &Uint8Array::new(&bytes), mime, thumb).await
            }
            other => other,
        }
    }

    async fn file_write(
        &self,
        hash: &str,
        value: &JsValue,
        mime: &str,
        thumb: &[u8],
    ) -> Result<(), Error> {
        let size = match value.dyn_ref::<Blob>() {
            Some(blob) => blob.size() as u64,
            None => u64::from(value.unchecked_ref::<Uint8Array>().length()),
        };
        let transaction = Transaction::write(
            &self.writable().await?,
            &[FILES, CARDS, THUMBS],
            Durability::Strict,
        )?;
        let key = JsValue::from_str(hash);
        transaction.store(FILES)?.put(&key, value)?;
        transaction.store(CARDS)?.put(&key, &JsValue::from_str(&format!("{size} {mime}")))?;
        if !thumb.is_empty() {
            transaction.store(THUMBS)?.put(&key, &idb::bytes_value(thumb))?;
        }
        transaction.done().await
    }

    /// The file of this hash; nothing when this browser does not have it.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::TimedOut`], [`Error::Damaged`].
    pub async fn file_get(&self, hash: &str) -> Result<Option<Blob>, Error> {
        let transaction = Transaction::read(&self.db().await?, &[FILES, CARDS])?;
        let key = JsValue::from_str(hash);
        let (file, card) =
            (transaction.store(FILES)?.get(&key)?, transaction.store(CARDS)?.get(&key)?);
        let (file, card) = (file.answer().await?, card.text().await?.unwrap_or_default());
        match file.dyn_into::<Blob>() {
            Ok(blob) => Ok(Some(blob)),
            Err(value) if value.is_undefined() => Ok(None),
            Err(bytes) => {
                blob_of(&bytes, card.split_once(' ').map_or("", |(_, mime)| mime)).map(Some)
            }
        }
    }

    /// The address of a file's small picture, for an `img`; the file itself is not read. It holds as long as the store.
    ///
    /// # Errors
    /// As [`Store::file_get`].
    pub async fn thumb_url(&self, hash: &str) -> Result<Option<String>, Error> {
        if let Some(url) = self.thumbs().borrow().get(hash) {
            return Ok(Some(url.clone()));
        }
        let transaction = Transaction::read(&self.db().await?, &[THUMBS])?;
        let thumb = transaction.store(THUMBS)?.get(&JsValue::from_str(hash))?.answer().await?;
        if thumb.is_undefined() {
            return Ok(None);
        }
        let url = Url::create_object_url_with_blob(&blob_of(&thumb, "image/jpeg")?)
            .map_err(|e| Error::thrown(&e))?;
        if let Some(twice) = self.thumbs().borrow_mut().insert(hash.to_owned(), url.clone()) {
            Url::revoke_object_url(&twice).ok();
        }
        Ok(Some(url))
    }

    /// The files that this browser has, without their bytes.
    ///
    /// # Errors
    /// As [`Store::file_get`].
    pub async fn files(&self) -> Result<Vec<StoredFile>, Error> {
        let transaction = Transaction::read(&self.db().await?, &[CARDS])?;
        let cards = transaction.store(CARDS)?;
        let (keys, values) = (cards.keys()?, cards.values()?);
        let (keys, values) =
            (idb::strings(&keys.list().await?), idb::strings(&values.list().await?));
        let stored = |(hash, card): (String, String)| {
            let (bytes, mime) = card.split_once(' ').unwrap_or((&card, ""));
            StoredFile { hash, mime: mime.to_owned(), bytes: bytes.parse().unwrap_or(0) }
        };
        Ok(keys.into_iter().zip(values).map(stored).collect())
    }

    /// Removes a file that no entry names any more.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn file_drop(&self, hash: &str) -> Result<(), Error> {
        let transaction = Transaction::write(
            &self.writable().await?,
            &[FILES, CARDS, THUMBS],
            Durability::Strict,
        )?;
        for store in [FILES, CARDS, THUMBS] {
            transaction.store(store)?.delete(&JsValue::from_str(hash))?;
        }
        transaction.done().await?;
        if let Some(url) = self.thumbs().borrow_mut().remove(hash) {
            Url::revoke_object_url(&url).ok();
        }
        Ok(())
    }
}
