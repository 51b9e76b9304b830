//! Entitlements, worked out by hand.

use serde_json::json;

use super::*;
use crate::aid::tests::{OTHER_SCHOOL, Records, SCHOOL, child, id, rid, scheme, state, year};
use crate::calendar::day::ymd;

const FIRST: NaiveDate = ymd(2026, 9, 1);
const LAST: NaiveDate = ymd(2027, 8, 31);
const SCHEME: u128 = 50;

fn worths(records: &Records, from: NaiveDate, to: NaiveDate) -> Vec<(Id<Enrolment>, Worth)> {
    let state = state(records);
    let all = Entitlements::of(&state).between(from, to);
    all.into_iter().map(|it| (it.enrolment, it.worth)).collect()
}

fn sum(records: &Records, from: NaiveDate, to: NaiveDate) -> Money {
    worths(records, from, to).iter().filter_map(|(_, worth)| worth.fen()).sum()
}

fn one_child(basis: &str, amount: i64) -> Records {
    let mut records = year();
    child(&mut records, 100, "primary");
    records.push(("aid_scheme", SCHEME, scheme("primary", basis, amount)));
    records
}

#[test]
fn eleven_primary_and_301_junior_boarders_have_387_250_yuan_a_year() {
    // R150–R152: 11 × 1,000 + 301 × 1,250 = 11,000 + 376,250 = 387,250 yuan. A day pupil beside them has nothing.
    let mut records = year();
    for number in 0..312 {
        child(&mut records, 100 + number, if number < 11 { "primary" } else { "junior" });
    }
    child(&mut records, 500, "primary");
    records.push(("enrolment", 1500, json!({"boarder": false})));
    for (at, stage, amount) in [(0, "primary", 100_000), (1, "junior", 125_000)] {
        let mut patch = scheme(stage, "per_year", amount);
        patch["boarder"] = json!("yes");
        records.push(("aid_scheme", SCHEME + at, patch));
    }
    assert_eq!(worths(&records, FIRST, LAST).len(), 312);
    assert_eq!(sum(&records, FIRST, LAST).to_string(), "387250.00");
    // And half of it each semester: 193,625 yuan.
    assert_eq!(sum(&records, FIRST, ymd(2027, 1, 31)), Money(19_362_500));
}

#[test]
fn meals_are_days_by_children_by_four_yuan() {
    // R030. September 2026 has 22 school days: 3 children × 22 × 4 = 264 yuan. The third came on the 21st: 8 days left,
    // so 22 + 22 + 8 = 52 days, 208 yuan.
    let mut records = year();
    for number in 100..103 {
        child(&mut records, number, "primary");
    }
    let meals = json!({"name": "营养餐", "component": "nutrition", "amount": 400, "basis": "per_school_day"});
    records.push(("aid_scheme", SCHEME, meals));
    let september = ymd(2026, 9, 30);
    assert_eq!(sum(&records, FIRST, september), Money(26_400));
    records.push(("enrolment", 1102, json!({"from": "2026-09-21"})));
    assert_eq!(sum(&records, FIRST, september), Money(20_800));
    let state = state(&records);
    let all = Entitlements::of(&state).between(FIRST, september);
    assert_eq!(all.iter().map(|it| it.school_days).collect::<Vec<_>>(), [22, 22, 8]);
}

#[test]
fn who_changes_school_in_mid_semester_takes_the_rest_of_the_year_along() {
    // 1,250 yuan a year, 625 in autumn. At the first school until Friday 6 November: 49 of 99 school days,
    // 62,500 × 49 ÷ 99 = 30,934.3 → 309.34 yuan; at the second the rest, 315.66, and all of spring.
    let mut records = one_child("per_year", 125_000);
    records.push(("enrolment", 1100, json!({"to": "2026-11-06", "state": "transferred"})));
    let place = json!({
        "person": id(100), "school": id(OTHER_SCHOOL), "stage": "primary", "school_year": "2026-2027",
        "from": "2026-11-09", "state": "enrolled",
    });
    records.push(("enrolment", 1199, place));
    let halves = worths(&records, FIRST, LAST);
    let fen = |fen| Worth::Fen(Money(fen));
    assert_eq!(halves, [(Id::new(rid(1100)), fen(30_934)), (Id::new(rid(1199)), fen(94_066))]);
    // By whole semesters the autumn goes to where the child was on its middle school day, the 50th: 9 November.
    records.push(("workspace", 1, json!({"settings": {"aid_proration": "semester"}})));
    assert_eq!(
        worths(&records, FIRST, LAST),
        [(Id::new(rid(1100)), fen(0)), (Id::new(rid(1199)), fen(125_000)),]
    );
}

#[test]
fn two_schools_at_once_do_not_make_two_entitlements() {
    let mut records = one_child("per_year", 125_000);
    let place = json!({
        "person": id(100), "school": id(OTHER_SCHOOL), "stage": "primary", "school_year": "2026-2027",
        "from": "2026-11-09", "state": "enrolled",
    });
    records.push(("enrolment", 1199, place));
    assert_eq!(sum(&records, FIRST, LAST), Money(125_000));
}

#[test]
fn days_of_dropping_out_entitle_to_nothing() {
    // Gone after Friday 6 November, back on Monday 30 November: 15 school days × 4 yuan less than the autumn's 99 × 4.
    let mut records = one_child("per_school_day", 400);
    let log = json!({
        "a": {"status": "dropped", "date": "2026-11-06", "cause": "family"},
        "b": {"status": "back", "date": "2026-11-30"},
    });
    records.push(("enrolment", 1100, json!({"status_log": log, "state": "back"})));
    assert_eq!(sum(&records, FIRST, ymd(2027, 1, 15)), Money((99 - 15) * 400));
}

/// A child whose family left the register on 30 November; in spring it is in the stage `then`.
fn exited(keep: bool, then: &str) -> Records {
    let mut records = one_child("per_year", 100_000);
    let exit = json!({
        "state": "exited", "exited_on": "2026-11-30", "keep_aid_until_stage_end": keep,
    });
    records.push(("case", 2100, exit));
    records.push(("enrolment", 1100, json!({"to": "2027-01-15"})));
    let spring = json!({
        "person": id(100), "school": id(SCHOOL), "stage": then, "school_year": "2026-2027",
        "from": "2027-02-22", "state": "enrolled",
    });
    records.push(("enrolment", 1199, spring));
    records.push(("aid_scheme", SCHEME, json!({"stage": ""})));
    records
}

#[test]
fn after_the_exit_aid_goes_on_in_the_same_stage_only() {
    // R157. Kept: the whole year. Not kept: to 30 November, 65 of 99 school days of 500 yuan: 328.28. Kept, but in the next
    // stage by spring: the autumn only.
    assert_eq!(sum(&exited(true, "primary"), FIRST, LAST), Money(100_000));
    assert_eq!(sum(&exited(false, "primary"), FIRST, LAST), Money(50_000 * 65 / 99));
    assert_eq!(sum(&exited(true, "junior"), FIRST, LAST), Money(50_000));
    // The stage was declared over at the end of autumn.
    let mut records = exited(true, "primary");
    let step = json!({"z": {"step": "stage_end", "date": "2027-01-31"}});
    records.push(("case", 2100, json!({"steps": step})));
    assert_eq!(sum(&records, FIRST, LAST), Money(50_000));
}

#[test]
fn who_returns_to_poverty_is_entitled_again_from_then_on() {
    // R158. Out on 30 November, in again on 22 February: 65 of 99 days of the autumn, and the spring.
    let mut records = exited(false, "primary");
    let back = json!({"state": "confirmed", "returned_on": "2027-02-22"});
    records.push(("case", 2100, back));
    assert_eq!(sum(&records, FIRST, LAST), Money(50_000 * 65 / 99 + 50_000));
}

#[test]
fn a_case_without_its_exit_date_makes_the_amount_unknown() {
    let mut records = one_child("per_year", 100_000);
    records.push(("case", 2100, json!({"state": "exited"})));
    let all = worths(&records, FIRST, LAST);
    assert_eq!(all, [(Id::new(rid(1100)), Worth::NotKnown(Lack::ExitDate))]);
    records.push(("case", 2100, json!({"state": "removed"})));
    assert_eq!(worths(&records, FIRST, LAST), []);
}

#[test]
fn what_is_not_known_is_told_and_never_nought() {
    let worth = |patch| {
        let mut records = one_child("per_year", 100_000);
        records.push(("aid_scheme", SCHEME, patch));
        worths(&records, FIRST, LAST)[0].1
    };
    assert_eq!(worth(json!({"amount_unknown": true})), Worth::NotKnown(Lack::Amount));
    assert_eq!(worth(json!({"amount": null})), Worth::NotKnown(Lack::Amount));
    assert_eq!(worth(json!({"amount": -100})), Worth::NotKnown(Lack::Amount));
    assert_eq!(worth(json!({"amount": 0})), Worth::Fen(Money(0)));
    assert_eq!(worth(json!({"basis": "full_waiver"})), Worth::Waived);
    // A school year that nobody entered.
    let mut records = one_child("per_year", 100_000);
    records.push(("enrolment", 1100, json!({"school_year": "2027-2028"})));
    let next = worths(&records, ymd(2027, 9, 1), ymd(2028, 8, 31));
    assert_eq!(next[0].1, Worth::NotKnown(Lack::Calendar));
    // The holidays of a year that is known are simply no school.
    assert_eq!(worths(&one_child("per_year", 1), ymd(2027, 7, 10), ymd(2027, 7, 20)), []);
}

#[test]
fn of_schemes_that_do_not_go_together_the_higher_counts() {
    // 1,000 a year or 60 a month (600 a year): the thousand. Together when both say so; and a meal is not a bed.
    let with = |patch| {
        let mut records = one_child("per_year", 100_000);
        records.push(("aid_scheme", SCHEME + 1, scheme("", "per_month", 6_000)));
        records.push(("aid_scheme", SCHEME, json!({"stackable": true})));
        records.push(("aid_scheme", SCHEME + 1, patch));
        sum(&records, FIRST, LAST)
    };
    assert_eq!(with(json!({})), Money(100_000));
    assert_eq!(with(json!({"stackable": true})), Money(100_000 + 9 * 6_000));
    assert_eq!(with(json!({"component": "nutrition"})), Money(100_000 + 9 * 6_000));
    // Where the higher has not begun yet, the lower holds: four months of spring are the higher's.
    assert_eq!(with(json!({"amount": 60_000, "from": "2027-02-22"})), Money(50_000 + 4 * 60_000));
}

#[test]
fn a_family_or_a_school_is_recognised_for_its_children() {
    for (kind, subject) in
        [("registered_household", 300), ("weak_school", SCHOOL), ("poor_village", 9)]
    {
        let mut records = one_child("per_year", 100_000);
        records.push(("household", 300, json!({"village": id(9), "members": {id(100): true}})));
        let case = json!({"subject": id(subject), "kind": kind, "state": "confirmed", "entered_on": "2026-01-01"});
        records.push(("case", 301, case));
        records.push((
            "aid_scheme",
            SCHEME,
            json!({"case_kinds": {"aided_student": null, kind: true}}),
        ));
        assert_eq!(sum(&records, FIRST, LAST), Money(100_000), "{kind}");
    }
}

#[test]
fn a_household_is_entitled_by_its_children_and_a_village_by_its_households() {
    let mut records = one_child("per_year", 100_000);
    records.push(("household", 300, json!({"village": id(9)})));
    records.push(("person", 100, json!({"household": id(300)})));
    records.push(("aid_scheme", SCHEME, json!({"villages": {id(9): true}})));
    let state = state(&records);
    let own = Entitlements::of(&state).of_recipient(rid(300), Id::new(rid(SCHEME)), FIRST, LAST);
    assert_eq!(own.iter().filter_map(|it| it.worth.fen()).sum::<Money>(), Money(100_000));
}

#[test]
fn a_loan_and_a_basis_of_its_own_entitle_nobody_by_themselves() {
    for patch in
        [json!({"basis": "custom"}), json!({"component": "student_loan"}), json!({"basis": ""})]
    {
        let mut records = one_child("per_year", 100_000);
        records.push(("aid_scheme", SCHEME, patch));
        assert_eq!(worths(&records, FIRST, LAST), []);
    }
}
