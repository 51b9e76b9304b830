//! How many records speak about a record, or what they add up to: counted for all at once.

use serde_json::Value;

use crate::calendar::day::add_days;
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::Id;
use crate::sorted::sort;

use super::leaf::Leaf;
use super::memo::Extra;
use super::parse::Reader;
use super::path::Path;
use super::scan::{Found, Scan};
use super::select::Select;

/// Records of a selection, by the records that one of their fields names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Link {
    slot: usize,
    select: Select,
    by: Path,
    /// What of the record that is asked they have to name: the record itself, or what this leads to.
    to: Option<Path>,
    weigh: Weigh,
}

/// What a linked record counts for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Weigh {
    One,
    /// What stands in this field, as it is stored.
    Sum(Path),
    /// The days between two dates, both included; without an end until now.
    Days(Path, Path),
    /// One for each different value.
    Distinct(Path),
}

impl Weigh {
    fn read(reader: &mut Reader<'_>, value: &Value, kind: &'static str) -> Option<Self> {
        if let Some(sum) = reader.maybe_path(value, "sum", kind)? {
            return Some(Self::Sum(sum));
        }
        if let Some(distinct) = reader.maybe_path(value, "distinct", kind)? {
            return Some(Self::Distinct(distinct));
        }
        match value.get("days").and_then(Value::as_array) {
            None => Some(Self::One),
            Some(ends) => days(reader, ends, kind).map(|(from, to)| Self::Days(from, to)),
        }
    }
}

/// The two ends of a span of days.
pub(super) fn days(
    reader: &mut Reader<'_>,
    ends: &[Value],
    kind: &'static str,
) -> Option<(Path, Path)> {
    let [from, to] = ends else { return None };
    Some((Path::read(reader, from.as_str()?, kind)?, Path::read(reader, to.as_str()?, kind)?))
}

/// How many days of a span have passed by the end of the period; nothing without a beginning.
pub(super) fn length<'a>(
    scan: &Scan<'a>,
    found: &Found<'a>,
    (from, to): (&Path, &Path),
) -> Option<i64> {
    let mut first = None;
    from.each(scan, found, &mut |leaf| first = first.or(leaf.first_day()));
    let last = to.date(scan, found).unwrap_or(scan.window.until).min(scan.window.until);
    Some((add_days(last, 1) - first?).num_days().max(0))
}

impl Link {
    /// Reads a link from records of `kind`: the selection, and beside it `by`, `to`, `in_period` and the weight.
    pub(in crate::rule) fn read(
        reader: &mut Reader<'_>,
        select: &Value,
        beside: &Value,
        kind: &'static str,
    ) -> Option<Self> {
        let select = Select::read(reader, select, beside.get("in_period"))?;
        let by = reader.path(beside, "by", select.kind)?;
        let to = reader.maybe_path(beside, "to", kind)?;
        let weigh = Weigh::read(reader, beside, select.kind)?;
        Some(Self { slot: reader.slot(), select, by, to, weigh })
    }

    /// The kind of the records that are counted.
    pub(in crate::rule) const fn kind(&self) -> &'static str {
        self.select.kind
    }

    /// What is counted for a record.
    pub(in crate::rule) fn of<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> i128 {
        let counted = scan.counted(self.slot, || self.count(scan));
        let Some(to) = &self.to else {
            return counted.get(found.id.bits()).copied().unwrap_or_default();
        };
        let mut ids: Vec<RecordId> = to.leaves(scan, found).iter().filter_map(Leaf::id).collect();
        sort(&mut ids);
        ids.dedup();
        ids.iter().filter_map(|id| counted.get(id.bits())).sum()
    }

    fn count(&self, scan: &Scan<'_>) -> Numbered<i128> {
        let mut counted: Numbered<i128> = Numbered::default();
        let mut words: Vec<(RecordId, String)> = Vec::new();
        let mut add = |id: RecordId, weight: i128| {
            if let Some(sum) = counted.or_default(id.bits()) {
                *sum = sum.saturating_add(weight);
            }
        };
        let mut weigh = |found: &Found<'_>| self.extra(scan, found);
        self.select.each_kept(scan, None, &mut weigh, &mut |_, extra, _| match extra {
            Extra::About(about, weight) => about.iter().for_each(|id| add(*id, *weight)),
            Extra::Words(all) => words.extend(all.iter().cloned()),
            Extra::Weight(..) | Extra::Heads(_) | Extra::Met(_) | Extra::Nothing => {}
        });
        sort(&mut words);
        words.dedup();
        words.into_iter().for_each(|(id, _)| add(id, 1));
        counted
    }

    /// Which records a linked one is about, and what it counts for them.
    fn extra<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> Extra {
        let mut about: Vec<RecordId> =
            self.by.leaves(scan, found).iter().filter_map(Leaf::id).collect();
        sort(&mut about);
        about.dedup();
        let Weigh::Distinct(path) = &self.weigh else {
            return Extra::About(about, self.weight(scan, found));
        };
        let mut words = Vec::new();
        path.each(scan, found, &mut |leaf| {
            let word = leaf.word();
            words.extend(about.iter().map(|id| (*id, word.clone())));
        });
        Extra::Words(words)
    }

    /// Whether it counts activities, or asks about them on the way.
    pub(super) fn counts_activities(&self) -> bool {
        self.select.asks_activities()
    }

    fn weight<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> i128 {
        match &self.weigh {
            Weigh::One | Weigh::Distinct(_) => 1,
            Weigh::Sum(path) => {
                let mut sum = 0_i128;
                path.each(scan, found, &mut |leaf| {
                    if let Leaf::Number(number, _) = leaf {
                        sum = sum.saturating_add(i128::from(number));
                    }
                });
                sum
            }
            Weigh::Days(from, to) => length(scan, found, (from, to)).map_or(0, i128::from),
        }
    }
}

/// A value that is counted: what tells it from others, how often it counts, whether it stands for a group.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) word: String,
    pub(super) count: i64,
    pub(super) group: bool,
}

/// The values a path leads to, to be counted. Participants are people, and counted groups of people; a key that names
/// neither is none.
pub(super) fn heads<'a>(scan: &Scan<'a>, found: &Found<'a>, path: &Path) -> Vec<Head> {
    let people = path.text == "participants";
    let group = |key: &str| {
        let participants = found.value.get("participants").filter(|_| people)?;
        participants.get(key)?.get("count")?.as_i64()
    };
    let mut heads = Vec::new();
    path.each(scan, found, &mut |leaf| {
        let word = leaf.word();
        let count = group(&word);
        let person = leaf.id().is_some_and(|id| scan.state.people().find(Id::new(id)).is_some());
        if count.is_some() || !people || person {
            let group = count.is_some() && !person;
            heads.push(Head { word, count: count.unwrap_or(1).max(0), group });
        }
    });
    heads
}
