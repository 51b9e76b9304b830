//! Conditions on a record: on its fields, on those of records it refers to, on records that refer to it.

use chrono::{Datelike, NaiveDate};
use serde_json::Value;

use crate::calendar::day::add_days;
use crate::rule::outcome::Why;

use super::leaf::Leaf;
use super::link::Link;
use super::parse::{Reader, only, texts};
use super::path::Path;
use super::scan::{Found, Scan};

/// A condition on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cond {
    Field {
        path: Path,
        test: Test,
        /// Whether every value has to pass, not just one.
        every: bool,
        /// Only activities of this kind are asked.
        code: Option<String>,
    },
    Linked {
        link: Box<Link>,
        at_least: Option<i64>,
        at_most: Option<i64>,
    },
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
}

/// What the values of a field are tested for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    AnyOf(Vec<String>),
    NoneOf(Vec<String>),
    Filled(bool),
    Is(bool),
    Number {
        at_least: Option<i64>,
        at_most: Option<i64>,
    },
    /// In full years at the end of the period.
    Age {
        at_least: Option<i64>,
        at_most: Option<i64>,
    },
    By(Edge),
    Since(Edge),
    NotAfter {
        other: Path,
        days: i64,
    },
}

/// A day that a date is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    PeriodStart,
    PeriodEnd,
    PlanStart,
    PlanEnd,
}

/// How a record stands to a condition. What is not filled in is unknown, not ruled out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Yes,
    /// Why it does not, where that helps anybody.
    No(Option<Why>),
    /// This field would have to be filled in.
    Unknown(String),
}

const KEYS: [&str; 26] = [
    "field",
    "any_of",
    "none_of",
    "filled",
    "is",
    "at_least",
    "at_most",
    "age_at_least",
    "age_at_most",
    "by",
    "since",
    "not_after_field",
    "days",
    "every",
    "kind",
    "linked",
    "to",
    "in_period",
    "sum",
    "distinct",
    "any",
    "all",
    "not",
    "when",
    "unless",
    "note",
];

impl Cond {
    pub(super) fn read(reader: &mut Reader<'_>, value: &Value, kind: &'static str) -> Option<Self> {
        only(value, &KEYS)?;
        reader.inside(|reader| {
            if value.get("linked").is_some() {
                let link = Link::read(reader, value.get("linked")?, value, kind)?;
                let (at_least, at_most) = bounds(value, "at_least", "at_most")?;
                let at_least = if at_most.is_none() { at_least.or(Some(1)) } else { at_least };
                return Some(Self::Linked { link: Box::new(link), at_least, at_most });
            }
            let mut several = |name: &str| {
                reader.list(value.get(name), |reader, cond| Self::read(reader, cond, kind))
            };
            if value.get("any").is_some() {
                return several("any").map(Self::Any);
            }
            if value.get("all").is_some() {
                return several("all").map(Self::All);
            }
            if let Some(not) = value.get("not") {
                return Self::read(reader, not, kind).map(|not| Self::Not(Box::new(not)));
            }
            Self::of_field(reader, value, kind)
        })
    }

    fn of_field(reader: &mut Reader<'_>, value: &Value, kind: &'static str) -> Option<Self> {
        let path = reader.path(value, "field", kind)?;
        let every = flag(value, "every")?.unwrap_or(false);
        let code = match value.get("kind") {
            None => None,
            Some(code) => Some(code.as_str()?.to_owned()),
        };
        let tests = tests(reader, value, kind)?;
        let mut conds = tests.into_iter().map(|test| Self::Field {
            path: path.clone(),
            test,
            every,
            code: code.clone(),
        });
        let first = conds.next()?;
        let rest: Vec<Self> = conds.collect();
        if rest.is_empty() {
            return Some(first);
        }
        Some(Self::All(std::iter::once(first).chain(rest).collect()))
    }

    /// Whether the record passes.
    pub(super) fn judge<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> Holds {
        match self {
            Self::Field { path, test, every, code } => {
                let other = |code: &String| {
                    found.value.get("kind").and_then(Value::as_str) != Some(code.as_str())
                };
                if code.as_ref().is_some_and(other) {
                    return Holds::Yes;
                }
                test.judge(scan, found, path, *every)
            }
            Self::Linked { link, at_least, at_most } => {
                let has = link.of(scan, found);
                let bound = |bound: &Option<i64>| bound.map(i128::from);
                if bound(at_least).is_some_and(|least| has < least)
                    || bound(at_most).is_some_and(|most| has > most)
                {
                    Holds::No(Some(Why::NothingLinked { kind: link.kind().to_owned() }))
                } else {
                    Holds::Yes
                }
            }
            Self::Any(conds) => any(conds.iter().map(|cond| cond.judge(scan, found))),
            Self::All(conds) => all(conds.iter().map(|cond| cond.judge(scan, found))),
            Self::Not(cond) => match cond.judge(scan, found) {
                Holds::Yes => Holds::No(cond.field().map(|field| Why::WrongForm { field })),
                Holds::No(_) => Holds::Yes,
                unknown @ Holds::Unknown(_) => unknown,
            },
        }
    }

    /// Whether it asks about other activities than the record itself.
    pub(super) fn asks_activities(&self) -> bool {
        match self {
            Self::Field { .. } => false,
            Self::Linked { link, .. } => link.counts_activities(),
            Self::Any(conds) | Self::All(conds) => conds.iter().any(Self::asks_activities),
            Self::Not(cond) => cond.asks_activities(),
        }
    }

    fn field(&self) -> Option<String> {
        let Self::Field { path, .. } = self else { return None };
        Some(path.field())
    }
}

/// Whether all hold; of what does not, the first that is known.
pub(super) fn all(each: impl Iterator<Item = Holds>) -> Holds {
    let mut worst = Holds::Yes;
    for holds in each {
        match holds {
            Holds::Yes => {}
            no @ Holds::No(_) => return no,
            unknown @ Holds::Unknown(_) => {
                if worst == Holds::Yes {
                    worst = unknown;
                }
            }
        }
    }
    worst
}

fn any(each: impl Iterator<Item = Holds>) -> Holds {
    let mut best = Holds::No(None);
    for holds in each {
        match holds {
            Holds::Yes => return Holds::Yes,
            unknown @ Holds::Unknown(_) => {
                if !matches!(best, Holds::Unknown(_)) {
                    best = unknown;
                }
            }
            no @ Holds::No(_) => {
                if best == Holds::No(None) {
                    best = no;
                }
            }
        }
    }
    best
}

fn flag(value: &Value, name: &str) -> Option<Option<bool>> {
    match value.get(name) {
        None => Some(None),
        Some(flag) => flag.as_bool().map(Some),
    }
}

fn number(value: &Value, name: &str) -> Option<Option<i64>> {
    match value.get(name) {
        None => Some(None),
        Some(number) => number.as_i64().map(Some),
    }
}

/// Two bounds, either of which may be missing; none when one is no number.
pub(super) fn bounds(value: &Value, least: &str, most: &str) -> Option<(Option<i64>, Option<i64>)> {
    Some((number(value, least)?, number(value, most)?))
}

/// Every test that a condition names; none when one cannot be read.
fn tests(reader: &mut Reader<'_>, value: &Value, kind: &'static str) -> Option<Vec<Test>> {
    let mut tests = Vec::new();
    for (name, make) in
        [("any_of", Test::AnyOf as fn(Vec<String>) -> Test), ("none_of", Test::NoneOf)]
    {
        if let Some(codes) = value.get(name) {
            tests.push(make(texts(codes)?));
        }
    }
    tests.extend(flag(value, "filled")?.map(Test::Filled));
    tests.extend(flag(value, "is")?.map(Test::Is));
    let (at_least, at_most) = bounds(value, "at_least", "at_most")?;
    if at_least.is_some() || at_most.is_some() {
        tests.push(Test::Number { at_least, at_most });
    }
    let (at_least, at_most) = bounds(value, "age_at_least", "age_at_most")?;
    if at_least.is_some() || at_most.is_some() {
        tests.push(Test::Age { at_least, at_most });
    }
    for (name, make) in [("by", Test::By as fn(Edge) -> Test), ("since", Test::Since)] {
        if let Some(edge) = value.get(name) {
            tests.push(make(Edge::read(edge.as_str()?)?));
        }
    }
    if let Some(other) = reader.maybe_path(value, "not_after_field", kind)? {
        let days = number(value, "days")?.unwrap_or(0);
        tests.push(Test::NotAfter { other, days });
    }
    Some(tests)
}

impl Edge {
    fn read(word: &str) -> Option<Self> {
        Some(match word {
            "period_start" => Self::PeriodStart,
            "period_end" => Self::PeriodEnd,
            "plan_start" => Self::PlanStart,
            "plan_end" => Self::PlanEnd,
            _ => return None,
        })
    }

    fn day(self, scan: &Scan<'_>) -> NaiveDate {
        match self {
            Self::PeriodStart => scan.window.from,
            Self::PeriodEnd => scan.window.until,
            Self::PlanStart => scan.span.from,
            Self::PlanEnd => scan.span.to,
        }
    }
}

impl Test {
    fn judge<'a>(&self, scan: &Scan<'a>, found: &Found<'a>, path: &Path, every: bool) -> Holds {
        let (mut any, mut passed, mut failed) = (false, false, false);
        let mut limit = None;
        if let Self::NotAfter { other, days } = self {
            let Some(date) = other.date(scan, found) else { return Holds::Unknown(other.field()) };
            limit = Some(add_days(date, *days));
        }
        path.each(scan, found, &mut |leaf| {
            let Some(passes) = self.passes(scan, &leaf, limit) else { return };
            any = true;
            passed |= passes;
            failed |= !passes;
        });
        let field = path.field();
        if let Self::Filled(wanted) = self {
            return match (any == *wanted, *wanted) {
                (true, _) => Holds::Yes,
                (false, true) => Holds::No(Some(Why::FieldEmpty { field })),
                (false, false) => Holds::No(Some(Why::WrongForm { field })),
            };
        }
        let none = matches!(self, Self::NoneOf(_));
        if !any && !none {
            // A field that is yes or no and was never touched is no.
            let Self::Is(wanted) = self else { return Holds::Unknown(field) };
            return no_unless(!wanted, field);
        }
        no_unless(if every || none { !failed } else { passed }, field)
    }

    /// Whether one value passes; none when it says nothing about the matter.
    fn passes(&self, scan: &Scan<'_>, leaf: &Leaf<'_>, limit: Option<NaiveDate>) -> Option<bool> {
        let within = |number: i64, least: &Option<i64>, most: &Option<i64>| {
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
        };
        match self {
            Self::AnyOf(codes) => Some(is_one(leaf, codes)),
            Self::NoneOf(codes) => Some(!is_one(leaf, codes)),
            Self::Filled(_) => Some(*leaf != Leaf::Flag(false)).filter(|filled| *filled),
            Self::Is(wanted) => {
                let Leaf::Flag(flag) = leaf else { return None };
                Some(flag == wanted)
            }
            Self::Number { at_least, at_most } => {
                let Leaf::Number(number, _) = leaf else { return None };
                Some(within(*number, at_least, at_most))
            }
            Self::Age { at_least, at_most } => {
                let age = age(leaf.first_day()?, scan.window.until);
                Some(within(age, at_least, at_most))
            }
            Self::By(edge) => Some(leaf.date()? <= edge.day(scan)),
            Self::Since(edge) => Some(leaf.first_day()? >= edge.day(scan)),
            Self::NotAfter { .. } => Some(leaf.date()? <= limit?),
        }
    }
}

fn is_one(leaf: &Leaf<'_>, codes: &[String]) -> bool {
    if let Leaf::Text(text) = leaf {
        return codes.iter().any(|code| *code == **text);
    }
    codes.contains(&leaf.word())
}

fn no_unless(holds: bool, field: String) -> Holds {
    if holds { Holds::Yes } else { Holds::No(Some(Why::WrongForm { field })) }
}

/// Full years from a birthday to a day.
fn age(born: NaiveDate, on: NaiveDate) -> i64 {
    let before = (on.month(), on.day()) < (born.month(), born.day());
    i64::from(on.year()) - i64::from(born.year()) - i64::from(before)
}
