//! The machines at work: a case from its first selection to a return, a child who leaves and comes back, aid that is paid.

use super::*;
use crate::record::Case;
use crate::record::states::{CaseState, Need};

fn case(world: &World, id: RecordId) -> Case {
    world.ledger.state().cases().get(Id::new(id)).unwrap().clone()
}

fn needs(refused: Result<(), Refusal>) -> Vec<Need> {
    match refused {
        Err(Refusal::StepNeeds { needs, .. }) => needs,
        other => panic!("{other:?}"),
    }
}

/// A household with a case that has just been begun.
fn begun(world: &mut World) -> (RecordId, RecordId) {
    let home = world.add("household", json!({"group": "三组"}));
    let fields = json!({"subject": home.to_string(), "kind": "registered_household"});
    (home, world.add("case", fields))
}

fn held(step: &str, days: u64) -> Value {
    json!({"steps": {step: {"step": step, "date": World::ago(days), "result": "通过", "attendees": 23}}})
}

/// A case that is helped, and the notice on which it was confirmed.
fn helped(world: &mut World) -> (RecordId, RecordId) {
    let (home, id) = begun(world);
    let first = json!({"steps": {"a": {"date": World::ago(60), "place": "村部"}}});
    world.step(id, "assessing", first).unwrap();
    assert_eq!(needs(world.step(id, "on_notice", json!({}))).len(), 1, "nobody has assessed it");
    world.step(id, "on_notice", held("assessment", 50)).unwrap();
    assert_eq!(needs(world.step(id, "confirmed", json!({}))).len(), 1, "no notice has ended");
    let notice = posted(world, home, 49, "");
    world.step(id, "confirmed", json!({})).unwrap();
    world.step(id, "aided", json!({})).unwrap();
    assert_eq!(case(world, id).entered_on, Some(World::today()));
    (id, notice)
}

/// A notice about a record that was up for a week.
fn posted(world: &mut World, about: RecordId, days: u64, closes: &str) -> RecordId {
    let (from, to) = (World::ago(days), World::ago(days - 7));
    let about = json!({about.to_string(): true});
    world.add(
        "notice",
        json!({"kind": "name_list", "about": about, "from": from, "to": to, "closes_step": closes}),
    )
}

#[test]
fn a_household_is_chosen_assessed_posted_helped_and_let_go() {
    let mut world = World::new();
    let (id, notice) = helped(&mut world);
    let proposed = json!({"steps": {"p": {"date": World::ago(20)}}});
    world.step_because(id, "exit_proposed", proposed, "收入稳定", false).unwrap();
    world.step(id, "exit_assessing", json!({})).unwrap();
    let early = world.step(id, "exit_notice", held("exit_assessment", 30));
    assert_eq!(needs(early).len(), 1, "an assessment before the proposal is none of it");
    world.step(id, "exit_notice", held("exit_assessment", 10)).unwrap();
    let why = "the first notice is not that of the exit";
    assert_eq!(needs(world.step(id, "exited", json!({}))).len(), 1, "{why}");
    world.try_edit(notice, json!({"closes_step": "exit_notice"})).unwrap();
    let why = "it was posted before the exit was proposed";
    assert_eq!(needs(world.step(id, "exited", json!({}))).len(), 1, "{why}");
    posted(&mut world, id, 8, "exit_notice");
    world.step(id, "exited", json!({"exit_reason": "脱贫"})).unwrap();
    let own = case(&world, id);
    let ended = (own.state, own.exited_on, own.state_forced);
    assert_eq!(ended, (CaseState::Exited, Some(World::today()), false));
    let expected = "assessment confirmation exit exit_assessment exit_notice exit_proposal first_selection notice";
    let mut steps: Vec<&str> = own.steps.values().map(|step| &*step.step).collect();
    steps.sort_unstable();
    assert_eq!(steps.join(" "), expected);
    let first = own.steps.values().find(|step| step.step == "first_selection").unwrap();
    let why = "what was said stays, who is filled in";
    assert_eq!((&*first.place, first.by), ("村部", Some(world.me)), "{why}");
}

#[test]
fn an_objection_leads_to_a_review_and_a_return_to_a_new_confirmation() {
    let mut world = World::new();
    let (_, id) = begun(&mut world);
    world.step(id, "assessing", json!({})).unwrap();
    world.step(id, "on_notice", held("assessment", 30)).unwrap();
    assert_eq!(needs(world.step(id, "review", json!({}))).len(), 1, "nobody has objected");
    world
        .step(
            id,
            "review",
            json!({"steps": {"o": {"date": World::ago(20), "opinion": "有存款未报"}}}),
        )
        .unwrap();
    assert_eq!(
        needs(world.step_because(id, "removed", json!({}), "不符合", false)).len(),
        1,
        "review first"
    );
    world.step(id, "confirmed", held("review", 15)).unwrap();
    world.step(id, "aided", json!({})).unwrap();
    world.step_because(id, "exited", json!({}), "全家外迁", true).unwrap();
    assert!(case(&world, id).state_forced, "no exit was proposed, assessed or posted");
    world
        .step_because(
            id,
            "return_reported",
            json!({"steps": {"r": {"date": World::ago(5)}}}),
            "大病",
            false,
        )
        .unwrap();
    world.step(id, "return_checking", json!({})).unwrap();
    world.step(id, "confirmed", held("return_check", 2)).unwrap();
    let own = case(&world, id);
    assert_eq!((own.returned_on, own.exited_on), (Some(World::today()), None));
    assert!(own.state_forced, "what was once forced stays marked");
}

#[test]
fn a_notice_with_its_result_among_the_steps_is_as_good_as_a_notice() {
    let mut world = World::new();
    let (_, id) = begun(&mut world);
    world.step(id, "assessing", json!({})).unwrap();
    world.step(id, "on_notice", held("assessment", 30)).unwrap();
    let posted =
        json!({"steps": {"n": {"step": "notice", "date": World::ago(9), "result": "无异议"}}});
    world.step(id, "confirmed", posted).unwrap();
    assert!(!case(&world, id).state_forced);
}

#[test]
fn a_notice_ends_unopposed_only_when_nobody_objected_or_was_right() {
    let mut world = World::new();
    let child = world.add("person", json!({"name": "小苗"}));
    let mut paid = |outcome: &str, to: u64, objections: Value| {
        let grant = world.add(
            "aid_grant",
            json!({"recipient": child.to_string(), "due": 62_500, "paid": 62_500}),
        );
        let notice = json!({"kind": "name_list", "about": {grant.to_string(): true}, "from": World::ago(30), "to": World::ago(to), "outcome": outcome, "objections": objections});
        world.add("notice", notice);
        world.step(grant, "listed", json!({})).unwrap();
        world.step(grant, "paid", json!({})).is_ok()
    };
    let objection = json!({"a": {"who": "某家长", "text": "名单有误"}});
    assert!(paid("none", 20, json!({})));
    assert!(paid("", 20, json!({})), "it was taken down and nobody objected");
    assert!(!paid("", 20, objection.clone()), "somebody did, and nobody answered");
    assert!(paid("upheld", 20, objection.clone()), "the list was right");
    assert!(!paid("changed", 20, objection), "the list was changed, so it must be posted again");
}

#[test]
fn a_child_who_leaves_is_persuaded_and_comes_back_and_the_log_tells() {
    let mut world = World::new();
    let child = world.add("person", json!({"name": "小禾"}));
    let id =
        world.add("enrolment", json!({"person": child.to_string(), "school_year": "2026-2027"}));
    world.step(id, "suspected", json!({})).unwrap();
    assert_eq!(needs(world.step(id, "dropped", json!({}))), [Need::Said("cause")]);
    world
        .step(id, "dropped", json!({"status_log": {"d": {"cause": "work", "date": World::ago(8)}}}))
        .unwrap();
    world.step(id, "persuading", json!({})).unwrap();
    world.step(id, "back", json!({})).unwrap();
    let own = world.ledger.state().enrolments().get(Id::new(id)).unwrap();
    let mut log: Vec<_> = own.status_log.values().map(|line| line.status.code()).collect();
    log.sort_unstable();
    assert_eq!(log, ["back", "dropped", "persuading", "suspected"]);
    let dropped = own.status_log.get("d").unwrap();
    assert_eq!((&*dropped.cause, dropped.date), ("work", World::ago(8).parse().ok()));
    world.step(id, "transferred", json!({"to": World::ago(1)})).unwrap();
    assert_eq!(world.value(id)["to"], json!(World::ago(1)), "the day that was given");
}

#[test]
fn aid_that_came_back_is_paid_again() {
    let mut world = World::new();
    let child = world.add("person", json!({"name": "小苗"}));
    let grant = json!({"recipient": child.to_string(), "due": 62_500, "state": "paid", "paid": 62_500, "paid_on": World::ago(40)});
    let id = world.add("aid_grant", grant);
    world.step_because(id, "returned", json!({"returned": 62_500}), "卡号有误", false).unwrap();
    world.step(id, "paid", json!({})).unwrap();
    let value = world.value(id);
    assert_eq!((value.get("returned"), &value["paid_on"]), (None, &json!("2026-11-23")));
    world.step(id, "received", json!({"way": "card"})).unwrap();
    world.step(id, "confirmed", json!({})).unwrap();
    assert_eq!(world.value(id)["parent_confirmed"], json!(true));
    world.try_edit(id, json!({"paid": 60_000})).unwrap();
    assert_eq!(needs(world.step(id, "settled", json!({}))), [Need::Equal("due", "paid")]);
    world.step(id, "settled", json!({"paid": 62_500})).unwrap();
}

#[test]
fn a_plan_is_revised_in_versions_and_ends_with_its_summary() {
    let mut world = World::new();
    let plan = world.add(
        "plan",
        json!({"title": "帮扶计划", "from": "2026-09-01", "to": "2027-08-31", "state": "active"}),
    );
    world.step_because(plan, "revised", json!({}), "增加两所学校", false).unwrap();
    world.step_because(plan, "revised", json!({}), "推迟一个月", false).unwrap();
    let versions = &world.ledger.state().plans().get(Id::new(plan)).unwrap().versions;
    let mut lines: Vec<_> = versions.values().map(|it| (it.revision, &*it.reason)).collect();
    lines.sort_unstable();
    assert_eq!(lines, [(Some(2), "增加两所学校"), (Some(3), "推迟一个月")]);
    assert_eq!(needs(world.step(plan, "finished", json!({}))).len(), 1);
    world.add(
        "document",
        json!({"kind": "summary", "title": "总结", "belongs_to": {plan.to_string(): true}}),
    );
    world.step(plan, "finished", json!({})).unwrap();
}

#[test]
fn a_project_dates_its_milestones_and_waits_for_its_money() {
    let mut world = World::new();
    let id = world.add("project", json!({"name": "幼儿园围墙", "state": "approved"}));
    assert_eq!(needs(world.step(id, "funded", json!({}))).len(), 1);
    let money = json!({"date": World::ago(5), "direction": "in", "amount": 8_000_000, "project": id.to_string()});
    world.add("fund_entry", money);
    let given = json!({"milestones": {"funded": {"actual": World::ago(4), "planned": "2026-10"}}});
    world.step(id, "funded", given).unwrap();
    world.step(id, "building", json!({"contractor": "某建筑队"})).unwrap();
    let own = world.ledger.state().projects().get(Id::new(id)).unwrap();
    assert_eq!(
        own.milestones["funded"].actual,
        World::ago(4).parse().ok(),
        "the day that was given"
    );
    assert_eq!(own.milestones["started"].actual, Some(World::today()));
}
