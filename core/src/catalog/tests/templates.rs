//! A template speaks only of what the catalogue has, and is complete.

use super::*;

/// Every template that can be applied.
fn ready(catalog: &Catalog) -> Vec<&Template> {
    catalog.templates().iter().filter_map(|row| catalog.template(&row.code)).collect()
}

/// Fails unless the list has the code; a list that is still to come has them all.
fn known(catalog: &Catalog, whose: &str, list: &str, code: &str) {
    let there = catalog.codes(list).is_empty() || catalog.label(list, code).is_some();
    assert!(there, "{whose}: {list} has no {code}");
}

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
    for template in ready(&catalog) {
        let whose = template.code.as_str();
        known(&catalog, whose, "plan_level", &template.level);
        known(&catalog, whose, "pairing_kind", &template.pairing_kind);
        for code in &template.rules {
            let rule = catalog.rule(code).unwrap_or_else(|| panic!("{whose}: rule {code}"));
            let mut kinds = rule.kinds.clone();
            rule.params.values().for_each(|value| query::kinds_named(value, &mut kinds));
            for kind in kinds {
                assert!(template.kinds.contains(&kind), "{whose}: {code} needs kind {kind}");
            }
        }
        for kind in &template.kinds {
            assert!(catalog.kind(kind).is_some(), "{whose}: kind {kind}");
        }
        for role in &template.roles {
            known(&catalog, whose, "team_role", &role.team_role);
            known(&catalog, whose, "side", &role.side);
        }
        for phase in &template.phases {
            let inside = phase.from_month <= phase.to_month && phase.to_month < template.months;
            assert!(inside, "{whose}: phase {:?}", phase.name.get(Lang::ZhHans));
        }
    }
}

#[test]
fn every_task_of_a_template_has_its_place() {
    let catalog = Catalog::builtin();
    for template in ready(&catalog) {
        let roles: BTreeSet<&str> = template.roles.iter().map(|role| role.code.as_str()).collect();
        for task in &template.tasks {
            let name = format!("{}: task {}", template.code, task.code);
            let phase = template.phases.get(task.phase).unwrap_or_else(|| panic!("{name}: phase"));
            let months = phase.from_month..=phase.to_month;
            assert!(months.contains(&task.due_month), "{name}: due month {}", task.due_month);
            assert!(roles.contains(task.lead.as_str()), "{name}: lead {}", task.lead);
            for kind in &task.kinds {
                assert!(template.kinds.contains(kind), "{name}: kind {kind}");
            }
            for rule in &task.rules {
                assert!(template.rules.contains(rule), "{name}: rule {rule}");
            }
            assert_eq!(task.quantity.is_some(), !task.unit.is_empty(), "{name}: quantity");
            if !task.unit.is_empty() {
                known(&catalog, &name, "unit", &task.unit);
            }
            if let Some(recurrence) = &task.recurrence {
                known(&catalog, &name, "period", &recurrence.period);
                assert!(recurrence.every > 0, "{name}: every");
            }
        }
    }
}

#[test]
fn every_rule_of_a_template_has_a_task_and_a_goal() {
    let catalog = Catalog::builtin();
    for template in ready(&catalog) {
        let whose = &template.code;
        for code in &template.rules {
            // What is off until somebody wants it needs neither.
            if !catalog.rule(code).is_some_and(|rule| rule.on) {
                continue;
            }
            let done = template.tasks.iter().any(|task| task.rules.contains(code));
            assert!(done, "{whose}: {code} has no task (R540)");
            let aimed_at = template.goals.iter().any(|goal| goal.rules.contains(code));
            assert!(aimed_at, "{whose}: {code} has no goal");
        }
        for code in template.goals.iter().flat_map(|goal| &goal.rules) {
            assert!(template.rules.contains(code), "{whose}: a goal names {code}");
        }
    }
}

#[test]
fn what_a_template_gathers_has_its_codes() {
    let catalog = Catalog::builtin();
    for template in ready(&catalog) {
        let whose = template.code.as_str();
        for evidence in &template.evidence {
            evidence
                .doc_kinds
                .iter()
                .for_each(|kind| known(&catalog, whose, "document_kind", kind));
            for kind in &evidence.kinds {
                assert!(template.kinds.contains(kind), "{whose}: evidence of {kind}");
            }
        }
        for indicator in template.indicators.iter().chain(&template.checklist) {
            let label = catalog.label("indicator", &indicator.code);
            assert_eq!(label, Some(&indicator.label), "{whose}: {}", indicator.code);
            known(&catalog, whose, "side", &indicator.side);
            assert!(["int", "decimal", "bool", "text"].contains(&indicator.form.as_str()));
            if !indicator.unit.is_empty() {
                known(&catalog, whose, "unit", &indicator.unit);
            }
        }
        for item in &template.checklist {
            assert!(item.code.contains(':') && item.form == "bool", "{whose}: {}", item.code);
        }
        for sides in [&template.checks.helped, &template.checks.helper] {
            assert!(sides.iter().map(|check| check.no).eq(1..=u32::try_from(sides.len()).unwrap()));
            for rule in sides.iter().flat_map(|check| &check.rules) {
                assert!(template.rules.contains(rule), "{whose}: a check names {rule}");
            }
        }
    }
}

#[test]
fn what_a_template_brings_has_its_codes() {
    let catalog = Catalog::builtin();
    for template in ready(&catalog) {
        unique("schemes", template.schemes.iter().map(|scheme| scheme.code.as_str()));
        unique("projects", template.projects.iter().map(|project| project.code.as_str()));
        for scheme in &template.schemes {
            let name = format!("{}: scheme {}", template.code, scheme.code);
            assert!(is_code(&scheme.code), "{name}");
            for (list, code) in [
                ("aid_component", &scheme.component),
                ("aid_unit", &scheme.basis),
                ("yes_no_any", &scheme.boarder),
                ("yes_no_any", &scheme.bus),
            ] {
                known(&catalog, &name, list, code);
            }
            if !scheme.stage.is_empty() {
                known(&catalog, &name, "stage", &scheme.stage);
            }
            scheme.case_kinds.iter().for_each(|kind| known(&catalog, &name, "case_kind", kind));
        }
        unique("forms", template.forms.iter().map(|form| form.code.as_str()));
        known(&catalog, &template.code, "assessment_kind", &template.check_kind);
        for form in &template.forms {
            let name = format!("{}: form {}", template.code, form.code);
            assert!(is_code(&form.code) && !form.items.is_empty(), "{name}");
            known(&catalog, &name, "assessment_kind", &form.kind);
            known(&catalog, &name, "side", &form.side);
            for line in &form.items {
                known(&catalog, &name, "assessment_item_kind", &line.kind);
            }
        }
        for project in &template.projects {
            let name = format!("{}: project {}", template.code, project.code);
            assert!(is_code(&project.code), "{name}");
            known(&catalog, &name, "project_kind", &project.kind);
            project.spec.iter().for_each(|line| known(&catalog, &name, "unit", &line.unit));
            unique(&name, project.spec.iter().map(|line| line.code.as_str()));
            unique(&name, project.budget.iter().map(|line| line.code.as_str()));
            for (code, month) in &project.milestones {
                known(&catalog, &name, "milestone", code);
                assert!(*month < template.months, "{name}: {code} after the plan's end");
            }
        }
    }
}

#[test]
fn the_parts_of_a_template_are_complete() {
    let catalog = Catalog::builtin();
    for template in ready(&catalog) {
        let whose = &template.code;
        assert_eq!(template.sections.len(), 8, "{whose}: the skeleton has eight parts (R537)");
        assert!(!template.goals.is_empty() && !template.phases.is_empty(), "{whose}");
        let goals = template.goals.iter().map(|goal| &goal.prompt);
        for prompt in template.sections.iter().map(|section| &section.prompt).chain(goals) {
            let sentences = prompt.get(Lang::ZhHans).matches('。').count();
            assert!((2..=4).contains(&sentences), "{whose}: {sentences} sentences in {prompt:?}");
        }
        unique(whose, template.sections.iter().map(|section| section.code.as_str()));
        unique(whose, template.goals.iter().map(|goal| goal.code.as_str()));
        unique(whose, template.rules.iter().map(String::as_str));
        unique(whose, template.kinds.iter().map(String::as_str));
        unique(whose, template.tasks.iter().map(|task| task.code.as_str()));
        unique(whose, template.roles.iter().map(|role| role.code.as_str()));
        unique(whose, template.regulations.iter().map(|book| book.code.as_str()));
        unique(whose, template.ledgers.iter().map(|ledger| ledger.code.as_str()));
        unique(whose, template.reports.iter().map(|report| report.code.as_str()));
        unique(
            whose,
            template.indicators.iter().chain(&template.checklist).map(|one| one.code.as_str()),
        );
        unique(whose, template.volumes.iter().map(|volume| volume.code.as_str()));
        let kinds = template.volumes.iter().flat_map(|volume| &volume.kinds);
        unique(whose, kinds.map(String::as_str));
        for kind in &template.kinds {
            let filed = template.volumes.iter().any(|volume| volume.kinds.contains(kind));
            assert!(filed, "{whose}: {kind} has no volume");
        }
        for volume in &template.volumes {
            let label = catalog.label("volume", &volume.code);
            assert_eq!(label, Some(&volume.label), "{whose}: volume {}", volume.code);
        }
    }
}

#[test]
fn the_kindergartens_year_has_nineteen_rules_and_six_checks_a_side() {
    let catalog = Catalog::builtin();
    let template = catalog.template("T15").unwrap();
    assert_eq!((template.goals.len(), template.rules.len()), (4, 19));
    assert_eq!((template.checks.helped.len(), template.checks.helper.len()), (6, 6));
    assert!(template.checklist.iter().all(|item| item.code.starts_with("condition_item:")));
}

#[test]
fn a_project_that_a_rule_picks_out_comes_with_the_template() {
    fn paths(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => {
                let key = text.strip_prefix("spec.").and_then(|rest| rest.split('.').next());
                found.extend(key.filter(|key| *key != "*").map(str::to_owned));
            }
            Value::Object(map) => map.values().for_each(|inner| paths(inner, found)),
            Value::Array(items) => items.iter().for_each(|inner| paths(inner, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let catalog = Catalog::builtin();
    for template in ready(&catalog) {
        let specs = template.projects.iter().flat_map(|project| &project.spec);
        let there: BTreeSet<&str> = specs.map(|line| line.code.as_str()).collect();
        for code in &template.rules {
            let mut picked = BTreeSet::new();
            catalog.rule(code).unwrap().params.values().for_each(|one| paths(one, &mut picked));
            for key in picked {
                assert!(there.contains(key.as_str()), "{}: {code} picks {key}", template.code);
            }
        }
    }
}
