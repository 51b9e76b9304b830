//! How large the site is, by part, and whether the first screen stays below its ceiling.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::machine;
use crate::pack::with_ending;
use crate::site::LANGUAGES;

/// What everything needed for the first screen may weigh, compressed with brotli.
pub(crate) const CEILING_KB: u64 = 216;
/// What a phone on a slow line would like it to weigh.
const WISH_KB: u64 = 160;

/// One row of the table, in bytes.
#[derive(Default, Clone, Copy)]
struct Size {
    files: u64,
    raw: u64,
    brotli: u64,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.files += other.files;
        self.raw += other.raw;
        self.brotli += other.brotli;
    }
}

/// Prints the sizes by part; false when the first screen is above the ceiling.
pub(crate) fn report(dist: &Path) -> Result<bool> {
    let mut parts: BTreeMap<&str, Size> = BTreeMap::new();
    let mut first: Vec<(String, Size)> = Vec::new();
    let page = fs::read_to_string(dist.join("index.html"))?;
    for file in machine::files_below(dist)? {
        if file.ends_with(".br") || file.ends_with(".gz") {
            continue;
        }
        let size = measure(&dist.join(&file))?;
        parts.entry(part(&file)).or_default().add(size);
        if on_first_screen(&file, &page) {
            first.push((file, size));
        }
    }
    println!("\n{:34} {:>6} {:>11} {:>11}", "part", "files", "bytes", "brotli");
    for (part, size) in &parts {
        println!("{part:34} {:>6} {:>11} {:>11}", size.files, size.raw, size.brotli);
    }
    println!("\n{:34} {:>6} {:>11} {:>11}", "first screen", "", "bytes", "brotli");
    let mut total = Size::default();
    for (file, size) in &first {
        println!("{file:34} {:>6} {:>11} {:>11}", "", size.raw, size.brotli);
        total.add(*size);
    }
    println!("{:34} {:>6} {:>11} {:>11}", "together", total.files, total.raw, total.brotli);
    let kb = total.brotli.div_ceil(1000);
    println!("first screen {kb} KB brotli: ceiling {CEILING_KB} KB, wished for {WISH_KB} KB\n");
    Ok(kb <= CEILING_KB)
}

fn measure(path: &Path) -> Result<Size> {
    let raw = fs::metadata(path)?.len();
    let packed = fs::metadata(with_ending(path, "br")).map_or(raw, |packed| packed.len());
    Ok(Size { files: 1, raw, brotli: packed })
}

fn part(file: &str) -> &'static str {
    let lazy = file.starts_with("pkg/") && !file.starts_with("pkg/app");
    match file.split_once('/').map_or(file, |(folder, _)| folder) {
        "pkg" if lazy => "office and other later code",
        "pkg" if file.ends_with(".wasm") => "app code (wasm)",
        "pkg" => "app glue (js)",
        "text" => "texts (3 languages)",
        "catalog" => "catalogue (3 languages)",
        "icons" => "icons",
        _ if file.contains('/') => "other",
        _ => "page, style, scripts",
    }
}

/// What is fetched before the first screen shows: the page and what it names, the app, one language's texts, the kinds.
fn on_first_screen(file: &str, page: &str) -> bool {
    let lang = LANGUAGES[0];
    let always = ["index.html", "pkg/app.js", "pkg/app_parts.js", "pkg/app_bg.wasm"];
    let data = [format!("text/{lang}.json"), format!("catalog/kinds.{lang}.json")];
    let named = [format!("\"{file}\""), format!("\"./{file}\"")];
    always.contains(&file)
        || data.iter().any(|one| one == file)
        || named.iter().any(|name| page.contains(name.as_str()))
}
