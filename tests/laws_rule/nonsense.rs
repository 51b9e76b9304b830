//! Whatever stands in a rule, the engine answers.

use jiedui_core::log::Map;
use jiedui_core::record::{Item, Rule};
use jiedui_core::rule::{Amount, Verdict, assess};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::changes::change;
use super::world::{PLAN, RULE, WORKSPACE, World, day, id};

/// Any JSON, for the fields of a rule.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3..2000i64).prop_map(Value::from),
        prop::sample::select(vec![
            "",
            "count",
            "K01",
            "K14",
            "excellent",
            "paper",
            "city",
            "form",
            "plan",
            "all",
            "exact",
            "condition_item:",
            "1900-01-01",
            "2100-12-31",
            "2026-11-01",
            "R682",
            "add",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map(
                prop::sample::select(vec![
                    "K01",
                    "K14",
                    "plan",
                    "field",
                    "any_of",
                    "kind",
                    "filled",
                    "when",
                    "setting",
                    "is",
                    "from",
                    "threshold"
                ]),
                inner,
                0..4,
            )
            .prop_map(|map| Value::Object(
                map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
            )),
        ]
    })
}

fn any_rule() -> impl Strategy<Value = Value> {
    const METRICS: [&str; 13] = [
        "count",
        "sum_hours",
        "share_rating",
        "count_achievement",
        "share_posts",
        "share_field",
        "count_issues",
        "complete_documents",
        "exists_documents",
        "share_requests",
        "checklist",
        "joint_result",
        "astrology",
    ];
    const PERIODS: [&str; 13] = [
        "day",
        "week",
        "month",
        "quarter",
        "semester",
        "school_year",
        "year",
        "plan",
        "once",
        "event",
        "continuous",
        "assessment_date",
        "aeon",
    ];
    const PARAMS: [&str; 14] = [
        "where",
        "more_kinds",
        "at_least",
        "denominator",
        "kind",
        "level_at_least",
        "field",
        "ok",
        "once",
        "activity",
        "volume",
        "reading",
        "indicator_prefix",
        "category",
    ];
    let params =
        prop::collection::btree_map(prop::sample::select(PARAMS.to_vec()), any_value(), 0..5);
    let rest = prop::collection::btree_map(
        prop::sample::select(vec![
            "kinds",
            "doc_kinds",
            "threshold",
            "steps",
            "unit",
            "scope",
            "comparator",
            "school_months_only",
            "overrides",
        ]),
        any_value(),
        0..4,
    );
    (prop::sample::select(METRICS.to_vec()), prop::sample::select(PERIODS.to_vec()), params, rest,
        prop::sample::select(vec![">=", "<=", "=="]), prop::sample::select(vec!["helped", "helper", "pairing", "both"])).prop_map(
        |(metric, period, params, rest, comparator, scope)| {
            let params: Map<_, _> = params.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            let mut rule = json!({
                "code": "R1", "plan": id(PLAN), "metric": metric, "period": period, "params": params,
                "comparator": comparator, "scope": scope, "threshold": 1000, "kinds": {"K01": true, "K14": true}, "unit": "share",
            });
            rule.as_object_mut().unwrap().extend(rest.into_iter().map(|(key, value)| (key.to_owned(), value)));
            rule
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn no_rule_record_and_no_span_makes_the_engine_fall(
        rule in any_rule(), changes in prop::collection::vec(change(), 0..12), today in 0..420u64,
        from in prop::sample::select(vec!["1900-01-01", "2026-09-01", "2027-06-01"]),
        to in prop::sample::select(vec!["1901-01-01", "2027-08-31", "2100-12-31"]),
        charted in any::<bool>(),
    ) {
        let mut world = World::new();
        if !charted {
            world.put("workspace", WORKSPACE, json!({"years": null}));
        }
        world.put("plan", PLAN, json!({"from": from, "to": to}));
        world.put("rule", RULE, rule.clone());
        for change in &changes {
            change.make(&mut world);
        }
        let read = Rule::read_item(&rule);
        for outcome in assess(&world.state, day(today)) {
            prop_assert_eq!(outcome.amount.is_none(), outcome.lack.is_some(), "{:?}", outcome);
            let value = outcome.value();
            prop_assert_eq!(value.is_none(), outcome.amount.is_none());
            if let Some(Amount::Share { part, of }) = outcome.amount {
                prop_assert!(of > 0 && part >= 0 && part <= of);
            }
            prop_assert_eq!(&outcome.code, &read.code);
            if outcome.amount.is_none() && outcome.overridden.is_none() {
                prop_assert!(matches!(outcome.verdict, Verdict::NoData | Verdict::NotApplicable));
            }
        }
    }
}
