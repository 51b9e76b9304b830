//! From a value to a verdict: does it hold, can it still, is it late.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::calendar::day::add_days;
use crate::record::Decimal;

use super::amount::{Amount, int, items_of, nearest_of};
use super::metric::{Finding, Work};
use super::outcome::{Comparator, Verdict};
use super::period::Window;
use super::settings::Settings;

/// What a judgement needs beside the finding.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    pub(super) comparator: Comparator,
    pub(super) target: Decimal,
    pub(super) upper: Option<Decimal>,
    pub(super) window: &'a Window,
    pub(super) on: NaiveDate,
    pub(super) calendar: &'a Calendar,
    pub(super) settings: &'a Settings,
}

/// A verdict, what is missing, and the last day for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) gap: Option<Amount>,
    pub(super) red_line: Option<NaiveDate>,
}

impl Judged {
    pub(super) const fn plain(verdict: Verdict) -> Self {
        Self { verdict, gap: None, red_line: None }
    }
}

impl Terms<'_> {
    /// How a value stands to the threshold; a share of things as a number of them, where that is rounded (R692).
    fn standing(&self, amount: Amount) -> Ordering {
        if let (Amount::Share { part, of }, true) = (amount, self.rounds()) {
            return part.cmp(&nearest_of(self.target, of));
        }
        amount.compare(self.target)
    }

    /// Whether it is above the upper bound, and that is a fault: of "one to two", more is none (R683).
    fn is_over(&self, amount: Amount) -> bool {
        let lenient = matches!(amount, Amount::Whole(_)) && !self.settings.exact;
        !lenient && self.upper.is_some_and(|upper| amount.compare(upper) == Ordering::Greater)
    }

    /// Whether a value is as asked.
    pub(super) fn holds(&self, amount: Amount) -> bool {
        let standing = self.standing(amount);
        match self.comparator {
            Comparator::AtLeast | Comparator::By | Comparator::Exists => standing.is_ge(),
            Comparator::AtMost => standing.is_le(),
            Comparator::Exactly => standing.is_eq(),
            Comparator::Above => standing.is_gt(),
            Comparator::Below => standing.is_lt(),
            Comparator::Between => standing.is_ge() && !self.is_over(amount),
        }
    }

    /// The verdict on what was found.
    pub(super) fn judge(&self, finding: &Finding) -> Judged {
        let Some(amount) = finding.amount else { return Judged::plain(Verdict::NoData) };
        let ended = self.on >= self.window.due;
        let grows = match self.comparator {
            Comparator::AtLeast | Comparator::By | Comparator::Exists | Comparator::Above => true,
            // Of "one to two", more is no fault: nothing more can happen to it.
            Comparator::Between => {
                matches!(amount, Amount::Whole(_)) && !self.settings.exact && !finding.falls
            }
            Comparator::AtMost | Comparator::Exactly | Comparator::Below => false,
        };
        if self.holds(amount) {
            let sure = finding.whole || (grows && !finding.open);
            // What is not known may yet be too much.
            let verdict = match (sure, ended) {
                (true, _) => Verdict::Met,
                (false, true) if finding.uncertain && !grows => Verdict::NoData,
                (false, true) => Verdict::Met,
                (false, false) => Verdict::OnTrack,
            };
            return Judged::plain(verdict);
        }
        let low = match self.comparator {
            Comparator::AtMost | Comparator::Below => false,
            Comparator::Above => true,
            Comparator::AtLeast
            | Comparator::By
            | Comparator::Exists
            | Comparator::Exactly
            | Comparator::Between => self.standing(amount).is_lt(),
        };
        if low {
            return self.unmet(finding, amount);
        }
        // A number of events never falls again; a share may.
        let falls = finding.falls || matches!(amount, Amount::Share { .. });
        let over = self.on > self.window.due;
        Judged::plain(if falls && !over { Verdict::Behind } else { Verdict::Missed })
    }

    fn unmet(&self, finding: &Finding, amount: Amount) -> Judged {
        let gap = self.gap(amount);
        let red_line = match gap {
            Some(gap) => self.red_line(finding.work, gap),
            None => Some(self.window.due),
        };
        let best = finding.best.is_some_and(|best| self.standing(best).is_ge());
        let short = finding.limit.is_some_and(|limit| self.standing(limit).is_lt());
        let settled = (finding.settled && self.target.0 >= 1000) || short;
        let verdict = if self.on > self.window.due && !short {
            // What is unknown is never "not met" (R667).
            if best { Verdict::NoData } else { Verdict::Missed }
        } else if settled || red_line.is_none_or(|last| last < self.on) {
            Verdict::Missed
        } else if self.is_near(red_line) || (finding.work != Work::Fixed && self.is_slow(amount)) {
            Verdict::Behind
        } else {
            Verdict::OnTrack
        };
        let possible = !settled && verdict != Verdict::NoData;
        Judged { verdict, gap, red_line: red_line.filter(|_| possible) }
    }

    /// What is missing, in the unit of the rule.
    fn gap(&self, amount: Amount) -> Option<Amount> {
        if let (Amount::Share { part, of }, true) = (amount, self.rounds()) {
            let gap = nearest_of(self.target, of).saturating_sub(part);
            return Some(gap).filter(|gap| *gap > 0).map(Amount::Whole);
        }
        amount.gap(self.target)
    }

    /// Whether a share of things is rounded to the nearest whole number of them.
    const fn rounds(&self) -> bool {
        self.settings.nearest && self.target.0 > 0 && self.target.0 < 1000
    }

    /// The last day on which work on the gap can begin and still end in time; none when the whole period is too short.
    fn red_line(&self, work: Work, gap: Amount) -> Option<NaiveDate> {
        let (gap, _) = gap.fraction();
        let capacity = match work {
            Work::Desk | Work::Fixed => return Some(self.window.due),
            Work::Event => gap,
            Work::Events => i64::from(self.settings.capacity_events),
            Work::Hours => self.settings.capacity_hours.0,
        };
        let days = gap.div_euclid(capacity) + i64::from(gap.rem_euclid(capacity) > 0);
        let Window { from, due, .. } = *self.window;
        if self.calendar.school_days(from, due) == 0 {
            // Where there is no school at all, any day will do.
            return Some(add_days(due, 1 - days)).filter(|day| *day >= from);
        }
        self.calendar.school_day_back(due, u32::try_from(days).ok()?, from)
    }

    fn is_near(&self, red_line: Option<NaiveDate>) -> bool {
        red_line
            .is_some_and(|last| (last - self.on).num_days() <= i64::from(self.settings.warn_days))
    }

    /// Whether an even pace over the school days would by now be at least one whole unit further.
    fn is_slow(&self, amount: Amount) -> bool {
        let Window { from, due, .. } = *self.window;
        let days = |to: NaiveDate| -> i128 {
            let school = self.calendar.school_days_in(from, due).len();
            let count = if school == 0 {
                (to - from).num_days() + 1
            } else {
                int(self.calendar.school_days_in(from, to).len())
            };
            i128::from(count.max(0))
        };
        // Today is not over: only the days before it count as used.
        let (total, used) = (days(due), days(add_days(self.on, -1)));
        let (have, unit, need) = match amount {
            Amount::Whole(n) => (i128::from(n) * 1000, 1000, i128::from(self.target.0)),
            Amount::Hours(hours) => (i128::from(hours.0) * 10, 1000, i128::from(self.target.0)),
            Amount::Decimal(decimal) => (i128::from(decimal.0), 1000, i128::from(self.target.0)),
            Amount::Share { part, of } => {
                (i128::from(part), 1, i128::from(items_of(self.target, of)))
            }
            Amount::Ratio { .. } => return false,
        };
        total > 0 && (have + unit) * total <= need * used
    }
}
