//! The corpus: what offices write, and what must be read in it; and that no text at all can upset the grammar.

use proptest::prelude::*;

use super::words::Word;
use super::*;
use crate::log::Line;
use crate::record::Decimal;
use crate::state::State;

/// A proposal in one line, as the corpus writes it.
fn told(proposal: &Proposal) -> String {
    let draft = &proposal.draft;
    let number = |figure: Decimal| match &*draft.unit {
        "share" if proposal.is_ready() => format!("{}%", Decimal(figure.0 * 100)),
        _ => figure.to_string(),
    };
    let figure = match (draft.threshold, draft.upper) {
        (None, _) => "-".to_owned(),
        (Some(low), Some(high)) => format!("{}..{}", number(low), number(high)),
        (Some(low), None) => format!("{}{}", draft.comparator, number(low)),
    };
    let or = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let mut words = vec![format!("{}{}", or(&draft.metric), detail(draft))];
    let open =
        proposal.questions.iter().any(|it| matches!(it.about, About::Kind | About::Together));
    match open {
        true => words.push("*".to_owned()),
        false if !draft.kinds.is_empty() => words.push(draft.kinds.join("+")),
        false => {}
    }
    words.extend([figure, or(&draft.unit), or(&draft.period)]);
    if draft.school_months_only {
        words.push("school".to_owned());
    }
    if matches!(&*draft.scope, "both" | "helper") {
        words.push(format!("@{}", draft.scope));
    }
    if !draft.rule.is_empty() {
        words.push(format!("={}", draft.rule));
    }
    words.extend(proposal.questions.iter().map(|it| format!("?{}", it.about.code())));
    words.join(" ")
}

/// What tells two rules of one metric apart.
fn detail(draft: &Draft) -> String {
    let text = |name: &str| draft.params.get(name).and_then(|it| it.as_str()).unwrap_or_default();
    match &*draft.metric {
        "share_rating" => format!("({})", text("at_least")),
        "count_issues" => format!("({})", text("category")),
        "count_achievement" if text("level_at_least").is_empty() => format!("({})", text("kind")),
        "count_achievement" => format!("({},{})", text("kind"), text("level_at_least")),
        "least" => {
            let of = |name: &str| draft.params[name]["of"].as_str().unwrap_or_default().to_owned();
            format!("({}/{})", of("of"), of("each"))
        }
        "coverage" => {
            let kind = draft.params["met"][0]["linked"]["kinds"][0].as_str();
            kind.map(|kind| format!("({kind})")).unwrap_or_default()
        }
        "figure" => {
            let value = &draft.params["value"];
            let document = &value["count"]["where"][0]["any_of"][0];
            match (
                value["distinct"].as_str(),
                value["count"]["of"].as_str(),
                value["in"]["of"].as_str(),
            ) {
                (Some(path), ..) => format!("({path})"),
                _ if !value["total"].is_null() => "(total)".to_owned(),
                (None, Some("document"), _) => {
                    format!("(document:{})", document.as_str().unwrap_or_default())
                }
                (None, of, sum) => format!("({})", of.or(sum).unwrap_or_default()),
            }
        }
        _ => String::new(),
    }
}

struct Case<'a> {
    text: &'a str,
    expected: Vec<&'a str>,
}

fn corpus() -> Vec<Case<'static>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in include_str!("corpus.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match cases.last_mut() {
            Some(case) if line.starts_with("- ") || line.starts_with("x ") => {
                case.expected.push(line);
            }
            _ => cases.push(Case { text: line, expected: Vec::new() }),
        }
    }
    cases
}

fn found(text: &str, words: &Words, catalog: &Catalog) -> Vec<String> {
    let reading = read(text, words, catalog);
    let mut lines: Vec<String> =
        reading.proposals.iter().map(|it| format!("- {}", told(it))).collect();
    lines.extend(reading.unread().map(|(span, why)| format!("x {} {}", &text[span], why.code())));
    lines
}

#[test]
fn every_clause_of_the_corpus_is_read_as_it_says() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    let mut wrong = Vec::new();
    for case in corpus() {
        let found = found(case.text, &words, &catalog);
        if found != case.expected {
            let lines = |lines: &[String]| lines.join("\n    ");
            let expected: Vec<String> = case.expected.iter().map(|it| (*it).to_owned()).collect();
            wrong.push(format!(
                "{}\n  expected\n    {}\n  found\n    {}",
                case.text,
                lines(&expected),
                lines(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{} clauses are read otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_corpus_is_large_and_holds_much_that_is_not_understood() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    let cases = corpus();
    let partly = cases.iter().filter(|case| !read(case.text, &words, &catalog).is_whole()).count();
    let lost =
        cases.iter().filter(|case| case.expected.iter().any(|it| it.starts_with("x "))).count();
    assert!(cases.len() >= 200, "only {} clauses", cases.len());
    assert!(lost >= 40 && partly >= 60, "{lost} with words not understood, {partly} not whole");
}

#[test]
fn no_word_of_the_vocabulary_has_two_meanings() {
    fn words(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Array(list) => list.iter().for_each(|it| match it.as_str() {
                Some(word) => found.push(word.to_owned()),
                None => words(&it["words"], found),
            }),
            serde_json::Value::Object(map) => map.values().for_each(|it| words(it, found)),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::String(_) => {}
        }
    }
    const SECTIONS: [&str; 18] = [
        "kinds",
        "measures",
        "units",
        "periods",
        "school_months",
        "this_period",
        "bare_periods",
        "compare",
        "plain_compare",
        "tails",
        "vague",
        "scopes",
        "levels",
        "actors",
        "and",
        "or",
        "reverse",
        "plain",
    ];
    let file: serde_json::Value =
        serde_json::from_str(include_str!("../../catalog/clause-words.json")).unwrap();
    let mut found = Vec::new();
    SECTIONS.iter().for_each(|section| words(&file[*section], &mut found));
    let count = found.len();
    found.sort();
    let twice: Vec<_> = found.windows(2).filter(|it| it[0] == it[1]).map(|it| &it[0]).collect();
    assert!(twice.is_empty(), "{twice:?} stand twice");
    assert!(count > 1500, "only {count} words");
}

#[test]
fn the_vocabulary_names_only_what_the_catalogue_has() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    let known = |kind: &String| assert!(catalog.kind(kind).is_some(), "there is no kind {kind}");
    words.kinds.iter().flatten().flatten().for_each(known);
    for rule in words.standing.iter() {
        assert!(catalog.rule(rule).is_some(), "there is no rule {rule}");
    }
    for (code, metric) in
        words.measures.iter().flat_map(|it| &it.ways).map(|way| (&way.rule, &way.metric))
    {
        let rule = catalog.rule(code);
        assert!(code.is_empty() || rule.is_some_and(|rule| rule.metric == *metric), "{code}");
    }
    for (word, meaning) in words.lexicon() {
        assert!(!word.contains(' '), "{word} has a space");
        assert!(
            word.chars().all(|c| words.plain(c) == c),
            "{word} is not written as texts are read"
        );
        if let Word::Period(code, _) | Word::ThisPeriod(code) | Word::BarePeriod(code) = meaning {
            assert!(words.says("periods", code), "{word}: no words for the period {code}");
        }
    }
    for why in [
        Unread::Word,
        Unread::NoFigure,
        Unread::Vague,
        Unread::Unit,
        Unread::Date,
        Unread::TooLarge,
        Unread::Unused,
    ] {
        assert!(words.says("unread", why.code()), "{}", why.code());
    }
    for about in [
        About::Kind,
        About::Period,
        About::Unit,
        About::Figure,
        About::Together,
        About::Spread,
        About::Who,
    ] {
        assert!(words.says("questions", about.code()), "{}", about.code());
    }
}

#[test]
fn a_rule_is_said_back_in_three_languages() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    let reading = read("双方每学期召开一至两次联席会", &words, &catalog);
    let [proposal] = &reading.proposals[..] else { panic!("one rule was expected") };
    assert_eq!(
        proposal.sentence.zh_hans,
        "每学期：“联席会、协调会、工作例会”的活动次数，1 次 至 2 次。"
    );
    assert_eq!(
        proposal.sentence.zh_hant,
        "每學期：「聯席會、協調會、工作例會」的活動次數，1 次 至 2 次。"
    );
    assert_eq!(
        proposal.sentence.en,
        "Every semester: the number of activities of kind “Joint or coordination meeting”, from 1 time to 2 times."
    );
    for line in corpus() {
        for proposal in read(line.text, &words, &catalog).proposals.iter().take(1) {
            for lang in crate::label::Lang::ALL {
                let text = proposal.sentence.get(lang);
                assert!(!text.contains(['{', '}']), "{text}: a gap is not filled");
            }
        }
    }
}

/// The rules of the corpus with every question answered by its first option.
fn decided(words: &Words, catalog: &Catalog) -> Vec<(&'static str, Proposal)> {
    let mut all = Vec::new();
    for case in corpus() {
        let mut open = read(case.text, words, catalog).proposals;
        for _ in 0..8 {
            let step = open.iter().flat_map(|it| match it.questions.first() {
                Some(question) => answer(it, question.about, 0, words, catalog).expect(case.text),
                None => vec![it.clone()],
            });
            open = step.collect();
        }
        all.extend(open.into_iter().map(|it| (case.text, it)));
    }
    all
}

#[test]
fn answering_every_question_gives_rules_that_are_ready() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    for (text, proposal) in decided(&words, &catalog) {
        let fields = proposal.fields("C1").expect(text);
        assert!(fields.contains_key("metric") && fields.contains_key("period"), "{text}");
        assert!(fields["threshold"].is_i64(), "{text}");
    }
}

fn put(state: &mut State, kind: &str, number: usize, patch: serde_json::Value) -> String {
    let id = format!("0192f000-0000-7000-8000-{number:012}");
    let line = serde_json::json!({
        "v": 1, "seq": number, "device": "0000000000007", "act": number, "base": [], "at": "2026-09-01T08:00:00Z",
        "by": null, "kind": kind, "id": id, "patch": patch,
    });
    state.apply(Line::parse(&line.to_string()).unwrap());
    id
}

/// A workbook with a plan that pairs two kindergartens.
fn paired() -> (State, String) {
    let mut state = State::default();
    let semester = serde_json::json!({"1": {"start": "2026-09-01", "end": "2027-01-15"}});
    let year =
        serde_json::json!({"start": "2026-09-01", "end": "2027-08-31", "semesters": semester});
    let book = serde_json::json!({"name": "云溪", "years": {"2026-2027": year}});
    put(&mut state, "workspace", 1, book);
    let plan = serde_json::json!({"title": "结对", "from": "2026-09-01", "to": "2027-08-31"});
    let plan = put(&mut state, "plan", 2, plan);
    let [one, other] =
        [3, 4].map(|number| put(&mut state, "org", number, serde_json::json!({"name": "园"})));
    let sides = serde_json::json!({
        "kind": "kindergartens", "plan": plan, "side_a": {one: true}, "side_b": {other: true},
    });
    put(&mut state, "pairing", 5, sides);
    (state, plan)
}

#[test]
fn every_rule_of_the_corpus_can_be_judged() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    let (mut state, plan) = paired();
    let rules = decided(&words, &catalog);
    for (number, (text, proposal)) in rules.iter().enumerate() {
        let mut fields = proposal.fields("C1").expect(text);
        fields.insert("plan".to_owned(), plan.clone().into());
        fields.insert("code".to_owned(), format!("C{number}").into());
        put(&mut state, "rule", 100 + number, fields.into());
    }
    let outcomes = crate::rule::assess(&state, crate::calendar::day::ymd(2026, 11, 2));
    for (number, (text, proposal)) in rules.iter().enumerate() {
        let code = format!("C{number}");
        let outcome = outcomes.iter().find(|it| it.code == code).expect(text);
        assert_ne!(
            outcome.lack,
            Some(crate::rule::Lack::UnknownRule),
            "{text} became a rule that nothing can judge: {:?}",
            proposal.draft
        );
    }
}

#[test]
fn an_answer_decides_what_was_open() {
    let (words, catalog) = (Words::builtin(), Catalog::builtin());
    let reading = read("讲座、示范课共4次", &words, &catalog);
    let proposal = &reading.proposals[0];
    assert!(!proposal.is_ready() && proposal.fields("C1").is_none());
    let each = answer(proposal, About::Together, 1, &words, &catalog).unwrap();
    assert_eq!(
        each.iter().map(told).collect::<Vec<_>>(),
        ["count K07 >=4 time - ?period", "count K03 >=4 time - ?period"]
    );
    let decided = answer(&each[0], About::Period, 0, &words, &catalog).unwrap();
    assert_eq!(told(&decided[0]), "count K07+K01 >=4 time semester =R482");
    assert!(answer(proposal, About::Who, 0, &words, &catalog).is_none());
    assert!(answer(proposal, About::Together, 2, &words, &catalog).is_none());
}

/// Texts that are likely to lead somewhere: pieces of clauses in any order, with rubbish between them.
fn texts() -> impl Strategy<Value = String> {
    let pieces = "每学期 每月 不少于 不超过 至少 10 两 一百二十 百分之 三成 30% 1-2 次 课时 节 人次 、 ， ； 。 ： 和 或 各 分别 送教 讲座 听课 优课率 论文 市级以上 每位教师 人均 以上 以内 左右 约 全覆盖 不发生 安全事故 6月底前 未 的 一 第 至 / 学期 x 😀 、1. \u{3000} \u{a0}";
    let piece = prop_oneof![
        8 => prop::sample::select(pieces.split(' ').chain([" ", "\n"]).collect::<Vec<_>>()).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[一二三十百千万亿零点分之成半0-9.,%/～-]{0,12}",
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_upsets_the_grammar_and_every_byte_has_its_place(text in texts()) {
        let words = WORDS.with(Clone::clone);
        let catalog = CATALOG.with(Clone::clone);
        let reading = read(&text, &words, &catalog);
        let mut end = 0;
        for piece in &reading.pieces {
            prop_assert_eq!(piece.span.start, end);
            prop_assert!(text.get(piece.span.clone()).is_some(), "a piece cuts a character");
            end = piece.span.end;
            if let Role::Understood { proposal } = piece.role {
                prop_assert!(proposal < reading.proposals.len());
            }
        }
        prop_assert_eq!(end, text.len());
        for proposal in &reading.proposals {
            prop_assert_eq!(text.get(proposal.span.clone()), Some(&*proposal.text));
            prop_assert_eq!(proposal.fields("C1").is_some(), proposal.is_ready());
            for question in &proposal.questions {
                prop_assert!(!question.options.is_empty());
                for option in 0..question.options.len() {
                    answer(proposal, question.about, option, &words, &catalog);
                }
            }
        }
        prop_assert_eq!(read(&text, &words, &catalog), reading);
    }
}

thread_local! {
    static WORDS: std::rc::Rc<Words> = std::rc::Rc::new(Words::builtin());
    static CATALOG: std::rc::Rc<Catalog> = std::rc::Rc::new(Catalog::builtin());
}
