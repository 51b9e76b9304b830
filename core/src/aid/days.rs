//! Sets of days as spans: on which days a child was at school, recognised, entitled.

use chrono::NaiveDate;

use crate::calendar::day::{FIRST_DAY, LAST_DAY, add_days};
use crate::sorted::sort;

/// A set of days, kept as spans in order that neither meet nor touch. Both ends of a span belong to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(Vec<(NaiveDate, NaiveDate)>);

impl Days {
    /// The days of a span; none when it ends before it begins.
    pub fn span(from: NaiveDate, to: NaiveDate) -> Self {
        if from <= to { Self(vec![(from, to)]) } else { Self::default() }
    }

    /// All days that calendars deal with.
    pub fn all() -> Self {
        Self::span(FIRST_DAY, LAST_DAY)
    }

    /// The days of a span whose ends may be open.
    pub fn between(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Self {
        Self::span(from.unwrap_or(FIRST_DAY), to.unwrap_or(LAST_DAY))
    }

    /// The days of all these spans, in any order; a span that ends before it begins has none.
    pub fn of(mut spans: Vec<(NaiveDate, NaiveDate)>) -> Self {
        spans.retain(|(from, to)| from <= to);
        sort(&mut spans);
        let mut joined: Vec<(NaiveDate, NaiveDate)> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match joined.last_mut() {
                Some(last) if from <= add_days(last.1, 1) => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Self(joined)
    }

    /// Whether there is no day in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a day belongs to it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&day))
    }

    /// Its first day.
    pub fn first(&self) -> Option<NaiveDate> {
        self.0.first().map(|(from, _)| *from)
    }

    /// Its last day.
    pub fn last(&self) -> Option<NaiveDate> {
        self.0.last().map(|(_, to)| *to)
    }

    /// Its spans, in order.
    pub fn spans(&self) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        self.0.iter().copied()
    }

    /// The days of both.
    pub fn and(&self, other: &Self) -> Self {
        let cut = |(from, to): (NaiveDate, NaiveDate)| {
            other.spans().map(move |(start, end)| (from.max(start), to.min(end)))
        };
        Self::of(self.spans().flat_map(cut).collect())
    }

    /// The days of either.
    pub fn or(&self, other: &Self) -> Self {
        Self::of(self.spans().chain(other.spans()).collect())
    }

    /// The days of this that are not days of the other.
    pub fn without(&self, other: &Self) -> Self {
        let mut left = Vec::with_capacity(self.0.len());
        for (from, to) in self.spans() {
            let mut rest = from;
            for (start, end) in other.spans().filter(|(start, end)| *start <= to && *end >= from) {
                left.push((rest, add_days(start, -1)));
                rest = rest.max(add_days(end, 1));
            }
            left.push((rest, to));
        }
        Self::of(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day::{days_of, ymd};

    fn days(spans: &[(u32, u32)]) -> Days {
        let date = |day| ymd(2026, 9, day);
        Days::of(spans.iter().map(|(from, to)| (date(*from), date(*to))).collect())
    }

    #[test]
    fn spans_that_meet_or_touch_become_one() {
        assert_eq!(days(&[(8, 9), (1, 3), (4, 5), (2, 2), (7, 6)]), days(&[(1, 5), (8, 9)]));
        assert_eq!(days(&[(8, 9), (1, 3)]).first(), Some(ymd(2026, 9, 1)));
        assert_eq!(days(&[(8, 9), (1, 3)]).last(), Some(ymd(2026, 9, 9)));
        assert!(days(&[(3, 1)]).is_empty());
    }

    #[test]
    fn sets_agree_with_counting_day_by_day() {
        let sets = [&[(1, 5), (8, 20)][..], &[(3, 9), (12, 12), (19, 30)], &[], &[(1, 30)]];
        for one in sets.map(days) {
            for other in sets.map(days) {
                for day in days_of(ymd(2026, 9, 1), ymd(2026, 9, 30)) {
                    let (in_one, in_other) = (one.contains(day), other.contains(day));
                    assert_eq!(one.and(&other).contains(day), in_one && in_other);
                    assert_eq!(one.or(&other).contains(day), in_one || in_other);
                    assert_eq!(one.without(&other).contains(day), in_one && !in_other);
                }
            }
        }
    }
}
