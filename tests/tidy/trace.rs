//! `docs/TRACE.md` has a row for every requirement, and what a row names is there.

use std::collections::BTreeMap;
use std::fs;

use super::root;

/// The requirements are numbered from 1 to this.
const LAST: usize = 770;
/// What the third column may say.
const HOWS: [&str; 4] = ["test", "part", "data", "not yet"];
/// The folders of the repository: what stands in backquotes and begins with one of them is a path.
const FOLDERS: [&str; 6] = ["core/", "docs/", "static/", "tests/", "web/", "xtask/"];

/// A row: its number, what is asked, how it is answered, where.
struct Row {
    number: String,
    cells: [String; 3],
}

fn page() -> String {
    fs::read_to_string(root().join("docs/TRACE.md")).unwrap()
}

fn rows(page: &str) -> Vec<Row> {
    let lines = page.lines().filter(|line| line.starts_with("| R"));
    lines
        .map(|line| {
            let inner = line.strip_prefix('|').unwrap().trim_end().trim_end_matches('|');
            let mut cells = inner.split('|').map(|cell| cell.trim().to_owned());
            let number = cells.next().unwrap();
            let cells: Vec<String> = cells.collect();
            let told = cells.len();
            let cells = cells.try_into();
            let cells =
                cells.unwrap_or_else(|_| panic!("{number}: {told} cells beside its number, not 3"));
            Row { number, cells }
        })
        .collect()
}

/// The paths of a cell, each with the test it names, if it names one.
fn paths(cell: &str) -> Vec<(&str, Option<&str>)> {
    let quoted = cell.split('`').skip(1).step_by(2);
    let paths = quoted.filter(|it| FOLDERS.iter().any(|folder| it.starts_with(folder)));
    paths
        .map(|it| it.split_once("::").map_or((it, None), |(file, test)| (file, Some(test))))
        .collect()
}

/// Whether a path stands for a test: one named in a file, a story, or a browser test.
fn judges(path: &(&str, Option<&str>)) -> bool {
    path.1.is_some() || path.0.starts_with("tests/")
}

#[test]
fn every_requirement_has_its_row_once_and_in_order() {
    let numbers: Vec<String> = rows(&page()).into_iter().map(|row| row.number).collect();
    let expected: Vec<String> = (1..=LAST).map(|number| format!("R{number:03}")).collect();
    for (found, expected) in numbers.iter().zip(&expected) {
        assert_eq!(found, expected, "docs/TRACE.md: a row is missing, twice there or out of order");
    }
    assert_eq!(numbers.len(), LAST, "docs/TRACE.md: rows");
}

#[test]
fn every_row_of_the_trace_says_how_and_where() {
    let mut wrong = Vec::new();
    for Row { number, cells: [asks, how, place] } in rows(&page()) {
        if asks.is_empty() || place.is_empty() {
            wrong.push(format!("{number}: an empty cell"));
        }
        if !HOWS.contains(&how.as_str()) {
            wrong.push(format!("{number}: `{how}` is none of {HOWS:?}"));
        }
        if ["test", "part"].contains(&how.as_str()) && !paths(&place).iter().any(judges) {
            wrong.push(format!("{number}: says {how} and names none"));
        }
        let reason = place.split_once("not yet:").map(|(_, reason)| reason.trim());
        if how == "part" && reason.is_none_or(str::is_empty) {
            wrong.push(format!("{number}: a part, without what is `not yet:` there"));
        }
        if how == "not yet" && place.split_whitespace().count() < 3 {
            wrong.push(format!("{number}: not yet, without a reason"));
        }
    }
    assert!(wrong.is_empty(), "docs/TRACE.md\n{}", wrong.join("\n"));
}

#[test]
fn every_file_and_test_of_the_trace_is_there() {
    let mut files: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for row in rows(&page()) {
        for (file, test) in paths(&row.cells[2]) {
            let text = files
                .entry(file.to_owned())
                .or_insert_with(|| fs::read_to_string(root().join(file)).ok());
            let Some(text) = text else {
                wrong.push(format!("{}: there is no {file}", row.number));
                continue;
            };
            if let Some(test) = test
                && !text.contains(&format!("fn {test}("))
            {
                wrong.push(format!("{}: {file} has no test {test}", row.number));
            }
        }
    }
    assert!(wrong.is_empty(), "docs/TRACE.md\n{}", wrong.join("\n"));
}

#[test]
fn the_trace_counts_its_rows() {
    let page = page();
    let rows = rows(&page);
    let count = |how: &str| rows.iter().filter(|row| row.cells[1] == how).count();
    let counts: Vec<String> = HOWS.iter().map(|how| format!("{} {how}", count(how))).collect();
    let line = format!("Rows: {}.", counts.join(", "));
    assert!(page.lines().any(|it| it == line), "docs/TRACE.md should say: {line}");
}
