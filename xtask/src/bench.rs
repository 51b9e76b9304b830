//! `cargo xtask bench`: the built site beside a minimal React + Dexie page, taking turns within one run.

use anyhow::{Context, Result};

use crate::{build, machine, setup};

/// Builds what is measured and measures it.
///
/// # Errors
/// When something cannot be built or a page does not come up; a slow figure is no error.
pub(crate) fn run(rounds: u32) -> Result<()> {
    setup::run(setup::Scope::Tests)?;
    build::run(false)?;
    let cli = [
        "build",
        "--release",
        "--locked",
        "-p",
        "jiedui-core",
        "--features",
        "cli",
        "--bin",
        "jiedui",
    ];
    machine::run("cargo", &cli)?;
    let root = machine::root()?;
    let here = root.join("tests/bench");
    if !here.join("node_modules/react").is_dir() {
        let mut npm = machine::command("npm", &["ci", "--no-audit", "--no-fund"])?;
        machine::run_command(npm.current_dir(&here))?;
    }
    let chromium = setup::chromium().context("Chromium is missing; run `cargo xtask setup`")?;
    let mut node = machine::command("node", &[])?;
    node.arg(here.join("bench.mjs")).arg(rounds.to_string());
    node.env("JIEDUI_DIST", root.join("dist")).env("JIEDUI_CHROMIUM", chromium);
    machine::run_command(&mut node)
}
