//! What a workbook's database holds, and how it is read: object stores, what this tab has read, all of it at the start,
//! what other tabs wrote, folding.

use super::book::Store;
use super::envelope::{self, Key};
use super::error::Error;
use super::idb::{self, Durability, Transaction};
use super::mark::Mark;
use super::{js, segment};
use jiedui_core::log::count_lines;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use wasm_bindgen::JsValue;
use web_sys::IdbDatabase;

/// The version of the database's form; a database of a greater one is only read.
pub(super) const SCHEMA: u32 = 1;
/// One value for each action: the envelope of its lines.
pub(super) const ROWS: &str = "rows";
/// Folded rows, under ascending numbers that are never used twice.
pub(super) const SEGMENTS: &str = "segments";
/// The mark, the journal's key, damaged journal rows that were set aside.
pub(super) const META: &str = "meta";
pub(super) const DRAFTS: &str = "drafts";
pub(super) const FILES: &str = "files";
pub(super) const CARDS: &str = "cards";
pub(super) const THUMBS: &str = "thumbs";
pub(super) const STORES: &[&str] = &[ROWS, SEGMENTS, META, DRAFTS, FILES, CARDS, THUMBS];

/// Fewer rows than this are not worth folding.
const FOLD_FROM: usize = 100;

/// Marks stand under `mark` and, one for each start of the app, under `mark:` and its name: so a commit needs not read
/// the mark before it writes. The greatest counts.
pub(super) const MARK: &str = "mark";
/// More marks than this are folded into one.
const MANY_MARKS: usize = 12;
const KEY: &str = "key";

/// Keys that this tab has read or written.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) rows: BTreeSet<String>,
    pub(super) segments: BTreeSet<u64>,
}

/// What one reading transaction found.
pub(super) struct Content {
    pub(super) known: Known,
    pub(super) chunks: Vec<Vec<u8>>,
    pub(super) unreadable: usize,
    /// The greatest clock written, and how many lines there are.
    pub(super) mark: Mark,
    pub(super) marks: usize,
    pub(super) key: Option<Key>,
}

impl Store {
    /// What other tabs have written since this one last looked, in chunks. Lines that this tab knows may be among them.
    ///
    /// # Errors
    /// [`Error::Gone`], [`Error::TimedOut`], [`Error::Removed`], [`Error::Emptied`].
    pub async fn read_new(&self) -> Result<Vec<Vec<u8>>, Error> {
        let (chunks, mark) = self.try_read_new().await?;
        let held = self.0.mark.get();
        let new: u64 = chunks.iter().map(|lines| count_lines(lines)).sum();
        self.0.mark.set(Mark { clock: held.clock.max(mark.clock), entries: held.entries + new });
        self.hand_over(chunks.clone(), mark.clock);
        Ok(chunks)
    }

    async fn try_read_new(&self) -> Result<(Vec<Vec<u8>>, Mark), Error> {
        let transaction = Transaction::read(&self.db().await?, &[ROWS, SEGMENTS, META])?;
        let (rows, segments) = (transaction.store(ROWS)?, transaction.store(SEGMENTS)?);
        let (row_keys, segment_keys) = (rows.keys()?, segments.keys()?);
        let meta = Meta::ask(&transaction)?;
        let row_keys = idb::strings(&row_keys.list().await?);
        let segment_keys = numbers(&segment_keys.list().await?);
        let mark = meta.answer().await?.mark;
        let mut asked = Vec::new();
        {
            let known = self.0.known.borrow();
            for key in segment_keys.iter().filter(|key| !known.segments.contains(key)) {
                asked.push(segments.get(&JsValue::from_f64(*key as f64))?);
            }
            for key in row_keys.iter().filter(|key| !known.rows.contains(*key)) {
                asked.push(rows.get(&JsValue::from_str(key))?);
            }
        }
        let mut chunks = Vec::with_capacity(asked.len());
        for value in asked {
            let bytes = idb::bytes(&value.answer().await?).unwrap_or_default();
            chunks.extend(envelope::open(None, "", &bytes));
        }
        let mut known = self.0.known.borrow_mut();
        // Rows that were folded are no longer there; what this tab commits meanwhile is added by the commit itself.
        known.segments = segment_keys.into_iter().collect();
        known.rows.extend(row_keys);
        Ok((chunks, mark))
    }

    /// Folds single rows into segments, in one transaction, when there are enough of them and this tab leads. Rows that
    /// other tabs write meanwhile come after the transaction. True when something was folded.
    ///
    /// # Errors
    /// Any of [`Error`]; nothing was changed then.
    pub async fn compact(&self) -> Result<bool, Error> {
        if !self.0.tabs.leads() || self.0.known.borrow().rows.len() < FOLD_FROM {
            return Ok(false);
        }
        let transaction =
            Transaction::write(&self.writable().await?, &[ROWS, SEGMENTS], Durability::Strict)?;
        let (rows, segments) = (transaction.store(ROWS)?, transaction.store(SEGMENTS)?);
        let (row_keys, values, segment_keys) = (rows.keys()?, rows.values()?, segments.keys()?);
        let (row_keys, values) = (idb::strings(&row_keys.list().await?), values.list().await?);
        let last = numbers(&segment_keys.list().await?).into_iter().max().unwrap_or(0);
        let last_key = JsValue::from_f64(last as f64);
        let tail = idb::bytes(&segments.get(&last_key)?.answer().await?);
        let mut parts = Vec::with_capacity(values.length() as usize + 1);
        let tail = tail
            .and_then(|bytes| envelope::open(None, "", &bytes))
            .filter(|lines| segment::has_room(lines));
        let topped_up = tail.is_some();
        parts.extend(tail);
        let mut folded = Vec::new();
        for (key, value) in row_keys.into_iter().zip(values.iter()) {
            // What this version cannot read stays a row of its own.
            if let Some(lines) =
                idb::bytes(&value).and_then(|bytes| envelope::open(None, "", &bytes))
            {
                rows.delete(&JsValue::from_str(&key))?;
                parts.push(lines);
                folded.push(key);
            }
        }
        if topped_up {
            segments.delete(&last_key)?;
        }
        let mut made = Vec::new();
        for (lines, number) in segment::fold(&parts).iter().zip(last + 1..) {
            segments.put(
                &JsValue::from_f64(number as f64),
                &idb::bytes_value(&envelope::plain(lines)),
            )?;
            made.push(number);
        }
        transaction.done().await?;
        let mut known = self.0.known.borrow_mut();
        // A segment with a row that this tab has not read yet must be read.
        let all_read = folded.iter().all(|key| known.rows.contains(key));
        let tail_read = !topped_up || known.segments.remove(&last);
        folded.iter().for_each(|key| {
            known.rows.remove(key);
        });
        if all_read && tail_read {
            known.segments.extend(made);
        }
        Ok(true)
    }
}

/// Numbers that are keys of segments: small integers.
fn numbers(keys: &js_sys::Array) -> Vec<u64> {
    keys.iter().filter_map(|key| key.as_f64()).map(|key| key as u64).collect()
}

/// What stands in `meta`, beside damaged journal rows.
#[derive(Debug, Default)]
struct Meta {
    mark: Mark,
    marks: Vec<String>,
    key: Option<Key>,
}

struct AskedMeta(idb::Asked, idb::Asked);

impl Meta {
    fn ask(transaction: &Transaction) -> Result<AskedMeta, Error> {
        let meta = transaction.store(META)?;
        Ok(AskedMeta(meta.keys()?, meta.values()?))
    }
}

impl AskedMeta {
    async fn answer(&self) -> Result<Meta, Error> {
        let (names, values) = (self.0.list().await?, self.1.list().await?);
        let mut meta = Meta::default();
        for (name, value) in names.iter().zip(values.iter()) {
            let Some(name) = name.as_string() else { continue };
            if name == KEY {
                meta.key = idb::bytes(&value).and_then(|key| key.try_into().ok()).map(Key);
            } else if name.starts_with(MARK)
                && let Some(mark) = value.as_string().as_deref().and_then(Mark::from_text)
            {
                meta.mark = meta.mark.max(mark);
                meta.marks.push(name);
            }
        }
        Ok(meta)
    }
}

/// How far a database has been written, by its own marks.
pub(super) async fn read_mark(db: &IdbDatabase) -> Result<Mark, Error> {
    Ok(Meta::ask(&Transaction::read(db, &[META])?)?.answer().await?.mark)
}

/// Folds the marks of earlier starts into one, when there are many. Another tab's mark that goes with them is in the
/// folded one, and is written again by its next commit.
pub(super) async fn fold_marks(db: &IdbDatabase, held: usize) -> Result<(), Error> {
    if held < MANY_MARKS {
        return Ok(());
    }
    let transaction = Transaction::write(db, &[META], Durability::Relaxed)?;
    let found = Meta::ask(&transaction)?.answer().await?;
    let meta = transaction.store(META)?;
    for name in &found.marks {
        meta.delete(&JsValue::from_str(name))?;
    }
    meta.put(&JsValue::from_str(MARK), &JsValue::from_str(&found.mark.to_text()))?;
    transaction.done().await
}

/// Everything that a database holds, in one transaction.
pub(super) async fn read_all(db: &IdbDatabase) -> Result<Content, Error> {
    let transaction = Transaction::read(db, &[ROWS, SEGMENTS, META])?;
    let (rows, segments) = (transaction.store(ROWS)?, transaction.store(SEGMENTS)?);
    let meta = Meta::ask(&transaction)?;
    let (segment_keys, segments) = (segments.keys()?, segments.values()?);
    let (row_keys, rows) = (rows.keys()?, rows.values()?);
    let meta = meta.answer().await?;
    let known = Known {
        segments: numbers(&segment_keys.list().await?).into_iter().collect(),
        rows: idb::strings(&row_keys.list().await?).into_iter().collect(),
    };
    let (mut chunks, mut unreadable) = (Vec::new(), 0);
    for values in [segments.list().await?, rows.list().await?] {
        for value in values.iter() {
            match idb::bytes(&value).and_then(|bytes| envelope::open(None, "", &bytes)) {
                Some(lines) => chunks.push(lines),
                None => unreadable += 1,
            }
        }
    }
    let entries = chunks.iter().map(|lines| count_lines(lines)).sum();
    let mark = Mark { entries, ..meta.mark };
    Ok(Content { known, chunks, unreadable, mark, marks: meta.marks.len(), key: meta.key })
}

/// Makes the key that seals the journal; of two tabs that do so at once, the first one's holds.
pub(super) async fn make_key(db: &IdbDatabase) -> Result<Key, Error> {
    let fresh = js::random()?;
    let transaction = Transaction::write(db, &[META], Durability::Strict)?;
    let meta = transaction.store(META)?;
    let name = JsValue::from_str(KEY);
    let there = idb::bytes(&meta.get(&name)?.answer().await?).and_then(|key| key.try_into().ok());
    if there.is_none() {
        meta.put(&name, &idb::bytes_value(&fresh))?;
    }
    transaction.done().await?;
    Ok(Key(there.unwrap_or(fresh)))
}

/// A short name of some bytes, the same at every start; not a safe one.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
