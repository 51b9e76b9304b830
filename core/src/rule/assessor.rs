//! The same answers as [`assess`](super::assess), kept up to date: only the pairings that something touched are
//! measured again.

use std::ops::Range;

use chrono::NaiveDate;

use crate::record::{Id, Pairing, Plan};
use crate::state::State;

use super::outcome::Outcome;
use super::settings::Settings;
use super::{assess_pairing, pairings_of, rules_of};

/// Keeps the outcomes of one state. Use one assessor for one workbook only.
#[derive(Debug, Default)]
pub struct Assessor {
    on: Option<NaiveDate>,
    revision: u64,
    cells: Vec<Cell>,
    outcomes: Vec<Outcome>,
}

/// The outcomes of one pairing in one plan.
#[derive(Debug)]
struct Cell {
    plan: Id<Plan>,
    pairing: Id<Pairing>,
    /// The revision at which they were measured.
    revision: u64,
    at: Range<usize>,
}

impl Assessor {
    /// The outcomes of a day; equal to [`assess`](super::assess), in the same order.
    pub fn assess(&mut self, state: &State, on: NaiveDate) -> &[Outcome] {
        let framed = state.frame_touched() > self.revision || state.revision() < self.revision;
        if self.on != Some(on) || framed {
            self.all(state, on);
        } else if state.revision() != self.revision {
            self.touched(state, on);
        }
        self.revision = state.revision();
        &self.outcomes
    }

    fn all(&mut self, state: &State, on: NaiveDate) {
        let settings = Settings::read(state);
        let revision = state.revision();
        self.on = Some(on);
        self.cells.clear();
        self.outcomes.clear();
        for (plan_id, plan) in state.plans().iter() {
            let rules = rules_of(state, plan_id, &settings);
            for pairing in pairings_of(state, plan_id) {
                let start = self.outcomes.len();
                let plan = (plan_id, plan);
                assess_pairing(state, plan, pairing, &rules, &settings, on, &mut self.outcomes);
                let at = start..self.outcomes.len();
                self.cells.push(Cell { plan: plan_id, pairing: pairing.0, revision, at });
            }
        }
    }

    fn touched(&mut self, state: &State, on: NaiveDate) {
        let settings = Settings::read(state);
        let mut shift = 0_isize;
        for cell in &mut self.cells {
            let start = cell.at.start.saturating_add_signed(shift);
            let mut end = cell.at.end.saturating_add_signed(shift);
            let plan = state.plans().get(cell.plan);
            let pairing = state.pairings().get(cell.pairing);
            let stale = state.touched(cell.pairing.untyped()) > cell.revision;
            if let (true, Some(plan), Some(pairing)) = (stale, plan, pairing) {
                let rules = rules_of(state, cell.plan, &settings);
                let mut fresh = Vec::with_capacity(end - start);
                let (plan, pairing) = ((cell.plan, plan), (cell.pairing, pairing));
                assess_pairing(state, plan, pairing, &rules, &settings, on, &mut fresh);
                let (old, new) = (end - start, fresh.len());
                shift += new.cast_signed() - old.cast_signed();
                self.outcomes.splice(start..end, fresh);
                end = start + new;
                cell.revision = state.revision();
            }
            cell.at = start..end;
        }
    }
}
