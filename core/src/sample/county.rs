//! A county: one bureau, many pairs of kindergartens under one plan, a school year of activities.

use chrono::NaiveDate;
use serde_json::json;

use super::chance::Chance;
use super::diary::Pair;
use super::names::Names;
use super::pen::Pen;
use super::schedule::{Job, semester};
use super::school::{School, describe, staff, survey};
use crate::calendar::day::ymd;
use crate::calendar::preset_year;
use crate::catalog::Catalog;
use crate::command::{Command, DateText, Founding, Refusal, TemplateChoice};
use crate::ledger::Ledger;
use crate::log::RecordId;
use crate::plan::Side;

/// So many activities of a year belong to one pair.
const PER_PAIR: usize = 200;
/// So many records of the shared file every colleague changes.
const CONTESTED: usize = 3;

/// What a county should look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct County {
    /// How many activities.
    pub activities: usize,
    /// Where chance begins: equal seeds give equal lines.
    pub seed: u64,
    /// The file of the K-th colleague, who went on from the same workbook: more activities, and a few changes that other
    /// colleagues made differently.
    pub device: Option<u64>,
}

pub(super) fn write(county: &County, catalog: &Catalog) -> Result<Ledger, Refusal> {
    let mut chance = Chance::new(county.seed);
    let start = ymd(2026, 9, 1);
    let mut pen = Pen::new(catalog, chance.split(), start);
    let mut names = Names::new(chance.split());
    let mut pairs = found(&mut pen, &mut names, &mut chance, county.activities, start)?;
    let count = pairs.len();
    for (number, pair) in pairs.iter_mut().enumerate() {
        let share = county.activities / count + usize::from(number < county.activities % count);
        year(&mut pen, pair, share, &mut chance)?;
    }
    match county.device {
        Some(device) => colleague(&pen, &pairs, county, device),
        None => Ok(pen.into_ledger()),
    }
}

/// The bureau's workbook with all its pairs, before the first visit.
fn found(
    pen: &mut Pen<'_>,
    names: &mut Names,
    chance: &mut Chance,
    activities: usize,
    start: NaiveDate,
) -> Result<Vec<Pair>, Refusal> {
    let count = (activities / PER_PAIR).max(2);
    let place = names.place();
    let partners: Vec<String> =
        (0..count).map(|_| format!("{}乡中心幼儿园", names.place())).collect();
    let holidays = pen.catalog.holidays().ok_or(Refusal::NoWorkbook)?;
    let years = vec![preset_year(2026, holidays)];
    pen.run(&Command::FoundWorkbook(Founding {
        org: format!("{place}县教育局"),
        org_kind: "county_edu_bureau".to_owned(),
        me: names.person(),
        name: format!("{place}县城乡幼儿园结对"),
        class_minutes: 30,
        years,
        example: false,
        template: None,
    }))?;
    let bureau = pen.state().orgs().iter().next().map(|(id, _)| id.untyped());
    let made = pen.run(&Command::ApplyTemplate(TemplateChoice {
        code: "T15".to_owned(),
        start: DateText(start),
        partners,
        side: Side::Helper,
        lang: String::new(),
    }))?;
    let of_kind = |kind: &str| -> Vec<RecordId> {
        made.iter().filter(|entry| entry.kind == kind).map(|entry| entry.id).collect()
    };
    let plan = of_kind("plan")[0];
    let partners = of_kind("pairing").into_iter().zip(of_kind("org"));
    partners
        .map(|(pairing, helped)| {
            let effort = usize::try_from(chance.between(35, 92)).unwrap_or(60);
            pair(pen, names, bureau, plan, (pairing, helped), effort)
        })
        .collect()
}

/// Puts two kindergartens and their people into a pairing that the template made between the bureau and one of them.
fn pair(
    pen: &mut Pen<'_>,
    names: &mut Names,
    bureau: Option<RecordId>,
    plan: RecordId,
    (pairing, helped): (RecordId, RecordId),
    effort: usize,
) -> Result<Pair, Refusal> {
    let helper = helper(pen, names)?;
    if let Some(bureau) = bureau {
        let sides = json!({bureau.to_string(): false, helper.org.to_string(): true});
        pen.edit(pairing, json!({"side_a": sides}))?;
    }
    let helped = staff(pen, names, helped, None, 4)?;
    describe(pen, &helped, "public_kindergarten", effort < 55)?;
    survey(pen, &helped, plan, ymd(2026, 9, 1), usize::from(effort < 80) * 2, ymd(2026, 12, 20))?;
    let mentoring = mentoring(pen, plan, pairing, &helper, &helped)?;
    let open = [Vec::new(), Vec::new()];
    let until = ymd(2027, 8, 31);
    Ok(Pair { pairing, plan, helper, helped, mentoring, open, effort, until })
}

/// A kindergarten in town.
fn helper(pen: &mut Pen<'_>, names: &mut Names) -> Result<School, Refusal> {
    let name = format!("{}实验幼儿园", names.place());
    let org = pen.add("org", json!({"name": name}))?;
    let school = staff(pen, names, org, None, 5)?;
    describe(pen, &school, "public_kindergarten", false)?;
    Ok(school)
}

/// Two mentors and mentees inside a pair.
pub(super) fn mentoring(
    pen: &mut Pen<'_>,
    plan: RecordId,
    parent: RecordId,
    helper: &School,
    helped: &School,
) -> Result<Vec<(RecordId, RecordId, RecordId)>, Refusal> {
    let mut pairs = Vec::new();
    for (mentor, mentee) in helper.teachers.iter().zip(&helped.teachers).take(2) {
        let span = pen.state().log().record(parent).map(|record| record.value().clone());
        let span = span.unwrap_or_default();
        let fields = json!({
            "kind": "mentor_mentee", "side_a": {mentor.to_string(): true}, "side_b": {mentee.to_string(): true},
            "role_a": "师傅", "role_b": "徒弟", "parent_pairing": parent.to_string(), "plan": plan.to_string(),
            "from": span["from"], "to": span["to"], "state": "active", "frequency_count": 1, "frequency_period": "month",
        });
        pairs.push((pen.add("pairing", fields)?, *mentor, *mentee));
    }
    Ok(pairs)
}

/// A school year of one pair with exactly so many activities.
fn year(
    pen: &mut Pen<'_>,
    pair: &mut Pair,
    activities: usize,
    chance: &mut Chance,
) -> Result<(), Refusal> {
    let spans: Vec<(NaiveDate, NaiveDate)> =
        pen.state().calendar().semesters().map(|(_, it)| (it.start, it.end)).collect();
    let mut jobs = Vec::new();
    let mut all_days = Vec::new();
    for (number, (from, to)) in spans.into_iter().enumerate() {
        let days = pen.state().calendar().school_days_in(from, to).to_vec();
        jobs.extend(semester(pair, &days, number == 0, chance));
        all_days.extend(days);
    }
    let counts = |job: &Job| !matches!(job, Job::Ask(_) | Job::Publish | Job::File(..));
    let (mut visits, rest): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|(_, job)| counts(job));
    if visits.len() > activities {
        chance.shuffle(&mut visits);
        visits.truncate(activities);
    }
    while visits.len() < activities {
        let job = match chance.below(10) {
            0..=2 => Job::Mentor(chance.below(pair.mentoring.len().max(1))),
            3 => Job::Teach(100),
            _ => Job::Do(
                chance
                    .pick(&["K04", "K05", "K06", "K08", "K16", "K17", "K19", "K20", "K25", "K25"]),
            ),
        };
        let job = if job == Job::Do("K04") {
            Job::Rate(chance.below(pair.helped.teachers.len()))
        } else {
            job
        };
        let job = if job == Job::Do("K16") { Job::Mentor(0) } else { job };
        visits.push((chance.pick(&all_days), job));
    }
    visits.extend(rest);
    visits.sort_by_key(|(day, _)| *day);
    for (day, job) in visits {
        pair.perform(pen, day, &job)?;
    }
    Ok(())
}

/// What one colleague did after taking the file home.
fn colleague(
    pen: &Pen<'_>,
    pairs: &[Pair],
    county: &County,
    device: u64,
) -> Result<Ledger, Refusal> {
    let mut chance =
        Chance::new(county.seed ^ device.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1));
    let mut own = pen.handed_on(chance.split());
    let day = ymd(2027, 7, 1);
    let mut pair = pairs[chance.below(pairs.len())].clone();
    let contested: Vec<RecordId> =
        own.state().activities().iter().map(|(id, _)| id.untyped()).take(CONTESTED).collect();
    own.on(day, pair.helper.deputy);
    for id in contested {
        let hours = chance.between(1, 5) * 50;
        own.edit(
            id,
            json!({"class_hours": hours, "reflection": format!("第{device}位同事补充的反思。")}),
        )?;
    }
    for _ in 0..county.activities / 20 + 5 {
        let job = match chance.below(3) {
            0 => Job::Teach(150),
            1 => Job::Do("K20"),
            _ => Job::Mentor(0),
        };
        pair.perform(&mut own, day, &job)?;
    }
    Ok(own.into_ledger())
}
