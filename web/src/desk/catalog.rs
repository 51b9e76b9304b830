//! Sections of the catalogue: fetched when a screen first needs them, kept by the service worker.

use jiedui_core::catalog::{Catalog, Section};
use leptos::task::spawn_local;

use super::Desk;
use crate::browser::{self, Failure};
use crate::text;

/// The sections that do not belong to one template.
const EVERY: [Section; 7] = [
    Section::Kinds,
    Section::KindFields,
    Section::Codes,
    Section::Rules,
    Section::Settings,
    Section::Holidays,
    Section::Templates,
];

impl Desk {
    /// Has the sections at hand, in the reader's language. Those that are there already cost nothing.
    ///
    /// # Errors
    /// When a file cannot be had: the first visit was cut short, or the network is gone before it was kept.
    pub async fn need(self, sections: &[Section]) -> Result<(), Failure> {
        let lang = text::lang();
        let missing: Vec<Section> = self.with(|inner| {
            sections.iter().filter(|section| !inner.catalog.has(section)).cloned().collect()
        });
        for section in missing {
            let json = browser::fetch_text(&format!("./catalog/{section}.{lang}.json")).await?;
            self.with(|inner| inner.catalog.read(&section, &json))
                .map_err(|error| Failure::Failed(error.to_string()))?;
            self.bump();
        }
        Ok(())
    }

    /// Fetches the sections that are at hand again, in the language that the reader has changed to.
    pub fn change_language(self) {
        let held = self.with(|inner| {
            let held = EVERY
                .iter()
                .filter(|section| inner.catalog.has(section))
                .cloned()
                .collect::<Vec<_>>();
            inner.catalog = Catalog::default();
            held
        });
        spawn_local(async move {
            // A section that cannot be had leaves codes in place of names until it can.
            let _ = self.need(&held).await;
        });
        self.bump();
    }
}

/// Sections with the labels of all languages: what a workbook copies into its log.
///
/// # Errors
/// When a file cannot be had.
pub async fn fetch_sections(sections: &[Section]) -> Result<Catalog, Failure> {
    let mut catalog = Catalog::default();
    for section in sections {
        let json = browser::fetch_text(&format!("./catalog/{section}.json")).await?;
        catalog.read(section, &json).map_err(|error| Failure::Failed(error.to_string()))?;
    }
    Ok(catalog)
}
