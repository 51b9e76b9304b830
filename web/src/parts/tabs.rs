//! Tabs as the ARIA practices ask: one stop of the Tab key, arrows between them.

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use crate::browser;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What is kept: `progress`.
    pub key: &'static str,
    /// What is read: 「进度」.
    pub label: String,
}

/// A row of tabs. The panel is drawn by the screen inside a [`TabPanel`] of the same `id`.
#[component]
pub fn Tabs(
    /// Unique on the page.
    id: &'static str,
    /// The name of the whole row, for screen readers.
    #[prop(into)]
    label: String,
    /// The tabs.
    tabs: Vec<Tab>,
    /// The key of the one shown.
    #[prop(into)]
    current: Signal<String>,
    /// Told the key that was chosen.
    pick: Callback<String>,
) -> AnyView {
    let keys: Vec<&'static str> = tabs.iter().map(|tab| tab.key).collect();
    let heard = move |event: KeyboardEvent| {
        let at = keys.iter().position(|key| current.with_untracked(|current| current == key));
        let (at, count) = (at.unwrap_or(0), keys.len());
        let to = match &*event.key() {
            "ArrowRight" => (at + 1) % count,
            "ArrowLeft" => (at + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        pick.run(keys[to].to_owned());
        browser::focus(&format!("{id}-{}", keys[to]));
    };
    Effect::new(move || {
        let chosen = format!("{id}-{}", current.get());
        browser::after(0, move || browser::reveal_sideways(&chosen));
    });
    let one = move |tab: Tab| {
        let key = tab.key;
        let is_on = move || current.with(|current| current == key);
        view! {
            <button type="button" role="tab" id=format!("{id}-{key}") aria-controls=format!("{id}-panel")
                aria-selected=move || is_on().to_string() tabindex=move || if is_on() { "0" } else { "-1" }
                on:click=move |_| pick.run(key.to_owned())>
                {tab.label}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=heard>
            {tabs.into_iter().map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// What the chosen tab shows.
#[component]
pub fn TabPanel(
    /// The `id` of its [`Tabs`].
    id: &'static str,
    /// The key of the tab shown.
    #[prop(into)]
    current: Signal<String>,
    /// The content; it follows `current` by itself.
    children: Children,
) -> AnyView {
    view! {
        <div class="panel" role="tabpanel" id=format!("{id}-panel")
            aria-labelledby=move || format!("{id}-{}", current.get())>
            {children()}
        </div>
    }
    .into_any()
}
