//! Kindergartens with their people, and what is found out about them before the work begins.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::chance::Chance;
use super::names::Names;
use super::pen::Pen;
use crate::command::Refusal;
use crate::log::RecordId;

/// A kindergarten in the workbook.
#[derive(Clone, Debug)]
pub(super) struct School {
    pub(super) org: RecordId,
    pub(super) name: String,
    pub(super) principal: RecordId,
    pub(super) deputy: RecordId,
    pub(super) teachers: Vec<RecordId>,
}

/// Fills a unit with people. `head` is the principal when the workbook knows that person already.
pub(super) fn staff(
    pen: &mut Pen<'_>,
    names: &mut Names,
    org: RecordId,
    head: Option<RecordId>,
    teachers: usize,
) -> Result<School, Refusal> {
    let principal = match head {
        Some(person) => person,
        None => person(pen, names, org, "principal", "principal")?,
    };
    let deputy = person(pen, names, org, "business_principal", "business_principal")?;
    let mut staff = Vec::new();
    for number in 0..teachers {
        let kind = if number % 4 == 0 { "backbone" } else { "teacher" };
        staff.push(person(pen, names, org, kind, "teacher")?);
    }
    person(pen, names, org, "nurse", "nurse")?;
    let name = pen.state().name(org);
    Ok(School { org, name, principal, deputy, teachers: staff })
}

fn person(
    pen: &mut Pen<'_>,
    names: &mut Names,
    org: RecordId,
    kind: &str,
    post: &str,
) -> Result<RecordId, Refusal> {
    let mut kinds = json!({ kind: true });
    if kind == "backbone" {
        kinds["teacher"] = json!(true);
    }
    let chance = &mut pen.chance;
    let title = chance.pick(&["none", "third", "second", "second", "first", "senior"]);
    let began = chance.between(1998, 2024);
    let gender = if chance.percent(92) { "female" } else { "male" };
    let name = names.person();
    pen.add(
        "person",
        json!({
            "name": name, "org": org.to_string(), "kinds": kinds, "post": post, "title": title,
            "gender": gender, "stage": "preschool", "began_teaching": format!("{began}-09"),
            "mentor_pool": kind == "backbone",
        }),
    )
}

/// Classes and posts of a unit. `short` leaves posts open.
pub(super) fn describe(
    pen: &mut Pen<'_>,
    school: &School,
    kind: &str,
    short: bool,
) -> Result<(), Refusal> {
    let classes: serde_json::Map<String, Value> = ["小一班", "中一班", "大一班"]
        .iter()
        .zip(1..)
        .map(|(name, ord)| {
            (format!("c{ord}"), json!({"name": name, "stage": "preschool", "ord": ord}))
        })
        .collect();
    let teachers = i64::try_from(school.teachers.len()).unwrap_or(0);
    let missing = i64::from(short);
    pen.edit(
        school.org,
        json!({
            "kind": kind,
            "ownership": "public",
            "classes": classes,
            "contacts": {school.principal.to_string(): true},
            "posts_required": {
                "principal": {"required": 1, "filled": 1},
                "teacher": {"required": teachers + missing, "filled": teachers},
                "nurse": {"required": 3, "filled": 3 - missing},
                "health_worker": {"required": 1, "filled": 1},
                "cook": {"required": 2, "filled": 2},
            },
        }),
    )
}

/// Answers the questions that the template left open about a unit: figures, and the facility standard. `gaps` items are
/// not met yet; all but the last of them have a task with a date.
pub(super) fn survey(
    pen: &mut Pen<'_>,
    school: &School,
    plan: RecordId,
    day: NaiveDate,
    gaps: usize,
    due: NaiveDate,
) -> Result<(), Refusal> {
    let open: Vec<(RecordId, String, String)> = pen
        .state()
        .measurements()
        .iter()
        .filter(|(_, it)| it.subject == Some(school.org) && it.as_of.is_none())
        .map(|(id, it)| (id.untyped(), it.indicator.clone(), pen.state().name(id.untyped())))
        .collect();
    let mut open_items = gaps;
    for (id, indicator, name) in open {
        let is_item = indicator.starts_with("condition_item:");
        let mut answer = json!({"as_of": day.to_string(), "quality": "stated"});
        if is_item && open_items > 0 && pen.chance.percent(60) {
            open_items -= 1;
            answer["text"] = json!("不够,需要添置");
            if open_items > 0 || gaps == 1 {
                let task = json!({
                    "title": format!("整改:{name}"), "plan": plan.to_string(), "category": indicator, "due": due.to_string(),
                    "lead": school.principal.to_string(), "state": "active", "progress": 40,
                });
                pen.add("task", task)?;
            }
        } else if is_item {
            answer["met"] = json!(true);
        } else {
            answer["value"] = json!(figure(&indicator, school, &mut pen.chance));
        }
        pen.edit(id, answer)?;
    }
    Ok(())
}

/// A plausible figure, in thousandths.
fn figure(indicator: &str, school: &School, chance: &mut Chance) -> i64 {
    let teachers = i64::try_from(school.teachers.len()).unwrap_or(0);
    let value = match indicator {
        "class_count" => 3,
        "child_count" => chance.between(72, 110),
        "teacher_count" => teachers,
        "backbone_count" => teachers / 4 + 1,
        "mentor_count" => chance.between(2, 6),
        "posts_required" => teachers + 8,
        "posts_filled" => teachers + 7,
        "papers_before" => chance.between(0, 1),
        "regulations_in_force" => chance.between(6, 14),
        "outdoor_area" => chance.between(220, 640),
        "book_count" => chance.between(300, 1200),
        // Shares are thousandths of the whole already.
        "certified_share" => return chance.between(70, 100) * 10,
        "excellent_lesson_rate" => return chance.between(8, 20) * 10,
        "qualified_lesson_rate" => return chance.between(80, 100) * 10,
        "parent_satisfaction" => return chance.between(82, 97) * 10,
        _ => chance.between(1, 20),
    };
    value * 1000
}
