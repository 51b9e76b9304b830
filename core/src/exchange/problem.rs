//! What can be wrong with a bundle, in words that say where and what to do. Nothing of a broken bundle is taken in.

use crate::log::LineError;

/// Why a file could not be read. Each message begins with the place and ends with what to do.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Nothing in it.
    #[error("the file is empty: ask for it again")]
    Empty,
    /// No zip at all: a photo, a text, a table.
    #[error("this is not a .jiedui file: choose the file that 备份 or 导出 made")]
    NotBundle,
    /// It begins as a zip and its end is missing or wrong.
    #[error("the file is cut off or damaged ({reason}): copy or send it again")]
    CutOff {
        /// What the zip reader says.
        reason: String,
    },
    /// Sealed with a passphrase.
    #[error("the file is sealed: open it with its passphrase first")]
    Sealed,
    /// Some other zip.
    #[error("this is a zip file, but not of Jiedui: it has no manifest.json")]
    NoManifest,
    /// The manifest says nothing that can be relied on.
    #[error("manifest.json: {reason}; ask for the file again")]
    Manifest {
        /// What is wrong.
        reason: String,
    },
    /// A version that this program does not know yet.
    #[error(
        "manifest.json: written by a newer version (format {version}): update this program first"
    )]
    Newer {
        /// The version it was written in.
        version: u64,
    },
    /// More members than any workbook has.
    #[error(
        "the file claims {found} members, more than {max}: it was not made by this program; nothing was taken in"
    )]
    TooMany {
        /// How many it claims.
        found: u64,
        /// How many are allowed.
        max: usize,
    },
    /// A member, or all together, larger than is believed.
    #[error(
        "{member} is larger than {max} bytes: it was not made by this program; nothing was taken in"
    )]
    TooLarge {
        /// The member, or "the file".
        member: String,
        /// How many bytes are allowed.
        max: u64,
    },
    /// A member that unpacks to far more than any honest one.
    #[error(
        "{member} unpacks to more than {max} times its size, as only a trap does; nothing was taken in"
    )]
    Swollen {
        /// The member.
        member: String,
        /// How many times is allowed.
        max: u64,
    },
    /// A member that the manifest lists is not there.
    #[error("{member} is missing: copy or send the file again")]
    Missing {
        /// The member.
        member: String,
    },
    /// A member that the manifest does not list, or that stands twice.
    #[error(
        "{member} does not belong there: the file was changed by another program; ask for the original"
    )]
    Unlisted {
        /// The member.
        member: String,
    },
    /// A member cannot be unpacked.
    #[error("{member} is damaged ({reason}): copy or send the file again")]
    Damaged {
        /// The member.
        member: String,
        /// What the zip reader says.
        reason: String,
    },
    /// A member is not what the manifest says.
    #[error(
        "{member} is not what manifest.json says (size or SHA-256 differs): copy or send the file again"
    )]
    Changed {
        /// The member.
        member: String,
    },
    /// A line that is no text.
    #[error("entries.jsonl line {line}: not UTF-8 text; ask for the file again")]
    NotText {
        /// The line, from 1.
        line: usize,
    },
    /// A line that is no entry.
    #[error("entries.jsonl line {line}: {reason}; nothing was taken in, ask for the file again")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: LineError,
    },
    /// The counts of the manifest are not those of the content.
    #[error(
        "entries.jsonl holds {found} entries, manifest.json says {said}: ask for the file again"
    )]
    Count {
        /// How many there are.
        found: u64,
        /// How many there should be.
        said: u64,
    },
    /// The bundle is sound but is not the one that was written.
    #[error(
        "the file is sound, but not the one that was written: keep the old backup and make a new one"
    )]
    Different,
    /// The disk, or the browser's file.
    #[error("the file cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

/// Why a bundle could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The disk, or the browser.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
    /// The log is larger than a bundle may hold.
    #[error("the entries take more than {max} bytes: leave some records out")]
    TooLarge {
        /// How many bytes are allowed.
        max: u64,
    },
    /// More files than a bundle may hold.
    #[error("more than {max} files: write several parts")]
    TooMany {
        /// How many are allowed.
        max: usize,
    },
    /// Files come in the order of their digests, each once: equal content is equal bytes.
    #[error("file {file} comes after one with a greater digest: sort them first")]
    Order {
        /// The file's digest.
        file: super::Digest,
    },
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        Self::Io(error.into())
    }
}
