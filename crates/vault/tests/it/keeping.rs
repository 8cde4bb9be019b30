//! What is kept, for how long, and how it goes.

use std::fs;
use std::io::Read;

use sonae_vault::{AppendError, ChangeError, Hold, Redaction, RemovedSegment, root_of, verifier_named};

use super::*;

/// Moment of a day of November.
fn day(day: i8) -> Timestamp {
    jiff::civil::date(2026, 11, day).at(3, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp()
}

/// Ten days, each with records of two sources that do not compress, and a sealed end.
fn ten_days() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    for n in 1..=10 {
        for (source, salt) in [("emr", 1), ("vpn", 2)] {
            let raws: Vec<Vec<u8>> = (0..40_u8).map(|at| noise(usize::from(at) * 7 + usize::try_from(n).unwrap() * 1_000 + salt)).collect();
            let records: Vec<(u64, &[u8])> = raws.iter().map(|raw| (7, raw.as_slice())).collect();
            vault.append_and_wait(Batch { received: day(n), ..batch(source, &records) }).unwrap();
        }
        vault.seal(day(n), true).unwrap();
    }
    folder
}

/// Some bytes without a pattern.
fn noise(seed: usize) -> Vec<u8> {
    let mut state = seed as u64 * 2 + 1;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    (0..400).map(next).collect()
}

/// The root over everything, from hashes and stored tiles alone, against the newest checkpoint.
fn assert_provable(dir: &Path) {
    let reading = Reading::open(dir);
    let sealed = reading.checkpoint("2026").unwrap().unwrap();
    let tiles = sealed.size / 256;
    let mut roots = Vec::new();
    if tiles > 0 {
        roots = reading.tile("2026", 1, 0, tiles).unwrap();
    }
    let rest = reading.leaf_hashes("2026", tiles * 256..sealed.size).unwrap();
    // the tree over full tiles and the rest, folded from the right as RFC 6962 splits
    let mut right = (!rest.is_empty()).then(|| root_of(&rest));
    let mut end = roots.len();
    while end > 0 {
        let width = 1 << end.trailing_zeros();
        let left = root_of(&roots[end - width..end]);
        right = Some(right.map_or(left, |right| sonae_vault::node_hash(&left, &right)));
        end -= width;
    }
    assert_eq!(right.unwrap(), sealed.root);
}

#[test]
fn segments_go_when_their_time_is_over_and_what_stays_is_provable() {
    let folder = ten_days();
    let before = Reading::open(folder.path()).segments("2026").unwrap();
    assert!(before.len() > 8, "{}", before.len());
    let tail = bytes(folder.path(), "2026").split_off(700);
    let (vault, _) = open(folder.path());
    let removed = vault.remove_before(day(6), "five days", day(11)).unwrap();
    assert!(removed.len() > 3);
    assert_eq!(removed[0].first, 0);
    assert!(removed.iter().any(|segment| segment.end % 256 != 0));
    assert_eq!(vault.remove_before(day(6), "five days", day(11)).unwrap(), []);
    vault.append_and_wait(batch("emr", &[(1, b"after")])).unwrap();
    vault.seal(day(11), true).unwrap();
    drop(vault);
    let reading = Reading::open(folder.path());
    let end = removed.last().unwrap().end;
    assert_eq!(reading.segments("2026").unwrap()[0].0, end);
    let all: Vec<Stored> = reading.records("2026", 0).unwrap().map(Result::unwrap).collect();
    assert_eq!(all[0].index, end, "what was removed is passed over quietly");
    let noted: Vec<RemovedSegment> = all
        .iter()
        .filter(|stored| stored.envelope.kind == Kind::Removed)
        .map(|stored| serde_json::from_slice(stored.raw.as_ref().unwrap()).unwrap())
        .collect();
    assert_eq!(noted, removed);
    let mut left = bytes(folder.path(), "2026");
    assert_eq!(left.pop().unwrap(), b"after");
    assert_eq!(left.split_off(left.len() - tail.len()), tail);
    assert_provable(folder.path());
    // and so it is when everything must be hashed anew
    fs::remove_file(folder.path().join("2026/state")).unwrap();
    let (vault, opened) = open(folder.path());
    assert_eq!((opened.size, opened.unreadable), (reading.size("2026").unwrap(), Vec::new()));
    vault.append_and_wait(batch("emr", &[(1, b"more")])).unwrap();
    vault.seal(day(11), false).unwrap();
    assert_provable(folder.path());
}

#[test]
fn the_range_that_went_is_covered_by_records_from_the_middle_too() {
    let folder = ten_days();
    let (vault, _) = open(folder.path());
    let hold = Hold { reason: "court".into(), by: "head".into(), sources: vec!["vpn".into()], from: Some(day(2)), until: Some(day(3)) };
    vault.set_hold("case 1", hold.clone(), day(11)).unwrap();
    let removed = vault.remove_before(day(6), "five days", day(11)).unwrap();
    let gap = removed.windows(2).find(|pair| pair[0].end != pair[1].first).expect("a segment is held in the middle");
    let held: Vec<Stored> = records(folder.path(), "2026").into_iter().filter(|stored| hold.holds(&stored.envelope)).collect();
    assert_eq!(held.len(), 40);
    assert!((gap[0].end..gap[1].first).contains(&held[0].index));
    vault.seal(day(11), false).unwrap();
    assert_provable(folder.path());
    fs::remove_file(folder.path().join("2026/state")).unwrap();
    drop(vault);
    let (vault, _) = open(folder.path());
    assert_eq!(vault.lift_hold("case 2", "", "", day(12)).err().map(|error| error.to_string()), None);
    vault.lift_hold("case 1", "closed", "head", day(12)).unwrap();
    assert!(Reading::open(folder.path()).holds().unwrap().is_empty());
    assert!(!vault.remove_before(day(6), "five days", day(12)).unwrap().is_empty());
    drop(vault);
    assert_eq!(records(folder.path(), "2026").iter().filter(|stored| hold.holds(&stored.envelope)).count(), 0);
    let kinds: Vec<Kind> = Reading::open(folder.path()).records("2026", 0).unwrap().map(|stored| stored.unwrap().envelope.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::Hold).count(), 2);
}

#[test]
fn a_redacted_record_is_gone_and_its_hash_stays() {
    let folder = ten_days();
    let segments = || Reading::open(folder.path()).segments("2026").unwrap();
    let present = segments().pop().unwrap().0;
    let (vault, _) = open(folder.path());
    let sealed = vault.seal(day(11), false).unwrap();
    let before: Vec<Stored> = records(folder.path(), "2026");
    let reading = Reading::open(folder.path());
    let hashes = reading.leaf_hashes("2026", 0..sealed.size).unwrap();
    // in a closed segment, beside it in the same frame, and in the one that is written to
    let targets = [before[50].index, before[51].index, before.iter().find(|stored| stored.index > present).unwrap().index];
    for index in targets {
        let redaction = Redaction { shard: "2026".into(), index, reason: "wrong patient".into(), by: "head".into() };
        vault.redact(redaction.clone(), day(11)).unwrap();
        vault.redact(redaction, day(11)).unwrap();
    }
    vault.append_and_wait(batch("emr", &[(1, b"after")])).unwrap();
    let again = vault.seal(day(11), false).unwrap();
    assert_eq!(reading.leaf_hashes("2026", 0..sealed.size).unwrap(), hashes);
    assert_eq!(root_of(&reading.leaf_hashes("2026", 0..again.size).unwrap()), again.root);
    for (was, is) in before.iter().zip(records(folder.path(), "2026")) {
        let raw = (!targets.contains(&was.index)).then(|| was.raw.clone().unwrap());
        assert_eq!(is, Stored { raw, ..was.clone() });
    }
    for (_, path) in segments() {
        let file = fs::read(path).unwrap();
        for gone in before.iter().filter(|stored| targets.contains(&stored.index)) {
            let needle = &gone.raw.as_ref().unwrap()[..16];
            assert!(!file.windows(16).any(|bytes| bytes == needle), "the content is not in the file any more");
        }
    }
    drop(vault);
    fs::remove_file(folder.path().join("2026/state")).unwrap();
    let (_vault, opened) = open(folder.path());
    assert_eq!(opened.size, again.size);
    let noted: Vec<serde_json::Value> = reading
        .records("2026", 0)
        .unwrap()
        .map(Result::unwrap)
        .filter(|stored| stored.envelope.kind == Kind::Redacted)
        .map(|stored| serde_json::from_slice(&stored.raw.unwrap()).unwrap())
        .collect();
    assert_eq!(noted.iter().map(|note| note["first"].as_u64().unwrap()).collect::<Vec<_>>(), targets);
    assert_eq!(noted[0]["hashes"][0], hex::encode(hashes[usize::try_from(targets[0]).unwrap()]));
}

#[test]
fn what_may_not_be_redacted_is_not() {
    let folder = ten_days();
    let (vault, _) = open(folder.path());
    let redact = |shard: &str, index| {
        let redaction = Redaction { shard: shard.into(), index, reason: String::new(), by: String::new() };
        match vault.redact(redaction, day(11)) {
            Err(ChangeError::Refused(why)) => why,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(redact("2026", 0), "only records of sources can be redacted");
    assert_eq!(redact("2026", 1_000_000), "the record is not there");
    assert_eq!(redact("../2026", 1), "the record is not there");
    vault
        .set_hold("all", Hold { reason: String::new(), by: String::new(), sources: Vec::new(), from: None, until: None }, day(11))
        .unwrap();
    assert_eq!(redact("2026", 1), "a hold holds the record");
    assert_eq!(vault.remove_before(day(9), "p", day(11)).unwrap(), []);
    fs::write(folder.path().join("holds"), "damaged").unwrap();
    assert!(vault.remove_before(day(9), "p", day(11)).is_err());
    assert!(matches!(vault.lift_hold("all", "", "", day(11)), Err(AppendError::Unfit(_))));
    assert!(vault.append_and_wait(batch("emr", &[(1, b"goes on")])).is_ok());
}

#[test]
fn the_key_changes_under_both_signatures() {
    let folder = ten_days();
    let line = || fs::read_to_string(folder.path().join("key.pub")).unwrap();
    let old = line();
    let (vault, _) = open(folder.path());
    let sealed = vault.change_key(day(11)).unwrap();
    let new = line();
    assert_ne!(old, new);
    assert!(sealed.is_signed_by(&old) && sealed.is_signed_by(&new));
    let next = vault.heartbeat(day(11)).unwrap();
    assert!(!next.is_signed_by(&old) && next.is_signed_by(&new));
    assert_eq!(verifier_named(&new, "sonae/test/2026").unwrap().split('+').next(), Some("sonae/test/2026"));
    assert_eq!(fs::read_to_string(folder.path().join("keys")).unwrap(), format!("{old}{new}"));
    drop(vault);
    assert_eq!(open(folder.path()).1.size, next.size);
}

#[test]
fn a_change_of_the_key_that_was_interrupted_is_completed_or_forgotten() {
    let folder = ten_days();
    let file = |name: &str| folder.path().join(name);
    let (old_key, old_line, old_keys) =
        (fs::read(file("key")).unwrap(), fs::read(file("key.pub")).unwrap(), fs::read(file("keys")).unwrap());
    let (old_note, old_state) = (fs::read(file("2026/checkpoint")).unwrap(), fs::read(file("2026/state")).unwrap());
    let (vault, _) = open(folder.path());
    vault.change_key(day(11)).unwrap();
    drop(vault);
    let new_key = fs::read(file("key")).unwrap();
    let back = |with_note: bool| {
        fs::write(file("key.next"), &new_key).unwrap();
        fs::write(file("key"), &old_key).unwrap();
        fs::write(file("key.pub"), &old_line).unwrap();
        fs::write(file("keys"), &old_keys).unwrap();
        if with_note {
            fs::write(file("2026/checkpoint"), &old_note).unwrap();
            fs::write(file("2026/state"), &old_state).unwrap();
        }
    };
    for with_note in [false, true] {
        back(with_note);
        let (vault, _) = open(folder.path());
        assert_eq!((fs::read(file("key")).unwrap(), file("key.next").exists()), (new_key.clone(), false));
        let sealed = Reading::open(folder.path()).checkpoint("2026").unwrap().unwrap();
        assert!(sealed.is_signed_by(&String::from_utf8(old_line.clone()).unwrap()));
        assert!(vault.heartbeat(day(12)).is_ok());
    }
    // one that no record announces
    fs::write(file("key.next"), &old_key).unwrap();
    open(folder.path());
    assert_eq!((fs::read(file("key")).unwrap(), file("key.next").exists()), (new_key, false));
}

/// A file that cannot be read.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the stick was pulled out"))
    }
}

#[test]
fn whole_files_are_kept_once_under_their_hash() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    let file = vec![b'x'; 300_000];
    let kept = vault.keep_original(file.as_slice()).unwrap();
    assert_eq!(vault.keep_original(file.as_slice()).unwrap(), kept);
    assert_eq!((kept.size, kept.sha256.len()), (300_000, 64));
    let reading = Reading::open(folder.path());
    let mut back = Vec::new();
    reading.original(&kept.sha256).unwrap().unwrap().read_to_end(&mut back).unwrap();
    assert_eq!(back, file);
    assert_eq!(reading.originals().unwrap().as_slice(), std::slice::from_ref(&kept.sha256));
    assert_eq!(fs::read_dir(folder.path().join("originals")).unwrap().count(), 1);
    for none in ["", "../key", &"a".repeat(64), &kept.sha256.to_uppercase()] {
        assert!(reading.original(none).unwrap().is_none(), "{none}");
    }
    assert!(vault.keep_original(Broken).is_err());
    assert_eq!(fs::read_dir(folder.path().join("originals")).unwrap().count(), 1);
    vault.remove_original(&kept.sha256, "its time is over", now()).unwrap();
    assert!(reading.original(&kept.sha256).unwrap().is_none());
    assert!(vault.append_and_wait(batch("emr", &[(1, b"goes on")])).is_ok());
}
