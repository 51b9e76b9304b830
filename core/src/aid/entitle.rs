//! Who is entitled to what: every enrolment under every scheme, day by day.

use chrono::NaiveDate;

use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{AidScheme, Enrolment, Id, Money, Org, Person};
use crate::rule::Settings;
use crate::sorted::sort_by_key;
use crate::state::State;

use super::days::Days;
use super::fen;
use super::roll::{Place, Roll, lack};
use super::standard::{Proration, Reading, Standard};

/// What somebody is entitled to under a scheme, in some span of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// The child.
    pub person: Id<Person>,
    /// The place at school that it rests on.
    pub enrolment: Id<Enrolment>,
    /// That school.
    pub school: Option<Id<Org>>,
    /// The scheme.
    pub scheme: Id<AidScheme>,
    /// The days on which the child is entitled.
    pub days: Days,
    /// How many of them are school days.
    pub school_days: u32,
    /// What it comes to.
    pub worth: Worth,
}

/// What an entitlement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// So much money, to the fen.
    Fen(Money),
    /// What there is to pay is waived: there is no amount.
    Waived,
    /// Not known yet, which is not nothing.
    NotKnown(Lack),
}

impl Worth {
    /// The money, when it is money and known.
    pub const fn fen(self) -> Option<Money> {
        match self {
            Self::Fen(money) => Some(money),
            Self::Waived | Self::NotKnown(_) => None,
        }
    }
}

/// Why an amount is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// The scheme's amount is not known yet (R001), or is none that can be paid.
    Amount,
    /// The school calendar has no school days there.
    Calendar,
    /// The child left the school, and nobody wrote down when.
    LeavingDate,
    /// The case was closed, and nobody wrote down when.
    ExitDate,
}

impl Lack {
    /// The word for it in files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Amount => "amount",
            Self::Calendar => "calendar",
            Self::LeavingDate => "leaving_date",
            Self::ExitDate => "exit_date",
        }
    }
}

/// Components of which no competition is known: two donors may both give.
const OPEN_COMPONENTS: &[&str] = &["", "other", "donation"];

/// Components that somebody decides on for each household or applicant; a standard alone entitles nobody.
const DECIDED: &[&str] =
    &["machinery_subsidy", "subsistence_allowance", "five_guarantee", "student_loan"];

/// Whether each grant of a scheme is a decision of its own (a basis of its own, a loan, a household's allowance), so
/// that the scheme alone entitles nobody and no amount can be held against it.
pub fn is_by_decision(scheme: &AidScheme) -> bool {
    let counted = ["per_year", "per_semester", "per_month", "per_school_day", "full_waiver"];
    !counted.contains(&scheme.basis.as_str()) || DECIDED.contains(&scheme.component.as_str())
}

/// All entitlements of a workbook, worked out once and asked for any span of days.
///
/// A place at school is entitled under a scheme on the days on which
/// - the child is there: from the first to the last day of the enrolment, without days away (dropped out, transferred);
///   the day of leaving counts, and so does the day of coming back,
/// - stage, boarding and bus are what the scheme asks for, and one of the child's households lives in one of its villages,
/// - the child, its household, its school or its village is recognised as one of the scheme's kinds of cases: from the
///   confirmation or entry to the exit, that day included, and after the exit to the end of the same stage when the case
///   says that aid goes on (R157); a child that goes on to the next stage after the exit is not entitled there,
/// - the scheme is in force.
///
/// On any day a child has one place (of two that overlap the one that began later) and, of schemes of one component that
/// do not go with each other, one scheme: the one with the higher standard over a year, where a year is two semesters,
/// ten months or two hundred school days; a waiver comes first, an amount that is not known last. Different components
/// never compete: a meal is not a bed.
#[derive(Debug)]
pub struct Entitlements<'a> {
    state: &'a State,
    roll: Roll<'a>,
    schemes: Vec<Priced<'a>>,
    claims: Vec<Claim>,
    by_person: Numbered<Vec<usize>>,
}

/// A scheme with what it is worth day by day.
#[derive(Debug)]
struct Priced<'a> {
    id: Id<AidScheme>,
    scheme: &'a AidScheme,
    standard: Option<Standard>,
}

/// All days on which a place is entitled under a scheme.
#[derive(Debug)]
struct Claim {
    person: Id<Person>,
    enrolment: Id<Enrolment>,
    school: Option<Id<Org>>,
    /// Its place among the schemes.
    scheme: usize,
    days: Days,
    /// Those of the days that rest on a date nobody knows, and which.
    doubtful: Days,
    lack: Lack,
}

impl<'a> Entitlements<'a> {
    /// Works out everything that a workbook's enrolments, cases and schemes say.
    pub fn of(state: &'a State) -> Self {
        let settings = Settings::read(state);
        let reading = Reading {
            proration: Proration::read(settings.chosen("aid_proration").unwrap_or_default()),
            min_school_days: settings.min_school_days,
        };
        let mut schemes: Vec<Priced<'_>> = state
            .schemes()
            .iter()
            .filter(|(_, scheme)| !is_by_decision(scheme))
            .map(|(id, scheme)| Priced {
                id,
                scheme,
                standard: Standard::of(scheme, state.calendar(), reading),
            })
            .collect();
        sort_by_key(&mut schemes, |it| (std::cmp::Reverse(rank(it.scheme)), it.id));
        let (roll, by_person) = (Roll::read(state), Numbered::default());
        let mut all = Self { state, roll, schemes, claims: Vec::new(), by_person };
        all.claim();
        all
    }

    fn claim(&mut self) {
        for (person, places) in self.roll.children() {
            for place in places {
                let first = self.claims.len();
                for at in 0..self.schemes.len() {
                    let Some(claim) = self.claim_of(person, place, at, &self.claims[first..])
                    else {
                        continue;
                    };
                    if let Some(own) = self.by_person.or_default(person.untyped().bits()) {
                        own.push(self.claims.len());
                    }
                    self.claims.push(claim);
                }
            }
        }
    }

    fn claim_of(
        &self,
        person: Id<Person>,
        place: &Place<'a>,
        at: usize,
        higher: &[Claim],
    ) -> Option<Claim> {
        let scheme = self.schemes.get(at)?.scheme;
        let (mut days, doubtful) = self.roll.fulfils(place, scheme);
        for claim in higher {
            let other = self.schemes.get(claim.scheme)?.scheme;
            if compete(scheme, other) {
                days = days.without(&claim.days);
            }
        }
        let doubtful = doubtful.and(&days);
        (!days.is_empty()).then(|| Claim {
            person,
            enrolment: place.id,
            school: place.enrolment.school,
            scheme: at,
            days,
            doubtful,
            lack: lack(place),
        })
    }

    /// What everybody is entitled to from `from` to `to`, both included: by child, place and scheme. Money of a span is the
    /// sum of the money of its parts, however it is cut; see [`Proration`] for how comers and leavers are cut.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> Vec<Entitlement> {
        let within = Days::span(from, to);
        self.claims.iter().filter_map(|claim| self.entitlement(claim, &within)).collect()
    }

    /// What one recipient, a child or the children of a household, is entitled to under one scheme in that span.
    pub fn of_recipient(
        &self,
        recipient: RecordId,
        scheme: Id<AidScheme>,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Vec<Entitlement> {
        let within = Days::span(from, to);
        self.claims_of(recipient)
            .filter(|claim| self.schemes.get(claim.scheme).is_some_and(|it| it.id == scheme))
            .filter_map(|claim| self.entitlement(claim, &within))
            .collect()
    }

    /// The claims of a child, or of the children of a household.
    fn claims_of(&self, recipient: RecordId) -> impl Iterator<Item = &Claim> {
        let members = self.roll.members_of(recipient).iter().copied();
        let people = std::iter::once(recipient).chain(members);
        let places = people.filter_map(|person| self.by_person.get(person.bits())).flatten();
        places.filter_map(|at| self.claims.get(*at))
    }

    fn entitlement(&self, claim: &Claim, within: &Days) -> Option<Entitlement> {
        let days = claim.days.and(within);
        let calendar = self.state.calendar();
        let school_days = days.spans().map(|(from, to)| calendar.school_days(from, to)).sum();
        let priced = self.schemes.get(claim.scheme)?;
        let known = self.is_in_calendar(within);
        let worth = if priced.scheme.basis == "full_waiver" {
            Worth::Waived
        } else if !claim.doubtful.and(within).is_empty() {
            Worth::NotKnown(claim.lack)
        } else if priced.standard.is_none() {
            Worth::NotKnown(Lack::Amount)
        } else if known {
            Worth::Fen(priced.standard.as_ref()?.over(&days))
        } else {
            Worth::NotKnown(Lack::Calendar)
        };
        // Days in the holidays entitle nobody to anything.
        let empty = days.is_empty() || (known && school_days == 0);
        (!empty).then_some(Entitlement {
            person: claim.person,
            enrolment: claim.enrolment,
            school: claim.school,
            scheme: priced.id,
            days,
            school_days,
            worth,
        })
    }

    /// Whether the calendar has the school days of a school year that shares a day with the span.
    fn is_in_calendar(&self, within: &Days) -> bool {
        let calendar = self.state.calendar();
        calendar.years().iter().any(|year| {
            let shares = within.spans().any(|(from, to)| from <= year.end && year.start <= to);
            shares && calendar.school_days(year.start, year.end) > 0
        })
    }

    /// Every place at school, with what is odd about it.
    pub(super) fn places(&self) -> impl Iterator<Item = (Id<Person>, &Place<'a>)> {
        self.roll
            .children()
            .flat_map(|(person, places)| places.iter().map(move |place| (person, place)))
    }

    /// Who belongs to a household.
    pub(super) fn members_of(&self, household: RecordId) -> &[RecordId] {
        self.roll.members_of(household)
    }
}

/// Whether two schemes may not be had on one day.
fn compete(one: &AidScheme, other: &AidScheme) -> bool {
    one.component == other.component
        && !(one.stackable && other.stackable)
        && !OPEN_COMPONENTS.contains(&one.component.as_str())
}

/// What a scheme comes to in a year, roughly, to choose between schemes that compete; −1: not known.
fn rank(scheme: &AidScheme) -> i64 {
    let times = match scheme.basis.as_str() {
        "full_waiver" => return i64::MAX,
        "per_semester" => 2,
        "per_month" => 10,
        "per_school_day" => 200,
        _ => 1,
    };
    let amount = fen(scheme.amount).filter(|_| !scheme.amount_unknown);
    amount.map_or(-1, |amount| amount.saturating_mul(times))
}

#[cfg(test)]
mod tests;
