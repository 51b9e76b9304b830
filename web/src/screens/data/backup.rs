//! 备份: a file with everything in it, saved outside the browser, read back and compared. Only then it counts.

use std::rc::Rc;
use std::sync::Arc;

use jiedui_core::log::RecordId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::take;
use crate::browser::files::{self, Blob, Source};
use crate::browser::worker::Progress as Hear;
use crate::browser::{self, Failure};
use crate::desk::Desk;
use crate::office::{self, Facts, Packed, Trouble, Verified, Written};
use crate::parts::{Banner, Button, Progress, Tone};
use crate::remedy;
use crate::shell::Shell;
use crate::store::Store;
use crate::text::{self, t, tf};

/// What became of one file of the backup.
#[derive(Clone, Debug)]
enum Kept {
    /// Not saved yet, or saving was stopped.
    NotYet,
    /// The browser has it among its downloads and does not say whether it arrived.
    Handed,
    /// Read back and the same to the last byte.
    Checked(Verified),
    /// Read back and not what was written.
    Wrong(Trouble),
    /// The browser did not save it.
    Unsaved(String),
}

/// One file of the backup.
#[derive(Clone)]
struct Piece {
    written: Written,
    name: String,
    kept: ArcRwSignal<Kept>,
}

#[derive(Clone)]
enum Step {
    Idle,
    Working(&'static str),
    Ready(Arc<Vec<Piece>>),
    Wrong(Trouble),
    Unkept(String),
}

#[derive(Clone, Copy)]
struct Backup {
    shell: Shell,
    desk: Desk,
    step: RwSignal<Step, LocalStorage>,
    done: RwSignal<i64>,
    whole: RwSignal<i64>,
    /// Photos that the records name and this device does not have, and such whose bytes have changed.
    lacking: RwSignal<usize>,
}

impl Backup {
    fn hear(self, unit: i64) -> Hear {
        Rc::new(move |done, whole| {
            self.done.set(done / unit);
            self.whole.set(whole / unit);
        })
    }

    fn working(self, key: &'static str) {
        self.done.set(0);
        self.whole.set(0);
        self.step.set(Step::Working(key));
    }

    /// Handles to all photos and documents of the workbook; no byte of them is read here.
    async fn gather(self, store: &Store) -> Result<Vec<(String, Blob)>, crate::store::Error> {
        let here = store.files().await?;
        self.whole.set(i64::try_from(here.len()).unwrap_or(i64::MAX));
        let mut found = Vec::with_capacity(here.len());
        for file in here {
            if let Some(blob) = store.file_get(&file.hash).await? {
                found.push((file.hash, blob));
            }
            self.done.set(i64::try_from(found.len()).unwrap_or_default());
        }
        Ok(found)
    }

    async fn make(self) {
        let Some(store) = self.desk.store() else { return };
        self.working("data.gathering");
        let found = match self.gather(&store).await {
            Ok(found) => found,
            Err(error) => return self.step.set(Step::Unkept(remedy::unsaved(&error))),
        };
        let named = self.desk.ask_once(|state, _| named_files(state)).unwrap_or_default();
        let lacking =
            named.iter().filter(|hash| !found.iter().any(|(own, _)| own == *hash)).count();
        self.lacking.set(lacking);
        self.working("data.packing");
        let facts = facts(self.desk);
        match office::pack(&self.desk.lines(), &facts, &found, self.hear(1)).await {
            Ok(packed) => self.packed(packed, &facts.name).await,
            Err(trouble) if trouble.is_cancelled() => self.step.set(Step::Idle),
            Err(trouble) => self.step.set(Step::Wrong(trouble)),
        }
    }

    /// A single file is saved at once; of several each has its own button, as browsers let one tap save one file.
    async fn packed(self, packed: Packed, name: &str) {
        self.lacking.update(|lacking| *lacking += packed.damaged);
        let pieces: Vec<Piece> = packed
            .files
            .into_iter()
            .map(|written| Piece {
                name: file_name(name, written.part),
                written,
                kept: ArcRwSignal::new(Kept::NotYet),
            })
            .collect();
        let pieces = Arc::new(pieces);
        self.step.set(Step::Ready(Arc::clone(&pieces)));
        if let [only] = pieces.as_slice() {
            self.save(only.clone(), Arc::clone(&pieces)).await;
        }
    }

    async fn save(self, piece: Piece, all: Arc<Vec<Piece>>) {
        match files::save_to_check(&piece.name, &piece.written.blob).await {
            Ok(Some(file)) => self.check(piece, all, file.into()).await,
            Ok(None) => piece.kept.set(Kept::Handed),
            Err(Failure::Cancelled) => {}
            Err(failure) => piece.kept.set(Kept::Unsaved(failure.to_string())),
        }
    }

    /// Lets the person show where the download went, and reads it back.
    async fn find(self, piece: Piece, all: Arc<Vec<Piece>>) {
        if let Some(file) = files::pick(Source::Any, false).await.into_iter().next() {
            self.check(piece, all, file.into()).await;
        }
    }

    async fn check(self, piece: Piece, all: Arc<Vec<Piece>>, file: Blob) {
        self.working("data.checking");
        let outcome = office::verify(&file, &piece.written, self.hear(1000)).await;
        match outcome {
            Ok(found) => piece.kept.set(Kept::Checked(found)),
            Err(trouble) if trouble.is_cancelled() => {}
            Err(trouble) => piece.kept.set(Kept::Wrong(trouble)),
        }
        if all.iter().all(|one| matches!(one.kept.get_untracked(), Kept::Checked(_))) {
            self.desk.backed_up();
        }
        self.step.set(Step::Ready(all));
    }

    async fn share(self, piece: Piece) {
        match files::share(&piece.name, &piece.written.blob).await {
            Ok(()) | Err(Failure::Cancelled) => {}
            Err(_) => self.shell.notices.say(|| t("data.cannot_share")),
        }
    }
}

/// The hashes that documents name.
fn named_files(state: &jiedui_core::state::State) -> Vec<String> {
    let all = state.documents().iter().map(|(_, document)| document.hash.clone());
    all.filter(|hash| !hash.is_empty()).collect()
}

fn facts(desk: Desk) -> Facts {
    let workbook = desk.ask_once(|state, _| {
        state
            .workspace()
            .map(|(id, workspace)| (RecordId::from(id).to_string(), workspace.name.clone()))
    });
    let (id, name) = workbook.flatten().unwrap_or_default();
    Facts { id, name, device: browser::device_words() }
}

/// `NAME-2026-11-23.jiedui`, with the number of the part; signs that file systems refuse become dashes.
fn file_name(name: &str, part: Option<(u64, u64)>) -> String {
    let plain: String = name
        .trim()
        .chars()
        .map(|sign| if sign.is_control() || "/\\:*?\"<>|".contains(sign) { '-' } else { sign })
        .take(60)
        .collect();
    let plain = if plain.is_empty() { t("frame.name") } else { &plain };
    let part = part.map(|(n, m)| format!("-{n}of{m}")).unwrap_or_default();
    format!("{plain}-{}{part}.jiedui", browser::today())
}

/// The body of 「备份」.
pub(super) fn backup() -> AnyView {
    let desk = Desk::here();
    let backup = Backup {
        shell: Shell::here(),
        desk,
        step: RwSignal::new_local(Step::Idle),
        done: RwSignal::new(0),
        whole: RwSignal::new(0),
        lacking: RwSignal::new(0),
    };
    on_cleanup(office::cancel);
    let start = Callback::new(move |()| spawn_local(backup.make()));
    let button = move |key: &'static str| view! { <p><Button label=t(key) press=start tone=Tone::Primary icon="download" /></p> };
    let shown = move || match backup.step.get() {
        Step::Idle => button("data.backup_go").into_any(),
        Step::Working(key) => {
            let cancel = Callback::new(|()| office::cancel());
            view! { <Progress label=t(key) done=backup.done whole=backup.whole cancel=cancel /> }
                .into_any()
        }
        Step::Ready(pieces) => ready(backup, pieces),
        Step::Wrong(trouble) => {
            view! { {take::wrong(&trouble)} {button("data.backup_again")} }.into_any()
        }
        Step::Unkept(words) => {
            view! { {take::unkept(words)} {button("data.backup_again")} }.into_any()
        }
    };
    view! {
        <p>{t("data.backup_lede")}</p>
        <p class="quiet">{move || super::backup_age(desk)}</p>
        {shown}
    }
    .into_any()
}

/// The files of the backup with what is still to be done about each.
fn ready(backup: Backup, pieces: Arc<Vec<Piece>>) -> AnyView {
    let lacking = backup.lacking.get();
    let lacking = (lacking > 0).then(|| {
        let words = tf("data.lacking", &[("n", &lacking.to_string())]);
        view! { <Banner kind="warn"><p>{words}</p></Banner> }
    });
    let several = (pieces.len() > 1).then(|| {
        let words = tf("data.parts", &[("n", &pieces.len().to_string())]);
        view! { <p>{words}</p> }
    });
    let cards = pieces.iter().map(|piece| card(backup, piece.clone(), Arc::clone(&pieces)));
    let cards = cards.collect_view();
    view! { {lacking} {several} {cards} }.into_any()
}

fn card(backup: Backup, piece: Piece, all: Arc<Vec<Piece>>) -> AnyView {
    let size = text::size(piece.written.blob.size() as u64);
    let name = piece.name.clone();
    let kept = piece.kept.clone();
    let state = move || state(backup, &piece, &all, kept.get());
    view! {
        <section class="card pad">
            <div><b>{name}</b><p class="quiet">{size}</p></div>
            {state}
        </section>
    }
    .into_any()
}

fn state(backup: Backup, piece: &Piece, all: &Arc<Vec<Piece>>, kept: Kept) -> AnyView {
    let act = |key: &'static str, class: &'static str, act: fn(Backup, Piece, Arc<Vec<Piece>>)| {
        let (piece, all) = (piece.clone(), Arc::clone(all));
        let press = move |_| act(backup, piece.clone(), Arc::clone(&all));
        view! { <button type="button" class=class on:click=press>{t(key)}</button> }
    };
    let save = |class| {
        act("data.save_file", class, |backup, piece, all| spawn_local(backup.save(piece, all)))
    };
    let share = files::can_share()
        .then(|| act("data.share", "btn", |backup, piece, _| spawn_local(backup.share(piece))));
    let find = || {
        act("data.check_file", "btn primary", |backup, piece, all| {
            spawn_local(backup.find(piece, all));
        })
    };
    match kept {
        Kept::NotYet => {
            view! { <div class="actions">{save("btn primary")}{share}</div> }.into_any()
        }
        Kept::Handed => view! {
            <p role="status">{t("data.handed")}</p>
            <div class="actions">{find()}{save("btn")}{share}</div>
        }
        .into_any(),
        Kept::Checked(found) => view! {
            <p role="status"><span class="state ok">{t("data.checked")}</span></p>
            <p>{held(found)}</p>
            <div class="actions">{share}</div>
        }
        .into_any(),
        Kept::Wrong(trouble) => view! {
            <Banner kind="bad"><p role="alert">{trouble.words()}</p></Banner>
            <div class="actions">{find()}{save("btn")}</div>
        }
        .into_any(),
        Kept::Unsaved(why) => view! {
            <Banner kind="bad"><p role="alert">{tf("data.not_saved", &[("why", &why)])}</p></Banner>
            <div class="actions">{save("btn primary")}{share}</div>
        }
        .into_any(),
    }
}

/// What a backup was found to hold.
fn held(found: Verified) -> String {
    let n = |number: u64| text::count(i64::try_from(number).unwrap_or(i64::MAX));
    tf("data.held", &[("n", &n(found.records)), ("e", &n(found.entries)), ("f", &n(found.files))])
}
