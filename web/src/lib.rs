//! The Leptos client: draws answers, sends commands. No rule lives here.
pub mod browser;
pub mod store;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the app.
#[wasm_bindgen(start)]
pub fn start() {
    mount_to_body(|| view! { <h1>"结对台账"</h1> });
}
