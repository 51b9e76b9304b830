//! The example workbook: one kindergarten with two partners, seen in the middle of its second semester. Some of what was
//! agreed is kept, some is late, some was missed, so that every colour of the first page has a reason.

use chrono::{Datelike, NaiveDate};
use serde_json::json;

use super::chance::Chance;
use super::county::mentoring;
use super::diary::Pair;
use super::names::Names;
use super::pen::{Pen, later};
use super::schedule::{Job, Wish, semester};
use super::school::{School, describe, staff, survey};
use crate::calendar::day::{add_months, month_start, ymd};
use crate::calendar::{Calendar, SchoolYear, preset_year};
use crate::catalog::Catalog;
use crate::command::{Command, DateText, Founding, Refusal, TemplateChoice};
use crate::ledger::Ledger;
use crate::log::RecordId;
use crate::plan::Side;
use crate::record::Id;

/// Where chance begins: the example is the same on every phone on the same day.
const SEED: u64 = 20_260_901;

pub(super) fn write(today: NaiveDate, catalog: &Catalog) -> Result<Ledger, Refusal> {
    let holidays = catalog.holidays().ok_or(Refusal::NoWorkbook)?;
    let first = if today.month() >= 9 { today.year() } else { today.year() - 1 };
    let years: Vec<SchoolYear> =
        [first - 1, first, first + 1].map(|year| preset_year(year, holidays)).into();
    let (past, present) = semesters(&years, today);
    let start = month_start(past.0);
    let mut chance = Chance::new(SEED);
    let mut pen = Pen::new(catalog, chance.split(), start);
    let mut names = Names::new(chance.split());
    let mut pairs = found(&mut pen, &mut names, years, start, today)?;
    if past.0.month() < 8 {
        begins_in_spring(&mut pen, &pairs)?;
    }
    for pair in &mut pairs {
        for (number, (from, to)) in [past, present].into_iter().enumerate() {
            let last = to.min(today);
            let days = pen.state().calendar().school_days_in(from, to).to_vec();
            let jobs = semester(pair, &days, number == 0, &mut chance);
            for (day, job) in jobs.into_iter().filter(|(day, _)| *day <= last) {
                // The first page is to show what is still asked for this month.
                let spared = day.month() == today.month() && job == Job::Do("K14") && number == 1;
                if !spared {
                    pair.perform(&mut pen, day, &job)?;
                }
            }
        }
    }
    finish(&mut pen, &mut pairs, today)?;
    Ok(pen.into_ledger())
}

type Span = (NaiveDate, NaiveDate);

/// The semester that `today` lies in (in the holidays the one before), and the one before that.
fn semesters(years: &[SchoolYear], today: NaiveDate) -> (Span, Span) {
    let calendar = Calendar::new(years.to_vec());
    let begun: Vec<Span> = calendar
        .semesters()
        .map(|(_, it)| (it.start, it.end))
        .filter(|(start, _)| *start <= today)
        .collect();
    match begun.as_slice() {
        [.., past, present] => (*past, *present),
        _ => {
            // A calendar of three years before today always has two; a clock before 1900 does not.
            let year = today.year();
            ((ymd(year - 1, 9, 1), ymd(year, 1, 15)), (ymd(year, 2, 22), ymd(year, 7, 2)))
        }
    }
}

fn found(
    pen: &mut Pen<'_>,
    names: &mut Names,
    years: Vec<SchoolYear>,
    start: NaiveDate,
    today: NaiveDate,
) -> Result<Vec<Pair>, Refusal> {
    pen.run(&Command::FoundWorkbook(Founding {
        org: "云溪实验幼儿园".to_owned(),
        org_kind: "public_kindergarten".to_owned(),
        me: "林晓雯".to_owned(),
        name: "云溪实验幼儿园（示例）".to_owned(),
        class_minutes: 30,
        years,
        example: true,
        template: None,
    }))?;
    let own = pen.state().orgs().iter().next().map(|(id, _)| id.untyped());
    let me = pen.state().people().iter().next().map(|(id, _)| id.untyped());
    let (Some(own), Some(me)) = (own, me) else { return Err(Refusal::NoWorkbook) };
    let made = pen.run(&Command::ApplyTemplate(TemplateChoice {
        code: "T15".to_owned(),
        start: DateText(start),
        partners: vec!["青禾幼儿园".to_owned(), "石桥幼儿园".to_owned()],
        side: Side::Helper,
        lang: String::new(),
    }))?;
    let of_kind = |kind: &str| -> Vec<RecordId> {
        made.iter().filter(|entry| entry.kind == kind).map(|entry| entry.id).collect()
    };
    let plan = of_kind("plan")[0];
    let helper = staff(pen, names, own, None, 6)?;
    describe(pen, &helper, "public_kindergarten", false)?;
    survey(pen, &helper, plan, start, 0, start)?;
    responsible(pen, &helper, me, plan)?;
    let partners = of_kind("pairing").into_iter().zip(of_kind("org")).zip([90, 48]);
    let mut pairs: Vec<Pair> = Vec::new();
    for ((pairing, org), effort) in partners {
        let helped = staff(pen, names, org, None, 4)?;
        let pair = Pair {
            pairing,
            plan,
            helper: helper.clone(),
            helped,
            mentoring: Vec::new(),
            open: [Vec::new(), Vec::new()],
            effort,
            until: today,
        };
        pairs.push(pair);
    }
    for (pair, number) in pairs.iter_mut().zip(0_usize..) {
        get_to_know(pen, pair, me, start, number)?;
    }
    Ok(pairs)
}

/// What is found out and agreed before the first visit. The first pair also has mentors and mentees.
fn get_to_know(
    pen: &mut Pen<'_>,
    pair: &mut Pair,
    me: RecordId,
    start: NaiveDate,
    number: usize,
) -> Result<(), Refusal> {
    describe(pen, &pair.helped, "public_kindergarten", number == 1)?;
    survey(pen, &pair.helped, pair.plan, later(start, 12), number + 1, add_months(start, 4))?;
    if number == 0 {
        pair.mentoring = mentoring(pen, pair.plan, pair.pairing, &pair.helper, &pair.helped)?;
    }
    let liaisons = json!({me.to_string(): true, pair.helped.principal.to_string(): true});
    pen.edit(
        pair.pairing,
        json!({"signed_on": later(start, 4).to_string(), "liaisons": liaisons, "contact_method": "微信群和电话",
            "contact_content": "约时间、收材料、提需求"}),
    )
}

/// Most tasks get somebody who answers for them; a few are forgotten, as happens.
fn responsible(
    pen: &mut Pen<'_>,
    helper: &School,
    me: RecordId,
    plan: RecordId,
) -> Result<(), Refusal> {
    let tasks: Vec<RecordId> = pen
        .state()
        .tasks()
        .iter()
        .filter(|(_, task)| task.plan.is_some_and(|of| of.untyped() == plan))
        .map(|(id, _)| id.untyped())
        .collect();
    let people = [me, helper.principal, helper.deputy, helper.teachers[0]];
    for (task, number) in tasks.into_iter().zip(0_usize..) {
        if number % 9 != 8 {
            pen.edit(task, json!({"lead": people[number % people.len()].to_string()}))?;
        }
    }
    Ok(())
}

/// A plan that begins in spring has its autumn last: the template's words for the semesters change places.
fn begins_in_spring(pen: &mut Pen<'_>, pairs: &[Pair]) -> Result<(), Refusal> {
    let swapped = |text: &str| {
        text.replace("上学期", "§").replace("下学期", "秋季学期").replace('§', "春季学期")
    };
    let tasks: Vec<(RecordId, String, String)> = pen
        .state()
        .tasks()
        .iter()
        .map(|(id, task)| (id.untyped(), task.title.clone(), task.phase.clone()))
        .filter(|(_, title, phase)| swapped(title) != *title || swapped(phase) != *phase)
        .collect();
    for (id, title, phase) in tasks {
        pen.edit(id, json!({"title": swapped(&title), "phase": swapped(&phase)}))?;
    }
    let Some(plan) = pairs.first().map(|pair| pair.plan) else { return Ok(()) };
    let phases: serde_json::Map<String, serde_json::Value> = pen
        .state()
        .plans()
        .iter()
        .filter(|(id, _)| id.untyped() == plan)
        .flat_map(|(_, plan)| &plan.phases)
        .map(|(key, phase)| (key.clone(), json!({"name": swapped(&phase.name)})))
        .collect();
    pen.edit(plan, json!({"phases": phases}))
}

/// The last days: a request nobody has answered, a visit that is planned, early tasks ticked off.
fn finish(pen: &mut Pen<'_>, pairs: &mut [Pair], today: NaiveDate) -> Result<(), Refusal> {
    let Some(pair) = pairs.first_mut() else { return Ok(()) };
    pair.perform(pen, today, &Job::Ask(Wish::Lecture))?;
    let next = pen.state().calendar().next_school_day(later(today, 6));
    pen.on(today, pair.helper.deputy);
    let ends = pen.state().pairings().get(Id::new(pair.pairing)).and_then(|it| it.to);
    if let Some(day) = next.filter(|day| ends.is_none_or(|ends| *day <= ends)) {
        let planned = json!({
            "kind": "K01", "date": day.to_string(), "state": "planned", "title": "送教：冬日户外游戏", "class_hours": 150,
            "pairings": {pair.pairing.to_string(): true}, "plan": pair.plan.to_string(), "place": pair.helped.name,
            "fields": {"form": "demo"},
        });
        pen.record(super::pen::object(planned), Vec::new())?;
    }
    let done: Vec<(RecordId, NaiveDate)> = pen
        .state()
        .tasks()
        .iter()
        .filter_map(|(id, task)| Some((id.untyped(), task.due?)))
        .filter(|(_, due)| later(*due, 20) < today)
        .collect();
    for (number, (task, due)) in done.into_iter().enumerate() {
        if number % 6 != 5 {
            pen.step(task, "done", json!({"progress": 100, "done_on": due.to_string()}))?;
        }
    }
    Ok(())
}
