//! Steps of a state machine as buttons: which come next, what each needs, and how to take one all the same.

use jiedui_core::catalog::Catalog;
use jiedui_core::command::{Command, Context, Fields, lacking};
use jiedui_core::log::RecordId;
use jiedui_core::record::schema;
use jiedui_core::record::states::{Need, machine};
use jiedui_core::state::State;
use leptos::prelude::*;
use serde_json::Value;

use super::cells::{cells, patch};
use super::inputs::{At, inputs};
use super::words::Words;
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Button, Form, Sheet, Switch, TextField, Tone};
use crate::remedy::needed;
use crate::screens::hand::Hand;
use crate::screens::keep::{Keeper, Kept, Slot};
use crate::shell::Shell;
use crate::text::{t, tf};

/// A step that can follow.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Next {
    to: &'static str,
    words: String,
    reason: bool,
    /// The fields that are asked for because something of them is missing.
    asks: Vec<&'static str>,
}

/// The state of a record and the steps that lead on from it.
#[component]
pub fn Steps(
    /// Its kind.
    kind: &'static str,
    /// The record.
    id: RecordId,
    /// The list that names its states.
    list: &'static str,
    /// The field that holds the state.
    #[prop(default = "state")]
    field: &'static str,
) -> AnyView {
    let desk = Desk::here();
    let Some(machine) = machine(kind, field) else { return ().into_any() };
    let asked = Memo::new(move |_| {
        let asked = desk.ask(|state, catalog| {
            let words = Words { state, catalog, open: true };
            let value = state.log().record(id)?.value();
            let now = value.get(field).and_then(Value::as_str).unwrap_or(machine.start);
            let next = machine.from(now).map(|step| Next {
                to: step.to,
                words: words.code(list, step.to),
                reason: step.needs.contains(&Need::Reason),
                asks: asked_fields(&lacks(state, catalog, &command(id, field, step.to))),
            });
            Some((words.code(list, now), next.collect::<Vec<_>>()))
        });
        asked.flatten().unwrap_or_default()
    });
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Next>);
    // A link from elsewhere names the step to take.
    let wanted = Shell::here().place.with_untracked(|place| place.value("step").to_owned());
    let wanted = asked.with_untracked(|(_, all)| all.iter().find(|it| it.to == wanted).cloned());
    if let Some(next) = wanted {
        browser::after(0, move || {
            chosen.set(Some(next));
            open.set(true);
        });
    }
    let one = move |next: Next| {
        let words = tf("record.step_to", &[("state", &next.words)]);
        let press = move |_| {
            chosen.set(Some(next.clone()));
            open.set(true);
        };
        view! { <button type="button" class="btn" on:click=press>{words}</button> }
    };
    let buttons = move || asked.with(|(_, next)| next.iter().cloned().map(one).collect_view());
    view! {
        <div class="card pad">
            <p><span class="quiet">{t("record.state_now")}</span>" "<b>{move || asked.with(|(now, _)| now.clone())}</b></p>
            <div class="actions">{buttons}</div>
        </div>
        <Sheet open=open title=t("record.step_title")><StepForm kind=kind id=id field=field chosen=chosen open=open /></Sheet>
    }
    .into_any()
}

/// A step without anything beside it.
fn command(id: RecordId, field: &str, to: &str) -> Command {
    let (field, to) = (field.to_owned(), to.to_owned());
    Command::Step { id, field, to, reason: String::new(), fields: Fields::new(), force: false }
}

/// What a step would lack, were it taken today.
fn lacks(state: &State, catalog: &Catalog, step: &Command) -> Vec<Need> {
    let today = browser::today();
    let context = Context { now: 0, today, by: None, random: [0; 16], catalog };
    lacking(state, step, &context)
}

/// The fields in which what is missing can be written down.
fn asked_fields(needs: &[Need]) -> Vec<&'static str> {
    let mut asked = Vec::new();
    for need in needs {
        match need {
            Need::Field(name) | Need::Is(name, _) | Need::Yes(name) | Need::Equal(_, name) => {
                asked.push(*name);
            }
            Need::Held { .. } | Need::Objection(_) => asked.push("steps"),
            Need::Said(_) => asked.push("status_log"),
            Need::Any(needs) => asked.extend(asked_fields(needs)),
            Need::Reason | Need::Posted(_) | Need::Unopposed(_) | Need::Linked(_) => {}
        }
    }
    asked
}

/// What a step needs is asked for here; without it the step can be forced, with a reason.
#[component]
fn StepForm(
    kind: &'static str,
    id: RecordId,
    field: &'static str,
    chosen: RwSignal<Option<Next>>,
    open: RwSignal<bool>,
) -> AnyView {
    let (desk, hand, form) = (Desk::here(), Hand::here(), Form::provide());
    let (reason, force) = (RwSignal::new(String::new()), RwSignal::new(false));
    let Some(next) = chosen.get_untracked() else { return ().into_any() };
    let (to, needs_reason) = (next.to, next.reason);
    let here = browser::hash();
    let here = here.split('?').next().unwrap_or_default();
    let keeper = Keeper::of_book(
        hand.desk(),
        &format!("step:{id}:{field}:{to}"),
        format!("{here}?step={to}"),
    );
    let name = hand
        .desk()
        .ask_once(|state, catalog| Words { state, catalog, open: false }.name(id))
        .unwrap_or_default();
    let name = format!("{name} · {}", next.words);
    let kept = Kept::begin(keeper, vec![("reason", Slot::Text(reason))], move || name.clone());
    let fields = schema(kind).into_iter().flat_map(|schema| schema.fields);
    let fields = fields.filter(|field| next.asks.contains(&field.name));
    let asked = StoredValue::new(cells(fields, &Value::Null));
    let given = move || asked.with_value(|asked| patch(asked, &Value::Null));
    // What is still missing, in words; a reason is asked for below.
    let lacking = Memo::new(move |_| {
        let mut step = command(id, field, to);
        if let Command::Step { fields, .. } = &mut step {
            *fields = given();
        }
        let needs = desk.ask(|state, catalog| lacks(state, catalog, &step)).unwrap_or_default();
        let needs = needs.iter().filter(|need| **need != Need::Reason);
        needs.map(|need| needed(kind, need)).collect::<Vec<_>>().join(t("remedy.join"))
    });
    let lacks_something = Memo::new(move |_| !lacking.with(String::is_empty));
    let path = kind.to_owned();
    let at = At { desk, hand, path, prefix: String::new(), makes: Signal::derive(|| "") };
    let controls = asked.with_value(|asked| inputs(&at, asked));
    let press = move |()| {
        form.clear();
        if !form.is_fine() {
            return form.show_first();
        }
        let (field, to) = (field.to_owned(), to.to_owned());
        let (reason, force) = (reason.get_untracked(), force.get_untracked());
        let command = Command::Step { id, field, to, reason, fields: untrack(given), force };
        hand.run_then(
            command,
            || t("record.stepped"),
            move |_| {
                kept.finish();
                open.set(false);
            },
        );
    };
    let off = Signal::derive(move || {
        let wordless = reason.with(|reason| reason.trim().is_empty());
        (needs_reason || force.get()) && wordless || lacks_something.get() && !force.get()
    });
    let forcing = move || {
        lacks_something.get().then(|| {
            let what = move || tf("record.lacking", &[("needs", &lacking.get())]);
            view! {
                <p class="hint">{what}</p>
                <Switch label=t("record.force") hint=t("record.force_hint") on=force />
            }
        })
    };
    let label = tf("record.step_to", &[("state", &next.words)]);
    view! {
        {kept.banner()}
        {controls}
        {forcing}
        <TextField name="reason" label=t("record.reason") value=reason lines=2 required=needs_reason />
        <Button label=label tone=Tone::Primary press=Callback::new(press) off=off />
    }
    .into_any()
}
