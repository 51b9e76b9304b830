//! What the rules cost: folding 10,000 activities, asking the nineteen rules of 50 pairs over them, and asking again
//! after one more activity. And the same for the largest plan that is asked as a whole: forty rules in the query
//! language over 2,000, 20,000 and 100,000 activities, cold and after one more.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark looks at the clock; the core it measures does not"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark, run by hand"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use criterion::{Criterion, Throughput};
use jiedui_core::calendar::{SchoolYear, Semester, day::ymd};
use jiedui_core::catalog::Catalog;
use jiedui_core::command::{Command, Context, DateText, Founding, TemplateChoice};
use jiedui_core::ledger::Ledger;
use jiedui_core::log::{DeviceId, Entry, Line, Map, RecordId, Stamp};
use jiedui_core::plan::Side;
use jiedui_core::rule::{Assessor, assess};
use jiedui_core::state::State;
use serde_json::{Value, json};

const PAIRS: usize = 50;
const ACTIVITIES: usize = 10_000;
const RULES: usize = 19;
/// The kinds that visits are of, by turns; those the rules look at, and some they do not.
const KINDS: [&str; 10] = ["K01", "K14", "K03", "K07", "K02", "K08", "K20", "K21", "K26", "K13"];

/// The whole catalogue, as a shell hands it in.
fn catalog() -> Catalog {
    let sections = [
        ("kinds", include_str!("../catalog/kinds.json")),
        ("kind-fields", include_str!("../catalog/kind-fields.json")),
        ("codes", include_str!("../catalog/codes.json")),
        ("rules", include_str!("../catalog/rules.json")),
        ("templates/T15", include_str!("../catalog/templates/T15.json")),
    ];
    let mut catalog = Catalog::default();
    for (name, text) in sections {
        catalog.read(&name.parse().unwrap(), text).unwrap();
    }
    catalog
}

/// The lines of a workbook with 50 pairs under template T15, before anything was done.
fn founded() -> Vec<Line> {
    let catalog = catalog();
    let autumn = Semester::new(1, ymd(2026, 9, 1), ymd(2027, 1, 15));
    let spring = Semester::new(2, ymd(2027, 2, 22), ymd(2027, 7, 2));
    let year = SchoolYear { semesters: vec![autumn, spring], ..SchoolYear::blank(2026) };
    let founding = Founding {
        org: "云溪实验幼儿园".into(),
        org_kind: String::new(),
        me: "林老师".into(),
        name: String::new(),
        class_minutes: 30,
        years: vec![year],
        example: false,
        template: Some(TemplateChoice {
            code: "T15".into(),
            start: DateText(ymd(2026, 9, 1)),
            partners: (1..=PAIRS).map(|number| format!("乡镇幼儿园{number}")).collect(),
            side: Side::Helper,
            lang: String::new(),
        }),
    };
    let context = Context {
        now: 1_795_000_000_000,
        today: ymd(2026, 9, 1),
        by: None,
        random: [7; 16],
        catalog: &catalog,
    };
    let mut ledger = Ledger::new(DeviceId::new(1));
    let entries = ledger.draft(&Command::FoundWorkbook(founding), &context).unwrap();
    entries.into_iter().map(Line::from).collect()
}

/// Writes lines after those that are there.
struct Writer {
    seq: u64,
    pairs: Vec<RecordId>,
}

impl Writer {
    fn line(&mut self, kind: &str, id: RecordId, patch: Value) -> Line {
        self.seq += 1;
        Line::from(Entry {
            stamp: Stamp { seq: self.seq, device: DeviceId::new(2) },
            act: self.seq,
            base: Vec::new(),
            at: "2026-11-23T08:00:00Z".to_owned(),
            by: None,
            kind: kind.to_owned(),
            id,
            patch,
            extra: Map::new(),
        })
    }

    fn activity(&mut self, number: usize) -> Line {
        let pair = self.pairs[number % PAIRS];
        let days = u64::try_from(number / PAIRS * 300 / (ACTIVITIES / PAIRS)).unwrap();
        let date: NaiveDate = ymd(2026, 9, 1) + Days::new(days % 300);
        let patch = json!({
            "kind": KINDS[number / PAIRS % KINDS.len()],
            "date": date.to_string(),
            "pairings": {pair.to_string(): true},
            "class_hours": 150,
            "title": "户外自主游戏的组织",
            "place": "乡镇幼儿园",
            "state": "done",
            "fields": {"form": "demo", "guideline": "in_line"},
        });
        self.line("activity", activity_id(number), patch)
    }

    fn document(&mut self, number: usize) -> Line {
        let kind = ["record", "plan", "process", "summary"][number % 4];
        let patch = json!({"kind": kind, "belongs_to": {activity_id(number).to_string(): true}});
        self.line("document", RecordId::new(2 << 64 | number as u128), patch)
    }
}

fn activity_id(number: usize) -> RecordId {
    RecordId::new(1 << 64 | number as u128)
}

fn state_of(lines: &[Line]) -> State {
    let mut state = State::default();
    for line in lines {
        state.apply(line.clone());
    }
    state
}

fn main() {
    let founded = founded();
    let begun = state_of(&founded);
    let pairs = begun.pairings().iter().map(|(id, _)| id.untyped()).collect();
    let mut writer = Writer { seq: begun.log().max_seq(), pairs };
    let visits: Vec<Line> = (0..ACTIVITIES).map(|number| writer.activity(number)).collect();
    let papers: Vec<Line> = (0..ACTIVITIES).map(|number| writer.document(number)).collect();
    let all: Vec<Line> = founded.iter().chain(&visits).chain(&papers).cloned().collect();
    let mut state = state_of(&all);
    let on = ymd(2027, 6, 1);
    println!("{PAIRS} pairs, {ACTIVITIES} activities, {} outcomes", assess(&state, on).len());

    let mut bench = Criterion::default().sample_size(20).configure_from_args();
    fold(&mut bench, &founded, &visits);
    let full = all_rules(&mut bench, &state, on);
    let again = after_one(&mut bench, &mut state, &mut writer, on);
    whole_plans(&mut bench, on);
    bench.final_summary();
    if full > Duration::ZERO && again > Duration::ZERO {
        let each = full.as_nanos() / (ACTIVITIES * RULES) as u128;
        let faster = full.as_nanos() / again.as_nanos().max(1);
        println!(
            "all rules: {each} ns per activity per rule; again after one activity: {faster} times faster"
        );
    }
}

fn fold(bench: &mut Criterion, founded: &[Line], visits: &[Line]) {
    let mut group = bench.benchmark_group("rules");
    group.throughput(Throughput::Elements(ACTIVITIES as u64));
    group.bench_function("fold 10,000 activities", |bench| {
        bench.iter_custom(|times| {
            let once = || {
                let mut state = state_of(founded);
                timed(|| {
                    for line in visits {
                        state.apply(line.clone());
                    }
                })
            };
            (0..times).map(|_| once()).sum()
        });
    });
}

/// The mean time of a full run.
fn all_rules(bench: &mut Criterion, state: &State, on: NaiveDate) -> Duration {
    let mut mean = Duration::ZERO;
    let mut group = bench.benchmark_group("rules");
    group.throughput(Throughput::Elements((ACTIVITIES * RULES) as u64));
    group.bench_function("all rules of 50 pairs", |bench| {
        bench.iter_custom(|times| {
            let took = timed(|| {
                for _ in 0..times {
                    black_box(assess(state, on));
                }
            });
            mean = took / u32::try_from(times).unwrap();
            took
        });
    });
    mean
}

/// The mean time of asking again after one activity more.
fn after_one(
    bench: &mut Criterion,
    state: &mut State,
    writer: &mut Writer,
    on: NaiveDate,
) -> Duration {
    let mut mean = Duration::ZERO;
    let mut assessor = Assessor::default();
    assessor.assess(state, on);
    let mut next = ACTIVITIES;
    let mut group = bench.benchmark_group("rules");
    group.bench_function("again after one activity", |bench| {
        bench.iter_custom(|times| {
            let mut once = || {
                // The same hundred records over and over, so that the workbook does not grow while it is measured.
                next = if next == ACTIVITIES + 100 { ACTIVITIES } else { next + 1 };
                let line = writer.activity(next);
                state.apply(line);
                timed(|| {
                    black_box(assessor.assess(state, on).len());
                })
            };
            let took: Duration = (0..times).map(|_| once()).sum();
            mean = took / u32::try_from(times).unwrap();
            took
        });
    });
    mean
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The rules of the municipal scheme, the most that one template carries.
const MUNICIPAL: &str = include_str!("../catalog/rules/ch8.json");
/// The kinds that its activities are of, by turns.
const SCHEME_KINDS: [&str; 12] =
    ["K24", "K34", "K35", "K36", "K38", "K39", "K41", "K44", "K48", "K56", "K57", "K30"];
/// People, their enrolments and grants.
const PEOPLE: usize = 500;

/// A plan asked as a whole: its rules, its people with their enrolments and grants, so many activities.
struct Scheme {
    writer: Writer,
    plan: RecordId,
    state: State,
}

impl Scheme {
    fn new(activities: usize) -> Self {
        let writer = Writer { seq: 0, pairs: Vec::new() };
        let plan = RecordId::new(3 << 64);
        let mut scheme = Self { writer, plan, state: State::default() };
        let year = json!({
            "start": "2026-09-01", "end": "2027-08-31",
            "semesters": {
                "1": {"start": "2026-09-01", "end": "2027-01-15"}, "2": {"start": "2027-02-22", "end": "2027-07-02"},
            },
        });
        scheme.put(
            "workspace",
            RecordId::new(1),
            json!({"name": "台账", "years": {"2026-2027": year}}),
        );
        scheme.put(
            "plan",
            plan,
            json!({"title": "方案", "from": "2026-09-01", "to": "2027-08-31"}),
        );
        scheme.rules();
        (0..PEOPLE).for_each(|number| scheme.person(number));
        (0..activities).for_each(|number| scheme.activity(number));
        scheme
    }

    fn put(&mut self, kind: &str, id: RecordId, patch: Value) {
        let line = self.writer.line(kind, id, patch);
        self.state.apply(line);
    }

    fn rules(&mut self) {
        let rules: Vec<Value> = serde_json::from_str(MUNICIPAL).unwrap();
        for (number, mut rule) in (0..).zip(rules) {
            rule["plan"] = json!(self.plan.to_string());
            for list in ["kinds", "doc_kinds"] {
                let codes = rule[list].as_array().unwrap().iter();
                let codes = codes.map(|code| (code.as_str().unwrap().to_owned(), json!(true)));
                rule[list] = Value::Object(codes.collect());
            }
            self.put("rule", RecordId::new(4 << 64 | number), rule);
        }
    }

    fn person(&mut self, number: usize) {
        let id = |kind: u128| RecordId::new(kind << 64 | number as u128);
        let person = json!({"name": "生", "birth": "2015-03", "kinds": {"student": true}});
        self.put("person", id(5), person);
        let own = id(5).to_string();
        let enrolment = json!({"person": own, "stage": "primary", "state": "enrolled", "poor": number.is_multiple_of(3), "from": "2026-09-01"});
        self.put("enrolment", id(6), enrolment);
        let grant = json!({
            "recipient": own, "enrolment": id(6).to_string(), "due": 50_000, "paid": 50_000, "due_date": "2026-12-01",
            "paid_on": "2026-11-20", "state": "paid", "from": "2026-09-01",
        });
        self.put("aid_grant", id(7), grant);
    }

    fn activity(&mut self, number: usize) {
        let date = ymd(2026, 9, 1) + Days::new((number * 7 % 300) as u64);
        let who = RecordId::new(5 << 64 | (number % PEOPLE) as u128).to_string();
        let patch = json!({
            "kind": SCHEME_KINDS[number % SCHEME_KINDS.len()], "date": date.to_string(), "plan": self.plan.to_string(),
            "title": "户外自主游戏的组织", "state": "done", "participants": {who.clone(): {"hours": 100}}, "targets": {who: true},
            "fields": {"domain": "music", "project_level": "city"},
        });
        self.put("activity", activity_id(number), patch);
    }
}

/// The rules of a whole plan, cold and after one more activity, over a growing number of activities.
fn whole_plans(bench: &mut Criterion, on: NaiveDate) {
    let mut group = bench.benchmark_group("whole plan");
    group.sample_size(10);
    let rules = serde_json::from_str::<Vec<Value>>(MUNICIPAL).unwrap().len();
    for activities in [2_000, 20_000, 100_000] {
        let mut scheme = Scheme::new(activities);
        let (mut cold, mut again) = (Duration::ZERO, Duration::ZERO);
        group.throughput(Throughput::Elements((activities * rules) as u64));
        group.bench_function(format!("all rules, {activities} activities"), |bench| {
            bench.iter_custom(|times| {
                let took = timed(|| {
                    for _ in 0..times {
                        black_box(assess(&scheme.state, on));
                    }
                });
                cold = took / u32::try_from(times).unwrap();
                took
            });
        });
        let mut assessor = Assessor::default();
        assessor.assess(&scheme.state, on);
        let mut next = activities;
        group.bench_function(format!("again after one, {activities} activities"), |bench| {
            bench.iter_custom(|times| {
                let mut once = || {
                    next = if next == activities + 120 { activities } else { next + 1 };
                    scheme.activity(next);
                    timed(|| {
                        black_box(assessor.assess(&scheme.state, on).len());
                    })
                };
                let took: Duration = (0..times).map(|_| once()).sum();
                again = took / u32::try_from(times).unwrap();
                took
            });
        });
        if cold > Duration::ZERO && again > Duration::ZERO {
            let each = cold.as_nanos() / (activities * rules) as u128;
            let faster = cold.as_nanos() / again.as_nanos().max(1);
            println!(
                "{activities} activities: {each} ns per activity per rule; after one more {faster} times faster"
            );
        }
    }
}
