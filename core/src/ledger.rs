//! The whole core behind four verbs: `draft` a command into entries, `absorb` entries from wherever they come, ask the
//! `state`, hand on what others lack.
//!
//! `draft` does not write: the shell puts the entries on the disk first and absorbs them afterwards, so what is shown
//! as saved is saved.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};

use crate::command::{Command, Context, Ids, Refusal, decide};
use crate::log::{DeviceId, Entry, Inserted, Line, Stamp};
use crate::state::{Change, State};

/// What the first write of a start says about where it happened, so that history can name the device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The device in words: 「手机 Chrome」.
    pub device: String,
    /// The version of the app.
    pub app: String,
}

/// What absorbing lines did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Receipt {
    /// Lines that were new.
    pub new: usize,
    /// Lines that were known already.
    pub repeated: usize,
    /// Lines whose stamp was taken by other bytes; both are kept.
    pub twins: usize,
    /// Lines of records that were finally removed.
    pub refused: usize,
}

/// A workbook in memory.
#[derive(Debug)]
pub struct Ledger {
    state: State,
    device: DeviceId,
    session: Option<Session>,
    /// The greatest sequence number drafted: an action that is on its way to the disk keeps its stamps.
    drafted: u64,
}

impl Ledger {
    /// An empty ledger that writes under `device`. The id is to be drawn afresh at each start: a restored backup must
    /// never reuse a stamp.
    pub fn new(device: DeviceId) -> Self {
        Self { state: State::default(), device, session: None, drafted: 0 }
    }

    /// Lets the first write of this start say where it happened.
    #[must_use]
    pub fn with_session(mut self, session: Session) -> Self {
        self.session = Some(session);
        self
    }

    /// Everything the entries add up to.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The device that this start writes under.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Turns a command into stamped entries, which the caller stores and then absorbs. No entries means that there
    /// was nothing to change.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] says what stands in the way.
    pub fn draft(
        &mut self,
        command: &Command,
        context: &Context<'_>,
    ) -> Result<Vec<Entry>, Refusal> {
        let changes = decide(&self.state, command, context)?;
        let entries = self.stamped(changes, context);
        match entries.iter().find_map(|entry| entry.check().err()) {
            Some(error) => Err(Refusal::Unwritable(error.to_string())),
            None => Ok(entries),
        }
    }

    /// Takes lines from wherever they come: the disk, another tab, a colleague's file.
    pub fn absorb(&mut self, lines: impl IntoIterator<Item = Line>) -> Receipt {
        let mut receipt = Receipt::default();
        let (device, session) = (self.device, &mut self.session);
        let lines = lines.into_iter().inspect(|line| {
            if line.stamp().device == device {
                *session = None;
            }
        });
        self.state.apply_all(lines, |inserted| match inserted {
            Inserted::New => receipt.new += 1,
            Inserted::Repeated => receipt.repeated += 1,
            Inserted::Twin => receipt.twins += 1,
            Inserted::Erased => receipt.refused += 1,
        });
        receipt
    }

    fn stamped(&mut self, changes: Vec<Change>, context: &Context<'_>) -> Vec<Entry> {
        if changes.is_empty() {
            return Vec::new();
        }
        let first = self.state.log().max_seq().max(self.drafted) + 1;
        let session = self.session.as_ref().map(|session| session_change(session, context));
        let changes = changes.into_iter().chain(session);
        let at = in_words(context.now);
        let entries: Vec<Entry> = changes
            .zip(first..)
            .map(|(change, seq)| Entry {
                stamp: Stamp { seq, device: self.device },
                act: first,
                base: self.state.log().heads(change.id).to_vec(),
                at: at.clone(),
                by: context.by.map(Into::into),
                kind: change.kind,
                id: change.id,
                patch: Value::Object(change.patch),
                extra: Map::new(),
            })
            .collect();
        self.drafted = entries.last().map_or(self.drafted, |entry| entry.stamp.seq);
        entries
    }
}

fn session_change(session: &Session, context: &Context<'_>) -> Change {
    let mut random = context.random;
    random.reverse();
    let id = Ids::new(&Context { random, ..*context }).fresh();
    let patch = Map::from_iter([
        ("device".to_owned(), json!(session.device)),
        ("app".to_owned(), json!(session.app)),
    ]);
    Change::new("session", id, patch)
}

/// Wall time for people to read: RFC 3339 in UTC.
fn in_words(millis: u64) -> String {
    i64::try_from(millis)
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::catalog::Catalog;
    use crate::command::{DateText, Fields, Founding, TemplateChoice};
    use crate::log::RecordId;
    use crate::plan::Side;
    use crate::record::states::Need;
    use crate::record::{Activity, Id, Pairing};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fields(value: Value) -> Fields {
        value.as_object().cloned().unwrap()
    }

    /// A phone: a ledger with a sense of time and chance.
    struct Phone {
        ledger: Ledger,
        catalog: Catalog,
        chance: u8,
        today: NaiveDate,
    }

    impl Phone {
        fn new(device: u64) -> Self {
            let mut catalog = Catalog::default();
            catalog
                .read(
                    &crate::catalog::Section::Kinds,
                    r#"[{"code":"K01","name":"送教下乡","area":"P","group":"teaching"}]"#,
                )
                .unwrap();
            let chance = u8::try_from(device).unwrap();
            Self {
                ledger: Ledger::new(DeviceId::new(device)),
                catalog,
                chance,
                today: day("2026-11-23"),
            }
        }

        fn try_run(&mut self, command: &Command) -> Result<Vec<Entry>, Refusal> {
            self.chance += 16;
            let context = Context {
                now: 1_795_000_000_000,
                today: self.today,
                by: None,
                random: [self.chance; 16],
                catalog: &self.catalog,
            };
            let entries = self.ledger.draft(command, &context)?;
            self.ledger.absorb(entries.iter().cloned().map(Line::from));
            Ok(entries)
        }

        fn run(&mut self, command: &Command) -> Vec<Entry> {
            self.try_run(command).unwrap()
        }

        fn found(&mut self) {
            self.run(&Command::FoundWorkbook(Founding {
                org: "云溪实验幼儿园".into(),
                org_kind: "public_kindergarten".into(),
                me: "林老师".into(),
                name: String::new(),
                class_minutes: 30,
                years: Vec::new(),
                example: false,
                template: None,
            }));
        }

        fn refuse_founding(&mut self, org: &str, me: &str, start: &str) -> Refusal {
            let template = TemplateChoice {
                code: "T15".into(),
                start: DateText(day(start)),
                partners: vec!["青禾幼儿园".into()],
                side: Side::Helper,
                lang: String::new(),
            };
            let founding = Founding {
                org: org.into(),
                org_kind: "public_kindergarten".into(),
                me: me.into(),
                name: String::new(),
                class_minutes: 30,
                years: Vec::new(),
                example: false,
                template: Some(template),
            };
            self.try_run(&Command::FoundWorkbook(founding)).unwrap_err()
        }

        fn visit(&mut self, more: Value) -> RecordId {
            let mut all = fields(json!({"kind": "K01", "date": "2026-11-23", "class_hours": 150}));
            all.extend(fields(more));
            self.run(&Command::RecordActivity { id: None, fields: all, documents: vec![] })[0].id
        }

        fn meet(&mut self, other: &mut Self) {
            let mine: Vec<Line> = self.ledger.state().log().entries().cloned().collect();
            self.ledger.absorb(other.ledger.state().log().entries().cloned());
            other.ledger.absorb(mine);
        }

        fn activity(&self, id: RecordId) -> Option<&Activity> {
            self.ledger.state().activities().get(Id::new(id))
        }
    }

    #[test]
    fn a_founding_tells_every_name_that_does_not_fit_under_its_field_of_the_form() {
        let long = "长".repeat(10_000);
        let Refusal::Fields(problems) = Phone::new(1).refuse_founding(&long, &long, "2026-09-01")
        else {
            panic!("names do not fit")
        };
        let paths: Vec<_> = problems.iter().map(|problem| problem.path.as_str()).collect();
        assert_eq!(paths, ["org", "me"]);
    }

    #[test]
    fn a_plan_does_not_begin_a_century_away() {
        for start in ["1900-01-01", "2099-12-31"] {
            let refusal = Phone::new(1).refuse_founding("云溪实验幼儿园", "林老师", start);
            assert_eq!(refusal, Refusal::FarDate { date: day(start) });
        }
    }

    #[test]
    fn a_visit_is_recorded_edited_undone_and_restored() {
        let mut phone = Phone::new(1);
        phone.found();
        let id = phone.visit(json!({"title": "户外自主游戏"}));
        assert_eq!(phone.activity(id).unwrap().title, "户外自主游戏");

        let edit = phone.run(&Command::Edit {
            id,
            fields: fields(json!({"title": "区角", "class_hours": null})),
        });
        assert_eq!(phone.activity(id).unwrap().class_hours, None);
        phone.run(&Command::Undo { act: edit[0].stamp });
        assert_eq!(phone.activity(id).unwrap().title, "户外自主游戏");
        assert_eq!(phone.activity(id).unwrap().class_hours.map(|hours| hours.0), Some(150));

        phone.run(&Command::Delete { id });
        assert!(phone.activity(id).is_none());
        assert_eq!(phone.try_run(&Command::Delete { id }), Err(Refusal::Deleted(id)));
        phone.run(&Command::Restore { id });
        assert!(phone.activity(id).is_some());
    }

    #[test]
    fn saving_a_form_that_changed_nothing_writes_nothing() {
        let mut phone = Phone::new(1);
        phone.found();
        let id = phone.visit(json!({"title": "区角"}));
        assert!(
            phone.run(&Command::Edit { id, fields: fields(json!({"title": "区角"})) }).is_empty()
        );
    }

    #[test]
    fn two_people_who_set_one_leaf_see_both_values_until_one_is_kept() {
        let (mut one, mut two) = (Phone::new(1), Phone::new(2));
        one.found();
        let id = one.visit(json!({"title": "区角"}));
        one.meet(&mut two);
        one.run(&Command::Edit { id, fields: fields(json!({"title": "区角游戏"})) });
        two.run(&Command::Edit { id, fields: fields(json!({"title": "自主游戏"})) });
        one.meet(&mut two);
        let conflict = one.ledger.state().log().record(id).unwrap().conflicts()[0].clone();
        assert_eq!(conflict.path, ["title"]);
        let keep = conflict.others[0].0;
        one.run(&Command::Settle { id, path: conflict.path, keep });
        one.meet(&mut two);
        for phone in [&one, &two] {
            assert!(phone.ledger.state().log().record(id).unwrap().conflicts().is_empty());
        }
        assert_eq!(one.activity(id), two.activity(id));
        assert_eq!(one.ledger.state().log().digest_text(), two.ledger.state().log().digest_text());
    }

    #[test]
    fn slips_of_the_finger_are_declined_with_a_reason() {
        let mut phone = Phone::new(1);
        phone.found();
        let mut record = |more: Value| {
            let mut all = fields(json!({"kind": "K01", "date": "2026-11-23"}));
            all.extend(fields(more));
            phone
                .try_run(&Command::RecordActivity { id: None, fields: all, documents: vec![] })
                .unwrap_err()
        };
        assert_eq!(
            record(json!({"date": "2026-11-24"})),
            Refusal::NotYet { date: day("2026-11-24") }
        );
        assert_eq!(
            record(json!({"date": "1903-11-24"})),
            Refusal::FarDate { date: day("1903-11-24") }
        );
        assert_eq!(
            record(json!({"to": "2026-11-20"})),
            Refusal::EndBeforeStart { start: "2026-11-23".into(), end: "2026-11-20".into() }
        );
        assert_eq!(record(json!({"kind": "K99"})), Refusal::UnknownActivityKind("K99".into()));
        assert!(matches!(record(json!({"class_hours": 0})), Refusal::Fields(_)));
        assert!(matches!(
            record(json!({"pairings": {"01929f3e-0000-7000-8000-000000000001": true}})),
            Refusal::DanglingRef { .. }
        ));
    }

    #[test]
    fn steps_follow_the_machine_and_may_be_forced_with_a_reason() {
        let mut phone = Phone::new(1);
        phone.found();
        let orgs: Vec<_> =
            phone.ledger.state().orgs().iter().map(|(id, _)| id.to_string()).collect();
        let other = phone.run(&Command::Add {
            kind: "org".into(),
            id: None,
            fields: fields(json!({"name": "青禾幼儿园"})),
        });
        let pair = json!({"kind": "kindergarten", "side_a": {&orgs[0]: true}, "side_b": {other[0].id.to_string(): true}});
        let id =
            phone.run(&Command::Add { kind: "pairing".into(), id: None, fields: fields(pair) })[0]
                .id;
        let step = |to: &str, reason: &str, force: bool| Command::Step {
            id,
            field: "state".into(),
            to: to.into(),
            reason: reason.into(),
            fields: Fields::new(),
            force,
        };
        assert!(matches!(
            phone.try_run(&step("active", "", false)),
            Err(Refusal::NoSuchStep { .. })
        ));
        assert_eq!(
            phone.try_run(&step("signed", "", false)),
            Err(Refusal::StepNeeds { kind: "pairing", needs: vec![Need::Field("from")] })
        );
        phone.run(&step("signed", "协议后补", true));
        let pairing = phone.ledger.state().pairings().get(Id::<Pairing>::new(id)).unwrap();
        assert!(pairing.state_forced);
        assert_eq!(pairing.state_reason, "协议后补");
    }

    #[test]
    fn undoing_a_new_record_puts_it_into_the_recycle_bin() {
        let mut phone = Phone::new(1);
        phone.found();
        let mut all = fields(json!({"kind": "K01", "date": "2026-11-23"}));
        all.insert("title".into(), json!("误记"));
        let made = phone.run(&Command::RecordActivity { id: None, fields: all, documents: vec![] });
        phone.run(&Command::Undo { act: made[0].stamp });
        assert!(phone.activity(made[0].id).is_none());
        assert_eq!(phone.ledger.state().activities().deleted().count(), 1);
        assert_eq!(
            phone.try_run(&Command::Undo { act: made[0].stamp }),
            Err(Refusal::NothingToUndo)
        );
    }

    #[test]
    fn an_agreement_is_changed_from_a_day_on_and_its_plan_says_why() {
        let mut phone = Phone::new(1);
        phone.found();
        let add = |kind: &str, all: Value| Command::Add {
            kind: kind.into(),
            id: None,
            fields: fields(all),
        };
        let plan = json!({"title": "帮扶计划", "from": "2026-09-01", "to": "2027-08-31"});
        let plan = phone.run(&add("plan", plan))[0].id;
        let rule =
            json!({"code": "R481", "title": "送教", "plan": plan.to_string(), "threshold": 10_000});
        let rule = phone.run(&add("rule", rule))[0].id;
        let amend = |reason: &str| Command::Amend {
            rule,
            threshold: Some(12_000),
            from: None,
            off: None,
            reason: reason.into(),
        };
        assert_eq!(phone.try_run(&amend(" ")), Err(Refusal::ReasonMissing));
        let done = phone.run(&amend("双方商定增加两课时"));
        assert_eq!(done.len(), 2, "the rule and the plan, in one action");
        assert_eq!(phone.run(&amend("再来一次")), Vec::new(), "nothing is left to change");
        let state = phone.ledger.state();
        let steps = &state.rules().get(Id::new(rule)).unwrap().steps;
        assert_eq!(steps["2026-11-23"].threshold, Some(crate::record::Decimal(12_000)));
        let versions = &state.plans().get(Id::new(plan)).unwrap().versions;
        let version = versions.values().next().unwrap();
        assert_eq!((version.revision, &*version.reason), (Some(2), "双方商定增加两课时"));
        phone.run(&Command::Undo { act: done[0].stamp });
        assert!(phone.ledger.state().rules().get(Id::new(rule)).unwrap().steps.is_empty());
    }
}
