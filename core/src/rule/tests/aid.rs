//! The rules of student aid and of schools in poor villages over a small township, each worked out by hand.

use serde_json::{Value, json};

use super::world::{World, fields, in_words};
use crate::command::Command;
use crate::log::RecordId;

/// Fields with some more of their own.
pub(super) fn with(mut all: Value, more: &Value) -> Value {
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    all
}

/// What a rule says on a day, of every period that has begun, without red lines.
pub(super) fn said(world: &World, code: &str, on: &str) -> String {
    let outcomes = world.assess(on);
    let own = outcomes.iter().filter(|outcome| outcome.code == code).map(|outcome| {
        let words = in_words(outcome);
        words.split(" red ").next().unwrap_or_default().to_owned()
    });
    own.collect::<Vec<_>>().join("; ")
}

/// Something done under the plan, for nobody's pairing.
pub(super) fn did(world: &mut World, kind: &str, date: &str, more: &Value) -> RecordId {
    let plan = json!({"plan": world.plan.to_string(), "pairings": {}});
    world.did(kind, date, with(plan, more))
}

/// Brings a record into a state, whatever came between.
pub(super) fn becomes(world: &mut World, id: RecordId, state: &str, more: Value) {
    let (field, reason) = ("state".to_owned(), "查实".to_owned());
    world.run(&Command::Step {
        id,
        field,
        to: state.to_owned(),
        reason,
        fields: fields(more),
        force: true,
    });
}

/// A pupil and the enrolment.
#[derive(Clone, Copy)]
struct Pupil {
    person: RecordId,
    enrolment: RecordId,
}

fn pupil(world: &mut World, name: &str, more: &Value) -> Pupil {
    let person =
        world.add("person", json!({"name": name, "kinds": {"pupil": true}, "birth": "2017-05"}));
    let school = world.helped.to_string();
    let fields = json!({"person": person.to_string(), "school": school, "stage": "primary", "class": "三（1）班", "state": "enrolled"});
    Pupil { person, enrolment: world.add("enrolment", with(fields, more)) }
}

fn scheme(world: &mut World, component: &str, stage: &str) -> RecordId {
    let fields =
        json!({"name": component, "component": component, "stage": stage, "boarder": "yes"});
    world.add("aid_scheme", fields)
}

/// Money for a pupil in the autumn: due, paid and come back, in fen.
fn grant(
    world: &mut World,
    to: Pupil,
    scheme: RecordId,
    [due, paid, returned]: [i64; 3],
) -> RecordId {
    world.add("aid_grant", json!({
        "recipient": to.person.to_string(), "enrolment": to.enrolment.to_string(), "scheme": scheme.to_string(),
        "due": due, "paid": paid, "returned": returned, "due_date": "2026-11-30", "paid_on": "2026-11-20",
        "to": "2026-11-30", "days": 90, "state": "paid",
    }))
}

#[test]
fn meals_cost_what_was_paid_for_each_day() {
    let mut world = World::new(&["R030"]);
    let meals = scheme(&mut world, "nutrition", "");
    let child = pupil(&mut world, "小禾", &json!({}));
    grant(&mut world, child, meals, [36_000, 36_000, 0]);
    assert_eq!(said(&world, "R030", "2026-12-20"), "2026-2027-1 4/4 on_track");
    let other = pupil(&mut world, "小穗", &json!({}));
    grant(&mut world, other, meals, [36_000, 18_000, 0]);
    assert_eq!(said(&world, "R030", "2027-01-20"), "2026-2027-1 3/4 missed");
}

#[test]
fn a_subsidy_that_came_back_was_not_paid_and_a_day_pupil_is_no_boarder() {
    let mut world = World::new(&["R031"]);
    let living = scheme(&mut world, "living_subsidy", "primary");
    let boarder = pupil(&mut world, "小禾", &json!({"boarder": true, "poor": true}));
    grant(&mut world, boarder, living, [50_000, 50_000, 0]);
    let at_home = pupil(&mut world, "小穗", &json!({"poor": true}));
    grant(&mut world, at_home, living, [50_000, 0, 0]);
    assert_eq!(said(&world, "R031", "2027-01-20"), "2026-2027-1 100.0/100 met");
    let other = pupil(&mut world, "小麦", &json!({"boarder": true, "poor": true}));
    grant(&mut world, other, living, [50_000, 50_000, 10_000]);
    assert_eq!(said(&world, "R031", "2027-01-20"), "2026-2027-1 90.0/100 missed");
}

#[test]
fn a_pupil_who_stays_away_counts_against_attendance_until_brought_back() {
    let mut world = World::new(&["R034", "R035", "R036", "R037"]);
    let stays = pupil(&mut world, "小禾", &json!({"poor": true}));
    let away = pupil(&mut world, "小穗", &json!({"state": "dropped", "poor": true}));
    let grown = json!({"name": "周大山", "kinds": {"villager": true}, "birth": "1980"});
    world.add("person", grown);
    did(&mut world, "K30", "2026-10-03", &json!({"fields": {"student": stays.person.to_string()}}));
    assert_eq!(said(&world, "R034", "2027-09-20"), "2026-2027 50.0/2 missed");
    assert_eq!(said(&world, "R035", "2027-09-20"), "2026-2027 50.0/100 missed");
    assert_eq!(said(&world, "R036", "2027-09-20"), "2026-2027 0.0/100 missed");
    assert_eq!(said(&world, "R037", "2026-12-20"), "2026-2027-1 1/1 met");
    did(&mut world, "K32", "2026-10-03", &json!({"fields": {"student": away.person.to_string()}}));
    let log = json!({"s1": {"status": "dropped", "date": "2026-09-20"}, "s2": {"status": "back", "date": "2026-10-20"}});
    becomes(&mut world, away.enrolment, "back", json!({"status_log": log}));
    for code in ["R034", "R035", "R036"] {
        assert!(
            said(&world, code, "2027-09-20").ends_with("met"),
            "{}",
            said(&world, code, "2027-09-20")
        );
    }
    // Who is back is visited as well.
    assert_eq!(said(&world, "R037", "2027-01-20"), "2026-2027-1 0/1 missed");
}

#[test]
fn books_are_for_those_who_signed_for_them() {
    let mut world = World::new(&["R032", "R153"]);
    let one = pupil(&mut world, "小禾", &json!({"fee_waived": true}));
    let names = json!({one.person.to_string(): {"role": "child"}});
    for issue in ["textbook", "workbook"] {
        let more = json!({"fields": {"issue_type": issue, "item": "语文"}, "participants": names});
        did(&mut world, "K35", "2026-09-02", &more);
    }
    assert_eq!(said(&world, "R032", "2027-01-20"), "2026-2027-1 100.0/100 met");
    assert_eq!(said(&world, "R153", "2027-01-20"), "2026-2027-1 100.0/100 met");
    let other = pupil(&mut world, "小穗", &json!({}));
    let books = scheme(&mut world, "textbooks", "");
    grant(&mut world, other, books, [0, 0, 0]);
    assert_eq!(said(&world, "R032", "2027-01-20"), "2026-2027-1 100.0/100 met");
    assert_eq!(said(&world, "R153", "2027-01-20"), "2026-2027-1 50.0/100 missed");
}

#[test]
fn a_school_is_equipped_by_what_was_accepted() {
    let mut world = World::new(&["R039", "R040"]);
    let plan = world.plan.to_string();
    let school = world.helped.to_string();
    world.add("measurement", json!({"subject": school, "indicator": "multimedia_classes", "value": 12_000, "as_of": "2026-12"}));
    let done = json!({"q1": {"date": "2026-11-01", "value": 150_000}, "q2": {"date": "2026-12-01", "value": 50_000}});
    let spec = json!({"desk_sets": {"name": "课桌凳", "value": 200_000, "unit": "套"}});
    let desks = world.add("project", json!({
        "name": "课桌凳", "plan": plan, "kind": "equipment", "spec": spec, "quantity_done": done,
        "state": "completed",
    }));
    assert_eq!(said(&world, "R040", "2027-09-20"), "plan 0/200 missed");
    becomes(&mut world, desks, "accepted", json!({}));
    assert_eq!(said(&world, "R039", "2027-09-20"), "plan 12/12 met");
    assert_eq!(said(&world, "R040", "2027-09-20"), "plan 200/200 met");
}

#[test]
fn everybody_answers_for_somebody_and_every_dossier_is_complete() {
    let mut world = World::new(&["R041", "R042", "R043"]);
    let school = world.helped.to_string();
    let teacher = world.teacher("周老师");
    world.add(
        "assignment",
        json!({"person": teacher.to_string(), "kind": "territory", "from": "2026-09-01"}),
    );
    assert_eq!(said(&world, "R041", "2027-09-20"), "plan 50.0/100 missed");
    let head = world.add("person", json!({"name": "周大山"}));
    let home = json!({
        "head": head.to_string(), "village": school, "members": {head.to_string(): true},
        "main_cause": "illness", "needs": "药费",
    });
    let home = world.add("household", home);
    let child = pupil(&mut world, "小禾", &json!({"poor": true}));
    world.edit(child.person, json!({"household": home.to_string()}));
    let steps = json!({"s1": {"step": "assessment", "date": "2026-10-10"}});
    world.add("case", json!({"subject": home.to_string(), "kind": "registered_household", "state": "aided", "steps": steps}));
    assert_eq!(said(&world, "R042", "2027-01-20"), "2026-2027-1 1/2 missed");
    world.edit(home, json!({"categories": {"poverty_aid": true}}));
    assert_eq!(said(&world, "R042", "2027-01-20"), "2026-2027-1 2/2 met");
    assert_eq!(said(&world, "R043", "2027-01-20"), "2026-2027-1 100.0/100 met");
}
