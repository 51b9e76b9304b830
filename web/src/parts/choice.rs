//! Choosing among a few: chips, a select, a switch.

use leptos::prelude::*;

use super::field::Frame;
use crate::text::t;

/// One thing that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is kept: a code or an id.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A quiet word beside it; may be empty.
    pub note: String,
}

impl Choice {
    /// A choice without a note.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: String::new() }
    }

    /// The same with a quiet word beside it.
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// One chip: a radio button or a check box in a large rounded label.
pub(super) fn chip(
    group: &str,
    choice: Choice,
    single: bool,
    chosen: RwSignal<Vec<String>>,
) -> AnyView {
    let value = StoredValue::new(choice.value.clone());
    let is_on = move || {
        chosen.with(|chosen| value.with_value(|value| chosen.iter().any(|own| own == value)))
    };
    let turn = move |event: web_sys::Event| {
        let on = event_target_checked(&event);
        chosen.update(|chosen| {
            let value = value.get_value();
            if single {
                chosen.clear();
            } else {
                chosen.retain(|own| *own != value);
            }
            if on {
                chosen.push(value);
            }
        });
    };
    let note = (!choice.note.is_empty()).then(|| view! { <small>{choice.note}</small> });
    view! {
        <label class="chip">
            <input type=if single { "radio" } else { "checkbox" } name=group.to_owned() value=choice.value
                prop:checked=is_on on:change=turn />
            <span>{choice.label}</span>
            {note}
        </label>
    }
    .into_any()
}

/// Chips: one or several of a few, by tap. `children` may add buttons of class `chip link` such as 更多….
#[component]
pub fn Chips(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above.
    #[prop(into)]
    label: String,
    /// What can be chosen; at most a dozen or two.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The values chosen, in the order of choosing.
    chosen: RwSignal<Vec<String>>,
    /// At most one can be chosen.
    #[prop(optional)]
    single: bool,
    /// A quiet sentence below.
    #[prop(into, optional)]
    hint: String,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
    /// Further buttons at the end.
    #[prop(optional)]
    children: Option<Children>,
) -> AnyView {
    let frame = Frame { name, label, hint, required, group: true };
    let (id, label_id, note, invalid) =
        (frame.id(), frame.label_id(), frame.note_id(), frame.invalid());
    let group = StoredValue::new(id.clone());
    let chips = move || {
        let group = group.get_value();
        options.get().into_iter().map(|choice| chip(&group, choice, single, chosen)).collect_view()
    };
    let control = view! {
        <div class="chips" id=id tabindex="-1" role=if single { "radiogroup" } else { "group" }
            aria-labelledby=label_id aria-describedby=note data-invalid=invalid>
            {chips}
            {children.map(|children| children())}
        </div>
    };
    frame.around(control.into_any())
}

/// A list that opens, for a choice among many that need no search.
#[component]
pub fn Select(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    #[prop(into)]
    options: Signal<Vec<Choice>>,
    /// The value chosen; empty for none.
    value: RwSignal<String>,
    /// The words of the empty choice; without them there is no empty choice.
    #[prop(into, optional)]
    none: String,
    /// A quiet sentence below.
    #[prop(into, optional)]
    hint: String,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    let frame = Frame { name, label, hint, required, group: false };
    let (id, note, invalid) = (frame.id(), frame.note_id(), frame.invalid());
    let entry = move |choice: Choice| {
        let own = StoredValue::new(choice.value.clone());
        let is_on = move || own.with_value(|own| value.with(|value| value == own));
        view! { <option value=choice.value prop:selected=is_on>{choice.label}</option> }
    };
    let empty = (!none.is_empty() || required).then(|| {
        let none = if none.is_empty() { t("parts.choose").to_owned() } else { none };
        entry(Choice::new("", none))
    });
    let entries = move || options.get().into_iter().map(entry).collect_view();
    let control = view! {
        <select class="input" id=id aria-describedby=note aria-invalid=invalid
            aria-required=required.then_some("true")
            on:change=move |event| value.set(event_target_value(&event))>
            {empty}
            {entries}
        </select>
    };
    frame.around(control.into_any())
}

/// A setting that is on or off, with its words beside it.
#[component]
pub fn Switch(
    /// The words.
    #[prop(into)]
    label: String,
    /// A quiet sentence below the words.
    #[prop(into, optional)]
    hint: String,
    /// Whether it is on.
    on: RwSignal<bool>,
) -> AnyView {
    let hint = (!hint.is_empty()).then(|| view! { <small>{hint}</small> });
    view! {
        <label class="switch">
            <span>{label}{hint}</span>
            <input type="checkbox" role="switch" prop:checked=move || on.get()
                on:change=move |event| on.set(event_target_checked(&event)) />
        </label>
    }
    .into_any()
}
