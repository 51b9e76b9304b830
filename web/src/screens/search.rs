//! Finding by name, also by the first letters of its pinyin: the letters are fetched when somebody first searches.

use std::cell::RefCell;
use std::rc::Rc;

use jiedui_core::ask::Letters;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;

thread_local! {
    static LETTERS: RefCell<Option<Rc<Letters>>> = const { RefCell::new(None) };
    static ASKED: RefCell<Vec<RwSignal<u32>>> = const { RefCell::new(Vec::new()) };
}

/// The letters of names, once they are there; a list that follows them is drawn anew when they come.
#[derive(Clone, Copy, Debug)]
pub struct Spelling(RwSignal<u32>);

impl Spelling {
    /// Has the letters fetched. Call it while a screen is being built.
    pub fn here() -> Self {
        let come = RwSignal::new(0);
        if LETTERS.with_borrow(Option::is_none) {
            let first = ASKED.with_borrow_mut(|asked| {
                asked.push(come);
                asked.len() == 1
            });
            if first {
                spawn_local(async {
                    // Without the table names are found by their characters only.
                    if let Ok(table) = browser::fetch_text("./catalog/letters.txt").await {
                        LETTERS.with_borrow_mut(|own| *own = Some(Rc::new(Letters::read(&table))));
                    }
                    for come in ASKED.take() {
                        come.try_update(|come| *come += 1);
                    }
                });
            }
        }
        Self(come)
    }

    /// Whether the table has come. Follows its coming.
    pub fn is_there(self) -> bool {
        self.0.track();
        LETTERS.with_borrow(Option::is_some)
    }

    /// The initials of a text; empty while the table is not there. Follows its coming.
    pub fn of(self, text: &str) -> String {
        self.0.track();
        LETTERS.with_borrow(|letters| {
            letters.as_ref().map(|letters| letters.of(text)).unwrap_or_default()
        })
    }
}

/// Whether a name is looked for: it holds what was typed, or begins with its letters in pinyin.
pub fn matches(name: &str, wanted: &str, spelling: Spelling) -> bool {
    let wanted = wanted.trim().to_lowercase();
    wanted.is_empty()
        || name.to_lowercase().contains(&wanted)
        || spelling.of(name).contains(&wanted)
}
