//! What holds for every log, whoever wrote it and whichever way it travelled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiedui_core::log::{
    DeviceId, Entry, Inserted, Line, Log, Map, RecordId, Stamp, Value, fold, value,
};
use proptest::prelude::*;

/// What people write in these histories: few leaves and few values, so that they meet.
const PATCHES: [&str; 18] = [
    r#"{"a":0}"#,
    r#"{"a":1}"#,
    r#"{"a":2,"b":1}"#,
    r#"{"b":2}"#,
    r#"{"a":null}"#,
    r#"{"l":[1]}"#,
    r#"{"l":[null,{"x":1}]}"#,
    r#"{"m":{"x":1}}"#,
    r#"{"m":{"x":2,"y":1}}"#,
    r#"{"m":{"y":{"z":1}}}"#,
    r#"{"m":{"x":null}}"#,
    r#"{"m":{}}"#,
    r#"{"m":null}"#,
    r#"{"m":5}"#,
    r#"{"deleted":true}"#,
    r#"{"deleted":null}"#,
    r#"{"deleted":false,"a":3}"#,
    r#"{"deleted":true,"b":3}"#,
];

/// One thing that happens. Phones are numbered 0 to 2, records 0 and 1.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    Write { phone: usize, record: u8, patch: usize },
    Give { from: usize, to: usize },
    Ask { phone: usize },
    Update { phone: usize },
    Erase { phone: usize, record: u8 },
}

fn step(erasing: bool) -> impl Strategy<Value = Step> {
    let erasures = u32::from(erasing);
    prop_oneof![
        12 => (0..3usize, 0..2u8, 0..PATCHES.len()).prop_map(|(phone, record, patch)| Step::Write { phone, record, patch }),
        6 => (0..3usize, 0..3usize).prop_map(|(from, to)| Step::Give { from, to }),
        2 => (0..3usize).prop_map(|phone| Step::Ask { phone }),
        1 => (0..3usize).prop_map(|phone| Step::Update { phone }),
        erasures => (0..3usize, 0..2u8).prop_map(|(phone, record)| Step::Erase { phone, record }),
    ]
}

pub(crate) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(true), 1..most)
}

/// Steps after which every record still has its entries.
fn steps_without_erasing(most: usize) -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(step(false), 1..most)
}

/// Three phones living through these steps. `doubled`: the third was set up from a copy of the first and has its id.
pub(crate) fn live(steps: &[Step], doubled: bool) -> Vec<Log> {
    let mut logs = vec![Log::new(); 3];
    for step in steps {
        match *step {
            Step::Write { phone, record, patch } => {
                let entry = draft(&logs[phone], device(phone, doubled), record, PATCHES[patch]);
                logs[phone].insert(entry);
            }
            Step::Give { from, to } => {
                let lines: Vec<Line> = logs[from].entries().cloned().collect();
                logs[to].extend(lines);
            }
            Step::Ask { phone } => drop(logs[phone].digest_text()),
            Step::Update { phone } => {
                let stamp = next(&logs[phone], device(phone, doubled));
                let line = format!(
                    r#"{{"v":2,"seq":{},"device":"{}","by{phone}":1.5}}"#,
                    stamp.seq, stamp.device
                );
                logs[phone].insert(Line::parse(&line).unwrap());
            }
            Step::Erase { phone, record } => {
                let stamp = next(&logs[phone], device(phone, doubled));
                let base = logs[phone].heads(id(record)).to_vec();
                logs[phone].insert(Entry::erasure(stamp, base, id(record)));
            }
        }
    }
    logs
}

fn device(phone: usize, doubled: bool) -> DeviceId {
    DeviceId::new(if doubled && phone == 2 { 0 } else { phone as u64 })
}

fn id(record: u8) -> RecordId {
    RecordId::new(u128::from(record))
}

fn next(log: &Log, device: DeviceId) -> Stamp {
    Stamp::new(log.max_seq() + 1, device)
}

fn draft(log: &Log, device: DeviceId, record: u8, patch: &str) -> Entry {
    let stamp = next(log, device);
    Entry {
        stamp,
        act: stamp.seq,
        base: log.heads(id(record)).to_vec(),
        at: "2026-11-23T08:00:00Z".to_owned(),
        by: None,
        kind: "note".to_owned(),
        id: id(record),
        patch: value::parse(patch).unwrap(),
        extra: Map::new(),
    }
}

/// Every line that any of them wrote, one after the other.
fn all_lines(logs: &[Log]) -> Vec<Line> {
    logs.iter().flat_map(Log::entries).cloned().collect()
}

/// The same lines in an order that `seed` chooses.
pub(crate) fn shuffled(mut lines: Vec<Line>, seed: u64) -> Vec<Line> {
    let mut state = seed | 1;
    for place in (1..lines.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        lines.swap(place, (state % (place as u64 + 1)) as usize);
    }
    lines
}

fn union(logs: &[&Log]) -> Log {
    logs.iter().flat_map(|log| log.entries().cloned()).collect()
}

pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(10_000))]

    #[test]
    fn the_same_lines_make_the_same_log_in_every_order_and_however_often(
        steps in steps(14), doubled in any::<bool>(), seed in any::<u64>(), lost in any::<u64>()
    ) {
        let mut lines = all_lines(&live(&steps, doubled));
        // Some are lost on the way, so that some a `base` names are missing.
        let stamps: BTreeSet<Stamp> = lines.iter().map(Line::stamp).filter(|stamp| lost >> (stamp.seq % 8) & 1 == 1).collect();
        if lost % 4 == 0 {
            lines.retain(|line| !stamps.contains(&line.stamp()));
        }
        let there: Log = lines.iter().cloned().collect();
        let mut here = Log::new();
        for (place, line) in shuffled(lines, seed).into_iter().enumerate() {
            here.insert(line.clone());
            if seed >> (place % 64) & 1 == 1 {
                // Asked in between, so that what is kept up to date is compared with what is made anew.
                let _ = here.digest_text();
                prop_assert_ne!(here.insert(line), Inserted::New);
            }
        }
        prop_assert_eq!(here.digest_text(), there.digest_text());
    }

    #[test]
    fn merging_commutes_associates_and_repeats_without_effect(steps in steps(12), doubled in any::<bool>()) {
        let logs = live(&steps, doubled);
        let (a, b, c) = (&logs[0], &logs[1], &logs[2]);
        let all = union(&[a, b, c]).digest_text();
        prop_assert_eq!(&union(&[c, b, a]).digest_text(), &all);
        prop_assert_eq!(&union(&[&union(&[a, b]), c]).digest_text(), &all);
        prop_assert_eq!(&union(&[a, &union(&[b, c])]).digest_text(), &all);
        prop_assert_eq!(&union(&[a, b, c, a, c, b]).digest_text(), &all);
    }

    #[test]
    fn a_log_read_back_from_its_lines_is_the_same(steps in steps(12), doubled in any::<bool>()) {
        let log = union(&live(&steps, doubled).iter().collect::<Vec<_>>());
        let again: Log = log.entries().map(|line| Line::parse(&line.to_line()).unwrap()).collect();
        prop_assert_eq!(again.digest_text(), log.digest_text());
    }

    #[test]
    fn the_value_is_the_fold_of_all_patches_in_the_order_of_their_stamps(steps in steps(14), seed in any::<u64>()) {
        let lines = all_lines(&live(&steps, false));
        let log: Log = shuffled(lines, seed).into_iter().collect();
        for (id, record) in log.records() {
            let by_stamp: BTreeMap<Stamp, &Value> =
                log.history(id).iter().map(|entry| (entry.stamp, &entry.patch)).collect();
            prop_assert_eq!(record.value(), &fold::fold(by_stamp.into_values()));
        }
    }

    #[test]
    fn nothing_written_is_lost_without_being_told(steps in steps_without_erasing(14)) {
        let log = union(&live(&steps, false).iter().collect::<Vec<_>>());
        for (_, record) in log.records() {
            prop_assert_eq!(told(record.conflicts()), expected(record.entries(), record.value()));
        }
    }

    #[test]
    fn what_was_settled_once_is_settled_for_everyone(steps in steps_without_erasing(14), seed in any::<u64>()) {
        let mut log = union(&live(&steps, false).iter().collect::<Vec<_>>());
        let settling: Vec<Entry> = log.conflicts().enumerate().map(|(place, (id, conflict))| {
            let choice = if seed >> (place % 64) & 1 == 1 { &conflict.shown.1 } else { &conflict.others[0].1 };
            let mut patch = choice.clone();
            for key in conflict.path.iter().rev() {
                patch = Value::Object(Map::from_iter([(key.clone(), patch)]));
            }
            Entry { base: log.heads(id).to_vec(), id, patch, ..draft(&log, DeviceId::new(9), 0, "{}") }
        }).collect();
        for mut entry in settling {
            entry.stamp = next(&log, DeviceId::new(9));
            entry.act = entry.stamp.seq;
            entry.base = log.heads(entry.id).to_vec();
            log.insert(entry);
        }
        prop_assert_eq!(log.conflicts().count(), 0);
        let lines: Vec<Line> = log.entries().cloned().collect();
        let there: Log = shuffled(lines, seed).into_iter().collect();
        prop_assert_eq!(there.digest_text(), log.digest_text());
    }

    #[test]
    fn reading_never_panics(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Line::parse(&text);
        let _ = Line::parse(&String::from_utf8_lossy(&bytes));
        let _ = value::parse(&text);
        let _ = (text.parse::<Stamp>(), text.parse::<DeviceId>(), text.parse::<RecordId>());
    }

    #[test]
    fn ids_and_stamps_come_back_from_their_text_and_sort_as_they_do(
        a in any::<u64>(), b in any::<u64>(), c in any::<u128>(), d in any::<u128>()
    ) {
        prop_assert_eq!(DeviceId::new(a).to_string().parse(), Ok(DeviceId::new(a)));
        prop_assert_eq!(a.cmp(&b), DeviceId::new(a).to_string().cmp(&DeviceId::new(b).to_string()));
        prop_assert_eq!(RecordId::new(c).to_string().parse(), Ok(RecordId::new(c)));
        prop_assert_eq!(c.cmp(&d), RecordId::new(c).to_string().cmp(&RecordId::new(d).to_string()));
        let stamp = Stamp::new(b >> 11, DeviceId::new(a));
        prop_assert_eq!(stamp.to_string().parse(), Ok(stamp));
    }
}

// Whole entries cost more to make up than to read.
proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn any_entry_comes_back_from_its_line(entry in entry()) {
        let line = entry.to_line();
        let read = Line::parse(&line).unwrap();
        prop_assert_eq!(read.to_line(), line);
        prop_assert_eq!(entry.check(), Ok(()));
        let read = read.entry().unwrap().clone();
        prop_assert_eq!(Entry { base: vec![], ..(*read).clone() }, Entry { base: vec![], ..entry });
    }

    #[test]
    fn a_damaged_line_is_read_whole_or_refused(entry in entry(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut line = entry.to_line().into_bytes();
        let at = at.index(line.len());
        if cut { line.truncate(at) } else { line[at] = byte }
        if let Ok(read) = Line::parse(&String::from_utf8_lossy(&line)) {
            prop_assert_eq!(Line::parse(&read.to_line()), Ok(read));
        }
    }
}

/// Conflicts as the shown value and the set of others, by path.
type Told = BTreeMap<Vec<String>, (String, BTreeSet<String>)>;

fn told(conflicts: &[jiedui_core::log::Conflict]) -> Told {
    let told = conflicts.iter().map(|conflict| {
        // "Not deleted" is written as null or as false.
        let word = |value: &Value| match conflict.path == ["deleted"] {
            true => (*value == Value::Bool(true)).to_string(),
            false => value.to_string(),
        };
        let others = conflict.others.iter().map(|(_, value)| word(value)).collect();
        (conflict.path.clone(), (word(&conflict.shown.1), others))
    });
    told.collect()
}

/// The definition of a conflict, written down plainly and slowly: for each leaf, the writes that no descendant of
/// theirs writes over.
fn expected(entries: &[Arc<Entry>], folded: &Value) -> Told {
    let ancestors = ancestors(entries);
    let knows = |later: &Entry, earlier: &Entry| ancestors[&later.stamp].contains(&earlier.stamp);
    let mut told = Told::new();
    let paths: BTreeSet<Vec<String>> =
        entries.iter().flat_map(|entry| leaves(&entry.patch)).map(|(path, _)| path).collect();
    for path in paths {
        let deletion = path == ["deleted"];
        if at(folded, &path).is_some_and(Value::is_object) {
            continue;
        }
        let writes = |entry: &Entry| write(&entry.patch, &path);
        let overrides = |entry: &Entry| {
            writes(entry).is_some()
                || leaves(&entry.patch).iter().any(|(leaf, _)| leaf.starts_with(&path))
        };
        let standing = |entry: &&Arc<Entry>| {
            !entries.iter().any(|later| overrides(later) && knows(later, entry))
        };
        let writers: Vec<&Arc<Entry>> =
            entries.iter().filter(|entry| writes(entry).is_some()).filter(standing).collect();
        let shown = at(folded, &path).cloned().unwrap_or(Value::Null);
        let mut others: BTreeSet<String> = writers
            .iter()
            .filter_map(|entry| writes(entry))
            .map(|value| value.to_string())
            .collect();
        if deletion {
            // A deletion also disagrees with every edit that did not know of it, unless someone decided knowing both.
            let edited = entries.iter().filter(standing).any(|edit| {
                writes(edit).is_none()
                    && edit.patch.as_object().is_some_and(|map| !map.is_empty())
                    && writers.iter().any(|delete| {
                        writes(delete) == Some(Value::Bool(true)) && !knows(edit, delete)
                    })
            });
            let deleted = others.contains("true");
            let kept = edited || others.iter().any(|value| value != "true");
            if deleted && kept {
                let is = shown == Value::Bool(true);
                told.insert(path, (is.to_string(), BTreeSet::from([(!is).to_string()])));
            }
            continue;
        }
        others.remove(&shown.to_string());
        if !others.is_empty() {
            told.insert(path, (shown.to_string(), others));
        }
    }
    told
}

/// All that each entry descends from, by walking.
fn ancestors(entries: &[Arc<Entry>]) -> BTreeMap<Stamp, BTreeSet<Stamp>> {
    let mut all: BTreeMap<Stamp, BTreeSet<Stamp>> = BTreeMap::new();
    for entry in entries {
        let own = entry
            .base
            .iter()
            .flat_map(|stamp| all[stamp].iter().copied().chain([*stamp]))
            .collect();
        all.insert(entry.stamp, own);
    }
    all
}

fn at<'a>(value: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// What this patch sets the leaf to, if anything: null when it replaces something further up.
fn write(patch: &Value, path: &[String]) -> Option<Value> {
    leaves(patch).into_iter().find_map(|(leaf, value)| match path.strip_prefix(leaf.as_slice()) {
        Some([]) => Some(value),
        Some(_) => Some(Value::Null),
        None => None,
    })
}

fn leaves(patch: &Value) -> Vec<(Vec<String>, Value)> {
    match patch.as_object() {
        None => vec![(vec![], patch.clone())],
        Some(map) => map
            .iter()
            .flat_map(|(key, inner)| {
                leaves(inner)
                    .into_iter()
                    .map(|(path, value)| ([vec![key.clone()], path].concat(), value))
            })
            .collect(),
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            object(inner).prop_map(Value::Object),
        ]
    })
}

fn object(inner: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(Map::from_iter)
}

fn entry() -> impl Strategy<Value = Entry> {
    let stamp = (3..1u64 << 53, any::<u64>())
        .prop_map(|(seq, device)| Stamp::new(seq, DeviceId::new(device)));
    let base = prop::collection::vec((0..3u64, any::<u64>()), 0..3);
    let extra = prop::collection::btree_map("[A-Z]{1,4}", any_value(), 0..2);
    (
        stamp,
        base,
        any::<Option<u128>>(),
        any::<u128>(),
        "[a-z0-9_]{1,10}",
        object(any_value()),
        extra,
        any::<u64>(),
    )
        .prop_map(|(stamp, base, by, id, kind, patch, extra, act)| Entry {
            stamp,
            act: act % (stamp.seq + 1),
            base: base
                .into_iter()
                .map(|(seq, device)| Stamp::new(seq, DeviceId::new(device)))
                .collect(),
            at: "2026-11-23T08:00:00.5+08:00".to_owned(),
            by: by.map(RecordId::new),
            kind,
            id: RecordId::new(id),
            patch: Value::Object(patch),
            extra: Map::from_iter(extra),
        })
}
