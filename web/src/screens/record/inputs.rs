//! The control of every type of field. One place for all kinds of records.

use jiedui_core::command::{Command, Fields};
use jiedui_core::record::{Field, Type, key_list};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::cells::{Cell, Cells, Line, Row, cells, patch};
use super::words::{Words, code_choices, field_label, kind_label, ref_choices};
use crate::browser;
use crate::desk::Desk;
use crate::parts::{
    Chips, Choice, DateField, Form, Icon, NumberField, RefPicker, Select, Stepper, Switch,
    TextField,
};
use crate::screens::hand::Hand;
use crate::text::{self, t, tf};

/// Pairings between people: a new name typed into a side is a person.
const OF_PEOPLE: [&str; 6] = [
    "mentor_mentee",
    "teacher_student",
    "member_senior_member",
    "urban_rural_teacher",
    "volunteer_child",
    "cadre_household",
];

/// Where a control stands.
#[derive(Clone, Debug)]
pub struct At {
    /// The desk.
    pub desk: Desk,
    /// Runs what a control does at once: a new unit by its name.
    pub hand: Hand,
    /// Where its label is found: the kind, or kind and items.
    pub path: String,
    /// What goes before its name, so that the same field of two items stays apart.
    pub prefix: String,
    /// What a reference that may lead to several kinds makes of a new name; empty: the first it may lead to.
    pub makes: Signal<&'static str>,
}

/// The controls of a form, in its order.
pub fn inputs(at: &At, cells: &Cells) -> Vec<AnyView> {
    let makes = match cells.iter().find(|(field, _)| field.name == "kind") {
        Some((_, Cell::Text(kind))) if at.path == "pairing" => {
            let kind = *kind;
            Signal::derive(move || {
                let people = kind.with(|kind| OF_PEOPLE.contains(&&**kind));
                if people { "person" } else { "org" }
            })
        }
        _ => at.makes,
    };
    let at = At { makes, ..at.clone() };
    cells.iter().map(|(field, cell)| input(&at, field, *cell)).collect()
}

fn input(at: &At, field: &'static Field, cell: Cell) -> AnyView {
    let name = format!("{}{}", at.prefix, field.name);
    let label = field_label(&at.path, field.name).to_owned();
    let required = field.required;
    match (cell, field.ty) {
        (Cell::Text(value), Type::Long) => view! { <TextField name=name label=label value=value lines=4 /> }.into_any(),
        (Cell::Text(value), Type::Date) => {
            view! { <DateField name=name label=label value=value required=required /> }.into_any()
        }
        (Cell::Text(value), Type::PDate) => {
            view! { <TextField name=name label=label value=value hint=t("record.pdate") required=required /> }.into_any()
        }
        (Cell::Text(value), Type::Time) => view! { <TextField name=name label=label value=value kind="time" /> }.into_any(),
        (Cell::Text(value), Type::Code(list)) => code(at.desk, name, label, value, list, required),
        (Cell::Text(value), Type::Ref(kinds)) => reference(at, name, label, value, kinds, required),
        (Cell::Text(value), _) => {
            let kind = if field.name.contains("phone") { "tel" } else { "text" };
            view! { <TextField name=name label=label value=value kind=kind required=required /> }.into_any()
        }
        (Cell::Number(value), Type::ClassHours) => {
            view! { <Stepper name=name label=label value=value step=50 /> }.into_any()
        }
        (Cell::Number(value), Type::Fen) => {
            view! { <NumberField name=name label=label value=value places=2 unit=t("record.yuan") /> }.into_any()
        }
        (Cell::Number(value), Type::Thousandths) => {
            view! { <NumberField name=name label=label value=value places=3 /> }.into_any()
        }
        (Cell::Number(value), _) => view! { <NumberField name=name label=label value=value /> }.into_any(),
        (Cell::Flag(on), _) => view! { <Switch label=label on=on /> }.into_any(),
        (Cell::Set(chosen), Type::RefSet(kinds)) => references(at, name, label, chosen, kinds, required),
        (Cell::Set(chosen), ty) => codes(at.desk, name, label, chosen, ty),
        (Cell::Items(rows), ty) => items(at, name, label, rows, ty),
        (Cell::Texts(lines), _) => texts(name, label, lines),
    }
}

fn code(
    desk: Desk,
    name: String,
    label: String,
    value: RwSignal<String>,
    list: &'static str,
    required: bool,
) -> AnyView {
    let options = Memo::new(move |_| {
        let mut options =
            desk.ask(|state, catalog| code_choices(state, catalog, list)).unwrap_or_default();
        // A code of a newer version or of an edited list stays what it is.
        let own = value.get();
        if !own.is_empty() && options.iter().all(|option| option.value != own) {
            options.push(Choice::new(own.clone(), own));
        }
        options
    });
    if required {
        view! { <Select name=name label=label options=options value=value required=true /> }
            .into_any()
    } else {
        view! { <Select name=name label=label options=options value=value none=t("record.not_said") /> }.into_any()
    }
}

fn codes(
    desk: Desk,
    name: String,
    label: String,
    chosen: RwSignal<Vec<String>>,
    ty: Type,
) -> AnyView {
    let list = if let Type::CodeSet(list) = ty { list } else { "" };
    let options = Memo::new(move |_| {
        desk.ask(|state, catalog| code_choices(state, catalog, list)).unwrap_or_default()
    });
    // A list without codes, such as tags, is written by hand.
    let typed = RwSignal::new(chosen.get_untracked().join(" "));
    Effect::new(move |before: Option<String>| {
        let now = typed.get();
        if before.is_some_and(|before| before != now) {
            chosen.set(now.split_whitespace().map(str::to_owned).collect());
        }
        now
    });
    let by_hand = Memo::new(move |_| options.with(Vec::is_empty));
    let control = move || {
        let (name, label) = (name.clone(), label.clone());
        if by_hand.get() {
            view! { <TextField name=name label=label value=typed hint=t("record.by_blanks") /> }
        } else {
            view! { <Chips name=name label=label options=options chosen=chosen /> }
        }
        .into_any()
    };
    control.into_any()
}

fn reference(
    at: &At,
    name: String,
    label: String,
    value: RwSignal<String>,
    kinds: &'static [&'static str],
    required: bool,
) -> AnyView {
    let desk = at.desk;
    let words = Callback::new(move |id: String| named(desk, &id));
    let find = Callback::new(move |wanted: String| {
        desk.ask(|state, catalog| ref_choices(state, catalog, kinds, &wanted)).unwrap_or_default()
    });
    match made_kind(at, kinds) {
        None => {
            view! { <RefPicker name=name label=label value=value words=words find=find required=required /> }
        }
        Some(kind) => {
            let hand = at.hand;
            let make = Callback::new(move |typed: String| make_new(hand, kind.get_untracked(), &typed, value));
            view! {
                <RefPicker name=name label=label value=value words=words find=find make=make required=required />
            }
        }
    }
    .into_any()
}

/// What a record is called, from its id as text.
pub fn named(desk: Desk, id: &str) -> String {
    let name = desk.ask(|state, catalog| {
        let id = id.parse().ok()?;
        Some(Words { state, catalog, open: false }.name(id))
    });
    name.flatten().unwrap_or_default()
}

/// Units and people can be made of a name alone.
fn made_kind(at: &At, kinds: &'static [&'static str]) -> Option<Signal<&'static str>> {
    let first = kinds.iter().copied().find(|kind| ["org", "person"].contains(kind))?;
    let several = kinds.contains(&"org") && kinds.contains(&"person");
    let makes = at.makes;
    Some(Signal::derive(move || {
        let asked = makes.get();
        if several && !asked.is_empty() { asked } else { first }
    }))
}

fn make_new(hand: Hand, kind: &'static str, typed: &str, value: RwSignal<String>) {
    if typed.is_empty() {
        return;
    }
    let fields = Fields::from_iter([("name".to_owned(), json!(typed))]);
    let name = typed.to_owned();
    let said = move || tf("record.made", &[("kind", kind_label(kind)), ("name", &name)]);
    hand.run_then(Command::Add { kind: kind.to_owned(), id: None, fields }, said, move |done| {
        if let Some(id) = done.id {
            value.set(id.to_string());
        }
    });
}

/// Several references: each with a button that takes it away, and a picker that adds one more.
fn references(
    at: &At,
    name: String,
    label: String,
    chosen: RwSignal<Vec<String>>,
    kinds: &'static [&'static str],
    required: bool,
) -> AnyView {
    let desk = at.desk;
    let adding = RwSignal::new(String::new());
    Effect::new(move || {
        let id = adding.get();
        if !id.is_empty() {
            chosen.update(|chosen| {
                if !chosen.contains(&id) {
                    chosen.push(id);
                }
            });
            adding.set(String::new());
        }
    });
    let one = move |id: String| {
        let words = named(desk, &id);
        let gone = tf("parts.remove", &[("name", &words)]);
        let drop = move |_| chosen.update(|chosen| chosen.retain(|own| *own != id));
        view! {
            <span class="token">{words}<button type="button" class="icon-button" aria-label=gone on:click=drop>
                <Icon name="close" />
            </button></span>
        }
    };
    let tokens = move || chosen.get().into_iter().map(one).collect_view();
    let picker = reference(at, name, label, adding, kinds, required);
    view! { <div class="tokens">{picker}<div class="chips">{tokens}</div></div> }.into_any()
}

fn items(at: &At, name: String, label: String, rows: RwSignal<Vec<Row>>, ty: Type) -> AnyView {
    let Type::Items(fields) = ty else { return ().into_any() };
    let form = use_context::<Form>();
    if let Some(form) = form {
        form.draw(&name);
    }
    let inner = At { path: format!("{}.{}", at.path, name), ..at.clone() };
    let (id, prefix, desk) = (format!("f-{name}"), name.clone(), at.desk);
    let add = move |_| {
        let Ok(random) = browser::random::<8>() else { return };
        rows.update(|rows| {
            let last = rows.iter().filter_map(|row| row.ord).max().unwrap_or_default();
            let key = format!("{:016x}", u64::from_be_bytes(random));
            rows.push(Row { key, ord: Some(last + 1), cells: cells(fields, &Value::Null) });
        });
    };
    let list = key_list(&at.path, &name);
    let adding = if list.is_empty() {
        view! {
            <button type="button" class="add" on:click=add>
                <Icon name="plus" />{tf("record.add_item", &[("what", &label)])}
            </button>
        }
        .into_any()
    } else {
        codes_to_add(desk, list, fields, rows)
    };
    let title = label.clone();
    let card = move |row: Row| {
        let at = At { prefix: format!("{prefix}-{}-", row.key), ..inner.clone() };
        let controls = inputs(&at, &row.cells);
        let (key, own, code) = (row.key.clone(), row.cells, row.key);
        let drop = move |_| rows.update(|rows| rows.retain(|row| row.key != key));
        // What was there before stands folded, with a few of its words; what is new stands open.
        let is_new = untrack(|| patch(&own, &Value::Null).is_empty());
        let path = if list.is_empty() { String::new() } else { at.path };
        let words = move || {
            let said = summary(desk, &path, &own);
            let parts =
                code_words(desk, list, &code).into_iter().chain((!said.is_empty()).then_some(said));
            let words = parts.collect::<Vec<_>>().join(" · ");
            if words.is_empty() { t("record.new_item").to_owned() } else { words }
        };
        view! {
            <details class="card fold item-form" role="group" aria-label=title.clone() open=is_new>
                <summary><span>{words}</span></summary>
                <div class="form grid">
                    {controls}
                    <button type="button" class="btn quiet" on:click=drop><Icon name="trash" />{t("record.take_out")}</button>
                </div>
            </details>
        }
        .into_any()
    };
    let key_of = |row: &Row| row.key.clone();
    let error = move || {
        let text = form?.error(&name)?;
        Some(view! { <p class="error"><Icon name="bang" />{text}</p> })
    };
    view! {
        <div class="field" id=id tabindex="-1">
            <div class="label">{label.clone()}</div>
            <For each=move || rows.get() key=key_of children=card />
            {error}
            {adding}
        </div>
    }
    .into_any()
}

/// Items whose keys are codes: each code can be added once.
fn codes_to_add(
    desk: Desk,
    list: &'static str,
    fields: &'static [Field],
    rows: RwSignal<Vec<Row>>,
) -> AnyView {
    let one = move |code: Choice| {
        let (key, own) = (code.value.clone(), code.value);
        let press = move |_| {
            let row = Row { key: key.clone(), ord: None, cells: cells(fields, &Value::Null) };
            rows.update(|rows| rows.push(row));
        };
        let has = move || rows.with(|rows| rows.iter().any(|row| row.key == own));
        view! {
            <button type="button" class="add" hidden=has on:click=press>
                <Icon name="plus" />{code.label}
            </button>
        }
    };
    let codes = move || {
        let codes = desk.ask(|state, catalog| code_choices(state, catalog, list));
        codes.unwrap_or_default().into_iter().map(one).collect_view()
    };
    view! { <div class="actions">{codes}</div> }.into_any()
}

/// What the key of an item is called, where it is a code.
fn code_words(desk: Desk, list: &str, key: &str) -> Option<String> {
    let words = desk.ask(|state, catalog| Words { state, catalog, open: false }.code(list, key));
    words.filter(|_| !list.is_empty())
}

/// The first words of an item, by which people know it again; follows them. `path`, where its labels are found, makes
/// numbers part of them.
fn summary(desk: Desk, path: &str, cells: &Cells) -> String {
    let said = cells.iter().filter_map(|(field, cell)| match (cell, field.ty) {
        (Cell::Text(value), Type::Ref(_)) => Some(named(desk, &value.get())),
        (Cell::Text(value), Type::Code(list)) => desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: false };
            value.with(|code| if code.is_empty() { String::new() } else { words.code(list, code) })
        }),
        (Cell::Text(value), _) => Some(value.get()),
        (Cell::Number(value), Type::Int(..)) if !path.is_empty() => {
            let label = field_label(path, field.name);
            value.get().map(|n| format!("{label} {}", text::count(n)))
        }
        _ => None,
    });
    let said = said.filter(|words| !words.is_empty()).take(3);
    said.collect::<Vec<_>>().join(" · ")
}

fn texts(name: String, label: String, lines: RwSignal<Vec<Line>>) -> AnyView {
    let add = move |_| {
        lines.update(|lines| {
            lines.push(Line { key: RwSignal::default(), text: RwSignal::default() });
        });
    };
    let prefix = name.clone();
    let row = move |(at, line): (usize, Line)| {
        view! {
            <div class="two">
                <TextField name=format!("{prefix}-{at}-key") label=t("record.key") value=line.key />
                <TextField name=format!("{prefix}-{at}-text") label=t("record.text") value=line.text />
            </div>
        }
    };
    let rows = move || lines.get().into_iter().enumerate().map(&row).collect_view();
    view! {
        <div class="field" id=format!("f-{name}") tabindex="-1">
            <div class="label">{label.clone()}</div>
            {rows}
            <button type="button" class="add" on:click=add>
                <Icon name="plus" />{tf("record.add_item", &[("what", &label)])}
            </button>
        </div>
    }
    .into_any()
}
