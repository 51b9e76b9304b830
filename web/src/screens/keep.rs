//! What is half written is kept: 300 ms after the last letter, and at once when the page is hidden or left. Every form
//! uses it, those in sheets too.
//!
//! A [`Keeper`] knows its draft's key and the address that opens its form. A form of a few plain fields hands them over
//! as [`Slot`]s and shows [`Kept::banner`]; the others write their own text.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Map, Value, json};

use crate::browser;
use crate::desk::Desk;
use crate::parts::{Banner, Button, Notices, Tone};
use crate::shell::Shell;
use crate::store::{self, Draft, Store};
use crate::text::t;

/// How long nobody types before a draft is written, in milliseconds.
const PAUSE: i32 = 300;

struct Inner {
    /// The workbook's; without one the draft stands beside the list of workbooks.
    store: Option<Store>,
    key: String,
    to: String,
    /// What is to be written with its name; inside, nothing means that there is no draft any more.
    latest: RefCell<Option<Option<(String, String)>>>,
    waits: Cell<bool>,
    over: Cell<bool>,
}

/// Keeps the draft of one form.
#[derive(Clone)]
pub struct Keeper(Rc<Inner>);

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Keeper").field(&self.0.key).finish()
    }
}

thread_local! {
    static OPEN: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
    static HEARD: Cell<bool> = const { Cell::new(false) };
}

impl Keeper {
    /// For a form of the workbook that is open; none without one. `to` is the address that opens the form.
    pub fn of_book(desk: Desk, key: &str, to: String) -> Option<Self> {
        Some(Self::new(Some(desk.store()?), key, to))
    }

    /// For a form that belongs to no workbook.
    pub fn of_none(key: &str, to: String) -> Self {
        Self::new(None, key, to)
    }

    /// For a form of the workbook with this store.
    pub fn of(store: Store, key: &str, to: String) -> Self {
        Self::new(Some(store), key, to)
    }

    fn new(store: Option<Store>, key: &str, to: String) -> Self {
        let inner = Rc::new(Inner {
            store,
            key: key.to_owned(),
            to,
            latest: RefCell::default(),
            waits: Cell::new(false),
            over: Cell::new(false),
        });
        OPEN.with_borrow_mut(|open| {
            open.retain(|one| one.strong_count() > 0);
            open.push(Rc::downgrade(&inner));
        });
        if !HEARD.replace(true) {
            browser::on_document("visibilitychange", |_| flush_all());
            browser::on_window("pagehide", |_| flush_all());
        }
        Self(inner)
    }

    /// What was kept when the form was last open.
    pub async fn found(&self) -> Option<Draft> {
        let Inner { store, key, .. } = &*self.0;
        let found = match store {
            Some(store) => store.draft_get(key).await,
            None => store::early_draft_get(key).await,
        };
        // A draft that cannot be read now is still there the next time.
        found.ok().flatten()
    }

    /// The form has changed: what is typed and what it is about; `None` when nothing in it is worth keeping. `told`
    /// hears when it has been written.
    pub fn changed(&self, typed: Option<(String, String)>, told: impl Fn(bool) + 'static) {
        if self.0.over.get() {
            return;
        }
        *self.0.latest.borrow_mut() = Some(typed);
        if !self.0.waits.replace(true) {
            let keeper = self.clone();
            browser::after(PAUSE, move || {
                keeper.0.waits.set(false);
                keeper.write(told);
            });
        }
    }

    /// Writes at once what waits to be written.
    pub fn flush(&self) {
        self.write(|_| ());
    }

    fn write(&self, told: impl Fn(bool) + 'static) {
        let Some(latest) = self.0.latest.borrow_mut().take() else { return };
        let keeper = self.clone();
        spawn_local(async move {
            let is_there = latest.is_some();
            let written = match latest {
                Some((json, name)) => keeper.put(json, name).await,
                None => keeper.remove().await,
            };
            // What could not be written is tried again with the next letter; the form itself still has it.
            told(written.is_ok() && is_there);
        });
    }

    fn draft(&self, json: String, name: String) -> Draft {
        let Inner { key, to, .. } = &*self.0;
        let at = u64::try_from(browser::now()).unwrap_or_default();
        Draft { key: key.clone(), at, to: to.clone(), name, json }
    }

    async fn put(&self, json: String, name: String) -> Result<(), store::Error> {
        let draft = self.draft(json, name);
        match &self.0.store {
            Some(store) => store.draft_put(&draft).await,
            None => store::early_draft_put(&draft).await,
        }
    }

    async fn remove(&self) -> Result<(), store::Error> {
        match &self.0.store {
            Some(store) => store.draft_drop(&self.0.key).await,
            None => store::early_draft_drop(&self.0.key).await,
        }
    }

    /// The form was saved or given up: its draft goes, and nothing brings it back.
    pub async fn finish(&self) {
        self.0.over.set(true);
        *self.0.latest.borrow_mut() = None;
        // A draft that stays although its form is done is offered once more; its person throws it away.
        let _ = self.remove().await;
    }
}

/// Puts back a draft that was thrown away, into the workbook of this id or beside the list of workbooks.
pub async fn put_back(desk: Desk, book: Option<&str>, draft: &Draft) {
    let _ = match book {
        Some(book) => match desk.store().filter(|store| store.id() == book) {
            Some(store) => store.draft_put(draft).await,
            None => return,
        },
        None => store::early_draft_put(draft).await,
    };
}

fn flush_all() {
    let open = OPEN.with_borrow(|open| open.iter().filter_map(Weak::upgrade).collect::<Vec<_>>());
    for inner in open {
        Keeper(inner).flush();
    }
}

/// A plain field of a form.
#[derive(Clone, Copy, Debug)]
pub enum Slot {
    /// Words or a date.
    Text(RwSignal<String>),
    /// What is chosen.
    Chosen(RwSignal<Vec<String>>),
    /// A number.
    Number(RwSignal<Option<i64>>),
}

impl Slot {
    fn get(self) -> Value {
        match self {
            Self::Text(value) => json!(value.get()),
            Self::Chosen(value) => json!(value.get()),
            Self::Number(value) => json!(value.get()),
        }
    }

    fn set(self, kept: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match self {
            Self::Text(value) => value.set(text(kept)),
            Self::Chosen(value) => {
                value.set(kept.as_array().into_iter().flatten().map(text).collect());
            }
            Self::Number(value) => value.set(kept.as_i64()),
        }
    }
}

/// The fields of a form by their names.
pub type Slots = Vec<(&'static str, Slot)>;

fn gather(slots: &Slots) -> Value {
    Value::Object(
        slots.iter().map(|(name, slot)| ((*name).to_owned(), slot.get())).collect::<Map<_, _>>(),
    )
}

fn fill(slots: &Slots, kept: &Value) {
    for (name, slot) in slots {
        if let Some(value) = kept.get(*name) {
            slot.set(value);
        }
    }
}

/// A form of plain fields that keeps itself.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    keeper: StoredValue<Option<Keeper>, LocalStorage>,
    slots: StoredValue<Slots>,
    /// What the fields held before anything was typed.
    blank: StoredValue<Value>,
    /// What was typed the last time has been found and stands in the form.
    pub back: RwSignal<bool>,
    name: StoredValue<Box<dyn Fn() -> String>, LocalStorage>,
    notices: Notices,
    desk: Desk,
}

impl Kept {
    /// Brings back what was kept and keeps what is typed from now on, as long as it differs from what stood there at
    /// first. `name` says what the form is about.
    pub fn begin(
        keeper: Option<Keeper>,
        slots: Slots,
        name: impl Fn() -> String + 'static,
    ) -> Self {
        let blank = untrack(|| gather(&slots));
        let kept = Self {
            keeper: StoredValue::new_local(keeper.clone()),
            slots: StoredValue::new(slots),
            blank: StoredValue::new(blank),
            back: RwSignal::new(false),
            name: StoredValue::new_local(Box::new(name)),
            notices: Shell::here().notices,
            desk: Desk::here(),
        };
        let Some(keeper) = keeper else { return kept };
        let ready = RwSignal::new(false);
        let looked = keeper.clone();
        spawn_local(async move {
            let found = looked.found().await;
            let value = found.and_then(|draft| serde_json::from_str::<Value>(&draft.json).ok());
            // Who has begun to type meanwhile is not interrupted; who has left needs nothing.
            let untouched = kept.slots.try_with_value(|slots| untrack(|| gather(slots)));
            let untouched = untouched.is_some() && untouched == kept.blank.try_get_value();
            if let (Some(value), true) = (value, untouched) {
                kept.slots.with_value(|slots| fill(slots, &value));
                kept.back.set(true);
            }
            let _ = ready.try_set(true);
        });
        let leaving = keeper.clone();
        Effect::new(move |was: Option<Option<Value>>| {
            let now = kept.slots.with_value(gather);
            if !ready.get() {
                return None;
            }
            let blank = kept.blank.get_value();
            let has_changed = match was.flatten() {
                Some(was) => was != now,
                None => !kept.back.get_untracked() && now != blank,
            };
            if has_changed {
                let name = untrack(|| kept.name.with_value(|name| name()));
                keeper.changed((now != blank).then(|| (now.to_string(), name)), |_| ());
            }
            Some(now)
        });
        let leaving = StoredValue::new_local(leaving);
        on_cleanup(move || {
            let _ = leaving.try_with_value(Keeper::flush);
        });
        kept
    }

    /// What a field holds before anything is typed, when that is known only later; an empty field takes it over.
    pub fn expect(self, field: &'static str, text: &str) {
        let _ = self.blank.try_update_value(|blank| blank[field] = json!(text));
        self.slots.with_value(|slots| {
            let own = slots.iter().find(|(name, _)| *name == field);
            if let Some((_, Slot::Text(value))) = own
                && value.with_untracked(String::is_empty)
            {
                value.set(text.to_owned());
            }
        });
    }

    /// The form was saved: its draft goes.
    pub fn finish(self) {
        let keeper = self.keeper.try_get_value().flatten();
        spawn_local(async move {
            if let Some(keeper) = keeper {
                keeper.finish().await;
            }
        });
    }

    /// Says that what was typed is back, with a way to throw it away that can be taken back.
    pub fn banner(self) -> AnyView {
        let forget = Callback::new(move |()| {
            let typed = self.slots.with_value(|slots| untrack(|| gather(slots)));
            let name = untrack(|| self.name.with_value(|name| name()));
            self.blank.with_value(|blank| self.slots.with_value(|slots| fill(slots, blank)));
            self.back.set(false);
            let keeper = self.keeper.get_value();
            let draft = keeper.as_ref().map(|keeper| keeper.draft(typed.to_string(), name));
            let book =
                keeper.and_then(|keeper| keeper.0.store.as_ref().map(|it| it.id().to_owned()));
            let again = move || {
                if self.slots.try_with_value(|slots| fill(slots, &typed)).is_some() {
                    self.back.set(true);
                } else if let Some(draft) = draft.clone() {
                    // The form has been left; its draft is there when it is opened again.
                    let book = book.clone();
                    spawn_local(async move { put_back(self.desk, book.as_deref(), &draft).await });
                }
            };
            self.notices.say_undo(|| t("record.draft_dropped"), again);
        });
        let shown = move || {
            self.back.get().then(|| {
                view! {
                    <Banner><p>{t("record.draft_back")}</p>
                        <Button label=t("record.draft_drop") tone=Tone::Small press=forget />
                    </Banner>
                }
            })
        };
        shown.into_any()
    }
}
