//! 档案: volumes by kind of activity and how complete they are; what is missing is added with a tap.

use std::collections::BTreeMap;

use jiedui_core::ask::{FOUR, Folder, archive};
use jiedui_core::command::{Command, Fields};
use jiedui_core::log::RecordId;
use jiedui_core::record::{Id, Pairing};
use jiedui_core::state::{put, set_of};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::files::{self, File, Source};
use crate::browser::{self, photo};
use crate::desk::Desk;
use crate::parts::{Button, Empty, Icon, Sheet, TextField, Tone};
use crate::remedy;
use crate::route::Route;
use crate::screens::hand::Hand;
use crate::screens::keep::{Keeper, Kept, Slot};
use crate::screens::log::files as files_of_log;
use crate::screens::pairs::activity_kind;
use crate::screens::record::words::{Words, page_of};
use crate::shell::Shell;
use crate::text::{self, t, tf};

/// The words of the four boxes, in the order of [`FOUR`].
const WORDS: [&str; 4] = ["doc.plan", "doc.measures", "doc.record", "doc.summary"];

/// The most characters of a document's name.
const MOST_NAME: usize = 200;

/// A document that is missing: the activity and which of the four.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Missing {
    activity: RecordId,
    title: String,
    four: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Volume {
    name: String,
    complete: usize,
    folders: Vec<(Folder, [Option<String>; 4])>,
}

fn volumes(words: &Words<'_>, id: Id<Pairing>) -> Vec<Volume> {
    let volumes = archive(words.state, id).volumes.into_iter();
    let volume = |volume: jiedui_core::ask::Volume| {
        let complete = volume.complete();
        let folders = volume.folders.into_iter().map(|folder| {
            let links = links(words, folder.activity.untyped());
            (folder, links)
        });
        Volume { name: activity_kind(words, &volume.kind), complete, folders: folders.collect() }
    };
    volumes.map(volume).collect()
}

/// Where each of the four documents of an activity is, when it is there.
fn links(words: &Words<'_>, activity: RecordId) -> [Option<String>; 4] {
    let mut by_kind = BTreeMap::new();
    for id in words.state.index().documents_of(activity) {
        if let Some(document) = words.state.documents().get(id) {
            by_kind.entry(&*document.kind).or_insert(page_of("document", id.untyped()).href());
        }
    }
    FOUR.map(|kind| by_kind.get(kind).cloned())
}

/// The third tab.
#[component]
pub fn ArchiveTab(
    /// The pairing.
    id: Id<Pairing>,
) -> AnyView {
    let desk = Desk::here();
    let all = Memo::new(move |_| {
        let all = desk.ask(|state, catalog| volumes(&Words { state, catalog, open: false }, id));
        all.unwrap_or_default()
    });
    let open = RwSignal::new(false);
    let missing = RwSignal::new(None::<Missing>);
    let add = move |asked: Missing| {
        missing.set(Some(asked));
        open.set(true);
    };
    if let Some(asked) = wanted(desk) {
        browser::after(0, move || add(asked));
    }
    // Which volumes stand open, so that adding a document does not fold them.
    let unfolded = RwSignal::new(None::<Vec<String>>);
    let volume = move |volume: Volume| {
        let name = volume.name.clone();
        let is_open = {
            let name = name.clone();
            move || unfolded.with(|open| open.as_ref().is_some_and(|all| all.contains(&name)))
        };
        let toggled = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            unfolded.update(|open| {
                let all = open.get_or_insert_default();
                match all.iter().position(|own| *own == name) {
                    Some(at) => drop(all.remove(at)),
                    None => all.push(name.clone()),
                }
            });
        };
        let (n, all) = (volume.complete.to_string(), volume.folders.len().to_string());
        let note = tf("pair.complete_of", &[("n", &n), ("all", &all)]);
        let folders =
            volume.folders.into_iter().take(100).map(|(folder, links)| drawn(folder, links, add));
        view! {
            <details class="card fold volume" prop:open=is_open>
                <summary on:click=toggled><h2>{volume.name}</h2><small class="quiet">{note}</small></summary>
                <div>{folders.collect_view()}</div>
            </details>
        }
    };
    let body = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <Empty title=t("pair.no_archive") text=t("pair.no_archive_text") icon="file" /> }.into_any();
        }
        if unfolded.with_untracked(Option::is_none) {
            unfolded.set(Some(all.first().map(|volume| volume.name.clone()).into_iter().collect()));
        }
        let whole: usize = all.iter().map(|volume| volume.folders.len()).sum();
        let complete: usize = all.iter().map(|volume| volume.complete).sum();
        let places = [("n", &*complete.to_string()), ("all", &*whole.to_string())];
        view! {
            <p class="quiet">{tf("pair.archive_sum", &places)}</p>
            {all.into_iter().map(volume).collect_view()}
        }
        .into_any()
    };
    let title = Signal::derive(move || {
        missing
            .with(|asked| {
                let asked = asked.as_ref();
                asked.map(|asked| tf("pair.add_document", &[("what", t(WORDS[asked.four]))]))
            })
            .unwrap_or_default()
    });
    view! {
        {body}
        {move || {
            let title = title.get();
            view! { <Sheet open=open title=title><AddDocument missing=missing open=open /></Sheet> }
        }}
    }
    .into_any()
}

/// The document to write that a link from elsewhere names.
fn wanted(desk: Desk) -> Option<Missing> {
    let wanted = Shell::here().place.with_untracked(|place| place.value("lacks").to_owned());
    let (activity, kind) = wanted.split_once(':')?;
    let activity = activity.parse::<RecordId>().ok()?;
    let four = FOUR.iter().position(|own| *own == kind)?;
    let found = desk.ask_once(|state, catalog| {
        state.log().record(activity)?;
        let title = Words { state, catalog, open: false }.name(activity);
        Some(Missing { activity, title, four })
    });
    found.flatten()
}

fn drawn(
    folder: Folder,
    links: [Option<String>; 4],
    add: impl Fn(Missing) + Copy + 'static,
) -> AnyView {
    let activity = folder.activity.untyped();
    let title =
        if folder.title.is_empty() { t("record.nameless").to_owned() } else { folder.title };
    let day = text::day_short(folder.date, browser::today());
    let name = title.clone();
    let boxes = links.into_iter().enumerate().map(move |(four, link)| {
        let words = t(WORDS[four]);
        match link {
            Some(href) => {
                view! { <a class="doc has" href=href>{words}<span class="sr">{t("doc.has")}</span></a> }.into_any()
            }
            None => {
                let asked = Missing { activity, title: name.clone(), four };
                view! {
                    <button type="button" class="doc" on:click=move |_| add(asked.clone())>
                        {words}<span class="sr">{t("doc.lacks")}</span>
                    </button>
                }
                .into_any()
            }
        }
    });
    let boxes = boxes.collect_view();
    let href = Route::Activity(activity.to_string()).href();
    view! {
        <div class="folder">
            <a href=href>{title}</a>
            <small class="quiet">{day}</small>
            <span class="docs tap">{boxes}</span>
        </div>
    }
    .into_any()
}

/// Adds the missing document: a file, or a note written here.
#[component]
fn AddDocument(missing: RwSignal<Option<Missing>>, open: RwSignal<bool>) -> AnyView {
    let (desk, hand, notices) = (Desk::here(), Hand::here(), Shell::here().notices);
    let Some(asked) = missing.get_untracked() else { return ().into_any() };
    let note = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let words = t(WORDS[asked.four]);
    let here = browser::hash();
    let here = here.split('?').next().unwrap_or_default();
    let lacks = format!("{}:{}", asked.activity, FOUR[asked.four]);
    let keeper = Keeper::of_book(desk, &format!("note:{lacks}"), format!("{here}?lacks={lacks}"));
    let name = format!("{words} · {}", asked.title);
    let kept = Kept::begin(keeper, vec![("note", Slot::Text(note))], move || name.clone());
    let fields = {
        let asked = asked.clone();
        move || {
            let mut fields = Fields::new();
            put(&mut fields, "kind", FOUR[asked.four]);
            put(&mut fields, "title", fitting(&format!("{words} · {}", asked.title)));
            put(&mut fields, "belongs_to", set_of([asked.activity]));
            fields
        }
    };
    let fields = StoredValue::new(fields);
    let said = move || tf("pair.document_added", &[("what", t(WORDS[asked.four]))]);
    let add = move |fields: Fields| {
        let command = Command::Add { kind: "document".to_owned(), id: None, fields };
        hand.run_then(command, said, move |_| {
            kept.finish();
            open.set(false);
        });
    };
    let file = move |()| {
        spawn_local(async move {
            let Some(file) = files::pick(Source::Any, false).await.pop() else { return };
            busy.set(true);
            match keep(desk, file, fields.with_value(|fields| fields())).await {
                Ok(fields) => add(fields),
                Err(words) => notices.say(move || words.clone()),
            }
            busy.set(false);
        });
    };
    let write = move |()| {
        let mut fields = fields.with_value(|fields| fields());
        put(&mut fields, "note", note.get_untracked());
        add(fields);
    };
    let off = Signal::derive(move || note.with(|note| note.trim().is_empty()));
    view! {
        {kept.banner()}
        <p><Icon name="file" />" "{asked.title}</p>
        <Button label=t("pair.choose_file") icon="upload" tone=Tone::Primary busy=busy press=Callback::new(file) />
        <TextField name="note" label=t("pair.or_note") value=note lines=5 />
        <Button label=t("pair.save_note") press=Callback::new(write) off=off />
    }
    .into_any()
}

/// A name as long as its field takes, without what no form can have produced.
pub(super) fn fitting(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MOST_NAME).collect()
}

/// Puts a file on the disk and notes what it is. A picture is made small first; whatever cannot be one is kept as it is.
///
/// # Errors
/// What to do, in words, when it cannot be read or kept.
pub(super) async fn keep(desk: Desk, file: File, mut fields: Fields) -> Result<Fields, String> {
    let store = desk.store().ok_or_else(|| t("remedy.read_only").to_owned())?;
    let name = file.name();
    let (hash, bytes, mime) = match photo::photo(&file).await {
        Ok(photo) => {
            let kept = store.file_put(&photo.hash, &photo.blob, photo.mime, &photo.thumb).await;
            kept.map_err(|error| remedy::unsaved(&error))?;
            (photo.hash, photo.bytes, photo.mime.to_owned())
        }
        // A broken or huge photo is told, not kept as it is; what is no picture by name either is a file like any other.
        Err(error) => {
            files_of_log::fit(&file, &name, &error)?;
            let content = files::read(&file).await.map_err(|_| t("pair.cannot_read").to_owned())?;
            let (hash, mime) = (photo::sha256(&content), file.type_());
            let kept = store.file_put(&hash, &file, &mime, &[]).await;
            kept.map_err(|error| remedy::unsaved(&error))?;
            (hash, u64::try_from(content.len()).unwrap_or_default(), mime)
        }
    };
    put(&mut fields, "hash", hash);
    put(&mut fields, "file_name", fitting(&name));
    put(&mut fields, "mime", mime);
    put(&mut fields, "bytes", bytes);
    Ok(fields)
}
