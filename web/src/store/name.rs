//! The names of everything kept in the browser. Several sites can share an origin, so each name begins with
//! `jiedui:` and the directory of the page; a directory ends in `/`, so no name of one site begins another's.

use super::js::global;

/// The prefix of every database, key, cache, lock and channel of this page: `jiedui:` and the directory of its URL.
#[must_use]
pub fn scope() -> String {
    scope_of(&global().location().pathname().unwrap_or_default())
}

/// [`scope`] of a given path: `/a/b/index.html` and `/a/b/` are one scope.
#[must_use]
pub fn scope_of(path: &str) -> String {
    let directory = path.rfind('/').map_or("/", |last| &path[..=last]);
    format!("jiedui:{directory}")
}

/// A name inside the scope, such as `mark:` and a workbook's id.
pub(super) fn named(part: &str, id: &str) -> String {
    format!("{}{part}:{id}", scope())
}

/// The name of the database that lists the workbooks.
pub(super) fn registry() -> String {
    format!("{}registry", scope())
}

/// The name of the cache that holds the marks; the service worker must leave it alone.
pub(super) fn marks() -> String {
    format!("{}marks", scope())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_and_its_directory_are_one_scope() {
        assert_eq!(scope_of("/a/b/index.html"), "jiedui:/a/b/");
        assert_eq!(scope_of("/a/b/"), "jiedui:/a/b/");
        assert_eq!(scope_of("/"), "jiedui:/");
        assert_eq!(scope_of(""), "jiedui:/");
    }
}
