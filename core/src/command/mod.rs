//! Everything a person can do, one flat enum, and the rules that accept or decline it.
//!
//! `decide` looks at the state and answers with changes or with a refusal. It writes nothing, asks for no clock and
//! draws no chance: whoever calls it brings them in a [`Context`]. A change to a record is one patch, so an action
//! touches each record once.

mod activity;
mod amend;
mod close;
mod edit;
mod founding;
mod life;
mod marks;
mod needs;
mod refusal;
mod revision;
mod step;
#[cfg(test)]
mod tests;
mod undo;

pub use founding::{DateText, Founding, TemplateChoice, year_items};
pub use refusal::Refusal;

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::catalog::Catalog;
use crate::log::{RecordId, Stamp};
use crate::record::states::Need;
use crate::record::{Id, Person};
use crate::state::{Change, State};

/// The fields of a record, as they stand in its patch.
pub type Fields = Map<String, Value>;

/// Everything a person can do.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "cli",
    derive(serde::Deserialize),
    serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)
)]
pub enum Command {
    /// Begin a workbook: its unit, its calendar, the person who keeps it, and a plan from a template.
    FoundWorkbook(Founding),
    /// Create everything a template carries, in one step (R693).
    ApplyTemplate(TemplateChoice),
    /// Record an activity with its evidence (R559, R723).
    RecordActivity {
        /// The activity's id, when the caller has promised it to a draft or a file.
        #[cfg_attr(feature = "cli", serde(default, with = "text_id"))]
        id: Option<RecordId>,
        /// The activity's fields.
        fields: Fields,
        /// Documents that belong to it, each with its fields.
        #[cfg_attr(feature = "cli", serde(default))]
        documents: Vec<Fields>,
    },
    /// Add a record of any kind.
    Add {
        /// The record kind.
        kind: String,
        /// Its id, when the caller has promised it already.
        #[cfg_attr(feature = "cli", serde(default, with = "text_id"))]
        id: Option<RecordId>,
        /// Its fields.
        fields: Fields,
    },
    /// Change fields of a record.
    Edit {
        /// The record.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        id: RecordId,
        /// The fields to change; null takes a value away.
        fields: Fields,
    },
    /// Put a record into the recycle bin.
    Delete {
        /// The record.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        id: RecordId,
    },
    /// Take a record out of the recycle bin.
    Restore {
        /// The record.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        id: RecordId,
    },
    /// Take a step of a state machine (R571–R582).
    Step {
        /// The record.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        id: RecordId,
        /// The field that holds the state.
        #[cfg_attr(feature = "cli", serde(default = "state_field"))]
        field: String,
        /// The state to reach.
        to: String,
        /// Why, where a reason is needed.
        #[cfg_attr(feature = "cli", serde(default))]
        reason: String,
        /// Fields that the step brings along; a line for the log of a case or an enrolment among them.
        #[cfg_attr(feature = "cli", serde(default))]
        fields: Fields,
        /// Take the step although something it needs is missing; needs a reason and stays marked.
        #[cfg_attr(feature = "cli", serde(default))]
        force: bool,
    },
    /// Decide an outcome by hand, or excuse it (R557, R749).
    Judge {
        /// The rule.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        rule: RecordId,
        /// Whom the outcome is about.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        scope: RecordId,
        /// The period's key.
        period: String,
        /// The verdict; empty takes an earlier decision back.
        verdict: String,
        /// Why.
        reason: String,
    },
    /// Change what a rule asks for from a day on, or switch it on or off; the plan's versions say why (R535).
    Amend {
        /// The rule.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        rule: RecordId,
        /// The new threshold, in thousandths of the unit; none leaves it.
        #[cfg_attr(feature = "cli", serde(default))]
        threshold: Option<i64>,
        /// The first day on which it holds; today when none is given.
        #[cfg_attr(feature = "cli", serde(default))]
        from: Option<DateText>,
        /// Whether the rule is switched off; none leaves that.
        #[cfg_attr(feature = "cli", serde(default))]
        off: Option<bool>,
        /// Why.
        reason: String,
    },
    /// Close a period of a plan: write down what every rule came to, so that later corrections show (R666).
    ClosePeriod {
        /// The plan.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        plan: RecordId,
        /// The period's key: a semester, a school year, a month, `plan`; it must be over.
        period: String,
        /// Also write down anew what was closed before and has changed since.
        #[cfg_attr(feature = "cli", serde(default))]
        anew: bool,
    },
    /// Plan an activity on each day of a recurring task that nothing fills yet, from today on (R719).
    Schedule {
        /// The task.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        task: RecordId,
        /// The kind of activity; empty: the first that carries the task out in its plan's template.
        #[cfg_attr(feature = "cli", serde(default))]
        kind: String,
        /// The pairings they belong to.
        #[cfg_attr(feature = "cli", serde(default, with = "text_ids"))]
        pairings: Vec<RecordId>,
    },
    /// Close a phase of a plan: its tasks are done or called off, or there is a reason (R426, R587).
    ClosePhase {
        /// The plan.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        plan: RecordId,
        /// The phase's key in the plan.
        phase: String,
        /// Why it is closed although tasks are open.
        #[cfg_attr(feature = "cli", serde(default))]
        reason: String,
    },
    /// Begin a plan anew from another first day, with rules, tasks and their dates moved, as a draft (R720).
    CopyPlan {
        /// The plan of last year.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        plan: RecordId,
        /// The first day of the new one.
        start: DateText,
        /// Whether its pairings go on with the same sides.
        #[cfg_attr(feature = "cli", serde(default))]
        pairings: bool,
    },
    /// Close a period of a plan and begin the plan of the next one, partners kept, in one action.
    RollOver {
        /// The plan.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        plan: RecordId,
        /// The period's key; it must be over.
        period: String,
        /// The first day of the new plan.
        start: DateText,
    },
    /// Settle a conflict: keep the value that this entry set.
    Settle {
        /// The record.
        #[cfg_attr(feature = "cli", serde(with = "text_id_required"))]
        id: RecordId,
        /// The leaf in question, names from the outside in.
        path: Vec<String>,
        /// The entry whose value is kept.
        #[cfg_attr(feature = "cli", serde(with = "text_stamp"))]
        keep: Stamp,
    },
    /// Undo an action as far as nobody has changed its effects since (R746).
    Undo {
        /// The stamp of the action's first entry.
        #[cfg_attr(feature = "cli", serde(with = "text_stamp"))]
        act: Stamp,
    },
}

/// What a decision needs from outside: the time, the person, chance and the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Milliseconds since 1970, for people to read only.
    pub now: u64,
    /// The day, where the person is.
    pub today: NaiveDate,
    /// Who acts, when known.
    pub by: Option<Id<Person>>,
    /// Random bytes, fresh for every command: the ids of new records are made from them.
    pub random: [u8; 16],
    /// The catalogue sections at hand.
    pub catalog: &'a Catalog,
}

/// Makes ids for the new records of one action.
#[derive(Debug)]
pub struct Ids {
    millis: u64,
    random: u128,
}

impl Ids {
    /// Ids of this moment, from this chance.
    pub fn new(context: &Context<'_>) -> Self {
        Self { millis: context.now, random: u128::from_be_bytes(context.random) }
    }

    /// The next id; ids of one action sort in the order in which they were made.
    pub fn fresh(&mut self) -> RecordId {
        let bytes = self.random.to_be_bytes();
        self.random = self.random.wrapping_add(1 << 48);
        let mut random = [0; 10];
        random.copy_from_slice(&bytes[..10]);
        RecordId::v7(self.millis, random)
    }
}

/// What a step of a state machine still lacks, before it is taken: empty when it may be, or when it is refused for
/// another reason.
pub fn lacking(state: &State, step: &Command, context: &Context<'_>) -> Vec<Need> {
    match decide(state, step, context) {
        Err(Refusal::StepNeeds { needs, .. }) => needs,
        _ => Vec::new(),
    }
}

/// Turns a command into changes, or declines it.
///
/// # Errors
///
/// A [`Refusal`] says what stands in the way; nothing has been changed.
pub fn decide(
    state: &State,
    command: &Command,
    context: &Context<'_>,
) -> Result<Vec<Change>, Refusal> {
    let mut ids = Ids::new(context);
    match command {
        Command::FoundWorkbook(founding) => founding::found(state, founding, context, &mut ids),
        Command::ApplyTemplate(choice) => {
            founding::apply_template(state, choice, context, &mut ids)
        }
        Command::RecordActivity { id, fields, documents } => {
            activity::record(state, *id, fields, documents, context, &mut ids)
        }
        Command::Add { kind, id, fields } => edit::add(state, kind, *id, fields, context, &mut ids),
        Command::Edit { id, fields } => edit::edit(state, *id, fields, context),
        Command::Delete { id } => edit::delete(state, *id),
        Command::Restore { id } => edit::restore(state, *id),
        Command::Step { id, field, to, reason, fields, force } => {
            let asked = step::Asked { field, to, reason, fields, force: *force };
            step::take(state, *id, &asked, context, &mut ids)
        }
        Command::Judge { rule, scope, period, verdict, reason } => {
            edit::judge(state, *rule, &format!("{scope}/{period}"), verdict, reason, context)
        }
        Command::Amend { rule, threshold, from, off, reason } => {
            let (rule, threshold, off) = (*rule, *threshold, *off);
            let from = from.map(|from| from.0);
            let asked = amend::Amendment { rule, threshold, from, off, reason };
            amend::amend(state, &asked, context, &mut ids)
        }
        Command::ClosePeriod { plan, period, anew } => {
            close::close(state, *plan, period, *anew, context)
        }
        Command::Schedule { task, kind, pairings } => {
            life::schedule(state, *task, kind, pairings, context, &mut ids)
        }
        Command::ClosePhase { plan, phase, reason } => {
            life::close_phase(state, *plan, phase, reason, context)
        }
        Command::CopyPlan { plan, start, pairings } => {
            life::copy(state, *plan, start.0, *pairings, context, &mut ids)
        }
        Command::RollOver { plan, period, start } => {
            life::roll_over(state, *plan, period, start.0, context, &mut ids)
        }
        Command::Settle { id, path, keep } => undo::settle(state, *id, path, *keep),
        Command::Undo { act } => undo::undo(state, *act),
    }
}

#[cfg(feature = "cli")]
fn state_field() -> String {
    "state".to_owned()
}

/// Ids as text in command files.
#[cfg(feature = "cli")]
mod text_id {
    use serde::{Deserialize, Deserializer, de::Error};

    use super::RecordId;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<RecordId>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

#[cfg(feature = "cli")]
mod text_id_required {
    use serde::{Deserialize, Deserializer, de::Error};

    use super::RecordId;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<RecordId, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(feature = "cli")]
mod text_ids {
    use serde::{Deserialize, Deserializer, de::Error};

    use super::RecordId;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<RecordId>, D::Error> {
        let texts = Vec::<String>::deserialize(from)?;
        texts.iter().map(|text| text.parse().map_err(D::Error::custom)).collect()
    }
}

#[cfg(feature = "cli")]
mod text_stamp {
    use serde::{Deserialize, Deserializer, de::Error};

    use super::Stamp;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Stamp, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
