//! What every file of the catalogue promises. A new entry that breaks a promise fails here, by name.

use std::collections::BTreeSet;

use serde_json::Value;

use super::section::BUILTIN;
use super::*;
use crate::label::Lang;

/// Calls `check` with the path and the three texts of every label below `value`.
fn each_label(path: &str, value: &Value, check: &mut dyn FnMut(&str, &Label)) {
    match value {
        Value::Object(map) if map.contains_key("zh-Hans") => check(path, &Label::read(value)),
        Value::Object(map) => {
            for (key, inner) in map {
                each_label(&format!("{path}.{key}"), inner, check);
            }
        }
        Value::Array(items) => {
            for (at, inner) in items.iter().enumerate() {
                let name = inner.get("code").and_then(Value::as_str).map(str::to_owned);
                each_label(&format!("{path}.{}", name.unwrap_or(at.to_string())), inner, check);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn every_label(check: &mut dyn FnMut(&str, &Label)) {
    for (name, text) in BUILTIN {
        each_label(name, &serde_json::from_str(text).unwrap(), check);
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{3400}'..='\u{9fff}').contains(&c)
}

fn unique<'a>(what: &str, codes: impl Iterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for code in codes {
        assert!(seen.insert(code), "{what}: {code} stands twice");
    }
}

fn is_code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn every_text_stands_in_three_languages() {
    let mut count = 0;
    every_label(&mut |path, label| {
        count += 1;
        for text in [&label.zh_hans, &label.zh_hant, &label.en] {
            assert!(!text.trim().is_empty(), "{path}: a language is missing in {label:?}");
            assert_eq!(text.trim(), text, "{path}: space at the edge");
        }
        assert!(label.zh_hans.chars().any(is_chinese), "{path}: no Chinese in {label:?}");
        assert!(!label.en.chars().any(is_chinese), "{path}: Chinese in the English of {label:?}");
        assert_eq!(
            label.zh_hans.chars().count(),
            label.zh_hant.chars().count(),
            "{path}: the two Chinese texts differ in length: {label:?}"
        );
    });
    assert!(count > 100, "only {count} labels were found");
}

#[test]
fn traditional_texts_hold_no_simplified_characters() {
    // Common simplified characters that traditional writing never uses.
    const SIMPLIFIED: &str = "们这个国来对时会过说学园师课长开关门问间听读写讲论评议计划记录总结档归组织图书题样业务员导验证护卫县乡镇\
        农众办动岗职称奖励项资产额费场区块条续经级种类别联络专责将应该从价号单双变启团围圆处备复够头实审宽岁带庆库强当态战报担择\
        损换据敌数无显术机权构标树桥检楼欢没测济满灯灵炼点热爱环现电画监盖码确积稳竞笔签简紧约纸线练细给统继绩维综编缩网职胜艺节\
        药营虑虽补装见观规视览觉订认让训许设访识诉词试话详语误请诸谁调谈质财败购贯赏赛赞赶践车转轮软较辅输达迁运进远违连迟适选递\
        逻遗邮释针钟错键闭际陆险随预领频风飞饭馆驱与义为两严仅优传儿党兴养决减剂劳势协参发";
    every_label(&mut |path, label| {
        for c in label.zh_hant.chars() {
            assert!(!SIMPLIFIED.contains(c), "{path}: {c} is simplified in {:?}", label.zh_hant);
        }
    });
}

#[test]
fn there_are_seventy_three_kinds_in_order() {
    let catalog = Catalog::builtin();
    let codes: Vec<&str> = catalog.kinds().iter().map(|kind| kind.code.as_str()).collect();
    let expected: Vec<String> = (1..=73).map(|n| format!("K{n:02}")).collect();
    assert_eq!(codes, expected);
    assert!(catalog.kinds().iter().all(|kind| ["P", "S", "V"].contains(&kind.area.as_str())));
    assert!(catalog.kinds().iter().all(|kind| is_code(&kind.group)));
    assert_eq!(catalog.kind("K01").unwrap().name.get(Lang::ZhHans), "送教下乡");
    assert!(catalog.kind("K74").is_none());
}

#[test]
fn every_rule_is_made_of_what_the_engine_knows() {
    const METRICS: [&str; 12] = [
        "count",
        "sum_hours",
        "share_rating",
        "count_achievement",
        "share_posts",
        "share_field",
        "count_issues",
        "complete_documents",
        "exists_documents",
        "share_requests",
        "checklist",
        "joint_result",
    ];
    let catalog = Catalog::builtin();
    unique("rules", catalog.rules().iter().map(|rule| rule.code.as_str()));
    let numbers: Vec<String> = (480..=498).map(|n| format!("R{n}")).collect();
    for code in &numbers {
        assert!(catalog.rule(code).is_some(), "{code} is missing");
    }
    for rule in catalog.rules() {
        let code = &rule.code;
        assert!(METRICS.contains(&rule.metric.as_str()), "{code}: metric {}", rule.metric);
        assert!(["helped", "helper", "pairing", "both"].contains(&rule.scope.as_str()), "{code}");
        assert!([">=", "<=", "=="].contains(&rule.comparator.as_str()), "{code}");
        assert!(
            ["STD", "COV", "TGT", "MS", "BUD", "LIM", "BASE", "CFG"].contains(&rule.kind.as_str()),
            "{code}"
        );
        assert!(["fig", "word", "prop", "mask"].contains(&rule.basis.as_str()), "{code}");
        assert_eq!(
            rule.proposed,
            rule.basis == "prop",
            "{code}: a proposed figure is marked as such"
        );
        assert!(
            rule.unit != "share" || (0..=1000).contains(&rule.threshold),
            "{code}: a share of {}",
            rule.threshold
        );
        for kind in &rule.kinds {
            assert!(catalog.kind(kind).is_some(), "{code}: kind {kind}");
        }
    }
}

#[test]
fn a_copy_for_one_language_reads_as_well() {
    let mut catalog = Catalog::default();
    assert!(!catalog.has(&Section::Kinds));
    let text =
        r#"[{"code": "K01", "name": "Outreach teaching", "area": "P", "group": "exchange"}]"#;
    catalog.read(&Section::Kinds, text).unwrap();
    assert!(catalog.has(&Section::Kinds));
    assert!(catalog.kinds().iter().all(|kind| is_code(&kind.group)));
    assert_eq!(catalog.kind("K01").unwrap().name.get(Lang::ZhHans), "Outreach teaching");
}

#[test]
fn a_broken_section_says_which_and_where_and_changes_nothing() {
    let mut catalog = Catalog::builtin();
    let before = catalog.clone();
    let error = catalog.read(&Section::Rules, "[{]").unwrap_err().to_string();
    assert!(error.contains("section rules") && error.contains("line 1"), "{error}");
    assert_eq!(catalog, before);
    assert!("horoscopes.json".parse::<Section>().is_err());
}

#[test]
fn a_section_is_known_by_its_file() {
    for (path, _) in BUILTIN {
        let section: Section = path.parse().unwrap();
        assert_eq!(section.file(), format!("{path}.json"));
        assert!(Catalog::builtin().has(&section));
    }
}
