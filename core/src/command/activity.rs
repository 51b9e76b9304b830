//! Recording an activity: what makes one plausible, and its evidence in the same action.

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};

use crate::log::RecordId;
use crate::record::field::{LONG_TEXT, Unfit};
use crate::record::states::{ACTIVITY, EXCHANGE, PairingState};
use crate::record::{Activity, Document, Id, Item, Record};
use crate::state::{Change, State, set_of};

use super::edit::{field_refusal, known, states_known, well_formed};
use super::{Context, Fields, Ids, Refusal};

/// Dates further back than this are slips of the finger.
const YEARS_BACK: i32 = 10;
/// Dates further ahead than this are slips of the finger.
const YEARS_AHEAD: i32 = 5;

pub(super) fn record(
    state: &State,
    id: Option<RecordId>,
    fields: &Fields,
    documents: &[Fields],
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    let id = id.unwrap_or_else(|| ids.fresh());
    if state.log().record(id).is_some() {
        return Err(Refusal::IdTaken(id));
    }
    let mut fields = fields.clone();
    fields.entry(ACTIVITY.field).or_insert_with(|| json!(ACTIVITY.start));
    if matches!(fields.get("kind").and_then(Value::as_str), Some("K12" | "K13")) {
        fields.entry(EXCHANGE.field).or_insert_with(|| json!(EXCHANGE.start));
    }
    let schema = known(Activity::KIND)?;
    states_known(schema, &fields)?;
    let after = Value::Object(fields.clone());
    well_formed(state, schema, &fields, &after)?;
    plausible(state, &fields, &after, context)?;
    let mut changes = vec![Change::new(Activity::KIND, id, fields)];
    for document in documents {
        changes.push(evidence(state, id, document, ids)?);
    }
    Ok(changes)
}

fn evidence(
    state: &State,
    activity: RecordId,
    fields: &Fields,
    ids: &mut Ids,
) -> Result<Change, Refusal> {
    let mut fields = fields.clone();
    well_formed(state, known(Document::KIND)?, &fields, &Value::Object(fields.clone()))?;
    fields.insert("belongs_to".to_owned(), set_of([activity]));
    Ok(Change::new(Document::KIND, ids.fresh(), fields))
}

/// What no form can see by itself: a known kind, a date that can be meant, a pairing that was alive.
pub(super) fn plausible(
    state: &State,
    patch: &Fields,
    after: &Value,
    context: &Context<'_>,
) -> Result<(), Refusal> {
    let activity = Activity::read_item(after);
    if patch.contains_key("kind") {
        known_kind(state, &activity.kind, context)?;
    }
    if ["date", "to", "state", "pairings"].iter().any(|name| patch.contains_key(*name)) {
        for date in [activity.date, activity.to].into_iter().flatten() {
            near(date, context.today)?;
        }
        if let Some(date) = activity.date {
            if activity.state.counts() && date > context.today {
                return Err(Refusal::NotYet { date });
            }
            pairings_alive(state, &activity, date)?;
        }
    }
    times_in_order(&activity)?;
    special_fields(&activity)
}

fn known_kind(state: &State, code: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let own = state.workspace().is_some_and(|(_, workspace)| workspace.kinds.contains_key(code));
    if own || context.catalog.kind(code).is_some() {
        return Ok(());
    }
    Err(Refusal::UnknownActivityKind(code.to_owned()))
}

/// Declines a day that nobody can mean: ten years back, five ahead.
pub(super) fn near(date: NaiveDate, today: NaiveDate) -> Result<(), Refusal> {
    let years = date.year() - today.year();
    if (-YEARS_BACK..=YEARS_AHEAD).contains(&years) {
        Ok(())
    } else {
        Err(Refusal::FarDate { date })
    }
}

fn pairings_alive(state: &State, activity: &Activity, date: NaiveDate) -> Result<(), Refusal> {
    for id in &activity.pairings {
        let pairing = state.pairings().find(Id::new(*id));
        let ended = pairing
            .filter(|pairing| pairing.state == PairingState::Ended)
            .and_then(|pairing| pairing.to);
        if let Some(ended) = ended.filter(|ended| date > *ended) {
            return Err(Refusal::PairingEnded { pairing: *id, ended });
        }
    }
    Ok(())
}

fn times_in_order(activity: &Activity) -> Result<(), Refusal> {
    let same_day = activity.to.is_none() || activity.to == activity.date;
    let (start, end) = (&activity.start_time, &activity.end_time);
    if same_day && !start.is_empty() && !end.is_empty() && end <= start {
        return Err(Refusal::EndBeforeStart { start: start.clone(), end: end.clone() });
    }
    Ok(())
}

/// The kind's own fields: texts that fit, whole numbers, sets; nothing nested deeper.
fn special_fields(activity: &Activity) -> Result<(), Refusal> {
    for (name, value) in &activity.fields {
        let path = format!("fields.{name}");
        match value {
            Value::String(text) if text.chars().count() > LONG_TEXT => {
                let got = text.chars().count();
                return Err(field_refusal(&path, Unfit::TooLong { got, max: LONG_TEXT }));
            }
            Value::Array(_) => {
                return Err(field_refusal(
                    &path,
                    Unfit::WrongShape { expected: "a text, a number or a set" },
                ));
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => {}
        }
    }
    Ok(())
}
