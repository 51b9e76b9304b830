//! The command line `jiedui`: a thin shell on the core, for bureaus with many files, for scripts, for tests. Like every
//! shell it holds no rule of its own. It reads no clock and draws no chance: equal input gives equal bytes.
//!
//! Answers go to the standard output, what is wrong to the standard error: file, line, reason. The exit code is 0 when
//! done, 1 when the input is at fault, 2 for a wrong use of the command.

mod aid;
mod assess;
mod book;
mod check;
mod clauses;
mod fault;
mod ics;
mod info;
mod matching;
mod merge;
mod pack;
mod perform;
mod sample;
mod templates;
mod todo;

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use lexopt::Arg::{Long, Short, Value};
use lexopt::ValueExt;

use fault::Fault;

const HELP: &str = "\
jiedui: the ledger of pairings on the command line

  jiedui info FILE                                    what is inside, JSON
  jiedui pack ENTRIES.jsonl [--files DIR] --out FILE  lines and files into a bundle
  jiedui unpack FILE --out DIR                        a bundle into lines and files
  jiedui merge FILE… --out FILE                       one workbook from several files; prints the receipt
  jiedui do [FILE] COMMANDS.jsonl --out FILE          one command a line; without FILE a new workbook
  jiedui check FILE                                   what does not fit, JSON lines
  jiedui assess FILE [--on DATE] [--plan ID] [--format json|table] [--out FILE]
                                                      what the agreement asks for, and how far it is
  jiedui todo FILE [--on DATE] [--for ID] [--format json|table]
                                                      what waits: due, overdue, unfilled, missing, gone quiet, asked for;
                                                      of a person, a unit, a pairing or a plan with --for
  jiedui ics FILE [--on DATE] [--lang zh-Hans|zh-Hant|en] [--out FILE]
                                                      due dates, planned activities, report dates for a calendar
  jiedui aid FILE [--on DATE] [--format json|table]    who is entitled to what, what was paid, funds, budgets, what does not fit
  jiedui sample --activities N --seed S [--device K] --out FILE
                                                      a believable synthetic county, school year 2026-2027; with
                                                      --device the K-th colleague's file of the same workbook
  jiedui sample --example DATE --out FILE             the example workbook as the app shows it on that day
  jiedui templates                                    the plan templates, one a line
  jiedui templates show CODE [--format json]
  jiedui templates apply CODE --into FILE --start DATE --partner NAME… [--side helper|helped]
  jiedui clauses TEXT [--format json|table] [--lang zh-Hans|zh-Hant|en]
                                                      the sentences of an agreement as rules, with what was not understood
  jiedui match FILE [--plan ID] [--mentors ID,…] [--mentees ID,…] [--limit N] [--cover helped|pool]
                    [--distance ID,ID=KM]… [--wish HELPED=HELPER]… [--format json|table]
  jiedui match FILE --helpers ID,… --helped ID,…      who could help whom, the best for all together, every point explained
  jiedui schema                                       the JSON Schema of the format

A line of COMMANDS.jsonl is a command of the core, {\"do\": \"record_activity\", …}, and may carry \"now\" (RFC 3339; without it
the time of the line before, at first the latest in FILE, in a new workbook 2026-09-01T08:00:00+08:00), \"by\" (a person) and
\"let\": \"NAME\". Then \"$NAME\" is the id of the first record it made, in any later line; $NAME.KIND the first of that kind
($NAME.org; the person of a new workbook is also $NAME.me), $NAME.KIND2 the second, $NAME.CODE a rule or task by its code, $NAME.act the step itself.
\"years\" of found_workbook may name preset years: [\"2026-2027\"]. Dates are those of China (UTC+8).

Exit 0 done, 1 the input is at fault, 2 wrong use.
";

/// Runs one command and answers with the exit code.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let done = Parsed::read(lexopt::Parser::from_args(args))
        .and_then(|parsed| dispatch(&parsed, out))
        .and_then(|()| out.flush().map_err(Fault::from));
    let Err(fault) = done else { return 0 };
    if fault.is_early_leave() {
        return 0;
    }
    // There is nowhere left to say that the standard error is closed.
    let _ = writeln!(err, "jiedui: {fault}");
    fault.exit_code()
}

fn dispatch(parsed: &Parsed, out: &mut dyn Write) -> Result<(), Fault> {
    if parsed.help {
        return Ok(out.write_all(HELP.as_bytes())?);
    }
    let (command, free) = parsed.words.split_first().ok_or(Fault::usage("say what to do"))?;
    let command = command.to_str().unwrap_or_default();
    parsed.knows_only(match command {
        "pack" => &["files", "out"],
        "unpack" | "merge" | "do" => &["out"],
        "clauses" => &["format", "lang"],
        "match" => &[
            "plan", "mentors", "mentees", "helpers", "helped", "limit", "cover", "distance",
            "wish", "format",
        ],
        "todo" => &["on", "for", "format"],
        "ics" => &["on", "lang", "out"],
        "aid" => &["on", "format"],
        "assess" => &["on", "plan", "format", "out"],
        "sample" => &["activities", "seed", "device", "example", "out"],
        "templates" => &["format", "into", "start", "partner", "side"],
        _ => &[],
    })?;
    let call = Call { parsed, free };
    match command {
        "info" => info::info(&call, out),
        "pack" => pack::pack(&call, out),
        "unpack" => pack::unpack(&call, out),
        "merge" => merge::merge(&call, out),
        "do" => perform::perform(&call, out),
        "check" => check::check(&call, out),
        "clauses" => clauses::clauses(&call, out),
        "match" => matching::matching(&call, out),
        "aid" => aid::aid(&call, out),
        "assess" => assess::assess(&call, out),
        "todo" => todo::todo(&call, out),
        "ics" => ics::ics(&call, out),
        "sample" => sample::sample(&call, out),
        "templates" => templates::templates(&call, out),
        "schema" => {
            call.files(0)?;
            Ok(out.write_all(crate::exchange::schema::format_schema_text().as_bytes())?)
        }
        "version" => Ok(writeln!(out, "jiedui {}", env!("CARGO_PKG_VERSION"))?),
        other => Err(Fault::Usage(format!("there is no command \"{other}\""))),
    }
}

/// The arguments, sorted but not yet understood.
#[derive(Debug, Default)]
struct Parsed {
    words: Vec<PathBuf>,
    options: Vec<(String, OsString)>,
    help: bool,
}

impl Parsed {
    fn read(mut args: lexopt::Parser) -> Result<Self, Fault> {
        let mut parsed = Self::default();
        while let Some(arg) = args.next()? {
            match arg {
                Long("help") | Short('h') => parsed.help = true,
                Long("version") | Short('V') => parsed.words.push("version".into()),
                Long(name) => {
                    let name = name.to_owned();
                    parsed.options.push((name, args.value()?));
                }
                Value(word) => parsed.words.push(word.into()),
                Short(_) => return Err(arg.unexpected().into()),
            }
        }
        Ok(parsed)
    }

    fn knows_only(&self, names: &[&str]) -> Result<(), Fault> {
        match self.options.iter().find(|(name, _)| !names.contains(&name.as_str())) {
            Some((name, _)) => Err(Fault::Usage(format!("this command takes no --{name}"))),
            None => Ok(()),
        }
    }
}

/// One command with what it was given.
struct Call<'a> {
    parsed: &'a Parsed,
    free: &'a [PathBuf],
}

impl Call<'_> {
    /// The free arguments, when there are as many as the command takes.
    fn files(&self, count: usize) -> Result<&[PathBuf], Fault> {
        if self.free.len() == count {
            Ok(self.free)
        } else {
            let found = self.free.len();
            Err(Fault::Usage(format!("expected {count} file(s), found {found}")))
        }
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &OsString> {
        self.parsed.options.iter().filter(move |(option, _)| option == name).map(|(_, value)| value)
    }

    /// An option that may be given once.
    fn option(&self, name: &str) -> Result<Option<&OsString>, Fault> {
        let mut given = self.all(name);
        let first = given.next();
        if given.next().is_some() {
            return Err(Fault::Usage(format!("--{name} stands twice")));
        }
        Ok(first)
    }

    fn path(&self, name: &str) -> Result<Option<PathBuf>, Fault> {
        Ok(self.option(name)?.map(PathBuf::from))
    }

    fn needed_path(&self, name: &'static str) -> Result<PathBuf, Fault> {
        self.path(name)?.ok_or_else(|| Fault::Usage(format!("--{name} is missing")))
    }

    fn text(&self, name: &str) -> Result<Option<String>, Fault> {
        Ok(self.option(name)?.map(|value| value.clone().string()).transpose()?)
    }

    /// An option read as a number, a date, an id.
    fn value<T: std::str::FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let read = text
            .parse()
            .map_err(|_| Fault::Usage(format!("--{name} {text}: expected {expected}")))?;
        Ok(Some(read))
    }
}
