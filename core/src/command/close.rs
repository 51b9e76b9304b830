//! Closing a period: what every rule came to is written down in the rule, so that later corrections show (R666).

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::calendar::PeriodKey;
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{Id, Plan, Record, Rule};
use crate::rule::{Comparator, Outcome, assess};
use crate::state::{Change, State};

use super::edit::live;
use super::{Context, Refusal};

/// Writes down the outcomes of a plan in a period that is over: those of the period itself, and of shorter ones inside
/// it. What was written before stays, unless it is asked to be written anew where today's computation differs.
pub(super) fn close(
    state: &State,
    plan: RecordId,
    period: &str,
    anew: bool,
    context: &Context<'_>,
) -> Result<Vec<Change>, Refusal> {
    let record = live(state, plan)?;
    let found = state.plans().get(Id::new(plan)).filter(|_| record.kind() == Plan::KIND);
    let Some(found) = found else {
        let kinds = vec![Plan::KIND];
        return Err(Refusal::DanglingRef { field: "plan".to_owned(), id: plan, kinds });
    };
    let (key, first, last) = span(state, found, period)?;
    if context.today <= last {
        return Err(Refusal::PeriodNotOver { ends: last });
    }
    let outcomes = assess(state, last);
    let inside = outcomes.iter().filter(|it| it.plan.untyped() == plan);
    let inside = inside.filter(|it| it.period == key || is_inside(it, first, last));
    let due = inside.filter(|it| it.frozen.is_none() || (anew && it.restated));
    let mut results: Numbered<Map<String, Value>> = Numbered::default();
    for outcome in due {
        let result = json!({
            "value": outcome.value(),
            "verdict": outcome.verdict.code(),
            "computed_at": context.today.to_string(),
            "explanation": explanation(outcome),
            "gone": false,
        });
        if let Some(of_rule) = results.or_default(outcome.rule.untyped().bits()) {
            of_rule.insert(format!("{}/{}", outcome.about(), outcome.period), result);
        }
    }
    if results.is_empty() {
        return Err(Refusal::NothingToClose);
    }
    let changes = results.iter().map(|(rule, results)| {
        let patch = Map::from_iter([("results".to_owned(), Value::Object(results.clone()))]);
        Change::new(Rule::KIND, RecordId::new(rule), patch)
    });
    Ok(changes.collect())
}

/// The days of the period that a text names.
fn span(
    state: &State,
    plan: &Plan,
    period: &str,
) -> Result<(PeriodKey, NaiveDate, NaiveDate), Refusal> {
    let unknown = || Refusal::NoSuchPeriod { period: period.to_owned() };
    let key: PeriodKey = period.parse().map_err(|_| unknown())?;
    if key == PeriodKey::Plan {
        let (from, to) = plan.from.zip(plan.to).ok_or_else(unknown)?;
        return Ok((key, from, to));
    }
    let found = state.calendar().period(key).ok_or_else(unknown)?;
    Ok((key, found.from, found.to))
}

/// Whether an outcome belongs to a longer period: it lies inside, or is due in it whenever it began.
fn is_inside(outcome: &Outcome, first: NaiveDate, last: NaiveDate) -> bool {
    let dated = matches!(outcome.period, PeriodKey::Day(_));
    (first..=last).contains(&outcome.due) && (dated || outcome.from >= first)
}

/// What it was made of, in figures and signs that need no language: `7.5 >= 10 class_hour ✓5 ~2 ?1`.
fn explanation(outcome: &Outcome) -> String {
    let mut said = outcome.value().unwrap_or_else(|| "–".to_owned());
    if let (Some(comparator), Some(target)) = (outcome.comparator, outcome.target()) {
        let written = write!(said, " {} {target}", comparator.code());
        debug_assert!(written.is_ok(), "writing to a String never fails");
        if let (Comparator::Between, Some(upper)) = (comparator, outcome.upper()) {
            said.push('…');
            said.push_str(&upper);
        }
    }
    said.push(' ');
    said.push_str(&outcome.unit);
    let counts =
        [('✓', outcome.records.len()), ('~', outcome.nearly.len()), ('?', outcome.unknowns.len())];
    for (sign, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        said.push(' ');
        said.push(sign);
        said.push_str(&count.to_string());
    }
    if let Some(lack) = &outcome.lack {
        said.push_str(" !");
        said.push_str(lack.code());
    }
    said
}
