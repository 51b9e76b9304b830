//! One crate into one WASM module with its JavaScript glue, by wasm-pack as a library.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use clap::Args;
use wasm_pack::command::build::{Build, BuildOptions, BuildProfile, Target};
use wasm_pack::install::InstallMode;

use crate::machine;

/// The cargo profile of the released modules; their wasm-opt flags stand under `profile.custom` in their manifests.
const PROFILE: &str = "web";

/// How the symbols begin along which a module is split.
const SPLIT_MARK: &[u8] = b"__wasm_split_00";

/// What wasm-pack is asked for.
#[derive(Args)]
pub(crate) struct Job {
    /// Folder of the crate
    krate: PathBuf,
    /// Name of the module, without its ending
    name: String,
    /// Folder to write to
    out: PathBuf,
    /// Debug code
    #[arg(long)]
    dev: bool,
    /// A feature of the crate to switch on
    #[arg(long)]
    feature: Option<String>,
}

/// When this executable was called as one of the wasm-bindgen tools: that tool's own work.
pub(crate) fn as_tool() -> Option<Result<()>> {
    let called = std::env::args_os().next()?;
    match Path::new(&called).file_stem().and_then(OsStr::to_str)? {
        "wasm-bindgen" => Some(split_off(std::env::args_os().collect()).and_then(bindgen)),
        _ => None,
    }
}

fn bindgen(args: Vec<OsString>) -> Result<()> {
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(args)
}

/// Cuts what the crate marks as `#[wasm_split]` out of the module that wasm-bindgen is asked to work on, and has it work
/// on the rest. The parts are written beside the glue, with the script that loads them: `pkg/app_parts.js`.
fn split_off(mut args: Vec<OsString>) -> Result<Vec<OsString>> {
    let after = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).cloned()
    };
    let module = args.iter().position(|arg| Path::new(arg).extension() == Some(OsStr::new("wasm")));
    let (Some(at), Some(out), Some(name)) = (module, after("--out-dir"), after("--out-name"))
    else {
        return Ok(args);
    };
    let name = name.to_string_lossy().into_owned();
    let bytes = std::fs::read(&args[at])?;
    if !bytes.windows(SPLIT_MARK.len()).any(|bytes| bytes == SPLIT_MARK) {
        return Ok(args);
    }
    let rest = Path::new(&args[at]).with_extension("first.wasm");
    let (glue, loader) = (format!("./{name}.js"), format!("./{name}_parts.js"));
    let mut options = wasm_split_cli_support::Options::new(&bytes);
    options.output_dir = Path::new(&out);
    options.main_out_path = &rest;
    options.main_module = &glue;
    options.link_name = &loader;
    wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("the module cannot be split: {error:#}"))?;
    args[at] = rest.into_os_string();
    args.push("--keep-lld-exports".into());
    Ok(args)
}

/// Builds `krate` into `out`, in a process of its own whose PATH begins with our `wasm-bindgen`.
pub(crate) fn build(krate: &Path, name: &str, out: &Path, dev: bool) -> Result<()> {
    build_with(None, krate, name, out, dev)
}

/// As [`build`], with a feature of the crate switched on.
pub(crate) fn build_with(
    feature: Option<&str>,
    krate: &Path,
    name: &str,
    out: &Path,
    dev: bool,
) -> Result<()> {
    let me = std::env::current_exe()?;
    let tools = machine::workshop()?.join("tools");
    std::fs::create_dir_all(&tools)?;
    let tool = tools.join(format!("wasm-bindgen{}", std::env::consts::EXE_SUFFIX));
    if tool.exists() {
        std::fs::remove_file(&tool)?;
    }
    std::fs::hard_link(&me, &tool).or_else(|_| std::fs::copy(&me, &tool).map(drop))?;

    let mut command = machine::command(&me.to_string_lossy(), &["wasm"])?;
    command.arg(krate).arg(name).arg(out).env("PATH", machine::path_with(&[tools])?);
    if dev {
        command.arg("--dev");
    } else {
        command.env("CARGO_ENCODED_RUSTFLAGS", neutral_paths()?.join("\u{1f}"));
    }
    if let Some(feature) = feature {
        command.args(["--feature", feature]);
    }
    machine::run_command(&mut command)
}

/// Flags that keep the folders of this machine out of the module, so that it is the same wherever it is built: sources
/// are named `dep/…` and `src/…` in the messages of a panic.
fn neutral_paths() -> Result<Vec<String>> {
    let own = std::env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<String> = own.split_whitespace().map(str::to_owned).collect();
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
        .context("there is no CARGO_HOME")?;
    let registries = home.join("registry/src");
    if registries.is_dir() {
        for registry in std::fs::read_dir(registries)? {
            flags.push(format!("--remap-path-prefix={}=dep", registry?.path().display()));
        }
    }
    flags.push(format!("--remap-path-prefix={}=src", machine::root()?.display()));
    // Leptos then makes one type of all elements, which takes a sixth off what is fetched for a workbook.
    flags.extend(["--cfg".to_owned(), "erase_components".to_owned()]);
    Ok(flags)
}

/// The flags for wasm-opt in the manifest of `krate`.
pub(crate) fn opt_flags(krate: &Path) -> Result<Vec<String>> {
    let build = Build::try_from_opts(BuildOptions {
        path: Some(krate.to_path_buf()),
        ..BuildOptions::default()
    })?;
    let profile = build.crate_data.configured_profile(BuildProfile::Custom(PROFILE.into()));
    profile
        .wasm_opt_args()
        .with_context(|| format!("{} has no wasm-opt flags in its manifest", krate.display()))
}

impl Job {
    /// Calls wasm-pack. wasm-opt is left to [`crate::build`], which remembers its results.
    pub(crate) fn run(self) -> Result<()> {
        let feature =
            self.feature.iter().flat_map(|feature| ["--features".to_owned(), feature.clone()]);
        let options = BuildOptions {
            path: Some(self.krate),
            mode: InstallMode::Noinstall,
            target: Target::Web,
            disable_dts: true,
            no_gitignore: true,
            no_pack: true,
            no_opt: true,
            dev: self.dev,
            profile: (!self.dev).then(|| PROFILE.to_owned()),
            out_dir: self.out.to_string_lossy().into_owned(),
            out_name: Some(self.name),
            extra_options: std::iter::once("--locked".to_owned()).chain(feature).collect(),
            ..BuildOptions::default()
        };
        Build::try_from_opts(options)?.run()
    }
}
