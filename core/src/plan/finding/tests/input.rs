//! What no form would take, and what a form takes that cannot be: each told in words, and kept.

use super::{BOOK, codes, doubts, id, state};
use crate::plan::finding::{What, findings};

#[test]
fn a_household_without_a_head_and_a_person_in_two_households_are_told() {
    let home = |head: &str| format!(r#"{{"head":{head},"members":{{{}:true}}}}"#, id(10));
    assert_eq!(
        doubts(&[
            ("person", 10, r#"{"name":"甲"}"#),
            ("household", 11, &home(&id(10))),
            ("household", 12, &home("null")),
        ]),
        [
            "household_without_head: the household has no head: choose one",
            "several_households: one person belongs to 2 households: keep one",
        ]
    );
}

#[test]
fn a_child_at_two_schools_at_once_is_told_and_one_who_moved_is_not() {
    let place = |school: u8, more: &str| {
        format!(
            r#"{{"person":{},"school":{},"school_year":"2026-2027"{more}}}"#,
            id(10),
            id(school)
        )
    };
    let found = |one: &str, other: &str| {
        doubts(&[
            ("person", 10, r#"{"name":"甲"}"#),
            ("org", 11, r#"{"name":"一小"}"#),
            ("org", 12, r#"{"name":"二小"}"#),
            ("enrolment", 13, &place(11, one)),
            ("enrolment", 14, &place(12, other)),
        ])
    };
    assert_eq!(
        found("", r#","from":"2026-11-01""#),
        [
            "two_schools: a child is enrolled twice at once, from 2026-11-01 to 2027-08-31: end one of the two"
        ]
    );
    let left = r#","to":"2026-10-31","state":"transferred""#;
    assert_eq!(found(left, r#","from":"2026-11-01""#), Vec::<String>::new());
}

#[test]
fn whatever_ends_before_it_begins_is_told() {
    let plan = r#"{"title":"反","from":"2027-09-01","to":"2026-08-31"}"#;
    let notice = r#"{"kind":"funds","from":"2026-10-08","to":"2026-10-01"}"#;
    let phases = r#"{"title":"正","from":"2026-09-01","to":"2027-08-31","phases":{"p1":{"name":"一","from":"2026-12-01","to":"2026-11-01"}}}"#;
    let pairing = format!(r#"{{"kind":"other","plan":{},"from":"2026-09-01"}}"#, id(4));
    let other = pairing.replace(&id(4), &id(2));
    let records = [
        BOOK,
        ("plan", 2, plan),
        ("notice", 3, notice),
        ("plan", 4, phases),
        ("pairing", 5, &pairing),
        ("pairing", 6, &other),
    ];
    assert_eq!(codes(&records), ["end_before_start"; 3]);
}

#[test]
fn a_record_that_leads_back_to_itself_is_told_once_with_all_in_the_circle() {
    let task = |parent: u8| {
        let lead = id(9);
        format!(r#"{{"title":"事","lead":{lead},"due":"2026-10-01","parent":{}}}"#, id(parent))
    };
    // 10 leads to itself; 11 → 12 → 13 → 11; 14 only hangs on to that.
    let (own, one, two, three) = (task(10), task(12), task(13), task(11));
    let records = [
        ("person", 9, r#"{"name":"甲"}"#),
        ("task", 10, &own[..]),
        ("task", 11, &one),
        ("task", 12, &two),
        ("task", 13, &three),
        ("task", 14, &three),
    ];
    assert_eq!(
        doubts(&records),
        [
            "circular: parent leads back to the record itself over 1 records: take one link away",
            "circular: parent leads back to the record itself over 3 records: take one link away",
        ]
    );
    for (kind, field) in [("org", "parent"), ("plan", "parent"), ("pairing", "parent_pairing")] {
        let own = format!(r#"{{"name":"甲","title":"甲","{field}":{}}}"#, id(10));
        let found = doubts(&[(kind, 10, &own)]);
        assert!(found.iter().any(|it| it.starts_with("circular")), "{kind}: {found:?}");
    }
}

#[test]
fn thresholds_that_cannot_be_are_told() {
    let rule = |more: &str| {
        format!(
            r#"{{"code":"R1","metric":"count","scope":"pairing","period":"month","kinds":{{"K01":true}},{more}}}"#
        )
    };
    let found = |more: &str| {
        let found = doubts(&[("rule", 2, &rule(more))]);
        found
            .into_iter()
            .map(|it| it.split(':').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(r#""comparator":">=","threshold":0"#), ["threshold_absurd"]);
    assert_eq!(found(r#""comparator":"<=","threshold":-1000"#), ["threshold_absurd"]);
    assert_eq!(found(r#""comparator":">=","threshold":1200,"unit":"share""#), ["threshold_absurd"]);
    assert_eq!(found(r#""comparator":">=","threshold":1000000000000000"#), ["threshold_absurd"]);
    assert_eq!(
        found(r#""comparator":"between","threshold":2000,"upper":1000"#),
        ["bounds_crossed"]
    );
    assert_eq!(found(r#""comparator":"==","threshold":0"#), Vec::<String>::new());
    assert_eq!(found(r#""comparator":"<=","threshold":0"#), Vec::<String>::new());
}

#[test]
fn a_rule_that_this_version_cannot_count_is_told() {
    let rule = r#"{"code":"R1","metric":"weather","scope":"plan","comparator":">=","threshold":1000,"period":"month"}"#;
    assert_eq!(
        doubts(&[("rule", 2, rule)]),
        [
            "rule_not_understood: this version cannot count weather as the rule asks: update, or complete the rule"
        ]
    );
}

#[test]
fn the_31_of_february_is_told_wherever_it_stands() {
    let activity = r#"{"kind":"K01","date":"2027-02-31"}"#;
    assert_eq!(
        doubts(&[("activity", 2, activity)]),
        ["malformed: date: not a date between 1900 and 2099 (write 2026-09-01)"]
    );
    let book = r#"{"name":"云溪","years":{"2026-2027":{"start":"2026-09-01","end":"2027-08-31","semesters":{"1":{"start":"2026-09-01","end":"2027-02-31"}}}}}"#;
    let found = findings(&state(&[("workspace", 1, book)]));
    let words: Vec<String> = found.iter().map(|it| it.code().to_owned()).collect();
    assert_eq!(words, ["calendar", "malformed", "year_without_dates"]);
}

#[test]
fn semesters_that_overlap_or_hold_no_school_day_are_told() {
    let book = r#"{"name":"云溪","years":{"2026-2027":{"start":"2026-09-01","end":"2027-08-31","semesters":{"1":{"start":"2026-09-01","end":"2027-01-15"},"2":{"start":"2027-01-09","end":"2027-01-10"}}}}}"#;
    let found = findings(&state(&[("workspace", 1, book)]));
    let words: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(words.iter().any(|it| it.contains("share days")), "{words:?}");
    assert!(words.iter().any(|it| it.contains("no school day")), "{words:?}");
}

#[test]
fn money_beyond_all_money_is_told() {
    let entry = r#"{"date":"2026-10-01","direction":"in","amount":100000000000001}"#;
    let found = doubts(&[("fund_entry", 2, entry)]);
    assert!(found.len() == 1 && found[0].starts_with("malformed: amount"), "{found:?}");
}

#[test]
fn budgets_purchases_and_points_that_do_not_add_up_are_told() {
    // 3,000.00 + 4,500.00 = 7,500.00 yuan, not 8,000.00; 20 sets at 500 yuan cost 10,000 yuan.
    let project = r#"{"name":"桌凳","budget":{"a":{"item":"桌","amount":300000},"b":{"item":"凳","amount":450000},"c":{"item":"合计","amount":800000}},"purchase_quantity":20000,"purchase_unit_price":50000}"#;
    let sheet =
        r#"{"name":"考核","total":95000,"items":{"a":{"value":40000},"b":{"value":50000}}}"#;
    assert_eq!(
        doubts(&[("project", 2, project), ("assessment", 3, sheet)]),
        [
            "budget_against_lines: the lines of the budget add up to 7500 yuan, but 8000 yuan is stated: correct one",
            "purchase_above_budget: what is bought costs 10000 yuan, more than the budget of 8000 yuan",
            "points_against_total: the points add up to 90, but the total is 95: correct one of them",
        ]
    );
}

#[test]
fn households_stated_and_households_recorded_are_compared() {
    let stated =
        format!(r#"{{"subject":{},"indicator":"allowance_household_count","value":3000}}"#, id(20));
    let home =
        format!(r#"{{"head":{},"village":{},"categories":{{"allowance":true}}}}"#, id(10), id(20));
    assert_eq!(
        doubts(&[
            ("person", 10, r#"{"name":"甲"}"#),
            ("org", 20, r#"{"name":"村"}"#),
            ("household", 21, &home),
            ("measurement", 22, &stated),
        ]),
        [
            "stated_against_counted: allowance_household_count is stated as 3, but 1 are recorded: add them, or correct the figure"
        ]
    );
}

#[test]
fn a_cadre_with_more_households_than_the_workbook_allows_is_told() {
    let book =
        BOOK.2.replace("\"years\"", "\"settings\":{\"capacity_households\":\"1\"},\"years\"");
    let pairing = format!(
        r#"{{"kind":"cadre_household","side_a":{{{}:true}},"side_b":{{{}:true,{}:true}}}}"#,
        id(10),
        id(11),
        id(12)
    );
    let home = format!(r#"{{"head":{}}}"#, id(10));
    let found = doubts(&[
        ("workspace", 1, &book),
        ("person", 10, r#"{"name":"甲"}"#),
        ("household", 11, &home),
        ("household", 12, r#"{"head":"0192f000-0000-7000-8000-000000000013"}"#),
        ("person", 13, r#"{"name":"乙"}"#),
        ("pairing", 14, &pairing),
    ]);
    assert_eq!(
        found,
        ["over_capacity: one person has 2, at most 1 can be looked after: share them out"]
    );
}

#[test]
fn targets_without_tasks_and_dates_outside_the_plan_are_told() {
    let plan = r#"{"title":"结对","from":"2026-09-01","to":"2027-08-31"}"#;
    let rule = |code: &str| {
        format!(
            r#"{{"code":"{code}","plan":{},"metric":"count","scope":"pairing","comparator":">=","threshold":1000,"period":"month","kinds":{{"K01":true}}}}"#,
            id(2)
        )
    };
    let (one, two) = (rule("R1"), rule("R2"));
    let task = format!(
        r#"{{"title":"事","plan":{0},"lead":{1},"due":"2026-10-01","linked":{{{2}:true}}}}"#,
        id(2),
        id(9),
        id(3)
    );
    let late = format!(r#"{{"kind":"K01","date":"2027-09-02","plan":{}}}"#, id(2));
    let person = ("person", 9, r#"{"name":"甲"}"#);
    let records = [person, ("plan", 2, plan), ("rule", 3, &one), ("rule", 4, &two)];
    assert_eq!(
        doubts(&records),
        ["plan_without_task: the plan has 2 targets and no task: add tasks"]
    );
    let records = [
        person,
        ("plan", 2, plan),
        ("rule", 3, &one),
        ("rule", 4, &two),
        ("task", 5, &task),
        ("activity", 6, &late),
    ];
    assert_eq!(
        doubts(&records),
        [
            "target_without_task: no task works for the target R2: add one, or switch the target off",
            "outside_plan: date 2027-09-02 lies outside the plan: change the date or the plan",
        ]
    );
}

#[test]
fn milestones_dated_in_an_order_that_cannot_be_are_told() {
    let project = r#"{"name":"桥","milestones":{"started":{"actual":"2026-10-01"},"accepted":{"actual":"2026-09-01"}}}"#;
    assert_eq!(
        doubts(&[("project", 2, project)]),
        ["milestones_out_of_order: accepted is dated before started: correct one of the two"]
    );
}

#[test]
fn every_doubt_has_a_code_of_its_own() {
    let mut codes: Vec<&str> = What::ALL.iter().map(|what| what.code()).collect();
    codes.sort_unstable();
    let all = codes.len();
    codes.dedup();
    assert_eq!(codes.len(), all);
}
