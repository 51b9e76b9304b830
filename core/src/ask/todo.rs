//! What next: one list of everything that waits, each with the last day on which it can be done, why, the records it
//! names and whom it concerns; the visits that would serve several commitments at once; what was asked for against what
//! was given.

mod contact;
mod dated;
#[cfg(feature = "cli")]
mod json;
mod needs;
mod people;
mod visits;
mod words;

#[cfg(feature = "cli")]
pub use json::{to_json, to_table};
pub use needs::NeedRow;
pub use visits::Visit;

use chrono::NaiveDate;

use crate::calendar::PeriodKey;
use crate::catalog::Catalog;
use crate::log::RecordId;
use crate::record::states::PlanState;
use crate::record::{Id, Pairing, Plan};
use crate::rule::{Outcome, Verdict};
use crate::sorted::{SortedSet, sort_by_key};
use crate::state::State;

/// Everything that waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Todo {
    /// What waits, the most pressing first.
    pub items: Vec<Item>,
    /// Visits that would serve several commitments at once, one a pairing.
    pub visits: Vec<Visit>,
    /// What the helped side asked for and what came of it, by unit and category (R500, R762).
    pub needs: Vec<NeedRow>,
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is, and why it waits.
    pub what: What,
    /// The day on which it should be done, when there is one.
    pub due: Option<NaiveDate>,
    /// The last day on which it can be done, when there is one.
    pub red_line: Option<NaiveDate>,
    /// The records it names, the one it is about first.
    pub records: Vec<RecordId>,
    /// Whom it concerns: people, units, pairings, the plan.
    pub whom: Vec<RecordId>,
}

/// What waits, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A commitment of the agreement is not there yet.
    Clause {
        /// The rule's code.
        code: String,
        /// The period it is asked for in.
        period: PeriodKey,
        /// What is still missing, as people read it; empty for a share.
        gap: String,
        /// Code of the list `unit`.
        unit: String,
        /// How it stands.
        verdict: Verdict,
        /// The pairing or the plan it is asked of.
        about: RecordId,
    },
    /// A task is open.
    Task {
        /// Whether something is in its way.
        blocked: bool,
    },
    /// A time of a recurring task that nothing fills (R719).
    Slot {
        /// Its period.
        key: PeriodKey,
        /// Which of the times in that period, from 1.
        nth: u32,
        /// The festival it is for; empty otherwise.
        festival: String,
        /// Whether an activity for it was postponed and has no new day.
        postponed: bool,
    },
    /// An activity is planned; it is to be held, or recorded.
    Planned {
        /// Whether it was postponed and waits for a new day.
        postponed: bool,
    },
    /// The record of an activity lacks something (R723).
    Evidence {
        /// What is missing: `title`, `participants`, `documents`, or kinds of documents.
        missing: Vec<String>,
    },
    /// A case is to be reviewed.
    Review,
    /// A case is planned to leave.
    Exit,
    /// An assessment is not finished.
    Assessment,
    /// A report is due, or came back (R587).
    Report {
        /// Whether it was returned to be changed.
        returned: bool,
    },
    /// A grant is to be paid.
    Payment,
    /// A milestone of a project is not reached.
    Milestone {
        /// Code of the list `milestone`.
        code: String,
    },
    /// An action both sides agreed on is open: it opens the next visit (R763).
    Agreement {
        /// Its key inside the activity.
        key: String,
        /// In words.
        text: String,
    },
    /// The helped side asked for something and has no answer or has not got it (R500, R762).
    Request {
        /// Code of the list `issue_category`.
        category: String,
        /// For how many days it has been waiting, when the day is known.
        waiting: Option<i64>,
        /// In how many days it was answered, when it was.
        answered: Option<i64>,
    },
    /// A pairing has gone quiet.
    Quiet {
        /// The kind of activity that has stopped; empty: no contact of any kind.
        kind: String,
        /// Days since the last one.
        days: i64,
    },
    /// A pairing in which nothing has happened yet.
    Unvisited,
    /// A unit, people or a case whom nobody is paired with.
    Unpaired,
    /// People who have been to no training this school year.
    Untrained,
}

impl What {
    /// The word for it in files.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Clause { .. } => "clause",
            Self::Task { .. } => "task",
            Self::Slot { .. } => "slot",
            Self::Planned { .. } => "planned",
            Self::Evidence { .. } => "evidence",
            Self::Review => "review",
            Self::Exit => "exit",
            Self::Assessment => "assessment",
            Self::Report { .. } => "report",
            Self::Payment => "payment",
            Self::Milestone { .. } => "milestone",
            Self::Agreement { .. } => "agreement",
            Self::Request { .. } => "request",
            Self::Quiet { .. } => "quiet",
            Self::Unvisited => "unvisited",
            Self::Unpaired => "unpaired",
            Self::Untrained => "untrained",
        }
    }
}

impl Item {
    /// The day that presses: the last possible one, else the one it is due on.
    pub fn line(&self) -> Option<NaiveDate> {
        self.red_line.or(self.due)
    }

    /// Whether it is listed however far away its day is: a commitment that has fallen behind.
    fn is_pressing(&self) -> bool {
        matches!(self.what, What::Clause { verdict: Verdict::Behind, .. })
    }

    /// For how many days its day has passed; none while it has not, or when it has none.
    pub fn overdue(&self, today: NaiveDate) -> Option<i64> {
        let line = self.due.or(self.red_line)?;
        Some((today - line).num_days()).filter(|days| *days > 0)
    }
}

/// What the list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asking {
    /// The day.
    pub today: NaiveDate,
    /// Things whose day lies after this one are left out, but for commitments that have fallen behind.
    pub until: NaiveDate,
    /// Whether times of recurring tasks that have not begun yet are listed, too.
    pub ahead: bool,
}

/// Everything that waits on a day, from the outcomes of that day. `catalog` tells which kinds of activity carry out the
/// tasks of a template.
pub fn todo(state: &State, catalog: &Catalog, outcomes: &[Outcome], asking: Asking) -> Todo {
    let mut items = Vec::new();
    clauses(state, outcomes, asking, &mut items);
    dated::add(state, catalog, asking, &mut items);
    contact::add(state, outcomes, asking, &mut items);
    people::add(state, asking, &mut items);
    items.retain(|item| item.is_pressing() || item.line().is_none_or(|it| it <= asking.until));
    for item in &mut items {
        let mut seen = SortedSet::new();
        item.whom.retain(|id| seen.insert(*id));
    }
    let far = NaiveDate::MAX;
    sort_by_key(&mut items, |item| {
        (item.line().unwrap_or(far), item.what.code(), item.records.first().copied())
    });
    let visits = visits::joint(state, outcomes, asking.today);
    Todo { items, visits, needs: needs::rows(state, asking.today) }
}

impl Todo {
    /// Only what concerns a person, a unit, a pairing or a plan, or names a record. What concerns a unit's people concerns
    /// the unit.
    #[must_use]
    pub fn only_for(mut self, state: &State, id: RecordId) -> Self {
        let is_it = |other: RecordId| {
            let org = state.people().find(Id::new(other)).and_then(|person| person.org);
            other == id || org.is_some_and(|org| org.untyped() == id)
        };
        let concerns =
            |item: &Item| item.records.contains(&id) || item.whom.iter().any(|whom| is_it(*whom));
        self.items.retain(concerns);
        let sides = |pairing| whom_of(state, pairing);
        self.visits.retain(|visit| sides(visit.pairing).into_iter().any(is_it));
        self.needs.retain(|row| row.unit.is_some_and(is_it));
        self
    }
}

/// The commitments that something can still be done about.
fn clauses(state: &State, outcomes: &[Outcome], asking: Asking, items: &mut Vec<Item>) {
    for outcome in outcomes {
        let now = outcome.from <= asking.today && asking.today <= outcome.due;
        let open = matches!(outcome.verdict, Verdict::OnTrack | Verdict::Behind);
        if !now || !open || outcome.gap.is_none() {
            continue;
        }
        let gap = outcome.gap.map(|gap| gap.shown(None)).unwrap_or_default();
        let mut whom = vec![outcome.plan.untyped()];
        whom.extend(outcome.scope.pairing.into_iter().flat_map(|it| whom_of(state, it)));
        let mut records = vec![outcome.rule.untyped()];
        records.extend(outcome.nearly.iter().map(|nearly| nearly.record));
        items.push(Item {
            what: What::Clause {
                code: outcome.code.clone(),
                period: outcome.period,
                gap,
                unit: outcome.unit.clone(),
                verdict: outcome.verdict,
                about: outcome.about(),
            },
            due: Some(outcome.due),
            red_line: Some(outcome.red_line.unwrap_or(outcome.due)),
            records,
            whom,
        });
    }
}

/// A pairing, its plan and everybody in it.
fn whom_of(state: &State, id: Id<Pairing>) -> Vec<RecordId> {
    let mut whom = vec![id.untyped()];
    if let Some(pairing) = state.pairings().find(id) {
        whom.extend(pairing.plan.map(Id::untyped));
        whom.extend(pairing.side_a.iter().chain(&pairing.side_b).copied());
        whom.extend(pairing.liaisons.iter().copied());
    }
    whom
}

/// Whether the things of a plan still wait: it is neither finished nor archived. What belongs to no plan does.
fn is_live(state: &State, plan: Option<Id<Plan>>) -> bool {
    let state = plan.map(|plan| state.plans().get(plan).map(|plan| plan.state));
    match state {
        None => true,
        Some(None) => false,
        Some(Some(state)) => !matches!(state, PlanState::Finished | PlanState::Archived),
    }
}

#[cfg(test)]
mod tests;
