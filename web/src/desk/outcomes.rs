//! How every rule stands today: measured once for each change of the state, shared by every screen that shows it.

use std::rc::Rc;

use chrono::NaiveDate;
use jiedui_core::rule::{Assessor, Outcome};
use leptos::prelude::*;

use super::Desk;
use crate::browser;

/// The outcomes of an open workbook, kept from one question to the next.
#[derive(Default)]
pub(crate) struct Assessed {
    assessor: Assessor,
    /// The revision and the day they were measured for.
    of: Option<(u64, NaiveDate)>,
    shared: Rc<Vec<Outcome>>,
}

impl Desk {
    /// How every rule of every plan stands today, by plan, pairing, rule code and period; inside a memo or a view asked
    /// again when the state has changed. Empty while no workbook is open. Asking twice measures once.
    pub fn outcomes(self) -> Rc<Vec<Outcome>> {
        self.revision.track();
        self.outcomes_now()
    }

    /// As [`Desk::outcomes`], without being asked again.
    pub fn outcomes_now(self) -> Rc<Vec<Outcome>> {
        let today = browser::today();
        self.with(|inner| {
            let Some(book) = &mut inner.book else { return Rc::default() };
            let (state, kept) = (book.ledger.state(), &mut book.assessed);
            let of = Some((state.revision(), today));
            if kept.of != of {
                kept.shared = Rc::new(kept.assessor.assess(state, today).to_vec());
                kept.of = of;
            }
            Rc::clone(&kept.shared)
        })
    }
}
