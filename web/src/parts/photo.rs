//! The place of photos and files in a form: thumbnails and the ways to add one. What is done with a file is the
//! screen's business.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use super::Icon;
use super::field::Frame;
use crate::browser::files::{self, Source};
use crate::text::{t, tf};

/// A photo or file in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thumb {
    /// What tells it from the others: its hash.
    pub key: String,
    /// A link to its small picture; empty for a file that has none or a photo still being made smaller.
    pub link: String,
    /// Its name.
    pub name: String,
    /// It is still being read.
    pub busy: bool,
}

/// Photos and files: camera, album, any file; thumbnails with a button to take each away.
#[component]
pub fn PhotoPicker(
    /// The name errors refer to.
    #[prop(into)]
    name: String,
    /// The words above: 「佐证」.
    #[prop(into)]
    label: String,
    /// What is there.
    #[prop(into)]
    thumbs: Signal<Vec<Thumb>>,
    /// Told the files chosen, at least one.
    add: UnsyncCallback<Vec<File>>,
    /// Told the key of the one to take away.
    remove: Callback<String>,
    /// Told the key of the one tapped.
    #[prop(optional)]
    open: Option<Callback<String>>,
    /// What is enough: 「照片已够,还可以补签到表」.
    #[prop(into, optional)]
    enough: Signal<String>,
) -> AnyView {
    let frame = Frame { name, label, group: true, ..Frame::default() };
    let (id, label_id, note) = (frame.id(), frame.label_id(), frame.note_id());
    let take = move |source: Source| {
        spawn_local(async move {
            let chosen = files::pick(source, source != Source::Camera).await;
            if !chosen.is_empty() {
                add.run(chosen);
            }
        });
    };
    let way = move |source: Source, icon: &'static str, key: &'static str| {
        view! {
            <button type="button" class="add" on:click=move |_| take(source)><Icon name=icon />{t(key)}</button>
        }
    };
    let one = move |thumb: Thumb| {
        let key = StoredValue::new(thumb.key);
        let gone = tf("parts.remove", &[("name", &thumb.name)]);
        let picture = if thumb.link.is_empty() {
            view! { <Icon name=if thumb.busy { "clock" } else { "file" } /><small>{thumb.name.clone()}</small> }
                .into_any()
        } else {
            view! { <img src=thumb.link alt="" loading="lazy" decoding="async" /> }.into_any()
        };
        view! {
            <li class="thumb" class:busy=thumb.busy>
                <button type="button" class="look" aria-label=thumb.name
                    on:click=move |_| { if let Some(open) = open { open.run(key.get_value()) } }>
                    {picture}
                </button>
                <button type="button" class="drop" aria-label=gone on:click=move |_| remove.run(key.get_value())>
                    <Icon name="close" />
                </button>
            </li>
        }
    };
    let enough = move || {
        let words = enough.get();
        (!words.is_empty()).then(|| view! { <p class="enough"><Icon name="check" />{words}</p> })
    };
    let control = view! {
        <div id=id tabindex="-1" role="group" aria-labelledby=label_id aria-describedby=note>
            <ul class="thumbs">{move || thumbs.get().into_iter().map(one).collect_view()}</ul>
            <div class="ways">
                {way(Source::Camera, "camera", "parts.camera")}
                {way(Source::Photos, "photo", "parts.album")}
                {way(Source::Any, "file", "parts.file")}
            </div>
            {enough}
        </div>
    };
    frame.around(control.into_any())
}
