//! Applying a template (R693): everything it carries becomes records, in one undoable action.

use chrono::{Days, NaiveDate};
use serde_json::{Map, Value, json};

use crate::calendar::day::{add_months, month_end, month_start};
use crate::catalog::{Catalog, RuleDraft, Template};
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::{Measurement, Plan, Record, Rule, Task, Team, Workspace};
use crate::sorted::SortedSet;
use crate::state::{Change, put, set_of};

use super::partner::{measured, measures_partner, partner};
use super::supply;

/// Which side of the pairing the workbook's own unit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "cli", derive(serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Side {
    /// It helps.
    #[default]
    Helper,
    /// It is helped.
    Helped,
}

/// What applying a template needs to know.
#[derive(Debug)]
pub struct Applying<'a> {
    /// The template.
    pub template: &'a Template,
    /// The catalogue it refers to.
    pub catalog: &'a Catalog,
    /// The workbook's own record.
    pub workspace: RecordId,
    /// The workbook's own unit.
    pub own: RecordId,
    /// The person who applies it, when known: one side of an agreement between two people.
    pub me: Option<RecordId>,
    /// Which side that unit is.
    pub side: Side,
    /// The names of the partner units, or of the other person.
    pub partners: &'a [String],
    /// The first day of the plan.
    pub start: NaiveDate,
    /// The language in which headings and prompts are written.
    pub lang: Lang,
}

/// Everything a template creates. `fresh` makes ids.
pub fn apply(applying: &Applying<'_>, fresh: &mut dyn FnMut() -> RecordId) -> Vec<Change> {
    let plan = fresh();
    let mut changes = vec![workspace_copies(applying), plan_record(applying, plan)];
    let rules: Vec<(&RuleDraft, RecordId)> = applying
        .template
        .rules
        .iter()
        .filter_map(|code| applying.catalog.rule(code))
        .map(|rule| (rule, fresh()))
        .collect();
    changes.extend(rules.iter().map(|(rule, id)| rule_record(rule, *id, plan)));
    changes.extend(task_records(applying, plan, &rules, fresh));
    changes.push(roles(applying, fresh()));
    changes.extend(supply::records(applying, plan, fresh));
    if applying.partners.is_empty() || !measures_partner(applying.template) {
        let own = (applying.own, applying.own);
        changes.extend(measured(applying, "", own, plan, &rules, fresh));
    }
    for name in applying.partners {
        changes.extend(partner(applying, name, plan, &rules, fresh));
    }
    // With several partners the own unit's figures are still asked for once.
    let mut asked: SortedSet<String> = SortedSet::new();
    changes.retain(|change| {
        let fact =
            |field: &str| change.patch.get(field).and_then(Value::as_str).unwrap_or_default();
        let fact = || format!("{} {}", fact("subject"), fact("indicator"));
        change.kind != Measurement::KIND || asked.insert(fact())
    });
    changes
}

impl Applying<'_> {
    /// The last day of the plan.
    pub(super) fn last_day(&self) -> NaiveDate {
        let months = i32::try_from(self.template.months).unwrap_or(12);
        let after = add_months(self.start, months);
        after.checked_sub_days(Days::new(1)).unwrap_or(after)
    }

    /// The last day of the month that lies `months` after the first, never past the end of the plan.
    pub(super) fn month_end(&self, months: u32) -> NaiveDate {
        month_end(add_months(self.start, i32::try_from(months).unwrap_or(0))).min(self.last_day())
    }

    fn month_start(&self, months: u32) -> NaiveDate {
        match months {
            0 => self.start,
            later => month_start(add_months(self.start, i32::try_from(later).unwrap_or(0))),
        }
    }
}

/// The kinds that the plan switches on, with their fields, and the edition they were taken from.
fn workspace_copies(applying: &Applying<'_>) -> Change {
    let mut kinds = Map::new();
    for code in &applying.template.kinds {
        let Some(kind) = applying.catalog.kind(code) else { continue };
        let fields: Map<String, Value> = applying
            .catalog
            .fields_of(code)
            .iter()
            .zip(1..)
            .map(|(field, ord)| {
                let options: Map<String, Value> = applying
                    .catalog
                    .options(field)
                    .iter()
                    .zip(1..)
                    .map(|(option, ord)| {
                        (option.code.clone(), json!({"label": option.label.to_value(), "ord": ord}))
                    })
                    .collect();
                let mut copy =
                    json!({"label": field.label.to_value(), "shape": field.form, "ord": ord});
                if field.many {
                    copy["many"] = json!(true);
                }
                if field.required {
                    copy["required"] = json!(true);
                }
                if field.own {
                    copy["own"] = json!(true);
                }
                if !options.is_empty() {
                    copy["options"] = Value::Object(options);
                }
                (field.name.clone(), copy)
            })
            .collect();
        let mut copy =
            json!({"name": kind.name.to_value(), "area": kind.area, "group": kind.group});
        if !fields.is_empty() {
            copy["fields"] = Value::Object(fields);
        }
        kinds.insert(code.clone(), copy);
    }
    let mut patch = Map::new();
    put(&mut patch, "kinds", kinds);
    put(&mut patch, "edition", crate::catalog::EDITION);
    Change::new(Workspace::KIND, applying.workspace, patch)
}

fn plan_record(applying: &Applying<'_>, id: RecordId) -> Change {
    let (template, lang) = (applying.template, applying.lang);
    let mut patch = Map::new();
    put(&mut patch, "title", template.name.get(lang));
    put(&mut patch, "template", template.code.as_str());
    put(&mut patch, "level", template.level.as_str());
    put(&mut patch, "owner", applying.own.to_string());
    put(&mut patch, "from", applying.start.to_string());
    put(&mut patch, "to", applying.last_day().to_string());
    put(&mut patch, "state", "active");
    let sections = template.sections.iter().zip(1..).map(|(section, ord)| {
        let copy = json!({"heading": section.heading.get(lang), "prompt": section.prompt.get(lang), "ord": ord});
        (section.code.clone(), copy)
    });
    put(&mut patch, "sections", sections.collect::<Map<_, _>>());
    let goals = template.goals.iter().zip(1..);
    let goals = goals.map(|(goal, ord)| {
        (goal.code.clone(), json!({"text": goal.heading.get(lang), "ord": ord}))
    });
    put(&mut patch, "goals", goals.collect::<Map<_, _>>());
    let phases = template.phases.iter().zip(1..).map(|(phase, ord)| {
        let from = applying.month_start(phase.from_month).to_string();
        let to = applying.month_end(phase.to_month).to_string();
        (
            format!("p{ord}"),
            json!({"name": phase.name.get(lang), "from": from, "to": to, "ord": ord}),
        )
    });
    put(&mut patch, "phases", phases.collect::<Map<_, _>>());
    Change::new(Plan::KIND, id, patch)
}

/// A rule of the catalogue as a record of the plan.
pub fn rule_record(rule: &RuleDraft, id: RecordId, plan: RecordId) -> Change {
    let mut patch = Map::new();
    put(&mut patch, "code", rule.code.as_str());
    put(&mut patch, "title", rule.title.to_value());
    put(&mut patch, "short", rule.short.to_value());
    put(&mut patch, "clause", rule.clause.to_value());
    put(&mut patch, "plan", plan.to_string());
    put(&mut patch, "kind", rule.kind.as_str());
    put(&mut patch, "basis", rule.basis.as_str());
    put(&mut patch, "metric", rule.metric.as_str());
    put(&mut patch, "kinds", set_of(&rule.kinds));
    put(&mut patch, "doc_kinds", set_of(&rule.doc_kinds));
    put(&mut patch, "params", rule.params.clone());
    put(&mut patch, "scope", rule.scope.as_str());
    put(&mut patch, "comparator", rule.comparator.as_str());
    for (name, number) in [("threshold", rule.threshold), ("upper", rule.upper)] {
        if let Some(number) = number {
            put(&mut patch, name, number);
        }
    }
    put(&mut patch, "unit", rule.unit.as_str());
    put(&mut patch, "period", rule.period.as_str());
    if rule.school_months_only {
        put(&mut patch, "school_months_only", true);
    }
    if let Some(weight) = rule.weight {
        put(&mut patch, "weight", weight);
    }
    if !rule.on {
        put(&mut patch, "off", true);
    }
    Change::new(Rule::KIND, id, patch)
}

fn task_records(
    applying: &Applying<'_>,
    plan: RecordId,
    rules: &[(&RuleDraft, RecordId)],
    fresh: &mut dyn FnMut() -> RecordId,
) -> Vec<Change> {
    let lang = applying.lang;
    let tasks = applying.template.tasks.iter().map(|task| {
        let mut patch = Map::new();
        put(&mut patch, "title", task.title.get(lang));
        put(&mut patch, "plan", plan.to_string());
        let phase =
            applying.template.phases.get(task.phase).map_or("", |phase| phase.name.get(lang));
        put(&mut patch, "phase", phase);
        put(&mut patch, "category", task.code.as_str());
        put(&mut patch, "due", applying.month_end(task.due_month).to_string());
        put(&mut patch, "state", "not_started");
        if let Some(quantity) = task.quantity {
            put(&mut patch, "quantity", quantity);
            put(&mut patch, "unit", task.unit.as_str());
        }
        if let Some(recurrence) = &task.recurrence {
            put(&mut patch, "every", recurrence.every);
            put(&mut patch, "recurrence", recurrence.period.as_str());
            put(&mut patch, "school_months_only", recurrence.school_months_only);
        }
        let worked_for = rules.iter().filter(|(rule, _)| task.rules.contains(&rule.code));
        let linked: Map<_, _> =
            worked_for.map(|(_, id)| (id.to_string(), Value::Bool(true))).collect();
        if !linked.is_empty() {
            put(&mut patch, "linked", linked);
        }
        Change::new(Task::KIND, fresh(), patch)
    });
    tasks.collect()
}

/// The leading group with its roles still to be filled (R693).
fn roles(applying: &Applying<'_>, id: RecordId) -> Change {
    let members: Map<String, Value> = applying
        .template
        .roles
        .iter()
        .zip(1..)
        .map(|(role, ord)| {
            let duty =
                format!("{}: {}", role.label.get(applying.lang), role.duty.get(applying.lang));
            (role.code.clone(), json!({"role": role.team_role, "duty": duty, "ord": ord}))
        })
        .collect();
    let mut patch = Map::new();
    put(&mut patch, "name", applying.template.name.get(applying.lang));
    put(&mut patch, "kind", "leading_group");
    put(&mut patch, "of", applying.own.to_string());
    put(&mut patch, "members", members);
    Change::new(Team::KIND, id, patch)
}
