//! The Leptos client: draws answers, sends commands. No rule lives here.

pub mod app;
pub mod browser;
pub mod desk;
pub mod figure;
#[cfg(feature = "harness")]
pub mod harness;
mod later;
pub mod office;
pub mod parts;
pub mod remedy;
pub mod route;
pub mod screens;
pub mod shell;
pub mod store;
pub mod text;

use leptos::prelude::*;

/// How long the welcome has the machine for itself, in milliseconds, before the code of a workbook is fetched.
const WELCOME_MS: i32 = 300;

/// Starts the app: reads the sentences of the chosen language, then mounts the frame. After a panic nothing can run
/// any more, so boot.js shows the card that says what to do.
#[cfg_attr(not(feature = "harness"), wasm_bindgen::prelude::wasm_bindgen(start))]
pub fn start() {
    std::panic::set_hook(Box::new(|info| browser::tell("jiedui:panic", &info.to_string())));
    store::open_early();
    if store::is_known() {
        later::fetch();
    }
    wasm_bindgen_futures::spawn_local(async {
        let look = shell::Look::chosen();
        let early = browser::early_text().await.is_some_and(|json| text::load(look.lang, &json));
        if !early && let Err(failure) = shell::load_language(look.lang).await {
            browser::tell("jiedui:cannot-load", &failure.to_string());
            return;
        }
        text::choose(look.lang);
        browser::remove_loading();
        mount_to_body(app::App);
        browser::tell("jiedui:booted", "");
        browser::after(WELCOME_MS, || browser::when_idle(later::fetch));
    });
}
