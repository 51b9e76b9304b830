//! From tokens to claims, in one walk: a figure belongs to what is named around it, a period and a side hold for what
//! follows in the sentence.

use super::claim::{Bound, Claim, Counted, Each, Joined, Noun, Period, opposed};
use super::number::Figure;
use super::token::{Source, Token, What};
use super::words::Word;

/// What reading a text's tokens gives.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub(super) claims: Vec<Claim>,
    /// The part of the text that each token belongs to, counted from nought.
    pub(super) parts: Vec<usize>,
    /// The parts in which a word turns what is said into something else.
    pub(super) reversed: Vec<usize>,
}

/// Reads the claims out of the tokens of a text.
pub(super) fn claims(source: &Source<'_>, tokens: &[Token], kinds: &[Vec<Vec<String>>]) -> Claims {
    let mut reader = Reader::new(source, tokens, kinds);
    for at in 0..tokens.len() {
        reader.token(at);
    }
    reader.end_part();
    Claims { claims: reader.done, parts: reader.parts, reversed: reader.reversed }
}

struct Reader<'a> {
    source: &'a Source<'a>,
    tokens: &'a [Token],
    kinds: &'a [Vec<Vec<String>>],
    done: Vec<Claim>,
    parts: Vec<usize>,
    part: usize,
    /// Its first token.
    began: usize,
    reversed: Vec<usize>,
    /// The claim being read.
    claim: Claim,
    /// How many claims were done when the sentence began: earlier ones are not added to.
    sentence: usize,
    /// What waits for its figure: a comparison, a level, a vague word.
    before: String,
    vague: bool,
    /// The last token that was not a mark: joins nouns when it is 和.
    link: Link,
    /// What the words before have said for all that follows.
    carry: Carry,
    heading: Carry,
    own_period: bool,
}

#[derive(Clone, Debug, Default)]
struct Carry {
    period: Period,
    tokens: Vec<usize>,
    each: Each,
    scope: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    Nothing,
    Noun,
    And,
    Or,
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source<'a>, tokens: &'a [Token], kinds: &'a [Vec<Vec<String>>]) -> Self {
        Self {
            source,
            tokens,
            kinds,
            done: Vec::new(),
            parts: Vec::new(),
            part: 0,
            began: 0,
            reversed: Vec::new(),
            claim: Claim::default(),
            sentence: 0,
            before: String::new(),
            vague: false,
            link: Link::Nothing,
            carry: Carry::default(),
            heading: Carry::default(),
            own_period: false,
        }
    }

    fn token(&mut self, at: usize) {
        self.parts.push(self.part);
        match &self.tokens[at].what {
            What::Stop => {
                self.end_part();
                self.carry = self.heading.clone();
                self.sentence = self.done.len();
            }
            What::Turn | What::Comma => {
                // 完成送教10课时的，…: a condition, not a promise.
                if at.checked_sub(1).is_some_and(|last| {
                    self.tokens[last].to - self.tokens[last].from == 1 && self.text(last) == "的"
                }) {
                    self.reversed.push(self.part);
                }
                self.end_part();
            }
            What::Heading => {
                self.end_part();
                self.heading = self.carry.clone();
            }
            What::Figure(figure) => self.figure(at, *figure),
            What::OddPeriod(code) => self.period(at, Period::Odd(code.clone())),
            What::Word(word) => self.word(at, &word.clone()),
            What::Date | What::Unknown => self.link = Link::Nothing,
            What::Mark => {}
        }
    }

    fn word(&mut self, at: usize, word: &Word) {
        match word {
            Word::Kinds(place) => {
                let readings = self.kinds.get(*place).cloned().unwrap_or_default();
                self.noun(at, Counted::Kinds(readings));
            }
            Word::General(place) => self.general(at, *place),
            Word::Measure(place) => self.noun(at, Counted::Measure(*place)),
            Word::Period(..) | Word::SchoolMonths | Word::ThisPeriod(_) => self.how_often(at, word),
            Word::Each(_) | Word::Average | Word::Pairs | Word::Anyone => self.of_whom(at, word),
            Word::Scope(code) => {
                self.doer(at);
                self.carry.scope.clone_from(code);
                self.claim.scope.clone_from(code);
                self.take(at);
            }
            Word::Unit(code) => self.unit(at, code),
            Word::Compare(code) => {
                self.before.clone_from(code);
                self.take(at);
            }
            Word::Tail(code) => self.tail(at, code),
            Word::Half => self.figure(at, Figure::share(500)),
            Word::MoreThanHalf => {
                ">".clone_into(&mut self.before);
                self.figure(at, Figure::share(500));
            }
            Word::Zero => self.figure(at, Figure::whole(0)),
            Word::And if self.link == Link::Noun => self.link = Link::And,
            Word::Or if self.link == Link::Noun => self.link = Link::Or,
            Word::Never
            | Word::All
            | Word::Apiece
            | Word::Respectively
            | Word::Effort
            | Word::Level(_) => self.flag(at, word),
            Word::Vague => self.vague(),
            Word::Actor(_) => self.doer(at),
            Word::Reverse => self.reversed.push(self.part),
            Word::PlainCompare | Word::Plain | Word::And | Word::Or | Word::BarePeriod(_) => {}
        }
    }

    fn how_often(&mut self, at: usize, word: &Word) {
        let every = |code: &str, deadline, school| Period::Every {
            code: code.to_owned(),
            deadline,
            school,
        };
        if let Word::Period(code, deadline) = word {
            self.period(at, every(code, *deadline, false));
        } else if let Word::ThisPeriod(code) = word {
            self.period(at, Period::This(code.clone()));
        } else {
            self.period(at, every("month", false, true));
        }
    }

    fn of_whom(&mut self, at: usize, word: &Word) {
        if let Word::Each(who) = word {
            self.each(at, Each::Of(who.clone()));
        } else if *word == Word::Average {
            self.each(at, Each::Average);
        } else if *word == Word::Pairs {
            self.each(at, Each::Pairs);
        } else if let Some(who) = self.actor(at) {
            self.claim.doers.pop();
            self.each(at, Each::Of(who));
        } else {
            self.each(at, Each::Anyone(self.text(at)));
        }
    }

    fn flag(&mut self, at: usize, word: &Word) {
        if matches!(word, Word::Never | Word::All)
            && self.claim.has_figure()
            && !self.claim.nouns.is_empty()
        {
            self.end_claim();
        }
        let claim = &mut self.claim;
        if *word == Word::Never {
            claim.never = true;
        } else if *word == Word::All {
            claim.all = true;
        } else if *word == Word::Apiece {
            claim.apiece = true;
        } else if *word == Word::Respectively {
            claim.respectively = true;
        } else if *word == Word::Effort {
            claim.effort = true;
        } else if let Word::Level(code) = word {
            claim.level.clone_from(code);
        }
        self.take(at);
    }

    fn text(&self, at: usize) -> String {
        let token = &self.tokens[at];
        self.source.slice(token.from, token.to).to_owned()
    }

    /// Whom the words right before 每人 name.
    fn actor(&self, at: usize) -> Option<String> {
        let before = self.tokens[..at].iter().rev().find(|it| it.what != What::Mark)?;
        let What::Word(Word::Actor(who)) = &before.what else { return None };
        Some(who.clone()).filter(|who| !who.is_empty())
    }

    fn noun(&mut self, at: usize, what: Counted) {
        let whole = self.claim.has_figure() || self.claim.never;
        if !self.claim.nouns.is_empty() && whole && !self.is_linked() && !self.is_head(at) {
            self.end_claim();
        }
        let joined = match self.link {
            Link::And => Joined::And,
            Link::Or => Joined::Or,
            Link::Noun | Link::Nothing => Joined::Bare,
        };
        if !self.claim.nouns.is_empty() {
            // 听课、评课和讲座 are three of a list; one bare neighbour makes all of them unclear.
            self.claim.joined = match (self.claim.joined, joined) {
                (Joined::Bare, _) | (_, Joined::Bare) => Joined::Bare,
                (Joined::And, _) | (_, Joined::And) => Joined::And,
                _ => joined,
            };
        }
        let text = self.text(at);
        self.claim.nouns.push(Noun { text, what });
        self.take(at);
        self.link = Link::Noun;
    }

    /// 活动 and 帮扶 say something only where nothing else does: 「送教下乡」活动.
    fn general(&mut self, at: usize, place: usize) {
        let separators =
            |it: &&Token| !matches!(it.what, What::Stop | What::Turn | What::Comma | What::Heading);
        let named = |it: &Token| matches!(it.what, What::Word(Word::Kinds(_) | Word::Measure(_)));
        let before = self.tokens[..at].iter().rev().take_while(separators).any(named);
        let after = self.tokens[at + 1..].iter().take_while(separators).any(named);
        if !before && !after {
            let readings = self.kinds.get(place).cloned().unwrap_or_default();
            self.noun(at, Counted::Kinds(readings));
        }
    }

    fn doer(&mut self, at: usize) {
        let text = self.text(at);
        if !self.claim.doers.contains(&text) {
            self.claim.doers.push(text);
        }
    }

    fn is_linked(&self) -> bool {
        matches!(self.link, Link::And | Link::Or)
    }

    /// 送教活动2次示范课: a noun right behind the figure that has none of its own may be what is counted.
    fn is_head(&self, at: usize) -> bool {
        let behind = self.tokens[..at].iter().rev().find(|it| it.what != What::Mark);
        let behind = behind.is_some_and(|it| matches!(it.what, What::Word(Word::Unit(_))));
        let ahead = self.tokens[at + 1..].iter().take_while(|it| {
            !matches!(it.what, What::Stop | What::Turn | What::Comma | What::Word(Word::And))
        });
        behind && !ahead.into_iter().any(|it| matches!(it.what, What::Figure(_)))
    }

    fn figure(&mut self, at: usize, figure: Figure) {
        let before = std::mem::take(&mut self.before);
        let bound = Bound { figure, before, after: String::new(), unit: String::new() };
        let whole = !self.claim.nouns.is_empty() && self.claim.has_figure();
        let more = self.claim.respectively
            || self.claim.bounds.last().is_some_and(|last| opposed(last, &bound));
        if whole && !more {
            self.end_claim();
        }
        self.claim.vague |= std::mem::take(&mut self.vague);
        self.claim.bounds.push(bound);
        self.take(at);
        self.link = Link::Nothing;
    }

    fn unit(&mut self, at: usize, code: &str) {
        let directly = self.tokens[..at].iter().rev().find(|it| it.what != What::Mark);
        let after = directly.is_some_and(|it| {
            matches!(
                &it.what,
                What::Figure(_) | What::Word(Word::Tail(_) | Word::Vague | Word::Zero)
            )
        });
        let Some(bound) = self.claim.bounds.last_mut().filter(|it| after && it.unit.is_empty())
        else {
            return;
        };
        code.clone_into(&mut bound.unit);
        if self.claim.unit.is_empty() {
            code.clone_into(&mut self.claim.unit);
        }
        self.take(at);
    }

    fn tail(&mut self, at: usize, code: &str) {
        let Some(bound) = self.claim.bounds.last_mut() else { return };
        code.clone_into(&mut bound.after);
        self.take(at);
    }

    /// 约 before a figure and 左右 after one make it vague; anywhere else it only says nothing.
    fn vague(&mut self) {
        let part = self.claim.tokens.last().copied();
        let after =
            part.is_some_and(|last| self.parts.len() == last + 2) && self.claim.has_figure();
        if after {
            self.claim.vague = true;
        } else {
            self.vague = true;
        }
        self.link = Link::Nothing;
    }

    fn period(&mut self, at: usize, period: Period) {
        let whole = !self.claim.nouns.is_empty() && self.claim.has_figure();
        let linked = self.tokens[..at].iter().rev().find(|it| it.what != What::Mark);
        let linked = linked.is_some_and(|it| it.what == What::Word(Word::And));
        if whole && (linked || (self.claim.period != Period::Open && self.own_period)) {
            self.end_claim();
        }
        let merged = match (&self.carry.period, &period, self.own_period) {
            // 开学期间每月 is one period.
            (Period::Every { school: true, .. }, Period::Every { code, .. }, true)
                if code == "month" =>
            {
                self.carry.period.clone()
            }
            _ => period,
        };
        self.carry.period = merged.clone();
        if !std::mem::replace(&mut self.own_period, true) {
            self.carry.tokens.clear();
        }
        self.carry.tokens.push(at);
        self.claim.period = merged;
        self.take(at);
    }

    fn each(&mut self, at: usize, each: Each) {
        if !self.claim.nouns.is_empty() && self.claim.has_figure() {
            self.end_claim();
        }
        if self.claim.nouns.is_empty() && matches!(each, Each::Of(_) | Each::Anyone(_)) {
            self.carry.each = each.clone();
        }
        self.claim.each = each;
        self.take(at);
    }

    fn take(&mut self, at: usize) {
        self.claim.tokens.push(at);
    }

    fn end_claim(&mut self) {
        let mut claim = std::mem::take(&mut self.claim);
        if claim.is_empty() {
            // Words that say of whom and how much more for what follows in this part.
            self.claim = claim;
            return;
        }
        if claim.period == Period::Open {
            claim.period = self.carry.period.clone();
            claim.carried = claim.period != Period::Open;
            claim.tokens.extend(self.carry.tokens.iter().copied());
        }
        if claim.each == Each::No {
            claim.each = self.carry.each.clone();
        }
        if claim.scope.is_empty() {
            claim.scope.clone_from(&self.carry.scope);
        }
        if claim.nouns.is_empty() {
            self.figure_alone(claim);
        } else {
            self.finish(claim);
        }
    }

    /// A figure without a noun: it belongs to what was named last in this sentence.
    fn figure_alone(&mut self, mut claim: Claim) {
        let last = self.done.len().checked_sub(1).filter(|last| *last >= self.sentence);
        let Some(last) = last else { return self.finish(claim) };
        let before = &mut self.done[last];
        let bounds = before.bounds.last().zip(claim.bounds.first());
        let same_unit = claim.unit == before.unit;
        // 每月1次，每学期不少于4次: the same, asked for in two periods.
        let other_period =
            !claim.carried && claim.period != Period::Open && claim.period != before.period;
        let unknown = self.tokens.iter().enumerate().skip(self.began).take_while(|(at, it)| {
            *at < self.parts.len()
                || !matches!(it.what, What::Stop | What::Turn | What::Comma | What::Heading)
        });
        // 每次扣2分: the figure is of something else.
        let unknown = unknown.into_iter().any(|(_, it)| it.what == What::Unknown);
        let bounded = bounds.is_some_and(|(one, other)| opposed(one, other)) && same_unit;
        let beside = before.tokens.last().and_then(|at| self.parts.get(*at)) == Some(&self.part);
        if beside && before.has_figure() && same_unit && !bounded && !other_period && !claim.all {
            before.doubtful = true;
        }
        if !before.has_figure() || (bounded && !unknown) {
            before.bounds.append(&mut claim.bounds);
            before.tokens.append(&mut claim.tokens);
            before.all |= claim.all;
            before.vague |= claim.vague;
            before.effort |= claim.effort;
            before.apiece |= claim.apiece;
            before.respectively |= claim.respectively;
            if before.unit.is_empty() {
                before.unit = claim.unit;
            }
            if before.level.is_empty() {
                before.level = claim.level;
            }
            if !claim.carried && claim.period != Period::Open {
                before.period = claim.period;
                before.carried = false;
            }
            if before.each == Each::No {
                before.each = claim.each;
            }
            let mut longer = std::mem::take(before);
            self.measure(&mut longer);
            self.done[last] = longer;
        } else {
            if (!same_unit || other_period) && !claim.all && !unknown {
                claim.nouns = before.nouns.clone();
                claim.joined = before.joined;
                claim.level.clone_from(&before.level);
            }
            self.finish(claim);
        }
    }

    fn finish(&mut self, mut claim: Claim) {
        claim.tokens.sort_unstable();
        claim.tokens.dedup();
        let own = |at: &&usize| self.parts.get(**at) == Some(&self.part);
        claim.first = claim.tokens.iter().find(own).copied().unwrap_or_default();
        self.measure(&mut claim);
        self.done.push(claim);
    }

    /// Notes down where in the text it stands.
    fn measure(&self, claim: &mut Claim) {
        let (first, last) = (self.tokens.get(claim.first), claim.tokens.iter().max());
        let Some((first, last)) = first.zip(last.and_then(|last| self.tokens.get(*last))) else {
            return;
        };
        claim.span = self.source.bytes(first.from, last.to);
        self.source.slice(first.from, last.to).clone_into(&mut claim.text);
    }

    fn end_part(&mut self) {
        self.end_claim();
        self.claim = Claim::default();
        self.before = String::new();
        self.vague = false;
        self.link = Link::Nothing;
        self.own_period = false;
        self.part += 1;
        self.began = self.parts.len();
    }
}
