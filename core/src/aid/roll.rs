//! Who was at school on which days, and who was recognised as in need of help: what entitlements are read from.

use chrono::NaiveDate;

use crate::calendar::day::{FIRST_DAY, LAST_DAY, add_days};
use crate::calendar::{PeriodKey, SchoolYear};
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::states::{CaseState, EnrolmentState};
use crate::record::{AidScheme, Case, Enrolment, Id, Person};
use crate::sorted::{sort, sort_by_key};
use crate::state::State;

use super::days::Days;
use super::entitle::Lack;

/// A child's place at a school, with the days on which the child was there.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    pub(super) id: Id<Enrolment>,
    pub(super) enrolment: &'a Enrolment,
    /// Without the days on which the child had a later place as well.
    pub(super) days: Days,
    /// The days that another place took.
    pub(super) taken: Vec<(Id<Enrolment>, Days)>,
    /// The child left, and nobody wrote down when.
    pub(super) left_without_date: bool,
}

/// A stretch of time in which a subject was recognised.
#[derive(Clone, Copy, Debug)]
struct Held {
    from: NaiveDate,
    to: NaiveDate,
    /// The subject left on `to`, and aid goes on to the end of the stage, at the latest on this day (R157).
    kept_to: Option<NaiveDate>,
    /// The subject left, and nobody wrote down when.
    doubtful: bool,
}

/// Everybody who may be entitled, read once.
#[derive(Debug)]
pub(super) struct Roll<'a> {
    state: &'a State,
    households: Numbered<Vec<RecordId>>,
    members: Numbered<Vec<RecordId>>,
    places: Numbered<Vec<Place<'a>>>,
    cases: Numbered<Vec<(&'a str, Vec<Held>)>>,
}

impl<'a> Roll<'a> {
    pub(super) fn read(state: &'a State) -> Self {
        let households = households(state);
        let mut roll = Self {
            state,
            members: inverted(&households),
            households,
            places: Numbered::default(),
            cases: Numbered::default(),
        };
        for (id, enrolment) in state.enrolments().iter() {
            let Some(person) = enrolment.person else { continue };
            let (days, left_without_date) = presence(state, enrolment);
            let place = Place { id, enrolment, days, taken: Vec::new(), left_without_date };
            if let Some(places) = roll.places.or_default(person.untyped().bits()) {
                places.push(place);
            }
        }
        for (_, case) in state.cases().iter() {
            let Some(subject) = case.subject else { continue };
            if let Some(cases) = roll.cases.or_default(subject.bits()) {
                cases.push((case.kind.as_str(), recognised(case)));
            }
        }
        let people: Vec<u128> = roll.places.iter().map(|(person, _)| person).collect();
        for person in people {
            if let Some(places) = roll.places.get_mut(person) {
                one_place_a_day(places);
            }
        }
        roll
    }

    /// Every child with its places, by the child's id; the places by their first day.
    pub(super) fn children(&self) -> impl Iterator<Item = (Id<Person>, &[Place<'a>])> {
        self.places
            .iter()
            .map(|(person, places)| (Id::new(RecordId::new(person)), places.as_slice()))
    }

    /// The households that somebody belongs to.
    pub(super) fn households_of(&self, person: RecordId) -> &[RecordId] {
        self.households.get(person.bits()).map_or(&[], Vec::as_slice)
    }

    /// Who belongs to a household.
    pub(super) fn members_of(&self, household: RecordId) -> &[RecordId] {
        self.members.get(household.bits()).map_or(&[], Vec::as_slice)
    }

    /// The days on which a place fulfils what a scheme asks for, and those of them that rest on a date nobody knows.
    pub(super) fn fulfils(&self, place: &Place<'a>, scheme: &AidScheme) -> (Days, Days) {
        let own = place.enrolment;
        let fits = (scheme.stage.is_empty() || scheme.stage == own.stage)
            && agrees(&scheme.boarder, own.boarder)
            && agrees(&scheme.bus, own.bus);
        let person = own.person.map(Id::untyped).filter(|_| fits);
        let Some(person) = person.filter(|person| self.lives_in(*person, scheme)) else {
            return (Days::default(), Days::default());
        };
        let days = place.days.and(&Days::between(scheme.from, scheme.to));
        let doubtful = if place.left_without_date { days.clone() } else { Days::default() };
        if scheme.case_kinds.is_empty() {
            return (days, doubtful);
        }
        let (sure, all) = self.recognised_days(person, own, scheme);
        let doubtful = doubtful.or(&days.and(&all).without(&sure));
        let days = days.and(&all);
        (days.clone(), doubtful.and(&days))
    }

    fn lives_in(&self, person: RecordId, scheme: &AidScheme) -> bool {
        let mut villages = self.villages_of(person);
        scheme.villages.is_empty() || villages.any(|village| scheme.villages.contains(&village))
    }

    fn villages_of(&self, person: RecordId) -> impl Iterator<Item = RecordId> {
        let homes = self.households_of(person).iter();
        let homes = homes.filter_map(|home| self.state.households().get(Id::new(*home)));
        homes.filter_map(|home| home.village.map(Id::untyped))
    }

    /// The days on which the child, its household, its school or its village is recognised as one of the scheme's kinds:
    /// first those that are sure, then all.
    fn recognised_days(
        &self,
        person: RecordId,
        own: &Enrolment,
        scheme: &AidScheme,
    ) -> (Days, Days) {
        let homes = self.households_of(person).iter().copied();
        let orgs = own.school.map(Id::untyped).into_iter().chain(self.villages_of(person));
        let subjects = std::iter::once(person).chain(homes).chain(orgs);
        let (mut sure, mut all) = (Vec::new(), Vec::new());
        let cases = subjects.filter_map(|subject| self.cases.get(subject.bits())).flatten();
        for (_, held) in cases.filter(|(kind, _)| scheme.case_kinds.contains(*kind)) {
            for held in held {
                let kept = held.kept_to.filter(|_| self.was_in_stage(person, &own.stage, held.to));
                let span = (held.from, kept.unwrap_or(held.to));
                all.push(span);
                if !held.doubtful {
                    sure.push(span);
                }
            }
        }
        (Days::of(sure), Days::of(all))
    }

    /// Whether the child was in this stage on a day: in the holidays, in the last place before it.
    fn was_in_stage(&self, person: RecordId, stage: &str, on: NaiveDate) -> bool {
        let places = self.places.get(person.bits()).map_or(&[][..], Vec::as_slice);
        let begun = places.iter().filter(|it| it.days.first().is_some_and(|first| first <= on));
        let last = |place: &&Place<'_>| place.days.and(&Days::span(FIRST_DAY, on)).last();
        begun.max_by_key(last).is_some_and(|place| place.enrolment.stage == stage)
    }
}

/// The households of everybody: what the person says, and what the households say of their members.
fn households(state: &State) -> Numbered<Vec<RecordId>> {
    let mut all: Numbered<Vec<RecordId>> = Numbered::default();
    let mut add = |person: RecordId, home: RecordId| {
        if let Some(homes) = all.or_default(person.bits()) {
            homes.push(home);
        }
    };
    for (id, person) in state.people().iter() {
        person.household.into_iter().for_each(|home| add(id.into(), home.into()));
    }
    for (id, home) in state.households().iter() {
        home.members.iter().for_each(|person| add(*person, id.into()));
    }
    let people: Vec<u128> = all.iter().map(|(person, _)| person).collect();
    for person in people {
        if let Some(homes) = all.get_mut(person) {
            sort(homes);
            homes.dedup();
        }
    }
    all
}

/// From whom belongs where to who belongs there.
fn inverted(households: &Numbered<Vec<RecordId>>) -> Numbered<Vec<RecordId>> {
    let mut members: Numbered<Vec<RecordId>> = Numbered::default();
    for (person, homes) in households.iter() {
        for home in homes {
            if let Some(people) = members.or_default(home.bits()) {
                people.push(RecordId::new(person));
            }
        }
    }
    members
}

/// `yes` and `no` ask for it; `any` and nothing do not.
fn agrees(asked: &str, is: bool) -> bool {
    match asked {
        "yes" => is,
        "no" => !is,
        _ => true,
    }
}

/// The days of a school year: from the calendar, or from 1 September to 31 August when it is not in there.
pub(super) fn school_year(state: &State, label: &str) -> Option<(NaiveDate, NaiveDate)> {
    let years = state.calendar().years();
    if let Some(year) = years.iter().find(|year| year.label == label) {
        return Some((year.start, year.end));
    }
    let Ok(PeriodKey::SchoolYear(first)) = label.parse() else { return None };
    let blank = SchoolYear::blank(first);
    let year = years.iter().find(|year| year.first_year() == first).unwrap_or(&blank);
    Some((year.start, year.end))
}

/// The days on which a child was at the school, and whether it left on a day that nobody wrote down.
///
/// They reach from the first to the last day of the enrolment, both included, within its school year when it names one.
/// Days away by the log of changes are left out: the day of leaving still counts, and so does the day of coming back.
fn presence(state: &State, enrolment: &Enrolment) -> (Days, bool) {
    use EnrolmentState::{Delayed, Dropped, Graduated, NotEnrolled, Persuading, Transferred};
    let mut days = Days::between(enrolment.from, enrolment.to);
    if let Some((from, to)) = school_year(state, &enrolment.school_year) {
        days = days.and(&Days::span(from, to));
    }
    let log = enrolment.status_log.values();
    let mut log: Vec<(NaiveDate, EnrolmentState)> = log
        .filter(|line| line.status != EnrolmentState::Unknown)
        .filter_map(|line| Some((line.date?, line.status)))
        .collect();
    sort_by_key(&mut log, |(date, _)| *date);
    let never_came = |state| matches!(state, NotEnrolled | Delayed);
    if log.is_empty() && never_came(enrolment.state) {
        return (Days::default(), false);
    }
    let came = !log.first().is_some_and(|(_, first)| never_came(*first));
    let mut away_from = if came { None } else { Some(FIRST_DAY) };
    let mut away = Vec::new();
    for (date, status) in &log {
        match (status.is_at_school(), away_from) {
            (true, Some(from)) => {
                away.push((from, add_days(*date, -1)));
                away_from = None;
            }
            (false, None) => away_from = Some(add_days(*date, 1)),
            _ => {}
        }
    }
    let left = matches!(enrolment.state, Dropped | Persuading | Transferred | Graduated);
    let undated = left && away_from.is_none() && enrolment.to.is_none();
    away.extend(away_from.map(|from| (from, LAST_DAY)));
    (days.without(&Days::of(away)), undated)
}

/// A child has one place on any day: where two overlap, the one that began later, as after a transfer whose end nobody
/// wrote down. Of two that began together the older record gives way.
fn one_place_a_day(places: &mut [Place<'_>]) {
    sort_by_key(places, |place| (place.days.first(), place.id));
    for at in 0..places.len() {
        let later: Vec<_> = places.iter().skip(at + 1).map(|it| (it.id, it.days.clone())).collect();
        let Some(place) = places.get_mut(at) else { continue };
        for (id, days) in later {
            let both = place.days.and(&days);
            if !both.is_empty() {
                place.days = place.days.without(&both);
                place.taken.push((id, both));
            }
        }
    }
}

/// The stretches in which a case is recognised: from its confirmation or entry, to its exit, again from its return. The
/// day of exit still counts.
fn recognised(case: &Case) -> Vec<Held> {
    let mut held: Vec<Held> = Vec::new();
    let mut open: Option<NaiveDate> = None;
    let turns = turns(case);
    for (date, turn) in &turns {
        match (turn, open) {
            (Turn::In, None) => open = Some(*date),
            (Turn::In, Some(_)) => {}
            (turn, opened) => {
                let kept = *turn == Turn::Exit && case.keep_aid_until_stage_end;
                let kept_to = kept.then_some(LAST_DAY);
                if let Some(from) = opened.or((held.is_empty()).then_some(FIRST_DAY)) {
                    held.push(Held { from, to: *date, kept_to, doubtful: false });
                } else if let Some(last) = held.last_mut().filter(|_| *turn == Turn::StageEnd) {
                    last.kept_to = last.kept_to.map(|kept| kept.min(*date));
                }
                open = None;
            }
        }
    }
    let gone = is_past(case.state);
    let from = open.or((turns.is_empty() && case.state.is_helped()).then_some(FIRST_DAY));
    if let Some(from) = from.filter(|_| gone || case.state.is_helped()) {
        let kept_to = (gone && case.keep_aid_until_stage_end).then_some(LAST_DAY);
        held.push(Held { from, to: LAST_DAY, kept_to, doubtful: gone });
    }
    held
}

/// Recognised once, and no longer.
const fn is_past(state: CaseState) -> bool {
    matches!(
        state,
        CaseState::Exited
            | CaseState::StageEnded
            | CaseState::Closed
            | CaseState::ReturnReported
            | CaseState::ReturnChecking
    )
}

/// Whether a case that is or was recognised says nowhere since when.
pub(super) fn is_undated(case: &Case) -> bool {
    (case.state.is_helped() || is_past(case.state)) && turns(case).is_empty()
}

/// What lets a case in or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    In,
    Exit,
    StageEnd,
}

/// The turns of a case by their dates, from its steps and from its own dates.
fn turns(case: &Case) -> Vec<(NaiveDate, Turn)> {
    let of_step = |step: &str| match step {
        "confirmation" => Some(Turn::In),
        "exit" => Some(Turn::Exit),
        "stage_end" => Some(Turn::StageEnd),
        _ => None,
    };
    let steps = case.steps.values().filter_map(|step| Some((step.date?, of_step(&step.step)?)));
    let own =
        [(case.entered_on, Turn::In), (case.exited_on, Turn::Exit), (case.returned_on, Turn::In)];
    let own = own.into_iter().filter_map(|(date, turn)| Some((date?, turn)));
    let mut turns: Vec<_> = steps.chain(own).collect();
    sort(&mut turns);
    turns.dedup();
    turns
}

/// What keeps an amount from being known, of days that rest on a missing date.
pub(super) fn lack(place: &Place<'_>) -> Lack {
    if place.left_without_date { Lack::LeavingDate } else { Lack::ExitDate }
}
