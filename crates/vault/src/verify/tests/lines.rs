//! Which line: what is done to one record is told with its place.

use super::tools::{forge_checks, is_plain, put_together, take_apart};
use super::*;
use crate::layout;

struct Touched {
    findings: Vec<Finding>,
    /// First leaf of the frame that was touched
    first: u64,
}

/// A vault of one shard; does something to the second frame of its third segment.
fn touch(change: impl FnOnce(&mut Vec<(crate::segment::Head, u64, Vec<u8>)>), renumber: bool, forge: bool) -> Touched {
    let dir = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(dir.path(), options()).unwrap();
    let now = at("2026-11-21T03:00:00Z");
    append(&vault, "emr", 0, 3_000, now);
    vault.seal(now, true).unwrap();
    drop(vault);
    let segments = layout::segments(&dir.path().join("2026")).unwrap();
    let path = &segments[2].1;
    let (header, mut frames) = take_apart(path);
    assert!(frames.len() > 2 && frames.iter().all(is_plain));
    let first = frames[1].first;
    change(&mut frames[1].records);
    put_together(path, &header, &frames, renumber);
    if forge {
        forge_checks(path);
    }
    let keys = vec![VerifierKey::parse(&std::fs::read_to_string(dir.path().join("key.pub")).unwrap()).unwrap()];
    let report = verify(dir.path(), &Known { keys, ..Known::default() }).unwrap();
    Touched { findings: report.findings, first }
}

fn named(touched: &Touched) -> Vec<(FindingKind, u64, u64)> {
    let about_leaves = touched.findings.iter().filter(|finding| finding.frame.is_some());
    about_leaves
        .filter_map(|finding| finding.leaves.clone().map(|leaves| (finding.kind, leaves.start - touched.first, leaves.end - touched.first)))
        .collect()
}

#[test]
fn a_changed_record_is_named_with_what_is_there_now() {
    let touched = touch(|records| records[7].2 = b"nothing happened".to_vec(), false, false);
    assert_eq!(named(&touched), [(FindingKind::Changed, 7, 8)]);
    let line = touched.findings.iter().find_map(|finding| finding.line.clone()).unwrap();
    assert_eq!(line.source, "emr");
    let text = serde_json::to_string(&touched.findings).unwrap();
    assert!(text.contains(".seg"), "{text}");
}

#[test]
fn a_removed_record_is_named_whether_the_frames_behind_it_were_numbered_anew_or_not() {
    for renumber in [false, true] {
        let touched = touch(|records| drop(records.remove(11)), renumber, false);
        assert_eq!(named(&touched).first(), Some(&(FindingKind::Removed, 11, 12)), "{:?}", touched.findings);
    }
}

#[test]
fn the_last_and_the_first_record_of_a_frame_are_named_too() {
    let touched = touch(|records| drop(records.remove(0)), true, false);
    assert_eq!(named(&touched).first(), Some(&(FindingKind::Removed, 0, 1)), "{:?}", touched.findings);
    let touched = touch(|records| drop(records.pop()), false, false);
    assert!(touched.findings.iter().any(|finding| finding.kind == FindingKind::Removed), "{:?}", touched.findings);
}

#[test]
fn an_inserted_record_is_named() {
    let touched = touch(
        |records| {
            let mut new = records[4].clone();
            new.2 = b"2026/11/21 8:00:00,nobody,open,patient 1".to_vec();
            records.insert(5, new);
        },
        true,
        false,
    );
    assert_eq!(named(&touched).first(), Some(&(FindingKind::Inserted, 5, 6)), "{:?}", touched.findings);
}

#[test]
fn a_record_that_is_there_twice_is_named() {
    let touched = touch(|records| records.insert(9, records[3].clone()), true, false);
    assert_eq!(named(&touched).first(), Some(&(FindingKind::Duplicated, 9, 10)), "{:?}", touched.findings);
}

#[test]
fn records_that_changed_places_are_named() {
    let touched = touch(|records| records.swap(6, 20), false, false);
    assert_eq!(named(&touched), [(FindingKind::Reordered, 6, 7), (FindingKind::Reordered, 20, 21)]);
    let touched = touch(|records| records.swap(6, 7), false, false);
    assert_eq!(named(&touched), [(FindingKind::Reordered, 6, 8)]);
}

#[test]
fn where_the_check_file_was_forged_too_the_256_leaves_are_named() {
    let touched = touch(|records| records[7].2 = b"nothing happened".to_vec(), false, true);
    let ranges: Vec<_> = touched
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::Changed)
        .filter_map(|finding| finding.leaves.clone())
        .collect();
    assert_eq!(ranges.len(), 1, "{:?}", touched.findings);
    assert!(ranges[0].contains(&(touched.first + 7)) && ranges[0].end - ranges[0].start == 256, "{ranges:?}");
}

#[test]
fn a_damaged_check_file_is_not_taken_for_a_changed_record() {
    let dir = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(dir.path(), options()).unwrap();
    let now = at("2026-11-21T03:00:00Z");
    append(&vault, "emr", 0, 500, now);
    vault.seal(now, true).unwrap();
    drop(vault);
    let path = crate::segment::check_file(&layout::segments(&dir.path().join("2026")).unwrap()[0].1);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[21] ^= 4;
    std::fs::write(&path, bytes).unwrap();
    let findings = verify(dir.path(), &Known::default()).unwrap().findings;
    assert_eq!(
        findings.iter().map(|finding| (finding.kind, finding.leaves.clone())).collect::<Vec<_>>(),
        [(FindingKind::CheckFileDamaged, Some(10..11))]
    );
}
