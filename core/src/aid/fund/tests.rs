//! The book of money and goods, and the budgets of projects.

use serde_json::{Value, json};

use super::*;
use crate::aid::tests::{Records, id, rid, state, year};
use crate::aid::{Finding, budgets, by_plan, findings};
use crate::calendar::day::ymd;

const DAY: NaiveDate = ymd(2026, 12, 31);

fn book(entries: &[Value]) -> Records {
    let mut records = year();
    records.extend(entries.iter().zip(80..).map(|(entry, id)| ("fund_entry", id, entry.clone())));
    records
}

fn money(date: &str, direction: &str, yuan: i64, earmark: &str) -> Value {
    json!({"date": date, "direction": direction, "amount": yuan * 100, "earmark": earmark, "source": id(2)})
}

fn with(mut entry: Value, patch: Value) -> Value {
    entry.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
    entry
}

fn codes(records: &Records) -> Vec<&'static str> {
    findings(&state(records), DAY).iter().map(Finding::code).collect()
}

#[test]
fn every_yuan_stands_under_one_earmark_and_one_giver() {
    let draws = json!({"spent_from": id(80), "source": null});
    let records = book(&[
        money("2026-09-01", "in", 180_000, "infrastructure"),
        money("2026-09-01", "in", 10_000, "general"),
        with(money("2026-10-01", "out", 30_000, ""), draws),
        money("2026-10-02", "out", 4_000, "general"),
        money("2027-06-30", "in", 1, "general"), // not there yet
    ]);
    let funds = funds(&state(&records), DAY);
    let yuan = |yuan: i64| Money(yuan * 100);
    let balance = |received, spent| Balance {
        received: yuan(received),
        spent: yuan(spent),
        left: yuan(received - spent),
    };
    assert_eq!(funds.sum, balance(190_000, 34_000));
    assert_eq!(
        funds.earmarks,
        [
            ("general".to_owned(), balance(10_000, 4_000)),
            ("infrastructure".to_owned(), balance(180_000, 30_000)),
        ]
    );
    assert_eq!(
        funds.sources,
        [(None, balance(0, 4_000)), (Some(rid(2)), balance(190_000, 30_000))]
    );
    assert_eq!(funds.drawn, [Drawn { entry: Id::new(rid(80)), balance: balance(180_000, 30_000) }]);
    assert_eq!(codes(&records), Vec::<&str>::new());
}

#[test]
fn money_spent_outside_its_purpose_is_found() {
    // R181: 5,000 of the school-building money went into the vocational training.
    let spent = |patch| {
        codes(&book(&[
            money("2026-09-01", "in", 10_000, "school_building"),
            with(money("2026-10-01", "out", 5_000, ""), patch),
        ]))
    };
    let from = id(80);
    assert_eq!(spent(json!({"spent_from": from, "use_code": "training"})), ["spent_outside"]);
    assert_eq!(spent(json!({"spent_from": from, "earmark": "training"})), ["spent_outside"]);
    assert_eq!(
        spent(json!({"earmark": "school_building", "use_code": "training"})),
        ["spent_outside"]
    );
    assert_eq!(
        spent(json!({"spent_from": from, "use_code": "school_building"})),
        Vec::<&str>::new()
    );
    assert_eq!(spent(json!({"spent_from": from})), Vec::<&str>::new());
    // What came for anything may go into anything.
    let free = book(&[
        money("2026-09-01", "in", 10_000, "general"),
        with(
            money("2026-10-01", "out", 5_000, ""),
            json!({"spent_from": from, "use_code": "training"}),
        ),
    ]);
    assert_eq!(codes(&free), Vec::<&str>::new());
}

#[test]
fn aid_money_waits_until_its_notice_is_over() {
    // R388: a notice up to 10 October; paid on the 10th is too early, on the 11th it is right.
    let paid = |date: &str, patch| {
        let mut records = book(&[
            money("2026-09-01", "in", 10_000, "student_aid"),
            with(money(date, "out", 5_000, "student_aid"), patch),
        ]);
        let notice = json!({"kind": "funds", "from": "2026-10-04", "to": "2026-10-10"});
        records.push(("notice", 90, notice));
        codes(&records)
    };
    assert_eq!(paid("2026-10-11", json!({"notice": id(90)})), Vec::<&str>::new());
    assert_eq!(paid("2026-10-10", json!({"notice": id(90)})), ["paid_before_notice"]);
    assert_eq!(paid("2026-10-11", json!({})), ["no_notice"]);
}

#[test]
fn what_was_drawn_on_nothing_too_much_or_too_early_is_found() {
    let drawn = |patch| {
        codes(&book(&[
            money("2026-09-01", "in", 100, "training"),
            with(money("2026-10-01", "out", 50, ""), with(json!({"spent_from": id(80)}), patch)),
        ]))
    };
    assert_eq!(drawn(json!({"amount": 10_001})), ["overdrawn", "earmark_overdrawn"]);
    assert_eq!(drawn(json!({"date": "2026-08-31"})), ["spent_before_receipt"]);
    // An entry that draws on itself, and so in a circle.
    assert_eq!(drawn(json!({"spent_from": id(81), "earmark": "training"})), ["drawn_on_nothing"]);
}

#[test]
fn a_promise_is_kept_by_what_comes_from_the_same_giver_since() {
    // Promised 30,000 and 20,000; 5,000 came before, 40,000 after: the first is whole, the second lacks 10,000.
    let records = book(&[
        money("2026-09-01", "in", 5_000, ""),
        money("2026-09-02", "pledge", 30_000, ""),
        money("2026-09-03", "pledge", 20_000, ""),
        money("2026-10-01", "in", 40_000, ""),
    ]);
    let pledges = funds(&state(&records), DAY).pledges;
    let figures: Vec<_> = pledges.iter().map(|it| (it.arrived.0 / 100, it.open.0 / 100)).collect();
    assert_eq!(figures, [(30_000, 0), (10_000, 10_000)]);
    assert_eq!(codes(&records), ["pledge_open"]);
    let mut settled = records.clone();
    settled.push(("fund_entry", 82, json!({"settled": true})));
    assert_eq!(codes(&settled), Vec::<&str>::new());
}

#[test]
fn goods_handed_out_are_held_against_goods_received() {
    let goods = |direction: &str, quantity: i64| json!({"date": "2026-09-01", "direction": direction, "item": "棉被", "quantity": quantity * 1000, "unit": "床"});
    let records = book(&[goods("in", 79), goods("out", 50), goods("out", 30)]);
    let funds = funds(&state(&records), DAY);
    assert_eq!(
        (funds.goods[0].received, funds.goods[0].left),
        (Decimal::whole(79), Decimal::whole(-1))
    );
    let found = findings(&state(&records), DAY);
    let words = "棉被: 80 床 handed out, 79 received: enter where the rest came from";
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), [words]);
    assert_eq!(found[0].records(), [rid(80), rid(81), rid(82)]);
}

fn project(number: u128, lines: &[(&str, i64)]) -> (&'static str, u128, Value) {
    let lines = lines
        .iter()
        .map(|(key, yuan)| ((*key).to_owned(), json!({"item": key, "amount": yuan * 100})));
    let lines: serde_json::Map<String, Value> = lines.collect();
    ("project", number, json!({"name": "道路", "plan": id(10), "budget": lines}))
}

#[test]
fn the_road_costs_620_000_yuan_in_two_parts() {
    // R276: 100,000 + 520,000 = 620,000.
    let mut records = year();
    records.push(project(20, &[("survey", 100_000), ("works", 520_000), ("total", 620_000)]));
    let budget = budgets(&state(&records), DAY)[0];
    assert_eq!((budget.lines, budget.stated), (Money(62_000_000), Some(Money(62_000_000))));
    assert_eq!(codes(&records), Vec::<&str>::new());
    records.push(project(20, &[("works", 510_000)]));
    let found = findings(&state(&records), DAY);
    let words =
        "the lines add up to 610000.00 yuan, the total says 620000.00: correct one, or say why";
    assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), [words]);
}

#[test]
fn the_projects_of_a_year_come_to_14_570_000_yuan() {
    // R306, in units of 10,000: 35 + 30 + 480 + 92 + 200 + 600 + 15 + 5 = 1,457; a ninth has no figure yet, and one that
    // was given up does not count.
    let mut records = year();
    for (amount, number) in [35, 30, 480, 92, 200, 600, 15, 5].into_iter().zip(20..) {
        records.push(project(number, &[("works", amount * 10_000)]));
    }
    records.push((
        "project",
        28,
        json!({"name": "沼气", "plan": id(10), "budget": {"a": {"item": "工程"}}}),
    ));
    records.push(project(29, &[("works", 1_000_000)]));
    records.push(("project", 29, json!({"state": "cancelled"})));
    let budgets = budgets(&state(&records), DAY);
    assert_eq!(budgets[8].lines_not_known, 1);
    let plans = by_plan(&budgets);
    assert_eq!(plans, [(Some(Id::new(rid(10))), Money(1_457_000_000), Money(0), Money(0))]);
}

#[test]
fn money_of_a_project_is_held_against_its_budget() {
    let stands = |obtained: i64, spent: i64| {
        let mut records = book(&[
            with(money("2026-09-01", "in", obtained, ""), json!({"project": id(20)})),
            with(money("2026-10-01", "out", spent, ""), json!({"project": id(20)})),
            money("2026-09-01", "in", 1_000_000, ""),
        ]);
        records.push(project(20, &[("works", 200_000)]));
        records.push(("project", 20, json!({"state": "building"})));
        codes(&records)
    };
    assert_eq!(stands(200_000, 200_000), Vec::<&str>::new());
    assert_eq!(stands(150_000, 100_000), ["funds_short"]);
    assert_eq!(stands(200_000, 210_000), ["overspent", "over_budget"]);
    assert_eq!(stands(250_000, 210_000), ["over_budget"]);
}
