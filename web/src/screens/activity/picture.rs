//! A stored file, shown large or saved outside the browser.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::files;
use crate::desk::Desk;
use crate::parts::Icon;
use crate::text::{t, tf};

/// A stored file, large: a photo is shown, anything else can be saved. A file this browser has not got is said to be
/// elsewhere.
#[component]
pub fn Picture(
    /// Its hash.
    hash: String,
    /// Its name.
    name: String,
    /// Its media type.
    mime: String,
) -> AnyView {
    let desk = Desk::here();
    let link = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let stored = StoredValue::new_local(None);
    if let Some(store) = desk.store() {
        spawn_local(async move {
            let found = store.file_get(&hash).await.ok().flatten();
            if let Some(own) = found.as_ref().and_then(|blob| files::link(blob).ok()) {
                link.try_set(own);
            } else {
                missing.try_set(true);
            }
            stored.try_update_value(|stored| *stored = found);
        });
    }
    on_cleanup(move || {
        let link = link.get_untracked();
        if !link.is_empty() {
            files::free_link(&link);
        }
    });
    let is_photo = mime.starts_with("image/");
    let named = StoredValue::new(name.clone());
    let save = move |_| {
        let blob = stored.try_with_value(Clone::clone).flatten();
        spawn_local(async move {
            if let Some(blob) = blob {
                // Closing the dialog is an answer, too.
                let _ = files::save(&named.get_value(), &blob).await;
            }
        });
    };
    let shown = move || {
        if missing.get() {
            return view! { <p class="quiet">{t("activity.file_elsewhere")}</p> }.into_any();
        }
        let link = link.get();
        if link.is_empty() {
            return view! { <p class="quiet">{t("parts.loading")}</p> }.into_any();
        }
        let picture =
            is_photo.then(|| view! { <img class="large" src=link alt=named.get_value() /> });
        view! {
            {picture}
            <div class="actions">
                <button type="button" class="btn small" on:click=save><Icon name="download" />{t("activity.file_save")}</button>
            </div>
        }
        .into_any()
    };
    view! { <figure class="picture"><figcaption>{tf("activity.file_name", &[("name", &name)])}</figcaption>{shown}</figure> }
        .into_any()
}
