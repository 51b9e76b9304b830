//! 更多细节: what only this kind of activity has, when it began and ended, what came of it, what was agreed. All folded,
//! all optional, all to be completed later.

use jiedui_core::ask;
use jiedui_core::catalog::Section;
use jiedui_core::command::Fields;
use jiedui_core::record::Id;
use leptos::prelude::*;
use serde_json::Value;

use super::Paper;
use super::note::{Agreed, fresh_key};
use crate::parts::{
    Chips, Choice, DateField, Icon, NumberField, RefPicker, Select, Switch, TextField,
};
use crate::screens::search::{Spelling, matches};
use crate::text::{lang, t, tf};

/// The form has these itself, or a step of a state machine writes them.
const ASKED_ELSEWHERE: [&str; 4] = ["to", "request", "exchange_state", "presenter"];

/// A field of the kind, from the workbook's own copy or from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::screens) struct Special {
    /// Its name in the record.
    pub(in crate::screens) name: String,
    /// What is read.
    pub(in crate::screens) label: String,
    /// Its type, as in the catalogue.
    pub(in crate::screens) shape: String,
    /// Whether it is a field of the activity itself.
    pub(in crate::screens) own: bool,
    /// Whether several can be chosen.
    pub(in crate::screens) many: bool,
    /// What can be chosen: code and words.
    pub(in crate::screens) options: Vec<(String, String)>,
}

/// The fields of a kind, in their order.
pub(in crate::screens) fn specials(
    state: &jiedui_core::state::State,
    catalog: &jiedui_core::catalog::Catalog,
    kind: &str,
) -> Vec<Special> {
    let own = state.workspace().and_then(|(_, workspace)| workspace.kinds.get(kind));
    if let Some(own) = own.filter(|own| !own.fields.is_empty()) {
        let mut all: Vec<_> = own.fields.iter().collect();
        all.sort_by_key(|(_, field)| field.ord);
        return all
            .into_iter()
            .map(|(name, field)| {
                let mut options: Vec<_> = field.options.iter().collect();
                options.sort_by_key(|(_, option)| option.ord);
                let options = options.into_iter();
                Special {
                    name: name.clone(),
                    label: field.label.get(lang()).to_owned(),
                    shape: field.shape.clone(),
                    own: field.own,
                    many: field.many,
                    options: options
                        .map(|(code, it)| (code.clone(), it.label.get(lang()).to_owned()))
                        .collect(),
                }
            })
            .collect();
    }
    let of_catalog = catalog.fields_of(kind).iter().map(|field| Special {
        name: field.name.clone(),
        label: field.label.get(lang()).to_owned(),
        shape: field.form.clone(),
        own: field.own,
        many: field.many,
        options: catalog
            .options(field)
            .iter()
            .map(|code| (code.code.clone(), code.label.get(lang()).to_owned()))
            .collect(),
    });
    of_catalog.collect()
}

/// The folded part of the form.
pub(super) fn details(paper: Paper) -> AnyView {
    let open = paper.unfolded;
    let fields = Memo::new(move |_| {
        let kind = paper.kind();
        paper.desk.ask(|state, catalog| specials(state, catalog, &kind)).unwrap_or_default()
    });
    // Opened once, it stays in the page: what is folded keeps its place and its errors are found.
    let drawn = Memo::new(move |was: Option<&bool>| open.get() || was.is_some_and(|was| *was));
    let turned = move |_| open.update(|open| *open = !*open);
    Effect::new(move || {
        if drawn.get() {
            paper.need(&[Section::KindFields, Section::Codes]);
        }
    });
    let body = move || {
        drawn.get().then(|| {
            let special = move || {
                fields.get().into_iter().map(|field| special_field(paper, field)).collect_view()
            };
            view! {
                <div class="form">{special}{common(paper)}{agreements(paper)}</div>
            }
        })
    };
    view! {
        <section class="card more">
            <button type="button" class="more-button" aria-expanded=move || open.get().to_string()
                aria-controls="more-details" on:click=turned>
                <span>{t("field.activity.fields")}<small>{t("log.more_note")}</small></span><Icon name="down" />
            </button>
            <div id="more-details" class="more-body" hidden=move || !open.get()>{body}</div>
        </section>
    }
    .into_any()
}

/// What any activity may have.
fn common(paper: Paper) -> AnyView {
    let note = paper.note;
    let long = |name: &'static str| {
        view! { <TextField name=name label=t(&format!("field.activity.{name}")) value=note.text(name) lines=2 /> }
    };
    let also = also(paper);
    view! {
        <DateField name="to" label=t("field.activity.to") value=note.text("to") />
        <div class="two">
            <TextField name="start_time" label=t("field.activity.start_time") value=note.text("start_time") kind="time" />
            <TextField name="end_time" label=t("field.activity.end_time") value=note.text("end_time") kind="time" />
        </div>
        {also}
        {long("purpose")}
        {long("outcome")}
        {long("reflection")}
    }
    .into_any()
}

/// An activity for several pairings at once.
fn also(paper: Paper) -> AnyView {
    let others = Signal::derive(move || {
        let own = paper.note.text("pairing").get();
        let mut pairings = paper.pairings.get();
        pairings.retain(|choice| choice.value != own);
        pairings
    });
    let also = paper.note.set("also");
    let few = move || {
        let n = others.with(Vec::len);
        (n > 0 && n <= 24).then(|| {
            view! { <Chips name="also" label=t("log.also") options=others chosen=also /> }
        })
    };
    few.into_any()
}

/// A field of the kind.
fn special_field(paper: Paper, field: Special) -> AnyView {
    if ASKED_ELSEWHERE.contains(&&*field.name) {
        return ().into_any();
    }
    let note = paper.note;
    let path = if field.own { field.name.clone() } else { format!("fields.{}", field.name) };
    // Errors of fields inside `fields` come under that name.
    let name = path.replace('.', "-");
    let label = field.label;
    let choices: Vec<Choice> =
        field.options.into_iter().map(|(code, words)| Choice::new(code, words)).collect();
    let number = |places: u32, unit: &str| {
        let unit =
            if unit.is_empty() { String::new() } else { tf(unit, &[("n", "")]).trim().to_owned() };
        view! { <NumberField name=name.clone() label=label.clone() value=note.number(&path) places=places unit=unit /> }
            .into_any()
    };
    match &*field.shape {
        "int" => number(0, ""),
        "minutes" => number(0, "unit.minutes"),
        "hours" => number(2, "unit.hours"),
        "money" => number(2, "unit.yuan"),
        "decimal" => number(3, ""),
        "long_text" => {
            view! { <TextField name=name label=label value=note.text(&path) lines=2 /> }.into_any()
        }
        "date" => view! { <DateField name=name label=label value=note.text(&path) /> }.into_any(),
        "bool" => view! { <div class="card"><Switch label=label on=note.flag(&path) /></div> }.into_any(),
        "code" | "codes" if field.many || field.shape == "codes" => {
            view! { <Chips name=name label=label options=choices chosen=note.set(&path) /> }.into_any()
        }
        "code" => view! {
            <Select name=name label=label options=choices value=note.text(&path) none=t("parts.none") />
        }
        .into_any(),
        shape => match shape.strip_prefix("ref:") {
            Some(kind) => reference(paper, name, label, &path, kind, field.many),
            None => view! { <TextField name=name label=label value=note.text(&path) /> }.into_any(),
        },
    }
}

/// A field that names a record, or several.
fn reference(
    paper: Paper,
    name: String,
    label: String,
    path: &str,
    kind: &str,
    many: bool,
) -> AnyView {
    let desk = paper.desk;
    let kind: &'static str = match kind {
        "person" => "person",
        "org" => "org",
        "issue" => "issue",
        "activity" => "activity",
        "document" => "document",
        _ => return ().into_any(),
    };
    let edit = paper.edit;
    let words = move |id: &str| {
        let id = id.parse().ok();
        desk.ask(|state, catalog| id.map(|id| ask::name_of(state, catalog, id, lang())))
            .flatten()
            .unwrap_or_default()
    };
    let spelling = Spelling::here();
    let all = move |wanted: &str| {
        let found = desk.ask(|state, catalog| {
            let ids: Vec<_> = match kind {
                "person" => state.people().iter().map(|(id, _)| id.untyped()).collect(),
                "org" => state.orgs().iter().map(|(id, _)| id.untyped()).collect(),
                "issue" => state.issues().iter().rev().map(|(id, _)| id.untyped()).collect(),
                "activity" => {
                    state.index().by_date().rev().take(400).map(|(_, id)| id.untyped()).collect()
                }
                // Only what is in the record already can be named.
                _ => edit
                    .into_iter()
                    .flat_map(|id| state.index().documents_of(id))
                    .map(Id::untyped)
                    .collect(),
            };
            let named = ids.into_iter().map(|id| (id, ask::name_of(state, catalog, id, lang())));
            named
                .filter(|(_, name)| matches(name, wanted, spelling))
                .take(100)
                .map(|(id, name)| Choice::new(id.to_string(), name))
                .collect::<Vec<_>>()
        });
        found.unwrap_or_default()
    };
    if kind == "document" && edit.is_none() {
        return ().into_any();
    }
    if !many {
        return view! {
            <RefPicker name=name label=label value=paper.note.text(path) words=Callback::new(move |id: String| words(&id))
                find=Callback::new(move |wanted: String| all(&wanted)) />
        }
        .into_any();
    }
    let chosen = paper.note.set(path);
    let options = Signal::derive(move || {
        // Those who take part first; the register of a whole district would not fit.
        let mut ids = chosen.get();
        let near: Vec<String> = if kind == "person" { paper.note.people.get() } else { Vec::new() };
        let rest = all("").into_iter().map(|choice| choice.value);
        for id in near.into_iter().chain(rest) {
            if !ids.contains(&id) && ids.len() < 12 {
                ids.push(id);
            }
        }
        ids.into_iter().map(|id| Choice::new(id.clone(), words(&id))).collect::<Vec<_>>()
    });
    view! { <Chips name=name label=label options=options chosen=chosen /> }.into_any()
}

/// 商定事项: what both sides will do, by whom, until when. It opens the next visit.
fn agreements(paper: Paper) -> AnyView {
    let note = paper.note;
    let owners = Signal::derive(move || {
        let ids = paper.desk.ask(|state, catalog| {
            let people = note.people.get().into_iter();
            let sides = paper.pairing().and_then(|id| state.pairings().find(id)).map(|pairing| {
                pairing
                    .side_a
                    .iter()
                    .chain(&pairing.side_b)
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
            });
            let all = people.chain(sides.unwrap_or_default());
            all.filter_map(|id| {
                let name = ask::name_of(state, catalog, id.parse().ok()?, lang());
                Some(Choice::new(id, name))
            })
            .collect::<Vec<_>>()
        });
        ids.unwrap_or_default()
    });
    let row = move |(agreed, n): (Agreed, usize)| {
        let name = move |part: &str| format!("agreed-{part}-{n}");
        let away = move |_| note.agreed.update(|all| all.retain(|own| *own != agreed));
        let gone = tf("parts.remove", &[("name", &tf("log.agreed_n", &[("n", &n.to_string())]))]);
        view! {
            <li class="agreed">
                <TextField name=name("text") label=tf("log.agreed_n", &[("n", &n.to_string())]) value=agreed.text lines=2 />
                <div class="two">
                    <Select name=name("owner") label=t("field.activity.agreements.owner") options=owners value=agreed.owner
                        none=t("parts.none") />
                    <DateField name=name("due") label=t("field.activity.agreements.due") value=agreed.due />
                </div>
                <button type="button" class="btn quiet" aria-label=gone on:click=away>{t("log.agreed_away")}</button>
            </li>
        }
    };
    let add = move |_| {
        let fresh = note.agreement(&fresh_key(), &Value::Null);
        note.agreed.update(|all| all.push(fresh));
    };
    let rows = move || note.agreed.get().into_iter().zip(1..).map(row).collect_view();
    view! {
        <section class="section">
            <h3 class="label">{t("field.activity.agreements")}</h3>
            <ul class="form">{rows}</ul>
            <div><button type="button" class="btn small" on:click=add><Icon name="plus" />{t("log.agreed_add")}</button></div>
        </section>
    }
    .into_any()
}

/// Only the fields that the kind has: what was typed for another kind stays in the form and out of the record.
pub(super) fn fitting(known: &[Special], fields: &mut Fields, before: &Value) {
    let Some(Value::Object(own)) = fields.get_mut("fields").filter(|_| !known.is_empty()) else {
        return;
    };
    own.retain(|name, _| {
        known.iter().any(|field| field.name == *name) || before["fields"].get(name).is_some()
    });
    if own.is_empty() {
        fields.remove("fields");
    }
}
