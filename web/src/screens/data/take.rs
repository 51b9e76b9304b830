//! What restoring, joining and merging share: a file is chosen, read to its end, shown, and only then taken in.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::files::{self, Blob, Source};
use crate::browser::{self, photo};
use crate::desk::NotDone;
use crate::office::{self, FileInside, Inside, Trouble};
use crate::parts::{Banner, Progress};
use crate::store::{Error, Store};
use crate::text::{self, t, tf};

thread_local! {
    static CARRIED: RefCell<Vec<Blob>> = const { RefCell::new(Vec::new()) };
}

/// Puts a file, or the parts of a backup, by for the page that is opened next: merging it, or beginning a workbook.
pub fn carry(files: Vec<Blob>) {
    CARRIED.set(files);
}

/// What was put by.
pub(super) fn carried() -> Vec<Blob> {
    CARRIED.take()
}

/// How far taking a file in is.
#[derive(Clone, Debug, Default)]
pub(super) enum Step {
    /// No file yet.
    #[default]
    Choose,
    /// The worker reads it, or writes.
    Working(&'static str),
    /// It is sound; this is inside.
    Seen(Box<Inside>),
    /// It is not taken in, and why.
    Wrong(Trouble),
    /// The browser did not keep it, in words.
    Unkept(String),
    /// All is done.
    Done,
}

/// A file on its way in, or the parts of a backup. The signals outlive every step, so that nothing is drawn twice.
#[derive(Clone, Copy)]
pub(super) struct Taking {
    pub(super) step: RwSignal<Step>,
    pub(super) done: RwSignal<i64>,
    pub(super) whole: RwSignal<i64>,
    /// What was chosen and stays out, with the reason, in words.
    pub(super) aside: RwSignal<Vec<String>>,
    /// The person goes on without the parts that are missing.
    pub(super) without: RwSignal<bool>,
    files: StoredValue<Vec<Blob>, LocalStorage>,
}

impl Taking {
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Choose),
            done: RwSignal::new(0),
            whole: RwSignal::new(0),
            aside: RwSignal::new(Vec::new()),
            without: RwSignal::new(false),
            files: StoredValue::new_local(Vec::new()),
        }
    }

    /// Tells the bar how far it is, in kilobytes when these are bytes.
    pub(super) fn progress(self, unit: i64) -> browser::worker::Progress {
        Rc::new(move |done, whole| {
            self.done.set(done / unit);
            self.whole.set(whole / unit);
        })
    }

    pub(super) fn working(self, key: &'static str) {
        self.done.set(0);
        self.whole.set(0);
        self.step.set(Step::Working(key));
    }

    /// What was chosen and is sound.
    pub(super) fn files(self) -> Vec<Blob> {
        self.files.get_value()
    }

    /// Lets the person choose a file, or all parts of a backup, and reads them.
    pub(super) async fn choose(self) {
        let files = pick().await;
        if !files.is_empty() {
            self.read(files).await;
        }
    }

    /// Lets the person choose parts that are missing, and reads them.
    pub(super) async fn choose_more(self) {
        let Step::Seen(held) = self.step.get_untracked() else { return };
        let files = pick().await;
        if !files.is_empty() {
            self.aside.set(Vec::new());
            self.add_to(Some(*held), files).await;
        }
    }

    /// Reads files to their end and shows what is inside: one, or parts of one backup.
    pub(super) async fn read(self, files: Vec<Blob>) {
        self.files.set_value(Vec::new());
        self.aside.set(Vec::new());
        self.without.set(false);
        self.add_to(None, files).await;
    }

    async fn add_to(self, mut held: Option<Inside>, files: Vec<Blob>) {
        let (mut first, mut is_lost) = (None, false);
        for file in files {
            self.working("data.reading");
            match self.read_one(held.is_some(), &file).await {
                Ok(inside) => {
                    self.files.update_value(|files| files.push(file));
                    held = Some(inside);
                }
                Err(trouble) => {
                    // The worker that was stopped, or trapped, has forgotten what was open.
                    is_lost |= matches!(trouble, Trouble::Silent(_));
                    if trouble.is_cancelled() {
                        break;
                    }
                    let name = files::name_of(&file);
                    let words = [("name", &*name), ("why", &*trouble.words())];
                    self.aside.update(|aside| aside.push(tf("data.part_wrong", &words)));
                    first.get_or_insert(trouble);
                    if is_lost {
                        break;
                    }
                }
            }
        }
        if is_lost && held.is_some() {
            held = self.read_again().await;
        }
        match (held, first) {
            (Some(inside), _) => self.step.set(Step::Seen(Box::new(inside))),
            (None, Some(trouble)) => self.fail(trouble),
            (None, None) => self.step.set(Step::Choose),
        }
    }

    async fn read_one(self, more: bool, file: &Blob) -> Result<Inside, Trouble> {
        if more {
            office::add(file, self.progress(1000)).await
        } else {
            office::open(file, self.progress(1000)).await
        }
    }

    /// Opens once more what was sound; none when that, too, is stopped.
    async fn read_again(self) -> Option<Inside> {
        let mut inside = None;
        for file in self.files.get_value() {
            self.working("data.reading");
            inside = Some(self.read_one(inside.is_some(), &file).await.ok()?);
        }
        inside
    }

    pub(super) fn fail(self, trouble: Trouble) {
        self.step.set(if trouble.is_cancelled() { Step::Choose } else { Step::Wrong(trouble) });
    }

    pub(super) fn refuse(self, reason: &NotDone) {
        self.step.set(Step::Unkept(crate::remedy::not_done(reason)));
    }
}

/// The bar of long work, with 取消.
pub(super) fn bar(taking: Taking, key: &'static str, may_stop: bool) -> AnyView {
    let (done, whole) = (taking.done, taking.whole);
    if may_stop {
        let cancel = Callback::new(|()| office::cancel());
        view! { <Progress label=t(key) done=done whole=whole cancel=cancel /> }.into_any()
    } else {
        view! { <Progress label=t(key) done=done whole=whole /> }.into_any()
    }
}

/// What is wrong with a file, and that nothing was changed.
pub(super) fn wrong(trouble: &Trouble) -> AnyView {
    let (words, detail) = (trouble.words(), trouble.detail().to_owned());
    let detail = (!detail.is_empty()).then(|| {
        view! { <details class="quiet"><summary>{t("data.detail")}</summary><p lang="en">{detail}</p></details> }
    });
    view! {
        <Banner kind="bad">
            <p role="alert">{words}</p>
            <p>{t("data.nothing_changed")}</p>
            {detail}
        </Banner>
    }
    .into_any()
}

/// What the browser did not keep.
pub(super) fn unkept(words: String) -> AnyView {
    view! { <Banner kind="bad"><p role="alert">{words}</p><p>{t("data.nothing_changed")}</p></Banner> }.into_any()
}

/// The day in an RFC 3339 time, by the phone's calendar.
pub(super) fn day_of(at: &str) -> Option<NaiveDate> {
    let at = DateTime::parse_from_rfc3339(at).ok()?;
    Some(browser::day_of(at.timestamp_millis()))
}

/// What is inside a file, as a card of facts.
pub(super) fn facts(inside: &Inside) -> AnyView {
    let name =
        if inside.name.is_empty() { t("data.nameless").to_owned() } else { inside.name.clone() };
    let mut rows = vec![
        (
            "data.in_units",
            inside.orgs.iter().take(6).cloned().collect::<Vec<_>>().join(t("data.list_join")),
        ),
        ("data.in_counts", counts(inside)),
        ("data.in_size", text::size(inside.bytes)),
    ];
    if let Some(day) = day_of(&inside.newest) {
        rows.push(("data.in_newest", text::day(day, browser::today())));
    }
    rows.push(("data.in_device", inside.device.clone()));
    if let Some(parts) = &inside.parts {
        let words = tf("data.part", &[("n", &numbers(&parts.here)), ("m", &parts.of.to_string())]);
        rows.push(("data.in_part", words));
    }
    let rows = rows.into_iter().filter(|(_, words)| !words.is_empty());
    let rows = rows.map(|(key, words)| view! { <dt>{t(key)}</dt><dd>{words}</dd> }).collect_view();
    let example = inside.example.then(|| view! { <span class="tag">{t("frame.example")}</span> });
    view! { <section class="card pad"><h2>{name}" "{example}</h2><dl class="facts">{rows}</dl></section> }.into_any()
}

fn numbers(all: &[u64]) -> String {
    all.iter().map(u64::to_string).collect::<Vec<_>>().join(t("data.list_join"))
}

/// The numbers of the parts that are missing, in words; none when nothing is.
pub(super) fn missing(inside: &Inside) -> Option<String> {
    let parts = inside.parts.as_ref().filter(|parts| !parts.missing.is_empty())?;
    Some(numbers(&parts.missing))
}

/// What stays out, and which parts are missing with the two ways on. `rest` follows when nothing is missing, or the
/// person goes on without.
pub(super) fn parts(
    taking: Taking,
    inside: &Inside,
    added: impl Fn() + Copy + Send + 'static,
    rest: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let aside = move || {
        let all = taking.aside.get();
        let lines = all.into_iter().map(|words| view! { <p role="alert">{words}</p> });
        let lines = lines.collect_view();
        taking
            .aside
            .with(|all| !all.is_empty())
            .then(|| view! { <Banner kind="bad">{lines}</Banner> })
    };
    let of = inside.parts.as_ref().map(|parts| parts.of.to_string()).unwrap_or_default();
    let Some(missing) = missing(inside) else {
        let whole = inside.parts.as_ref().map(|_| {
            view! { <Banner><p role="status">{tf("data.part_whole", &[("m", &of)])}</p></Banner> }
        });
        return view! { {aside} {whole} {rest()} }.into_any();
    };
    let lacking = tf("data.part_missing", &[("n", &missing), ("m", &of)]);
    let more = move |_| {
        spawn_local(async move {
            taking.choose_more().await;
            added();
        });
    };
    let gate = move || {
        if taking.without.get() {
            return rest();
        }
        view! {
            <div class="actions">
                <button type="button" class="btn primary" on:click=more>{t("data.part_add")}</button>
                <button type="button" class="btn" on:click=move |_| taking.without.set(true)>
                    {t("data.part_without")}
                </button>
            </div>
        }
        .into_any()
    };
    view! {
        {aside}
        <Banner kind="warn"><p role="status">{lacking}</p></Banner>
        {gate}
    }
    .into_any()
}

async fn pick() -> Vec<Blob> {
    files::pick(Source::Any, true).await.into_iter().map(Into::into).collect()
}

fn counts(inside: &Inside) -> String {
    let n = |number: u64| text::count(i64::try_from(number).unwrap_or(i64::MAX));
    tf(
        "data.in_count_words",
        &[
            ("a", &n(inside.activities)),
            ("p", &n(inside.pairings)),
            ("q", &n(inside.people.len() as u64)),
            ("f", &n(inside.files.len() as u64)),
        ],
    )
}

/// The media types under which a colleague's file may be kept: what a page would run as a program is not among them.
fn harmless(mime: &str) -> &str {
    let runs = ["html", "xml", "svg", "script"].iter().any(|word| mime.contains(word));
    let plain = mime.bytes().all(|byte| byte.is_ascii_graphic()) && mime.contains('/');
    // Office files carry "openxmlformats" in their names, but only browsers' own formats are run.
    let office = mime.starts_with("application/vnd.openxmlformats-");
    if plain && (!runs || office) { mime } else { "application/octet-stream" }
}

/// Stores the photos and documents of the open file that are not here yet. A file is here before the entry that names it.
pub(super) async fn store_files(
    store: &Store,
    inside: &[FileInside],
    taking: Taking,
) -> Result<usize, StoreTrouble> {
    let here: Vec<String> = store.files().await?.into_iter().map(|file| file.hash).collect();
    let missing: Vec<&FileInside> =
        inside.iter().filter(|file| !here.contains(&file.hash)).collect();
    taking.whole.set(i64::try_from(missing.len()).unwrap_or(i64::MAX));
    for (at, file) in missing.iter().enumerate() {
        taking.done.set(i64::try_from(at).unwrap_or_default());
        let mime = harmless(&file.mime);
        let blob = office::take(&file.hash).await?;
        let blob = files::typed(&blob, mime).unwrap_or(blob);
        let thumb = match mime.starts_with("image/") {
            true => photo::thumb(&blob).await.unwrap_or_default(),
            false => Vec::new(),
        };
        store.file_put(&file.hash, &blob, mime, &thumb).await?;
    }
    Ok(missing.len())
}

/// Why files were not stored.
#[derive(Clone, Debug)]
pub(super) enum StoreTrouble {
    /// The browser did not keep one.
    Store(Error),
    /// The file could no longer be read, or the person stopped.
    File(Trouble),
}

impl From<Error> for StoreTrouble {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl From<Trouble> for StoreTrouble {
    fn from(trouble: Trouble) -> Self {
        Self::File(trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleagues_file_never_comes_in_as_a_program() {
        for mime in ["image/jpeg", "application/pdf", "video/mp4"] {
            assert_eq!(harmless(mime), mime);
        }
        let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        assert_eq!(harmless(word), word);
        for mime in [
            "text/html",
            "image/svg+xml",
            "application/xhtml+xml",
            "text/javascript",
            "",
            "x",
            "a/b c",
        ] {
            assert_eq!(harmless(mime), "application/octet-stream", "{mime}");
        }
    }
}
