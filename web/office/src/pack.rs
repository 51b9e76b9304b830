//! Writing a backup: all lines, and the files one at a time; in parts when it is large.

use std::collections::BTreeMap;
use std::str::FromStr as _;

use jiedui_core::exchange::{
    Digest, Facts, Forward, PART_BYTES, Part, WorkbookName, Writer, share_out,
};
use jiedui_core::log::Line;
use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::{Fault, answer};
use crate::port::{File, Out, Sink};

/// What lines of JSON shrink to at most when they are packed, as a share of their size: one part of so many.
const PACKS_TO: u64 = 4;

/// Writes `lines` and the files (`digests` and `files` go side by side) into one or more bundles on `out`. `facts` is
/// `{"id", "name", "device"}` as JSON. Answers `{"parts", "damaged"}`: how many bundles, and the digests of files whose
/// bytes are no longer what they were; those are left out.
#[wasm_bindgen]
pub fn pack(lines: &str, facts: &str, digests: Vec<String>, files: &Array, out: &Out) -> String {
    answer(|| {
        let lines = read(lines)?;
        let files = listed(digests, files);
        let weight = lines.iter().map(|line| line.to_line().len() as u64 + 1).sum::<u64>();
        let sizes = files.iter().map(|(digest, file)| (*digest, file.size() as u64));
        let shares = share_out(sizes, weight / PACKS_TO, PART_BYTES);
        let whole = u32::try_from(files.len()).unwrap_or(u32::MAX);
        let (mut done, mut damaged) = (0, Vec::new());
        for (part, digests) in &shares {
            let mut writer =
                Writer::begin(Forward::new(Sink::new(out)), &lines, facts_of(facts, *part))?;
            for digest in digests {
                let bytes = bytes_of(&files[digest])?;
                if Digest::of(&bytes) == *digest {
                    writer.file(&bytes)?;
                } else {
                    damaged.push(digest.to_string());
                }
                done += 1;
                out.progress(done, whole);
            }
            let (sink, digest) = writer.finish()?;
            finish(sink, digest, *part, out)?;
        }
        Ok(json!({ "parts": shares.len(), "damaged": damaged }))
    })
}

fn read(text: &str) -> Result<Vec<Line>, Fault> {
    let lines = text.lines().map(Line::parse).collect::<Result<Vec<_>, _>>();
    lines.map_err(|why| Fault::new("unwritable").with("why", why.to_string()))
}

/// The files by digest, which is the order in which a bundle wants them.
fn listed(digests: Vec<String>, files: &Array) -> BTreeMap<Digest, File> {
    let named = digests.iter().zip(files.iter());
    named
        .filter_map(|(digest, file)| Some((Digest::from_str(digest).ok()?, file.unchecked_into())))
        .collect()
}

fn bytes_of(file: &File) -> Result<Vec<u8>, Fault> {
    let read = file.read(0.0, file.size());
    read.map(|bytes| bytes.to_vec()).map_err(|_| Fault::new("photo"))
}

fn facts_of(facts: &str, part: Option<Part>) -> Facts {
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let text = |name: &str| facts[name].as_str().map(str::to_owned);
    let workbook = text("id").and_then(|id| id.parse().ok());
    Facts {
        workbook: workbook.map(|id| WorkbookName { id, name: text("name").unwrap_or_default() }),
        device: text("device"),
        part,
    }
}

fn finish(
    sink: Forward<Sink<'_>>,
    digest: Digest,
    part: Option<Part>,
    out: &Out,
) -> Result<(), Fault> {
    let thrown = |_| Fault::new("unwritable");
    std::io::Write::flush(&mut sink.into_inner()).map_err(|_| Fault::new("unwritable"))?;
    let part = part.map(|part| json!([part.number, part.of]));
    out.end(&json!({ "digest": digest.to_string(), "part": part }).to_string()).map_err(thrown)
}
