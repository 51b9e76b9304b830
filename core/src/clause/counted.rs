//! Claims about activities: how many, how many class hours, how many people, of each or on average.

use serde_json::{Value, json};

use super::Unread;
use super::claim::{Claim, Counted, Each, Joined, Noun};
use super::proposal::{About, Answer, Choice};
use super::propose::{Making, Propose};
use super::say;
use super::words::{Measure, Who};
use crate::label::Label;
use crate::record::Decimal;

impl Propose<'_> {
    pub(super) fn kinds(self, claim: &Claim, making: &mut Making) -> Result<(), Unread> {
        if claim.never || (claim.all && self.cover(claim).is_none()) {
            return Err(Unread::Word);
        }
        if claim.all || claim.unit_of_figure() == "share" {
            let measure = self.cover(claim).ok_or(Unread::Unit)?;
            return self.measure(claim, measure, making);
        }
        making.draft.kinds = self.which(claim, making);
        self.by_unit(claim, making)?;
        self.compare(making);
        self.each_kind(claim, making)?;
        let kinds = say::kinds(&making.draft.kinds, self.catalog, self.words);
        if making.name.is_empty() {
            making.name.clone_from(&kinds);
        }
        if making.what.is_empty() {
            let form = match &*making.draft.metric {
                "sum_hours" => "sum_hours",
                "figure" if claim.unit_of_figure() == "head" => "attendances",
                "figure" => "people",
                "count" => "count",
                _ => "unknown",
            };
            making.what = say::fill(&self.words.say("what", form), &[("kinds", &kinds)]);
        }
        Ok(())
    }

    /// The measure whose words are 家访全覆盖 and the like.
    pub(super) fn cover(&self, claim: &Claim) -> Option<&Measure> {
        let [Noun { what: Counted::Kinds(readings), .. }] = &claim.nouns[..] else { return None };
        self.words.measures.iter().find(|measure| {
            readings.iter().any(|kinds| !measure.covers.is_empty() && *kinds == measure.covers)
        })
    }

    /// Which kinds are meant; none while that is a question.
    pub(super) fn which(self, claim: &Claim, making: &mut Making) -> Vec<String> {
        let text = Label::plain(
            &claim.nouns.iter().map(|noun| &*noun.text).collect::<Vec<_>>().join("、"),
        );
        if claim.joined == Joined::Bare {
            let options = claim.nouns.iter().enumerate().map(|(place, noun)| Choice {
                label: Label::plain(&noun.text),
                answer: Answer::Noun(place),
            });
            self.ask(About::Kind, &text, options.collect(), making);
            return Vec::new();
        }
        if claim.joined == Joined::And {
            let options = [("together", Answer::Together), ("each", Answer::Apiece)];
            let options = options
                .map(|(code, answer)| Choice { label: self.words.say("choices", code), answer });
            self.ask(About::Together, &text, options.to_vec(), making);
            return Vec::new();
        }
        let mut all: Vec<String> = Vec::new();
        for (place, noun) in claim.nouns.iter().enumerate() {
            let Counted::Kinds(readings) = &noun.what else { continue };
            if let [kinds] = &readings[..] {
                for kind in kinds {
                    if !all.contains(kind) {
                        all.push(kind.clone());
                    }
                }
                continue;
            }
            let options = readings.iter().map(|kinds| Choice {
                label: say::kinds(kinds, self.catalog, self.words),
                answer: Answer::Kinds { noun: place, kinds: kinds.clone() },
            });
            self.ask(About::Kind, &Label::plain(&noun.text), options.collect(), making);
            return Vec::new();
        }
        all
    }

    pub(super) fn by_unit(self, claim: &Claim, making: &mut Making) -> Result<(), Unread> {
        let open = making.draft.kinds.is_empty();
        let all_of =
            |list: &[String]| open || making.draft.kinds.iter().all(|kind| list.contains(kind));
        let (metric, unit) = match claim.unit_of_figure() {
            "time" | "item" | "incident" => ("count", "time"),
            "class_hour" => ("sum_hours", "class_hour"),
            "lesson" if all_of(&self.words.lesson_kinds) => {
                making.note(self.words, "lesson_is_record");
                ("count", "time")
            }
            "lesson" => {
                self.ask_unit(&["class_hour".to_owned(), "time".to_owned()], making);
                ("", "")
            }
            "paper" if all_of(&self.words.written_kinds) => ("count", "paper"),
            "part" if all_of(&self.words.written_kinds) => ("count", "part"),
            "person" => {
                making.note(self.words, "different_people");
                ("figure", "person")
            }
            "head" => {
                making.note(self.words, "attendances");
                ("figure", "person")
            }
            "" if claim.bounds.is_empty() => ("count", "time"),
            "" => {
                self.ask_unit(&["time".to_owned(), "class_hour".to_owned()], making);
                ("", "")
            }
            _ => return Err(Unread::Unit),
        };
        let draft = &mut making.draft;
        metric.clone_into(&mut draft.metric);
        unit.clone_into(&mut draft.unit);
        if metric == "figure" {
            let people = if claim.unit_of_figure() == "head" { "total" } else { "distinct" };
            let select = json!({"of": "activity", "kinds": draft.kinds});
            draft.params.insert("value".to_owned(), json!({people: "participants", "in": select}));
        }
        draft.scope = self.scope_of_kinds(claim, &draft.kinds, metric);
        Ok(())
    }

    /// Activities of a pair hang on the pairing; all others are the plan's.
    pub(super) fn scope_of_kinds(self, claim: &Claim, kinds: &[String], metric: &str) -> String {
        let mut areas =
            kinds.iter().filter_map(|kind| self.catalog.kind(kind)).map(|kind| &*kind.area);
        let scope = if metric == "figure" || areas.any(|area| area != "P") {
            "plan"
        } else if claim.scope == "both" {
            "both"
        } else {
            "pairing"
        };
        scope.to_owned()
    }

    pub(super) fn each_kind(self, claim: &Claim, making: &mut Making) -> Result<(), Unread> {
        let hours = making.draft.metric == "sum_hours";
        if matches!(claim.each, Each::No | Each::Pairs) {
            return Ok(());
        }
        if making.draft.metric == "figure" {
            return Err(Unread::Unit);
        }
        let select = json!({"of": "activity", "kinds": making.draft.kinds});
        let kinds = say::kinds(&making.draft.kinds, self.catalog, self.words);
        match &claim.each {
            Each::Of(code) => {
                let who = self.words.who.get(code).ok_or(Unread::Word)?;
                if hours {
                    return self.hours_of_each(claim, who, &select, making);
                }
                self.of_each(&who.of, select, &who.by, making);
                making.what = say::fill(
                    &self.words.say("what", "least"),
                    &[("who", &who.name), ("kinds", &kinds)],
                );
            }
            Each::Mean(code) => {
                let who = self.words.who.get(code).ok_or(Unread::Word)?;
                "ratio".clone_into(&mut making.draft.metric);
                "plan".clone_into(&mut making.draft.scope);
                let part = match hours {
                    true => json!({"sum": "class_hours", "in": select}),
                    false => json!({"count": select}),
                };
                making.draft.params.insert("part".to_owned(), part);
                making.draft.params.insert("whole".to_owned(), json!({"count": who.of}));
                making.what = say::fill(
                    &self.words.say("what", "ratio"),
                    &[("who", &who.name), ("kinds", &kinds)],
                );
            }
            Each::Anyone(_) => self.ask_who(claim, making),
            Each::Average => self.ask_spread(making),
            Each::No | Each::Pairs => {}
        }
        Ok(())
    }

    /// Of class hours the share of those who have enough: hours add up for each of them.
    fn hours_of_each(
        self,
        claim: &Claim,
        who: &Who,
        select: &Value,
        making: &mut Making,
    ) -> Result<(), Unread> {
        // A record holds hundredths.
        let stored = |figure: Decimal| figure.0 / 10;
        let draft = &mut making.draft;
        let low = draft.threshold.map(stored);
        let (least, most) = match &*draft.comparator {
            ">=" => (low, None),
            ">" => (low.map(|low| low + 1), None),
            "<=" => (None, low),
            "<" => (None, low.map(|low| low - 1)),
            "between" => (low, draft.upper.map(stored)),
            _ => (low, low),
        };
        if claim.vague || low.is_none() {
            return Err(Unread::Vague);
        }
        let figure = say::figure(draft, self.catalog, self.words);
        let kinds = say::kinds(&draft.kinds, self.catalog, self.words);
        let gaps = [("who", &who.name), ("kinds", &kinds), ("figure", &figure)];
        making.what = say::fill(&self.words.say("what", "each_hours"), &gaps);
        making.name.clone_from(&making.what);
        let mut met = json!({"linked": select, "by": who.by, "sum": "class_hours"});
        for (name, bound) in [("at_least", least), ("at_most", most)] {
            if let Some(bound) = bound {
                met[name] = json!(bound);
            }
        }
        "coverage".clone_into(&mut draft.metric);
        "plan".clone_into(&mut draft.scope);
        "share".clone_into(&mut draft.unit);
        "==".clone_into(&mut draft.comparator);
        (draft.threshold, draft.upper) = (Some(Decimal(1000)), None);
        draft.params.insert("of".to_owned(), who.of.clone());
        draft.params.insert("met".to_owned(), json!([met]));
        making.note(self.words, "each_as_share");
        Ok(())
    }
}
