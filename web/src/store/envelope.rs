//! Stored bytes begin with one envelope byte: 0 plain, 1 sealed. Sealing is XChaCha20-Poly1305 and synchronous, so that
//! the journal can be written in the same tick as the tap. A sealed row is bound to its name: moved elsewhere it no longer opens.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::fmt;

/// The envelope byte of plain bytes.
pub(super) const PLAIN: u8 = 0;
/// The envelope byte of sealed bytes: 24 bytes of nonce and the ciphertext follow.
pub(super) const SEALED: u8 = 1;

const NONCE: usize = 24;

/// A random key of 256 bits; it never leaves the database and is never printed.
#[derive(Clone)]
pub(super) struct Key(pub(super) [u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// `bytes` behind the plain envelope byte.
pub(super) fn plain(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 1);
    out.push(PLAIN);
    out.extend_from_slice(bytes);
    out
}

/// `bytes` sealed for the row `name`. `nonce` must be fresh random bytes each time.
pub(super) fn seal(key: &Key, nonce: [u8; NONCE], name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let payload = Payload { msg: bytes, aad: name.as_bytes() };
    let sealed =
        XChaCha20Poly1305::new(&key.0.into()).encrypt(&XNonce::from(nonce), payload).ok()?;
    let mut out = Vec::with_capacity(1 + NONCE + sealed.len());
    out.push(SEALED);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Some(out)
}

/// What the envelope of the row `name` holds; nothing when it is damaged, sealed with another key, or of a later form.
pub(super) fn open(key: Option<&Key>, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match bytes.split_first()? {
        (&PLAIN, rest) => Some(rest.to_vec()),
        (&SEALED, rest) => {
            let (nonce, sealed) = rest.split_at_checked(NONCE)?;
            let nonce = XNonce::from(<[u8; NONCE]>::try_from(nonce).ok()?);
            let payload = Payload { msg: sealed, aad: name.as_bytes() };
            XChaCha20Poly1305::new(&key?.0.into()).decrypt(&nonce, payload).ok()
        }
        _ => None,
    }
}

/// Bytes as text of one character a byte, since localStorage keeps only text.
pub(super) fn to_text(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// The bytes of [`to_text`]; nothing when another hand wrote the text.
pub(super) fn from_text(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key([7; 32])
    }

    fn sealed() -> Vec<u8> {
        seal(&key(), [3; NONCE], "12@abc", "送教 1.5 课时".as_bytes()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_and_name_only() {
        assert_eq!(open(Some(&key()), "12@abc", &sealed()).unwrap(), "送教 1.5 课时".as_bytes());
        assert_eq!(open(Some(&key()), "13@abc", &sealed()), None);
        assert_eq!(open(Some(&Key([8; 32])), "12@abc", &sealed()), None);
        assert_eq!(open(None, "12@abc", &sealed()), None);
    }

    #[test]
    fn every_flipped_byte_and_every_cut_of_a_sealed_row_is_noticed() {
        let whole = sealed();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x40;
            assert_eq!(open(Some(&key()), "12@abc", &flipped), None, "flip at {at}");
            assert_eq!(open(Some(&key()), "12@abc", &whole[..at]), None, "cut at {at}");
        }
    }

    #[test]
    fn a_sealed_row_shows_nothing_of_its_text() {
        assert!(!to_text(&sealed()).contains("1.5"));
    }

    #[test]
    fn plain_rows_open_without_a_key_and_later_forms_do_not_open() {
        assert_eq!(open(None, "x", &plain(b"{}\n")).unwrap(), b"{}\n");
        assert_eq!(open(Some(&key()), "x", &[2, 1, 2]), None);
        assert_eq!(open(Some(&key()), "x", &[]), None);
    }

    #[test]
    fn all_bytes_survive_as_text() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(from_text(&to_text(&all)).unwrap(), all);
        assert_eq!(from_text("汉"), None);
    }
}
