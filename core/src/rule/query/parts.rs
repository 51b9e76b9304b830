//! A rule made of several figures, each judged by itself: "79 households, 278 people".

use serde_json::Value;

use crate::label::Label;
use crate::record::{Decimal, Rule};
use crate::rule::amount::{Amount, int};
use crate::rule::metric::{Ask, Finding, Metric, Work};
use crate::rule::outcome::{Comparator, Lack, Part, Unknown, Verdict};
use crate::rule::settings::Settings;
use crate::sorted::SortedMap;

use super::parse::{Reads, texts};

/// A rule has at most so many parts.
const MOST_PARTS: usize = 40;

/// The parts of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Parts(Vec<One>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct One {
    code: String,
    label: Label,
    metric: Metric,
    comparator: Comparator,
    threshold: Option<Decimal>,
    upper: Option<Decimal>,
    unit: String,
}

impl Parts {
    /// Reads the parts of `rule`; none when one of them cannot be read, or is itself made of parts.
    pub(in crate::rule) fn read(rule: &Rule, parts: &Value, settings: &Settings) -> Option<Self> {
        let parts = parts.as_array().filter(|all| (1..=MOST_PARTS).contains(&all.len()))?;
        parts.iter().map(|part| One::read(rule, part, settings)).collect::<Option<_>>().map(Self)
    }

    /// What all of them read.
    pub(in crate::rule) fn reads(&self) -> Reads {
        let mut reads = Reads::default();
        self.0.iter().for_each(|one| reads.join(&one.metric.reads()));
        reads
    }

    /// How many parts are kept.
    pub(in crate::rule) fn measure(&self, ask: &Ask<'_, '_>) -> Finding {
        let mut finding = Finding::new(Work::Fixed);
        finding.falls = true;
        let (mut kept, mut unknown, mut lost) = (0, 0, 0);
        for (at, one) in self.0.iter().enumerate() {
            let (part, holds) = one.measure(&Ask { part: at + 1, ..*ask }, &mut finding);
            match part.verdict {
                Some(Verdict::NoData) => {
                    unknown += 1;
                    finding.unknowns.push(Unknown::Part(one.code.clone()));
                }
                Some(Verdict::Missed) if !holds => lost += 1,
                _ if !holds => {}
                verdict => {
                    kept += 1;
                    finding.open |= verdict != Some(Verdict::Met);
                }
            }
            finding.parts.push(part);
        }
        let of = self.0.len();
        if unknown == of {
            let lack = finding.parts.iter().find_map(|part| part.lack.clone());
            finding.lack = Some(lack.unwrap_or(Lack::Parts));
            return finding;
        }
        let amount = |kept: usize| match ask.is_share() {
            true => Amount::Share { part: int(kept), of: int(of) },
            false => Amount::count(kept),
        };
        finding.amount = Some(amount(kept));
        // What a part has missed for good, the rule has missed too; once all are safe, so is the rule.
        finding.limit = Some(amount(of - lost));
        finding.whole = kept == of && !finding.open;
        finding.best = Some(amount(kept + unknown));
        finding.uncertain = unknown > 0;
        finding
    }

    /// How many parts there are, in thousandths: what a rule without a threshold asks for.
    pub(in crate::rule) fn all(&self) -> Decimal {
        Decimal::whole(int(self.0.len()))
    }
}

impl One {
    fn read(rule: &Rule, part: &Value, settings: &Settings) -> Option<Self> {
        let text = |name: &str| part.get(name).and_then(Value::as_str);
        let metric = text("metric")?;
        if metric == "parts" {
            return None;
        }
        let params: SortedMap<String, Value> = match part.get("params") {
            None => SortedMap::new(),
            Some(params) => {
                params.as_object()?.iter().map(|(k, v)| (k.clone(), v.clone())).collect()
            }
        };
        let set = |name: &str| match part.get(name) {
            None => Some(Vec::new()),
            Some(list) => texts(list),
        };
        let kinds = match part.get("kinds") {
            None => rule.kinds.clone(),
            Some(kinds) => texts(kinds)?.into_iter().collect(),
        };
        let unit = text("unit").unwrap_or(&rule.unit).to_owned();
        let own = Rule {
            metric: metric.to_owned(),
            unit: unit.clone(),
            doc_kinds: set("doc_kinds")?.into_iter().collect(),
            kinds,
            params,
            ..Rule::default()
        };
        let number = |name: &str| part.get(name).and_then(Value::as_i64).map(Decimal);
        Some(Self {
            code: text("code").unwrap_or_default().to_owned(),
            label: part.get("label").map(Label::read).unwrap_or_default(),
            metric: Metric::read(&own, settings)?,
            comparator: Comparator::read(text("comparator").unwrap_or(">="))?,
            threshold: number("threshold"),
            upper: number("upper"),
            unit,
        })
    }

    /// Measures and judges it; says whether it holds as things stand.
    fn measure(&self, ask: &Ask<'_, '_>, all: &mut Finding) -> (Part, bool) {
        let implied = self.comparator.implied().or_else(|| self.metric.implied(&self.unit));
        let target = self.threshold.or(implied);
        let (unit, upper, comparator) = (self.unit.as_str(), self.upper, self.comparator);
        let own = Ask { unit, target, upper, comparator, ..*ask };
        let mut found = self.metric.measure(&own);
        let verdict = judge(&own, &found);
        let part = self.show(&found, target, verdict);
        all.records.append(&mut found.records);
        all.nearly.append(&mut found.nearly);
        all.unknowns.append(&mut found.unknowns);
        (part, found.amount.is_some_and(|amount| own.holds(amount)))
    }

    fn show(&self, found: &Finding, target: Option<Decimal>, verdict: Verdict) -> Part {
        let masked = target.is_none().then_some(Lack::Threshold);
        Part {
            code: self.code.clone(),
            label: self.label.clone(),
            unit: self.unit.clone(),
            amount: found.amount,
            lack: found.lack.clone().or(masked),
            target,
            upper: self.upper,
            comparator: Some(self.comparator),
            verdict: Some(verdict),
        }
    }
}

/// The verdict on what a part found; without a threshold there is none to give.
fn judge(ask: &Ask<'_, '_>, found: &Finding) -> Verdict {
    ask.terms().map_or(Verdict::NoData, |terms| terms.judge(found).verdict)
}
