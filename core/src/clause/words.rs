//! The words that clauses are made of, read from `core/catalog/clause-words.json`: data, so that an office's own way of
//! putting things can be added without touching the grammar.

use serde_json::{Map, Value};

use crate::label::Label;
use crate::sorted::SortedMap;

/// What a word of the vocabulary means to the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A kind of activity, by its place in the list; the readings of it stand there.
    Kinds(usize),
    /// A word for any activity, which counts only where no other names it.
    General(usize),
    /// Something else that is counted, by its place in the list.
    Measure(usize),
    /// Every one of these.
    Each(String),
    /// Every one, without saying of whom.
    Anyone,
    /// On average.
    Average,
    /// Every pairing.
    Pairs,
    /// What is counted in.
    Unit(String),
    /// How often; whether it is said as a deadline.
    Period(String, bool),
    /// Every month of school.
    SchoolMonths,
    /// The period that runs now, once.
    ThisPeriod(String),
    /// A period's name alone: 学期 in 一学期.
    BarePeriod(String),
    /// A comparison before the figure.
    Compare(String),
    /// A word that leads to the figure and says nothing of more or less.
    PlainCompare,
    /// A comparison after the figure.
    Tail(String),
    /// Too vague for a figure.
    Vague,
    /// 力争.
    Effort,
    /// 各: each of those named.
    Apiece,
    /// 分别: the figures belong to the names in their order.
    Respectively,
    /// 不发生.
    Never,
    /// 为零.
    Zero,
    /// 全覆盖.
    All,
    /// 一半.
    Half,
    /// 过半.
    MoreThanHalf,
    /// One of the sides.
    Scope(String),
    /// Somebody who acts; code of whom, when a rule can ask of every one of them.
    Actor(String),
    /// At least such a level.
    Level(String),
    /// Joins what is counted together or apart.
    And,
    /// Joins what is counted together.
    Or,
    /// Turns what is said into something else: 未, 除, 扣.
    Reverse,
    /// Carries no figure and changes none.
    Plain,
}

/// Something that is counted and is no kind of activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Measure {
    pub(super) name: Label,
    /// The ways in which it is counted; the unit chooses.
    pub(super) ways: Vec<Way>,
    /// Words that ask for the whole without naming a figure.
    pub(super) alone: Vec<String>,
    /// Activity kinds whose 全覆盖 it is.
    pub(super) covers: Vec<String>,
}

/// A way of counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    pub(super) units: Vec<String>,
    /// The unit of the rule; empty when it is the clause's.
    pub(super) unit: String,
    pub(super) metric: String,
    pub(super) params: Map<String, Value>,
    pub(super) kinds: Vec<String>,
    pub(super) scope: String,
    /// The standing rule that asks the same.
    pub(super) rule: String,
    /// The period in which it is looked at when the clause names none.
    pub(super) period: String,
    /// Whether a level may be named.
    pub(super) level: bool,
    /// Whether it may be asked for as a whole, without a figure.
    pub(super) alone: bool,
    /// Whether it may be ruled out.
    pub(super) never: bool,
    /// Whether `rule` says how it is counted, whatever the period.
    pub(super) take: bool,
}

/// Those of whom a rule can ask something each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) name: Label,
    /// Which records they are.
    pub(super) of: Value,
    /// The field of an activity that names them.
    pub(super) by: String,
}

/// The vocabulary of clauses and the sentences in which they are said back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    variants: SortedMap<char, char>,
    lexicon: SortedMap<String, Word>,
    longest: usize,
    /// The readings of a kind word: each a set of kinds that count together; several when it is not clear.
    pub(super) kinds: Vec<Vec<Vec<String>>>,
    pub(super) measures: Vec<Measure>,
    pub(super) who: SortedMap<String, Who>,
    /// Whom 每人 may mean.
    pub(super) anyone: Vec<String>,
    /// Whom 人均 is taken of.
    pub(super) average: String,
    /// Rules of the catalogue that a clause takes over although they have conditions of their own.
    pub(super) standing: Vec<String>,
    /// Kinds of which a lesson is a record.
    pub(super) lesson_kinds: Vec<String>,
    /// Kinds that are handed in as papers.
    pub(super) written_kinds: Vec<String>,
    say: Value,
}

/// The text is no vocabulary of clauses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the words of clauses cannot be read: {reason}; build the site again from one version of the sources"
)]
pub struct WordsError {
    reason: String,
}

/// The sections that are one list of words.
const LISTS: [(&str, Word); 15] = [
    ("school_months", Word::SchoolMonths),
    ("plain_compare", Word::PlainCompare),
    ("vague", Word::Vague),
    ("effort", Word::Effort),
    ("apiece", Word::Apiece),
    ("respectively", Word::Respectively),
    ("never", Word::Never),
    ("zero", Word::Zero),
    ("all", Word::All),
    ("half", Word::Half),
    ("more_than_half", Word::MoreThanHalf),
    ("and", Word::And),
    ("or", Word::Or),
    ("reverse", Word::Reverse),
    ("plain", Word::Plain),
];

/// What makes a word out of the code under which it is listed.
type Make = fn(String) -> Word;

/// The sections that are lists of words by a code.
const CODED: [(&str, Make); 9] = [
    ("units", Word::Unit),
    ("this_period", Word::ThisPeriod),
    ("bare_periods", Word::BarePeriod),
    ("compare", Word::Compare),
    ("tails", Word::Tail),
    ("scopes", Word::Scope),
    ("levels", Word::Level),
    ("actors", Word::Actor),
    ("periods", |code| Word::Period(code, false)),
];

impl Words {
    /// Reads the vocabulary from the text of `core/catalog/clause-words.json`.
    ///
    /// # Errors
    /// When the text is not JSON or has no words of kinds.
    pub fn read(text: &str) -> Result<Self, WordsError> {
        let error = |reason: String| WordsError { reason };
        let value: Value = serde_json::from_str(text).map_err(|it| error(it.to_string()))?;
        let pairs: Vec<char> = value["variants"].as_str().unwrap_or_default().chars().collect();
        let variants = pairs.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let mut words = Self {
            variants,
            lexicon: SortedMap::new(),
            longest: 0,
            kinds: Vec::new(),
            measures: Vec::new(),
            who: SortedMap::new(),
            anyone: texts(&value["anyone"]["one_of"]),
            average: text_of(&value["average"]["of"]),
            standing: texts(&value["standing"]),
            lesson_kinds: texts(&value["lesson_kinds"]),
            written_kinds: texts(&value["written_kinds"]),
            say: value["say"].clone(),
        };
        let mut lexicon = Vec::new();
        words.fill(&value, &mut lexicon);
        if words.kinds.is_empty() {
            return Err(error("there are no words of kinds".to_owned()));
        }
        words.longest = lexicon.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
        // Of a word that stands twice the first counts; a test keeps the file free of such.
        lexicon.reverse();
        words.lexicon = lexicon.into_iter().collect();
        Ok(words)
    }

    fn fill(&mut self, value: &Value, lexicon: &mut Vec<(String, Word)>) {
        for group in items(&value["kinds"]) {
            let one_of = texts(&group["one_of"]);
            let readings = match one_of.is_empty() {
                true => vec![texts(&group["kinds"])],
                false => one_of.into_iter().map(|kind| vec![kind]).collect(),
            };
            let place = self.kinds.len();
            self.kinds.push(readings);
            let general = group["general"] == true;
            let word = || if general { Word::General(place) } else { Word::Kinds(place) };
            put(lexicon, &group["words"], word);
        }
        for one in items(&value["measures"]) {
            let place = self.measures.len();
            self.measures.push(measure(one));
            put(lexicon, &one["words"], || Word::Measure(place));
        }
        for (code, one) in value["who"].as_object().into_iter().flatten() {
            let who = Who {
                name: Label::read(&one["name"]),
                of: one["of"].clone(),
                by: text_of(&one["by"]),
            };
            self.who.insert(code.clone(), who);
            put(lexicon, &one["words"], || Word::Each(code.clone()));
        }
        put(lexicon, &value["anyone"]["words"], || Word::Anyone);
        put(lexicon, &value["average"]["words"], || Word::Average);
        put(lexicon, &value["pairs"]["words"], || Word::Pairs);
        for (section, word) in LISTS {
            put(lexicon, &value[section], || word.clone());
        }
        for (section, make) in CODED {
            for (code, list) in value[section].as_object().into_iter().flatten() {
                put(lexicon, list, || make(code.clone()));
            }
        }
        for (word, meaning) in lexicon {
            if let Word::Period(_, deadline) = meaning {
                *deadline = word.contains('前') || word.ends_with(['末', '底']);
            }
        }
    }

    /// The vocabulary as it was when the program was built.
    #[cfg(any(test, feature = "labels"))]
    pub fn builtin() -> Self {
        let text = include_str!("../../catalog/clause-words.json");
        Self::read(text).expect("the file is read by a test")
    }

    /// A character as the vocabulary writes it: half width, simplified.
    pub(super) fn plain(&self, c: char) -> char {
        let c = match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            '\u{3000}' | '\t' | '\u{a0}' => ' ',
            '—' | '–' | '─' | '―' | '‐' | '−' => '-',
            '〜' | '∼' => '~',
            '﹪' => '%',
            other => other,
        };
        self.variants.get(&c).copied().unwrap_or(c)
    }

    /// The longest word that begins at `at`: how many characters, and what it means.
    pub(super) fn longest(&self, text: &[char], at: usize) -> Option<(usize, &Word)> {
        let rest = text.get(at..)?;
        let most = self.longest.min(rest.len());
        let mut word: String = rest.iter().take(most).collect();
        for length in (1..=most).rev() {
            if let Some(meaning) = self.lexicon.get(word.as_str()) {
                return Some((length, meaning));
            }
            word.pop();
        }
        None
    }

    /// A sentence or a part of one, by its path.
    pub(super) fn say(&self, section: &str, code: &str) -> Label {
        match code {
            "" if self.say[section].get("zh-Hans").is_some() || self.say[section].is_string() => {
                Label::read(&self.say[section])
            }
            code => Label::read(&self.say[section][code]),
        }
    }

    /// Whether a sentence stands there.
    #[cfg(test)]
    pub(super) fn says(&self, section: &str, code: &str) -> bool {
        !self.say(section, code).is_empty()
    }

    /// Every word with its meaning, in order.
    #[cfg(test)]
    pub(super) fn lexicon(&self) -> impl Iterator<Item = (&String, &Word)> {
        self.lexicon.iter()
    }
}

fn measure(value: &Value) -> Measure {
    let ways = items(&value["ways"]).map(|way| Way {
        units: texts(&way["units"]),
        unit: text_of(&way["unit"]),
        metric: text_of(&way["metric"]),
        params: way["params"].as_object().cloned().unwrap_or_default(),
        kinds: texts(&way["kinds"]),
        scope: text_of(&way["scope"]),
        rule: text_of(&way["rule"]),
        period: text_of(&way["period"]),
        level: way["level"] == true,
        alone: way["alone"] == true,
        never: way["never"] == true,
        take: way["take"] == true,
    });
    Measure {
        name: Label::read(&value["name"]),
        ways: ways.collect(),
        alone: texts(&value["alone_words"]),
        covers: texts(&value["covers"]),
    }
}

fn put(lexicon: &mut Vec<(String, Word)>, list: &Value, word: impl Fn() -> Word) {
    lexicon.extend(texts(list).into_iter().filter(|it| !it.is_empty()).map(|it| (it, word())));
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn texts(list: &Value) -> Vec<String> {
    items(list).map(text_of).collect()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
