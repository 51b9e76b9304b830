//! Opening a bundle: bounded, believing no size that is only declared, and whole or not at all.

use std::io::{BufReader, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::digest::{Digest, Hashing};
use super::manifest::{Manifest, Member};
use super::problem::BundleError;
use super::{ENTRIES, MANIFEST, MAX_ENTRIES, MAX_MANIFEST, MAX_MEMBERS, MAX_RATIO, MAX_TOTAL};
use crate::log::Line;

/// Members are unpacked in pieces of this many bytes.
const PIECE: usize = 64 * 1024;
/// Below this size nobody asks how well a member was packed.
const FREE_OF_RATIO: u64 = 1_000_000;
/// How every age file begins.
const SEALED: &[u8] = b"age-encryption.org/";
/// How every zip begins.
const ZIP: &[u8] = b"PK\x03\x04";

/// A bundle, read to its end and found sound.
pub struct Opened<R> {
    manifest: Manifest,
    digest: Digest,
    lines: Vec<Line>,
    archive: ZipArchive<BufReader<R>>,
}

impl<R> std::fmt::Debug for Opened<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

impl<R: Read + Seek> Opened<R> {
    /// What is in it.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The digest of its manifest, which stands for the whole content.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The lines, in the order of the file.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Moves the lines out.
    pub fn take_lines(&mut self) -> Vec<Line> {
        std::mem::take(&mut self.lines)
    }

    /// The files: digest and size.
    pub fn files(&self) -> impl Iterator<Item = (Digest, u64)> {
        self.manifest.files()
    }

    /// A file, checked once more against its digest.
    ///
    /// # Errors
    ///
    /// [`BundleError::Missing`] when it is not in the bundle; [`BundleError::Changed`] or [`BundleError::Damaged`]
    /// when the bundle was changed since it was opened.
    pub fn file(&mut self, digest: Digest) -> Result<Vec<u8>, BundleError> {
        let name = format!("{}{digest}", super::FILES);
        let member = self
            .manifest
            .members
            .get(&name)
            .copied()
            .ok_or_else(|| BundleError::Missing { member: name.clone() })?;
        let mut bytes = Vec::new();
        unpack(&mut self.archive, &name, member, |piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }
}

/// Opens a bundle and reads all of it: every member is unpacked in pieces and compared with the manifest before a
/// single line is handed out.
///
/// # Errors
///
/// A [`BundleError`] says what is wrong, where, and what to do. Nothing has been taken in.
pub fn open<R: Read + Seek>(reader: R) -> Result<Opened<R>, BundleError> {
    let (mut archive, manifest, digest) = read_manifest(reader)?;
    belongs_together(&mut archive, &manifest)?;
    let mut text = Vec::new();
    for (name, member) in &manifest.members {
        if name == ENTRIES {
            unpack(&mut archive, name, *member, |piece| text.extend_from_slice(piece))?;
        } else {
            unpack(&mut archive, name, *member, |_| {})?;
        }
    }
    let lines = read_lines(&text)?;
    if lines.len() as u64 != manifest.entries {
        return Err(BundleError::Count { found: lines.len() as u64, said: manifest.entries });
    }
    Ok(Opened { manifest, digest, lines, archive })
}

/// Reads only the manifest: what is in the file, if it proves sound.
///
/// # Errors
///
/// As [`open`], for the manifest only.
pub fn peek<R: Read + Seek>(reader: R) -> Result<Manifest, BundleError> {
    Ok(read_manifest(reader)?.1)
}

/// Reads a backup back: sound to its last member, and the one that was written. Only then does it count.
///
/// # Errors
///
/// [`BundleError::Different`] for another bundle, else as [`open`].
pub fn verify<R: Read + Seek>(reader: R, expected: Digest) -> Result<Manifest, BundleError> {
    let opened = open(reader)?;
    if opened.digest == expected { Ok(opened.manifest) } else { Err(BundleError::Different) }
}

type Archive<R> = ZipArchive<BufReader<R>>;

fn read_manifest<R: Read + Seek>(
    mut reader: R,
) -> Result<(Archive<R>, Manifest, Digest), BundleError> {
    let zip = looks_like_zip(&mut reader)?;
    let mut archive = match ZipArchive::new(BufReader::with_capacity(PIECE, reader)) {
        Ok(archive) => archive,
        Err(ZipError::Io(error)) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            return Err(BundleError::Io(error));
        }
        Err(_) if !zip => return Err(BundleError::NotBundle),
        Err(error) => return Err(BundleError::CutOff { reason: error.to_string() }),
    };
    if archive.len() > MAX_MEMBERS {
        return Err(BundleError::TooMany { found: archive.len() as u64, max: MAX_MEMBERS });
    }
    let mut bytes = Vec::new();
    if archive.index_for_name(MANIFEST).is_none() {
        return Err(BundleError::NoManifest);
    }
    let mut member = archive.by_name(MANIFEST).map_err(|error| damaged(MANIFEST, &error))?;
    let read = member.by_ref().take(MAX_MANIFEST + 1).read_to_end(&mut bytes);
    drop(member);
    read.map_err(|error| damaged(MANIFEST, &error))?;
    if bytes.len() as u64 > MAX_MANIFEST {
        return Err(BundleError::TooLarge { member: MANIFEST.to_owned(), max: MAX_MANIFEST });
    }
    let manifest = Manifest::read(&bytes)?;
    Ok((archive, manifest, Digest::of(&bytes)))
}

/// What the first and last bytes tell before anything is believed. Leaves the reader at its beginning.
fn looks_like_zip<R: Read + Seek>(reader: &mut R) -> Result<bool, BundleError> {
    let length = reader.seek(SeekFrom::End(0))?;
    if length == 0 {
        return Err(BundleError::Empty);
    }
    if length > MAX_TOTAL {
        return Err(BundleError::TooLarge { member: "the file".to_owned(), max: MAX_TOTAL });
    }
    let tail = length.min(22 + 65_535);
    reader.seek(SeekFrom::Start(length - tail))?;
    let mut end = Vec::new();
    reader.by_ref().take(tail).read_to_end(&mut end)?;
    // The directory is read into memory as a whole, so its count is asked for first.
    let directory = end.windows(12).rev().find(|at| at.starts_with(b"PK\x05\x06"));
    if let Some(at) = directory {
        let found = u64::from(u16::from_le_bytes([at[10], at[11]]));
        if found > MAX_MEMBERS as u64 {
            return Err(BundleError::TooMany { found, max: MAX_MEMBERS });
        }
    }
    reader.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    reader.by_ref().take(32).read_to_end(&mut head)?;
    reader.seek(SeekFrom::Start(0))?;
    if head.starts_with(SEALED) {
        return Err(BundleError::Sealed);
    }
    Ok(head.starts_with(ZIP))
}

/// Every member is listed once, everything listed is there, and all of it together is believable.
fn belongs_together<R: Read + Seek>(
    archive: &mut Archive<R>,
    manifest: &Manifest,
) -> Result<(), BundleError> {
    for name in archive.file_names() {
        let name = name.map_err(|error| damaged("a name", &error))?;
        // Folders stand in archives that were packed again by hand.
        let known =
            name == MANIFEST || name.ends_with('/') || manifest.members.contains_key(&*name);
        if !known {
            return Err(BundleError::Unlisted { member: name.into_owned() });
        }
    }
    if archive.has_duplicate_names() {
        return Err(BundleError::Unlisted { member: "a member that stands twice".to_owned() });
    }
    let mut total = 0_u64;
    for (name, member) in &manifest.members {
        if archive.index_for_name(name).is_none() {
            return Err(BundleError::Missing { member: name.clone() });
        }
        let max = if name == ENTRIES { MAX_ENTRIES } else { MAX_TOTAL };
        total = total.saturating_add(member.bytes);
        if member.bytes > max || total > MAX_TOTAL {
            return Err(BundleError::TooLarge { member: name.clone(), max });
        }
    }
    Ok(())
}

/// Unpacks a member piece by piece, never a byte more than the manifest allows, and compares size and digest.
fn unpack<R: Read + Seek>(
    archive: &mut Archive<R>,
    name: &str,
    member: Member,
    mut take: impl FnMut(&[u8]),
) -> Result<(), BundleError> {
    let mut packed = archive.by_name(name).map_err(|error| damaged(name, &error))?;
    let most = packed.compressed_size().saturating_mul(MAX_RATIO).max(FREE_OF_RATIO);
    let mut source = packed.by_ref().take(member.bytes.saturating_add(1));
    let (mut hashing, mut bytes) = (Hashing::default(), 0_u64);
    let mut piece = vec![0; PIECE];
    loop {
        let count = match source.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) => return Err(damaged(name, &error)),
        };
        bytes += count as u64;
        if bytes > member.bytes {
            return Err(BundleError::Changed { member: name.to_owned() });
        }
        if bytes > most {
            return Err(BundleError::Swollen { member: name.to_owned(), max: MAX_RATIO });
        }
        hashing.update(&piece[..count]);
        take(&piece[..count]);
    }
    if bytes == member.bytes && hashing.finish() == member.sha256 {
        Ok(())
    } else {
        Err(BundleError::Changed { member: name.to_owned() })
    }
}

/// The lines of `entries.jsonl`; blank ones, as editors leave them at the end, say nothing.
pub(crate) fn read_lines(text: &[u8]) -> Result<Vec<Line>, BundleError> {
    let mut lines = Vec::new();
    for (line, text) in (1..).zip(text.split(|byte| *byte == b'\n')) {
        let text = std::str::from_utf8(text).map_err(|_| BundleError::NotText { line })?;
        if !text.trim().is_empty() {
            lines.push(Line::parse(text).map_err(|reason| BundleError::Line { line, reason })?);
        }
    }
    Ok(lines)
}

fn damaged(member: &str, reason: &dyn std::fmt::Display) -> BundleError {
    BundleError::Damaged { member: member.to_owned(), reason: reason.to_string() }
}
