//! Everything that was begun and not saved, whatever its form: what it is, when it was written last, the way back into
//! its form, and a way to throw it away that can be taken back.

use jiedui_core::ask;
use jiedui_core::catalog::Section;
use jiedui_core::log::RecordId;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::keep::put_back;
use super::new;
use super::record::words::{Words, kind_label};
use crate::browser;
use crate::desk::Desk;
use crate::parts::Icon;
use crate::route::Route;
use crate::shell::Shell;
use crate::store::{self, Draft};
use crate::text::{self, t, tf};

/// How many stand in the page; the rest are counted.
const MOST: usize = 20;

/// How long a form that was just left may still be writing, in milliseconds.
const WRITING: i32 = 500;

/// A draft and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Waiting {
    draft: Draft,
    /// The workbook's id in this browser; none for a form that belongs to no workbook.
    book: Option<String>,
}

/// The drafts of the workbook that is open, and those that belong to none.
#[derive(Clone, Copy, Debug)]
pub struct Drafts {
    all: RwSignal<Vec<Waiting>>,
    desk: Desk,
    shell: Shell,
}

impl Drafts {
    /// Reads them. Call it while a screen is being built.
    pub fn here() -> Self {
        let own = Self { all: RwSignal::default(), desk: Desk::here(), shell: Shell::here() };
        spawn_local(async move {
            // Without the lists, codes stand in place of their names.
            let _ = own.desk.need(&[Section::Kinds]).await;
        });
        spawn_local(async move {
            own.read().await;
            browser::wait(WRITING).await;
            own.read().await;
        });
        own
    }

    async fn read(self) {
        let mut found = Vec::new();
        if let Some(store) = self.desk.store() {
            let book = Some(store.id().to_owned());
            let drafts = store.drafts().await.unwrap_or_default();
            found.extend(drafts.into_iter().map(|draft| Waiting { draft, book: book.clone() }));
        }
        let early = store::early_drafts().await.unwrap_or_default();
        found.extend(early.into_iter().map(|draft| Waiting { draft, book: None }));
        found.retain(|it| !self.is_saved(&it.draft));
        found.sort_by(|a, b| {
            b.draft.at.cmp(&a.draft.at).then_with(|| a.draft.key.cmp(&b.draft.key))
        });
        // Nobody is waiting any more when the page has been left.
        if self.all.try_with_untracked(|all| *all != found) == Some(true) {
            self.all.set(found);
        }
    }

    /// Whether the record of a draft was written and the draft merely not dropped any more.
    fn is_saved(self, draft: &Draft) -> bool {
        if !is_log(&draft.key) {
            return false;
        }
        let id = typed(draft)["id"].as_str().and_then(|id| id.parse::<RecordId>().ok());
        let there = |id| self.desk.ask_once(|state, _| state.log().record(id).is_some());
        id.and_then(there) == Some(true)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.all.with(Vec::is_empty)
    }

    /// A row for each, the latest first.
    pub fn rows(self) -> AnyView {
        let all = self.all.get();
        let more = all.len().saturating_sub(MOST);
        let more = (more > 0).then(|| {
            let words = tf("drafts.all", &[("n", &more.to_string())]);
            view! { <div class="row"><span class="sub">{words}</span></div> }
        });
        let rows = all.into_iter().take(MOST).map(|it| self.row(it)).collect_view();
        view! { {rows} {more} }.into_any()
    }

    fn row(self, it: Waiting) -> AnyView {
        let (kind, name) = self
            .desk
            .ask(|state, catalog| said(&Words { state, catalog, open: false }, &it.draft))
            .unwrap_or_default();
        let words = if name.is_empty() { kind } else { format!("{kind} · {name}") };
        let when = tf("drafts.of", &[("time", &moment(it.draft.at))]);
        let label = tf("drafts.drop", &[("name", &words)]);
        let (to, go_on) = (address(&it.draft), address(&it.draft));
        let press = move |_| self.throw_away(it.clone());
        view! {
            <div class="row">
                <a class="what" href=to>{words}</a>
                <span class="sub">{when}</span>
                <span class="do both">
                    <a class="btn small" href=go_on>{t("home.go_on")}</a>
                    <button type="button" class="icon-button" aria-label=label on:click=press><Icon name="trash" /></button>
                </span>
            </div>
        }
        .into_any()
    }

    fn throw_away(self, it: Waiting) {
        let gone = it.clone();
        self.all.update(|all| all.retain(|other| *other != gone));
        let (desk, draft, book) = (self.desk, it.draft, it.book);
        let key = draft.key.clone();
        let in_book = book.is_some();
        spawn_local(async move {
            // What could not be dropped is there again when the page is next opened.
            let _ = match (in_book, desk.store()) {
                (true, Some(store)) => store.draft_drop(&key).await,
                (true, None) => Ok(()),
                (false, _) => store::early_draft_drop(&key).await,
            };
        });
        self.shell.notices.say_undo(
            || t("drafts.gone"),
            move || {
                let (draft, book) = (draft.clone(), book.clone());
                spawn_local(async move {
                    put_back(desk, book.as_deref(), &draft).await;
                    if self.all.try_with_untracked(|_| ()).is_some() {
                        self.read().await;
                    }
                });
            },
        );
    }
}

fn is_log(key: &str) -> bool {
    key == "log" || key.starts_with("log:")
}

fn typed(draft: &Draft) -> Value {
    serde_json::from_str(&draft.json).unwrap_or_default()
}

/// Where its form is.
fn address(draft: &Draft) -> String {
    if draft.to.is_empty() {
        Route::Log.href_with(&[("draft", &draft.key)])
    } else {
        draft.to.clone()
    }
}

/// 「今天 14:05」.
fn moment(at: u64) -> String {
    let Some(at) = i64::try_from(at).ok().filter(|at| *at > 0) else { return String::new() };
    let (day, today) = (browser::day_of(at), browser::today());
    let day = text::near_day(day, today).map_or_else(|| text::day_short(day, today), str::to_owned);
    tf("drafts.time", &[("day", &day), ("time", &browser::clock_of(at))])
}

/// Which form a draft belongs to, and what it is about.
fn said(words: &Words<'_>, draft: &Draft) -> (String, String) {
    let (form, rest) = draft.key.split_once(':').unwrap_or((&draft.key, ""));
    let own = draft.name.clone();
    match form {
        "log" => (t("frame.log").to_owned(), visit(words, draft).unwrap_or_default()),
        "edit" => {
            let id = rest.parse::<RecordId>().ok();
            let name = visit(words, draft).or_else(|| Some(words.name(id?)));
            let kind = tf("record.edit_title", &[("kind", kind_label("activity"))]);
            (kind, name.unwrap_or_default())
        }
        "record" => {
            let (kind, id) = rest.split_once(':').unwrap_or((rest, ""));
            let key = if id.starts_with("new") { "record.new_title" } else { "record.edit_title" };
            (tf(key, &[("kind", kind_label(kind))]), own)
        }
        "section" => {
            let plan = rest.split_once(':').and_then(|(plan, _)| plan.parse::<RecordId>().ok());
            let plan = plan.map(|plan| words.name(plan)).unwrap_or_default();
            (tf("plan.edit_section", &[("what", &own)]), plan)
        }
        "template" => (t("plans.from_template").to_owned(), own),
        "judge" => (t("pair.judge").to_owned(), own),
        "amend" => (t("pair.change_title").to_owned(), own),
        "step" => (t("record.step_title").to_owned(), own),
        "note" => (t("drafts.note").to_owned(), own),
        new::DRAFT => (t("new.title").to_owned(), own),
        _ => (t("record.something").to_owned(), own),
    }
}

/// The topic of an activity that is half written, else its kind.
fn visit(words: &Words<'_>, draft: &Draft) -> Option<String> {
    let typed = typed(draft);
    let text = |name: &str| typed["fields"][name].as_str().filter(|text| !text.is_empty());
    let kind = || {
        let kind = text("kind")?;
        Some(ask::kind_label(words.state, words.catalog, kind, text::lang()))
    };
    text("title").map(str::to_owned).or_else(kind)
}
