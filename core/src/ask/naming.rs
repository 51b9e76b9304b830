//! What a record is called where others refer to it.

use serde_json::Value;

use crate::catalog::Catalog;
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::{
    Activity, AidGrant, Case, Enrolment, FundEntry, Household, Id, Notice, Org, Pairing, Person,
    Record, Rule,
};
use crate::state::State;

/// The name of a record for people: a unit's short name, a pairing's two sides, an activity's topic or kind. A record
/// that is not there is named by nothing.
pub fn name_of(state: &State, catalog: &Catalog, id: RecordId, lang: Lang) -> String {
    let Some(record) = state.log().record(id) else { return String::new() };
    match record.kind() {
        Org::KIND => state.orgs().find(Id::new(id)).map(org_name).unwrap_or_default(),
        Pairing::KIND => {
            let (a, b) = pair_names(state, Id::new(id));
            let arrow = if is_mentoring(state, Id::new(id)) { "→" } else { "⇄" };
            format!("{a} {arrow} {b}")
        }
        Activity::KIND => {
            let Some(activity) = state.activities().find(Id::new(id)) else { return String::new() };
            let kind = kind_label(state, catalog, &activity.kind, lang);
            if activity.title.is_empty() { kind } else { activity.title.clone() }
        }
        Rule::KIND => state
            .rules()
            .find(Id::new(id))
            .map(|rule| rule.title.get(lang).to_owned())
            .unwrap_or_default(),
        Household::KIND | Enrolment::KIND | FundEntry::KIND | AidGrant::KIND => state.name(id),
        Case::KIND => {
            let kind = state.cases().find(Id::new(id)).map(|case| &*case.kind).unwrap_or_default();
            both(state.name(id), code_label(state, catalog, "case_kind", kind, lang))
        }
        Notice::KIND => {
            let kind = state.notices().find(Id::new(id)).map(|it| &*it.kind).unwrap_or_default();
            both(code_label(state, catalog, "notice_kind", kind, lang), state.name(id))
        }
        _ => {
            let text = |name: &str| {
                record.value().get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
            };
            ["name", "title", "indicator", "kind"]
                .into_iter()
                .find_map(text)
                .unwrap_or_default()
                .to_owned()
        }
    }
}

/// Two parts of a name, where each is there.
fn both(one: String, other: String) -> String {
    [one, other].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// A unit as people call it.
fn org_name(org: &Org) -> String {
    if org.short_name.is_empty() { org.name.clone() } else { org.short_name.clone() }
}

/// The two sides of a pairing by name; several on one side are joined.
pub fn pair_names(state: &State, id: Id<Pairing>) -> (String, String) {
    let Some(pairing) = state.pairings().find(id) else { return Default::default() };
    let side = |members: &crate::record::Refs| {
        let names = members.iter().map(|id| side_name(state, *id)).filter(|name| !name.is_empty());
        names.collect::<Vec<_>>().join("、")
    };
    (side(&pairing.side_a), side(&pairing.side_b))
}

fn side_name(state: &State, id: RecordId) -> String {
    let person = || state.people().find(Id::new(id)).map(|person| person.name.clone());
    state.orgs().find(Id::new(id)).map(org_name).or_else(person).unwrap_or_default()
}

/// Whether one side of the pairing leads the other: people paired with people.
fn is_mentoring(state: &State, id: Id<Pairing>) -> bool {
    let pairing = state.pairings().find(id);
    pairing.is_some_and(|pairing| {
        pairing.side_a.iter().any(|id| state.people().find(Id::new(*id)).is_some())
    })
}

/// The name of an activity kind: the workbook's own, else the catalogue's, else its code.
pub fn kind_label(state: &State, catalog: &Catalog, code: &str, lang: Lang) -> String {
    let own = state
        .workspace()
        .and_then(|(_, workspace)| workspace.kinds.get(code))
        .map(|kind| kind.name.get(lang));
    let own = own.filter(|name| !name.is_empty());
    own.or_else(|| catalog.kind(code).map(|kind| kind.name.get(lang))).unwrap_or(code).to_owned()
}

/// The name of a code: the workbook's own list, else the catalogue's, else the code.
pub fn code_label(state: &State, catalog: &Catalog, list: &str, code: &str, lang: Lang) -> String {
    if list == "activity_kind" {
        return kind_label(state, catalog, code, lang);
    }
    let lists = state.workspace().map(|(_, workspace)| &workspace.codes);
    let own = lists.and_then(|lists| lists.get(list)).and_then(|list| list.items.get(code));
    let own = own.map(|item| item.label.get(lang)).filter(|label| !label.is_empty());
    own.or_else(|| catalog.label(list, code).map(|label| label.get(lang)))
        .unwrap_or(code)
        .to_owned()
}

/// The unit a person belongs to, by name.
pub fn person_org(state: &State, id: Id<Person>) -> String {
    let org = state.people().find(id).and_then(|person| person.org);
    org.and_then(|org| state.orgs().find(org)).map(org_name).unwrap_or_default()
}
