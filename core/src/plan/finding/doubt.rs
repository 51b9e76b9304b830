//! A doubt: figures that do not fit each other, a promise that nothing is scheduled for, a shape no agreement can have.

use std::fmt;

use crate::log::RecordId;
use crate::record::Decimal;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be right: put it right.
    Error,
    /// It is probably a slip, or cannot be kept: put it right, or write down why it is so.
    Warning,
    /// Worth a look.
    Note,
}

impl Severity {
    /// The word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Declares what may be doubted: its code, its weight, its sentence with the names of its figures and words in braces.
macro_rules! whats {
    ($($(#[$doc:meta])* $what:ident = $code:literal, $severity:ident, $words:literal;)*) => {
        /// What is doubted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum What {
            $($(#[$doc])* $what,)*
        }

        impl What {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$what,)*];

            /// The word for it in files.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$what => $code,)*
                }
            }

            /// How much it weighs.
            pub const fn severity(self) -> Severity {
                match self {
                    $(Self::$what => Severity::$severity,)*
                }
            }

            /// Its English sentence, with names in braces.
            const fn sentence(self) -> &'static str {
                match self {
                    $(Self::$what => $words,)*
                }
            }
        }
    };
}

whats! {
    /// The parts of a figure do not add up to it (R539).
    PartsAgainstTotal = "parts_against_total", Warning,
        "the parts of {indicator} add up to {sum}, but {total} is stated: correct one, or note why";
    /// A part is greater than its whole (R539).
    PartAboveWhole = "part_above_whole", Warning,
        "{indicator} is {part}, more than {of}, which is {whole}: correct one of them";
    /// A stated share is not what its figures give (R539).
    RatioStated = "ratio_stated", Warning,
        "{indicator} is stated as {stated} %, but its figures give {computed} %: correct one of them";
    /// More benefit than live there (R539).
    BeneficiariesAbovePopulation = "beneficiaries_above_population", Warning,
        "{indicator}: {beneficiaries} benefit, but only {all} are there: correct one of them";
    /// As good as everybody benefits (R539).
    EverybodyBenefits = "everybody_benefits", Note,
        "{indicator}: {beneficiaries} of {all} benefit: check whether that is meant";
    /// Two figures that differ by two digits that changed places (R539).
    DigitsSwapped = "digits_swapped", Warning,
        "{beneficiaries} and {all} ({indicator}) differ by two digits that changed places: check both";
    /// What is built serves fewer than are in need (R539).
    NeedNotCovered = "need_not_covered", Warning,
        "{indicator} is {need}, but what is planned serves {served}: {left} are left without";
    /// The lines of a budget do not add up to what is stated for it (R539).
    BudgetAgainstLines = "budget_against_lines", Warning,
        "the lines of the budget add up to {sum} yuan, but {stated} yuan is stated: correct one";
    /// Quantity times unit price is more than the budget (R539).
    PurchaseAboveBudget = "purchase_above_budget", Warning,
        "what is bought costs {cost} yuan, more than the budget of {stated} yuan";
    /// The points of a score sheet do not add up to its total (R539).
    PointsAgainstTotal = "points_against_total", Warning,
        "the points add up to {sum}, but the total is {total}: correct one of them";
    /// What is stated is not what is recorded (R539).
    StatedAgainstCounted = "stated_against_counted", Warning,
        "{indicator} is stated as {stated}, but {counted} are recorded: add them, or correct the figure";
    /// Somebody answers for more than he or she can (R540).
    OverCapacity = "over_capacity", Warning,
        "one person has {has}, at most {most} can be looked after: share them out";
    /// Less is scheduled than promised (R540).
    ScheduledBelowPromised = "scheduled_below_promised", Warning,
        "{scheduled} are scheduled, but {promised} are promised: schedule {missing} more, or revise the promise";
    /// The tasks of a promise name only some of the units it is about (R540).
    UnitsNotScheduled = "units_not_scheduled", Warning,
        "the tasks reach {scheduled} of {units} units: schedule the others, or note why not";
    /// A yearly share that does not empty the stock within the plan (R540).
    RateNeverEnds = "rate_never_ends", Warning,
        "{rate} % a year leaves {left} % after {years} years; taken of what remains it leaves {compounded} % and never ends";
    /// A target that no task of its plan works for (R540).
    TargetWithoutTask = "target_without_task", Warning,
        "no task works for the target {rule}: add one, or switch the target off";
    /// A plan with targets and no task at all (R540).
    PlanWithoutTask = "plan_without_task", Warning,
        "the plan has {targets} targets and no task: add tasks";
    /// A date outside its plan (R540).
    OutsidePlan = "outside_plan", Warning,
        "{field} {date} lies outside the plan: change the date or the plan";
    /// A rule this version cannot count (R540).
    RuleNotUnderstood = "rule_not_understood", Warning,
        "this version cannot count {metric} as the rule asks: update, or complete the rule";
    /// A threshold no rule can have.
    ThresholdAbsurd = "threshold_absurd", Error,
        "the threshold of {rule} cannot be {threshold}: correct it";
    /// An upper bound below the lower one.
    BoundsCrossed = "bounds_crossed", Error,
        "the bounds of {rule} cross: {threshold} to {upper}: correct one of them";
    /// A household without a head.
    HouseholdWithoutHead = "household_without_head", Warning,
        "the household has no head: choose one";
    /// The same person in several households.
    SeveralHouseholds = "several_households", Warning,
        "one person belongs to {households} households: keep one";
    /// A child at two schools at once.
    TwoSchools = "two_schools", Warning,
        "a child is enrolled twice at once, from {from} to {to}: end one of the two";
    /// A chain of records that leads back to itself.
    Circular = "circular", Error,
        "{field} leads back to the record itself over {steps} records: take one link away";
    /// Milestones that were reached in an order that cannot be.
    MilestonesOutOfOrder = "milestones_out_of_order", Warning,
        "{later} is dated before {earlier}: correct one of the two";
    /// A value that does not fit its field.
    Malformed = "malformed", Error,
        "{field}: {unfit}";
    /// A school year whose dates are missing or cannot be.
    YearWithoutDates = "year_without_dates", Error,
        "{year}: a date is missing or cannot be: correct it, or the calendar leaves it out";
}

/// Something that does not fit, with the records it names and the figures that do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// What is doubted.
    pub what: What,
    /// The records it names, the one it is about first.
    pub records: Vec<RecordId>,
    /// Its figures by name, in thousandths; money in yuan.
    pub numbers: Vec<(&'static str, Decimal)>,
    /// Codes, dates and field names that its sentence needs.
    pub words: Vec<(&'static str, String)>,
}

impl Doubt {
    pub(super) fn new(what: What, records: impl IntoIterator<Item = RecordId>) -> Self {
        let records = records.into_iter().collect();
        Self { what, records, numbers: Vec::new(), words: Vec::new() }
    }

    /// A figure in thousandths.
    pub(super) fn milli(mut self, name: &'static str, number: i128) -> Self {
        let bound = i128::from(i64::MAX);
        let number = i64::try_from(number.clamp(-bound, bound)).unwrap_or_default();
        self.numbers.push((name, Decimal(number)));
        self
    }

    /// A whole figure.
    pub(super) fn whole(self, name: &'static str, number: usize) -> Self {
        let number = i128::try_from(number).unwrap_or(i128::MAX);
        self.milli(name, number.saturating_mul(1000))
    }

    pub(super) fn word(mut self, name: &'static str, word: impl Into<String>) -> Self {
        self.words.push((name, word.into()));
        self
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.what.sentence();
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            f.write_str(before)?;
            if let Some((_, number)) = self.numbers.iter().find(|(it, _)| *it == name) {
                write!(f, "{number}")?;
            } else if let Some((_, word)) = self.words.iter().find(|(it, _)| *it == name) {
                f.write_str(word)?;
            } else {
                f.write_str("?")?;
            }
            rest = after;
        }
        f.write_str(rest)
    }
}

impl std::error::Error for Doubt {}
