//! Changing what an agreement asks for: the rule from a day on, and a line in the plan's versions that says why (R535).

use chrono::NaiveDate;
use serde_json::{Map, json};

use crate::log::RecordId;
use crate::record::{Decimal, Id, Plan, Record, Rule};
use crate::state::{Change, State};

use super::edit::{known, live, well_formed};
use super::{Context, Ids, Refusal};

/// What is to be changed.
pub(super) struct Amendment<'a> {
    pub(super) rule: RecordId,
    pub(super) threshold: Option<i64>,
    pub(super) from: Option<NaiveDate>,
    pub(super) off: Option<bool>,
    pub(super) reason: &'a str,
}

pub(super) fn amend(
    state: &State,
    asked: &Amendment<'_>,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    let record = live(state, asked.rule)?;
    let rule = state.rules().get(Id::new(asked.rule)).filter(|_| record.kind() == Rule::KIND);
    let Some(rule) = rule else {
        let (field, kinds) = ("rule".to_owned(), vec![Rule::KIND]);
        return Err(Refusal::DanglingRef { field, id: asked.rule, kinds });
    };
    if asked.reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    }
    let from = asked.from.unwrap_or(context.today);
    let before = in_force(rule, from);
    let mut patch = Map::new();
    let mut said = Vec::new();
    if let Some(threshold) = asked.threshold.filter(|new| before != Some(Decimal(*new))) {
        let step = json!({"from": from.to_string(), "threshold": threshold});
        patch.insert("steps".to_owned(), json!({ from.to_string(): step }));
        let old = before.map(|before| before.to_string()).unwrap_or_default();
        said.push(format!("{old} → {}", Decimal(threshold)));
    }
    if let Some(off) = asked.off.filter(|off| *off != rule.off) {
        patch.insert("off".to_owned(), json!(off));
        said.push(if off { "✕".to_owned() } else { "✓".to_owned() });
    }
    if patch.is_empty() {
        return Ok(Vec::new());
    }
    well_formed(state, known(Rule::KIND)?, &patch, record.value())?;
    let mut changes = vec![Change::new(Rule::KIND, asked.rule, patch)];
    if let Some(plan) = rule.plan.filter(|plan| state.plans().get(*plan).is_some()) {
        let name = rule.title.get(crate::label::Lang::ZhHans);
        let diff = format!("{name} {}", said.join(" "));
        changes.push(version(state, plan, &diff, asked.reason, context, ids)?);
    }
    Ok(changes)
}

/// The threshold that holds on a day.
fn in_force(rule: &Rule, day: NaiveDate) -> Option<Decimal> {
    let begun = rule.steps.values().filter_map(|step| Some((step.from?, step.threshold?)));
    let latest = begun.filter(|(from, _)| *from <= day).max_by_key(|(from, _)| *from);
    latest.map(|(_, threshold)| threshold).or(rule.threshold)
}

fn version(
    state: &State,
    plan: Id<Plan>,
    diff: &str,
    reason: &str,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Change, Refusal> {
    let versions = state.plans().get(plan).map(|plan| &plan.versions);
    let revisions = versions.into_iter().flat_map(|all| all.values().filter_map(|it| it.revision));
    let mut version = json!({
        "revision": revisions.max().unwrap_or(1) + 1,
        "date": context.today.to_string(),
        "reason": reason.trim(),
        "diff": diff,
    });
    if let Some(by) = context.by {
        version["approver"] = json!(by.to_string());
    }
    let key = ids.fresh().to_string();
    let patch = Map::from_iter([("versions".to_owned(), json!({ key: version }))]);
    let value = state.log().record(plan.untyped()).map(|record| record.value());
    well_formed(state, known(Plan::KIND)?, &patch, value.unwrap_or(&json!({})))?;
    Ok(Change::new(Plan::KIND, plan.untyped(), patch))
}
