//! 参与人: both sides by tap, their roles, somebody new by name, and groups that are only counted.

use std::collections::BTreeSet;

use jiedui_core::ask;
use jiedui_core::catalog::Section;
use jiedui_core::command::{Command, Fields};
use jiedui_core::record::{Id, Org, Person};
use jiedui_core::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::Paper;
use super::note::{self, Group};
use crate::parts::{
    Button, Choice, Icon, NumberField, PeopleGroup, PersonPicker, SearchBox, Select, Sheet,
    TextField, Tone,
};
use crate::remedy;
use crate::screens::search::{Spelling, matches};
use crate::text::{t, tf};

/// At most so many people of a unit stand in the form itself; the others are found in the sheet.
const SHOWN: usize = 12;

/// The field 「参与人」 with roles and sheet.
pub(super) fn people(paper: Paper) -> AnyView {
    let note = paper.note;
    let open = RwSignal::new(false);
    let last = Memo::new(move |_| {
        let pairing = paper.pairing();
        paper.desk.ask(|state, _| ask::habits(state, pairing).participants).unwrap_or_default()
    });
    let last_ids = Signal::derive(move || {
        last.with(|last| {
            let named = last.iter().filter(|(id, _)| id.parse::<Id<Person>>().is_ok());
            named.map(|(id, _)| id.clone()).collect::<Vec<_>>()
        })
    });
    // Whoever is chosen begins with the role of last time.
    Effect::new(move || {
        last.with(|last| {
            note.roles.update(|roles| {
                for (id, part) in last {
                    roles.entry(id.clone()).or_insert_with(|| part.role.clone());
                }
            });
        });
    });
    let groups = Memo::new(move |_| sides(paper, &last_ids.get()));
    let again = Signal::derive(move || {
        let last = last_ids.get();
        let all_on = note.people.with(|chosen| last.iter().all(|id| chosen.contains(id)));
        if all_on { Vec::new() } else { last }
    });
    view! {
        <div class="people">
            <PersonPicker name="participants" label=t("field.activity.participants") groups=groups
                chosen=note.people last=again more=Callback::new(move |()| open.set(true)) />
            {move || counted(paper)}
            {move || roles(paper)}
        </div>
        <Sheet open=open title=t("log.people")>{move || others(paper, open)}</Sheet>
    }
    .into_any()
}

fn person_name(state: &State, id: &str) -> String {
    let id = id.parse().map(Id::<Person>::new);
    id.ok()
        .and_then(|id| state.people().find(id))
        .map(|person| person.name.clone())
        .unwrap_or_default()
}

/// Both sides of the pairing, each under its unit; those who were there last time first; then whoever else is chosen.
fn sides(paper: Paper, last: &[String]) -> Vec<PeopleGroup> {
    let pairing = paper.pairing();
    let chosen = paper.note.people.get();
    let roles = paper.note.roles.get();
    let of_sides = paper.desk.ask(|state, _| {
        let of_pairing = |id| ask::visit_context(state, Id::new(id), paper.today).people;
        let people = match pairing {
            Some(id) => of_pairing(id.untyped()),
            None => state.people().iter().map(|(id, _)| id).collect(),
        };
        let mut groups: Vec<(String, Vec<String>)> = Vec::new();
        for id in people {
            let unit = ask::person_org(state, id);
            match groups.iter_mut().find(|(title, _)| *title == unit) {
                Some((_, people)) => people.push(id.to_string()),
                None => groups.push((unit, vec![id.to_string()])),
            }
        }
        for (_, people) in &mut groups {
            people.sort_by_key(|id| (!chosen.contains(id), !last.contains(id)));
            let many = people.iter().filter(|id| chosen.contains(*id)).count().max(SHOWN);
            people.truncate(many);
        }
        let shown: BTreeSet<String> =
            groups.iter().flat_map(|(_, people)| people.clone()).collect();
        let rest: Vec<String> = chosen.iter().filter(|id| !shown.contains(*id)).cloned().collect();
        if !rest.is_empty() {
            groups.push((t("log.others").to_owned(), rest));
        }
        let named = |id: String| {
            let name = person_name(state, &id);
            (id, name)
        };
        groups
            .into_iter()
            .map(|(title, people)| (title, people.into_iter().map(named).collect::<Vec<_>>()))
            .collect::<Vec<_>>()
    });
    let choice = |(id, name): (String, String)| {
        let role = roles.get(&id).filter(|_| chosen.contains(&id)).filter(|role| !role.is_empty());
        let note = role.map(|role| paper.code("participation_role", role)).unwrap_or_default();
        Choice::new(id, name).with_note(note)
    };
    of_sides
        .unwrap_or_default()
        .into_iter()
        .map(|(title, people)| PeopleGroup {
            title,
            people: people.into_iter().map(choice).collect(),
        })
        .collect()
}

/// The groups that are counted, each with a way to take it out.
fn counted(paper: Paper) -> AnyView {
    let groups = paper.note.groups;
    let one = move |group: Group| {
        let key = group.key.clone();
        let words = tf("log.group", &[("name", &group.name), ("n", &group.count.to_string())]);
        let gone = tf("parts.remove", &[("name", &words)]);
        let away = move |_| groups.update(|all| all.retain(|own| own.key != key));
        view! {
            <button type="button" class="chip" aria-pressed="true" aria-label=gone on:click=away>
                {words}<Icon name="close" />
            </button>
        }
    };
    let all = groups.get();
    (!all.is_empty())
        .then(|| view! { <div class="chips">{all.into_iter().map(one).collect_view()}</div> })
        .into_any()
}

/// Who did what: folded, since the roles of last time are usually right.
fn roles(paper: Paper) -> AnyView {
    let note = paper.note;
    let chosen = note.people.get();
    if chosen.is_empty() {
        return ().into_any();
    }
    let row = move |id: String| {
        let name = paper.desk.ask_once(|state, _| person_name(state, &id)).unwrap_or_default();
        let own = StoredValue::new(id.clone());
        let role = note.roles.with_untracked(|roles| roles.get(&id).cloned().unwrap_or_default());
        let value = RwSignal::new(role);
        Effect::new(move |first: Option<()>| {
            let role = value.get();
            if first.is_some() {
                note.roles.update(|roles| {
                    roles.insert(own.get_value(), role);
                });
            }
        });
        let options =
            Signal::derive(move || {
                let codes = paper.desk.ask_catalog(|catalog| {
                    catalog
                        .codes("participation_role")
                        .iter()
                        .map(|code| code.code.clone())
                        .collect::<Vec<_>>()
                });
                let mut options = vec![Choice::new("", t("log.no_role"))];
                options.extend(codes.into_iter().map(|code| {
                    Choice::new(code.clone(), paper.code("participation_role", &code))
                }));
                options
            });
        view! { <Select name=format!("role-{id}") label=name options=options value=value /> }
    };
    paper.need(&[Section::Codes]);
    view! {
        <details class="inline">
            <summary>{t("log.roles")}</summary>
            <div class="role-rows">{chosen.into_iter().map(row).collect_view()}</div>
        </details>
    }
    .into_any()
}

/// The sheet: everybody by name, somebody new, a group.
fn others(paper: Paper, open: RwSignal<bool>) -> AnyView {
    let wanted = RwSignal::new(String::new());
    let spelling = Spelling::here();
    let chosen = paper.note.people;
    let rows = move || {
        let wanted = wanted.get();
        let found = paper.desk.ask(|state, _| {
            let people = state.people().iter().filter(|(_, person)| person.left_on.is_none());
            let named = people.map(|(id, person)| {
                (id.to_string(), person.name.clone(), ask::person_org(state, id))
            });
            named
                .filter(|(_, name, _)| matches(name, &wanted, spelling))
                .take(60)
                .collect::<Vec<_>>()
        });
        let one = move |(id, name, unit): (String, String, String)| {
            let own = StoredValue::new(id);
            let is_on = move || own.with_value(|own| chosen.with(|chosen| chosen.contains(own)));
            let turn = move |_| {
                let id = own.get_value();
                chosen.update(|chosen| {
                    let was = chosen.len();
                    chosen.retain(|own| *own != id);
                    if chosen.len() == was {
                        chosen.push(id);
                    }
                });
            };
            let mark = move || is_on().then(|| view! { <Icon name="check" /> });
            view! {
                <li>
                    <button type="button" class="pick-row" aria-pressed=move || is_on().to_string() on:click=turn>
                        <span>{name}<small>{unit}</small></span>{mark}
                    </button>
                </li>
            }
        };
        found.unwrap_or_default().into_iter().map(one).collect_view()
    };
    view! {
        <SearchBox value=wanted label=t("parts.search") />
        <ul class="pick-list">{rows}</ul>
        {newcomer(paper, wanted)}
        {group(paper, open)}
    }
    .into_any()
}

/// Somebody who stands in no register yet: a name and a unit are enough.
fn newcomer(paper: Paper, wanted: RwSignal<String>) -> AnyView {
    let (desk, note, shell) = (paper.desk, paper.note, paper.shell);
    let name = RwSignal::new(String::new());
    let unit = RwSignal::new(emptier_side(paper).unwrap_or_default());
    // What was looked for and not found is the name to add.
    Effect::new(move || name.set(wanted.get()));
    let units = Signal::derive(move || {
        let units = desk.ask(|state, _| {
            let orgs = state.orgs().iter().map(|(id, org)| {
                let name = if org.short_name.is_empty() { &org.name } else { &org.short_name };
                Choice::new(id.to_string(), name.clone())
            });
            orgs.collect::<Vec<_>>()
        });
        units.unwrap_or_default()
    });
    let add = move |()| {
        let typed = name.get_untracked().trim().to_owned();
        if typed.is_empty() {
            return;
        }
        let mut fields = Fields::from_iter([("name".to_owned(), json!(typed))]);
        if let Some(unit) = Some(unit.get_untracked()).filter(|unit| !unit.is_empty()) {
            fields.insert("org".to_owned(), json!(unit));
        }
        let command = Command::Add { kind: "person".to_owned(), id: None, fields };
        spawn_local(async move {
            match desk.run(command).await {
                Ok(done) => {
                    note.people.update(|all| all.extend(done.id.map(|id| id.to_string())));
                    wanted.set(String::new());
                    name.set(String::new());
                    shell.notices.say(move || tf("log.person_added", &[("name", &typed)]));
                }
                Err(reason) => shell.notices.say(move || remedy::not_done(&reason)),
            }
        });
    };
    view! {
        <section class="card pad">
            <h3>{t("log.new_person")}</h3>
            <div class="two">
                <TextField name="new-name" label=t("field.person.name") value=name />
                <Select name="new-unit" label=t("field.person.org") options=units value=unit none=t("parts.none") />
            </div>
            <div class="actions">
                <Button label=t("log.add_person") press=Callback::new(add) tone=Tone::Small icon="plus"
                    off=Signal::derive(move || name.with(|name| name.trim().is_empty())) />
            </div>
        </section>
    }
    .into_any()
}

/// The unit of the pairing that has the fewest people in the register: whoever is missing is mostly from there.
fn emptier_side(paper: Paper) -> Option<String> {
    let pairing = untrack(|| paper.pairing())?;
    let found = paper.desk.ask_once(|state, _| {
        let pairing = state.pairings().find(pairing)?;
        let units = pairing.side_a.iter().chain(&pairing.side_b).map(|id| Id::<Org>::new(*id));
        let units = units.filter(|id| state.orgs().get(*id).is_some());
        let count =
            |id: &Id<Org>| state.people().iter().filter(|(_, it)| it.org == Some(*id)).count();
        units.min_by_key(count).map(|id| id.to_string())
    });
    found.flatten()
}

/// People who are only counted.
fn group(paper: Paper, open: RwSignal<bool>) -> AnyView {
    let name = RwSignal::new(String::new());
    let count = RwSignal::new(None);
    let phrases: Signal<Vec<String>> =
        Signal::derive(|| t("log.group_names").split(' ').map(str::to_owned).collect());
    let ready = move || {
        name.with(|name| !name.trim().is_empty()) && count.get().is_some_and(|n: i64| n > 0)
    };
    let add = move |()| {
        let group = Group {
            key: note::fresh_key(),
            name: name.get_untracked().trim().to_owned(),
            count: count.get_untracked().unwrap_or(1),
        };
        paper.note.groups.update(|all| all.push(group));
        open.set(false);
    };
    view! {
        <section class="card pad">
            <h3>{t("log.new_group")}</h3>
            <div class="two">
                <TextField name="group-name" label=t("field.activity.participants.group") value=name phrases=phrases />
                <NumberField name="group-count" label=t("field.activity.participants.count") value=count />
            </div>
            <div class="actions">
                <Button label=t("log.add_group") press=Callback::new(add) tone=Tone::Small icon="plus"
                    off=Signal::derive(move || !ready()) />
            </div>
        </section>
    }
    .into_any()
}
