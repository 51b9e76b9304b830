//! `clauses`: the sentences of an agreement as rules that can be counted.

use std::io::Write;

use super::Call;
use super::book::{answer, catalog};
use super::fault::Fault;
use crate::clause::{Words, read, to_json, to_table};
use crate::label::Lang;

pub(super) fn clauses(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let [text] = call.free else {
        return Err(Fault::usage("expected one text, in quotation marks"));
    };
    let text = text.to_str().ok_or(Fault::usage("the text is not UTF-8"))?;
    let lang: Lang = call.value("lang", "zh-Hans, zh-Hant or en")?.unwrap_or_default();
    let (words, catalog) = (Words::builtin(), catalog());
    let reading = read(text, &words, &catalog);
    match call.text("format")?.as_deref() {
        None | Some("table") => {
            Ok(out.write_all(to_table(text, &reading, &words, lang).as_bytes())?)
        }
        Some("json") => Ok(answer(out, &to_json(text, &reading, &words))?),
        Some(other) => Err(Fault::Usage(format!("--format {other}: expected json or table"))),
    }
}
