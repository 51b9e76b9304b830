//! A template speaks only of what the catalogue has, and is complete.

use super::*;

#[test]
fn only_ready_templates_are_offered_and_each_of_them_is_there() {
    let catalog = Catalog::builtin();
    let codes: Vec<&str> = catalog.templates().iter().map(|row| row.code.as_str()).collect();
    let expected: Vec<String> = (1..=18).map(|n| format!("T{n:02}")).collect();
    assert_eq!(codes, expected);
    for row in catalog.templates() {
        assert_eq!(row.ready, catalog.template(&row.code).is_some(), "{}", row.code);
        if let Some(template) = catalog.template(&row.code) {
            assert_eq!((&template.code, &template.name), (&row.code, &row.name));
        }
    }
}

#[test]
fn a_template_speaks_of_nothing_that_is_not_there() {
    let catalog = Catalog::builtin();
    let known =
        |list: &str, code: &str| assert!(catalog.label(list, code).is_some(), "{list}: {code}");
    let template = catalog.template("T15").unwrap();
    known("plan_level", &template.level);
    known("pairing_kind", &template.pairing_kind);
    let roles: BTreeSet<&str> = template.roles.iter().map(|role| role.code.as_str()).collect();
    for code in &template.rules {
        let rule = catalog.rule(code).unwrap_or_else(|| panic!("rule {code}"));
        assert!(
            rule.kinds.iter().all(|kind| template.kinds.contains(kind)),
            "{code}: a kind is switched off"
        );
    }
    assert!(template.kinds.iter().all(|kind| catalog.kind(kind).is_some()));
    for role in &template.roles {
        known("team_role", &role.team_role);
        known("side", &role.side);
    }
    for task in &template.tasks {
        let phase =
            template.phases.get(task.phase).unwrap_or_else(|| panic!("{}: phase", task.code));
        assert!(
            (phase.from_month..=phase.to_month).contains(&task.due_month),
            "{}: due month",
            task.code
        );
        assert!(roles.contains(task.lead.as_str()), "{}: lead {}", task.code, task.lead);
        assert!(
            task.kinds.iter().all(|kind| template.kinds.contains(kind)),
            "{}: kinds",
            task.code
        );
        assert!(
            task.rules.iter().all(|rule| template.rules.contains(rule)),
            "{}: rules",
            task.code
        );
        assert_eq!(task.quantity.is_some(), !task.unit.is_empty(), "{}: quantity", task.code);
    }
    assert!(
        template
            .phases
            .iter()
            .all(|phase| phase.from_month <= phase.to_month && phase.to_month < template.months)
    );
}

#[test]
fn every_rule_of_a_template_has_a_task_and_a_goal() {
    let catalog = Catalog::builtin();
    let template = catalog.template("T15").unwrap();
    for rule in &template.rules {
        assert!(
            template.tasks.iter().any(|task| task.rules.contains(rule)),
            "{rule} has no task (R540)"
        );
        // R498 is off until somebody wants it.
        let aimed_at = template.goals.iter().any(|goal| goal.rules.contains(rule));
        assert!(aimed_at || rule == "R498", "{rule} has no goal");
    }
}

#[test]
fn what_a_template_gathers_has_its_codes() {
    let catalog = Catalog::builtin();
    let known =
        |list: &str, code: &str| assert!(catalog.label(list, code).is_some(), "{list}: {code}");
    let template = catalog.template("T15").unwrap();
    for evidence in &template.evidence {
        evidence.doc_kinds.iter().for_each(|kind| known("document_kind", kind));
        assert!(evidence.kinds.iter().all(|kind| template.kinds.contains(kind)));
    }
    for indicator in template.indicators.iter().chain(&template.checklist) {
        assert_eq!(catalog.label("indicator", &indicator.code), Some(&indicator.label));
        if !indicator.unit.is_empty() {
            known("unit", &indicator.unit);
        }
    }
    assert!(
        template
            .checklist
            .iter()
            .all(|item| item.code.starts_with("condition_item:") && item.form == "bool")
    );
    for sides in [&template.checks.helped, &template.checks.helper] {
        assert_eq!(sides.iter().map(|check| check.no).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
        assert!(
            sides.iter().flat_map(|check| &check.rules).all(|rule| template.rules.contains(rule))
        );
    }
}

#[test]
fn the_parts_of_a_template_are_complete() {
    let catalog = Catalog::builtin();
    let template = catalog.template("T15").unwrap();
    assert_eq!(template.sections.len(), 8);
    assert_eq!(template.goals.len(), 4);
    assert_eq!(template.rules.len(), 19);
    for sentences in
        template.sections.iter().map(|s| &s.prompt).chain(template.goals.iter().map(|g| &g.prompt))
    {
        let count = sentences.get(Lang::ZhHans).matches('。').count();
        assert!((2..=4).contains(&count), "{count} sentences: {}", sentences.get(Lang::ZhHans));
    }
    unique("tasks", template.tasks.iter().map(|task| task.code.as_str()));
    unique("roles", template.roles.iter().map(|role| role.code.as_str()));
    unique("regulations", template.regulations.iter().map(|book| book.code.as_str()));
    unique("ledgers", template.ledgers.iter().map(|ledger| ledger.code.as_str()));
    unique("reports", template.reports.iter().map(|report| report.code.as_str()));
    unique(
        "volumes of kinds",
        template.volumes.iter().flat_map(|volume| &volume.kinds).map(String::as_str),
    );
    for kind in &template.kinds {
        assert!(
            template.volumes.iter().any(|volume| volume.kinds.contains(kind)),
            "{kind} has no volume"
        );
    }
    for volume in &template.volumes {
        assert_eq!(catalog.label("volume", &volume.code), Some(&volume.label));
    }
}
