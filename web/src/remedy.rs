//! What stands in the way, in the reader's words, and what to do about it: one exhaustive match for refusals, one for
//! storage. A new reason does not compile until it has its sentence.

use jiedui_core::command::Refusal;
use jiedui_core::record::field::{FieldProblem, Unfit};
use jiedui_core::record::states::Need;
use jiedui_core::record::{Type, schema};

use crate::browser;
use crate::desk::NotDone;
use crate::parts::Form;
use crate::store::Error;
use crate::text::{self, has, t, tf};

/// Why a command was not done, in one sentence.
pub fn not_done(reason: &NotDone) -> String {
    match reason {
        NotDone::Refused(refusal) => refused(refusal),
        NotDone::Unsaved(error, _) | NotDone::Unkept(error) => unsaved(error),
        NotDone::ReadOnly => t("remedy.read_only").to_owned(),
        NotDone::Unreachable(why) => tf("trouble.load_text", &[("why", &why.to_string())]),
    }
}

/// Puts a refusal where it belongs: fields of the form get their own sentence; the answer is what concerns the whole
/// form, or a field that is not drawn, if anything. `kind` is the record kind that the form is about.
pub fn into_form(form: Form, kind: &str, refusal: &Refusal) -> Option<String> {
    let places: &[&str] = match refusal {
        Refusal::Fields(problems) => return into_fields(form, kind, problems),
        Refusal::NotYet { .. } | Refusal::FarDate { .. } | Refusal::PairingEnded { .. } => {
            &["date", "start", "from"]
        }
        // Times of day are the ends of another pair of fields than days.
        Refusal::EndBeforeStart { end, .. } if end.contains(':') => &["end_time"],
        Refusal::EndBeforeStart { .. } => &["period_to", "exited_on", "to", "end"],
        Refusal::DanglingRef { field, .. } => &[&**field],
        _ => &[],
    };
    match places.iter().find(|place| form.has(place)) {
        Some(place) => {
            form.fail(place, refused(refusal));
            None
        }
        None => Some(refused(refusal)),
    }
}

fn into_fields(form: Form, kind: &str, problems: &[FieldProblem]) -> Option<String> {
    let mut unseen = Vec::new();
    for problem in problems {
        // A field of an item stands under the names of both.
        let inner = problem.path.replace('.', "-");
        let outer = problem.path.split('.').next().unwrap_or_default();
        match [&*inner, outer].into_iter().find(|field| form.has(field)) {
            Some(field) => form.fail(field, unfit(kind, problem)),
            None => unseen.push(unfit(kind, problem)),
        }
    }
    unseen.dedup();
    (!unseen.is_empty()).then(|| unseen.join(t("remedy.join")))
}

/// A refusal in one sentence.
pub fn refused(refusal: &Refusal) -> String {
    let today = browser::today();
    match refusal {
        Refusal::Fields(problems) => problems
            .iter()
            .map(|problem| unfit("", problem))
            .collect::<Vec<_>>()
            .join(t("remedy.join")),
        Refusal::UnknownKind(_) => t("remedy.unknown_kind").to_owned(),
        Refusal::UnknownActivityKind(code) => tf("remedy.unknown_activity_kind", &[("code", code)]),
        Refusal::NoSuchRecord(_) => t("remedy.no_such_record").to_owned(),
        Refusal::Deleted(_) => t("remedy.deleted").to_owned(),
        Refusal::NotDeleted(_) => t("remedy.not_deleted").to_owned(),
        Refusal::IdTaken(_) => t("remedy.id_taken").to_owned(),
        Refusal::DanglingRef { .. } => t("remedy.dangling").to_owned(),
        Refusal::EndBeforeStart { start, end } => {
            let (start, end) = (day_or_time(start), day_or_time(end));
            tf("remedy.end_before_start", &[("start", &start), ("end", &end)])
        }
        Refusal::NotYet { date } => tf("remedy.not_yet", &[("date", &text::day(*date, today))]),
        Refusal::FarDate { date } => tf("remedy.far_date", &[("date", &text::day_full(*date))]),
        Refusal::PairingEnded { ended, .. } => {
            tf("remedy.pairing_ended", &[("date", &text::day_full(*ended))])
        }
        Refusal::SameOnBothSides => t("remedy.same_sides").to_owned(),
        Refusal::NoSuchStep { .. } => t("remedy.no_such_step").to_owned(),
        Refusal::StateField { .. } => t("remedy.state_field").to_owned(),
        Refusal::StepNeeds { needs, .. } if needs.iter().all(|need| *need == Need::Reason) => {
            t("remedy.reason").to_owned()
        }
        Refusal::StepNeeds { kind, needs } => {
            let needs: Vec<String> = needs.iter().map(|need| needed(kind, need)).collect();
            tf("remedy.step_needs", &[("needs", &needs.join(t("remedy.join")))])
        }
        Refusal::UnknownState { .. } => t("remedy.unknown_state").to_owned(),
        Refusal::ReasonMissing => t("remedy.reason").to_owned(),
        Refusal::WorkbookExists => t("remedy.workbook_exists").to_owned(),
        Refusal::NoWorkbook => t("remedy.no_workbook").to_owned(),
        Refusal::UnknownTemplate(_) => t("remedy.unknown_template").to_owned(),
        Refusal::NoPartner => t("remedy.no_partner").to_owned(),
        Refusal::NoSuchPeriod { .. } => t("remedy.no_such_period").to_owned(),
        Refusal::PeriodNotOver { ends } => {
            tf("remedy.period_not_over", &[("date", &text::day_full(*ends))])
        }
        Refusal::NothingToSchedule => t("remedy.nothing_to_schedule").to_owned(),
        Refusal::NoSuchPhase { .. } => t("remedy.no_such_phase").to_owned(),
        Refusal::PhaseOpen { tasks } => {
            tf("remedy.phase_open", &[("count", &tasks.len().to_string())])
        }
        Refusal::NothingToClose => t("remedy.nothing_to_close").to_owned(),
        Refusal::NothingToUndo => t("remedy.nothing_to_undo").to_owned(),
        Refusal::NoSuchConflict => t("remedy.no_such_conflict").to_owned(),
        Refusal::Unwritable(_) => t("remedy.unwritable").to_owned(),
    }
}

/// A day as people write it; a time of day as it stands.
fn day_or_time(text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), text::day_full)
}

/// What a step needs, in a few words.
pub fn needed(kind: &str, need: &Need) -> String {
    let label = |name: &str| {
        let key = format!("field.{kind}.{name}");
        if has(&key) { t(&key) } else { t("record.something") }
    };
    match need {
        Need::Reason => t("record.reason").to_owned(),
        Need::Field(name) | Need::Is(name, _) | Need::Yes(name) => label(name).to_owned(),
        Need::Equal(one, other) => {
            tf("need.equal", &[("one", label(one)), ("other", label(other))])
        }
        Need::Held { step, .. } => t(&format!("need.held.{step}")).to_owned(),
        Need::Said(name) => label(&format!("status_log.{name}")).to_owned(),
        Need::Posted(_) => t("need.posted").to_owned(),
        Need::Unopposed(_) => t("need.unopposed").to_owned(),
        Need::Objection(_) => t("need.objection").to_owned(),
        Need::Linked(link) => t(&format!("need.linked.{}", link.kind)).to_owned(),
        Need::Any(needs) => {
            let all: Vec<String> = needs.iter().map(|need| needed(kind, need)).collect();
            all.join(t("need.or"))
        }
    }
}

/// What is wrong with one field.
pub fn unfit(kind: &str, problem: &FieldProblem) -> String {
    match &problem.unfit {
        Unfit::Empty => t("remedy.empty").to_owned(),
        Unfit::TooLong { got, max } => {
            tf("remedy.too_long", &[("got", &got.to_string()), ("max", &max.to_string())])
        }
        Unfit::OutOfRange { min, max } => {
            let (min, max) =
                (in_unit(kind, &problem.path, *min), in_unit(kind, &problem.path, *max));
            tf("remedy.out_of_range", &[("min", &min), ("max", &max)])
        }
        Unfit::NotADate => t("remedy.not_a_date").to_owned(),
        Unfit::NotATime => t("remedy.not_a_time").to_owned(),
        Unfit::ControlCharacters => t("remedy.control").to_owned(),
        Unfit::Unknown | Unfit::WrongShape { .. } => t("remedy.wrong_shape").to_owned(),
    }
}

/// A bound in the unit that the form shows.
fn in_unit(kind: &str, path: &str, bound: i64) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    let shape = schema(kind).and_then(|schema| schema.field(path)).map(|field| field.ty);
    match shape {
        Some(Type::Fen) => text::money(bound),
        Some(Type::Thousandths) => text::decimal(bound, 3),
        Some(Type::ClassHours) => text::decimal(bound, 2),
        _ if name == "hours" => text::decimal(bound, 2),
        _ => bound.to_string(),
    }
}

/// Why the browser did not keep something, and what to do.
pub fn unsaved(error: &Error) -> String {
    let key = match error {
        Error::Full => "remedy.full",
        Error::Blocked => "remedy.blocked",
        Error::TimedOut => "remedy.timed_out",
        Error::Newer => "remedy.newer",
        Error::Busy => "remedy.busy",
        Error::Removed => "remedy.removed",
        Error::Emptied { .. } => "remedy.emptied",
        _ => "remedy.gone",
    };
    t(key).to_owned()
}
