//! What became of every stretch of a text: understood, plain, or not understood and why.

use super::proposal::{About, Proposal};
use super::token::{Source, Token, What};
use super::words::Word;
use super::{Piece, Role, Unread};

/// Finds out what became of every token.
#[derive(Debug)]
pub(super) struct Roles<'a> {
    tokens: &'a [Token],
    parts: &'a [usize],
    given: Vec<Option<Role>>,
    /// The parts of the text that each proposal stands in.
    pub(super) owners: Vec<Vec<usize>>,
    /// All of those.
    pub(super) beside: Vec<usize>,
    /// The parts of claims that became nothing, and why.
    pub(super) lost: Vec<(usize, Unread)>,
    /// The tokens of those claims.
    pub(super) stray: Vec<(usize, Unread)>,
}

impl<'a> Roles<'a> {
    pub(super) fn new(tokens: &'a [Token], parts: &'a [usize]) -> Self {
        let given = vec![None; tokens.len()];
        Self {
            tokens,
            parts,
            given,
            owners: Vec::new(),
            beside: Vec::new(),
            lost: Vec::new(),
            stray: Vec::new(),
        }
    }

    pub(super) fn understood(&mut self, places: &[usize], proposal: usize, made: &[Proposal]) {
        for at in places {
            let role = match is_lost(&self.tokens[*at].what, made) {
                true => Role::Unread(Unread::Word),
                false => Role::Understood { proposal },
            };
            let place = &mut self.given[*at];
            if !matches!(place, Some(Role::Understood { .. })) {
                *place = Some(role);
            }
        }
    }

    /// The role of every token.
    pub(super) fn all(&self) -> Vec<Role> {
        let mut roles: Vec<Role> = (0..self.tokens.len()).map(|at| self.one(at)).collect();
        // A mark inside what was not understood belongs to it.
        for at in 1..roles.len().saturating_sub(1) {
            let inner = self.tokens[at].what == What::Mark && roles[at - 1] == roles[at + 1];
            if inner && matches!(roles[at - 1], Role::Unread(_)) {
                roles[at] = roles[at - 1];
            }
        }
        roles
    }

    fn one(&self, at: usize) -> Role {
        let (what, part) = (&self.tokens[at].what, self.parts[at]);
        if let Some(role) = self.given[at] {
            return role;
        }
        if matches!(what, What::Stop | What::Turn | What::Comma | What::Heading | What::Mark) {
            return Role::Mark;
        }
        let beside = self.beside.contains(&part);
        if !beside {
            return Role::Unread(self.why(part));
        }
        if let Some((_, why)) = self.stray.iter().find(|(stray, _)| *stray == at) {
            return Role::Unread(*why);
        }
        Role::Unread(match what {
            What::Date => Unread::Date,
            What::Word(Word::Vague) => Unread::Vague,
            What::Word(word) if is_plain(word) => return Role::Plain,
            What::Unknown | What::Word(Word::Reverse) => Unread::Word,
            What::Word(_)
            | What::Figure(_)
            | What::OddPeriod(_)
            | What::Stop
            | What::Turn
            | What::Comma
            | What::Heading
            | What::Mark => Unread::Unused,
        })
    }

    /// Why nothing came of a part of the text.
    fn why(&self, part: usize) -> Unread {
        let here = || {
            (0..self.tokens.len())
                .filter(|at| self.parts[*at] == part)
                .map(|at| &self.tokens[at].what)
        };
        let known = self.lost.iter().find(|(lost, _)| *lost == part).map(|(_, why)| *why);
        match known {
            Some(Unread::Unused) if here().any(|what| *what == What::Unknown) => Unread::Word,
            Some(why) => why,
            None if here().all(|what| *what == What::Date) => Unread::Date,
            None => Unread::NoFigure,
        }
    }
}

/// Puts neighbours of one role together.
pub(super) fn merged(source: &Source<'_>, tokens: &[Token], roles: &[Role]) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::new();
    for (token, role) in tokens.iter().zip(roles) {
        let span = source.bytes(token.from, token.to);
        match merged.last_mut() {
            Some(last) if last.role == *role => last.span.end = span.end,
            _ => merged.push(Piece { span, role: *role }),
        }
    }
    merged
}

fn is_plain(word: &Word) -> bool {
    matches!(
        word,
        Word::Plain
            | Word::PlainCompare
            | Word::Actor(_)
            | Word::And
            | Word::Or
            | Word::Unit(_)
            | Word::General(_)
    )
}

/// Whether a word of a claim had no part in the rules that came of it.
fn is_lost(what: &What, made: &[Proposal]) -> bool {
    match what {
        What::Word(Word::Level(_)) => {
            let open = |it: &Proposal| it.questions.iter().any(|it| it.about == About::Kind);
            !made.iter().any(|it| it.claim.uses_level(&it.draft) || open(it))
        }
        What::Word(Word::Scope(side)) if side == "both" => {
            !made.iter().any(|it| it.draft.scope == "both")
        }
        What::Word(_)
        | What::Figure(_)
        | What::OddPeriod(_)
        | What::Date
        | What::Stop
        | What::Turn
        | What::Comma
        | What::Heading
        | What::Mark
        | What::Unknown => false,
    }
}
