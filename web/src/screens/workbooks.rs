//! 工作簿: the workbooks on this device. Switching, naming, beginning another, and taking one away for good.

use jiedui_core::command::{Command, Fields};
use jiedui_core::log::Line;
use jiedui_core::record::{Id, Person, Record as _, Workspace};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::desk::{Desk, read_lines};
use crate::office;
use crate::parts::{Banner, Button, Form, LinkRow, Question, Sheet, Skeleton, TextField, Tone};
use crate::remedy;
use crate::route::{DataPart, Route};
use crate::shell::{Page, Phase, Shell};
use crate::store::{self, Workbook};
use crate::text::{self, t, tf};

#[derive(Clone, Copy)]
struct List {
    shell: Shell,
    desk: Desk,
    /// None until they are read.
    books: RwSignal<Option<Vec<Workbook>>>,
    /// The one that is to be taken away, and whether the sheet that asks is open.
    going: RwSignal<Option<Workbook>>,
    asked: RwSignal<bool>,
    renaming: RwSignal<bool>,
}

impl List {
    async fn read(self) {
        match store::workbooks().await {
            Ok(books) => self.books.set(Some(books)),
            Err(error) => {
                self.books.set(Some(Vec::new()));
                self.shell.notices.say(move || remedy::unsaved(&error));
            }
        }
    }

    fn is_open(self, book: &Workbook) -> bool {
        self.desk.store().is_some_and(|store| store.id() == book.id)
    }

    async fn open(self, id: String) {
        let Self { shell, desk, .. } = self;
        desk.open(&id).await;
        shell.go(&Route::Home);
    }

    /// Asks a second time, then takes it away. `then` belongs to the page: it outlives the sheet that closes here.
    fn ask_again(self, then: Callback<()>) {
        let Some(book) = self.going.get_untracked() else { return };
        self.shell.notices.ask(Question {
            title: tf("workbooks.sure", &[("name", &title(&book))]),
            text: t("workbooks.sure_text").to_owned(),
            yes: t("workbooks.remove_now").to_owned(),
            danger: true,
            then,
        });
        self.asked.set(false);
    }

    async fn take_away(self, id: &str, name: &str) {
        let Self { shell, desk, .. } = self;
        match desk.remove(id).await {
            Ok(()) => {
                let name = name.to_owned();
                shell.notices.say(move || tf("workbooks.removed", &[("name", &name)]));
            }
            Err(error) => shell.notices.say(move || remedy::unsaved(&error)),
        }
        match shell.phase.get_untracked() {
            Phase::Ready => self.read().await,
            // It was the last one.
            _ => shell.go(&Route::Home),
        }
    }
}

/// What a workbook is called; one that the list has lost has no title.
fn title(book: &Workbook) -> String {
    if book.title.is_empty() { t("workbooks.nameless").to_owned() } else { book.title.clone() }
}

/// Opens the example workbook: the one that is there, else a new one, up to today. `busy` is true while it is made.
pub fn load_example(shell: Shell, desk: Desk, busy: RwSignal<bool>) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    spawn_local(async move {
        if let Err(words) = begin_example(desk).await {
            shell.notices.say(move || words.clone());
        } else {
            shell.go(&Route::Home);
        }
        busy.set(false);
    });
}

async fn begin_example(desk: Desk) -> Result<(), String> {
    let books = store::workbooks().await.map_err(|error| remedy::unsaved(&error))?;
    if let Some(book) = books.iter().find(|book| book.example) {
        desk.open(&book.id).await;
        return Ok(());
    }
    let today = browser::today().to_string();
    let lines = office::sample(&today).await.map_err(|trouble| trouble.words())?;
    let lines = read_lines(&lines).map_err(|why| why.to_string())?;
    // The first person written is the one who founded it.
    let me = lines.iter().filter_map(Line::entry).find(|entry| entry.kind == Person::KIND);
    let me = me.map(|entry| Id::<Person>::new(entry.id));
    let named = lines.iter().filter_map(Line::entry).find(|entry| entry.kind == Workspace::KIND);
    let title = named.and_then(|entry| entry.patch.get("name")?.as_str().map(str::to_owned));
    let title = title.unwrap_or_else(|| t("frame.example").to_owned());
    let begun = desk.begin_from(&title, true, lines, me, async |_| Ok(())).await;
    begun.map(|_| ()).map_err(|reason| remedy::not_done(&reason))
}

/// Takes the example away: one tap, nothing asked, since nothing of it is anybody's.
pub fn remove_example(shell: Shell, desk: Desk) {
    let Some(store) = desk.store() else { return };
    let id = store.id().to_owned();
    drop(store);
    spawn_local(async move {
        match desk.remove(&id).await {
            Ok(()) => {
                shell.notices.say(|| t("workbooks.example_removed"));
                shell.go(&Route::Home);
            }
            Err(error) => shell.notices.say(move || remedy::unsaved(&error)),
        }
    });
}

/// The page behind 「工作簿」.
pub fn workbooks() -> AnyView {
    let list = List {
        shell: Shell::here(),
        desk: Desk::here(),
        books: RwSignal::new(None),
        going: RwSignal::new(None),
        asked: RwSignal::new(false),
        renaming: RwSignal::new(false),
    };
    spawn_local(list.read());
    let confirmed = Callback::new(move |()| {
        if let Some(book) = list.going.get_untracked() {
            spawn_local(async move { list.take_away(&book.id, &title(&book)).await });
        }
    });
    let back = Signal::derive(move || match list.shell.phase.get() {
        Phase::Ready => Route::More.href(),
        _ => Route::Welcome.href(),
    });
    let rows = move || match list.books.get() {
        None => view! { <Skeleton lines=2 /> }.into_any(),
        Some(books) => books.into_iter().map(|book| row(list, book)).collect_view().into_any(),
    };
    let link = |route: Route, icon: &'static str, key: &'static str| {
        let note = t(&format!("{key}_note"));
        view! { <LinkRow href=route.href() icon=icon label=t(key) note=note /> }
    };
    view! {
        <Page title=t("workbooks.title") back=back search=false>
            <div class="narrow">
                <p class="quiet">{t("workbooks.lede")}</p>
                <section class="card">{rows}</section>
                <section class="card">
                    {link(Route::New, "plus", "welcome.new")}
                    {link(Route::Join, "merge", "welcome.join")}
                    {link(Route::Data(DataPart::Restore), "upload", "welcome.restore")}
                </section>
                {example_button(list)}
            </div>
            <Sheet open=list.renaming title=t("workbooks.rename")>{rename(list)}</Sheet>
            <Sheet open=list.asked title=t("workbooks.remove")>{removal(list, confirmed)}</Sheet>
        </Page>
    }
    .into_any()
}

fn row(list: List, book: Workbook) -> AnyView {
    let open = list.is_open(&book);
    let name = title(&book);
    let example = book.example.then(|| view! { <span class="tag">{t("frame.example")}</span> });
    let here = open.then(|| view! { <span class="state ok">{t("workbooks.open_now")}</span> });
    let mut facts = vec![tf("data.s_entries_words", &[("n", &text::count(book.entries as i64))])];
    if book.opened > 0 {
        let day = browser::day_of(i64::try_from(book.opened).unwrap_or_default());
        let words = text::day_short(day, browser::today());
        facts.push(tf("workbooks.opened", &[("day", &words)]));
    }
    let act = |key: &'static str, press: Callback<()>| {
        let said = format!("{} {name}", t(key));
        view! {
            <button type="button" class="btn small" aria-label=said on:click=move |_| press.run(())>{t(key)}</button>
        }
    };
    let id = book.id.clone();
    let switch = (!open).then(|| {
        act("workbooks.open", Callback::new(move |()| spawn_local(list.open(id.clone()))))
    });
    let rename =
        open.then(|| act("workbooks.rename", Callback::new(move |()| list.renaming.set(true))));
    let gone = book.clone();
    let remove = act(
        "workbooks.remove",
        Callback::new(move |()| {
            if gone.example && list.is_open(&gone) {
                return remove_example(list.shell, list.desk);
            }
            list.going.set(Some(gone.clone()));
            list.asked.set(true);
        }),
    );
    view! {
        <div class="row">
            <span class="what">{name.clone()}{example}{here}</span>
            <span class="sub">{facts.join(" · ")}</span>
            <div class="all actions">{switch}{rename}{remove}</div>
        </div>
    }
    .into_any()
}

/// The first of two questions before a workbook goes; it offers the backup.
fn removal(list: List, confirmed: Callback<()>) -> AnyView {
    let shown = move || {
        list.going.get().map(|book| {
            let name = title(&book);
            let open = list.is_open(&book);
            let backup = open.then(|| {
                let go = move |_| list.asked.set(false);
                let href = Route::Data(DataPart::Backup).href();
                view! {
                    <p class="quiet">{super::data::backup_age(list.desk)}</p>
                    <a class="btn primary" href=href on:click=go>{t("workbooks.backup_first")}</a>
                }
            });
            let id = book.id.clone();
            let open_first = (!open).then(|| {
                let press = Callback::new(move |()| {
                    let id = id.clone();
                    spawn_local(async move {
                        let List { shell, desk, asked, .. } = list;
                        asked.set(false);
                        desk.open(&id).await;
                        shell.go(&Route::Data(DataPart::Backup));
                    });
                });
                view! { <Button label=t("workbooks.open_and_back_up") press=press tone=Tone::Primary /> }
            });
            let remove = Callback::new(move |()| list.ask_again(confirmed));
            view! {
                <p>{tf("workbooks.remove_text", &[("name", &name)])}</p>
                <Banner kind="warn"><p>{t("workbooks.remove_warn")}</p></Banner>
                {backup}
                {open_first}
                <Button label=t("workbooks.remove_go") press=remove tone=Tone::Danger />
            }
        })
    };
    shown.into_any()
}

/// A new name for the workbook that is open; colleagues get it with the next merge.
fn rename(list: List) -> AnyView {
    let form = Form::provide();
    let current = list
        .desk
        .ask_once(|state, _| state.workspace().map(|(id, workspace)| (id, workspace.name.clone())));
    let Some((id, name)) = current.flatten() else { return ().into_any() };
    let value = RwSignal::new(name);
    let press = Callback::new(move |()| {
        let List { desk, renaming, .. } = list;
        let name = value.get_untracked().trim().to_owned();
        if name.is_empty() {
            form.fail("name", t("remedy.empty"));
            return;
        }
        spawn_local(async move {
            let fields = Fields::from_iter([("name".to_owned(), name.clone().into())]);
            match desk.run(Command::Edit { id: id.into(), fields }).await {
                Ok(_) => {
                    renaming.set(false);
                    desk.named(&name).await;
                    list.read().await;
                }
                Err(reason) => form.fail("name", remedy::not_done(&reason)),
            }
        });
    });
    view! {
        <TextField name="name" label=t("workbooks.name") value=value hint=t("workbooks.rename_hint") required=true />
        <Button label=t("workbooks.rename_go") press=press tone=Tone::Primary />
    }
    .into_any()
}

/// 「载入示例」, unless it is there already.
fn example_button(list: List) -> AnyView {
    let busy = RwSignal::new(false);
    let shown = move || {
        let there = list
            .books
            .with(|books| books.as_ref().is_none_or(|books| books.iter().any(|book| book.example)));
        let press = Callback::new(move |()| load_example(list.shell, list.desk, busy));
        (!there)
            .then(|| view! { <p><Button label=t("welcome.example") press=press busy=busy /></p> })
    };
    shown.into_any()
}
