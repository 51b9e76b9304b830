//! Plans that live: slots laid, phases closed, last year's plan for this year, a term rolled over.

use super::*;
use crate::calendar::{SchoolYear, Semester, day::ymd};

/// A workbook with the school year 2026-2027, a plan for it, and its task of every month.
struct Term {
    world: World,
    plan: RecordId,
    task: RecordId,
}

impl Term {
    fn new() -> Self {
        let mut world = World::new();
        let semesters = vec![
            Semester::new(1, ymd(2026, 9, 1), ymd(2026, 11, 20)),
            Semester::new(2, ymd(2026, 11, 21), ymd(2027, 7, 2)),
        ];
        let founding = Founding {
            org: "云溪实验幼儿园".into(),
            org_kind: "public_kindergarten".into(),
            me: "林老师".into(),
            name: String::new(),
            class_minutes: 30,
            years: vec![SchoolYear { semesters, ..SchoolYear::blank(2026) }],
            example: false,
            template: None,
        };
        world.run(&Command::FoundWorkbook(founding)).unwrap();
        let phases = json!({"p1": {"name": "摸底", "from": "2026-09-01", "to": "2026-09-30"}});
        let plan = world.add(
            "plan",
            json!({"title": "结对", "from": "2026-09-01", "to": "2027-08-31", "phases": phases}),
        );
        let task = world.add(
            "task",
            json!({"title": "每月入园", "plan": plan, "due": "2027-02-28", "every": 1, "phase": "摸底",
                   "recurrence": "month", "school_months_only": true}),
        );
        Self { world, plan, task }
    }

    fn schedule(&self, kind: &str) -> Command {
        Command::Schedule { task: self.task, kind: kind.to_owned(), pairings: Vec::new() }
    }

    fn close(&self, phase: &str, reason: &str) -> Command {
        let (phase, reason) = (phase.to_owned(), reason.to_owned());
        Command::ClosePhase { plan: self.plan, phase, reason }
    }

    fn copy(&self, plan: RecordId, start: &str) -> Command {
        Command::CopyPlan { plan, start: DateText(start.parse().unwrap()), pairings: true }
    }

    /// What stands in the ledger, whatever lies in the recycle bin.
    fn standing(&self) -> Vec<(RecordId, Value)> {
        let records = self.world.ledger.state().log().records();
        let alive =
            records.filter(|(_, record)| !record.is_deleted() && record.kind() != "session");
        alive.map(|(id, record)| (id, record.value().clone())).collect()
    }

    /// A command is done and undone, and everything stands as before.
    fn undone(&mut self, command: &Command) -> Vec<Entry> {
        let before = self.standing();
        let entries = self.world.run(command).unwrap();
        assert_ne!(self.standing(), before);
        self.world.run(&Command::Undo { act: entries[0].action() }).unwrap();
        let plain = |all: Vec<(RecordId, Value)>| -> Vec<String> {
            all.into_iter().map(|(id, value)| format!("{id} {}", without_gone(&value))).collect()
        };
        assert_eq!(plain(self.standing()), plain(before));
        entries
    }
}

/// A value without nulls and without items that are gone.
fn without_gone(value: &Value) -> Value {
    let Value::Object(map) = value else { return value.clone() };
    let kept = map.iter().filter(|(_, it)| !it.is_null() && it.get("gone") != Some(&json!(true)));
    let kept = kept.map(|(name, it)| (name.clone(), without_gone(it)));
    Value::Object(kept.filter(|(_, it)| *it != json!({})).collect())
}

#[test]
fn a_monthly_task_becomes_planned_visits_on_school_days_ahead() {
    let mut term = Term::new();
    let entries = term.undone(&term.schedule("K01"));
    let days: Vec<_> = entries
        .iter()
        .filter(|entry| entry.kind == "activity")
        .map(|entry| entry.patch["date"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(days, ["2026-11-30", "2026-12-31", "2027-01-29", "2027-02-26"]);
    term.world.run(&term.schedule("K01")).unwrap();
    assert_eq!(
        term.world.run(&term.schedule("K01")),
        Err(Refusal::NothingToSchedule),
        "all filled"
    );
}

#[test]
fn what_cannot_be_scheduled_says_why() {
    let mut term = Term::new();
    assert_eq!(
        term.world.run(&term.schedule("K99")),
        Err(Refusal::UnknownActivityKind("K99".into()))
    );
    let once = term.world.add("task", json!({"title": "方案", "plan": term.plan}));
    let command = Command::Schedule { task: once, kind: "K01".into(), pairings: Vec::new() };
    assert_eq!(term.world.run(&command), Err(Refusal::NothingToSchedule));
    let plan = Command::Schedule { task: term.plan, kind: "K01".into(), pairings: Vec::new() };
    assert!(matches!(term.world.run(&plan), Err(Refusal::DanglingRef { .. })));
    // A calendar without school days.
    let book = term.world.ledger.state().workspace().unwrap().0.untyped();
    let off = json!({"years": {"2026-2027": {"days_off": {"a": {"start": "2026-09-01", "end": "2027-08-31"}}}}});
    term.world.try_edit(book, off).unwrap();
    assert_eq!(term.world.run(&term.schedule("K01")), Err(Refusal::NothingToSchedule));
}

#[test]
fn a_phase_closes_when_its_tasks_are_done_or_with_a_reason() {
    let mut term = Term::new();
    let tasks = vec![term.task];
    assert_eq!(term.world.run(&term.close("p1", " ")), Err(Refusal::PhaseOpen { tasks }));
    assert!(matches!(term.world.run(&term.close("p9", "")), Err(Refusal::NoSuchPhase { .. })));
    term.undone(&term.close("p1", "两项由上级统一摸底"));
    term.world.step(term.task, "done", json!({})).unwrap();
    term.world.run(&term.close("p1", "")).unwrap();
    let phase = &term.world.value(term.plan)["phases"]["p1"];
    assert_eq!(phase["closed_on"], "2026-11-23");
}

#[test]
fn last_years_plan_is_begun_anew_with_its_dates_moved() {
    let mut term = Term::new();
    let (plan, task) = (term.plan, term.task);
    let org = term.world.add("org", json!({"name": "青禾幼儿园"}));
    let own = term.world.ledger.state().workspace().unwrap().1.owner_org.unwrap().to_string();
    let pair = term.world.add(
        "pairing",
        json!({"kind": "kindergartens", "side_a": {own: true}, "side_b": {org.to_string(): true},
               "plan": plan, "from": "2026-09-01", "to": "2027-08-31", "signed_on": "2026-09-05"}),
    );
    let rule = term.world.catalog.rule("R481").unwrap().clone();
    let rule = crate::plan::rule_record(&rule, RecordId::new(1), plan);
    let rule = term.world.add("rule", Value::Object(rule.patch));
    let part = term.world.add("task", json!({"title": "分项", "plan": plan, "parent": task}));
    term.world.try_edit(plan, json!({"goals": {"g": {"text": "送教", "rule": rule}}})).unwrap();
    term.world.step(task, "done", json!({})).unwrap();

    let entries = term.undone(&term.copy(plan, "2027-09-01"));
    let made =
        |kind: &str| -> Vec<&Entry> { entries.iter().filter(|it| it.kind == kind).collect() };
    let new = made("plan")[0];
    assert_eq!(
        (&new.patch["from"], &new.patch["to"]),
        (&json!("2027-09-01"), &json!("2028-08-31"))
    );
    assert_eq!(new.patch["state"], "draft");
    assert_eq!(new.patch["phases"]["p1"]["to"], "2027-09-30");
    assert_eq!(new.patch["goals"]["g"]["rule"], json!(made("rule")[0].id.to_string()));
    let tasks = made("task");
    let copied = tasks.iter().find(|it| it.patch["title"] == "每月入园").unwrap();
    // The end of February is the end of February in a leap year, too.
    assert_eq!(
        (&copied.patch["due"], &copied.patch["state"]),
        (&json!("2028-02-29"), &json!("not_started"))
    );
    assert!(copied.patch.get("done_on").is_none());
    let inner = tasks.iter().find(|it| it.patch["title"] == "分项").unwrap();
    assert_eq!(inner.patch["parent"], json!(copied.id.to_string()));
    let pairing = made("pairing")[0];
    assert_eq!(pairing.patch["predecessor"], json!(pair.to_string()));
    assert_eq!(
        (&pairing.patch["from"], pairing.patch.get("signed_on")),
        (&json!("2027-09-01"), None)
    );
    assert_eq!(pairing.patch["plan"], json!(new.id.to_string()));
    assert_ne!(part, inner.id);

    assert!(matches!(
        term.world.run(&term.copy(task, "2027-09-01")),
        Err(Refusal::DanglingRef { .. })
    ));
    assert!(matches!(term.world.run(&term.copy(plan, "2127-09-01")), Err(Refusal::FarDate { .. })));
}

#[test]
fn a_term_is_closed_and_the_next_plan_begun_in_one_action() {
    let mut term = Term::new();
    let plan = term.plan;
    let rule = term.world.catalog.rule("R481").unwrap().clone();
    let rule = crate::plan::rule_record(&rule, RecordId::new(1), plan);
    term.world.add("rule", Value::Object(rule.patch));
    let own = term.world.ledger.state().workspace().unwrap().1.owner_org.unwrap().to_string();
    let org = term.world.add("org", json!({"name": "青禾幼儿园"}));
    term.world.add(
        "pairing",
        json!({"kind": "kindergartens", "side_a": {own: true}, "side_b": {org.to_string(): true},
               "plan": plan, "from": "2026-09-01"}),
    );
    let over = |period: &str| Command::RollOver {
        plan,
        period: period.to_owned(),
        start: DateText(ymd(2027, 9, 1)),
    };
    assert!(matches!(term.world.run(&over("2026-2027-2")), Err(Refusal::PeriodNotOver { .. })));
    assert!(matches!(term.world.run(&over("2026-2027-7")), Err(Refusal::NoSuchPeriod { .. })));
    let entries = term.undone(&over("2026-2027-1"));
    assert!(entries.iter().any(|it| it.kind == "rule" && it.patch.get("results").is_some()));
    assert!(entries.iter().any(|it| it.kind == "plan" && it.patch["from"] == "2027-09-01"));
}

#[test]
fn a_revision_tells_what_has_changed_since_the_one_before() {
    let mut term = Term::new();
    let plan = term.plan;
    let me = term.world.me.to_string();
    term.world.step(plan, "active", json!({"approved_by": me})).unwrap();
    let phases = json!({"p1": {"to": "2026-10-15"}, "p2": {"name": "实施"}});
    term.world.try_edit(plan, json!({"to": "2027-07-31", "phases": phases})).unwrap();
    term.world
        .step_because(plan, "revised", json!({"title": "结对帮扶"}), "工期顺延", false)
        .unwrap();
    let diffs = |term: &Term| -> Vec<String> {
        let versions = term.world.value(plan)["versions"].as_object().unwrap();
        let mut all: Vec<_> = versions.values().collect();
        all.sort_by_key(|it| it["revision"].as_i64());
        all.iter().map(|it| it["diff"].as_str().unwrap_or("none").to_owned()).collect()
    };
    let first = "phases.p1.to: 2026-09-30 → 2026-10-15\nphases.p2.name: – → 实施\n\
                 title: 结对 → 结对帮扶\nto: 2027-08-31 → 2027-07-31";
    assert_eq!(diffs(&term), [first]);
    term.world.try_edit(plan, json!({"phases": {"p2": {"gone": true}}})).unwrap();
    term.world.step_because(plan, "revised", json!({}), "并入第一阶段", false).unwrap();
    assert_eq!(diffs(&term), [first, "phases.p2.name: 实施 → –"]);
    term.world.step_because(plan, "revised", json!({}), "只换文号", false).unwrap();
    assert_eq!(diffs(&term)[2], "none", "nothing differs");
}

#[test]
#[cfg(feature = "cli")]
fn each_is_read_from_a_line_of_commands() {
    let term = Term::new();
    let (plan, task) = (term.plan.to_string(), term.task.to_string());
    let read = |value: Value| serde_json::from_value::<Command>(value).unwrap();
    assert_eq!(read(json!({"do": "schedule", "task": task, "kind": "K01"})), term.schedule("K01"));
    assert_eq!(
        read(json!({"do": "close_phase", "plan": plan, "phase": "p1"})),
        term.close("p1", "")
    );
    assert_eq!(
        read(json!({"do": "copy_plan", "plan": plan, "start": "2027-09-01", "pairings": true})),
        term.copy(term.plan, "2027-09-01")
    );
    let over =
        json!({"do": "roll_over", "plan": plan, "period": "2026-2027-1", "start": "2027-09-01"});
    assert!(matches!(read(over), Command::RollOver { .. }));
    let slip = json!({"do": "schedule", "task": task, "pairings": ["x"]});
    assert!(serde_json::from_value::<Command>(slip).is_err());
}
