//! What does not fit a field is told at the field; what is only odd is taken in.

use super::*;

fn told(refused: Result<RecordId, Refusal>) -> String {
    refused.unwrap_err().to_string()
}

#[test]
fn dates_that_no_calendar_has_are_refused() {
    let mut world = World::new();
    for day in
        ["2026-02-31", "2026-02-29", "2026-13-01", "1899-12-31", "2100-01-01", "二〇二六年", ""]
    {
        let refused = world.try_add("fund_entry", json!({"date": day, "direction": "in"}));
        assert!(told(refused).contains("not a date"), "{day}");
    }
    let leap = world.try_add("fund_entry", json!({"date": "2028-02-29", "direction": "in"}));
    assert!(leap.is_ok());
    let refused = world.try_add(
        "project",
        json!({"name": "路", "milestones": {"applied": {"planned": "2026-2-31"}}}),
    );
    assert!(told(refused).starts_with("milestones.applied.planned: not a date"));
}

#[test]
fn money_has_its_bounds() {
    let mut world = World::new();
    let most = 100_000_000_000_000_i64;
    let mut entry = |amount: Value| {
        world.try_add(
            "fund_entry",
            json!({"date": "2026-09-01", "direction": "in", "amount": amount}),
        )
    };
    assert!(entry(json!(most)).is_ok(), "10^12 yuan to the fen");
    for amount in [most + 1, i64::MAX, -most - 1] {
        assert!(told(entry(json!(amount))).starts_with("amount: must lie between"), "{amount}");
    }
    for amount in [json!(12.5), json!("1250"), json!(true)] {
        assert!(told(entry(amount)).contains("expected a whole number"));
    }
    let refused = world.try_add(
        "project",
        json!({"name": "路", "budget": {"a": {"item": "土方", "amount": most + 1}}}),
    );
    assert!(told(refused).starts_with("budget.a.amount: must lie between"));
}

#[test]
fn references_lead_to_records_of_their_kinds() {
    let mut world = World::new();
    let org = world.add("org", json!({"name": "云溪小学"}));
    let refused = world.try_add("enrolment", json!({"person": org.to_string()}));
    assert!(matches!(refused, Err(Refusal::DanglingRef { .. })));
    let nobody = RecordId::new(77).to_string();
    let refused = world.try_add("case", json!({"subject": nobody, "kind": "poor_village"}));
    assert!(matches!(refused, Err(Refusal::DanglingRef { .. })));
    let refused = world.try_add("case", json!({"subject": "三组", "kind": "poor_village"}));
    assert!(told(refused).contains("a record id"));
}

#[test]
fn what_is_odd_but_possible_is_taken_in() {
    let mut world = World::new();
    assert!(
        world.try_add("household", json!({"group": "三组"})).is_ok(),
        "a household without a head"
    );
    let child = world.add("person", json!({"name": "小禾"})).to_string();
    for school in ["云溪小学", "青禾小学"] {
        let school = world.add("org", json!({"name": school})).to_string();
        let enrolled = world.try_add(
            "enrolment",
            json!({"person": child, "school": school, "school_year": "2026-2027"}),
        );
        assert!(enrolled.is_ok(), "a child in two schools");
    }
    let early = json!({"recipient": child, "due": 10_000, "due_date": "2026-10-01", "paid": 10_000, "paid_on": "2026-09-01"});
    assert!(world.try_add("aid_grant", early).is_ok(), "a payment before its entitlement");
    assert!(
        world.try_add("aid_scheme", json!({"name": "校车补助", "amount_unknown": true})).is_ok()
    );
}

#[test]
fn nothing_ends_before_it_begins() {
    let mut world = World::new();
    let child = world.add("person", json!({"name": "小禾"})).to_string();
    let spans = [
        ("enrolment", json!({"person": child, "from": "2026-09-01", "to": "2026-08-01"})),
        ("aid_scheme", json!({"name": "补助", "from": "2026-09-01", "to": "2026-08-01"})),
        ("notice", json!({"kind": "funds", "from": "2026-09-01", "to": "2026-08-01"})),
        (
            "report",
            json!({"title": "月报", "period_from": "2026-09-01", "period_to": "2026-08-01"}),
        ),
        (
            "case",
            json!({"subject": child, "kind": "aided_student", "entered_on": "2026-09-01", "exited_on": "2026-08-01"}),
        ),
    ];
    for (kind, fields) in spans {
        let refused = world.try_add(kind, fields);
        assert!(matches!(refused, Err(Refusal::EndBeforeStart { .. })), "{kind}: {refused:?}");
    }
}

#[test]
fn an_identity_number_is_never_refused_and_its_x_is_made_large() {
    let mut world = World::new();
    let id = world.add("person", json!({"name": "甲", "id_number": " 110105 19491231 002x "}));
    assert_eq!(world.value(id)["id_number"], json!("11010519491231002X"));
    assert_eq!(world.try_edit(id, json!({"id_number": "11010519491231002x"})).unwrap(), []);
    for wrong in ["110105194912310021", "1101051949", "暂缺", "11010519491231002X（待核实）"]
    {
        world.try_edit(id, json!({"id_number": wrong})).unwrap();
        assert_eq!(world.value(id)["id_number"], json!(wrong));
    }
}
