//! Formats that were released and must be read for ever. Replace a file under `golden/` only when a format is changed
//! on purpose, and then beside the old one: `UPDATE_GOLDEN=1 cargo test -p jiedui-tests golden` writes what is missing
//! or made by the program, never a released bundle.
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::{env, fs};

use jiedui_core::exchange::schema::format_schema_text;
use jiedui_core::exchange::{Digest, Facts, WorkbookName, bundle, open};
use jiedui_core::ledger::Ledger;
use jiedui_core::log::{DeviceId, Line};
use jiedui_core::record::SCHEMAS;
use jiedui_core::record::states::MACHINES;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn updating() -> bool {
    env::var_os("UPDATE_GOLDEN").is_some()
}

/// What `v1.jiedui` holds, as readable text beside it.
fn version_one() -> (Vec<Line>, BTreeMap<Digest, Vec<u8>>, Facts) {
    let text = fs::read_to_string(here("golden/v1.jsonl")).unwrap();
    let lines: Vec<Line> = text.lines().map(|line| Line::parse(line).unwrap()).collect();
    let photo = fs::read(here("golden/v1.photo")).unwrap();
    let id = "01990000-0000-7000-8000-000000000001".parse().unwrap();
    let workbook = Some(WorkbookName { id, name: "云溪实验幼儿园".to_owned() });
    let files = BTreeMap::from([(Digest::of(&photo), photo)]);
    (lines, files, Facts { workbook, ..Facts::default() })
}

#[test]
fn a_bundle_of_version_one_opens_for_ever() {
    let (lines, files, facts) = version_one();
    let bytes = fs::read(here("golden/v1.jiedui")).unwrap();
    let mut opened = open(Cursor::new(bytes)).unwrap();
    assert_eq!(opened.lines(), lines);
    assert_eq!(opened.manifest().facts, facts);
    for (digest, photo) in files {
        assert_eq!(opened.file(digest).unwrap(), photo);
    }
    let written: Vec<String> = lines.iter().map(Line::to_line).collect();
    let text = fs::read_to_string(here("golden/v1.jsonl")).unwrap();
    assert_eq!(written, text.lines().collect::<Vec<_>>(), "each line is written as it was read");

    let mut ledger = Ledger::new(DeviceId::new(1));
    ledger.absorb(opened.take_lines());
    let log = ledger.state().log();
    assert_eq!(log.conflicts().count(), 2, "the title, and what a stamp says that was given twice");
    assert_eq!((log.twins().count(), log.newer().count(), log.erased().count()), (1, 1, 1));
    assert_eq!(ledger.state().activities().iter().next().unwrap().1.title, "送教:户外游戏");
}

#[test]
fn today_the_same_content_is_written_as_the_same_bytes() {
    let (lines, files, facts) = version_one();
    let (bytes, _) = bundle(&lines, &files, facts).unwrap();
    let path = here("golden/v1.jiedui");
    if updating() && !path.exists() {
        fs::write(&path, &bytes).unwrap();
    }
    assert!(
        bytes == fs::read(path).unwrap(),
        "the writer changed: old backups no longer compare equal"
    );
}

#[test]
fn the_format_page_names_every_kind_and_every_state() {
    let page = fs::read_to_string(here("../core/FORMAT.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let rows: BTreeMap<&str, &str> = rows.collect();
    for schema in SCHEMAS {
        let row = rows.get(schema.kind).unwrap_or_else(|| panic!("{} is not told", schema.kind));
        let machines = MACHINES.iter().filter(|machine| machine.kind == schema.kind);
        let states: Vec<String> = machines
            .map(|machine| format!("`{}`: {}", machine.field, machine.states.join(", ")))
            .collect();
        let told = row.rsplit_once("| ").unwrap().1.trim_end_matches([' ', '|']);
        assert_eq!(told, states.join("; "), "the states of {}", schema.kind);
    }
}

#[test]
fn the_schema_file_says_what_the_fields_say() {
    let path = here("../core/format.schema.json");
    if updating() {
        fs::write(&path, format_schema_text()).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == format_schema_text(),
        "core/format.schema.json is out of date: UPDATE_GOLDEN=1 cargo test -p jiedui-tests golden"
    );
}
