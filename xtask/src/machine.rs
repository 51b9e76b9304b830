//! The machine below: where the workspace stands, programs and how they are run, time that passed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

/// The folder of the workspace: cargo says where this package stands, else the nearest `Cargo.lock` above.
pub(crate) fn root() -> Result<PathBuf> {
    if let Some(dir) = std::env::var_os("CARGO_MANIFEST_DIR") {
        let root = Path::new(&dir).parent().context("xtask has no folder above it")?;
        return Ok(root.to_path_buf());
    }
    let here = std::env::current_dir()?;
    let found = here.ancestors().find(|dir| dir.join("Cargo.lock").is_file());
    found.map(Path::to_path_buf).context("run this inside the Jiedui repository")
}

/// Where xtask keeps what can be made again: tools, raw modules, compressed copies.
pub(crate) fn workshop() -> Result<PathBuf> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| "target".into(), PathBuf::from);
    Ok(root()?.join(target).join("xtask"))
}

/// The Node that setup brought along where the system's is too old.
pub(crate) fn own_node() -> Result<PathBuf> {
    Ok(workshop()?.join("node/bin"))
}

/// `PATH` with our own tools first: Node of setup, then the programs of the npm packages.
pub(crate) fn path_with(first: &[PathBuf]) -> Result<OsString> {
    let own = [own_node()?, root()?.join("tests/node_modules/.bin")];
    let old = std::env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(own).chain(std::env::split_paths(&old));
    Ok(std::env::join_paths(all)?)
}

/// A command at the root of the workspace that finds our tools and is never asked anything.
pub(crate) fn command(program: &str, args: &[&str]) -> Result<Command> {
    let mut command = Command::new(program);
    command.args(args).current_dir(root()?).env("PATH", path_with(&[])?).stdin(Stdio::null());
    Ok(command)
}

/// Runs a command with its output shown, and fails when it fails.
pub(crate) fn run(program: &str, args: &[&str]) -> Result<()> {
    run_command(&mut command(program, args)?)
}

/// As [`run`], for a command prepared by [`command`].
pub(crate) fn run_command(command: &mut Command) -> Result<()> {
    let words = words(command);
    let status = command.status().with_context(|| format!("`{words}` could not be started"))?;
    ensure!(status.success(), "`{words}` failed ({status})");
    Ok(())
}

/// What a command prints on its standard output; none when it is not there or fails.
pub(crate) fn output(program: &str, args: &[&str]) -> Option<String> {
    let out = command(program, args).ok()?.stderr(Stdio::null()).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

/// Whether a program of this name is on PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = path_with(&[]).ok()?;
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).map(|dir| dir.join(&name)).find(|file| file.is_file())
}

/// The command as a person would type it.
pub(crate) fn words(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

/// "1m36s", "4.2 s".
pub(crate) fn spent(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds >= 60 {
        format!("{}m{:02}s", seconds / 60, seconds % 60)
    } else {
        format!("{:.1} s", time.as_secs_f32())
    }
}

/// Every file below `dir`, as paths relative to it with `/`, sorted.
pub(crate) fn files_below(dir: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_path_buf()];
    while let Some(next) = open.pop() {
        for item in
            std::fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))?
        {
            let path = item?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let Some(relative) = path.strip_prefix(dir)?.to_str() else {
                bail!("the name of {} is not UTF-8", path.display())
            };
            found.push(relative.replace('\\', "/"));
        }
    }
    found.sort();
    Ok(found)
}
