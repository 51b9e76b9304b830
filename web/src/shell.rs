//! What the frame and the screens tell each other, and the page every screen is drawn in.

use jiedui_core::label::Lang;
use leptos::prelude::*;

use crate::browser;
use crate::parts::{Icon, Notices};
use crate::route::{Place, Route};
use crate::store;
use crate::text::{self, t, tf};

/// How far the app is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The ledger is being read.
    #[default]
    Opening,
    /// There is no workbook yet.
    First,
    /// The database is emptier than it was: what can be got back is offered, never a first run.
    Recover,
    /// A workbook is open.
    Ready,
    /// Nothing can be opened here.
    Trouble(Trouble),
}

/// Why nothing can be opened, in words, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What is wrong.
    pub title: String,
    /// What to do about it.
    pub text: String,
}

/// What the storage light says. It is always in sight and opens 「存储状态」.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Light {
    /// Everything is on the disk.
    #[default]
    Saved,
    /// Something is on its way to the disk.
    Saving,
    /// Something could not be written; it is still on the screen.
    Unsaved,
    /// Everything is on the disk, but the last file outside the browser is that many days old.
    BackupOld(u32),
    /// Everything is on the disk, but there has never been a file outside the browser.
    NeverBackedUp,
    /// A newer version of the app owns the database; this page only shows.
    ReadOnly,
    /// This window forgets everything when it closes.
    Fleeting,
}

/// Language, theme and text size, as the reader chose them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The language.
    pub lang: Lang,
    /// `auto`, `light` or `dark`.
    pub theme: &'static str,
    /// `100`, `115` or `130` percent.
    pub size: &'static str,
}

/// The themes offered.
pub const THEMES: [&str; 3] = ["auto", "light", "dark"];

/// The text sizes offered, in percent.
pub const SIZES: [&str; 3] = ["100", "115", "130"];

impl Look {
    /// What boot.js chose from the settings and the browser's language.
    pub fn chosen() -> Self {
        let pick = |of: [&'static str; 3], name: &str| {
            let own = browser::left(name);
            of.into_iter().find(|one| *one == own).unwrap_or(of[0])
        };
        Self {
            lang: browser::left("lang").parse().unwrap_or_default(),
            theme: pick(THEMES, "theme"),
            size: pick(SIZES, "size"),
        }
    }

    /// Shows it, and keeps it for boot.js, which reads it before the first paint of the next start.
    pub fn apply(self) {
        browser::set_look(self.lang.tag(), self.theme, self.size);
        store::setting_put("look", &format!("{} {} {}", self.lang, self.theme, self.size));
    }
}

/// What the frame and the screens share. Made once, by the app, above every screen; [`Shell::here`] finds it.
#[derive(Clone, Copy, Debug)]
pub struct Shell {
    /// Where the reader is.
    pub place: RwSignal<Place>,
    /// How far the app is.
    pub phase: RwSignal<Phase>,
    /// The storage light.
    pub light: RwSignal<Light>,
    /// The name of the workbook that is open; empty when none is.
    pub workbook: RwSignal<String>,
    /// The open workbook is the example.
    pub example: RwSignal<bool>,
    /// A newer version of the app waits.
    pub update: RwSignal<bool>,
    /// Language, theme, text size. Changing it redraws everything: see [`Shell::set_look`].
    pub look: RwSignal<Look>,
    /// Says short things and asks questions.
    pub notices: Notices,
}

impl Shell {
    /// The beginning: where the address says, nothing opened yet.
    pub fn new() -> Self {
        Self {
            place: RwSignal::new(Place::read(&browser::hash()).unwrap_or_default()),
            phase: RwSignal::new(Phase::Opening),
            light: RwSignal::new(Light::Saved),
            workbook: RwSignal::new(String::new()),
            example: RwSignal::new(false),
            update: RwSignal::new(false),
            look: RwSignal::new(Look::chosen()),
            notices: Notices::new(),
        }
    }

    /// The one the app made. Call it while a screen is being built, not later in an event or a future.
    pub fn here() -> Self {
        use_context().expect("the app provides the shell above every screen")
    }

    /// The route, followed.
    pub fn route(self) -> Route {
        self.place.with(|place| place.route.clone())
    }

    /// A value of the query, followed; empty when there is none.
    pub fn query(self, name: &str) -> String {
        self.place.with(|place| place.value(name).to_owned())
    }

    /// Goes to a page.
    pub fn go(self, route: &Route) {
        browser::go(&route.href());
    }

    /// Uses another look; a language not yet read is fetched first. Everything is drawn anew.
    ///
    /// # Errors
    /// When the language's file cannot be had; the look stays as it was.
    pub async fn set_look(self, look: Look) -> Result<(), browser::Failure> {
        load_language(look.lang).await?;
        text::choose(look.lang);
        look.apply();
        self.look.set(look);
        Ok(())
    }
}

impl Default for Shell {
    fn default() -> Self {
        Self::new()
    }
}

/// Reads the sentences of a language unless they are there already.
///
/// # Errors
/// When the file cannot be had or is not what it should be.
pub async fn load_language(lang: Lang) -> Result<(), browser::Failure> {
    if text::is_loaded(lang) {
        return Ok(());
    }
    let path = format!("./text/{lang}.json");
    let json = browser::fetch_text(&path).await?;
    if text::load(lang, &json) { Ok(()) } else { Err(browser::Failure::Failed(path)) }
}

/// The words and the class of the light.
fn light_words(light: Light) -> (&'static str, &'static str, String) {
    match light {
        Light::Saved => ("light", "check", t("light.saved").to_owned()),
        Light::Saving => ("light wait", "clock", t("light.saving").to_owned()),
        Light::Unsaved => ("light bad", "bang", t("light.unsaved").to_owned()),
        Light::BackupOld(days) => {
            ("light warn", "shield", tf("light.backup_old", &[("n", &days.to_string())]))
        }
        Light::NeverBackedUp => ("light warn", "shield", t("light.never").to_owned()),
        Light::ReadOnly => ("light bad", "lock", t("light.read_only").to_owned()),
        Light::Fleeting => ("light bad", "bang", t("light.fleeting").to_owned()),
    }
}

/// The storage light: icon and word, a link to 「存储状态」.
#[component]
pub fn StorageLight() -> AnyView {
    let shell = Shell::here();
    let href = Route::Data(crate::route::DataPart::Storage).href();
    let light = move || {
        let (class, icon, words) = light_words(shell.light.get());
        let open = shell.phase.with(|phase| *phase == Phase::Ready);
        open.then(|| {
            view! { <a class=class href=href.clone()><Icon name=icon /><span>{words}</span></a> }
        })
    };
    light.into_any()
}

/// A page: its title bar and what it shows. On a desktop two of them may stand side by side in a [`Split`].
#[component]
pub fn Page(
    /// Its name, read as the heading and in the window's title.
    #[prop(into)]
    title: Signal<String>,
    /// Where 「返回」 leads; without it there is no such button.
    #[prop(into, optional)]
    back: Option<Signal<String>>,
    /// It is left by ✕ and not by ‹, like a form.
    #[prop(optional)]
    close: bool,
    /// What stands at the right of the bar instead of search and light.
    #[prop(optional)]
    tools: Option<Children>,
    /// Where search leads on this page; false hides it.
    #[prop(default = true)]
    search: bool,
    /// The content.
    children: Children,
) -> AnyView {
    Effect::new(move || {
        let title = title.get();
        let app = t("frame.name");
        browser::set_title(&if title == app { title } else { format!("{title} · {app}") });
    });
    let name = if close { t("parts.close") } else { t("parts.back") };
    let back = back.map(|back| {
        view! {
            <a class="icon-button leave" href=move || back.get() aria-label=name>
                <Icon name=if close { "close" } else { "back" } />
            </a>
        }
    });
    let find = search.then(|| {
        view! {
            <a class="icon-button find" href=Route::Search.href() aria-label=t("frame.search")>
                <Icon name="search" />
            </a>
        }
    });
    let tools = match tools {
        Some(tools) => tools().into_any(),
        None => view! { {find}<StorageLight /> }.into_any(),
    };
    view! {
        <div class="page">
            <header class="bar">
                {back}
                <h1 tabindex="-1">{move || title.get()}</h1>
                {tools}
            </header>
            <div class="content">{children()}</div>
        </div>
    }
    .into_any()
}

/// A list with the detail of what is chosen: beside each other on a desktop, one at a time on a phone.
#[component]
pub fn Split(
    /// Whether something is chosen; follows the route.
    #[prop(into)]
    chosen: Signal<bool>,
    /// The list, a [`Page`].
    list: AnyView,
    /// The detail, a [`Page`], or what a desktop shows while nothing is chosen.
    detail: AnyView,
) -> AnyView {
    view! { <div class="split" class:chosen=move || chosen.get()>{list}{detail}</div> }.into_any()
}
