//! The screens, each named after what its tab or heading says, and which one draws which route.
//!
//! A screen is a plain function that returns an `AnyView`: `pub fn settings() -> AnyView`. It stands in a [`Page`], or in
//! a `Split` of two when it has a list and a detail. It stays while the route moves within it, so it reads the route in
//! closures (`shell.route()`, `shell.query("q")`), never once. Its sentences are keys that begin with its name. A form calls
//! `Form::provide()`, gives its fields names, says `form.fail(name, what to do)` and then `form.show_first()`. Buttons stand
//! in `.savebar`, rows in `.card`; a list shows a hundred rows at most.

pub mod activities;
pub mod activity;
pub mod data;
pub mod drafts;
pub mod hand;
pub mod help;
pub mod home;
pub mod keep;
pub mod log;
pub mod more;
pub mod new;
pub mod pair;
pub mod pairs;
pub mod plan;
pub mod plans;
pub mod record;
pub mod recover;
pub mod registers;
pub mod search;
pub mod settings;
pub mod share;
pub mod standing;
pub mod today;
pub mod trash;
pub mod welcome;
pub mod workbooks;

use leptos::prelude::*;

use crate::later;
use crate::route::{Route, Screen};
use crate::shell::Page;
use crate::text::t;

/// Draws a screen. It stays while the route moves within it, and reads the route from `Shell::place`.
///
/// The welcome is here at once; all others stand in `show_later` and so in the module that is fetched second.
pub fn show(screen: Screen) -> AnyView {
    match screen {
        Screen::Welcome => welcome::welcome(),
        other => later::screen(other),
    }
}

/// Draws a screen whose code comes second. Only [`later`] may name this, else it is drawn into the first module.
pub(crate) fn show_later(screen: Screen) -> AnyView {
    match screen {
        Screen::Welcome | Screen::Unknown => unknown(),
        Screen::Home => home::home(),
        Screen::More => more::more(),
        Screen::Settings => settings::settings(),
        Screen::Help => help::help(),
        Screen::New => new::new(),
        Screen::Join => data::begin::join(),
        Screen::Workbooks => workbooks::workbooks(),
        Screen::Log => log::log(),
        Screen::Activities => activities::activities(),
        Screen::Pairs => pairs::pairs(),
        Screen::Plans => plans::plans(),
        Screen::Registers => registers::registers(),
        Screen::Assess => registers::assess(),
        Screen::Reports => today::reports(),
        Screen::Trash => trash::trash_page(),
        Screen::Data => data::data(),
        Screen::Search => search::search(),
        Screen::Share => share::share(),
    }
}

/// An address that leads nowhere.
fn unknown() -> AnyView {
    view! {
        <Page title=t("unknown.title") back=Signal::derive(|| Route::Home.href())>
            <crate::parts::Empty title=t("unknown.heading") text=t("unknown.text") icon="search">
                <a class="btn primary" href=Route::Home.href()>{t("frame.home")}</a>
            </crate::parts::Empty>
        </Page>
    }
    .into_any()
}
