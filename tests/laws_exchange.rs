//! What holds for every bundle and every merge, whatever the histories.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use jiedui_core::exchange::{Facts, bundle, open, receipt};
use jiedui_core::ledger::Ledger;
use jiedui_core::log::{DeviceId, Line, Log, RecordId};
use proptest::prelude::*;

use crate::laws::{cases, live, shuffled, steps};

fn ledger(log: &Log) -> Ledger {
    let mut ledger = Ledger::new(DeviceId::new(99));
    ledger.absorb(log.entries().cloned());
    ledger
}

/// Every open conflict: record and path.
fn open_conflicts(ledger: &Ledger) -> BTreeSet<(RecordId, Vec<String>)> {
    let log = ledger.state().log();
    log.conflicts().map(|(id, conflict)| (id, conflict.path.clone())).collect()
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn a_log_comes_back_from_its_bundle_and_is_written_as_the_same_bytes(
        steps in steps(14), doubled in any::<bool>(), seed in any::<u64>(),
    ) {
        let log = &live(&steps, doubled)[0];
        let lines: Vec<Line> = log.entries().cloned().collect();
        let (bytes, digest) = bundle(&shuffled(lines.clone(), seed), &BTreeMap::new(), Facts::default()).unwrap();
        let opened = open(Cursor::new(&bytes)).unwrap();
        prop_assert_eq!(opened.lines(), lines);
        prop_assert_eq!(opened.digest(), digest);
        let again = bundle(opened.lines(), &BTreeMap::new(), Facts::default()).unwrap();
        prop_assert!(again == (bytes, digest));
    }

    #[test]
    fn a_receipt_foretells_what_taking_in_does(steps in steps(14), doubled in any::<bool>()) {
        let logs = live(&steps, doubled);
        let mut ours = ledger(&logs[0]);
        let theirs: Vec<Line> = logs[1].entries().cloned().collect();
        let foretold = receipt(ours.state(), &theirs, None).unwrap();
        let before = open_conflicts(&ours);
        let known: BTreeSet<RecordId> = ours.state().log().records().map(|(id, _)| id).collect();

        let done = ours.absorb(theirs);
        prop_assert_eq!(foretold.lines, done.new + done.twins);
        prop_assert_eq!(foretold.repeated, done.repeated);
        prop_assert_eq!(foretold.refused.values().sum::<usize>(), done.refused);
        let fresh: BTreeSet<_> = open_conflicts(&ours).difference(&before).cloned().collect();
        let told = foretold.conflicts.iter().flat_map(|(named, paths)| paths.iter().map(|path| (named.id, path.clone())));
        prop_assert_eq!(told.collect::<BTreeSet<_>>(), fresh);
        let now: BTreeSet<RecordId> = ours.state().log().records().map(|(id, _)| id).collect();
        let new: BTreeSet<RecordId> = foretold.new.iter().map(|named| named.id).collect();
        prop_assert_eq!(new, now.difference(&known).copied().collect::<BTreeSet<_>>());
    }

    #[test]
    fn no_bytes_make_opening_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), zip in any::<bool>()) {
        let start: &[u8] = if zip { b"PK\x03\x04" } else { b"" };
        let all: Vec<u8> = start.iter().copied().chain(bytes).collect();
        prop_assert!(open(Cursor::new(all)).is_err());
    }
}
