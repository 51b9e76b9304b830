//! From the sentences of an agreement to rules that a machine can count: 「每学期送教不少于10课时，专题讲座2次」.
//!
//! A small grammar reads the text in three steps: `token` (figures, known words, marks), `claim` (what is asked, how
//! much, how often), `propose` (which rule counts that). It is deterministic and guesses nothing silently: what it
//! assumed is a [`Note`], what the words leave open is a [`Question`] with its options, and every stretch of the text
//! that it did not understand is marked with the reason. The words themselves are data (`core/catalog/clause-words.json`).
//!
//! ```
//! # #[cfg(feature = "labels")] {
//! use jiedui_core::{catalog::Catalog, clause::{Words, read}, label::Lang};
//!
//! let reading = read("每学期送教不少于10课时", &Words::builtin(), &Catalog::builtin());
//! assert!(reading.is_whole());
//! let rule = &reading.proposals[0];
//! assert_eq!(rule.draft.rule, "R481");
//! assert_eq!(rule.title.get(Lang::ZhHans), "每学期送教下乡不少于 10 课时");
//! # }
//! ```

mod claim;
mod counted;
mod decide;
#[cfg(feature = "cli")]
mod json;
mod measured;
mod number;
mod proposal;
mod propose;
mod reader;
mod roles;
mod say;
#[cfg(test)]
mod tests;
mod token;
mod words;

use std::ops::Range;

#[cfg(feature = "cli")]
pub use json::{to_json, to_table};
pub use proposal::{About, Choice, Draft, Note, Proposal, Question};
pub use words::{Words, WordsError};

use crate::catalog::Catalog;
use crate::label::Label;

use propose::Propose;
use roles::{Roles, merged};
use token::Source;

/// What was read out of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The rules it asks for, in the order of the text.
    pub proposals: Vec<Proposal>,
    /// The whole text, cut into stretches without a gap.
    pub pieces: Vec<Piece>,
}

/// A stretch of the text and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes.
    pub span: Range<usize>,
    /// What became of it.
    pub role: Role,
}

/// What became of a stretch of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It says something about this proposal, and maybe about later ones.
    Understood {
        /// The place of the proposal.
        proposal: usize,
    },
    /// Words beside a proposal that change nothing.
    Plain,
    /// Marks, spaces, numbers of a list.
    Mark,
    /// It was not understood.
    Unread(Unread),
}

/// Why a stretch of the text was not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unread {
    /// No word for it is known.
    Word,
    /// Nothing in it can be counted.
    NoFigure,
    /// Too vague for a figure.
    Vague,
    /// Nothing is counted in this unit, or not of each.
    Unit,
    /// A date of its own, which no rule has.
    Date,
    /// Beyond what any plan needs.
    TooLarge,
    /// A figure or a word that belongs to nothing.
    Unused,
}

impl Unread {
    /// The word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::NoFigure => "no_figure",
            Self::Vague => "vague",
            Self::Unit => "unit",
            Self::Date => "date",
            Self::TooLarge => "too_large",
            Self::Unused => "unused",
        }
    }

    /// The reason in words.
    pub fn reason(self, words: &Words) -> Label {
        words.say("unread", self.code())
    }
}

impl Reading {
    /// Whether every word was understood and nothing is open.
    pub fn is_whole(&self) -> bool {
        !self.proposals.is_empty()
            && self.proposals.iter().all(Proposal::is_ready)
            && self.unread().next().is_none()
    }

    /// The stretches that were not understood, each with the reason.
    pub fn unread(&self) -> impl Iterator<Item = (Range<usize>, Unread)> {
        self.pieces.iter().filter_map(|piece| match piece.role {
            Role::Unread(why) => Some((piece.span.clone(), why)),
            Role::Understood { .. } | Role::Plain | Role::Mark => None,
        })
    }
}

/// Reads a text: the rules it asks for, and what became of every stretch of it.
pub fn read(text: &str, words: &Words, catalog: &Catalog) -> Reading {
    let source = Source::new(text, words);
    let tokens = token::tokens(&source, words);
    let found = reader::claims(&source, &tokens, &words.kinds);
    let propose = Propose { words, catalog };
    let mut roles = Roles::new(&tokens, &found.parts);
    let mut proposals: Vec<Proposal> = Vec::new();
    for claim in &found.claims {
        let own: Vec<usize> = claim
            .tokens
            .iter()
            .filter(|at| **at >= claim.first)
            .filter_map(|at| found.parts.get(*at).copied())
            .collect();
        let made = match own.iter().any(|part| found.reversed.contains(part)) {
            true => Err(Unread::Word),
            false => propose.all(claim),
        };
        match made {
            Ok(made) => {
                roles.understood(&claim.tokens, proposals.len(), &made);
                roles.beside.extend(own.iter().copied());
                roles.owners.extend(made.iter().map(|_| own.clone()));
                proposals.extend(made);
            }
            Err(why) => {
                roles.lost.extend(own.iter().map(|part| (*part, why)));
                let own = claim.tokens.iter().filter(|at| **at >= claim.first);
                roles.stray.extend(own.map(|at| (*at, why)));
            }
        }
    }
    let roles_of = roles.all();
    for (proposal, own) in proposals.iter_mut().zip(&roles.owners) {
        let lost =
            |at: usize| own.contains(&found.parts[at]) && matches!(roles_of[at], Role::Unread(_));
        if (0..tokens.len()).any(lost) {
            let text = words.say("notes", "partly_unread");
            proposal.notes.push(Note { code: "partly_unread".to_owned(), text });
        }
    }
    Reading { proposals, pieces: merged(&source, &tokens, &roles_of) }
}

/// The proposals that take the place of one when a question about it is answered with the option at `option`: one, or
/// several when the answer parts them. None when there is no such question or option.
pub fn answer(
    proposal: &Proposal,
    about: About,
    option: usize,
    words: &Words,
    catalog: &Catalog,
) -> Option<Vec<Proposal>> {
    let claim = proposal.answered(about, option)?;
    Propose { words, catalog }.all(&claim).ok()
}
