//! 人员: who stands on which side, the pairings of people inside this one, and the roles that are still to be filled.

use jiedui_core::ask::{name_of, pair_names};
use jiedui_core::command::{Command, Fields};
use jiedui_core::log::RecordId;
use jiedui_core::record::{Id, Pairing, Refs};
use leptos::prelude::*;
use serde_json::json;

use super::span;
use crate::desk::Desk;
use crate::parts::{Empty, Icon, RefPicker};
use crate::route::{PairTab, Route};
use crate::screens::hand::Hand;
use crate::screens::pairs::is_of_people;
use crate::screens::record::inputs::named;
use crate::screens::record::words::{Words, in_order, joined, kind_label, ref_choices};
use crate::text::{self, t, tf};

/// A link with a quiet line below.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    href: String,
    name: String,
    note: String,
}

/// One side of the pairing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Side {
    title: String,
    role: String,
    /// The unit that a new person belongs to; none where people stand in the pairing themselves.
    org: Option<RecordId>,
    people: Vec<Row>,
}

/// A role of the leading team.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Post {
    team: RecordId,
    key: String,
    duty: String,
    person: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    sides: Vec<Side>,
    mentors: Vec<Row>,
    takes_mentors: bool,
    posts: Vec<Post>,
}

fn asked(words: &Words<'_>, id: Id<Pairing>) -> Option<Asked> {
    let pairing = words.state.pairings().find(id)?;
    let (a, b) = pair_names(words.state, id);
    let roles = [(&pairing.role_a, "pair.side_a"), (&pairing.role_b, "pair.side_b")];
    let mut roles = roles
        .into_iter()
        .map(|(own, otherwise)| if own.is_empty() { t(otherwise).to_owned() } else { own.clone() });
    let mut side = |title: String, members: &Refs| Side {
        title,
        role: roles.next().unwrap_or_default(),
        org: members.iter().copied().find(|it| words.state.orgs().get(Id::new(*it)).is_some()),
        people: people(words, members),
    };
    let sides = vec![side(a, &pairing.side_a), side(b, &pairing.side_b)];
    let inner = words.state.pairings().iter().filter(|(_, it)| it.parent_pairing == Some(id));
    let mentors = inner.map(|(inner, it)| Row {
        href: Route::Pair(inner.to_string(), PairTab::Progress).href(),
        name: name_of(words.state, words.catalog, inner.untyped(), text::lang()),
        note: [it.focus_subject.clone(), span(it.from, it.to)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
    });
    let members = pairing.side_a.iter().chain(&pairing.side_b);
    Some(Asked {
        sides,
        mentors: mentors.collect(),
        takes_mentors: !is_of_people(words.state, pairing),
        posts: posts(words, &members.copied().collect()),
    })
}

/// Those who stand on a side themselves and those of its units, without who has left.
fn people(words: &Words<'_>, members: &Refs) -> Vec<Row> {
    let own = words.state.people().iter().filter(|(id, person)| {
        let of_unit = person.org.is_some_and(|org| members.contains(&org.untyped()));
        (members.contains(&id.untyped()) || of_unit) && person.left_on.is_none()
    });
    let mut rows: Vec<Row> = own
        .map(|(id, person)| {
            let kinds = joined(person.kinds.iter().map(|kind| words.code("person_kind", kind)));
            let coded = |list: &str, code: &str| {
                if code.is_empty() { String::new() } else { words.code(list, code) }
            };
            let notes = [
                coded("post_kind", &person.post),
                kinds,
                person.subject.clone(),
                coded("title", &person.title),
            ];
            let mut notes: Vec<_> = notes.into_iter().filter(|note| !note.is_empty()).collect();
            // A post and what somebody is are often called the same.
            notes.dedup();
            Row {
                href: Route::Record("person".to_owned(), id.to_string()).href(),
                name: person.name.clone(),
                note: notes.join(" · "),
            }
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    rows
}

/// The roles of the teams of both sides, those still to be filled first.
fn posts(words: &Words<'_>, members: &Refs) -> Vec<Post> {
    let mut posts = Vec::new();
    for (id, team) in words.state.teams().iter() {
        let ours = team.of.is_some_and(|org| members.contains(&org.untyped()));
        let Some(record) = words.state.log().record(id.untyped()).filter(|_| ours) else {
            continue;
        };
        for (key, member) in in_order(&team.members, record.value(), "members") {
            let role = words.code("team_role", &member.role);
            posts.push(Post {
                team: id.untyped(),
                key: key.clone(),
                duty: if member.duty.is_empty() { role } else { member.duty.clone() },
                person: member.person.map(|person| person.to_string()).unwrap_or_default(),
            });
        }
    }
    posts.sort_by_key(|post| !post.person.is_empty());
    posts
}

/// The fourth tab.
#[component]
pub fn People(
    /// The pairing.
    id: Id<Pairing>,
) -> AnyView {
    let desk = Desk::here();
    let all = Memo::new(move |_| {
        let all = desk.ask(|state, catalog| asked(&Words { state, catalog, open: false }, id));
        all.flatten().unwrap_or_default()
    });
    let back = Route::Pair(id.to_string(), PairTab::People).href();
    let then = StoredValue::new(back);
    let side = move |side: Side| {
        let add = side.org.map(|org| {
            let href = Route::Record("person".to_owned(), "new".to_owned());
            let href = href.href_with(&[("org", &org.to_string()), ("then", &then.get_value())]);
            view! { <a class="btn small" href=href><Icon name="plus" />{t("pair.add_person")}</a> }
        });
        let rows = if side.people.is_empty() {
            view! { <p class="none-yet">{t("pair.no_people")}</p> }.into_any()
        } else {
            side.people
                .into_iter()
                .take(100)
                .map(|row| drawn(row, "person"))
                .collect_view()
                .into_any()
        };
        view! {
            <section class="section">
                <div class="over"><h2 class="heading">{side.role}" · "{side.title}</h2>{add}</div>
                <div class="card">{rows}</div>
            </section>
        }
    };
    let mentors = move || {
        let (mentors, takes) = all.with(|all| (all.mentors.clone(), all.takes_mentors));
        takes.then(|| {
            let href = Route::Record("pairing".to_owned(), "new".to_owned());
            let parent = id.to_string();
            let query = [("kind", "mentor_mentee"), ("parent_pairing", &*parent)];
            let href = href.href_with(&query);
            let rows = if mentors.is_empty() {
                view! { <p class="none-yet">{t("pair.no_mentors")}</p> }.into_any()
            } else {
                mentors.into_iter().map(|row| drawn(row, "pairs")).collect_view().into_any()
            };
            view! {
                <section class="section">
                    <div class="over"><h2 class="heading">{t("pair.mentors")}</h2>
                        <a class="btn small" href=href><Icon name="plus" />{t("pair.add_mentors")}</a>
                    </div>
                    <div class="card">{rows}</div>
                </section>
            }
        })
    };
    let open = Memo::new(move |_| {
        all.with(|all| all.posts.iter().filter(|post| post.person.is_empty()).count())
    });
    let posts = move || {
        let posts = all.with(|all| all.posts.clone());
        (!posts.is_empty()).then(|| {
            let note = move || match open.get() {
                0 => t("pair.posts_full").to_owned(),
                n => tf("pair.posts_open", &[("n", &n.to_string())]),
            };
            let rows = posts.into_iter().map(|post| view! { <PostRow post=post /> }).collect_view();
            view! {
                <section class="section">
                    <h2 class="heading">{t("pair.posts")}" · "{note}</h2>
                    <div class="card pad posts">{rows}</div>
                </section>
            }
        })
    };
    let none = Memo::new(move |_| all.with(|all| all.sides.is_empty()));
    let sides = move || {
        if none.get() {
            return view! { <Empty title=t("pair.no_people") icon="person" /> }.into_any();
        }
        all.with(|all| all.sides.clone()).into_iter().map(side).collect_view().into_any()
    };
    view! { <div class="two-sides">{sides}</div>{mentors}{posts} }.into_any()
}

fn drawn(row: Row, icon: &'static str) -> AnyView {
    view! { <crate::parts::LinkRow href=row.href icon=icon label=row.name note=row.note /> }
        .into_any()
}

/// A role with who fills it; choosing somebody writes it at once.
#[component]
fn PostRow(post: Post) -> AnyView {
    let (desk, hand) = (Desk::here(), Hand::here());
    let value = RwSignal::new(post.person.clone());
    let (team, key, duty) = (post.team, post.key.clone(), post.duty.clone());
    Effect::new(move |before: Option<String>| {
        let now = value.get();
        if before.is_some_and(|before| before != now) {
            let person = if now.is_empty() { json!(null) } else { json!(now) };
            let fields =
                Fields::from_iter([("members".to_owned(), json!({ &*key: {"person": person} }))]);
            let duty = duty.clone();
            hand.edit(team, fields, move || tf("pair.post_filled", &[("what", &duty)]));
        }
        now
    });
    let words = Callback::new(move |id: String| named(desk, &id));
    let find = Callback::new(move |wanted: String| {
        desk.ask(|state, catalog| ref_choices(state, catalog, &["person"], &wanted))
            .unwrap_or_default()
    });
    let make = Callback::new(move |name: String| {
        if name.is_empty() {
            return;
        }
        let fields = Fields::from_iter([("name".to_owned(), json!(name))]);
        let said = move || tf("record.made", &[("kind", kind_label("person")), ("name", &name)]);
        let command = Command::Add { kind: "person".to_owned(), id: None, fields };
        hand.run_then(command, said, move |done| {
            if let Some(id) = done.id {
                value.set(id.to_string());
            }
        });
    });
    let (name, label) = (format!("post-{}", post.key), post.duty);
    view! { <RefPicker name=name label=label value=value words=words find=find make=make /> }
        .into_any()
}
