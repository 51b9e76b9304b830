//! A Rust source taken apart just far enough: code without comments, string literals, the part before its tests.

/// One string literal of a source.
#[derive(Debug)]
pub(super) struct Literal {
    /// The line it begins on, from 1.
    pub(super) line: usize,
    /// What stands between the quotes, escapes left as they are.
    pub(super) text: String,
    /// The last word of the code before it: `t` for `t("…")`.
    pub(super) after: String,
}

/// What is left of a source when comments are gone and its unit tests are cut off.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// The code; every string literal stands in it as `""`.
    pub(super) code: String,
    /// The literals, in their order.
    pub(super) literals: Vec<Literal>,
}

impl Source {
    /// Takes a source apart.
    pub(super) fn read(text: &str) -> Self {
        let product = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let (mut out, mut rest, mut line) = (Self::default(), product, 1);
        while let Some(first) = rest.chars().next() {
            let taken = match first {
                '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
                '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                '"' => out.literal(rest, 1, "\"", true, line),
                'r' if out.raw_may_start() && rest.starts_with("r\"") => {
                    out.literal(rest, 2, "\"", false, line)
                }
                'r' if out.raw_may_start() && rest.starts_with("r#\"") => {
                    out.literal(rest, 3, "\"#", false, line)
                }
                '\'' => out.character(rest),
                _ => {
                    out.code.push(first);
                    first.len_utf8()
                }
            };
            line += rest[..taken].matches('\n').count();
            rest = &rest[taken..];
        }
        out
    }

    /// Whether an `r` here begins a raw string and does not end a name.
    fn raw_may_start(&self) -> bool {
        !self.code.ends_with(|last: char| last.is_alphanumeric() || last == '_')
    }

    /// Takes a string literal; returns how many bytes it has.
    fn literal(
        &mut self,
        rest: &str,
        open: usize,
        close: &str,
        escapes: bool,
        line: usize,
    ) -> usize {
        let mut end = open;
        while end < rest.len() && !rest[end..].starts_with(close) {
            let step = if escapes && rest[end..].starts_with('\\') { 1 } else { 0 };
            end += step;
            end += rest[end..].chars().next().map_or(0, char::len_utf8);
        }
        let before = self.code.trim_end_matches(['(', '&', ' ', '\n']);
        let word = before.rsplit(|one: char| !(one.is_alphanumeric() || one == '_' || one == '!'));
        let after = word.into_iter().next().unwrap_or_default().to_owned();
        self.literals.push(Literal { line, text: rest[open..end].to_owned(), after });
        self.code.push_str("\"\"");
        (end + close.len()).min(rest.len())
    }

    /// Takes a character literal (kept out of the code, it may be a quote; and not kept as a literal, since one sign that
    /// people type between two names is no sentence) or the tick of a lifetime.
    fn character(&mut self, rest: &str) -> usize {
        let inside = rest[1..].chars().next().unwrap_or_default();
        // After a backslash comes one character that closes nothing: `'\''`.
        let from = if inside == '\\' { 3 } else { 1 + inside.len_utf8() };
        let end = rest.get(from..).and_then(|after| after.find('\'')).map(|found| from + found);
        match end.filter(|end| *end == from || inside == '\\') {
            Some(end) => {
                self.code.push_str("' '");
                end + 1
            }
            None => {
                self.code.push('\'');
                1
            }
        }
    }

    /// Whether the code has `name` as a whole word.
    pub(super) fn names(&self, name: &str) -> bool {
        self.code.match_indices(name).any(|(at, _)| {
            let word = |one: char| one.is_alphanumeric() || one == '_';
            !self.code[..at].ends_with(word) && !self.code[at + name.len()..].starts_with(word)
        })
    }

    /// The modules of its own crate that the code names: `a` and `b` for `use crate::{a::X, b}`.
    pub(super) fn crate_modules(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (at, mark) in self.code.match_indices("crate::") {
            let rest = &self.code[at + mark.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(group_heads(group)),
                None => found.push(word(rest)),
            }
        }
        found.retain(|name| name.chars().next().is_some_and(|first| first.is_ascii_lowercase()));
        found
    }
}

fn word(text: &str) -> String {
    text.chars().take_while(|one| one.is_alphanumeric() || *one == '_').collect()
}

/// The first words of a use group, up to the brace that closes it.
fn group_heads(group: &str) -> Vec<String> {
    let (mut depth, mut heads, mut fresh) = (0_i32, Vec::new(), true);
    for (at, one) in group.char_indices() {
        match one {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && !one.is_whitespace() => {
                heads.push(word(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn comments_literals_and_tests_are_told_apart() {
    let source = Source::read(concat!(
        "use crate::{log::Entry, state, record::{Org, Person}};\n",
        "// t(\"no.key\")\n/* \"nor this\" */ fn a<'a>(b: &'a str) { t(\"home.title\"); let c = '\"'; let d = '\\''; }\n",
        "const URL: &str = \"https://x\"; let e = r#\"raw \"quoted\"\"#;\n",
        "#[cfg(test)]\nmod tests { fn f() { crate::ledger::g(\"测试\") } }",
    ));
    assert_eq!(source.crate_modules(), ["log", "state", "record"]);
    let texts: Vec<_> = source.literals.iter().map(|literal| literal.text.as_str()).collect();
    assert_eq!(texts, ["home.title", "https://x", "raw \"quoted\""]);
    assert_eq!(source.literals[0].after, "t");
    assert_eq!(source.literals[0].line, 3);
    assert!(source.names("URL") && !source.names("UR") && !source.names("tests"));
}
