//! Samples are what they promise: plausible, repeatable, mergeable.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::*;
use crate::catalog::Catalog;
use crate::ledger::Ledger;
use crate::log::{DeviceId, Line};
use crate::plan::{Finding, findings};
use crate::rule::{Verdict, assess};

fn ledger(lines: &[Line]) -> Ledger {
    let mut ledger = Ledger::new(DeviceId::new(1));
    ledger.absorb(lines.iter().cloned());
    ledger
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn small(device: Option<u64>) -> Vec<Line> {
    county(&County { activities: 120, seed: 7, device }, &Catalog::builtin()).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_county_of_the_size_asked_for() {
    let lines = small(None);
    assert!(lines == small(None));
    let ledger = ledger(&lines);
    assert_eq!(ledger.state().activities().len(), 120);
    let calendar = ledger.state().calendar();
    assert!(
        ledger.state().activities().iter().all(|(_, it)| calendar.is_school_day(it.date.unwrap()))
    );
    let plain =
        |finding: &Finding| matches!(finding.code(), "task_without_lead" | "refers_to_deleted");
    let odd: Vec<_> = findings(ledger.state()).into_iter().filter(|it| !plain(it)).collect();
    assert_eq!(odd, []);
}

#[test]
fn colleagues_share_the_county_and_disagree_about_a_few_records() {
    let base = small(None);
    let (one, two) = (small(Some(1)), small(Some(2)));
    let mut merged = ledger(&base);
    for lines in [one, two] {
        assert!(base.iter().all(|line| lines.contains(line)));
        merged.absorb(lines);
    }
    let contested: BTreeSet<_> = merged.state().log().conflicts().map(|(id, _)| id).collect();
    assert_eq!(contested.len(), 3);
    assert_eq!(merged.state().log().twins().count(), 0);
}

#[test]
fn the_example_shows_every_colour_on_any_day_of_the_year() {
    let catalog = Catalog::builtin();
    for today in
        ["2026-11-23", "2026-12-30", "2027-02-24", "2027-04-15", "2027-08-10", "2027-09-01"]
    {
        let today = day(today);
        let ledger = ledger(&example(today, &catalog).unwrap());
        let state = ledger.state();
        assert!(state.workspace().unwrap().1.example);
        assert_eq!(state.pairings().len(), 4, "two partners, two mentors with mentees");
        let activities = state.activities();
        assert!((50..300).contains(&activities.len()), "{today}: {}", activities.len());
        let late = activities.iter().filter(|(_, it)| it.state.counts() && it.date > Some(today));
        assert_eq!(late.count(), 0);
        let verdicts: BTreeSet<Verdict> =
            assess(state, today).into_iter().map(|outcome| outcome.verdict).collect();
        for needed in [Verdict::Met, Verdict::Missed, Verdict::NoData] {
            assert!(verdicts.contains(&needed), "{today}: no {needed:?} in {verdicts:?}");
        }
        let open = [Verdict::Behind, Verdict::OnTrack];
        assert!(open.iter().any(|it| verdicts.contains(it)), "{today}: {verdicts:?}");
        assert!(state.issues().iter().any(|(_, issue)| issue.state.is_open()));
        let odd = findings(state).into_iter().filter(|it| it.code() != "task_without_lead");
        assert_eq!(odd.collect::<Vec<_>>(), [], "{today}");
    }
}
