//! Names in three languages. Official vocabulary is data that an office may rename (R005, R545), so a label is
//! written into the log beside the code it explains and reads well whichever language the reader chose.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A language of the interface (R753).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lang {
    /// Simplified Chinese, the first language of the product.
    #[default]
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
    /// English.
    En,
}

impl Lang {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// The BCP 47 tag, which is also the key inside a label and the name of the language's text file.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(text: &str) -> Result<Self, UnknownLang> {
        Self::ALL.into_iter().find(|lang| lang.tag() == text).ok_or(UnknownLang)
    }
}

/// The text names none of the three languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a language of this product: use zh-Hans, zh-Hant or en")]
pub struct UnknownLang;

/// A name in up to three languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// Simplified Chinese; empty when not given.
    pub zh_hans: String,
    /// Traditional Chinese; empty when not given.
    pub zh_hant: String,
    /// English; empty when not given.
    pub en: String,
}

impl Label {
    /// A label that reads the same in every language: what a user typed.
    pub fn plain(text: &str) -> Self {
        Self { zh_hans: text.to_owned(), zh_hant: text.to_owned(), en: text.to_owned() }
    }

    /// The name in `lang`, or in the first language that has one.
    pub fn get(&self, lang: Lang) -> &str {
        let own = match lang {
            Lang::ZhHans => &self.zh_hans,
            Lang::ZhHant => &self.zh_hant,
            Lang::En => &self.en,
        };
        [own, &self.zh_hans, &self.zh_hant, &self.en]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    /// Whether no language has a name.
    pub fn is_empty(&self) -> bool {
        self.get(Lang::ZhHans).is_empty()
    }

    /// Reads a label from record data: the object of three languages, or one string for all.
    pub fn read(value: &Value) -> Self {
        let part = |lang: Lang| {
            value.get(lang.tag()).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        match value.as_str() {
            Some(text) => Self::plain(text),
            None => Self {
                zh_hans: part(Lang::ZhHans),
                zh_hant: part(Lang::ZhHant),
                en: part(Lang::En),
            },
        }
    }

    /// The label as record data.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        for lang in Lang::ALL {
            let text = match lang {
                Lang::ZhHans => &self.zh_hans,
                Lang::ZhHant => &self.zh_hant,
                Lang::En => &self.en,
            };
            if !text.is_empty() {
                map.insert(lang.tag().to_owned(), Value::String(text.clone()));
            }
        }
        Value::Object(map)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|value| Self::read(&value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_missing_language_falls_back_to_one_that_is_there() {
        let label = Label::read(&json!({"zh-Hans": "送教下乡", "en": "Outreach teaching"}));
        assert_eq!(label.get(Lang::En), "Outreach teaching");
        assert_eq!(label.get(Lang::ZhHant), "送教下乡");
    }

    #[test]
    fn a_plain_string_serves_every_language() {
        assert_eq!(Label::read(&json!("自定活动")).get(Lang::En), "自定活动");
    }

    #[test]
    fn a_label_reads_back_what_it_wrote() {
        let label = Label { zh_hans: "甲".into(), zh_hant: String::new(), en: "A".into() };
        assert_eq!(Label::read(&label.to_value()), label);
    }
}
