//! Rules over the whole domain: the query language in `params` speaks only of record kinds, fields, codes and
//! indicators that exist, and every metric gets the parameters it takes.

use serde_json::Map;

use super::path::Place;
use super::*;
use crate::record::schema;

/// What each metric of the language takes: needed first, then optional.
const METRICS: [(&str, &[&str], &[&str]); 8] = [
    ("figure", &["value"], &[]),
    ("coverage", &["of", "met"], &[]),
    ("least", &["of", "each", "by"], &["to", "in_period", "sum", "distinct", "days"]),
    ("ratio", &["part", "whole"], &[]),
    ("growth", &["now", "base", "as"], &[]),
    ("milestone", &["of", "at"], &["planned", "by"]),
    ("overdue", &["of", "due", "done"], &[]),
    ("parts", &["parts"], &[]),
];

/// Which metrics the language has besides those that count a pairing's activities.
pub(super) fn is_metric(name: &str) -> bool {
    METRICS.iter().any(|(metric, ..)| *metric == name)
}

/// Every activity kind that the queries of a rule name.
pub(super) fn kinds_named(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if map.get("of").is_some_and(|of| of == "activity") {
                let kinds = map.get("kinds").and_then(Value::as_array).into_iter().flatten();
                found.extend(kinds.filter_map(Value::as_str).map(str::to_owned));
            }
            map.values().for_each(|inner| kinds_named(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| kinds_named(inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The days that a date can be held against.
const DAYS: [&str; 4] = ["period_start", "period_end", "plan_start", "plan_end"];

/// Reads the parameters of one rule and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) catalog: &'a Catalog,
    rule: String,
    faults: Vec<String>,
}

impl Reader<'_> {
    pub(super) fn fault(&mut self, text: impl AsRef<str>) {
        self.faults.push(format!("{}: {}", self.rule, text.as_ref()));
    }

    pub(super) fn metric(&mut self, metric: &str, params: &Map<String, Value>) {
        let Some((_, needed, optional)) = METRICS.iter().find(|(name, ..)| *name == metric) else {
            return;
        };
        for name in needed.iter().filter(|name| !params.contains_key(**name)) {
            self.fault(format!("{metric} needs {name}"));
        }
        for name in params.keys().map(String::as_str) {
            if !needed.contains(&name) && !optional.contains(&name) && name != "beside" {
                self.fault(format!("{metric} takes no {name}"));
            }
        }
        let at = |name: &str| params.get(name).unwrap_or(&Value::Null);
        for figure in at("beside").as_array().into_iter().flatten() {
            self.expression(&figure["value"]);
        }
        match metric {
            "figure" => self.expression(at("value")),
            "ratio" => ["part", "whole"].iter().for_each(|name| self.expression(at(name))),
            "growth" => {
                ["now", "base"].iter().for_each(|name| self.expression(at(name)));
                if at("as") != "share" && at("as") != "absolute" {
                    self.fault("growth is as share or absolute");
                }
            }
            "parts" => self.parts(at("parts")),
            _ => self.each_record(metric, params),
        }
    }

    /// The metrics that look at every record of a selection.
    fn each_record(&mut self, metric: &str, params: &Map<String, Value>) {
        let at = |name: &str| params.get(name).unwrap_or(&Value::Null);
        let of = self.select(at("of"));
        match metric {
            "coverage" => self.conditions(&of, at("met")),
            "least" => {
                let each = self.select(at("each"));
                self.reference(&each, at("by"));
                if params.contains_key("to") {
                    self.path(&of, at("to"));
                }
            }
            "milestone" => {
                self.date(&of, at("at"));
                let by = at("by");
                let day = by["day"].is_u64() || by["day"] == "end" || by["day"] == "early";
                match params.get("planned") {
                    Some(planned) => self.date(&of, planned),
                    None if by["month"].is_u64() && day => {}
                    None => self.fault(format!("milestone: by when? {by}")),
                }
            }
            _ => {
                self.date(&of, at("due"));
                self.date(&of, at("done"));
            }
        }
    }

    fn parts(&mut self, parts: &Value) {
        let parts = parts.as_array().cloned().unwrap_or_default();
        if parts.len() < 2 {
            self.fault("parts: fewer than two");
        }
        for part in &parts {
            let text = |name: &str| part[name].as_str().unwrap_or_default();
            if !is_code(text("code")) || !part["label"].is_object() {
                self.fault(format!("a part needs a code and a label: {part}"));
            }
            if !is_metric(text("metric")) || text("metric") == "parts" {
                self.fault(format!("part {}: metric {}", text("code"), text("metric")));
            }
            if !COMPARATORS.contains(&text("comparator")) {
                self.fault(format!("part {}: comparator", text("code")));
            }
            if !(part["threshold"].is_i64() || part["threshold"].is_null()) {
                self.fault(format!("part {}: threshold", text("code")));
            }
            if self.catalog.label("unit", text("unit")).is_none() {
                self.fault(format!("part {}: unit {}", text("code"), text("unit")));
            }
            self.metric(text("metric"), part["params"].as_object().unwrap_or(&Map::new()));
        }
    }

    pub(super) fn select(&mut self, value: &Value) -> Place {
        let empty = Map::new();
        let map = value.as_object().unwrap_or(&empty);
        for key in map.keys() {
            if !["of", "where", "in_period", "kinds", "done", "when", "unless"]
                .contains(&key.as_str())
            {
                self.fault(format!("a selection has no {key}: {value}"));
            }
        }
        let of = map.get("of").and_then(Value::as_str).unwrap_or_default();
        let kinds = map.get("kinds").and_then(Value::as_array).into_iter().flatten();
        let kinds: Vec<String> = kinds.filter_map(Value::as_str).map(str::to_owned).collect();
        for kind in &kinds {
            if of != "activity" || self.catalog.kind(kind).is_none() {
                self.fault(format!("no kind {kind} of {of}"));
            }
        }
        let place = self.record(of, kinds);
        if let Some(date) = map.get("in_period").filter(|date| **date != false) {
            self.date(&place, date);
        }
        if let Some(conditions) = map.get("where") {
            self.conditions(&place, conditions);
        }
        place
    }

    fn record(&mut self, of: &str, kinds: Vec<String>) -> Place {
        if schema(of).is_some() {
            return Place::Record(vec![of.to_owned()], kinds);
        }
        self.fault(format!("no record kind {of:?}"));
        Place::Lost
    }

    fn conditions(&mut self, place: &Place, list: &Value) {
        if !list.is_array() {
            self.fault(format!("no list of conditions: {list}"));
        }
        for condition in list.as_array().into_iter().flatten() {
            self.condition(place, condition);
        }
    }

    fn condition(&mut self, place: &Place, condition: &Value) {
        let empty = Map::new();
        let map = condition.as_object().unwrap_or(&empty);
        if let Some(several) = map.get("any").or(map.get("all")) {
            return self.conditions(place, several);
        }
        if let Some(not) = map.get("not") {
            return self.condition(place, not);
        }
        if let Some(linked) = map.get("linked") {
            return self.linked(place, linked, map);
        }
        let end = self.path(place, map.get("field").unwrap_or(&Value::Null));
        let mut tests = 0;
        for (key, value) in map {
            tests += 1;
            match key.as_str() {
                "field" | "every" | "kind" | "when" | "unless" => tests -= 1,
                "days" if value.is_i64() => tests -= 1,
                "any_of" | "none_of" => self.codes(&end, value, condition),
                "filled" if value.is_boolean() => {}
                "is" if value.is_boolean() => self.ends(&end, "bool", condition),
                "at_least" | "at_most" if value.is_i64() => self.ends(&end, "number", condition),
                "age_at_least" | "age_at_most" if value.is_i64() => {
                    self.ends(&end, "date", condition);
                }
                "by" | "since" if DAYS.iter().any(|day| value == day) => {
                    self.ends(&end, "date", condition);
                }
                "not_after_field" => {
                    self.ends(&end, "date", condition);
                    self.date(place, value);
                }
                _ => self.fault(format!("no condition {key}: {condition}")),
            }
        }
        if tests == 0 {
            self.fault(format!("nothing is asked: {condition}"));
        }
    }

    /// A condition on records that name this one.
    fn linked(&mut self, place: &Place, linked: &Value, map: &Map<String, Value>) {
        let other = self.select(linked);
        self.reference(&other, map.get("by").unwrap_or(&Value::Null));
        for (key, value) in map {
            match key.as_str() {
                "linked" | "by" | "when" | "unless" => {}
                "at_least" | "at_most" if value.is_i64() => {}
                "to" => drop(self.path(place, value)),
                "in_period" if value == false => {}
                "in_period" => self.date(&other, value),
                "sum" => {
                    let end = self.path(&other, value);
                    self.ends(&end, "number", value);
                }
                "distinct" => drop(self.path(&other, value)),
                "days" => {
                    value.as_array().into_iter().flatten().for_each(|end| self.date(&other, end));
                }
                _ => self.fault(format!("linked takes no {key}")),
            }
        }
    }

    fn codes(&mut self, end: &Place, codes: &Value, condition: &Value) {
        let known = match end {
            Place::Value("code", known) => known.clone(),
            Place::Value("text", _) | Place::Lost => None,
            Place::Record(..) | Place::Items(_) | Place::Item(_) | Place::Value(..) => {
                return self.fault(format!("not a code: {condition}"));
            }
        };
        let codes: Vec<&str> =
            codes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if codes.is_empty() {
            self.fault(format!("no codes: {condition}"));
        }
        for code in codes {
            if known.as_ref().is_some_and(|known| !known.iter().any(|one| one == code)) {
                self.fault(format!("no code {code}: {condition}"));
            }
        }
    }

    pub(super) fn ends(&mut self, end: &Place, form: &str, what: &Value) {
        match end {
            Place::Value(is, _) if *is == form => {}
            Place::Lost => {}
            Place::Record(..) | Place::Items(_) | Place::Item(_) | Place::Value(..) => {
                self.fault(format!("{what}: a {form} is needed, not {end:?}"));
            }
        }
    }

    pub(super) fn date(&mut self, place: &Place, path: &Value) {
        let end = self.path(place, path);
        self.ends(&end, "date", path);
    }

    /// A field by which one record names another.
    fn reference(&mut self, place: &Place, path: &Value) {
        let end = self.path(place, path);
        if !matches!(end, Place::Record(..) | Place::Items(_) | Place::Lost) {
            self.fault(format!("{path} names no record: {end:?}"));
        }
    }

    /// Follows a path from a place.
    pub(super) fn path(&mut self, from: &Place, path: &Value) -> Place {
        let Some(text) = path.as_str() else {
            self.fault(format!("no path: {path}"));
            return Place::Lost;
        };
        let mut place = from.clone();
        for name in text.split('.') {
            let Some(next) = place.step(self.catalog, name) else {
                self.fault(format!("no {name} in {text}"));
                return Place::Lost;
            };
            place = next;
        }
        place
    }
}

#[test]
fn the_queries_of_every_rule_speak_of_what_there_is() {
    let catalog = Catalog::builtin();
    let mut faults = Vec::new();
    for rule in catalog.rules() {
        let mut reader = Reader { catalog: &catalog, rule: rule.code.clone(), faults: Vec::new() };
        reader.metric(&rule.metric, &rule.params);
        faults.append(&mut reader.faults);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_query_that_names_what_is_not_there_is_found() {
    let catalog = Catalog::builtin();
    let faults = |metric: &str, params: Value| {
        let mut reader = Reader { catalog: &catalog, rule: "R000".into(), faults: Vec::new() };
        reader.metric(metric, params.as_object().unwrap());
        !reader.faults.is_empty()
    };
    let good = serde_json::json!({"of": {"of": "issue", "where": [{"field": "category", "any_of": ["safety"]}]},
        "met": [{"linked": {"of": "activity", "kinds": ["K32"]}, "by": "student"}, {"field": "source_activity.host_org.boarding", "is": true}]});
    assert!(!faults("coverage", good));
    for wrong in [
        serde_json::json!({"of": {"of": "issues"}, "met": []}),
        serde_json::json!({"of": {"of": "issue"}, "met": [{"field": "colour", "filled": true}]}),
        serde_json::json!({"of": {"of": "issue"}, "met": [{"field": "category", "any_of": ["horoscope"]}]}),
        serde_json::json!({"of": {"of": "issue"}, "met": [{"field": "category", "at_least": 1}]}),
        serde_json::json!({"of": {"of": "issue"}, "met": [{"linked": {"of": "activity", "kinds": ["K32"]}, "by": "result"}]}),
        serde_json::json!({"of": {"of": "activity", "kinds": ["K99"]}, "met": []}),
        serde_json::json!({"of": {"of": "issue"}}),
    ] {
        assert!(faults("coverage", wrong.clone()), "{wrong}");
    }
    assert!(faults("figure", serde_json::json!({"value": {"latest": "horoscope"}})));
    let sum = serde_json::json!({"value": {"sum": "title", "in": {"of": "issue"}}});
    assert!(faults("figure", sum));
}
