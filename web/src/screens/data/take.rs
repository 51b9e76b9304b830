//! What restoring, joining and merging share: a file is chosen, read to its end, shown, and only then taken in.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, NaiveDate};
use leptos::prelude::*;

use crate::browser::files::{self, Blob, Source};
use crate::browser::{self, photo};
use crate::desk::NotDone;
use crate::office::{self, FileInside, Inside, Trouble};
use crate::parts::{Banner, Progress};
use crate::store::{Error, Store};
use crate::text::{self, t, tf};

thread_local! {
    static CARRIED: RefCell<Option<Blob>> = const { RefCell::new(None) };
}

/// Puts a file by for the page that is opened next: merging it, or beginning a workbook with it.
pub fn carry(file: Blob) {
    CARRIED.set(Some(file));
}

/// The file that was put by.
pub(super) fn carried() -> Option<Blob> {
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
    Seen(Inside),
    /// It is not taken in, and why.
    Wrong(Trouble),
    /// The browser did not keep it, in words.
    Unkept(String),
    /// All is done.
    Done,
}

/// A file on its way in. The signals outlive every step, so that nothing is drawn twice.
#[derive(Clone, Copy)]
pub(super) struct Taking {
    pub(super) step: RwSignal<Step>,
    pub(super) done: RwSignal<i64>,
    pub(super) whole: RwSignal<i64>,
    file: StoredValue<Option<Blob>, LocalStorage>,
}

impl Taking {
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Choose),
            done: RwSignal::new(0),
            whole: RwSignal::new(0),
            file: StoredValue::new_local(None),
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

    /// The file that was chosen.
    pub(super) fn file(self) -> Option<Blob> {
        self.file.get_value()
    }

    /// Lets the person choose a file, and reads it.
    pub(super) async fn choose(self) {
        let Some(file) = files::pick(Source::Any, false).await.into_iter().next() else { return };
        self.read(file.into()).await;
    }

    /// Reads a file to its end and shows what is inside.
    pub(super) async fn read(self, file: Blob) {
        self.file.set_value(Some(file.clone()));
        self.working("data.reading");
        match office::open(&file, self.progress(1000)).await {
            Ok(inside) => self.step.set(Step::Seen(inside)),
            Err(trouble) => self.fail(trouble),
        }
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
    if let Some((number, of)) = inside.part {
        let words = tf("data.part", &[("n", &number.to_string()), ("m", &of.to_string())]);
        rows.push(("data.in_part", words));
    }
    let rows = rows.into_iter().filter(|(_, words)| !words.is_empty());
    let rows = rows.map(|(key, words)| view! { <dt>{t(key)}</dt><dd>{words}</dd> }).collect_view();
    let example = inside.example.then(|| view! { <span class="tag">{t("frame.example")}</span> });
    view! { <section class="card pad"><h2>{name}" "{example}</h2><dl class="facts">{rows}</dl></section> }.into_any()
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
