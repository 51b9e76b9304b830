//! What does not fit in the aid and the money, each finding with its records and its words.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::record::{Decimal, Money};

/// Something about aid or money that does not fit. Shown as text it is English, for logs and the command line; a screen has
/// its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// An amount below nothing or beyond 10^12 yuan; it is left out of every sum.
    #[error(
        "{field} is {amount} yuan, which cannot be: correct it; until then it counts in no sum"
    )]
    AmountImpossible {
        /// The record.
        id: RecordId,
        /// The field.
        field: &'static str,
        /// What stands there.
        amount: Money,
    },
    /// A scheme whose amount is not known, though somebody is entitled under it (R001).
    #[error("the amount is not known yet, and {children} children are entitled: enter it")]
    AmountNotKnown {
        /// The scheme.
        scheme: RecordId,
        /// How many are entitled.
        children: u64,
    },
    /// A child at two schools on the same days; the place that began later counts.
    #[error("the child is at two schools from {from} to {to}: end one of the two enrolments")]
    TwoSchools {
        /// The child.
        person: RecordId,
        /// The place that began earlier.
        one: RecordId,
        /// The place that counts.
        other: RecordId,
        /// The first day of both.
        from: NaiveDate,
        /// The last day of both.
        to: NaiveDate,
    },
    /// A child who left on a day that nobody wrote down.
    #[error(
        "the child has left the school, but not when: enter the date, or no aid can be worked out"
    )]
    LeftWithoutDate {
        /// The enrolment.
        enrolment: RecordId,
    },
    /// An enrolment without a stage, though schemes ask for one.
    #[error("the enrolment has no stage: enter it, or no aid can be worked out")]
    StageMissing {
        /// The enrolment.
        enrolment: RecordId,
    },
    /// A recognised case without a date; it is taken to have always held.
    #[error("the case does not say since when: enter the date of confirmation or entry")]
    CaseWithoutDate {
        /// The case.
        case: RecordId,
    },
    /// Somebody is entitled and there is no grant for it (R031, R360).
    #[error("entitled from {from} to {to}{}, and no grant says so: enter it", worth(.amount))]
    NoGrant {
        /// The child.
        person: RecordId,
        /// The enrolment.
        enrolment: RecordId,
        /// The scheme.
        scheme: RecordId,
        /// The first day without a grant.
        from: NaiveDate,
        /// The last day without a grant.
        to: NaiveDate,
        /// What it comes to; none while that is not known.
        amount: Option<Money>,
    },
    /// Something that should be waived, and the enrolment does not say that it was (R153).
    #[error(
        "entitled to a waiver, and the enrolment does not say that it was given: tick it, or enter a grant"
    )]
    NotWaived {
        /// The child.
        person: RecordId,
        /// The enrolment.
        enrolment: RecordId,
        /// The scheme.
        scheme: RecordId,
    },
    /// A grant to somebody who is not entitled.
    #[error(
        "the recipient is not entitled under this scheme at that time: check enrolment and case, or stop the grant"
    )]
    NotEntitled {
        /// The grant.
        grant: RecordId,
        /// The recipient.
        recipient: RecordId,
        /// The scheme.
        scheme: RecordId,
    },
    /// A grant that names no scheme.
    #[error("the grant names no scheme: choose one, or nothing can be held against it")]
    GrantWithoutScheme {
        /// The grant.
        grant: RecordId,
    },
    /// A grant without days, period and school year.
    #[error(
        "the grant does not say what time it is for: enter a period, a school year or its dates"
    )]
    GrantWithoutPeriod {
        /// The grant.
        grant: RecordId,
    },
    /// A grant says something else than the scheme, the enrolment and the calendar come to.
    #[error(
        "due are {stated} yuan, but the entitlement comes to {computed}: correct one, or say why"
    )]
    DueDiffers {
        /// The grant.
        grant: RecordId,
        /// What it says.
        stated: Money,
        /// What the entitlement comes to.
        computed: Money,
    },
    /// A grant by school days counts other days than the calendar.
    #[error(
        "the grant counts {stated} days, the school calendar {computed}: correct one, or say why"
    )]
    DaysDiffer {
        /// The grant.
        grant: RecordId,
        /// What it says.
        stated: i64,
        /// What the calendar says.
        computed: u32,
    },
    /// A number of days that no year has.
    #[error("{days} days cannot be: correct the number")]
    DaysImpossible {
        /// The grant.
        grant: RecordId,
        /// What it says.
        days: i64,
    },
    /// Two grants of one scheme to one recipient for the same days.
    #[error("two grants of one scheme are for the same days: take one back, or part the days")]
    GrantTwice {
        /// The older grant.
        one: RecordId,
        /// The other.
        other: RecordId,
    },
    /// Paid before anybody was entitled.
    #[error("paid on {paid_on}, before the entitlement began on {entitled_from}: check both dates")]
    PaidBeforeEntitled {
        /// The grant.
        grant: RecordId,
        /// The day of payment.
        paid_on: NaiveDate,
        /// The first day of entitlement.
        entitled_from: NaiveDate,
    },
    /// Paid after the day on which it was due (R361).
    #[error("due on {due_date}, paid on {paid_on}: say why it was late")]
    PaidLate {
        /// The grant.
        grant: RecordId,
        /// The day on which it was due.
        due_date: NaiveDate,
        /// The day of payment.
        paid_on: NaiveDate,
    },
    /// Due by now and not paid in full (R361).
    #[error(
        "due on {due_date}, and {outstanding} yuan are still outstanding: pay, or stop the grant"
    )]
    Overdue {
        /// The grant.
        grant: RecordId,
        /// The day on which it was due.
        due_date: NaiveDate,
        /// What is still to be paid.
        outstanding: Money,
    },
    /// More was paid than was due.
    #[error("{over} yuan more were paid than were due: take them back, or correct what was due")]
    Overpaid {
        /// The grant.
        grant: RecordId,
        /// How much too much.
        over: Money,
    },
    /// More came back than was paid.
    #[error("{returned} yuan came back of {paid} paid: correct one of the two")]
    ReturnedTooMuch {
        /// The grant.
        grant: RecordId,
        /// What was paid.
        paid: Money,
        /// What came back.
        returned: Money,
    },
    /// A batch in which other money was drawn than was paid out.
    #[error(
        "the grants of the batch say {granted} yuan, the book of money {drawn}: find the difference"
    )]
    BatchDiffers {
        /// The batch.
        batch: RecordId,
        /// What its grants say was paid.
        granted: Money,
        /// What was drawn on the fund for it.
        drawn: Money,
    },
    /// Money spent on something else than what it was given for (R181).
    #[error(
        "{amount} yuan for {earmark} were used for {used_for}: give them back to their purpose"
    )]
    SpentOutside {
        /// The outgoing entry.
        entry: RecordId,
        /// The incoming entry it draws on.
        fund: Option<RecordId>,
        /// What the money was for.
        earmark: String,
        /// What it was used for.
        used_for: String,
        /// How much.
        amount: Money,
    },
    /// Money spent before the notice about it was over (R388).
    #[error("spent on {spent_on}, but the notice ran {}: pay only when it is over", until(.ends))]
    PaidBeforeNotice {
        /// The outgoing entry.
        entry: RecordId,
        /// The notice.
        notice: RecordId,
        /// The day of spending.
        spent_on: NaiveDate,
        /// The last day of the notice; none when nobody wrote it down.
        ends: Option<NaiveDate>,
    },
    /// Aid money spent without any notice (R388).
    #[error("aid money was spent without a notice before: post it, and name the notice")]
    NoNotice {
        /// The outgoing entry.
        entry: RecordId,
    },
    /// An entry draws on something that is no incoming money.
    #[error(
        "the entry draws on a record that is no incoming money: choose the entry by which it came in"
    )]
    DrawnOnNothing {
        /// The outgoing entry.
        entry: RecordId,
        /// What it names.
        fund: RecordId,
    },
    /// Money spent before it came in.
    #[error("spent on {spent_on}, but the money came in on {came_on}: check both dates")]
    SpentBeforeReceipt {
        /// The outgoing entry.
        entry: RecordId,
        /// The incoming entry.
        fund: RecordId,
        /// The day of spending.
        spent_on: NaiveDate,
        /// The day on which it came in.
        came_on: NaiveDate,
    },
    /// More was drawn on an incoming entry than came in by it.
    #[error("{spent} yuan were drawn on {received}: correct the amounts, or draw on another entry")]
    Overdrawn {
        /// The incoming entry.
        fund: RecordId,
        /// What came in by it.
        received: Money,
        /// What was drawn on it.
        spent: Money,
    },
    /// More was spent under an earmark than came in for it.
    #[error(
        "for {earmark} came in {received} yuan and went out {spent}: something is missing, or misplaced"
    )]
    EarmarkOverdrawn {
        /// The earmark.
        earmark: String,
        /// What came in for it.
        received: Money,
        /// What went out.
        spent: Money,
        /// The outgoing entries.
        entries: Vec<RecordId>,
    },
    /// A promise of which not everything has come (R228).
    #[error("promised were {promised} yuan, {arrived} have come: ask after the rest")]
    PledgeOpen {
        /// The entry of the promise.
        entry: RecordId,
        /// What was promised.
        promised: Money,
        /// What came.
        arrived: Money,
    },
    /// More goods were handed out than were received.
    #[error(
        "{item}: {given} {unit} handed out, {received} received: enter where the rest came from"
    )]
    GoodsShort {
        /// The goods.
        item: String,
        /// In what they are counted.
        unit: String,
        /// What came in.
        received: Decimal,
        /// What was handed out.
        given: Decimal,
        /// The entries.
        entries: Vec<RecordId>,
    },
    /// The lines of a budget do not add up to its total (R539, R276).
    #[error("the lines add up to {lines} yuan, the total says {stated}: correct one, or say why")]
    BudgetDiffers {
        /// The project.
        project: RecordId,
        /// The stated total.
        stated: Money,
        /// The sum of the lines.
        lines: Money,
    },
    /// A project that is under way with less money than its budget.
    #[error("the budget is {budget} yuan, {obtained} have been obtained: find the rest")]
    FundsShort {
        /// The project.
        project: RecordId,
        /// Its budget.
        budget: Money,
        /// What came in.
        obtained: Money,
    },
    /// A project on which more was spent than came in for it.
    #[error("{spent} yuan were spent, {obtained} have been obtained: say what paid for the rest")]
    Overspent {
        /// The project.
        project: RecordId,
        /// What came in.
        obtained: Money,
        /// What went out.
        spent: Money,
    },
    /// A project on which more was spent than its budget.
    #[error("{spent} yuan were spent, the budget is {budget}: have the budget changed, or say why")]
    OverBudget {
        /// The project.
        project: RecordId,
        /// Its budget.
        budget: Money,
        /// What went out.
        spent: Money,
    },
}

fn worth(amount: &Option<Money>) -> String {
    amount.map(|amount| format!(" to {amount} yuan")).unwrap_or_default()
}

fn until(ends: &Option<NaiveDate>) -> String {
    ends.map_or("without an end".to_owned(), |ends| format!("until {ends}"))
}

impl Finding {
    /// Every record that it names, the one it is about first.
    pub fn records(&self) -> Vec<RecordId> {
        match self {
            Self::AmountImpossible { id, .. } => vec![*id],
            Self::AmountNotKnown { scheme, .. } => vec![*scheme],
            Self::TwoSchools { person, one, other, .. } => vec![*person, *one, *other],
            Self::LeftWithoutDate { enrolment } | Self::StageMissing { enrolment } => {
                vec![*enrolment]
            }
            Self::CaseWithoutDate { case } => vec![*case],
            Self::NoGrant { person, enrolment, scheme, .. }
            | Self::NotWaived { person, enrolment, scheme } => vec![*person, *enrolment, *scheme],
            Self::NotEntitled { grant, recipient, scheme } => vec![*grant, *recipient, *scheme],
            Self::GrantWithoutScheme { grant }
            | Self::GrantWithoutPeriod { grant }
            | Self::DueDiffers { grant, .. }
            | Self::DaysDiffer { grant, .. }
            | Self::DaysImpossible { grant, .. }
            | Self::PaidBeforeEntitled { grant, .. }
            | Self::PaidLate { grant, .. }
            | Self::Overdue { grant, .. }
            | Self::Overpaid { grant, .. }
            | Self::ReturnedTooMuch { grant, .. } => vec![*grant],
            Self::GrantTwice { one, other } => vec![*one, *other],
            Self::BatchDiffers { batch, .. } => vec![*batch],
            Self::SpentOutside { entry, fund, .. } => {
                std::iter::once(*entry).chain(*fund).collect()
            }
            Self::PaidBeforeNotice { entry, notice, .. } => vec![*entry, *notice],
            Self::NoNotice { entry } | Self::PledgeOpen { entry, .. } => vec![*entry],
            Self::DrawnOnNothing { entry, fund } | Self::SpentBeforeReceipt { entry, fund, .. } => {
                vec![*entry, *fund]
            }
            Self::Overdrawn { fund, .. } => vec![*fund],
            Self::EarmarkOverdrawn { entries, .. } | Self::GoodsShort { entries, .. } => {
                entries.clone()
            }
            Self::BudgetDiffers { project, .. }
            | Self::FundsShort { project, .. }
            | Self::Overspent { project, .. }
            | Self::OverBudget { project, .. } => vec![*project],
        }
    }

    /// The word for it in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::AmountImpossible { .. } => "amount_impossible",
            Self::AmountNotKnown { .. } => "amount_not_known",
            Self::TwoSchools { .. } => "two_schools",
            Self::LeftWithoutDate { .. } => "left_without_date",
            Self::StageMissing { .. } => "stage_missing",
            Self::CaseWithoutDate { .. } => "case_without_date",
            Self::NoGrant { .. } => "no_grant",
            Self::NotWaived { .. } => "not_waived",
            Self::NotEntitled { .. } => "not_entitled",
            Self::GrantWithoutScheme { .. } => "grant_without_scheme",
            Self::GrantWithoutPeriod { .. } => "grant_without_period",
            Self::DueDiffers { .. } => "due_differs",
            Self::DaysDiffer { .. } => "days_differ",
            Self::DaysImpossible { .. } => "days_impossible",
            Self::GrantTwice { .. } => "grant_twice",
            Self::PaidBeforeEntitled { .. } => "paid_before_entitled",
            Self::PaidLate { .. } => "paid_late",
            Self::Overdue { .. } => "overdue",
            Self::Overpaid { .. } => "overpaid",
            Self::ReturnedTooMuch { .. } => "returned_too_much",
            Self::BatchDiffers { .. } => "batch_differs",
            Self::SpentOutside { .. } => "spent_outside",
            Self::PaidBeforeNotice { .. } => "paid_before_notice",
            Self::NoNotice { .. } => "no_notice",
            Self::DrawnOnNothing { .. } => "drawn_on_nothing",
            Self::SpentBeforeReceipt { .. } => "spent_before_receipt",
            Self::Overdrawn { .. } => "overdrawn",
            Self::EarmarkOverdrawn { .. } => "earmark_overdrawn",
            Self::PledgeOpen { .. } => "pledge_open",
            Self::GoodsShort { .. } => "goods_short",
            Self::BudgetDiffers { .. } => "budget_differs",
            Self::FundsShort { .. } => "funds_short",
            Self::Overspent { .. } => "overspent",
            Self::OverBudget { .. } => "over_budget",
        }
    }
}
