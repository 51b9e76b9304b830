//! The open form keeps itself: one draft at a time, under the name its address gives it.

use std::cell::RefCell;

use jiedui_core::command::Fields;
use serde_json::{Value, json};

use super::note::{Note, Piece};
use crate::screens::keep::Keeper;

thread_local! {
    static OPEN: RefCell<Option<Keeper>> = const { RefCell::new(None) };
}

fn open() -> Option<Keeper> {
    OPEN.with_borrow(Clone::clone)
}

/// From now on the open form keeps itself with `keeper`.
pub(super) fn begin(keeper: Keeper) {
    flush();
    OPEN.with_borrow_mut(|open| *open = Some(keeper));
}

/// The form has changed; `None` when nothing in it is worth keeping. `told` hears when it has been written.
pub(super) fn changed(json: Option<String>, told: impl Fn(bool) + 'static) {
    if let Some(keeper) = open() {
        // What it is about is read out of it when it is listed, in the reader's language.
        keeper.changed(json.map(|json| (json, String::new())), told);
    }
}

/// Writes at once what waits to be written.
pub(super) fn flush() {
    if let Some(keeper) = open() {
        keeper.flush();
    }
}

/// The form was saved or given up: its draft goes, and nothing brings it back.
pub(super) async fn drop_it() {
    // A draft that stays although its record is saved is recognised by its id at the next opening.
    if let Some(keeper) = OPEN.with_borrow_mut(Option::take) {
        keeper.finish().await;
    }
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
