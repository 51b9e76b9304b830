//! How values read: one function for every type of field, used by registers, pages and histories alike.

use chrono::NaiveDate;
use jiedui_core::ask::{code_label, name_of};
use jiedui_core::catalog::Catalog;
use jiedui_core::label::Label;
use jiedui_core::log::RecordId;
use jiedui_core::record::field::as_id;
use jiedui_core::record::{Field, Items, Sensitivity, Type, key_list};
use jiedui_core::state::State;
use serde_json::Value;

use crate::browser;
use crate::parts::Choice;
use crate::route::Route;
use crate::screens::search::{Spelling, matches};
use crate::text::{self, has, t};

/// What a field is called: its own name in its kind, or the name that all kinds share.
pub fn field_label(kind: &str, name: &str) -> &'static str {
    let key = format!("field.{kind}.{name}");
    if has(&key) {
        return t(&key);
    }
    let key = format!("field.{name}");
    if has(&key) { t(&key) } else { t("record.something") }
}

/// What a kind of record is called.
pub fn kind_label(kind: &str) -> &'static str {
    let key = format!("kind.{kind}");
    if has(&key) { t(&key) } else { t("record.something") }
}

/// The page of a record.
pub fn page_of(kind: &str, id: RecordId) -> Route {
    let id = id.to_string();
    match kind {
        "activity" => Route::Activity(id),
        "pairing" => Route::Pair(id, crate::route::PairTab::Progress),
        "plan" => Route::Plan(id),
        _ => Route::Record(kind.to_owned(), id),
    }
}

/// Turns values into words, in the reader's language.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The state that names records.
    pub state: &'a State,
    /// The catalogue that names codes.
    pub catalog: &'a Catalog,
    /// Personal and sensitive values are shown in full.
    pub open: bool,
}

impl Words<'_> {
    /// What a record is called.
    pub fn name(&self, id: RecordId) -> String {
        let name = name_of(self.state, self.catalog, id, text::lang());
        let Some(record) = self.state.log().record(id) else { return name };
        // A record that is called by a code is called by the name of the code.
        let list = match record.kind() {
            "measurement" => "indicator",
            "assignment" => "assignment_kind",
            "document" => "document_kind",
            _ => return or_nameless(name),
        };
        or_nameless(code_label(self.state, self.catalog, list, &name, text::lang()))
    }

    /// What a code of a list is called.
    pub fn code(&self, list: &str, code: &str) -> String {
        code_label(self.state, self.catalog, list, code, text::lang())
    }

    /// A field's value; empty when there is none, masked when it is nobody else's business.
    pub fn field(&self, field: &Field, value: Option<&Value>) -> String {
        let Some(value) = value.filter(|value| !value.is_null()) else { return String::new() };
        let words = match field.ty {
            // A unit is written by hand or is a code of the list.
            Type::Text(_) if field.name == "unit" => {
                self.code("unit", value.as_str().unwrap_or_default())
            }
            ty => self.value(ty, value),
        };
        if self.open || !is_private(field) { words } else { masked(&words) }
    }

    /// A field of a record's own; the items of some are keyed by codes.
    pub fn own_field(&self, kind: &str, field: &Field, value: Option<&Value>) -> String {
        let list = key_list(kind, field.name);
        match (field.ty, value) {
            (Type::Items(fields), Some(value)) if !list.is_empty() => {
                let path = format!("{kind}.{}", field.name);
                let words = self.items(list, &path, fields, value);
                if self.open || !is_private(field) { words } else { masked(&words) }
            }
            _ => self.field(field, value),
        }
    }

    fn value(&self, ty: Type, value: &Value) -> String {
        match ty {
            Type::Text(_) | Type::Long | Type::Time => {
                value.as_str().unwrap_or_default().to_owned()
            }
            Type::Name => Label::read(value).get(text::lang()).to_owned(),
            Type::Int(..) => number(value, |n| text::decimal(n, 0)),
            Type::ClassHours => number(value, text::hours),
            Type::Fen => number(value, text::money),
            Type::Thousandths => number(value, |n| text::decimal(n, 3)),
            Type::Date | Type::PDate => {
                let written = value.as_str().unwrap_or_default();
                let whole = written.parse::<NaiveDate>().ok();
                whole.map_or_else(|| written.to_owned(), text::day_full)
            }
            Type::Bool => {
                t(if value == &Value::Bool(true) { "record.yes" } else { "record.no" }).to_owned()
            }
            Type::Code(list) => {
                let code = value.as_str().unwrap_or_default();
                if code.is_empty() { String::new() } else { self.code(list, code) }
            }
            Type::CodeSet(list) => joined(kept(value).map(|code| self.code(list, code))),
            Type::Ref(_) => as_id(value).map(|id| self.name(id)).unwrap_or_default(),
            Type::RefSet(_) => {
                joined(kept(value).filter_map(|id| Some(self.name(id.parse().ok()?))))
            }
            Type::Items(fields) => self.items("", "", fields, value),
            Type::TextMap => {
                let texts = value.as_object().into_iter().flatten();
                joined(texts.filter_map(|(key, text)| {
                    let text = text.as_str()?;
                    Some(if text.is_empty() { key.clone() } else { format!("{key} {text}") })
                }))
            }
            Type::Free => String::new(),
        }
    }

    /// Items, a line each: what is said in them; without the names of the fields, but for numbers of items that are
    /// known by a code, which say nothing by themselves.
    fn items(&self, list: &str, path: &str, fields: &'static [Field], value: &Value) -> String {
        let lines = live_items(value).into_iter().map(|(key, item)| {
            // Where a record is the key, as with people who took part, the line begins with its name.
            let named = key.parse().ok().filter(|id| self.state.log().record(*id).is_some());
            let coded = || if list.is_empty() { String::new() } else { self.code(list, key) };
            let named = named.map_or_else(coded, |id| self.name(id));
            let said = fields.iter().filter(|field| field.name != "prompt");
            let said = said.map(|field| {
                let words = self.field(field, item.get(field.name));
                let bare =
                    matches!(field.ty, Type::Int(..)) && !path.is_empty() && !words.is_empty();
                if bare { format!("{} {words}", field_label(path, field.name)) } else { words }
            });
            let said = std::iter::once(named).chain(said);
            said.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
        });
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
    }
}

fn or_nameless(name: String) -> String {
    if name.is_empty() { t("record.nameless").to_owned() } else { name }
}

fn number(value: &Value, words: impl Fn(i64) -> String) -> String {
    value.as_i64().map(words).unwrap_or_default()
}

/// Several names, one after the other.
pub fn joined(names: impl Iterator<Item = String>) -> String {
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(t("record.join"))
}

/// The keys that are in a set.
pub fn kept(value: &Value) -> impl Iterator<Item = &String> {
    let set = value.as_object().into_iter().flatten();
    set.filter(|(_, kept)| **kept == Value::Bool(true)).map(|(key, _)| key)
}

/// Items that have not left, in their order.
pub fn live_items(value: &Value) -> Vec<(&String, &Value)> {
    let items = value.as_object().into_iter().flatten();
    let mut items: Vec<_> = items
        .filter(|(_, item)| item.is_object() && item.get("gone") != Some(&Value::Bool(true)))
        .collect();
    items.sort_by_key(|(_, item)| item.get("ord").and_then(Value::as_i64).unwrap_or(i64::MAX));
    items
}

/// The items of a typed record in their order, which only the folded value knows.
pub fn in_order<'a, T>(
    items: &'a Items<T>,
    value: &Value,
    field: &str,
) -> Vec<(&'a String, &'a T)> {
    let ord = |key: &String| {
        let item = value.get(field).and_then(|items| items.get(key));
        item.and_then(|item| item.get("ord")).and_then(Value::as_i64).unwrap_or(i64::MAX)
    };
    let mut items: Vec<_> = items.iter().collect();
    items.sort_by_key(|(key, _)| ord(key));
    items
}

/// Whether a value is masked until it is asked for. A name is what people are called by, so it is not.
pub fn is_private(field: &Field) -> bool {
    match field.sensitivity {
        Sensitivity::Public | Sensitivity::Internal => false,
        Sensitivity::Personal => field.name != "name",
        Sensitivity::Sensitive => true,
    }
}

/// A private value with little of it left: the last four of a number, the first sign of anything else.
fn masked(words: &str) -> String {
    const DOTS: &str = "••••";
    let signs: Vec<char> = words.chars().collect();
    if signs.is_empty() {
        return String::new();
    }
    let digits = signs.iter().filter(|sign| sign.is_ascii_digit()).count();
    if digits * 2 > signs.len() && signs.len() > 6 {
        let last: String = signs[signs.len() - 4..].iter().collect();
        return format!("{DOTS}{last}");
    }
    if signs.len() < 3 { DOTS.to_owned() } else { format!("{}{DOTS}", signs[0]) }
}

/// The codes of a list to choose from: the workbook's own, else the catalogue's.
pub fn code_choices(state: &State, catalog: &Catalog, list: &str) -> Vec<Choice> {
    let lang = text::lang();
    let own = state.workspace().and_then(|(_, workspace)| workspace.codes.get(list));
    if let Some(own) = own.filter(|own| !own.items.is_empty()) {
        let mut items: Vec<_> = own.items.iter().collect();
        items.sort_by_key(|(_, item)| item.ord);
        return items
            .into_iter()
            .map(|(code, item)| Choice::new(code.clone(), item.label.get(lang)))
            .collect();
    }
    if list == "activity_kind" {
        let kinds = catalog.kinds().iter();
        return kinds.map(|kind| Choice::new(kind.code.clone(), kind.name.get(lang))).collect();
    }
    let codes = catalog.codes(list).iter();
    codes.map(|code| Choice::new(code.code.clone(), code.label.get(lang))).collect()
}

/// Whether a name is looked for by what was typed: a part of it, or the first letters of its pinyin.
pub fn matcher(wanted: &str) -> impl Fn(&str) -> bool + use<> {
    let wanted = wanted.trim().to_lowercase();
    // The letters are fetched when somebody first types some.
    let spelling = (!wanted.is_empty() && wanted.is_ascii()).then(Spelling::here);
    move |name| match spelling {
        Some(spelling) => matches(name, &wanted, spelling),
        None => wanted.is_empty() || name.to_lowercase().contains(&wanted),
    }
}

/// The records that a reference may lead to and whose name holds what was typed, at most a hundred.
pub fn ref_choices(state: &State, catalog: &Catalog, kinds: &[&str], wanted: &str) -> Vec<Choice> {
    const ANY: [&str; 6] = ["org", "person", "household", "pairing", "plan", "project"];
    const MOST: usize = 100;
    let words = Words { state, catalog, open: false };
    let is_wanted = matcher(wanted);
    let kinds = if kinds.is_empty() { &ANY[..] } else { kinds };
    let mut found = Vec::new();
    for kind in kinds {
        let records = state.log().records();
        let records = records.filter(|(_, record)| record.kind() == *kind && !record.is_deleted());
        let mut own: Vec<Choice> = records
            .map(|(id, record)| {
                let org = record.value().get("org").and_then(as_id);
                let note = match org {
                    Some(org) => words.name(org),
                    None if kinds.len() > 1 => kind_label(kind).to_owned(),
                    None => String::new(),
                };
                Choice::new(id.to_string(), words.name(id)).with_note(note)
            })
            .filter(|choice| is_wanted(&choice.label))
            .collect();
        own.sort_by(|a, b| a.label.cmp(&b.label));
        found.extend(own);
    }
    found.truncate(MOST);
    found
}

/// A wall time as people read it: the day, and the hour on this device.
pub fn moment(at: &str) -> String {
    let today = browser::today();
    let day = at.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
    day.map(|day| text::day(day, today)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_masked_value_tells_who_knows_it_and_nobody_else() {
        assert_eq!(masked("13812345678"), "••••5678");
        assert_eq!(masked("53010119990101123X"), "••••123X");
        assert_eq!(masked("女"), "••••");
        assert_eq!(masked("小学毕业"), "小••••");
        assert_eq!(masked(""), "");
    }
}
