//! `pack` and `unpack`: between a bundle and the plain files inside it.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::Call;
use super::book::{Book, answer, read, whole, write_bundle};
use super::fault::Fault;
use crate::exchange::open::read_lines;
use crate::exchange::{BundleError, Digest, ENTRIES, FILES, Facts, MANIFEST, WorkbookName};
use crate::ledger::Ledger;
use crate::log::DeviceId;

pub(super) fn pack(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let entries = &call.files(1)?[0];
    let target = call.needed_path("out")?;
    let lines = read_lines(&read(entries)?).map_err(|error| at_line(entries, error))?;
    let files = match call.path("files")? {
        Some(folder) => files_in(&folder)?,
        None => BTreeMap::new(),
    };
    let mut ledger = Ledger::new(DeviceId::new(0));
    ledger.absorb(lines);
    let state = ledger.state();
    let workbook =
        state.workspace().map(|(id, it)| WorkbookName { id: id.into(), name: it.name.clone() });
    let facts = Facts { workbook, ..Facts::default() };
    let count = files.len();
    write_bundle(&target, state.log().entries(), facts, files.into_iter(), |_, path| read(&path))?;
    let done =
        json!({"out": target.display().to_string(), "entries": state.log().len(), "files": count});
    Ok(answer(out, &done)?)
}

/// A broken line of a plain file, named as such.
fn at_line(file: &Path, error: BundleError) -> Fault {
    match error {
        BundleError::Line { line, reason } => Fault::line(file, line, reason),
        BundleError::NotText { line } => Fault::line(file, line, "not UTF-8 text"),
        other @ (BundleError::Empty
        | BundleError::NotBundle
        | BundleError::CutOff { .. }
        | BundleError::Sealed
        | BundleError::NoManifest
        | BundleError::Manifest { .. }
        | BundleError::Newer { .. }
        | BundleError::TooMany { .. }
        | BundleError::TooLarge { .. }
        | BundleError::Swollen { .. }
        | BundleError::Missing { .. }
        | BundleError::Unlisted { .. }
        | BundleError::Damaged { .. }
        | BundleError::Changed { .. }
        | BundleError::Count { .. }
        | BundleError::Different
        | BundleError::Io(_)) => Fault::file(file, other),
    }
}

/// The files of a folder by their digests, whatever they are called.
fn files_in(folder: &Path) -> Result<BTreeMap<Digest, PathBuf>, Fault> {
    let fault = |error| Fault::file(folder, error);
    let mut files = BTreeMap::new();
    for item in fs::read_dir(folder).map_err(fault)? {
        let path = item.map_err(fault)?.path();
        if path.is_file() {
            files.insert(Digest::of(&read(&path)?), path);
        }
    }
    Ok(files)
}

pub(super) fn unpack(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let source = &call.files(1)?[0];
    let target = call.needed_path("out")?;
    let mut book = Book::open(source)?;
    if fs::read_dir(&target).is_ok_and(|mut folder| folder.next().is_some()) {
        return Err(Fault::file(&target, "the folder is not empty: name a new one"));
    }
    let fault = |error: std::io::Error| Fault::file(&target, error);
    fs::create_dir_all(target.join(FILES)).map_err(fault)?;
    let digests: Vec<Digest> = book.files().collect();
    for digest in &digests {
        let bytes = book.file(*digest)?;
        fs::write(target.join(FILES).join(digest.to_string()), bytes).map_err(fault)?;
    }
    let manifest = book.manifest().to_json();
    fs::write(target.join(MANIFEST), manifest).map_err(fault)?;
    let lines = book.take_lines();
    whole(&target.join(ENTRIES), |mut sink| {
        for line in &lines {
            writeln!(sink, "{}", line.to_line()).map_err(fault)?;
        }
        sink.flush().map_err(fault)
    })?;
    let done = json!({"out": target.display().to_string(), "entries": lines.len(), "files": digests.len()});
    Ok(answer(out, &done)?)
}
