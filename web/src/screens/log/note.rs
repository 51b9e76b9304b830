//! What stands in the form: a signal for each field, made when it is first asked for, and the whole as the fields of a
//! record. Draft, saving, editing and recording once more all go through the same two doors, `fill` and `gather`.

use std::collections::BTreeMap;

use jiedui_core::command::Fields;
use jiedui_core::log::RecordId;
use leptos::prelude::*;
use serde_json::{Map, Value, json};

use crate::browser;

/// One control's value.
#[derive(Clone, Copy)]
enum Slot {
    Text(RwSignal<String>),
    Number(RwSignal<Option<i64>>),
    Set(RwSignal<Vec<String>>),
    Flag(RwSignal<bool>),
}

/// A group that is counted and not named: parents, 20.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) count: i64,
}

/// An agreed action while it is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) key: StoredValue<String>,
    pub(super) text: RwSignal<String>,
    pub(super) owner: RwSignal<String>,
    pub(super) due: RwSignal<String>,
}

/// A photo or file of this activity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its hash; a word of its own while it is still being read.
    pub(super) hash: String,
    pub(super) name: String,
    pub(super) mime: String,
    pub(super) bytes: u64,
    /// A code of `document_kind`.
    pub(super) kind: String,
    pub(super) taken_on: String,
    pub(super) taken_at: String,
    /// A link to its small picture.
    pub(super) link: String,
    pub(super) busy: bool,
}

struct Inner {
    owner: Owner,
    slots: BTreeMap<String, Slot>,
    base: Fields,
    id: Option<RecordId>,
}

/// The form's content.
#[derive(Clone, Copy)]
pub(super) struct Note {
    inner: StoredValue<Inner, LocalStorage>,
    grown: RwSignal<u32>,
    /// The kind's code, as chips hold it.
    pub(super) kind: RwSignal<Vec<String>>,
    /// The ids of those who took part.
    pub(super) people: RwSignal<Vec<String>>,
    /// Roles by id; of people not chosen, too, so that a slip of the finger costs nothing.
    pub(super) roles: RwSignal<BTreeMap<String, String>>,
    pub(super) groups: RwSignal<Vec<Group>>,
    pub(super) agreed: RwSignal<Vec<Agreed>>,
    pub(super) pieces: RwSignal<Vec<Piece>>,
    /// Older agreements ticked as done: the activity and the key, joined by a blank.
    pub(super) done: RwSignal<Vec<String>>,
}

impl Note {
    /// An empty form, owned by the screen that is being built.
    pub(super) fn new() -> Self {
        let owner = Owner::current().unwrap_or_default();
        Self {
            inner: StoredValue::new_local(Inner {
                owner,
                slots: BTreeMap::new(),
                base: Fields::new(),
                id: None,
            }),
            grown: RwSignal::new(0),
            kind: RwSignal::new(Vec::new()),
            people: RwSignal::new(Vec::new()),
            roles: RwSignal::new(BTreeMap::new()),
            groups: RwSignal::new(Vec::new()),
            agreed: RwSignal::new(Vec::new()),
            pieces: RwSignal::new(Vec::new()),
            done: RwSignal::new(Vec::new()),
        }
    }

    /// The id promised to this record; drawn when it is first asked for. None when the browser has no chance to give.
    pub(super) fn id(self) -> Option<RecordId> {
        let id = self.inner.with_value(|inner| inner.id).or_else(fresh_id);
        self.set_id(id);
        id
    }

    pub(super) fn set_id(self, id: Option<RecordId>) {
        self.inner.update_value(|inner| inner.id = id);
    }

    /// A text, a date, a code, or one reference. Fields of the kind stand under `fields.NAME`.
    pub(super) fn text(self, path: &str) -> RwSignal<String> {
        match self.slot(path, |value| Slot::Text(RwSignal::new(text_of(value)))) {
            Slot::Text(signal) => signal,
            _ => RwSignal::new(String::new()),
        }
    }

    /// A whole number of the field's unit.
    pub(super) fn number(self, path: &str) -> RwSignal<Option<i64>> {
        match self.slot(path, |value| Slot::Number(RwSignal::new(value.as_i64()))) {
            Slot::Number(signal) => signal,
            _ => RwSignal::new(None),
        }
    }

    /// A set of ids or codes.
    pub(super) fn set(self, path: &str) -> RwSignal<Vec<String>> {
        match self.slot(path, |value| Slot::Set(RwSignal::new(set_of(value)))) {
            Slot::Set(signal) => signal,
            _ => RwSignal::new(Vec::new()),
        }
    }

    /// Yes or no.
    pub(super) fn flag(self, path: &str) -> RwSignal<bool> {
        match self.slot(path, |value| Slot::Flag(RwSignal::new(value == &json!(true)))) {
            Slot::Flag(signal) => signal,
            _ => RwSignal::new(false),
        }
    }

    fn slot(self, path: &str, make: impl FnOnce(&Value) -> Slot) -> Slot {
        let found = self.inner.with_value(|inner| inner.slots.get(path).copied());
        if let Some(slot) = found {
            return slot;
        }
        // The signal must outlive the part of the screen that asks first.
        let slot = self.inner.with_value(|inner| {
            inner.owner.with(|| make(at(&inner.base, path).unwrap_or(&Value::Null)))
        });
        self.inner.update_value(|inner| {
            inner.slots.insert(path.to_owned(), slot);
        });
        let grown = self.grown;
        browser::after(0, move || {
            grown.try_update(|grown| *grown += 1);
        });
        slot
    }

    /// Fills the whole form with a record's fields; what they do not name becomes empty.
    pub(super) fn fill(self, fields: &Fields) {
        let fields = &split_pairings(fields.clone());
        self.inner.update_value(|inner| inner.base.clone_from(fields));
        let slots = self.inner.with_value(|inner| inner.slots.clone());
        for (path, slot) in slots {
            let value = at(fields, &path).unwrap_or(&Value::Null);
            match slot {
                Slot::Text(signal) => signal.set(text_of(value)),
                Slot::Number(signal) => signal.set(value.as_i64()),
                Slot::Set(signal) => signal.set(set_of(value)),
                Slot::Flag(signal) => signal.set(value == &json!(true)),
            }
        }
        let kind = text_of(fields.get("kind").unwrap_or(&Value::Null));
        self.kind.set(Some(kind).filter(|kind| !kind.is_empty()).into_iter().collect());
        self.fill_people(fields.get("participants").unwrap_or(&Value::Null));
        let agreed = items(fields.get("agreements").unwrap_or(&Value::Null));
        self.agreed.set(agreed.map(|(key, item)| self.agreement(key, item)).collect());
    }

    fn fill_people(self, participants: &Value) {
        let (mut people, mut roles, mut groups) = (Vec::new(), BTreeMap::new(), Vec::new());
        for (key, item) in items(participants) {
            if key.parse::<RecordId>().is_ok() && text_of(&item["group"]).is_empty() {
                people.push(key.clone());
                roles.insert(key.clone(), text_of(&item["role"]));
            } else {
                let (name, count) = (text_of(&item["group"]), item["count"].as_i64().unwrap_or(1));
                groups.push(Group { key: key.clone(), name, count });
            }
        }
        self.people.set(people);
        self.roles.update(|all| all.append(&mut roles));
        self.groups.set(groups);
    }

    /// A line for an agreed action.
    pub(super) fn agreement(self, key: &str, item: &Value) -> Agreed {
        self.inner.with_value(|inner| {
            inner.owner.with(|| Agreed {
                key: StoredValue::new(key.to_owned()),
                text: RwSignal::new(text_of(&item["text"])),
                owner: RwSignal::new(text_of(&item["owner"])),
                due: RwSignal::new(text_of(&item["due"])),
            })
        })
    }

    /// The form as a record's fields, empty ones left out. Follows every field when asked inside an effect or a memo.
    pub(super) fn gather(self) -> Fields {
        self.grown.track();
        let (mut fields, slots) =
            self.inner.with_value(|inner| (inner.base.clone(), inner.slots.clone()));
        for (path, slot) in slots {
            let value = match slot {
                Slot::Text(signal) => filled(signal.get()),
                Slot::Number(signal) => signal.get().map(Value::from),
                Slot::Set(signal) => set_value(&signal.get()),
                Slot::Flag(signal) => signal.get().then_some(json!(true)),
            };
            put(&mut fields, &path, value);
        }
        put(&mut fields, "kind", self.kind.get().first().cloned().map(Value::from));
        put(&mut fields, "participants", self.participants());
        put(&mut fields, "agreements", self.agreements());
        join_pairings(fields)
    }

    fn participants(self) -> Option<Value> {
        let before = self.inner.with_value(|inner| inner.base.get("participants").cloned());
        let mut all = Map::new();
        let roles = self.roles.get();
        for id in self.people.get() {
            // What others wrote about somebody's part (hours, score, feedback) stays.
            let mut part = before.as_ref().map_or(Value::Null, |before| before[&id].clone());
            let fields = part.as_object_mut().map(std::mem::take).unwrap_or_default();
            let mut fields = live_item(fields);
            put(&mut fields, "role", roles.get(&id).cloned().and_then(filled));
            all.insert(id, Value::Object(fields));
        }
        for group in self.groups.get() {
            all.insert(group.key, json!({"group": group.name, "count": group.count}));
        }
        (!all.is_empty()).then_some(Value::Object(all))
    }

    fn agreements(self) -> Option<Value> {
        let before = self.inner.with_value(|inner| inner.base.get("agreements").cloned());
        let mut all = Map::new();
        for (agreed, ord) in self.agreed.get().into_iter().zip(1..) {
            let key = agreed.key.get_value();
            let mut item = before.as_ref().map_or(Value::Null, |before| before[&key].clone());
            let fields = item.as_object_mut().map(std::mem::take).unwrap_or_default();
            let mut fields = live_item(fields);
            let Some(text) = filled(agreed.text.get().trim().to_owned()) else { continue };
            put(&mut fields, "text", Some(text));
            put(&mut fields, "owner", filled(agreed.owner.get()));
            put(&mut fields, "due", filled(agreed.due.get()));
            put(&mut fields, "ord", Some(json!(ord)));
            all.insert(key, Value::Object(fields));
        }
        (!all.is_empty()).then_some(Value::Object(all))
    }
}

/// The form asks for one pairing, and folded away for further ones; the record has a set.
fn split_pairings(mut fields: Fields) -> Fields {
    let mut all = set_of(&fields.remove("pairings").unwrap_or(Value::Null)).into_iter();
    put(&mut fields, "pairing", all.next().map(Value::from));
    put(&mut fields, "also", set_value(&all.collect::<Vec<_>>()));
    fields
}

fn join_pairings(mut fields: Fields) -> Fields {
    let mut all = set_of(&fields.remove("also").unwrap_or(Value::Null));
    all.push(text_of(&fields.remove("pairing").unwrap_or(Value::Null)));
    put(&mut fields, "pairings", set_value(&all));
    fields
}

/// A new id; none when the browser has no source of chance.
fn fresh_id() -> Option<RecordId> {
    let random = browser::random().ok()?;
    Some(RecordId::v7(u64::try_from(browser::now()).unwrap_or_default(), random))
}

/// A key for a new item inside the record.
pub(super) fn fresh_key() -> String {
    fresh_id().map_or_else(|| browser::now().to_string(), |id| id.to_string())
}

fn at<'a>(fields: &'a Fields, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        Some((outer, inner)) => fields.get(outer)?.get(inner),
        None => fields.get(path),
    }
}

/// Sets or takes away a value; an object that becomes empty goes, too.
fn put(fields: &mut Fields, path: &str, value: Option<Value>) {
    if let Some((outer, inner)) = path.split_once('.') {
        let mut object = match fields.remove(outer) {
            Some(Value::Object(object)) => object,
            _ => Fields::new(),
        };
        put(&mut object, inner, value);
        if !object.is_empty() {
            fields.insert(outer.to_owned(), Value::Object(object));
        }
        return;
    }
    match value {
        Some(value) => fields.insert(path.to_owned(), value),
        None => fields.remove(path),
    };
}

fn filled(text: String) -> Option<Value> {
    (!text.trim().is_empty()).then_some(Value::String(text))
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn set_of(value: &Value) -> Vec<String> {
    let all = value.as_object().into_iter().flatten();
    all.filter(|(_, kept)| **kept == json!(true)).map(|(key, _)| key.clone()).collect()
}

fn set_value(all: &[String]) -> Option<Value> {
    let set: Map<_, _> =
        all.iter().filter(|id| !id.is_empty()).map(|id| (id.clone(), json!(true))).collect();
    (!set.is_empty()).then_some(Value::Object(set))
}

/// The items of a record that are not gone, in their order.
fn items(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    let all = value.as_object().into_iter().flatten();
    let mut all: Vec<_> = all.filter(|(_, item)| item["gone"] != json!(true)).collect();
    all.sort_by_key(|(_, item)| item["ord"].as_i64());
    all.into_iter()
}

fn live_item(mut fields: Fields) -> Fields {
    fields.remove("gone");
    fields
}
