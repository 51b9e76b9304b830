//! Metrics over what people achieved: lesson ratings, papers.

use crate::record::{Achievement, Id, Person};
use crate::sorted::{SortedMap, SortedSet, sort_by_key};

use super::amount::Amount;
use super::book::Book;
use super::metric::{Finding, Work, plain};
use super::outcome::{Lack, Side, Unknown, Why};
use super::period::Window;
use super::share::best;

/// Lesson ratings, best first, as the catalogue has them.
pub(super) const RATINGS: [&str; 4] = ["excellent", "good", "qualified", "unqualified"];
/// Levels of achievements, lowest first, as the catalogue has them.
pub(super) const LEVELS: [&str; 6] = ["school", "township", "county", "city", "province", "nation"];

fn place(list: &[&str], code: &str) -> Option<usize> {
    list.iter().position(|known| *known == code)
}

/// The share of teachers whose latest lesson rating in the period is at least `at_least`; of those rated, or of all.
pub(super) fn rating(
    book: &Book<'_>,
    side: Side,
    at_least: &str,
    all: bool,
    window: &Window,
) -> Finding {
    let mut finding = Finding::new(Work::Events);
    let limit = place(&RATINGS, at_least);
    let (mut rated, mut teachers) = (0, 0);
    for (id, person) in book.parties(side).flat_map(|party| &party.people) {
        let gone = person.left_on.is_some_and(|left| left <= window.until);
        if gone {
            continue;
        }
        match latest_rating(book, *id, window) {
            Some((record, grade)) => {
                teachers += 1;
                rated += 1;
                if limit.is_some_and(|limit| grade <= limit) {
                    finding.records.push(plain(record));
                } else {
                    finding.nearly(record, Why::BelowStandard);
                }
            }
            None if is_teacher(person) => {
                teachers += 1;
                finding.unknowns.push(Unknown::Person(*id));
            }
            None => {}
        }
    }
    let good = finding.records.len();
    if rated == 0 {
        finding.lack = Some(if teachers == 0 { Lack::Teachers } else { Lack::Ratings });
    } else if all {
        finding.share(good, teachers, Lack::Teachers);
        finding.best = best(good, teachers - rated, teachers);
    } else {
        finding.share(good, rated, Lack::Ratings);
    }
    finding
}

/// Teachers, and those whose post is a teacher's.
fn is_teacher(person: &Person) -> bool {
    ["teacher", "backbone"].iter().any(|kind| person.kinds.contains(*kind))
        || person.post == "teacher"
}

/// A person's latest rating in the period; of two on one day the later written.
fn latest_rating(
    book: &Book<'_>,
    person: Id<Person>,
    window: &Window,
) -> Option<(Id<Achievement>, usize)> {
    let table = book.state.achievements();
    let ratings = book.state.index().about::<Achievement>(plain(person));
    ratings
        .filter_map(|id| Some((id, table.get(id)?)))
        .filter(|(_, row)| row.kind == "lesson_rating" && row.person == Some(person))
        .filter_map(|(id, row)| Some((row.date?, id, place(&RATINGS, &row.grade)?)))
        .filter(|(date, ..)| (window.from..=window.until).contains(date))
        .max()
        .map(|(_, id, grade)| (id, grade))
}

/// How many achievements of a kind and level the side has in the period; the same title counts once (R685).
pub(super) fn achievements(
    book: &Book<'_>,
    side: Side,
    kind: &str,
    level_at_least: &str,
    window: &Window,
) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let limit = place(&LEVELS, level_at_least).unwrap_or_default();
    let mut found: Vec<_> = of_side(book, side)
        .into_iter()
        .filter(|(_, row)| row.kind == kind)
        .filter_map(|(id, row)| Some((row.date?, id, row)))
        .filter(|(date, ..)| (window.from..=window.until).contains(date))
        .collect();
    sort_by_key(&mut found, |(date, id, _)| (*date, *id));
    let mut titles = SortedSet::new();
    for (_, id, row) in found {
        let title: String = row.title.split_whitespace().collect();
        match place(&LEVELS, &row.level) {
            None => finding.nearly(id, Why::FieldEmpty { field: "level".to_owned() }),
            Some(level) if level < limit => finding.nearly(id, Why::LevelTooLow),
            Some(_) if !title.is_empty() && !titles.insert(title) => {
                finding.nearly(id, Why::SameTitle);
            }
            Some(_) => finding.records.push(plain(id)),
        }
    }
    finding.amount = Some(Amount::count(finding.records.len()));
    finding
}

/// The achievements of a side's units and people; one that names neither a person nor a unit is its pairing's.
fn of_side<'a>(book: &Book<'a>, side: Side) -> Vec<(Id<Achievement>, &'a Achievement)> {
    let (index, table) = (book.state.index(), book.state.achievements());
    let mut found: SortedMap<Id<Achievement>, &Achievement> = SortedMap::new();
    for party in book.parties(side) {
        let people = party.people.iter().map(|(id, _)| plain(*id));
        for owner in party.members.iter().copied().chain(people) {
            let rows = index.about::<Achievement>(owner);
            found.extend(rows.filter_map(|id| Some((id, table.get(id)?))));
        }
    }
    let rows = index.about::<Achievement>(book.about());
    let rows = rows.filter_map(|id| Some((id, table.get(id)?)));
    found.extend(rows.filter(|(_, row)| row.person.is_none() && row.org.is_none()));
    found.into_iter().collect()
}
