//! `merge`: several files of one workbook into one, with a receipt for each.

use std::io::Write;

use serde_json::{Value, json};

use super::Call;
use super::book::{Book, answer, write};
use super::fault::Fault;
use crate::exchange::{MergeReceipt, Named, merge as take_in};
use crate::log::DeviceId;

pub(super) fn merge(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let target = call.needed_path("out")?;
    let (first, more) = call.free.split_first().ok_or(Fault::usage("name the files to merge"))?;
    let mut books = vec![Book::open(first)?];
    let mut ledger = books[0].ledger(DeviceId::new(0));
    let mut receipts = Vec::new();
    for path in more {
        let mut book = Book::open(path)?;
        let workbook = book.manifest().facts.workbook.as_ref().map(|it| it.id);
        let lines = book.take_lines();
        let receipt =
            take_in(&mut ledger, lines, workbook).map_err(|refusal| Fault::file(path, refusal))?;
        receipts.push(told(&path.display().to_string(), &receipt));
        books.push(book);
    }
    write(&target, ledger.state(), &mut books)?;
    let state = ledger.state();
    let done = json!({
        "out": target.display().to_string(),
        "base": first.display().to_string(),
        "entries": state.log().len(),
        "open_conflicts": state.log().conflicts().count(),
        "receipts": receipts,
    });
    Ok(answer(out, &done)?)
}

fn told(file: &str, receipt: &MergeReceipt) -> Value {
    let record = |it: &Named| json!({"kind": it.kind, "id": it.id.to_string(), "name": it.name});
    let records = |list: &[Named]| list.iter().map(record).collect::<Vec<_>>();
    let conflicts = receipt.conflicts.iter().map(|(named, paths)| {
        let mut told = record(named);
        told["fields"] = paths.iter().map(|path| path.join(".")).collect();
        told
    });
    json!({
        "file": file,
        "entries": receipt.lines,
        "repeated": receipt.repeated,
        "new": records(&receipt.new),
        "updated": records(&receipt.updated),
        "conflicts": conflicts.collect::<Vec<_>>(),
        "refused": receipt.refused.iter().map(|(id, lines)| json!({"id": id.to_string(), "entries": lines})).collect::<Vec<_>>(),
        "removed": receipt.removed.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "twins": receipt.twins.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "newer": receipt.newer,
    })
}
