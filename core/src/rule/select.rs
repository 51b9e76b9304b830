//! Which activities a rule looks at: their kinds, and conditions on their fields, read out of the rule's parameters.

use serde_json::Value;

use crate::log::RecordId;
use crate::record::states::ActivityState;
use crate::record::{Activity, Id, Rule};
use crate::state::State;

use super::outcome::Why;
use super::settings::Settings;

/// The activities of these kinds that pass these conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) kinds: Vec<String>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    /// Only activities of this kind are asked; all when there is none.
    kind: Option<String>,
    field: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    AnyOf(Vec<String>),
    NoneOf(Vec<String>),
    Filled,
}

/// How an activity stands to a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is meant.
    In,
    /// It nearly is.
    Nearly(Why),
    /// It is something else.
    Out,
}

impl Selection {
    pub(super) fn read(rule: &Rule, settings: &Settings) -> Self {
        let mut kinds: Vec<String> = rule.kinds.iter().cloned().collect();
        for more in items(rule, "more_kinds").filter(|more| holds(more, settings)) {
            let kind = text(more, "kind");
            if !kind.is_empty() && !kinds.iter().any(|known| known == kind) {
                kinds.push(kind.to_owned());
            }
        }
        let conditions = items(rule, "where").filter(|it| holds(it, settings));
        let conditions = conditions.filter_map(Condition::read).collect();
        Self { kinds, conditions }
    }

    /// Whether an activity of one of these kinds is meant, done or not.
    pub(super) fn judge(&self, activity: &Activity, state: &State) -> Standing {
        let mut nearly = None;
        for condition in &self.conditions {
            match condition.judge(activity, state) {
                Standing::In => {}
                Standing::Nearly(why) => nearly = nearly.or(Some(why)),
                Standing::Out => return Standing::Out,
            }
        }
        match nearly.or_else(|| not_done(activity.state)) {
            Some(why) => Standing::Nearly(not_done(activity.state).unwrap_or(why)),
            None => Standing::In,
        }
    }
}

/// Why an activity in this state does not count (R574).
pub(super) fn not_done(state: ActivityState) -> Option<Why> {
    match state {
        ActivityState::Cancelled => Some(Why::Cancelled),
        ActivityState::Postponed => Some(Why::Postponed),
        ActivityState::Unknown | ActivityState::Planned | ActivityState::Arranged => {
            Some(Why::NotDoneYet)
        }
        ActivityState::Done
        | ActivityState::Recorded
        | ActivityState::Reviewed
        | ActivityState::Archived => None,
    }
}

impl Condition {
    fn read(value: &Value) -> Option<Self> {
        let codes = |name: &str| {
            let codes = value.get(name).and_then(Value::as_array)?;
            Some(codes.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        };
        let test = if let Some(codes) = codes("any_of") {
            Test::AnyOf(codes)
        } else if let Some(codes) = codes("none_of") {
            Test::NoneOf(codes)
        } else if value.get("filled").and_then(Value::as_bool) == Some(true) {
            Test::Filled
        } else {
            return None;
        };
        let kind = Some(text(value, "kind")).filter(|kind| !kind.is_empty()).map(str::to_owned);
        Some(Self { kind, field: text(value, "field").to_owned(), test })
    }

    fn judge(&self, activity: &Activity, state: &State) -> Standing {
        if self.kind.as_ref().is_some_and(|kind| *kind != activity.kind) {
            return Standing::In;
        }
        let held = held(activity, &self.field, state);
        let field = || self.field.clone();
        match &self.test {
            Test::Filled if held != Held::Empty => Standing::In,
            Test::Filled if self.field == "request" => Standing::Nearly(Why::NoRequest),
            Test::AnyOf(codes) if held.any(codes) => Standing::In,
            Test::NoneOf(codes) if !held.any(codes) => Standing::In,
            Test::NoneOf(_) => Standing::Nearly(Why::WrongForm { field: field() }),
            Test::Filled | Test::AnyOf(_) if held == Held::Empty => {
                Standing::Nearly(Why::FieldEmpty { field: field() })
            }
            // Of one kind only some forms are meant at all: the others have not nearly counted.
            Test::AnyOf(_) if self.kind.is_some() => Standing::Out,
            Test::Filled | Test::AnyOf(_) => Standing::Nearly(Why::WrongForm { field: field() }),
        }
    }
}

/// What a field of an activity holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held<'a> {
    Empty,
    Codes(Vec<&'a str>),
    Something,
}

impl Held<'_> {
    fn any(&self, codes: &[String]) -> bool {
        let Held::Codes(held) = self else { return false };
        held.iter().any(|held| codes.iter().any(|code| code == held))
    }

    pub(super) fn is_any_of(&self, codes: &[String]) -> bool {
        self.any(codes)
    }
}

/// A field by its name: one of the activity's kind, else one that every activity has.
pub(super) fn held<'a>(activity: &'a Activity, field: &str, state: &State) -> Held<'a> {
    match activity.fields.get(field).map_or(Held::Empty, special) {
        Held::Empty => own(activity, field, state),
        filled @ (Held::Codes(_) | Held::Something) => filled,
    }
}

fn own<'a>(activity: &'a Activity, field: &str, state: &State) -> Held<'a> {
    let texts = |text: &'a str| {
        if text.trim().is_empty() { Held::Empty } else { Held::Codes(vec![text]) }
    };
    let filled = |is_there: bool| if is_there { Held::Something } else { Held::Empty };
    match field {
        "request" => filled(
            activity.request.is_some_and(|request| state.issues().get(Id::new(request)).is_some()),
        ),
        "exchange_state" => texts(activity.exchange_state.code()),
        "logistics" => texts(&activity.logistics),
        "host_class" => texts(&activity.host_class),
        "host_mentor" => filled(activity.host_mentor.is_some()),
        "host_org" => filled(activity.host_org.is_some()),
        "presenter" => filled(activity.presenter.is_some()),
        "task" => filled(activity.task.is_some()),
        "class_hours" => filled(activity.class_hours.is_some_and(|hours| hours.0 > 0)),
        "title" => texts(&activity.title),
        "place" => texts(&activity.place),
        "content" => texts(&activity.content),
        "purpose" => texts(&activity.purpose),
        "process" => texts(&activity.process),
        "outcome" => texts(&activity.outcome),
        "reflection" => texts(&activity.reflection),
        "participants" => filled(!activity.participants.is_empty()),
        _ => Held::Empty,
    }
}

/// The issue that an activity answers, by the field that names it.
pub(super) fn answers(activity: &Activity, field: &str) -> Option<RecordId> {
    let special = activity.fields.get(field).and_then(Value::as_str);
    special.and_then(|id| id.parse().ok()).or(activity.request)
}

fn special(value: &Value) -> Held<'_> {
    match value {
        Value::Null | Value::Bool(false) => Held::Empty,
        Value::String(text) if text.trim().is_empty() => Held::Empty,
        Value::String(text) => Held::Codes(vec![text]),
        Value::Object(set) => {
            let kept = set.iter().filter(|(_, kept)| kept.as_bool() == Some(true));
            let codes: Vec<&str> = kept.map(|(code, _)| code.as_str()).collect();
            if codes.is_empty() { Held::Empty } else { Held::Codes(codes) }
        }
        Value::Array(items) if items.is_empty() => Held::Empty,
        Value::Bool(true) | Value::Number(_) | Value::Array(_) => Held::Something,
    }
}

/// Whether a part of the parameters holds under the workbook's settings (`when`, `unless`).
pub(super) fn holds(part: &Value, settings: &Settings) -> bool {
    let is = |name: &str| {
        let clause = part.get(name)?;
        Some(settings.chosen(text(clause, "setting")) == Some(text(clause, "is")))
    };
    is("when").unwrap_or(true) && !is("unless").unwrap_or(false)
}

fn items<'a>(rule: &'a Rule, name: &str) -> impl Iterator<Item = &'a Value> {
    rule.params.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A text parameter; a choice made in the setting `NAME_setting` takes its place.
pub(super) fn param(rule: &Rule, settings: &Settings, name: &str) -> String {
    let value = |name: &str| rule.params.get(name).and_then(Value::as_str);
    let chosen = value(&format!("{name}_setting")).and_then(|code| settings.chosen(code));
    chosen.or_else(|| value(name)).unwrap_or_default().to_owned()
}

/// A parameter that is a list of texts.
pub(super) fn params(rule: &Rule, name: &str) -> Vec<String> {
    items(rule, name).filter_map(Value::as_str).map(str::to_owned).collect()
}
