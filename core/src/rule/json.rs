//! Outcomes as the command line prints them.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::catalog::Catalog;
use crate::label::Lang;

use super::SHARE;
use super::outcome::{Comparator, Outcome};

/// The object that `assess --format json` prints.
pub fn to_json(outcomes: &[Outcome], on: NaiveDate, catalog: &Catalog, lang: Lang) -> Value {
    let outcomes: Vec<Value> = outcomes.iter().map(|outcome| one(outcome, catalog, lang)).collect();
    json!({"on": on.to_string(), "outcomes": outcomes})
}

fn one(outcome: &Outcome, catalog: &Catalog, lang: Lang) -> Value {
    let records: Vec<String> = outcome.records.iter().map(ToString::to_string).collect();
    json!({
        "rule": outcome.code,
        "plan": outcome.plan.to_string(),
        "scope": {
            "kind": "pairing",
            "id": outcome.scope.pairing.to_string(),
            "name": outcome.scope.name,
        },
        "period": outcome.period.to_string(),
        "value": outcome.value(),
        "target": outcome.target(),
        "comparator": outcome.comparator.map(Comparator::code),
        "unit": unit(outcome, catalog, lang),
        "verdict": outcome.verdict.code(),
        "due": outcome.due.to_string(),
        "red_line": outcome.red_line.map(|date| date.to_string()),
        "records": records,
    })
}

fn unit(outcome: &Outcome, catalog: &Catalog, lang: Lang) -> String {
    if outcome.unit == SHARE {
        return "%".to_owned();
    }
    catalog.label("unit", &outcome.unit).map_or(&*outcome.unit, |label| label.get(lang)).to_owned()
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
            unit(outcome, catalog, lang),
            outcome.verdict.code(),
            outcome.due,
        );
        debug_assert!(line.is_ok(), "writing to a String never fails");
    }
    text
}
