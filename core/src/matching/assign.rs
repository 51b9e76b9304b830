//! The best assignment for all together: as many as possible have a helper, and of all ways to do that the one with the
//! most points.

use pathfinding::prelude::{Matrix, kuhn_munkres};

/// Whose side is to be covered first when not everybody can have a partner (R690).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cover {
    /// As many of the helped as possible have a helper.
    #[default]
    Helped,
    /// As many of the helpers as possible help somebody, then as many of the helped as possible.
    Pool,
}

/// What is to be assigned. Rows are the helped, columns the helpers.
#[derive(Clone, Debug)]
pub(super) struct Problem<'a> {
    /// The points of each possible pair; none where the pair is ruled out. Points are above nought.
    pub(super) points: Vec<Vec<Option<i64>>>,
    /// How many more each helper can take, and the points of the first, the second …: never rising.
    pub(super) free: &'a [Vec<i64>],
    pub(super) cover: Cover,
}

/// The helper of each of the helped.
pub(super) fn assign(problem: &Problem<'_>) -> Vec<Option<usize>> {
    let helped = problem.points.len();
    // A column for every place of every helper, then one for every helped who stays without.
    let places: Vec<(usize, usize)> = problem
        .free
        .iter()
        .enumerate()
        .flat_map(|(helper, places)| {
            (0..places.len().min(helped)).map(move |place| (helper, place))
        })
        .collect();
    if helped == 0 || places.is_empty() {
        return vec![None; helped];
    }
    let most = problem.points.iter().flatten().flatten().max().copied().unwrap_or_default();
    let more = problem.free.iter().flatten().max().copied().unwrap_or_default();
    let rows = i64::try_from(helped).unwrap_or(i64::MAX);
    // One more pair is worth more than all points, one more helper more than all pairs.
    let pair = rows.saturating_mul(most + more).saturating_add(1);
    let first = match problem.cover {
        Cover::Helped => 0,
        Cover::Pool => rows.saturating_mul(pair.saturating_add(most + more)).saturating_add(1),
    };
    let weight = |row: usize, column: usize| -> i64 {
        let Some((helper, place)) = places.get(column) else { return 0 };
        let Some(points) = problem.points[row][*helper] else { return 0 };
        let bonus = if *place == 0 { first } else { 0 };
        pair.saturating_add(bonus).saturating_add(points + problem.free[*helper][*place])
    };
    let weights =
        Matrix::from_fn(helped, places.len() + helped, |(row, column)| weight(row, column));
    let (_, columns) = kuhn_munkres(&weights);
    let helper = |(row, column): (usize, &usize)| {
        let (helper, _) = places.get(*column)?;
        problem.points[row][*helper].map(|_| *helper)
    };
    columns.iter().enumerate().map(helper).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Helpers used, pairs, points: what an assignment is worth, in the order in which it matters.
    fn worth(problem: &Problem<'_>, chosen: &[Option<usize>]) -> Option<(usize, usize, i64)> {
        let mut taken = vec![0; problem.free.len()];
        let mut points = 0;
        for (row, helper) in chosen.iter().enumerate().filter_map(|(row, it)| Some((row, (*it)?))) {
            points += problem.points[row][helper]? + problem.free[helper].get(taken[helper])?;
            taken[helper] += 1;
        }
        let used = taken.iter().filter(|count| **count > 0).count();
        let pairs = chosen.iter().flatten().count();
        Some((if problem.cover == Cover::Pool { used } else { 0 }, pairs, points))
    }

    fn best(problem: &Problem<'_>, chosen: &mut Vec<Option<usize>>) -> (usize, usize, i64) {
        if chosen.len() == problem.points.len() {
            return worth(problem, chosen).unwrap_or_default();
        }
        let mut most = (0, 0, 0);
        for helper in (0..problem.free.len()).map(Some).chain([None]) {
            chosen.push(helper);
            most = most.max(best(problem, chosen));
            chosen.pop();
        }
        most
    }

    /// The points, the free places, and whether the pool is covered first.
    type Parts = (Vec<Vec<Option<i64>>>, Vec<Vec<i64>>, bool);

    fn problems() -> impl Strategy<Value = Parts> {
        let points = prop::option::weighted(0.7, 1..60_i64);
        let free = prop::collection::vec(prop::collection::vec(0..20_i64, 0..3), 1..4);
        (0..5_usize, free).prop_flat_map(move |(helped, mut free)| {
            for places in &mut free {
                places.sort_unstable_by(|one, other| other.cmp(one));
            }
            let row = prop::collection::vec(points.clone(), free.len());
            (prop::collection::vec(row, helped), Just(free), any::<bool>())
        })
    }

    proptest! {
        #[test]
        fn no_other_assignment_is_better_and_nobody_takes_more_than_they_can((points, free, pool) in problems()) {
            let cover = if pool { Cover::Pool } else { Cover::Helped };
            let problem = Problem { points, free: &free, cover };
            let chosen = assign(&problem);
            let found = worth(&problem, &chosen);
            prop_assert!(found.is_some(), "a pair that is ruled out, or a helper with too many: {chosen:?}");
            prop_assert_eq!(found, Some(best(&problem, &mut Vec::new())));
            prop_assert_eq!(assign(&problem), chosen);
        }
    }

    #[test]
    fn without_helpers_or_helped_nobody_is_assigned() {
        let none = Problem { points: vec![vec![]; 2], free: &[], cover: Cover::Helped };
        assert_eq!(assign(&none), [None, None]);
        let full = Problem { points: vec![vec![Some(9)]], free: &[vec![]], cover: Cover::Pool };
        assert_eq!(assign(&full), [None]);
    }
}
