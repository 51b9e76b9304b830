//! Whom a template pairs, and what is measured and checked of them: units, people, households; or the workbook's own
//! unit alone.

use serde_json::{Map, Value, json};

use crate::catalog::{Check, Indicator, RuleDraft, Template};
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::{Assessment, Household, Measurement, Org, Pairing, Person, Record};
use crate::state::{Change, put, set_of};

use super::template::{Applying, Side};

/// What a partner's name is the name of when a template is applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Met {
    /// A unit, paired with the workbook's own.
    Unit,
    /// A person, paired with the one who applies.
    Person,
    /// The head of a household, paired with the one who applies.
    Household,
}

impl Met {
    fn of(template: &Template) -> Self {
        match template.pairing_kind.as_str() {
            "mentor_mentee"
            | "teacher_student"
            | "urban_rural_teacher"
            | "member_senior_member"
            | "volunteer_child" => Self::Person,
            "cadre_household" | "cadre_entrepreneur_household" | "worthy_household" => {
                Self::Household
            }
            _ => Self::Unit,
        }
    }
}

/// Whether a plan of this template makes sense before anybody is named to pair with.
pub fn stands_alone(template: &Template) -> bool {
    template.pairing_kind == "other" || !measures_partner(template)
}

/// Whether the baseline and the checks are about the two who are paired, not about the workbook's own unit.
pub(super) fn measures_partner(template: &Template) -> bool {
    Met::of(template) == Met::Unit || template.pairing_kind == "mentor_mentee"
}

/// What the helped unit is, where the kind of pairing says so: the code of the list `org_kind`.
fn helped_kind(pairing: &str) -> Option<&'static str> {
    matches!(pairing, "bureau_village" | "enterprise_village").then_some("village")
}

/// A partner, the pairing with it, its baseline and the check forms of both sides.
pub(super) fn partner(
    applying: &Applying<'_>,
    name: &str,
    plan: RecordId,
    rules: &[(&RuleDraft, RecordId)],
    fresh: &mut dyn FnMut() -> RecordId,
) -> Vec<Change> {
    let (other, pairing) = (fresh(), fresh());
    let met = Met::of(applying.template);
    let mut changes = named(met, name, other, fresh);
    let kind = helped_kind(&applying.template.pairing_kind);
    let kind = kind.filter(|_| applying.side == Side::Helper);
    if let (Some(kind), Some(unit)) = (kind, changes.first_mut()) {
        put(&mut unit.patch, "kind", kind);
    }
    let own = match met {
        Met::Unit => applying.own,
        Met::Person | Met::Household => applying.me.unwrap_or(applying.own),
    };
    let (helper, helped) = match applying.side {
        Side::Helper => (own, other),
        Side::Helped => (other, own),
    };
    let mut pair = Map::new();
    put(&mut pair, "kind", applying.template.pairing_kind.as_str());
    put(&mut pair, "side_a", set_of([helper]));
    put(&mut pair, "side_b", set_of([helped]));
    put(&mut pair, "plan", plan.to_string());
    put(&mut pair, "from", applying.start.to_string());
    put(&mut pair, "to", applying.last_day().to_string());
    put(&mut pair, "state", "active");
    changes.push(Change::new(Pairing::KIND, pairing, pair));
    if measures_partner(applying.template) {
        changes.extend(measured(applying, name, (helper, helped), plan, rules, fresh));
    }
    changes
}

/// The unit, the person, or the household with its head.
fn named(met: Met, name: &str, id: RecordId, fresh: &mut dyn FnMut() -> RecordId) -> Vec<Change> {
    let mut patch = Map::new();
    put(&mut patch, "name", name.trim());
    match met {
        Met::Unit => vec![Change::new(Org::KIND, id, patch)],
        Met::Person => vec![Change::new(Person::KIND, id, patch)],
        Met::Household => {
            let head = fresh();
            put(&mut patch, "household", id.to_string());
            let mut home = Map::new();
            put(&mut home, "head", head.to_string());
            put(&mut home, "members", set_of([head]));
            vec![Change::new(Household::KIND, id, home), Change::new(Person::KIND, head, patch)]
        }
    }
}

/// The baseline still to be found out and the check forms of two sides, which are the same where a plan is about one
/// unit.
pub(super) fn measured(
    applying: &Applying<'_>,
    name: &str,
    (helper, helped): (RecordId, RecordId),
    plan: RecordId,
    rules: &[(&RuleDraft, RecordId)],
    fresh: &mut dyn FnMut() -> RecordId,
) -> Vec<Change> {
    let facts = applying.template.indicators.iter().chain(&applying.template.checklist);
    let mut changes: Vec<Change> = facts
        .flat_map(|fact| baseline(fact, helper, helped))
        .map(|patch| Change::new(Measurement::KIND, fresh(), patch))
        .collect();
    for (side, subject, checks) in [
        ("helped", helped, &applying.template.checks.helped),
        ("helper", helper, &applying.template.checks.helper),
    ] {
        if checks.is_empty() {
            continue;
        }
        let patch = check_form(applying, name, side, subject, plan, checks, rules);
        changes.push(Change::new(Assessment::KIND, fresh(), patch));
    }
    changes
}

/// A figure still to be found out: it has no value, which is not nought (R001).
fn baseline(fact: &Indicator, helper: RecordId, helped: RecordId) -> Vec<Map<String, Value>> {
    let subjects: &[RecordId] = match fact.side.as_str() {
        "helper" => &[helper],
        "both" if helper != helped => &[helper, helped],
        _ => &[helped],
    };
    let facts = subjects.iter().map(|subject| {
        let mut patch = Map::new();
        put(&mut patch, "subject", subject.to_string());
        put(&mut patch, "indicator", fact.code.as_str());
        put(&mut patch, "note", fact.label.get(Lang::ZhHans));
        put(&mut patch, "unit", fact.unit.as_str());
        patch
    });
    facts.collect()
}

fn check_form(
    applying: &Applying<'_>,
    partner: &str,
    side: &str,
    subject: RecordId,
    plan: RecordId,
    checks: &[Check],
    rules: &[(&RuleDraft, RecordId)],
) -> Map<String, Value> {
    let lang = applying.lang;
    let items: Map<String, Value> = checks
        .iter()
        .map(|check| {
            let ids = rules.iter().filter(|(rule, _)| check.rules.contains(&rule.code)).map(|(_, id)| *id);
            let kind = if check.rules.is_empty() { "yes_no" } else { "auto" };
            let item = json!({
                "no": check.no, "text": check.text.get(lang), "kind": kind, "rules": set_of(ids), "ord": check.no,
            });
            (format!("i{}", check.no), item)
        })
        .collect();
    let mut patch = Map::new();
    let title = applying.template.name.get(lang);
    let name = if partner.is_empty() { title.to_owned() } else { format!("{title} · {partner}") };
    put(&mut patch, "name", name);
    put(&mut patch, "kind", applying.template.check_kind.as_str());
    put(&mut patch, "side", side);
    put(&mut patch, "plan", plan.to_string());
    put(&mut patch, "subject", subject.to_string());
    put(&mut patch, "items", items);
    put(&mut patch, "state", "set_up");
    patch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;
    use crate::plan::apply;

    const OWN: RecordId = RecordId::new(2);
    const ME: RecordId = RecordId::new(3);

    fn applied(code: &str, partners: &[&str]) -> Vec<Change> {
        let catalog = Catalog::builtin();
        let partners: Vec<String> = partners.iter().map(|name| (*name).to_owned()).collect();
        let applying = Applying {
            template: catalog.template(code).unwrap(),
            catalog: &catalog,
            workspace: RecordId::new(1),
            own: OWN,
            me: Some(ME),
            side: Side::Helper,
            partners: &partners,
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
    fn a_school_that_helps_its_pupils_is_measured_itself_and_once() {
        let changes = applied("T01", &["小禾", "小穗"]);
        let pairings = of(&changes, Pairing::KIND);
        assert_eq!((pairings.len(), of(&changes, Person::KIND).len()), (2, 2));
        assert!(pairings.iter().all(|pairing| pairing.patch["side_a"] == set_of([ME])));
        let facts = of(&changes, Measurement::KIND);
        assert!(!facts.is_empty());
        assert!(facts.iter().all(|fact| fact.patch["subject"] == OWN.to_string()));
        let alone = applied("T01", &[]);
        assert_eq!(of(&alone, Measurement::KIND).len(), facts.len());
        assert_eq!(of(&alone, Assessment::KIND).len(), of(&changes, Assessment::KIND).len());
    }

    #[test]
    fn what_both_sides_are_measured_by_is_asked_of_the_own_unit_once() {
        let one = applied("T15", &["青禾"]);
        let two = applied("T15", &["青禾", "石桥"]);
        let own = |changes: &[Change]| {
            let facts = of(changes, Measurement::KIND);
            facts.iter().filter(|fact| fact.patch["subject"] == OWN.to_string()).count()
        };
        assert!(own(&one) > 0);
        assert_eq!(own(&one), own(&two));
        assert!(of(&two, Measurement::KIND).len() > of(&one, Measurement::KIND).len());
    }

    #[test]
    fn the_list_of_templates_says_what_a_partner_is() {
        let catalog = Catalog::builtin();
        for row in catalog.templates() {
            let Some(template) = catalog.template(&row.code) else { continue };
            let partner = match Met::of(template) {
                Met::Unit => "unit",
                Met::Person => "person",
                Met::Household => "household",
            };
            assert_eq!(
                (row.partner.as_str(), row.alone),
                (partner, stands_alone(template)),
                "{}",
                row.code
            );
        }
    }

    #[test]
    fn a_household_is_named_by_its_head() {
        let mut ids = 10;
        let changes = named(Met::Household, " 周青 ", RecordId::new(5), &mut || {
            ids += 1;
            RecordId::new(ids)
        });
        let (home, head) = (&changes[0], &changes[1]);
        assert_eq!(home.patch["head"], head.id.to_string());
        assert_eq!(head.patch["household"], home.id.to_string());
        assert_eq!(head.patch["name"], "周青");
    }
}
