//! Every pair of states of every machine: what stands in its table can be done, and nothing else.

use super::*;
use crate::record::schema;
use crate::record::states::{MACHINES, Machine, Mark, Move, Need, Posting};

/// A record that stands in a state.
fn standing(world: &mut World, machine: &Machine, state: &str) -> RecordId {
    let mut fields = needed(machine.kind, &mut |field| world.sample(field));
    fields[machine.field] = json!(state);
    world.add(machine.kind, fields)
}

/// Whether a reason is, or is as good as, what is needed.
fn asks_why(need: &Need) -> bool {
    *need == Need::Reason || matches!(need, Need::Any(all) if all.contains(&Need::Reason))
}

fn step(machine: &Machine, id: RecordId, to: &str) -> Command {
    let (field, to) = (machine.field.to_owned(), to.to_owned());
    Command::Step { id, field, to, reason: String::new(), fields: Fields::new(), force: false }
}

fn with(step: &Command, why: &str, forcing: bool, bring: Fields) -> Command {
    let Command::Step { id, field, to, .. } = step.clone() else { panic!("a step") };
    Command::Step { id, field, to, reason: why.to_owned(), fields: bring, force: forcing }
}

/// Brings about what a step needs: fields to bring along, notices and records made beforehand.
fn satisfy(world: &mut World, machine: &Machine, id: RecordId, needs: &[Need], bring: &mut Value) {
    for need in needs {
        match need {
            Need::Reason => {}
            Need::Field(name) => {
                let field = schema(machine.kind).unwrap().field(name).unwrap();
                bring[name] = world.sample(field);
            }
            Need::Is(name, code) => bring[name] = json!(code),
            Need::Yes(name) => bring[name] = json!(true),
            Need::Equal(one, other) => {
                bring[one] = json!(40_000);
                bring[other] = json!(40_000);
            }
            Need::Held { step, .. } => {
                bring["steps"]["held"] =
                    json!({"step": step, "date": World::ago(1), "result": "通过"});
            }
            Need::Said(name) => bring["status_log"]["said"] = json!({*name: "poverty"}),
            Need::Posted(posting) | Need::Unopposed(posting) => {
                post(world, id, posting, json!({"outcome": "none"}));
            }
            Need::Objection(posting) => {
                let objection = json!({"a": {"who": "某村民", "text": "收入不实"}});
                post(world, id, posting, json!({"objections": objection}));
            }
            Need::Linked(link) => {
                let mut fields = needed(link.kind, &mut |field| world.sample(field));
                fields[link.field] = json!(link.codes[0]);
                let by = schema(link.kind).unwrap().field(link.by).unwrap();
                let is_set = matches!(by.ty, Type::RefSet(_));
                fields[link.by] =
                    if is_set { json!({id.to_string(): true}) } else { json!(id.to_string()) };
                world.add(link.kind, fields);
            }
            Need::Any(needs) => satisfy(world, machine, id, &needs[..1], bring),
        }
    }
}

fn post(world: &mut World, id: RecordId, posting: &Posting, more: Value) {
    let mut fields = json!({
        "kind": posting.kinds.first().unwrap_or(&"funds"), "about": {id.to_string(): true},
        "closes_step": posting.closes.last().unwrap_or(&""), "from": World::ago(9), "to": World::ago(2),
    });
    fields.as_object_mut().unwrap().extend(object(more));
    world.add("notice", fields);
}

/// What a step wrote down beside the state.
fn marks_stand(world: &World, machine: &Machine, id: RecordId, taken: &Move) {
    let (value, today) = (world.value(id), json!("2026-11-23"));
    let at = format!("{} {} → {}", machine.kind, taken.from, taken.to);
    for mark in taken.marks {
        match *mark {
            Mark::Date(field) => assert!(value.get(field).is_some(), "{at}: {field}"),
            Mark::Yes(field) => assert_eq!(value[field], json!(true), "{at}: {field}"),
            Mark::Clear(field) => {
                let again = taken.marks.contains(&Mark::Date(field));
                assert_eq!(value.get(field).is_some(), again, "{at}: {field}");
            }
            Mark::Count(field) => assert_eq!(value[field], json!(2), "{at}: {field}"),
            Mark::Reached(items, key, date) => assert_eq!(value[items][key][date], today, "{at}"),
            Mark::Line(items, field, code) => {
                let all = value[items].as_object().unwrap().values();
                let lines: Vec<_> = all.filter(|line| line[field] == json!(code)).collect();
                assert_eq!(lines.len(), 1, "{at}: one line {code}");
                assert_eq!((&lines[0]["date"], lines[0]["ord"].is_i64()), (&today, true), "{at}");
                assert_eq!(lines[0]["by"], json!(world.me.to_string()), "{at}");
            }
            Mark::Version => {
                let all = value["versions"].as_object().unwrap().values();
                let lines: Vec<_> = all.map(|line| &line["revision"]).collect();
                assert_eq!(lines, [&json!(2)], "{at}");
            }
        }
    }
}

fn refused(world: &mut World, command: &Command, at: &str) -> Refusal {
    let revision = world.ledger.state().revision();
    let refusal = world.run(command).expect_err(at);
    assert_eq!(world.ledger.state().revision(), revision, "{at}: a refused step writes nothing");
    refusal
}

fn illegal(world: &mut World, machine: &Machine, from: &str, to: &str) {
    let at = format!("{} {from} → {to}", machine.kind);
    let id = standing(world, machine, from);
    let forced = with(&step(machine, id, to), "特批", true, Fields::new());
    let possible: Vec<_> = machine.from(from).map(|step| step.to).collect();
    let (from, to) = (from.to_owned(), to.to_owned());
    let refusal = refused(world, &forced, &at);
    assert_eq!(refusal, Refusal::NoSuchStep { from, to, possible }, "even by force");
}

fn legal(world: &mut World, machine: &Machine, legal: &Move) {
    let at = format!("{} {} → {}", machine.kind, legal.from, legal.to);
    let id = standing(world, machine, legal.from);
    let bare = step(machine, id, legal.to);
    if legal.needs.is_empty() {
        world.run(&bare).expect(&at);
    } else {
        let lacks = refused(world, &bare, &at);
        let Refusal::StepNeeds { kind, needs } = &lacks else { panic!("{at}: {lacks}") };
        assert_eq!((*kind, &**needs), (machine.kind, legal.needs), "{at}");
        assert!(!lacks.to_string().is_empty());
        let wordless = with(&bare, " ", true, Fields::new());
        assert_eq!(refused(world, &wordless, &at), lacks, "{at}: force needs a reason");
        forced(world, machine, legal, id);
        let id = standing(world, machine, legal.from);
        let mut bring = json!({});
        satisfy(world, machine, id, legal.needs, &mut bring);
        let why = if legal.needs.iter().any(asks_why) { "说明原因" } else { "" };
        world.run(&with(&step(machine, id, legal.to), why, false, object(bring))).expect(&at);
        assert_eq!(world.value(id).get("state_forced"), None, "{at}: nothing had to be forced");
        assert_eq!(world.value(id).get("state_reason").is_some(), !why.is_empty(), "{at}");
        assert_eq!(world.value(id)[machine.field], json!(legal.to), "{at}");
        marks_stand(world, machine, id, legal);
        return;
    }
    assert_eq!(world.value(id)[machine.field], json!(legal.to), "{at}");
    marks_stand(world, machine, id, legal);
}

/// By force every step of the table can be taken, and the record stays marked through the steps that follow. A reason
/// that the step needs anyway is no force.
fn forced(world: &mut World, machine: &Machine, legal: &Move, id: RecordId) {
    let at = format!("{} {} → {}", machine.kind, legal.from, legal.to);
    let force = with(&step(machine, id, legal.to), "领导特批", true, Fields::new());
    world.run(&force).expect(&at);
    let value = world.value(id);
    assert_eq!(value[machine.field], json!(legal.to), "{at}");
    assert_eq!(value["state_reason"], json!("领导特批"), "{at}");
    let flagged = !legal.needs.iter().all(asks_why);
    assert_eq!(value.get("state_forced").is_some(), flagged, "{at}");
    if let Some(next) = machine.from(legal.to).find(|next| next.needs.is_empty()) {
        world.run(&step(machine, id, next.to)).expect(&at);
        assert_eq!(world.value(id).get("state_forced").is_some(), flagged, "{at}: stays marked");
        assert_eq!(world.value(id).get("state_reason").is_some(), flagged, "{at}");
    }
}

#[test]
fn every_step_of_every_machine_is_as_its_table_says() {
    let mut steps = 0;
    for machine in MACHINES {
        let mut world = World::new();
        for from in machine.states {
            for to in machine.states {
                match machine.step(from, to) {
                    Some(step) => legal(&mut world, machine, step),
                    None => illegal(&mut world, machine, from, to),
                }
                steps += 1;
            }
        }
    }
    assert!(steps > 700, "only {steps} pairs of states were walked");
}

#[test]
fn a_record_cannot_begin_in_a_state_that_no_machine_knows() {
    let mut world = World::new();
    for machine in MACHINES {
        let mut fields = needed(machine.kind, &mut |field| world.sample(field));
        fields[machine.field] = json!("merged");
        let refusal = world.try_add(machine.kind, fields).unwrap_err();
        assert!(matches!(refusal, Refusal::UnknownState { .. }), "{}: {refusal}", machine.kind);
    }
}

#[test]
fn a_state_and_its_mark_change_by_steps_alone() {
    let mut world = World::new();
    for machine in MACHINES {
        let id = standing(&mut world, machine, machine.start);
        for field in [machine.field, "state_forced"] {
            let edit = world.try_edit(id, json!({field: "x"}));
            assert_eq!(edit, Err(Refusal::StateField { field: field.to_owned() }));
            let Some(to) = machine.from(machine.start).next() else { continue };
            let bring = object(json!({field: "x"}));
            let smuggled = world.run(&with(&step(machine, id, to.to), "", false, bring));
            assert_eq!(smuggled, Err(Refusal::StateField { field: field.to_owned() }));
        }
    }
}

#[test]
fn what_lacks_is_told_before_the_step_is_taken() {
    let mut world = World::new();
    let id = world.add("report", json!({"title": "九月月报", "state": "checking"}));
    let machine = crate::record::states::machine("report", "state").unwrap();
    let context = Context {
        now: 0,
        today: World::today(),
        by: None,
        random: [0; 16],
        catalog: &world.catalog,
    };
    let lacks = |to: &str| lacking(world.ledger.state(), &step(machine, id, to), &context);
    assert_eq!(lacks("submitted").len(), 2);
    assert_eq!(lacks("drafting"), []);
    assert_eq!(lacks("received"), [], "there is no such step, so nothing is lacking for it");
}
