//! What the entries add up to: typed tables, and the few indexes that screens and rules cannot do without.
//!
//! `apply` is total: it takes every line in any order, any number of times. Merging may break what a command
//! guarded on each phone; nothing here assumes otherwise, and checks say later, in words, what no longer fits.

mod change;
mod index;
mod name;
mod table;

pub use change::{Change, put, set_of};
pub use index::Index;
pub use name::name;
pub use table::Table;

use std::collections::VecDeque;

use serde_json::Value;

use crate::calendar::Calendar;
use crate::log::{Inserted, Line, Log, RecordId};
use crate::numbered::Numbered;
use crate::record::{
    Achievement, Activity, AidGrant, AidScheme, Assessment, Assignment, Case, Document, Enrolment,
    FundEntry, Household, Id, Issue, Item, Measurement, Notice, Org, Pairing, Person, Plan,
    Project, Record, Report, Rule, Task, Team, Workspace,
};

/// Everything a workbook holds, folded.
#[derive(Debug, Default)]
pub struct State {
    log: Log,
    tables: Tables,
    index: Index,
    calendar: Calendar,
    revision: u64,
    touched: Numbered<u64>,
    frame_touched: u64,
    /// The records of the latest changes, oldest first.
    recent: VecDeque<RecordId>,
}

/// So many changes are remembered one by one.
const MOST_RECENT: usize = 256;

/// Declares the typed tables: a field, an accessor and the reading of a record, for each kind.
macro_rules! tables {
    ($($(#[$doc:meta])* $table:ident: $record:ty,)*) => {
        #[derive(Debug, Default)]
        struct Tables {
            $($table: Table<$record>,)*
        }

        impl Tables {
            fn refresh(&mut self, kind: &str, id: RecordId, value: &Value, deleted: bool) {
                match kind {
                    $(<$record>::KIND => self.$table.set(Id::new(id), <$record>::read_item(value), deleted),)*
                    _ => {}
                }
            }

            fn forget(&mut self, id: RecordId) {
                $(self.$table.forget(Id::new(id));)*
            }
        }

        impl State {
            $($(#[$doc])* pub fn $table(&self) -> &Table<$record> { &self.tables.$table })*
        }
    };
}

tables! {
    /// The workbook's own record; a ledger merged from two beginnings may hold more than one.
    workspaces: Workspace,
    /// Units.
    orgs: Org,
    /// Teams.
    teams: Team,
    /// People.
    people: Person,
    /// Households.
    households: Household,
    /// Enrolments.
    enrolments: Enrolment,
    /// Cases: who is recognised as in need of help.
    cases: Case,
    /// Pairings.
    pairings: Pairing,
    /// Assignments.
    assignments: Assignment,
    /// Plans.
    plans: Plan,
    /// Tasks.
    tasks: Task,
    /// Rules.
    rules: Rule,
    /// Measurements.
    measurements: Measurement,
    /// Activities.
    activities: Activity,
    /// Documents.
    documents: Document,
    /// Projects.
    projects: Project,
    /// Entries in the book of money and goods.
    funds: FundEntry,
    /// Aid schemes.
    schemes: AidScheme,
    /// Aid grants.
    grants: AidGrant,
    /// Issues.
    issues: Issue,
    /// Assessments.
    assessments: Assessment,
    /// Achievements.
    achievements: Achievement,
    /// Notices.
    notices: Notice,
    /// Reports.
    reports: Report,
}

impl State {
    /// Takes a line of the log. Never fails; a line seen before changes nothing.
    pub fn apply(&mut self, line: Line) -> Inserted {
        let id = line.entry().map(|entry| entry.id);
        let inserted = self.log.insert(line);
        if let (Some(id), Inserted::New | Inserted::Twin) = (id, inserted) {
            self.refresh(id);
        }
        inserted
    }

    /// Takes many lines: what they touch is folded once, after the last of them. `told` hears what became of each line.
    pub fn apply_all(
        &mut self,
        lines: impl IntoIterator<Item = Line>,
        mut told: impl FnMut(Inserted),
    ) {
        let mut touched = Vec::new();
        for line in lines {
            let id = line.entry().map(|entry| entry.id);
            let inserted = self.log.insert(line);
            told(inserted);
            if let (Some(id), Inserted::New | Inserted::Twin) = (id, inserted) {
                touched.push(id.bits());
            }
        }
        touched.sort_unstable();
        touched.dedup();
        let touched = touched.into_iter().map(RecordId::new);
        if touched.len() <= FEW {
            touched.for_each(|id| self.refresh(id));
            return;
        }
        // So many that working out what each can change costs more than taking everything as changed.
        self.revision += 1;
        self.frame_touched = self.revision;
        touched.for_each(|id| {
            self.file(id);
        });
        self.read_calendar();
    }

    /// The log underneath.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The indexes over the tables.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The school calendar of the workbook; empty until one is set.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The workbook's own record: of several, the oldest.
    pub fn workspace(&self) -> Option<(Id<Workspace>, &Workspace)> {
        self.tables.workspaces.iter().next()
    }

    /// Counts up with every change; equal numbers mean an equal state.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The revision at which this record, or anything a rule over this pairing reads, last changed, the frame included.
    pub fn touched(&self, subject: RecordId) -> u64 {
        self.touched.get(subject.bits()).copied().unwrap_or_default().max(self.frame_touched)
    }

    /// The revision at which the frame of every outcome last changed: plans, rules, pairings, people, the workbook's
    /// calendar and settings.
    pub fn frame_touched(&self) -> u64 {
        self.frame_touched
    }

    /// The records that changed after a revision, in the order of the changes; none when that is too long ago to know.
    pub fn changed_since(&self, revision: u64) -> Option<impl Iterator<Item = RecordId> + '_> {
        let changes = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let known = self.recent.len().checked_sub(changes)?;
        Some(self.recent.iter().skip(known).copied())
    }

    fn refresh(&mut self, id: RecordId) {
        self.revision += 1;
        if self.recent.len() == MOST_RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(id);
        let before = self.index.reach(id, &self.tables);
        let (is_calendar, is_frame) = self.file(id);
        if is_calendar {
            self.read_calendar();
        }
        if is_frame {
            self.frame_touched = self.revision;
        }
        let after = self.index.reach(id, &self.tables);
        for subject in before.into_iter().chain(after) {
            self.touched.insert(subject.bits(), self.revision);
        }
    }

    /// Reads a record anew into its table and the indexes; whether the calendar, and whether every outcome, may follow.
    fn file(&mut self, id: RecordId) -> (bool, bool) {
        let Some(record) = self.log.record(id) else {
            self.tables.forget(id);
            self.index.forget(id);
            return (true, true);
        };
        let kind = record.kind();
        self.tables.refresh(kind, id, record.value(), record.is_deleted());
        self.index.refresh(id, kind, &self.tables);
        (kind == Workspace::KIND, FRAME.contains(&kind))
    }

    fn read_calendar(&mut self) {
        self.calendar =
            self.workspace().map(|(_, workspace)| workspace.calendar()).unwrap_or_default();
    }
}

/// Up to so many records of one reading are taken one by one, so that outcomes they cannot change are kept.
const FEW: usize = 64;

/// The kinds that frame every outcome: a change to one may add or take away outcomes anywhere.
const FRAME: &[&str] = &[Workspace::KIND, Plan::KIND, Rule::KIND, Pairing::KIND, Person::KIND];
