//! `aid`: who is entitled to what, what was paid, where the money is, what does not fit.

use std::fmt::Write as _;
use std::io::Write;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::Call;
use super::book::{Book, answer, last_day};
use super::fault::Fault;
use crate::aid::{
    Account, Balance, Budget, By, Days, Entitlement, Entitlements, Worth, accounts,
    accounts_by_period, budgets, by_plan, chain, findings, funds,
};
use crate::log::{DeviceId, RecordId};
use crate::record::Id;
use crate::state::State;

pub(super) fn aid(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let path = &call.files(1)?[0];
    let on: Option<NaiveDate> = call.value("on", "a date like 2026-12-01")?;
    let format = call.text("format")?.unwrap_or_else(|| "json".to_owned());
    if !["json", "table"].contains(&format.as_str()) {
        return Err(Fault::Usage(format!("--format {format}: expected json or table")));
    }
    let ledger = Book::open(path)?.ledger(DeviceId::new(0));
    let state = ledger.state();
    // Without a clock, "today" is the day on which the workbook was last written.
    let on = on
        .or_else(|| last_day(state.log()))
        .ok_or_else(|| Fault::file(path, "nothing in it has a date: say --on DATE"))?;
    let told = told(state, on);
    match format.as_str() {
        "json" => Ok(answer(out, &told)?),
        _ => Ok(out.write_all(table(&told).as_bytes())?),
    }
}

/// Everything there is to tell on a day; entitlements and grants are those of the school year it lies in, or the last one
/// before it.
fn told(state: &State, on: NaiveDate) -> Value {
    let year = state.calendar().years().iter().rev().find(|year| year.start <= on);
    let year = year.map(|year| (year.start, year.end));
    let entitled = year.map(|(from, to)| Entitlements::of(state).between(from, to));
    let entitled: Vec<Value> = entitled.iter().flatten().map(|it| entitlement(state, it)).collect();
    let named = |(key, sum): (Option<RecordId>, Account)| with_record(state, key, account(&sum));
    let by = |by| accounts(state, year, by).into_iter().map(named).collect::<Vec<_>>();
    let periods = accounts_by_period(state).into_iter().map(|(period, sum)| {
        let mut line = account(&sum);
        line["period"] = json!(period);
        line
    });
    json!({
        "on": on.to_string(),
        "year": year.map(|(from, to)| json!({"from": from.to_string(), "to": to.to_string()})),
        "entitlements": entitled,
        "accounts": {
            "schemes": by(By::Scheme),
            "schools": by(By::School),
            "batches": by(By::Batch),
            "recipients": by(By::Recipient),
            "periods": periods.collect::<Vec<_>>(),
        },
        "chain": chained(state, year),
        "funds": book(state, on),
        "projects": projects(state, on),
        "findings": findings(state, on).iter().map(|finding| {
            let records: Vec<Value> = finding.records().into_iter().map(|id| record(state, id)).collect();
            json!({"finding": finding.code(), "words": finding.to_string(), "records": records})
        }).collect::<Vec<_>>(),
    })
}

fn record(state: &State, id: RecordId) -> Value {
    let kind = state.log().record(id).map(|record| record.kind().to_owned());
    json!({"kind": kind, "id": id.to_string(), "name": state.name(id)})
}

fn with_record(state: &State, id: Option<RecordId>, mut line: Value) -> Value {
    line["record"] = id.map_or(Value::Null, |id| record(state, id));
    line
}

fn spans(days: &Days) -> Vec<String> {
    days.spans().map(|(from, to)| format!("{from}/{to}")).collect()
}

fn entitlement(state: &State, it: &Entitlement) -> Value {
    let (amount, lack) = match it.worth {
        Worth::Fen(money) => (json!(money.to_string()), Value::Null),
        Worth::Waived => (json!("waived"), Value::Null),
        Worth::NotKnown(lack) => (Value::Null, json!(lack.code())),
    };
    json!({
        "person": record(state, it.person.untyped()),
        "enrolment": it.enrolment.to_string(),
        "school": it.school.map(|school| record(state, school.untyped())),
        "scheme": record(state, it.scheme.untyped()),
        "days": spans(&it.days),
        "school_days": it.school_days,
        "amount": amount,
        "not_known_for": lack,
    })
}

fn account(sum: &Account) -> Value {
    json!({
        "grants": sum.grants,
        "due": sum.due.to_string(),
        "due_not_known": sum.due_not_known,
        "paid": sum.paid.to_string(),
        "returned": sum.returned.to_string(),
        "outstanding": sum.outstanding.to_string(),
        "stopped": sum.stopped.to_string(),
        "over": sum.over.to_string(),
        "paid_without_due": sum.paid_without_due.to_string(),
    })
}

fn chained(state: &State, year: Option<(NaiveDate, NaiveDate)>) -> Value {
    let chain = chain(state, year);
    let schools = chain.schools.iter().map(|link| {
        let mut line = with_record(state, link.school, account(&link.sum));
        line["recipients"] = json!(link.recipients.len());
        line
    });
    let batches = chain.batches.iter().map(|link| {
        let mut line = with_record(state, link.batch, account(&link.sum));
        line["drawn"] = json!(link.drawn.map(|drawn| drawn.to_string()));
        line
    });
    json!({
        "schools": schools.collect::<Vec<_>>(),
        "batches": batches.collect::<Vec<_>>(),
        "sum": account(&chain.sum),
    })
}

fn balance(it: &Balance) -> Value {
    json!({
        "received": it.received.to_string(),
        "spent": it.spent.to_string(),
        "left": it.left.to_string(),
    })
}

fn book(state: &State, on: NaiveDate) -> Value {
    let funds = funds(state, on);
    let earmarks = funds.earmarks.iter().map(|(earmark, it)| {
        let mut line = balance(it);
        line["earmark"] = json!(earmark);
        line
    });
    let sources = funds.sources.iter().map(|(source, it)| with_record(state, *source, balance(it)));
    let drawn = funds
        .drawn
        .iter()
        .map(|it| with_record(state, Some(it.entry.into()), balance(&it.balance)));
    let pledges = funds.pledges.iter().map(|it| {
        let line = json!({
            "promised": it.promised.to_string(),
            "arrived": it.arrived.to_string(),
            "open": it.open.to_string(),
        });
        with_record(state, Some(it.entry.into()), line)
    });
    let goods = funds.goods.iter().map(|it| {
        json!({
            "item": it.item,
            "unit": it.unit,
            "received": it.received.to_string(),
            "given": it.given.to_string(),
            "left": it.left.to_string(),
        })
    });
    json!({
        "sum": balance(&funds.sum),
        "earmarks": earmarks.collect::<Vec<_>>(),
        "sources": sources.collect::<Vec<_>>(),
        "drawn": drawn.collect::<Vec<_>>(),
        "pledges": pledges.collect::<Vec<_>>(),
        "goods": goods.collect::<Vec<_>>(),
    })
}

fn projects(state: &State, on: NaiveDate) -> Value {
    let budgets = budgets(state, on);
    let one = |it: &Budget| {
        let line = json!({
            "budget": it.total().to_string(),
            "lines": it.lines.to_string(),
            "lines_not_known": it.lines_not_known,
            "stated": it.stated.map(|stated| stated.to_string()),
            "obtained": it.obtained.to_string(),
            "spent": it.spent.to_string(),
            "missing": it.missing().to_string(),
            "cancelled": it.cancelled,
        });
        with_record(state, Some(it.project.into()), line)
    };
    let plans = by_plan(&budgets).into_iter().map(|(plan, budget, obtained, spent)| {
        let line = json!({
            "budget": budget.to_string(),
            "obtained": obtained.to_string(),
            "spent": spent.to_string(),
        });
        with_record(state, plan.map(Id::untyped), line)
    });
    json!({"plans": plans.collect::<Vec<_>>(), "projects": budgets.iter().map(one).collect::<Vec<_>>()})
}

/// The columns of each table, by where the lines stand in the answer.
const TABLES: &[(&str, &[&str])] = &[
    ("/entitlements", &["person", "school", "scheme", "school_days", "amount", "not_known_for"]),
    ("/accounts/schemes", ACCOUNT),
    ("/chain/schools", ACCOUNT),
    ("/chain/batches", &["record", "grants", "due", "paid", "returned", "outstanding", "drawn"]),
    ("/accounts/recipients", ACCOUNT),
    ("/accounts/periods", &["period", "grants", "due", "paid", "returned", "outstanding"]),
    ("/funds/earmarks", &["earmark", "received", "spent", "left"]),
    ("/funds/sources", &["record", "received", "spent", "left"]),
    ("/funds/pledges", &["record", "promised", "arrived", "open"]),
    ("/funds/goods", &["item", "unit", "received", "given", "left"]),
    ("/projects/plans", &["record", "budget", "obtained", "spent"]),
    ("/projects/projects", &["record", "budget", "obtained", "spent", "missing"]),
    ("/findings", &["finding", "words", "records"]),
];
const ACCOUNT: &[&str] = &["record", "grants", "due", "paid", "returned", "outstanding", "over"];

/// The same as lines of text for a terminal: columns parted by tabs, each table under its heading; empty ones are left out.
fn table(told: &Value) -> String {
    let mut text = String::new();
    for (place, columns) in TABLES {
        let lines = told.pointer(place).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if lines.is_empty() {
            continue;
        }
        let heading = place.rsplit('/').next().unwrap_or_default();
        let written = writeln!(text, "# {heading}\n{}", columns.join("\t"));
        debug_assert!(written.is_ok(), "writing to a String never fails");
        for line in lines {
            let cells: Vec<String> = columns.iter().map(|column| cell(&line[*column])).collect();
            text.push_str(&cells.join("\t"));
            text.push('\n');
        }
    }
    text
}

/// A value in one cell: a record by its name, or its id when it has none.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => "–".to_owned(),
        Value::String(text) => text.replace(['\t', '\n'], " "),
        Value::Array(all) => all.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Object(record) => {
            let names = ["name", "id"].map(|field| record.get(field).map(cell).unwrap_or_default());
            names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
