//! Beginning a workbook, and applying a plan template to one.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::calendar::SchoolYear;
use crate::label::Lang;
use crate::log::RecordId;
use crate::plan::{Applying, Side, apply, stands_alone};
use crate::record::field::{FieldProblem, Unfit};
use crate::record::{Org, Person, Record, Workspace};
use crate::state::{Change, State, put, set_of};

use super::activity::near;
use super::edit::{field_refusal, known, well_formed};
use super::{Context, Fields, Ids, Refusal};

/// What a new workbook is made of.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Deserialize), serde(deny_unknown_fields))]
pub struct Founding {
    /// The name of the unit that keeps the workbook (单位名称).
    pub org: String,
    /// The unit's kind, a code of `org_kind`.
    #[cfg_attr(feature = "cli", serde(default))]
    pub org_kind: String,
    /// The name of the person who keeps it (我的姓名).
    pub me: String,
    /// The name of the workbook; empty for the unit's.
    #[cfg_attr(feature = "cli", serde(default))]
    pub name: String,
    /// Minutes of a class hour; 30 for a kindergarten (R546).
    pub class_minutes: i64,
    /// The school calendar.
    pub years: Vec<SchoolYear>,
    /// Whether this is the example workbook.
    #[cfg_attr(feature = "cli", serde(default))]
    pub example: bool,
    /// The plan to begin with.
    #[cfg_attr(feature = "cli", serde(default))]
    pub template: Option<TemplateChoice>,
}

/// Which template, with whom, from when.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "cli", derive(serde::Deserialize), serde(deny_unknown_fields))]
pub struct TemplateChoice {
    /// The template's code, `T15`.
    pub code: String,
    /// The first day of the plan.
    pub start: DateText,
    /// The names of the partner units; of people or heads of households where the template pairs those.
    pub partners: Vec<String>,
    /// Which side the workbook's own unit is.
    #[cfg_attr(feature = "cli", serde(default))]
    pub side: Side,
    /// The language of headings and prompts, as a tag.
    #[cfg_attr(feature = "cli", serde(default))]
    pub lang: String,
}

/// A civil date, read from and written as `2026-09-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateText(pub NaiveDate);

#[cfg(feature = "cli")]
impl<'de> serde::Deserialize<'de> for DateText {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(from)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

pub(super) fn found(
    state: &State,
    founding: &Founding,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    if state.workspace().is_some() {
        return Err(Refusal::WorkbookExists);
    }
    let (workspace, org, me) = (ids.fresh(), ids.fresh(), ids.fresh());
    let mut changes = vec![
        Change::new(Workspace::KIND, workspace, workspace_fields(founding, org)),
        Change::new(Org::KIND, org, org_fields(founding)),
        Change::new(Person::KIND, me, person_fields(founding, org)),
    ];
    fit(founding, &changes, state)?;
    if let Some(choice) = &founding.template {
        let side = Own { workspace, org, me: Some(me) };
        let made = applied(choice, side, context, ids)?;
        merge_into(&mut changes, made);
    }
    Ok(changes)
}

/// Declines names that do not fit, all at once, each under the name that the founding form gives it.
fn fit(founding: &Founding, changes: &[Change], state: &State) -> Result<(), Refusal> {
    let mut problems: Vec<FieldProblem> = Vec::new();
    for (change, name) in changes.iter().zip(["name", "org", "me"]) {
        let schema = known(&change.kind)?;
        let mut patch = change.patch.clone();
        patch.retain(|field, _| field != "owner_org" && field != "org");
        match well_formed(state, schema, &patch, &Value::Object(patch.clone())) {
            Err(Refusal::Fields(found)) => problems.extend(found.into_iter().map(|mut problem| {
                if problem.path == "name" {
                    name.clone_into(&mut problem.path);
                }
                problem
            })),
            other => other?,
        }
    }
    // Without a name of its own the workbook bears its unit's, where the same is wrong.
    if founding.name.trim().is_empty() {
        problems.retain(|problem| problem.path != "name");
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Fields(problems)) }
}

pub(super) fn apply_template(
    state: &State,
    choice: &TemplateChoice,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    let (id, workspace) = state.workspace().ok_or(Refusal::NoWorkbook)?;
    let org = workspace.owner_org.ok_or(Refusal::NoWorkbook)?;
    let me = context.by.map(|by| by.untyped());
    applied(choice, Own { workspace: id.untyped(), org: org.untyped(), me }, context, ids)
}

#[derive(Clone, Copy)]
struct Own {
    workspace: RecordId,
    org: RecordId,
    me: Option<RecordId>,
}

fn applied(
    choice: &TemplateChoice,
    own: Own,
    context: &Context<'_>,
    ids: &mut Ids,
) -> Result<Vec<Change>, Refusal> {
    near(choice.start.0, context.today)?;
    let template = context
        .catalog
        .template(&choice.code)
        .ok_or_else(|| Refusal::UnknownTemplate(choice.code.clone()))?;
    let partners: Vec<String> = choice
        .partners
        .iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    if partners.is_empty() && !stands_alone(template) {
        return Err(Refusal::NoPartner);
    }
    if let Some(long) = partners.iter().map(|name| name.chars().count()).find(|count| *count > 80) {
        return Err(field_refusal("partners", Unfit::TooLong { got: long, max: 80 }));
    }
    let applying = Applying {
        template,
        catalog: context.catalog,
        workspace: own.workspace,
        own: own.org,
        me: own.me,
        side: choice.side,
        partners: &partners,
        start: choice.start.0,
        lang: choice.lang.parse().unwrap_or(Lang::ZhHans),
    };
    Ok(apply(&applying, &mut || ids.fresh()))
}

/// One change a record: what the template adds to the workbook's own record joins what founding wrote.
fn merge_into(changes: &mut Vec<Change>, more: Vec<Change>) {
    for change in more {
        match changes.iter_mut().find(|earlier| earlier.id == change.id) {
            Some(earlier) => earlier.patch.extend(change.patch),
            None => changes.push(change),
        }
    }
}

fn workspace_fields(founding: &Founding, org: RecordId) -> Fields {
    let mut fields = Map::new();
    let name = if founding.name.trim().is_empty() { &founding.org } else { &founding.name };
    put(&mut fields, "name", name.trim());
    put(&mut fields, "owner_org", org.to_string());
    put(&mut fields, "class_minutes", founding.class_minutes);
    put(&mut fields, "years", year_items(&founding.years));
    if founding.example {
        put(&mut fields, "example", true);
    }
    fields
}

fn org_fields(founding: &Founding) -> Fields {
    let mut fields = Map::new();
    put(&mut fields, "name", founding.org.trim());
    put(&mut fields, "kind", founding.org_kind.as_str());
    fields
}

fn person_fields(founding: &Founding, org: RecordId) -> Fields {
    let mut fields = Map::new();
    put(&mut fields, "name", founding.me.trim());
    put(&mut fields, "org", org.to_string());
    put(&mut fields, "kinds", set_of(["teacher"]));
    fields
}

/// School years as items of the workbook's record.
pub fn year_items(years: &[SchoolYear]) -> Map<String, Value> {
    let day = |date: NaiveDate| date.to_string();
    let years = years.iter().map(|year| {
        let semesters: Map<_, _> = year
            .semesters
            .iter()
            .map(|it| {
                let item = json!({"name": it.name, "start": day(it.start), "end": day(it.end)});
                (it.number.to_string(), item)
            })
            .collect();
        let days_off: Map<_, _> = year
            .days_off
            .iter()
            .map(|off| {
                let item = json!({"code": off.code, "name": off.name, "start": day(off.start), "end": day(off.end)});
                (day(off.start), item)
            })
            .collect();
        let festivals: Map<_, _> = year
            .festivals
            .iter()
            .map(|it| (format!("{}-{}", it.date, it.code), json!({"code": it.code, "name": it.name, "date": day(it.date)})))
            .collect();
        let item = json!({
            "start": day(year.start), "end": day(year.end), "semesters": semesters, "days_off": days_off,
            "workdays": set_of(&year.workdays), "festivals": festivals, "estimated": year.estimated,
        });
        (year.label.clone(), item)
    });
    years.collect()
}
