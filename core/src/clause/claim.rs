//! Claims: what is asked, how much of it, how often. A claim holds only what the text says; what it leaves open stays
//! open.

use std::ops::Range;

use super::number::Figure;
use super::proposal::Draft;

/// One thing that is asked for, as the text puts it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Claim {
    /// Its tokens, by their places.
    pub(super) tokens: Vec<usize>,
    /// The first of them in its own part of the sentence; those before were said for several claims.
    pub(super) first: usize,
    /// The bytes from its first token in its own part to its last.
    pub(super) span: Range<usize>,
    /// What stands there.
    pub(super) text: String,
    pub(super) nouns: Vec<Noun>,
    pub(super) joined: Joined,
    pub(super) bounds: Vec<Bound>,
    pub(super) unit: String,
    pub(super) period: Period,
    /// Whether the period stands before the claim's own part of the sentence.
    pub(super) carried: bool,
    pub(super) each: Each,
    pub(super) scope: String,
    /// Who is said to do it.
    pub(super) doers: Vec<String>,
    pub(super) level: String,
    pub(super) apiece: bool,
    pub(super) respectively: bool,
    pub(super) never: bool,
    pub(super) all: bool,
    pub(super) effort: bool,
    pub(super) vague: bool,
    /// Whether a second figure stands beside it that could as well be meant: 由20%提高到30%.
    pub(super) doubtful: bool,
}

/// What is counted, before it is known how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noun {
    pub(super) text: String,
    pub(super) what: Counted,
}

/// What a noun stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// Activities, by the readings of the word.
    Kinds(Vec<Vec<String>>),
    /// A measure, by its place in the vocabulary.
    Measure(usize),
}

/// How several nouns stand to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Joined {
    /// There is one, or a word that joins two kinds in one.
    #[default]
    One,
    /// Side by side without a word between them.
    Bare,
    /// By 和 or 、: together or each.
    And,
    /// By 或: together.
    Or,
}

/// A figure with its comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) figure: Figure,
    /// The comparison before the figure; empty when there is none.
    pub(super) before: String,
    /// The comparison after it.
    pub(super) after: String,
    pub(super) unit: String,
}

/// How often.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Period {
    /// The text does not say.
    #[default]
    Open,
    /// Once in every such period.
    Every {
        /// Code of the list `period`.
        code: String,
        /// Whether it is said as a deadline.
        deadline: bool,
        /// Whether only months of school are meant.
        school: bool,
    },
    /// In the one that runs now.
    This(String),
    /// In so many of them, which no rule can be asked in.
    Odd(String),
}

/// Of whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Each {
    /// All together.
    #[default]
    No,
    /// Every one of these.
    Of(String),
    /// Every one, of whom is not said.
    Anyone(String),
    /// 人均, which may be either of the others.
    Average,
    /// The average over these.
    Mean(String),
    /// Every pairing, which rules ask anyway.
    Pairs,
}

impl Claim {
    /// Whether it says how much.
    pub(super) fn has_figure(&self) -> bool {
        !self.bounds.is_empty() || self.all
    }

    /// Whether it says neither what nor how much.
    pub(super) fn is_empty(&self) -> bool {
        self.nouns.is_empty() && !self.has_figure()
    }

    /// The figure is in this unit; thirty of a share are thirty in a hundred.
    pub(super) fn counted_in(&mut self, unit: String) {
        for bound in &mut self.bounds {
            if unit == "share" && !bound.figure.share {
                bound.figure.low /= 100;
                bound.figure.high = bound.figure.high.map(|high| high / 100);
                bound.figure.share = true;
            }
            bound.unit.clone_from(&unit);
        }
        self.unit = unit;
    }

    /// Whether the rule that came of it honours the level it names.
    pub(super) fn uses_level(&self, draft: &Draft) -> bool {
        let each = draft.params.get("each").is_some_and(|each| each["of"] == "achievement");
        draft.metric == "count_achievement" || each
    }

    /// At least once.
    pub(super) fn ask_for_one(&mut self) {
        let (before, unit) = (">=".to_owned(), "time".to_owned());
        self.bounds = vec![Bound { figure: Figure::whole(1), before, after: String::new(), unit }];
        "time".clone_into(&mut self.unit);
    }
}

/// Whether one bound is from below and the other from above: 不少于3次、不超过5次.
pub(super) fn opposed(one: &Bound, other: &Bound) -> bool {
    let side = |bound: &Bound| {
        let says = if bound.after.is_empty() { &bound.before } else { &bound.after };
        says.chars().next()
    };
    matches!((side(one), side(other)), (Some('>'), Some('<')) | (Some('<'), Some('>')))
}
