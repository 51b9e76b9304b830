//! The filters of the list: a sheet to set them, chips that show what is on.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jiedui_core::ask;
use jiedui_core::log::RecordId;
use leptos::prelude::*;

use super::Wanted;
use crate::browser;
use crate::parts::{Choice, DateField, Icon, RefPicker, Select, Switch};
use crate::screens::record::words::{Words, ref_choices};
use crate::text::{self, lang, t, tf};

/// What is filtered by, each a chip that takes it away.
pub(super) fn active(wanted: Wanted) -> AnyView {
    let name = |id: RwSignal<String>| {
        let id = id.get();
        let id: Option<RecordId> = id.parse().ok();
        id.and_then(|id| {
            wanted.desk.ask(|state, catalog| Words { state, catalog, open: false }.name(id))
        })
    };
    let kind = Some(wanted.kind.get()).filter(|it| !it.is_empty()).and_then(|code| {
        wanted.desk.ask(|state, catalog| ask::kind_label(state, catalog, &code, lang()))
    });
    let day = |value: RwSignal<String>, key: &str| {
        let day: NaiveDate = value.get().parse().ok()?;
        Some(tf(key, &[("date", &text::day_short(day, browser::today()))]))
    };
    let of_text = [
        (wanted.kind, kind),
        (wanted.pairing, name(wanted.pairing)),
        (wanted.person, name(wanted.person)),
        (wanted.from, day(wanted.from, "activities.from_day")),
        (wanted.to, day(wanted.to, "activities.to_day")),
    ];
    let chip = |words: String, away: Callback<()>| {
        let gone = tf("parts.remove", &[("name", &words)]);
        view! {
            <button type="button" class="chip" aria-pressed="true" aria-label=gone on:click=move |_| away.run(())>
                {words}<Icon name="close" />
            </button>
        }
    };
    let texts = of_text.into_iter().filter_map(|(value, words)| {
        Some(chip(words?, Callback::new(move |()| value.set(String::new()))))
    });
    let flags =
        [(wanted.incomplete, "activities.incomplete"), (wanted.planned, "activities.planned")];
    let flags = flags
        .into_iter()
        .filter(|(flag, _)| flag.get())
        .map(|(flag, key)| chip(t(key).to_owned(), Callback::new(move |()| flag.set(false))));
    view! { {texts.collect_view()}{flags.collect_view()} }.into_any()
}

/// The sheet with all filters; each works at once.
pub(super) fn filters(wanted: Wanted) -> AnyView {
    let desk = wanted.desk;
    let kinds = desk.ask_once(|state, catalog| {
        let used: BTreeSet<&String> = state.activities().iter().map(|(_, it)| &it.kind).collect();
        used.into_iter()
            .map(|code| Choice::new(code.clone(), ask::kind_label(state, catalog, code, lang())))
            .collect::<Vec<_>>()
    });
    let kinds = kinds.unwrap_or_default();
    let words = move |id: String| {
        let id: Option<RecordId> = id.parse().ok();
        id.and_then(|id| desk.ask(|state, catalog| Words { state, catalog, open: false }.name(id)))
            .unwrap_or_default()
    };
    let find = move |kind: &'static str| {
        Callback::new(move |typed: String| {
            desk.ask(|state, catalog| ref_choices(state, catalog, &[kind], &typed))
                .unwrap_or_default()
        })
    };
    let clear = move |_| {
        for value in [wanted.kind, wanted.pairing, wanted.person, wanted.from, wanted.to] {
            value.set(String::new());
        }
        wanted.incomplete.set(false);
        wanted.planned.set(false);
    };
    view! {
        <Select name="filter-kind" label=t("field.activity.kind") options=kinds value=wanted.kind none=t("activities.any") />
        <RefPicker name="filter-pair" label=t("field.activity.pairings") value=wanted.pairing words=Callback::new(words)
            find=find("pairing") />
        <RefPicker name="filter-person" label=t("field.activity.participants") value=wanted.person
            words=Callback::new(words) find=find("person") />
        <div class="two">
            <DateField name="filter-from" label=t("activities.from") value=wanted.from />
            <DateField name="filter-to" label=t("activities.to") value=wanted.to />
        </div>
        <div class="card">
            <Switch label=t("activities.incomplete") hint=t("activities.incomplete_hint") on=wanted.incomplete />
            <Switch label=t("activities.planned") hint=t("activities.planned_hint") on=wanted.planned />
        </div>
        <div class="actions"><button type="button" class="btn quiet" on:click=clear>{t("activities.clear")}</button></div>
    }
    .into_any()
}
