//! Laws over any ledger.

use proptest::prelude::*;

use super::*;
use crate::aid::{Entitlements, accounts_by_period};

/// Any small number, mostly believable, sometimes absurd.
fn amount() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => (0_i64..200_000).prop_map(|fen| json!(fen)),
        1 => Just(Value::Null),
        1 => any::<i64>().prop_map(|fen| json!(fen)),
        1 => Just(json!("viel")),
    ]
}

fn date() -> impl Strategy<Value = Value> {
    let day = |offset| crate::calendar::day::add_days(ymd(2026, 7, 1), offset).to_string();
    prop_oneof![
        5 => (0_i64..420).prop_map(move |offset| json!(day(offset))),
        1 => Just(Value::Null),
        1 => Just(json!("0001-01-01")),
        1 => Just(json!("2026-02-31")),
    ]
}

fn among(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(words).prop_map(|word| json!(word))
}

/// A reference to one of the first records, or to nothing.
fn to(first: u128) -> impl Strategy<Value = Value> {
    (0_u128..4).prop_map(move |at| json!(id(first + at)))
}

const STAGES: &[&str] = &["primary", "junior", ""];
const PLACES: &[&str] =
    &["enrolled", "dropped", "back", "transferred", "graduated", "not_enrolled", "nonsense", ""];
const CASES: &[&str] =
    &["confirmed", "aided", "exited", "closed", "removed", "return_reported", ""];
const BASES: &[&str] =
    &["per_year", "per_semester", "per_month", "per_school_day", "full_waiver", "custom", ""];
const EARMARKS: &[&str] = &["student_aid", "general", "training", ""];

fn enrolment() -> impl Strategy<Value = Value> {
    let log =
        (among(PLACES), date()).prop_map(|(status, date)| json!({"status": status, "date": date}));
    let log = prop::collection::btree_map("[a-d]", log, 0..4);
    (to(100), to(1), among(STAGES), date(), date(), among(PLACES), any::<bool>(), log).prop_map(
        |(person, school, stage, from, to, state, boarder, log)| {
            json!({
                "person": person, "school": school, "stage": stage, "school_year": "2026-2027", "from": from,
                "to": to, "state": state, "boarder": boarder, "status_log": log,
            })
        },
    )
}

fn case() -> impl Strategy<Value = Value> {
    (to(100), among(CASES), date(), date(), date(), any::<bool>()).prop_map(
        |(subject, state, entered, exited, returned, keep)| {
            json!({
                "subject": subject, "kind": "aided_student", "state": state, "entered_on": entered,
                "exited_on": exited, "returned_on": returned, "keep_aid_until_stage_end": keep,
            })
        },
    )
}

fn any_scheme() -> impl Strategy<Value = Value> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (among(STAGES), among(BASES), amount(), among(&["living_subsidy", "nutrition"]), date(), flags).prop_map(
        |(stage, basis, amount, component, from, (stackable, unknown, for_all))| {
            let kinds = if for_all { json!({}) } else { json!({"aided_student": true}) };
            json!({
                "stage": stage, "basis": basis, "amount": amount, "component": component, "from": from,
                "stackable": stackable, "amount_unknown": unknown, "case_kinds": kinds,
            })
        },
    )
}

fn grant() -> impl Strategy<Value = Value> {
    let money = (amount(), amount(), amount());
    let periods = among(&["2026-2027-1", "2026-2027", "2026-11", "x", ""]);
    (to(100), to(50), periods, date(), date(), money, among(&["due", "paid", "stopped"])).prop_map(
        |(recipient, scheme, period, from, due_date, (due, paid, returned), state)| {
            json!({
                "recipient": recipient, "scheme": scheme, "period": period, "from": from, "due_date": due_date,
                "paid_on": due_date, "due": due, "paid": paid, "returned": returned, "state": state,
                "batch": scheme, "days": 5,
            })
        },
    )
}

fn entry() -> impl Strategy<Value = Value> {
    let kind = among(&["in", "out", "pledge", ""]);
    (date(), kind, amount(), among(EARMARKS), among(EARMARKS), to(80), to(1)).prop_map(
        |(date, direction, amount, earmark, use_code, spent_from, source)| {
            json!({
                "date": date, "direction": direction, "amount": amount, "earmark": earmark, "use_code": use_code,
                "spent_from": spent_from, "source": source, "item": "米", "quantity": amount, "project": spent_from,
            })
        },
    )
}

/// A ledger of anything, over a real calendar.
fn ledger() -> impl Strategy<Value = Records> {
    let some = |strategy: BoxedStrategy<Value>| prop::collection::vec(strategy, 0..5);
    let readings = among(&["school_day", "month", "semester", "?"]);
    (
        readings,
        some(enrolment().boxed()),
        some(case().boxed()),
        some(any_scheme().boxed()),
        some(grant().boxed()),
        some(entry().boxed()),
    )
        .prop_map(|(reading, places, cases, schemes, grants, entries)| {
            let mut records = year();
            records.push(("workspace", BOOK, json!({"settings": {"aid_proration": reading}})));
            let groups: [(&str, u128, Vec<Value>); 5] = [
                ("enrolment", 1100, places),
                ("case", 2100, cases),
                ("aid_scheme", 50, schemes),
                ("aid_grant", 60, grants),
                ("fund_entry", 80, entries),
            ];
            for (kind, first, values) in groups {
                records
                    .extend(values.into_iter().zip(first..).map(|(value, id)| (kind, id, value)));
            }
            records
        })
}

/// Everything this module can be asked, as text.
fn everything(state: &State) -> String {
    let entitlements = Entitlements::of(state);
    format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n{:?}\n{:?}",
        entitlements.between(ymd(2026, 9, 1), ymd(2027, 8, 31)),
        accounts_by_period(state),
        chain(state, None),
        funds(state, DAY),
        budgets(state, DAY),
        findings(state, DAY),
    )
}

fn whole(sums: impl IntoIterator<Item = Account>) -> Account {
    sums.into_iter().fold(Account::default(), Account::with)
}

/// What a child can have of a scheme in a school year at most.
fn most(scheme: &crate::record::AidScheme) -> i64 {
    let times = match scheme.basis.as_str() {
        "per_year" => 1,
        "per_semester" => 2,
        "per_month" => 11,
        _ => 194,
    };
    scheme.amount.map_or(0, |amount| amount.0.max(0)).saturating_mul(times)
}

proptest! {
    #[test]
    fn nothing_panics_and_the_order_of_records_means_nothing(records in ledger(), keys in prop::collection::vec(any::<u64>(), 40)) {
        // The workbook's two lines keep their order, since the later changes the earlier.
        let told = everything(&state(&records));
        let mut shuffled: Vec<_> = records.iter().skip(4).cloned().zip(keys).collect();
        shuffled.sort_by_key(|(_, key)| *key);
        let mut other: Records = records[..4].to_vec();
        other.extend(shuffled.into_iter().map(|(record, _)| record));
        prop_assert_eq!(told, everything(&state(&other)));
    }

    #[test]
    fn the_parts_of_the_money_are_the_whole(records in ledger()) {
        let state = state(&records);
        let by = |by| accounts(&state, None, by).into_iter().map(|(_, sum)| sum).collect::<Vec<_>>();
        let all = whole(by(By::Recipient));
        for sums in [by(By::Scheme), by(By::Batch), by(By::School)] {
            prop_assert_eq!(whole(sums), all);
        }
        prop_assert_eq!(whole(accounts_by_period(&state).into_iter().map(|(_, sum)| sum)), all);
        let chain = chain(&state, None);
        prop_assert_eq!(whole(chain.schools.iter().map(|it| it.sum)), all);
        prop_assert_eq!(whole(chain.batches.iter().map(|it| it.sum)), all);
        prop_assert_eq!(chain.sum, all);
        let (left, right) = (all.due + all.paid_without_due, all.net() + all.outstanding + all.stopped);
        prop_assert_eq!(left, right - all.over);
        let funds = funds(&state, DAY);
        for sums in [
            funds.earmarks.iter().map(|(_, it)| it.left).sum::<Money>(),
            funds.sources.iter().map(|(_, it)| it.left).sum::<Money>(),
        ] {
            prop_assert_eq!(sums, funds.sum.left);
        }
        prop_assert!(funds.pledges.iter().all(|it| it.open.0 >= 0 && it.arrived.0 >= 0));
    }

    #[test]
    fn a_year_cut_anywhere_is_still_the_year_and_nobody_has_more_than_the_standard(
        records in ledger(), cut in 0_i64..365,
    ) {
        let state = state(&records);
        let all = Entitlements::of(&state);
        let (first, last) = (ymd(2026, 9, 1), ymd(2027, 8, 31));
        let at = crate::calendar::day::add_days(first, cut);
        let before = crate::calendar::day::add_days(at, -1);
        let fen = |from, to, scheme, person| -> i64 {
            let own = all.of_recipient(person, scheme, from, to);
            own.iter().filter_map(|it| it.worth.fen()).map(|money| money.0).sum()
        };
        for (scheme, row) in state.schemes().iter() {
            for person in (100..104).map(rid) {
                let own = all.of_recipient(person, scheme, first, last);
                if own.iter().any(|it| it.worth.fen().is_none()) {
                    continue;
                }
                let year = fen(first, last, scheme, person);
                prop_assert_eq!(fen(first, before, scheme, person) + fen(at, last, scheme, person), year);
                prop_assert!((0..=most(row)).contains(&year));
            }
        }
    }
}
