//! What holds for every rule over every workbook: slow and obvious oracles, worlds drawn at random.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use jiedui_core::log::{Map, RecordId};
use jiedui_core::record::Hours;
use jiedui_core::rule::{Amount, Lack, Outcome, Verdict, Why, assess};
use proptest::prelude::*;
use serde_json::{Value, json};

mod changes;
mod nonsense;
mod world;

use world::{DOCUMENTS, FORMS, GRADES, KINDS, PAIRS, STATES, WORKSPACE, World, date, day, id};

/// Something done, or meant to be.
#[derive(Clone, Debug)]
struct Act {
    kind: usize,
    day: u64,
    hours: Option<i64>,
    state: usize,
    pairs: [bool; 2],
    form: usize,
    deleted: bool,
}

impl Act {
    fn patch(&self) -> Value {
        let pairs: Map<_, _> =
            PAIRS.iter().zip(self.pairs).map(|((pair, _), on)| (id(*pair), json!(on))).collect();
        json!({
            "kind": KINDS[self.kind], "date": day(self.day).to_string(), "class_hours": self.hours,
            "state": STATES[self.state], "pairings": pairs, "fields": {"form": FORMS[self.form]},
            "deleted": self.deleted,
        })
    }

    /// Whether it counts for a pair, or, without one, for the plan that has all pairs and no rival.
    fn counts(&self, pair: Option<usize>, kinds: &BTreeSet<usize>) -> bool {
        let done = ["done", "archived"].contains(&STATES[self.state]);
        let lecture = KINDS[self.kind] == "K01" && FORMS[self.form] == "lecture";
        done && !self.deleted
            && pair.is_none_or(|pair| self.pairs[pair])
            && kinds.contains(&self.kind)
            && !lecture
    }
}

fn act() -> impl Strategy<Value = Act> {
    let hours = prop_oneof![1 => Just(None), 1 => Just(Some(0)), 6 => (1..400i64).prop_map(Some)];
    let state = prop_oneof![4 => Just(2usize), 1 => 0..6usize];
    (0..3usize, 0..420u64, hours, state, any::<[bool; 2]>(), 0..3usize, prop::bool::weighted(0.1))
        .prop_map(|(kind, day, hours, state, pairs, form, deleted)| Act {
            kind,
            day,
            hours,
            state,
            pairs,
            form,
            deleted,
        })
}

/// A rule that adds up activities.
#[derive(Clone, Debug)]
struct Adding {
    hours: bool,
    kinds: BTreeSet<usize>,
    period: usize,
    threshold: i64,
    school_only: bool,
    /// Whether it is asked of the plan itself, in the query language.
    of_plan: bool,
}

const PERIODS: [&str; 6] = ["month", "semester", "school_year", "plan", "continuous", "quarter"];

impl Adding {
    fn patch(&self) -> Value {
        let kinds: Map<_, _> =
            self.kinds.iter().map(|kind| (KINDS[*kind].to_owned(), json!(true))).collect();
        let condition = json!([{"kind": "K01", "field": "form", "none_of": ["lecture"]}]);
        let mut rule = json!({
            "metric": if self.hours { "sum_hours" } else { "count" }, "kinds": kinds,
            "threshold": self.threshold * 1000, "unit": if self.hours { "class_hour" } else { "time" },
            "period": PERIODS[self.period], "school_months_only": self.school_only,
            "params": {"where": condition},
        });
        if self.of_plan {
            let select = json!({"of": "activity", "where": condition});
            let value = if self.hours {
                json!({"sum": "class_hours", "in": select})
            } else {
                json!({"count": select})
            };
            rule["metric"] = json!("figure");
            rule["scope"] = json!("plan");
            rule["params"] = json!({"value": value});
        }
        rule
    }
}

fn adding() -> impl Strategy<Value = Adding> {
    (
        any::<bool>(),
        prop::collection::btree_set(0..3usize, 1..4),
        0..PERIODS.len(),
        0..12i64,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(hours, kinds, period, threshold, school_only, of_plan)| Adding {
            hours,
            kinds,
            period,
            threshold,
            school_only,
            of_plan,
        })
}

/// The first and last day of the period that a key names, worked out from its text.
fn span(key: &str) -> (NaiveDate, NaiveDate) {
    let (from, to) = match key {
        "2026-2027-1" => ("2026-09-01", "2027-01-15"),
        "2026-2027-2" => ("2027-02-22", "2027-07-02"),
        "2026-2027" | "plan" => ("2026-09-01", "2027-08-31"),
        _ if key.contains('Q') => {
            let quarter: u32 = key[6..].parse().unwrap();
            let first = |year: i32, quarter: u32| {
                NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1).unwrap()
            };
            let year: i32 = key[..4].parse().unwrap();
            let next = if quarter == 4 { first(year + 1, 1) } else { first(year, quarter + 1) };
            return (first(year, quarter), next.pred_opt().unwrap());
        }
        month if month.len() == 7 => {
            let first = date(&format!("{month}-01"));
            let mut days = (0..31).map(|more| first + Days::new(more));
            let last = days.rfind(|day| day.to_string().starts_with(month)).unwrap();
            return (first, last);
        }
        today => ("2026-09-01", today),
    };
    (date(from), date(to))
}

fn oracle(
    acts: &[Act],
    rule: &Adding,
    pair: Option<usize>,
    outcome: &Outcome,
    on: NaiveDate,
) -> Amount {
    let (from, to) = span(&outcome.period.to_string());
    let first = from.max(date("2026-09-01"));
    let last = to.min(on).min(date("2027-08-31"));
    let counted = acts
        .iter()
        .filter(|act| act.counts(pair, &rule.kinds))
        .filter(|act| day(act.day) >= first && day(act.day) <= last);
    if rule.hours {
        Amount::Hours(Hours(counted.filter_map(|act| act.hours).sum()))
    } else {
        Amount::Whole(i64::try_from(counted.count()).unwrap())
    }
}

fn pair_of(outcome: &Outcome) -> Option<usize> {
    PAIRS.iter().position(|(pair, _)| RecordId::new(*pair) == outcome.about())
}

/// How good a verdict is; none for what cannot be compared.
fn rank(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Missed => Some(0),
        Verdict::Behind => Some(1),
        Verdict::OnTrack => Some(2),
        Verdict::Met => Some(3),
        Verdict::NoData | Verdict::NotApplicable | Verdict::Waived => None,
    }
}

fn world_of(acts: &[Act], rule: &Adding) -> World {
    let mut world = World::new();
    world.rule(rule.patch());
    for (number, act) in (0..).zip(acts) {
        world.put("activity", 1000 + number, act.patch());
    }
    world
}

/// The same with hours in all of them: what is unknown is another matter.
fn known(acts: Vec<Act>) -> Vec<Act> {
    acts.into_iter().map(|act| Act { hours: act.hours.or(Some(0)), ..act }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn sums_are_what_counting_by_hand_gives(
        acts in prop::collection::vec(act(), 0..40), rule in adding(), today in 0..420u64,
    ) {
        let acts = if rule.of_plan { known(acts) } else { acts };
        let (world, on) = (world_of(&acts, &rule), day(today));
        let outcomes = assess(&world.state, on);
        if rule.of_plan {
            prop_assert!(outcomes.iter().all(|outcome| outcome.scope.pairing.is_none()));
        }
        for outcome in outcomes {
            let pair = pair_of(&outcome);
            prop_assert_eq!(outcome.amount, Some(oracle(&acts, &rule, pair, &outcome, on)), "{:?}", outcome);
            let unique: BTreeSet<_> = outcome.records.iter().collect();
            prop_assert_eq!(unique.len(), outcome.records.len(), "a record counts once");
            let nearly = outcome.nearly.iter().map(|nearly| nearly.record);
            prop_assert!(nearly.into_iter().all(|record| !outcome.records.contains(&record)));
            if let Some(gap) = outcome.gap {
                let (have, per) = outcome.amount.unwrap().fraction();
                prop_assert_eq!((have + gap.fraction().0) * 1000, outcome.target.unwrap().0 * per);
            }
        }
    }

    #[test]
    fn one_more_record_never_makes_an_at_least_rule_worse(
        acts in prop::collection::vec(act(), 0..25), more in act(), rule in adding(), today in 0..420u64,
    ) {
        let mut world = world_of(&known(acts), &rule);
        let more = Act { hours: more.hours.or(Some(0)), ..more };
        let before = assess(&world.state, day(today));
        world.put("activity", 1500, more.patch());
        let after = assess(&world.state, day(today));
        prop_assert_eq!(before.len(), after.len());
        for (old, new) in before.iter().zip(&after) {
            prop_assert!(rank(old.verdict) <= rank(new.verdict), "{:?} became {:?}", old, new);
        }
    }

    #[test]
    fn the_red_line_is_the_last_date_from_which_it_can_still_be_done(
        acts in prop::collection::vec(act(), 0..25), rule in adding(), today in 0..420u64,
        events in 1..3i64, hours in 1..6i64,
    ) {
        let mut world = world_of(&known(acts), &rule);
        let settings = json!({"capacity_events": events.to_string(), "capacity_hours": hours.to_string()});
        world.put("workspace", WORKSPACE, json!({"settings": settings}));
        let on = day(today);
        let capacity = if rule.hours { hours * 100 } else { events };
        for outcome in assess(&world.state, on).iter().filter(|outcome| outcome.gap.is_some()) {
            let gap = outcome.gap.unwrap().fraction().0;
            let days = || outcome.from.iter_days().take_while(|day| *day <= outcome.due);
            let school = |day: &NaiveDate| world.state.calendar().is_school_day(*day);
            let any_school = days().any(|day| school(&day));
            let room = |start: NaiveDate| {
                let left = days().filter(|day| *day >= start && (!any_school || school(day)));
                i64::try_from(left.count()).unwrap() * capacity
            };
            let last = days().filter(|start| room(*start) >= gap).last();
            prop_assert_eq!(outcome.red_line, last, "{:?}", outcome);
            let over = on > outcome.due || last.is_none_or(|last| last < on);
            prop_assert_eq!(outcome.verdict == Verdict::Missed, over, "{:?}", outcome);
        }
    }

    #[test]
    fn shares_are_what_counting_by_hand_gives(
        ratings in prop::collection::vec((0..4u128, 0..420u64, 0..4usize), 0..12),
        papers in prop::collection::vec((0..6u128, 0..3usize), 0..14),
        acts in prop::collection::vec(act(), 6), today in 31..390u64,
    ) {
        let mut world = World::new();
        let on = day(today);
        for teacher in 0..4 {
            let unit = id(PAIRS[0].1);
            world.put("person", 3000 + teacher, json!({"name": "师", "org": unit, "kinds": {"teacher": true}}));
        }
        for (number, (teacher, at, grade)) in (0..).zip(&ratings) {
            world.put("achievement", 4000 + number, json!({
                "person": id(3000 + teacher), "kind": "lesson_rating", "date": day(*at).to_string(), "grade": GRADES[*grade],
            }));
        }
        for (number, (owner, kind)) in (0..).zip(&papers) {
            world.put("document", 2000 + number, json!({"kind": DOCUMENTS[*kind], "belongs_to": {id(1000 + owner): true}}));
        }
        for (number, act) in (0..).zip(&acts) {
            world.put("activity", 1000 + number, act.patch());
        }
        world.rule(json!({
            "metric": "share_rating", "threshold": 1000, "unit": "share", "period": "assessment_date",
            "params": {"at_least": "good", "denominator": "rated"},
        }));
        let outcome = assess(&world.state, on).swap_remove(0);
        // The later of two ratings wins; of two on one day the later record.
        let mut latest: BTreeMap<u128, (u64, usize)> = BTreeMap::new();
        for (teacher, at, grade) in &ratings {
            let known = latest.get(teacher).is_some_and(|(day, _)| day > at);
            if !known && day(*at) <= on && day(*at) >= date("2026-09-01") {
                latest.insert(*teacher, (*at, *grade));
            }
        }
        let good = latest.values().filter(|(_, grade)| *grade <= 1).count();
        let share = (!latest.is_empty())
            .then_some(Amount::Share { part: good as i64, of: latest.len() as i64 });
        prop_assert_eq!(outcome.amount, share);
        prop_assert_eq!(outcome.unknowns.len(), 4 - latest.len());
        prop_assert_eq!(outcome.lack, latest.is_empty().then_some(Lack::Ratings));

        world.rule(json!({
            "metric": "complete_documents", "kinds": {"K01": true, "K07": true, "K14": true},
            "doc_kinds": {"plan": true, "record": true}, "params": null, "period": "continuous",
        }));
        let outcome = assess(&world.state, on).swap_remove(0);
        let has = |owner: usize, kind: usize| papers.contains(&(owner as u128, kind));
        let all: BTreeSet<usize> = (0..3).collect();
        let mut total = 0;
        let mut whole = 0;
        for (number, act) in acts.iter().enumerate() {
            let lecture_too = Act { form: 0, ..act.clone() };
            if lecture_too.counts(Some(0), &all) && day(act.day) >= date("2026-09-01") && day(act.day) <= on {
                total += 1;
                whole += i64::from(has(number, 0) && has(number, 1));
            }
        }
        let share = (total > 0).then_some(Amount::Share { part: whole, of: total });
        prop_assert_eq!(outcome.amount, share);
        let lacking = outcome.nearly.iter().filter(|it| matches!(it.why, Why::MissingDocuments { .. }));
        prop_assert_eq!(lacking.count() as i64, total - whole);
    }
}
