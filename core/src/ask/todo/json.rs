//! The list as the command line prints it.

use std::fmt::Write as _;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::ask::naming::name_of;
use crate::catalog::Catalog;
use crate::label::Lang;
use crate::log::RecordId;
use crate::state::State;

use super::visits::Visit;
use super::{Item, NeedRow, Todo, What};

/// The object that `todo --format json` prints.
pub fn to_json(todo: &Todo, state: &State, catalog: &Catalog, today: NaiveDate) -> Value {
    let named = |ids: &[RecordId]| -> Vec<Value> {
        ids.iter().map(|id| json!({"id": id.to_string(), "name": name_of(state, catalog, *id, Lang::ZhHans)})).collect()
    };
    let item = |it: &Item| {
        let mut said = json!({
            "what": it.what.code(),
            "words": it.what.to_string(),
            "due": it.due.map(|day| day.to_string()),
            "red_line": it.red_line.map(|day| day.to_string()),
            "overdue_days": it.overdue(today),
            "records": named(&it.records),
            "whom": named(&it.whom),
        });
        more(&it.what, &mut said);
        said
    };
    let visit = |it: &Visit| {
        let rules: Vec<&str> = it.serves.iter().map(|(_, code)| code.as_str()).collect();
        json!({
            "pairing": named(&[it.pairing.untyped()])[0], "date": it.date.to_string(), "serves": rules,
            "agreements": named(&it.agreements), "requests": named(&it.requests),
        })
    };
    let need = |it: &NeedRow| {
        json!({
            "unit": it.unit.map(|unit| named(&[unit])[0].clone()), "category": it.category, "asked": it.asked,
            "answered": it.answered, "delivered": it.delivered, "response_days": it.response_days,
            "longest_wait": it.longest_wait, "open": named(&it.open),
        })
    };
    json!({
        "on": today.to_string(),
        "items": todo.items.iter().map(item).collect::<Vec<_>>(),
        "visits": todo.visits.iter().map(visit).collect::<Vec<_>>(),
        "needs": todo.needs.iter().map(need).collect::<Vec<_>>(),
    })
}

/// What belongs to one kind of item alone.
fn more(what: &What, said: &mut Value) {
    let own = match what {
        What::Clause { code, period, gap, unit, verdict, about } => {
            json!({"rule": code, "period": period.to_string(), "gap": gap, "unit": unit, "verdict": verdict.code(), "about": about.to_string()})
        }
        What::Slot { key, nth, festival, postponed } => {
            json!({"period": key.to_string(), "nth": nth, "festival": festival, "postponed": postponed})
        }
        What::Evidence { missing } => json!({"missing": missing}),
        What::Milestone { code } => json!({"milestone": code}),
        What::Agreement { key, text } => json!({"key": key, "text": text}),
        What::Request { category, waiting, answered } => {
            json!({"category": category, "waiting_days": waiting, "answered_days": answered})
        }
        What::Quiet { kind, days } => json!({"kind": kind, "days": days}),
        What::Task { .. }
        | What::Planned { .. }
        | What::Review
        | What::Exit
        | What::Assessment
        | What::Report { .. }
        | What::Payment
        | What::Unvisited
        | What::Unpaired
        | What::Untrained => return,
    };
    if let (Some(said), Value::Object(own)) = (said.as_object_mut(), own) {
        said.extend(own);
    }
}

/// The same as lines of text for a terminal: columns parted by tabs, under a heading.
pub fn to_table(todo: &Todo, state: &State, catalog: &Catalog, today: NaiveDate) -> String {
    let name = |id: RecordId| name_of(state, catalog, id, Lang::ZhHans);
    let mut text = String::from("red_line\tdue\toverdue\twhat\tabout\twhy\n");
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let mut line = |line: String| {
        let done = writeln!(text, "{line}");
        debug_assert!(done.is_ok(), "writing to a String never fails");
    };
    for it in &todo.items {
        let about: Vec<String> = it.records.iter().take(3).map(|id| name(*id)).collect();
        let overdue = it.overdue(today).map(|days| days.to_string()).unwrap_or_default();
        let (red_line, due) = (day(it.red_line), day(it.due));
        let about = about.join("、");
        line(format!("{red_line}\t{due}\t{overdue}\t{}\t{about}\t{}", it.what.code(), it.what));
    }
    for it in &todo.visits {
        let rules: Vec<&str> = it.serves.iter().map(|(_, code)| code.as_str()).collect();
        let pairing = name(it.pairing.untyped());
        line(format!(
            "{}\t\t\tvisit\t{pairing}\tone visit would serve {}",
            it.date,
            rules.join(", ")
        ));
    }
    for it in &todo.needs {
        let unit = it.unit.map(name).unwrap_or_default();
        let (asked, answered, given) = (it.asked, it.answered, it.delivered);
        line(format!(
            "\t\t\tneed\t{unit}\t{}: {asked} asked, {answered} answered, {given} given",
            it.category
        ));
    }
    text
}
