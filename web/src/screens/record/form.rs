//! The form of any record: built from its FIELDS, kept as a draft while it is written, refused at its fields.

use std::rc::Rc;

use jiedui_core::catalog::Section;
use jiedui_core::command::{Command, Fields};
use jiedui_core::log::{RecordId, fold};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::cells::{Cells, cells, fill, patch};
use super::inputs::{At, inputs};
use super::layout::{Layout, form_fields};
use super::words::{Words, kind_label, page_of};
use crate::browser;
use crate::desk::{Desk, Done, NotDone, Pending};
use crate::parts::{Banner, Button, Form, Tone};
use crate::remedy;
use crate::screens::hand::Hand;
use crate::screens::keep::Keeper;
use crate::shell::{Page, Shell};
use crate::text::{self, t, tf};

/// What a form is about.
#[derive(Clone, Debug)]
struct About {
    layout: &'static Layout,
    /// None for a record to be made.
    id: Option<RecordId>,
    base: Value,
    /// Where to go when it is saved or left; empty: to the record.
    then: String,
    /// What the form says before anything is typed, as a patch on `base`.
    blank: Fields,
    keeper: Option<Keeper>,
}

/// The form of a record, new or not.
#[component]
pub fn RecordForm(
    /// The layout of its kind.
    layout: &'static Layout,
    /// The record; none for one to be made.
    id: Option<RecordId>,
) -> AnyView {
    let (desk, shell) = (Desk::here(), Shell::here());
    let base = match id {
        Some(id) => desk.ask_once(|state, _| state.log().record(id).map(|it| it.value().clone())),
        None => None,
    };
    let base = base.flatten().unwrap_or(Value::Object(Fields::new()));
    let (first, rest) = form_fields(layout);
    let begun = match id {
        Some(_) => base.clone(),
        None => begun_with(shell, layout),
    };
    let (first, rest) = (cells(first, &begun), cells(rest, &begun));
    let all: Rc<Cells> = Rc::new(first.iter().chain(&rest).copied().collect());
    let about = Rc::new(About {
        layout,
        id,
        then: shell.place.with_untracked(|place| place.value("then").to_owned()),
        blank: untrack(|| patch(&all, &base)),
        base,
        keeper: Keeper::of_book(desk, &draft_key(layout, id, &begun), browser::hash()),
    });
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let form = Form::provide();
    let at = At {
        desk,
        hand: Hand::here(),
        path: layout.kind.to_owned(),
        prefix: String::new(),
        makes: Signal::derive(|| ""),
    };
    forget_errors(form, &all);
    let restored = keep_drafts(desk, &about, &all);
    let save = saver(desk, form, &about, &all);
    let title = match id {
        Some(_) => tf("record.edit_title", &[("kind", kind_label(layout.kind))]),
        None => tf("record.new_title", &[("kind", kind_label(layout.kind))]),
    };
    let leave = leave_to(&about);
    let folded = (!rest.is_empty()).then(|| {
        view! {
            <details class="card fold">
                <summary><h2>{t("record.more")}</h2></summary>
                <div class="form grid">{inputs(&at, &rest)}</div>
            </details>
        }
    });
    view! {
        <Page title=title back=Signal::derive(move || leave.clone()) close=true search=false>
            <div class="narrow form">
                {restored}
                {inputs(&at, &first)}
                {folded}
                {save}
            </div>
        </Page>
    }
    .into_any()
}

/// What was wrong with a field is forgotten once somebody writes into it.
fn forget_errors(form: Form, all: &Rc<Cells>) {
    for (field, cell) in all.iter().copied() {
        Effect::new(move |before: Option<()>| {
            patch(&vec![(field, cell)], &Value::Null);
            if before.is_some() {
                form.forget(field.name);
            }
        });
    }
}

/// What a new record begins with: whatever of the query is a field of it.
fn begun_with(shell: Shell, layout: &Layout) -> Value {
    let query = shell.place.with_untracked(|place| place.query.clone());
    let schema = jiedui_core::record::schema(layout.kind);
    let mut begun = Fields::new();
    for (name, value) in query {
        use jiedui_core::record::Type;
        let Some(field) = schema.and_then(|schema| schema.field(&name)) else { continue };
        let value = match field.ty {
            Type::RefSet(_) | Type::CodeSet(_) => jiedui_core::state::set_of([value]),
            _ => Value::String(value),
        };
        begun.insert(field.name.to_owned(), value);
    }
    Value::Object(begun)
}

/// Under which name the draft is kept. A new record that was begun for something does not take over what was begun for
/// something else.
fn draft_key(layout: &Layout, id: Option<RecordId>, begun: &Value) -> String {
    match (id, begun.as_object().is_some_and(serde_json::Map::is_empty)) {
        (Some(id), _) => format!("record:{}:{id}", layout.kind),
        (None, true) => format!("record:{}:new", layout.kind),
        (None, false) => format!("record:{}:new:{begun}", layout.kind),
    }
}

fn leave_to(about: &About) -> String {
    let kind = about.layout.kind;
    if !about.then.is_empty() {
        return about.then.clone();
    }
    match about.id {
        Some(id) => page_of(kind, id).href(),
        None => list_of(kind).href(),
    }
}

/// The list that a record stands in.
pub fn list_of(kind: &str) -> crate::route::Route {
    use crate::route::Route;
    match kind {
        "pairing" => Route::Pairs,
        "plan" => Route::Plans,
        "activity" => Route::Activities,
        _ => Route::Registers(kind.to_owned()),
    }
}

/// Keeps what is typed, and brings back what was typed before; says so, with a way to throw it away.
fn keep_drafts(desk: Desk, about: &Rc<About>, all: &Rc<Cells>) -> AnyView {
    let Some(keeper) = about.keeper.clone() else { return ().into_any() };
    let (back, ready) = (RwSignal::new(false), RwSignal::new(false));
    let kept = StoredValue::new_local((Rc::clone(about), Rc::clone(all)));
    let (looked, base, cells) = (keeper.clone(), about.base.clone(), Rc::clone(all));
    spawn_local(async move {
        let draft = looked.found().await;
        let draft = draft.and_then(|draft| serde_json::from_str::<Value>(&draft.json).ok());
        // Whoever has left the form meanwhile needs nothing.
        if ready.try_get_untracked().is_none() {
            return;
        }
        if let Some(draft) = draft {
            fill_from(&cells, base, &draft);
            back.set(true);
        }
        ready.set(true);
    });
    let leaving = keeper.clone();
    Effect::new(move |before: Option<Fields>| {
        let now = kept.with_value(|(about, cells)| patch(cells, &about.base));
        let changed = before.as_ref().is_some_and(|before| *before != now);
        if changed && ready.get() {
            let worth = kept.with_value(|(about, _)| now != about.blank);
            let name = kept.with_value(|(about, _)| name_in(desk, about, &now));
            let json = Value::Object(now.clone()).to_string();
            keeper.changed(worth.then_some((json, name)), |_| ());
        }
        now
    });
    let leaving = StoredValue::new_local(leaving);
    on_cleanup(move || {
        let _ = leaving.try_with_value(Keeper::flush);
    });
    let notices = Shell::here().notices;
    let forget = Callback::new(move |()| {
        let typed = kept.with_value(|(about, cells)| {
            let typed = untrack(|| patch(cells, &about.base));
            fill_from(cells, about.base.clone(), &Value::Object(about.blank.clone()));
            Value::Object(typed)
        });
        back.set(false);
        let again = move || {
            // Once the form is left there is nowhere to put it.
            let filled = kept.try_with_value(|(about, cells)| {
                fill_from(cells, about.base.clone(), &typed);
            });
            if filled.is_some() {
                back.set(true);
            }
        };
        notices.say_undo(|| t("record.draft_dropped"), again);
    });
    let banner = move || {
        back.get().then(|| {
            view! {
                <Banner><p>{t("record.draft_back")}</p>
                    <Button label=t("record.draft_drop") tone=Tone::Small press=forget />
                </Banner>
            }
        })
    };
    banner.into_any()
}

fn fill_from(cells: &Cells, mut value: Value, draft: &Value) {
    fold::apply(&mut value, draft);
    fill(cells, &value);
}

/// What the record is about: the name or title typed, else what it is called already.
fn name_in(desk: Desk, about: &About, typed: &Fields) -> String {
    let own = ["name", "title"].into_iter().find_map(|field| match typed.get(field)? {
        Value::String(text) => Some(text.clone()),
        names => names.get(text::lang().tag())?.as_str().map(str::to_owned),
    });
    let known = || {
        let id = about.id?;
        desk.ask_once(|state, catalog| Words { state, catalog, open: false }.name(id))
    };
    own.or_else(known).unwrap_or_default()
}

/// The bar with 「保存」.
fn saver(desk: Desk, form: Form, about: &Rc<About>, all: &Rc<Cells>) -> AnyView {
    let hand = Hand::here();
    let busy = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    let kept = StoredValue::new_local((Rc::clone(about), Rc::clone(all)));
    // What could not be written, with the fields it was made of.
    let pending = StoredValue::new_local(None::<(Fields, Pending)>);
    let save = move |()| {
        let (about, cells) = kept.get_value();
        let fields = untrack(|| patch(&cells, &about.base));
        form.clear();
        trouble.set(String::new());
        if !form.is_fine() {
            return form.show_first();
        }
        busy.set(true);
        let before = pending.try_update_value(Option::take).flatten();
        spawn_local(async move {
            let result = match before {
                Some((same, again)) if same == fields => desk.retry(again).await,
                other => {
                    if let Some((_, old)) = other {
                        desk.give_up(&old);
                    }
                    desk.run(command(&about, fields.clone())).await
                }
            };
            busy.set(false);
            match result {
                Ok(done) => saved(hand, &about, &done),
                Err(NotDone::Refused(refusal)) => {
                    let whole = remedy::into_form(form, about.layout.kind, &refusal);
                    trouble.set(whole.unwrap_or_default());
                    form.show_first();
                }
                Err(NotDone::Unsaved(error, again)) => {
                    pending.set_value(Some((fields, again)));
                    trouble.set(remedy::unsaved(&error));
                }
                Err(other) => trouble.set(remedy::not_done(&other)),
            }
        });
    };
    let save = Callback::new(save);
    let said = move || {
        let text = trouble.get();
        (!text.is_empty()).then(|| view! { <Banner kind="bad"><p>{text}</p></Banner> })
    };
    view! {
        <div aria-live="assertive">{said}</div>
        <div class="savebar"><Button label=t("record.save") tone=Tone::Primary busy=busy press=save /></div>
    }
    .into_any()
}

fn command(about: &About, fields: Fields) -> Command {
    match about.id {
        Some(id) => Command::Edit { id, fields },
        None => Command::Add { kind: about.layout.kind.to_owned(), id: None, fields },
    }
}

fn saved(hand: Hand, about: &About, done: &Done) {
    if let Some(keeper) = about.keeper.clone() {
        spawn_local(async move { keeper.finish().await });
    }
    hand.say_done(done, Rc::new(|| t("record.saved").to_owned()));
    let to = match (about.id, done.id) {
        (None, Some(id)) if about.then.is_empty() => page_of(about.layout.kind, id).href(),
        _ => leave_to(about),
    };
    browser::go_instead(&to);
}
