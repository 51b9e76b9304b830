//! Taking a colleague's lines in, and saying what that did, by the names people know.

use std::collections::{BTreeMap, BTreeSet};

use crate::ledger::Ledger;
use crate::log::{Inserted, Line, Log, RecordId, Stamp};
use crate::record::{Record, Workspace};
use crate::state::{State, name};

/// A record in a receipt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its kind.
    pub kind: String,
    /// Its id.
    pub id: RecordId,
    /// What people call it; empty when it says nothing of itself.
    pub name: String,
}

/// What taking lines in does, or did. Records stand in the order of their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReceipt {
    /// Lines that were new.
    pub lines: usize,
    /// Lines that were known already.
    pub repeated: usize,
    /// Records that were not there.
    pub new: Vec<Named>,
    /// Records that were there and got new entries.
    pub updated: Vec<Named>,
    /// Records on which somebody now has to decide, with the fields in question.
    pub conflicts: Vec<(Named, Vec<Vec<String>>)>,
    /// Records that were finally removed here, whose lines were refused, with how many.
    pub refused: BTreeMap<RecordId, usize>,
    /// Records that the lines finally removed.
    pub removed: Vec<RecordId>,
    /// Stamps that two different lines claim: both are kept.
    pub twins: Vec<Stamp>,
    /// Lines of a newer version: kept and passed on, not yet understood.
    pub newer: usize,
}

/// Why lines are not taken in as they are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// Their numbers lie so far ahead that taking them would use up everyone's.
    #[error(
        "its entries are numbered up to {greatest}, far beyond ours ({ours}): a damaged or made-up file; it is set aside"
    )]
    FarAhead {
        /// Their greatest number.
        greatest: u64,
        /// Ours.
        ours: u64,
    },
    /// They belong to another workbook.
    #[error("it belongs to another workbook, \"{theirs}\" and not \"{ours}\": open it on its own")]
    OtherWorkbook {
        /// The name of ours.
        ours: String,
        /// The name of theirs; the id where the name is not known.
        theirs: String,
    },
}

/// What taking these lines in would do. Changes nothing.
///
/// `workbook` is the workbook that the file's manifest names, for a file that does not hold the workbook's own record.
///
/// # Errors
///
/// A [`MergeRefusal`] says why they are to be asked about first.
pub fn receipt(
    state: &State,
    lines: &[Line],
    workbook: Option<RecordId>,
) -> Result<MergeReceipt, MergeRefusal> {
    let greatest = lines.iter().map(|line| line.stamp().seq).max().unwrap_or(0);
    if state.log().is_far_ahead(greatest) {
        return Err(MergeRefusal::FarAhead { greatest, ours: state.log().max_seq() });
    }
    same_workbook(state, lines, workbook)?;

    // Only what the lines touch is laid out anew, however large the workbook.
    let touched: BTreeSet<RecordId> =
        lines.iter().filter_map(|line| line.entry().map(|entry| entry.id)).collect();
    let mut after = Log::new();
    for line in lines.iter().map(Line::stamp).flat_map(|stamp| state.log().at(stamp)) {
        after.insert(line.clone());
    }
    for id in &touched {
        after.extend(state.log().history(*id).iter().cloned());
    }
    let mut receipt = MergeReceipt::default();
    let mut got_lines = BTreeSet::new();
    let mut twins = BTreeSet::new();
    for line in lines {
        let id = line.entry().map(|entry| entry.id);
        let inserted = after.insert(line.clone());
        match inserted {
            Inserted::Repeated => receipt.repeated += 1,
            Inserted::Erased => {
                if let Some(id) = id {
                    *receipt.refused.entry(id).or_default() += 1;
                }
            }
            Inserted::New | Inserted::Twin => {
                receipt.lines += 1;
                receipt.newer += usize::from(id.is_none());
                got_lines.extend(id);
                twins.extend((inserted == Inserted::Twin).then(|| line.stamp()));
            }
        }
    }
    receipt.twins = twins.into_iter().collect();
    sort_out(state, &after, got_lines, &mut receipt);
    Ok(receipt)
}

/// Tells new records from updated ones and from those that are gone, and finds who now disagrees.
fn sort_out(state: &State, after: &Log, ids: BTreeSet<RecordId>, receipt: &mut MergeReceipt) {
    for id in ids {
        let Some(record) = after.record(id) else {
            if !state.log().is_erased(id) {
                receipt.removed.push(id);
            }
            continue;
        };
        let look = |id| after.record(id).or_else(|| state.log().record(id));
        let named = Named { kind: record.kind().to_owned(), id, name: name(&look, id) };
        let before = state.log().record(id);
        let old: BTreeSet<&[String]> = before
            .iter()
            .flat_map(|record| record.conflicts())
            .map(|conflict| conflict.path.as_slice())
            .collect();
        let fresh: Vec<Vec<String>> = record
            .conflicts()
            .iter()
            .filter(|conflict| !old.contains(conflict.path.as_slice()))
            .map(|conflict| conflict.path.clone())
            .collect();
        if !fresh.is_empty() {
            receipt.conflicts.push((named.clone(), fresh));
        }
        if before.is_some() { &mut receipt.updated } else { &mut receipt.new }.push(named);
    }
}

/// Lines that begin a workbook must begin ours; a ledger or a file that has none yet fits any.
fn same_workbook(
    state: &State,
    lines: &[Line],
    workbook: Option<RecordId>,
) -> Result<(), MergeRefusal> {
    let ours: BTreeSet<RecordId> = state
        .workspaces()
        .iter()
        .chain(state.workspaces().deleted())
        .map(|(id, _)| id.into())
        .collect();
    let mut theirs: BTreeSet<RecordId> = lines
        .iter()
        .filter_map(Line::entry)
        .filter(|entry| entry.kind == Workspace::KIND)
        .map(|entry| entry.id)
        .collect();
    theirs.extend(workbook);
    let Some(first) = theirs.first() else { return Ok(()) };
    if ours.is_empty() || !ours.is_disjoint(&theirs) {
        return Ok(());
    }
    let their_log: Log = lines.iter().cloned().collect();
    let their_name = name(&|id| their_log.record(id), *first);
    let theirs = if their_name.is_empty() { first.to_string() } else { their_name };
    let ours = ours.first().map(|id| state.name(*id)).unwrap_or_default();
    Err(MergeRefusal::OtherWorkbook { ours, theirs })
}

/// Takes lines in and says what that did. What is refused is refused as a whole.
///
/// # Errors
///
/// As [`receipt`]; then nothing was taken in.
pub fn merge(
    ledger: &mut Ledger,
    lines: Vec<Line>,
    workbook: Option<RecordId>,
) -> Result<MergeReceipt, MergeRefusal> {
    let receipt = receipt(ledger.state(), &lines, workbook)?;
    ledger.absorb(lines);
    Ok(receipt)
}
