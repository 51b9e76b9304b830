//! 设置: language, text size, theme. What belongs to a workbook is set in the workbook's own page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::welcome::LANGUAGES;
use crate::browser;
use crate::parts::{Button, Chips, Choice, LinkRow};
use crate::route::{DataPart, Route};
use crate::shell::{Look, Page, SIZES, Shell, THEMES};
use crate::text::t;

/// The page behind 「设置」.
pub fn settings() -> AnyView {
    let shell = Shell::here();
    let look = shell.look.get_untracked();
    let lang = RwSignal::new(vec![look.lang.tag().to_owned()]);
    let theme = RwSignal::new(vec![look.theme.to_owned()]);
    let size = RwSignal::new(vec![look.size.to_owned()]);
    let first = move |chosen: RwSignal<Vec<String>>| {
        chosen.with(|chosen| chosen.first().cloned().unwrap_or_default())
    };
    Effect::new(move || {
        let old = shell.look.get_untracked();
        let one_of = |all: [&'static str; 3], own: String, old: &'static str| {
            all.into_iter().find(|one| *one == own).unwrap_or(old)
        };
        let new = Look {
            lang: first(lang).parse().unwrap_or(old.lang),
            theme: one_of(THEMES, first(theme), old.theme),
            size: one_of(SIZES, first(size), old.size),
        };
        if new != old {
            spawn_local(async move {
                if shell.set_look(new).await.is_err() {
                    shell.notices.say(|| t("settings.language_offline"));
                    lang.set(vec![old.lang.tag().to_owned()]);
                }
            });
        }
    });
    let languages: Vec<Choice> =
        LANGUAGES.iter().map(|(key, lang)| Choice::new(lang.tag(), t(key))).collect();
    let named = |all: [&'static str; 3], part: &str| -> Vec<Choice> {
        all.iter().map(|one| Choice::new(*one, t(&format!("settings.{part}_{one}")))).collect()
    };
    // One way only: the browser's own question where it has one, the explanation elsewhere.
    let can_ask = browser::left("install") == "yes";
    let install = can_ask.then(|| {
        let press = Callback::new(|()| browser::tell("jiedui:install", ""));
        view! {
            <Button label=t("settings.install").to_owned() icon="phone" press=press />
            <p class="note">{t("settings.install_note")}</p>
        }
    });
    let explain = (!can_ask).then(|| {
        view! {
            <LinkRow href=Route::Help("install".to_owned()).href() icon="phone" label=t("settings.install")
                note=t("settings.install_note") />
        }
    });
    let back = Signal::derive(|| Route::More.href());
    view! {
        <Page title=t("more.settings") back=back search=false>
            <div class="narrow form">
                <Chips name="language" label=t("settings.language") options=languages chosen=lang single=true />
                <Chips name="size" label=t("settings.size") options=named(SIZES, "size") chosen=size single=true
                    hint=t("settings.size_hint") />
                <Chips name="theme" label=t("settings.theme") options=named(THEMES, "theme") chosen=theme
                    single=true />
                <section class="card">
                    <LinkRow href=Route::Data(DataPart::Storage).href() icon="shield" label=t("settings.storage")
                        note=t("settings.storage_note") />
                    {explain}
                </section>
                <div class="field">{install}</div>
                <p class="quiet">{t("settings.about")} " " {env!("CARGO_PKG_VERSION")}</p>
            </div>
        </Page>
    }
    .into_any()
}
