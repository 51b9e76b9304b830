//! What is shown when the database holds less than it did: never a first run, but what is missing and the ways to get
//! it back: the second copy, a backup, a colleague's file, or going on with what there is.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::data::merge_body;
use crate::desk::Desk;
use crate::parts::{Banner, Button, Question, Tone};
use crate::remedy;
use crate::route::Route;
use crate::shell::{Page, Shell};
use crate::store::Mark;
use crate::text::{self, t, tf};

/// The recovery page.
pub fn recover() -> AnyView {
    let (shell, desk) = (Shell::here(), Desk::here());
    let second = RwSignal::new(None::<Option<Mark>>);
    let by_file = RwSignal::new(false);
    spawn_local(async move {
        let mark = match desk.store() {
            Some(store) => store.second_copy_mark().await,
            None => None,
        };
        second.set(Some(mark));
    });
    let held = move || {
        desk.ask(|state, _| (state.log().len() as u64, state.workspace().is_some()))
            .unwrap_or_default()
    };
    let missing = Memo::new(move |_| desk.still_missing());
    let state = move || {
        let (entries, _) = held();
        let n = text::count(i64::try_from(missing.get()).unwrap_or(i64::MAX));
        let held = text::count(i64::try_from(entries).unwrap_or(i64::MAX));
        if missing.get() == 0 {
            let words = tf("recover.all_back", &[("held", &held)]);
            view! { <Banner><p role="status">{words}</p></Banner> }.into_any()
        } else {
            let words = tf("recover.missing", &[("n", &n), ("held", &held)]);
            view! { <Banner kind="bad"><p role="alert">{words}</p></Banner> }.into_any()
        }
    };
    let by_file_body = move || {
        by_file.get().then(|| view! { <section class="card pad"><h2>{t("recover.file")}</h2>{merge_body()}</section> })
    };
    let ways = move || {
        (missing.get() > 0).then(|| {
            view! {
                {second_copy(shell, desk, second)}
                <section class="card pad">
                    <h2>{t("recover.backup")}</h2>
                    <p>{t("recover.backup_text")}</p>
                    <p><button type="button" class="btn" on:click=move |_| by_file.set(true)>{t("recover.backup_go")}</button></p>
                </section>
            }
        })
    };
    view! {
        <Page title=t("recover.title") search=false>
            <div class="narrow">
                <p class="lede">{t("recover.lede")}</p>
                {state}
                <p class="quiet">{t("recover.why")}</p>
                {ways}
                {by_file_body}
                {go_on(shell, desk, missing)}
                <p><a class="btn quiet" href=Route::Help("where".to_owned()).href()>{t("data.storage_help")}</a></p>
            </div>
        </Page>
    }
    .into_any()
}

/// 「从第二份找回」, when there is one.
fn second_copy(shell: Shell, desk: Desk, second: RwSignal<Option<Option<Mark>>>) -> AnyView {
    let busy = RwSignal::new(false);
    let press = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match desk.take_second_copy().await {
                Ok(count) => {
                    let n = count.to_string();
                    shell.notices.say(move || tf("recover.came_back", &[("n", &n)]));
                }
                Err(reason) => shell.notices.say(move || remedy::not_done(&reason)),
            }
            busy.set(false);
        });
    });
    let shown = move || match second.get() {
        None => view! { <p class="quiet" role="status">{t("recover.looking")}</p> }.into_any(),
        Some(None) => view! { <p>{t("recover.no_second")}</p> }.into_any(),
        Some(Some(mark)) => {
            let n = text::count(i64::try_from(mark.entries).unwrap_or(i64::MAX));
            view! {
                <p>{tf("recover.second_text", &[("n", &n)])}</p>
                <p><Button label=t("recover.second_go") press=press tone=Tone::Primary busy=busy /></p>
            }
            .into_any()
        }
    };
    view! { <section class="card pad"><h2>{t("recover.second")}</h2>{shown}</section> }.into_any()
}

/// Going on: at once when all is back, else only after a question.
fn go_on(shell: Shell, desk: Desk, missing: Memo<u64>) -> AnyView {
    let go = Callback::new(move |()| {
        spawn_local(async move {
            desk.settle_loss().await;
            shell.go(&Route::Home);
        });
    });
    let ask = Callback::new(move |()| {
        shell.notices.ask(Question {
            title: t("recover.go_on_ask").to_owned(),
            text: t("recover.go_on_text").to_owned(),
            yes: t("recover.go_on_yes").to_owned(),
            danger: true,
            then: go,
        });
    });
    let founded = move || desk.ask(|state, _| state.workspace().is_some()).unwrap_or_default();
    let shown = move || {
        if missing.get() == 0 {
            view! { <p><Button label=t("recover.done") press=go tone=Tone::Primary /></p> }
                .into_any()
        } else if founded() {
            view! { <p><Button label=t("recover.go_on") press=ask /></p> }.into_any()
        } else {
            // An empty workbook cannot be gone on with; another can be begun beside it, and this one stays.
            view! { <p><a class="btn" href=Route::Workbooks.href()>{t("recover.others")}</a></p> }
                .into_any()
        }
    };
    shown.into_any()
}
