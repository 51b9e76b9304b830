//! What people do with workbooks, told through the command line: a whole school year, two phones that meet, slips and
//! broken files.
mod plans;

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use jiedui_core::cli;
use jiedui_core::exchange::open;
use jiedui_core::ledger::Ledger;
use jiedui_core::log::DeviceId;
use serde_json::Value;

/// A folder of one story's own, empty at its beginning and gone at its end.
struct Desk(PathBuf);

impl Desk {
    fn new(story: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("jiedui-{}-{story}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        fs::write(self.0.join(name), content).unwrap();
        self.path(name)
    }

    fn has(&self, name: &str) -> bool {
        self.0.join(name).exists()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    /// Runs commands of a file into a workbook.
    fn perform(&self, base: Option<&str>, commands: &str, out: &str) -> Value {
        let file = self.put("commands.jsonl", commands);
        let out = self.path(out);
        let base = base.map(|base| self.path(base));
        let mut args = vec!["do"];
        args.extend(base.as_deref());
        args.extend([file.as_str(), "--out", out.as_str()]);
        json(&jiedui(&args).unwrap())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the command line: its answer, or its exit code with what it said.
fn jiedui(args: &[&str]) -> Result<String, (u8, String)> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run(args.iter().map(Into::into), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if code == 0 { Ok(text(out)) } else { Err((code, text(err))) }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn story(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories").join(file);
    fs::read_to_string(path).unwrap()
}

/// The commands of a story given up to the end of a day.
fn until(commands: &str, day: &str) -> String {
    let until = format!("{day}T23:59");
    let said = |line: &str| json(line)["now"].as_str().map(str::to_owned);
    let later = |line: &&str| said(line).is_none_or(|now| now <= until);
    commands.lines().take_while(later).flat_map(|line| [line, "\n"]).collect()
}

/// The commands of the year given up to the end of a day.
fn year_until(day: &str) -> String {
    until(&story("year.jsonl"), day)
}

/// One outcome in the words of `year.txt`.
fn told(outcome: &Value) -> String {
    let text = |name: &str| outcome[name].as_str().unwrap_or("–").to_owned();
    let verdict = text("verdict");
    let open = ["on_track", "behind"].contains(&verdict.as_str());
    let red_line = outcome["red_line"].as_str().filter(|_| open).unwrap_or("-").to_owned();
    [text("rule"), text("period"), text("value"), verdict, red_line].join(" ")
}

#[test]
fn a_school_year_of_a_pair_comes_out_as_worked_out_by_hand() {
    let desk = Desk::new("year");
    let expected = story("year.txt");
    for part in expected.split("\n== ").skip(1) {
        let mut lines = part.lines().map(|line| line.split('#').next().unwrap());
        let day = lines.next().unwrap().trim().to_owned();
        let by_hand: Vec<String> = lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        desk.perform(None, &year_until(&day), "year.jiedui");
        let answer = json(&jiedui(&["assess", &desk.path("year.jiedui"), "--on", &day]).unwrap());
        assert_eq!(answer["on"], *day);
        let computed: Vec<String> =
            answer["outcomes"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(computed.join("\n"), by_hand.join("\n"), "on {day}");
    }
}

#[test]
fn in_the_yard_every_figure_names_the_records_it_was_counted_from() {
    let desk = Desk::new("yard");
    let names = desk.perform(None, &year_until("2026-11-23"), "year.jiedui")["names"].clone();
    let file = desk.path("year.jiedui");
    let answer = json(&jiedui(&["assess", &file]).unwrap());
    assert_eq!(answer["on"], "2026-11-23", "without --on, the day it was last written");
    let hours =
        answer["outcomes"].as_array().unwrap().iter().find(|it| it["rule"] == "R481").unwrap();
    assert_eq!(
        (&hours["target"], &hours["comparator"], &hours["unit"]),
        (&"10".into(), &">=".into(), &"课时".into())
    );
    assert_eq!(hours["scope"]["name"], "青禾幼儿园");
    assert_eq!(hours["due"], "2027-01-15");
    let records = hours["records"].as_array().unwrap();
    assert_eq!(records.len(), 4);
    assert!(records.contains(&names["visit"]));
    let table = jiedui(&["assess", &file, "--format", "table"]).unwrap();
    assert!(
        table
            .lines()
            .any(|line| line.starts_with("R481\t青禾幼儿园\t2026-2027-1\t7.5\t>= 10\t课时"))
    );
}

#[test]
fn equal_commands_give_equal_bytes() {
    let desk = Desk::new("equal");
    let commands = year_until("2026-10-31");
    desk.perform(None, &commands, "one.jiedui");
    desk.perform(None, &commands, "two.jiedui");
    assert!(desk.read("one.jiedui") == desk.read("two.jiedui"));
    desk.perform(None, &format!("{commands}\n"), "three.jiedui");
    assert!(desk.read("one.jiedui") != desk.read("three.jiedui"), "another input, another device");
}

#[test]
fn two_colleagues_meet_and_settle_what_they_saw_differently() {
    let desk = Desk::new("meet");
    let names = desk.perform(None, &year_until("2026-11-23"), "shared.jiedui")["names"].clone();
    let visit = names["visit"].as_str().unwrap();
    let edit = |title: &str| {
        format!(
            r#"{{"do":"edit","id":"{visit}","fields":{{"title":"{title}"}},"now":"2026-11-24T08:00:00+08:00"}}"#
        )
    };
    let more = r#"{"do":"add","kind":"org","fields":{"name":"石桥幼儿园"}}"#;
    desk.perform(Some("shared.jiedui"), &edit("送教：会沉会浮"), "lin.jiedui");
    desk.perform(
        Some("shared.jiedui"),
        &format!("{}\n{more}\n", edit("送教：沉与浮")),
        "shen.jiedui",
    );

    let (shared, lin, shen) =
        (desk.path("shared.jiedui"), desk.path("lin.jiedui"), desk.path("shen.jiedui"));
    let both = desk.path("both.jiedui");
    let receipt = json(&jiedui(&["merge", &lin, &shen, &shared, "--out", &both]).unwrap());
    let first = &receipt["receipts"][0];
    assert_eq!(first["new"][0]["name"], "石桥幼儿园");
    assert_eq!(first["conflicts"][0]["fields"], json(r#"["title"]"#));
    assert!(first["conflicts"][0]["name"].as_str().unwrap().starts_with("2026-11-23 送教"));
    assert_eq!(receipt["receipts"][1]["entries"], 0, "the shared file brings nothing new");
    assert_eq!(receipt["open_conflicts"], 1);

    let other_way = desk.path("other-way.jiedui");
    jiedui(&["merge", &shared, &shen, &lin, "--out", &other_way]).unwrap();
    assert!(desk.read("both.jiedui") == desk.read("other-way.jiedui"), "whoever comes first");

    let findings = jiedui(&["check", &both]).unwrap();
    let conflict = findings.lines().map(json).find(|line| line["finding"] == "conflict").unwrap();
    assert_eq!(conflict["words"], "title: two people set different values: choose one");

    jiedui(&["unpack", &both, "--out", &desk.path("open")]).unwrap();
    let entries = String::from_utf8(desk.read("open/entries.jsonl")).unwrap();
    let lins =
        entries.lines().map(json).find(|line| line["patch"]["title"] == "送教：会沉会浮").unwrap();
    let keep = format!("{}@{}", lins["seq"], lins["device"].as_str().unwrap());
    let settle = format!(r#"{{"do":"settle","id":"{visit}","path":["title"],"keep":"{keep}"}}"#);
    desk.perform(Some("both.jiedui"), &settle, "settled.jiedui");
    let settled = desk.path("settled.jiedui");
    let receipt = json(&jiedui(&["merge", &shen, &settled, "--out", &both]).unwrap());
    assert_eq!(receipt["open_conflicts"], 0, "settled once, settled for everyone");
}

#[test]
fn a_village_keeps_its_households_children_aid_projects_and_reports() {
    let desk = Desk::new("village");
    let names = desk.perform(None, &story("village.jsonl"), "v.jiedui")["names"].clone();
    let mut opened = open(Cursor::new(desk.read("v.jiedui"))).unwrap();
    let mut ledger = Ledger::new(DeviceId::new(1));
    ledger.absorb(opened.take_lines());
    let state = ledger.state();
    let value = |name: &str| {
        let id = names[name].as_str().unwrap().parse().unwrap();
        state.log().record(id).unwrap().value().clone()
    };
    let ends = [
        ("case", "exited", true),
        ("place", "back", false),
        ("grant", "settled", false),
        ("project", "funded", false),
        ("report", "submitted", false),
        ("task", "signed_off", false),
    ];
    for (name, end, forced) in ends {
        let value = value(name);
        assert_eq!(value["state"], end, "{name}");
        assert_eq!(value["state_forced"] == true, forced, "{name}");
    }
    let steps = value("case")["steps"].as_object().unwrap().clone();
    let mut steps: Vec<(String, String)> = steps
        .values()
        .map(|step| {
            let text = |name: &str| step[name].as_str().unwrap().to_owned();
            (text("date"), text("step"))
        })
        .collect();
    steps.sort();
    let told: Vec<String> =
        steps.into_iter().map(|(date, step)| format!("{date} {step}")).collect();
    let expected = "2026-09-03 first_selection|2026-09-05 assessment|2026-09-06 notice|2026-09-14 confirmation|2026-11-03 exit";
    assert_eq!(told.join("|"), expected);
    assert_eq!(value("project")["milestones"]["funded"]["actual"], "2026-11-03");
    assert_eq!(value("report")["version"], 2);
    assert_eq!(value("head")["id_number"], "11010519491231002X");
    let told = jiedui(&["check", &desk.path("v.jiedui")]).unwrap();
    assert!(!told.contains("identity_number") && !told.contains("dangling"), "{told}");
}

#[test]
fn the_aid_of_a_village_is_told_to_the_fen() {
    let desk = Desk::new("aid");
    desk.perform(None, &story("village.jsonl"), "v.jiedui");
    let told = json(&jiedui(&["aid", &desk.path("v.jiedui"), "--on", "2026-12-01"]).unwrap());
    // 1,250 yuan a year are 625 a semester; the autumn has 94 school days, of 664 or 665 fen each. The child was away on 16 and
    // 19 October, two days of 665: 1,250.00 − 13.30.
    assert_eq!(told["entitlements"][0]["amount"], "1236.70");
    assert_eq!(told["accounts"]["schemes"][0]["paid"], "625.00");
    assert_eq!(told["chain"]["sum"]["outstanding"], "0.00");
    assert_eq!(told["funds"]["earmarks"][0]["left"], "150000.00");
    assert_eq!(told["projects"]["plans"][0]["budget"], "180000.00");
    let found: Vec<&str> = told["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["finding"].as_str().unwrap())
        .collect();
    assert_eq!(found, ["paid_late", "due_differs"]);
    assert_eq!(told["findings"][0]["records"][0]["kind"], "aid_grant");
    let table = jiedui(&["aid", &desk.path("v.jiedui"), "--on", "2026-12-01", "--format", "table"])
        .unwrap();
    assert!(table.contains("# earmarks\nearmark\treceived\tspent\tleft\nschool_building\t180000.00\t30000.00\t150000.00\n"), "{table}");
    let (code, words) = jiedui(&["aid", &desk.path("v.jiedui"), "--format", "xml"]).unwrap_err();
    assert_eq!((code, words.contains("expected json or table")), (2, true));
}

#[test]
fn a_step_that_lacks_something_says_what() {
    let desk = Desk::new("lacking");
    let told = story("village.jsonl");
    let upto = |command: &str| -> String {
        let before = told.lines().take_while(|line| !line.contains(command));
        before.flat_map(|line| [line, "\n"]).collect()
    };
    for (command, line, reason) in [
        (
            r#""to":"on_notice""#,
            r#"{"do":"step","id":"$case","to":"on_notice"}"#,
            "the step assessment with its date and result",
        ),
        (
            r#""to":"confirmed","now""#,
            r#"{"do":"step","id":"$case","to":"aided"}"#,
            "there is no step from on_notice to aided; possible: confirmed, review, removed",
        ),
        (
            r#""to":"dropped""#,
            r#"{"do":"step","id":"$place","to":"dropped","force":true}"#,
            "cause in the line of the log",
        ),
        (
            r#""to":"listed""#,
            r#"{"do":"edit","id":"$grant","fields":{"state":"settled"}}"#,
            "state is changed by a step",
        ),
        (
            r#""to":"funded""#,
            r#"{"do":"add","kind":"project","fields":{"name":"路","state":"begun"}}"#,
            "state has no state begun; possible: to_apply, applied",
        ),
    ] {
        let file = desk.put("c.jsonl", upto(command) + line + "\n");
        let (code, words) = jiedui(&["do", &file, "--out", &desk.path("x.jiedui")]).unwrap_err();
        assert!(code == 1 && words.contains(reason), "{words}");
        assert!(!desk.has("x.jiedui"));
    }
}

#[test]
fn a_line_that_is_refused_is_named_and_nothing_is_written() {
    let desk = Desk::new("refused");
    let found = story("year.jsonl").lines().next().unwrap().to_owned();
    for (line, reason) in [
        (
            r#"{"do":"record_activity","fields":{"kind":"K01","date":"2026-09-02","class_hours":0}}"#,
            "class_hours: must lie between 1 and 10000",
        ),
        (
            r#"{"do":"record_activity","fields":{"kind":"K01","date":"2026-09-30"}}"#,
            "2026-09-30 has not come yet",
        ),
        (
            r#"{"do":"record_activity","fields":{"kind":"K01","date":"1903-09-01"}}"#,
            "check the year",
        ),
        (
            r#"{"do":"record_activity","fields":{"kind":"K99","date":"2026-09-01"}}"#,
            "no activity kind has the code K99",
        ),
        (
            r#"{"do":"record_activity","fields":{"kind":"K01","date":"2026-09-01","to":"2026-08-01"}}"#,
            "it ends (2026-08-01) before it begins",
        ),
        (
            r#"{"do":"edit","id":"$g.org","fields":{}}"#,
            "no earlier line gave something the name $g.org",
        ),
        (r#"{"do":"fly"}"#, "unknown variant `fly`"),
        (
            r#"{"do":"add","kind":"org","fields":{"name":"一","name":"二"}}"#,
            "the key `name` stands twice",
        ),
        (r#"{"do":"add","kind":"org","fields":{"name":1.5}}"#, "is not a whole number"),
        (r#"{"do":"add","kind":"org","#, "this is not JSON"),
        (
            r#"{"do":"edit","id":"$f.org","fields":{"name":"x"},"now":"yesterday"}"#,
            "expected a time like",
        ),
        (r#"[1]"#, "expected a command"),
    ] {
        let file = desk.put("c.jsonl", format!("{found}\n\n{line}\n"));
        let (code, words) = jiedui(&["do", &file, "--out", &desk.path("x.jiedui")]).unwrap_err();
        assert_eq!(code, 1);
        assert!(words.contains("c.jsonl line 3: ") && words.contains(reason), "{words}");
        assert!(!desk.has("x.jiedui") && !desk.has("x.jiedui.part"));
    }
}

#[test]
fn a_broken_file_is_refused_with_words_and_nothing_is_written() {
    let desk = Desk::new("broken");
    desk.perform(None, &year_until("2026-09-30"), "good.jiedui");
    let good = desk.read("good.jiedui");
    let mut flipped = good.clone();
    flipped[good.len() / 3] ^= 4;
    // The directory claims that entries.jsonl unpacks to a gigabyte.
    let mut claims = good.clone();
    let at = claims.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    claims[at + 24..at + 28].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    let (good, bad) = (desk.path("good.jiedui"), desk.path("bad.jiedui"));
    for (bytes, reason) in [
        (&good_half(&desk), "cut off or damaged"),
        (&flipped, "send the file again"),
        (&b"not a workbook at all".to_vec(), "this is not a .jiedui file"),
        (&Vec::new(), "the file is empty"),
    ] {
        desk.put("bad.jiedui", bytes);
        for args in [
            vec!["info", bad.as_str()],
            vec!["merge", &good, &bad, "--out", &desk.path("out.jiedui")],
            vec!["unpack", &bad, "--out", &desk.path("out")],
            vec![
                "templates",
                "apply",
                "T15",
                "--into",
                &bad,
                "--start",
                "2026-09-01",
                "--partner",
                "石桥幼儿园",
            ],
        ] {
            let (code, words) = jiedui(&args).unwrap_err();
            assert_eq!(code, 1, "{args:?}");
            assert!(words.contains("bad.jiedui: ") && words.contains(reason), "{words}");
        }
        assert!(!desk.has("out.jiedui") && !desk.has("out"));
        assert!(desk.read("bad.jiedui") == *bytes, "what is broken is left as it is");
    }
    // A size that is only claimed is never believed: the content is read as far as it goes, and is whole.
    desk.put("bad.jiedui", &claims);
    match jiedui(&["info", &bad]) {
        Ok(info) => {
            let whole = json(&jiedui(&["info", &good]).unwrap());
            assert_eq!(json(&info)["entries"], whole["entries"]);
        }
        Err((code, words)) => assert!(code == 1 && words.contains("again"), "{words}"),
    }
}

fn good_half(desk: &Desk) -> Vec<u8> {
    let mut good = desk.read("good.jiedui");
    good.truncate(good.len() / 2);
    good
}

#[test]
fn a_workbook_is_packed_from_what_it_was_unpacked_to() {
    let desk = Desk::new("pack");
    desk.perform(None, &year_until("2026-09-30"), "book.jiedui");
    let (book, open) = (desk.path("book.jiedui"), desk.path("open"));
    jiedui(&["unpack", &book, "--out", &open]).unwrap();
    desk.put("open/files/any name.jpg", b"a photo");
    let (entries, files, again) =
        (desk.path("open/entries.jsonl"), desk.path("open/files"), desk.path("again.jiedui"));
    jiedui(&["pack", &entries, "--out", &again]).unwrap();
    assert!(desk.read("again.jiedui") == desk.read("book.jiedui"));
    let packed = json(&jiedui(&["pack", &entries, "--files", &files, "--out", &again]).unwrap());
    assert_eq!(packed["files"], 1);
    let info = json(&jiedui(&["info", &again]).unwrap());
    assert_eq!((&info["files"]["count"], &info["files"]["bytes"]), (&1.into(), &7.into()));
    assert_eq!(info["workspace"]["name"], "云溪实验幼儿园");

    let broken = format!("{}\n{{\"v\":1}}\n", story("../golden/v1.jsonl").lines().next().unwrap());
    let broken = desk.put("broken.jsonl", broken);
    let (code, words) = jiedui(&["pack", &broken, "--out", &desk.path("no.jiedui")]).unwrap_err();
    assert!(code == 1 && words.contains("broken.jsonl line 2: `seq` is missing"), "{words}");
    assert!(!desk.has("no.jiedui"));
}

#[test]
fn another_workbook_is_not_merged_by_mistake() {
    let desk = Desk::new("another");
    let found = |name: &str| {
        format!(
            r#"{{"do":"found_workbook","org":"{name}","me":"林老师","class_minutes":30,"years":["2026-2027"]}}"#
        )
    };
    desk.perform(None, &found("云溪实验幼儿园"), "one.jiedui");
    desk.perform(None, &found("青禾幼儿园"), "two.jiedui");
    let (one, two, out) =
        (desk.path("one.jiedui"), desk.path("two.jiedui"), desk.path("out.jiedui"));
    let (code, words) = jiedui(&["merge", &one, &two, "--out", &out]).unwrap_err();
    assert_eq!(code, 1);
    assert!(
        words.contains("two.jiedui: it belongs to another workbook, \"青禾幼儿园\""),
        "{words}"
    );
    assert!(!desk.has("out.jiedui"));
}

#[test]
fn a_template_is_shown_and_applied_from_the_command_line() {
    let desk = Desk::new("template");
    let found = r#"{"do":"found_workbook","org":"云溪实验幼儿园","me":"林老师","class_minutes":30,"years":["2026-2027"]}"#;
    desk.perform(None, found, "book.jiedui");
    assert!(jiedui(&["templates"]).unwrap().lines().any(|line| line.starts_with("T15\t")));
    assert!(jiedui(&["templates", "show", "T15"]).unwrap().contains("R481"));
    let shown = json(&jiedui(&["templates", "show", "T15", "--format", "json"]).unwrap());
    assert_eq!(shown["rules"].as_array().unwrap().len(), 19);
    let book = desk.path("book.jiedui");
    jiedui(&[
        "templates",
        "apply",
        "T15",
        "--into",
        &book,
        "--start",
        "2026-09-01",
        "--partner",
        "青禾幼儿园",
        "--partner",
        "石桥幼儿园",
    ])
    .unwrap();
    let info = json(&jiedui(&["info", &book]).unwrap());
    assert_eq!(info["kinds"]["pairing"]["records"], 2);
    assert_eq!(info["kinds"]["rule"]["records"], 19);
}

#[test]
fn colleagues_of_a_sample_county_merge() {
    let desk = Desk::new("county");
    let make = |name: &str, device: Option<&str>| {
        let out = desk.path(name);
        let mut args = vec!["sample", "--activities", "40", "--seed", "3", "--out", &out];
        args.extend(device.into_iter().flat_map(|device| ["--device", device]));
        jiedui(&args).unwrap();
        out
    };
    let (base, one, two) =
        (make("base.jiedui", None), make("one.jiedui", Some("1")), make("two.jiedui", Some("2")));
    let out = desk.path("all.jiedui");
    let receipt = json(&jiedui(&["merge", &base, &one, &two, "--out", &out]).unwrap());
    assert_eq!(receipt["receipts"][0]["conflicts"], json("[]"));
    assert_eq!(receipt["receipts"][1]["conflicts"].as_array().unwrap().len(), 3);
    assert!(
        json(&jiedui(&["assess", &out, "--on", "2026-12-01"]).unwrap())["outcomes"]
            .as_array()
            .unwrap()
            .len()
            > 30
    );
}

#[test]
fn a_wrong_use_says_so_with_exit_code_two() {
    for args in [
        &[][..],
        &["fly"],
        &["info"],
        &["info", "a", "b"],
        &["info", "a", "--on", "2026-12-01"],
        &["merge", "a"],
        &["assess", "a", "--on", "yesterday"],
        &["assess", "a", "--format", "docx"],
        &["sample", "--out", "x"],
        &["templates", "show", "T99"],
        &["do", "--out", "x"],
    ] {
        let (code, words) = jiedui(args).unwrap_err();
        assert_eq!(code, 2, "{args:?}: {words}");
        assert!(words.contains("jiedui --help"), "{words}");
    }
    assert!(jiedui(&["--help"]).unwrap().contains("jiedui assess FILE"));
    let (code, words) = jiedui(&["info", "no such file"]).unwrap_err();
    assert!(code == 1 && words.contains("no such file"), "{words}");
}
