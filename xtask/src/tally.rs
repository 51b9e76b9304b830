//! Counting: what test runners say on their last lines, and what a run of ours came to.

use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

use crate::machine;

/// Tests and checks, counted alike.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// Those that held.
    pub(crate) passed: u64,
    /// Those that did not.
    pub(crate) failed: u64,
    /// Those that were not run.
    pub(crate) skipped: u64,
}

impl Count {
    /// Adds another count to this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    fn any(self) -> bool {
        self != Self::default()
    }
}

/// What was run, how it went, how long it took.
struct Row {
    name: &'static str,
    count: Count,
    time: Duration,
}

/// A run over many checks, which goes on when one of them fails.
#[derive(Default)]
pub(crate) struct Run {
    rows: Vec<Row>,
}

impl Run {
    /// Runs a check that holds or does not.
    pub(crate) fn check(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> bool {
        self.count(name, || work().map(|()| Count { passed: 1, ..Count::default() }))
    }

    /// Runs commands and adds up what their test runners report; a command that reports nothing is one check.
    pub(crate) fn tests(
        &mut self,
        name: &'static str,
        commands: impl FnOnce() -> Result<Vec<Command>>,
    ) -> bool {
        self.count(name, || {
            let mut sum = Count::default();
            for mut command in commands()? {
                sum.add(counted(&mut command)?);
            }
            Ok(sum)
        })
    }

    fn count(&mut self, name: &'static str, work: impl FnOnce() -> Result<Count>) -> bool {
        println!("\n── {name}");
        let started = Instant::now();
        let count = work().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Count { failed: 1, ..Count::default() }
        });
        let time = started.elapsed();
        println!(
            "── {name}: {} ({})",
            if count.failed == 0 { "ok" } else { "FAILED" },
            machine::spent(time)
        );
        self.rows.push(Row { name, count, time });
        count.failed == 0
    }

    /// Prints the summary; its last line stands alone. False when anything failed.
    pub(crate) fn finish(self) -> bool {
        let (mut sum, mut time) = (Count::default(), Duration::ZERO);
        println!("\n{:44} {:>7} {:>7} {:>7} {:>9}", "", "passed", "failed", "skipped", "time");
        for Row { name, count, time: spent } in self.rows {
            let mark = if count.failed == 0 { ' ' } else { '✗' };
            let spent_words = machine::spent(spent);
            println!(
                "{mark} {name:42} {:>7} {:>7} {:>7} {spent_words:>9}",
                count.passed, count.failed, count.skipped
            );
            sum.add(count);
            time += spent;
        }
        println!("  all of it in {}\n", machine::spent(time));
        println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
        sum.failed == 0
    }
}

/// Runs one command, shows what it prints, and adds up the closing lines of its runners.
fn counted(command: &mut Command) -> Result<Count> {
    let words = machine::words(command);
    println!("$ {words}");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let sum = Mutex::new(Count::default());
    std::thread::scope(|scope| {
        let out = child.stdout.take().map(|pipe| scope.spawn(|| pass_on(pipe, &sum)));
        let err = child.stderr.take().map(|pipe| scope.spawn(|| pass_on(pipe, &sum)));
        [out, err]
            .into_iter()
            .flatten()
            .try_for_each(|reader| reader.join().map_err(|_| anyhow!("a reader failed"))?)
    })?;
    let status = child.wait()?;
    let mut sum = sum.into_inner().map_err(|_| anyhow!("a reader failed"))?;
    if !status.success() && sum.failed == 0 {
        eprintln!("`{words}` failed ({status})");
        sum.failed = 1;
    } else if !sum.any() {
        sum.passed = 1;
    }
    Ok(sum)
}

fn pass_on(pipe: impl Read, sum: &Mutex<Count>) -> Result<()> {
    let mut reader = BufReader::new(pipe);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line)? > 0 {
        std::io::stdout().lock().write_all(&line)?;
        let count = closing_line(&String::from_utf8_lossy(&line));
        sum.lock().map_err(|_| anyhow!("another reader failed"))?.add(count);
        line.clear();
    }
    Ok(())
}

/// What a line counts, when it is the closing line of cargo test, nextest, node's runner, or the plain one.
fn closing_line(line: &str) -> Count {
    let line = line.trim();
    let node = line
        .strip_prefix("ℹ ")
        .or_else(|| line.strip_prefix("# "))
        .and_then(|rest| rest.split_once(' '));
    if let Some((word, number)) = node {
        return number.parse().map_or_else(|_| Count::default(), |number| of(word, number));
    }
    let plain = line.starts_with(|first: char| first.is_ascii_digit())
        && line.split_once(" passed, ").is_some();
    if !(plain || line.starts_with("test result: ") || line.starts_with("Summary [")) {
        return Count::default();
    }
    let words: Vec<&str> =
        line.split([' ', ',', ';', ':']).filter(|word| !word.is_empty()).collect();
    let mut sum = Count::default();
    for pair in words.windows(2) {
        if let Ok(number) = pair[0].parse() {
            sum.add(of(pair[1], number));
        }
    }
    sum
}

fn of(word: &str, number: u64) -> Count {
    match word {
        "passed" | "pass" => Count { passed: number, ..Count::default() },
        "failed" | "fail" | "cancelled" => Count { failed: number, ..Count::default() },
        "skipped" | "ignored" | "todo" => Count { skipped: number, ..Count::default() },
        _ => Count::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_every_runner_is_understood() {
        let count = |passed, failed, skipped| Count { passed, failed, skipped };
        for (line, want) in [
            (
                "test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s",
                count(5, 0, 1),
            ),
            (
                "     Summary [   1.2s] 12 tests run: 11 passed (1 slow), 1 failed, 3 skipped",
                count(11, 1, 3),
            ),
            ("ℹ pass 7", count(7, 0, 0)),
            ("# fail 2", count(0, 2, 0)),
            ("# passed 3 hours in a yard", count(0, 0, 0)),
            ("14 passed, 2 failed, 0 skipped", count(14, 2, 0)),
            ("test the_record_passed ... ok", count(0, 0, 0)),
        ] {
            assert_eq!(closing_line(line), want, "{line}");
        }
    }
}
