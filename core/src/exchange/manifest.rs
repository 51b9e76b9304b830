//! `manifest.json`: what is in a bundle, whose it is, and the proof of every member.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::digest::Digest;
use super::problem::BundleError;
use super::{ENTRIES, FILES};
use crate::log::RecordId;
use crate::log::value;

/// What `format` says in every manifest.
pub const FORMAT: &str = "jiedui";
/// The version of bundles that this version writes, and the newest it reads.
pub const VERSION: u64 = 1;

/// More parts than this no backup is cut into.
const MOST_PARTS: u32 = 10_000;

/// A workbook by id, and by name for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkbookName {
    /// The id of the workbook's own record.
    pub id: RecordId,
    /// Its name when the bundle was written.
    pub name: String,
}

/// Which of several files this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// From 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// What the writer knows beside the lines. Without a device, equal content is equal bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The workbook.
    pub workbook: Option<WorkbookName>,
    /// The device that writes, in words; the command line leaves it out.
    pub device: Option<String>,
    /// Which of several files this is; none for a whole one.
    pub part: Option<Part>,
}

/// Size and digest of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its size, unpacked.
    pub bytes: u64,
    /// Its digest, unpacked.
    pub sha256: Digest,
}

/// What is in a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Whose it is.
    pub facts: Facts,
    /// How many lines `entries.jsonl` has.
    pub entries: u64,
    /// How many records they are about.
    pub records: u64,
    /// Every member but the manifest, by name.
    pub members: BTreeMap<String, Member>,
}

impl Manifest {
    /// The digests and sizes of the files, in order.
    pub fn files(&self) -> impl Iterator<Item = (Digest, u64)> {
        self.members
            .iter()
            .filter(|(name, _)| name.starts_with(FILES))
            .map(|(_, member)| (member.sha256, member.bytes))
    }

    /// The one way to write it: keys sorted, a line for each member, so that people can read it, too.
    pub fn to_json(&self) -> Vec<u8> {
        let members: Map<String, Value> = self
            .members
            .iter()
            .map(|(name, it)| {
                (name.clone(), json!({"bytes": it.bytes, "sha256": it.sha256.to_string()}))
            })
            .collect();
        let mut all = Map::new();
        all.insert("format".to_owned(), json!(FORMAT));
        all.insert("version".to_owned(), json!(VERSION));
        let files = self.files().count();
        let counts = json!({"entries": self.entries, "records": self.records, "files": files});
        all.insert("counts".to_owned(), counts);
        all.insert("members".to_owned(), Value::Object(members));
        if let Some(workbook) = &self.facts.workbook {
            let named = json!({"id": workbook.id.to_string(), "name": workbook.name});
            all.insert("workspace".to_owned(), named);
        }
        if let Some(device) = &self.facts.device {
            all.insert("device".to_owned(), json!(device));
        }
        if let Some(part) = self.facts.part {
            all.insert("part".to_owned(), json!({"number": part.number, "of": part.of}));
        }
        let mut text = format!("{:#}", Value::Object(all)).into_bytes();
        text.push(b'\n');
        text
    }

    /// Reads a manifest; keys of a newer version are passed over.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, BundleError> {
        let broken = |reason: &str| BundleError::Manifest { reason: reason.to_owned() };
        let text = std::str::from_utf8(bytes).map_err(|_| broken("it is not UTF-8 text"))?;
        let json = value::parse(text).map_err(|problem| broken(&problem.to_string()))?;
        if json["format"] != FORMAT {
            return Err(broken("`format` is not \"jiedui\""));
        }
        let version = json["version"].as_u64().ok_or_else(|| broken("`version` is no number"))?;
        if version > VERSION {
            return Err(BundleError::Newer { version });
        }
        let members = json["members"].as_object().ok_or_else(|| broken("`members` is missing"))?;
        let members = members
            .iter()
            .map(|(name, member)| Some((name.clone(), read_member(name, member)?)))
            .collect::<Option<BTreeMap<_, _>>>()
            .ok_or_else(|| broken("`members` does not give bytes and sha256 of each"))?;
        if !members.contains_key(ENTRIES) {
            return Err(broken("`members` does not list entries.jsonl"));
        }
        let count = |name: &str| {
            json["counts"][name].as_u64().ok_or_else(|| broken("`counts` is incomplete"))
        };
        let facts = Facts {
            workbook: read_workbook(&json["workspace"])
                .ok_or_else(|| broken("`workspace` has no id and name"))?,
            device: json["device"].as_str().map(str::to_owned),
            part: read_part(&json["part"])
                .ok_or_else(|| broken("`part` has no number and `of`"))?,
        };
        Ok(Self { facts, entries: count("entries")?, records: count("records")?, members })
    }
}

/// A file stands under its own digest, so that nobody can hand over one for another.
fn read_member(name: &str, member: &Value) -> Option<Member> {
    let read = Member {
        bytes: member["bytes"].as_u64()?,
        sha256: member["sha256"].as_str()?.parse().ok()?,
    };
    let named = name.strip_prefix(FILES).is_none_or(|hash| hash == read.sha256.to_string());
    named.then_some(read)
}

#[expect(clippy::option_option, reason = "absent is fine, malformed is not")]
fn read_workbook(value: &Value) -> Option<Option<WorkbookName>> {
    if value.is_null() {
        return Some(None);
    }
    let id = value["id"].as_str()?.parse().ok()?;
    Some(Some(WorkbookName { id, name: value["name"].as_str()?.to_owned() }))
}

#[expect(clippy::option_option, reason = "absent is fine, malformed is not")]
fn read_part(value: &Value) -> Option<Option<Part>> {
    if value.is_null() {
        return Some(None);
    }
    let number = u32::try_from(value["number"].as_u64()?).ok()?;
    let of = u32::try_from(value["of"].as_u64()?).ok()?;
    ((1..=of).contains(&number) && of <= MOST_PARTS).then_some(Some(Part { number, of }))
}
