//! 更多: everything that has no place of its own in the bar.

use leptos::prelude::*;

use crate::parts::LinkRow;
use crate::route::{DataPart, Route};
use crate::shell::{Page, Shell};
use crate::text::t;

/// The page behind 「更多」.
pub fn more() -> AnyView {
    let shell = Shell::here();
    let row = |route: Route, icon: &'static str, key: &'static str| {
        let note = t(&format!("{key}_note"));
        view! { <LinkRow href=route.href() icon=icon label=t(key) note=note /> }
    };
    view! {
        <Page title=t("frame.more")>
            <div class="narrow">
            <section class="card phone-only">{row(Route::Plans, "plan", "more.plans")}</section>
            <section class="card">
                {row(Route::Registers(String::new()), "ledger", "more.registers")}
                {row(Route::Assess, "assess", "more.assess")}
                {row(Route::Reports, "report", "more.reports")}
            </section>
            <section class="card">
                {row(Route::Data(DataPart::Overview), "data", "more.data")}
                {row(Route::Trash, "trash", "more.trash")}
                {row(Route::Workbooks, "swap", "more.workbooks")}
            </section>
            <section class="card">
                {row(Route::Settings, "settings", "more.settings")}
                {row(Route::Help(String::new()), "help", "more.help")}
            </section>
            <p class="quiet center">{move || shell.workbook.get()}</p>
            </div>
        </Page>
    }
    .into_any()
}
