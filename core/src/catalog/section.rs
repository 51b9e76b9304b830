//! Reading sections: which files there are, and how a text becomes part of a [`Catalog`].

use std::fmt;
use std::str::FromStr;

use serde_json::Value;

#[cfg(any(test, feature = "labels"))]
use super::RuleDraft;
use super::row::{Entry, Row, lists, rows};
use super::{Catalog, Template};
use crate::calendar::Holidays;

/// One file of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Code, name and group of all activity kinds: the first section a shell needs.
    Kinds,
    /// The special fields of every kind.
    KindFields,
    /// Every code list.
    Codes,
    /// The rules: `rules.json` and the chapters' files in `rules/`, which the site puts together into one.
    Rules,
    /// The decisions on how rules are read.
    Settings,
    /// The official holidays and the dates of festivals.
    Holidays,
    /// The list of templates.
    Templates,
    /// One template, by its code.
    Template(String),
}

impl Section {
    /// Path of the section's file below `core/catalog/`, for example `templates/T15.json`.
    pub fn file(&self) -> String {
        format!("{self}.json")
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kinds => f.write_str("kinds"),
            Self::KindFields => f.write_str("kind-fields"),
            Self::Codes => f.write_str("codes"),
            Self::Rules => f.write_str("rules"),
            Self::Settings => f.write_str("settings"),
            Self::Holidays => f.write_str("holidays"),
            Self::Templates => f.write_str("templates/index"),
            Self::Template(code) => write!(f, "templates/{code}"),
        }
    }
}

impl FromStr for Section {
    type Err = CatalogError;

    /// Reads the path of a section's file, with or without `.json`.
    fn from_str(path: &str) -> Result<Self, CatalogError> {
        Ok(match path.strip_suffix(".json").unwrap_or(path) {
            "kinds" => Self::Kinds,
            "kind-fields" => Self::KindFields,
            "codes" => Self::Codes,
            "rules" => Self::Rules,
            "settings" => Self::Settings,
            "holidays" => Self::Holidays,
            "templates/index" => Self::Templates,
            other => match other.strip_prefix("templates/") {
                Some(code) if !code.is_empty() => Self::Template(code.to_owned()),
                _ => return Err(CatalogError::NoSuchSection { path: path.to_owned() }),
            },
        })
    }
}

/// Why a section could not be read. Both mean that the site or the program was put together wrongly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogError {
    /// The catalogue has no such file.
    #[error(
        "the catalogue has no section {path:?}: build the site again from one version of the sources"
    )]
    NoSuchSection {
        /// The path that was asked for.
        path: String,
    },
    /// The text is not what the section should hold.
    #[error(
        "catalogue section {section} cannot be read: {reason}; build the site again from one version of the sources"
    )]
    Unreadable {
        /// The section's path without `.json`.
        section: String,
        /// What was expected and where it is missing.
        reason: String,
    },
}

impl Catalog {
    /// Takes in the text of a section, in three languages or a copy for one; replaces what was there.
    ///
    /// # Errors
    /// When the text is not what the section should hold; the catalogue is then as before.
    pub fn read(&mut self, section: &Section, text: &str) -> Result<(), CatalogError> {
        let unreadable =
            |reason: String| CatalogError::Unreadable { section: section.to_string(), reason };
        let value: Value =
            serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
        let taken = match section {
            Section::Kinds => put(&mut self.kinds, rows(&value)),
            Section::KindFields => put(&mut self.fields, lists(&value)),
            Section::Codes => put(&mut self.codes, lists(&value)),
            Section::Rules => put(&mut self.rules, rows(&value)),
            Section::Settings => put(&mut self.settings, rows(&value)),
            Section::Holidays => put(&mut self.holidays, Holidays::read(&value)),
            Section::Templates => put(&mut self.rows, rows(&value)),
            Section::Template(code) => {
                let template = Template::row(&Entry(&value));
                let right = template.code == *code;
                if right {
                    self.templates.insert(code.clone(), template);
                }
                right
            }
        };
        if taken {
            Ok(())
        } else {
            Err(unreadable("it is not what such a section holds".to_owned()))
        }
    }

    /// The whole catalogue in three languages, as it was when the program was built.
    #[cfg(any(test, feature = "labels"))]
    pub fn builtin() -> Self {
        let mut catalog = Self::default();
        for &(path, text) in BUILTIN {
            let section: Section = path.parse().expect("BUILTIN names sections");
            catalog.read(&section, text).expect("the catalogue's files are read by a test");
        }
        let chapters = RULES.iter().flat_map(|(_, text)| {
            let value: Value = serde_json::from_str(text).expect("read by a test");
            rows::<RuleDraft>(&value).expect("read by a test")
        });
        let mut rules: Vec<RuleDraft> = catalog.rules.take().into_iter().flatten().collect();
        rules.extend(chapters);
        rules.sort_by(|a, b| a.code.cmp(&b.code));
        catalog.rules = Some(rules);
        catalog
    }
}

/// Puts what was read in its place, unless nothing could be read.
fn put<T>(place: &mut Option<T>, read: Option<T>) -> bool {
    let taken = read.is_some();
    if taken {
        *place = read;
    }
    taken
}

/// The files of `core/catalog/` that are sections, with their texts.
#[cfg(any(test, feature = "labels"))]
pub(super) const BUILTIN: &[(&str, &str)] = &[
    ("kinds", include_str!("../../catalog/kinds.json")),
    ("kind-fields", include_str!("../../catalog/kind-fields.json")),
    ("codes", include_str!("../../catalog/codes.json")),
    ("rules", include_str!("../../catalog/rules.json")),
    ("settings", include_str!("../../catalog/settings.json")),
    ("holidays", include_str!("../../catalog/holidays.json")),
    ("templates/index", include_str!("../../catalog/templates/index.json")),
    ("templates/T01", include_str!("../../catalog/templates/T01.json")),
    ("templates/T02", include_str!("../../catalog/templates/T02.json")),
    ("templates/T03", include_str!("../../catalog/templates/T03.json")),
    ("templates/T04", include_str!("../../catalog/templates/T04.json")),
    ("templates/T05", include_str!("../../catalog/templates/T05.json")),
    ("templates/T06", include_str!("../../catalog/templates/T06.json")),
    ("templates/T07", include_str!("../../catalog/templates/T07.json")),
    ("templates/T08", include_str!("../../catalog/templates/T08.json")),
    ("templates/T09", include_str!("../../catalog/templates/T09.json")),
    ("templates/T10", include_str!("../../catalog/templates/T10.json")),
    ("templates/T11", include_str!("../../catalog/templates/T11.json")),
    ("templates/T12", include_str!("../../catalog/templates/T12.json")),
    ("templates/T13", include_str!("../../catalog/templates/T13.json")),
    ("templates/T14", include_str!("../../catalog/templates/T14.json")),
    ("templates/T15", include_str!("../../catalog/templates/T15.json")),
    ("templates/T16", include_str!("../../catalog/templates/T16.json")),
    ("templates/T17", include_str!("../../catalog/templates/T17.json")),
    ("templates/T18", include_str!("../../catalog/templates/T18.json")),
];

/// The rules of each chapter, which are read together with `rules.json`.
#[cfg(any(test, feature = "labels"))]
pub(super) const RULES: &[(&str, &str)] = &[
    ("rules/ch1", include_str!("../../catalog/rules/ch1.json")),
    ("rules/ch2", include_str!("../../catalog/rules/ch2.json")),
    ("rules/ch3", include_str!("../../catalog/rules/ch3.json")),
    ("rules/ch4", include_str!("../../catalog/rules/ch4.json")),
    ("rules/ch5", include_str!("../../catalog/rules/ch5.json")),
    ("rules/ch6", include_str!("../../catalog/rules/ch6.json")),
    ("rules/ch7", include_str!("../../catalog/rules/ch7.json")),
    ("rules/ch8", include_str!("../../catalog/rules/ch8.json")),
    ("rules/ch9", include_str!("../../catalog/rules/ch9.json")),
    ("rules/ch10", include_str!("../../catalog/rules/ch10.json")),
];
