//! `ics`: what has a date, for the calendar of a phone.

use std::io::Write;

use super::Call;
use super::book::{Book, catalog, whole};
use super::fault::Fault;
use super::todo::day;
use crate::ask::ics as ask;
use crate::label::Lang;
use crate::log::DeviceId;
use crate::rule;

pub(super) fn ics(call: &Call<'_>, out: &mut dyn Write) -> Result<(), Fault> {
    let path = &call.files(1)?[0];
    let lang: Lang = call.value("lang", "zh-Hans, zh-Hant or en")?.unwrap_or(Lang::ZhHans);
    let ledger = Book::open(path)?.ledger(DeviceId::new(0));
    let state = ledger.state();
    let today = day(call, path, state)?;
    let text = ask(state, &catalog(), &rule::assess(state, today), today, lang);
    match call.path("out")? {
        Some(target) => whole(&target, |mut sink| {
            sink.write_all(text.as_bytes())
                .and_then(|()| sink.flush())
                .map_err(|error| Fault::file(&target, error))
        }),
        None => Ok(out.write_all(text.as_bytes())?),
    }
}
