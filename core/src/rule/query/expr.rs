//! Figures worked out of records: counted, added up, measured, set against each other. Exact, in thousandths of the
//! rule's unit.

use serde_json::Value;

use crate::record::{Decimal, Hours};
use crate::rule::SHARE;
use crate::rule::amount::{Amount, int};
use crate::rule::metric::{Finding, Work};
use crate::rule::outcome::{Lack, Unknown};
use crate::sorted::sort;

use super::leaf::{Leaf, Unit};
use super::link::{days, heads, length};
use super::measured::measured;
use super::memo::Extra;
use super::parse::{Reader, kind_of, only};
use super::path::Path;
use super::scan::{Found, Scan};
use super::select::Select;

/// A figure that can be worked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) enum Expr {
    Count(Select),
    Distinct(Path, Select),
    Total(Path, Select),
    Sum(Path, Select),
    Days(Path, Path, Select),
    Measured { indicator: String, of: Option<Select>, first: bool },
    Number(i64),
    Plus(Vec<Self>),
    Minus(Box<Self>, Box<Self>),
    Times(Box<Self>, i64),
    Previous(Box<Self>),
}

/// What a figure came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Figure {
    /// In thousandths of the unit.
    pub(in crate::rule) milli: i128,
    /// Whether it counts whole things.
    pub(in crate::rule) whole: bool,
    /// Whether it would be higher were everything known.
    pub(in crate::rule) open: bool,
    /// The kind of which not one record is there, when that is so.
    pub(in crate::rule) none_of: Option<&'static str>,
}

impl Figure {
    const fn of(milli: i128, whole: bool) -> Self {
        Self { milli, whole, open: false, none_of: None }
    }

    /// The value in the unit of a rule.
    pub(in crate::rule) fn amount(&self, unit: &str) -> Amount {
        if unit == "class_hour" {
            return Amount::Hours(Hours(fit(self.milli.div_euclid(10))));
        }
        if unit == SHARE {
            return Amount::ratio(self.milli, 1000, true);
        }
        if self.whole && self.milli.rem_euclid(1000) == 0 {
            return Amount::Whole(fit(self.milli.div_euclid(1000)));
        }
        Amount::Decimal(Decimal(fit(self.milli)))
    }
}

/// As near as the integers of records come.
pub(in crate::rule) fn fit(number: i128) -> i64 {
    i64::try_from(number).unwrap_or(if number < 0 { i64::MIN + 1 } else { i64::MAX })
}

/// What a figure may be; an object that names several is the first of them, and then has a word too many.
const NAMES: [&str; 12] = [
    "count", "distinct", "total", "sum", "days", "latest", "baseline", "number", "plus", "minus",
    "times", "previous",
];

impl Expr {
    pub(in crate::rule) fn read(reader: &mut Reader<'_>, value: &Value) -> Option<Self> {
        let name = NAMES.into_iter().find(|name| value.get(name).is_some())?;
        let inner = value.get(name)?;
        reader.inside(|reader| match name {
            "distinct" | "total" | "sum" | "days" => {
                only(value, &[name, "in"])?;
                Self::over(reader, name, inner, value.get("in")?)
            }
            "latest" | "baseline" => {
                only(value, &[name, "of"])?;
                Self::measured(reader, value, name)
            }
            _ => {
                only(value, &[name])?;
                Self::plain(reader, name, inner)
            }
        })
    }

    /// What is worked out of other figures, or needs no field.
    fn plain(reader: &mut Reader<'_>, name: &str, inner: &Value) -> Option<Self> {
        let pair = || inner.as_array().filter(|both| both.len() == 2);
        match name {
            "count" => Select::read(reader, inner, None).map(Self::Count),
            "number" => inner.as_i64().map(Self::Number),
            "plus" => {
                let all = reader.list(Some(inner), Self::read)?;
                (!all.is_empty()).then_some(Self::Plus(all))
            }
            "minus" => {
                let [one, other] = pair()?.as_slice() else { return None };
                let (one, other) = (Self::read(reader, one)?, Self::read(reader, other)?);
                Some(Self::Minus(Box::new(one), Box::new(other)))
            }
            "times" => {
                let [one, by] = pair()?.as_slice() else { return None };
                let by = by.as_i64()?;
                Self::read(reader, one).map(|one| Self::Times(Box::new(one), by))
            }
            _ => {
                let inner = Self::read(reader, inner)?;
                reader.reads.undated = true;
                Some(Self::Previous(Box::new(inner)))
            }
        }
    }

    /// What goes through the records of a selection and looks at a field.
    fn over(reader: &mut Reader<'_>, name: &str, field: &Value, select: &Value) -> Option<Self> {
        let kind = kind_of(select)?;
        if name == "days" {
            let (from, to) = days(reader, field.as_array()?, kind)?;
            return Select::read(reader, select, None).map(|it| Self::Days(from, to, it));
        }
        let path = Path::read(reader, field.as_str()?, kind)?;
        if path.text == "participants" {
            reader.reads.read("person");
        }
        let select = Select::read(reader, select, None)?;
        Some(match name {
            "distinct" => Self::Distinct(path, select),
            "total" => Self::Total(path, select),
            _ => Self::Sum(path, select),
        })
    }

    fn measured(reader: &mut Reader<'_>, value: &Value, name: &str) -> Option<Self> {
        let indicator = value.get(name)?.as_str().filter(|code| !code.is_empty())?.to_owned();
        reader.reads.read("measurement");
        let of = match value.get("of") {
            None | Some(Value::Null) => None,
            Some(select) => Some(Select::read(reader, select, None)?),
        };
        Some(Self::Measured { indicator, of, first: name == "baseline" })
    }

    /// Works it out; what it is made of goes into `notes`.
    pub(in crate::rule) fn figure(
        &self,
        scan: &Scan<'_>,
        notes: &mut Finding,
    ) -> Result<Figure, Lack> {
        match self {
            Self::Count(select) => Ok(counted(scan, select, notes, |_| Some(1000))),
            Self::Distinct(path, select) => Ok(distinct(scan, path, select, notes)),
            Self::Total(path, select) => Ok(total(scan, path, select, notes)),
            Self::Sum(path, select) => sum(scan, path, select, notes),
            Self::Days(from, to, select) => Ok(counted(scan, select, notes, |found| {
                length(scan, found, (from, to)).map(|days| i128::from(days) * 1000)
            })),
            Self::Measured { indicator, of, first } => {
                measured(scan, indicator, of.as_ref(), *first, notes)
            }
            Self::Number(number) => Ok(Figure::of(i128::from(*number), number % 1000 == 0)),
            Self::Plus(all) => {
                let mut sum = Figure::of(0, true);
                for one in all {
                    let one = one.figure(scan, notes)?;
                    sum = both(sum, &one, i128::saturating_add);
                }
                Ok(sum)
            }
            Self::Minus(one, other) => {
                let (one, other) = (one.figure(scan, notes)?, other.figure(scan, notes)?);
                Ok(both(one, &other, i128::saturating_sub))
            }
            Self::Times(inner, by) => {
                let inner = inner.figure(scan, notes)?;
                let milli = inner.milli.saturating_mul(i128::from(*by)).div_euclid(1000);
                Ok(Figure { milli, whole: inner.whole && by % 1000 == 0, ..inner })
            }
            Self::Previous(inner) => {
                let before = scan.before().ok_or(Lack::Earlier)?;
                inner.figure(&scan.in_window(before), &mut Finding::new(Work::Desk))
            }
        }
    }

    /// How what is missing can be made good.
    pub(in crate::rule) fn work(&self, unit: &str) -> Work {
        let Some(select) = self.selection() else { return Work::Fixed };
        if select.is_events() && matches!(self, Self::Count(_)) && unit == "time" {
            return Work::Events;
        }
        if select.is_events() && matches!(self, Self::Sum(..)) && unit == "class_hour" {
            return Work::Hours;
        }
        if select.is_flow() { Work::Desk } else { Work::Fixed }
    }

    /// The records that it goes through itself.
    const fn selection(&self) -> Option<&Select> {
        match self {
            Self::Count(select)
            | Self::Distinct(_, select)
            | Self::Total(_, select)
            | Self::Sum(_, select)
            | Self::Days(_, _, select) => Some(select),
            Self::Measured { .. }
            | Self::Number(_)
            | Self::Plus(_)
            | Self::Minus(..)
            | Self::Times(..)
            | Self::Previous(_) => None,
        }
    }

    /// Whether it can only grow while a period lasts.
    pub(in crate::rule) fn grows(&self) -> bool {
        match self {
            Self::Count(select) | Self::Distinct(_, select) | Self::Total(_, select) => {
                select.is_flow()
            }
            Self::Plus(all) => all.iter().all(Self::grows),
            Self::Number(_) => true,
            Self::Sum(..)
            | Self::Days(..)
            | Self::Measured { .. }
            | Self::Minus(..)
            | Self::Times(..)
            | Self::Previous(_) => false,
        }
    }
}

fn both(one: Figure, other: &Figure, how: fn(i128, i128) -> i128) -> Figure {
    Figure {
        milli: how(one.milli, other.milli),
        whole: one.whole && other.whole,
        open: one.open || other.open,
        none_of: one.none_of.or(other.none_of),
    }
}

/// Adds up what each record of a selection counts for; one that does not say is unknown.
fn counted<'a>(
    scan: &Scan<'a>,
    select: &Select,
    notes: &mut Finding,
    mut weigh: impl FnMut(&Found<'a>) -> Option<i128>,
) -> Figure {
    let weigh = |found: &Found<'a>| Extra::Weight(weigh(found), true);
    added(scan, select, notes, weigh, &mut |_| {}).0
}

/// The same for anything that is worked out of a record; says also whether anything was known at all.
fn added<'a>(
    scan: &Scan<'a>,
    select: &Select,
    notes: &mut Finding,
    mut weigh: impl FnMut(&Found<'a>) -> Extra,
    tell: &mut dyn FnMut(&Extra),
) -> (Figure, bool) {
    let before = notes.unknowns.len();
    let (mut milli, mut any, mut known, mut whole) = (0_i128, false, false, true);
    select.each_kept(scan, Some(notes), &mut weigh, &mut |id, extra, notes| {
        any = true;
        let Some(notes) = notes else { return };
        let says = match extra {
            Extra::Weight(Some(weight), units) => {
                milli = milli.saturating_add(*weight);
                whole &= units;
                true
            }
            Extra::Heads(heads) => !heads.is_empty(),
            Extra::Weight(None, _)
            | Extra::Met(_)
            | Extra::About(..)
            | Extra::Words(_)
            | Extra::Nothing => false,
        };
        if says {
            known = true;
            tell(extra);
            notes.records.push(id);
        } else {
            notes.unknowns.push(Unknown::Record(id));
        }
    });
    let none = !any && !select.is_flow() && !select.any(scan);
    let open = notes.unknowns.len() > before;
    (Figure { milli, whole, open, none_of: none.then_some(select.kind) }, known || !any)
}

/// How many different values there are.
fn distinct(scan: &Scan<'_>, path: &Path, select: &Select, notes: &mut Finding) -> Figure {
    let mut words: Vec<String> = Vec::new();
    let weigh = |found: &Found<'_>| Extra::Heads(heads(scan, found, path));
    let (mut found, _) = added(scan, select, notes, weigh, &mut |extra| {
        if let Extra::Heads(heads) = extra {
            words.extend(heads.iter().filter(|head| !head.group).map(|head| head.word.clone()));
        }
    });
    sort(&mut words);
    words.dedup();
    found.milli = i128::from(int(words.len())) * 1000;
    found
}

/// How many values there are, however often the same.
fn total(scan: &Scan<'_>, path: &Path, select: &Select, notes: &mut Finding) -> Figure {
    counted(scan, select, notes, |found| {
        let heads = heads(scan, found, path);
        let sum = heads.iter().fold(0_i64, |sum, head| sum.saturating_add(head.count));
        (!heads.is_empty()).then_some(i128::from(sum) * 1000)
    })
}

/// The sum of a field, each value in thousandths of its unit.
fn sum(scan: &Scan<'_>, path: &Path, select: &Select, notes: &mut Finding) -> Result<Figure, Lack> {
    let weigh = |found: &Found<'_>| {
        let (mut sum, mut whole) = (None, true);
        path.each(scan, found, &mut |leaf| {
            let Leaf::Number(number, unit) = leaf else { return };
            if let Some(milli) = thousandths(scan, number, unit) {
                whole &= unit == Unit::Whole;
                sum = Some(sum.unwrap_or(0_i128).saturating_add(milli));
            }
        });
        Extra::Weight(sum, whole)
    };
    let (sum, known) = added(scan, select, notes, weigh, &mut |_| {});
    if known {
        return Ok(sum);
    }
    Err(Lack::Values { kind: select.kind.to_owned(), field: path.text.clone() })
}

/// A stored number in thousandths of its unit; minutes as class hours where the rule asks for those, if the workbook
/// says how long one is.
fn thousandths(scan: &Scan<'_>, number: i64, unit: Unit) -> Option<i128> {
    let number = i128::from(number);
    Some(match unit {
        Unit::Whole => number * 1000,
        Unit::Hours | Unit::Fen => number * 10,
        Unit::Thousandths => number,
        Unit::Minutes if scan.unit == "class_hour" => {
            let workbook = scan.state.workspace().map(|(_, workbook)| workbook);
            let long = workbook.and_then(|it| it.class_minutes).filter(|minutes| *minutes > 0)?;
            (number * 1000).div_euclid(i128::from(long))
        }
        Unit::Minutes => number * 1000,
    })
}
