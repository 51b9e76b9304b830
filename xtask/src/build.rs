//! `cargo xtask build`: everything a static host needs, in `dist/`.
//!
//! A release leaves the same bytes wherever it is built. What is slow (wasm-opt, brotli) is kept by the hash of its input
//! under `target/xtask/cache`. `dist/` is put in place whole at the end, so a server never shows half a build.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::{machine, pack::Cache, setup, site, sizes, wasm};

/// The modules of the site: folder of the crate, name of the module. The second one is built when it is there.
const MODULES: [(&str, &str); 2] = [("web", "app"), ("web/office", "office")];

/// Builds the site; the answer is which ceilings on size are exceeded, a line each.
///
/// # Errors
/// When a tool is missing (with what to run) or a source is faulty.
pub(crate) fn run(dev: bool) -> Result<Vec<String>> {
    setup::run(if dev { setup::Scope::Code } else { setup::Scope::Build })?;
    let started = Instant::now();
    let root = machine::root()?;
    let workshop = machine::workshop()?;
    let fresh = workshop.join("dist");
    remove(&fresh)?;
    fs::create_dir_all(fresh.join("pkg"))?;

    let mut cache = Cache::open(workshop.join("cache"))?;
    for (krate, name) in MODULES {
        let krate = root.join(krate);
        if krate.join("Cargo.toml").is_file() {
            module(&krate, name, &fresh.join("pkg"), dev, &mut cache)?;
        }
    }
    site::fill(&root, &fresh)?;
    let mut heavy = Vec::new();
    if !dev {
        site::minify(&fresh, &mut cache)?;
    }
    site::stamp(&fresh)?;
    if !dev {
        cache.compress(&fresh)?;
        heavy = sizes::report(&fresh)?;
        cache.sweep()?;
    }

    let dist = root.join("dist");
    let old = workshop.join("dist.old");
    remove(&old)?;
    if dist.exists() {
        fs::rename(&dist, &old)?;
    }
    fs::rename(&fresh, &dist).context("dist/ could not be put in place")?;
    remove(&old)?;
    println!(
        "dist/ is built ({}) in {}",
        if dev { "dev" } else { "release" },
        machine::spent(started.elapsed())
    );
    Ok(heavy)
}

/// Builds one crate and puts its glue and its module into `pkg`.
fn module(krate: &Path, name: &str, pkg: &Path, dev: bool, cache: &mut Cache) -> Result<()> {
    let raw = machine::workshop()?.join(if dev { "raw-dev" } else { "raw" }).join(name);
    remove(&raw)?;
    wasm::build(krate, name, &raw, dev)?;
    for file in machine::files_below(&raw)? {
        let to = pkg.join(&file);
        fs::create_dir_all(to.parent().context("a file stands in a folder")?)?;
        let bytes = fs::read(raw.join(&file))?;
        let bytes =
            if !dev && file.ends_with(".wasm") { optimise(krate, bytes, cache)? } else { bytes };
        fs::write(to, bytes)?;
    }
    Ok(())
}

/// What wasm-opt makes of a module with the flags of its crate.
fn optimise(krate: &Path, module: Vec<u8>, cache: &mut Cache) -> Result<Vec<u8>> {
    let tool = machine::find("wasm-opt").context("wasm-opt is missing; run `cargo xtask setup`")?;
    let flags = wasm::opt_flags(krate)?;
    let version = machine::output("wasm-opt", &["--version"])
        .context("wasm-opt does not start; is Node there?")?;
    cache.get(&[b"wasm-opt", version.as_bytes(), flags.join(" ").as_bytes(), &module], |work| {
        let (from, to) = (work.join("in.wasm"), work.join("out.wasm"));
        fs::write(&from, &module)?;
        let mut command = machine::command(&tool.to_string_lossy(), &[])?;
        command.arg(&from).arg("-o").arg(&to).args(&flags);
        machine::run_command(&mut command)?;
        Ok(fs::read(&to)?)
    })
}

/// Removes a folder that may not be there.
pub(crate) fn remove(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("cannot remove {}", dir.display()))?;
    }
    Ok(())
}
