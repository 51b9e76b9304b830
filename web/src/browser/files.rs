//! Files in and out: picked, read, saved, shared, copied, and those another app handed over.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
pub use web_sys::{Blob, File};
use web_sys::{BlobPropertyBag, FilePropertyBag, HtmlAnchorElement, HtmlInputElement};

use super::{Failure, call, document, scope, text_of, window};

/// Where the person may take a file from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The camera, at once.
    Camera,
    /// The photos on the phone.
    Photos,
    /// Any file: no filter is set, since phones grey out endings they do not know.
    Any,
}

/// What became of a file that was to be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Written where the person chose, and confirmed by the browser.
    Written,
    /// Handed to the browser as a download; it does not say whether it arrived.
    Handed,
}

/// Lets the person choose files; none when they close the dialog.
pub async fn pick(source: Source, several: bool) -> Vec<File> {
    let Ok(input) = document().create_element("input") else { return Vec::new() };
    let Ok(input) = input.dyn_into::<HtmlInputElement>() else { return Vec::new() };
    input.set_type("file");
    input.set_multiple(several);
    if source != Source::Any {
        input.set_accept("image/*");
    }
    if source == Source::Camera {
        let _ = input.set_attribute("capture", "environment");
    }
    let chosen = Promise::new(&mut |done: Function, _| {
        for event in ["change", "cancel"] {
            let _ = input.add_event_listener_with_callback(event, &done);
        }
    });
    input.click();
    let _ = JsFuture::from(chosen).await;
    let files = input.files();
    files
        .map_or_else(Vec::new, |files| (0..files.length()).filter_map(|at| files.get(at)).collect())
}

/// The name of a file; empty for bytes that are none.
pub fn name_of(blob: &Blob) -> String {
    blob.dyn_ref::<File>().map(File::name).unwrap_or_default()
}

/// The bytes of a file.
///
/// # Errors
/// [`Failure`] when it can no longer be read, for example because it was moved.
pub async fn read(file: &Blob) -> Result<Vec<u8>, Failure> {
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Bytes as a blob of that media type.
///
/// # Errors
/// [`Failure`] when memory is short.
pub fn blob(bytes: &[u8], media: &str) -> Result<Blob, Failure> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let options = BlobPropertyBag::new();
    options.set_type(media);
    Ok(Blob::new_with_u8_array_sequence_and_options(&parts, &options)?)
}

/// The same bytes as `blob` under a media type; no byte is read.
///
/// # Errors
/// [`Failure`] when the browser refuses.
pub fn typed(blob: &Blob, media: &str) -> Result<Blob, Failure> {
    Ok(blob.slice_with_f64_and_f64_and_content_type(0.0, blob.size(), media)?)
}

/// A link to a blob, for images; give it back with [`free_link`] when nothing shows it any more.
///
/// # Errors
/// [`Failure`] when the browser refuses.
pub fn link(blob: &Blob) -> Result<String, Failure> {
    Ok(web_sys::Url::create_object_url_with_blob(blob)?)
}

/// Gives a link of [`link`] back.
pub fn free_link(link: &str) {
    let _ = web_sys::Url::revoke_object_url(link);
}

/// Saves a file outside the browser: where the person chooses if the browser can ask, else as a download.
///
/// # Errors
/// [`Failure::Cancelled`] when they close the dialog, else what the browser says.
pub async fn save(name: &str, blob: &Blob) -> Result<Saved, Failure> {
    save_to_check(name, blob).await.map(|file| match file {
        Some(_) => Saved::Written,
        None => Saved::Handed,
    })
}

/// As [`save`]; the file that was written, to be read back, or none where the browser only hands out downloads.
///
/// # Errors
/// As [`save`].
pub async fn save_to_check(name: &str, blob: &Blob) -> Result<Option<File>, Failure> {
    let window = window();
    if Reflect::has(&window, &"showSaveFilePicker".into()).unwrap_or(false) {
        let options = js_sys::Object::new();
        Reflect::set(&options, &"suggestedName".into(), &name.into())?;
        match call(&window, "showSaveFilePicker", &options).await {
            Ok(handle) => {
                let stream = call(&handle, "createWritable", &JsValue::UNDEFINED).await?;
                call(&stream, "write", blob).await?;
                call(&stream, "close", &JsValue::UNDEFINED).await?;
                let file = call(&handle, "getFile", &JsValue::UNDEFINED).await?;
                return file.dyn_into().map(Some).map_err(|_| Failure::Unable);
            }
            Err(Failure::Cancelled) => return Err(Failure::Cancelled),
            // Some browsers name the picker and then refuse it; a download still works there.
            Err(_) => {}
        }
    }
    let link = link(blob)?;
    let anchor: HtmlAnchorElement =
        document().create_element("a")?.dyn_into().map_err(|_| Failure::Unable)?;
    anchor.set_href(&link);
    anchor.set_download(name);
    anchor.click();
    super::after(60_000, move || free_link(&link));
    Ok(None)
}

/// Whether files can be handed to another app from here.
pub fn can_share() -> bool {
    Reflect::has(&window().navigator(), &"canShare".into()).unwrap_or(false)
}

/// Hands a file to another app through the share sheet.
///
/// # Errors
/// [`Failure::Unable`] when this browser or this kind of file cannot, [`Failure::Cancelled`] when the person stops.
pub async fn share(name: &str, blob: &Blob) -> Result<(), Failure> {
    let navigator = window().navigator();
    let file = as_file(name, blob)?;
    let offer = js_sys::Object::new();
    Reflect::set(&offer, &"files".into(), &Array::of1(&file))?;
    if !can_share() || !call(&navigator, "canShare", &offer).await?.is_truthy() {
        return Err(Failure::Unable);
    }
    call(&navigator, "share", &offer).await?;
    Ok(())
}

/// Copies text, to be pasted elsewhere.
///
/// # Errors
/// [`Failure`] when the browser has no clipboard or the page has no permission.
pub async fn copy(text: &str) -> Result<(), Failure> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into())?;
    if clipboard.is_undefined() {
        return Err(Failure::Unable);
    }
    call(&clipboard, "writeText", &text.into()).await?;
    Ok(())
}

/// A file that another app handed over.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Its name.
    pub name: String,
    /// Its content.
    pub blob: Blob,
}

async fn shelf() -> Result<JsValue, Failure> {
    let caches = Reflect::get(&window(), &"caches".into())?;
    if caches.is_undefined() {
        return Err(Failure::Unable);
    }
    call(&caches, "open", &format!("jiedui:{}shared", scope()).into()).await
}

/// The files the service worker put by when they came through the share sheet or the file manager, oldest first.
///
/// # Errors
/// [`Failure`] when there is no cache here (plain http).
pub async fn handed_over() -> Result<Vec<Handed>, Failure> {
    let shelf = shelf().await?;
    let keys: Array =
        call(&shelf, "keys", &JsValue::UNDEFINED).await?.dyn_into().map_err(|_| Failure::Unable)?;
    let mut found = Vec::new();
    for key in keys.iter() {
        let response = call(&shelf, "match", &key).await?;
        let blob: Blob = call(&response, "blob", &JsValue::UNDEFINED)
            .await?
            .dyn_into()
            .map_err(|_| Failure::Unable)?;
        let name = text_of(&key, "url").rsplit('/').next().unwrap_or_default().to_owned();
        let name = js_sys::decode_uri_component(&name).map_or(name, String::from);
        let name = name.split_once('-').map_or(&*name, |(_, name)| name).to_owned();
        found.push(Handed { name, blob });
    }
    Ok(found)
}

/// Content with a name, as if a person had chosen it.
///
/// # Errors
/// [`Failure`] when memory is short.
pub fn as_file(name: &str, blob: &Blob) -> Result<File, Failure> {
    let options = FilePropertyBag::new();
    options.set_type(&blob.type_());
    Ok(File::new_with_blob_sequence_and_options(&Array::of1(blob), name, &options)?)
}

/// Forgets what was handed over, after it was taken in or declined.
pub async fn forget_handed_over() {
    let Ok(caches) = Reflect::get(&window(), &"caches".into()) else { return };
    let _ = call(&caches, "delete", &format!("jiedui:{}shared", scope()).into()).await;
}

/// Files dropped or pasted into the page.
pub fn of_transfer(transfer: &web_sys::DataTransfer) -> Vec<File> {
    let files = transfer.files();
    files
        .map_or_else(Vec::new, |files| (0..files.length()).filter_map(|at| files.get(at)).collect())
}

/// Hears files dropped onto the page, for as long as the page lives.
pub fn on_drop(mut act: impl FnMut(Vec<File>) + 'static) {
    super::on_window("dragover", |event| event.prevent_default());
    let heard = Closure::<dyn FnMut(web_sys::DragEvent)>::new(move |event: web_sys::DragEvent| {
        event.prevent_default();
        act(event.data_transfer().map_or_else(Vec::new, |transfer| of_transfer(&transfer)));
    });
    let _ = window().add_event_listener_with_callback("drop", heard.as_ref().unchecked_ref());
    heard.forget();
}
