//! What is left to decide: questions with their options, the period, and the standing rule that asks the same.

use serde_json::Value;

use super::Unread;
use super::claim::{Claim, Each, Period};
use super::proposal::{About, Answer, Choice, Note, Question};
use super::propose::{Making, Propose};
use super::say;
use crate::catalog::RuleDraft;
use crate::label::Label;
use crate::record::Decimal;

impl Propose<'_> {
    pub(super) fn ask(self, about: About, text: &Label, options: Vec<Choice>, making: &mut Making) {
        let text = say::fill(&self.words.say("questions", about.code()), &[("text", text)]);
        making.questions.push(Question { about, text, options });
    }

    pub(super) fn ask_who(self, claim: &Claim, making: &mut Making) {
        let Each::Anyone(text) = &claim.each else { return };
        let options = self.words.anyone.iter().filter_map(|code| {
            let label = self.words.who.get(code)?.name.clone();
            Some(Choice { label, answer: Answer::Each(Each::Of(code.clone())) })
        });
        self.ask(About::Who, &Label::plain(text), options.collect(), making);
    }

    pub(super) fn ask_spread(self, making: &mut Making) {
        let average = &self.words.average;
        let options =
            [("everyone", Each::Of(average.clone())), ("average", Each::Mean(average.clone()))];
        let options = options.map(|(code, each)| Choice {
            label: self.words.say("choices", code),
            answer: Answer::Each(each),
        });
        self.ask(About::Spread, &Label::default(), options.to_vec(), making);
    }

    pub(super) fn ask_unit(self, units: &[String], making: &mut Making) {
        let options = units.iter().map(|unit| {
            // 节 and 堂 are no units of rules.
            let code = if unit == "lesson" { "class_hour" } else { unit };
            let label =
                self.catalog.label("unit", code).cloned().unwrap_or_else(|| Label::plain(code));
            Choice { label, answer: Answer::Unit(unit.clone()) }
        });
        self.ask(About::Unit, &Label::default(), options.collect(), making);
    }

    /// What is asked for often but not how much: at least once, if somebody says so.
    pub(super) fn ask_figure(self, claim: &Claim, making: &mut Making) -> Result<(), Unread> {
        if claim.period == Period::Open || claim.carried {
            return Err(Unread::NoFigure);
        }
        let one = say::fill(&self.words.say("choices", "at_least"), &[("n", &Label::plain("1"))]);
        self.ask(
            About::Figure,
            &Label::default(),
            vec![Choice { label: one, answer: Answer::Once }],
            making,
        );
        Ok(())
    }

    pub(super) fn period(self, claim: &Claim, making: &mut Making) {
        let looked_at = making.usual_period.clone();
        match &claim.period {
            Period::Every { code, deadline, school } if !claim.carried || looked_at.is_empty() => {
                making.draft.period.clone_from(code);
                making.draft.school_months_only = *school;
                if claim.carried {
                    making.note(self.words, "period_carried");
                }
                if *deadline {
                    making.note(self.words, "period_deadline");
                }
            }
            Period::Every { .. } | Period::Open if !looked_at.is_empty() => {
                making.draft.period = looked_at;
                making.note(self.words, "period_of_rule");
            }
            Period::This(code) => {
                let mut options = self.periods(&[code]);
                let label = self.words.say("choices", "this_once");
                options.push(Choice { label, answer: Answer::Period("plan".to_owned()) });
                self.ask(About::Period, &Label::default(), options, making);
            }
            Period::Every { .. } | Period::Open | Period::Odd(_) => {
                let options = self.periods(&["semester", "month", "school_year", "year", "plan"]);
                self.ask(About::Period, &Label::default(), options, making);
            }
        }
        if claim.vague && making.draft.threshold.is_some() {
            let figure = say::figure(&making.draft, self.catalog, self.words);
            let options = vec![Choice { label: figure, answer: Answer::Exact }];
            self.ask(About::Figure, &Label::default(), options, making);
        }
    }

    pub(super) fn periods(self, codes: &[&str]) -> Vec<Choice> {
        let choice = |code: &&str| Choice {
            label: self.words.say("periods", code),
            answer: Answer::Period((*code).to_owned()),
        };
        codes.iter().map(choice).collect()
    }

    /// Takes over the standing rule that asks the same, if there is one.
    pub(super) fn standing(self, claim: &Claim, making: &mut Making) {
        let open = making.questions.iter().any(|question| question.about != About::Figure);
        if open || !matches!(claim.each, Each::No | Each::Pairs) {
            return;
        }
        let measure = !making.standing.is_empty();
        let Some(rule) = self.catalog.rules().iter().find(|rule| self.is_same(rule, claim, making))
        else {
            return;
        };
        let draft = &mut making.draft;
        draft.rule.clone_from(&rule.code);
        draft.params.clone_from(&rule.params);
        draft.kinds.clone_from(&rule.kinds);
        draft.doc_kinds.clone_from(&rule.doc_kinds);
        draft.school_months_only |= rule.school_months_only;
        draft.scope.clone_from(&rule.scope);
        let assumed = making.notes.iter().any(|note| note.code == "at_least_assumed");
        if assumed && draft.threshold == rule.threshold.map(Decimal) {
            draft.comparator.clone_from(&rule.comparator);
        }
        let text = self.about_rule("rule_taken", rule);
        making.notes.retain(|note| !["scope_assumed", "counted_like"].contains(&&*note.code));
        making.notes.push(Note { code: "rule_taken".to_owned(), text });
        if !measure {
            let kinds = say::kinds(&draft.kinds, self.catalog, self.words);
            making.what = say::fill(&self.words.say("what", &draft.metric), &[("kinds", &kinds)]);
        }
    }

    /// A note that tells how a standing rule counts.
    pub(super) fn about_rule(self, code: &str, rule: &RuleDraft) -> Label {
        let gaps = [("code", &Label::plain(&rule.code)), ("clause", &rule.clause)];
        say::fill(&self.words.say("notes", code), &gaps)
    }

    pub(super) fn is_same(self, rule: &RuleDraft, claim: &Claim, making: &Making) -> bool {
        let draft = &making.draft;
        let alike =
            rule.metric == draft.metric && rule.unit == draft.unit && rule.period == draft.period;
        let side = claim.scope.is_empty() || claim.scope == rule.scope;
        let level = rule.params.get("level_at_least").and_then(Value::as_str).unwrap_or_default();
        if !making.standing.is_empty() {
            return rule.code == making.standing && alike && side && level == claim.level;
        }
        let known = self.words.standing.contains(&rule.code);
        let kinds = !draft.kinds.is_empty()
            && rule.kinds.first() == draft.kinds.first()
            && draft.kinds.iter().all(|kind| rule.kinds.contains(kind))
            && (known || rule.kinds.len() == draft.kinds.len());
        let plain =
            rule.params.is_empty() && rule.doc_kinds.is_empty() && rule.on && !rule.proposed;
        let both = claim.scope != "both" || rule.scope == "both";
        alike && kinds && both && claim.level.is_empty() && (known || plain)
    }
}
