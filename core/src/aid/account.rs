//! What is due, paid, given back and outstanding: of a recipient, a batch, a period, a scheme, a school; and the chain from
//! the children over their schools to the money that was drawn.

use chrono::NaiveDate;

use crate::calendar::PeriodKey;
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::states::GrantState;
use crate::record::{AidGrant, Enrolment, Id, Money};
use crate::sorted::{SortedMap, sort_by_key};
use crate::state::State;

use super::days::Days;
use super::fen;
use super::roll::school_year;

/// Sums over grants. Whatever the grants, and however they are grouped:
/// `due + paid_without_due = paid − returned + outstanding + stopped − over`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// How many grants.
    pub grants: u64,
    /// What is due by the grants that say so.
    pub due: Money,
    /// How many grants do not say what is due: not known yet, which is not nothing.
    pub due_not_known: u64,
    /// What was paid.
    pub paid: Money,
    /// What of it came back.
    pub returned: Money,
    /// What is still to be paid.
    pub outstanding: Money,
    /// What will not be paid, because the grant was stopped.
    pub stopped: Money,
    /// What was paid beyond what was due.
    pub over: Money,
    /// What was paid, less what came back, on grants that do not say what is due.
    pub paid_without_due: Money,
}

impl Account {
    /// The account of one grant. Amounts below nothing or beyond 10^12 yuan are left out: a finding names them.
    pub fn of(grant: &AidGrant) -> Self {
        let (paid, returned) = (some(grant.paid), some(grant.returned));
        let net = paid - returned;
        let mut account = Self { grants: 1, paid, returned, ..Self::default() };
        let Some(due) = fen(grant.due).map(Money) else {
            account.due_not_known = 1;
            account.paid_without_due = net;
            return account;
        };
        account.due = due;
        let open = Money((due - net).0.max(0));
        account.over = Money((net - due).0.max(0));
        if grant.state == GrantState::Stopped {
            account.stopped = open;
        } else {
            account.outstanding = open;
        }
        account
    }

    /// What was paid and did not come back.
    pub fn net(&self) -> Money {
        self.paid - self.returned
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            grants: self.grants.saturating_add(other.grants),
            due: self.due + other.due,
            due_not_known: self.due_not_known.saturating_add(other.due_not_known),
            paid: self.paid + other.paid,
            returned: self.returned + other.returned,
            outstanding: self.outstanding + other.outstanding,
            stopped: self.stopped + other.stopped,
            over: self.over + other.over,
            paid_without_due: self.paid_without_due + other.paid_without_due,
        }
    }
}

fn some(amount: Option<Money>) -> Money {
    Money(fen(amount).unwrap_or_default())
}

/// By what grants are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The child or household.
    Recipient,
    /// The scheme.
    Scheme,
    /// The payment batch, an activity.
    Batch,
    /// The school of the enrolment it was granted for.
    School,
}

/// The accounts of all grants that share a day with the span (none: all grants), put together; first those that name
/// nothing to go by, then by id. The accounts of every grouping add up to the same whole.
pub fn accounts(
    state: &State,
    within: Option<(NaiveDate, NaiveDate)>,
    by: By,
) -> Vec<(Option<RecordId>, Account)> {
    let mut rest: Option<Account> = None;
    let mut all: Numbered<Account> = Numbered::default();
    for (_, grant) in grants_within(state, within) {
        let key = match by {
            By::Recipient => grant.recipient,
            By::Scheme => grant.scheme.map(Id::untyped),
            By::Batch => grant.batch.map(Id::untyped),
            By::School => school_of(state, grant),
        };
        let place = match key {
            Some(key) => all.or_default(key.bits()),
            None => Some(rest.get_or_insert_default()),
        };
        if let Some(sum) = place {
            *sum = sum.with(Account::of(grant));
        }
    }
    let named = all.iter().map(|(key, sum)| (Some(RecordId::new(key)), *sum));
    rest.map(|sum| (None, sum)).into_iter().chain(named).collect()
}

/// The accounts by period: by the key that the grants name, or by their school year; "" for grants that name neither.
pub fn accounts_by_period(state: &State) -> Vec<(String, Account)> {
    let mut all: SortedMap<String, Account> = SortedMap::new();
    for (_, grant) in state.grants().iter() {
        let key = if grant.period.is_empty() { &grant.school_year } else { &grant.period };
        let sum = all.entry(key.clone()).or_default();
        *sum = sum.with(Account::of(grant));
    }
    all.iter().map(|(key, sum)| (key.clone(), *sum)).collect()
}

/// A school in the chain: what its children had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchoolLink {
    /// The school; none for grants that name no enrolment and whose recipient was at no school then.
    pub school: Option<RecordId>,
    /// Its recipients and what each had.
    pub recipients: Vec<(RecordId, Account)>,
    /// All of them together.
    pub sum: Account,
}

/// A payment batch in the chain: what its grants say was paid, and what was taken from the fund for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchLink {
    /// The batch, an activity; none for grants that name none.
    pub batch: Option<RecordId>,
    /// What its grants say.
    pub sum: Account,
    /// What the outgoing entries of the book say; none when there is none.
    pub drawn: Option<Money>,
}

/// The chain from the children over their schools to the fund. Its schools and its batches each add up to `sum`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// The schools.
    pub schools: Vec<SchoolLink>,
    /// The batches.
    pub batches: Vec<BatchLink>,
    /// Everything granted.
    pub sum: Account,
}

/// The chain of the grants that share a day with the span; none: of all grants.
pub fn chain(state: &State, within: Option<(NaiveDate, NaiveDate)>) -> Chain {
    let mut rows: Vec<(Option<RecordId>, RecordId, Account)> = grants_within(state, within)
        .map(|(id, grant)| {
            let recipient = grant.recipient.unwrap_or(id.untyped());
            (school_of(state, grant), recipient, Account::of(grant))
        })
        .collect();
    sort_by_key(&mut rows, |(school, recipient, _)| (*school, *recipient));
    let total = |rows: &[(_, _, Account)]| {
        rows.iter().fold(Account::default(), |sum, (_, _, one)| sum.with(*one))
    };
    let schools = rows.chunk_by(|one, next| one.0 == next.0).filter_map(|school| {
        let own = school.chunk_by(|one, next| one.1 == next.1);
        let recipients = own.filter_map(|own| Some((own.first()?.1, total(own)))).collect();
        Some(SchoolLink { school: school.first()?.0, recipients, sum: total(school) })
    });
    let schools = schools.collect();
    let sum = total(&rows);
    let drawn = drawn(state);
    let batches = accounts(state, within, By::Batch).into_iter().map(|(batch, sum)| BatchLink {
        batch,
        sum,
        drawn: batch.and_then(|batch| drawn.get(batch.bits()).copied()),
    });
    Chain { schools, batches: batches.collect(), sum }
}

/// What was taken from the fund for each activity.
fn drawn(state: &State) -> Numbered<Money> {
    let mut drawn: Numbered<Money> = Numbered::default();
    for (_, entry) in state.funds().iter().filter(|(_, entry)| entry.direction == "out") {
        let (Some(activity), Some(amount)) = (entry.activity, fen(entry.amount)) else { continue };
        if let Some(sum) = drawn.or_default(activity.untyped().bits()) {
            *sum = *sum + Money(amount);
        }
    }
    drawn
}

fn grants_within(
    state: &State,
    within: Option<(NaiveDate, NaiveDate)>,
) -> impl Iterator<Item = (Id<AidGrant>, &AidGrant)> {
    state.grants().iter().filter(move |(_, grant)| {
        let Some((from, to)) = within else { return true };
        span_of(state, grant).is_some_and(|own| !own.and(&Days::span(from, to)).is_empty())
    })
}

/// The days that a grant is for: its own dates, else its period, else its school year.
pub(super) fn span_of(state: &State, grant: &AidGrant) -> Option<Days> {
    let period = || {
        let key: PeriodKey = grant.period.parse().ok()?;
        let period = state.calendar().period(key)?;
        Some((period.from, period.to))
    };
    let span = match (grant.from, grant.to) {
        (Some(from), Some(to)) => Some((from, to)),
        (from, to) => period()
            .or_else(|| school_year(state, &grant.school_year))
            .map(|(start, end)| (from.unwrap_or(start), to.unwrap_or(end))),
    };
    span.map(|(from, to)| Days::span(from, to))
}

/// The school that a grant went through: that of its enrolment, or of the enrolment its recipient had then.
fn school_of(state: &State, grant: &AidGrant) -> Option<RecordId> {
    let named = grant.enrolment.and_then(|enrolment| state.enrolments().find(enrolment));
    if let Some(enrolment) = named {
        return enrolment.school.map(Id::untyped);
    }
    let recipient = grant.recipient?;
    let span = span_of(state, grant)?;
    let own = state.index().about::<Enrolment>(recipient);
    let own = own.filter_map(|enrolment| state.enrolments().get(enrolment));
    let mut fitting = own.filter(|enrolment| {
        let mut days = Days::between(enrolment.from, enrolment.to);
        if let Some((from, to)) = school_year(state, &enrolment.school_year) {
            days = days.and(&Days::span(from, to));
        }
        enrolment.person.map(Id::untyped) == Some(recipient) && !days.and(&span).is_empty()
    });
    fitting.next().and_then(|enrolment| enrolment.school).map(Id::untyped)
}

#[cfg(test)]
mod tests;
