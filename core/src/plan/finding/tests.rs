//! Findings, each from the smallest workbook that has it.

use super::*;
use crate::log::Line;

mod defects;
mod input;
mod laws;

/// The doubts of a workbook of these records beside [`BOOK`], as sentences with their codes.
fn doubts(records: &[(&str, u8, &str)]) -> Vec<String> {
    let records: Vec<_> = std::iter::once(BOOK).chain(records.iter().copied()).collect();
    let found = findings(&state(&records)).into_iter();
    found
        .filter_map(|it| {
            let Finding::Doubt(doubt) = it else { return None };
            Some(format!("{}: {doubt}", doubt.what.code()))
        })
        .collect()
}

/// The id whose last two digits are given, as JSON.
fn id(last: u8) -> String {
    format!("\"0192f000-0000-7000-8000-0000000000{last:02}\"")
}

/// A state of records written down as kind, last digit of the id, fields.
fn state(records: &[(&str, u8, &str)]) -> State {
    let mut state = State::default();
    for ((kind, id, patch), seq) in records.iter().zip(1..) {
        let id = format!("0192f000-0000-7000-8000-0000000000{id:02}");
        let line = format!(
            r#"{{"v":1,"seq":{seq},"device":"0000000000007","act":{seq},"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"{kind}","id":"{id}","patch":{patch}}}"#
        );
        state.apply(Line::parse(&line.replace('\n', "")).unwrap());
    }
    state
}

fn codes(records: &[(&str, u8, &str)]) -> Vec<&'static str> {
    findings(&state(records)).iter().map(Finding::code).collect()
}

const BOOK: (&str, u8, &str) = (
    "workspace",
    1,
    r#"{"name":"云溪","years":{"2026-2027":{"start":"2026-09-01","end":"2027-08-31","semesters":{"1":{"start":"2026-09-01","end":"2027-01-15"}}}},"kinds":{"K01":{"name":{"en":"Outreach"}}}}"#,
);

#[test]
fn a_sound_workbook_has_no_findings_and_an_empty_one_says_what_is_missing() {
    assert_eq!(codes(&[BOOK]), Vec::<&str>::new());
    assert_eq!(codes(&[]), ["no_workbook", "no_calendar"]);
}

#[test]
fn what_leads_nowhere_or_into_the_recycle_bin_is_found_also_inside_items() {
    let person = r#"{"name":"林","org":"0192f000-0000-7000-8000-000000000009"}"#;
    let team = r#"{"name":"组","members":{"m":{"person":"0192f000-0000-7000-8000-000000000003"},"n":{"gone":true,"person":"0192f000-0000-7000-8000-000000000008"}}}"#;
    let gone = r#"{"name":"何","deleted":true}"#;
    let records = [BOOK, ("person", 2, person), ("person", 3, gone), ("team", 4, team)];
    let found = findings(&state(&records));
    assert_eq!(found.len(), 2);
    assert_eq!(
        found[0].to_string(),
        "org: there is no record 0192f000-0000-7000-8000-000000000009: merge the file it stands in, or choose another"
    );
    assert!(found[1].to_string().starts_with("members.m.person: record 0192f000"));
}

#[test]
fn an_activity_outside_its_pairing_and_one_that_ends_before_it_begins_are_found() {
    let pairing = r#"{"kind":"kindergartens","from":"2026-09-01","to":"2027-08-31"}"#;
    let activity = r#"{"kind":"K01","date":"2026-08-30","to":"2026-08-01","state":"done","pairings":{"0192f000-0000-7000-8000-000000000002":true}}"#;
    let records = [BOOK, ("pairing", 2, pairing), ("activity", 3, activity)];
    assert_eq!(codes(&records), ["end_before_start", "outside_pairing"]);
}

#[test]
fn a_plan_with_gaps_is_told() {
    let plan = r#"{"title":"结对","from":"2026-09-01","to":"2027-08-31"}"#;
    let plan_id = "0192f000-0000-7000-8000-000000000002";
    let task = format!(r#"{{"title":"送教","plan":"{plan_id}"}}"#);
    let late = format!(
        r#"{{"title":"总结","plan":"{plan_id}","due":"2027-09-01","lead":"0192f000-0000-7000-8000-000000000001"}}"#
    );
    let done = r#"{"title":"摸底","state":"done"}"#;
    let idle = r#"{"code":"R480","metric":"count","kinds":{"K14":true}}"#;
    let fed = r#"{"code":"R481","metric":"sum_hours","kinds":{"K01":true,"K03":true}}"#;
    let blank = r#"{"code":"R999"}"#;
    let records = [
        BOOK,
        ("plan", 2, plan),
        ("task", 3, &task),
        ("task", 4, &late),
        ("task", 5, done),
        ("rule", 6, idle),
        ("rule", 7, fed),
        ("rule", 8, blank),
    ];
    assert_eq!(
        codes(&records),
        [
            "plan_without_pairing",
            "task_without_lead",
            "task_without_date",
            "task_outside_plan",
            "rule_without_source",
            "rule_without_source",
            "rule_not_understood",
            "rule_not_understood"
        ]
    );
}

#[test]
fn conflicts_twins_and_what_is_newer_are_found() {
    let mut state = state(&[BOOK, ("kind_of_tomorrow", 2, "{}"), ("session", 3, "{}")]);
    for (seq, name) in [(9, "青禾"), (9, "石桥"), (10, "云")] {
        let line = format!(
            r#"{{"v":1,"seq":{seq},"device":"0000000000008","act":{seq},"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"org","id":"0192f000-0000-7000-8000-000000000005","patch":{{"name":"{name}"}}}}"#
        );
        state.apply(Line::parse(&line).unwrap());
    }
    let newer = r#"{"v":2,"seq":11,"device":"0000000000008"}"#;
    state.apply(Line::parse(newer).unwrap());
    let found: Vec<_> = findings(&state).iter().map(Finding::code).collect();
    assert_eq!(found, ["conflict", "twins", "newer_line", "unknown_kind"]);
}

#[test]
fn an_identity_number_that_checks_nothing_is_told_and_kept() {
    let good = r#"{"name":"甲","id_number":"11010519491231002X"}"#;
    let small = r#"{"name":"乙","id_number":"11010519491231002x"}"#;
    let wrong = r#"{"name":"丙","id_number":"110105194912310021"}"#;
    let short = r#"{"name":"丁","id_number":"1101051949"}"#;
    let records = [
        BOOK,
        ("person", 2, good),
        ("person", 3, small),
        ("person", 4, wrong),
        ("person", 5, short),
        ("person", 6, r#"{"name":"戊"}"#),
    ];
    let state = state(&records);
    let found = findings(&state);
    let words: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "the last sign should be X: a digit is wrong or two are swapped",
            "an identity number has 18 signs, this one has 10"
        ]
    );
    assert!(found.iter().all(|finding| finding.code() == "identity_number"));
    let kept = state.people().iter().nth(2).map(|(_, person)| person.id_number.clone());
    assert_eq!(kept.as_deref(), Some("110105194912310021"));
}
