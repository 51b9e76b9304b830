//! 回收站: what was deleted, each restored with one tap.

use jiedui_core::ask::{Trashed, name_of, trash};
use jiedui_core::catalog::Section;
use jiedui_core::command::Command;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::hand::Hand;
use super::record::words::{kind_label, moment};
use crate::desk::Desk;
use crate::parts::{Button, Empty, Tone};
use crate::route::Route;
use crate::shell::Page;
use crate::text::{self, t, tf};

/// How many rows stand in the page.
const MOST: usize = 100;

/// A row in words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    trashed: Trashed,
    note: String,
}

/// The page behind 「回收站」.
pub fn trash_page() -> AnyView {
    let (desk, hand) = (Desk::here(), Hand::here());
    spawn_local(async move {
        // Without the lists, codes stand in place of their names.
        let _ = desk.need(&[Section::Codes]).await;
    });
    let rows = Memo::new(move |_| {
        let rows = desk.ask(|state, catalog| {
            let lang = text::lang();
            let row = |trashed: Trashed| {
                let by = trashed.by.map(|by| name_of(state, catalog, by, lang)).unwrap_or_default();
                let parts = [kind_label(&trashed.kind).to_owned(), moment(&trashed.at), by];
                let note = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
                Row { trashed, note: note.join(" · ") }
            };
            trash(state, catalog, lang).into_iter().map(row).collect::<Vec<_>>()
        });
        rows.unwrap_or_default()
    });
    let one = move |row: Row| {
        let id = row.trashed.id;
        let name = if row.trashed.name.is_empty() {
            t("record.nameless").to_owned()
        } else {
            row.trashed.name
        };
        let own = name.clone();
        let restore = move |()| {
            let own = own.clone();
            let said = move || tf("trash.restored_name", &[("name", &own)]);
            hand.run(Command::Restore { id }, said);
        };
        view! {
            <div class="row">
                <span class="what">{name}</span>
                <span class="sub">{row.note}</span>
                <span class="do"><Button label=t("trash.restore") tone=Tone::Small press=Callback::new(restore) /></span>
            </div>
        }
    };
    let body = move || {
        let rows = rows.get();
        if rows.is_empty() {
            return view! { <Empty title=t("trash.none") text=t("trash.none_text") icon="trash" /> }.into_any();
        }
        let more = rows.len().saturating_sub(MOST);
        let more = (more > 0).then(|| tf("trash.more", &[("n", &more.to_string())]));
        view! {
            <p class="quiet">{t("trash.note")}</p>
            <div class="card">{rows.into_iter().take(MOST).map(one).collect_view()}</div>
            <p class="quiet">{more}</p>
        }
        .into_any()
    };
    view! {
        <Page title=t("more.trash") back=Signal::derive(|| Route::More.href())><div class="narrow">{body}</div></Page>
    }
    .into_any()
}
