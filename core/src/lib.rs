//! The domain of Jiedui (结对台账): what two kindergartens agreed, what was done, what is still asked for.
//!
//! A **ledger** is a set of stamped **entries**; nothing else is ever stored. A person gives a **command**; the rules
//! **refuse** it or turn it into **changes**; the clock stamps them into entries; the shell puts those on its disk and
//! lets the ledger **absorb** them. The **state** is what the entries add up to; screens **ask** the state. Reopening the
//! app, a colleague's file, another tab and a sync server are all the same act: absorbing entries. There is no other way in.
//!
//! The core is told the time, the day, the device and chance; it reads no clock, draws nothing, touches no disk and
//! knows no browser, so every result can be had again. The command line (`cli`) is its one shell that lives here.
//!
//! # Words
//!
//! | in code | 中文 | what it is |
//! |---|---|---|
//! | workspace, workbook | 工作簿 | one unit's ledger: its calendar, its vocabulary, everything below |
//! | org, person, team | 单位、人员、工作组 | who takes part |
//! | pairing | 结对 | who helps whom, from when to when: kindergarten with kindergarten (手拉手), mentor with mentee (师徒) |
//! | helper, helped | 帮扶方、受援方 | its two sides |
//! | plan, phase, task | 计划、阶段、任务 | what was agreed, in words and steps; made from a template |
//! | rule | 约定 | what was agreed in figures, so that a machine can count it |
//! | activity | 活动 | what was done: outreach teaching (送教), observation (听课), lecture (讲座), shadowing (跟岗) … |
//! | class hour | 课时 | the unit of teaching; hundredths of it in records |
//! | document, evidence | 材料、佐证 | what proves it; its bytes stand apart, by their hash |
//! | issue, request | 问题、诉求 | what somebody needs or complains of |
//! | assessment, achievement | 考核、成果 | how it was judged, what came of it |
//! | outcome, verdict | 完成情况 | how a rule stands in a period, with its records |
//! | red line | 最后期限 | the last day on which it can still be done |
//! | finding | 核对结果 | what does not fit, in words |
//!
//! # Modules in reading order
//!
//! - [`sorted`], [`numbered`]: the containers of all others, compiled nearly once
//! - [`log`]: stamps, entries, their fold and their conflicts; knows no record kinds
//! - [`label`], [`calendar`], [`catalog`]: names in three languages; school years and periods; the official vocabulary
//! - [`record`]: every record kind with its fields and its states
//! - [`state`]: what the entries add up to
//! - [`rule`]: what the agreement asks for, and how far it is
//! - [`aid`]: entitlements, grants, funds and budgets to the fen; what does not fit among them
//! - [`plan`]: templates into plans; what does not fit
//! - [`clause`]: the sentences of an agreement into proposed rules
//! - `matching` (feature): who could help whom, the best for all together
//! - [`command`]: everything a person can do, or why not
//! - [`ask`]: what screens ask
//! - [`ledger`]: the whole behind `draft`, `absorb`, `state`
//! - `exchange` (feature): files, and the receipt of merging one; `sample` (feature): the example workbook
//!
//! Each knows only what stands before it.
//!
//! # Example
//!
//! ```
//! use jiedui_core::catalog::{Catalog, Section};
//! use jiedui_core::command::{Command, Context, DateText, Founding, TemplateChoice};
//! use jiedui_core::calendar::{day::ymd, preset_year};
//! use jiedui_core::ledger::Ledger;
//! use jiedui_core::log::{DeviceId, Line};
//! use jiedui_core::rule::{Verdict, assess};
//!
//! // The shell hands in the official vocabulary, the day and some chance.
//! let mut catalog = Catalog::default();
//! for file in ["kinds", "kind-fields", "codes", "rules", "holidays", "templates/T15"] {
//!     let section: Section = file.parse()?;
//!     let path = format!("{}/catalog/{}", env!("CARGO_MANIFEST_DIR"), section.file());
//!     catalog.read(&section, &std::fs::read_to_string(path)?)?;
//! }
//! let today = ymd(2026, 9, 16);
//! let now = 1_789_545_600_000;
//! let context = Context { now, today, by: None, random: [7; 16], catalog: &catalog };
//!
//! // A coordinator begins a workbook from template T15 …
//! let mut ledger = Ledger::new(DeviceId::new(7));
//! let found = Command::FoundWorkbook(Founding {
//!     org: "云溪实验幼儿园".to_owned(),
//!     org_kind: "public_kindergarten".to_owned(),
//!     me: "林老师".to_owned(),
//!     name: String::new(),
//!     class_minutes: 30,
//!     years: vec![preset_year(2026, catalog.holidays().expect("read above"))],
//!     example: false,
//!     template: Some(TemplateChoice {
//!         code: "T15".to_owned(),
//!         start: DateText(ymd(2026, 9, 1)),
//!         partners: vec!["青禾幼儿园".to_owned()],
//!         side: Default::default(),
//!         lang: String::new(),
//!     }),
//! });
//! let entries = ledger.draft(&found, &context)?;
//! ledger.absorb(entries.into_iter().map(Line::from)); // the shell has stored them before
//!
//! // … and notes down a visit,
//! let (pairing, _) = ledger.state().pairings().iter().next().expect("T15 pairs");
//! let visit = serde_json::json!({
//!     "kind": "K01", "date": "2026-09-16", "class_hours": 150, "pairings": {pairing.to_string(): true},
//! });
//! let fields = visit.as_object().cloned().unwrap_or_default();
//! let record = Command::RecordActivity { id: None, fields, documents: Vec::new() };
//! let entries = ledger.draft(&record, &Context { random: [8; 16], ..context })?;
//! ledger.absorb(entries.into_iter().map(Line::from));
//!
//! // and sees what the semester still asks for.
//! let outcomes = assess(ledger.state(), today);
//! let hours = outcomes.iter().find(|outcome| outcome.code == "R481").expect("T15 asks for it");
//! assert_eq!((hours.value().as_deref(), hours.target().as_deref()), (Some("1.5"), Some("10")));
//! assert_eq!(hours.verdict, Verdict::OnTrack);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]
#![deny(clippy::float_arithmetic, clippy::wildcard_enum_match_arm)]

pub mod aid;
pub mod ask;
pub mod calendar;
pub mod catalog;
pub mod clause;
#[cfg(feature = "cli")]
pub mod cli;
pub mod command;
#[cfg(feature = "exchange")]
pub mod exchange;
pub mod label;
pub mod ledger;
pub mod log;
#[cfg(feature = "matching")]
pub mod matching;
pub mod numbered;
pub mod plan;
pub mod record;
pub mod rule;
#[cfg(feature = "sample")]
pub mod sample;
pub mod sorted;
pub mod state;
