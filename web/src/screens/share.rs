//! 收到的文件: what another app handed over through the share sheet or the file manager, and where it goes.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::data::take;
use crate::browser::files::{self, Handed};
use crate::parts::{Empty, Skeleton};
use crate::route::{DataPart, Route};
use crate::shell::{Page, Phase, Shell};
use crate::text::{self, t, tf};

/// The page that opens when something was handed over.
pub fn share() -> AnyView {
    let shell = Shell::here();
    let found = RwSignal::new_local(None::<Vec<Handed>>);
    spawn_local(async move { found.set(Some(files::handed_over().await.unwrap_or_default())) });
    let body = move || match found.get() {
        None => view! { <Skeleton lines=2 /> }.into_any(),
        Some(all) if all.is_empty() => view! {
            <Empty title=t("share.nothing") text=t("share.nothing_text") icon="file">
                <a class="btn" href=Route::Home.href()>{t("frame.home")}</a>
            </Empty>
        }
        .into_any(),
        Some(all) => list(shell, all),
    };
    let back = Signal::derive(|| Route::Home.href());
    view! { <Page title=t("share.title") back=back search=false><div class="narrow">{body}</div></Page> }
        .into_any()
}

/// Workbook files each with their two ways; everything else together into a new record.
fn list(shell: Shell, all: Vec<Handed>) -> AnyView {
    let (books, others): (Vec<_>, Vec<_>) = all.into_iter().partition(is_workbook);
    let alone = others.is_empty();
    let (parts, books): (Vec<_>, Vec<_>) = books.into_iter().partition(|file| is_part(&file.name));
    let parts = (!parts.is_empty()).then(|| book(shell, parts, alone));
    let books = books.into_iter().map(|file| book(shell, vec![file], alone)).collect_view();
    let others = (!alone).then(|| {
        let names = others.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
        let names = names.join(t("data.list_join"));
        let href = Route::Log.href_with(&[("shared", "1")]);
        let log = shell.phase.with_untracked(|phase| *phase == Phase::Ready).then(
            || view! { <a class="btn primary" href=href>{t("share.log")}</a> },
        );
        let words = tf("share.photos", &[("n", &others.len().to_string())]);
        view! {
            <section class="card pad"><h2>{words}</h2><p class="quiet">{names}</p><div class="actions">{log}</div></section>
        }
    });
    let drop = move |_| {
        spawn_local(async move {
            files::forget_handed_over().await;
            shell.go(&Route::Home);
        });
    };
    view! {
        {parts}
        {books}
        {others}
        <p><button type="button" class="btn quiet" on:click=drop>{t("share.drop")}</button></p>
    }
    .into_any()
}

fn is_workbook(file: &Handed) -> bool {
    let kind = file.blob.type_();
    file.name.ends_with(".jiedui") || !(kind.starts_with("image/") || kind == "application/pdf")
}

/// Whether a name ends as that of a part of a backup does: `-2of3.jiedui`.
fn is_part(name: &str) -> bool {
    let part = name.strip_suffix(".jiedui").and_then(|name| name.rsplit_once('-'));
    let numbers = part.and_then(|(_, part)| part.split_once("of"));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.is_some_and(|(n, m)| number(n) && number(m))
}

/// A workbook file, or the parts of one; nothing else waits on the shelf when it is `alone`.
fn book(shell: Shell, all: Vec<Handed>, alone: bool) -> AnyView {
    let size = text::size(all.iter().map(|file| file.blob.size() as u64).sum());
    let names = all.iter().map(|file| file.name.clone()).collect::<Vec<_>>();
    let names = names.join(t("data.list_join"));
    let blobs = StoredValue::new(all.into_iter().map(|file| file.blob).collect::<Vec<_>>());
    let go = move |route: Route| {
        take::carry(blobs.get_value());
        if alone {
            spawn_local(files::forget_handed_over());
        }
        shell.go(&route);
    };
    let merge = shell.phase.with_untracked(|phase| *phase == Phase::Ready).then(|| {
        let words = tf("share.merge", &[("name", &shell.workbook.get_untracked())]);
        let press = move |_| go(Route::Data(DataPart::Merge));
        view! { <button type="button" class="btn primary" on:click=press>{words}</button> }
    });
    view! {
        <section class="card pad">
            <div><b>{names}</b><p class="quiet">{size}</p></div>
            <div class="actions">
                {merge}
                <button type="button" class="btn" on:click=move |_| go(Route::Join)>{t("share.open")}</button>
            </div>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::is_part;

    #[test]
    fn parts_are_known_by_the_end_of_their_names() {
        assert!(is_part("云溪-2026-11-23-2of13.jiedui"));
        for other in
            ["云溪-2026-11-23.jiedui", "of.jiedui", "a-of.jiedui", "a-1of.jiedui", "a-1of2.zip"]
        {
            assert!(!is_part(other), "{other}");
        }
    }
}
