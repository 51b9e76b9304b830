//! How a rule stands, in words: figures, gaps, periods, red lines, and why a record did or did not count.

use chrono::{Datelike, NaiveDate};
use jiedui_core::calendar::PeriodKey;
use jiedui_core::record::{Id, Pairing, Rule};
use jiedui_core::rule::{Amount, Lack, Outcome, Unknown, Verdict, Why};

use super::record::words::{Words, field_label, joined, kind_label};
use crate::browser;
use crate::figure;
use crate::text::{self, t, tf};

/// A rule with all its periods, the one that holds today last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The rule.
    pub rule: Id<Rule>,
    /// What is asked, in one line.
    pub title: String,
    /// The outcomes, oldest period first; never empty.
    pub outcomes: Vec<Outcome>,
}

impl Standing {
    /// How it stands now.
    pub fn now(&self) -> Option<&Outcome> {
        self.outcomes.last()
    }
}

/// The rules of a pairing, each with its periods, in the order of their codes.
pub fn standings(words: &Words<'_>, outcomes: &[Outcome], pairing: Id<Pairing>) -> Vec<Standing> {
    let mut all: Vec<Standing> = Vec::new();
    for outcome in outcomes.iter().filter(|outcome| outcome.scope.pairing == Some(pairing)) {
        match all.iter_mut().find(|standing| standing.rule == outcome.rule) {
            Some(standing) => standing.outcomes.push(outcome.clone()),
            None => all.push(Standing {
                rule: outcome.rule,
                title: words.name(outcome.rule.untyped()),
                outcomes: vec![outcome.clone()],
            }),
        }
    }
    all
}

/// How a pairing stands on the whole: the worst verdict of today's periods and how many rules have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The verdict's code.
    pub code: &'static str,
    /// How many rules have it.
    pub rules: usize,
}

/// How a pairing stands on the whole; none when no rule is asked of it.
pub fn whole(outcomes: &[Outcome], pairing: Id<Pairing>) -> Option<Whole> {
    const WORST_FIRST: [Verdict; 5] =
        [Verdict::Missed, Verdict::Behind, Verdict::OnTrack, Verdict::Met, Verdict::NoData];
    let own: Vec<_> =
        outcomes.iter().filter(|outcome| outcome.scope.pairing == Some(pairing)).collect();
    // The last period of each rule is the one that holds today.
    let now = own
        .iter()
        .enumerate()
        .filter(|(at, outcome)| own.get(at + 1).is_none_or(|next| next.rule != outcome.rule));
    let now: Vec<Verdict> = now.map(|(_, outcome)| outcome.verdict).collect();
    let worst = WORST_FIRST.into_iter().find(|verdict| now.contains(verdict));
    let worst = worst.or_else(|| now.first().copied())?;
    let rules = now.iter().filter(|verdict| **verdict == worst).count();
    Some(Whole { code: worst.code(), rules })
}

/// The words of the pill that sums a pairing up.
pub fn whole_words(whole: Whole) -> String {
    match whole.code {
        "missed" => tf("pair.n_missed", &[("n", &whole.rules.to_string())]),
        "behind" => tf("pair.n_behind", &[("n", &whole.rules.to_string())]),
        "on_track" | "met" => t("pair.fine").to_owned(),
        _ => String::new(),
    }
}

/// A figure of a rule in its parts, for a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// What was done: `7.5`, `25%`, or a dash.
    pub value: String,
    /// What is asked for: `10`, `30%`.
    pub target: String,
    /// What is missing, with its unit; empty when nothing is.
    pub gap: String,
    /// All of it in one sentence: `7.5 / 10 课时,还差 2.5`.
    pub sentence: String,
    /// For a meter: how much of the whole; a whole of 0 has no meter.
    pub meter: (i64, i64),
}

/// The figure of an outcome.
pub fn parts(outcome: &Outcome) -> Parts {
    let target = figure::target(outcome).unwrap_or_default();
    let dash = || t("figure.none").to_owned();
    let gap = figure::gap(outcome).map(|gap| match outcome.amount {
        Some(Amount::Share { .. }) => gap,
        _ => format!("{gap} {}", figure::unit(&outcome.unit)),
    });
    let limit = outcome.target.is_some_and(|target| target.0 == 0);
    let sentence = match outcome.amount {
        None => outcome.lack.as_ref().map_or_else(|| t("state.no_data").to_owned(), lack),
        Some(Amount::Share { part, of }) => {
            let (part, of) = (part.to_string(), of.to_string());
            let said = figure::figure(outcome);
            tf("pair.figure_share", &[("part", &part), ("of", &of), ("figure", &said)])
        }
        Some(amount) if limit => {
            let (n, unit) = (amount.to_string(), figure::unit(&outcome.unit));
            tf("pair.figure_none", &[("n", &n), ("unit", unit)])
        }
        Some(_) => figure::figure(outcome),
    };
    let no_meter = limit || outcome.amount.is_none();
    Parts {
        value: figure::value(outcome).unwrap_or_else(dash),
        target: if target.is_empty() { dash() } else { target },
        gap: gap.unwrap_or_default(),
        sentence,
        meter: if no_meter { (0, 0) } else { figure::meter(outcome) },
    }
}

/// The last date on which a rule can still be met; else the end of its period, when that is to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latest {
    /// In words: `最晚 1月13日`.
    pub words: String,
    /// The day alone.
    pub day: String,
    /// It is near, or the pace is too slow.
    pub red: bool,
}

/// When something has to be done at the latest.
pub fn latest(outcome: &Outcome) -> Latest {
    let today = browser::today();
    // Within a year the day says enough.
    let said = |day: NaiveDate| {
        let near = (day - today).num_days().abs() < 330;
        text::day_short(day, if near { day } else { today })
    };
    if let Some(day) = outcome.red_line.map(said) {
        return Latest {
            words: tf("figure.red_line", &[("date", &day)]),
            day,
            red: outcome.verdict == Verdict::Behind,
        };
    }
    let open = matches!(outcome.verdict, Verdict::OnTrack | Verdict::NoData | Verdict::Behind);
    if !open || outcome.due <= today || outcome.from == outcome.due {
        return Latest::default();
    }
    let day = said(outcome.due);
    Latest { words: tf("pair.until", &[("date", &day)]), day, red: false }
}

/// A period as people call it.
pub fn period(key: PeriodKey) -> String {
    let school_year = |year: i32| {
        let (from, to) = (year.to_string(), (year + 1).to_string());
        tf("pair.school_year", &[("from", &from), ("to", &to)])
    };
    match key {
        PeriodKey::Day(day) => text::day_short(day, browser::today()),
        PeriodKey::Month(year, month) => month_words(year, u32::from(month)),
        PeriodKey::Semester(year, number) => {
            let n = number.to_string();
            tf("pair.semester", &[("year", &school_year(year)), ("n", &n)])
        }
        PeriodKey::TeachingMonth(_, _, number) => {
            tf("pair.teaching_month", &[("n", &number.to_string())])
        }
        PeriodKey::SchoolYear(year) => school_year(year),
        PeriodKey::Plan => t("pair.whole_plan").to_owned(),
        PeriodKey::Window(day) => {
            tf("pair.window", &[("date", &text::day_short(day, browser::today()))])
        }
        PeriodKey::HalfYear(year, half) => {
            let key = if half == 1 { "pair.half_1" } else { "pair.half_2" };
            tf(key, &[("year", &year.to_string())])
        }
        PeriodKey::Year(_) | PeriodKey::Week(..) | PeriodKey::Quarter(..) | PeriodKey::Event(_) => {
            key.to_string()
        }
    }
}

/// A month, with its year when that is not this one.
fn month_words(year: i32, month: u32) -> String {
    let today = browser::today();
    if year == today.year() {
        let at = usize::try_from(month.saturating_sub(1)).unwrap_or_default();
        return t("date.months").split(' ').nth(at).unwrap_or_default().to_owned();
    }
    NaiveDate::from_ymd_opt(year, month, 1).map(text::month).unwrap_or_default()
}

/// Why there is no figure, and what to do about it.
pub fn lack(lack: &Lack) -> String {
    let kind = |key: &str, kind: &str| tf(key, &[("kind", kind_label(kind))]);
    let key = match lack {
        Lack::Calendar => "pair.lack_calendar",
        Lack::PlanDates => "pair.lack_dates",
        Lack::Threshold => "pair.lack_threshold",
        Lack::UnknownRule => "pair.lack_rule",
        Lack::Teachers => "pair.lack_teachers",
        Lack::Ratings => "pair.lack_ratings",
        Lack::Posts => "pair.lack_posts",
        Lack::Activities => "pair.lack_activities",
        Lack::Requests => "pair.lack_requests",
        Lack::Items => "pair.lack_items",
        Lack::Assessments => "pair.lack_assessments",
        Lack::Records { kind: of } => return kind("pair.lack_records", of),
        Lack::Values { kind: of, .. } => return kind("pair.lack_values", of),
        Lack::Indicator { .. } => "pair.lack_indicator",
        Lack::Whole => "pair.lack_whole",
        Lack::Earlier => "pair.lack_earlier",
        Lack::Parts => "pair.lack_parts",
    };
    t(key).to_owned()
}

/// Why a record nearly counted and did not.
pub fn why(words: &Words<'_>, why: &Why) -> String {
    let of_field = |key: &str, name: &str| tf(key, &[("field", &special(words, name))]);
    match why {
        Why::NotDoneYet => t("pair.why_not_done").to_owned(),
        Why::Postponed => t("pair.why_postponed").to_owned(),
        Why::Cancelled => t("pair.why_cancelled").to_owned(),
        Why::Deleted => t("pair.why_deleted").to_owned(),
        Why::WrongForm { field } => of_field("pair.why_form", field),
        Why::FieldEmpty { field } => of_field("pair.why_empty", field),
        Why::NoRequest => t("pair.why_no_request").to_owned(),
        Why::NoClassHours => t("pair.why_no_hours").to_owned(),
        Why::OutsidePeriod => t("pair.why_outside").to_owned(),
        Why::NotRated => t("pair.why_not_rated").to_owned(),
        Why::BelowStandard => t("pair.why_below").to_owned(),
        Why::MissingDocuments { kinds } => {
            let kinds = joined(kinds.iter().map(|kind| words.code("document_kind", kind)));
            tf("pair.why_documents", &[("kinds", &kinds)])
        }
        Why::LevelTooLow => t("pair.why_level").to_owned(),
        Why::SameTitle => t("pair.why_same_title").to_owned(),
        Why::NotAccepted => t("pair.why_not_accepted").to_owned(),
        Why::NotArranged { fields } => {
            let fields = joined(fields.iter().map(|field| special(words, field)));
            tf("pair.why_not_arranged", &[("fields", &fields)])
        }
        Why::NotScheduled => t("pair.why_not_scheduled").to_owned(),
        Why::NothingLinked { kind } => tf("pair.why_nothing_linked", &[("kind", kind_label(kind))]),
        Why::Fewer { has } => tf("pair.why_fewer", &[("n", &has.to_string())]),
        Why::Late { days } => tf("pair.why_late", &[("n", &days.to_string())]),
        Why::Overdue { days } => tf("pair.why_overdue", &[("n", &days.to_string())]),
    }
}

/// A field of an activity: its own, or a special one of some kind.
fn special(words: &Words<'_>, name: &str) -> String {
    let kinds = words.state.workspace().map(|(_, workspace)| &workspace.kinds);
    let mut own = kinds.into_iter().flat_map(|kinds| kinds.values());
    let label =
        own.find_map(|kind| kind.fields.get(name)).map(|field| field.label.get(text::lang()));
    match label {
        Some(label) if !label.is_empty() => label.to_owned(),
        _ => field_label("activity", name).to_owned(),
    }
}

/// Who or what lacks data.
pub fn unknown(words: &Words<'_>, unknown: &Unknown) -> String {
    match unknown {
        Unknown::Person(id) => words.name(id.untyped()),
        Unknown::Record(id) => words.name(*id),
        Unknown::Post(code) => words.code("post_kind", code),
        Unknown::Part(code) => code.clone(),
    }
}
