//! What does not fit among entitlements and grants.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{AidGrant, AidScheme, Case, Id, Money};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};
use crate::state::State;

use super::account::{Account, span_of};
use super::days::Days;
use super::entitle::{Entitlement, Entitlements, Lack, Worth, is_by_decision};
use super::finding::Finding;
use super::roll::is_undated;
use super::{book, fen};

/// Everything about aid and money that does not fit on a day: amounts first, then the children and their cases, the grants,
/// who has none, the money, the projects; each group in the order of its records' ids.
pub fn findings(state: &State, on: NaiveDate) -> Vec<Finding> {
    let mut found = Vec::new();
    let entitlements = Entitlements::of(state);
    book::amounts(state, &mut found);
    children(state, &entitlements, &mut found);
    for (id, grant) in state.grants().iter() {
        check_grant(state, &entitlements, id, grant, on, &mut found);
    }
    twice(state, &mut found);
    without_grant(state, &entitlements, on, &mut found);
    book::money(state, on, &mut found);
    book::projects(state, on, &mut found);
    found
}

fn children(state: &State, entitlements: &Entitlements<'_>, found: &mut Vec<Finding>) {
    let asks_for_stage = state.schemes().iter().any(|(_, scheme)| !scheme.stage.is_empty());
    for (person, place) in entitlements.places() {
        let (person, enrolment) = (person.untyped(), place.id.untyped());
        for (other, both) in &place.taken {
            let (Some(from), Some(to)) = (both.first(), both.last()) else { continue };
            let other = other.untyped();
            found.push(Finding::TwoSchools { person, one: enrolment, other, from, to });
        }
        if place.left_without_date {
            found.push(Finding::LeftWithoutDate { enrolment });
        }
        if asks_for_stage && place.enrolment.stage.is_empty() {
            found.push(Finding::StageMissing { enrolment });
        }
    }
    let asked = |case: &Case| {
        let mut schemes = state.schemes().iter();
        schemes.any(|(_, scheme)| scheme.case_kinds.contains(&case.kind))
    };
    let undated = state.cases().iter().filter(|(_, case)| is_undated(case) && asked(case));
    found.extend(undated.map(|(id, _)| Finding::CaseWithoutDate { case: id.untyped() }));
}

fn check_grant(
    state: &State,
    entitlements: &Entitlements<'_>,
    id: Id<AidGrant>,
    grant: &AidGrant,
    on: NaiveDate,
    found: &mut Vec<Finding>,
) {
    let account = Account::of(grant);
    check_payment(id.untyped(), grant, &account, on, found);
    let grant_id = id.untyped();
    let Some(scheme_id) = grant.scheme else {
        found.push(Finding::GrantWithoutScheme { grant: grant_id });
        return;
    };
    let Some(scheme) = state.schemes().get(scheme_id).filter(|scheme| !is_by_decision(scheme))
    else {
        return;
    };
    let Some(span) = span_of(state, grant).filter(|span| !span.is_empty()) else {
        found.push(Finding::GrantWithoutPeriod { grant: grant_id });
        return;
    };
    let (Some(recipient), Some(from), Some(to)) = (grant.recipient, span.first(), span.last())
    else {
        return;
    };
    let own = entitlements.of_recipient(recipient, scheme_id, from, to);
    if own.is_empty() {
        let nothing = account.due == Money(0) && account.net() == Money(0);
        if !nothing || account.due_not_known > 0 {
            let scheme = scheme_id.untyped();
            found.push(Finding::NotEntitled { grant: grant_id, recipient, scheme });
        }
        return;
    }
    let first = own.iter().filter_map(|it| it.days.first()).min();
    if let (Some(paid_on), Some(entitled_from)) = (grant.paid_on, first)
        && paid_on < entitled_from
    {
        found.push(Finding::PaidBeforeEntitled { grant: grant_id, paid_on, entitled_from });
    }
    check_figures(grant_id, grant, scheme, &own, found);
}

/// What a grant says of itself against what its recipient is entitled to.
fn check_figures(
    id: RecordId,
    grant: &AidGrant,
    scheme: &AidScheme,
    own: &[Entitlement],
    found: &mut Vec<Finding>,
) {
    let computed: Option<Vec<Money>> = own.iter().map(|it| it.worth.fen()).collect();
    let computed = computed.map(|amounts| amounts.into_iter().sum::<Money>());
    if let (Some(computed), Some(stated)) = (computed, fen(grant.due).map(Money))
        && stated != computed
    {
        found.push(Finding::DueDiffers { grant: id, stated, computed });
    }
    let days: u32 = own.iter().map(|it| it.school_days).sum();
    let sure = !own.iter().any(|it| matches!(it.worth, Worth::NotKnown(_)));
    let stated = grant.days.filter(|days| (0..=366).contains(days));
    if let Some(stated) = stated.filter(|_| sure && scheme.basis == "per_school_day")
        && stated != i64::from(days)
    {
        found.push(Finding::DaysDiffer { grant: id, stated, computed: days });
    }
}

fn check_payment(
    grant: RecordId,
    row: &AidGrant,
    account: &Account,
    on: NaiveDate,
    found: &mut Vec<Finding>,
) {
    if let Some(days) = row.days.filter(|days| !(0..=366).contains(days)) {
        found.push(Finding::DaysImpossible { grant, days });
    }
    let outstanding = account.outstanding;
    if let Some(due_date) = row.due_date {
        match row.paid_on {
            Some(paid_on) if paid_on > due_date && account.paid > Money(0) => {
                found.push(Finding::PaidLate { grant, due_date, paid_on });
            }
            _ => {}
        }
        if due_date < on && outstanding > Money(0) {
            found.push(Finding::Overdue { grant, due_date, outstanding });
        }
    }
    if account.over > Money(0) {
        found.push(Finding::Overpaid { grant, over: account.over });
    }
    if account.returned > account.paid {
        let (paid, returned) = (account.paid, account.returned);
        found.push(Finding::ReturnedTooMuch { grant, paid, returned });
    }
}

/// Grants of one scheme to one recipient for the same days.
fn twice(state: &State, found: &mut Vec<Finding>) {
    type Row = (RecordId, RecordId, NaiveDate, RecordId, NaiveDate);
    let row = |(id, grant): (Id<AidGrant>, &AidGrant)| -> Option<Row> {
        let span = span_of(state, grant)?;
        let scheme = grant.scheme?.untyped();
        Some((grant.recipient?, scheme, span.first()?, id.untyped(), span.last()?))
    };
    let counted = state.grants().iter().filter(|(_, grant)| Account::of(grant).due > Money(0));
    let by_decision = |grant: &AidGrant| {
        grant.scheme.and_then(|id| state.schemes().get(id)).is_some_and(is_by_decision)
    };
    let mut rows: Vec<Row> = counted.filter(|(_, it)| !by_decision(it)).filter_map(row).collect();
    sort_by_key(&mut rows, |row| *row);
    for own in rows.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
        // Of the grants that began so far, the one that lasts longest.
        let mut longest: Option<&Row> = None;
        for row in own {
            if let Some(before) = longest.filter(|before| row.2 <= before.4) {
                let (one, other) = (before.3.min(row.3), before.3.max(row.3));
                found.push(Finding::GrantTwice { one, other });
            }
            longest = longest.filter(|before| before.4 >= row.4).or(Some(row));
        }
    }
}

/// Who is entitled and has no grant: for yearly and semester aid in the semesters that have begun, else up to the day.
fn without_grant(
    state: &State,
    entitlements: &Entitlements<'_>,
    on: NaiveDate,
    found: &mut Vec<Finding>,
) {
    let calendar = state.calendar();
    let Some(year) = calendar.years().iter().rev().find(|year| year.start <= on) else { return };
    let begun = calendar.semesters().filter(|(_, it)| it.start <= on).map(|(_, it)| it.end).max();
    let granted = granted_days(state, entitlements);
    let mut unpriced: SortedMap<RecordId, SortedSet<RecordId>> = SortedMap::new();
    for own in entitlements.between(year.start, year.end) {
        let Some(scheme) = state.schemes().get(own.scheme) else { continue };
        let by_day = matches!(scheme.basis.as_str(), "per_school_day" | "per_month");
        let until = begun.filter(|_| !by_day).unwrap_or(on);
        if own.days.first().is_none_or(|first| first > until) {
            continue;
        }
        if own.worth == Worth::NotKnown(Lack::Amount) {
            let people = unpriced.entry(own.scheme.untyped()).or_default();
            people.insert(own.person.untyped());
            continue;
        }
        let has = granted.get(own.person.untyped().bits()).map_or(&[][..], Vec::as_slice);
        let of_scheme = has.iter().filter(|(scheme, _)| *scheme == own.scheme);
        let has = of_scheme.fold(Days::default(), |all, (_, days)| all.or(days));
        found.extend(missing(state, entitlements, &own, scheme, &has, until));
    }
    for (scheme, people) in unpriced.iter() {
        let children = u64::try_from(people.len()).unwrap_or(u64::MAX);
        found.push(Finding::AmountNotKnown { scheme: *scheme, children });
    }
}

/// What of an entitlement no grant covers.
fn missing(
    state: &State,
    entitlements: &Entitlements<'_>,
    own: &Entitlement,
    scheme: &AidScheme,
    has: &Days,
    until: NaiveDate,
) -> Option<Finding> {
    let (person, enrolment) = (own.person.untyped(), own.enrolment.untyped());
    let scheme_id = own.scheme.untyped();
    if own.worth == Worth::Waived {
        let row = state.enrolments().get(own.enrolment);
        let ticked = row.is_some_and(|row| match scheme.component.as_str() {
            "tuition_waiver" => row.fee_waived,
            "textbooks" => row.textbooks_free,
            _ => false,
        });
        let settled = ticked || !has.is_empty();
        return (!settled).then_some(Finding::NotWaived { person, enrolment, scheme: scheme_id });
    }
    let open = own.days.and(&Days::between(None, Some(until))).without(has);
    let (from, to) = open.first().zip(open.last())?;
    // A hole between two grants does not cost what the grants cover.
    let of = |(from, to)| entitlements.of_recipient(person, own.scheme, from, to);
    let parts = open.spans().flat_map(of).filter(|part| part.enrolment == own.enrolment);
    let amounts: Option<Vec<Money>> = parts.map(|part| part.worth.fen()).collect();
    let amount = amounts.map(|amounts| amounts.into_iter().sum::<Money>());
    let scheme = scheme_id;
    (amount != Some(Money(0))).then_some(Finding::NoGrant {
        person,
        enrolment,
        scheme,
        from,
        to,
        amount,
    })
}

/// The days that the grants of each child cover, by scheme; a grant to a household covers its children.
fn granted_days(
    state: &State,
    entitlements: &Entitlements<'_>,
) -> Numbered<Vec<(Id<AidScheme>, Days)>> {
    let mut all: Numbered<Vec<(Id<AidScheme>, Days)>> = Numbered::default();
    for (_, grant) in state.grants().iter() {
        let span = span_of(state, grant);
        let (Some(scheme), Some(recipient), Some(span)) = (grant.scheme, grant.recipient, span)
        else {
            continue;
        };
        let members = entitlements.members_of(recipient).iter().copied();
        for person in std::iter::once(recipient).chain(members) {
            if let Some(granted) = all.or_default(person.bits()) {
                granted.push((scheme, span.clone()));
            }
        }
    }
    all
}
