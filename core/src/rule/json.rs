//! Outcomes as the command line prints them.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::label::Lang;

use super::SHARE;
use super::outcome::{Comparator, Lack, Nearly, Outcome, Part, Unknown, Verdict};

/// The object that `assess --format json` prints.
pub fn to_json(outcomes: &[Outcome], on: NaiveDate, catalog: &Catalog, lang: Lang) -> Value {
    let outcomes: Vec<Value> = outcomes.iter().map(|outcome| one(outcome, catalog, lang)).collect();
    json!({"on": on.to_string(), "outcomes": outcomes})
}

fn one(outcome: &Outcome, catalog: &Catalog, lang: Lang) -> Value {
    let records: Vec<String> = outcome.records.iter().map(ToString::to_string).collect();
    let scope = if outcome.scope.pairing.is_some() { "pairing" } else { "plan" };
    let mut said = json!({
        "rule": outcome.code,
        "plan": outcome.plan.to_string(),
        "scope": {
            "kind": scope,
            "id": outcome.about().to_string(),
            "name": outcome.scope.name,
        },
        "period": outcome.period.to_string(),
        "value": outcome.value(),
        "target": outcome.target(),
        "comparator": outcome.comparator.map(Comparator::code),
        "unit": unit(&outcome.unit, catalog, lang),
        "verdict": outcome.verdict.code(),
        "due": outcome.due.to_string(),
        "red_line": outcome.red_line.map(|date| date.to_string()),
        "records": records,
        "nearly": outcome.nearly.iter().map(nearly).collect::<Vec<_>>(),
        "unknowns": outcome.unknowns.iter().map(unknown).collect::<Vec<_>>(),
        "lack": outcome.lack.as_ref().map(lack),
        "restated": outcome.restated,
    });
    if let Some(upper) = outcome.upper() {
        said["upper"] = json!(upper);
    }
    if let Some(frozen) = &outcome.frozen {
        said["frozen"] = json!({
            "value": frozen.value,
            "verdict": frozen.verdict.code(),
            "computed_at": frozen.computed_at.map(|date| date.to_string()),
        });
    }
    for (name, parts) in [("parts", &outcome.parts), ("beside", &outcome.beside)] {
        if !parts.is_empty() {
            said[name] = parts.iter().map(|it| part(it, catalog, lang)).collect();
        }
    }
    said
}

fn nearly(nearly: &Nearly) -> Value {
    let (code, more) = nearly.why.said();
    let mut said = json!({"record": nearly.record.to_string(), "why": code});
    if let Some((name, value)) = more {
        said[name] = value;
    }
    said
}

fn unknown(unknown: &Unknown) -> Value {
    match unknown {
        Unknown::Person(id) => json!({"person": id.to_string()}),
        Unknown::Record(id) => json!({"record": id.to_string()}),
        Unknown::Post(code) => json!({"post": code}),
        Unknown::Part(code) => json!({"part": code}),
    }
}

fn lack(lack: &Lack) -> Value {
    let mut said = json!({"code": lack.code()});
    if let Lack::Records { kind } | Lack::Values { kind, .. } = lack {
        said["kind"] = json!(kind);
    }
    if let Lack::Values { field, .. } = lack {
        said["field"] = json!(field);
    }
    if let Lack::Indicator { code } = lack {
        said["indicator"] = json!(code);
    }
    said
}

fn part(part: &Part, catalog: &Catalog, lang: Lang) -> Value {
    json!({
        "code": part.code,
        "label": part.label.get(lang),
        "value": part.value(),
        "target": part.target(),
        "comparator": part.comparator.map(Comparator::code),
        "unit": unit(&part.unit, catalog, lang),
        "verdict": part.verdict.map(Verdict::code),
        "lack": part.lack.as_ref().map(lack),
    })
}

fn unit(unit: &str, catalog: &Catalog, lang: Lang) -> String {
    if unit == SHARE {
        return "%".to_owned();
    }
    catalog.label("unit", unit).map_or(unit, |label| label.get(lang)).to_owned()
}

/// The same as lines of text for a terminal: columns parted by tabs, under a heading.
pub fn to_table(outcomes: &[Outcome], catalog: &Catalog, lang: Lang) -> String {
    let mut text =
        String::from("rule\tscope\tperiod\tvalue\ttarget\tunit\tverdict\tdue\tred_line\n");
    for outcome in outcomes {
        let comparator = outcome.comparator.map_or("", Comparator::code);
        let red_line = outcome.red_line.map(|date| date.to_string()).unwrap_or_default();
        let line = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{comparator} {}\t{}\t{}\t{}\t{red_line}",
            outcome.code,
            outcome.scope.name,
            outcome.period,
            outcome.value().unwrap_or_else(|| "–".to_owned()),
            outcome.target().unwrap_or_default(),
            unit(&outcome.unit, catalog, lang),
            outcome.verdict.code(),
            outcome.due,
        );
        debug_assert!(line.is_ok(), "writing to a String never fails");
    }
    text
}
