//! What is asked of the office worker: backups written, read back, opened; what a merge would do. The page only holds
//! handles to files, never their bytes, and never depends on the worker: it may trap, and another one is started.

use std::collections::BTreeMap;

use js_sys::{Array, JsString};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

use crate::browser::files::Blob;
use crate::browser::worker::{Helper, Progress, Silence};
use crate::text::{has, t, tf};

thread_local! {
    static OFFICE: Helper = Helper::new("./office.js");
}

/// Why there is no answer, or what is wrong with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The worker gave no answer.
    Silent(Silence),
    /// The file is at fault: a code and what fills its sentence.
    Fault(BTreeMap<String, String>),
}

impl From<Silence> for Trouble {
    fn from(silence: Silence) -> Self {
        Self::Silent(silence)
    }
}

impl Trouble {
    /// The code of the fault; empty when the file is not at fault.
    pub fn code(&self) -> &str {
        match self {
            Self::Fault(fault) => fault.get("code").map_or("", String::as_str),
            Self::Silent(_) => "",
        }
    }

    /// Whether the person stopped it, so that nothing is wrong.
    pub fn is_cancelled(&self) -> bool {
        *self == Self::Silent(Silence::Cancelled)
    }

    /// What is wrong and what to do, in one sentence.
    pub fn words(&self) -> String {
        match self {
            Self::Silent(Silence::Cancelled) => t("data.cancelled").to_owned(),
            Self::Silent(Silence::Trapped(_)) => t("data.trapped").to_owned(),
            Self::Silent(Silence::Missing(_)) => t("data.missing").to_owned(),
            Self::Silent(Silence::Failed(why)) => tf("data.failed", &[("why", why)]),
            Self::Fault(fault) => {
                let key = format!("data.fault.{}", self.code());
                let values: Vec<(&str, &str)> =
                    fault.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                tf(if has(&key) { &key } else { "data.fault.manifest" }, &values)
            }
        }
    }

    /// What a technician would want to know; empty when there is nothing beyond the sentence.
    pub fn detail(&self) -> &str {
        match self {
            Self::Fault(fault) => fault.get("why").map_or("", String::as_str),
            Self::Silent(Silence::Trapped(why) | Silence::Missing(why)) => why,
            Self::Silent(Silence::Cancelled | Silence::Failed(_)) => "",
        }
    }
}

/// Stops whatever the worker is doing.
pub fn cancel() {
    OFFICE.with(Helper::stop);
}

async fn ask(
    operation: &str,
    values: &[JsValue],
    progress: Option<Progress>,
) -> Result<JsValue, Silence> {
    OFFICE.with(Clone::clone).ask(operation, values, progress).await
}

/// An answer in JSON; a fault in it is an error.
fn read(answer: &JsValue) -> Result<Value, Trouble> {
    let text = answer.as_string().unwrap_or_default();
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    match value["fault"].as_object() {
        None => Ok(value),
        Some(fault) => {
            let plain = |value: &Value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            Err(Trouble::Fault(
                fault.iter().map(|(name, value)| (name.clone(), plain(value))).collect(),
            ))
        }
    }
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn part(value: &Value) -> Option<(u64, u64)> {
    Some((value[0].as_u64()?, value[1].as_u64()?))
}

/// One file of a backup that was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The file.
    pub blob: Blob,
    /// Which of how many; none for a whole backup.
    pub part: Option<(u64, u64)>,
    digest: String,
}

/// What writing a backup gave.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The files, usually one.
    pub files: Vec<Written>,
    /// How many photos were left out because their bytes are no longer what they were.
    pub damaged: usize,
}

/// What a backup holds, found by reading it back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries.
    pub entries: u64,
    /// How many records they are about.
    pub records: u64,
    /// How many photos and documents.
    pub files: u64,
}

/// A workbook for the manifest of a backup.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The device that writes, in words.
    pub device: String,
}

/// Writes a backup of these lines and files (by their hash).
///
/// # Errors
/// [`Trouble`] when the browser does not write it, or the person stops.
pub async fn pack(
    lines: &str,
    facts: &Facts,
    files: &[(String, Blob)],
    progress: Progress,
) -> Result<Packed, Trouble> {
    let facts = json!({ "id": facts.id, "name": facts.name, "device": facts.device }).to_string();
    let hashes: Array = files.iter().map(|(hash, _)| JsValue::from_str(hash)).collect();
    let blobs: Array = files.iter().map(|(_, blob)| JsValue::from(blob)).collect();
    let values = [lines.into(), facts.into(), hashes.into(), blobs.into()];
    let answer: Array = ask("pack", &values, Some(progress)).await?.unchecked_into();
    let about = read(&answer.get(0))?;
    let files = Array::from(&answer.get(1));
    let written = files.iter().map(|one| {
        let one: Array = one.unchecked_into();
        let about = read(&one.get(1))?;
        Ok(Written {
            blob: one.get(0).unchecked_into(),
            part: part(&about["part"]),
            digest: text(&about["digest"]),
        })
    });
    Ok(Packed {
        files: written.collect::<Result<_, Trouble>>()?,
        damaged: about["damaged"].as_array().map_or(0, Vec::len),
    })
}

/// Reads a file back and compares it with what was written.
///
/// # Errors
/// [`Trouble`] when it is not the same to the last byte.
pub async fn verify(
    file: &Blob,
    written: &Written,
    progress: Progress,
) -> Result<Verified, Trouble> {
    let values = [file.into(), written.digest.as_str().into()];
    let about = read(&ask("verify", &values, Some(progress)).await?)?;
    Ok(Verified {
        entries: number(&about["entries"]),
        records: number(&about["records"]),
        files: number(&about["files"]),
    })
}

/// A person in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SomeoneInside {
    /// The id of the record.
    pub id: String,
    /// The name.
    pub name: String,
    /// The unit's name; may be empty.
    pub org: String,
}

/// A photo or document in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInside {
    /// Its SHA-256.
    pub hash: String,
    /// Its media type; empty when nothing says so.
    pub mime: String,
}

/// The parts of a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// How many there are.
    pub of: u64,
    /// The numbers of those that are open, in order.
    pub here: Vec<u64>,
    /// The numbers of those that are not, in order.
    pub missing: Vec<u64>,
}

/// What is inside a file that was opened, or inside all parts of a backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inside {
    /// The id of the workbook; empty when nothing says so.
    pub id: String,
    /// The name of the workbook.
    pub name: String,
    /// The device it was written on, in words; empty when it does not say.
    pub device: String,
    /// Of a backup in parts, which are there; none for a whole file.
    pub parts: Option<Parts>,
    /// It is an example.
    pub example: bool,
    /// It holds the workbook's own record, so a workbook can begin with it.
    pub founded: bool,
    /// How many entries.
    pub entries: u64,
    /// Bytes of everything in it, unpacked.
    pub bytes: u64,
    /// The photos and documents.
    pub files: Vec<FileInside>,
    /// The names of the units.
    pub orgs: Vec<String>,
    /// The people.
    pub people: Vec<SomeoneInside>,
    /// How many activities.
    pub activities: u64,
    /// How many pairs.
    pub pairings: u64,
    /// When its newest entry was written, RFC 3339.
    pub newest: String,
}

/// Opens a file, reads it to the end, and says what is inside.
///
/// # Errors
/// [`Trouble`] when it is broken, of another kind, or made to do harm. Nothing of it is taken in.
pub async fn open(file: &Blob, progress: Progress) -> Result<Inside, Trouble> {
    read(&ask("open", &[file.into()], Some(progress)).await?).map(|about| inside(&about))
}

/// Opens one more part of the backup that is open, reads it to the end, and says what is inside all of them.
///
/// # Errors
/// As [`open`], and with the codes `no_part` and `other_part` for a file that does not belong to it, `gone` when nothing
/// is open any more. The parts that are open stay open.
pub async fn add(file: &Blob, progress: Progress) -> Result<Inside, Trouble> {
    read(&ask("add", &[file.into()], Some(progress)).await?).map(|about| inside(&about))
}

fn parts(value: &Value) -> Option<Parts> {
    let numbers = |name: &str| value[name].as_array().into_iter().flatten().map(number).collect();
    Some(Parts { of: value["of"].as_u64()?, here: numbers("here"), missing: numbers("missing") })
}

fn inside(about: &Value) -> Inside {
    let all = |name: &str| about[name].as_array().cloned().unwrap_or_default();
    Inside {
        id: text(&about["id"]),
        name: text(&about["name"]),
        device: text(&about["device"]),
        parts: parts(&about["parts"]),
        example: about["example"] == true,
        founded: about["founded"] == true,
        entries: number(&about["entries"]),
        bytes: number(&about["bytes"]),
        files: all("files")
            .iter()
            .map(|file| FileInside { hash: text(&file["hash"]), mime: text(&file["mime"]) })
            .collect(),
        orgs: all("orgs").iter().map(text).collect(),
        people: all("people")
            .iter()
            .map(|one| SomeoneInside {
                id: text(&one["id"]),
                name: text(&one["name"]),
                org: text(&one["org"]),
            })
            .collect(),
        activities: number(&about["activities"]),
        pairings: number(&about["pairings"]),
        newest: text(&about["newest"]),
    }
}

/// The lines of the file that is open.
///
/// # Errors
/// [`Trouble::Silent`] only.
pub async fn lines() -> Result<String, Trouble> {
    let lines = ask("lines", &[], None).await?;
    Ok(lines.dyn_into::<JsString>().map(String::from).unwrap_or_default())
}

/// A photo or document out of the file that is open.
///
/// # Errors
/// [`Trouble::Silent`] when the file was moved or changed meanwhile.
pub async fn take(hash: &str) -> Result<Blob, Trouble> {
    Ok(ask("take", &[hash.into()], None).await?.unchecked_into())
}

/// The lines of the example workbook up to a day, `2026-11-23`.
///
/// # Errors
/// [`Trouble`] when the worker or the catalogue cannot be had.
pub async fn sample(today: &str) -> Result<String, Trouble> {
    Ok(text(&read(&ask("sample", &[today.into()], None).await?)?["lines"]))
}

/// What taking a file in would do, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// How many entries are new.
    pub lines: u64,
    /// How many are here already.
    pub repeated: u64,
    /// How many records are new, and what people call the first of them: kind and name.
    pub new: (u64, Vec<(String, String)>),
    /// How many records change, likewise.
    pub updated: (u64, Vec<(String, String)>),
    /// On how many places two people have set different values.
    pub conflicts: u64,
    /// How many entries are about records finally removed here.
    pub refused: u64,
    /// How many records are finally removed.
    pub removed: u64,
    /// How many stamps two different entries claim.
    pub twins: u64,
    /// How many entries a newer version wrote.
    pub newer: u64,
}

/// What taking the open file into a workbook of these lines would do. Changes nothing.
///
/// # Errors
/// [`Trouble`] with the codes `other_workbook` and `far_ahead`: these are to be asked about.
pub async fn receipt(ours: &str) -> Result<Receipt, Trouble> {
    let about = read(&ask("receipt", &[ours.into()], None).await?)?;
    let named = |name: &str| -> Vec<(String, String)> {
        let all = about[name].as_array().cloned().unwrap_or_default();
        all.iter().map(|one| (text(&one["kind"]), text(&one["name"]))).collect()
    };
    Ok(Receipt {
        lines: number(&about["lines"]),
        repeated: number(&about["repeated"]),
        new: (number(&about["new"]), named("new_names")),
        updated: (number(&about["updated"]), named("updated_names")),
        conflicts: number(&about["conflicts"]),
        refused: number(&about["refused"]),
        removed: number(&about["removed"]),
        twins: number(&about["twins"]),
        newer: number(&about["newer"]),
    })
}
