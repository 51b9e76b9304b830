//! Fields for text, the frame every field shares, and what is wrong with them.

use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::Icon;
use crate::browser;
use crate::text::t;

/// What is wrong with which field of the form around. Made by the screen with [`Form::provide`]; the fields inside
/// find it by themselves and show their own error below.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// What is wrong, by field.
    wrong: RwSignal<Vec<(String, String)>>,
    /// Fields of numbers with something else in them.
    unread: RwSignal<Vec<String>>,
    /// The names of the fields that are drawn.
    drawn: RwSignal<Vec<String>>,
}

impl Form {
    /// A form without errors, known to every field below.
    pub fn provide() -> Self {
        let form = Self {
            wrong: RwSignal::new(Vec::new()),
            unread: RwSignal::new(Vec::new()),
            drawn: RwSignal::new(Vec::new()),
        };
        provide_context(form);
        form
    }

    /// Says what to do about a field.
    pub fn fail(self, field: &str, message: impl Into<String>) {
        let entry = (field.to_owned(), message.into());
        self.wrong.update(|all| {
            all.retain(|(own, _)| *own != entry.0);
            all.push(entry);
        });
    }

    /// Forgets what was wrong with a field, once it is written anew.
    pub fn forget(self, field: &str) {
        let known = self.wrong.try_with_untracked(|all| all.iter().any(|(own, _)| own == field));
        if known == Some(true) {
            self.wrong.update(|all| all.retain(|(own, _)| own != field));
        }
    }

    /// Forgets all errors, before the form is checked again. What cannot be read is wrong from the start: saving
    /// would lose it.
    pub fn clear(self) {
        self.wrong.set(Vec::new());
        for field in self.unread.get_untracked() {
            self.fail(&field, t("parts.not_a_number"));
        }
        for field in self.drawn.get_untracked() {
            match browser::half_typed(&field_id(&field)).as_deref() {
                Some("time") => self.fail(&field, t("remedy.not_a_time")),
                Some(_) => self.fail(&field, t("parts.not_a_whole_date")),
                None => {}
            }
        }
    }

    /// Says whether what stands in the field of a number is one.
    pub(super) fn readable(self, field: &str, readable: bool) {
        let known = self.unread.try_with_untracked(|all| all.iter().any(|own| own == field));
        if known == Some(readable) {
            self.unread.update(|all| {
                all.retain(|own| own != field);
                if !readable {
                    all.push(field.to_owned());
                }
            });
        }
    }

    /// Whether a field of that name is drawn, so that its error can be seen.
    pub fn has(self, field: &str) -> bool {
        self.drawn.with_untracked(|all| all.iter().any(|own| own == field))
    }

    /// Remembers that a field is drawn, until it no longer is. The fields of `parts` do so by themselves.
    pub fn draw(self, field: &str) {
        let (own, gone) = (field.to_owned(), field.to_owned());
        let _ = self.drawn.try_update_untracked(|all| all.push(own));
        on_cleanup(move || {
            let _ = self.drawn.try_update_untracked(|all| {
                let place = all.iter().position(|own| *own == gone);
                place.map(|place| all.swap_remove(place))
            });
            self.readable(&gone, true);
        });
    }

    /// Whether nothing is wrong.
    pub fn is_fine(self) -> bool {
        self.wrong.with_untracked(Vec::is_empty)
    }

    /// Brings the first field that has an error into view, with the keyboard focus on it.
    pub fn show_first(self) {
        let first = self.wrong.with_untracked(|all| all.first().map(|(field, _)| field_id(field)));
        if let Some(id) = first {
            browser::after(0, move || {
                browser::focus(&id);
                browser::reveal(&id);
            });
        }
    }

    /// What is wrong with a field; follows changes.
    pub fn error(self, field: &str) -> Option<String> {
        // A field outside any form still finds the form of a screen that was left, which is gone.
        let find = |all: &Vec<(String, String)>| {
            all.iter().find(|(own, _)| own == field).map(|(_, text)| text.clone())
        };
        self.wrong.try_with(find).flatten()
    }
}

/// The id of a field's control: `f-` and its name.
pub(super) fn field_id(name: &str) -> String {
    format!("f-{name}")
}

/// What every field is built from.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) required: bool,
    /// The label names a group of controls rather than one.
    pub(super) group: bool,
}

impl Frame {
    pub(super) fn id(&self) -> String {
        field_id(&self.name)
    }

    pub(super) fn note_id(&self) -> String {
        format!("f-{}-note", self.name)
    }

    pub(super) fn label_id(&self) -> String {
        format!("f-{}-label", self.name)
    }

    /// Whether the form around has an error for this field; follows changes.
    pub(super) fn invalid(&self) -> impl Fn() -> Option<&'static str> + Copy + Send + 'static {
        let form = use_context::<Form>();
        let name = StoredValue::new(self.name.clone());
        move || {
            let form = form?;
            name.with_value(|name| form.error(name)).map(|_| "true")
        }
    }

    /// What is to be called with whether the control holds a number.
    pub(super) fn reader(&self) -> impl Fn(bool) + Copy + Send + 'static {
        let form = use_context::<Form>();
        let name = StoredValue::new(self.name.clone());
        move |readable| {
            if let Some(form) = form {
                let _ = name.try_with_value(|name| form.readable(name, readable));
            }
        }
    }

    /// What is to be called when a button of the control changes its value.
    pub(super) fn renewer(&self) -> impl Fn() + Copy + Send + 'static {
        let form = use_context::<Form>();
        let name = StoredValue::new(self.name.clone());
        move || {
            if let Some(form) = form {
                let _ = name.try_with_value(|name| form.forget(name));
            }
        }
    }

    /// Label above, control, hint and error below.
    pub(super) fn around(self, control: AnyView) -> AnyView {
        let form = use_context::<Form>();
        let note_id = self.note_id();
        let Self { name, label, hint, required, group } = self;
        if let Some(form) = form {
            form.draw(&name);
        }
        let id = field_id(&name);
        let own = name.clone();
        // What is written anew is no longer wrong.
        let anew = move |_| {
            if let Some(form) = form {
                form.forget(&own);
            }
        };
        let label_id = format!("{id}-label");
        let mark = required.then(|| view! { <span class="must" aria-hidden="true">"*"</span> });
        let head = if group {
            view! { <div class="label" id=label_id>{label}{mark}</div> }.into_any()
        } else {
            view! { <label class="label" for=id id=label_id>{label}{mark}</label> }.into_any()
        };
        let error = move || {
            let text = form.and_then(|form| form.error(&name))?;
            Some(view! { <p class="error"><Icon name="bang" />{text}</p> })
        };
        let hint = (!hint.is_empty()).then(|| view! { <p class="note">{hint}</p> });
        view! { <div class="field" on:input=anew>{head}{control}<div id=note_id aria-live="polite">{error}{hint}</div></div> }
            .into_any()
    }
}

/// What was typed, unless an input method is still composing it: then the letters are not yet words.
pub(super) fn typed(event: &web_sys::Event) -> Option<String> {
    let composing =
        event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing);
    (!composing).then(|| event_target_value(event))
}

/// A field for text: one line, or a box when `lines` is more than one.
#[component]
pub fn TextField(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above it.
    #[prop(into)]
    label: String,
    /// What is typed.
    value: RwSignal<String>,
    /// A quiet sentence below.
    #[prop(into, optional)]
    hint: String,
    /// What might be written, shown while it is empty.
    #[prop(into, optional)]
    placeholder: String,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
    /// More than one: a box of that height, which grows with its text.
    #[prop(optional)]
    lines: u32,
    /// The kind of one-line field: text, tel, email, url, password, month.
    #[prop(default = "text")]
    kind: &'static str,
    /// What the browser may fill in by itself.
    #[prop(default = "off")]
    complete: &'static str,
    /// Phrases used before, offered while typing.
    #[prop(into, optional)]
    phrases: Signal<Vec<String>>,
) -> AnyView {
    let frame = Frame { name, label, hint, required, group: false };
    let (id, note, invalid) = (frame.id(), frame.note_id(), frame.invalid());
    let heard = move |event: web_sys::Event| {
        if let Some(text) = typed(&event) {
            value.set(text);
        }
    };
    let composed = move |event: web_sys::CompositionEvent| value.set(event_target_value(&event));
    let control = if lines > 1 {
        let node = NodeRef::<leptos::html::Textarea>::new();
        Effect::new(move || {
            let text = value.get();
            // Writing the same text again would end an input method's composition.
            if let Some(node) = node.get().filter(|node| node.value() != text) {
                node.set_value(&text);
            }
        });
        view! {
            <textarea class="input" id=id node_ref=node rows=lines placeholder=placeholder aria-describedby=note
                aria-invalid=invalid aria-required=required.then_some("true") on:input=heard
                on:compositionend=composed />
        }
        .into_any()
    } else {
        let node = NodeRef::<leptos::html::Input>::new();
        Effect::new(move || {
            let text = value.get();
            if let Some(node) = node.get().filter(|node| node.value() != text) {
                node.set_value(&text);
            }
        });
        let list = format!("{id}-list");
        let offers = list.clone();
        let offered = move || {
            phrases.get().into_iter().map(|phrase| view! { <option value=phrase /> }).collect_view()
        };
        view! {
            <input class="input" id=id node_ref=node type=kind placeholder=placeholder autocomplete=complete
                list=offers aria-describedby=note aria-invalid=invalid
                aria-required=required.then_some("true") on:input=heard on:compositionend=composed />
            <datalist id=list>{offered}</datalist>
        }
        .into_any()
    };
    frame.around(control)
}

/// A box to search with; the page's first is reached by the key `/`.
#[component]
pub fn SearchBox(
    /// What is looked for; follows every letter that is not still being composed.
    value: RwSignal<String>,
    /// Its accessible name and placeholder.
    #[prop(into)]
    label: String,
) -> AnyView {
    let node = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        let text = value.get();
        if let Some(node) = node.get().filter(|node| node.value() != text) {
            node.set_value(&text);
        }
    });
    let clear = move |_| {
        value.set(String::new());
        if let Some(node) = node.get_untracked() {
            let _ = node.focus();
        }
    };
    let heard = move |event: web_sys::Event| {
        if let Some(text) = typed(&event) {
            value.set(text);
        }
    };
    let composed = move |event: web_sys::CompositionEvent| value.set(event_target_value(&event));
    let name = label.clone();
    view! {
        <div class="search" role="search">
            <Icon name="search" />
            <input class="input" type="search" data-search="" enterkeyhint="search" autocomplete="off" node_ref=node
                aria-label=name placeholder=label on:input=heard on:compositionend=composed />
            <button type="button" class="icon-button" aria-label=t("parts.clear")
                hidden=move || value.with(String::is_empty) on:click=clear>
                <Icon name="close" />
            </button>
        </div>
    }
    .into_any()
}
