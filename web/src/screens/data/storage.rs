//! 存储状态: where everything is, how safe it is there, and what to do about it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::desk::Desk;
use crate::parts::{Banner, Button, Skeleton};
use crate::route::{DataPart, Route};
use crate::shell::{Light, Shell};
use crate::store::{self, Estimate, Health, Mark, Probe};
use crate::text::{self, t, tf};

/// What the browser says when it is asked.
#[derive(Clone, Debug)]
struct Found {
    probe: Probe,
    persisted: bool,
    estimate: Option<Estimate>,
    second: Option<Mark>,
    mark: Mark,
    tabs: Option<usize>,
    /// How many photos and documents, and their bytes.
    files: (usize, u64),
    /// How many that records name are not here.
    lacking: usize,
    health: Health,
}

async fn look(desk: Desk) -> Option<Found> {
    let store = desk.store()?;
    let files = store.files().await.unwrap_or_default();
    let named = desk.ask_once(|state, _| {
        let all = state.documents().iter().map(|(_, document)| document.hash.clone());
        all.filter(|hash| !hash.is_empty()).collect::<Vec<_>>()
    });
    let named = named.unwrap_or_default();
    let lacking = named.iter().filter(|hash| !files.iter().any(|file| file.hash == **hash)).count();
    Some(Found {
        probe: store::probe().await,
        persisted: store::persisted().await,
        estimate: store::estimate().await,
        second: store.second_copy_mark().await,
        mark: store.mark(),
        tabs: store.tabs().await,
        files: (files.len(), files.iter().map(|file| file.bytes).sum()),
        lacking,
        health: desk.health()?,
    })
}

/// The body of 「存储状态」.
pub(super) fn storage() -> AnyView {
    let (shell, desk) = (Shell::here(), Desk::here());
    let found = RwSignal::new(None::<Found>);
    let read = move || spawn_local(async move { found.set(look(desk).await) });
    read();
    let ask = Callback::new(move |()| {
        spawn_local(async move {
            let promised = store::persist().await;
            let key = if promised { "data.promised" } else { "data.not_promised" };
            shell.notices.say(move || t(key));
            found.set(look(desk).await);
        });
    });
    let facts = move || match found.get() {
        None => view! { <Skeleton lines=4 /> }.into_any(),
        Some(found) => facts(desk, &found, ask),
    };
    view! {
        {move || warning(shell.light.get())}
        {facts}
        <div class="actions">
            <a class="btn primary" href=Route::Data(DataPart::Backup).href()>{t("data.backup_go")}</a>
            <a class="btn quiet" href=Route::Help("where".to_owned()).href()>{t("data.storage_help")}</a>
        </div>
    }
    .into_any()
}

/// What the light says when something is wrong, with what to do.
fn warning(light: Light) -> Option<AnyView> {
    let key = match light {
        Light::Unsaved => "data.warn_unsaved",
        Light::ReadOnly => "data.warn_read_only",
        Light::Fleeting => "data.warn_fleeting",
        Light::NeverBackedUp | Light::BackupOld(_) => "data.warn_backup",
        Light::Saved | Light::Saving => return None,
    };
    let kind = if key == "data.warn_backup" { "warn" } else { "bad" };
    Some(view! { <Banner kind=kind><p>{t(key)}</p></Banner> }.into_any())
}

fn facts(desk: Desk, found: &Found, ask: Callback<()>) -> AnyView {
    let n = |number: u64| text::count(i64::try_from(number).unwrap_or(i64::MAX));
    let many = |number: usize| text::count(i64::try_from(number).unwrap_or(i64::MAX));
    let kept = if found.persisted { "data.persisted" } else { "data.not_persisted" };
    let mut rows = vec![
        ("data.s_where", tf("data.s_where_words", &[("device", &browser::device_words())])),
        ("data.s_backup", super::backup_age(desk)),
        ("data.s_kept", t(kept).to_owned()),
        ("data.s_second", second_words(found)),
        ("data.s_entries", tf("data.s_entries_words", &[("n", &n(found.mark.entries))])),
        (
            "data.s_files",
            tf(
                "data.s_files_words",
                &[("n", &many(found.files.0)), ("size", &text::size(found.files.1))],
            ),
        ),
    ];
    if found.lacking > 0 {
        rows.push(("data.s_lacking", tf("data.s_lacking_words", &[("n", &many(found.lacking))])));
    }
    if let Some(estimate) = found.estimate {
        let (usage, quota) = (text::size(estimate.usage), text::size(estimate.quota));
        rows.push(("data.s_room", tf("data.s_room_words", &[("used", &usage), ("of", &quota)])));
    }
    if let Some(tabs) = found.tabs.filter(|tabs| *tabs > 1) {
        rows.push(("data.s_tabs", tf("data.s_tabs_words", &[("n", &many(tabs))])));
    }
    rows.extend(odd(found));
    let rows = rows.into_iter().map(|(key, words)| view! { <dt>{t(key)}</dt><dd>{words}</dd> });
    let ask_again = (!found.persisted)
        .then(|| view! { <p><Button label=t("data.ask_persist") press=ask /></p> });
    let full = found.estimate.is_some_and(|estimate| estimate.usage / 8 > estimate.quota / 10);
    let full = full.then(|| view! { <Banner kind="warn"><p>{t("data.warn_full")}</p></Banner> });
    view! {
        {full}
        <section class="card pad"><dl class="facts">{rows.collect_view()}</dl>{ask_again}</section>
    }
    .into_any()
}

fn second_words(found: &Found) -> String {
    let many = |number: u64| text::count(i64::try_from(number).unwrap_or(i64::MAX));
    match found.second {
        None if !found.probe.secure => t("data.second_insecure").to_owned(),
        None => t("data.second_none").to_owned(),
        Some(second) if second.clock >= found.mark.clock => t("data.second_ok").to_owned(),
        Some(second) => tf("data.second_behind", &[("n", &many(second.entries))]),
    }
}

/// What is only said when it is not as it should be.
fn odd(found: &Found) -> Vec<(&'static str, String)> {
    let count = |key: &str, number: usize| tf(key, &[("n", &number.to_string())]);
    let Health { journal_replayed, journal_waiting, journal_broken, unreadable, .. } = found.health;
    let mut rows = Vec::new();
    let numbers = [
        ("data.s_replayed", "data.s_replayed_words", journal_replayed),
        ("data.s_waiting", "data.s_waiting_words", journal_waiting),
        ("data.s_broken", "data.s_broken_words", journal_broken),
        ("data.s_unreadable", "data.s_unreadable_words", unreadable),
    ];
    let there = numbers.into_iter().filter(|(_, _, number)| *number > 0);
    rows.extend(there.map(|(key, words, number)| (key, count(words, number))));
    if !found.probe.local {
        rows.push(("data.s_journal", t("data.s_no_journal").to_owned()));
    }
    if !found.probe.secure {
        rows.push(("data.s_secure", t("data.s_insecure").to_owned()));
    }
    if found.probe.private {
        rows.push(("data.s_private", t("data.s_private_words").to_owned()));
    }
    rows
}
