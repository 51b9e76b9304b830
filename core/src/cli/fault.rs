//! What ends a command early, with the exit code that belongs to it.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// Something is wrong with a file.
    #[error("{}: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong and what to do.
        reason: String,
    },
    /// Something is wrong with a line of a text file.
    #[error("{} line {line}: {reason}", .file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        reason: String,
    },
    /// The answer could not be written.
    #[error("the answer cannot be written: {0}")]
    Answer(#[from] std::io::Error),
    /// The command was used wrongly.
    #[error("{0} (jiedui --help tells how)")]
    Usage(String),
}

impl Fault {
    pub(super) fn usage(what: &str) -> Self {
        Self::Usage(what.to_owned())
    }

    pub(super) fn file(file: &Path, reason: impl fmt::Display) -> Self {
        Self::File { file: file.to_owned(), reason: reason.to_string() }
    }

    pub(super) fn line(file: &Path, line: usize, reason: impl fmt::Display) -> Self {
        Self::Line { file: file.to_owned(), line, reason: reason.to_string() }
    }

    /// Did the reader of the answer have enough, as `head` does?
    pub(super) fn is_early_leave(&self) -> bool {
        matches!(self, Self::Answer(error) if error.kind() == std::io::ErrorKind::BrokenPipe)
    }

    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::File { .. } | Self::Line { .. } | Self::Answer(_) => 1,
            Self::Usage(_) => 2,
        }
    }
}

impl From<lexopt::Error> for Fault {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}
