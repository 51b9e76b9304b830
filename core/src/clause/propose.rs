//! From claims to proposed rules. Whatever the words leave open becomes a question; whatever was assumed is noted.

use crate::catalog::Catalog;
use crate::label::Label;
use crate::record::Decimal;

use super::Unread;
use super::claim::{Bound, Claim, Counted, Joined, Noun};
use super::proposal::{Draft, Note, Proposal, Question};
use super::say;
use super::words::Words;

/// What claims are read against.
#[derive(Clone, Copy, Debug)]
pub(super) struct Propose<'a> {
    pub(super) words: &'a Words,
    pub(super) catalog: &'a Catalog,
}

/// A proposal in the making.
#[derive(Debug, Default)]
pub(super) struct Making {
    pub(super) draft: Draft,
    pub(super) notes: Vec<Note>,
    pub(super) questions: Vec<Question>,
    /// What is counted, in words; and in few words.
    pub(super) what: Label,
    pub(super) name: Label,
    /// The period in which it is looked at when the clause names none.
    pub(super) usual_period: String,
    /// The standing rule that asks the same, when a measure names one.
    pub(super) standing: String,
}

impl Propose<'_> {
    /// The rules that a claim asks for, or why there are none.
    pub(super) fn all(self, claim: &Claim) -> Result<Vec<Proposal>, Unread> {
        let nouns = claim.nouns.len();
        if nouns == 0 {
            return Err(Unread::Unused);
        }
        if claim.doubtful {
            return Err(Unread::Vague);
        }
        if claim.bounds.iter().any(|bound| bound.figure.too_large) {
            return Err(Unread::TooLarge);
        }
        let measures = claim.nouns.iter().any(|noun| matches!(noun.what, Counted::Measure(_)));
        let one_each =
            claim.joined == Joined::And && claim.bounds.len() == nouns && claim.bounds.len() > 1;
        if claim.respectively && !one_each {
            return Err(Unread::Unused);
        }
        let apart = claim.joined == Joined::And && (claim.apiece || one_each || measures);
        if nouns == 1 || !apart {
            if nouns > 1 && measures && claim.joined != Joined::Bare {
                return Err(Unread::Word);
            }
            return self.one(claim).map(|one| vec![one]);
        }
        let parts = claim.nouns.iter().enumerate().map(|(place, noun)| {
            let mut part =
                Claim { nouns: vec![noun.clone()], joined: Joined::One, ..claim.clone() };
            if let Some(bound) = claim.bounds.get(place).filter(|_| one_each) {
                part.bounds = vec![claim.like_the_first(bound)];
                if !bound.unit.is_empty() {
                    part.unit.clone_from(&bound.unit);
                }
            }
            part
        });
        parts.map(|part| self.one(&part)).collect()
    }

    fn one(self, claim: &Claim) -> Result<Proposal, Unread> {
        let mut making = Making::default();
        self.limit(claim, &mut making)?;
        match &claim.nouns[..] {
            [Noun { what: Counted::Measure(place), .. }] => {
                let measure = self.words.measures.get(*place).ok_or(Unread::Word)?;
                self.measure(claim, measure, &mut making)?;
            }
            _ => self.kinds(claim, &mut making)?,
        }
        if making.draft.threshold.is_none() {
            self.ask_figure(claim, &mut making)?;
        }
        self.period(claim, &mut making);
        self.standing(claim, &mut making);
        let checked = !making.draft.rule.is_empty()
            || !claim.scope.is_empty() && making.draft.scope == claim.scope;
        if !claim.doers.is_empty() && !checked {
            let doers = Label::plain(&claim.doers.join("、"));
            let text = say::fill(&self.words.say("notes", "doer_not_checked"), &[("text", &doers)]);
            making.notes.push(Note { code: "doer_not_checked".to_owned(), text });
        }
        if claim.effort {
            making.note(self.words, "effort");
        }
        Ok(self.said(claim, making))
    }

    /// The comparison and the figure.
    fn limit(self, claim: &Claim, making: &mut Making) -> Result<(), Unread> {
        let draft = &mut making.draft;
        match &claim.bounds[..] {
            [] => return Ok(()),
            [bound] => {
                let says = if bound.after.is_empty() { &bound.before } else { &bound.after };
                let turned = !bound.after.is_empty()
                    && !bound.before.is_empty()
                    && bound.before.chars().next() != says.chars().next();
                if turned {
                    return Err(Unread::Vague);
                }
                draft.threshold = Some(Decimal(bound.figure.low));
                draft.comparator.clone_from(says);
                match bound.figure.high {
                    Some(high) if says.is_empty() || bound.after.is_empty() => {
                        draft.upper = Some(Decimal(high));
                        "between".clone_into(&mut draft.comparator);
                    }
                    Some(high) if says.starts_with('<') => draft.threshold = Some(Decimal(high)),
                    _ => {}
                }
            }
            [one, other] if one.figure.high.is_none() && other.figure.high.is_none() => {
                let (low, high) =
                    (one.figure.low.min(other.figure.low), one.figure.low.max(other.figure.low));
                let low_first =
                    |bound: &Bound| bound.before.starts_with('>') || bound.after.starts_with('>');
                if low == high
                    || (low_first(one) != (one.figure.low == low))
                    || one.figure.share != other.figure.share
                {
                    return Err(Unread::Vague);
                }
                (draft.threshold, draft.upper) = (Some(Decimal(low)), Some(Decimal(high)));
                "between".clone_into(&mut draft.comparator);
            }
            _ => return Err(Unread::Unused),
        }
        if claim.bounds.iter().any(|bound| bound.figure.rounded) {
            making.note(self.words, "rounded");
        }
        Ok(())
    }

    /// A comparison where the clause has none: at least, and none at all of what must not be (R683).
    pub(super) fn compare(self, making: &mut Making) {
        if making.draft.threshold.is_none() || !making.draft.comparator.is_empty() {
            return;
        }
        if making.draft.threshold == Some(Decimal(0)) {
            "==".clone_into(&mut making.draft.comparator);
        } else {
            ">=".clone_into(&mut making.draft.comparator);
            making.note(self.words, "at_least_assumed");
        }
    }

    fn said(self, claim: &Claim, making: Making) -> Proposal {
        let Making { draft, notes, questions, what, name, .. } = making;
        let period = say::period(&draft, self.words);
        let figure = say::figure(&draft, self.catalog, self.words);
        let gaps = [("period", &period), ("what", &what), ("figure", &figure)];
        let sentence = say::begun(say::fill(&self.words.say("sentence", ""), &gaps));
        let short = [("period", &period), ("what", &name), ("figure", &figure)];
        let title = say::begun(say::fill(&self.words.say("title", ""), &short));
        Proposal {
            span: claim.span.clone(),
            text: claim.text.clone(),
            draft,
            title,
            short: name,
            sentence,
            notes,
            questions,
            claim: claim.clone(),
        }
    }
}

impl Making {
    pub(super) fn note(&mut self, words: &Words, code: &str) {
        if self.notes.iter().all(|note| note.code != code) {
            self.notes.push(Note { code: code.to_owned(), text: words.say("notes", code) });
        }
    }
}

impl Claim {
    /// 不少于10次和8次: the comparison stands once for all.
    fn like_the_first(&self, bound: &Bound) -> Bound {
        let mut bound = bound.clone();
        if let Some(first) =
            self.bounds.first().filter(|_| bound.before.is_empty() && bound.after.is_empty())
        {
            bound.before.clone_from(&first.before);
        }
        bound
    }

    /// The unit of the figure: `share` for every part of a whole.
    pub(super) fn unit_of_figure(&self) -> &str {
        if self.bounds.first().is_some_and(|bound| bound.figure.share) {
            "share"
        } else {
            &self.unit
        }
    }
}
