//! What the page of an activity says, asked of the state once and in words.

use jiedui_core::ask::{FOUR, pair_names};
use jiedui_core::log::RecordId;
use jiedui_core::record::states::ActivityState;
use jiedui_core::record::{Activity, Document, Id, Item};
use jiedui_core::rule;
use serde_json::Value;

use crate::browser;
use crate::route::{PairTab, Route};
use crate::screens::log::{Special, rule_name, specials};
use crate::screens::record::words::{Words, field_label, joined, kept, page_of};
use crate::screens::standing;
use crate::text::{self, t, tf};

/// A document of the activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Paper {
    pub(super) hash: String,
    pub(super) name: String,
    pub(super) mime: String,
    pub(super) kind: String,
    pub(super) href: String,
}

/// An agreed action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) key: String,
    pub(super) text: String,
    pub(super) note: String,
    pub(super) done: bool,
}

/// The page in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) title: String,
    pub(super) kind: String,
    /// The state in words, when it is not simply done.
    pub(super) state: String,
    pub(super) exchange: bool,
    pub(super) deleted: bool,
    pub(super) done: bool,
    /// Day, hours, place, one after the other.
    pub(super) sub: String,
    pub(super) pairings: Vec<(String, String)>,
    /// Label, words, link.
    pub(super) facts: Vec<(String, String, String)>,
    /// What was written at length.
    pub(super) prose: Vec<(String, String)>,
    pub(super) people: Vec<(String, String)>,
    pub(super) agreed: Vec<Agreed>,
    pub(super) papers: Vec<Paper>,
    pub(super) has: [bool; 4],
    /// The rules it counts for, and why it does not yet.
    pub(super) feeds: Vec<(String, String, String)>,
}

/// The long texts of an activity, in the order in which they are read.
const PROSE: [&str; 6] = ["purpose", "content", "process", "outcome", "reflection", "note"];

/// The short ones.
const FACTS: [&str; 12] = [
    "presenter",
    "host_org",
    "targets",
    "plan",
    "task",
    "request",
    "satisfaction",
    "satisfaction_count",
    "cost",
    "host_mentor",
    "host_class",
    "logistics",
];

/// Reads it; none when there is no such record.
pub(super) fn read(words: &Words<'_>, id: RecordId) -> Option<Shown> {
    let state = words.state;
    let record = state.log().record(id)?;
    let activity = state.activities().find(Id::new(id))?;
    let value = record.value();
    let field = |name: &str| Activity::FIELDS.iter().find(|field| field.name == name);
    let said =
        |name: &str| field(name).map(|it| words.field(it, value.get(name))).unwrap_or_default();
    let kind = jiedui_core::ask::kind_label(state, words.catalog, &activity.kind, text::lang());
    let prose = PROSE.iter().map(|name| {
        let text = value[*name].as_str().unwrap_or_default().to_owned();
        (field_label("activity", name).to_owned(), text)
    });
    let of_schema = FACTS.iter().map(|name| {
        let to = value[*name].as_str().and_then(|id| id.parse::<RecordId>().ok());
        let to = to.and_then(|to| Some(page_of(state.log().record(to)?.kind(), to).href()));
        (field_label("activity", name).to_owned(), said(name), to.unwrap_or_default())
    });
    let of_kind = specials(state, words.catalog, &activity.kind);
    let of_kind = of_kind.iter().filter(|special| !special.own).map(|special| {
        let words =
            activity.fields.get(&special.name).map(|value| special_words(words, special, value));
        (special.label.clone(), words.unwrap_or_default(), String::new())
    });
    let papers = papers(words, id);
    let kinds: Vec<&str> = state
        .index()
        .documents_of(id)
        .filter_map(|it| state.documents().get(it))
        .map(|it| it.kind.as_str())
        .collect();
    Some(Shown {
        title: if activity.title.is_empty() { kind.clone() } else { activity.title.clone() },
        kind,
        state: if activity.state == ActivityState::Done { String::new() } else { said("state") },
        exchange: matches!(&*activity.kind, "K12" | "K13"),
        deleted: record.is_deleted(),
        done: activity.state.counts(),
        sub: sub(words, activity),
        pairings: activity.pairings.iter().map(|id| pairing(words, *id)).collect(),
        facts: of_schema.chain(of_kind).filter(|(_, words, _)| !words.is_empty()).collect(),
        prose: prose.filter(|(_, text)| !text.is_empty()).collect(),
        people: people(words, activity),
        agreed: agreed(words, activity),
        has: FOUR.map(|four| kinds.contains(&four)),
        papers,
        feeds: feeds(words, id),
    })
}

fn sub(words: &Words<'_>, activity: &Activity) -> String {
    let today = browser::today();
    let mut parts = Vec::new();
    let to = activity.to.filter(|to| Some(*to) != activity.date);
    parts.extend(activity.date.map(|day| match to {
        Some(to) => format!("{} – {}", text::day(day, today), text::day_short(to, today)),
        None => text::day(day, today),
    }));
    if !activity.start_time.is_empty() {
        parts.push(
            format!("{}–{}", activity.start_time, activity.end_time)
                .trim_end_matches('–')
                .to_owned(),
        );
    }
    parts.extend(activity.class_hours.map(|hours| {
        let minutes = words.state.workspace().and_then(|(_, it)| it.class_minutes).unwrap_or(40);
        tf(
            "activity.hours",
            &[
                ("hours", &text::hours(hours.0)),
                ("minutes", &text::minutes((hours.0 * minutes + 50) / 100)),
            ],
        )
    }));
    parts.push(activity.place.clone());
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn pairing(words: &Words<'_>, id: RecordId) -> (String, String) {
    let (a, b) = pair_names(words.state, Id::new(id));
    (format!("{a} ⇄ {b}"), Route::Pair(id.to_string(), PairTab::Progress).href())
}

fn people(words: &Words<'_>, activity: &Activity) -> Vec<(String, String)> {
    let one = |(id, part): (&String, &jiedui_core::record::Participation)| {
        let person: Option<RecordId> = id.parse().ok().filter(|_| part.group.is_empty());
        let named = match person {
            Some(id) => words.name(id),
            None => {
                let count = part.count.unwrap_or(1).to_string();
                tf("log.group", &[("name", &part.group), ("n", &count)])
            }
        };
        let role = if part.role.is_empty() {
            String::new()
        } else {
            words.code("participation_role", &part.role)
        };
        let absent = if part.absent { t("activity.absent") } else { "" };
        let name = [&*named, &*role, absent]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        (name, person.map(|id| page_of("person", id).href()).unwrap_or_default())
    };
    activity.participants.iter().map(one).collect()
}

fn agreed(words: &Words<'_>, activity: &Activity) -> Vec<Agreed> {
    let today = browser::today();
    let one = |(key, it): (&String, &jiedui_core::record::Agreement)| {
        let due = it.due.map(|due| tf("log.due", &[("date", &text::day_short(due, today))]));
        let done =
            it.done_on.map(|day| tf("activity.done_on", &[("date", &text::day_short(day, today))]));
        let parts = [it.owner.map(|id| words.name(id)), due, done];
        Agreed {
            key: key.clone(),
            text: it.text.clone(),
            note: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            done: it.done_on.is_some(),
        }
    };
    activity.agreements.iter().map(one).collect()
}

fn papers(words: &Words<'_>, id: RecordId) -> Vec<Paper> {
    let state = words.state;
    let documents =
        state.index().documents_of(id).filter_map(|id| Some((id, state.documents().get(id)?)));
    let one = |(id, it): (Id<Document>, &Document)| {
        let kind = words.code("document_kind", &it.kind);
        let name = [&it.title, &it.file_name]
            .into_iter()
            .find(|it| !it.is_empty())
            .unwrap_or(&kind)
            .clone();
        let href = page_of("document", id.untyped()).href();
        Paper { hash: it.hash.clone(), mime: it.mime.clone(), name, kind, href }
    };
    documents.map(one).collect()
}

fn feeds(words: &Words<'_>, id: RecordId) -> Vec<(String, String, String)> {
    let feeds = rule::feeds(words.state, Id::new(id));
    let one = |feed: &rule::Feed| {
        let rule = words.state.rules().find(feed.rule)?;
        let note = match (&feed.why, &feed.adds) {
            (Some(why), _) => standing::why(words, why),
            (None, Some(rule::Amount::Hours(hours))) => text::hours(hours.0),
            (None, Some(rule::Amount::Whole(n))) => tf("activity.times", &[("n", &n.to_string())]),
            (None, _) => t("activity.judged").to_owned(),
        };
        let note = format!("{} · {note}", standing::period(feed.period));
        let icon = if feed.why.is_some() { "bang" } else { "check" };
        Some((rule_name(rule), note, icon.to_owned()))
    };
    feeds.iter().filter_map(one).collect()
}

/// The value of a field of the kind, in words.
fn special_words(words: &Words<'_>, special: &Special, value: &Value) -> String {
    let option = |code: &str| {
        let own = special.options.iter().find(|(own, _)| own == code);
        own.map_or_else(|| code.to_owned(), |(_, words)| words.clone())
    };
    let number = |say: &dyn Fn(i64) -> String| value.as_i64().map(say).unwrap_or_default();
    let record = |id: &str| id.parse().map(|id| words.name(id)).unwrap_or_default();
    match &*special.shape {
        "hours" => number(&text::hours),
        "minutes" => number(&text::minutes),
        "money" => number(&text::money),
        "decimal" => number(&|n| text::decimal(n, 3)),
        "int" => number(&|n| text::count(n)),
        "bool" => {
            t(if value == &Value::Bool(true) { "record.yes" } else { "record.no" }).to_owned()
        }
        "date" => {
            let day = value.as_str().and_then(|day| day.parse().ok());
            day.map(text::day_full).unwrap_or_default()
        }
        "code" | "codes" => match value.as_str() {
            Some(code) => option(code),
            None => joined(kept(value).map(|code| option(code))),
        },
        shape if shape.starts_with("ref:") => match value.as_str() {
            Some(id) => record(id),
            None => joined(kept(value).map(|id| record(id))),
        },
        _ => value.as_str().unwrap_or_default().to_owned(),
    }
}
