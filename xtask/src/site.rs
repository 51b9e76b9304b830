//! What stands beside the modules: the static files, the sentences, the catalogue, the service worker's list.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::machine;
use crate::pack::{Cache, hex};

/// The languages of the site; the first one is the default.
pub(crate) const LANGUAGES: [&str; 3] = ["zh-Hans", "zh-Hant", "en"];

/// Where `sw.js` has its build id and its list of files. Between the two comments stands what the unbuilt file uses;
/// the build puts `"<id>"` and `[["index.html","sha256-…"],…]` there (path from the site's root, integrity as in HTML).
const BUILD_MARK: (&str, &str) = ("/*@build*/", "/*@end*/");
const FILES_MARK: (&str, &str) = ("/*@files*/", "/*@end*/");

/// Puts the static files, one text file a language and the catalogue a language into `dist`.
pub(crate) fn fill(root: &Path, dist: &Path) -> Result<()> {
    let from = root.join("static");
    ensure!(
        from.join("index.html").is_file(),
        "static/index.html is missing: there is no page to build"
    );
    for file in machine::files_below(&from)? {
        write(&dist.join(&file), &fs::read(from.join(&file))?)?;
    }
    for lang in LANGUAGES {
        texts(root, dist, lang)?;
    }
    catalogue(&root.join("core/catalog"), dist)
}

/// The sentences of one language.
fn texts(root: &Path, dist: &Path, lang: &str) -> Result<()> {
    let from = root.join(format!("web/text/{lang}.json"));
    let Value::Object(mut texts) = json(&from)? else {
        bail!("{} is not an object", from.display())
    };
    let labels = jiedui_core::record::labels(lang.parse()?);
    texts.extend(labels.into_iter().map(|(key, label)| (key, Value::from(label))));
    write(&dist.join(format!("text/{lang}.json")), Value::Object(texts).to_string().as_bytes())
}

/// `core/catalog/**/NAME.json` into `catalog/**/NAME.LANG.json`, every label being the string of that language; the
/// whole file stands beside them, for what a workbook copies in all its languages. The chapters' rules join `rules.json`.
fn catalogue(from: &Path, dist: &Path) -> Result<()> {
    let letters = fs::read(from.join("letters.txt"))?;
    write(&dist.join("catalog/letters.txt"), &letters)?;
    for file in machine::files_below(from)? {
        let Some(name) = file.strip_suffix(".json") else { continue };
        let whole = match name {
            "rules" => rules(from)?,
            chapter if chapter.starts_with("rules/") => continue,
            _ => json(&from.join(&file))?,
        };
        write(&dist.join(format!("catalog/{name}.json")), whole.to_string().as_bytes())?;
        for lang in LANGUAGES {
            let picked = pick(&whole, lang);
            write(
                &dist.join(format!("catalog/{name}.{lang}.json")),
                picked.to_string().as_bytes(),
            )?;
        }
    }
    Ok(())
}

/// `rules.json` and the files of `rules/` as one list, sorted by code.
fn rules(from: &Path) -> Result<Value> {
    let mut files = vec!["../rules.json".to_owned()];
    files.extend(machine::files_below(&from.join("rules"))?);
    let mut all = Vec::new();
    for file in files {
        let path = from.join("rules").join(file);
        let Value::Array(rules) = json(&path)? else { bail!("{} is not a list", path.display()) };
        all.extend(rules);
    }
    all.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
    Ok(Value::Array(all))
}

/// The value with every label (an object of exactly our languages) replaced by its string in `lang`.
fn pick(value: &Value, lang: &str) -> Value {
    match value {
        Value::Object(map) if is_label(map) => map[lang].clone(),
        Value::Object(map) => {
            map.iter().map(|(key, value)| (key.clone(), pick(value, lang))).collect()
        }
        Value::Array(list) => list.iter().map(|value| pick(value, lang)).collect(),
        _ => value.clone(),
    }
}

fn is_label(map: &Map<String, Value>) -> bool {
    map.len() == LANGUAGES.len()
        && LANGUAGES.iter().all(|lang| map.get(*lang).is_some_and(Value::is_string))
}

/// Makes the glue, the scripts and the style sheet smaller without changing what they do.
pub(crate) fn minify(dist: &Path, cache: &mut Cache) -> Result<()> {
    let tool = machine::find("esbuild").context("esbuild is missing; run `cargo xtask setup`")?;
    let version = machine::output("esbuild", &["--version"]).context("esbuild does not start")?;
    for file in machine::files_below(dist)? {
        // The worker's marks are comments; it is small and stays as it is.
        if file == "sw.js" || !(file.ends_with(".js") || file.ends_with(".css")) {
            continue;
        }
        let path = dist.join(&file);
        let plain = fs::read(&path)?;
        let smaller =
            cache.get(&[b"esbuild", version.as_bytes(), file.as_bytes(), &plain], |work| {
                let out = work.join("out");
                let mut command = machine::command(
                    &tool.to_string_lossy(),
                    &["--minify", "--target=es2022", "--log-level=warning"],
                )?;
                command.arg(&path).arg(format!("--outfile={}", out.display()));
                machine::run_command(&mut command)?;
                Ok(fs::read(out)?)
            })?;
        fs::write(&path, smaller)?;
    }
    Ok(())
}

/// Where `boot.js` has a word that differs from build to build.
const PROGRAM_MARK: &str = "@program";

/// Writes which program it belongs to into `boot.js`, and the build id and the exact list of files into the service worker.
pub(crate) fn stamp(dist: &Path) -> Result<()> {
    let (boot, mut program) = (dist.join("boot.js"), Sha256::new());
    for file in machine::files_below(dist)? {
        program.update(fs::read(dist.join(&file))?);
    }
    let text = fs::read_to_string(&boot)?;
    ensure!(text.matches(PROGRAM_MARK).count() == 1, "static/boot.js needs one {PROGRAM_MARK}");
    fs::write(&boot, text.replace(PROGRAM_MARK, &hex(&program.finalize())[..12]))?;
    let path = dist.join("sw.js");
    if !path.is_file() {
        println!("static/sw.js is not there: this build does not work without a network");
        return Ok(());
    }
    let mut worker = fs::read_to_string(&path)?;
    let mut list = Vec::new();
    for file in machine::files_below(dist)? {
        if file != "sw.js" {
            list.push(Value::from(vec![file.clone(), integrity(&fs::read(dist.join(&file))?)]));
        }
    }
    let list = Value::Array(list).to_string();
    let build = hex(&Sha256::digest(format!("{list}{worker}")))[..12].to_owned();
    worker = put(&worker, FILES_MARK, &list)?;
    worker = put(&worker, BUILD_MARK, &format!("\"{build}\""))?;
    fs::write(&path, worker)?;
    println!("build {build}");
    Ok(())
}

/// The text with what stands between the two marks replaced.
fn put(text: &str, (open, close): (&str, &str), value: &str) -> Result<String> {
    let marks = format!("static/sw.js needs one place `{open}…{close}`");
    let (before, rest) = text.split_once(open).with_context(|| marks.clone())?;
    let (_, after) = rest.split_once(close).context(marks)?;
    Ok(format!("{before}{value}{after}"))
}

/// What the `integrity` of a request asks for: SHA-256 in base64.
fn integrity(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::from("sha256-");
    for chunk in Sha256::digest(bytes).chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * at) & 63) as usize];
            text.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

fn json(path: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::create_dir_all(path.parent().context("a file stands in a folder")?)?;
    Ok(fs::write(path, bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_becomes_its_string_and_other_objects_stay() {
        let whole = serde_json::json!([{"name": {"zh-Hans": "甲", "zh-Hant": "乙", "en": "A"}, "params": {"en": 1}}]);
        assert_eq!(
            pick(&whole, "zh-Hant"),
            serde_json::json!([{"name": "乙", "params": {"en": 1}}])
        );
    }

    #[test]
    fn the_rules_of_all_chapters_are_one_sorted_list() {
        let dir = std::env::temp_dir().join(format!("jiedui-rules-{}", std::process::id()));
        fs::create_dir_all(dir.join("rules")).unwrap();
        fs::write(dir.join("rules.json"), r#"[{"code": "R480"}]"#).unwrap();
        fs::write(dir.join("rules/ch2.json"), r#"[{"code": "R500"}, {"code": "R070"}]"#).unwrap();
        fs::write(dir.join("rules/ch1.json"), r#"[{"code": "R030"}]"#).unwrap();
        let all = rules(&dir);
        fs::remove_dir_all(&dir).unwrap();
        let expected = serde_json::json!([{"code": "R030"}, {"code": "R070"}, {"code": "R480"}, {"code": "R500"}]);
        assert_eq!(all.unwrap(), expected);
    }

    #[test]
    fn integrity_is_the_one_of_the_standard() {
        // printf '' | openssl dgst -sha256 -binary | base64
        assert_eq!(integrity(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn the_marks_of_the_worker_are_replaced_once() {
        let worker = "const FILES = /*@files*/[]/*@end*/; const BUILD = /*@build*/\"dev\"/*@end*/;";
        let stamped = put(&put(worker, FILES_MARK, "[1]").unwrap(), BUILD_MARK, "\"a\"").unwrap();
        assert_eq!(stamped, "const FILES = [1]; const BUILD = \"a\";");
        assert!(put(&stamped, FILES_MARK, "[2]").is_err());
    }
}
