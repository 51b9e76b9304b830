//! The metrics of the query language, each a finding with its reasons.

use serde_json::Value;

use crate::label::Label;
use crate::log::RecordId;
use crate::record::{Decimal, Rule};
use crate::rule::amount::Amount;
use crate::rule::metric::{Ask, Finding, Work};
use crate::rule::outcome::{Lack, Part, Unknown, Why};
use crate::rule::settings::Settings;
use crate::sorted::{sort, sort_by_key};

use super::cond::{Cond, Holds, all};
use super::dates::{Deadline, milestone, overdue};
use super::expr::{Expr, fit};
use super::link::Link;
use super::memo::Extra;
use super::parse::{Reader, Reads, settled};
use super::parts::Parts;
use super::path::Path;
use super::scan::{Found, Scan};
use super::select::Select;

/// A metric of the query language, read out of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Query {
    asked: Asked,
    beside: Vec<Beside>,
    /// What it reads.
    pub(in crate::rule) reads: Reads,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Asked {
    Figure(Expr),
    Coverage { of: Select, met: Vec<Cond> },
    Least { of: Select, each: Link },
    Ratio { part: Expr, whole: Expr },
    Growth { now: Expr, base: Expr, absolute: bool },
    Milestone { of: Select, at: Path, deadline: Deadline },
    Overdue { of: Select, due: Path, done: Path },
    Parts(Parts),
}

/// A figure shown beside the rule's own, never judged.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Beside {
    code: String,
    label: Label,
    unit: String,
    value: Expr,
}

impl Query {
    /// Whether the language has a metric of this name.
    pub(in crate::rule) fn knows(metric: &str) -> bool {
        const NAMES: [&str; 8] =
            ["figure", "coverage", "least", "ratio", "growth", "milestone", "overdue", "parts"];
        NAMES.contains(&metric)
    }

    /// Reads a rule's query; none when it is not the language, too large, or speaks of what does not exist.
    pub(in crate::rule) fn read(rule: &Rule, settings: &Settings) -> Option<Self> {
        let params = settled(&rule.params, settings)?;
        let kinds: Vec<String> = rule.kinds.iter().cloned().collect();
        let mut reader = Reader::new(&kinds);
        let asked = Asked::read(&mut reader, rule, &params, settings)?;
        let beside = reader.list(params.get("beside"), |reader, value| {
            Some(Beside {
                code: value.get("code")?.as_str()?.to_owned(),
                label: value.get("label").map(Label::read).unwrap_or_default(),
                unit: value.get("unit").and_then(Value::as_str).unwrap_or(&rule.unit).to_owned(),
                value: Expr::read(reader, value.get("value")?)?,
            })
        })?;
        let mut reads = reader.reads;
        if let Asked::Parts(parts) = &asked {
            reads.join(&parts.reads());
        }
        Some(Self { asked, beside, reads })
    }

    /// The threshold of a rule that gives none: of several parts, all of them.
    pub(in crate::rule) fn implied(&self, unit: &str) -> Option<Decimal> {
        let Asked::Parts(parts) = &self.asked else { return None };
        Some(if unit == crate::rule::SHARE { Decimal(1000) } else { parts.all() })
    }

    /// Measures one period.
    pub(in crate::rule) fn measure(&self, ask: &Ask<'_, '_>) -> Finding {
        let scan = ask.scan();
        let mut finding = match &self.asked {
            Asked::Figure(value) => figure(&scan, value, ask),
            Asked::Coverage { of, met } => coverage(&scan, of, met),
            Asked::Least { of, each } => least(&scan, of, each, ask),
            Asked::Ratio { part, whole } => ratio(&scan, part, whole, ask),
            Asked::Growth { now, base, absolute } => growth(&scan, (now, base), *absolute, ask),
            Asked::Milestone { of, at, deadline } => milestone(&scan, of, at, deadline, ask),
            Asked::Overdue { of, due, done } => overdue(&scan, of, due, done),
            Asked::Parts(parts) => parts.measure(ask),
        };
        finding.beside = self.beside.iter().map(|beside| beside.show(&scan)).collect();
        tidy(&mut finding);
        finding
    }
}

/// Each record counts once, and none both counts and nearly counts.
fn tidy(finding: &mut Finding) {
    sort(&mut finding.records);
    finding.records.dedup();
    let records = &finding.records;
    if !records.is_empty() {
        finding.nearly.retain(|nearly| records.binary_search(&nearly.record).is_err());
    }
    sort_by_key(&mut finding.nearly, |nearly| nearly.record);
    sort(&mut finding.unknowns);
    finding.unknowns.dedup();
}

impl Asked {
    fn read(
        reader: &mut Reader<'_>,
        rule: &Rule,
        params: &Value,
        settings: &Settings,
    ) -> Option<Self> {
        let mut expr = |name: &str| Expr::read(reader, params.get(name)?);
        Some(match rule.metric.as_str() {
            "figure" => Self::Figure(expr("value")?),
            "ratio" => Self::Ratio { part: expr("part")?, whole: expr("whole")? },
            "growth" => {
                let absolute = match params.get("as").and_then(Value::as_str) {
                    None | Some("share") => false,
                    Some("absolute") => true,
                    Some(_) => return None,
                };
                Self::Growth { now: expr("now")?, base: expr("base")?, absolute }
            }
            "coverage" => {
                let of = Select::read(reader, params.get("of")?, None)?;
                let kind = of.kind;
                let met = reader
                    .list(params.get("met"), |reader, cond| Cond::read(reader, cond, kind))?;
                Self::Coverage { of, met }
            }
            "least" => {
                let of = Select::read(reader, params.get("of")?, None)?;
                let each = Link::read(reader, params.get("each")?, params, of.kind)?;
                Self::Least { of, each }
            }
            "milestone" => {
                let of = Select::read(reader, params.get("of")?, None)?;
                let at = reader.path(params, "at", of.kind)?;
                let deadline = match params.get("by") {
                    Some(by) => Deadline::read(by)?,
                    None => Deadline::Planned(reader.path(params, "planned", of.kind)?),
                };
                Self::Milestone { of, at, deadline }
            }
            "overdue" => {
                let of = Select::read(reader, params.get("of")?, None)?;
                let due = reader.path(params, "due", of.kind)?;
                let done = reader.path(params, "done", of.kind)?;
                Self::Overdue { of, due, done }
            }
            "parts" => Self::Parts(Parts::read(rule, params.get("parts")?, settings)?),
            _ => return None,
        })
    }
}

impl Beside {
    fn show(&self, scan: &Scan<'_>) -> Part {
        let figure = self.value.figure(scan, &mut Finding::new(Work::Desk));
        Part {
            code: self.code.clone(),
            label: self.label.clone(),
            unit: self.unit.clone(),
            amount: figure.as_ref().ok().map(|figure| figure.amount(&self.unit)),
            lack: figure.err(),
            target: None,
            upper: None,
            comparator: None,
            verdict: None,
        }
    }
}

fn figure(scan: &Scan<'_>, value: &Expr, ask: &Ask<'_, '_>) -> Finding {
    let mut finding = Finding::new(value.work(ask.unit));
    match value.figure(scan, &mut finding) {
        Err(lack) => finding.lack = Some(lack),
        Ok(figure) => {
            let amount = figure.amount(ask.unit);
            match figure.none_of.filter(|_| !ask.holds(amount)) {
                // Of what there is, not one is recorded: nobody has looked yet.
                Some(kind) => finding.lack = Some(Lack::Records { kind: kind.to_owned() }),
                None => finding.amount = Some(amount),
            }
            finding.uncertain = figure.open || !finding.unknowns.is_empty();
            if finding.uncertain {
                finding.best = Some(Amount::Whole(i64::MAX));
            }
        }
    }
    finding.falls = !value.grows();
    finding
}

fn coverage(scan: &Scan<'_>, of: &Select, met: &[Cond]) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let (mut total, mut unknown, mut field) = (0, 0, String::new());
    let mut weigh =
        |found: &Found<'_>| Extra::Met(all(met.iter().map(|cond| cond.judge(scan, found))));
    let mut tell = |id: RecordId, extra: &Extra, finding: Option<&mut Finding>| {
        let (Some(finding), Extra::Met(holds)) = (finding, extra) else { return };
        total += 1;
        match holds {
            Holds::Yes => finding.records.push(id),
            Holds::No(why) => finding.nearly(id, why.clone().unwrap_or(Why::BelowStandard)),
            Holds::Unknown(lacking) => {
                unknown += 1;
                finding.unknowns.push(Unknown::Record(id));
                finding.nearly(id, Why::FieldEmpty { field: lacking.clone() });
                if field.is_empty() || *lacking < field {
                    field.clone_from(lacking);
                }
            }
        }
    };
    if met.iter().any(Cond::asks_activities) {
        of.each(scan, Some(&mut finding), &mut |found, finding| {
            tell(found.id, &weigh(&found), finding);
        });
    } else {
        of.each_kept(scan, Some(&mut finding), &mut weigh, &mut tell);
    }
    let good = finding.records.len();
    if total == 0 {
        finding.lack = Some(Lack::Records { kind: of.kind.to_owned() });
    } else if unknown == total {
        finding.lack = Some(Lack::Values { kind: of.kind.to_owned(), field });
    } else {
        finding.amount = Amount::share(good, total);
        finding.best = crate::rule::share::best(good, unknown, total);
        finding.uncertain = unknown > 0;
    }
    finding
}

fn least(scan: &Scan<'_>, of: &Select, each: &Link, ask: &Ask<'_, '_>) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let mut units: Vec<(RecordId, i128)> = Vec::new();
    of.each(scan, Some(&mut finding), &mut |found, _| {
        units.push((found.id, each.of(scan, &found)));
    });
    let Some(lowest) = units.iter().map(|(_, has)| *has).min() else {
        finding.lack = Some(Lack::Records { kind: of.kind.to_owned() });
        return finding;
    };
    finding.amount = Some(Amount::Whole(fit(lowest)));
    for (unit, has) in units {
        let amount = Amount::Whole(fit(has));
        if ask.holds(amount) {
            finding.records.push(unit);
        } else {
            finding.nearly(unit, Why::Fewer { has: fit(has) });
        }
    }
    finding
}

fn ratio(scan: &Scan<'_>, part: &Expr, whole: &Expr, ask: &Ask<'_, '_>) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let mut other = Finding::new(Work::Desk);
    let above = part.figure(scan, &mut finding);
    let below = whole.figure(scan, &mut other);
    finding.unknowns.append(&mut other.unknowns);
    finding.nearly.append(&mut other.nearly);
    finding.uncertain = !finding.unknowns.is_empty();
    finding.falls = true;
    match (above, below) {
        (Err(lack), _) | (_, Err(lack)) => finding.lack = Some(lack),
        (Ok(_), Ok(below)) if below.milli <= 0 => {
            finding.lack = Some(
                below.none_of.map_or(Lack::Whole, |kind| Lack::Records { kind: kind.to_owned() }),
            );
        }
        (Ok(above), Ok(below)) => {
            let counts = above.whole && below.whole && (0..=below.milli).contains(&above.milli);
            finding.amount = Some(if ask.is_share() && counts {
                let (part, of) =
                    (fit(above.milli.div_euclid(1000)), fit(below.milli.div_euclid(1000)));
                Amount::Share { part, of: of.max(1) }
            } else {
                Amount::ratio(above.milli, below.milli, ask.is_share())
            });
            if finding.uncertain {
                finding.best = Some(Amount::Whole(i64::MAX));
            }
        }
    }
    finding
}

fn growth(
    scan: &Scan<'_>,
    (now, base): (&Expr, &Expr),
    absolute: bool,
    ask: &Ask<'_, '_>,
) -> Finding {
    let mut finding = Finding::new(Work::Fixed);
    finding.falls = true;
    let (now, base) = (now.figure(scan, &mut finding), base.figure(scan, &mut finding));
    match (now, base) {
        (Err(lack), _) | (_, Err(lack)) => finding.lack = Some(lack),
        (Ok(now), Ok(base)) => {
            let mut more = now.clone();
            more.milli = now.milli.saturating_sub(base.milli);
            more.whole &= base.whole;
            finding.uncertain = now.open || base.open;
            if absolute {
                finding.amount = Some(more.amount(ask.unit));
            } else if base.milli > 0 {
                finding.amount = Some(Amount::ratio(more.milli, base.milli, ask.is_share()));
            } else {
                finding.lack = Some(Lack::Whole);
            }
            if finding.uncertain {
                finding.best = Some(Amount::Whole(i64::MAX));
            }
        }
    }
    finding
}
