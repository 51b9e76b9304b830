//! How often a duty comes round (R719): the times of a period as slots, each on a day on which people work, and the days
//! of festivals as dates of their own. A slot never falls on a holiday, whatever was typed into the calendar.

use chrono::NaiveDate;

use super::day::{add_days, days_of, in_range};
use super::{Calendar, MonthReading, Period, PeriodKey, PeriodKind, is_weekday};
use crate::sorted::sort_by;

/// So many slots are laid at most, so that "every day" over two centuries stays a list.
pub const MOST_SLOTS: usize = 1_000;

/// A festival is prepared for within so many days before it.
const BEFORE_FESTIVAL: i64 = 14;

/// How often something comes round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// The period it comes round in.
    pub kind: PeriodKind,
    /// How many times in each; 0 is read as once.
    pub times: u32,
    /// Whether only school days count, and months with too few of them ask for nothing (R681); otherwise any working day.
    pub school_only: bool,
    /// Months with fewer school days ask for nothing where `school_only`.
    pub min_school_days: u32,
    /// What a month is.
    pub reading: MonthReading,
}

/// One time of a recurring duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The period, whole; for a festival its day.
    pub key: PeriodKey,
    /// Which of the times in that period, from 1.
    pub nth: u32,
    /// The code of the festival it is for; empty for an ordinary slot.
    pub festival: String,
    /// The first day on which it can be filled.
    pub from: NaiveDate,
    /// The last day that belongs to it.
    pub to: NaiveDate,
    /// The last working day in it: its date, and its red line.
    pub day: NaiveDate,
}

impl Calendar {
    /// Whether people work on `date`: a make-up day, or a weekday that is not a day off. A date in no school year is
    /// judged by its weekday.
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        let made_up = self.years().iter().any(|year| year.workdays.contains(&date));
        made_up || (is_weekday(date) && self.day_off(date).is_none())
    }

    /// The slots of a recurrence from `from` to `to`, both included, in order; [`MOST_SLOTS`] at most. A period without
    /// a day to work on has none, and no period has more slots than such days.
    pub fn slots(&self, recurrence: &Recurrence, from: NaiveDate, to: NaiveDate) -> Vec<Slot> {
        let mut slots = Vec::new();
        for period in self.asked(recurrence, from, to) {
            let (first, last) = (period.from.max(from), period.to.min(to));
            let days = self.workable(recurrence.school_only, first, last);
            spread(&period, (first, last), &days, recurrence.times.max(1), &mut slots);
            if slots.len() >= MOST_SLOTS {
                slots.truncate(MOST_SLOTS);
                break;
            }
        }
        slots
    }

    /// A slot for each festival of these codes from `from` to `to`: its day is the last working day on or before the
    /// festival. One with none in the two weeks before has no slot.
    pub fn festival_slots(
        &self,
        takes: impl Fn(&str) -> bool,
        from: NaiveDate,
        to: NaiveDate,
    ) -> Vec<Slot> {
        let mut slots: Vec<Slot> = self
            .festivals(from, to)
            .into_iter()
            .filter(|festival| in_range(festival.date) && takes(&festival.code))
            .filter_map(|festival| {
                let first = add_days(festival.date, -BEFORE_FESTIVAL).max(from);
                let day = *self.workable(false, first, festival.date).last()?;
                let (key, to) = (PeriodKey::Day(festival.date), festival.date);
                Some(Slot { key, nth: 1, festival: festival.code.clone(), from: first, to, day })
            })
            .collect();
        slots.truncate(MOST_SLOTS);
        sort_by(&mut slots, |a, b| (a.day, a.key, a.nth).cmp(&(b.day, b.key, b.nth)));
        slots
    }

    fn asked(&self, recurrence: &Recurrence, from: NaiveDate, to: NaiveDate) -> Vec<Period> {
        if recurrence.kind != PeriodKind::Month {
            return self.periods(recurrence.kind, from, to);
        }
        let months = self.months(recurrence.reading, from, to).into_iter();
        let exempt = recurrence.min_school_days;
        let asked = months.filter(|it| !recurrence.school_only || !it.is_exempt(exempt));
        asked.map(|month| month.period).collect()
    }

    fn workable(&self, school_only: bool, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        if school_only {
            return self.school_days_in(from, to).to_vec();
        }
        days_of(from, to).filter(|day| in_range(*day) && self.is_working_day(*day)).collect()
    }
}

/// Parts the days of a period into as many runs as there are times; each slot reaches to the day before the next.
fn spread(
    period: &Period,
    (first, last): (NaiveDate, NaiveDate),
    days: &[NaiveDate],
    times: u32,
    slots: &mut Vec<Slot>,
) {
    let times = usize::try_from(times).unwrap_or(MOST_SLOTS).min(days.len()).min(MOST_SLOTS);
    for nth in 0..times {
        let start = days.len() * nth / times;
        let end = days.len() * (nth + 1) / times;
        let Some(day) = end.checked_sub(1).and_then(|at| days.get(at)).copied() else { continue };
        let from = if nth == 0 { first } else { days.get(start).copied().unwrap_or(first) };
        let to = days.get(end).map_or(last, |next| add_days(*next, -1));
        let nth = u32::try_from(nth + 1).unwrap_or(u32::MAX);
        slots.push(Slot { key: period.key, nth, festival: String::new(), from, to, day });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::day::ymd;
    use crate::calendar::{DayOff, Festival, SchoolYear, Semester};

    fn monthly(times: u32) -> Recurrence {
        Recurrence {
            kind: PeriodKind::Month,
            times,
            school_only: true,
            min_school_days: 10,
            reading: MonthReading::Calendar,
        }
    }

    fn calendar() -> Calendar {
        Calendar::new(vec![SchoolYear {
            semesters: vec![
                Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15)),
                Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2)),
            ],
            days_off: vec![DayOff::official("national_day", ymd(2026, 9, 30), ymd(2026, 10, 7))],
            workdays: vec![ymd(2026, 10, 31)],
            festivals: vec![
                Festival::known("mid_autumn", ymd(2026, 9, 25)),
                Festival::known("national_day", ymd(2026, 10, 1)),
                Festival::known("party_day", ymd(2027, 7, 1)),
            ],
            ..SchoolYear::blank(2026)
        }])
    }

    #[test]
    fn a_monthly_visit_has_a_slot_in_every_month_of_school_and_ends_on_a_school_day() {
        let slots = calendar().slots(&monthly(1), ymd(2026, 9, 1), ymd(2027, 8, 31));
        let days: Vec<String> = slots.iter().map(|it| format!("{} {}", it.key, it.day)).collect();
        // 30 September is off; 31 October is a Saturday with school; February, July and August are holidays.
        assert_eq!(
            days,
            [
                "2026-09 2026-09-29",
                "2026-10 2026-10-31",
                "2026-11 2026-11-30",
                "2026-12 2026-12-31",
                "2027-01 2027-01-15",
                "2027-03 2027-03-31",
                "2027-04 2027-04-30",
                "2027-05 2027-05-31",
                "2027-06 2027-06-30",
            ]
        );
    }

    #[test]
    fn twice_a_month_parts_the_month_into_two_spans_that_meet() {
        let slots = calendar().slots(&monthly(2), ymd(2026, 11, 1), ymd(2026, 11, 30));
        let spans: Vec<_> = slots.iter().map(|it| (it.nth, it.from, it.to, it.day)).collect();
        assert_eq!(
            spans,
            [
                (1, ymd(2026, 11, 1), ymd(2026, 11, 15), ymd(2026, 11, 13)),
                (2, ymd(2026, 11, 16), ymd(2026, 11, 30), ymd(2026, 11, 30)),
            ]
        );
    }

    #[test]
    fn a_semester_without_school_days_asks_for_nothing() {
        let empty = Calendar::new(vec![SchoolYear {
            semesters: vec![Semester::new(1, ymd(2026, 9, 1), ymd(2026, 9, 4))],
            days_off: vec![DayOff::official("", ymd(2026, 8, 1), ymd(2026, 12, 31))],
            ..SchoolYear::blank(2026)
        }]);
        let semester = Recurrence { kind: PeriodKind::Semester, ..monthly(3) };
        assert_eq!(empty.slots(&semester, ymd(2026, 9, 1), ymd(2027, 8, 31)), []);
        assert_eq!(empty.slots(&monthly(1), ymd(2026, 9, 1), ymd(2027, 8, 31)), []);
    }

    #[test]
    fn festivals_give_the_last_working_day_before_them() {
        let takes = |code: &str| code != "mid_autumn";
        let slots = calendar().festival_slots(takes, ymd(2026, 9, 1), ymd(2027, 8, 31));
        let days: Vec<_> = slots.iter().map(|it| (&*it.festival, it.day)).collect();
        assert_eq!(days, [("national_day", ymd(2026, 9, 29)), ("party_day", ymd(2027, 7, 1))]);
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0i64..800).prop_map(|days| add_days(ymd(2026, 1, 1), days))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn recurrence_never_lands_on_a_holiday(
            offs in prop::collection::vec((any_day(), 0i64..12), 0..12),
            made_up in prop::collection::vec(any_day(), 0..8),
            semesters in prop::collection::vec((any_day(), 0i64..160), 0..4),
            feasts in prop::collection::vec(any_day(), 0..6),
            (from, length) in (any_day(), 0i64..500),
            (kind, times, school_only) in (0usize..10, 0u32..40, any::<bool>()),
        ) {
            let semesters = semesters.iter().zip(1..);
            let calendar = Calendar::new(vec![SchoolYear {
                semesters: semesters
                    .map(|((start, days), number)| Semester::new(number, *start, add_days(*start, *days)))
                    .collect(),
                days_off: offs
                    .iter()
                    .map(|(start, days)| DayOff::official("x", *start, add_days(*start, *days)))
                    .collect(),
                workdays: made_up.clone(),
                festivals: feasts.iter().map(|date| Festival::known("party_day", *date)).collect(),
                ..SchoolYear::blank(2026)
            }]);
            let recurrence =
                Recurrence { kind: PeriodKind::ALL[kind], times, school_only, ..monthly(1) };
            let to = add_days(from, length);
            let mut slots = calendar.slots(&recurrence, from, to);
            let (mut last, mut key) = (None, None);
            for slot in &slots {
                prop_assert!(!school_only || calendar.is_school_day(slot.day));
                // Spans of one period follow each other; overlapping semesters may overlap.
                if key == Some(slot.key) {
                    prop_assert!(last.is_none_or(|last| last < slot.from));
                }
                (last, key) = (Some(slot.to), Some(slot.key));
            }
            slots.extend(calendar.festival_slots(|_| true, from, to));
            for slot in &slots {
                let off = calendar.day_off(slot.day).is_some() && !made_up.contains(&slot.day);
                prop_assert!(!off, "{} is a holiday", slot.day);
                prop_assert!((from..=to).contains(&slot.day));
                prop_assert!(slot.from <= slot.day && slot.day <= slot.to);
            }
        }
    }
}
