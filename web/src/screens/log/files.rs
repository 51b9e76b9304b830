//! 佐证: photos and files of the form. Each is on the disk before the record names it.

use jiedui_core::catalog::Section;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::note::Piece;
use super::{Paper, note};
use crate::browser::files::{self, File};
use crate::browser::photo::{self, PhotoError};
use crate::parts::{Choice, PhotoPicker, Select, Sheet, Thumb};
use crate::screens::activity::Picture;
use crate::text::{self, t, tf};

/// The name of the field for errors.
pub(super) const FIELD: &str = "documents";

/// Larger files than this stay where they are; a link to them can be written instead. In bytes.
const MOST_BYTES: f64 = 20_000_000.0;

/// The kinds of document offered first; the rest of the list follows.
const FIRST: [&str; 7] =
    ["photo", "record", "plan", "measures", "summary", "sign_in", "lesson_plan"];

/// The field 「佐证」 with its sheet.
pub(super) fn evidence(paper: Paper) -> AnyView {
    let note = paper.note;
    let looked = RwSignal::new(String::new());
    let open = RwSignal::new(false);
    let thumbs = Signal::derive(move || {
        let one = |piece: Piece| {
            let kind = if piece.kind == "photo" {
                String::new()
            } else {
                paper.code("document_kind", &piece.kind)
            };
            let name = [kind, piece.name].into_iter().filter(|part| !part.is_empty());
            Thumb {
                key: piece.hash,
                link: piece.link,
                name: name.collect::<Vec<_>>().join(" · "),
                busy: piece.busy,
            }
        };
        note.pieces.get().into_iter().map(one).collect::<Vec<_>>()
    });
    let add = UnsyncCallback::new(move |chosen: Vec<File>| {
        paper.form.forget(FIELD);
        for file in chosen {
            spawn_local(take_in(paper, file));
        }
    });
    let remove = Callback::new(move |hash: String| {
        note.pieces.update(|all| all.retain(|piece| piece.hash != hash));
    });
    let look = Callback::new(move |hash: String| {
        looked.set(hash);
        open.set(true);
    });
    let enough = Signal::derive(move || enough(&note.pieces.get()));
    view! {
        <PhotoPicker name=FIELD label=t("field.activity.documents") thumbs=thumbs add=add remove=remove open=look
            enough=enough />
        <Sheet open=open title=t("log.file")>{move || one_file(paper, looked.get(), open)}</Sheet>
    }
    .into_any()
}

/// What is there and what would still help, in one sentence.
fn enough(pieces: &[Piece]) -> String {
    let has = |kind: &str| pieces.iter().any(|piece| piece.kind == kind);
    let key = match (pieces.is_empty(), has("photo"), has("sign_in")) {
        (true, ..) => return String::new(),
        (_, true, true) => "log.enough_all",
        (_, true, false) => "log.enough_photo",
        (_, false, _) => "log.enough_file",
    };
    t(key).to_owned()
}

/// Takes a chosen file in: photos made smaller, anything else as it is.
pub(super) async fn take_in(paper: Paper, file: File) {
    let (desk, note, form) = (paper.desk, paper.note, paper.form);
    let Some(store) = desk.store() else { return };
    let (name, mime) = (file.name(), file.type_());
    let key = note::fresh_key();
    let piece = Piece {
        hash: key.clone(),
        name: name.clone(),
        kind: "photo".to_owned(),
        busy: true,
        ..Piece::default()
    };
    note.pieces.update(|all| all.push(piece));
    let made = match photo::photo(&file).await {
        Ok(photo) => {
            let stored = store.file_put(&photo.hash, &photo.blob, photo.mime, &photo.thumb).await;
            let piece = Piece {
                hash: photo.hash,
                name,
                mime: photo.mime.to_owned(),
                bytes: photo.bytes,
                kind: "photo".to_owned(),
                taken_on: photo.taken.map(|taken| taken.date().to_string()).unwrap_or_default(),
                taken_at: photo
                    .taken
                    .map(|taken| taken.format("%H:%M").to_string())
                    .unwrap_or_default(),
                ..Piece::default()
            };
            stored.map(|()| piece).map_err(|error| crate::remedy::unsaved(&error))
        }
        Err(error) => match fit(&file, &name, &error) {
            Ok(()) => as_document(paper, &file, name, mime).await,
            Err(words) => Err(words),
        },
    };
    match made {
        Ok(mut piece) => {
            piece.link = store.thumb_url(&piece.hash).await.ok().flatten().unwrap_or_default();
            note.pieces.update(|all| {
                // The same photo twice is one photo.
                let twice = all.iter().any(|own| own.hash == piece.hash);
                match all.iter_mut().find(|own| own.hash == key).filter(|_| !twice) {
                    Some(place) => *place = piece,
                    None => all.retain(|own| own.hash != key),
                }
            });
        }
        Err(words) => {
            note.pieces.update(|all| all.retain(|own| own.hash != key));
            // Of several that were chosen at once, each is told.
            let told = untrack(|| form.error(FIELD)).map(|told| told + " ").unwrap_or_default();
            form.fail(FIELD, told + &words);
            form.show_first();
        }
    }
}

/// Whether a file that is no photo that can be read may be kept as it is; if not, why, in words. One that calls itself a
/// picture may not: it is broken, huge or something else.
pub(in crate::screens) fn fit(file: &File, name: &str, error: &PhotoError) -> Result<(), String> {
    let no_photo = matches!(error, PhotoError::NotAPicture | PhotoError::TooLarge { .. });
    if no_photo && !file.type_().starts_with("image/") {
        return not_too_large(file, name);
    }
    Err(tf("log.photo_said", &[("name", name), ("why", &photo_words(error))]))
}

fn not_too_large(file: &File, name: &str) -> Result<(), String> {
    if file.size() <= MOST_BYTES {
        return Ok(());
    }
    let size = text::size(file.size() as u64);
    let most = text::size(MOST_BYTES as u64);
    Err(tf("log.file_large", &[("name", name), ("size", &size), ("most", &most)]))
}

async fn as_document(
    paper: Paper,
    file: &File,
    name: String,
    mime: String,
) -> Result<Piece, String> {
    let store = paper.desk.store().ok_or_else(|| t("remedy.read_only").to_owned())?;
    let bytes = files::read(file).await.map_err(|_| tf("log.file_unread", &[("name", &name)]))?;
    let hash = photo::sha256(&bytes);
    store
        .file_put(&hash, file, &mime, &[])
        .await
        .map_err(|error| crate::remedy::unsaved(&error))?;
    // A file called 签到表.pdf is a sign-in sheet, once the names of the kinds are there.
    let _ = paper.desk.need(&[Section::Codes]).await;
    let codes = FIRST.iter().skip(1).copied();
    let kind = codes
        .into_iter()
        .find(|code| name.contains(&untrack(|| paper.code("document_kind", code))))
        .unwrap_or("record");
    Ok(Piece {
        hash,
        name,
        mime,
        bytes: bytes.len() as u64,
        kind: kind.to_owned(),
        ..Piece::default()
    })
}

fn photo_words(error: &PhotoError) -> String {
    match error {
        PhotoError::NotAPicture => t("log.photo_none").to_owned(),
        PhotoError::TooManyPixels { megapixels } => {
            tf("log.photo_pixels", &[("n", &megapixels.to_string())])
        }
        PhotoError::TooLarge { megabytes } => {
            tf("log.photo_large", &[("n", &megabytes.to_string())])
        }
        PhotoError::Truncated => t("log.photo_cut").to_owned(),
        PhotoError::Heif => t("log.photo_heif").to_owned(),
        PhotoError::Undecodable => t("log.photo_broken").to_owned(),
        PhotoError::Unreadable => t("log.photo_gone").to_owned(),
    }
}

/// One file, large, with what it is.
fn one_file(paper: Paper, hash: String, open: RwSignal<bool>) -> AnyView {
    let note = paper.note;
    let Some(piece) =
        note.pieces.with_untracked(|all| all.iter().find(|own| own.hash == hash).cloned())
    else {
        return ().into_any();
    };
    paper.need(&[Section::Codes]);
    let kind = RwSignal::new(piece.kind.clone());
    let own = StoredValue::new(hash.clone());
    Effect::new(move || {
        let kind = kind.get();
        let differs = note.pieces.with_untracked(|all| {
            all.iter().any(|piece| own.with_value(|own| piece.hash == *own) && piece.kind != kind)
        });
        if differs {
            note.pieces.update(|all| {
                for piece in all.iter_mut().filter(|piece| own.with_value(|own| piece.hash == *own))
                {
                    piece.kind.clone_from(&kind);
                }
            });
        }
    });
    let options = Signal::derive(move || document_kinds(paper));
    let away = move |_| {
        note.pieces.update(|all| all.retain(|piece| own.with_value(|own| piece.hash != *own)));
        open.set(false);
    };
    let taken = [piece.taken_on, piece.taken_at].join(" ");
    let taken = (taken.len() > 1)
        .then(|| view! { <p class="quiet">{tf("log.taken", &[("when", &taken)])}</p> });
    view! {
        <Picture hash=hash name=piece.name mime=piece.mime />
        {taken}
        <Select name="document_kind" label=t("field.document.kind") options=options value=kind />
        <div class="actions"><button type="button" class="btn danger" on:click=away>{t("log.file_away")}</button></div>
    }
    .into_any()
}

/// Kinds of document, those of an activity first.
fn document_kinds(paper: Paper) -> Vec<Choice> {
    let all = paper.desk.ask_catalog(|catalog| {
        catalog.codes("document_kind").iter().map(|code| code.code.clone()).collect::<Vec<_>>()
    });
    let first = FIRST.iter().map(|code| (*code).to_owned());
    let rest = all.into_iter().filter(|code| !FIRST.contains(&&**code));
    first
        .chain(rest)
        .map(|code| Choice::new(code.clone(), paper.code("document_kind", &code)))
        .collect()
}
