//! Steps of a state machine as buttons: which come next, what each needs, and how to take one all the same.

use jiedui_core::command::Command;
use jiedui_core::log::RecordId;
use jiedui_core::record::schema;
use jiedui_core::record::states::{Need, machine};
use leptos::prelude::*;
use serde_json::Value;

use super::cells::{cells, patch};
use super::inputs::{At, inputs};
use super::words::Words;
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Button, Form, Sheet, Switch, TextField, Tone};
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
    /// The names of fields that are still empty.
    missing: Vec<&'static str>,
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
                missing: missing(step.needs, value),
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

fn missing(needs: &[Need], value: &Value) -> Vec<&'static str> {
    let empty = |need: &Need| match need {
        Need::Field(name) if jiedui_core::record::field::is_empty(value.get(*name)) => Some(*name),
        Need::Field(_) | Need::Reason => None,
    };
    needs.iter().filter_map(empty).collect()
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
    let hand = Hand::here();
    Form::provide();
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
    let fields = fields.filter(|field| next.missing.contains(&field.name));
    let asked = StoredValue::new(cells(fields, &Value::Null));
    let given = move || asked.with_value(|asked| patch(asked, &Value::Null));
    let lacking = Memo::new(move |_| given().len() < next.missing.len());
    let path = kind.to_owned();
    let at =
        At { desk: Desk::here(), hand, path, prefix: String::new(), makes: Signal::derive(|| "") };
    let controls = asked.with_value(|asked| inputs(&at, asked));
    let press = move |()| {
        let command = Command::Step {
            id,
            field: field.to_owned(),
            to: to.to_owned(),
            reason: reason.get_untracked(),
            fields: untrack(given),
            force: force.get_untracked(),
        };
        hand.run_then(command, t("record.stepped"), move |_| {
            kept.finish();
            open.set(false);
        });
    };
    let off = Signal::derive(move || {
        let wordless = reason.with(|reason| reason.trim().is_empty());
        (needs_reason || force.get()) && wordless || lacking.get() && !force.get()
    });
    let forcing = move || {
        lacking.get().then(|| {
            view! { <Switch label=t("record.force") hint=t("record.force_hint") on=force /> }
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
