//! `templates`: which plan templates there are, what is in one, and applying one to a workbook.

use std::io::Write;

use chrono::NaiveDate;
use serde_json::json;

use super::Call;
use super::book::{Book, answer, catalog, write};
use super::fault::Fault;
use super::perform::one_step;
use crate::catalog::{Catalog, Template};
use crate::label::Lang;

pub(super) fn templates(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let words: Vec<&str> = call.free.iter().filter_map(|word| word.to_str()).collect();
    match words.as_slice() {
        [] => list(&catalog(), out),
        ["show", code] => show(call, code, out),
        ["apply", code] => apply(call, code, out),
        _ => Err(Fault::usage("templates takes: nothing, show CODE, or apply CODE")),
    }
}

fn list(catalog: &Catalog, out: &mut dyn Write) -> Result<(), Fault> {
    for row in catalog.templates() {
        let ready = if row.ready { "" } else { "\t(not ready)" };
        writeln!(
            out,
            "{}\t{}\t{}{ready}",
            row.code,
            row.name.get(Lang::ZhHans),
            row.name.get(Lang::En)
        )?;
    }
    Ok(())
}

fn found<'a>(catalog: &'a Catalog, code: &str) -> Result<&'a Template, Fault> {
    catalog.template(code).ok_or_else(|| {
        Fault::Usage(format!("no plan template has the code {code}: see jiedui templates"))
    })
}

fn show(call: &Call<'_>, code: &str, out: &mut dyn Write) -> Result<(), Fault> {
    let catalog = catalog();
    let template = found(&catalog, code)?;
    match call.text("format")?.as_deref() {
        None | Some("text") => tell(&catalog, template, out),
        Some("json") => {
            let about = json!({
                "code": template.code,
                "name": template.name.to_value(),
                "about": template.about.to_value(),
                "months": template.months,
                "phases": template.phases.iter().map(|it| json!({"name": it.name.to_value(), "from_month": it.from_month, "to_month": it.to_month})).collect::<Vec<_>>(),
                "tasks": template.tasks.iter().map(|it| json!({"code": it.code, "title": it.title.to_value(), "phase": it.phase, "due_month": it.due_month})).collect::<Vec<_>>(),
                "rules": template.rules.iter().filter_map(|code| catalog.rule(code)).map(|it| json!({"code": it.code, "title": it.title.to_value(), "on": it.on})).collect::<Vec<_>>(),
                "kinds": template.kinds,
            });
            Ok(answer(out, &about)?)
        }
        Some(other) => Err(Fault::Usage(format!("--format {other}: expected text or json"))),
    }
}

fn tell(catalog: &Catalog, template: &Template, out: &mut dyn Write) -> Result<(), Fault> {
    let lang = Lang::ZhHans;
    writeln!(out, "{} {}\n{}\n", template.code, template.name.get(lang), template.about.get(lang))?;
    for (number, phase) in template.phases.iter().enumerate() {
        writeln!(
            out,
            "{} ({}–{})",
            phase.name.get(lang),
            phase.from_month + 1,
            phase.to_month + 1
        )?;
        for task in template.tasks.iter().filter(|task| task.phase == number) {
            writeln!(out, "  - {}", task.title.get(lang))?;
        }
    }
    writeln!(out)?;
    for rule in template.rules.iter().filter_map(|code| catalog.rule(code)) {
        writeln!(out, "{}  {}", rule.code, rule.title.get(lang))?;
    }
    Ok(())
}

fn apply(call: &Call<'_>, code: &str, out: &mut dyn Write) -> Result<(), Fault> {
    let path = call.needed_path("into")?;
    let start: NaiveDate =
        call.value("start", "a date like 2026-09-01")?.ok_or(Fault::usage("--start is missing"))?;
    let partners: Vec<String> =
        call.all("partner").map(|name| name.to_string_lossy().into_owned()).collect();
    let side = call.text("side")?.unwrap_or_else(|| "helper".to_owned());
    if !["helper", "helped"].contains(&side.as_str()) {
        return Err(Fault::Usage(format!("--side {side}: expected helper or helped")));
    }
    found(&catalog(), code)?;
    let mut book = Book::open(&path)?;
    let command = json!({
        "do": "apply_template", "code": code, "start": start.to_string(), "partners": partners, "side": side,
    });
    let (ledger, written) = one_step(&path, &mut book, &command)?;
    write(&path, ledger.state(), &mut [book])?;
    Ok(answer(out, &json!({"out": path.display().to_string(), "entries": written}))?)
}
