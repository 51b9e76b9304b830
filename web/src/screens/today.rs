//! Where something is still to come: that is said plainly, with what can be done today instead, a tap away.

use jiedui_core::ask::pair_names;
use leptos::prelude::*;

use super::pairs::is_of_people;
use super::record::words::kind_label;
use super::standing::{whole, whole_words};
use crate::desk::Desk;
use crate::parts::{Empty, LinkRow};
use crate::route::{DataPart, PairTab, Route};
use crate::shell::Page;
use crate::text::{t, tf};

/// A pairing between units: the link to its progress, its names, how it stands.
type Standing = (String, String, String);

/// The pairings that are no part of another, by name.
fn standing(desk: Desk) -> Memo<Vec<Standing>> {
    Memo::new(move |_| {
        let outcomes = desk.outcomes();
        let all = desk.ask(|state, _| {
            let own = state.pairings().iter().filter(|(_, it)| it.parent_pairing.is_none());
            let row = own.map(|(id, pairing)| {
                let (a, b) = pair_names(state, id);
                let arrow = if is_of_people(state, pairing) { "→" } else { "⇄" };
                let words = whole(&outcomes, id).map(whole_words).unwrap_or_default();
                let href = Route::Pair(id.to_string(), PairTab::Progress).href();
                (href, format!("{a} {arrow} {b}"), words)
            });
            let mut all: Vec<_> = row.collect();
            all.sort_by(|one, other| one.1.cmp(&other.1));
            all
        });
        all.unwrap_or_default()
    })
}

/// A row for each pairing that leads to its progress.
fn progress(desk: Desk, heading: &'static str) -> AnyView {
    let all = standing(desk);
    let shown = move || {
        all.with(|all| {
            (!all.is_empty()).then(|| {
                let rows = all.iter().cloned().map(|(href, name, note)| {
                    view! { <LinkRow href=href icon="assess" label=name note=note /> }
                });
                let rows = rows.collect_view();
                view! { <section class="section"><h2 class="heading">{t(heading)}</h2><div class="card">{rows}</div></section> }
            })
        })
    };
    shown.into_any()
}

/// What stands above the check sheets of 「考核」: how the agreement stands today.
pub fn assess_lead() -> AnyView {
    let desk = Desk::here();
    view! {
        <p>{t("assess.lede")}</p>
        {progress(desk, "home.pairs")}
        <h2 class="heading">{t("assess.sheets")}</h2>
    }
    .into_any()
}

/// 「报告」: what can be printed and written by hand.
pub fn reports() -> AnyView {
    let desk = Desk::here();
    let report = |id: &str| Route::Record("report".to_owned(), id.to_owned()).href();
    let written = Memo::new(move |_| {
        let count = desk.ask(|state, _| state.reports().len());
        count.unwrap_or_default()
    });
    let written = move || {
        let note = tf("registers.count", &[("n", &written.get().to_string())]);
        let href = Route::Registers("report".to_owned()).href();
        view! { <LinkRow href=href icon="report" label=t("reports.written") note=note /> }
    };
    view! {
        <Page title=t("more.reports") back=Signal::derive(|| Route::More.href())>
            <div class="narrow">
                <p>{t("reports.later")}</p>
                {progress(desk, "reports.print_progress")}
                <section class="section">
                    <h2 class="heading">{t("reports.by_hand")}</h2>
                    <div class="card">
                        <LinkRow href=Route::Activities.href() icon="calendar" label=t("reports.list")
                            note=t("reports.list_note") />
                        <LinkRow href=report("new") icon="edit" label=t("reports.write") note=t("reports.write_note") />
                        {written}
                    </div>
                </section>
            </div>
        </Page>
    }
    .into_any()
}

/// 「导入表格」: writing people and units down, or taking in what a colleague has.
pub fn import() -> AnyView {
    let new = |kind: &'static str| {
        let href = Route::Record(kind.to_owned(), "new".to_owned()).href();
        (href, tf("registers.add", &[("kind", kind_label(kind))]))
    };
    let ((person, add_person), (org, add_org)) = (new("person"), new("org"));
    view! {
        <Empty title=t("data.import_soon") text=t("data.import_soon_text") icon="table">
            <a class="btn primary" href=person>{add_person}</a>
            <a class="btn" href=org>{add_org}</a>
            <a class="btn" href=Route::Data(DataPart::Merge).href()>{t("data.merge")}</a>
        </Empty>
    }
    .into_any()
}

/// 「导出」: a backup, a table to paste elsewhere, paper.
pub fn export() -> AnyView {
    view! {
        <Empty title=t("data.export_soon") text=t("data.export_soon_text") icon="report">
            <a class="btn primary" href=Route::Data(DataPart::Backup).href()>{t("data.backup")}</a>
            <a class="btn" href=Route::Registers(String::new()).href()>{t("data.export_registers")}</a>
            <a class="btn" href=Route::Reports.href()>{t("data.export_print")}</a>
        </Empty>
    }
    .into_any()
}
