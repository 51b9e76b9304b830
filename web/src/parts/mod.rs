//! Shared controls. Each has its accessible name, 44 px targets, and knows nothing of ledgers or screens.
//!
//! A control writes into a signal it is given; a [`Form`] in context holds what is wrong with which field.

pub mod choice;
pub mod dialog;
pub mod field;
pub mod icon;
pub mod number;
pub mod photo;
pub mod pick;
pub mod show;
pub mod table;
pub mod tabs;

pub use choice::{Chips, Choice, Select, Switch};
pub use dialog::{Notices, NoticesView, Question, Sheet, Words};
pub use field::{Form, SearchBox, TextField};
pub use icon::{Icon, Mark};
pub use number::{DateField, NumberField, Stepper};
pub use photo::{PhotoPicker, Thumb};
pub use pick::{PeopleGroup, PersonPicker, RefPicker};
pub use show::{
    Banner, Button, DocBoxes, Empty, LinkRow, Meter, Progress, Skeleton, StatePill, Tone,
};
pub use table::{Column, Line, Table};
pub use tabs::{Tab, TabPanel, Tabs};

use std::cell::Cell;

/// An id no other element of the page has.
pub fn fresh_id() -> String {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(0) });
    NEXT.set(NEXT.get() + 1);
    format!("x{}", NEXT.get())
}
