//! Metrics that are a share: of activities with a field well judged, of posts filled, of requests accepted.

use crate::log::RecordId;
use crate::record::states::ActivityState;
use crate::record::{Activity, Id, Org};
use crate::sorted::SortedSet;

use super::amount::{Amount, int};
use super::book::{Book, Row};
use super::count::each;
use super::metric::{Finding, Work};
use super::outcome::{Lack, Side, Unknown, Why};
use super::period::Window;
use super::select::{Held, Selection, answers, held};

/// The share of activities whose `field` is one of `ok`, of those where it is filled in.
pub(super) fn field(
    book: &Book<'_>,
    selection: &Selection,
    field: &str,
    ok: &[String],
    window: &Window,
) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let (mut filled, mut any) = (0, false);
    each(book, selection, window, &mut finding, |row, finding| {
        any = true;
        let id = row.id.untyped();
        match held(row.activity, field, book.state) {
            Held::Empty => {
                finding.unknowns.push(Unknown::Record(id));
                finding.nearly(id, Why::NotRated);
            }
            held if held.is_any_of(ok) => {
                filled += 1;
                finding.records.push(id);
            }
            Held::Codes(_) | Held::Something => {
                filled += 1;
                finding.settled = true;
                finding.nearly(id, Why::BelowStandard);
            }
        }
    });
    let lack = if any { Lack::Ratings } else { Lack::Activities };
    finding.share(finding.records.len(), filled, lack);
    finding
}

/// The share of required posts that are filled; a surplus in one kind does not fill a gap in another.
pub(super) fn posts(book: &Book<'_>, side: Side) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let (mut required, mut filled, mut unknown) = (0_i64, 0_i64, 0_i64);
    let members = book.parties(side).flat_map(|party| party.members.iter());
    for (id, org) in
        members.filter_map(|id| Some((*id, book.state.orgs().get(Id::<Org>::new(*id))?)))
    {
        for (kind, post) in &org.posts_required {
            let asked = post.required.unwrap_or(0).max(0);
            required = required.saturating_add(asked);
            match post.filled {
                Some(is) => filled = filled.saturating_add(is.clamp(0, asked)),
                None if asked > 0 => {
                    unknown = unknown.saturating_add(asked);
                    finding.unknowns.push(Unknown::Post(kind.clone()));
                }
                None => {}
            }
        }
        if !org.posts_required.is_empty() {
            finding.records.push(id);
        }
    }
    if required > 0 && unknown < required {
        finding.amount = Some(Amount::Share { part: filled, of: required });
        finding.best = Some(Amount::Share { part: filled.saturating_add(unknown), of: required });
    } else {
        finding.lack = Some(Lack::Posts);
    }
    finding
}

/// What a rule on requests asks.
pub(super) struct Asked<'a> {
    pub(super) selection: &'a Selection,
    pub(super) category: &'a str,
    /// The field that names the issue an activity answers.
    pub(super) request_field: &'a str,
    /// The field that says how far it is.
    pub(super) state_field: &'a str,
    pub(super) accepted: &'a [String],
    pub(super) needs: &'a [String],
}

/// The share of requests that were accepted with everything they need. A request is an issue of the category, or an
/// activity that answers none; an activity that answers an issue is that same request, whenever it took place.
pub(super) fn requests(book: &Book<'_>, asked: &Asked<'_>, window: &Window) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let inside = |date| (window.from..=window.until).contains(&date);
    let mut issues = book.issues();
    issues.retain(|(_, issue)| issue.category == asked.category);
    let of_category: SortedSet<RecordId> = issues.iter().map(|(id, _)| id.untyped()).collect();
    let rows = asked.selection.kinds.iter().flat_map(|kind| book.rows_of(kind));
    let rows: Vec<&Row<'_>> =
        rows.filter(|row| row.activity.state != ActivityState::Cancelled).collect();
    let issue_of = |row: &Row<'_>| answers(row.activity, asked.request_field);
    let mut total = 0;
    for (id, _) in issues.iter().filter(|(_, issue)| issue.raised_on.is_some_and(inside)) {
        total += 1;
        let answers = rows.iter().filter(|row| issue_of(row) == Some(id.untyped()));
        let standings: Vec<(RecordId, Option<Why>)> =
            answers.map(|row| (row.id.untyped(), lacks(row.activity, asked, book))).collect();
        match standings.iter().find(|(_, lacks)| lacks.is_none()) {
            Some(_) => finding.records.push(id.untyped()),
            None => {
                let why = standings.into_iter().next().and_then(|(_, why)| why);
                finding.nearly(*id, why.unwrap_or(Why::NotAccepted));
            }
        }
    }
    for row in rows {
        let answers_one = issue_of(row).is_some_and(|issue| of_category.contains(&issue));
        if answers_one || !inside(row.date) {
            continue;
        }
        total += 1;
        match lacks(row.activity, asked, book) {
            None => finding.records.push(row.id.untyped()),
            Some(why) => finding.nearly(row.id, why),
        }
    }
    finding.share(finding.records.len(), total, Lack::Requests);
    finding
}

/// What an accepted request lacks. One that took place has been accepted, whatever its own state says.
fn lacks(activity: &Activity, asked: &Asked<'_>, book: &Book<'_>) -> Option<Why> {
    let state = held(activity, asked.state_field, book.state);
    let accepted = activity.state.counts() || state.is_any_of(asked.accepted);
    if !accepted {
        return Some(Why::NotAccepted);
    }
    let empty = |field: &&String| held(activity, field, book.state) == Held::Empty;
    let fields: Vec<String> = asked.needs.iter().filter(empty).cloned().collect();
    (!fields.is_empty()).then_some(Why::NotArranged { fields })
}

/// The best value a share can reach when `unknown` of its items turn out well.
pub(super) fn best(part: usize, unknown: usize, of: usize) -> Option<Amount> {
    Amount::share(part, of).map(|_| Amount::Share { part: int(part + unknown), of: int(of) })
}
