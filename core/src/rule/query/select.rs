//! Which records a query means: their kind, conditions, the period they lie in.

use chrono::NaiveDate;
use serde_json::Value;

use crate::calendar::day::add_days;
use crate::log::RecordId;
use crate::numbered::Numbered;
use crate::record::{Activity, Id, schema};
use crate::rule::metric::Finding;
use crate::rule::outcome::{Unknown, Why};
use crate::rule::period::Window;
use crate::rule::select::not_done;

use super::cond::{Cond, Holds};
use super::memo::{Extra, Kept};
use super::parse::{Reader, is_activity, kind_of, only, texts};
use super::path::Path;
use super::scan::{Found, Scan};
use super::shelf::UNDATED;

/// A record so many days outside a period nearly counted in it.
const NEAR_DAYS: i64 = 7;

/// A selection of records of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::rule) struct Select {
    pub(in crate::rule) kind: &'static str,
    /// Of activities: their kinds; empty means any.
    codes: Vec<String>,
    /// Whether an activity has to be done.
    done: bool,
    place: InPeriod,
    conds: Vec<Cond>,
    /// Its place among the selections of the query.
    slot: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum InPeriod {
    /// As things stand.
    Now,
    /// The activity's date lies in the period.
    Date,
    /// This date does.
    Field(Path),
}

impl Select {
    /// Reads a selection; `in_period` of the link it stands in takes the place of its own.
    pub(in crate::rule) fn read(
        reader: &mut Reader<'_>,
        value: &Value,
        in_period: Option<&Value>,
    ) -> Option<Self> {
        only(value, &["of", "where", "in_period", "kinds", "done", "when", "unless"])?;
        let kind = kind_of(value)?;
        reader.inside(|reader| {
            let codes = match value.get("kinds") {
                None if is_activity(kind) => reader.kinds.to_vec(),
                None => Vec::new(),
                Some(_) if !is_activity(kind) => return None,
                Some(codes) => texts(codes)?,
            };
            let place = match in_period.or_else(|| value.get("in_period")) {
                None | Some(Value::Null) if is_activity(kind) => InPeriod::Date,
                None | Some(Value::Null | Value::Bool(false)) => InPeriod::Now,
                Some(Value::String(field)) if is_activity(kind) && field == "date" => {
                    InPeriod::Date
                }
                Some(Value::String(field)) => InPeriod::Field(Path::read(reader, field, kind)?),
                Some(_) => return None,
            };
            let done = match value.get("done") {
                None => true,
                Some(done) => done.as_bool()?,
            };
            // To which plan a record belongs may be its task's or project's to say.
            ["task", "project"]
                .into_iter()
                .filter(|to| refers_to(kind, to))
                .for_each(|to| reader.reads.read(to));
            if is_activity(kind) {
                reader.reads.activities(&codes, place == InPeriod::Date);
            } else {
                reader.reads.read(kind);
            }
            let conds =
                reader.list(value.get("where"), |reader, cond| Cond::read(reader, cond, kind))?;
            let slot = reader.slot();
            Some(Self { kind, codes, done, place, conds, slot })
        })
    }

    /// Whether it counts what happens, not what there is: of nothing that happens there may well be none.
    pub(in crate::rule) fn is_flow(&self) -> bool {
        const HAPPEN: [&str; 7] =
            ["activity", "issue", "fund_entry", "report", "achievement", "notice", "document"];
        self.place != InPeriod::Now || HAPPEN.contains(&self.kind)
    }

    /// Whether it is of activities done in the period, and nothing else.
    pub(in crate::rule) fn is_events(&self) -> bool {
        is_activity(self.kind) && self.place == InPeriod::Date && self.done
    }

    /// Whether a record of the kind is there at all, meant or not.
    pub(in crate::rule) fn any<'a>(&self, scan: &Scan<'a>) -> bool {
        let mut any = false;
        self.candidates(scan, &mut |found| any |= found.is_some());
        any
    }

    /// Whether it is of activities, or asks about them on the way.
    pub(super) fn asks_activities(&self) -> bool {
        is_activity(self.kind) || self.conds.iter().any(Cond::asks_activities)
    }

    /// Tells every record that is meant; those that nearly are go into `notes`.
    pub(in crate::rule) fn each<'a>(
        &self,
        scan: &Scan<'a>,
        mut notes: Option<&mut Finding>,
        tell: &mut dyn FnMut(Found<'a>, Option<&mut Finding>),
    ) {
        self.candidates(scan, &mut |found| {
            let Some(found) = found else { return };
            match self.judge(scan, &found) {
                Holds::Yes => tell(found, notes.as_deref_mut()),
                holds @ (Holds::No(_) | Holds::Unknown(_)) => {
                    note(notes.as_deref_mut(), found.id, &holds);
                }
            }
        });
    }

    /// The same for what `weigh` works out of each record; where an earlier look is remembered, only of activities that
    /// changed since.
    pub(super) fn each_kept<'a>(
        &self,
        scan: &Scan<'a>,
        mut notes: Option<&mut Finding>,
        weigh: &mut dyn FnMut(&Found<'a>) -> Extra,
        tell: &mut dyn FnMut(RecordId, &Extra, Option<&mut Finding>),
    ) {
        let kept = is_activity(self.kind) && !self.conds.iter().any(Cond::asks_activities);
        let Some(memo) = scan.memo().filter(|_| kept) else {
            return self.each(scan, notes, &mut |found, notes| {
                tell(found.id, &weigh(&found), notes);
            });
        };
        let at = (scan.part(), self.slot);
        let rows = match memo.take(at) {
            Some(mut rows) => {
                for id in memo.to_judge() {
                    rows.remove(id.bits());
                    if let Some(found) = self.could_be(scan, *id) {
                        self.keep(scan, &found, weigh, &mut rows);
                    }
                }
                rows
            }
            None => {
                let mut rows = Numbered::default();
                self.candidates(scan, &mut |found| {
                    if let Some(found) = found {
                        self.keep(scan, &found, weigh, &mut rows);
                    }
                });
                rows
            }
        };
        for (bits, row) in rows.iter() {
            let id = RecordId::new(bits);
            if row.holds == Holds::Yes {
                tell(id, &row.extra, notes.as_deref_mut());
            } else {
                note(notes.as_deref_mut(), id, &row.holds);
            }
        }
        memo.put(at, rows);
    }

    fn keep<'a>(
        &self,
        scan: &Scan<'a>,
        found: &Found<'a>,
        weigh: &mut dyn FnMut(&Found<'a>) -> Extra,
        rows: &mut Numbered<Kept>,
    ) {
        let holds = self.judge(scan, found);
        if holds != Holds::No(None) {
            let extra = if holds == Holds::Yes { weigh(found) } else { Extra::Nothing };
            rows.insert(found.id.bits(), Kept { holds, extra });
        }
    }

    /// An activity, when it is among those that may be meant.
    fn could_be<'a>(&self, scan: &Scan<'a>, id: RecordId) -> Option<Found<'a>> {
        let found = candidate(scan, id).filter(|found| is_activity(found.schema.kind))?;
        let text = |name: &str| found.value.get(name).and_then(Value::as_str);
        let code = text("kind").unwrap_or_default();
        let date = text("date").and_then(|date| date.parse().ok()).unwrap_or(UNDATED);
        let (from, to) = self.dates(scan);
        let meant = self.codes.is_empty() || self.codes.iter().any(|own| own == code);
        (meant && (from..=to).contains(&date) && self.belongs(scan, &found)).then_some(found)
    }

    /// The dates between which an activity may be meant.
    fn dates(&self, scan: &Scan<'_>) -> (NaiveDate, NaiveDate) {
        let Window { from, until, due, .. } = scan.window;
        match self.place {
            InPeriod::Date => (add_days(from, -NEAR_DAYS), add_days(until.max(due), NEAR_DAYS)),
            InPeriod::Now | InPeriod::Field(_) => (UNDATED, NaiveDate::MAX),
        }
    }

    /// Every record of the kind that may be meant.
    fn candidates<'a>(&self, scan: &Scan<'a>, tell: &mut dyn FnMut(Option<Found<'a>>)) {
        if !is_activity(self.kind) {
            for id in scan.shelf.of_kind(self.kind) {
                tell(scan.record(*id).filter(|found| self.belongs(scan, found)));
            }
            return;
        }
        let (from, to) = self.dates(scan);
        let mut of_code = |code: &str| {
            for (_, id) in scan.shelf.activities(code, from, to) {
                tell(candidate(scan, *id).filter(|found| self.belongs(scan, found)));
            }
        };
        if self.codes.is_empty() {
            scan.shelf.codes().for_each(of_code);
        } else {
            self.codes.iter().for_each(|code| of_code(code));
        }
    }

    fn belongs(&self, scan: &Scan<'_>, found: &Found<'_>) -> bool {
        scan.circle.holds(scan.state, self.kind, found.id, found.value)
    }

    fn judge<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> Holds {
        let mut worst = Holds::Yes;
        for cond in &self.conds {
            match cond.judge(scan, found) {
                Holds::Yes => {}
                // What a condition rules out is something else, and has not nearly counted.
                Holds::No(_) => return Holds::No(None),
                unknown @ Holds::Unknown(_) => {
                    if worst == Holds::Yes {
                        worst = unknown;
                    }
                }
            }
        }
        let place = self.place(scan, found);
        if place != Holds::Yes {
            return place;
        }
        match self.standing(scan, found.id) {
            Some(why) => Holds::No(Some(why)),
            None => worst,
        }
    }

    /// How its date stands to the period; of several, one inside is enough.
    fn place<'a>(&self, scan: &Scan<'a>, found: &Found<'a>) -> Holds {
        let (mut any, mut inside, mut near) = (false, false, false);
        let Window { from, due, .. } = scan.window;
        let mut look = |date: NaiveDate| {
            any = true;
            inside |= scan.is_inside(date);
            near |= (add_days(from, -NEAR_DAYS)..from).contains(&date)
                || (due < date && date <= add_days(due, NEAR_DAYS));
        };
        let field = match &self.place {
            InPeriod::Now => return Holds::Yes,
            InPeriod::Date => {
                let date = found.value.get("date").and_then(Value::as_str);
                date.and_then(|date| date.parse().ok()).into_iter().for_each(look);
                "date".to_owned()
            }
            InPeriod::Field(path) => {
                path.each(scan, found, &mut |leaf| leaf.date().into_iter().for_each(&mut look));
                path.field()
            }
        };
        match (any, inside) {
            (false, _) => Holds::Unknown(field),
            (true, true) => Holds::Yes,
            (true, false) => Holds::No(near.then_some(Why::OutsidePeriod)),
        }
    }

    /// Why an activity does not count as it stands.
    fn standing(&self, scan: &Scan<'_>, id: RecordId) -> Option<Why> {
        if !is_activity(self.kind) {
            return None;
        }
        let id: Id<Activity> = Id::new(id);
        let Some(activity) = scan.state.activities().get(id) else { return Some(Why::Deleted) };
        not_done(activity.state).filter(|why| self.done || *why == Why::Cancelled)
    }
}

/// Notes a record that is not meant and nearly is.
fn note(notes: Option<&mut Finding>, id: RecordId, holds: &Holds) {
    match (notes, holds) {
        (Some(notes), Holds::No(Some(why))) => notes.nearly(id, why.clone()),
        (Some(notes), Holds::Unknown(field)) => {
            notes.nearly(id, Why::FieldEmpty { field: field.clone() });
            notes.unknowns.push(Unknown::Record(id));
        }
        (_, Holds::Yes | Holds::No(_) | Holds::Unknown(_)) => {}
    }
}

/// Whether records of a kind have a field of this name, which names a record of that kind.
fn refers_to(kind: &str, to: &'static str) -> bool {
    schema(kind).is_some_and(|schema| schema.fields.iter().any(|field| field.name == to))
}

/// An activity, also one in the recycle bin: it nearly counts.
fn candidate<'a>(scan: &Scan<'a>, id: RecordId) -> Option<Found<'a>> {
    let record = scan.state.log().record(id)?;
    Some(Found { schema: schema(record.kind())?, id, value: record.value() })
}
