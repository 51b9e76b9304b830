//! Whatever changes in a workbook, an assessor says what a fresh assessment says.

use jiedui_core::log::Map;
use jiedui_core::rule::{Assessor, assess};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::world::{GRADES, HELPER, PAIRS, PLAN, RULE, STATES, WORKSPACE, World, day, id};

/// One change to a workbook: a record of some kind, written, changed, deleted or restored.
#[derive(Clone, Debug)]
pub(super) struct Change {
    kind: usize,
    record: u128,
    other: u128,
    at: u64,
    choice: usize,
    deleted: Option<bool>,
}

/// One of a list.
fn pick<'a>(list: &[&'a str], choice: usize) -> &'a str {
    list[choice % list.len()]
}

fn pick_text(list: &[String], choice: usize) -> String {
    list[choice % list.len()].clone()
}

impl Change {
    pub(super) fn make(&self, world: &mut World) {
        let mut patch = match self.kind {
            0..=3 => self.of_people(),
            4..=7 => self.of_facts(),
            _ => self.of_frame(),
        };
        let (kind, number) = self.target();
        if let (Some(deleted), true) = (self.deleted, self.kind < 8) {
            patch["deleted"] = json!(deleted);
        }
        world.put(kind, number, patch);
    }

    fn target(&self) -> (&'static str, u128) {
        let (record, choice) = (self.record, self.choice);
        match self.kind {
            0 => ("activity", 1000 + record),
            1 => ("document", 2000 + record),
            2 => ("person", 3000 + record),
            3 => ("achievement", 4000 + record),
            4 => ("issue", 5000 + record),
            5 => ("measurement", 6000 + record),
            6 => ("task", 7000 + record),
            7 => ("assessment", 8000 + record),
            8 => ("org", [HELPER, 3, 4][choice % 3]),
            9 => ("pairing", [11, 12][choice % 2]),
            _ => ("workspace", WORKSPACE),
        }
    }

    /// The ids of one of the two pairs and of its helped unit.
    fn pair(&self) -> (String, String) {
        let (pair, unit) = PAIRS[self.choice / 7 % 2];
        (id(pair), id(unit))
    }

    fn of_people(&self) -> Value {
        let (choice, other, at) = (self.choice, self.other, day(self.at).to_string());
        let (pair, unit) = self.pair();
        match self.kind {
            0 => json!({
                "kind": pick(&["K01", "K07", "K08", "K13", "K14", "K20"], choice), "date": at, "class_hours": 150,
                "state": STATES[choice / 6 % 6], "pairings": {pair: choice % 3 > 0}, "request": id(5000 + other),
                "documents": {id(2000 + other): choice % 2 == 0}, "exchange_state": "accepted", "logistics": "园内",
                "plan": if choice % 5 == 0 { json!(id(PLAN)) } else { Value::Null }, "task": id(7000 + other),
                "targets": {id(3000 + other): true}, "participants": {id(3000 + other): {"absent": choice % 4 == 0}},
                "host_mentor": id(3000), "fields": {"guideline": pick(&["in_line", "not_in_line", ""], choice)},
            }),
            1 => {
                let owners = [id(1000 + other), pair, unit, id(PLAN), id(7000 + other)];
                json!({
                    "kind": pick(&["plan", "measures", "record", "summary", "process", "scheme"], choice),
                    "taken_on": at, "volume": pick(&["overview", "parent_work", ""], choice),
                    "belongs_to": {pick_text(&owners, choice): true},
                })
            }
            2 => json!({"name": "师", "org": unit, "kinds": {"teacher": choice % 3 > 0}}),
            _ => json!({
                "person": id(3000 + other), "kind": pick(&["lesson_rating", "paper"], choice), "date": at,
                "title": "文", "grade": GRADES[choice % 4], "level": pick(&["county", "city"], choice),
            }),
        }
    }

    fn of_facts(&self) -> Value {
        let (choice, other, at) = (self.choice, self.other, day(self.at).to_string());
        let (pair, unit) = self.pair();
        let item = pick(&["condition_item:a", "condition_item:b"], choice);
        match self.kind {
            4 => json!({
                "category": pick(&["primary_style", "shadowing_request", "lecture_request"], choice), "raised_on": at,
                "subject": pick_text(&[unit, pair, id(3000 + other)], choice), "source_activity": id(1000 + other),
            }),
            5 => json!({"subject": unit, "indicator": item, "met": choice % 3 == 0, "as_of": at}),
            6 => json!({
                "plan": id(PLAN), "category": item, "due": at, "state": pick(&["active", "cancelled"], choice),
            }),
            _ => json!({
                "plan": id(PLAN), "kind": "effect_check", "date": at, "grade": GRADES[choice % 2], "joint": true,
                "subject": pick_text(&[unit, id(HELPER)], choice),
            }),
        }
    }

    fn of_frame(&self) -> Value {
        let (choice, at) = (self.choice, day(self.at).to_string());
        match self.kind {
            8 => {
                json!({"name": at, "posts_required": {"cook": {"required": 2, "filled": choice % 3}}})
            }
            9 => json!({"from": at}),
            _ => json!({"settings": {"R682": pick(&["add", "separate"], choice)}}),
        }
    }
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let kind = prop_oneof![6 => Just(0usize), 6 => Just(1usize), 8 => 0..9usize, 1 => 9..11usize];
    let deleted = prop_oneof![3 => Just(None), 1 => any::<bool>().prop_map(Some)];
    (kind, 0..3u128, 0..3u128, 0..420u64, 0..60usize, deleted).prop_map(
        |(kind, record, other, at, choice, deleted)| Change {
            kind,
            record,
            other,
            at,
            choice,
            deleted,
        },
    )
}

/// Rules asked of the plan itself, and queries asked of its pairs, over all that a change can touch.
#[allow(clippy::too_many_lines, reason = "a table of rules, one below the other")]
fn queries() -> Vec<Value> {
    let rule = |code: &str, metric: &str, more: Value| {
        let mut rule = json!({
            "code": code, "metric": metric, "scope": "plan", "comparator": ">=", "threshold": 1000, "unit": "time",
            "period": "month", "kinds": ["K01", "K07", "K14"], "doc_kinds": [], "params": {},
        });
        rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        rule
    };
    let acts = json!({"of": "activity"});
    let count = json!({"count": acts});
    let of_teachers = json!({"of": "person", "where": [{"field": "kinds", "any_of": ["teacher"]}]});
    let met = json!([{"linked": {"of": "achievement", "in_period": "date"}, "by": "person"}]);
    let teachers = json!({"of": of_teachers, "met": met});
    let part = |metric: &str, params: Value| json!({"code": "p", "metric": metric, "threshold": 1000, "params": params});
    vec![
        rule("Q01", "count", json!({})),
        rule("Q02", "sum_hours", json!({"period": "semester", "unit": "class_hour"})),
        rule(
            "Q03",
            "complete_documents",
            json!({"unit": "share", "doc_kinds": ["record"], "params": {"once": ["plan"]}}),
        ),
        rule(
            "Q04",
            "share_requests",
            json!({"unit": "share", "period": "school_year", "params": {"category": "shadowing_request", "request_field": "request", "state_field": "exchange_state", "accepted": ["accepted"]}}),
        ),
        rule(
            "Q05",
            "share_rating",
            json!({"unit": "share", "period": "assessment_date", "params": {"at_least": "good"}}),
        ),
        rule(
            "Q06",
            "checklist",
            json!({"unit": "share", "period": "plan", "params": {"indicator_prefix": "condition_item:", "task_counts": true}}),
        ),
        rule(
            "Q07",
            "exists_documents",
            json!({"period": "semester", "doc_kinds": ["plan"], "params": {"volume": "overview", "activity": true}}),
        ),
        rule("Q11", "figure", json!({"params": {"value": count}})),
        rule(
            "Q12",
            "figure",
            json!({"period": "semester", "unit": "class_hour", "params": {"value": {"sum": "class_hours", "in": acts}}}),
        ),
        rule(
            "Q13",
            "figure",
            json!({"params": {"value": {"distinct": "participants", "in": acts}, "beside": [{"code": "t", "value": {"total": "participants", "in": acts}}]}}),
        ),
        rule(
            "Q14",
            "figure",
            json!({"period": "semester", "comparator": ">", "params": {"value": {"minus": [count, {"previous": count}]}}}),
        ),
        rule(
            "Q15",
            "figure",
            json!({"period": "plan", "params": {"value": {"count": {"of": "issue", "where": [{"field": "source_activity.kind", "any_of": ["K01"]}]}}}}),
        ),
        rule(
            "Q16",
            "figure",
            json!({"period": "plan", "params": {"value": {"count": {"of": "activity", "in_period": false, "where": [{"field": "request.category", "any_of": ["primary_style"]}]}}}}),
        ),
        rule(
            "Q17",
            "figure",
            json!({"period": "year", "params": {"value": {"latest": "condition_item:a"}}}),
        ),
        rule(
            "Q21",
            "coverage",
            json!({"unit": "share", "params": {"of": acts, "met": [{"linked": {"of": "document"}, "by": "belongs_to"}]}}),
        ),
        rule("Q22", "coverage", json!({"unit": "share", "period": "quarter", "params": teachers})),
        rule(
            "Q23",
            "coverage",
            json!({"unit": "share", "scope": "helped", "period": "quarter", "params": teachers}),
        ),
        rule(
            "Q24",
            "coverage",
            json!({"unit": "share", "scope": "pairing", "params": {"of": acts, "met": [{"linked": {"of": "document"}, "by": "belongs_to"}]}}),
        ),
        rule(
            "Q25",
            "least",
            json!({"params": {"of": {"of": "pairing"}, "each": acts, "by": "pairings"}}),
        ),
        rule(
            "Q26",
            "least",
            json!({"scope": "helped", "period": "semester", "params": {"of": of_teachers, "each": acts, "by": "participants"}}),
        ),
        rule(
            "Q31",
            "overdue",
            json!({"comparator": "==", "threshold": 0, "period": "continuous", "params": {"of": {"of": "task"}, "due": "due", "done": "done_on"}}),
        ),
        rule(
            "Q32",
            "milestone",
            json!({"comparator": "by", "threshold": null, "unit": "share", "period": "plan", "params": {"of": {"of": "task"}, "at": "due", "by": {"month": 4}}}),
        ),
        rule(
            "Q33",
            "parts",
            json!({"unit": "part", "threshold": null, "period": "semester", "params": {"parts": [part("count", json!({})), part("figure", json!({"value": count})), part("coverage", teachers)]}}),
        ),
        rule(
            "Q34",
            "ratio",
            json!({"unit": "ratio", "period": "half_year", "params": {"part": count, "whole": {"count": of_teachers}}}),
        ),
    ]
}

/// The catalogue's rules, all of them switched on, and those above.
fn all_rules(world: &mut World) {
    let text = include_str!("../../core/catalog/rules.json");
    let mut rules: Vec<Value> = serde_json::from_str(text).unwrap();
    rules.extend(queries());
    for (number, mut rule) in (0..).zip(rules) {
        rule["plan"] = json!(id(PLAN));
        for list in ["kinds", "doc_kinds"] {
            let codes = rule[list].as_array().unwrap().iter();
            let set: Map<_, _> =
                codes.map(|code| (code.as_str().unwrap().to_owned(), json!(true))).collect();
            rule[list] = Value::Object(set);
        }
        world.put("rule", RULE + number, rule);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn an_assessor_never_differs_from_a_fresh_assessment(
        changes in prop::collection::vec((change(), prop::bool::weighted(0.8)), 1..40), today in 31..400u64,
    ) {
        let mut world = World::new();
        all_rules(&mut world);
        let mut assessor = Assessor::default();
        for (change, look) in &changes {
            change.make(&mut world);
            if *look {
                let fresh = assess(&world.state, day(today));
                prop_assert_eq!(assessor.assess(&world.state, day(today)), fresh, "after {:?}", change);
            }
        }
    }
}
