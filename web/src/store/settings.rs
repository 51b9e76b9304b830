//! Small settings of this browser: language, text size, theme, the last workbook, who I am in each. They are plain and
//! synchronous, so nothing personal belongs here; ids do, names do not.

use super::{js, name};

/// A setting, such as `language`.
#[must_use]
pub fn setting_get(key: &str) -> Option<String> {
    js::local()?.get_item(&name::named("set", key)).ok()?
}

/// Keeps a setting; an empty value removes it. False when the browser did not take it: it then lasts as long as the page.
pub fn setting_put(key: &str, value: &str) -> bool {
    let Some(local) = js::local() else { return false };
    let key = name::named("set", key);
    if value.is_empty() {
        local.remove_item(&key).is_ok()
    } else {
        local.set_item(&key, value).is_ok()
    }
}
