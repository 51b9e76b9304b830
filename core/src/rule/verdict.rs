//! From a value to a verdict: does it hold, can it still, is it late.

use std::cmp::Ordering;

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::calendar::day::add_days;
use crate::record::Decimal;

use super::amount::{Amount, int, items_of};
use super::metric::{Finding, Work};
use super::outcome::{Comparator, Verdict};
use super::period::Window;
use super::settings::Settings;

/// What a judgement needs beside the finding.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    pub(super) comparator: Comparator,
    pub(super) target: Decimal,
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
    /// The verdict on what was found.
    pub(super) fn judge(&self, finding: &Finding) -> Judged {
        let Some(amount) = finding.amount else { return Judged::plain(Verdict::NoData) };
        let standing = amount.compare(self.target);
        let ended = self.on >= self.window.due;
        match (self.comparator, standing) {
            (Comparator::AtLeast, Ordering::Equal | Ordering::Greater) => {
                Judged::plain(Verdict::Met)
            }
            (Comparator::AtLeast | Comparator::Exactly, Ordering::Less) => {
                self.unmet(finding, amount)
            }
            (Comparator::AtMost, Ordering::Less | Ordering::Equal)
            | (Comparator::Exactly, Ordering::Equal) => {
                Judged::plain(if ended { Verdict::Met } else { Verdict::OnTrack })
            }
            (Comparator::AtMost | Comparator::Exactly, Ordering::Greater) => {
                // A number of events never falls again; a share may.
                let falls = matches!(amount, Amount::Share { .. });
                let over = self.on > self.window.due;
                Judged::plain(if falls && !over { Verdict::Behind } else { Verdict::Missed })
            }
        }
    }

    fn unmet(&self, finding: &Finding, amount: Amount) -> Judged {
        let gap = amount.gap(self.target);
        let red_line = gap.and_then(|gap| self.red_line(finding.work, gap));
        let best = finding.best.is_some_and(|best| best.compare(self.target) != Ordering::Less);
        let settled = finding.settled && self.target.0 >= 1000;
        let verdict = if self.on > self.window.due {
            // What is unknown is never "not met" (R667).
            if best { Verdict::NoData } else { Verdict::Missed }
        } else if settled || red_line.is_none_or(|last| last < self.on) {
            Verdict::Missed
        } else if self.is_near(red_line) || self.is_slow(amount) {
            Verdict::Behind
        } else {
            Verdict::OnTrack
        };
        let possible = !settled && verdict != Verdict::NoData;
        Judged { verdict, gap, red_line: red_line.filter(|_| possible) }
    }

    /// The last day on which work on the gap can begin and still end in time; none when the whole period is too short.
    fn red_line(&self, work: Work, gap: Amount) -> Option<NaiveDate> {
        let (gap, _) = gap.fraction();
        let capacity = match work {
            Work::Desk => return Some(self.window.due),
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
            Amount::Share { part, of } => {
                (i128::from(part), 1, i128::from(items_of(self.target, of)))
            }
        };
        total > 0 && (have + unit) * total <= need * used
    }
}
