//! What can go wrong with storage: one variant for each thing a person can act on.

use super::mark::Mark;
use wasm_bindgen::JsValue;

/// Why the browser did not keep, or could not give, what it was asked for. The words people read are the screen's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No room: the disk or this site's quota is full. Free space, export a backup, try again.
    #[error("there is no room left in the browser's storage")]
    Full,
    /// The browser refuses storage to this page: a private window, blocked site data, an embedded frame.
    #[error("the browser does not let this page store anything")]
    Blocked,
    /// The connection to the database was lost and opening it again did not help. Reload the page.
    #[error("the connection to the database was lost: {said}")]
    Gone {
        /// What the browser said, for a report of the fault.
        said: String,
    },
    /// Five seconds passed without an answer. The write may still happen; trying the same action again is harmless.
    #[error("the browser did not answer within five seconds")]
    TimedOut,
    /// The database was written by a newer version of the app: it can be read, never written. Reload the page.
    #[error("the database belongs to a newer version of the app")]
    Newer,
    /// Another tab with an older version of the app keeps the database from opening. Close that tab.
    #[error("another tab of this app keeps the database busy")]
    Busy,
    /// The workbook was removed, here or in another tab; nothing can be written to it.
    #[error("the workbook was removed from this browser")]
    Removed,
    /// The stored data vanished while the app was open (site data cleared). What is on screen can still be exported,
    /// or written again after opening the workbook anew.
    #[error("the database was emptied while the app was open; it held {held:?}")]
    Emptied {
        /// What the database held before.
        held: Mark,
    },
    /// Stored bytes could not be read: damaged, or in a form that this version does not know.
    #[error("stored bytes could not be read: {said}")]
    Damaged {
        /// What was wrong with them.
        said: String,
    },
}

impl Error {
    /// The error behind what the browser threw or rejected with: a `DOMException`, or anything else.
    pub(super) fn thrown(thrown: &JsValue) -> Self {
        let word = |name| {
            js_sys::Reflect::get(thrown, &JsValue::from_str(name)).ok().and_then(|v| v.as_string())
        };
        let name = word("name").unwrap_or_default();
        classify(&name, &word("message").or_else(|| thrown.as_string()).unwrap_or_default())
    }

    /// Whether the key of a row that was to be added is taken: the row is there already, or another one is.
    pub(super) fn is_taken(&self) -> bool {
        matches!(self, Self::Gone { said } if said.starts_with("ConstraintError"))
    }

    /// Whether opening the database again and trying once more may help.
    pub(super) fn worth_retrying(&self) -> bool {
        matches!(self, Self::Gone { .. })
    }
}

/// Which error a `DOMException` of this name and message means.
fn classify(name: &str, message: &str) -> Error {
    // Chromium reports a disk that is full to the last byte as UnknownError with the file error in the text.
    if name == "QuotaExceededError"
        || message.contains("NO_SPACE")
        || message.contains("disk is full")
    {
        return Error::Full;
    }
    match name {
        "SecurityError" | "NotAllowedError" => Error::Blocked,
        "VersionError" => Error::Newer,
        "NotReadableError" | "DataError" | "DataCloneError" | "EncodingError" => {
            Error::Damaged { said: format!("{name}: {message}") }
        }
        _ => Error::Gone { said: format!("{name}: {message}") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_full_whatever_the_browser_calls_it() {
        assert_eq!(classify("QuotaExceededError", ""), Error::Full);
        assert_eq!(classify("UnknownError", "Internal error: FILE_ERROR_NO_SPACE"), Error::Full);
    }

    #[test]
    fn a_dead_connection_is_worth_a_second_try_and_a_full_disk_is_not() {
        assert!(
            classify("UnknownError", "Connection to Indexed Database server lost").worth_retrying()
        );
        assert!(classify("InvalidStateError", "the connection is closing").worth_retrying());
        assert!(classify("AbortError", "").worth_retrying());
        assert!(!classify("QuotaExceededError", "").worth_retrying());
        assert!(!classify("VersionError", "").worth_retrying());
        assert!(classify("ConstraintError", "Key already exists").is_taken());
    }
}
