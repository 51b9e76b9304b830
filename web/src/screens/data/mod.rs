//! 数据: backup, restore, merging, and how safe everything is.

mod backup;
pub mod begin;
mod conflicts;
mod merge;
mod storage;
pub mod take;

pub use merge::merge as merge_body;

use leptos::prelude::*;

use crate::desk::Desk;
use crate::parts::LinkRow;
use crate::route::{DataPart, Route};
use crate::screens::today;
use crate::shell::{Page, Phase, Shell};
use crate::text::{t, tf};

/// The pages behind 「数据」.
pub fn data() -> AnyView {
    let shell = Shell::here();
    let part = Memo::new(move |_| match shell.route() {
        Route::Data(part) => part,
        _ => DataPart::Overview,
    });
    let body = move || match part.get() {
        DataPart::Overview => overview(),
        DataPart::Backup => backup::backup(),
        DataPart::Restore => begin::restore(),
        DataPart::Merge => merge::merge(),
        DataPart::Import => today::import(),
        DataPart::Export => today::export(),
        DataPart::Storage => storage::storage(),
    };
    let title = Signal::derive(move || {
        t(match part.get() {
            DataPart::Overview => "more.data",
            DataPart::Backup => "data.backup",
            DataPart::Restore => "data.restore",
            DataPart::Merge => "data.merge",
            DataPart::Import => "data.import",
            DataPart::Export => "data.export",
            DataPart::Storage => "data.storage",
        })
        .to_owned()
    });
    let back = Signal::derive(move || match (part.get(), shell.phase.get()) {
        (_, Phase::First) => Route::Welcome.href(),
        (_, Phase::Recover) => Route::Home.href(),
        (DataPart::Overview, _) => Route::More.href(),
        _ => Route::Data(DataPart::Overview).href(),
    });
    view! { <Page title=title back=back search=false><div class="narrow">{body}</div></Page> }
        .into_any()
}

fn overview() -> AnyView {
    let row = |part: DataPart, icon: &'static str, key: &'static str, note: String| {
        view! { <LinkRow href=Route::Data(part).href() icon=icon label=t(key) note=note /> }
    };
    let note = |key: &str| t(key).to_owned();
    let desk = Desk::here();
    let age = move || backup_age(desk);
    view! {
        <section class="card">
            {move || row(DataPart::Backup, "download", "data.backup", age())}
            {row(DataPart::Restore, "upload", "data.restore", note("data.restore_note"))}
        </section>
        <section class="card">
            {row(DataPart::Merge, "merge", "data.merge", note("data.merge_note"))}
            {row(DataPart::Import, "table", "data.import", note("data.import_note"))}
            {row(DataPart::Export, "report", "data.export", note("data.export_note"))}
        </section>
        <section class="card">
            {row(DataPart::Storage, "shield", "data.storage", note("data.storage_note"))}
        </section>
    }
    .into_any()
}

/// How old the last backup is, in words.
pub fn backup_age(desk: Desk) -> String {
    match desk.days_since_backup() {
        None => t("data.never_backed_up").to_owned(),
        Some(0) => t("data.backed_up_today").to_owned(),
        Some(days) => tf("data.backed_up_days", &[("n", &days.to_string())]),
    }
}
