//! `cargo xtask test`: every check and test there is, in one order, with a summary.
//!
//! The whole workspace but xtask is one cargo invocation per tool, and xtask is another: so each dependency is compiled
//! once for each tool, with one set of features.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use crate::tally::Run;
use crate::{build, machine, setup, wasm};

const WASM: &str = "wasm32-unknown-unknown";
/// The part of the workspace that is the product; xtask is the other one.
const PRODUCT: [&str; 4] = ["--workspace", "--exclude", "xtask", "--all-features"];

/// The browser tests that have a bare page of their own, with the storage in it and nothing else.
const BARE_PAGE: [&str; 2] = ["store", "photo"];

/// A part of the checks that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Format, clippy, licences and sources of dependencies, docs
    Lint,
    /// Tests of core, the laws and stories, the plain parts of the client, xtask
    Native,
    /// The release build with its ceiling on size
    Web,
    /// The built site in a browser (builds it first)
    Browser,
}

/// Runs everything, or one part of it.
///
/// # Errors
/// When anything failed; the summary says what.
pub(crate) fn run(only: Option<Part>) -> Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    setup::run(match only {
        None | Some(Part::Browser) => setup::Scope::Tests,
        Some(Part::Web) => setup::Scope::Build,
        Some(Part::Lint | Part::Native) => setup::Scope::Code,
    })?;
    let mut run = Run::default();
    if wanted(Part::Lint) {
        lint(&mut run);
    }
    if wanted(Part::Native) {
        native(&mut run);
    }
    let mut site = None;
    if wanted(Part::Web) || wanted(Part::Browser) {
        run.check("release build", || {
            site = Some(build::run(false)?);
            Ok(())
        });
        run.check("the weight of the first screen and of the second module", || {
            let heavy =
                site.as_ref().context("not weighed, because the site could not be built")?;
            ensure!(heavy.is_empty(), "{}", heavy.join("; "));
            Ok(())
        });
    }
    if wanted(Part::Browser) {
        run.tests("storage and photos in a browser", || Ok(vec![storage()?]));
        run.tests("the site in a browser", || {
            ensure!(site.is_some(), "not run, because the site could not be built");
            Ok(vec![browser()?])
        });
    }
    ensure!(run.finish(), "not everything passed");
    Ok(())
}

fn lint(run: &mut Run) {
    run.check("format", || machine::run("cargo", &["fmt", "--all", "--check"]));
    let strict = ["--locked", "--", "-D", "warnings"];
    run.check("clippy", || {
        machine::run("cargo", &[&["clippy"], &PRODUCT[..], &["--all-targets"], &strict].concat())
    });
    run.check("clippy of the client as it is shipped", || {
        machine::run(
            "cargo",
            &[&["clippy", "-p", "jiedui-web", "--target", WASM], &strict[..]].concat(),
        )
    });
    run.check("clippy of xtask", || {
        machine::run("cargo", &[&["clippy", "-p", "xtask", "--all-targets"], &strict[..]].concat())
    });
    run.check("licences and sources of dependencies", || {
        let (deny, _) = setup::cargo_deny()?;
        let args = ["--offline", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"];
        machine::run(&deny.to_string_lossy(), &args)
    });
    run.check("docs", || {
        let mut doc = cargo(&[&["doc", "--no-deps", "--locked"], &PRODUCT[..]].concat())?;
        machine::run_command(doc.env("RUSTDOCFLAGS", "-D warnings"))
    });
}

fn native(run: &mut Run) {
    run.tests("core, laws, stories, the client's plain parts", || {
        let nextest = machine::output("cargo", &["nextest", "--version"]).is_some();
        if !nextest {
            return Ok(vec![cargo(
                &[&["test", "--locked", "--no-fail-fast"], &PRODUCT[..]].concat(),
            )?]);
        }
        let fast =
            cargo(&[&["nextest", "run", "--locked", "--no-fail-fast"], &PRODUCT[..]].concat())?;
        // nextest does not run the examples in the docs.
        let docs =
            cargo(&[&["test", "--doc", "--locked", "--no-fail-fast"], &PRODUCT[..]].concat())?;
        Ok(vec![fast, docs])
    });
    run.tests("xtask", || Ok(vec![cargo(&["test", "--locked", "-p", "xtask"])?]));
}

/// The tests of the whole site; `run.mjs` knows which ones they are.
fn browser() -> Result<Command> {
    let root = machine::root()?;
    let mut node = node(&[])?;
    node.arg(root.join("tests/browser/run.mjs")).env("JIEDUI_DIST", root.join("dist"));
    Ok(node)
}

/// Node, told which Chromium to use.
fn node(args: &[&str]) -> Result<Command> {
    let chromium = setup::chromium().context("Chromium is missing; run `cargo xtask setup`")?;
    let mut node = machine::command("node", args)?;
    node.env("JIEDUI_CHROMIUM", chromium);
    Ok(node)
}

/// The tests of the storage and of photos alone, on a bare page, with debug code.
fn storage() -> Result<Command> {
    let root = machine::root()?;
    wasm::build_with(
        Some("harness"),
        &root.join("web"),
        "harness",
        &root.join("target/harness"),
        true,
    )?;
    // One file at a time: the tests measure, and the machine may have two cores. A test that fails may leave a server or
    // a browser open; the run ends all the same.
    let mut node = node(&[
        "--test",
        "--test-concurrency=1",
        "--test-force-exit",
        "--test-timeout=1200000",
        "--test-reporter=spec",
    ])?;
    node.args(BARE_PAGE.map(|name| root.join(format!("tests/browser/{name}.test.mjs"))));
    Ok(node)
}

fn cargo(args: &[&str]) -> Result<Command> {
    machine::command("cargo", args)
}
