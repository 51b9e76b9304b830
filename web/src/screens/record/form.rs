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
use super::words::{kind_label, page_of};
use crate::browser;
use crate::desk::{Desk, Done, NotDone, Pending};
use crate::parts::{Banner, Button, Form, Tone};
use crate::remedy;
use crate::screens::hand::Hand;
use crate::shell::{Page, Shell};
use crate::text::{t, tf};

/// How long typing rests before it is kept, in milliseconds.
const REST: i32 = 600;

/// What a form is about.
#[derive(Clone, Debug)]
struct About {
    layout: &'static Layout,
    /// None for a record to be made.
    id: Option<RecordId>,
    base: Value,
    /// Where to go when it is saved or left; empty: to the record.
    then: String,
    draft: String,
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
    let id_text = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    let about = Rc::new(About {
        layout,
        id,
        base,
        then: shell.place.with_untracked(|place| place.value("then").to_owned()),
        draft: format!("record:{}:{id_text}", layout.kind),
    });
    let (first, rest) = form_fields(layout);
    let begun = begun_with(shell, &about);
    let (first, rest) = (cells(first, &begun), cells(rest, &begun));
    let all: Rc<Cells> = Rc::new(first.iter().chain(&rest).copied().collect());
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
fn begun_with(shell: Shell, about: &About) -> Value {
    if about.id.is_some() {
        return about.base.clone();
    }
    let query = shell.place.with_untracked(|place| place.query.clone());
    let schema = jiedui_core::record::schema(about.layout.kind);
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
    let back = RwSignal::new(false);
    let ready = StoredValue::new(false);
    let turn = StoredValue::new(0_u32);
    let (key, base, cells) = (about.draft.clone(), about.base.clone(), Rc::clone(all));
    let kept = StoredValue::new_local((Rc::clone(about), Rc::clone(all)));
    spawn_local(async move {
        let Some(store) = desk.store() else { return };
        let draft = store.draft_get(&key).await.ok().flatten();
        let draft = draft.and_then(|draft| serde_json::from_str::<Value>(&draft).ok());
        if let Some(draft) = draft {
            let mut value = base;
            fold::apply(&mut value, &draft);
            fill(&cells, &value);
            back.set(true);
        }
        ready.set_value(true);
    });
    Effect::new(move |before: Option<String>| {
        let now =
            kept.with_value(|(about, cells)| Value::Object(patch(cells, &about.base)).to_string());
        let changed = before.as_ref().is_some_and(|before| *before != now);
        if changed && ready.get_value() {
            turn.update_value(|turn| *turn += 1);
            let (mine, json) = (turn.get_value(), now.clone());
            browser::after(REST, move || {
                if turn.try_get_value() == Some(mine) {
                    let key = kept.with_value(|(about, _)| about.draft.clone());
                    put_draft(desk, key, json);
                }
            });
        }
        now
    });
    let forget = move |()| {
        back.set(false);
        kept.with_value(|(about, cells)| {
            fill(cells, &about.base);
            drop_draft(desk, about.draft.clone());
        });
        turn.update_value(|turn| *turn += 1);
    };
    let forget = Callback::new(forget);
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

fn put_draft(desk: Desk, key: String, json: String) {
    spawn_local(async move {
        if let Some(store) = desk.store() {
            // A draft that could not be kept is still on the screen.
            let _ = store.draft_put(&key, &json).await;
        }
    });
}

fn drop_draft(desk: Desk, key: String) {
    spawn_local(async move {
        if let Some(store) = desk.store() {
            let _ = store.draft_drop(&key).await;
        }
    });
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
                Ok(done) => saved(desk, hand, &about, &done),
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

fn saved(desk: Desk, hand: Hand, about: &About, done: &Done) {
    drop_draft(desk, about.draft.clone());
    hand.say_done(done, t("record.saved").to_owned());
    let to = match (about.id, done.id) {
        (None, Some(id)) if about.then.is_empty() => page_of(about.layout.kind, id).href(),
        _ => leave_to(about),
    };
    browser::go_instead(&to);
}
