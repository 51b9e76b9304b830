//! The same answers as [`assess`](super::assess), kept up to date: only what a change can have touched is measured
//! again. Of a pairing that is all its rules; of a plan asked by itself, the rules that read such records, and of those
//! that count activities by their dates only the periods nearby.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::calendar::day::{FIRST_DAY, LAST_DAY, add_days};
use crate::log::RecordId;
use crate::record::{Id, Pairing, Plan, Rule};
use crate::sorted::SortedSet;
use crate::state::State;

use super::book::{Book, Shelves};
use super::outcome::Outcome;
use super::query::{Memo, Reads};
use super::ready::{Asks, Ready, pairings_of, rules_of};
use super::settings::Settings;
use super::{asked_in, assess_book, in_window};

/// Keeps the outcomes of one state. Use one assessor for one workbook only.
#[derive(Debug, Default)]
pub struct Assessor {
    on: Option<NaiveDate>,
    revision: u64,
    shelves: Shelves,
    sheets: Vec<Sheet>,
    cells: Vec<Cell>,
    outcomes: Vec<Outcome>,
}

/// The rules of one plan.
#[derive(Debug)]
struct Sheet {
    plan: Id<Plan>,
    of_pairs: Vec<(Id<Rule>, Arc<Option<Asks>>)>,
    /// What those of them read that are said in the query language.
    reads: Reads,
}

/// The outcomes of one pairing in one plan, or of one rule asked of a plan itself.
#[derive(Debug)]
struct Cell {
    sheet: usize,
    of: Of,
    at: Range<usize>,
}

#[derive(Debug)]
enum Of {
    Pair {
        id: Id<Pairing>,
        /// The revision at which it was measured.
        revision: u64,
    },
    Rule {
        id: Id<Rule>,
        asks: Arc<Option<Asks>>,
        reads: Reads,
        /// What the activities came to, by period; empty until a change asks for it.
        memos: Vec<Memo>,
    },
}

/// What changed since the outcomes were measured.
#[derive(Debug, Default)]
struct Changes {
    kinds: SortedSet<&'static str>,
    /// Activity kinds and dates, before and after.
    activities: Vec<(String, NaiveDate)>,
    /// The records.
    ids: Vec<RecordId>,
}

/// How much of a rule a change touches.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Touched {
    Nothing,
    Near(Vec<NaiveDate>),
    Everything,
}

/// Kinds that frame the outcomes of any rule: a change to one may add outcomes or take them away.
const FRAME: [&str; 4] = ["workspace", "plan", "rule", "pairing"];

/// An activity so many days outside a period nearly counts in it.
const NEAR_DAYS: i64 = 7;

impl Assessor {
    /// The outcomes of a day; equal to [`assess`](super::assess), in the same order.
    pub fn assess(&mut self, state: &State, on: NaiveDate) -> &[Outcome] {
        if self.on == Some(on) && state.revision() == self.revision {
            return &self.outcomes;
        }
        match self.changes(state).filter(|_| self.on == Some(on)) {
            Some(changes) => self.touched(state, on, &changes),
            None => self.all(state, on),
        }
        self.revision = state.revision();
        &self.outcomes
    }

    /// What changed since the last look; none when everything has to be measured again.
    fn changes(&mut self, state: &State) -> Option<Changes> {
        self.on?;
        let ids: SortedSet<_> = state.changed_since(self.revision)?.collect();
        let mut changes = Changes::default();
        for id in &ids {
            let id = *id;
            let (before, after) = match self.shelves.get_mut() {
                Some(shelf) => shelf.refresh(state, id),
                None => {
                    let kind = crate::record::schema(state.log().record(id)?.kind());
                    changes.kinds.extend(kind.map(|kind| kind.kind));
                    (None, None)
                }
            };
            for place in [before, after].into_iter().flatten() {
                changes.kinds.insert(place.kind);
                changes.activities.extend(place.activity);
            }
        }
        changes.ids = ids.into_iter().collect();
        FRAME.iter().all(|kind| !changes.kinds.contains(kind)).then_some(changes)
    }

    fn all(&mut self, state: &State, on: NaiveDate) {
        let settings = Settings::read(state);
        let revision = state.revision();
        *self = Self { on: Some(on), revision, ..Self::default() };
        let Self { shelves, sheets, cells, outcomes, .. } = self;
        for plan in state.plans().iter() {
            let rules = rules_of(state, plan.0, &settings);
            let mut reads = Reads::default();
            for ready in rules.of_pairs.iter().filter(|ready| ready.is_query()) {
                reads.join(&ready.reads());
            }
            let of_pairs = rules.of_pairs.iter().map(|it| (it.id, Arc::clone(&it.asks))).collect();
            let sheet = sheets.len();
            sheets.push(Sheet { plan: plan.0, of_pairs, reads });
            let mut cell =
                |of: Of, from: usize, to: usize| cells.push(Cell { sheet, of, at: from..to });
            if !rules.of_plan.is_empty() {
                let book = Book::of_plan(state, shelves, plan, FIRST_DAY..=LAST_DAY).with_rows();
                for ready in &rules.of_plan {
                    let start = outcomes.len();
                    assess_book(&book, std::slice::from_ref(ready), &settings, on, outcomes);
                    let (id, asks, reads) = (ready.id, Arc::clone(&ready.asks), ready.reads());
                    cell(Of::Rule { id, asks, reads, memos: Vec::new() }, start, outcomes.len());
                }
            }
            for pairing in pairings_of(state, plan.0) {
                let start = outcomes.len();
                let book = Book::open(state, shelves, plan, pairing);
                assess_book(&book, &rules.of_pairs, &settings, on, outcomes);
                cell(Of::Pair { id: pairing.0, revision }, start, outcomes.len());
            }
        }
    }

    fn touched(&mut self, state: &State, on: NaiveDate, changes: &Changes) {
        let settings = Settings::read(state);
        let Self { shelves, sheets, cells, outcomes, .. } = self;
        let mut shift = 0_isize;
        for cell in cells {
            let start = cell.at.start.saturating_add_signed(shift);
            let mut end = cell.at.end.saturating_add_signed(shift);
            let sheet = sheets.get(cell.sheet);
            let plan = sheet.and_then(|sheet| Some((sheet.plan, state.plans().get(sheet.plan)?)));
            if let (Some(sheet), Some(plan)) = (sheet, plan) {
                let old = outcomes.get(start..end).unwrap_or_default();
                let again = Again { state, shelves, plan, settings: &settings, on };
                if let Some(fresh) = again.measure(&mut cell.of, sheet, old, changes) {
                    shift += fresh.len().cast_signed() - (end - start).cast_signed();
                    let new_end = start + fresh.len();
                    outcomes.splice(start..end, fresh);
                    end = new_end;
                }
            }
            cell.at = start..end;
        }
    }
}

/// Measuring again what a change touched.
struct Again<'a> {
    state: &'a State,
    shelves: &'a Shelves,
    plan: (Id<Plan>, &'a Plan),
    settings: &'a Settings,
    on: NaiveDate,
}

impl Again<'_> {
    /// The outcomes of a cell anew; none when they are as they were.
    fn measure(
        &self,
        of: &mut Of,
        sheet: &Sheet,
        old: &[Outcome],
        changes: &Changes,
    ) -> Option<Vec<Outcome>> {
        match of {
            Of::Pair { id, revision } => {
                let stale =
                    self.state.touched(id.untyped()) > *revision || changes.meet(&sheet.reads);
                let pairing = self.state.pairings().get(*id).filter(|_| stale)?;
                let rules = sheet.of_pairs.iter();
                let rules: Vec<Ready<'_>> =
                    rules.filter_map(|(id, asks)| self.ready(*id, asks)).collect();
                let book = Book::open(self.state, self.shelves, self.plan, (*id, pairing));
                let mut fresh = Vec::with_capacity(old.len());
                assess_book(&book, &rules, self.settings, self.on, &mut fresh);
                *revision = self.state.revision();
                Some(fresh)
            }
            Of::Rule { id, asks, reads, memos } => {
                let touched = changes.touch(reads);
                (touched != Touched::Nothing).then_some(())?;
                if changes.meet(reads) {
                    memos.clear();
                }
                memos.iter_mut().for_each(|memo| memo.changed(&changes.ids));
                Some(self.rule(&self.ready(*id, asks)?, &touched, memos, old))
            }
        }
    }

    fn ready(&self, id: Id<Rule>, asks: &Arc<Option<Asks>>) -> Option<Ready<'_>> {
        Some(Ready { id, rule: self.state.rules().get(id)?, asks: Arc::clone(asks) })
    }

    /// The outcomes of a rule asked of the plan; what it is made of is remembered for the next time.
    fn rule(
        &self,
        ready: &Ready<'_>,
        touched: &Touched,
        memos: &mut Vec<Memo>,
        old: &[Outcome],
    ) -> Vec<Outcome> {
        let book = |dates| Book::of_plan(self.state, self.shelves, self.plan, dates).with_rows();
        let whole = book(FIRST_DAY..=LAST_DAY);
        let windows = asked_in(&whole, ready, self.settings, self.on);
        if memos.len() != windows.len() {
            memos.clear();
            memos.resize_with(windows.len(), Memo::default);
        }
        let near = |from: NaiveDate, to: NaiveDate| match touched {
            Touched::Nothing => false,
            Touched::Everything => true,
            Touched::Near(dates) => dates.iter().any(|date| (from..=to).contains(date)),
        };
        let mut fresh = Vec::with_capacity(windows.len());
        for (at, window) in windows.iter().enumerate() {
            let from = add_days(window.from, -NEAR_DAYS);
            let to = add_days(window.due.max(window.until), NEAR_DAYS);
            let kept = old.get(at).filter(|_| old.len() == windows.len() && !near(from, to));
            let memo = memos.get(at);
            fresh.push(match kept {
                Some(kept) => kept.clone(),
                None if *touched == Touched::Everything => {
                    in_window(&whole, ready, window, self.settings, self.on, memo)
                }
                None => {
                    let book = book(from..=to);
                    in_window(&book, ready, window, self.settings, self.on, memo)
                }
            });
        }
        fresh
    }
}

impl Changes {
    /// Whether records changed that rules of pairings read beyond what the state knows to touch a pairing.
    fn meet(&self, reads: &Reads) -> bool {
        reads.everything || reads.kinds.iter().any(|kind| self.kinds.contains(kind))
    }

    /// How much of a rule that reads this they touch.
    fn touch(&self, reads: &Reads) -> Touched {
        if self.meet(reads) {
            return Touched::Everything;
        }
        let read = |code: &String| reads.any_activity || reads.activities.contains(code);
        let near: Vec<NaiveDate> =
            self.activities.iter().filter(|(code, _)| read(code)).map(|(_, date)| *date).collect();
        match near.is_empty() {
            true => Touched::Nothing,
            false if reads.undated => Touched::Everything,
            false => Touched::Near(near),
        }
    }
}
