//! What a rule says about a pairing in a period, with its reasons.

use chrono::NaiveDate;

use crate::calendar::PeriodKey;
use crate::label::Label;
use crate::log::RecordId;
use crate::record::{Decimal, Document, Id, Pairing, Person, Plan, Rule};

use super::amount::Amount;

/// Declares an enum whose variants have a code in files.
macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $code:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$item_doc])* $item,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$item,)*];

            /// The word for it in files.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$item => $code,)*
                }
            }

            /// The one of this code.
            pub fn read(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.code() == code)
            }
        }
    };
}

coded! {
    /// How a rule stands (R667). What is unknown is never "not met".
    Verdict {
        /// It holds and cannot fall behind any more, or the period is over and it held.
        Met = "met",
        /// Not there yet, or not over yet, and nothing speaks against it.
        OnTrack = "on_track",
        /// Not there yet, and either the red line is near or the pace is too slow.
        Behind = "behind",
        /// It did not hold when the period ended, or it cannot hold any more.
        Missed = "missed",
        /// Nothing known to judge by.
        NoData = "no_data",
        /// Not asked for in this period: a month of holidays (R681).
        NotApplicable = "not_applicable",
        /// Excused by hand, with a reason (R749).
        Waived = "waived",
    }
}

coded! {
    /// How the value has to stand to the threshold.
    Comparator {
        /// At least.
        AtLeast = ">=",
        /// At most.
        AtMost = "<=",
        /// Exactly.
        Exactly = "==",
        /// More than.
        Above = ">",
        /// Less than.
        Below = "<",
        /// From the threshold to the upper bound, both included.
        Between = "between",
        /// Reached by its date: all of them where no threshold is given.
        By = "by",
        /// There is one.
        Exists = "exists",
    }
}

coded! {
    /// Whose records a rule looks at.
    Side {
        /// The helped side of the pairing.
        Helped = "helped",
        /// The helping side.
        Helper = "helper",
        /// Both together.
        Pairing = "pairing",
        /// Each of the two; what they share in one workbook is counted once, so it is one outcome.
        Both = "both",
        /// The plan itself, whoever is in it.
        Plan = "plan",
    }
}

/// Whom an outcome is about: one pairing, so that several pairings of one helper stay apart, or the plan itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Whose records count.
    pub side: Side,
    /// The pairing; none when the plan itself is asked.
    pub pairing: Option<Id<Pairing>>,
    /// The helped side's name for a rule on the helped side; `helper → helped` for one on the helper; `helper — helped` for one
    /// on both; the plan's title for one on the plan.
    pub name: String,
}

/// A record that nearly counted (R668).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearly {
    /// The record.
    pub record: RecordId,
    /// Why it did not.
    pub why: Why,
}

/// Why a record did not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// Planned or arranged, not done.
    NotDoneYet,
    /// Postponed (R574).
    Postponed,
    /// Cancelled (R574).
    Cancelled,
    /// In the recycle bin.
    Deleted,
    /// The field says it is of another form than the rule asks for.
    WrongForm {
        /// The field's name.
        field: String,
    },
    /// The field that decides is empty.
    FieldEmpty {
        /// The field's name.
        field: String,
    },
    /// It answers no request of the helped side.
    NoRequest,
    /// It has no class hours.
    NoClassHours,
    /// Its date lies just outside the period, or outside the plan's span.
    OutsidePeriod,
    /// It has not been rated.
    NotRated,
    /// It was rated, not well enough.
    BelowStandard,
    /// Documents of these kinds are missing.
    MissingDocuments {
        /// Codes of `document_kind`.
        kinds: Vec<String>,
    },
    /// Its level is too low.
    LevelTooLow,
    /// The same title has been counted already.
    SameTitle,
    /// A request that nobody has accepted.
    NotAccepted,
    /// Accepted, but these fields are still empty.
    NotArranged {
        /// The fields' names.
        fields: Vec<String>,
    },
    /// Not met and not scheduled.
    NotScheduled,
    /// Too few records of a kind speak about it.
    NothingLinked {
        /// The record kind.
        kind: String,
    },
    /// It has fewer than asked for.
    Fewer {
        /// How many it has.
        has: i64,
    },
    /// Reached after its date.
    Late {
        /// How many days.
        days: i64,
    },
    /// Its date has passed and it is not reached.
    Overdue {
        /// How many days ago.
        days: i64,
    },
}

#[cfg(feature = "cli")]
impl Why {
    /// The word for it in files, and what more there is to say.
    pub(super) fn said(&self) -> (&'static str, Option<(&'static str, serde_json::Value)>) {
        use serde_json::json;
        match self {
            Self::NotDoneYet => ("not_done_yet", None),
            Self::Postponed => ("postponed", None),
            Self::Cancelled => ("cancelled", None),
            Self::Deleted => ("deleted", None),
            Self::WrongForm { field } => ("wrong_form", Some(("field", json!(field)))),
            Self::FieldEmpty { field } => ("field_empty", Some(("field", json!(field)))),
            Self::NoRequest => ("no_request", None),
            Self::NoClassHours => ("no_class_hours", None),
            Self::OutsidePeriod => ("outside_period", None),
            Self::NotRated => ("not_rated", None),
            Self::BelowStandard => ("below_standard", None),
            Self::MissingDocuments { kinds } => {
                ("missing_documents", Some(("kinds", json!(kinds))))
            }
            Self::LevelTooLow => ("level_too_low", None),
            Self::SameTitle => ("same_title", None),
            Self::NotAccepted => ("not_accepted", None),
            Self::NotArranged { fields } => ("not_arranged", Some(("fields", json!(fields)))),
            Self::NotScheduled => ("not_scheduled", None),
            Self::NothingLinked { kind } => ("nothing_linked", Some(("kind", json!(kind)))),
            Self::Fewer { has } => ("fewer", Some(("has", json!(has)))),
            Self::Late { days } => ("late", Some(("days", json!(days)))),
            Self::Overdue { days } => ("overdue", Some(("days", json!(days)))),
        }
    }
}

/// Who or what lacks data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    /// A person: a teacher who has not been rated.
    Person(Id<Person>),
    /// A record: an observation without a judgement, a checklist item without an answer.
    Record(RecordId),
    /// A post kind whose filled number is not known.
    Post(String),
    /// A part of the rule, by its code.
    Part(String),
}

/// Why there is no data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The school calendar has no dates for this time.
    Calendar,
    /// The plan has no span.
    PlanDates,
    /// The rule has no threshold.
    Threshold,
    /// The rule's metric, comparator, period or scope is unknown to this version.
    UnknownRule,
    /// Nobody is listed as a teacher.
    Teachers,
    /// Nothing has been rated.
    Ratings,
    /// No posts are listed.
    Posts,
    /// No activity to judge.
    Activities,
    /// Nothing was asked for.
    Requests,
    /// No checklist item has an answer.
    Items,
    /// The assessments of both sides are not there yet.
    Assessments,
    /// Not one record of this kind is there, or none that is meant.
    Records {
        /// The record kind.
        kind: String,
    },
    /// The records are there, and a field is empty in all of them.
    Values {
        /// The record kind.
        kind: String,
        /// The field, names from the outside in, joined by dots.
        field: String,
    },
    /// Nobody has measured this.
    Indicator {
        /// Code of the list `indicator`.
        code: String,
    },
    /// There is nothing to take a share or a growth of.
    Whole,
    /// There is no earlier period to compare with.
    Earlier,
    /// No part of the rule has data.
    Parts,
}

impl Lack {
    /// The word for it in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::PlanDates => "plan_dates",
            Self::Threshold => "threshold",
            Self::UnknownRule => "unknown_rule",
            Self::Teachers => "teachers",
            Self::Ratings => "ratings",
            Self::Posts => "posts",
            Self::Activities => "activities",
            Self::Requests => "requests",
            Self::Items => "items",
            Self::Assessments => "assessments",
            Self::Records { .. } => "records",
            Self::Values { .. } => "values",
            Self::Indicator { .. } => "indicator",
            Self::Whole => "whole",
            Self::Earlier => "earlier",
            Self::Parts => "parts",
        }
    }
}

/// One of several figures of a rule, or a figure shown beside its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// ASCII snake case.
    pub code: String,
    /// What the user reads.
    pub label: Label,
    /// The value; none when there is no data.
    pub amount: Option<Amount>,
    /// Why there is no data, when there is none.
    pub lack: Option<Lack>,
    /// What is asked for, in thousandths of the unit; none for a figure that is only shown.
    pub target: Option<Decimal>,
    /// The upper bound of what is asked for.
    pub upper: Option<Decimal>,
    /// How the value has to stand to it.
    pub comparator: Option<Comparator>,
    /// Code of the list `unit`.
    pub unit: String,
    /// How it stands; none for a figure that is only shown.
    pub verdict: Option<Verdict>,
}

/// What a period came to when it was closed (R666).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The value as people read it; none when there was no data.
    pub value: Option<String>,
    /// How it stood.
    pub verdict: Verdict,
    /// The day on which it was closed.
    pub computed_at: Option<NaiveDate>,
}

/// A verdict decided by hand (R557, R749).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overridden {
    /// Who decided.
    pub by: Option<Id<Person>>,
    /// Why.
    pub reason: String,
    /// What proves it.
    pub document: Option<Id<Document>>,
    /// What the engine would say.
    pub computed: Verdict,
}

/// How a rule stands for a pairing in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The rule.
    pub rule: Id<Rule>,
    /// The rule's code, `R481`.
    pub code: String,
    /// The plan.
    pub plan: Id<Plan>,
    /// Whom it is about.
    pub scope: Scope,
    /// The period.
    pub period: PeriodKey,
    /// The first day that counts.
    pub from: NaiveDate,
    /// The last day that counts, whether or not it has come.
    pub due: NaiveDate,
    /// The value; none when there is no data.
    pub amount: Option<Amount>,
    /// What is asked for, in thousandths of the unit; a share in thousandths of the whole.
    pub target: Option<Decimal>,
    /// The upper bound of what is asked for, where there is one.
    pub upper: Option<Decimal>,
    /// How the value has to stand to it.
    pub comparator: Option<Comparator>,
    /// Code of the list `unit`.
    pub unit: String,
    /// How it stands.
    pub verdict: Verdict,
    /// What is still missing, in the unit; for a share, how many of its items.
    pub gap: Option<Amount>,
    /// While something is missing: the last date after which it can no longer be met.
    pub red_line: Option<NaiveDate>,
    /// The records counted; for a share, those above the line.
    pub records: Vec<RecordId>,
    /// The records that nearly counted.
    pub nearly: Vec<Nearly>,
    /// Who or what lacks data.
    pub unknowns: Vec<Unknown>,
    /// Why there is no data, when there is none.
    pub lack: Option<Lack>,
    /// Code of the list `rule_basis`.
    pub basis: String,
    /// Whether the figure is this product's proposal and not in the source (R691).
    pub proposed: bool,
    /// The decision by hand, when there is one.
    pub overridden: Option<Overridden>,
    /// The figures it is made of, each judged by itself.
    pub parts: Vec<Part>,
    /// Figures to be shown beside it.
    pub beside: Vec<Part>,
    /// What it came to when the period was closed; value and verdict of the outcome are those of today.
    pub frozen: Option<Frozen>,
    /// Whether today's value or verdict differs from the closed one (重算).
    pub restated: bool,
}

impl Comparator {
    /// The threshold of a rule that gives none: all of them by their dates, one that is there.
    pub(super) const fn implied(self) -> Option<Decimal> {
        match self {
            Self::By | Self::Exists => Some(Decimal(1000)),
            Self::AtLeast
            | Self::AtMost
            | Self::Exactly
            | Self::Above
            | Self::Below
            | Self::Between => None,
        }
    }
}

impl Outcome {
    /// Whom it is about: the pairing, or the plan itself.
    pub fn about(&self) -> RecordId {
        self.scope.pairing.map_or(self.plan.untyped(), Id::untyped)
    }

    /// The value as people read it, without its unit: `7.5`, `2`, `33.3` for a share.
    pub fn value(&self) -> Option<String> {
        self.amount.map(|amount| amount.shown(self.target))
    }

    /// What is asked for, as people read it: `10`, `30` for a share of 30 %.
    pub fn target(&self) -> Option<String> {
        self.target.map(|target| bound(target, &self.unit))
    }

    /// The upper bound, as people read it.
    pub fn upper(&self) -> Option<String> {
        self.upper.map(|upper| bound(upper, &self.unit))
    }
}

impl Part {
    /// The value as people read it, without its unit.
    pub fn value(&self) -> Option<String> {
        self.amount.map(|amount| amount.shown(self.target))
    }

    /// What is asked for, as people read it.
    pub fn target(&self) -> Option<String> {
        self.target.map(|target| bound(target, &self.unit))
    }
}

/// A threshold as people read it: a share as a percentage.
fn bound(bound: Decimal, unit: &str) -> String {
    let scale = if unit == super::SHARE { 100 } else { 1 };
    Decimal(bound.0.saturating_mul(scale)).to_string()
}
