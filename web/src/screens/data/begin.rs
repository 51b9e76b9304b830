//! A workbook out of a file: 「恢复」 from a backup, 「加入同事的工作簿」 from a colleague's file. Both look inside first, ask
//! who I am, and leave every other workbook as it is.

use std::cell::RefCell;
use std::rc::Rc;

use jiedui_core::command::{Command, Fields};
use jiedui_core::record::{Id, Person};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::take::{self, Step, StoreTrouble, Taking};
use crate::desk::{Desk, NotDone, read_lines};
use crate::office::{self, Inside, SomeoneInside, Trouble};
use crate::parts::{Banner, Button, Chips, Choice, Form, Select, TextField, Tone};
use crate::remedy;
use crate::route::{DataPart, Route};
use crate::shell::{Page, Phase, Shell};
use crate::text::{t, tf};

/// Stands for somebody who is not in the file yet.
const NEW: &str = "new";
/// More people than this are chosen from a list that opens.
const CHIPS: usize = 12;

#[derive(Clone, Copy)]
struct Begin {
    shell: Shell,
    desk: Desk,
    form: Form,
    taking: Taking,
    /// The workbook on this phone that the file belongs to.
    known: RwSignal<Option<String>>,
    who: RwSignal<Vec<String>>,
    name: RwSignal<String>,
}

impl Begin {
    fn new() -> Self {
        let begin = Self {
            shell: Shell::here(),
            desk: Desk::here(),
            form: Form::provide(),
            taking: Taking::new(),
            known: RwSignal::new(None),
            who: RwSignal::new(Vec::new()),
            name: RwSignal::new(String::new()),
        };
        // Whoever leaves the page stops what it does.
        on_cleanup(office::cancel);
        let files = take::carried();
        if !files.is_empty() {
            spawn_local(async move {
                begin.taking.read(files).await;
                begin.look().await;
            });
        }
        begin
    }

    /// Whether the workbook is on this phone already.
    async fn look(self) {
        let Some(Step::Seen(inside)) = self.taking.step.try_get_untracked() else { return };
        // A list that cannot be read only means that nobody is warned; merging later repeats nothing.
        self.known.set(self.desk.book_of(&inside.id).await.ok().flatten());
        if inside.people.is_empty() {
            self.who.set(vec![NEW.to_owned()]);
        }
    }

    /// Whether it is said who I am.
    fn is_complete(self) -> bool {
        self.form.clear();
        let who = self.who.get_untracked().first().cloned().unwrap_or_default();
        if who.is_empty() {
            self.form.fail("who", t("data.who_missing"));
        } else if who == NEW && self.name.get_untracked().trim().is_empty() {
            self.form.fail("name", t("remedy.empty"));
        }
        self.form.show_first();
        self.form.is_fine()
    }

    async fn go(self, inside: Inside) {
        let Self { shell, desk, taking, .. } = self;
        let who = self.who.get_untracked().first().cloned().unwrap_or_default();
        let name = self.name.get_untracked().trim().to_owned();
        taking.working("data.storing");
        let lines = match office::lines().await {
            Ok(lines) => lines,
            Err(trouble) => return taking.fail(trouble),
        };
        let Ok(lines) = read_lines(&lines) else { return taking.refuse(&NotDone::ReadOnly) };
        let at_fault: Rc<RefCell<Option<Trouble>>> = Rc::default();
        let fault = Rc::clone(&at_fault);
        let files = inside.files.clone();
        let fill = async move |store| {
            take::store_files(&store, &files, taking).await.map(|_| ()).map_err(|why| match why {
                StoreTrouble::Store(error) => NotDone::Unkept(error),
                StoreTrouble::File(trouble) => {
                    fault.replace(Some(trouble));
                    NotDone::ReadOnly
                }
            })
        };
        let me = who.parse::<Id<Person>>().ok();
        match desk.begin_from(&inside.name, inside.example, lines, me, fill).await {
            Ok(_) => {}
            Err(not_done) => {
                return match at_fault.take() {
                    Some(trouble) => taking.fail(trouble),
                    None => taking.refuse(&not_done),
                };
            }
        }
        if me.is_none() {
            let fields = Fields::from_iter([("name".to_owned(), name.into())]);
            let add = Command::Add { kind: "person".to_owned(), id: None, fields };
            match desk.run(add).await {
                Ok(done) => done.id.into_iter().for_each(|id| desk.set_me(Id::new(id))),
                Err(reason) => shell.notices.say(move || remedy::not_done(&reason)),
            }
        }
        shell.notices.say(move || begun_words(&inside));
        shell.go(&Route::Home);
    }
}

/// What is said when it is done; of a backup in parts, what is still to come.
fn begun_words(inside: &Inside) -> String {
    match take::missing(inside) {
        Some(missing) => tf("data.begun_part", &[("n", &missing)]),
        None => tf("data.begun", &[("name", &inside.name)]),
    }
}

/// The body of 「恢复」.
pub(super) fn restore() -> AnyView {
    body("data.restore_lede", "data.restore_go")
}

/// The page behind 「加入同事的工作簿」.
pub fn join() -> AnyView {
    let shell = Shell::here();
    let back = Signal::derive(move || match shell.phase.get() {
        Phase::Ready => Route::Workbooks.href(),
        _ => Route::Welcome.href(),
    });
    view! {
        <Page title=t("join.title") back=back search=false>
            <div class="narrow">{body("join.lede", "join.go")}</div>
        </Page>
    }
    .into_any()
}

fn body(lede: &'static str, go: &'static str) -> AnyView {
    let begin = Begin::new();
    let choose = move |_| {
        spawn_local(async move {
            begin.taking.choose().await;
            begin.look().await;
        });
    };
    let chooser = move |class: &'static str| {
        view! { <p><button type="button" class=class on:click=choose>{t("data.choose")}</button></p> }
    };
    let shown = move || match begin.taking.step.get() {
        Step::Choose => view! {
            <p>{t(lede)}</p>
            {chooser("btn primary")}
            <p class="quiet">{t("data.choose_hint")}</p>
        }
        .into_any(),
        Step::Working(key) => take::bar(begin.taking, key, true),
        Step::Seen(inside) => seen(begin, *inside, go),
        Step::Wrong(trouble) => view! { {take::wrong(&trouble)} {chooser("btn")} }.into_any(),
        Step::Unkept(words) => view! { {take::unkept(words)} {chooser("btn")} }.into_any(),
        Step::Done => ().into_any(),
    };
    shown.into_any()
}

fn seen(begin: Begin, inside: Inside, go: &'static str) -> AnyView {
    let facts = take::facts(&inside);
    if !inside.founded {
        return view! {
            {facts}
            <Banner kind="warn"><p>{t("data.not_whole")}</p></Banner>
        }
        .into_any();
    }
    let kept = StoredValue::new(inside.clone());
    let added = move || spawn_local(begin.look());
    let rest = move || match begin.known.get() {
        Some(book) => already_here(begin, book),
        None => {
            let who = move || who_am_i(begin, kept, go);
            take::parts(begin.taking, &inside, added, who)
        }
    };
    view! { {facts} {rest} }.into_any()
}

/// The workbook is on this phone: merging is what is wanted.
fn already_here(begin: Begin, book: String) -> AnyView {
    let merge = move |_| {
        let book = book.clone();
        let Begin { shell, desk, taking, .. } = begin;
        let files = taking.files();
        spawn_local(async move {
            let open = desk.store().is_some_and(|store| store.id() == book);
            if !open {
                desk.open(&book).await;
            }
            take::carry(files);
            shell.go(&Route::Data(DataPart::Merge));
        });
    };
    view! {
        <Banner>
            <p>{t("data.known")}</p>
            <button type="button" class="btn primary" on:click=merge>{t("data.known_merge")}</button>
        </Banner>
    }
    .into_any()
}

fn who_am_i(begin: Begin, inside: StoredValue<Inside>, go: &'static str) -> AnyView {
    let people = inside.with_value(|inside| choices(&inside.people));
    let few = people.len() <= CHIPS;
    let one = RwSignal::new(begin.who.get_untracked().first().cloned().unwrap_or_default());
    if !few {
        Effect::new(move || begin.who.set(one.with(|one| vec![one.clone()])));
    }
    let picker = if few {
        view! { <Chips name="who" label=t("data.who") options=people chosen=begin.who single=true
        hint=t("data.who_hint") required=true /> }
        .into_any()
    } else {
        view! { <Select name="who" label=t("data.who") options=people value=one hint=t("data.who_hint")
            required=true /> }
        .into_any()
    };
    let is_new =
        Memo::new(move |_| begin.who.with(|who| who.first().is_some_and(|one| one == NEW)));
    let name = move || {
        is_new.get().then(|| {
            view! { <TextField name="name" label=t("data.who_name") value=begin.name required=true /> }
        })
    };
    let press = Callback::new(move |()| {
        if begin.is_complete() {
            spawn_local(begin.go(inside.get_value()));
        }
    });
    view! {
        <div class="form section">{picker}{name}</div>
        <p><Button label=t(go) press=press tone=Tone::Primary /></p>
    }
    .into_any()
}

fn choices(people: &[SomeoneInside]) -> Vec<Choice> {
    let named = people.iter().map(|one| Choice::new(&*one.id, &*one.name).with_note(&*one.org));
    named.chain([Choice::new(NEW, t("data.who_new"))]).collect()
}
