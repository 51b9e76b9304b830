//! The high-water mark: how far a workbook has ever been written. A damaged store opens empty and says nothing, so the
//! mark stands in four places (database, localStorage, second copy, cache), and the greatest of them is believed.

use super::js::{self, global};
use super::{name, registry};
use js_sys::JsString;
use wasm_bindgen::JsCast;
use web_sys::{Cache, CacheStorage, Response};

/// How much a workbook held when it was last written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// The greatest sequence number written.
    pub clock: u64,
    /// How many entries were written.
    pub entries: u64,
}

impl Mark {
    /// The greater of both, part by part.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { clock: self.clock.max(other.clock), entries: self.entries.max(other.entries) }
    }

    /// Whether a database that holds `self` has lost something that `high_water` says was there.
    #[must_use]
    pub fn lacks(self, high_water: Self) -> bool {
        self.clock < high_water.clock
    }

    /// The mark as text, `12 30`, of a fixed width so that it can be overwritten in place.
    pub(super) fn to_text(self) -> String {
        format!("{:020} {:020}\n", self.clock, self.entries)
    }

    /// The mark in a text; nothing when the text is torn.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let (clock, entries) = text.trim_end().split_once(' ')?;
        Some(Self { clock: clock.parse().ok()?, entries: entries.parse().ok()? })
    }
}

/// The mark in localStorage.
pub(super) fn local(id: &str) -> Option<Mark> {
    Mark::from_text(&js::local()?.get_item(&name::named("mark", id)).ok()??)
}

/// Raises the mark in localStorage; a full localStorage is no reason to fail, three other places have it.
pub(super) fn raise_local(id: &str, mark: Mark) {
    if let Some(local) = js::local() {
        let mark = mark.max(self::local(id).unwrap_or_default());
        local.set_item(&name::named("mark", id), &mark.to_text()).ok();
    }
}

/// Sets the mark in localStorage, lower too.
pub(super) fn set_local(id: &str, mark: Mark) {
    if let Some(local) = js::local() {
        local.set_item(&name::named("mark", id), &mark.to_text()).ok();
    }
}

async fn cache() -> Option<Cache> {
    // Plain http has no `caches`.
    let caches: CacheStorage = global().caches().ok().filter(|found| !found.is_undefined())?;
    js::settled(&caches.open(&name::marks())).await.ok()?.dyn_into().ok()
}

fn address(id: &str) -> String {
    format!("./mark-{id}")
}

/// The mark in the cache.
pub(super) async fn cached(id: &str) -> Option<Mark> {
    let found: Response =
        js::settled(&cache().await?.match_with_str(&address(id))).await.ok()?.dyn_into().ok()?;
    let text: JsString =
        js::settled(&found.text().ok()?.unchecked_into()).await.ok()?.dyn_into().ok()?;
    Mark::from_text(&String::from(text))
}

/// Sets the mark in the cache.
pub(super) async fn set_cached(id: &str, mark: Mark) {
    if let Some(cache) = cache().await
        && let Ok(response) = Response::new_with_opt_str(Some(&mark.to_text()))
    {
        js::settled(&cache.put_with_str(&address(id), &response)).await.ok();
    }
}

/// Removes the marks of a workbook that a person removes.
pub(super) async fn forget(id: &str) {
    if let Some(local) = js::local() {
        local.remove_item(&name::named("mark", id)).ok();
    }
    if let Some(cache) = cache().await {
        js::settled(&cache.delete_with_str(&address(id))).await.ok();
    }
}

/// Whether localStorage remembers any workbook: a first guess, without waiting, at what the list will say.
pub fn is_known() -> bool {
    !js::local_keys(&name::named("mark", "")).is_empty()
}

/// Ids of workbooks that localStorage remembers, and the cache when it is asked, for a list of workbooks that was lost.
pub(super) async fn remembered(cached: bool) -> Vec<String> {
    let prefix = name::named("mark", "");
    let mut ids: Vec<String> =
        js::local_keys(&prefix).into_iter().map(|key| key[prefix.len()..].to_owned()).collect();
    if cached
        && let Some(cache) = cache().await
        && let Ok(keys) = js::settled(&cache.keys()).await
    {
        for request in js_sys::Array::from(&keys).iter() {
            let address = request.unchecked_into::<web_sys::Request>().url();
            ids.extend(address.rsplit_once("/mark-").map(|(_, id)| id.to_owned()));
        }
    }
    ids.sort();
    ids.dedup();
    ids
}

/// The greatest mark outside the workbook's own database and its second copy.
pub(super) async fn greatest(id: &str) -> Mark {
    let registered = registry::find(id).await.ok().flatten().map(|book| book.mark());
    [local(id), cached(id).await, registered].into_iter().flatten().fold(Mark::default(), Mark::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_survives_its_text_and_a_torn_text_is_no_mark() {
        let mark = Mark { clock: 9_007_199_254_740_991, entries: 10_000 };
        assert_eq!(Mark::from_text(&mark.to_text()), Some(mark));
        assert_eq!(mark.to_text().len(), Mark::default().to_text().len());
        assert_eq!(Mark::from_text("00001"), None);
        assert_eq!(Mark::from_text(""), None);
    }

    #[test]
    fn an_emptier_database_lacks_something_and_a_fuller_one_does_not() {
        let high = Mark { clock: 7, entries: 9 };
        assert!(Mark::default().lacks(high));
        assert!(!Mark { clock: 8, entries: 9 }.lacks(high));
        assert!(!Mark::default().lacks(Mark::default()));
    }
}
