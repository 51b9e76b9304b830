//! What a template brings besides work: aid schemes, projects and score sheets as records of the plan (R693).

use serde_json::{Map, Value, json};

use crate::catalog::{FormDraft, ProjectDraft, SchemeDraft};
use crate::log::RecordId;
use crate::record::{AidScheme, Assessment, Project, Record};
use crate::state::{Change, put, set_of};

use super::template::Applying;

/// Every scheme, project and form of the template. `fresh` makes ids.
pub(super) fn records(
    applying: &Applying<'_>,
    plan: RecordId,
    fresh: &mut dyn FnMut() -> RecordId,
) -> Vec<Change> {
    let template = applying.template;
    let mut changes = Vec::new();
    for scheme in &template.schemes {
        changes.push(Change::new(AidScheme::KIND, fresh(), scheme_fields(applying, scheme)));
    }
    for project in &template.projects {
        changes.push(Change::new(Project::KIND, fresh(), project_fields(applying, project, plan)));
    }
    for form in &template.forms {
        changes.push(Change::new(Assessment::KIND, fresh(), form_fields(applying, form, plan)));
    }
    changes
}

/// A scheme whose amount is not known says so; that is not nought (R001). A full waiver has no amount to know.
fn scheme_fields(applying: &Applying<'_>, scheme: &SchemeDraft) -> Map<String, Value> {
    let mut patch = Map::new();
    put(&mut patch, "name", scheme.label.get(applying.lang));
    for (field, code) in [
        ("stage", &scheme.stage),
        ("component", &scheme.component),
        ("basis", &scheme.basis),
        ("boarder", &scheme.boarder),
        ("bus", &scheme.bus),
    ] {
        if !code.is_empty() {
            put(&mut patch, field, code.as_str());
        }
    }
    match scheme.amount {
        Some(amount) => put(&mut patch, "amount", amount),
        None if scheme.basis != "full_waiver" => put(&mut patch, "amount_unknown", true),
        None => {}
    }
    if !scheme.case_kinds.is_empty() {
        put(&mut patch, "case_kinds", set_of(&scheme.case_kinds));
    }
    put(&mut patch, "from", applying.start.to_string());
    patch
}

fn project_fields(
    applying: &Applying<'_>,
    project: &ProjectDraft,
    plan: RecordId,
) -> Map<String, Value> {
    let lang = applying.lang;
    let spec = project.spec.iter().zip(1..).map(|(line, ord)| {
        let unit = applying.catalog.label("unit", &line.unit).map(|unit| unit.get(lang));
        let mut item =
            json!({"name": line.name.get(lang), "unit": unit.unwrap_or_default(), "ord": ord});
        if let Some(value) = line.value {
            item["value"] = json!(value);
        }
        (line.code.clone(), item)
    });
    let budget = project.budget.iter().zip(1..).map(|(line, ord)| {
        let mut item = json!({"item": line.item.get(lang), "ord": ord});
        if let Some(amount) = line.amount {
            item["amount"] = json!(amount);
        }
        (line.code.clone(), item)
    });
    let milestones = project.milestones.iter().zip(1..).map(|((code, month), ord)| {
        let planned = applying.month_end(*month).to_string();
        (code.clone(), json!({"planned": planned, "ord": ord}))
    });
    let lists: [(&str, Map<String, Value>); 3] = [
        ("spec", spec.collect()),
        ("budget", budget.collect()),
        ("milestones", milestones.collect()),
    ];
    let mut patch = Map::new();
    put(&mut patch, "name", project.label.get(lang));
    put(&mut patch, "kind", project.kind.as_str());
    put(&mut patch, "plan", plan.to_string());
    for (field, items) in lists {
        if !items.is_empty() {
            put(&mut patch, field, items);
        }
    }
    put(&mut patch, "state", "to_apply");
    patch
}

/// An empty score sheet of the plan, to be filled in or copied for each person who is judged.
fn form_fields(applying: &Applying<'_>, form: &FormDraft, plan: RecordId) -> Map<String, Value> {
    let lang = applying.lang;
    let items = form.items.iter().zip(1..).map(|(line, no)| {
        let mut item = json!({"no": no, "text": line.text.get(lang), "kind": line.kind, "ord": no});
        if let Some(weight) = line.weight {
            item["weight"] = json!(weight);
        }
        (format!("i{no}"), item)
    });
    let mut patch = Map::new();
    put(&mut patch, "name", form.name.get(lang));
    put(&mut patch, "kind", form.kind.as_str());
    put(&mut patch, "side", form.side.as_str());
    put(&mut patch, "plan", plan.to_string());
    put(&mut patch, "items", items.collect::<Map<_, _>>());
    put(&mut patch, "state", "set_up");
    patch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::label::Lang;
    use crate::plan::{Side, apply};
    use crate::record::field::{check, missing};
    use crate::record::{Pairing, Person, schema};

    const OWN: RecordId = RecordId::new(2);
    const ME: RecordId = RecordId::new(3);

    fn applied(catalog: &Catalog, code: &str) -> Vec<Change> {
        let applying = Applying {
            template: catalog.template(code).unwrap(),
            catalog,
            workspace: RecordId::new(1),
            own: OWN,
            me: Some(ME),
            side: Side::Helper,
            partners: &["云溪".to_owned()],
            start: "2026-09-01".parse().unwrap(),
            lang: Lang::ZhHans,
        };
        let mut last = 10;
        apply(&applying, &mut || {
            last += 1;
            RecordId::new(last)
        })
    }

    fn of<'a>(changes: &'a [Change], kind: &str) -> Vec<&'a Change> {
        changes.iter().filter(|change| change.kind == kind).collect()
    }

    #[test]
    fn every_template_becomes_records_that_fit() {
        let catalog = Catalog::builtin();
        for row in catalog.templates().iter().filter(|row| row.ready) {
            for change in applied(&catalog, &row.code) {
                let schema = schema(&change.kind).unwrap();
                let problems = check(schema, &change.patch);
                assert!(problems.is_empty(), "{}: {} {problems:?}", row.code, change.kind);
                // As deep as in a line of the log.
                let line = crate::log::value::parse(&json!({"fields": change.patch}).to_string());
                assert!(line.is_ok(), "{}: {:?} {line:?}", row.code, change.patch.get("code"));
                if change.id != RecordId::new(1) {
                    let lacks = missing(schema, &Value::Object(change.patch.clone()));
                    assert!(lacks.is_empty(), "{}: {} {lacks:?}", row.code, change.kind);
                }
            }
        }
    }

    #[test]
    fn an_agreement_of_mentor_and_mentee_is_between_two_people() {
        let catalog = Catalog::builtin();
        let changes = applied(&catalog, "T17");
        let mentee = of(&changes, Person::KIND)[0];
        let pairing = of(&changes, Pairing::KIND)[0];
        assert_eq!(mentee.patch["name"], "云溪");
        assert_eq!(pairing.patch["side_a"], set_of([ME]));
        assert_eq!(pairing.patch["side_b"], set_of([mentee.id]));
        assert!(of(&changes, "org").is_empty());
    }

    #[test]
    fn a_scheme_whose_amount_the_source_hides_says_that_it_is_not_known() {
        let catalog = Catalog::builtin();
        let changes = applied(&catalog, "T12");
        let scheme = |name: &str| {
            let found =
                of(&changes, AidScheme::KIND).into_iter().find(|it| it.patch["name"] == name);
            found.unwrap().patch.clone()
        };
        assert_eq!(scheme("小学生活补助")["amount"], 100_000);
        let hidden = scheme("学前生活补助");
        assert!(hidden["amount_unknown"] == true && !hidden.contains_key("amount"));
        assert!(!scheme("普高免学费").contains_key("amount_unknown"));
    }

    #[test]
    fn projects_come_with_their_dates_and_score_sheets_with_their_points() {
        let catalog = Catalog::builtin();
        let changes = applied(&catalog, "T12");
        let road = of(&changes, Project::KIND)
            .into_iter()
            .find(|project| project.patch["kind"] == "road")
            .unwrap();
        assert_eq!(road.patch["spec"]["length"]["value"], 900_000);
        assert_eq!(road.patch["milestones"]["accepted"]["planned"], "2027-08-31");

        let changes = applied(&catalog, "T14");
        let forms = of(&changes, Assessment::KIND);
        let five = forms.iter().find(|form| form.patch["kind"] == "appraisal").unwrap();
        let items = five.patch["items"].as_object().unwrap();
        let points = items.values().filter_map(|item| item["weight"].as_i64());
        assert_eq!((items.len(), points.sum::<i64>()), (5, 100_000));
    }

    #[test]
    fn a_bureau_pairs_with_a_village_and_its_projects_add_up() {
        let catalog = Catalog::builtin();
        let changes = applied(&catalog, "T10");
        assert_eq!(of(&changes, "org")[0].patch["kind"], "village");
        let lines = of(&changes, Project::KIND).into_iter().filter_map(|it| it.patch.get("budget"));
        let amounts = lines.flat_map(|lines| lines.as_object().unwrap().values());
        let sum: i64 = amounts.filter_map(|line| line["amount"].as_i64()).sum();
        assert_eq!(Some(sum * 10), catalog.rule("R306").unwrap().threshold);
    }
}
