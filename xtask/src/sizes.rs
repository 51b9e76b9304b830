//! How large the site is, by part, and whether what people wait for stays below its ceilings: the first screen, and the
//! module that everything about a workbook is in.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::machine;
use crate::pack::with_ending;
use crate::site::LANGUAGES;

/// What everything needed for the first screen may weigh, compressed with brotli.
pub(crate) const CEILING_KB: u64 = 216;
/// What the second module may weigh, compressed with brotli: a little above what it does.
pub(crate) const LATER_KB: u64 = 780;
/// The second module; see `web/src/later.rs`.
const LATER: &str = "pkg/split_later.wasm";
/// What a phone on a slow line would like the first screen to weigh.
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

    /// Compressed, in kilobytes, rounded up.
    fn kb(self) -> u64 {
        self.brotli.div_ceil(1000)
    }
}

/// Prints the sizes by part; the answer is which ceilings are exceeded, a line each.
pub(crate) fn report(dist: &Path) -> Result<Vec<String>> {
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
    let first = table("first screen", &first);
    let later = measure(&dist.join(LATER)).unwrap_or_default();
    let mut opening = first;
    opening.add(later);
    table(
        "first opening of a workbook",
        &[("first screen".to_owned(), first), (LATER.to_owned(), later)],
    );
    println!(
        "\nfirst screen {} KB brotli: ceiling {CEILING_KB} KB, wished for {WISH_KB} KB",
        first.kb()
    );
    println!("second module {} KB brotli: ceiling {LATER_KB} KB", later.kb());
    println!("first opening of a workbook {} KB brotli in all\n", opening.kb());
    Ok(exceeded(first, later))
}

/// Prints what something needs, file by file, and the sum.
fn table(of: &str, files: &[(String, Size)]) -> Size {
    println!("\n{of:34} {:>6} {:>11} {:>11}", "", "bytes", "brotli");
    let mut total = Size::default();
    for (file, size) in files {
        println!("{file:34} {:>6} {:>11} {:>11}", "", size.raw, size.brotli);
        total.add(*size);
    }
    println!("{:34} {:>6} {:>11} {:>11}", "together", total.files, total.raw, total.brotli);
    total
}

/// Which ceilings are exceeded, and by what.
fn exceeded(first: Size, later: Size) -> Vec<String> {
    let each = [
        ("the first screen", first, CEILING_KB),
        ("the second module, split_later.wasm,", later, LATER_KB),
    ];
    each.into_iter()
        .filter(|(_, size, ceiling)| size.kb() > *ceiling)
        .map(|(what, size, ceiling)| {
            format!("{what} has {} KB, above its ceiling of {ceiling} KB", size.kb())
        })
        .collect()
}

fn measure(path: &Path) -> Result<Size> {
    let raw = fs::metadata(path)?.len();
    let packed = fs::metadata(with_ending(path, "br")).map_or(raw, |packed| packed.len());
    Ok(Size { files: 1, raw, brotli: packed })
}

fn part(file: &str) -> &'static str {
    if file == LATER {
        return "second module (wasm)";
    }
    let lazy = file.starts_with("pkg/") && !file.starts_with("pkg/app");
    match file.split_once('/').map_or(file, |(folder, _)| folder) {
        "pkg" if lazy => "office",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_module_has_its_ceiling() {
        let weighs = |brotli| Size { files: 1, raw: 0, brotli };
        let (light, later) = (weighs(CEILING_KB * 1000), weighs(LATER_KB * 1000));
        assert!(exceeded(light, later).is_empty());
        assert_eq!(exceeded(weighs(CEILING_KB * 1000 + 1), later).len(), 1);
        let both = exceeded(weighs(CEILING_KB * 1000 + 1), weighs(LATER_KB * 1000 + 1));
        assert_eq!(both.len(), 2);
        assert!(both[1].contains("split_later.wasm"), "{both:?}");
    }

    #[test]
    fn the_second_module_is_no_part_of_the_first_screen() {
        assert!(!on_first_screen(LATER, "<link href=\"./style.css\">"));
        assert!(on_first_screen("style.css", "<link href=\"./style.css\">"));
        assert_ne!(part(LATER), part("pkg/office_bg.wasm"));
    }
}
