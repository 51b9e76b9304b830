//! `cargo xtask`: set up, build, serve and test Jiedui, on a machine that has nothing but a Rust toolchain.
//!
//! wasm-pack and the wasm-bindgen tools are dependencies, so Cargo.lock fixes their versions and nothing is installed.
//! wasm-pack looks for a program called `wasm-bindgen`: this executable is linked under that name, and called under
//! that name it is that tool.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks on its two streams"
)]

mod bench;
mod build;
mod check;
mod machine;
mod pack;
mod serve;
mod setup;
mod site;
mod sizes;
mod tally;
mod wasm;

use std::process::ExitCode;

use anyhow::{Result, ensure};
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Set up, build, serve and test Jiedui")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what building and testing need, and say what was done
    Setup {
        /// Only what `build` and `serve` need: neither Chromium nor fonts
        #[arg(long)]
        build_only: bool,
    },
    /// Build the site into dist/, ready for any static host
    Build {
        /// Fast and large: debug code, no wasm-opt, no compression, no ceiling on size
        #[arg(long)]
        dev: bool,
    },
    /// Set up, build, and show the site on this computer
    Serve {
        /// The port of 127.0.0.1 to listen on
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Build as `build --dev` does
        #[arg(long)]
        dev: bool,
        /// Serve what is in dist/ already
        #[arg(long)]
        no_build: bool,
    },
    /// Run every check and test there is, or one part of them
    Test {
        /// The part; all of them when left out
        part: Option<check::Part>,
    },
    /// Measure the built site beside a minimal React + Dexie page; writes docs/BENCHMARKS.md
    Bench {
        /// How often each start is measured
        #[arg(long, default_value_t = 5)]
        rounds: u32,
    },
    /// One call of wasm-pack, with the tools on PATH (used by `build`)
    #[command(hide = true)]
    Wasm(wasm::Job),
}

fn main() -> ExitCode {
    match wasm::as_tool().unwrap_or_else(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    match Args::parse().task {
        Task::Setup { build_only: true } => setup::run(setup::Scope::Build),
        Task::Setup { build_only: false } => setup::run(setup::Scope::Tests),
        Task::Build { dev } => {
            let heavy = build::run(dev)?;
            ensure!(heavy.is_empty(), "{}", heavy.join("; "));
            Ok(())
        }
        Task::Serve { port, dev, no_build } => serve::run(port, dev, no_build),
        Task::Test { part } => check::run(part),
        Task::Bench { rounds } => bench::run(rounds),
        Task::Wasm(job) => job.run(),
    }
}
