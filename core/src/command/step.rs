//! Steps of the state machines: the table says which are allowed, what each needs and what it writes down.

use serde_json::{Value, json};

use crate::log::RecordId;
use crate::record::states::{Machine, Mark, Move, machine};
use crate::record::{Activity, Record, Schema};
use crate::state::{Change, State, put};

use super::edit::{known, live, merged, well_formed};
use super::needs::{Case, unmet};
use super::{Context, Fields, Ids, Refusal, activity, marks, revision};

/// The step as it was asked for.
pub(super) struct Asked<'a> {
    pub(super) field: &'a str,
    pub(super) to: &'a str,
    pub(super) reason: &'a str,
    pub(super) fields: &'a Fields,
    pub(super) force: bool,
}

pub(super) fn take(
    state: &State,
    id: RecordId,
    asked: &Asked<'_>,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    let record = live(state, id)?;
    let schema = known(record.kind())?;
    let machine = machine(record.kind(), asked.field)
        .ok_or_else(|| Refusal::UnknownKind(format!("{}.{}", record.kind(), asked.field)))?;
    let step = next(machine, record.value(), asked.to)?;
    if let Some(field) = asked.fields.keys().find(|field| is_governed(schema, field)) {
        return Err(Refusal::StateField { field: field.clone() });
    }

    let mut patch = asked.fields.clone();
    let reason = asked.reason.trim();
    let line = marks::make(step.marks, record.value(), &mut patch, reason, context, ids);
    if step.marks.contains(&Mark::Version) {
        revision::tell(record, &mut patch);
    }
    let after = merged(record.value(), &patch);
    let case = Case { id, after: &after, line: line.as_ref(), reason, today: context.today };
    let needs = unmet(state, step, &case);
    if !needs.is_empty() && (!asked.force || reason.is_empty()) {
        return Err(Refusal::StepNeeds { kind: schema.kind, needs });
    }
    put(&mut patch, asked.field, asked.to);
    say_why(schema, record.value(), &mut patch, reason, !needs.is_empty());
    let after = merged(record.value(), &patch);
    well_formed(state, schema, &patch, &after)?;
    if record.kind() == Activity::KIND {
        activity::plausible(state, &patch, &after, context)?;
    }
    Ok(vec![Change::new(record.kind(), id, patch)])
}

fn next<'m>(machine: &'m Machine, value: &Value, to: &str) -> Result<&'m Move, Refusal> {
    let now = value.get(machine.field).and_then(Value::as_str);
    let from = now.filter(|code| !code.is_empty()).unwrap_or(machine.start);
    machine.step(from, to).ok_or_else(|| Refusal::NoSuchStep {
        from: from.to_owned(),
        to: to.to_owned(),
        possible: machine.from(from).map(|step| step.to).collect(),
    })
}

/// Whether a field is written by steps alone.
pub(super) fn is_governed(schema: &Schema, field: &str) -> bool {
    machine(schema.kind, field).is_some() || field == "state_forced"
}

/// Notes the reason. Once a step was forced, the record stays marked, and its reason stands until another is given.
fn say_why(schema: &Schema, value: &Value, patch: &mut Fields, reason: &str, forced: bool) {
    if schema.field("state_reason").is_none() {
        return;
    }
    let marked = value.get("state_forced") == Some(&Value::Bool(true));
    if forced {
        put(patch, "state_forced", true);
    }
    if !reason.is_empty() {
        put(patch, "state_reason", json!(reason));
    } else if !marked {
        put(patch, "state_reason", Value::Null);
    }
}
