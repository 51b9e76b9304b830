//! A small school year, written line by line, for the tests of this module; and the findings.

use serde_json::{Value, json};

use super::*;
use crate::calendar::day::ymd;
use crate::log::{DeviceId, Entry, Line, Map, RecordId, Stamp};
use crate::state::State;

pub(super) fn rid(number: u128) -> RecordId {
    RecordId::new(number)
}

pub(super) fn id(number: u128) -> String {
    rid(number).to_string()
}

/// Records as kind, number and fields, in the order in which they are written.
pub(super) type Records = Vec<(&'static str, u128, Value)>;

pub(super) fn state(records: &Records) -> State {
    let mut state = State::default();
    for ((kind, number, patch), seq) in records.iter().zip(1..) {
        state.apply(Line::from(Entry {
            stamp: Stamp { seq, device: DeviceId::new(1) },
            act: seq,
            base: state.log().heads(rid(*number)).to_vec(),
            at: String::new(),
            by: None,
            kind: (*kind).to_owned(),
            id: rid(*number),
            patch: patch.clone(),
            extra: Map::new(),
        }));
    }
    state
}

pub(super) const BOOK: u128 = 1;
pub(super) const SCHOOL: u128 = 2;
pub(super) const OTHER_SCHOOL: u128 = 3;

/// School year 2026-2027: 1 September to 15 January (99 weekdays, no holidays typed), 22 February to 2 July (95).
pub(super) fn year() -> Records {
    let year = json!({
        "start": "2026-09-01", "end": "2027-08-31",
        "semesters": {"1": {"start": "2026-09-01", "end": "2027-01-15"}, "2": {"start": "2027-02-22", "end": "2027-07-02"}},
    });
    vec![
        ("workspace", BOOK, json!({"name": "云溪", "years": {"2026-2027": year}})),
        ("org", SCHOOL, json!({"name": "云溪小学"})),
        ("org", OTHER_SCHOOL, json!({"name": "石桥小学"})),
    ]
}

/// A child of this number with a place at a school (number + 1000) and a case (number + 2000) since last year.
pub(super) fn child(records: &mut Records, number: u128, stage: &str) {
    records.push(("person", number, json!({"name": "小禾"})));
    let place = json!({
        "person": id(number), "school": id(SCHOOL), "stage": stage, "school_year": "2026-2027",
        "boarder": true, "state": "enrolled",
    });
    records.push(("enrolment", number + 1000, place));
    let case = json!({
        "subject": id(number), "kind": "aided_student", "state": "aided", "entered_on": "2025-10-01",
    });
    records.push(("case", number + 2000, case));
}

pub(super) fn scheme(stage: &str, basis: &str, amount: i64) -> Value {
    json!({
        "name": "补助", "stage": stage, "component": "living_subsidy", "amount": amount, "basis": basis,
        "case_kinds": {"aided_student": true},
    })
}

fn codes(records: &Records, on: chrono::NaiveDate) -> Vec<&'static str> {
    findings(&state(records), on).iter().map(Finding::code).collect()
}

const SCHEME: u128 = 50;
const GRANT: u128 = 60;

/// One primary boarder, 1,000 yuan a year, and a grant over the autumn that is right.
fn granted() -> Records {
    let mut records = year();
    child(&mut records, 100, "primary");
    records.push(("aid_scheme", SCHEME, scheme("primary", "per_year", 100_000)));
    let grant = json!({
        "recipient": id(100), "scheme": id(SCHEME), "period": "2026-2027-1", "due": 50_000,
        "due_date": "2026-12-31", "paid": 50_000, "paid_on": "2026-12-20", "state": "paid",
    });
    records.push(("aid_grant", GRANT, grant));
    records
}

/// The same with another field in the grant.
fn grant_with(patch: Value) -> Records {
    let mut records = granted();
    records.push(("aid_grant", GRANT, patch));
    records
}

const DAY: chrono::NaiveDate = ymd(2027, 1, 10);

#[test]
fn what_is_right_has_no_findings() {
    assert_eq!(codes(&granted(), DAY), Vec::<&str>::new());
    assert_eq!(findings(&State::default(), DAY), []);
}

#[test]
fn each_slip_of_a_grant_is_found() {
    for (patch, code) in [
        (json!({"due": 49_999, "paid": 49_999}), "due_differs"),
        (json!({"paid": 50_001}), "overpaid"),
        (json!({"paid": 49_999}), "overdue"),
        (json!({"paid_on": "2027-01-01"}), "paid_late"),
        (json!({"paid_on": "2026-08-31"}), "paid_before_entitled"),
        (json!({"scheme": null}), "grant_without_scheme"),
        (json!({"period": "", "from": "2026-09-01"}), "grant_without_period"),
        (json!({"days": -3}), "days_impossible"),
        (json!({"paid": -1}), "amount_impossible"),
        (json!({"returned": 50_001}), "returned_too_much"),
    ] {
        let found = codes(&grant_with(patch.clone()), DAY);
        assert!(found.contains(&code), "{patch}: {found:?}");
    }
}

#[test]
fn money_beyond_ten_to_the_twelve_yuan_is_told_and_counts_nowhere() {
    let records = grant_with(json!({"paid": LIMIT + 1}));
    let found = findings(&state(&records), DAY);
    assert_eq!(
        found[0].to_string(),
        "paid is 1000000000000.01 yuan, which cannot be: correct it; until then it counts in no sum"
    );
    assert_eq!(found[0].records(), [rid(GRANT)]);
    let sum = accounts(&state(&records), None, By::Scheme)[0].1;
    assert_eq!((sum.paid, sum.outstanding), (Money(0), Money(50_000)));
}

#[test]
fn who_is_entitled_and_has_no_grant_is_named_with_the_amount() {
    let mut records = granted();
    records.pop();
    let found = findings(&state(&records), DAY);
    let words =
        "entitled from 2026-09-01 to 2027-01-15 to 500.00 yuan, and no grant says so: enter it";
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), [words]);
    assert_eq!(found[0].records(), [rid(100), rid(1100), rid(SCHEME)]);
    // In spring the autumn is granted and the spring is not: 1,000 − 500.
    let found = findings(&state(&granted()), ymd(2027, 3, 1));
    assert!(
        matches!(found[..], [Finding::NoGrant { amount: Some(Money(50_000)), .. }]),
        "{found:?}"
    );
}

#[test]
fn a_grant_to_somebody_who_is_not_entitled_is_found() {
    for (kind, number, patch) in [
        ("case", 2100, json!({"state": "on_notice", "entered_on": null})),
        ("enrolment", 1100, json!({"stage": "junior"})),
        ("aid_scheme", SCHEME, json!({"boarder": "no"})),
        ("aid_scheme", SCHEME, json!({"bus": "yes"})),
        ("aid_scheme", SCHEME, json!({"from": "2027-09-01"})),
        ("aid_scheme", SCHEME, json!({"villages": {id(9): true}})),
        ("enrolment", 1100, json!({"state": "not_enrolled"})),
    ] {
        let mut records = granted();
        records.push((kind, number, patch.clone()));
        assert_eq!(codes(&records, DAY), ["not_entitled"], "{kind} {patch}");
    }
}

#[test]
fn an_amount_that_is_not_known_is_told_once_and_never_nothing() {
    let mut records = granted();
    child(&mut records, 101, "primary");
    records.push(("aid_scheme", SCHEME, json!({"amount": null, "amount_unknown": true})));
    let found = findings(&state(&records), DAY);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["the amount is not known yet, and 2 children are entitled: enter it"]
    );
}

#[test]
fn two_grants_for_the_same_days_are_found_and_two_for_two_semesters_are_not() {
    let second = |period: &str| {
        let mut records = granted();
        let grant =
            json!({"recipient": id(100), "scheme": id(SCHEME), "period": period, "due": 50_000});
        records.push(("aid_grant", GRANT + 1, grant));
        codes(&records, DAY)
    };
    assert_eq!(second("2026-2027-1"), ["grant_twice"]);
    assert_eq!(second("2026-2027-2"), Vec::<&str>::new());
}

#[test]
fn a_child_at_two_schools_is_found_and_entitled_once() {
    let mut records = granted();
    let place = json!({
        "person": id(100), "school": id(OTHER_SCHOOL), "stage": "primary", "school_year": "2026-2027",
        "boarder": true, "from": "2026-11-09", "state": "enrolled",
    });
    records.push(("enrolment", 1199, place));
    let found = findings(&state(&records), DAY);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "the child is at two schools from 2026-11-09 to 2027-08-31: end one of the two enrolments"
        ]
    );
    assert_eq!(found[0].records(), [rid(100), rid(1100), rid(1199)]);
}

#[test]
fn days_of_meals_are_held_against_the_calendar() {
    // 4 yuan × 99 school days of the autumn = 396 yuan.
    let meals = |days: i64, due: i64| {
        let mut records = granted();
        records.push(("aid_scheme", SCHEME, json!({"basis": "per_school_day", "amount": 400})));
        records.push(("aid_grant", GRANT, json!({"days": days, "due": due, "paid": due})));
        codes(&records, ymd(2026, 12, 31))
    };
    assert_eq!(meals(99, 39_600), Vec::<&str>::new());
    assert_eq!(meals(98, 39_200), ["due_differs", "days_differ"]);
}

#[test]
fn a_waiver_asks_for_a_tick_and_no_money() {
    let waiver = |fee_waived: bool| {
        let mut records = granted();
        records.pop();
        let patch = json!({"basis": "full_waiver", "component": "tuition_waiver", "amount": null});
        records.push(("aid_scheme", SCHEME, patch));
        records.push(("enrolment", 1100, json!({"fee_waived": fee_waived})));
        codes(&records, DAY)
    };
    assert_eq!(waiver(false), ["not_waived"]);
    assert_eq!(waiver(true), Vec::<&str>::new());
}

#[test]
fn what_rests_on_a_missing_date_is_said() {
    let mut records = granted();
    records.push(("enrolment", 1100, json!({"state": "transferred"})));
    assert_eq!(codes(&records, DAY), ["left_without_date"]);
    let mut records = granted();
    records.push(("case", 2100, json!({"entered_on": null})));
    assert_eq!(codes(&records, DAY), ["case_without_date"]);
    let mut records = granted();
    records.push(("enrolment", 1100, json!({"stage": ""})));
    assert_eq!(codes(&records, DAY), ["stage_missing", "not_entitled"]);
}

mod laws;
