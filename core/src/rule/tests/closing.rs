//! Closing a period: what it came to stays, and what changes later shows.

use serde_json::json;

use super::world::{World, day, in_words};
use super::*;
use crate::command::{Command, Context, Refusal};

fn close(world: &World, period: &str, today: &str, anew: bool) -> Result<Command, Refusal> {
    let command = Command::ClosePeriod { plan: world.plan, period: period.to_owned(), anew };
    let context = Context {
        now: 1_795_000_000_000,
        today: day(today),
        by: None,
        random: [9; 16],
        catalog: &world.catalog,
    };
    crate::command::decide(world.state(), &command, &context).map(|_| command)
}

#[test]
fn a_closed_period_keeps_its_results_and_later_corrections_show() {
    let mut world = World::new(&["R480", "R481"]);
    let visit = world.did("K14", "2026-09-08", json!({}));
    world.did("K01", "2026-11-05", json!({"class_hours": 1000}));
    let early = close(&world, "2026-2027-1", "2027-01-15", false);
    assert_eq!(early, Err(Refusal::PeriodNotOver { ends: day("2027-01-15") }));
    assert_eq!(
        close(&world, "someday", "2027-02-01", false),
        Err(Refusal::NoSuchPeriod { period: "someday".to_owned() })
    );
    let command = close(&world, "2026-2027-1", "2027-02-01", false).unwrap();
    world.run(&command);
    let frozen = |world: &World| -> Vec<(String, bool, String)> {
        let all = world.assess("2027-02-01");
        let closed = all.iter().filter_map(|it| Some((it, it.frozen.as_ref()?)));
        closed.map(|(it, was)| (in_words(it), it.restated, was.verdict.code().to_owned())).collect()
    };
    let before = frozen(&world);
    // September to December of R480; January ends after the semester does. And the semester of R481.
    assert_eq!(before.len(), 5, "{before:?}");
    assert!(before.iter().all(|(_, restated, _)| !restated), "{before:?}");
    assert!(before.contains(&("2026-09 1/1 met".to_owned(), false, "met".to_owned())));
    world.edit(visit, json!({"date": "2026-10-08"}));
    let after: Vec<_> = frozen(&world).into_iter().filter(|(_, restated, _)| *restated).collect();
    assert_eq!(after.len(), 2, "{after:?}");
    assert_eq!(after[0].2, "met", "it was met when it was closed");
    assert!(after[0].0.starts_with("2026-09 0/1 missed"), "{after:?}");
    assert_eq!(close(&world, "2026-2027-1", "2027-02-01", false), Err(Refusal::NothingToClose));
    let anew = close(&world, "2026-2027-1", "2027-02-01", true).unwrap();
    world.run(&anew);
    assert!(frozen(&world).iter().all(|(_, restated, _)| !restated));
}

#[test]
fn closing_is_one_action_that_can_be_undone() {
    let mut world = World::new(&["R480", "R481"]);
    let command = close(&world, "2026-2027-1", "2027-02-01", false).unwrap();
    let rule = world.run(&command);
    let act = world.state().log().record(rule).unwrap().last().action();
    assert_eq!(world.state().log().action(act).len(), 2, "one entry a rule");
    world.run(&Command::Undo { act });
    assert!(world.assess("2027-02-01").iter().all(|outcome| outcome.frozen.is_none()));
}

#[test]
fn an_excused_period_is_closed_as_excused() {
    let mut world = World::new(&["R480"]);
    let rule = world.state().rules().iter().next().unwrap().0.untyped();
    let scope = world.pair;
    world.run(&Command::Judge {
        rule,
        scope,
        period: "2026-11".into(),
        verdict: "waived".into(),
        reason: "大雪封路".into(),
    });
    let command = close(&world, "2026-11", "2026-12-01", false).unwrap();
    world.run(&command);
    let outcome =
        world.assess("2026-12-05").into_iter().find(|it| it.period.to_string() == "2026-11");
    let outcome = outcome.unwrap();
    assert_eq!(outcome.frozen.unwrap().verdict, Verdict::Waived);
    assert_eq!((outcome.verdict, outcome.restated), (Verdict::Waived, false));
}
