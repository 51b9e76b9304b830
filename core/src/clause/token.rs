//! From text to tokens: figures, words of the vocabulary by the longest match, marks, and what no word is known for.
//! The tokens cover the text without a gap.

use super::number::{Figure, figure};
use super::words::{Word, Words};

/// A stretch of the text that means one thing to the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// The first character.
    pub(super) from: usize,
    /// The character after the last.
    pub(super) to: usize,
    pub(super) what: What,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Word(Word),
    Figure(Figure),
    /// A period of so many: 每两周, 三年内.
    OddPeriod(String),
    /// A day or month of its own: 6月底前.
    Date,
    /// A mark that ends what is said: 。 or a new line.
    Stop,
    /// A mark between parts that keep their period: ；.
    Turn,
    /// A mark between parts: ，.
    Comma,
    /// A mark after a heading: ：.
    Heading,
    /// Any other mark, a space, the number of a list.
    Mark,
    Unknown,
}

/// A text with every character as the vocabulary writes it.
#[derive(Debug)]
pub(super) struct Source<'a> {
    text: &'a str,
    /// Where each character begins, and the end of the text.
    starts: Vec<usize>,
    pub(super) chars: Vec<char>,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str, words: &Words) -> Self {
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        Self { text, starts, chars: text.chars().map(|c| words.plain(c)).collect() }
    }

    /// The bytes of the characters from `from` to before `to`.
    pub(super) fn bytes(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let at = |n: usize| self.starts.get(n).copied().unwrap_or(self.text.len());
        at(from)..at(to)
    }

    /// What stands there.
    pub(super) fn slice(&self, from: usize, to: usize) -> &'a str {
        self.text.get(self.bytes(from, to)).unwrap_or_default()
    }
}

/// Cuts a text into tokens.
pub(super) fn tokens(source: &Source<'_>, words: &Words) -> Vec<Token> {
    let text = &source.chars;
    let mut found: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let begins = found
            .iter()
            .rev()
            .find(|it| it.what != What::Mark)
            .is_none_or(|it| matches!(it.what, What::Stop | What::Turn | What::Heading));
        let (length, what) = numbering(text, at, begins)
            .or_else(|| date(text, at))
            .or_else(|| known(text, at, words))
            .unwrap_or((1, mark(text[at])));
        let token = Token { from: at, to: at + length, what };
        match found.last_mut() {
            Some(last) if last.what == What::Unknown && token.what == What::Unknown => {
                last.to = token.to;
            }
            _ => found.push(token),
        }
        at += length.max(1);
    }
    absorbed(joined(found, text))
}

/// A single small word beside characters that are not known is more likely a part of a word with them: 到 in 到账.
fn absorbed(tokens: Vec<Token>) -> Vec<Token> {
    let counted = |at: usize| {
        let before = at.checked_sub(1).map(|before| &tokens[before].what);
        matches!(before, Some(What::Figure(_) | What::Word(Word::Tail(_))))
    };
    let is_small = |at: usize| {
        let What::Word(word) = &tokens[at].what else { return false };
        let unit = matches!(word, Word::Unit(_)) && !counted(at);
        unit || matches!(
            word,
            Word::Plain | Word::PlainCompare | Word::BarePeriod(_) | Word::Actor(_)
        )
    };
    let unknown = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at)).is_some_and(|it| it.what == What::Unknown)
    };
    let mut done: Vec<Token> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let small = token.to - token.from == 1 && is_small(at);
        let beside = unknown(at.checked_sub(1)) || unknown(Some(at + 1));
        let what = if small && beside { What::Unknown } else { token.what.clone() };
        match done.last_mut() {
            Some(last) if last.what == What::Unknown && what == What::Unknown => last.to = token.to,
            _ => done.push(Token { what, ..token.clone() }),
        }
    }
    done
}

/// The longer of a word and a figure; a word when both are as long.
fn known(text: &[char], at: usize, words: &Words) -> Option<(usize, What)> {
    let word = words.longest(text, at);
    let figure = figure(text, at).map(|(end, figure)| (end - at, figure));
    match (word, figure) {
        // 一次 begins with a figure, 一日活动 is a word of its own.
        (Some((length, _)), Some((longer, figure))) if longer > length => {
            Some((longer, What::Figure(figure)))
        }
        (Some((length, word)), _) => Some((length, What::Word(word.clone()))),
        (None, Some((length, figure))) => Some((length, What::Figure(figure))),
        (None, None) => None,
    }
}

fn mark(c: char) -> What {
    match c {
        '。' | '!' | '?' | '\n' | '\r' => What::Stop,
        ';' => What::Turn,
        ',' => What::Comma,
        ':' => What::Heading,
        ' '
        | '.'
        | '('
        | ')'
        | '"'
        | '\''
        | '“'
        | '”'
        | '‘'
        | '’'
        | '「'
        | '」'
        | '『'
        | '』'
        | '《'
        | '》'
        | '【'
        | '】'
        | '['
        | ']'
        | '<'
        | '>'
        | '*'
        | '#'
        | '·'
        | '•'
        | '-'
        | '_'
        | '\u{feff}'
        | '…'
        | '①'..='⑳'
        | '●'
        | '○'
        | '◆'
        | '■'
        | '★' => What::Mark,
        _ => What::Unknown,
    }
}

/// 一、 (二) 3. 第四条 where something begins: the number of a list, not a figure.
fn numbering(text: &[char], at: usize, begins: bool) -> Option<(usize, What)> {
    let named = text.get(at) == Some(&'第');
    let bracket = text.get(at) == Some(&'(');
    let from = at + usize::from(named || bracket);
    if !named && !begins {
        return None;
    }
    let (end, figure) = figure(text, from)?;
    let next = *text.get(end)?;
    let fits = if named {
        matches!(next, '条' | '款' | '项' | '章' | '点')
    } else if bracket {
        next == ')'
    } else {
        matches!(next, '、' | '.' | ')') && figure.high.is_none() && !figure.share
    };
    fits.then_some((end + 1 - at, What::Mark))
}

/// 6月底前, 9月30日前, 2026年9月, 月底前 after a figure: a date of its own.
fn date(text: &[char], at: usize) -> Option<(usize, What)> {
    let mut end = at;
    let mut parts = 0;
    for unit in ['年', '月'] {
        let Some((next, figure)) = figure(text, end).filter(|_| is_figure(text, end)) else {
            continue;
        };
        let plausible = figure.high.is_none()
            && figure.low % 1000 == 0
            && match unit {
                '年' => (1_900_000..2_200_000).contains(&figure.low),
                _ => (1000..=12_000).contains(&figure.low),
            };
        if plausible && text.get(next) == Some(&unit) {
            end = next + 1;
            parts += 1;
        }
    }
    if parts == 0 {
        return None;
    }
    let month = text.get(end - 1) == Some(&'月');
    // 一月一次 and 两月一次 say how often.
    let often =
        parts == 1 && month && matches!(text.get(at), Some('一' | '两' | '1')) && end == at + 2;
    let mut told = !often;
    if month {
        if let Some((next, _)) =
            figure(text, end).filter(|(next, _)| matches!(text.get(*next), Some('日' | '号')))
        {
            end = next + 1;
            told = true;
        }
        for word in ["份", "上旬", "中旬", "下旬", "底", "末", "初"] {
            if follows(text, end, word) {
                end += word.chars().count();
                told = true;
            }
        }
    }
    for word in ["之前", "以前", "前", "底前"] {
        if follows(text, end, word) {
            end += word.chars().count();
            told = true;
            break;
        }
    }
    told.then_some((end - at, What::Date))
}

fn is_figure(text: &[char], at: usize) -> bool {
    figure(text, at).is_some()
}

fn follows(text: &[char], at: usize, word: &str) -> bool {
    text.iter().skip(at).zip(word.chars()).filter(|(c, w)| **c == *w).count()
        == word.chars().count()
}

/// Puts together what only means something together.
fn joined(tokens: Vec<Token>, text: &[char]) -> Vec<Token> {
    let mut done: Vec<Token> = Vec::new();
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        // 1次至2次: the unit stands at both ends.
        if let What::Figure(end) = token.what
            && let Some(begin) = middle_range(&done, end, text)
        {
            let from = done[done.len() - 3].from;
            done.truncate(done.len() - 3);
            done.push(Token { from, to: token.to, what: What::Figure(begin) });
            continue;
        }
        if let What::Word(Word::BarePeriod(code)) = &token.what
            && let Some((from, what)) = period(&done, code, text)
        {
            // 一周内 is a time from some other day on, not every week.
            let within = rest.next_if(|it| matches!(it.what, What::Word(Word::Tail(_))));
            let what = if within.is_some() { What::OddPeriod(code.clone()) } else { what };
            let to = within.map_or(token.to, |within| within.to);
            while done.last().is_some_and(|it| it.from >= from) {
                done.pop();
            }
            done.push(Token { from, to, what });
            continue;
        }
        // 每周三 is a day of the week, 每周三次 is not.
        let week = |it: &Token| it.what == What::Word(Word::Period("week".to_owned(), false));
        if matches!(token.what, What::Figure(_))
            && token.to - token.from == 1
            && !text[token.from].is_ascii_digit()
            && done.last().is_some_and(week)
            && !rest.peek().is_some_and(|it| matches!(it.what, What::Word(Word::Unit(_))))
        {
            done.push(Token { what: What::Date, ..token });
            continue;
        }
        // 三年内, where 年内 is a word of its own.
        if let What::Word(Word::Period(code, _)) = &token.what
            && let Some(last) = done.last_mut().filter(|it| is_many(it))
        {
            *last = Token { from: last.from, to: token.to, what: What::OddPeriod(code.clone()) };
            continue;
        }
        done.push(token);
    }
    done
}

fn is_many(token: &Token) -> bool {
    matches!(token.what, What::Figure(figure) if figure.low > 1000 && !figure.share)
}

/// The range that `end` closes, when a figure, its unit and 至 stand before it.
fn middle_range(done: &[Token], end: Figure, text: &[char]) -> Option<Figure> {
    let [.., begin, unit, to] = done else { return None };
    let What::Figure(begin) = begin.what else { return None };
    let unit = matches!(unit.what, What::Word(Word::Unit(_)));
    let to = to.to - to.from == 1 && matches!(text[to.from], '至' | '到' | '-' | '~');
    if unit && to { begin.to(end) } else { None }
}

/// What a figure, 每 or a stroke before a period's name makes of it, and where that begins.
fn period(done: &[Token], code: &str, text: &[char]) -> Option<(usize, What)> {
    let last = done.iter().rev().find(|it| it.what != What::Mark)?;
    let every = |token: &Token| token.to - token.from == 1 && text[token.from] == '每';
    let every_one = || What::Word(Word::Period(code.to_owned(), false));
    if matches!(last.what, What::Word(Word::Or)) && last.to - last.from == 1 {
        return Some((last.from, every_one()));
    }
    let What::Figure(figure) = last.what else { return None };
    let one = figure.low == 1000 && figure.high.is_none();
    if figure.share || figure.low < 1000 {
        None
    } else if one {
        Some((last.from, every_one()))
    } else {
        let before = done.iter().rev().nth(1).filter(|it| every(it));
        Some((before.unwrap_or(last).from, What::OddPeriod(code.to_owned())))
    }
}
