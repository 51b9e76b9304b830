//! Bundles, sound and broken in every way.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::*;
use crate::ledger::Ledger;
use crate::log::{DeviceId, Line};

fn line(seq: u64, id: u8, patch: &str) -> Line {
    let kind = "note";
    Line::parse(&format!(
        r#"{{"v":1,"seq":{seq},"device":"0000000000007","act":{seq},"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"{kind}","id":"0192f000-0000-7000-8000-0000000000{id:02x}","patch":{patch}}}"#
    ))
    .unwrap()
}

fn lines() -> Vec<Line> {
    (1..=20).map(|n| line(n, 1, &format!(r#"{{"title":"送教第{n}次"}}"#))).collect()
}

fn photos() -> BTreeMap<Digest, Vec<u8>> {
    [b"one photo".to_vec(), vec![7; 100_000]].map(|bytes| (Digest::of(&bytes), bytes)).into()
}

fn sample() -> (Vec<u8>, Digest) {
    let id = "0192f000-0000-7000-8000-000000000009".parse().unwrap();
    let workbook = Some(WorkbookName { id, name: "云溪实验幼儿园".to_owned() });
    bundle(&lines(), &photos(), Facts { workbook, ..Facts::default() }).unwrap()
}

fn problem(bytes: &[u8]) -> String {
    open(Cursor::new(bytes)).map(|_| ()).unwrap_err().to_string()
}

/// A zip with these members, as somebody else could make it.
fn forged(members: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A manifest that is true of these members.
fn manifest_of(members: &[(&str, &[u8])], entries: u64) -> Vec<u8> {
    let mut manifest = Manifest { entries, records: 1, ..Manifest::default() };
    for (name, bytes) in members {
        let member = manifest::Member { bytes: bytes.len() as u64, sha256: Digest::of(bytes) };
        manifest.members.insert((*name).to_owned(), member);
    }
    manifest.to_json()
}

fn forged_with_manifest(members: &[(&str, &[u8])], entries: u64) -> Vec<u8> {
    let manifest = manifest_of(members, entries);
    let mut all = members.to_vec();
    all.push((MANIFEST, &manifest));
    forged(&all, CompressionMethod::Deflated)
}

#[test]
fn a_bundle_gives_back_what_went_in() {
    let (bytes, digest) = sample();
    let mut opened = open(Cursor::new(&bytes)).unwrap();
    assert_eq!(opened.lines(), lines());
    assert_eq!(opened.manifest().facts.workbook.as_ref().unwrap().name, "云溪实验幼儿园");
    assert_eq!((opened.manifest().entries, opened.manifest().records), (20, 1));
    for (digest, photo) in photos() {
        assert_eq!(opened.file(digest).unwrap(), photo);
    }
    assert!(opened.file(Digest::of(b"another")).is_err());
    assert_eq!(verify(Cursor::new(&bytes), digest).unwrap(), *opened.manifest());
    assert_eq!(peek(Cursor::new(&bytes)).unwrap(), *opened.manifest());
}

#[test]
fn equal_content_is_equal_bytes_whatever_the_order() {
    let mut shuffled = lines();
    shuffled.reverse();
    shuffled.push(line(3, 1, r#"{"title":"送教第3次"}"#));
    let id = "0192f000-0000-7000-8000-000000000009".parse().unwrap();
    let workbook = Some(WorkbookName { id, name: "云溪实验幼儿园".to_owned() });
    let again = bundle(&shuffled, &photos(), Facts { workbook, ..Facts::default() }).unwrap();
    assert!(again == sample());
}

#[test]
fn a_sink_that_cannot_go_back_gets_the_same_bytes() {
    let id = "0192f000-0000-7000-8000-000000000009".parse().unwrap();
    let workbook = Some(WorkbookName { id, name: "云溪实验幼儿园".to_owned() });
    let facts = Facts { workbook, ..Facts::default() };
    let mut writer = Writer::begin(Forward::new(Vec::new()), &lines(), facts).unwrap();
    for photo in photos().values() {
        writer.file(photo).unwrap();
    }
    let (sink, digest) = writer.finish().unwrap();
    assert!((sink.into_inner(), digest) == sample());
}

#[test]
fn files_come_in_order_and_once() {
    let mut sorted: Vec<Vec<u8>> = photos().into_values().collect();
    let mut writer = Writer::begin(Forward::new(Vec::new()), &lines(), Facts::default()).unwrap();
    writer.file(&sorted[1]).unwrap();
    writer.file(&sorted[1]).unwrap();
    assert!(matches!(writer.file(&sorted.remove(0)), Err(WriteError::Order { .. })));
}

#[test]
fn what_is_no_bundle_is_named_for_what_it_is() {
    assert_eq!(problem(b""), "the file is empty: ask for it again");
    assert!(problem("姓名,单位\n".as_bytes()).starts_with("this is not a .jiedui file"));
    assert!(problem(b"age-encryption.org/v1\n-> scrypt").starts_with("the file is sealed"));
    let other = forged(&[("word/document.xml", b"<w/>")], CompressionMethod::Stored);
    assert!(problem(&other).contains("not of Jiedui"));
    let newer = br#"{"format":"jiedui","version":2}"#;
    let newer = forged(&[(MANIFEST, newer)], CompressionMethod::Stored);
    assert!(problem(&newer).contains("update this program first"));
    let broken = forged(&[(MANIFEST, b"{")], CompressionMethod::Stored);
    assert!(problem(&broken).starts_with("manifest.json: this is not JSON"));
}

#[test]
fn a_bundle_cut_off_anywhere_is_refused() {
    let (bytes, _) = bundle(&lines(), &BTreeMap::new(), Facts::default()).unwrap();
    for end in 0..bytes.len() {
        problem(&bytes[..end]);
    }
    assert!(problem(&bytes[..bytes.len() - 1]).contains("copy or send it again"));
}

#[test]
fn a_flipped_bit_is_refused_or_changes_nothing() {
    let (bytes, digest) = bundle(&lines(), &BTreeMap::new(), Facts::default()).unwrap();
    for place in 0..bytes.len() {
        for bit in [1, 0x40] {
            let mut flipped = bytes.clone();
            flipped[place] ^= bit;
            if let Ok(opened) = open(Cursor::new(flipped)) {
                assert_eq!(
                    (opened.lines(), opened.digest()),
                    (&lines()[..], digest),
                    "byte {place}"
                );
            }
        }
    }
}

#[test]
fn a_line_that_cannot_be_read_is_named_with_its_number() {
    let entries = format!("{}\n{{\"v\":1,\"seq\":2}}\n", lines()[0].to_line());
    let bad = forged_with_manifest(&[(ENTRIES, entries.as_bytes())], 2);
    assert_eq!(
        problem(&bad),
        "entries.jsonl line 2: `device` is missing: expected 13 characters of lower-case Crockford base 32; \
         nothing was taken in, ask for the file again"
    );
    let bad = forged_with_manifest(&[(ENTRIES, b"\n\xff\xfe")], 1);
    assert_eq!(problem(&bad), "entries.jsonl line 2: not UTF-8 text; ask for the file again");
    let deep = lines()[0].to_line().replace(r#""送教第1次""#, &("[".repeat(20) + &"]".repeat(20)));
    let bad = forged_with_manifest(&[(ENTRIES, deep.as_bytes())], 1);
    assert!(problem(&bad).contains("more than 16 deep"), "{}", problem(&bad));
}

#[test]
fn the_manifest_must_be_true() {
    let entries = lines()[0].to_line();
    let right: &[(&str, &[u8])] = &[(ENTRIES, entries.as_bytes())];
    assert!(open(Cursor::new(forged_with_manifest(right, 1))).is_ok());
    assert!(
        problem(&forged_with_manifest(right, 2)).contains("holds 1 entries, manifest.json says 2")
    );

    let manifest = manifest_of(right, 1);
    let extra = forged(
        &[(ENTRIES, entries.as_bytes()), (MANIFEST, &manifest), ("files/x", b"x")],
        CompressionMethod::Stored,
    );
    assert!(problem(&extra).starts_with("files/x does not belong there"));
    let less = forged(&[(MANIFEST, &manifest)], CompressionMethod::Stored);
    assert!(problem(&less).starts_with("entries.jsonl is missing"));
    let other = forged(&[(ENTRIES, b"other"), (MANIFEST, &manifest)], CompressionMethod::Stored);
    assert!(problem(&other).starts_with("entries.jsonl is not what manifest.json says"));
}

#[test]
fn a_member_that_swells_is_stopped_long_before_it_is_unpacked() {
    let zeros = vec![b' '; 20_000_000];
    let trap = forged_with_manifest(&[(ENTRIES, &zeros)], 0);
    assert!(trap.len() < 40_000);
    assert!(problem(&trap).contains("unpacks to more than 200 times its size"));

    let huge = br#"{"format":"jiedui","version":1,"counts":{"entries":1,"records":1,"files":0},"members":{"entries.jsonl":{"bytes":1000000000,"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}}"#;
    let claim = forged(&[(ENTRIES, b"x"), (MANIFEST, huge)], CompressionMethod::Stored);
    assert!(problem(&claim).contains("entries.jsonl is larger than 200000000 bytes"));
}

#[test]
fn a_size_that_is_only_declared_is_not_believed() {
    // The zip's directory says 1 GB; the manifest and the bytes say otherwise.
    let (mut bytes, _) = bundle(&lines(), &BTreeMap::new(), Facts::default()).unwrap();
    let at = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[at + 24..at + 28].copy_from_slice(&1_000_000_000_u32.to_le_bytes());
    if let Ok(opened) = open(Cursor::new(bytes)) {
        assert_eq!(opened.lines(), lines());
    }
}

#[test]
fn a_directory_of_too_many_members_is_not_even_read() {
    let (mut bytes, _) = sample();
    let end = bytes.len() - 22;
    bytes[end + 10..end + 12].copy_from_slice(&60_000_u16.to_le_bytes());
    assert!(problem(&bytes).starts_with("the file claims 60000 members, more than 8000"));
}

#[test]
fn another_backup_is_not_this_one() {
    let (bytes, _) = sample();
    assert!(matches!(verify(Cursor::new(bytes), Digest::of(b"x")), Err(BundleError::Different)));
}

#[test]
fn a_large_backup_is_shared_out_over_parts_that_each_open() {
    let photos: BTreeMap<Digest, Vec<u8>> =
        (0..9_u8).map(|n| vec![n; 1000]).map(|bytes| (Digest::of(&bytes), bytes)).collect();
    let sizes = photos.iter().map(|(digest, bytes)| (*digest, bytes.len() as u64));
    let parts = share_out(sizes, 2000, 7000);
    assert_eq!(parts.len(), 3);
    let mut manifests = Vec::new();
    for (part, files) in &parts {
        let share = files.iter().map(|digest| (*digest, photos[digest].clone())).collect();
        let (bytes, _) =
            bundle(&lines(), &share, Facts { part: *part, ..Facts::default() }).unwrap();
        let opened = open(Cursor::new(bytes)).unwrap();
        assert_eq!(opened.lines(), lines());
        manifests.push(opened.manifest().clone());
    }
    assert!(missing_parts(&manifests).is_empty());
    assert_eq!(missing_parts(&manifests[1..]), [1]);
    assert_eq!(manifests.iter().flat_map(Manifest::files).count(), 9);
    assert_eq!(share_out([], 10, 7000), [(None, vec![])]);

    assert!(manifests.iter().all(|own| same_backup(&manifests[0], own)));
    let facts = |part| Facts { part, ..Facts::default() };
    let manifest = |lines: &[Line], part| {
        let (bytes, _) = bundle(lines, &BTreeMap::new(), facts(part)).unwrap();
        peek(Cursor::new(bytes)).unwrap()
    };
    let (third, of_four) = (Some(Part { number: 3, of: 3 }), Some(Part { number: 3, of: 4 }));
    assert!(same_backup(&manifests[0], &manifest(&lines(), third)));
    for other in [
        manifest(&lines(), None),
        manifest(&lines(), of_four),
        // A day later one more line had been written.
        manifest(&lines()[1..], third),
    ] {
        assert!(!same_backup(&manifests[0], &other));
        assert!(!same_backup(&other, &manifests[0]));
    }
}

#[test]
fn a_receipt_says_what_is_new_what_changed_and_where_two_disagree() {
    let mut ledger = Ledger::new(DeviceId::new(1));
    let first = line(1, 1, r#"{"title":"送教"}"#);
    let mine = Line::parse(
        &first
            .to_line()
            .replace("\"seq\":1,", "\"seq\":2,")
            .replace("\"act\":1", "\"act\":2")
            .replace("[]", "[\"1@0000000000007\"]")
            .replace("送教", "送教下乡"),
    )
    .unwrap();
    ledger.absorb([first.clone(), mine]);
    let theirs = Line::parse(
        &first
            .to_line()
            .replace("\"seq\":1,", "\"seq\":3,")
            .replace("\"act\":1", "\"act\":3")
            .replace("[]", "[\"1@0000000000007\"]")
            .replace("送教", "讲座"),
    )
    .unwrap();
    let other = line(4, 2, r#"{"title":"跟岗"}"#);

    let incoming = vec![first, theirs, other];
    let shown = receipt(ledger.state(), &incoming, None).unwrap();
    assert_eq!((shown.lines, shown.repeated), (2, 1));
    assert_eq!(shown.new[0].name, "跟岗");
    assert_eq!(shown.updated[0].name, "讲座");
    assert_eq!(shown.conflicts[0].1, [["title"]]);
    assert_eq!(merge(&mut ledger, incoming.clone(), None), Ok(shown));
    let again = merge(&mut ledger, incoming, None).unwrap();
    assert_eq!((again.lines, again.repeated, again.conflicts.len()), (0, 3, 0));
}

#[test]
fn lines_from_the_far_future_and_of_another_workbook_are_not_taken_in() {
    let book = |id: u8, name: &str, seq: u64| {
        let note = line(seq, id, &format!(r#"{{"name":"{name}"}}"#)).to_line();
        Line::parse(&note.replace("\"note\"", "\"workspace\"")).unwrap()
    };
    let mut ledger = Ledger::new(DeviceId::new(1));
    ledger.absorb([book(1, "云溪", 1)]);
    assert_eq!(
        merge(&mut ledger, vec![book(2, "青禾", 2)], None),
        Err(MergeRefusal::OtherWorkbook { ours: "云溪".into(), theirs: "青禾".into() })
    );
    let ours = "0192f000-0000-7000-8000-000000000001".parse().unwrap();
    assert!(receipt(ledger.state(), &[line(5, 9, "{}")], Some(ours)).is_ok());
    let theirs = "0192f000-0000-7000-8000-000000000002".parse().unwrap();
    assert!(receipt(ledger.state(), &[line(5, 9, "{}")], Some(theirs)).is_err());
    let far = vec![line(1 << 40, 9, "{}")];
    assert!(matches!(merge(&mut ledger, far, None), Err(MergeRefusal::FarAhead { .. })));
    assert_eq!(ledger.state().log().len(), 1);
}
