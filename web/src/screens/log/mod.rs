//! 记一笔: the form that records an activity in half a minute, with one thumb, without a network. Everything but kind and
//! date can be completed later; what is typed is kept as a draft until it is saved.

mod change;
mod context;
mod details;
mod draft;
pub(super) mod files;
mod kinds;
mod note;
mod opening;
mod people;
mod save;

pub(super) use context::rule_name;
pub(super) use details::{Special, specials};

use std::rc::Rc;

use chrono::NaiveDate;
use jiedui_core::ask;
use jiedui_core::catalog::Section;
use jiedui_core::log::{RecordId, Stamp};
use jiedui_core::record::{Id, Pairing};
use jiedui_core::rule::Outcome;
use jiedui_core::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::desk::{Desk, Done, NotDone, Pending};
use crate::parts::{
    Banner, Button, Choice, DateField, Form, Icon, Select, Stepper, TextField, Tone,
};
use crate::route::Route;
use crate::screens::keep::Keeper;
use crate::shell::{Page, Shell};
use crate::text::{self, lang, t};
use note::Note;
use opening::{anew, begin, restore};
use save::{Saved, save, undo};

/// Stands in the address while the record is saved and nothing new begun.
const DONE: &str = "done";

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    kind: String,
    pair: String,
    date: String,
    task: String,
    edit: String,
    copy: String,
    draft: String,
    shared: bool,
}

impl Asked {
    fn read(shell: Shell) -> Self {
        Self {
            kind: shell.query("kind"),
            pair: shell.query("pair"),
            date: shell.query("date"),
            task: shell.query("task"),
            edit: shell.query("edit"),
            copy: shell.query("copy"),
            draft: shell.query("draft"),
            shared: !shell.query("shared").is_empty(),
        }
    }

    /// Under which name the draft is kept. A form that was opened for something does not take over what was begun
    /// for something else.
    fn key(&self) -> String {
        if !self.edit.is_empty() {
            format!("edit:{}", self.edit)
        } else if !self.draft.is_empty() {
            self.draft.clone()
        } else if [&self.kind, &self.pair, &self.date, &self.task, &self.copy]
            .iter()
            .all(|it| it.is_empty())
        {
            "log".to_owned()
        } else {
            format!("log:{}", note::fresh_key())
        }
    }
}

/// The id of the words that say it is saved, which take the focus from the button that is gone.
const SAVED: &str = "saved-words";

/// The form and all around it; copied into every closure.
#[derive(Clone, Copy)]
struct Paper {
    desk: Desk,
    shell: Shell,
    form: Form,
    note: Note,
    today: NaiveDate,
    /// The record that is edited.
    edit: Option<RecordId>,
    /// Pairings that can be chosen.
    pairings: Memo<Vec<Choice>>,
    busy: RwSignal<bool>,
    trouble: RwSignal<String>,
    saved: RwSignal<Option<Saved>>,
    /// The details are shown.
    unfolded: RwSignal<bool>,
    /// The draft is written.
    kept: RwSignal<bool>,
    /// What the form held when it was opened; as long as it holds that, there is nothing to keep.
    blank: StoredValue<String>,
    ready: RwSignal<bool>,
    /// The name under which its draft is kept.
    key: StoredValue<String>,
    pending: StoredValue<Option<Pending>, LocalStorage>,
    acts: StoredValue<Vec<Stamp>>,
    /// Hashes of the documents that the record had when it was opened.
    shown: StoredValue<Vec<String>>,
    before: StoredValue<Option<Rc<Vec<Outcome>>>, LocalStorage>,
}

impl Paper {
    fn new(asked: &Asked) -> Self {
        let (desk, note) = (Desk::here(), Note::new());
        let pairings = Memo::new(move |_| desk.ask(|state, _| pairings(state)).unwrap_or_default());
        Self {
            desk,
            shell: Shell::here(),
            form: Form::provide(),
            note,
            today: browser::today(),
            edit: asked.edit.parse().ok(),
            pairings,
            busy: RwSignal::new(false),
            trouble: RwSignal::new(String::new()),
            saved: RwSignal::new(None),
            unfolded: RwSignal::new(false),
            kept: RwSignal::new(false),
            blank: StoredValue::new(String::new()),
            ready: RwSignal::new(false),
            key: StoredValue::new(asked.key()),
            pending: StoredValue::new_local(None),
            acts: StoredValue::new(Vec::new()),
            shown: StoredValue::new(Vec::new()),
            before: StoredValue::new_local(None),
        }
    }

    /// The kind's code; empty while none is chosen.
    fn kind(self) -> String {
        self.note.kind.with(|kind| kind.first().cloned().unwrap_or_default())
    }

    fn pairing(self) -> Option<Id<Pairing>> {
        self.note.text("pairing").with(|id| id.parse().ok())
    }

    /// What people call a code.
    fn code(self, list: &str, code: &str) -> String {
        let words =
            self.desk.ask(|state, catalog| ask::code_label(state, catalog, list, code, lang()));
        words.unwrap_or_else(|| code.to_owned())
    }

    /// Has sections of the catalogue come; until then codes stand in the place of their names.
    fn need(self, sections: &'static [Section]) {
        spawn_local(async move {
            let _ = self.desk.need(sections).await;
        });
    }

    /// Remembers what was written, or what could not be.
    fn wrote(self, outcome: Result<Done, NotDone>) -> Result<(), NotDone> {
        match outcome {
            Ok(done) => self.acts.update_value(|acts| acts.extend(done.act)),
            Err(NotDone::Unsaved(error, pending)) => {
                self.pending.set_value(Some(pending.clone()));
                return Err(NotDone::Unsaved(error, pending));
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    /// Begins to keep the form as a draft.
    fn keep(self) {
        let key = self.key.get_value();
        let to = match self.edit {
            Some(id) => Route::Log.href_with(&[("edit", &id.to_string())]),
            None if key == "log" => Route::Log.href(),
            None => Route::Log.href_with(&[("draft", &key)]),
        };
        if let Some(keeper) = Keeper::of_book(self.desk, &key, to) {
            draft::begin(keeper);
        }
    }

    /// The form as text, for comparing.
    fn text(self) -> String {
        untrack(|| draft::to_json(self.note, &self.note.gather()))
    }

    /// Notes in the address that the record is saved, so that 「记一笔」 leads to another one from here, too.
    fn say_where(self) {
        let place = self.shell.place.get_untracked();
        let mut query: Vec<(&str, &str)> =
            place.query.iter().map(|(name, value)| (&**name, &**value)).collect();
        if place.route == Route::Log && place.value(DONE).is_empty() {
            query.push((DONE, "1"));
            browser::go_instead(&Route::Log.href_with(&query));
        }
    }

    /// Empties the form for another record of the same kind, pairing and day.
    fn next(self) {
        let old = untrack(|| self.note.gather());
        let kept = ["kind", "date", "pairings", "place", "class_hours"];
        let fields = old.into_iter().filter(|(name, _)| kept.contains(&&**name)).collect();
        self.note.set_id(None);
        self.note.pieces.set(Vec::new());
        self.note.done.set(Vec::new());
        self.note.fill(&fields);
        self.key.set_value("log".to_owned());
        self.blank.set_value(self.text());
        self.before.set_value(None);
        self.unfolded.set(false);
        self.kept.set(false);
        browser::scroll_to(0.0);
    }
}

/// Pairings that are not over, by name.
fn pairings(state: &State) -> Vec<Choice> {
    let alive = state
        .pairings()
        .iter()
        .filter(|(_, pairing)| pairing.to.is_none_or(|to| to >= browser::today()));
    let named = alive.map(|(id, pairing)| {
        let (a, b) = ask::pair_names(state, id);
        let arrow = if pairing.parent_pairing.is_some() { "→" } else { "⇄" };
        (pairing.parent_pairing.is_some(), Choice::new(id.to_string(), format!("{a} {arrow} {b}")))
    });
    let mut all: Vec<_> = named.collect();
    all.sort_by(|one, other| (one.0, &one.1.label).cmp(&(other.0, &other.1.label)));
    all.into_iter().map(|(_, choice)| choice).collect()
}

/// The page behind 「记一笔」.
pub fn log() -> AnyView {
    let shell = Shell::here();
    let asked = Memo::new(move |old: Option<&Asked>| match (shell.route(), old) {
        (Route::Log, _) | (_, None) => Asked::read(shell),
        // The page is being left: it must not be drawn anew for another address.
        (_, Some(old)) => old.clone(),
    });
    let page = move || {
        let asked = asked.get();
        untrack(|| form(&asked))
    };
    page.into_any()
}

fn form(asked: &Asked) -> AnyView {
    let paper = Paper::new(asked);
    begin(paper, asked);
    let restored = restore(paper, asked);
    on_cleanup(draft::flush);
    Effect::new(move |was: Option<bool>| {
        let is_done = !paper.shell.query(DONE).is_empty();
        if was == Some(true) && !is_done && paper.saved.with_untracked(Option::is_some) {
            anew(paper);
            paper.saved.set(None);
            paper.keep();
        }
        is_done
    });
    let title = if paper.edit.is_some() { t("log.edit") } else { t("frame.log") };
    let back = match asked.edit.as_str() {
        "" => Route::Home.href(),
        id => Route::Activity(id.to_owned()).href(),
    };
    let tools = move || {
        let words = move || match (paper.saved.with(Option::is_some), paper.kept.get()) {
            (false, true) => t("log.draft_kept"),
            _ => "",
        };
        view! { <span class="light" role="status">{words}</span> }.into_any()
    };
    view! {
        <Page title=title back=Signal::derive(move || back.clone()) close=true tools=Box::new(tools) search=false>
            <div class="narrow form" hidden=move || paper.saved.with(Option::is_some)>
                {restored}
                {body(paper)}
                {troubles(paper)}
            </div>
            <div class="saved-place" role="status">{move || paper.saved.get().map(|it| saved_view(paper, it))}</div>
            {buttons(paper)}
        </Page>
    }
    .into_any()
}

/// The fields in the order in which they are filled in standing in a yard.
fn body(paper: Paper) -> AnyView {
    let note = paper.note;
    let minutes = paper.desk.ask_once(|state, _| {
        state.workspace().and_then(|(_, workspace)| workspace.class_minutes).unwrap_or(40)
    });
    let minutes = minutes.unwrap_or(40);
    let hours = note.number("class_hours");
    let as_minutes = Signal::derive(move || {
        hours.get().map(|hours| text::minutes((hours * minutes + 50) / 100)).unwrap_or_default()
    });
    let habits = Memo::new(move |_| {
        let pairing = paper.pairing();
        paper.desk.ask(|state, _| ask::habits(state, pairing)).unwrap_or_default()
    });
    let places = Signal::derive(move || habits.with(|habits| vec![habits.place.clone()]));
    let topics = Signal::derive(move || habits.with(|habits| habits.topics.clone()));
    let pairings = Signal::derive(move || paper.pairings.get());
    let date = note.text("date");
    let ahead = move || date.with(|date| *date > paper.today.to_string()) && paper.edit.is_none();
    let plan = move || {
        ahead().then(|| {
            view! {
                <div class="hint ahead">
                    <span>{t("log.ahead")}</span>
                    <button type="button" class="btn small" on:click=move |_| save(paper, false, true)>{t("log.as_plan")}</button>
                </div>
            }
        })
    };
    view! {
        {kinds::kinds(paper)}
        <div class="two">
            <DateField name="date" label=t("field.activity.date") value=date quick=true />
            <Stepper name="class_hours" label=t("field.activity.class_hours") value=hours step=50 note=as_minutes />
        </div>
        {plan}
        <Select name="pairings" label=t("field.activity.pairings") options=pairings value=note.text("pairing")
            none=t("log.no_pairing") />
        {context::strip(paper)}
        {people::people(paper)}
        <TextField name="title" label=t("field.activity.title") value=note.text("title") phrases=topics />
        <TextField name="place" label=t("field.activity.place") value=note.text("place") phrases=places />
        <TextField name="content" label=t("field.activity.content") value=note.text("content") lines=3
            placeholder=t("log.content_hint") />
        {files::evidence(paper)}
        {details::details(paper)}
    }
    .into_any()
}

fn troubles(paper: Paper) -> AnyView {
    let words = move || {
        Some(paper.trouble.get())
            .filter(|text| !text.is_empty())
            .map(|text| view! { <Banner kind="bad"><p role="alert">{text}</p></Banner> })
    };
    words.into_any()
}

fn buttons(paper: Paper) -> AnyView {
    let again = (paper.edit.is_none()).then(|| {
        view! { <Button label=t("log.save_again") press=Callback::new(move |()| save(paper, true, false)) busy=paper.busy /> }
    });
    view! {
        <div class="savebar" hidden=move || paper.saved.with(Option::is_some)>
            <Button label=t("log.save") press=Callback::new(move |()| save(paper, false, false)) tone=Tone::Primary
                busy=paper.busy />
            {again}
        </div>
    }
    .into_any()
}

/// What stands where the form stood once it is saved.
fn saved_view(paper: Paper, saved: Saved) -> AnyView {
    let acts = StoredValue::new(saved.acts);
    let undone = move |_| {
        spawn_local(async move {
            undo(paper.desk, paper.shell, acts.get_value()).await;
            // What was typed is still there, for another record.
            if paper.edit.is_none() {
                paper.note.set_id(None);
            }
            paper.saved.set(None);
            paper.keep();
        });
    };
    let once_more = move |_| {
        paper.next();
        paper.saved.set(None);
        paper.keep();
    };
    let moved = saved.moved.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    // Whoever has corrected a record goes back to it; whoever has written one, home.
    let edited = paper.edit.is_some();
    let more = (!edited).then(|| {
        view! { <button type="button" class="btn" on:click=once_more>{t("log.once_more")}</button> }
    });
    view! {
        <div class="saved">
            <Icon name="check" />
            <h2 id=SAVED tabindex="-1">{t("log.saved")}</h2>
            {saved.planned.then(|| view! { <p>{t("log.saved_plan")}</p> })}
            <ul>{moved}</ul>
            <div class="actions">
                <a class="btn" class:primary=!edited href=Route::Home.href()>{t("log.to_home")}</a>
                {more}
                <a class="btn" class:primary=edited href=Route::Activity(saved.id.to_string()).href()>{t("log.to_record")}</a>
                <button type="button" class="btn quiet" on:click=undone>{t("parts.undo")}</button>
            </div>
        </div>
    }
    .into_any()
}
