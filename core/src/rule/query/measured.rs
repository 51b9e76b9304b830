//! The figures of indicators: the latest there is, or the first, of whom the rule means.

use chrono::NaiveDate;

use crate::calendar::PartialDate;
use crate::log::RecordId;
use crate::record::{Id, Measurement, Plan};
use crate::rule::metric::Finding;
use crate::rule::outcome::{Lack, Unknown};
use crate::sorted::SortedMap;

use super::expr::Figure;
use super::scan::Scan;
use super::select::Select;

type Dated<'a> = (Option<NaiveDate>, Id<Measurement>, &'a Measurement);

/// The latest figure of an indicator up to the end of the period, or the first there is; of several units, added up.
pub(super) fn measured<'a>(
    scan: &Scan<'a>,
    indicator: &str,
    of: Option<&Select>,
    first: bool,
    notes: &mut Finding,
) -> Result<Figure, Lack> {
    let lack = || Lack::Indicator { code: indicator.to_owned() };
    let mut asked: Option<Vec<RecordId>> = None;
    if let Some(select) = of {
        let mut units = Vec::new();
        select.each(scan, None, &mut |found, _| units.push(found.id));
        if units.is_empty() {
            return Err(Lack::Records { kind: select.kind.to_owned() });
        }
        asked = Some(units);
    }
    let mut by_subject: SortedMap<RecordId, Dated<'a>> = SortedMap::new();
    let table = scan.state.measurements();
    for id in scan.shelf.of_kind("measurement") {
        let id = Id::new(*id);
        let Some(row) = table.get(id).filter(|row| row.indicator == indicator) else { continue };
        let Some(subject) = row.subject.filter(|_| value_of(row).is_some()) else { continue };
        let date = row.as_of.map(PartialDate::last_day);
        let started = row.as_of.map(PartialDate::first_day);
        if !first && started.is_some_and(|date| date > scan.window.until) {
            continue;
        }
        let new = (date, id, row);
        let known = by_subject.entry(subject).or_insert(new);
        let later = (known.0, known.1) < (date, id);
        if later != first {
            *known = new;
        }
    }
    let subjects = match asked {
        Some(units) => units,
        None => subjects(scan, by_subject.keys().copied().collect()),
    };
    let (mut milli, mut any, mut open) = (0_i128, false, false);
    for subject in subjects {
        let Some((_, id, row)) = by_subject.get(&subject) else {
            notes.unknowns.push(Unknown::Record(subject));
            open = true;
            continue;
        };
        any = true;
        milli = milli.saturating_add(value_of(row).unwrap_or_default());
        notes.records.push(id.untyped());
    }
    if !any {
        return Err(lack());
    }
    Ok(Figure { milli, whole: milli.rem_euclid(1000) == 0, open, none_of: None })
}

/// Of whom a figure is meant when the rule does not say: the plan itself, else its owner, else everybody measured
/// that the rule looks at.
fn subjects(scan: &Scan<'_>, measured: Vec<RecordId>) -> Vec<RecordId> {
    if let Some(members) = scan.circle.members() {
        return measured.into_iter().filter(|id| members.contains(id)).collect();
    }
    let plan = scan.circle.plan();
    let owner = scan.state.plans().get(Id::<Plan>::new(plan)).and_then(|plan| plan.owner);
    let own = [Some(plan), owner].into_iter().flatten().find(|id| measured.contains(id));
    own.map_or(measured, |own| vec![own])
}

/// The figure of a measurement, in thousandths; a percentage in thousandths of the whole, a plain yes as one.
fn value_of(row: &Measurement) -> Option<i128> {
    let value = row.value.map(|value| i128::from(value.0)).or(row.met.then_some(1000))?;
    Some(if row.unit == "%" { value.div_euclid(100) } else { value })
}
