//! Proposed pairs as the command line prints them.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Alone, Matches, Pair, Reason};
use crate::log::RecordId;
use crate::state::State;

/// The object that `match --format json` prints.
pub fn to_json(found: &Matches, state: &State) -> Value {
    let who = |id: RecordId| json!({"id": id.to_string(), "name": state.name(id)});
    let reason = |it: &Reason| json!({"code": it.why.code(), "points": it.points, "words": it.why.to_string()});
    let pair = |it: &Pair| {
        let reasons: Vec<Value> = it.reasons.iter().map(reason).collect();
        json!({"helper": who(it.helper), "helped": who(it.helped), "points": it.points, "reasons": reasons})
    };
    let alone = |it: &Alone| json!({"who": who(it.id), "why": it.why.to_string()});
    let overloaded = |(id, present, limit): &(RecordId, usize, usize)| json!({"who": who(*id), "present": present, "limit": limit});
    json!({
        "pairs": found.pairs.iter().map(pair).collect::<Vec<_>>(),
        "unpaired": found.unpaired.iter().map(alone).collect::<Vec<_>>(),
        "idle": found.idle.iter().map(alone).collect::<Vec<_>>(),
        "overloaded": found.overloaded.iter().map(overloaded).collect::<Vec<_>>(),
        "total": found.total,
    })
}

/// The same as lines of text for a terminal: columns parted by tabs, under a heading.
pub fn to_table(found: &Matches, state: &State) -> String {
    let mut text = String::from("helper\thelped\tpoints\twhy\n");
    let mut line = |columns: [&str; 4]| {
        let done = writeln!(text, "{}", columns.join("\t"));
        debug_assert!(done.is_ok(), "writing to a String never fails");
    };
    for pair in &found.pairs {
        let reasons = pair.reasons.iter().map(|it| format!("{:+} {}", it.points, it.why));
        let reasons: Vec<String> = reasons.collect();
        let names = [pair.helper, pair.helped].map(|id| state.name(id));
        line([&names[0], &names[1], &pair.points.to_string(), &reasons.join("; ")]);
    }
    for alone in &found.unpaired {
        line(["–", &state.name(alone.id), "–", &alone.why.to_string()]);
    }
    for alone in &found.idle {
        line([&state.name(alone.id), "–", "–", &alone.why.to_string()]);
    }
    for (id, present, limit) in &found.overloaded {
        line([&state.name(*id), "", "", &format!("warning: helps {present}, {limit} at most")]);
    }
    text
}
