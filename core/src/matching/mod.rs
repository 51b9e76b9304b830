//! Who could help whom (R721): mentors for mentees, units for units, by subject, stage, title, load, distance and wish.
//!
//! The proposal is the best for all together, not one pair after another: as many as possible have a partner within the
//! limits (R690), and of all such ways the one with the most points. Every pair says where its points come from, everybody
//! without a partner why. Nothing is written: whoever likes a pair makes the pairing.

mod assign;
mod gather;
#[cfg(feature = "cli")]
mod json;
mod score;
#[cfg(test)]
mod tests;

use crate::log::RecordId;
use crate::sorted::SortedMap;
use crate::state::State;

pub use assign::Cover;
#[cfg(feature = "cli")]
pub use json::{to_json, to_table};
pub use score::{Points, Reason, Why};

use assign::{Problem, assign};
use gather::{Gathered, gather};
use score::{Between, Candidate};

/// So many of one side are matched at most.
pub const MOST: usize = 1000;

/// Whom to match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Mentors for mentees, or units for units.
    pub what: Sought,
    /// Only people of the units that this plan pairs.
    pub plan: Option<RecordId>,
    /// Those who help; empty for everybody in the mentor pool.
    pub helpers: Vec<RecordId>,
    /// Those to be helped; empty for every teacher outside the mentor pool.
    pub helped: Vec<RecordId>,
    /// Distances in kilometres, by helper and helped, or by their units.
    pub distances: SortedMap<(RecordId, RecordId), u32>,
    /// Wishes besides those written down with a person: helped and helper.
    pub wishes: Vec<(RecordId, RecordId)>,
    /// How many one helper may help at most, where nothing is written down; none for the workbook's setting.
    pub limit: Option<usize>,
    /// Whose side is covered first; none for the workbook's setting.
    pub cover: Option<Cover>,
}

/// What is matched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sought {
    /// Mentors for mentees.
    #[default]
    Mentors,
    /// Units for units.
    Units,
}

/// Why there is nothing to match.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMatch {
    /// A record that was named is not there, or is of another kind.
    #[error("{id} is no {expected} of this workbook: name another")]
    NotThere {
        /// The record.
        id: RecordId,
        /// What it should be.
        expected: &'static str,
    },
    /// One that helps and is helped at once.
    #[error("{id} stands on both sides: leave it out on one")]
    BothSides {
        /// The record.
        id: RecordId,
    },
    /// Units are matched by name only.
    #[error("say which units help and which are to be helped")]
    ChooseUnits,
    /// Nobody can help.
    #[error("nobody is in the mentor pool: mark who can be a mentor, or name them")]
    NoHelpers,
    /// Nobody is to be helped.
    #[error("nobody is to be helped: enter the teachers of the helped side, or name them")]
    NobodyToHelp,
    /// Too many at once.
    #[error("{count} are too many at once: choose at most {MOST} of a side, for example by a plan")]
    TooMany {
        /// How many there are.
        count: usize,
    },
}

/// Who could help whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The pairs, by helper and then by points.
    pub pairs: Vec<Pair>,
    /// Those to be helped who have no partner.
    pub unpaired: Vec<Alone>,
    /// Those who could help and have nobody.
    pub idle: Vec<Alone>,
    /// Helpers who help more already than they may: how many, and how many they may.
    pub overloaded: Vec<(RecordId, usize, usize)>,
    /// All points.
    pub total: i64,
}

/// One pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Who helps.
    pub helper: RecordId,
    /// Who is helped.
    pub helped: RecordId,
    /// The sum of the reasons.
    pub points: i64,
    /// Where the points come from.
    pub reasons: Vec<Reason>,
}

/// Somebody without a partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// Who.
    pub id: RecordId,
    /// Why.
    pub why: WhyAlone,
}

/// Why somebody has no partner. Shown as text it is English.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyAlone {
    /// There is a pairing already.
    #[error("already paired")]
    Paired {
        /// It.
        pairing: RecordId,
    },
    /// Helps as many as possible already.
    #[error("helps {present} already, {limit} at most")]
    Full {
        /// How many.
        present: usize,
        /// At most.
        limit: usize,
    },
    /// Nobody reaches a single point.
    #[error("nobody fits{}", .nearest.as_ref().map(|(_, points)| format!("; the nearest has {points} points")).unwrap_or_default())]
    NobodyFits {
        /// Who comes nearest, with the points.
        nearest: Option<(RecordId, i64)>,
    },
    /// Those who fit have partners that are better for all together.
    #[error("those who fit are taken")]
    Taken,
}

/// Proposes partners.
///
/// # Errors
/// When a named record is not what it should be, or there is nobody on a side.
pub fn matches(state: &State, request: &Request, points: &Points) -> Result<Matches, NoMatch> {
    let gathered = gather(state, request)?;
    let Gathered { helpers, helped, .. } = &gathered;
    let reasons: Vec<Vec<Vec<Reason>>> = helped
        .iter()
        .map(|one| {
            helpers
                .iter()
                .map(|it| points.reasons(it, one, between(&gathered, request, it, one)))
                .collect()
        })
        .collect();
    let sum = |reasons: &[Reason]| reasons.iter().map(|reason| reason.points).sum::<i64>();
    let free: Vec<Vec<i64>> = helpers
        .iter()
        .map(|it| {
            (it.present..it.limit.min(it.present + helped.len()))
                .map(|taken| points.load(taken))
                .collect()
        })
        .collect();
    let scores: Vec<Vec<i64>> =
        reasons.iter().map(|row| row.iter().map(|it| sum(it)).collect()).collect();
    let possible =
        |row: &Vec<i64>| row.iter().map(|points| Some(*points).filter(|it| *it > 0)).collect();
    let problem = Problem {
        points: scores.iter().map(possible).collect(),
        free: &free,
        cover: request.cover.unwrap_or(gathered.cover),
    };
    let chosen = assign(&problem);
    let mut found = Matches::default();
    let mut taken = vec![0; helpers.len()];
    for (place, helper) in helpers.iter().enumerate() {
        let mut mine: Vec<usize> =
            (0..helped.len()).filter(|row| chosen[*row] == Some(place)).collect();
        mine.sort_by_key(|row| (std::cmp::Reverse(scores[*row][place]), *row));
        for row in mine {
            let with = helper.present + taken[place];
            taken[place] += 1;
            let mut reasons = reasons[row][place].clone();
            let why = Why::Load { with: with + 1, limit: helper.limit };
            reasons.push(Reason { points: points.load(with), why });
            let points = sum(&reasons);
            found.total += points;
            found.pairs.push(Pair { helper: helper.id, helped: helped[row].id, points, reasons });
        }
    }
    alone(&mut found, &gathered, &scores, &chosen, &taken);
    Ok(found)
}

/// Says why each one is alone who is.
fn alone(
    found: &mut Matches,
    gathered: &Gathered,
    scores: &[Vec<i64>],
    chosen: &[Option<usize>],
    taken: &[usize],
) {
    let Gathered { helpers, helped, paired, .. } = gathered;
    found.unpaired.extend(
        paired
            .iter()
            .map(|(id, pairing)| Alone { id: *id, why: WhyAlone::Paired { pairing: *pairing } }),
    );
    let without = (0..helped.len()).filter(|row| chosen[*row].is_none());
    found.unpaired.extend(without.map(|row| {
        let fits = (0..helpers.len()).map(|place| (scores[row][place], &helpers[place]));
        Alone { id: helped[row].id, why: nobody(fits) }
    }));
    for (place, helper) in helpers.iter().enumerate() {
        let (present, limit) = (helper.present, helper.limit);
        if present > limit {
            found.overloaded.push((helper.id, present, limit));
        }
        if taken[place] > 0 {
            continue;
        }
        let fits = (0..helped.len()).map(|row| (scores[row][place], &helped[row]));
        let why = if present >= limit { WhyAlone::Full { present, limit } } else { nobody(fits) };
        found.idle.push(Alone { id: helper.id, why });
    }
    found.unpaired.sort_by_key(|alone| alone.id);
}

fn nobody<'a>(fits: impl Iterator<Item = (i64, &'a Candidate)>) -> WhyAlone {
    // Of equals the first.
    let nearest = fits.max_by_key(|(points, it)| (*points, std::cmp::Reverse(it.id)));
    match nearest {
        Some((points, _)) if points > 0 => WhyAlone::Taken,
        nearest => WhyAlone::NobodyFits { nearest: nearest.map(|(points, it)| (it.id, points)) },
    }
}

fn between(
    gathered: &Gathered,
    request: &Request,
    helper: &Candidate,
    helped: &Candidate,
) -> Between {
    let units = helper.unit.zip(helped.unit);
    let distance =
        request.distances.get(&(helper.id, helped.id)).or_else(|| request.distances.get(&units?));
    Between {
        units_paired: units.is_some_and(|units| gathered.paired_units.contains(&units)),
        distance: distance.copied(),
        wished: request.wishes.contains(&(helped.id, helper.id)),
    }
}
