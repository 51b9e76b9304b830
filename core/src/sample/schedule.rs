//! When two paired kindergartens do what in a semester.

use chrono::{Datelike, NaiveDate};

use super::chance::Chance;
use super::diary::Pair;
use super::pen::later;

/// One thing to do on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// An activity of this kind.
    Do(&'static str),
    /// Outreach of so many hundredths of a class hour.
    Teach(i64),
    /// The helped side asks for a lecture or a placement.
    Ask(Wish),
    /// A teacher of the helped side is rated after a lesson.
    Rate(usize),
    /// A paper is published.
    Publish,
    /// Mentor and mentee of this number meet.
    Mentor(usize),
    /// The papers of a year of work in a volume of the archive.
    File(&'static str, &'static [&'static str]),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Lecture,
    Placement,
}

/// A day and what is done on it.
pub(super) type Planned = (NaiveDate, Job);

/// What is done about as often everywhere: part of the semester in hundredths, kind.
const CUSTOMARY: &[(usize, &str)] = &[
    (3, "K24"),
    (15, "K08"),
    (18, "K20"),
    (22, "K26"),
    (30, "K03"),
    (35, "K15"),
    (42, "K08"),
    (50, "K24"),
    (52, "K19"),
    (58, "K06"),
    (66, "K08"),
    (70, "K26"),
    (74, "K17"),
    (82, "K20"),
    (94, "K24"),
];
/// What was promised: part of the semester in hundredths, kind.
const PROMISED: &[(usize, &str)] =
    &[(25, "K07"), (60, "K07"), (40, "K13"), (45, "K02"), (55, "K21")];
/// Parts of the semester at which somebody goes teaching, and at which mentor and mentee meet.
const TEACHING: &[usize] = &[8, 20, 34, 48, 62, 76, 90];
const MENTORING: &[usize] = &[12, 32, 54, 78];

/// What a semester holds, on these school days, if everything promised is kept as the pair's effort says.
pub(super) fn semester(
    pair: &Pair,
    days: &[NaiveDate],
    first_of_year: bool,
    chance: &mut Chance,
) -> Vec<Planned> {
    let Some(span) = days.first().copied().zip(days.last().copied()) else { return Vec::new() };
    let mut jobs = observations(pair, days, chance);
    for (number, part) in TEACHING.iter().enumerate() {
        if chance.percent(pair.effort) || number == 0 {
            let hours = chance.pick(&[100, 150, 150, 200]);
            jobs.push((on(days, *part, chance), Job::Teach(hours)));
        }
    }
    for (part, wish) in [(0, Wish::Lecture), (5, Wish::Placement), (30, Wish::Lecture)] {
        jobs.push((on(days, part, chance), Job::Ask(wish)));
    }
    for (list, effort) in [(PROMISED, pair.effort), (CUSTOMARY, pair.effort + 10)] {
        for (part, kind) in list {
            if chance.percent(effort) {
                jobs.push((on(days, *part, chance), Job::Do(kind)));
            }
        }
    }
    if first_of_year {
        jobs.push((on(days, 45, chance), Job::Do("K23")));
    }
    // Where little is done, nobody has rated a lesson yet either.
    let rated = if pair.effort < 50 { 0 } else { pair.helped.teachers.len() };
    for number in 0..rated {
        if chance.percent(pair.effort) {
            jobs.push((on(days, 20 + number * 8, chance), Job::Rate(number)));
        }
    }
    for number in 0..pair.mentoring.len() {
        for part in MENTORING {
            if chance.percent(pair.effort + 10) {
                jobs.push((on(days, *part, chance), Job::Mentor(number)));
            }
        }
    }
    papers(&mut jobs, pair, span, first_of_year, chance);
    jobs.sort_by_key(|(day, _)| *day);
    jobs
}

/// A school day near a part of the semester, in hundredths.
fn on(days: &[NaiveDate], part: usize, chance: &mut Chance) -> NaiveDate {
    let place = days.len() * part / 100 + chance.below(5);
    days[place.min(days.len() - 1)]
}

/// One visit in nearly every month, a good week after the month has begun.
fn observations(pair: &Pair, days: &[NaiveDate], chance: &mut Chance) -> Vec<Planned> {
    let mut visits = Vec::new();
    let mut month = None;
    for day in days {
        if month.replace(day.month()) != Some(day.month()) && chance.percent(pair.effort + 15) {
            let inside = days.partition_point(|other| *other < later(*day, 8));
            visits.push((days[inside.min(days.len() - 1)], Job::Do("K14")));
        }
    }
    visits
}

/// Plans are filed at the beginning of the year, effects and summaries at its end.
fn papers(
    jobs: &mut Vec<Planned>,
    pair: &Pair,
    (first, last): (NaiveDate, NaiveDate),
    first_of_year: bool,
    chance: &mut Chance,
) {
    if first_of_year {
        jobs.push((later(first, 6), Job::File("overview", &["plan", "scheme"])));
        jobs.push((later(first, 20), Job::File("parent_work", &["plan"])));
        jobs.push((later(first, 24), Job::File("feature", &["plan"])));
        jobs.push((later(first, 27), Job::File("research", &["plan", "scheme"])));
    } else if chance.percent(pair.effort) {
        jobs.push((later(first, 70), Job::Publish));
        jobs.push((last, Job::File("overview", &["process"])));
        jobs.push((last, Job::File("feature", &["process", "effect"])));
        jobs.push((last, Job::File("parent_work", &["summary"])));
    }
}
