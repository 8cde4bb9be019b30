//! What is handed over is read back.

use std::sync::mpsc;

use proptest::prelude::*;
use sonae_vault::{AppendError, Entry, Kind, OpenError, Reading, Vault};

use super::*;

#[test]
fn a_new_vault_begins_its_shard_with_a_record_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, opened) = open(folder.path());
    assert_eq!(opened, Opened::default());
    let appended = vault.append_and_wait(batch("emr", &[(1, b"one"), (2, b"two")])).unwrap();
    assert_eq!((appended.shard.as_str(), appended.leaves), ("2026", 1..3));
    let reading = Reading::open(folder.path());
    let all: Vec<_> = reading.records("2026", 0).unwrap().map(Result::unwrap).collect();
    assert_eq!(all[0].envelope.kind, Kind::ShardBegin);
    assert_eq!((all[2].index, all[2].envelope.seq, all[2].raw.as_deref()), (2, 2, Some(&b"two"[..])));
    assert_eq!((all[2].envelope.source.as_str(), all[2].envelope.received), ("emr", now().as_microsecond()));
    assert_eq!((reading.shards().unwrap(), reading.size("2026").unwrap()), (vec!["2026".to_owned()], 3));
}

#[test]
fn an_empty_or_missing_folder_holds_no_shard() {
    let folder = tempfile::tempdir().unwrap();
    let reading = Reading::open(&folder.path().join("none"));
    assert_eq!(reading.shards().unwrap(), Vec::<String>::new());
    assert_eq!((reading.size("2026").unwrap(), reading.checkpoint("2026").unwrap()), (0, None));
    assert_eq!(reading.records("2026", 0).unwrap().count(), 0);
}

#[test]
fn only_one_writes() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    assert!(matches!(Vault::open(folder.path(), options()), Err(OpenError::Locked)));
    drop(vault);
    assert!(Vault::open(folder.path(), options()).is_ok());
}

#[test]
fn what_waits_when_the_vault_is_dropped_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    let (tell, told) = mpsc::channel();
    for n in 0..50_u64 {
        let tell = tell.clone();
        vault.append(batch("s", &[(n, &n.to_be_bytes())]), move |result| tell.send(result.unwrap().leaves).unwrap());
    }
    drop(vault);
    drop(tell);
    let leaves: Vec<_> = told.iter().collect();
    assert_eq!(leaves, (1..51).map(|at| at..at + 1).collect::<Vec<_>>());
    assert_eq!(records(folder.path(), "2026").len(), 50);
}

#[test]
fn what_no_vault_can_hold_is_refused_and_intake_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    assert!(matches!(vault.append_and_wait(batch(&"x".repeat(256), &[(1, b"a")])), Err(AppendError::Unfit(_))));
    assert_eq!(vault.append_and_wait(batch("none", &[])).unwrap().leaves, 1..1);
    assert_eq!(vault.append_and_wait(batch(&"x".repeat(255), &[(1, b"a")])).unwrap().leaves, 1..2);
}

#[test]
fn nobody_waits_for_a_writer_that_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    vault.append(batch("s", &[(1, b"a")]), |_| panic!("a sender that was written badly"));
    while vault.append_and_wait(batch("s", &[(2, b"b")])).is_ok() {}
    assert!(matches!(vault.append_and_wait(batch("s", &[(3, b"c")])), Err(AppendError::Stopped(_))));
    assert!(matches!(vault.seal(now(), false), Err(AppendError::Stopped(_))));
    drop(vault);
    let (vault, opened) = open(folder.path());
    assert!(opened.size >= 2, "what was written stays");
    assert!(vault.append_and_wait(batch("s", &[(4, b"d")])).is_ok());
}

#[cfg(unix)]
#[test]
fn only_its_owner_looks_into_the_vault() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("vault");
    let (vault, _) = open(&dir);
    vault.append_and_wait(batch("s", &[(1, b"a")])).unwrap();
    for path in [dir.clone(), dir.join("2026"), dir.join("2026/segments")] {
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0, "{}", path.display());
    }
}

#[test]
fn a_seal_covers_what_was_handed_over_before() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    vault.append(batch("emr", &[(1, b"one")]), |result| assert!(result.is_ok()));
    let sealed = vault.seal(now(), true).unwrap();
    assert_eq!((sealed.size, sealed.origin.as_str()), (2, "sonae/test/2026"));
    let reading = Reading::open(folder.path());
    assert_eq!(reading.checkpoint("2026").unwrap(), Some(sealed.clone()));
    let line = std::fs::read_to_string(folder.path().join("key.pub")).unwrap();
    assert!(sealed.is_signed_by(&line));
    let kept = std::fs::read_to_string(folder.path().join("2026/checkpoints/00000000000000000002-20261121T040506Z")).unwrap();
    assert_eq!(kept, sealed.note);
    let hashes: Vec<_> = reading.frames("2026", 0).unwrap().flat_map(|frame| frame.unwrap().leaf_hashes()).collect();
    assert_eq!(sonae_vault::root_of(&hashes), sealed.root);
}

#[test]
fn a_heartbeat_tells_what_came_since_the_last_one() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    vault.append_and_wait(batch("emr", &[(1, b"one"), (2, b"two")])).unwrap();
    vault.seal(now(), false).unwrap();
    drop(vault);
    let (vault, _) = open(folder.path());
    vault.append_and_wait(batch("vpn", &[(1, b"three")])).unwrap();
    drop(vault);
    let (vault, _) = open(folder.path());
    let sealed = vault.heartbeat(now()).unwrap();
    let empty = vault.heartbeat(now()).unwrap();
    assert_eq!((sealed.size, empty.size), (5, 6));
    let all = Reading::open(folder.path()).records("2026", 0).unwrap().map(Result::unwrap);
    let beats: Vec<serde_json::Value> = all
        .filter(|stored| stored.envelope.kind == Kind::Heartbeat)
        .map(|stored| serde_json::from_slice(&stored.raw.unwrap()).unwrap())
        .collect();
    assert_eq!(beats[0]["counts"], serde_json::json!({ "emr": 2, "vpn": 1 }));
    assert_eq!(beats[1]["counts"], serde_json::json!({}));
}

#[test]
fn the_next_year_has_a_shard_of_its_own_that_carries_the_last_checkpoint() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    vault.append_and_wait(batch("emr", &[(1, b"old")])).unwrap();
    // new year's eve in London, new year in Japan
    let next: Timestamp = "2026-12-31T15:00:00Z".parse().unwrap();
    let sealed = vault.heartbeat(next).unwrap();
    assert_eq!((sealed.shard.as_str(), sealed.size), ("2027", 1));
    assert_eq!(vault.append_and_wait(batch("emr", &[(2, b"new")])).unwrap().shard, "2027");
    drop(vault);
    let reading = Reading::open(folder.path());
    assert_eq!(reading.shards().unwrap(), ["2026", "2027"]);
    let last = reading.checkpoint("2026").unwrap().unwrap();
    let begin = reading.records("2027", 0).unwrap().next().unwrap().unwrap();
    let begin: serde_json::Value = serde_json::from_slice(&begin.raw.unwrap()).unwrap();
    assert_eq!(begin["before"], last.note.as_str());
    let end = reading.records("2026", last.size - 1).unwrap().next().unwrap().unwrap();
    assert_eq!((end.envelope.kind, end.index + 1), (Kind::ShardEnd, reading.size("2026").unwrap()));
    let (vault, opened) = open(folder.path());
    assert_eq!(opened.size, 2);
    assert_eq!(vault.append_and_wait(batch("emr", &[(3, b"newer")])).unwrap().leaves, 2..3);
}

#[test]
fn a_reader_beside_the_writer_sees_whole_records_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    vault.append_and_wait(batch("s", &[(0, b"first")])).unwrap();
    std::thread::scope(|scope| {
        let writer = scope.spawn(move || {
            let mut removed = 0;
            for n in 1..150_u64 {
                let raw: Vec<u8> =
                    (0..400_u64).map(|at| ((at + 1_000 * n).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40).to_le_bytes()[0]).collect();
                vault.append_and_wait(batch("s", &[(n, &raw), (n, b"")])).unwrap();
                if n % 40 == 0 {
                    // what was removed while one reads is passed over
                    vault.seal(now(), false).unwrap();
                    let later = "2026-11-22T00:00:00Z".parse().unwrap();
                    removed += vault.remove_before(later, "at once", later).unwrap().len();
                }
            }
            removed
        });
        let mut seen = 0;
        let mut rounds = 0;
        while !writer.is_finished() || rounds == 0 {
            rounds += 1;
            let all: Vec<Stored> = Reading::open(folder.path()).records("2026", 0).unwrap().map(Result::unwrap).collect();
            let last = all.last().unwrap().index;
            assert!(last >= seen, "nothing that was seen is gone at the end");
            seen = last;
            let seqs: Vec<u64> =
                all.iter().filter(|stored| stored.envelope.kind == Kind::Record).map(|stored| stored.envelope.seq).collect();
            assert!(seqs.is_sorted());
        }
        assert!(writer.join().unwrap() > 0, "segments went meanwhile");
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn records_of_any_length_come_back_in_order_through_restarts(
        rounds in prop::collection::vec(
            prop::collection::vec((any::<u64>(), prop_oneof![
                8 => 0..300_usize,
                1 => Just(Entry::MAX_RAW),
                1 => (Entry::MAX_RAW + 1)..(3 * Entry::MAX_RAW),
            ]), 0..6),
            1..8,
        ),
        from in 0..30_u64,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut expected = Vec::new();
        let mut next = 1;
        for (round, lengths) in rounds.iter().enumerate() {
            let (vault, opened) = open(folder.path());
            prop_assert_eq!(&opened.torn, &None);
            let records: Vec<(u64, Vec<u8>)> =
                lengths.iter().map(|(seq, length)| (*seq, vec![u8::try_from(round).unwrap(); *length])).collect();
            let handed: Vec<(u64, &[u8])> = records.iter().map(|(seq, raw)| (*seq, raw.as_slice())).collect();
            let appended = vault.append_and_wait(batch("s", &handed)).unwrap();
            prop_assert_eq!(appended.leaves.start, next);
            for (seq, raw) in records {
                let leaves = raw.len().div_ceil(Entry::MAX_RAW).max(1) as u64;
                expected.push((next, seq, raw));
                next += leaves;
            }
            prop_assert_eq!(appended.leaves.end, next);
            if round % 2 == 0 {
                vault.seal(now(), false).unwrap();
            }
        }
        let reading = Reading::open(folder.path());
        prop_assert_eq!(reading.size("2026").unwrap(), next);
        let back: Vec<(u64, u64, Vec<u8>)> = records(folder.path(), "2026")
            .into_iter()
            .map(|stored| (stored.index, stored.envelope.seq, stored.raw.unwrap()))
            .collect();
        prop_assert_eq!(&back, &expected);
        let later: Vec<u64> = reading.records("2026", from.max(1)).unwrap().map(|stored| stored.unwrap().index).collect();
        let wanted: Vec<u64> = expected.iter().map(|(index, _, _)| *index).filter(|index| *index >= from).collect();
        prop_assert_eq!(later, wanted);
        for frame in reading.frames("2026", 0).unwrap() {
            let frame = frame.unwrap();
            let leaves: Vec<_> = frame.leaves().collect();
            prop_assert_eq!(leaves.iter().map(|leaf| leaf.hash).collect::<Vec<_>>(), frame.leaf_hashes());
            for leaf in &leaves {
                prop_assert_eq!(frame.leaf(leaf.index), Some(leaf.clone()));
                prop_assert_eq!(Entry::decode(&leaf.entry.as_ref().unwrap().encode()).unwrap(), leaf.entry.clone().unwrap());
            }
        }
    }
}
