//! What people call a record, whatever its kind, from its own words only: no code list and no language is needed.

use serde_json::Value;

use super::State;
use crate::label::{Label, Lang};
use crate::log::{Record, RecordId};

/// At most this many records are named inside another's name.
const MANY: usize = 3;

/// At most this many characters of a long text make a name.
const LONGEST: usize = 30;

impl State {
    /// What people call a record: a name, a title, the two sides of a pairing, day and topic of an activity. Empty when
    /// it says nothing of itself, or is not there.
    pub fn name(&self, id: RecordId) -> String {
        name(&|id| self.log().record(id), id)
    }
}

/// As [`State::name`], for records from wherever they can be looked up.
pub fn name<'a>(look: &dyn Fn(RecordId) -> Option<&'a Record>, id: RecordId) -> String {
    named(look, id, 2)
}

type Look<'l, 'a> = &'l dyn Fn(RecordId) -> Option<&'a Record>;

fn named(look: Look<'_, '_>, id: RecordId, depth: u8) -> String {
    let Some(record) = look(id) else { return String::new() };
    let value = record.value();
    match record.kind() {
        "pairing" if depth > 0 => {
            let sides = ["side_a", "side_b"].map(|side| side_name(look, &value[side], depth - 1));
            sides.into_iter().filter(|side| !side.is_empty()).collect::<Vec<_>>().join(" ⇄ ")
        }
        "activity" => both(&text(&value["date"]), &first(value, &["title", "kind"])),
        "measurement" => both(&first(value, &["note", "indicator"]), &text(&value["as_of"])),
        "assignment" => both(&led_to(look, &value["person"], depth), &first(value, &["role"])),
        "household" => {
            let head = led_to(look, &value["head"], depth);
            if head.is_empty() { first(value, &["address", "group"]) } else { head }
        }
        "enrolment" => both(
            &led_to(look, &value["person"], depth),
            &both(&led_to(look, &value["school"], depth), &text(&value["school_year"])),
        ),
        "case" => led_to(look, &value["subject"], depth),
        "fund_entry" => both(&text(&value["date"]), &first(value, &["purpose", "item"])),
        "aid_grant" => both(
            &led_to(look, &value["recipient"], depth),
            &both(&led_to(look, &value["scheme"], depth), &first(value, &["school_year", "from"])),
        ),
        "notice" => both(&text(&value["from"]), &beginning(&text(&value["content"]))),
        _ => first(value, &["name", "title", "file_name", "device", "kind"]),
    }
}

/// The name of the record that a reference leads to.
fn led_to(look: Look<'_, '_>, reference: &Value, depth: u8) -> String {
    let id = reference.as_str().and_then(|id| id.parse().ok()).filter(|_| depth > 0);
    id.map(|id| named(look, id, depth - 1)).unwrap_or_default()
}

/// The first line of a long text, or as much of it as makes a name.
fn beginning(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(LONGEST).collect()
}

fn side_name(look: Look<'_, '_>, side: &Value, depth: u8) -> String {
    let ids = side.as_object().into_iter().flatten().filter(|(_, kept)| **kept == true);
    let names = ids.filter_map(|(id, _)| id.parse().ok()).map(|id| named(look, id, depth));
    names.filter(|name| !name.is_empty()).take(MANY).collect::<Vec<_>>().join("、")
}

fn first(value: &Value, fields: &[&str]) -> String {
    fields
        .iter()
        .map(|field| text(&value[*field]))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// A text, or a label in the first language that has one.
fn text(value: &Value) -> String {
    if value.is_string() || value.is_object() {
        Label::read(value).get(Lang::ZhHans).to_owned()
    } else {
        String::new()
    }
}

fn both(one: &str, other: &str) -> String {
    format!("{one} {other}").trim().to_owned()
}
