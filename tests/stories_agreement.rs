//! Beginning to work together, told through the command line: the sentences of an agreement become rules that are
//! counted, and the mentors of one side find mentees on the other.
use std::fs;
use std::path::PathBuf;

use jiedui_core::cli;
use serde_json::{Value, json};

/// A folder of one story's own, gone at its end.
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

    /// Runs commands, one a line, into a workbook.
    fn perform(&self, base: Option<&str>, commands: &[Value], out: &str) -> Value {
        let lines: Vec<String> = commands.iter().map(Value::to_string).collect();
        let file = self.path("commands.jsonl");
        fs::write(&file, lines.join("\n")).unwrap();
        let (out, base) = (self.path(out), base.map(|base| self.path(base)));
        let mut args = vec!["do"];
        args.extend(base.as_deref());
        args.extend([&*file, "--out", &*out]);
        json(&args)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn jiedui(args: &[&str]) -> Result<String, (u8, String)> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run(args.iter().map(Into::into), &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    if code == 0 { Ok(text(out)) } else { Err((code, text(err))) }
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&jiedui(args).unwrap()).unwrap()
}

/// A workbook with its plan and one pairing.
fn founded() -> Value {
    json!({
        "do": "found_workbook", "let": "book", "now": "2026-09-01T08:00:00+08:00", "org": "云溪实验幼儿园",
        "org_kind": "public_kindergarten", "me": "林老师", "name": "", "class_minutes": 30, "years": ["2026-2027"],
        "example": false,
        "template": {"code": "T15", "start": "2026-09-01", "partners": ["青禾幼儿园"], "side": "helper", "lang": "zh-Hans"},
    })
}

#[test]
fn what_an_agreement_says_becomes_rules_that_are_counted() {
    let text = "每学期集体备课不少于4次，评课至少六次，加强交流。";
    let read = json(&["clauses", text, "--format", "json"]);
    assert_eq!(read["whole"], false);
    assert_eq!(read["unread"][0]["text"], "加强交流");
    let desk = Desk::new("agreement");
    let mut commands = vec![founded()];
    for proposal in read["proposals"].as_array().unwrap() {
        let mut fields = proposal["fields"].clone();
        fields["plan"] = json!("$book.plan");
        commands.push(json!({"do": "add", "kind": "rule", "fields": fields}));
    }
    for day in ["2026-09-16", "2026-10-14"] {
        let fields = json!({"kind": "K06", "date": day, "pairings": {"$book.pairing": true}});
        commands.push(
            json!({"do": "record_activity", "now": "2026-11-02T08:00:00+08:00", "fields": fields}),
        );
    }
    desk.perform(None, &commands, "book.jiedui");
    let all = json(&["assess", &desk.path("book.jiedui"), "--on", "2026-11-02"]);
    let told: Vec<String> = all["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["rule"].as_str().unwrap().starts_with('C'))
        .map(|it| {
            format!(
                "{} {} {} {} {}",
                it["rule"], it["value"], it["comparator"], it["target"], it["period"]
            )
        })
        .map(|line| line.replace('"', ""))
        .collect();
    assert_eq!(told, ["C1 2 >= 4 2026-2027-1", "C2 0 >= 6 2026-2027-1"]);
}

#[test]
fn a_text_is_shown_with_what_was_not_understood_and_what_is_to_be_decided() {
    let told = jiedui(&["clauses", "每学期培训2次，提高素质", "--lang", "en"]).unwrap();
    assert!(told.starts_with("每学期培训2次，【提高素质】\n"), "{told}");
    assert!(
        told.contains("please decide: Which kind of activity is meant by “培训”?\n      1) "),
        "{told}"
    );
    assert!(told.contains("× 提高素质: nothing in it can be counted\n"), "{told}");
    assert_eq!(jiedui(&["clauses"]).unwrap_err().0, 2);
    assert_eq!(jiedui(&["clauses", "送教", "--format", "xml"]).unwrap_err().0, 2);
    assert_eq!(jiedui(&["clauses", "送教", "--lang", "fr"]).unwrap_err().0, 2);
}

#[test]
fn mentors_of_the_plan_find_mentees_and_every_point_is_explained() {
    let desk = Desk::new("match");
    let person = |name: &str, org: &str, subject: &str, mentor: bool| {
        json!({"do": "add", "kind": "person", "let": name, "fields": {
            "name": name, "org": org, "kinds": {"teacher": true}, "subject": subject, "mentor_pool": mentor,
        }})
    };
    let commands = [
        founded(),
        person("mentor1", "$book.org", "语言", true),
        person("mentor2", "$book.org", "科学", true),
        person("mentee1", "$book.org2", "科学", false),
        person("mentee2", "$book.org2", "语言", false),
    ];
    let names = desk.perform(None, &commands, "book.jiedui")["names"].clone();
    let file = desk.path("book.jiedui");
    let mentees =
        ["mentee1", "mentee2"].map(|name| names[name].as_str().unwrap().to_owned()).join(",");
    let found = json(&["match", &file, "--mentees", &mentees]);
    let mut pairs: Vec<String> = found["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| {
            let sum: i64 = pair["reasons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["points"].as_i64().unwrap())
                .sum();
            assert_eq!(pair["points"], sum);
            format!(
                "{} {}",
                pair["helper"]["name"].as_str().unwrap(),
                pair["helped"]["name"].as_str().unwrap()
            )
        })
        .collect();
    pairs.sort();
    assert_eq!(pairs, ["mentor1 mentee2", "mentor2 mentee1"]);
    let table = jiedui(&["match", &file, "--mentees", &mentees, "--format", "table"]).unwrap();
    assert!(table.contains("+40 same subject: 语言"), "{table}");
    let (code, said) = jiedui(&["match", &file, "--helpers", &mentees]).unwrap_err();
    assert_eq!((code, said.contains("say which units help")), (1, true), "{said}");
    assert_eq!(jiedui(&["match", &file, "--mentors", "nobody"]).unwrap_err().0, 2);
    assert_eq!(jiedui(&["match", &file, "--wish", "x"]).unwrap_err().0, 2);
}
