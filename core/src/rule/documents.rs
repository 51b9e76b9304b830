//! Metrics over evidence: activities with all their documents, documents that have to exist (R489 to R494).

use crate::record::{Document, Id};
use crate::sorted::SortedSet;

use super::amount::Amount;
use super::book::Book;
use super::count::{each, first};
use super::metric::{Finding, Work, plain};
use super::outcome::{Lack, Side, Why};
use super::period::Window;
use super::select::Selection;

/// The share of activities with a document of every kind. The kinds `once` have to be there once for the whole
/// period, on one of the activities or with the pairing or its plan; each is one more part above and below the line.
pub(super) fn complete(
    book: &Book<'_>,
    selection: &Selection,
    kinds: &[String],
    once: &[String],
    window: &Window,
) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let mut total = 0;
    let mut seen: SortedSet<&str> = SortedSet::new();
    each(book, selection, window, &mut finding, |row, finding| {
        total += 1;
        let documents = book.documents_of(row);
        seen.extend(documents.iter().map(|(_, document)| document.kind.as_str()));
        let missing: Vec<String> = kinds
            .iter()
            .filter(|kind| !documents.iter().any(|(_, document)| document.kind == **kind))
            .cloned()
            .collect();
        if missing.is_empty() {
            finding.records.push(plain(row.id));
        } else {
            finding.nearly(row.id, Why::MissingDocuments { kinds: missing });
        }
    });
    if total == 0 {
        return Finding { lack: Some(Lack::Activities), ..finding };
    }
    let mut good = finding.records.len();
    if !once.is_empty() {
        let filed = book.filed_with_plan();
        let filed = filed.iter().filter(|(_, document)| dated_inside(document, window));
        seen.extend(filed.map(|(_, document)| document.kind.as_str()));
    }
    let missing: Vec<String> =
        once.iter().filter(|kind| !seen.contains(kind.as_str())).cloned().collect();
    good += once.len() - missing.len();
    if !missing.is_empty() {
        finding.nearly(book.about(), Why::MissingDocuments { kinds: missing });
    }
    finding.share(good, total + once.len(), Lack::Activities);
    finding
}

/// Which documents have to exist, and where they are looked for.
pub(super) struct Filing<'a> {
    pub(super) selection: &'a Selection,
    pub(super) kinds: &'a [String],
    /// Whether an activity is one more part.
    pub(super) activity: bool,
    /// A volume of the archive in which they may be filed.
    pub(super) volume: &'a str,
}

/// How many of the kinds exist in the period.
pub(super) fn exist(book: &Book<'_>, side: Side, filing: &Filing<'_>, window: &Window) -> Finding {
    let mut finding = Finding::new(Work::Desk);
    let (inside, outside) = candidates(book, side, filing, window);
    let mut missing = Vec::new();
    for kind in filing.kinds {
        let mut of_kind = inside.iter().filter(|(_, document)| document.kind == *kind);
        if let Some((id, _)) = of_kind.next() {
            finding.records.push(plain(*id));
        } else {
            missing.push(kind.clone());
            let late = outside.iter().filter(|(_, document)| document.kind == *kind);
            late.for_each(|(id, _)| finding.nearly(*id, Why::OutsidePeriod));
        }
    }
    if !missing.is_empty() {
        finding.nearly(book.about(), Why::MissingDocuments { kinds: missing });
    }
    if filing.activity {
        match first(book, filing.selection, window) {
            Some(id) => finding.records.push(plain(id)),
            None => finding.work = Work::Event,
        }
    }
    finding.amount = Some(Amount::count(finding.records.len()));
    finding
}

type Found<'a> = Vec<(Id<Document>, &'a Document)>;

/// The documents that may be meant: in the period, and outside it.
fn candidates<'a>(
    book: &Book<'a>,
    side: Side,
    filing: &Filing<'_>,
    window: &Window,
) -> (Found<'a>, Found<'a>) {
    let mut inside = Vec::new();
    let mut outside = Vec::new();
    let in_volume =
        |document: &Document| !filing.volume.is_empty() && document.volume == filing.volume;
    each(book, filing.selection, window, &mut Finding::new(Work::Desk), |row, _| {
        inside.extend_from_slice(book.documents_of(row));
    });
    if !filing.volume.is_empty() {
        for row in book.rows() {
            let within = (window.from..=window.until).contains(&row.date);
            let documents = book.documents_of(row).iter();
            let found = documents.filter(|(_, document)| in_volume(document)).copied();
            if within { inside.extend(found) } else { outside.extend(found) }
        }
    }
    let everywhere = filing.selection.kinds.is_empty();
    let mut filed = book.filed_with_plan();
    filed.retain(|(_, document)| everywhere || in_volume(document));
    filed.extend(book.filed_with(side).into_iter().filter(|(_, document)| in_volume(document)));
    for found in filed {
        if dated_inside(found.1, window) { inside.push(found) } else { outside.push(found) }
    }
    (inside, outside)
}

/// Whether a filed document belongs into the period; one without a date does.
fn dated_inside(document: &Document, window: &Window) -> bool {
    document.taken_on.is_none_or(|date| (window.from..=window.until).contains(&date))
}
