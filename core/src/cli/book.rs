//! Bundles on the disk: opened whole or not at all, written beside the target and then put in its place.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::fault::Fault;
use crate::catalog::Catalog;
use crate::exchange::{Digest, Facts, Manifest, Opened, WorkbookName, Writer, files_of, open};
use crate::ledger::Ledger;
use crate::log::{DeviceId, Line, Log};
use crate::state::State;

/// A bundle that was opened, with its file for what else is in it.
pub(super) struct Book {
    pub(super) path: PathBuf,
    opened: Opened<File>,
}

impl Book {
    pub(super) fn open(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| Fault::file(path, error))?;
        let opened = open(file).map_err(|error| Fault::file(path, error))?;
        Ok(Self { path: path.to_owned(), opened })
    }

    pub(super) fn manifest(&self) -> &Manifest {
        self.opened.manifest()
    }

    pub(super) fn digest(&self) -> Digest {
        self.opened.digest()
    }

    pub(super) fn take_lines(&mut self) -> Vec<Line> {
        self.opened.take_lines()
    }

    pub(super) fn files(&self) -> impl Iterator<Item = Digest> {
        self.opened.files().map(|(digest, _)| digest)
    }

    pub(super) fn file(&mut self, digest: Digest) -> Result<Vec<u8>, Fault> {
        self.opened.file(digest).map_err(|error| Fault::file(&self.path, error))
    }

    /// The lines as a ledger that writes under `device`.
    pub(super) fn ledger(&mut self, device: DeviceId) -> Ledger {
        let mut ledger = Ledger::new(device);
        ledger.absorb(self.take_lines());
        ledger
    }
}

/// Writes a workbook: the log of `state` and every file of `books`.
pub(super) fn write(path: &Path, state: &State, books: &mut [Book]) -> Result<(), Fault> {
    let workbook =
        state.workspace().map(|(id, it)| WorkbookName { id: id.into(), name: it.name.clone() });
    let facts = Facts { workbook, ..Facts::default() };
    let mut places = BTreeMap::new();
    for (place, book) in books.iter().enumerate() {
        places.extend(book.files().map(|digest| (digest, place)));
    }
    if state.log().erased().next().is_some() {
        // What was finally removed takes its files with it; nothing else says which those were.
        let named = files_of(state.log());
        places.retain(|digest, _| named.contains(digest));
    }
    write_bundle(path, state.log().entries(), facts, places.into_iter(), |digest, place| {
        books[place].file(digest)
    })
}

/// Writes a bundle beside `path` and puts it in its place when it is whole.
pub(super) fn write_bundle<'a, P>(
    path: &Path,
    lines: impl Iterator<Item = &'a Line>,
    facts: Facts,
    files: impl Iterator<Item = (Digest, P)>,
    mut read: impl FnMut(Digest, P) -> Result<Vec<u8>, Fault>,
) -> Result<(), Fault> {
    let fault = |error: &dyn std::fmt::Display| Fault::file(path, error);
    whole(path, |sink| {
        let mut writer = Writer::begin(sink, lines, facts).map_err(|error| fault(&error))?;
        for (digest, place) in files {
            writer.file(&read(digest, place)?).map_err(|error| fault(&error))?;
        }
        let (mut sink, _) = writer.finish().map_err(|error| fault(&error))?;
        sink.flush().map_err(|error| fault(&error))
    })
}

/// Lets `fill` write a new file and puts it in the place of `path` only when it was filled without fault.
pub(super) fn whole(
    path: &Path,
    fill: impl FnOnce(BufWriter<File>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let file = File::create(&beside).map_err(|error| Fault::file(path, error))?;
    let done = fill(BufWriter::new(file))
        .and_then(|()| fs::rename(&beside, path).map_err(|error| Fault::file(path, error)));
    if done.is_err() {
        // The fault matters more than a file that could not be tidied away.
        let _ = fs::remove_file(&beside);
    }
    done
}

/// Reads a whole file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let limit = crate::exchange::MAX_ENTRIES;
    let length = fs::metadata(path).map_err(|error| Fault::file(path, error))?.len();
    if length > limit {
        return Err(Fault::file(path, format!("larger than {limit} bytes")));
    }
    fs::read(path).map_err(|error| Fault::file(path, error))
}

/// China Standard Time, in which the command line tells days.
pub(super) const CHINA: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => panic!("eight hours are less than a day"),
};

/// The latest wall time in a log, if any can be read.
pub(super) fn latest(log: &Log) -> Option<DateTime<FixedOffset>> {
    log.entries()
        .filter_map(Line::entry)
        .filter_map(|entry| DateTime::parse_from_rfc3339(&entry.at).ok())
        .max()
}

/// The day on which a log was last written, in China: what "today" means where no clock is read.
pub(super) fn last_day(log: &Log) -> Option<NaiveDate> {
    Some(latest(log)?.with_timezone(&CHINA).date_naive())
}

/// A JSON answer, for people and programs.
pub(super) fn answer(out: &mut dyn Write, value: &serde_json::Value) -> io::Result<()> {
    writeln!(out, "{value:#}")
}

/// The catalogue that was built in.
pub(super) fn catalog() -> Catalog {
    Catalog::builtin()
}
