//! Writing a bundle: the lines first, the files one by one, the manifest last. Only one file is in memory at a time, and
//! the writer never goes back, so that a browser can put the pieces straight into a blob.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Cursor, Seek, SeekFrom, Write};

use zip::write::{SimpleFileOptions, ZipFileBuilder};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::digest::{Digest, Hashing};
use super::manifest::{Facts, Manifest, Member};
use super::problem::WriteError;
use super::{ENTRIES, FILES, MANIFEST, MAX_ENTRIES, MAX_MEMBERS, MAX_TOTAL};
use crate::log::{Line, Log, RecordId, Value};

/// Level of the one packed member: more gains little and costs a phone seconds.
const LEVEL: i64 = 6;

/// A bundle being written. Dropped before [`Writer::finish`], it leaves a file that nobody can open.
pub struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
    manifest: Manifest,
    last: Option<Digest>,
    total: u64,
}

impl<W: Write + Seek> std::fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

impl<W: Write + Seek> Writer<W> {
    /// Begins a bundle with these lines, in whatever order they come and however often.
    ///
    /// # Errors
    ///
    /// [`WriteError::TooLarge`] when the lines take more than [`MAX_ENTRIES`]; [`WriteError::Io`].
    pub fn begin<'a>(
        sink: W,
        lines: impl IntoIterator<Item = &'a Line>,
        facts: Facts,
    ) -> Result<Self, WriteError> {
        let manifest = Manifest { facts, ..Manifest::default() };
        let mut writer = Self { zip: ZipWriter::new(sink), manifest, last: None, total: 0 };
        writer.entries(lines)?;
        Ok(writer)
    }

    fn entries<'a>(&mut self, lines: impl IntoIterator<Item = &'a Line>) -> Result<(), WriteError> {
        let mut member = ZipFileBuilder::new(ENTRIES, options(CompressionMethod::Deflated))?;
        let (mut hashing, mut bytes) = (Hashing::default(), 0_u64);
        let mut records = BTreeSet::<RecordId>::new();
        for line in in_order(lines) {
            let mut text = line.to_line();
            text.push('\n');
            bytes += text.len() as u64;
            if bytes > MAX_ENTRIES {
                return Err(WriteError::TooLarge { max: MAX_ENTRIES });
            }
            hashing.update(text.as_bytes());
            member.write_all(text.as_bytes())?;
            records.extend(line.entry().map(|entry| entry.id));
            self.manifest.entries += 1;
        }
        self.zip.add_prepared_file(member.finish()?)?;
        self.manifest.records = records.len() as u64;
        self.note(ENTRIES, bytes, hashing.finish());
        Ok(())
    }

    /// Adds a file; its digest names it. Files come in the order of their digests; the same one again is left out.
    ///
    /// # Errors
    ///
    /// [`WriteError::Order`] for a file out of order, [`WriteError::TooMany`] and [`WriteError::TooLarge`] beyond the
    /// bounds that readers keep, [`WriteError::Io`].
    pub fn file(&mut self, bytes: &[u8]) -> Result<Digest, WriteError> {
        let digest = Digest::of(bytes);
        if self.last == Some(digest) {
            return Ok(digest);
        }
        if self.last.is_some_and(|last| last > digest) {
            return Err(WriteError::Order { file: digest });
        }
        // Two places are kept for entries.jsonl and manifest.json.
        if self.manifest.members.len() + 2 > MAX_MEMBERS {
            return Err(WriteError::TooMany { max: MAX_MEMBERS - 2 });
        }
        if self.total + bytes.len() as u64 > MAX_TOTAL {
            return Err(WriteError::TooLarge { max: MAX_TOTAL });
        }
        let name = format!("{FILES}{digest}");
        self.store(&name, bytes)?;
        self.note(&name, bytes.len() as u64, digest);
        self.last = Some(digest);
        Ok(digest)
    }

    /// Writes the manifest and ends the bundle. The digest is the manifest's, and so stands for the whole content:
    /// [`super::verify`] takes it.
    ///
    /// # Errors
    ///
    /// [`WriteError::Io`].
    pub fn finish(mut self) -> Result<(W, Digest), WriteError> {
        let manifest = self.manifest.to_json();
        self.store(MANIFEST, &manifest)?;
        Ok((self.zip.finish()?, Digest::of(&manifest)))
    }

    fn store(&mut self, name: &str, bytes: &[u8]) -> Result<(), WriteError> {
        let mut member = ZipFileBuilder::new(name, options(CompressionMethod::Stored))?;
        member.write_all(bytes)?;
        Ok(self.zip.add_prepared_file(member.finish()?)?)
    }

    fn note(&mut self, name: &str, bytes: u64, sha256: Digest) {
        self.total += bytes;
        self.manifest.members.insert(name.to_owned(), Member { bytes, sha256 });
    }
}

/// One moment, one system, one set of rights for every member: equal content is equal bytes.
fn options(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(method)
        .compression_level((method == CompressionMethod::Deflated).then_some(LEVEL))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .system(System::Unix)
}

/// The lines by stamp, twins by their bytes, each once.
fn in_order<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Vec<&'a Line> {
    let mut lines: Vec<&Line> = lines.into_iter().collect();
    lines.sort_by(|a, b| a.stamp().cmp(&b.stamp()).then_with(|| a.order(b)));
    lines.dedup_by(|a, b| a.stamp() == b.stamp() && a.to_line() == b.to_line());
    lines
}

/// A whole bundle in memory: for small ones, for tests.
///
/// # Errors
///
/// As [`Writer`].
pub fn bundle<'a>(
    lines: impl IntoIterator<Item = &'a Line>,
    files: &BTreeMap<Digest, Vec<u8>>,
    facts: Facts,
) -> Result<(Vec<u8>, Digest), WriteError> {
    let mut writer = Writer::begin(Cursor::new(Vec::new()), lines, facts)?;
    for bytes in files.values() {
        writer.file(bytes)?;
    }
    let (cursor, digest) = writer.finish()?;
    Ok((cursor.into_inner(), digest))
}

/// The files that the entries of a log name, in any field, now or before a change: what is to go with it.
#[must_use]
pub fn files_of(log: &Log) -> BTreeSet<Digest> {
    fn walk(value: &Value, found: &mut BTreeSet<Digest>) {
        match value {
            Value::String(text) => found.extend(text.parse::<Digest>()),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(map) => map.values().for_each(|item| walk(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut found = BTreeSet::new();
    for entry in log.entries().filter_map(Line::entry) {
        walk(&entry.patch, &mut found);
    }
    found
}

/// Lets a sink that only takes bytes at its end stand in for a file: a browser's list of blobs, a socket, a pipe.
#[derive(Debug)]
pub struct Forward<W> {
    sink: W,
    written: u64,
}

impl<W: Write> Forward<W> {
    /// A sink with nothing in it yet.
    pub const fn new(sink: W) -> Self {
        Self { sink, written: 0 }
    }

    /// The sink.
    pub fn into_inner(self) -> W {
        self.sink
    }
}

impl<W: Write> Write for Forward<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.sink.write(bytes)?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl<W: Write> Seek for Forward<W> {
    /// Tells where it is; goes nowhere.
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match to {
            SeekFrom::Current(0) | SeekFrom::End(0) => Ok(self.written),
            SeekFrom::Start(place) if place == self.written => Ok(place),
            SeekFrom::Start(_) | SeekFrom::End(_) | SeekFrom::Current(_) => {
                Err(io::Error::new(io::ErrorKind::Unsupported, "this sink cannot go back"))
            }
        }
    }
}
