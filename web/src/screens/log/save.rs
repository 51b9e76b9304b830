//! Saving: what has to be written so that the ledger says what the form says, one command after the other; what stands in
//! the way goes to its field; what was saved says what it moved.

use std::rc::Rc;

use jiedui_core::command::{Command, Fields, Refusal};
use jiedui_core::log::{RecordId, Stamp};
use jiedui_core::record::field::Unfit;
use jiedui_core::record::{Document, Id, Record, Rule};
use jiedui_core::rule::{self, Outcome};
use jiedui_core::state::{State, set_of};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value, json};

use super::change::difference;
use super::context::{KIND, rule_name};
use super::details::Special;
use super::note::Piece;
use super::{Paper, details, draft};
use crate::browser;
use crate::desk::{Desk, NotDone};
use crate::remedy;
use crate::shell::Shell;
use crate::text::{t, tf};

/// A record that has just been saved.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Saved {
    pub(super) id: RecordId,
    pub(super) acts: Vec<Stamp>,
    /// What it moved, a line each.
    pub(super) moved: Vec<String>,
    /// It is a plan, not yet a deed.
    pub(super) planned: bool,
}

/// How often, in milliseconds, a photo that is still being made smaller is looked after.
const LOOK: i32 = 60;

/// What the buttons do. `again` empties the form for the next record; `planned` saves something still to come.
pub(super) fn save(paper: Paper, again: bool, planned: bool) {
    if paper.busy.get_untracked() {
        return;
    }
    paper.form.clear();
    paper.trouble.set(String::new());
    if !paper.form.is_fine() {
        return show(paper);
    }
    paper.busy.set(true);
    let before = paper.before.get_value().unwrap_or_else(|| paper.desk.outcomes_now());
    spawn_local(async move {
        while paper.note.pieces.with_untracked(|all| all.iter().any(|piece| piece.busy)) {
            browser::wait(LOOK).await;
        }
        let written = write(paper, planned).await;
        paper.busy.set(false);
        match written {
            Ok(id) => saved(paper, id, again, planned, &before).await,
            Err(reason) => refuse(paper, reason),
        }
    });
}

/// Writes what is not yet as the form says. What an earlier try has written is not written twice.
async fn write(paper: Paper, planned: bool) -> Result<RecordId, NotDone> {
    let desk = paper.desk;
    let waiting = paper.pending.try_update_value(Option::take).flatten();
    if let Some(pending) = waiting {
        paper.wrote(desk.retry(pending).await)?;
    }
    let id = paper.note.id().ok_or(NotDone::ReadOnly)?;
    let kind = untrack(|| paper.kind());
    let commands = desk.ask_once(|state, catalog| {
        let known = details::specials(state, catalog, &kind);
        commands(paper, state, id, planned, &known)
    });
    for command in commands.ok_or(NotDone::ReadOnly)? {
        paper.wrote(desk.run(command).await)?;
    }
    Ok(id)
}

/// What to do so that the ledger says what the form says.
fn commands(
    paper: Paper,
    state: &State,
    id: RecordId,
    planned: bool,
    known: &[Special],
) -> Vec<Command> {
    let mut fields = untrack(|| paper.note.gather());
    let record = state.log().record(id).filter(|record| !record.is_deleted());
    details::fitting(known, &mut fields, record.map_or(&Value::Null, |record| record.value()));
    let pieces = paper.note.pieces.get_untracked();
    let mut commands = Vec::new();
    match record {
        None => {
            if planned {
                fields.insert("state".to_owned(), json!("planned"));
            }
            let documents = pieces.iter().map(document).collect();
            commands.push(Command::RecordActivity { id: Some(id), fields, documents });
        }
        Some(record) => {
            let patch = difference(record.value(), &fields);
            if !patch.is_empty() {
                commands.push(Command::Edit { id, fields: patch });
            }
            documents(paper, state, id, &pieces, &mut commands);
        }
    }
    let day = fields_date(paper);
    for done in paper.note.done.get_untracked() {
        let Some((activity, key)) = done.split_once(' ') else { continue };
        let Ok(activity) = activity.parse::<RecordId>() else { continue };
        let fields = Map::from_iter([("agreements".to_owned(), json!({ key: {"done_on": day} }))]);
        commands.push(Command::Edit { id: activity, fields });
    }
    commands
}

fn fields_date(paper: Paper) -> String {
    let date = paper.note.text("date").get_untracked();
    let today = paper.today.to_string();
    // What is planned has done nothing yet.
    if date.is_empty() || date > today { today } else { date }
}

/// The documents of a record that exists: new ones, those taken away, those that are of another kind now.
fn documents(
    paper: Paper,
    state: &State,
    id: RecordId,
    pieces: &[Piece],
    commands: &mut Vec<Command>,
) {
    let there: Vec<(RecordId, &Document)> = state
        .index()
        .documents_of(id)
        .filter_map(|document| Some((document.untyped(), state.documents().get(document)?)))
        .collect();
    for piece in pieces {
        match there.iter().find(|(_, document)| document.hash == piece.hash) {
            None => {
                let mut fields = document(piece);
                fields.insert("belongs_to".to_owned(), set_of([id]));
                let kind = Document::KIND.to_owned();
                commands.push(Command::Add { kind, id: None, fields });
            }
            Some((own, document)) if document.kind != piece.kind => {
                let fields = Map::from_iter([("kind".to_owned(), json!(piece.kind))]);
                commands.push(Command::Edit { id: *own, fields });
            }
            Some(_) => {}
        }
    }
    let shown = paper.shown.get_value();
    for (own, document) in there {
        let kept = pieces.iter().any(|piece| piece.hash == document.hash);
        if shown.contains(&document.hash) && !kept {
            commands.push(Command::Delete { id: own });
        }
    }
}

fn document(piece: &Piece) -> Fields {
    let mut fields = Fields::from_iter([
        ("kind".to_owned(), json!(piece.kind)),
        ("hash".to_owned(), json!(piece.hash)),
        ("bytes".to_owned(), json!(piece.bytes)),
    ]);
    let name: String = piece.name.chars().filter(|c| !c.is_control()).take(200).collect();
    let texts = [
        ("file_name", &name),
        ("mime", &piece.mime),
        ("taken_on", &piece.taken_on),
        ("taken_at", &piece.taken_at),
    ];
    for (field, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        fields.insert(field.to_owned(), json!(text));
    }
    fields
}

/// What stands in the way goes to its field; the rest above the buttons. Nothing typed is touched.
fn refuse(paper: Paper, reason: NotDone) {
    let form = paper.form;
    match reason {
        NotDone::Refused(Refusal::Fields(problems)) => {
            for problem in &problems {
                let mut parts = problem.path.split('.');
                let name = match (parts.next(), parts.next()) {
                    (Some("fields"), Some(inner)) => format!("fields-{inner}"),
                    (Some(name), _) => name.to_owned(),
                    (None, _) => String::new(),
                };
                let words = match (&*name, &problem.unfit) {
                    ("kind", Unfit::Empty) => t("log.kind_missing").to_owned(),
                    _ => remedy::unfit(KIND, problem),
                };
                form.fail(&name, words);
            }
        }
        // The details may not have been opened yet: their fields are drawn when it is shown what is wrong.
        NotDone::Refused(Refusal::EndBeforeStart { start, end }) => {
            let name = if end.contains(':') { "end_time" } else { "to" };
            form.fail(name, remedy::refused(&Refusal::EndBeforeStart { start, end }));
        }
        NotDone::Refused(refusal) => {
            if let Some(words) = remedy::into_form(form, KIND, &refusal) {
                paper.trouble.set(words);
            }
        }
        other => {
            paper.trouble.set(remedy::not_done(&other));
            return;
        }
    }
    show(paper);
}

/// Brings the first field that is wrong into sight.
fn show(paper: Paper) {
    const IN_SIGHT: [&str; 9] = [
        "kind",
        "date",
        "pairings",
        "class_hours",
        "participants",
        "title",
        "content",
        "place",
        "documents",
    ];
    let form = paper.form;
    let seen = untrack(|| IN_SIGHT.iter().any(|name| form.error(name).is_some()));
    if !seen && !form.is_fine() {
        paper.unfolded.set(true);
    }
    form.show_first();
}

async fn saved(paper: Paper, id: RecordId, again: bool, planned: bool, before: &Rc<Vec<Outcome>>) {
    let acts = paper.acts.try_update_value(std::mem::take).unwrap_or_default();
    let saved = Saved { id, acts, moved: Vec::new(), planned };
    if again {
        let moved = moved(paper.desk, id, before);
        let (desk, shell, acts) = (paper.desk, paper.shell, saved.acts);
        let words = move || {
            let moved = moved.lines(desk).into_iter();
            std::iter::once(t("log.saved").to_owned()).chain(moved).collect::<Vec<_>>().join("\n")
        };
        paper.next();
        shell.notices.say_undo(words, move || spawn_local(undo(desk, shell, acts.clone())));
        draft::drop_it().await;
        paper.keep();
        return;
    }
    paper.saved.set(Some(saved));
    // First the person reads that it is saved; what is left to tidy comes after.
    browser::wait(0).await;
    paper.say_where();
    browser::scroll_to(0.0);
    browser::after(0, || {
        browser::focus(super::SAVED);
    });
    draft::drop_it().await;
    let lines = moved(paper.desk, id, before).lines(paper.desk);
    paper.saved.update(|saved| saved.iter_mut().for_each(|saved| saved.moved.clone_from(&lines)));
}

/// What a record has moved.
struct Moved {
    id: RecordId,
    /// The rule, its figure before and now, and what it asks for.
    rules: Vec<(Id<Rule>, String, String, String)>,
}

impl Moved {
    /// 「送教课时 6 → 7.5 / 10」 for each rule, at most four; and what the record still lacks to move more.
    fn lines(&self, desk: Desk) -> Vec<String> {
        let line = |(rule, was, value, target): &(Id<Rule>, String, String, String)| {
            let name = desk.ask_once(|state, _| state.rules().find(*rule).map(rule_name)).flatten();
            let name = name.unwrap_or_default();
            tf("log.moved", &[("rule", &name), ("from", was), ("to", value), ("of", target)])
        };
        let lacks = desk.ask_once(|state, _| super::context::still_lacks(state, Id::new(self.id)));
        self.rules.iter().map(line).chain(lacks.flatten()).collect()
    }
}

fn moved(desk: Desk, id: RecordId, before: &[Outcome]) -> Moved {
    let after = desk.outcomes_now();
    let feeds = desk.ask_once(|state, _| rule::feeds(state, Id::new(id))).unwrap_or_default();
    let mut rules = Vec::new();
    for feed in feeds.iter().filter(|feed| feed.why.is_none() && feed.adds.is_some()) {
        let same = |outcome: &&Outcome| {
            outcome.rule == feed.rule
                && outcome.scope.pairing == feed.pairing
                && outcome.period == feed.period
        };
        let Some(now) = after.iter().find(same) else { continue };
        let was =
            before.iter().find(same).and_then(Outcome::value).unwrap_or_else(|| "0".to_owned());
        let (Some(value), Some(target)) = (now.value(), now.target()) else { continue };
        if was != value {
            rules.push((feed.rule, was, value, target));
        }
    }
    rules.truncate(4);
    Moved { id, rules }
}

/// Takes back what was saved, the last step first.
pub(super) async fn undo(desk: Desk, shell: Shell, acts: Vec<Stamp>) {
    for act in acts.into_iter().rev() {
        if let Err(reason) = desk.run(Command::Undo { act }).await {
            return shell.notices.say(move || remedy::not_done(&reason));
        }
    }
    shell.notices.say(|| t("log.undone"));
}
