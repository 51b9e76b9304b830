//! Every sentence people read stands in three files, complete, and is used.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use jiedui_core::label::Lang;
use jiedui_core::record::labels;

use super::source::Source;
use super::{root, sources};

const LANGUAGES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];

/// Beginnings of keys that the code puts together in a way no literal of it shows (`format!("gap.{unit}")` shows it).
const PUT_TOGETHER: &[&str] = &[];

type Texts = BTreeMap<String, String>;

fn texts(lang: &str) -> Texts {
    let text = fs::read_to_string(root().join(format!("web/text/{lang}.json"))).unwrap();
    let texts: Texts = serde_json::from_str(&text).unwrap();
    let lines = text.lines().filter(|line| line.trim_start().starts_with('"')).count();
    assert_eq!(lines, texts.len(), "{lang}.json: one sentence a line, and each key once");
    texts
}

/// The places of a sentence: `n` for `{n}` and for `{n:day|days}`. A month is a number in one language, a name in another.
fn places(sentence: &str) -> BTreeSet<&str> {
    let open = sentence.split('{').skip(1);
    let names = open.map(|rest| rest.split(['}', ':']).next().unwrap_or_default());
    names.map(|name| if name == "mon" { "m" } else { name }).collect()
}

fn is_cjk(one: char) -> bool {
    matches!(one, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

/// The client's sources without those that are tests only.
fn client() -> Vec<(String, Source)> {
    let is_test = |file: &str| file.ends_with("/tests.rs") || file.contains("/tests/");
    sources("web/src").into_iter().filter(|(file, _)| !is_test(file)).collect()
}

/// Whether a key has the shape of a literal such as `gap.{unit}`: each place stands for at least one character.
fn has_shape(key: &str, literal: &str) -> bool {
    let mut rest = key;
    for (at, piece) in literal.split('{').enumerate() {
        let fixed =
            if at == 0 { piece } else { piece.split_once('}').map_or(piece, |(_, after)| after) };
        if at == 0 {
            let Some(after) = rest.strip_prefix(fixed) else { return false };
            rest = after;
        } else if fixed.is_empty() {
            return !rest.is_empty();
        } else {
            let Some((before, after)) = rest.split_once(fixed) else { return false };
            if before.is_empty() {
                return false;
            }
            rest = after;
        }
    }
    rest.is_empty()
}

/// Whether a literal is a key with places in it, and not just any text with braces.
fn makes_keys(literal: &str) -> bool {
    let fixed = literal.split('{').next().unwrap_or_default();
    literal.contains('{')
        && fixed.split_once('.').is_some_and(|(first, _)| !first.is_empty())
        && fixed
            .chars()
            .all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || "._-".contains(one))
}

#[test]
fn the_three_languages_say_the_same_things() {
    let first = texts(LANGUAGES[0]);
    for lang in &LANGUAGES[1..] {
        let other = texts(lang);
        let keys = |texts: &Texts| texts.keys().cloned().collect::<BTreeSet<_>>();
        let differ: Vec<_> = keys(&first).symmetric_difference(&keys(&other)).cloned().collect();
        assert!(differ.is_empty(), "not in both {} and {lang}: {differ:?}", LANGUAGES[0]);
        for (key, sentence) in &other {
            assert!(!sentence.trim().is_empty(), "{lang}: {key} is empty");
            assert_eq!(places(sentence), places(&first[key]), "{lang}: the places of {key}");
        }
    }
}

#[test]
fn every_sentence_the_client_asks_for_is_there_and_every_sentence_is_asked_for() {
    let texts = texts(LANGUAGES[0]);
    // The build adds the names of all fields from the core; not every field has a screen that names it.
    let fields = labels(Lang::ZhHans);
    let there = |key: &str| texts.contains_key(key) || fields.contains_key(key);
    let (mut literals, mut shapes, mut wrong) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (file, source) in client() {
        for literal in source.literals {
            if makes_keys(&literal.text) {
                if ["t", "tf", "has"].contains(&literal.after.as_str()) {
                    wrong.push(format!("{file}:{}: {} is no key", literal.line, literal.text));
                }
                shapes.insert(literal.text);
                continue;
            }
            let asked = ["t", "tf"].contains(&literal.after.as_str());
            if asked && !there(&literal.text) {
                wrong.push(format!("{file}:{}: no sentence `{}`", literal.line, literal.text));
            }
            literals.insert(literal.text);
        }
    }
    // `{key}_note` goes with every key that stands as a literal.
    let ends: Vec<_> = literals.iter().filter_map(|text| text.strip_prefix("{key}")).collect();
    for key in texts.keys() {
        let ended =
            ends.iter().any(|end| key.strip_suffix(end).is_some_and(|key| literals.contains(key)));
        let shaped = shapes.iter().any(|shape| has_shape(key, shape));
        let together = PUT_TOGETHER.iter().any(|start| key.starts_with(start));
        if !(literals.contains(key) || ended || shaped || together) {
            wrong.push(format!("web/text: `{key}` is never used"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_interface_writes_its_punctuation_in_one_way() {
    // , : ; ? ! and brackets are half as wide as a character; 。、「」 are as wide as one.
    const FULL: &str = "，：；？！（）“”‘’．";
    let mut wrong = Vec::new();
    for lang in &LANGUAGES[..2] {
        for (key, sentence) in texts(lang) {
            let full = sentence.chars().filter(|one| FULL.contains(*one)).collect::<String>();
            if !full.is_empty() {
                wrong.push(format!("{lang}: {key} has {full}"));
            }
            let signs: Vec<char> = sentence.chars().collect();
            let stops = signs.windows(2).any(|two| is_cjk(two[0]) && two[1] == '.');
            if stops || sentence.contains('｡') {
                wrong.push(format!("{lang}: {key} ends a sentence otherwise than with 。"));
            }
        }
    }
    for (key, sentence) in texts("en") {
        if sentence.contains(|one| "，。：；？！（）、「」".contains(one)) {
            wrong.push(format!("en: {key} has Chinese punctuation"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_sentence_stands_in_the_clients_code() {
    let mut wrong = Vec::new();
    for (file, source) in client() {
        for literal in source.literals.iter().filter(|literal| literal.text.contains(is_cjk)) {
            wrong.push(format!("{file}:{}: {}", literal.line, literal.text));
        }
        if let Some(line) = source.code.lines().find(|line| line.contains(is_cjk)) {
            wrong.push(format!("{file}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "sentences belong in web/text:\n{}", wrong.join("\n"));
}

#[test]
fn the_shape_of_a_key_is_matched_piece_by_piece() {
    for (key, literal, want) in [
        ("help.files.2", "help.{topic}.{at}", true),
        ("help.files", "help.{topic}.{at}", false),
        ("help.files", "help.{topic}", true),
        ("help.", "help.{topic}", false),
        ("home.files", "help.{topic}", false),
        ("set.a_end", "set.{part}_end", true),
        ("set.a_ending", "set.{part}_end", false),
    ] {
        assert_eq!(has_shape(key, literal), want, "{key} {literal}");
    }
    assert!(
        makes_keys("help.{topic}") && !makes_keys("./text/{lang}.json") && !makes_keys("{a}.{b}")
    );
}
