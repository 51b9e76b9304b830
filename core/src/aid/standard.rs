//! What a scheme is worth on each day: every standard becomes a row of days with fen on them, and an entitlement is the
//! sum over the days on which somebody is entitled.
//!
//! So the parts of a year always add up to the year: by whichever days a year is cut, among whichever schools, each fen
//! lies on exactly one day. Nothing is created by cutting and nothing is lost.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{Calendar, SchoolYear, Semester};
use crate::record::{AidScheme, Money};
use crate::sorted::sort_by_key;

use super::days::Days;
use super::fen;

/// How aid is cut when somebody comes or goes in mid-semester: the setting `aid_proration`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proration {
    /// By school days: a child who was there for 30 of 90 school days gets a third. The default.
    #[default]
    SchoolDay,
    /// By months: a month counts whole for whoever is entitled on its middle school day. Months with fewer school days
    /// than the setting `R681_days` carry nothing; their semester's aid lies on its other months.
    Month,
    /// By semesters: a semester counts whole for whoever is entitled on its middle school day.
    Semester,
}

impl Proration {
    /// All readings.
    pub const ALL: [Self; 3] = [Self::SchoolDay, Self::Month, Self::Semester];

    /// The word for it in the workbook's settings.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SchoolDay => "school_day",
            Self::Month => "month",
            Self::Semester => "semester",
        }
    }

    /// The reading that a word names; the default for any other word.
    pub fn read(code: &str) -> Self {
        Self::ALL.into_iter().find(|reading| reading.code() == code).unwrap_or_default()
    }
}

/// How a workbook reads its standards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) proration: Proration,
    /// Months with fewer school days are no months of aid.
    pub(super) min_school_days: u32,
}

/// The fen of a scheme, day by day.
#[derive(Clone, Debug, Default)]
pub(super) struct Standard {
    /// The days that carry money, in order, each with the sum up to and including it.
    sums: Vec<(NaiveDate, i64)>,
}

impl Standard {
    /// The standard of a scheme over the whole calendar; none when no amount can be worked out from it: a waiver, an
    /// unknown amount, a basis of its own.
    ///
    /// - A yearly amount lies in equal parts on the semesters of the school year, a semester's on its school days (or as
    ///   [`Proration`] says), a month's on the school days of that month, a daily one whole on each school day.
    /// - Where an amount does not divide evenly, the sum up to each day is rounded down to the fen: 100 fen over three
    ///   days are 33, 33 and 34.
    pub(super) fn of(scheme: &AidScheme, calendar: &Calendar, reading: Reading) -> Option<Self> {
        let amount = fen(scheme.amount).filter(|_| !scheme.amount_unknown)?;
        let mut days = Vec::new();
        match scheme.basis.as_str() {
            "per_year" => {
                for year in calendar.years() {
                    put_year(calendar, year, amount, reading, &mut days);
                }
            }
            "per_semester" => {
                for (_, semester) in calendar.semesters() {
                    put_semester(calendar, semester, amount, reading, &mut days);
                }
            }
            "per_month" => put_months(calendar, amount, reading, &mut days),
            "per_school_day" => {
                let school = calendar.school_days_in(NaiveDate::MIN, NaiveDate::MAX);
                days.extend(school.iter().map(|day| (*day, amount)));
            }
            _ => return None,
        }
        sort_by_key(&mut days, |(day, _)| *day);
        let mut sum = 0_i64;
        for (_, fen) in &mut days {
            sum = sum.saturating_add(*fen);
            *fen = sum;
        }
        Some(Self { sums: days })
    }

    /// What it comes to over these days.
    pub(super) fn over(&self, days: &Days) -> Money {
        days.spans().map(|(from, to)| self.up_to(to, true) - self.up_to(from, false)).sum()
    }

    fn up_to(&self, day: NaiveDate, included: bool) -> Money {
        let count = self.sums.partition_point(|(at, _)| *at < day || (included && *at == day));
        let last = count.checked_sub(1).and_then(|at| self.sums.get(at));
        Money(last.map_or(0, |(_, sum)| *sum))
    }
}

/// An amount in `count` parts as equal as whole fen allow, each at least nothing, together exactly the amount.
pub(super) fn parts(amount: i64, count: usize) -> impl Iterator<Item = i64> {
    let sum = move |parts: usize| {
        let whole = i128::from(amount) * i128::try_from(parts).unwrap_or_default();
        whole / i128::try_from(count.max(1)).unwrap_or(1)
    };
    (0..count).map(move |at| i64::try_from(sum(at + 1) - sum(at)).unwrap_or_default())
}

type Row = Vec<(NaiveDate, i64)>;

fn put_year(calendar: &Calendar, year: &SchoolYear, amount: i64, reading: Reading, row: &mut Row) {
    let mut semesters: Vec<&Semester> = year.semesters.iter().collect();
    semesters.retain(|it| calendar.school_days(it.start, it.end) > 0);
    sort_by_key(&mut semesters, |it| (it.start, it.end, it.number));
    for (semester, part) in semesters.iter().zip(parts(amount, semesters.len())) {
        put_semester(calendar, semester, part, reading, row);
    }
}

fn put_semester(
    calendar: &Calendar,
    semester: &Semester,
    amount: i64,
    reading: Reading,
    row: &mut Row,
) {
    let days = calendar.school_days_in(semester.start, semester.end);
    match reading.proration {
        Proration::SchoolDay => row.extend(days.iter().copied().zip(parts(amount, days.len()))),
        Proration::Semester => row.extend(middle(days).map(|day| (day, amount))),
        Proration::Month => {
            let mut months = months(days, reading.min_school_days);
            if months.is_empty() {
                months = self::months(days, 1);
            }
            let days = months.iter().filter_map(|month| middle(month));
            row.extend(days.zip(parts(amount, months.len())));
        }
    }
}

fn put_months(calendar: &Calendar, amount: i64, reading: Reading, row: &mut Row) {
    let school = calendar.school_days_in(NaiveDate::MIN, NaiveDate::MAX);
    for days in months(school, reading.min_school_days) {
        match reading.proration {
            Proration::SchoolDay => row.extend(days.iter().copied().zip(parts(amount, days.len()))),
            Proration::Month | Proration::Semester => {
                row.extend(middle(days).map(|day| (day, amount)));
            }
        }
    }
}

/// The days by calendar months, without the months that have fewer than `least`.
fn months(days: &[NaiveDate], least: u32) -> Vec<&[NaiveDate]> {
    let months =
        days.chunk_by(|one, next| (one.year(), one.month()) == (next.year(), next.month()));
    months.filter(|days| u32::try_from(days.len()).is_ok_and(|count| count >= least)).collect()
}

/// The middle day; of two, the earlier.
fn middle(days: &[NaiveDate]) -> Option<NaiveDate> {
    days.get(days.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day::ymd;
    use proptest::prelude::*;

    fn calendar() -> Calendar {
        let autumn = Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15));
        let spring = Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2));
        let year = SchoolYear { semesters: vec![autumn, spring], ..SchoolYear::blank(2026) };
        Calendar::new(vec![year])
    }

    fn standard(basis: &str, amount: i64, proration: Proration) -> Standard {
        let scheme = AidScheme {
            amount: Some(Money(amount)),
            basis: basis.to_owned(),
            ..AidScheme::default()
        };
        let reading = Reading { proration, min_school_days: 10 };
        Standard::of(&scheme, &calendar(), reading).unwrap()
    }

    #[test]
    fn a_hundred_fen_over_three_days_are_33_33_and_34() {
        assert_eq!(parts(100, 3).collect::<Vec<_>>(), [33, 33, 34]);
        assert_eq!(parts(100, 0).count(), 0);
        assert_eq!(parts(2, 5).collect::<Vec<_>>(), [0, 0, 1, 0, 1]);
    }

    #[test]
    fn a_year_is_two_equal_halves_however_long_its_semesters_are() {
        // 1,250 yuan a year: 625 a semester. Autumn: 99 school days (1 September to 15 January); spring: 95.
        for proration in Proration::ALL {
            let year = standard("per_year", 125_000, proration);
            let autumn = Days::span(ymd(2026, 9, 1), ymd(2027, 1, 31));
            assert_eq!(year.over(&autumn), Money(62_500), "{proration:?}");
            assert_eq!(year.over(&Days::all()), Money(125_000), "{proration:?}");
        }
        assert_eq!(calendar().school_days(ymd(2026, 9, 1), ymd(2027, 1, 15)), 99);
    }

    #[test]
    fn who_enters_on_9_november_has_half_of_an_autumn_under_each_reading() {
        let late = Days::span(ymd(2026, 11, 9), ymd(2027, 1, 15));
        // 9 November to 15 January: 50 of 99 school days. 62,500 × 49 ÷ 99 = 30,934.3 lies before, rounded down to the fen.
        let by_day = standard("per_year", 125_000, Proration::SchoolDay);
        assert_eq!(calendar().school_days(ymd(2026, 11, 9), ymd(2027, 1, 15)), 50);
        assert_eq!(by_day.over(&late), Money(62_500 - 30_934));
        // September to January are five months of 12,500 fen; the middle school day of November (21 of them: the 11th)
        // is the 16th, so November counts: three months of five.
        let by_month = standard("per_year", 125_000, Proration::Month);
        assert_eq!(by_month.over(&late), Money(37_500));
        // The middle of 99 school days is the 50th, which is 9 November itself.
        let by_semester = standard("per_year", 125_000, Proration::Semester);
        assert_eq!(by_semester.over(&late), Money(62_500));
    }

    #[test]
    fn a_month_of_holidays_carries_no_monthly_aid() {
        // 60 yuan a month: September to January (five) and March to June (four). Five school days in February and two in July
        // are fewer than ten.
        for proration in Proration::ALL {
            let monthly = standard("per_month", 6_000, proration);
            assert_eq!(monthly.over(&Days::all()), Money(9 * 6_000));
        }
    }

    #[test]
    fn four_yuan_a_day_lie_on_each_school_day() {
        // 1 to 30 September 2026 has 22 weekdays: 22 × 4 yuan = 88 yuan.
        let meals = standard("per_school_day", 400, Proration::Semester);
        assert_eq!(meals.over(&Days::span(ymd(2026, 9, 1), ymd(2026, 9, 30))), Money(8_800));
    }

    #[test]
    fn what_has_no_amount_has_no_standard() {
        let reading = Reading { proration: Proration::SchoolDay, min_school_days: 10 };
        let scheme = |basis: &str, amount: Option<i64>, amount_unknown| AidScheme {
            amount: amount.map(Money),
            basis: basis.to_owned(),
            amount_unknown,
            ..AidScheme::default()
        };
        for scheme in [
            scheme("per_year", None, false),
            scheme("per_year", Some(0), true),
            scheme("per_year", Some(-1), false),
            scheme("per_year", Some(i64::MAX), false),
            scheme("full_waiver", Some(100), false),
            scheme("custom", Some(100), false),
            scheme("", Some(100), false),
        ] {
            assert!(Standard::of(&scheme, &calendar(), reading).is_none(), "{scheme:?}");
        }
    }

    proptest! {
        #[test]
        fn however_a_year_is_cut_its_parts_are_the_year(
            amount in 0..=super::super::LIMIT,
            basis in prop::sample::select(vec!["per_year", "per_semester", "per_month", "per_school_day"]),
            proration in prop::sample::select(Proration::ALL.to_vec()),
            mut cuts in prop::collection::vec(0_i64..400, 0..6),
        ) {
            let standard = standard(basis, amount, proration);
            let first = ymd(2026, 8, 15);
            let day = |offset: i64| crate::calendar::day::add_days(first, offset);
            cuts.extend([0, 400]);
            cuts.sort_unstable();
            let parts = cuts.windows(2).map(|cut| standard.over(&Days::span(day(cut[0]), day(cut[1] - 1))));
            let parts: Vec<Money> = parts.collect();
            prop_assert!(parts.iter().all(|part| part.0 >= 0));
            prop_assert_eq!(parts.into_iter().sum::<Money>(), standard.over(&Days::all()));
            if basis == "per_year" {
                prop_assert_eq!(standard.over(&Days::all()), Money(amount));
            }
        }

        #[test]
        fn parts_are_as_equal_as_fen_allow(amount in 0..=super::super::LIMIT, count in 1_usize..400) {
            let parts: Vec<i64> = parts(amount, count).collect();
            prop_assert_eq!(parts.iter().sum::<i64>(), amount);
            let (least, most) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
            prop_assert!(most - least <= 1);
        }
    }
}
