//! What can wait until the first screen stands: everything about a workbook, which a first visit does not have. The build
//! cuts it out of the module into one of its own (`later`), fetched while the welcome is read, or at once when there is
//! a workbook to open. The service worker keeps both, so later visits ask the network for neither.
//!
//! The cut runs along calls: what is reached only through the functions below that bear `#[wasm_split]` is cut out; what
//! anything else reaches as well stays in the first module. So `app`, `shell` and the welcome must not ask the desk.
#![allow(unsafe_code, reason = "the macro declares the symbols that the cut runs along")]

use std::cell::Cell;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

use crate::browser::Failure;
use crate::desk::Desk;
use crate::parts::{Banner, Skeleton};
use crate::route::Screen;
use crate::screens;
use crate::shell::{Page, Shell};
use crate::text::{t, tf};

impl From<SplitLoaderError> for Failure {
    fn from(_: SplitLoaderError) -> Self {
        Self::Failed("split_later.wasm".to_owned())
    }
}

/// What the second part draws.
#[derive(Clone, Copy)]
enum Drawn {
    Screen(Screen),
    Recovery,
}

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_part))]
fn draw(what: Drawn) -> Result<AnyView, Failure> {
    Ok(match what {
        Drawn::Screen(screen) => screens::show_later(screen),
        Drawn::Recovery => screens::recover::recover(),
    })
}

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
fn leave_example(shell: Shell, desk: Desk) -> Result<(), Failure> {
    screens::workbooks::remove_example(shell, desk);
    Ok(())
}

type Task = Pin<Box<dyn Future<Output = ()>>>;

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
fn opening(desk: Desk, id: String) -> Result<Task, Failure> {
    Ok(Box::pin(async move { desk.open(&id).await }))
}

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
fn language(desk: Desk) -> Result<(), Failure> {
    desk.change_language();
    Ok(())
}

#[wasm_split(later, wasm_split_path = leptos::wasm_split, fallible)]
fn enter_example(shell: Shell, desk: Desk, busy: RwSignal<bool>) -> Result<(), Failure> {
    screens::workbooks::load_example(shell, desk, busy);
    Ok(())
}

/// Opens a workbook: [`Desk::open`], once its code is there.
///
/// # Errors
/// When that code can be had neither from the cache nor from the network.
pub(crate) async fn open(desk: Desk, id: String) -> Result<(), Failure> {
    opening(desk, id).await?.await;
    Ok(())
}

/// [`Desk::change_language`], once its code is there.
pub(crate) fn change_language(desk: Desk) {
    spawn_local(async move {
        // Without the second part nothing has been read in the old language.
        let _ = language(desk).await;
    });
}

/// Fetches the second part ahead of its use. What fails here is tried again when it is used.
pub(crate) fn fetch() {
    // Leptos has no executor before the frame is mounted.
    wasm_bindgen_futures::spawn_local(async {
        // The screen that needs it says so; until then nobody misses it.
        let _ = arrive().await;
    });
}

thread_local! {
    static IS_HERE: Cell<bool> = const { Cell::new(false) };
}

async fn arrive() -> Result<(), Failure> {
    fetch_part().await?;
    IS_HERE.set(true);
    Ok(())
}

/// Opens the example, once the code for it is there. `busy` is true from the tap on.
pub(crate) fn load_example(shell: Shell, desk: Desk, busy: RwSignal<bool>) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        let answer = arrive().await;
        busy.set(false);
        let answer = match answer {
            Ok(()) => enter_example(shell, desk, busy).await,
            Err(failure) => Err(failure),
        };
        if let Err(failure) = answer {
            shell.notices.say(move || lacking(&failure));
        }
    });
}

/// Removes the example, once the code for it is there.
pub(crate) fn remove_example(shell: Shell, desk: Desk) {
    spawn_local(async move {
        if let Err(failure) = leave_example(shell, desk).await {
            shell.notices.say(move || lacking(&failure));
        }
    });
}

/// A screen of the second part, when it is there; until then the shape of a page.
pub(crate) fn screen(screen: Screen) -> AnyView {
    drawn(Drawn::Screen(screen))
}

/// What was lost and what can be done about it, in the same way.
pub(crate) fn recovery() -> AnyView {
    drawn(Drawn::Recovery)
}

fn drawn(what: Drawn) -> AnyView {
    if let Some(view) = at_once(what) {
        return view;
    }
    let arrived = RwSignal::new(None::<Result<(), Failure>>);
    spawn_local(async move {
        let answer = arrive().await;
        // Nobody is waiting any more when the person has gone elsewhere.
        let _ = arrived.try_set(Some(answer));
    });
    let stage = move || match arrived.get() {
        None => view! { <Page title=t("frame.name") search=false><Skeleton lines=6 /></Page> }
            .into_any(),
        Some(Ok(())) => untrack(|| at_once(what)).into_any(),
        Some(Err(failure)) => missing(&failure),
    };
    stage.into_any()
}

/// Draws it if the second part is there already: loaded code answers when it is first asked.
fn at_once(what: Drawn) -> Option<AnyView> {
    if !IS_HERE.get() {
        return None;
    }
    let mut drawing = pin!(draw(what));
    match drawing.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(view) => view.ok(),
        Poll::Pending => None,
    }
}

fn lacking(failure: &Failure) -> String {
    tf("trouble.load_text", &[("why", &failure.to_string())])
}

fn missing(failure: &Failure) -> AnyView {
    let why = lacking(failure);
    view! {
        <Page title=t("frame.name") search=false>
            <Banner kind="bad">
                <h2>{t("trouble.load")}</h2>
                <p>{why}</p>
                <p>
                    <button type="button" class="btn" on:click=|_| crate::browser::reload()>{t("frame.again")}</button>
                </p>
            </Banner>
        </Page>
    }
    .into_any()
}
