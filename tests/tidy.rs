//! Tidiness that no compiler checks: who may know whom, where the browser and where sentences may stand.

mod modules;
mod source;
mod texts;
mod trace;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use source::Source;

/// The modules of the core, each line knowing only lines above it and itself.
const ORDER: &[&[&str]] = &[
    &["sorted", "numbered"],
    &["log", "calendar", "label"],
    &["catalog"],
    &["record"],
    &["state"],
    &["rule"],
    &["aid"],
    &["plan"],
    &["clause", "matching"],
    &["command"],
    &["ask"],
    &["report"],
    &["ledger"],
    // Files carry whole ledgers, and a receipt says what absorbing one does: so they stand above it.
    &["exchange"],
    &["sample"],
    &["cli"],
];

/// The places of the client that may name `web_sys`: whatever else needs the browser asks them.
const NEAR_THE_BROWSER: &[&str] = &["browser", "parts", "store"];

/// The workspace's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust source below a folder of the workspace, with its path from that folder.
fn sources(folder: &str) -> Vec<(String, Source)> {
    let base = root().join(folder);
    let (mut found, mut open) = (Vec::new(), vec![base.clone()]);
    while let Some(dir) = open.pop() {
        for item in fs::read_dir(&dir).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(&base).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, Source::read(&fs::read_to_string(&path).unwrap())));
            }
        }
    }
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The first module of a path: `record` for `record/org.rs` and for `record.rs`.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

/// The files git keeps that are text, with their contents.
fn tracked_texts() -> Vec<(String, String)> {
    let git = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output().unwrap();
    assert!(git.status.success(), "git does not list the files of the repository");
    let names = String::from_utf8(git.stdout).unwrap();
    let names = names.split('\0').filter(|name| !name.is_empty());
    names
        .filter_map(|name| Some((name.to_owned(), fs::read_to_string(root().join(name)).ok()?)))
        .collect()
}

#[test]
fn the_core_only_looks_down() {
    let level = |name: &str| ORDER.iter().position(|line| line.contains(&name));
    let mut wrong = Vec::new();
    for (file, source) in sources("core/src") {
        let own = module(&file);
        let is_test = file.contains("/tests/") || file.ends_with("/tests.rs");
        if ["lib", "bin"].contains(&own) || is_test {
            continue;
        }
        let Some(here) = level(own) else {
            wrong.push(format!("{file}: `{own}` has no place in ORDER of tests/tidy.rs"));
            continue;
        };
        for used in source.crate_modules() {
            let below = level(&used).is_some_and(|there| there < here);
            if used != own && !below {
                wrong.push(format!("{file}: `{own}` may not know `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_a_few_places_of_the_client_name_the_browser() {
    let mut wrong = Vec::new();
    for (file, source) in sources("web/src") {
        let own = module(&file);
        if source.names("web_sys") && !NEAR_THE_BROWSER.contains(&own) {
            wrong.push(format!("{file} names web_sys; ask `browser` instead"));
        }
        if own != "store" && ["gloo_storage", "IdbDatabase"].iter().any(|name| source.names(name)) {
            wrong.push(format!("{file} stores something; ask `store` instead"));
        }
        if own != "desk" && source.names("Ledger") {
            wrong.push(format!("{file} names the ledger; only `desk` holds it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nothing_is_left_for_later_and_no_test_sleeps() {
    let mut wrong = Vec::new();
    for folder in ["core", "web/src", "tests", "xtask/src"] {
        for (file, source) in sources(folder) {
            if file.starts_with("node_modules/") {
                continue;
            }
            for name in ["todo", "unimplemented", "dbg"] {
                if source.code.contains(&format!("{name}!(")) {
                    wrong.push(format!("{folder}/{file} has a {name}"));
                }
            }
            if source.code.contains("#[ignore") {
                wrong.push(format!("{folder}/{file} has a test that is not run"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_file_names_the_machine_it_was_written_on() {
    // Put together here, so that this file does not hold what it looks for.
    let folders = ["work", "root", "home"].map(|folder| format!("/{folder}/"));
    let hosts = ["npmjs", "crates-io", "yarnpkg"].map(|host| format!("registry.{host}"));
    let mut wrong = BTreeSet::new();
    for (file, text) in tracked_texts() {
        for (at, line) in text.lines().enumerate() {
            let path = folders.iter().any(|folder| {
                let before =
                    line.find(folder.as_str()).map(|found| line[..found].chars().next_back());
                // `./work/` and `the/work/` are paths inside something, `/work/` alone is a machine's.
                before.is_some_and(|before| {
                    before.is_none_or(|one| !one.is_alphanumeric() && one != '.')
                })
            });
            if path || hosts.iter().any(|host| line.contains(host.as_str())) {
                wrong.insert(format!("{file}:{}", at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "a machine's folder or a registry's host is named in {wrong:?}");
}
