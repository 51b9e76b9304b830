//! The journal of actions in flight: what a tap did stands in localStorage before the tap's tick ends, one key for each
//! action, sealed, and goes away once the database has it. It is for a tab that crashes or is closed; a killed browser
//! loses localStorage, so nobody is told «已保存» because of it.

use super::envelope::{self, Key};
use super::{js, name};

/// At most this many actions of a workbook stand in the journal.
const MOST_KEYS: usize = 64;
/// At most this many characters of a workbook stand in the journal.
const MOST_BYTES: usize = 256 * 1024;

/// An action found in the journal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The action's key.
    pub(super) action: String,
    /// Its clock and lines; nothing when the row is damaged.
    pub(super) row: Option<(u64, Vec<u8>)>,
    /// The row as it stood, to be set aside when it is damaged.
    pub(super) raw: String,
}

/// Whether a row of `more` characters may join `keys` rows of `bytes` characters in all.
fn admits(keys: usize, bytes: usize, more: usize) -> bool {
    keys < MOST_KEYS && bytes + more <= MOST_BYTES
}

fn encode(key: &Key, nonce: [u8; 24], action: &str, lines: &str, clock: u64) -> Option<String> {
    let mut body = clock.to_le_bytes().to_vec();
    body.extend_from_slice(lines.as_bytes());
    envelope::seal(key, nonce, action, &body).map(|sealed| envelope::to_text(&sealed))
}

fn decode(key: &Key, action: &str, raw: &str) -> Option<(u64, Vec<u8>)> {
    let body = envelope::open(Some(key), action, &envelope::from_text(raw)?)?;
    let (clock, lines) = body.split_first_chunk()?;
    Some((u64::from_le_bytes(*clock), lines.to_vec()))
}

fn prefix(id: &str) -> String {
    name::named("journal", &format!("{id}:"))
}

/// Writes an action into the journal. A full journal, a full or forbidden localStorage are passed over: the database is next.
pub(super) fn put(id: &str, key: &Key, action: &str, lines: &str, clock: u64) {
    let Some(local) = js::local() else { return };
    let prefix = prefix(id);
    let held = js::local_keys(&prefix);
    let bytes = held
        .iter()
        .filter_map(|k| local.get_item(k).ok().flatten())
        .map(|v| v.chars().count())
        .sum();
    // The nonce and the tag of the seal are about 50 bytes.
    if admits(held.len(), bytes, lines.len() + 50)
        && let Ok(nonce) = js::random()
        && let Some(text) = encode(key, nonce, action, lines, clock)
    {
        local.set_item(&format!("{prefix}{action}"), &text).ok();
    }
}

/// Takes an action out of the journal.
pub(super) fn remove(id: &str, action: &str) {
    if let Some(local) = js::local() {
        local.remove_item(&format!("{}{action}", prefix(id))).ok();
    }
}

/// Everything that stands in the journal of a workbook.
pub(super) fn read(id: &str, key: &Key) -> Vec<Found> {
    let Some(local) = js::local() else { return Vec::new() };
    let prefix = prefix(id);
    let mut keys = js::local_keys(&prefix);
    keys.sort();
    keys.into_iter()
        .filter_map(|full| {
            let raw = local.get_item(&full).ok()??;
            let action = full[prefix.len()..].to_owned();
            Some(Found { row: decode(key, &action, &raw), action, raw })
        })
        .collect()
}

/// Removes the journal of a workbook that a person removes.
pub(super) fn forget(id: &str) {
    if let Some(local) = js::local() {
        for key in js::local_keys(&prefix(id)) {
            local.remove_item(&key).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key([9; 32]);

    #[test]
    fn the_journal_takes_64_actions_and_256_kilobytes_and_no_more() {
        assert!(admits(0, 0, 300));
        assert!(admits(63, 0, 300));
        assert!(!admits(64, 0, 1));
        assert!(admits(1, MOST_BYTES - 300, 300));
        assert!(!admits(1, MOST_BYTES - 300, 301));
        assert!(!admits(0, 0, MOST_BYTES + 1));
    }

    #[test]
    fn an_action_comes_back_with_its_clock_and_only_under_its_own_key() {
        let raw = encode(&KEY, [1; 24], "5@dev", "{\"seq\":5}\n", 5).unwrap();
        assert_eq!(decode(&KEY, "5@dev", &raw), Some((5, b"{\"seq\":5}\n".to_vec())));
        assert_eq!(decode(&KEY, "6@dev", &raw), None);
    }

    #[test]
    fn a_corrupted_entry_is_noticed_and_does_not_stop_the_others() {
        let raw = encode(&KEY, [1; 24], "5@dev", "{}\n", 5).unwrap();
        let cut: String = raw.chars().take(20).collect();
        for broken in ["", "x", "{\"plain\":true}", "汉字", &cut] {
            assert_eq!(decode(&KEY, "5@dev", broken), None);
        }
    }
}
