//! The example workbook, written here because the shell has no use for the words it is made of.

use jiedui_core::catalog::{Catalog, Section};
use jiedui_core::sample;
use serde_json::json;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::fault::{Fault, answer};

/// The sections of the catalogue that the example copies from.
const SECTIONS: [&str; 6] = ["kinds", "kind-fields", "codes", "rules", "holidays", "templates/T15"];

/// The sections of the catalogue that [`sample()`] needs, as they stand below `catalog/`, without their ending.
#[wasm_bindgen]
pub fn sections() -> Vec<String> {
    SECTIONS.iter().map(|&name| name.to_owned()).collect()
}

/// The lines of the example workbook up to `today` (`2026-11-23`): `{"lines"}`. `texts` are the catalogue's files with
/// the labels of all languages, in the order of [`sections`].
#[wasm_bindgen]
pub fn sample(today: &str, texts: Vec<String>) -> String {
    answer(|| {
        let wrong = |why: String| Fault::new("sample").with("why", why);
        let today = today.parse().map_err(|_| wrong(format!("no date: {today}")))?;
        let mut catalog = Catalog::default();
        for (name, text) in SECTIONS.iter().zip(&texts) {
            let section: Section =
                name.parse().map_err(|_| wrong(format!("no section: {name}")))?;
            catalog.read(&section, text).map_err(|why| wrong(why.to_string()))?;
        }
        let lines = sample::example(today, &catalog).map_err(|why| wrong(why.to_string()))?;
        let lines: String = lines.iter().map(|line| line.to_line() + "\n").collect();
        Ok(json!({ "lines": lines }))
    })
}
