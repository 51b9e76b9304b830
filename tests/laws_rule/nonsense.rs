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

/// Record kinds and paths that their records have: a text or code, a number, a date, a reference.
const KINDS: [(&str, [&str; 4]); 5] = [
    ("activity", ["kind", "class_hours", "date", "participants"]),
    ("activity", ["guideline", "participants.*.hours", "date.month", "request.source_activity"]),
    ("person", ["org.name", "mentor_capacity", "left_on", "org"]),
    ("task", ["state", "quantity", "due", "plan"]),
    ("measurement", ["indicator", "value", "as_of", "subject"]),
];

fn number() -> impl Strategy<Value = i64> {
    prop_oneof![-3000..3000i64, any::<i64>()]
}

/// A condition on records of a kind; now and then anything at all.
fn condition(at: usize, depth: u32) -> BoxedStrategy<Value> {
    let [code, amount, date, to] = KINDS[at].1;
    let plain = prop_oneof![
        any::<bool>().prop_map(move |filled| json!({"field": to, "filled": filled})),
        any::<bool>().prop_map(
            move |every| json!({"field": code, "any_of": ["K01", "active"], "every": every})
        ),
        (number(), number()).prop_map(
            move |(least, most)| json!({"field": amount, "at_least": least, "at_most": most})
        ),
        number().prop_map(move |age| json!({"field": date, "age_at_least": age})),
        number()
            .prop_map(move |days| json!({"field": date, "not_after_field": date, "days": days})),
        Just(json!({"field": date, "since": "plan_start", "by": "period_end"})),
    ];
    if depth == 0 {
        return prop_oneof![12 => plain, 1 => any_value()].boxed();
    }
    let linked = (0..KINDS.len(), number(), 0..4).prop_flat_map(move |(other, n, weigh)| {
        let [code, amount, date, by] = KINDS[other].1;
        selection(other, depth - 1).prop_map(move |select| {
            let mut link = json!({"linked": select, "by": by, "at_least": n, "to": to});
            match weigh {
                0 => link["sum"] = json!(amount),
                1 => link["days"] = json!([date, date]),
                2 => link["distinct"] = json!(code),
                _ => {}
            }
            link
        })
    });
    let inner = || condition(at, depth - 1);
    prop_oneof![
        6 => plain,
        3 => linked,
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"any": [one, other]})),
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"all": [one, other]})),
        1 => inner().prop_map(|inner| json!({"not": inner})),
    ]
    .boxed()
}

fn selection(at: usize, depth: u32) -> BoxedStrategy<Value> {
    let (kind, [_, _, date, _]) = KINDS[at];
    let conditions = prop::collection::vec(condition(at, depth.saturating_sub(1)), 0..3);
    (conditions, 0..4, any::<bool>())
        .prop_map(move |(conditions, place, done)| {
            let mut select = json!({"of": kind, "where": conditions});
            match place {
                0 if !date.contains('.') => select["in_period"] = json!(date),
                1 => select["in_period"] = json!(false),
                _ => {}
            }
            if kind == "activity" {
                select["done"] = json!(done);
            }
            select
        })
        .boxed()
}

fn expression(depth: u32) -> BoxedStrategy<Value> {
    let over = (0..KINDS.len(), 0..5).prop_flat_map(move |(at, how)| {
        let [code, amount, date, to] = KINDS[at].1;
        selection(at, depth).prop_map(move |select| match how {
            0 => json!({"count": select}),
            1 => json!({"distinct": to, "in": select}),
            2 => json!({"total": code, "in": select}),
            3 => json!({"sum": amount, "in": select}),
            _ => json!({"days": [date, date], "in": select}),
        })
    });
    let orgs = json!({"of": "org"});
    let plain = prop_oneof![
        6 => over,
        1 => number().prop_map(|n| json!({"number": n})),
        1 => Just(json!({"latest": "condition_item:a"})),
        1 => Just(json!({"baseline": "condition_item:b", "of": orgs})),
    ];
    if depth == 0 {
        return prop_oneof![15 => plain, 1 => any_value()].boxed();
    }
    let inner = || expression(depth - 1);
    prop_oneof![
        4 => plain,
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"plus": [one, other]})),
        1 => (inner(), inner()).prop_map(|(one, other)| json!({"minus": [one, other]})),
        1 => (inner(), number()).prop_map(|(one, n)| json!({"times": [one, n]})),
        1 => inner().prop_map(|inner| json!({"previous": inner})),
        1 => inner().prop_map(|inner| json!({"choose": "R687", "is": {"people": inner}, "else": inner})),
    ]
    .boxed()
}

/// A metric of the language and its parameters.
fn measured(depth: u32) -> BoxedStrategy<(&'static str, Value)> {
    let figures = (expression(depth), expression(depth), 0..3, any::<bool>());
    let figures = figures.prop_map(|(one, other, how, absolute)| match how {
        0 => ("figure", json!({"value": one, "beside": [{"code": "b", "value": other}]})),
        1 => ("ratio", json!({"part": one, "whole": other})),
        _ => (
            "growth",
            json!({"now": one, "base": other, "as": if absolute { "absolute" } else { "share" }}),
        ),
    });
    let lists = (0..KINDS.len(), 0..KINDS.len(), 0..5, -200..700i64, 0..40i64);
    let lists = lists.prop_flat_map(move |(at, other, how, month, day)| {
        let date = KINDS[at].1[2];
        let by = KINDS[other].1[3];
        (selection(at, depth), selection(other, depth), condition(at, depth)).prop_map(
            move |(of, each, met)| match how {
                0 => ("coverage", json!({"of": of, "met": [met]})),
                1 => ("least", json!({"of": of, "each": each, "by": by})),
                2 => ("milestone", json!({"of": of, "at": date, "planned": date})),
                3 => {
                    ("milestone", json!({"of": of, "at": date, "by": {"month": month, "day": day}}))
                }
                _ => ("overdue", json!({"of": of, "due": date, "done": date})),
            },
        )
    });
    prop_oneof![figures, lists].boxed()
}

fn any_query() -> impl Strategy<Value = Value> {
    const COMPARATORS: [&str; 8] = [">=", "<=", "==", ">", "<", "between", "by", "exists"];
    let part = (measured(1), number(), prop::sample::select(COMPARATORS.to_vec()))
        .prop_map(|((metric, params), n, comparator)| {
            json!({"code": "p", "metric": metric, "params": params, "threshold": n, "upper": n, "comparator": comparator})
        });
    let parts =
        prop::collection::vec(part, 0..4).prop_map(|parts| ("parts", json!({"parts": parts})));
    let metric = prop_oneof![4 => measured(2), 1 => parts];
    let bounds = (prop::option::weighted(0.9, number()), number());
    let period = prop::sample::select(vec![
        "month",
        "half_year",
        "plan",
        "baseline_date",
        "week",
        "continuous",
        "event",
    ]);
    let unit = prop::sample::select(vec!["share", "time", "class_hour", "yuan", "part"]);
    let scope = prop::sample::select(vec!["plan", "plan", "helped", "both", "moon"]);
    (metric, prop::sample::select(COMPARATORS.to_vec()), bounds, (period, unit, scope)).prop_map(
        |((metric, params), comparator, (threshold, upper), (period, unit, scope))| {
            json!({
                "code": "R1", "plan": id(PLAN), "metric": metric, "period": period, "params": params, "comparator": comparator,
                "scope": scope, "threshold": threshold, "upper": upper, "unit": unit, "kinds": {"K01": true, "K14": true},
            })
        },
    )
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
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_rule_record_and_no_span_makes_the_engine_fall(
        rule in prop_oneof![any_rule(), any_query()], changes in prop::collection::vec(change(), 0..12), today in 0..420u64,
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
