//! Out of the workbook: who could help, who is to be helped, and what is known of them.

use crate::log::RecordId;
use crate::record::states::PairingState;
use crate::record::{Id, Org, Pairing, Person};
use crate::sorted::SortedSet;
use crate::state::State;

use super::score::Candidate;
use super::{Cover, MOST, NoMatch, Request, Sought};

/// Both sides, and what lies between them.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) helpers: Vec<Candidate>,
    pub(super) helped: Vec<Candidate>,
    /// Those who have a partner already, with the pairing.
    pub(super) paired: Vec<(RecordId, RecordId)>,
    /// Units that are paired, helper first.
    pub(super) paired_units: SortedSet<(RecordId, RecordId)>,
    pub(super) cover: Cover,
}

/// Titles from the lowest to the highest, as in the code list `title`.
const TITLES: [&str; 6] = ["none", "third", "second", "first", "senior", "full_senior"];

/// The kinds of pairing in which one teacher helps another.
const MENTORING: [&str; 1] = ["mentor_mentee"];

/// The kinds of pairing between units of education.
const OF_UNITS: [&str; 3] = ["kindergartens", "schools", "university_district"];

pub(super) fn gather(state: &State, request: &Request) -> Result<Gathered, NoMatch> {
    let kinds: &[&str] = match request.what {
        Sought::Mentors => &MENTORING,
        Sought::Units => &OF_UNITS,
    };
    let live = live(state, kinds);
    let mut gathered = match request.what {
        Sought::Mentors => people(state, request)?,
        Sought::Units => units(state, request)?,
    };
    let both =
        gathered.helpers.iter().find(|it| gathered.helped.iter().any(|other| other.id == it.id));
    if let Some(both) = both {
        return Err(NoMatch::BothSides { id: both.id });
    }
    let partner = |id: RecordId| {
        live.iter().find(|(_, it)| it.side_b.contains(&id)).map(|(pairing, _)| *pairing)
    };
    for one in std::mem::take(&mut gathered.helped) {
        match partner(one.id) {
            Some(pairing) => gathered.paired.push((one.id, pairing)),
            None => gathered.helped.push(one),
        }
    }
    let count = gathered.helpers.len().max(gathered.helped.len());
    if count > MOST {
        return Err(NoMatch::TooMany { count });
    }
    let limit = request.limit.or_else(|| limit(state)).unwrap_or(MOST);
    for helper in &mut gathered.helpers {
        let own = live.iter().filter(|(_, it)| it.side_a.contains(&helper.id));
        helper.present = own.map(|(_, it)| it.side_b.len()).sum();
        if helper.limit == usize::MAX {
            helper.limit = limit;
        }
    }
    Ok(gathered)
}

/// How many one mentor may have by the workbook's settings (R690); none when there is no limit.
fn limit(state: &State) -> Option<usize> {
    match setting(state, "R690_limit") {
        Some("none") => None,
        Some(limit) => limit.parse().ok().or(Some(3)),
        None => Some(3),
    }
}

fn setting<'a>(state: &'a State, code: &str) -> Option<&'a str> {
    let (_, workspace) = state.workspace()?;
    workspace.settings.get(code).map(String::as_str)
}

fn cover(state: &State) -> Cover {
    if setting(state, "R690") == Some("pool") { Cover::Pool } else { Cover::Helped }
}

/// The pairings of some kinds that have not ended.
fn live<'a>(state: &'a State, kinds: &[&str]) -> Vec<(RecordId, &'a Pairing)> {
    let live = |pairing: &Pairing| {
        kinds.contains(&pairing.kind.as_str())
            && !matches!(pairing.state, PairingState::Ended | PairingState::Adjusted)
    };
    let all = state.pairings().iter().filter(|(_, it)| live(it));
    all.map(|(id, it)| (id.untyped(), it)).collect()
}

fn people(state: &State, request: &Request) -> Result<Gathered, NoMatch> {
    let table = state.people();
    let named = |ids: &[RecordId]| -> Result<Vec<Candidate>, NoMatch> {
        let found = sorted(ids).into_iter().map(|id| {
            let person =
                table.get(Id::new(id)).ok_or(NoMatch::NotThere { id, expected: "person" })?;
            Ok(person_candidate(state, id, person))
        });
        found.collect()
    };
    let sides = request.plan.map(|plan| sides(state, plan)).transpose()?;
    let here = |id: RecordId, person: &Person, side: usize| {
        let of = |sides: &[SortedSet<RecordId>; 2]| {
            let unit = person.org.map(Id::untyped);
            sides[side].contains(&id) || unit.is_some_and(|unit| sides[side].contains(&unit))
        };
        person.left_on.is_none() && sides.as_ref().is_none_or(of)
    };
    let all = |side: usize, is: &dyn Fn(&Person) -> bool| -> Vec<Candidate> {
        let people = table.iter().map(|(id, person)| (id.untyped(), person));
        let people = people.filter(|(id, person)| is(person) && here(*id, person, side));
        people.map(|(id, person)| person_candidate(state, id, person)).collect()
    };
    let helpers = match &request.helpers[..] {
        [] => all(0, &|person| person.mentor_pool),
        named_ones => named(named_ones)?,
    };
    let helped = match &request.helped[..] {
        [] => all(1, &|person| !person.mentor_pool && person.kinds.contains("teacher")),
        named_ones => named(named_ones)?,
    };
    if helpers.is_empty() {
        return Err(NoMatch::NoHelpers);
    }
    if helped.is_empty() {
        return Err(NoMatch::NobodyToHelp);
    }
    let paired_units = live(state, &OF_UNITS).iter().flat_map(|(_, it)| couples(it)).collect();
    Ok(Gathered { helpers, helped, paired: Vec::new(), paired_units, cover: cover(state) })
}

fn couples(pairing: &Pairing) -> Vec<(RecordId, RecordId)> {
    let of = |one: &RecordId| pairing.side_b.iter().map(|other| (*one, *other)).collect::<Vec<_>>();
    pairing.side_a.iter().flat_map(of).collect()
}

/// The two sides of all pairings of a plan.
fn sides(state: &State, plan: RecordId) -> Result<[SortedSet<RecordId>; 2], NoMatch> {
    if state.plans().get(Id::new(plan)).is_none() {
        return Err(NoMatch::NotThere { id: plan, expected: "plan" });
    }
    let mut sides = [SortedSet::new(), SortedSet::new()];
    let own = state.pairings().iter().filter(|(_, it)| it.plan.map(Id::untyped) == Some(plan));
    for (_, pairing) in own {
        sides[0].extend(pairing.side_a.iter().copied());
        sides[1].extend(pairing.side_b.iter().copied());
    }
    Ok(sides)
}

fn sorted(ids: &[RecordId]) -> Vec<RecordId> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn person_candidate(state: &State, id: RecordId, person: &Person) -> Candidate {
    let unit = person.org.and_then(|org| state.orgs().get(org));
    let marks = ['、', ',', '，', '/', ';', '；', ' '];
    let subjects = person.subject.split(marks).map(str::trim).filter(|it| !it.is_empty());
    let stage = match person.stage.as_str() {
        "" => unit.map_or("", stage_of),
        own => own,
    };
    Candidate {
        id,
        name: person.name.clone(),
        subjects: subjects.map(str::to_owned).collect(),
        stage: stage.to_owned(),
        rank: TITLES.iter().position(|title| *title == person.title),
        unit: person.org.map(Id::untyped),
        region: unit.map(|unit| unit.region.trim().to_owned()).unwrap_or_default(),
        wishes: person.wishes.clone(),
        present: 0,
        limit: person.mentor_capacity.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(0)),
    }
}

fn units(state: &State, request: &Request) -> Result<Gathered, NoMatch> {
    if request.helpers.is_empty() || request.helped.is_empty() {
        return Err(NoMatch::ChooseUnits);
    }
    let named = |ids: &[RecordId]| -> Result<Vec<Candidate>, NoMatch> {
        let found = sorted(ids).into_iter().map(|id| {
            let org =
                state.orgs().get(Id::new(id)).ok_or(NoMatch::NotThere { id, expected: "unit" })?;
            Ok(unit_candidate(id, org))
        });
        found.collect()
    };
    let (helpers, helped) = (named(&request.helpers)?, named(&request.helped)?);
    Ok(Gathered {
        helpers,
        helped,
        paired: Vec::new(),
        paired_units: SortedSet::new(),
        cover: cover(state),
    })
}

fn unit_candidate(id: RecordId, org: &Org) -> Candidate {
    Candidate {
        id,
        name: org.name.clone(),
        subjects: Vec::new(),
        stage: stage_of(org).to_owned(),
        rank: Some(org.level_honours.len()),
        unit: org.parent.map(Id::untyped),
        region: org.region.trim().to_owned(),
        wishes: String::new(),
        present: 0,
        limit: usize::MAX,
    }
}

/// The stage that a unit teaches, by its kind.
fn stage_of(org: &Org) -> &'static str {
    match org.kind.as_str() {
        "public_kindergarten" | "private_kindergarten" | "attached_kindergarten" => "preschool",
        "central_school" | "primary_school" | "lower_primary_school" | "teaching_point" => {
            "primary"
        }
        "junior_school" => "junior",
        "senior_school" => "senior",
        "vocational_school" => "vocational",
        "university" => "higher",
        _ => "",
    }
}
