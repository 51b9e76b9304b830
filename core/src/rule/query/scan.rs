//! One look over the records of a workbook: whose, in which period, under which settings.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::NaiveDate;
use serde_json::Value;

use crate::calendar::day::{FIRST_DAY, add_days};
use crate::calendar::{PeriodKey, PeriodKind};
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{Schema, Type, schema};
use crate::rule::period::{Span, Special, Window};
use crate::rule::settings::Settings;
use crate::state::State;

use super::circle::Circle;
use super::memo::Memo;
use super::shelf::Shelf;

/// A record that is there.
#[derive(Clone, Copy, Debug)]
pub(in crate::rule) struct Found<'a> {
    pub(in crate::rule) schema: &'static Schema,
    pub(in crate::rule) id: RecordId,
    pub(in crate::rule) value: &'a Value,
}

/// What a link counts, by the record it is about.
pub(super) type Counted = Rc<Numbered<i128>>;

/// What a query is evaluated over.
#[derive(Debug)]
pub(in crate::rule) struct Scan<'a> {
    pub(in crate::rule) state: &'a State,
    pub(in crate::rule) shelf: &'a Shelf,
    pub(in crate::rule) circle: &'a Circle,
    pub(in crate::rule) settings: &'a Settings,
    pub(in crate::rule) span: Span,
    pub(in crate::rule) window: Window,
    /// The code of the rule's unit.
    pub(in crate::rule) unit: &'a str,
    links: RefCell<Vec<Option<Counted>>>,
    /// What an earlier look at the same period remembers, and which part of the rule is asked.
    memo: Option<(&'a Memo, usize)>,
}

impl<'a> Scan<'a> {
    pub(in crate::rule) fn new(
        (state, shelf, circle): (&'a State, &'a Shelf, &'a Circle),
        settings: &'a Settings,
        (span, window): (Span, Window),
        unit: &'a str,
    ) -> Self {
        Self {
            state,
            shelf,
            circle,
            settings,
            span,
            window,
            unit,
            links: RefCell::default(),
            memo: None,
        }
    }

    /// The same, remembering what an earlier look at this period came to.
    pub(in crate::rule) fn remembering(self, memo: Option<&'a Memo>, part: usize) -> Self {
        Self { memo: memo.map(|memo| (memo, part)), ..self }
    }

    pub(super) fn memo(&self) -> Option<&'a Memo> {
        self.memo.map(|(memo, _)| memo)
    }

    /// Which part of the rule is asked.
    pub(super) fn part(&self) -> usize {
        self.memo.map_or(0, |(_, part)| part)
    }

    /// The same look at another period.
    pub(super) fn in_window(&self, window: Window) -> Self {
        let over = (self.state, self.shelf, self.circle);
        Self::new(over, self.settings, (self.span, window), self.unit)
    }

    /// A record that is not in the recycle bin.
    pub(super) fn record(&self, id: RecordId) -> Option<Found<'a>> {
        let record = self.state.log().record(id).filter(|record| !record.is_deleted())?;
        Some(Found { schema: schema(record.kind())?, id, value: record.value() })
    }

    /// What a special field of an activity is counted in, from the workbook's own kinds: its type, and whether it is
    /// minutes.
    pub(super) fn shape(&self, activity: &Value, name: &str) -> (Type, bool) {
        let kind = activity.get("kind").and_then(Value::as_str).unwrap_or_default();
        let workbook = self.state.workspace().map(|(_, workbook)| workbook);
        let field = workbook.and_then(|it| it.kinds.get(kind)).and_then(|it| it.fields.get(name));
        match field.map_or("", |field| field.shape.as_str()) {
            "hours" => (Type::ClassHours, false),
            "money" => (Type::Fen, false),
            "decimal" => (Type::Thousandths, false),
            "minutes" => (Type::Free, true),
            _ => (Type::Free, false),
        }
    }

    /// The period before this one: of the same kind where there is one, else as many days before.
    pub(super) fn before(&self) -> Option<Window> {
        let Window { key, from, due, .. } = self.window;
        let calendar = self.state.calendar();
        let kind = key.kind();
        let earlier = if matches!(kind, PeriodKind::Semester | PeriodKind::SchoolYear) {
            let last = add_days(from, -1);
            calendar.periods(kind, FIRST_DAY, last).into_iter().rfind(|it| it.to <= last)
        } else {
            let own = calendar.period(key).filter(|_| !matches!(key, PeriodKey::Day(_)));
            own.and_then(|own| calendar.period_of(kind, add_days(own.from, -1)))
        };
        let days = (due - from).num_days() + 1;
        let (key, from, to) = match earlier {
            Some(period) => (period.key, period.from, period.to),
            None => (key, add_days(from, -days.max(1)), add_days(from, -1)),
        };
        (from >= FIRST_DAY).then_some(Window {
            key,
            from,
            due: to,
            until: to,
            special: Special::No,
        })
    }

    /// Whether a date lies in the period, and has come.
    pub(super) fn is_inside(&self, date: NaiveDate) -> bool {
        (self.window.from..=self.window.until).contains(&date)
    }

    /// What the link in this place counts, worked out once.
    pub(super) fn counted(&self, slot: usize, work: impl FnOnce() -> Numbered<i128>) -> Counted {
        let known = self.links.borrow().get(slot).cloned().flatten();
        if let Some(known) = known {
            return known;
        }
        let fresh = Rc::new(work());
        let mut links = self.links.borrow_mut();
        if links.len() <= slot {
            links.resize(slot + 1, None);
        }
        if let Some(place) = links.get_mut(slot) {
            *place = Some(Rc::clone(&fresh));
        }
        fresh
    }
}
