//! What stands above the page: sheets, questions, short notices. All on the browser's own `<dialog>`.

use std::rc::Rc;

use leptos::prelude::*;
use web_sys::MouseEvent;

use super::Icon;
use crate::browser;
use crate::text::t;

/// A sheet: from the bottom on a phone, in the middle on a desktop. Closes by its button, Escape, or a tap beside it.
#[component]
pub fn Sheet(
    /// Whether it is open; closing it sets this to false.
    open: RwSignal<bool>,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// What it shows; made anew each time it opens.
    children: ChildrenFn,
) -> AnyView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let beside = move |event: MouseEvent| {
        let on_itself = event.target() == node.get_untracked().map(|dialog| dialog.into());
        if on_itself {
            open.set(false);
        }
    };
    let id = super::fresh_id();
    let title_id = id.clone();
    let body = move || open.get().then(|| children());
    view! {
        <dialog class="sheet" node_ref=node aria-labelledby=id on:close=move |_| open.set(false) on:click=beside>
            <div class="sheet-in">
                <header>
                    <h2 id=title_id>{title}</h2>
                    <button type="button" class="icon-button" aria-label=t("parts.close")
                        on:click=move |_| open.set(false)><Icon name="close" /></button>
                </header>
                <div class="sheet-body">{body}</div>
            </div>
        </dialog>
    }
    .into_any()
}

/// A question with two answers, asked before something that matters.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is asked: 「删除这条记录?」
    pub title: String,
    /// What will happen, and whether it can be undone.
    pub text: String,
    /// The word on the button that does it: 「删除」, never 「确定」.
    pub yes: String,
    /// It takes something away: the button is red and not the first to have the focus.
    pub danger: bool,
    /// Done after yes.
    pub then: Callback<()>,
}

/// What is said, in the reader's language of the moment.
pub type Words = Rc<dyn Fn() -> String>;

#[derive(Clone)]
struct Notice {
    at: u32,
    /// Not a text: a notice is said once more in the language that the reader changes to.
    words: Words,
    /// Not a `Callback`, which would go with the screen that made it: a notice outlives the screen.
    undo: Option<Rc<dyn Fn()>>,
}

/// Says short things and asks questions. There is one, made by the frame; screens have it as `Shell::notices`.
#[derive(Clone, Copy, Debug)]
pub struct Notices {
    all: RwSignal<Vec<Notice>, LocalStorage>,
    question: RwSignal<Option<Question>>,
    next: StoredValue<u32>,
}

impl Notices {
    /// None yet.
    pub fn new() -> Self {
        Self {
            all: RwSignal::new_local(Vec::new()),
            question: RwSignal::new(None),
            next: StoredValue::new(0),
        }
    }

    /// Says something for a few seconds; a screen reader hears it. The words are asked for again when the language
    /// changes.
    pub fn say<W: Into<String>>(self, words: impl Fn() -> W + 'static) {
        self.put(Rc::new(move || words().into()), None);
    }

    /// Says what was done, with 撤销 beside it. `undo` may be asked for when its screen has long been left.
    pub fn say_undo<W: Into<String>>(
        self,
        words: impl Fn() -> W + 'static,
        undo: impl Fn() + 'static,
    ) {
        self.put(Rc::new(move || words().into()), Some(Rc::new(undo)));
    }

    /// Asks before doing.
    pub fn ask(self, question: Question) {
        self.question.set(Some(question));
    }

    fn put(self, words: Words, undo: Option<Rc<dyn Fn()>>) {
        let at = self.next.get_value();
        self.next.set_value(at + 1);
        let stays = if undo.is_some() { 10_000 } else { 6_000 };
        self.all.update(|all| {
            // More than two at once would hide the page.
            if all.len() > 1 {
                all.remove(0);
            }
            all.push(Notice { at, words, undo });
        });
        browser::after(stays, move || self.drop(at));
    }

    fn drop(self, at: u32) {
        self.all.update(|all| all.retain(|notice| notice.at != at));
    }
}

impl Default for Notices {
    fn default() -> Self {
        Self::new()
    }
}

/// Where the notices appear and the question is asked; stands once, in the frame.
#[component]
pub fn NoticesView(
    /// What to show.
    notices: Notices,
) -> AnyView {
    let one = move |notice: Notice| {
        let at = notice.at;
        let undo = notice.undo.map(|undo| {
            let press = move |_| {
                notices.drop(at);
                undo();
            };
            view! { <button type="button" on:click=press>{t("parts.undo")}</button> }
        });
        view! {
            <div class="toast">
                <p>{(notice.words)()}</p>
                {undo}
                <button type="button" class="icon-button" aria-label=t("parts.close")
                    on:click=move |_| notices.drop(at)><Icon name="close" /></button>
            </div>
        }
    };
    let open = RwSignal::new(false);
    Effect::new(move || open.set(notices.question.with(Option::is_some)));
    let answer = move |yes: bool| {
        let asked = notices.question.get_untracked();
        notices.question.set(None);
        if let Some(asked) = asked.filter(|_| yes) {
            asked.then.run(());
        }
    };
    let node = NodeRef::<leptos::html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                let _ = dialog.show_modal();
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let question = move || {
        notices.question.get().map(|asked| {
            let tone = if asked.danger { "btn danger" } else { "btn primary" };
            view! {
                <h2 id="question">{asked.title}</h2>
                <p>{asked.text}</p>
                <div class="answers">
                    <button type="button" class="btn" autofocus=asked.danger on:click=move |_| answer(false)>
                        {t("parts.no")}
                    </button>
                    <button type="button" class=tone autofocus=!asked.danger on:click=move |_| answer(true)>
                        {asked.yes}
                    </button>
                </div>
            }
        })
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {move || notices.all.get().into_iter().map(one).collect_view()}
        </div>
        <dialog class="ask" role="alertdialog" aria-labelledby="question" node_ref=node
            on:close=move |_| { if open.get_untracked() { answer(false) } }>
            {question}
        </dialog>
    }
    .into_any()
}
