//! First opening: what this is, and the four ways to begin.

use jiedui_core::label::Lang;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::desk::Desk;
use crate::later;
use crate::parts::{Icon, Mark};
use crate::route::{DataPart, Route};
use crate::shell::{Look, Shell};
use crate::text::{self, t};

/// The languages under their own names, which need no translation: key of the name and language.
pub(super) const LANGUAGES: [(&str, Lang); 3] =
    [("lang.hans", Lang::ZhHans), ("lang.hant", Lang::ZhHant), ("lang.en", Lang::En)];

/// The page of the first opening.
pub fn welcome() -> AnyView {
    let shell = Shell::here();
    Effect::new(|| browser::set_title(t("frame.name")));
    let to = |route: Route| Callback::new(move |()| browser::go(&route.href()));
    let (desk, busy) = (Desk::here(), RwSignal::new(false));
    let example = Callback::new(move |()| later::load_example(shell, desk, busy));
    let language = move |(name, lang): (&'static str, Lang)| {
        let change = move |_| {
            let look = Look { lang, ..shell.look.get_untracked() };
            spawn_local(async move {
                if shell.set_look(look).await.is_err() {
                    shell.notices.say(|| t("settings.language_offline"));
                }
            });
        };
        let is_on = (text::lang() == lang).to_string();
        view! { <button type="button" aria-pressed=is_on lang=lang.tag() on:click=change>{t(name)}</button> }
    };
    view! {
        <div class="welcome">
            <div class="languages" role="group" aria-label=t("settings.language")>
                {LANGUAGES.map(language).into_iter().collect_view()}
            </div>
            <header>
                <Mark />
                <h1 tabindex="-1">{t("frame.name")}</h1>
                <p class="lede">{t("welcome.what")}</p>
            </header>
            <ul class="promises">
                <li><Icon name="clock" /><span>{t("welcome.promise_fast")}</span></li>
                <li><Icon name="check" /><span>{t("welcome.promise_gap")}</span></li>
                <li><Icon name="shield" /><span>{t("welcome.promise_safe")}</span></li>
            </ul>
            <div class="starts">
                <Start press=to(Route::New) class="btn primary" key="welcome.new" note="welcome.new_note" />
                <Start press=to(Route::Join) class="btn" key="welcome.join" note="welcome.join_note" />
                <Start press=example class="btn" key="welcome.example" note="welcome.example_note" busy=busy />
                <Start press=to(Route::Data(DataPart::Restore)) class="btn" key="welcome.restore"
                    note="welcome.restore_note" />
            </div>
            <p class="foot"><a href=Route::Help(String::new()).href()>{t("welcome.help")}</a></p>
        </div>
    }
    .into_any()
}

/// One way to begin. A button, since it starts something; all but the example have an address of their own.
#[component]
fn Start(
    press: Callback<()>,
    class: &'static str,
    key: &'static str,
    note: &'static str,
    #[prop(into, optional)] busy: Signal<bool>,
) -> AnyView {
    view! {
        <div class="start">
            <button type="button" class=class class:busy=busy aria-busy=move || busy.get().then_some("true")
                on:click=move |_| press.run(())>{t(key)}</button>
            <p>{t(note)}</p>
        </div>
    }
    .into_any()
}
