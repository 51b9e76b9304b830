//! 合并数据: a colleague's file into this workbook. What it would do is said first; photos go in before the lines that
//! name them; what two people set differently is listed with both values.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::conflicts;
use super::take::{self, Step, StoreTrouble, Taking};
use crate::browser::files::Blob;
use crate::desk::{Desk, read_lines};
use crate::office::{self, Inside, Receipt, Trouble};
use crate::parts::{Banner, Button, Empty, Question, Tone};
use crate::route::Route;
use crate::shell::Shell;
use crate::text::{self, t, tf};

/// How many names stand behind a number.
const NAMES: usize = 5;

#[derive(Clone, Copy)]
struct Merge {
    shell: Shell,
    desk: Desk,
    taking: Taking,
    receipt: RwSignal<Receipt>,
    /// What is in the file, also when it is not simply taken in.
    inside: StoredValue<Option<Inside>>,
    /// How many photos came in.
    photos: RwSignal<usize>,
}

impl Merge {
    async fn read(self, files: Vec<Blob>) {
        self.taking.read(files).await;
        self.compare().await;
    }

    /// What taking in what was read would do.
    async fn compare(self) {
        let Some(Step::Seen(inside)) = self.taking.step.try_get_untracked() else { return };
        self.inside.set_value(Some(Inside::clone(&inside)));
        self.taking.working("data.comparing");
        match office::receipt(&self.desk.lines()).await {
            Ok(receipt) => {
                self.receipt.set(receipt);
                self.taking.step.set(Step::Seen(inside));
            }
            Err(trouble) => self.taking.fail(trouble),
        }
    }

    async fn choose(self) {
        self.taking.choose().await;
        self.compare().await;
    }

    /// Files first, then lines, in one go; whatever fails, nothing half is shown.
    async fn go(self) {
        let Self { desk, taking, .. } = self;
        let (Some(inside), Some(store)) = (self.inside.get_value(), desk.store()) else { return };
        taking.working("data.storing");
        match take::store_files(&store, &inside.files, taking).await {
            Ok(count) => self.photos.set(count),
            Err(StoreTrouble::File(trouble)) => return taking.fail(trouble),
            Err(StoreTrouble::Store(error)) => {
                return taking.step.set(Step::Unkept(crate::remedy::unsaved(&error)));
            }
        }
        let lines = match office::lines().await {
            Ok(lines) => lines,
            Err(trouble) => return taking.fail(trouble),
        };
        taking.step.set(Step::Working("data.merging"));
        let Ok(lines) = read_lines(&lines) else {
            return taking.step.set(Step::Unkept(t("data.trapped").to_owned()));
        };
        match desk.take_in(lines).await {
            Ok(_) => taking.step.set(Step::Done),
            Err(reason) => taking.refuse(&reason),
        }
    }
}

/// The body of 「合并数据」.
pub fn merge() -> AnyView {
    let desk = Desk::here();
    if desk.store().is_none() {
        return view! {
            <Empty title=t("data.no_workbook") text=t("data.no_workbook_text") icon="merge">
                <a class="btn primary" href=Route::Join.href()>{t("join.title")}</a>
            </Empty>
        }
        .into_any();
    }
    let merge = Merge {
        shell: Shell::here(),
        desk,
        taking: Taking::new(),
        receipt: RwSignal::new(Receipt::default()),
        inside: StoredValue::new(None),
        photos: RwSignal::new(0),
    };
    // Whoever leaves the page stops what it does; nothing is taken in by halves.
    on_cleanup(office::cancel);
    let files = take::carried();
    if !files.is_empty() {
        spawn_local(merge.read(files));
    }
    view! { {move || step(merge)} {conflicts::list(desk)} }.into_any()
}

fn step(merge: Merge) -> AnyView {
    let again = move |class: &'static str, key: &'static str| {
        let press = move |_| spawn_local(merge.choose());
        view! { <p><button type="button" class=class on:click=press>{t(key)}</button></p> }
    };
    match merge.taking.step.get() {
        Step::Choose => view! {
            <p>{t("data.merge_lede")}</p>
            {again("btn primary", "data.choose")}
            <p class="quiet">{t("data.choose_hint")}</p>
        }
        .into_any(),
        Step::Working(key) => take::bar(merge.taking, key, key != "data.merging"),
        Step::Seen(inside) => {
            let added = move || spawn_local(merge.compare());
            let rest = move || view! { {receipt(merge, false)} {decide(merge)} }.into_any();
            view! { {take::facts(&inside)} {take::parts(merge.taking, &inside, added, rest)} }
                .into_any()
        }
        Step::Wrong(trouble) => view! {
            {take::wrong(&trouble)}
            {way_out(merge, &trouble)}
            {again("btn", "data.choose")}
        }
        .into_any(),
        Step::Unkept(words) => {
            view! { {take::unkept(words)} {again("btn", "data.choose")} }.into_any()
        }
        Step::Done => view! {
            <Banner><p role="status">{t("data.merged")}</p></Banner>
            {receipt(merge, true)}
            {again("btn", "data.choose_next")}
        }
        .into_any(),
    }
}

/// 「合并」, unless there is nothing new.
fn decide(merge: Merge) -> AnyView {
    let nothing = merge.receipt.with(|receipt| receipt.lines == 0);
    let lacks_files = merge
        .inside
        .with_value(|inside| inside.as_ref().is_some_and(|inside| !inside.files.is_empty()));
    if nothing && !lacks_files {
        return view! { <Banner><p role="status">{t("data.nothing_new")}</p></Banner> }.into_any();
    }
    let press = Callback::new(move |()| spawn_local(merge.go()));
    let stop = move |_| merge.taking.step.set(Step::Choose);
    view! {
        <div class="actions">
            <Button label=t("data.merge_go") press=press tone=Tone::Primary />
            <button type="button" class="btn quiet" on:click=stop>{t("data.not_now")}</button>
        </div>
    }
    .into_any()
}

/// What can still be done with a file that is not simply taken in.
fn way_out(merge: Merge, trouble: &Trouble) -> Option<AnyView> {
    match trouble.code() {
        "other_workbook" => {
            let press = move |_| {
                take::carry(merge.taking.files());
                merge.shell.go(&Route::Join);
            };
            Some(
                view! { <p><button type="button" class="btn primary" on:click=press>{t("data.open_beside")}</button></p> }
                    .into_any(),
            )
        }
        "far_ahead" => {
            let press = move |_| {
                merge.shell.notices.ask(Question {
                    title: t("data.far_ahead_ask").to_owned(),
                    text: t("data.far_ahead_text").to_owned(),
                    yes: t("data.merge_anyway").to_owned(),
                    danger: true,
                    then: Callback::new(move |()| spawn_local(merge.go())),
                });
            };
            Some(
                view! { <p><button type="button" class="btn danger" on:click=press>{t("data.merge_anyway")}</button></p> }
                    .into_any(),
            )
        }
        _ => None,
    }
}

/// The receipt in words: what merging would do, or did.
fn receipt(merge: Merge, done: bool) -> AnyView {
    let receipt = merge.receipt.get();
    let n = |number: u64| text::count(i64::try_from(number).unwrap_or(i64::MAX));
    let mut rows = vec![
        ("data.r_new", listed(&receipt.new)),
        ("data.r_updated", listed(&receipt.updated)),
        ("data.r_repeated", tf("data.r_entries", &[("n", &n(receipt.repeated))])),
    ];
    let more = [
        ("data.r_conflicts", "data.r_places", receipt.conflicts),
        ("data.r_refused", "data.r_entries", receipt.refused),
        ("data.r_removed", "data.r_records", receipt.removed),
        ("data.r_newer", "data.r_entries", receipt.newer),
        ("data.r_twins", "data.r_places", receipt.twins),
        ("data.r_photos", "data.r_files", if done { merge.photos.get() as u64 } else { 0 }),
    ];
    let more = more.into_iter().filter(|(_, _, number)| *number > 0);
    rows.extend(more.map(|(key, unit, number)| (key, tf(unit, &[("n", &n(number))]))));
    let rows = rows.into_iter().map(|(key, words)| view! { <dt>{t(key)}</dt><dd>{words}</dd> });
    let title = t(if done { "data.receipt_done" } else { "data.receipt" });
    view! { <section class="card pad"><h2>{title}</h2><dl class="facts">{rows.collect_view()}</dl></section> }
        .into_any()
}

fn listed((count, names): &(u64, Vec<(String, String)>)) -> String {
    let number =
        tf("data.r_records", &[("n", &text::count(i64::try_from(*count).unwrap_or(i64::MAX)))]);
    let named = names.iter().map(|(_, name)| name.as_str()).filter(|name| !name.is_empty());
    let named = named.take(NAMES).collect::<Vec<_>>();
    if named.is_empty() {
        return number;
    }
    let mut words = named.join(t("data.list_join"));
    if *count > named.len() as u64 {
        words.push_str(t("data.and_more"));
    }
    format!("{number}\n{words}")
}
