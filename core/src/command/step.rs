//! Steps of the state machines: the table says which are allowed and what each needs.

use serde_json::{Value, json};

use crate::log::RecordId;
use crate::record::Activity;
use crate::record::Record;
use crate::record::field::is_empty;
use crate::record::states::{Need, machine};
use crate::state::{Change, State, put};

use super::edit::{known, live, merged, well_formed};
use super::{Context, Fields, Refusal, activity};

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
) -> Result<Vec<Change>, Refusal> {
    let record = live(state, id)?;
    let machine = machine(record.kind(), asked.field)
        .ok_or_else(|| Refusal::UnknownKind(format!("{}.{}", record.kind(), asked.field)))?;
    let from = record.value().get(asked.field).and_then(Value::as_str).unwrap_or(machine.start);
    let step = machine.step(from, asked.to).ok_or_else(|| Refusal::NoSuchStep {
        from: from.to_owned(),
        to: asked.to.to_owned(),
        possible: machine.from(from).map(|step| step.to).collect(),
    })?;

    let mut patch = asked.fields.clone();
    let after = merged(record.value(), &patch);
    let missing: Vec<&'static str> =
        step.needs.iter().filter_map(|need| lacking(need, asked, &after)).collect();
    if !missing.is_empty() && (!asked.force || asked.reason.trim().is_empty()) {
        return Err(Refusal::StepNeeds(missing));
    }
    put(&mut patch, asked.field, asked.to);
    if asked.field == "state" && known(record.kind())?.field("state_reason").is_some() {
        put(
            &mut patch,
            "state_reason",
            if asked.reason.is_empty() { Value::Null } else { json!(asked.reason) },
        );
        put(&mut patch, "state_forced", if missing.is_empty() { Value::Null } else { json!(true) });
    }
    let after = merged(record.value(), &patch);
    well_formed(state, known(record.kind())?, &patch, &after)?;
    if record.kind() == Activity::KIND {
        activity::plausible(state, &patch, &after, context)?;
    }
    Ok(vec![Change::new(record.kind(), id, patch)])
}

fn lacking(need: &Need, asked: &Asked<'_>, after: &Value) -> Option<&'static str> {
    match need {
        Need::Reason => asked.reason.trim().is_empty().then_some("reason"),
        Need::Field(name) => is_empty(after.get(*name)).then_some(*name),
    }
}
