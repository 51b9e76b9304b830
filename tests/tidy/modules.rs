//! What the first screen needs stays in the first module: whatever is on it reaches the rest only through `later`, along
//! which the build cuts. One call past it draws the code of a whole screen into what a first visit has to fetch.

use super::source::Source;
use super::{module, sources};

/// What is drawn or run before anything of a workbook.
const FIRST: &[&str] = &["app.rs", "lib.rs", "shell.rs", "screens/welcome.rs"];

/// What the first module may ask of the desk: to be made, found and started.
const OF_DESK: &[&str] = &["new", "here", "start"];

/// What `Desk::start` may ask of the desk itself; opening a workbook goes through `later`.
const OF_START: &[&str] = &["shell", "in_trouble", "cannot_load"];

/// Modules that stand below both, and that know neither desk nor screens.
const BELOW: &[&str] = &["browser", "parts", "store", "text", "route"];

/// The names that follow `before` in the code: `new` and `here` for `Desk::`.
fn names_after(code: &str, before: &str) -> Vec<String> {
    let own = |one: char| one.is_alphanumeric() || one == '_';
    let starts = code.match_indices(before).filter(|(at, _)| !code[..*at].ends_with(own));
    let rest = starts.map(|(at, _)| &code[at + before.len()..]);
    rest.map(|rest| rest.chars().take_while(|one| own(*one)).collect()).collect()
}

/// What is wrong with a file of the first module.
fn faults(code: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    let asked = ["Desk::", "desk."].iter().flat_map(|before| names_after(code, before));
    wrong.extend(
        asked
            .filter(|name| !OF_DESK.contains(&&**name))
            .map(|name| format!("asks desk for {name}")),
    );
    let of_desk = names_after(code, "desk::").into_iter().filter(|name| name != "Desk");
    wrong.extend(of_desk.map(|name| format!("knows desk::{name}")));
    let of_screens = names_after(code, "screens::").into_iter().filter(|name| name != "show");
    wrong.extend(of_screens.map(|name| format!("knows screens::{name}")));
    for name in ["office", "remedy", "figure", "super"] {
        if code.contains(&format!("{name}::")) {
            wrong.push(format!("knows {name}"));
        }
    }
    wrong
}

/// The body of a function, from its name to the brace that closes it.
fn body<'a>(code: &'a str, name: &str) -> &'a str {
    let Some(start) = code.find(name) else { return "" };
    let mut depth = 0_u32;
    for (at, one) in code[start..].char_indices() {
        match one {
            '{' => depth += 1,
            '}' if depth == 1 => return &code[start..=start + at],
            '}' => depth -= 1,
            _ => {}
        }
    }
    &code[start..]
}

fn code<'a>(all: &'a [(String, Source)], file: &str) -> &'a str {
    let found = all.iter().find(|(own, _)| own == file);
    &found.unwrap_or_else(|| panic!("web/src/{file} has gone; name its heir here")).1.code
}

#[test]
fn the_first_screen_reaches_the_rest_only_through_later() {
    let all = sources("web/src");
    let mut wrong = Vec::new();
    for file in FIRST {
        wrong.extend(faults(code(&all, file)).into_iter().map(|fault| format!("{file} {fault}")));
    }
    for (file, source) in &all {
        let below = BELOW.contains(&module(file));
        for name in ["desk", "screens"] {
            if below && source.code.contains(&format!("crate::{name}")) {
                wrong.push(format!("{file} knows {name}"));
            }
        }
        if source.names("show_later") && !["later.rs", "screens/mod.rs"].contains(&&**file) {
            wrong.push(format!("{file} names show_later, which only `later` may"));
        }
    }
    let start = body(code(&all, "desk/opening.rs"), "fn start(");
    assert!(start.contains("later::open"), "Desk::start opens a workbook through `later`");
    let asked = names_after(start, "self.").into_iter();
    wrong.extend(
        asked
            .filter(|name| !OF_START.contains(&&**name))
            .map(|name| format!("Desk::start asks for {name}")),
    );
    let show = body(code(&all, "screens/mod.rs"), "fn show(");
    let called = ["welcome::welcome", "later::screen"];
    let calls = show.matches("::").count() - show.matches("Screen::").count();
    assert!(called.iter().all(|call| show.contains(call)) && calls == called.len(), "{show}");
    assert!(wrong.is_empty(), "the first module grows:\n{}", wrong.join("\n"));
}

#[test]
fn a_call_past_later_is_found() {
    assert!(faults("Desk::here(); later::open(desk, id); screens::show(screen)").is_empty());
    for code in [
        "desk.ask_once(|state, _| state)",
        "Desk::lines(desk)",
        "screens::home::home()",
        "use crate::desk::NotDone;",
        "remedy::unsaved(&error)",
        "super::more::more()",
    ] {
        assert_eq!(faults(code).len(), 1, "{code}");
    }
    assert_eq!(body("fn a() { {} } fn b() {}", "fn a("), "fn a() { {} }");
}
