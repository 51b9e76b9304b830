//! What has a date, as an iCalendar file (RFC 5545) for the calendar of a phone: due dates, planned activities, report
//! dates. All-day events without alarms. It says nothing personal of children, their families or households: what could
//! name one is told in general words.

mod private;
mod text;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::calendar::PeriodKey;
use crate::calendar::day::{LAST_DAY, add_days};
use crate::catalog::Catalog;
use crate::label::Lang;
use crate::log::RecordId;
use crate::record::{Activity, Id, Record};
use crate::rule::Outcome;
use crate::state::State;

use super::naming::{code_label, kind_label, name_of};
use super::todo::{Asking, Item, What, todo};
use private::Private;
use text::{Lines, general};

/// The days of what waits on `today`, and of everything planned after it, as the text of an `.ics` file. Equal input gives
/// equal bytes; an event keeps its UID whatever else changes.
pub fn ics(
    state: &State,
    catalog: &Catalog,
    outcomes: &[Outcome],
    today: NaiveDate,
    lang: Lang,
) -> String {
    let asking = Asking { today, until: LAST_DAY, ahead: true };
    let private = Private::read(state);
    let maker = Maker { state, catalog, private: &private, today, lang };
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//Jiedui//Jiedui//ZH");
    lines.add("CALSCALE", "GREGORIAN");
    if let Some((_, workspace)) = state.workspace() {
        lines.text("X-WR-CALNAME", &workspace.name);
    }
    for item in todo(state, catalog, outcomes, asking).items {
        maker.event(&item, &mut lines);
    }
    lines.add("END", "VCALENDAR");
    lines.finish()
}

struct Maker<'a> {
    state: &'a State,
    catalog: &'a Catalog,
    private: &'a Private,
    today: NaiveDate,
    lang: Lang,
}

impl Maker<'_> {
    /// One item as an all-day event; nothing for one without a day.
    fn event(&self, item: &Item, lines: &mut Lines) {
        let (Some(first), Some(record)) = (item.line(), item.records.first().copied()) else {
            return;
        };
        let Some(uid) = uid(item, record) else { return };
        let activity = matches!(item.what, What::Planned { .. })
            .then(|| self.state.activities().get(Id::new(record)))
            .flatten();
        let last = activity.and_then(Activity::last_day).unwrap_or(first).max(first);
        lines.add("BEGIN", "VEVENT");
        lines.add("UID", &uid);
        lines.add("DTSTAMP", &self.written(record));
        lines.add("DTSTART;VALUE=DATE", &first.format("%Y%m%d").to_string());
        lines.add("DTEND;VALUE=DATE", &add_days(last, 1).format("%Y%m%d").to_string());
        lines.text("SUMMARY", &self.summary(item, record));
        lines.text("CATEGORIES", item.what.code());
        lines.add("TRANSP", "TRANSPARENT");
        lines.add("END", "VEVENT");
    }

    /// When the record was last written, in UTC; the day asked about where that cannot be read.
    fn written(&self, record: RecordId) -> String {
        let last = self.state.log().record(record).map(|record| record.last());
        let read = last.and_then(|entry| DateTime::parse_from_rfc3339(&entry.at).ok());
        let stamp = read.map_or_else(
            || self.today.and_time(NaiveTime::MIN).and_utc(),
            |read| read.with_timezone(&Utc),
        );
        stamp.format("%Y%m%dT%H%M%SZ").to_string()
    }

    /// What the event is called: general words first, then the record's own where they name nobody private.
    fn summary(&self, item: &Item, record: RecordId) -> String {
        let general = general(&item.what, self.lang);
        let own = match &item.what {
            What::Clause { about, .. } => {
                let rule = self.state.rules().get(Id::new(record));
                let short = rule.map(|rule| rule.short.get(self.lang)).unwrap_or_default();
                both(short, &self.parties(*about))
            }
            What::Planned { .. } => self.activity(record),
            What::Slot { festival, .. } => {
                let label =
                    |code| code_label(self.state, self.catalog, "festival", code, self.lang);
                let festival = if festival.is_empty() { String::new() } else { label(festival) };
                both(&name_of(self.state, self.catalog, record, self.lang), &festival)
            }
            What::Milestone { code } => {
                let label = code_label(self.state, self.catalog, "milestone", code, self.lang);
                both(&name_of(self.state, self.catalog, record, self.lang), &label)
            }
            What::Task { .. } | What::Report { .. } => {
                name_of(self.state, self.catalog, record, self.lang)
            }
            // Their words may speak of a child or a family.
            What::Evidence { .. }
            | What::Review
            | What::Exit
            | What::Assessment
            | What::Payment
            | What::Agreement { .. }
            | What::Request { .. }
            | What::Quiet { .. }
            | What::Unvisited
            | What::Unpaired
            | What::Untrained => String::new(),
        };
        if own.is_empty() || self.private.is_named_in(&own) {
            general.to_owned()
        } else {
            format!("{general}: {own}")
        }
    }

    /// The kind of an activity, its units, and its topic unless it is about people or households.
    fn activity(&self, record: RecordId) -> String {
        let Some(it) = self.state.activities().get(Id::new(record)) else { return String::new() };
        let kind = kind_label(self.state, self.catalog, &it.kind, self.lang);
        let open = it.targets.iter().all(|id| self.is_unit(*id))
            && it.pairings.iter().all(|pairing| !self.parties(*pairing).is_empty());
        let parties: Vec<String> = it.pairings.iter().map(|id| self.parties(*id)).collect();
        let said = both(&kind, &parties.join("、"));
        if open && !self.private.is_named_in(&it.title) { both(&said, &it.title) } else { said }
    }

    /// The two sides of a pairing of units; nothing for one with people or households, or for a plan.
    fn parties(&self, id: RecordId) -> String {
        let Some(pairing) = self.state.pairings().find(Id::new(id)) else { return String::new() };
        if pairing.side_a.iter().chain(&pairing.side_b).all(|id| self.is_unit(*id)) {
            name_of(self.state, self.catalog, id, self.lang)
        } else {
            String::new()
        }
    }

    fn is_unit(&self, id: RecordId) -> bool {
        let record = self.state.log().record(id);
        record.is_some_and(|record| record.kind() == crate::record::Org::KIND)
    }
}

/// The name by which a calendar knows the event again; none for what is no date but a state of things.
fn uid(item: &Item, record: RecordId) -> Option<String> {
    let more = match &item.what {
        What::Clause { period, about, .. } => {
            // What is asked for on any day is named by its last day: its period has today's name.
            let daily = matches!(period, PeriodKey::Day(_) | PeriodKey::Window(_));
            let period = if daily { item.due?.to_string() } else { period.to_string() };
            format!("-{about}-{period}")
        }
        What::Slot { key, nth, .. } => format!("-{key}-{nth}"),
        What::Milestone { code } => format!("-{code}"),
        What::Agreement { key, .. } => format!("-{key}"),
        What::Task { .. }
        | What::Planned { .. }
        | What::Review
        | What::Exit
        | What::Assessment
        | What::Report { .. }
        | What::Payment
        | What::Request { .. } => String::new(),
        What::Evidence { .. }
        | What::Quiet { .. }
        | What::Unvisited
        | What::Unpaired
        | What::Untrained => return None,
    };
    Some(format!("{}-{record}{more}@jiedui", item.what.code()))
}

/// Two parts of a name, where each is there.
fn both(one: &str, other: &str) -> String {
    [one, other].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests;
