//! What every file of the catalogue promises. A new entry that breaks a promise fails here, by name.

mod figure;
mod path;
mod query;
mod rules;
mod templates;

use std::collections::BTreeSet;

use serde_json::Value;

use super::section::{BUILTIN, RULES};
use super::*;
use crate::calendar::{MonthReading, PeriodKind};
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
    for &(name, text) in BUILTIN.iter().chain(RULES) {
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

/// The comparators a rule may have.
const COMPARATORS: [&str; 8] = [">=", "<=", "==", ">", "<", "between", "by", "exists"];

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
fn every_code_list_holds_each_code_once() {
    let catalog = Catalog::builtin();
    for list in catalog.lists() {
        assert!(is_code(list), "{list}");
        assert!(!catalog.codes(list).is_empty(), "{list} is empty");
        unique(list, catalog.codes(list).iter().map(|code| code.code.as_str()));
        unique(list, catalog.codes(list).iter().map(|code| code.label.get(Lang::ZhHans)));
        unique(list, catalog.codes(list).iter().map(|code| code.label.get(Lang::En)));
        let other = ["area", "rule_kind", "indicator"].contains(&list);
        for code in catalog.codes(list) {
            assert!(other || is_code(&code.code), "{list}: {}", code.code);
        }
    }
    for kind in catalog.kinds() {
        assert!(
            catalog.label("kind_group", &kind.group).is_some(),
            "{}: group {}",
            kind.code,
            kind.group
        );
        assert!(catalog.label("area", &kind.area).is_some(), "{}: area {}", kind.code, kind.area);
    }
}

#[test]
fn the_states_of_the_machines_have_their_names() {
    let catalog = Catalog::builtin();
    let states = |list: &str| {
        catalog.codes(list).iter().map(|code| code.code.as_str()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(states("plan_state"), "draft approval active revised finished archived");
    assert_eq!(
        states("pairing_state"),
        "drafted signed active paused evaluating renewed adjusted ended"
    );
    assert_eq!(
        states("activity_state"),
        "planned arranged done recorded reviewed archived cancelled postponed"
    );
    assert_eq!(
        states("task_state"),
        "not_started active blocked done accepted signed_off cancelled"
    );
    assert_eq!(
        states("issue_state"),
        "registered assigned handling solved verified closed escalated"
    );
    assert_eq!(states("exchange_state"), "applied accepted running journaled appraised finished");
}

#[test]
fn every_kind_has_fields_a_form_can_show() {
    let catalog = Catalog::builtin();
    for kind in catalog.kinds() {
        let fields = catalog.fields_of(&kind.code);
        assert!(!fields.is_empty(), "{} has no fields", kind.code);
        unique(&kind.code, fields.iter().map(|field| field.name.as_str()));
        unique(&kind.code, fields.iter().map(|field| field.label.get(Lang::ZhHans)));
        for field in fields {
            let name = format!("{}.{}", kind.code, field.name);
            assert!(is_code(&field.name), "{name}");
            let own = ["request", "exchange_state", "host_mentor", "host_class", "logistics", "to"];
            assert_eq!(field.own, own.contains(&field.name.as_str()), "{name}: own");
            assert!(FIELD_TYPES.contains(&field.form.as_str()), "{name}: type {}", field.form);
            assert!(
                field.options.is_empty() || field.list.is_empty(),
                "{name}: options and a list"
            );
            assert!(field.form != "codes" || field.many, "{name}: codes are many");
            let chosen = field.form == "code" || field.form == "codes";
            assert_eq!(chosen, !catalog.options(field).is_empty(), "{name}: options");
            unique(&name, field.options.iter().map(|code| code.code.as_str()));
            assert!(field.options.iter().all(|code| is_code(&code.code)), "{name}");
        }
    }
    let form = catalog.field("K02", "form").unwrap();
    assert!(catalog.options(form).iter().any(|code| code.code == "principal_observation"));
}

#[test]
fn every_setting_has_a_default_among_its_options() {
    let catalog = Catalog::builtin();
    unique("settings", catalog.settings().iter().map(|setting| setting.code.as_str()));
    for number in 681..=692 {
        assert!(catalog.setting(&format!("R{number}")).is_some(), "R{number} is missing");
    }
    for setting in catalog.settings() {
        let code = &setting.code;
        assert!(setting.options.len() > 1, "{code} leaves no choice");
        assert!(
            setting.options.iter().any(|option| option.code == setting.default),
            "{code}: default"
        );
        unique(code, setting.options.iter().map(|option| option.code.as_str()));
    }
    let readings = &catalog.setting("R681").unwrap().options;
    assert!(
        readings
            .iter()
            .map(|option| &option.code)
            .eq(catalog.codes("month_reading").iter().map(|code| &code.code))
    );
}

#[test]
fn nothing_names_a_real_place_or_a_year() {
    const PLACES: &str = "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 \
        陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门";
    every_label(&mut |path, label| {
        let text = label.get(Lang::ZhHans);
        for place in PLACES.split_whitespace() {
            assert!(!text.contains(place), "{path}: {place}");
        }
        for lang in Lang::ALL {
            let digits = label.get(lang).split(|c: char| !c.is_ascii_digit());
            assert!(digits.into_iter().all(|run| run.len() < 4), "{path}: a year in {label:?}");
        }
    });
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
    for &(path, _) in BUILTIN {
        let section: Section = path.parse().unwrap();
        assert_eq!(section.file(), format!("{path}.json"));
        assert!(Catalog::builtin().has(&section));
    }
}

#[test]
fn the_calendar_and_the_code_lists_use_the_same_words() {
    let catalog = Catalog::builtin();
    let holidays = catalog.holidays().unwrap();
    for festival in holidays.festivals(2026) {
        assert!(catalog.label("festival", &festival.code).is_some(), "{}", festival.code);
    }
    for off in &holidays.days_off {
        assert!(catalog.label("festival", &off.0).is_some(), "{}", off.0);
    }
    for reading in MonthReading::ALL {
        assert!(catalog.label("month_reading", reading.code()).is_some(), "{reading}");
    }
    for kind in PeriodKind::ALL {
        assert!(catalog.label("period", kind.code()).is_some(), "{kind}");
    }
}
