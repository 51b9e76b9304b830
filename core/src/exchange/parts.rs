//! A large backup in several files: every part holds all the lines and a share of the files, so each can be opened
//! alone, in any order, and a lost one costs no more than its own photos.

use super::digest::Digest;
use super::manifest::{Manifest, Part};
use super::{ENTRIES, MAX_MEMBERS};

/// Above this many bytes a backup is cut into parts: what chat programs and memory cards still carry.
pub const PART_BYTES: u64 = 90_000_000;

/// Shares the files out, in order, so that no part is larger than `limit` unless a single file is. `lines_bytes` is
/// what the packed lines take in each part, at most what they take unpacked.
#[must_use]
pub fn share_out(
    files: impl IntoIterator<Item = (Digest, u64)>,
    lines_bytes: u64,
    limit: u64,
) -> Vec<(Option<Part>, Vec<Digest>)> {
    /// What a member costs beside its bytes: two headers with its name, and its line in the manifest.
    const OVERHEAD: u64 = 500;
    let mut parts: Vec<Vec<Digest>> = vec![Vec::new()];
    let mut filled = lines_bytes;
    for (digest, bytes) in files {
        let cost = bytes + OVERHEAD;
        let fits = |part: &Vec<Digest>| {
            part.is_empty() || (filled + cost <= limit && part.len() + 2 < MAX_MEMBERS)
        };
        if let Some(part) = parts.last_mut().filter(|part| fits(part)) {
            part.push(digest);
            filled += cost;
        } else {
            parts.push(vec![digest]);
            filled = lines_bytes + cost;
        }
    }
    let of = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let number = |number| (of > 1).then_some(Part { number, of });
    (1..).map(number).zip(parts).collect()
}

/// Whether both are parts of one backup: they hold the very same lines and are as many.
#[must_use]
pub fn same_backup(one: &Manifest, other: &Manifest) -> bool {
    let of = |manifest: &Manifest| manifest.facts.part.map(|part| part.of);
    let lines = |manifest: &Manifest| manifest.members.get(ENTRIES).map(|member| member.sha256);
    let workbook = |manifest: &Manifest| manifest.facts.workbook.as_ref().map(|it| it.id);
    of(one).is_some()
        && of(one) == of(other)
        && lines(one) == lines(other)
        && workbook(one) == workbook(other)
}

/// The numbers of the parts that are not among these; empty when the backup is complete.
#[must_use]
pub fn missing_parts<'a>(manifests: impl IntoIterator<Item = &'a Manifest>) -> Vec<u32> {
    let there: Vec<Part> =
        manifests.into_iter().filter_map(|manifest| manifest.facts.part).collect();
    let of = there.iter().map(|part| part.of).max().unwrap_or(0);
    (1..=of).filter(|number| there.iter().all(|part| part.number != *number)).collect()
}
