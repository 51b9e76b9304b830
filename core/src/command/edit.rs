//! Adding, editing, deleting and restoring records of any kind, and deciding an outcome by hand.

use serde_json::{Map, Value, json};

use crate::log::{Record as Folded, RecordId};
use crate::record::field::{self, FieldProblem, Type, as_id};
use crate::record::states::MACHINES;
use crate::record::{Activity, Pairing, Person, Record, Rule, Schema, normalised, schema};
use crate::state::{Change, State};

use super::step::is_governed;
use super::{Context, Fields, Ids, Refusal, activity};

/// The record under `id`, when it is there and not in the recycle bin.
pub(super) fn live(state: &State, id: RecordId) -> Result<&Folded, Refusal> {
    let record = state.log().record(id).ok_or(Refusal::NoSuchRecord(id))?;
    if is_deleted(record) { Err(Refusal::Deleted(id)) } else { Ok(record) }
}

fn is_deleted(record: &Folded) -> bool {
    record.value().get("deleted") == Some(&Value::Bool(true))
}

/// The schema of a kind that commands may write.
pub(super) fn known(kind: &str) -> Result<&'static Schema, Refusal> {
    schema(kind).ok_or_else(|| Refusal::UnknownKind(kind.to_owned()))
}

pub(super) fn add(
    state: &State,
    kind: &str,
    id: Option<RecordId>,
    fields: &Fields,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    if kind == Activity::KIND {
        return activity::record(state, id, fields, &[], context, ids);
    }
    let id = id.unwrap_or_else(|| ids.fresh());
    if state.log().record(id).is_some() {
        return Err(Refusal::IdTaken(id));
    }
    let schema = known(kind)?;
    let mut fields = in_its_form(kind, fields);
    for machine in MACHINES.iter().filter(|machine| machine.kind == kind) {
        fields.entry(machine.field).or_insert_with(|| json!(machine.start));
    }
    states_known(schema, &fields)?;
    well_formed(state, schema, &fields, &Value::Object(fields.clone()))?;
    Ok(vec![Change::new(kind, id, fields)])
}

/// What has one way to be written is written in it: an identity number ends in a large X.
fn in_its_form(kind: &str, fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    if let Some(Value::String(number)) =
        fields.get_mut("id_number").filter(|_| kind == Person::KIND)
    {
        *number = normalised(number);
    }
    fields
}

/// A record may be brought in whatever its state, but not in a state that no machine knows.
pub(super) fn states_known(schema: &Schema, fields: &Fields) -> Result<(), Refusal> {
    for machine in MACHINES.iter().filter(|machine| machine.kind == schema.kind) {
        let state = fields.get(machine.field).and_then(Value::as_str).unwrap_or(machine.start);
        if !machine.states.contains(&state) {
            let (field, possible) = (machine.field, machine.states);
            return Err(Refusal::UnknownState { field, state: state.to_owned(), possible });
        }
    }
    Ok(())
}

pub(super) fn edit(
    state: &State,
    id: RecordId,
    fields: &Fields,
    context: &Context<'_>,
) -> Result<Vec<Change>, Refusal> {
    let record = live(state, id)?;
    let schema = known(record.kind())?;
    let patch = only_what_differs(record.value(), &in_its_form(record.kind(), fields));
    if let Some(field) = patch.keys().find(|field| is_governed(schema, field)) {
        return Err(Refusal::StateField { field: field.clone() });
    }
    if patch.is_empty() {
        return Ok(Vec::new());
    }
    let after = merged(record.value(), &patch);
    well_formed(state, schema, &patch, &after)?;
    if record.kind() == Activity::KIND {
        activity::plausible(state, &patch, &after, context)?;
    }
    Ok(vec![Change::new(record.kind(), id, patch)])
}

pub(super) fn delete(state: &State, id: RecordId) -> Result<Vec<Change>, Refusal> {
    let record = live(state, id)?;
    Ok(vec![flag(record, id, true)])
}

pub(super) fn restore(state: &State, id: RecordId) -> Result<Vec<Change>, Refusal> {
    let record = state.log().record(id).ok_or(Refusal::NoSuchRecord(id))?;
    if is_deleted(record) {
        Ok(vec![flag(record, id, false)])
    } else {
        Err(Refusal::NotDeleted(id))
    }
}

fn flag(record: &Folded, id: RecordId, deleted: bool) -> Change {
    let patch =
        Map::from_iter([("deleted".to_owned(), if deleted { json!(true) } else { Value::Null })]);
    Change::new(record.kind(), id, patch)
}

pub(super) fn judge(
    state: &State,
    rule: RecordId,
    key: &str,
    verdict: &str,
    reason: &str,
    context: &Context<'_>,
) -> Result<Vec<Change>, Refusal> {
    let record = live(state, rule)?;
    if record.kind() != Rule::KIND {
        return Err(Refusal::DanglingRef {
            field: "rule".to_owned(),
            id: rule,
            kinds: vec![Rule::KIND],
        });
    }
    let decision = if verdict.is_empty() {
        json!({"gone": true})
    } else if reason.trim().is_empty() {
        return Err(Refusal::ReasonMissing);
    } else {
        let by = context.by.map(|by| by.to_string());
        json!({"verdict": verdict, "reason": reason, "by": by, "gone": false})
    };
    let patch = Map::from_iter([("overrides".to_owned(), json!({ key: decision }))]);
    well_formed(state, known(Rule::KIND)?, &patch, record.value())?;
    Ok(vec![Change::new(Rule::KIND, rule, patch)])
}

/// Declines a patch that does not fit its schema, leaves a required field empty, or refers to what is not there.
pub(super) fn well_formed(
    state: &State,
    schema: &'static Schema,
    patch: &Fields,
    after: &Value,
) -> Result<(), Refusal> {
    let mut problems = field::check(schema, patch);
    if problems.iter().all(|problem| problem.unfit != field::Unfit::Empty) {
        problems.extend(field::missing(schema, after));
    }
    if !problems.is_empty() {
        return Err(Refusal::Fields(problems));
    }
    refs_lead_somewhere(state, schema, patch)?;
    in_order(after)?;
    if schema.kind == Pairing::KIND { sides_differ(after) } else { Ok(()) }
}

fn refs_lead_somewhere(
    state: &State,
    schema: &'static Schema,
    patch: &Fields,
) -> Result<(), Refusal> {
    for (name, value) in patch {
        let Some(field) = schema.field(name) else { continue };
        if let Type::Ref(kinds) = field.ty {
            leads_to(state, name, as_id(value), kinds)?;
        }
        if let Type::RefSet(kinds) = field.ty {
            let set = value.as_object().into_iter().flatten();
            for (id, _) in set.filter(|(_, kept)| kept.as_bool() == Some(true)) {
                leads_to(state, name, id.parse().ok(), kinds)?;
            }
        }
    }
    Ok(())
}

fn leads_to(
    state: &State,
    field: &str,
    id: Option<RecordId>,
    kinds: &'static [&'static str],
) -> Result<(), Refusal> {
    let Some(id) = id else { return Ok(()) };
    let fits = |record: &Folded| kinds.is_empty() || kinds.contains(&record.kind());
    if state.log().record(id).is_some_and(fits) {
        return Ok(());
    }
    Err(Refusal::DanglingRef { field: field.to_owned(), id, kinds: kinds.to_vec() })
}

/// What begins must not end before: dates of any record that has both.
pub(super) fn in_order(after: &Value) -> Result<(), Refusal> {
    let text = |name: &str| after.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let pairs = [
        ("from", "to"),
        ("date", "to"),
        ("start", "end"),
        ("period_from", "period_to"),
        ("entered_on", "exited_on"),
    ];
    for (start, end) in
        pairs.into_iter().filter_map(|(start, end)| Some((text(start)?, text(end)?)))
    {
        if end < start {
            return Err(Refusal::EndBeforeStart { start: start.to_owned(), end: end.to_owned() });
        }
    }
    Ok(())
}

fn sides_differ(after: &Value) -> Result<(), Refusal> {
    let side = |name: &str| after.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let b = side("side_b");
    let shared = side("side_a")
        .iter()
        .any(|(id, kept)| kept.as_bool() == Some(true) && b.get(id) == Some(kept));
    if shared { Err(Refusal::SameOnBothSides) } else { Ok(()) }
}

/// The part of `patch` that changes something, so that opening and saving a form never makes a conflict.
pub(super) fn only_what_differs(value: &Value, patch: &Fields) -> Fields {
    let mut changed = Fields::new();
    for (name, new) in patch {
        match (value.get(name), new) {
            (None, Value::Null) => {}
            (Some(old), new) if old == new => {}
            (Some(old @ Value::Object(_)), Value::Object(inner)) => {
                let inner = only_what_differs(old, inner);
                if !inner.is_empty() {
                    changed.insert(name.clone(), Value::Object(inner));
                }
            }
            (_, new) => {
                changed.insert(name.clone(), new.clone());
            }
        }
    }
    changed
}

/// The record as it will be.
pub(super) fn merged(value: &Value, patch: &Fields) -> Value {
    let mut after = value.clone();
    crate::log::fold::apply(&mut after, &Value::Object(patch.clone()));
    after
}

/// A problem of one field, as a refusal.
pub(super) fn field_refusal(path: &str, unfit: field::Unfit) -> Refusal {
    Refusal::Fields(vec![FieldProblem { path: path.to_owned(), unfit }])
}
