//! What was written down after each visit: the activity, its evidence, the requests and ratings around it.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::chance::Chance;
use super::pen::{Pen, later, object, parts};
use super::schedule::{Job, Wish};
use super::school::School;
use super::words;
use crate::command::{Fields, Refusal};
use crate::log::RecordId;

/// Two kindergartens and what stands between them.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) pairing: RecordId,
    pub(super) plan: RecordId,
    pub(super) helper: School,
    pub(super) helped: School,
    /// Mentor and mentee, with their own pairing.
    pub(super) mentoring: Vec<(RecordId, RecordId, RecordId)>,
    /// Requests that no one has answered yet: lectures, placements.
    pub(super) open: [Vec<RecordId>; 2],
    /// How well they keep what they promised, of a hundred.
    pub(super) effort: usize,
    /// The last day that has come: nothing is written about later ones.
    pub(super) until: NaiveDate,
}

impl Pair {
    /// Does what was due on a day, and writes it down.
    pub(super) fn perform(
        &mut self,
        pen: &mut Pen<'_>,
        day: NaiveDate,
        job: &Job,
    ) -> Result<(), Refusal> {
        let by = pen.chance.pick(&self.helper.teachers);
        pen.on(day, by);
        match job {
            Job::Do("K13") if later(day, 4) > self.until => Ok(()),
            Job::Do(kind) => self.visit(pen, day, kind, &mut |_| {}).map(drop),
            Job::Teach(hours) => {
                let form = pen.chance.pick(&["demo", "demo", "training", "research"]);
                self.visit(pen, day, "K01", &mut |fields| {
                    fields.insert("class_hours".to_owned(), json!(hours));
                    fields.insert("fields".to_owned(), json!({"form": form, "children_count": 26}));
                })
                .map(drop)
            }
            Job::Ask(wish) => self.ask(pen, day, *wish),
            Job::Rate(number) => self.rate(pen, day, *number),
            Job::Publish => self.publish(pen, day),
            Job::Mentor(number) => self.mentor(pen, day, *number),
            Job::File(volume, kinds) => self.file(pen, day, volume, kinds),
        }
    }

    /// Records an activity; `more` adds what is special about it.
    fn visit(
        &mut self,
        pen: &mut Pen<'_>,
        day: NaiveDate,
        kind: &'static str,
        more: &mut dyn FnMut(&mut Fields),
    ) -> Result<RecordId, Refusal> {
        let (title, text) = pen.chance.pick(words::topics(kind));
        let speaker = pen.chance.pick(&self.helper.teachers);
        let mut people = vec![(speaker, "speaker"), (self.helped.deputy, "organiser")];
        let guests = 1 + pen.chance.below(self.helped.teachers.len());
        people.extend(self.helped.teachers.iter().take(guests).map(|id| (*id, "listener")));
        let at_helper = matches!(kind, "K02" | "K13");
        let host = if at_helper { &self.helper } else { &self.helped };
        let hour = pen.chance.pick(&["08:30", "09:00", "09:30", "14:00", "14:30"]);
        let mut fields = object(json!({
            "kind": kind,
            "date": day.to_string(),
            "start_time": hour,
            "pairings": {self.pairing.to_string(): true},
            "plan": self.plan.to_string(),
            "host_org": host.org.to_string(),
            "place": host.name,
            "title": title,
            "content": format!("{text}{}", words::after(&mut pen.chance)),
            "participants": parts(people.iter().map(|(id, role)| (id, *role))),
            "presenter": speaker.to_string(),
        }));
        for (name, text) in [
            ("outcome", words::outcome(&mut pen.chance)),
            (
                "reflection",
                if pen.chance.percent(35) { words::reflection(&mut pen.chance) } else { "" },
            ),
        ] {
            if !text.is_empty() {
                fields.insert(name.to_owned(), json!(text));
            }
        }
        if pen.chance.percent(55) {
            fields.insert("agreements".to_owned(), self.agreed(pen, day));
        }
        self.specials(pen, kind, day, &mut fields);
        more(&mut fields);
        let documents = self.evidence(pen, kind, day);
        pen.record(fields, documents)
    }

    /// What the kind asks for, and the request it answers.
    fn specials(&mut self, pen: &mut Pen<'_>, kind: &str, day: NaiveDate, fields: &mut Fields) {
        let title = fields["title"].clone();
        let own = own_fields(self, &mut pen.chance, kind, &title);
        if own.as_object().is_some_and(|own| !own.is_empty()) {
            fields.insert("fields".to_owned(), own);
        }
        let queue = match kind {
            "K07" => 0,
            "K13" => 1,
            _ => return,
        };
        if !self.open[queue].is_empty() {
            let request = self.open[queue].remove(0);
            fields.insert("request".to_owned(), json!(request.to_string()));
        }
        if kind == "K13" {
            fields.insert("to".to_owned(), json!(later(day, 4).to_string()));
            fields.insert("exchange_state".to_owned(), json!("finished"));
            fields.insert("host_mentor".to_owned(), json!(self.helper.deputy.to_string()));
            fields.insert("host_class".to_owned(), json!(words::class(&mut pen.chance)));
            fields.insert("logistics".to_owned(), json!("住园内教师宿舍，三餐在园食堂"));
            pen.on(later(day, 4), self.helper.deputy);
        }
    }

    /// One or two things agreed; what is long past is mostly done.
    fn agreed(&self, pen: &mut Pen<'_>, day: NaiveDate) -> Value {
        let mut agreed = serde_json::Map::new();
        for number in 1..=1 + pen.chance.below(2) {
            let due = later(day, u64::try_from(pen.chance.between(10, 30)).unwrap_or(14));
            let mut item = json!({
                "text": words::agreed(&mut pen.chance),
                "owner": if pen.chance.percent(50) { self.helped.principal } else { self.helper.deputy }.to_string(),
                "due": due.to_string(),
                "ord": number,
            });
            let done = later(day, 9);
            if pen.chance.percent(self.effort.saturating_sub(10)) && done <= self.until {
                item["done_on"] = json!(done.to_string());
            }
            agreed.insert(format!("a{number}"), item);
        }
        Value::Object(agreed)
    }

    /// The documents that were handed in with an activity; the tidier the pair, the more of them.
    fn evidence(&self, pen: &mut Pen<'_>, kind: &str, day: NaiveDate) -> Vec<Fields> {
        let complete = pen.chance.percent(self.effort.saturating_sub(25));
        let wanted: &[&str] = match (kind, complete) {
            ("K08", true) => &["plan", "measures", "record", "summary", "process"],
            ("K26", true) => &["plan", "measures", "record", "summary", "process", "effect"],
            (_, true) => &["plan", "measures", "record", "summary"],
            ("K08", false) => &["process"],
            (_, false) => &["record"],
        };
        let mut documents: Vec<Fields> = Vec::new();
        for document in wanted {
            documents.push(document_fields(document, kind, day, &self.helped.name));
        }
        if pen.chance.percent(70) {
            documents.push(document_fields("photo", kind, day, &self.helped.name));
        }
        documents
    }

    fn ask(&mut self, pen: &mut Pen<'_>, day: NaiveDate, wish: Wish) -> Result<(), Refusal> {
        pen.on(day, self.helped.principal);
        let (category, title, queue) = match wish {
            Wish::Lecture => ("lecture_request", words::lecture_wish(&mut pen.chance), 0),
            Wish::Placement => ("shadowing_request", words::shadow_wish(&mut pen.chance), 1),
        };
        let issue = json!({
            "title": title, "category": category, "severity": "ordinary", "level": "school",
            "raised_by": self.helped.org.to_string(), "raised_on": day.to_string(), "subject": self.pairing.to_string(),
            "assigned_to": self.helper.deputy.to_string(), "due": later(day, 45).to_string(),
        });
        let id = pen.add("issue", issue)?;
        if pen.chance.percent(self.effort) {
            pen.step(id, "handling", json!({"answered_on": day.to_string()}))?;
        }
        self.open[queue].push(id);
        Ok(())
    }

    fn rate(&mut self, pen: &mut Pen<'_>, day: NaiveDate, number: usize) -> Result<(), Refusal> {
        let teacher = self.helped.teachers[number];
        let grades: &[&str] = if self.effort > 60 {
            &["excellent", "excellent", "good", "good", "qualified"]
        } else {
            &["excellent", "good", "qualified", "qualified", "qualified", "unqualified"]
        };
        let grade = pen.chance.pick(grades);
        let topic = words::class(&mut pen.chance);
        let rated = json!({"teacher": teacher.to_string(), "rating": grade, "lesson_topic": format!("{topic}一节活动")});
        let listener = self.helper.deputy;
        self.visit(pen, day, "K04", &mut |fields| {
            fields.insert("fields".to_owned(), rated.clone());
            fields.insert(
                "participants".to_owned(),
                parts([(&teacher, "class_leader"), (&listener, "critic")]),
            );
        })?;
        let title = format!("{}课评", pen.state().name(teacher));
        pen.add(
            "achievement",
            json!({"person": teacher.to_string(), "kind": "lesson_rating", "title": title, "grade": grade, "date": day.to_string(),
                "pairing": self.pairing.to_string(), "level": "school"}),
        )?;
        Ok(())
    }

    fn publish(&mut self, pen: &mut Pen<'_>, day: NaiveDate) -> Result<(), Refusal> {
        let author = pen.chance.pick(&self.helped.teachers);
        let level = pen.chance.pick(&["county", "city", "city", "province"]);
        let paper = json!({
            "person": author.to_string(), "kind": "paper", "title": words::paper(&mut pen.chance), "level": level,
            "date": day.to_string(), "pairing": self.pairing.to_string(),
        });
        pen.add("achievement", paper).map(drop)
    }

    fn mentor(&mut self, pen: &mut Pen<'_>, day: NaiveDate, number: usize) -> Result<(), Refusal> {
        let (pairing, mentor, mentee) = self.mentoring[number];
        pen.on(day, mentor);
        let both = json!({self.pairing.to_string(): true, pairing.to_string(): true});
        let own = json!({"mentor": mentor.to_string(), "mentee": mentee.to_string(), "theme": "观察与支持"});
        let people = parts([(&mentor, "mentor"), (&mentee, "mentee")]);
        self.visit(pen, day, "K16", &mut |fields| {
            fields.insert("pairings".to_owned(), both.clone());
            fields.insert("fields".to_owned(), own.clone());
            fields.insert("participants".to_owned(), people.clone());
        })
        .map(drop)
    }

    fn file(
        &mut self,
        pen: &mut Pen<'_>,
        day: NaiveDate,
        volume: &str,
        kinds: &[&str],
    ) -> Result<(), Refusal> {
        for kind in kinds {
            let mut fields = document_fields(kind, "", day, &self.helped.name);
            fields.insert("volume".to_owned(), json!(volume));
            fields.insert("archive_state".to_owned(), json!("filed"));
            fields.insert(
                "belongs_to".to_owned(),
                json!({self.pairing.to_string(): true, self.helped.org.to_string(): true}),
            );
            pen.add("document", Value::Object(fields))?;
        }
        Ok(())
    }
}

/// What a kind of activity asks for beside what all have.
fn own_fields(pair: &Pair, chance: &mut Chance, kind: &str, title: &Value) -> Value {
    match kind {
        "K02" => {
            json!({"form": if chance.percent(70) { "principal_observation" } else { "listen" }})
        }
        "K03" => {
            json!({"domain": chance.pick(&["science", "art", "language", "health"]), "class_taught": words::class(chance)})
        }
        "K05" => json!({"mode": chance.pick(&["critique", "explanation"])}),
        "K06" => json!({"lesson_topic": title}),
        "K07" => json!({"lecture_topic": title, "signed_in": chance.between(8, 26)}),
        "K08" => {
            json!({"research_topic": title, "process_material": "记录、照片和发言稿已归档"})
        }
        "K13" => json!({"daily_notes": "每天一篇，共五篇", "appraisal_grade": "excellent"}),
        "K14" => observed(pair, chance),
        "K15" => {
            json!({"regulation": title, "regulation_state": chance.pick(&["draft", "in_force"])})
        }
        "K17" => json!({"resources": title}),
        "K19" => {
            json!({"families": chance.between(18, 60), "programme": "签到、活动、合影、清场"})
        }
        "K20" => {
            json!({"form": chance.pick(&["parents_meeting", "open_day", "home_visit", "questionnaire"])})
        }
        "K21" => {
            json!({"children_count": chance.between(20, 45), "guardian_consent": true, "gifts": "儿童画二十幅"})
        }
        "K23" => {
            json!({"item": "图书和户外玩具", "quantity": chance.between(40, 160) * 1000, "quantity_unit": "件",
                "value": chance.between(1200, 6800) * 100, "donor": pair.helper.org.to_string(), "recipient": pair.helped.org.to_string()})
        }
        "K24" => json!({"decisions": "按分工落实，下次会上报告"}),
        "K25" => json!({"theme": title, "word_count": chance.between(600, 1800)}),
        "K26" => json!({"feature": title}),
        _ => json!({}),
    }
}

/// The nine steps of a day with how each went, and the guidelines.
fn observed(pair: &Pair, chance: &mut Chance) -> Value {
    let mut own =
        json!({"observer": pair.helper.deputy.to_string(), "class_observed": words::class(chance)});
    for step in [
        "arrival",
        "health_check",
        "exercise",
        "corners",
        "group",
        "washing",
        "meals",
        "nap",
        "leaving",
    ] {
        own[format!("step_{step}")] =
            json!(chance.pick(&["good", "good", "good", "fair", "weak", "seen"]));
    }
    let guideline = if chance.percent(pair.effort + 12) {
        chance.pick(&["in_line", "mostly_in_line"])
    } else {
        "not_in_line"
    };
    own["guideline"] = json!(guideline);
    own
}

/// A document as it is entered before anybody has scanned it: what it is and where it is kept.
fn document_fields(document: &str, kind: &str, day: NaiveDate, school: &str) -> Fields {
    let (name, ending) = match document {
        "plan" => ("计划", "docx"),
        "scheme" => ("方案", "docx"),
        "measures" => ("措施", "docx"),
        "record" => ("记录", "docx"),
        "process" => ("过程材料", "pdf"),
        "effect" => ("成效材料", "pdf"),
        "summary" => ("总结", "docx"),
        _ => ("照片", "jpg"),
    };
    let topic = words::topics(kind).first().map_or("", |(title, _)| title);
    let topic = topic.split(['：', '—']).next().unwrap_or_default();
    object(json!({
        "kind": document,
        "title": format!("{school}{}{name}", if kind.is_empty() { "结对" } else { topic }),
        "file_name": format!("{day}-{name}.{ending}"),
        "taken_on": day.to_string(),
        "external_link": "园办公室资料柜",
    }))
}
