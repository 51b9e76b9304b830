//! What a claim becomes: a proposed rule, with everything that was assumed and everything that is still to be decided.

use std::ops::Range;

use serde_json::{Map, Value, json};

use crate::label::Label;
use crate::record::Decimal;
use crate::state::{put, set_of};

use super::claim::{Claim, Each};

/// A rule as a clause asks for it, in the words of a rule record (R557). What is not decided yet is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The standing rule of the catalogue that asks the same, `R481`; empty when there is none.
    pub rule: String,
    /// The metric.
    pub metric: String,
    /// Activity kinds it looks at.
    pub kinds: Vec<String>,
    /// Document kinds it looks at.
    pub doc_kinds: Vec<String>,
    /// Parameters of the metric.
    pub params: Map<String, Value>,
    /// Whose records count: a code of the list `rule_scope`.
    pub scope: String,
    /// `>=`, `<=`, `==`, `>`, `<` or `between`.
    pub comparator: String,
    /// In thousandths of the unit; a share in thousandths of the whole. None while the figure is open.
    pub threshold: Option<Decimal>,
    /// The upper end, when the comparator is `between`.
    pub upper: Option<Decimal>,
    /// Code of the list `unit`.
    pub unit: String,
    /// Code of the list `period`.
    pub period: String,
    /// Whether months of holiday are not asked for.
    pub school_months_only: bool,
}

/// One proposed rule: what it counts, in words, and what is open about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The bytes of the text that it was read from, without what was said for several clauses before.
    pub span: Range<usize>,
    /// Those words.
    pub text: String,
    /// The rule.
    pub draft: Draft,
    /// What is asked, in one line.
    pub title: Label,
    /// Two to six words, for a meter.
    pub short: Label,
    /// What the product will count, in a plain sentence.
    pub sentence: Label,
    /// What was assumed, each with its code.
    pub notes: Vec<Note>,
    /// What must be decided before it can become a rule.
    pub questions: Vec<Question>,
    /// The claim it came from, for answers.
    pub(super) claim: Claim,
}

/// Something that was assumed, or that the reader should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// ASCII snake case.
    pub code: String,
    /// In words.
    pub text: Label,
}

/// Something that the words leave open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What it is about.
    pub about: About,
    /// In words.
    pub text: Label,
    /// What it may be; the answer is the place of one of them.
    pub options: Vec<Choice>,
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// In words.
    pub label: Label,
    pub(super) answer: Answer,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// Which kind of activity, or which of the things named.
    Kind,
    /// In what period.
    Period,
    /// Counted in what.
    Unit,
    /// The figure itself.
    Figure,
    /// Several things together, or each.
    Together,
    /// Every one, or an average.
    Spread,
    /// Every one of whom.
    Who,
}

impl About {
    /// The word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Period => "period",
            Self::Unit => "unit",
            Self::Figure => "figure",
            Self::Together => "together",
            Self::Spread => "spread",
            Self::Who => "who",
        }
    }
}

/// What an answer changes in a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Kinds { noun: usize, kinds: Vec<String> },
    Noun(usize),
    Period(String),
    Unit(String),
    Exact,
    Once,
    Together,
    Apiece,
    Each(Each),
}

impl Proposal {
    /// Whether nothing is open any more, so that it can become a rule.
    pub fn is_ready(&self) -> bool {
        self.questions.is_empty()
    }

    /// The fields of the rule record (`Command::Add` takes them), `code` being its number inside the plan; none while a
    /// question is open.
    pub fn fields(&self, code: &str) -> Option<Map<String, Value>> {
        if !self.is_ready() {
            return None;
        }
        let draft = &self.draft;
        let mut fields = Map::new();
        put(&mut fields, "code", if draft.rule.is_empty() { code } else { &draft.rule });
        put(&mut fields, "title", self.title.to_value());
        put(&mut fields, "short", self.short.to_value());
        put(&mut fields, "clause", Label::plain(&self.text).to_value());
        put(&mut fields, "kind", if draft.threshold == Some(Decimal(0)) { "LIM" } else { "STD" });
        put(&mut fields, "basis", "fig");
        put(&mut fields, "metric", draft.metric.as_str());
        put(&mut fields, "kinds", set_of(&draft.kinds));
        put(&mut fields, "doc_kinds", set_of(&draft.doc_kinds));
        put(&mut fields, "params", draft.params.clone());
        put(&mut fields, "scope", draft.scope.as_str());
        put(&mut fields, "comparator", draft.comparator.as_str());
        put(&mut fields, "threshold", json!(draft.threshold.map(|it| it.0)));
        if let Some(upper) = draft.upper {
            put(&mut fields, "upper", upper.0);
        }
        put(&mut fields, "unit", draft.unit.as_str());
        put(&mut fields, "period", draft.period.as_str());
        if draft.school_months_only {
            put(&mut fields, "school_months_only", true);
        }
        Some(fields)
    }

    /// The claim with a question answered; none when there is no such question or answer.
    pub(super) fn answered(&self, about: About, option: usize) -> Option<Claim> {
        let question = self.questions.iter().find(|question| question.about == about)?;
        let answer = question.options.get(option)?.answer.clone();
        let mut claim = self.claim.clone();
        match answer {
            Answer::Kinds { noun, kinds } => {
                claim.nouns.get_mut(noun)?.what = super::claim::Counted::Kinds(vec![kinds]);
            }
            Answer::Noun(noun) => {
                claim.nouns = vec![claim.nouns.get(noun)?.clone()];
                claim.joined = super::claim::Joined::One;
            }
            Answer::Period(code) => {
                claim.period = super::claim::Period::Every { code, deadline: false, school: false };
                claim.carried = false;
            }
            Answer::Unit(unit) => claim.counted_in(unit),
            Answer::Exact => claim.vague = false,
            Answer::Once => claim.ask_for_one(),
            Answer::Together => claim.joined = super::claim::Joined::Or,
            Answer::Apiece => claim.apiece = true,
            Answer::Each(each) => claim.each = each,
        }
        Some(claim)
    }
}
