//! Sums over grants, and the chain to the fund.

use serde_json::json;

use super::*;
use crate::aid::tests::{SCHOOL, child, id, rid, state, year};

fn grant(recipient: u128, due: i64, paid: i64) -> serde_json::Value {
    json!({
        "recipient": id(recipient), "scheme": id(50), "school_year": "2026-2027", "period": "2026-2027-1",
        "due": due, "paid": paid, "batch": id(70),
    })
}

#[test]
fn ten_tea_households_at_1_000_yuan_are_10_000() {
    // R278, R279.
    let mut records = year();
    for number in 0..10 {
        records.push(("household", 300 + number, json!({})));
        records.push(("aid_grant", 400 + number, grant(300 + number, 100_000, 100_000)));
    }
    let sums = accounts(&state(&records), None, By::Scheme);
    let [(Some(scheme), sum)] = sums[..] else { panic!("{sums:?}") };
    assert_eq!(scheme, rid(50));
    assert_eq!((sum.grants, sum.due, sum.paid), (10, Money(1_000_000), Money(1_000_000)));
    assert_eq!(sum.outstanding, Money(0));
}

#[test]
fn part_payment_return_stop_and_an_unknown_due_each_stand_in_their_place() {
    // 500 due, 300 paid, 100 back: 300 outstanding. 500 due, 600 paid: 100 over. 500 due, stopped: 500 stopped.
    // Due not known, 50 paid: beside.
    let mut records = year();
    let mut back = grant(100, 50_000, 30_000);
    back["returned"] = json!(10_000);
    let mut stopped = grant(100, 50_000, 0);
    stopped["state"] = json!("stopped");
    let mut unknown = grant(101, 0, 5_000);
    unknown["due"] = json!(null);
    let all = [back, grant(100, 50_000, 60_000), stopped, unknown];
    records.extend(all.into_iter().zip(400..).map(|(grant, number)| ("aid_grant", number, grant)));
    let sums = accounts(&state(&records), None, By::Batch);
    let yuan = |yuan: i64| Money(yuan * 100);
    assert_eq!(
        sums,
        [(
            Some(rid(70)),
            Account {
                grants: 4,
                due: yuan(1_500),
                due_not_known: 1,
                paid: yuan(950),
                returned: yuan(100),
                outstanding: yuan(300),
                stopped: yuan(500),
                over: yuan(100),
                paid_without_due: yuan(50),
            }
        )]
    );
    // 1,500 + 50 = 950 − 100 + 300 + 500 − 100.
    assert_eq!(accounts_by_period(&state(&records)), [("2026-2027-1".to_owned(), sums[0].1)]);
}

#[test]
fn the_chain_goes_from_children_over_schools_to_the_fund() {
    let mut records = year();
    child(&mut records, 100, "primary");
    child(&mut records, 101, "primary");
    records.push(("household", 300, json!({})));
    for (number, recipient) in [(400, 100), (401, 101), (402, 300)] {
        records.push(("aid_grant", number, grant(recipient, 50_000, 50_000)));
    }
    let out =
        json!({"date": "2026-12-20", "direction": "out", "amount": 140_000, "activity": id(70)});
    records.push(("fund_entry", 80, out));
    let state = state(&records);
    let chain = chain(&state, None);
    assert_eq!(
        chain.schools.iter().map(|it| it.school).collect::<Vec<_>>(),
        [None, Some(rid(SCHOOL))]
    );
    assert_eq!(chain.schools[1].sum.paid, Money(100_000));
    assert_eq!(chain.schools[1].recipients.len(), 2);
    assert_eq!((chain.sum.paid, chain.batches[0].drawn), (Money(150_000), Some(Money(140_000))));
    let found = crate::aid::findings(&state, crate::calendar::day::ymd(2027, 1, 1));
    let words =
        "the grants of the batch say 1500.00 yuan, the book of money 1400.00: find the difference";
    assert!(found.iter().any(|finding| finding.to_string() == words), "{found:?}");
}

#[test]
fn a_span_takes_the_grants_that_share_a_day_with_it() {
    let mut records = year();
    records.push(("aid_grant", 400, grant(100, 1, 0)));
    let mut undated = grant(100, 1, 0);
    (undated["period"], undated["school_year"]) = (json!(""), json!(""));
    records.push(("aid_grant", 401, undated));
    let state = state(&records);
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let count = |from, to| accounts(&state, Some((day(from), day(to))), By::Scheme).len();
    assert_eq!(count("2027-01-15", "2027-03-01"), 1);
    assert_eq!(count("2027-01-16", "2027-03-01"), 0);
}
