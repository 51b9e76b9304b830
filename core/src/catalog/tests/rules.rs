//! Rules speak only of metrics, fields, codes and settings that exist.

use std::ops::RangeInclusive;

use super::*;

/// The numbers of the rules of the chapters that are written.
const WRITTEN: &[RangeInclusive<u32>] = &[
    30..=44,
    66..=78,
    92..=97,
    112..=119,
    145..=184,
    203..=213,
    227..=235,
    247..=260,
    272..=282,
    292..=307,
    319..=330,
    353..=392,
    415..=425,
    450..=459,
    480..=498,
    517..=528,
];

#[test]
fn every_rule_is_made_of_what_the_engine_knows() {
    const METRICS: [&str; 12] = [
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
    ];
    let catalog = Catalog::builtin();
    unique("rules", catalog.rules().iter().map(|rule| rule.code.as_str()));
    for number in WRITTEN.iter().cloned().flatten() {
        assert!(catalog.rule(&format!("R{number:03}")).is_some(), "R{number:03} is missing");
    }
    for rule in catalog.rules() {
        let code = &rule.code;
        let paired = METRICS.contains(&rule.metric.as_str());
        assert!(paired || query::is_metric(&rule.metric), "{code}: metric {}", rule.metric);
        let scopes = ["helped", "helper", "pairing", "both", "plan"];
        assert!(scopes.contains(&rule.scope.as_str()), "{code}");
        assert!(COMPARATORS.contains(&rule.comparator.as_str()), "{code}");
        assert!(
            ["STD", "COV", "TGT", "MS", "BUD", "LIM", "BASE", "CFG"].contains(&rule.kind.as_str()),
            "{code}"
        );
        assert!(["fig", "word", "prop", "mask"].contains(&rule.basis.as_str()), "{code}");
        for kind in &rule.kinds {
            assert!(catalog.kind(kind).is_some(), "{code}: kind {kind}");
        }
    }
}

#[test]
fn every_threshold_is_what_its_basis_says() {
    for rule in Catalog::builtin().rules() {
        let code = &rule.code;
        let between = rule.comparator == "between";
        assert_eq!(between, rule.upper.is_some(), "{code}: between a threshold and an upper end");
        assert!(rule.basis != "mask" || rule.threshold.is_none(), "{code}: the figure is masked");
        assert_eq!(rule.proposed, rule.basis == "prop", "{code}: a proposed figure is marked");
        assert!(rule.kind != "BASE" || !rule.on, "{code}: a fact of the source starts off");
        let bounded = rule.unit == "share" && rule.metric != "growth" && rule.metric != "ratio";
        let whole = (0..=1000).contains(&rule.threshold.unwrap_or_default());
        assert!(!bounded || whole, "{code}: a share of {:?}", rule.threshold);
    }
}

#[test]
fn every_rule_names_fields_and_codes_that_exist() {
    let catalog = Catalog::builtin();
    let known = |list: &str, code: &str| catalog.label(list, code).is_some();
    for rule in catalog.rules() {
        let code = &rule.code;
        assert!(known("rule_kind", &rule.kind) && known("rule_basis", &rule.basis), "{code}");
        assert!(known("rule_scope", &rule.scope), "{code}: scope {}", rule.scope);
        assert!(known("unit", &rule.unit), "{code}: unit {}", rule.unit);
        assert!(known("period", &rule.period), "{code}: period {}", rule.period);
        for kind in &rule.doc_kinds {
            assert!(known("document_kind", kind), "{code}: document {kind}");
        }
        for (name, value) in &rule.params {
            check_param(&catalog, rule, name, value);
        }
    }
}

/// Holds one parameter of a rule against the lists and fields it speaks of.
fn check_param(catalog: &Catalog, rule: &RuleDraft, name: &str, value: &Value) {
    let items = value.as_array().into_iter().flatten();
    let texts: Vec<&str> = items.chain([value]).filter_map(Value::as_str).collect();
    let list = match (rule.metric.as_str(), name) {
        ("share_rating", "at_least") => "lesson_rating",
        ("count_achievement", "kind") => "achievement_kind",
        (_, "level_at_least") => "achievement_level",
        (_, "category") => "issue_category",
        (_, "once") => "document_kind",
        (_, "volume") => "volume",
        (_, "accepted") => "exchange_state",
        (_, "assessment_kind") => "assessment_kind",
        _ => "",
    };
    for text in &texts {
        let found = list.is_empty() || catalog.label(list, text).is_some();
        assert!(found, "{}: {name} {text} is not in {list}", rule.code);
    }
    // Fields of the activity itself are `own` in the kind's list, so one look finds both.
    if ["field", "request_field", "state_field", "needs"].contains(&name) {
        for field in texts {
            assert!(catalog.field(&rule.kinds[0], field).is_some(), "{}: field {field}", rule.code);
        }
    }
    if name == "where" {
        for condition in value.as_array().unwrap() {
            let text = |key: &str| condition.get(key).and_then(Value::as_str);
            for kind in
                rule.kinds.iter().filter(|kind| text("kind").is_none_or(|only| only == *kind))
            {
                let field = catalog.field(kind, text("field").unwrap());
                let field = field.unwrap_or_else(|| panic!("{}: {condition} on {kind}", rule.code));
                for key in ["any_of", "none_of"] {
                    for code in condition.get(key).and_then(Value::as_array).into_iter().flatten() {
                        let known = catalog
                            .options(field)
                            .iter()
                            .any(|option| code == option.code.as_str());
                        assert!(known, "{}: {condition}", rule.code);
                    }
                }
            }
        }
    }
}

#[test]
fn every_switch_of_a_rule_is_a_setting_and_one_of_its_options() {
    fn settings_in<'a>(value: &'a Value, found: &mut Vec<(&'a str, Option<&'a str>)>) {
        match value {
            Value::Object(map) => {
                if let Some(setting) = map.get("setting").and_then(Value::as_str) {
                    found.push((setting, map.get("is").and_then(Value::as_str)));
                }
                map.values().for_each(|inner| settings_in(inner, found));
            }
            Value::Array(items) => items.iter().for_each(|inner| settings_in(inner, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let catalog = Catalog::builtin();
    let mut found = Vec::new();
    for rule in catalog.rules() {
        rule.params.values().for_each(|value| settings_in(value, &mut found));
        for (name, value) in &rule.params {
            if let Some(param) = name.strip_suffix("_setting") {
                let now = rule.params.get(param).and_then(Value::as_str);
                assert!(now.is_some(), "{}: {name} replaces nothing", rule.code);
                found.push((value.as_str().unwrap(), now));
            }
        }
    }
    assert!(found.len() >= 4);
    for (code, option) in found {
        let setting = catalog.setting(code).unwrap_or_else(|| panic!("{code} is no setting"));
        let option = option.unwrap_or_else(|| panic!("{code}: no value"));
        assert!(
            setting.options.iter().any(|known| known.code == option),
            "{code} has no option {option}"
        );
    }
}
