//! Stated against recorded (R539): households, pupils, classes; and people recorded twice.

use chrono::NaiveDate;

use crate::calendar::day::{FIRST_DAY, LAST_DAY, ymd};
use crate::log::RecordId;
use crate::record::{Enrolment, Id};
use crate::sorted::{SortedMap, SortedSet};
use crate::state::State;

use super::doubt::{Doubt, What};
use super::figures::{Figures, latest, stated};

pub(super) fn findings(state: &State, found: &mut Vec<Doubt>) {
    let figures = stated(state);
    households(state, &figures, found);
    schools(state, &figures, found);
    heads(state, found);
    two_schools(state, found);
}

/// The stated figure against so many records; `only_more`: fewer records than stated are no finding.
fn compare(
    figures: &Figures,
    subject: RecordId,
    indicator: &str,
    counted: usize,
    only_more: bool,
    found: &mut Vec<Doubt>,
) {
    let Some(stated) = latest(figures, subject, indicator) else { return };
    let milli = i128::try_from(counted).unwrap_or_default().saturating_mul(1000);
    if milli == stated.milli || counted == 0 || (only_more && milli < stated.milli) {
        return;
    }
    let doubt = Doubt::new(What::StatedAgainstCounted, [stated.id, subject])
        .word("indicator", indicator)
        .milli("stated", stated.milli)
        .milli("counted", milli);
    found.push(doubt);
}

/// Households of a village by what they are counted as.
#[derive(Debug, Default)]
struct Village {
    all: usize,
    poor: usize,
    people: usize,
    by_category: SortedMap<String, usize>,
}

const CATEGORIES: &[(&str, &str)] = &[
    ("allowance", "allowance_household_count"),
    ("five_guarantee", "five_guarantee_household_count"),
    ("poverty_aid", "poverty_aid_household_count"),
];

fn households(state: &State, figures: &Figures, found: &mut Vec<Doubt>) {
    let mut helped: SortedSet<RecordId> = SortedSet::new();
    for (_, case) in state.cases().iter() {
        if case.kind == "registered_household" && case.state.is_helped() {
            helped.extend(case.subject);
        }
    }
    let mut villages: SortedMap<RecordId, Village> = SortedMap::new();
    for (id, household) in state.households().iter() {
        let Some(place) = household.village else { continue };
        let village = villages.entry(place.into()).or_default();
        village.all += 1;
        if helped.contains(&RecordId::from(id)) {
            village.poor += 1;
            village.people += household.members.len();
        }
        for category in &household.categories {
            *village.by_category.entry(category.clone()).or_default() += 1;
        }
    }
    for (place, village) in &villages {
        compare(figures, *place, "household_count", village.all, true, found);
        compare(figures, *place, "poor_household_count", village.poor, false, found);
        compare(figures, *place, "poor_population", village.people, false, found);
        for (category, indicator) in CATEGORIES {
            let counted = village.by_category.get(*category).copied().unwrap_or_default();
            compare(figures, *place, indicator, counted, false, found);
        }
    }
}

fn schools(state: &State, figures: &Figures, found: &mut Vec<Doubt>) {
    let mut pupils: SortedMap<RecordId, SortedSet<RecordId>> = SortedMap::new();
    for (_, place) in state.enrolments().iter().filter(|(_, it)| it.state.is_at_school()) {
        let (Some(school), Some(child)) = (place.school, place.person) else { continue };
        if place.to.is_none() {
            pupils.entry(school.into()).or_default().insert(child.into());
        }
    }
    for (school, children) in &pupils {
        for indicator in ["pupil_count", "child_count"] {
            compare(figures, *school, indicator, children.len(), true, found);
        }
    }
    for (id, org) in state.orgs().iter() {
        compare(figures, id.into(), "class_count", org.classes.len(), true, found);
    }
}

/// Households without a head, and people in several.
fn heads(state: &State, found: &mut Vec<Doubt>) {
    let mut homes: SortedMap<RecordId, SortedSet<RecordId>> = SortedMap::new();
    for (id, household) in state.households().iter() {
        let id = RecordId::from(id);
        if household.head.is_none() {
            found.push(Doubt::new(What::HouseholdWithoutHead, [id]));
        }
        let head = household.head.map(RecordId::from);
        for person in household.members.iter().copied().chain(head) {
            homes.entry(person).or_default().insert(id);
        }
    }
    for (id, person) in state.people().iter() {
        if let Some(home) = person.household.filter(|home| state.households().get(*home).is_some())
        {
            homes.entry(id.into()).or_default().insert(home.into());
        }
    }
    for (person, homes) in homes.iter().filter(|(_, homes)| homes.len() > 1) {
        let records = std::iter::once(*person).chain(homes.iter().copied());
        let doubt = Doubt::new(What::SeveralHouseholds, records);
        found.push(doubt.whole("households", homes.len()));
    }
}

/// From when to when a place at a school holds; open ends as far as any record may reach.
fn span(state: &State, place: &Enrolment) -> (NaiveDate, NaiveDate) {
    let calendar = state.calendar();
    let year = calendar.years().iter().find(|year| year.label == place.school_year);
    let written = || {
        let first: i32 = place.school_year.get(..4)?.parse().ok()?;
        (1900..2099).contains(&first).then(|| (ymd(first, 9, 1), ymd(first + 1, 8, 31)))
    };
    let (first, last) =
        year.map(|year| (year.start, year.end)).or_else(written).unwrap_or((FIRST_DAY, LAST_DAY));
    (place.from.unwrap_or(first), place.to.unwrap_or(last))
}

fn two_schools(state: &State, found: &mut Vec<Doubt>) {
    let mut places: SortedMap<RecordId, Vec<(Id<Enrolment>, &Enrolment)>> = SortedMap::new();
    for (id, place) in state.enrolments().iter() {
        // Somebody who left counts up to the day of leaving, when that is known.
        let holds = place.state.is_at_school() || place.to.is_some();
        if let Some(child) = place.person.filter(|_| holds && place.school.is_some()) {
            places.entry(child.into()).or_default().push((id, place));
        }
    }
    for (child, places) in &places {
        for (at, (one, first)) in places.iter().enumerate() {
            for (other, second) in places.iter().skip(at + 1) {
                let (a, b) = (span(state, first), span(state, second));
                let (from, to) = (a.0.max(b.0), a.1.min(b.1));
                // The day of moving from one to the other belongs to both.
                if from < to {
                    let records = [*child, (*one).into(), (*other).into()];
                    let doubt = Doubt::new(What::TwoSchools, records);
                    found.push(doubt.word("from", from.to_string()).word("to", to.to_string()));
                }
            }
        }
    }
}
