//! Figures of commitments in words: "7.5 / 10 课时,还差 2.5". Every screen that shows one takes it from here, so the
//! same figure reads the same everywhere.

use chrono::{Datelike, NaiveDate};
use jiedui_core::calendar::{PeriodKey, PeriodKind};
use jiedui_core::rule::{Amount, Outcome, Verdict};
use jiedui_core::state::State;

use crate::text::{self, t, tf};

/// The short name of what is asked for, in this period: 「送教」, 「本月到园观察」.
pub fn name(state: &State, outcome: &Outcome, today: NaiveDate) -> String {
    let rule = state.rules().find(outcome.rule);
    let short = rule.map(|rule| if rule.short.is_empty() { &rule.title } else { &rule.short });
    let short = short.map(|label| label.get(text::lang())).unwrap_or_default();
    match outcome.period {
        PeriodKey::Month(year, month)
            if (year, u32::from(month)) == (today.year(), today.month()) =>
        {
            tf("figure.this_month", &[("name", short)])
        }
        _ => short.to_owned(),
    }
}

/// The rule in its own words.
pub fn title(state: &State, outcome: &Outcome) -> String {
    let rule = state.rules().find(outcome.rule);
    rule.map(|rule| rule.title.get(text::lang()).to_owned()).unwrap_or_default()
}

/// The figure: "7.5 / 10 课时,还差 2.5".
pub fn figure(outcome: &Outcome) -> String {
    let both = of(outcome);
    match gap(outcome) {
        Some(gap) => tf("figure.with_gap", &[("figure", &both), ("gap", &gap)]),
        None => both,
    }
}

/// How much of how much, without what is missing: "7.5 / 10 课时".
pub fn of(outcome: &Outcome) -> String {
    let value = value(outcome);
    let target = target(outcome);
    let unit = unit(&outcome.unit);
    let both = match (&value, &target) {
        (Some(value), Some(target)) => {
            tf("figure.of", &[("value", value), ("target", target), ("unit", unit)])
        }
        (None, Some(target)) => {
            tf("figure.of", &[("value", t("figure.none")), ("target", target), ("unit", unit)])
        }
        (Some(value), None) => format!("{value} {unit}"),
        (None, None) => t("figure.none").to_owned(),
    };
    both.trim_end().to_owned()
}

/// The value alone: "7.5", "25%".
pub fn value(outcome: &Outcome) -> Option<String> {
    outcome.value().map(|value| with_percent(outcome, &value))
}

/// What is asked for alone: "10", "30%".
pub fn target(outcome: &Outcome) -> Option<String> {
    outcome.target().map(|target| with_percent(outcome, &target))
}

/// What is still missing, without its unit: "2.5".
pub fn gap(outcome: &Outcome) -> Option<String> {
    let open = matches!(outcome.verdict, Verdict::OnTrack | Verdict::Behind | Verdict::Missed);
    let gap = outcome.gap.filter(|_| open)?;
    Some(match (outcome.amount, gap) {
        (Some(Amount::Share { .. }), Amount::Whole(n)) => {
            tf("figure.more_of", &[("n", &n.to_string())])
        }
        (_, gap) => gap.to_string(),
    })
}

/// What a pill says where the plain state says less: 「本月未做」.
pub fn pill(outcome: &Outcome) -> String {
    let open =
        matches!(outcome.verdict, Verdict::OnTrack | Verdict::Behind) && outcome.gap.is_some();
    if open && outcome.period.kind() == PeriodKind::Month {
        t("figure.month_open").to_owned()
    } else {
        String::new()
    }
}

/// The last possible date: 「最晚 11月27日(周五)」.
pub fn red_line(outcome: &Outcome, today: NaiveDate) -> Option<String> {
    let date = outcome.red_line?;
    Some(tf("figure.red_line", &[("date", &text::day(date, today))]))
}

/// How full a meter is, as part and whole.
pub fn meter(outcome: &Outcome) -> (i64, i64) {
    let target = outcome.target.map_or(0, |target| target.0);
    match outcome.amount {
        Some(Amount::Whole(n)) => (n.saturating_mul(1000), target),
        Some(Amount::Hours(hours)) => (hours.0.saturating_mul(10), target),
        Some(Amount::Decimal(decimal)) => (decimal.0, target),
        Some(Amount::Share { part, of } | Amount::Ratio { part, of, .. }) => {
            let (part, of) =
                (part.saturating_mul(1_000_000) / of.max(1), target.saturating_mul(1000));
            (part, of)
        }
        None => (0, 1),
    }
}

/// The unit in the reader's language: 课时, 次.
pub fn unit(code: &str) -> &'static str {
    let key = format!("unit.{code}");
    if text::has(&key) { t(&key) } else { "" }
}

fn with_percent(outcome: &Outcome, number: &str) -> String {
    let number = number.strip_suffix(".0").unwrap_or(number);
    let percent =
        matches!(outcome.amount, Some(Amount::Share { .. } | Amount::Ratio { percent: true, .. }));
    if percent || outcome.unit == "share" { format!("{number}%") } else { number.to_owned() }
}
