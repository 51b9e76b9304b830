//! The page of one plan: its text in sections, goals, phases with their tasks, what it asks for, what it rests on, and
//! how it has changed.

use chrono::NaiveDate;
use jiedui_core::command::{Command, Fields};
use jiedui_core::log::RecordId;
use jiedui_core::record::states::{PlanState, TaskState};
use jiedui_core::record::{Id, Plan, Task};
use leptos::prelude::*;
use serde_json::json;

use super::hand::Hand;
use super::keep::{Keeper, Kept, Slot};
use super::pair::agreement::{Clause, Clauses, Version, Versions, clauses, versions};
use super::pair::span;
use super::record::history::{Conflicts, History};
use super::record::steps::Steps;
use super::record::words::{Words, in_order};
use crate::browser;
use crate::desk::Desk;
use crate::parts::{Button, Icon, Sheet, StatePill, TextField, Tone};
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::{self, t, tf};

/// How many tasks of a phase stand in the page.
const MOST_TASKS: usize = 40;

/// A section of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    key: String,
    heading: String,
    prompt: String,
    body: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct TaskRow {
    id: Id<Task>,
    title: String,
    note: String,
    code: &'static str,
    state: String,
    done: bool,
}

/// A phase with its tasks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PhaseRow {
    name: String,
    span: String,
    tasks: Vec<TaskRow>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    title: String,
    sub: String,
    parts: Vec<Part>,
    goals: Vec<String>,
    phases: Vec<PhaseRow>,
    basis: Vec<String>,
    clauses: Vec<Clause>,
    versions: Vec<Version>,
}

fn asked(words: &Words<'_>, id: Id<Plan>) -> Option<Asked> {
    let plan = words.state.plans().find(id)?;
    let value = words.state.log().record(id.untyped())?.value();
    let state = if plan.state == PlanState::Unknown {
        String::new()
    } else {
        words.code("plan_state", plan.state.code())
    };
    let owner = plan.owner.map(|owner| words.name(owner)).unwrap_or_default();
    let sub = [owner, span(plan.from, plan.to), state];
    let parts = in_order(&plan.sections, value, "sections").into_iter();
    let parts = parts.map(|(key, section)| Part {
        key: key.clone(),
        heading: section.heading.clone(),
        prompt: section.prompt.clone(),
        body: section.body.clone(),
    });
    let goals = in_order(&plan.goals, value, "goals").into_iter();
    let basis = in_order(&plan.basis, value, "basis").into_iter().map(|(_, document)| {
        let year = document.year.map(|year| year.to_string()).unwrap_or_default();
        let said = [&document.issuer, &document.title, &document.number, &year];
        said.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" · ")
    });
    Some(Asked {
        title: words.name(id.untyped()),
        sub: sub.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
        parts: parts.collect(),
        goals: goals.map(|(_, goal)| goal.text.clone()).collect(),
        phases: phases(words, id, plan, value),
        basis: basis.collect(),
        clauses: clauses(words, id),
        versions: versions(words, id),
    })
}

fn phases(
    words: &Words<'_>,
    id: Id<Plan>,
    plan: &Plan,
    value: &serde_json::Value,
) -> Vec<PhaseRow> {
    let mut own: Vec<_> =
        words.state.tasks().iter().filter(|(_, task)| task.plan == Some(id)).collect();
    own.sort_by_key(|(task, it)| (it.due.unwrap_or(NaiveDate::MAX), *task));
    let mut phases: Vec<PhaseRow> = in_order(&plan.phases, value, "phases")
        .into_iter()
        .map(|(_, phase)| {
            let inside = own.iter().filter(|(_, task)| task.phase == phase.name);
            PhaseRow {
                name: phase.name.clone(),
                span: span(phase.from, phase.to),
                tasks: inside.map(|(task, it)| task_row(words, *task, it)).collect(),
            }
        })
        .collect();
    let others =
        own.iter().filter(|(_, task)| plan.phases.values().all(|phase| phase.name != task.phase));
    let tasks: Vec<_> = others.map(|(task, it)| task_row(words, *task, it)).collect();
    if !tasks.is_empty() {
        let name = t("plan.other_phase").to_owned();
        phases.push(PhaseRow { name, span: String::new(), tasks });
    }
    phases
}

fn task_row(words: &Words<'_>, id: Id<Task>, task: &Task) -> TaskRow {
    let today = browser::today();
    let done = matches!(
        task.state,
        TaskState::Done | TaskState::Accepted | TaskState::SignedOff | TaskState::Cancelled
    );
    let late = !done && task.due.is_some_and(|due| due < today);
    let due = task.due.map(|due| {
        let key = if late { "plan.late" } else { "plan.due" };
        tf(key, &[("date", &text::day_short(due, today))])
    });
    let lead = task.lead.map(|lead| words.name(lead));
    let code = match task.state {
        TaskState::Done | TaskState::Accepted | TaskState::SignedOff => "met",
        TaskState::Cancelled => "waived",
        _ if late => "missed",
        TaskState::Blocked => "behind",
        TaskState::Active => "on_track",
        _ => "no_data",
    };
    let state = match task.state {
        TaskState::Unknown => TaskState::NotStarted,
        known => known,
    };
    TaskRow {
        id,
        title: task.title.clone(),
        note: due.into_iter().chain(lead).collect::<Vec<_>>().join(" · "),
        code,
        state: words.code("task_state", state.code()),
        done,
    }
}

/// Draws the page of a plan.
pub fn plan_page(id: Id<Plan>) -> AnyView {
    let desk = Desk::here();
    let all = Memo::new(move |_| {
        let all = desk.ask(|state, catalog| asked(&Words { state, catalog, open: true }, id));
        all.flatten().unwrap_or_default()
    });
    let goals = Memo::new(move |_| all.with(|all| all.goals.clone()));
    let basis = Memo::new(move |_| all.with(|all| all.basis.clone()));
    let clauses = Memo::new(move |_| all.with(|all| all.clauses.clone()));
    let versions = Memo::new(move |_| all.with(|all| all.versions.clone()));
    let parts = Memo::new(move |_| all.with(|all| all.parts.clone()));
    let phases = Memo::new(move |_| all.with(|all| all.phases.clone()));
    let list =
        |lines: Vec<String>| lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
    let folded = move |lines: Memo<Vec<String>>, key: &'static str| {
        move || {
            let lines = lines.get();
            (!lines.is_empty()).then(|| {
                view! {
                    <details class="card fold"><summary><h2>{t(key)}</h2></summary>
                        <div class="prose"><ul>{list(lines)}</ul></div>
                    </details>
                }
            })
        }
    };
    let edit = Route::Record("plan".to_owned(), id.to_string()).href_with(&[("edit", "1")]);
    let title = Signal::derive(move || all.with(|all| all.title.clone()));
    let back = Signal::derive(|| Route::Plans.href());
    view! {
        <Page title=title back=back search=false>
            <div class="narrow">
                <p class="quiet">{move || all.with(|all| all.sub.clone())}</p>
                <Conflicts kind="plan" id=id.untyped() />
                <Parts id=id parts=parts />
                {folded(goals, "plan.goals")}
                <Phases id=id phases=phases />
                <Clauses clauses=clauses />
                {folded(basis, "plan.basis")}
                <Steps kind="plan" id=id.untyped() list="plan_state" />
                <Versions versions=versions />
                <div class="actions"><a class="btn" href=edit><Icon name="edit" />{t("record.edit")}</a></div>
                <History kind="plan" id=id.untyped() />
            </div>
        </Page>
    }
    .into_any()
}

/// The sections of the text, each with its prompt while it is empty.
#[component]
fn Parts(id: Id<Plan>, parts: Memo<Vec<Part>>) -> AnyView {
    let open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<Part>);
    // A link from elsewhere names the section to write.
    let wanted = Shell::here().place.with_untracked(|place| place.value("section").to_owned());
    let wanted = parts.with_untracked(|all| all.iter().find(|part| part.key == wanted).cloned());
    if let Some(part) = wanted {
        browser::after(0, move || {
            chosen.set(Some(part));
            open.set(true);
        });
    }
    let one = move |part: Part| {
        let own = part.clone();
        let press = move |_| {
            chosen.set(Some(own.clone()));
            open.set(true);
        };
        let empty = part.body.trim().is_empty();
        let body = if empty {
            view! { <p class="quiet prompt">{part.prompt}</p> }.into_any()
        } else {
            view! { <p class="body">{part.body}</p> }.into_any()
        };
        let word = if empty { t("plan.write") } else { t("record.edit") };
        let name = tf("plan.edit_section", &[("what", &part.heading)]);
        view! {
            <div class="part">
                <div class="over"><h3>{part.heading}</h3>
                    <button type="button" class="btn small" aria-label=name on:click=press><Icon name="edit" />{word}</button>
                </div>
                {body}
            </div>
        }
    };
    let rows = move || parts.get().into_iter().map(one).collect_view();
    let note = move || {
        parts.with(|parts| {
            let written = parts.iter().filter(|part| !part.body.trim().is_empty()).count();
            let (n, all) = (written.to_string(), parts.len().to_string());
            tf("plan.written", &[("n", &n), ("all", &all)])
        })
    };
    let none = Memo::new(move |_| parts.with(Vec::is_empty));
    let title = Signal::derive(move || {
        chosen.with(|part| part.as_ref().map(|part| part.heading.clone()).unwrap_or_default())
    });
    let card = move || {
        (!none.get()).then(|| {
            view! {
                <section class="section">
                    <h2 class="heading">{t("plan.text")}" · "{note}</h2>
                    <div class="card parts">{rows}</div>
                </section>
            }
        })
    };
    view! {
        {card}
        {move || {
            let title = title.get();
            view! { <Sheet open=open title=title><EditPart id=id chosen=chosen open=open /></Sheet> }
        }}
    }
    .into_any()
}

/// One section being written; kept as a draft while it is.
#[component]
fn EditPart(id: Id<Plan>, chosen: RwSignal<Option<Part>>, open: RwSignal<bool>) -> AnyView {
    let (desk, hand) = (Desk::here(), Hand::here());
    let Some(part) = chosen.get_untracked() else { return ().into_any() };
    let value = RwSignal::new(part.body.clone());
    let to = Route::Plan(id.to_string()).href_with(&[("section", &part.key)]);
    let keeper = Keeper::of_book(desk, &format!("section:{id}:{}", part.key), to);
    let name = part.heading.clone();
    let kept = Kept::begin(keeper, vec![("body", Slot::Text(value))], move || name.clone());
    let (key, heading) = (part.key, part.heading);
    let label = heading.clone();
    let save = move |()| {
        let body = value.get_untracked();
        let fields = Fields::from_iter([("sections".to_owned(), json!({ &*key: {"body": body} }))]);
        let command = Command::Edit { id: id.untyped(), fields };
        let heading = heading.clone();
        let said = move || tf("plan.section_saved", &[("what", &heading)]);
        hand.run_then(command, said, move |_| {
            kept.finish();
            open.set(false);
        });
    };
    view! {
        {kept.banner()}
        <p class="hint">{part.prompt}</p>
        <TextField name="body" label=label value=value lines=10 />
        <Button label=t("record.save") tone=Tone::Primary press=Callback::new(save) />
    }
    .into_any()
}

/// The phases, each with its tasks.
#[component]
fn Phases(id: Id<Plan>, phases: Memo<Vec<PhaseRow>>) -> AnyView {
    let hand = Hand::here();
    let sum = move || {
        phases.with(|phases| {
            let tasks = || phases.iter().flat_map(|phase| &phase.tasks);
            let done = tasks().filter(|task| task.done).count();
            let (done, all) = (done.to_string(), tasks().count().to_string());
            tf("plan.tasks", &[("done", &done), ("all", &all)])
        })
    };
    let task = move |row: TaskRow| {
        let href = Route::Record("task".to_owned(), row.id.to_string()).href();
        let (task, title) = (row.id.untyped(), row.title.clone());
        let done = (!row.done).then(|| {
            let press = move |()| finish(hand, task, &title);
            view! { <span class="do"><Button label=t("plan.done") tone=Tone::Small press=Callback::new(press) /></span> }
        });
        view! {
            <div class="row">
                <a class="what" href=href>{row.title}</a>
                {done}
                <span class="sub"><StatePill code=row.code words=row.state />" "{row.note}</span>
            </div>
        }
    };
    let one = move |phase: PhaseRow| {
        let more = phase.tasks.len().saturating_sub(MOST_TASKS);
        let more = (more > 0).then(|| {
            view! { <p class="quiet">{tf("plan.more_tasks", &[("n", &more.to_string())])}</p> }
        });
        let rows = phase.tasks.into_iter().take(MOST_TASKS).map(task).collect_view();
        view! {
            <section class="section">
                <h3 class="heading">{phase.name}" "{phase.span}</h3>
                <div class="card">{rows}</div>
                {more}
            </section>
        }
    };
    let add = Route::Record("task".to_owned(), "new".to_owned());
    let then = Route::Plan(id.to_string()).href();
    let add = add.href_with(&[("plan", &id.to_string()), ("then", &then)]);
    let body = move || {
        let phases = phases.get();
        if phases.iter().all(|phase| phase.tasks.is_empty()) {
            return view! { <p class="quiet">{t("plan.no_tasks")}</p> }.into_any();
        }
        phases
            .into_iter()
            .filter(|phase| !phase.tasks.is_empty())
            .map(one)
            .collect_view()
            .into_any()
    };
    view! {
        <div class="over">
            <h2>{sum}</h2>
            <a class="btn small" href=add><Icon name="plus" />{t("plan.add_task")}</a>
        </div>
        {body}
    }
    .into_any()
}

fn finish(hand: Hand, task: RecordId, title: &str) {
    let mut fields = Fields::new();
    fields.insert("progress".to_owned(), json!(100));
    let step = Command::Step {
        id: task,
        field: "state".to_owned(),
        to: TaskState::Done.code().to_owned(),
        reason: String::new(),
        fields,
        force: false,
    };
    let title = title.to_owned();
    hand.run(step, move || tf("plan.done_said", &[("what", &title)]));
}
