//! What this browser lets the page store, and how safe it is there.

use super::error::Error;
use super::idb::hush;
use super::js::{self, global, settled};
use super::{name, registry};
use wasm_bindgen::JsCast;
use web_sys::StorageEstimate;

/// What a write, a read and a delete at the start have shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Whether the database takes and gives back a value. Without it the window saves nothing.
    pub database: Result<(), Error>,
    /// Whether localStorage does: without it there is no journal, and settings last as long as the page.
    pub local: bool,
    /// Whether the page came over https or from this machine. Over plain http there is no second copy, no offline start.
    pub secure: bool,
    /// Whether the window seems to be a private one, which forgets everything when it closes. Chromium hides this.
    pub private: bool,
}

/// Writes, reads and deletes a value in the database and in localStorage.
pub async fn probe() -> Probe {
    let secure = global().is_secure_context();
    Probe {
        database: registry::probe().await,
        local: probe_local(),
        secure,
        private: secure && looks_private().await,
    }
}

fn probe_local() -> bool {
    let key = name::named("probe", "");
    js::local().is_some_and(|local| {
        let kept = local.set_item(&key, "1").is_ok()
            && local.get_item(&key).ok().flatten().as_deref() == Some("1");
        local.remove_item(&key).is_ok() && kept
    })
}

/// Firefox and Safari refuse the private file system to private windows.
async fn looks_private() -> bool {
    js::navigator_has(&["storage", "getDirectory"])
        && matches!(
            settled(&global().navigator().storage().get_directory().unchecked_into()).await,
            Err(Error::Blocked | Error::Gone { .. })
        )
}

/// Asks the browser never to throw the data away by itself, and says whether it promised. Ask after the first record.
pub async fn persist() -> bool {
    if !js::navigator_has(&["storage", "persist"]) {
        return false;
    }
    let Ok(asked) = global().navigator().storage().persist() else { return false };
    hush(&asked.clone().unchecked_into());
    settled(&asked.unchecked_into()).await.is_ok_and(|answer| answer.is_truthy())
}

/// Whether the browser has promised not to throw the data away by itself.
pub async fn persisted() -> bool {
    if !js::navigator_has(&["storage", "persisted"]) {
        return false;
    }
    let Ok(asked) = global().navigator().storage().persisted() else { return false };
    settled(&asked.unchecked_into()).await.is_ok_and(|answer| answer.is_truthy())
}

/// Bytes this site uses and may use, as the browser estimates; on some it says little about the room on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// Bytes in use.
    pub usage: u64,
    /// Bytes allowed.
    pub quota: u64,
}

/// The browser's estimate; nothing where it gives none.
pub async fn estimate() -> Option<Estimate> {
    if !js::navigator_has(&["storage", "estimate"]) {
        return None;
    }
    let asked = global().navigator().storage().estimate().ok()?;
    let found: StorageEstimate = settled(&asked.unchecked_into()).await.ok()?.unchecked_into();
    Some(Estimate { usage: found.get_usage()? as u64, quota: found.get_quota()? as u64 })
}
