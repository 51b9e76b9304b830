//! Readings as the command line prints them.

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::{Value, json};

use super::{Proposal, Question, Reading, Role, Words};
use crate::label::{Label, Lang};

/// The object that `clauses --format json` prints; places in the text are counted in characters.
pub fn to_json(text: &str, reading: &Reading, words: &Words) -> Value {
    let proposals: Vec<Value> =
        reading.proposals.iter().zip(1..).map(|(it, number)| proposal(text, it, number)).collect();
    let unread: Vec<Value> = reading
        .unread()
        .map(|(span, why)| {
            let [from, to] = characters(text, &span);
            json!({
                "text": text.get(span).unwrap_or_default(), "from": from, "to": to,
                "why": why.code(), "words": why.reason(words).to_value(),
            })
        })
        .collect();
    json!({"text": text, "whole": reading.is_whole(), "proposals": proposals, "unread": unread})
}

fn proposal(text: &str, proposal: &Proposal, number: usize) -> Value {
    let draft = &proposal.draft;
    let [from, to] = characters(text, &proposal.span);
    let code = format!("C{number}");
    json!({
        "text": proposal.text, "from": from, "to": to,
        "title": proposal.title.to_value(),
        "sentence": proposal.sentence.to_value(),
        "rule": {
            "standing": (!draft.rule.is_empty()).then_some(&draft.rule),
            "metric": draft.metric, "kinds": draft.kinds, "doc_kinds": draft.doc_kinds, "params": draft.params,
            "scope": draft.scope, "comparator": draft.comparator,
            "threshold": draft.threshold.map(|it| it.0), "upper": draft.upper.map(|it| it.0),
            "unit": draft.unit, "period": draft.period, "school_months_only": draft.school_months_only,
        },
        "notes": proposal.notes.iter().map(|it| json!({"code": it.code, "words": it.text.to_value()})).collect::<Vec<_>>(),
        "questions": proposal.questions.iter().map(question).collect::<Vec<_>>(),
        "fields": proposal.fields(&code),
    })
}

fn question(question: &Question) -> Value {
    let options: Vec<Value> = question.options.iter().map(|it| it.label.to_value()).collect();
    json!({"about": question.about.code(), "words": question.text.to_value(), "options": options})
}

fn characters(text: &str, span: &Range<usize>) -> [usize; 2] {
    [span.start, span.end].map(|at| text.get(..at).unwrap_or(text).chars().count())
}

/// The same for people: the text with what was not understood in brackets, then every proposal with its notes and
/// questions.
pub fn to_table(text: &str, reading: &Reading, words: &Words, lang: Lang) -> String {
    let mut out = String::new();
    for piece in &reading.pieces {
        let part = text.get(piece.span.clone()).unwrap_or_default();
        match piece.role {
            Role::Unread(_) => out.extend(["【", part, "】"]),
            Role::Understood { .. } | Role::Plain | Role::Mark => out.push_str(part),
        }
    }
    out.push('\n');
    let mut line = |depth: usize, mark: &str, text: &str| {
        let done = writeln!(out, "{:depth$}{mark}{text}", "");
        debug_assert!(done.is_ok(), "writing to a String never fails");
    };
    let named = |code: &str| words.say("report", code).get(lang).to_owned();
    for (proposal, number) in reading.proposals.iter().zip(1..) {
        let rule = match &*proposal.draft.rule {
            "" => String::new(),
            code => format!(" ({code})"),
        };
        line(0, &format!("{number}. "), &format!("{}{rule}", proposal.sentence.get(lang)));
        for note in &proposal.notes {
            line(3, &format!("{}: ", named("note")), note.text.get(lang));
        }
        for question in &proposal.questions {
            line(3, &format!("{}: ", named("question")), question.text.get(lang));
            let options = |label: &Label| label.get(lang).to_owned();
            for (option, number) in question.options.iter().map(|it| options(&it.label)).zip(1..) {
                line(6, &format!("{number}) "), &option);
            }
        }
    }
    for (span, why) in reading.unread() {
        let part = text.get(span).unwrap_or_default();
        line(0, "× ", &format!("{part}: {}", why.reason(words).get(lang)));
    }
    out
}
