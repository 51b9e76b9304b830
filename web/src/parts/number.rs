//! Fields for dates and numbers.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::Icon;
use super::field::{Frame, typed};
use crate::browser;
use crate::text::{self, t, tf};

/// A field for a day, as "2026-11-23" or empty. Shows the day in words while nobody edits it.
#[component]
pub fn DateField(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above.
    #[prop(into)]
    label: String,
    /// The day, as ISO text; empty for none.
    value: RwSignal<String>,
    /// Offers 今天, 昨天 and 前天 as one tap each.
    #[prop(optional)]
    quick: bool,
    /// A quiet sentence below.
    #[prop(into, optional)]
    hint: String,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    let frame = Frame { name, label, hint, required, group: false };
    let (id, note, invalid) = (frame.id(), frame.note_id(), frame.invalid());
    let renew = frame.renewer();
    let today = browser::today();
    let node = NodeRef::<leptos::html::Input>::new();
    Effect::new(move || {
        let text = value.get();
        // Writing the same again would wipe away a date that is only half typed.
        if let Some(node) = node.get().filter(|node| node.value() != text) {
            node.set_value(&text);
        }
    });
    let heard = move |event: web_sys::Event| value.set(event_target_value(&event));
    let words = move || {
        let Ok(day) = value.get().parse::<NaiveDate>() else { return t("date.none").to_owned() };
        match text::near_day(day, today) {
            Some(near) => format!("{near} {}", text::day_short(day, today)),
            None => text::day(day, today),
        }
    };
    let near = move |ago: u64| {
        let day = today.checked_sub_days(Days::new(ago)).unwrap_or(today);
        let word = text::near_day(day, today).unwrap_or_default();
        let iso = StoredValue::new(day.to_string());
        let is_on = move || iso.with_value(|iso| value.with(|value| value == iso)).to_string();
        view! {
            <button type="button" class="chip" aria-pressed=is_on on:click=move |_| {
                    value.set(iso.get_value());
                    renew();
                }>
                {word}
            </button>
        }
    };
    let taps = quick
        .then(|| view! { <div class="chips quick">{[0, 1, 2].map(near).into_iter().collect_view()}</div> });
    let control = view! {
        <div class="date">
            <input class="input" id=id type="date" min="1900-01-01" max="2100-12-31" aria-describedby=note
                aria-invalid=invalid aria-required=required.then_some("true") node_ref=node on:change=heard on:input=heard />
            <span class="input" aria-hidden="true"><Icon name="calendar" />{words}</span>
        </div>
        {taps}
    };
    frame.around(control.into_any())
}

/// What stands in the box of a number, kept beside the number because "1." is on the way to "1.5"; and whether it is
/// something else than a number.
fn number_text(
    value: RwSignal<Option<i64>>,
    places: u32,
    readable: impl Fn(bool) + Copy + Send + 'static,
) -> (RwSignal<String>, impl Fn() -> bool + Copy + Send + 'static, impl Fn(String) + Copy) {
    let shown = RwSignal::new(String::new());
    Effect::new(move || {
        let number = value.get();
        if shown.with_untracked(|shown| text::read_decimal(shown, places)) != number {
            let plain = number.map(|number| text::decimal(number, places).replace(',', ""));
            shown.set(plain.unwrap_or_default());
            readable(true);
        }
    });
    let write = move |typed: String| {
        let number = text::read_decimal(&typed, places);
        readable(number.is_some() || typed.trim().is_empty());
        shown.set(typed);
        value.set(number);
    };
    let odd = move || shown.with(|text| !text.trim().is_empty()) && value.get().is_none();
    (shown, odd, write)
}

/// The sentence below a box that holds something else than a number, unless the form has told it.
fn odd_words(
    odd: impl Fn() -> bool + Send + 'static,
    told: impl Fn() -> bool + Send + 'static,
) -> AnyView {
    view! { <p class="error" hidden=move || !odd() || told()><Icon name="bang" />{t("parts.not_a_number")}</p> }.into_any()
}

/// A number with a button to make it less and one to make it more: class hours by halves.
#[component]
pub fn Stepper(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above.
    #[prop(into)]
    label: String,
    /// The number, in units of `10^-places`; None when empty or not a number.
    value: RwSignal<Option<i64>>,
    /// How much one tap changes.
    step: i64,
    /// How many decimals the number has.
    #[prop(default = 2)]
    places: u32,
    /// The least it may be.
    #[prop(default = 0)]
    least: i64,
    /// The words below, such as "60 分钟"; follows the number.
    #[prop(into, optional)]
    note: Signal<String>,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    let frame = Frame { name, label, hint: String::new(), required, group: false };
    let (id, note_id, invalid) = (frame.id(), frame.note_id(), frame.invalid());
    let renew = frame.renewer();
    let (shown, odd, write) = number_text(value, places, frame.reader());
    let shift = move |by: i64| {
        renew();
        // Nothing at all is said by an empty box, and not by a nought.
        let shifted = value.get_untracked().unwrap_or(0) + by;
        let next = if shifted <= 0 && least == 0 { None } else { Some(shifted.max(least)) };
        if next.is_none() {
            write(String::new());
        }
        value.set(next);
    };
    let key = move |event: KeyboardEvent| match &*event.key() {
        "ArrowUp" => shift(step),
        "ArrowDown" => shift(-step),
        _ => {}
    };
    let step_words = text::decimal(step, places);
    let less = tf("parts.less", &[("n", &step_words)]);
    let more = tf("parts.more_by", &[("n", &step_words)]);
    let heard = move |event: web_sys::Event| {
        if let Some(text) = typed(&event) {
            write(text);
        }
    };
    let at_least = move || value.get().is_none_or(|number| number <= least);
    let control = view! {
        <div class="stepper">
            <button type="button" aria-label=less disabled=at_least
                on:click=move |_| shift(-step)><Icon name="minus" /></button>
            <input class="input" id=id inputmode="decimal" autocomplete="off" aria-describedby=note_id
                aria-invalid=move || invalid().or(odd().then_some("true"))
                prop:value=move || shown.get() on:keydown=key
                on:input=heard />
            <button type="button" aria-label=more on:click=move |_| shift(step)><Icon name="plus" /></button>
        </div>
        {odd_words(odd, move || invalid().is_some())}
        <p class="note">{move || note.get()}</p>
    };
    frame.around(control.into_any())
}

/// A number typed by hand, with its unit behind it: money, people, a measurement.
#[component]
pub fn NumberField(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above.
    #[prop(into)]
    label: String,
    /// The number, in units of `10^-places` (money: fen, 2 places); None when empty or not a number.
    value: RwSignal<Option<i64>>,
    /// How many decimals the number has.
    #[prop(optional)]
    places: u32,
    /// The unit behind the box.
    #[prop(into, optional)]
    unit: String,
    /// A quiet sentence below.
    #[prop(into, optional)]
    hint: String,
    /// Marks it as needed.
    #[prop(optional)]
    required: bool,
) -> AnyView {
    let frame = Frame { name, label, hint, required, group: false };
    let (id, note, invalid) = (frame.id(), frame.note_id(), frame.invalid());
    let (shown, odd, write) = number_text(value, places, frame.reader());
    let heard = move |event: web_sys::Event| {
        if let Some(text) = typed(&event) {
            write(text);
        }
    };
    let keyboard = if places > 0 { "decimal" } else { "numeric" };
    let control = view! {
        <div class="with-unit">
            <input class="input" id=id inputmode=keyboard autocomplete="off"
                aria-describedby=note aria-invalid=move || invalid().or(odd().then_some("true"))
                prop:value=move || shown.get()
                on:input=heard />
            <span class="unit">{unit}</span>
        </div>
        {odd_words(odd, move || invalid().is_some())}
    };
    frame.around(control.into_any())
}
