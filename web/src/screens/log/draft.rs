//! What is half written is kept: 300 ms after the last letter, and at once when the page is hidden or left.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use jiedui_core::command::Fields;
use leptos::task::spawn_local;
use serde_json::{Value, json};

use super::note::{Note, Piece};
use crate::browser;
use crate::store::Store;

/// How long nobody types before a draft is written, in milliseconds.
const PAUSE: i32 = 300;

/// Where the form that is open keeps itself.
struct Keeper {
    store: Store,
    key: String,
    /// What is to be written; inside, nothing means that there is no draft any more.
    latest: RefCell<Option<Option<String>>>,
    waits: Cell<bool>,
    over: Cell<bool>,
}

thread_local! {
    static OPEN: RefCell<Option<Rc<Keeper>>> = const { RefCell::new(None) };
    static HEARD: Cell<bool> = const { Cell::new(false) };
}

/// From now on the open form keeps itself under `key`.
pub(super) fn begin(store: Store, key: &str) {
    flush();
    let keeper = Keeper {
        store,
        key: key.to_owned(),
        latest: RefCell::default(),
        waits: Cell::new(false),
        over: Cell::new(false),
    };
    OPEN.with_borrow_mut(|open| *open = Some(Rc::new(keeper)));
    if !HEARD.replace(true) {
        browser::on_document("visibilitychange", |_| flush());
        browser::on_window("pagehide", |_| flush());
    }
}

fn open() -> Option<Rc<Keeper>> {
    OPEN.with_borrow(Clone::clone)
}

/// The form has changed; `None` when nothing in it is worth keeping. `told` hears when it has been written.
pub(super) fn changed(json: Option<String>, told: impl Fn(bool) + 'static) {
    let Some(keeper) = open().filter(|keeper| !keeper.over.get()) else { return };
    *keeper.latest.borrow_mut() = Some(json);
    if !keeper.waits.replace(true) {
        browser::after(PAUSE, move || {
            keeper.waits.set(false);
            write(&keeper, told);
        });
    }
}

/// Writes at once what waits to be written.
pub(super) fn flush() {
    if let Some(keeper) = open() {
        write(&keeper, |_| ());
    }
}

fn write(keeper: &Rc<Keeper>, told: impl Fn(bool) + 'static) {
    let Some(latest) = keeper.latest.borrow_mut().take() else { return };
    let keeper = keeper.clone();
    spawn_local(async move {
        let written = match &latest {
            Some(json) => keeper.store.draft_put(&keeper.key, json).await,
            None => keeper.store.draft_drop(&keeper.key).await,
        };
        // What could not be written is tried again with the next letter; the form itself still has it.
        told(written.is_ok() && latest.is_some());
    });
}

/// The form was saved or given up: its draft goes, and nothing brings it back.
pub(super) async fn drop_it() {
    let Some(keeper) = OPEN.with_borrow_mut(Option::take) else { return };
    keeper.over.set(true);
    *keeper.latest.borrow_mut() = None;
    // A draft that stays although its record is saved is recognised by its id at the next opening.
    let _ = keeper.store.draft_drop(&keeper.key).await;
}

/// The form as text.
pub(super) fn to_json(note: Note, fields: &Fields) -> String {
    use leptos::prelude::Get;
    let files: Vec<Value> =
        note.pieces.get().iter().filter(|piece| !piece.busy).map(piece_value).collect();
    let id = note.id().map(|id| id.to_string());
    json!({"id": id, "fields": fields, "files": files, "done": note.done.get()}).to_string()
}

fn piece_value(piece: &Piece) -> Value {
    json!({"hash": piece.hash, "name": piece.name, "mime": piece.mime, "bytes": piece.bytes, "kind": piece.kind,
        "on": piece.taken_on, "at": piece.taken_at})
}

/// Fills the form with what was kept. False: it is no such text.
pub(super) fn from_json(note: Note, json: &str) -> bool {
    use leptos::prelude::Set;
    let Ok(Value::Object(kept)) = serde_json::from_str(json) else { return false };
    let Some(fields) = kept.get("fields").and_then(Value::as_object) else { return false };
    note.set_id(kept.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok()));
    note.fill(fields);
    let files = kept.get("files").and_then(Value::as_array).into_iter().flatten();
    note.pieces.set(files.map(piece_of).collect());
    let done = kept.get("done").and_then(Value::as_array).into_iter().flatten();
    note.done.set(done.filter_map(|it| it.as_str().map(str::to_owned)).collect());
    true
}

fn piece_of(value: &Value) -> Piece {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Piece {
        hash: text("hash"),
        name: text("name"),
        mime: text("mime"),
        bytes: value["bytes"].as_u64().unwrap_or_default(),
        kind: text("kind"),
        taken_on: text("on"),
        taken_at: text("at"),
        link: String::new(),
        busy: false,
    }
}
