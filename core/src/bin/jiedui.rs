//! The command line: reads its arguments, hands them to [`jiedui_core::cli`], answers with its exit code.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use jiedui_core::cli;

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let code = cli::run(std::env::args_os().skip(1), &mut out, &mut io::stderr().lock());
    // A reader that left early (`jiedui … | head`) is no failure of ours.
    let _ = out.flush();
    ExitCode::from(code)
}
