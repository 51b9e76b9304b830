//! The frame: the five places, 「记一笔」, banners, keys; and which screen is shown.

use jiedui_core::label::Lang;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::desk::Desk;
use crate::later;
use crate::parts::{Banner, Icon, NoticesView, Sheet, Skeleton};
use crate::route::{Place, Route, Screen};
use crate::screens;
use crate::shell::{Light, Page, Phase, Shell, StorageLight, Trouble};
use crate::text::t;

/// The whole app, mounted once the sentences of the chosen language are there.
#[component]
pub fn App() -> AnyView {
    let shell = Shell::new();
    provide_context(shell);
    let desk = Desk::new(shell);
    provide_context(desk);
    let keys = RwSignal::new(false);
    follow_address(shell);
    follow_boot(shell);
    hear_keys(keys);
    spawn_local(desk.start());
    let pictured = RwSignal::new(browser::left("picture") == "yes");
    browser::on_window("jiedui:no-picture", move |_| pictured.set(false));
    Effect::new(move || {
        if shell.phase.with(|phase| *phase != Phase::Opening) {
            browser::tell("jiedui:opened", "");
        }
    });
    let language = Memo::new(move |_| shell.look.with(|look| look.lang));
    Effect::new(move |before: Option<Lang>| {
        let now = language.get();
        if before.is_some_and(|before| before != now) {
            later::change_language(desk);
        }
        now
    });
    // Sentences are plain strings, so another language means drawing everything anew.
    let all = move || {
        language.track();
        // The page as it was left stands in the frame's place until the workbook is open.
        (!pictured.get()).then(|| view! { <Frame keys=keys /> })
    };
    all.into_any()
}

#[component]
fn Frame(keys: RwSignal<bool>) -> AnyView {
    let shell = Shell::here();
    let screen = Memo::new(move |_| shell.place.with(|place| place.route.screen()));
    let stage = move || {
        let screen = screen.get();
        match shell.phase.get() {
            Phase::Opening => opening(),
            Phase::Trouble(trouble) => in_trouble(trouble),
            Phase::First if !fits_before_a_workbook(screen) => {
                untrack(|| screens::show(Screen::Welcome))
            }
            Phase::Recover if !fits_before_a_workbook(screen) => untrack(later::recovery),
            Phase::First | Phase::Recover | Phase::Ready => untrack(|| screens::show(screen)),
        }
    };
    let bare =
        move || shell.phase.with(|phase| *phase != Phase::Ready) || screen.get() == Screen::Log;
    let skip = move |_| {
        browser::focus("main");
    };
    view! {
        <button type="button" class="skip" on:click=skip>{t("frame.skip")}</button>
        <div class="frame" class:bare=bare class:lone=move || shell.phase.with(|phase| *phase != Phase::Ready)>
            <Places screen=screen />
            <main id="main" class="stage" tabindex="-1"><Banners />{stage}</main>
        </div>
        <NoticesView notices=shell.notices />
        <Sheet open=keys title=t("keys.title")><KeyList /></Sheet>
    }
    .into_any()
}

/// What can be shown while there is no workbook: the ways to make one, and what needs none.
fn fits_before_a_workbook(screen: Screen) -> bool {
    matches!(
        screen,
        Screen::New
            | Screen::Join
            | Screen::Workbooks
            | Screen::Data
            | Screen::Settings
            | Screen::Help
            | Screen::Share
    )
}

fn opening() -> AnyView {
    view! { <Page title=t("frame.name") search=false><Skeleton lines=6 /></Page> }.into_any()
}

fn in_trouble(trouble: Trouble) -> AnyView {
    view! {
        <Page title=t("frame.name") search=false>
            <Banner kind="bad">
                <h2>{trouble.title}</h2>
                <p>{trouble.text}</p>
                <p>
                    <button type="button" class="btn" on:click=|_| browser::reload()>{t("frame.again")}</button>
                    <a class="btn quiet" href=Route::Help("backup".to_owned()).href()>{t("frame.help")}</a>
                </p>
            </Banner>
        </Page>
    }
    .into_any()
}

/// The five places and 「记一笔」: a bar at the bottom of a phone, a rail at the left of a desktop.
#[component]
fn Places(screen: Memo<Screen>) -> AnyView {
    let shell = Shell::here();
    let place = move |route: Route, icon: &'static str, key: &'static str, class: &'static str| {
        let own = route.screen();
        let is_on = move || {
            let shown = screen.get();
            let under_more = own == Screen::More && !is_a_place(shown);
            (shown == own || under_more).then_some("page")
        };
        view! { <a class=class href=route.href() aria-current=is_on><Icon name=icon /><span>{t(key)}</span></a> }
    };
    let log = Route::Log.href();
    view! {
        <nav class="places" aria-label=t("frame.places")>
            <p class="brand"><b>{t("frame.name")}</b><small>{move || shell.workbook.get()}</small></p>
            <a class="log" href=log aria-current=move || (screen.get() == Screen::Log).then_some("page")>
                <Icon name="plus" /><span>{t("frame.log")}</span>
            </a>
            {place(Route::Home, "home", "frame.home", "a")}
            {place(Route::Activities, "calendar", "frame.activities", "b")}
            {place(Route::Pairs, "pairs", "frame.pairs", "c")}
            {place(Route::Plans, "plan", "frame.plans", "wide")}
            {place(Route::More, "more", "frame.more", "d")}
            <div class="wide rail-foot">
                <StorageLight />
                <p><span>{t("keys.new")}</span><kbd>"N"</kbd></p>
                <p><span>{t("keys.search")}</span><kbd>"/"</kbd></p>
                <p><span>{t("keys.help")}</span><kbd>"?"</kbd></p>
            </div>
        </nav>
    }
    .into_any()
}

fn is_a_place(screen: Screen) -> bool {
    matches!(
        screen,
        Screen::Home
            | Screen::Activities
            | Screen::Pairs
            | Screen::Plans
            | Screen::Log
            | Screen::Search
    )
}

/// Sentences across the top that concern the whole app.
#[component]
fn Banners() -> AnyView {
    let shell = Shell::here();
    let quiet = move || {
        matches!(shell.light.get(), Light::Saved | Light::BackupOld(_) | Light::NeverBackedUp)
    };
    let update = move || {
        shell.update.get().then(|| {
            view! {
                <Banner>
                    <button type="button" class="btn small" disabled=move || !quiet()
                        on:click=|_| browser::tell("jiedui:accept-update", "")>
                        {t("frame.update")}
                    </button>
                </Banner>
            }
        })
    };
    let place = browser::surroundings();
    let in_app = place.in_app.map(|app| {
        let words = crate::text::tf("frame.in_app", &[("app", t(&format!("app.{app}")))]);
        view! {
            <Banner kind="warn">
                <p>{words} <a href=Route::Help("wechat".to_owned()).href()>{t("frame.in_app_how")}</a></p>
            </Banner>
        }
    });
    let read_only = move || {
        (shell.light.get() == Light::ReadOnly)
            .then(|| view! { <Banner kind="bad"><p>{t("frame.read_only")}</p></Banner> })
    };
    let desk = Desk::here();
    let example = move || {
        let shown = shell.example.get() && shell.phase.with(|phase| *phase == Phase::Ready);
        shown.then(|| {
            view! {
                <Banner>
                    <p>
                        {t("frame.example_here")}" "
                        <button type="button" class="btn small"
                            on:click=move |_| later::remove_example(shell, desk)>
                            {t("frame.example_remove")}
                        </button>
                    </p>
                </Banner>
            }
        })
    };
    view! { <div class="banners">{in_app}{read_only}{example}{update}</div> }.into_any()
}

#[component]
fn KeyList() -> AnyView {
    const KEYS: [(&str, &str); 5] = [
        ("N", "keys.new"),
        ("/", "keys.search"),
        ("?", "keys.help"),
        ("Esc", "keys.close"),
        ("← →", "keys.tabs"),
    ];
    let rows = KEYS.map(|(key, words)| view! { <p><span>{t(words)}</span><kbd>{key}</kbd></p> });
    view! { <div class="keys">{rows.into_iter().collect_view()}</div> }.into_any()
}

/// Follows the address: an anchor leaves the page as it is; another page takes the focus and starts at its top.
fn follow_address(shell: Shell) {
    let list_top = StoredValue::new(0.0);
    browser::on_window("hashchange", move |_| {
        let Some(next) = Place::read(&browser::hash()) else { return };
        let old = shell.place.get_untracked();
        if old == next {
            return;
        }
        let same_page = old.route.is_same_page(&next.route);
        let same_screen = old.route.screen() == next.route.screen();
        if !same_page {
            if same_screen && !next.route.is_detail() {
                // Back from a detail to its list: where the list was left.
                browser::after(0, move || browser::scroll_to(list_top.get_value()));
            } else {
                list_top.set_value(browser::scroll_top());
                browser::after(0, || {
                    browser::scroll_to(0.0);
                    browser::focus_heading();
                });
            }
        }
        shell.place.set(next);
    });
}

/// What boot.js knows: a new version that waits, files now kept for offline use.
fn follow_boot(shell: Shell) {
    shell.update.set(browser::left("update") == "yes");
    browser::on_window("jiedui:update", move |_| shell.update.set(true));
    let said = StoredValue::new(false);
    browser::on_window("jiedui:offline", move |_| {
        if !said.get_value() {
            said.set_value(true);
            shell.notices.say(|| t("frame.offline_ready"));
        }
    });
}

/// The keys of a desktop: N, / and ?, never while someone types or a dialog is open.
fn hear_keys(keys: RwSignal<bool>) {
    browser::on_window("keydown", move |event| {
        let Some(event) = event.dyn_ref::<leptos::ev::KeyboardEvent>() else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return;
        }
        if browser::is_typing() || browser::has_dialog() {
            return;
        }
        match &*event.key() {
            "n" | "N" => browser::go(&Route::Log.href()),
            "?" => keys.set(true),
            "/" => {
                if !browser::focus_search() {
                    browser::go(&Route::Search.href());
                }
            }
            _ => return,
        }
        event.prevent_default();
    });
}
