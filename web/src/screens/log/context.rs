//! The quiet strip: the last visit, what was agreed then, what the other side asked for, and what this record will count
//! for (R500, R590, R762, R763).

use jiedui_core::ask::{self, FollowUp, Request, VisitContext};
use jiedui_core::record::{Activity, Id, Item, Record};
use jiedui_core::rule::{self, Feed, Why};
use jiedui_core::state::State;
use leptos::prelude::*;
use serde_json::Value;

use super::Paper;
use crate::route::Route;
use crate::text::{self, lang, t, tf};

/// The strip, and what in it can be ticked.
pub(super) fn strip(paper: Paper) -> AnyView {
    let context = Memo::new(move |_| {
        let pairing = paper.pairing()?;
        paper.desk.ask(|state, _| ask::visit_context(state, pairing, paper.today))
    });
    let counts = Memo::new(move |_| counts_for(paper));
    let last = move || {
        context.with(|context| {
            let (date, id) = context.as_ref()?.last?;
            let words = tf("log.last", &[("date", &text::day_short(date, paper.today))]);
            Some(view! { <a href=Route::Activity(id.to_string()).href() target="_blank">{words}</a> })
        })
    };
    let feeds = move || {
        let words = counts.with(|(all, lack)| {
            [("log.feeds", all), ("log.lacks_hours", lack)]
                .map(|(key, rules)| (!rules.is_empty()).then(|| said(key, rules)))
        });
        words.map(|words| words.map(|words| view! { <span>{words}</span> }))
    };
    let ticks = move || {
        context.with(|context| context.as_ref().map(|context| open_matters(paper, context)))
    };
    view! {
        <div class="hint strip-words" hidden=move || counts.with(|(all, lack)| all.is_empty() && lack.is_empty())
            && context.with(|context| context.as_ref().is_none_or(|context| context.last.is_none()))>
            {last}{feeds}
        </div>
        {ticks}
    }
    .into_any()
}

/// What was agreed and not done yet, and what was asked for: each a box to tick.
fn open_matters(paper: Paper, context: &VisitContext) -> AnyView {
    let own = paper.edit.map(|id| id.to_string()).unwrap_or_default();
    let follow_ups: Vec<_> = context
        .follow_ups
        .iter()
        .filter(|it| it.activity.to_string() != own)
        .take(6)
        .cloned()
        .collect();
    let requests: Vec<_> = context.requests.iter().take(6).cloned().collect();
    let agreed = {
        let words = tf("log.follow_ups_n", &[("n", &follow_ups.len().to_string())]);
        folded(words, follow_ups.into_iter().map(|it| follow_up(paper, it)).collect())
    };
    let asked = {
        let words = tf("log.requests_n", &[("n", &requests.len().to_string())]);
        folded(words, requests.into_iter().map(|it| request(paper, it)).collect())
    };
    view! { {agreed}{asked} }.into_any()
}

/// Boxes to tick; more than two are folded, so that the form stays short.
fn folded(words: String, boxes: Vec<AnyView>) -> AnyView {
    if boxes.is_empty() {
        return ().into_any();
    }
    let open = boxes.len() <= 2;
    view! {
        <details class="card fold ticks" open=open>
            <summary><h2>{words}</h2></summary>
            <div class="tick-list">{boxes}</div>
        </details>
    }
    .into_any()
}

fn follow_up(paper: Paper, it: FollowUp) -> AnyView {
    let done = paper.note.done;
    let key = StoredValue::new(format!("{} {}", it.activity, it.key));
    let is_on = move || key.with_value(|key| done.with(|done| done.contains(key)));
    let turn = move |event| {
        let on = event_target_checked(&event);
        done.update(|done| {
            let key = key.get_value();
            done.retain(|own| *own != key);
            if on {
                done.push(key);
            }
        });
    };
    let due = it.due.map(|due| tf("log.due", &[("date", &text::day_short(due, paper.today))]));
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=is_on on:change=turn />
            <span>{it.text}<small>{due}</small></span>
        </label>
    }
    .into_any()
}

fn request(paper: Paper, it: Request) -> AnyView {
    let chosen = paper.note.text("request");
    let id = StoredValue::new(it.id.to_string());
    let is_on = move || id.with_value(|id| chosen.with(|chosen| chosen == id));
    let turn = move |event| {
        chosen.set(if event_target_checked(&event) { id.get_value() } else { String::new() });
    };
    let since =
        it.raised_on.map(|day| tf("log.asked_on", &[("date", &text::day_short(day, paper.today))]));
    view! {
        <label class="tick">
            <input type="checkbox" prop:checked=is_on on:change=turn />
            <span>{it.title}<small>{since}</small></span>
        </label>
    }
    .into_any()
}

/// 「填了课时才计入:送教」
fn said(key: &str, rules: &[String]) -> String {
    tf(key, &[("rules", &rules.join(t("log.comma")))])
}

/// The short names of the rules that the form, as it stands, would count for; and of those that only its class hours
/// keep it from.
fn counts_for(paper: Paper) -> (Vec<String>, Vec<String>) {
    let draft = Activity::read_item(&Value::Object(paper.note.gather()));
    let found = paper.desk.ask(|state, _| {
        let feeds = rule::would_feed(state, &draft);
        let counted = |feed: &Feed| feed.why.is_none() && feed.adds.is_some();
        (names(state, &feeds, counted), names(state, &feeds, lacks_hours))
    });
    found.unwrap_or_default()
}

fn lacks_hours(feed: &Feed) -> bool {
    feed.why == Some(Why::NoClassHours)
}

/// The short names of the rules that some of the feeds go into, each once.
fn names(state: &State, feeds: &[Feed], some: impl Fn(&Feed) -> bool) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for feed in feeds.iter().filter(|feed| some(feed)) {
        let name = state.rules().find(feed.rule).map(rule_name).unwrap_or_default();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What a saved record's class hours are still needed for, if anything.
pub(super) fn still_lacks(state: &State, id: Id<Activity>) -> Option<String> {
    let rules = names(state, &rule::feeds(state, id), lacks_hours);
    (!rules.is_empty()).then(|| said("log.lacks_hours", &rules))
}

/// What a rule is called where space is short.
pub(in crate::screens) fn rule_name(rule: &jiedui_core::record::Rule) -> String {
    let label = if rule.short.is_empty() { &rule.title } else { &rule.short };
    label.get(lang()).to_owned()
}

/// The kind of record this form writes.
pub(super) const KIND: &str = Activity::KIND;
