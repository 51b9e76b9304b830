//! One screen for every kind of record: page, form, steps and history, all built from FIELDS.

pub mod cells;
pub mod form;
pub mod history;
pub mod inputs;
pub mod layout;
pub mod page;
pub mod steps;
pub mod words;

use leptos::prelude::*;

use crate::parts::Empty;
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::text::t;
use layout::layout_of;

/// Draws one record: its page, or its form when the address says `new` or asks to edit.
pub fn show(kind: &str, id: &str) -> AnyView {
    let edit = Shell::here().place.with_untracked(|place| !place.value("edit").is_empty());
    let Some(layout) = layout_of(kind) else { return nothing() };
    if id == "new" {
        return view! { <form::RecordForm layout=layout id=None /> }.into_any();
    }
    let Ok(id) = id.parse() else { return nothing() };
    if edit {
        view! { <form::RecordForm layout=layout id=Some(id) /> }.into_any()
    } else {
        view! { <page::RecordPage layout=layout id=id /> }.into_any()
    }
}

fn nothing() -> AnyView {
    let back = Signal::derive(|| Route::Registers(String::new()).href());
    view! {
        <Page title=t("more.registers") back=back>
            <Empty title=t("record.not_here") text=t("remedy.no_such_record") />
        </Page>
    }
    .into_any()
}
