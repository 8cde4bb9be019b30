//! What is found when a vault is opened that was not closed, or that somebody touched.

use std::fs;
use std::path::PathBuf;

use sonae_vault::{AppendError, OpenError, Reading, Vault};

use super::*;

/// A vault with some batches, sealed behind the third.
fn vault_of(count: u64) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    for n in 0..count {
        vault.append_and_wait(batch("s", &[(n, format!("record {n}").as_bytes())])).unwrap();
        if n == 2 {
            vault.seal(now(), false).unwrap();
        }
    }
    folder
}

fn last_segment(dir: &Path) -> PathBuf {
    Reading::open(dir).segments("2026").unwrap().pop().unwrap().1
}

fn disagrees(dir: &Path) -> String {
    match Vault::open(dir, options()) {
        Err(OpenError::Disagrees(why)) => why,
        Err(other) => panic!("{other}"),
        Ok((_, opened)) => panic!("opened: {opened:?}"),
    }
}

#[test]
fn a_torn_tail_is_put_aside_and_what_was_acknowledged_stays() {
    let folder = vault_of(5);
    let path = last_segment(folder.path());
    let whole = fs::read(&path).unwrap();
    // every length of a next frame that a power cut may leave
    let (vault, _) = open(folder.path());
    vault.append_and_wait(batch("s", &[(5, b"torn")])).unwrap();
    drop(vault);
    let longer = fs::read(&path).unwrap();
    for length in whole.len() + 1..longer.len() {
        fs::write(&path, &longer[..length]).unwrap();
        assert_eq!(Reading::open(folder.path()).size("2026").unwrap(), 6, "a reader sees whole frames");
        assert_eq!(bytes(folder.path(), "2026").len(), 5);
        let (vault, opened) = open(folder.path());
        let torn = opened.torn.unwrap();
        assert_eq!(fs::read(&torn).unwrap(), longer[whole.len()..length]);
        assert_eq!(opened.size, 6);
        drop(vault);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
    let (vault, opened) = open(folder.path());
    assert_eq!(opened.torn, None);
    assert_eq!(vault.append_and_wait(batch("s", &[(5, b"again")])).unwrap().leaves, 6..7);
}

#[test]
fn records_lost_behind_the_checkpoint_are_told_by_the_check_file() {
    let folder = vault_of(5);
    let path = last_segment(folder.path());
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
    let (_vault, opened) = open(folder.path());
    assert_eq!((opened.size, opened.lost), (5, 1));
    assert!(opened.torn.is_some());
}

#[test]
fn a_vault_cut_off_before_its_checkpoint_does_not_open() {
    let folder = vault_of(3);
    let path = last_segment(folder.path());
    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
    assert!(disagrees(folder.path()).contains("cut off"));
    fs::write(&path, &bytes[..64]).unwrap();
    assert!(disagrees(folder.path()).contains("0 of 4"));
    fs::remove_file(&path).unwrap();
    assert!(disagrees(folder.path()).contains("0 of 4"));
}

#[test]
fn a_frame_changed_behind_the_checkpoint_with_others_behind_it_is_not_gone_over() {
    let folder = vault_of(6);
    let path = last_segment(folder.path());
    let mut bytes = fs::read(&path).unwrap();
    let frames: Vec<u64> = Reading::open(folder.path()).frames("2026", 0).unwrap().map(|frame| frame.unwrap().at()).collect();
    bytes[usize::try_from(frames[5]).unwrap() + 70] ^= 1;
    fs::write(&path, &bytes).unwrap();
    assert!(disagrees(folder.path()).contains("cannot be read"));
    let read: Vec<_> = Reading::open(folder.path()).records("2026", 0).unwrap().collect();
    assert_eq!(read.iter().filter(|record| record.is_err()).count(), 1);
    assert_eq!(read.len(), 7, "one error in the place of one record");
}

#[test]
fn intake_goes_on_in_a_further_shard_when_a_person_has_decided_so() {
    let folder = vault_of(6);
    let path = last_segment(folder.path());
    let whole = fs::read(&path).unwrap();
    let frames: Vec<u64> = Reading::open(folder.path()).frames("2026", 0).unwrap().map(|frame| frame.unwrap().at()).collect();
    let mut bytes = whole.clone();
    bytes[usize::try_from(frames[5]).unwrap() + 70] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let (vault, opened) = Vault::open_anew(folder.path(), options(), "the disk is failing", now()).unwrap();
    assert_eq!(opened.size, 1);
    let appended = vault.append_and_wait(batch("s", &[(6, b"goes on")])).unwrap();
    assert_eq!((appended.shard.as_str(), appended.leaves), ("2026-02", 1..2));
    assert!(vault.heartbeat(now()).unwrap().origin.ends_with("/2026-02"));
    drop(vault);
    assert_eq!(fs::read(&path).unwrap(), bytes, "what was found stays as it is");
    let reading = Reading::open(folder.path());
    let begin = reading.records("2026-02", 0).unwrap().next().unwrap().unwrap();
    let begin: serde_json::Value = serde_json::from_slice(&begin.raw.unwrap()).unwrap();
    assert_eq!(begin["before"], reading.checkpoint("2026").unwrap().unwrap().note.as_str());
    assert_eq!((&begin["broken"]["reason"], &begin["broken"]["shard"]), (&"the disk is failing".into(), &"2026".into()));
    // from then on it is a vault like any other, and the year ends as ever
    let (vault, _) = Vault::open_anew(folder.path(), options(), "nothing is the matter", now()).unwrap();
    assert_eq!(vault.append_and_wait(batch("s", &[(7, b"x")])).unwrap().leaves, 3..4);
    assert_eq!(vault.heartbeat("2027-01-05T00:00:00Z".parse().unwrap()).unwrap().shard, "2027");
    assert_eq!(reading.shards().unwrap(), ["2026", "2026-02", "2027"]);
}

#[test]
fn a_checkpoint_or_state_that_was_changed_is_noticed_or_does_not_matter() {
    let folder = vault_of(5);
    let checkpoint = folder.path().join("2026/checkpoint");
    let note = fs::read_to_string(&checkpoint).unwrap();
    fs::write(&checkpoint, note.replace("\n4\n", "\n3\n")).unwrap();
    assert!(disagrees(folder.path()).contains("not signed"));
    fs::write(&checkpoint, "nothing").unwrap();
    assert!(disagrees(folder.path()).contains("holds none"));
    fs::write(&checkpoint, &note).unwrap();
    // the frontier is a memory only
    fs::write(folder.path().join("2026/state"), "{}").unwrap();
    assert_eq!(open(folder.path()).1.size, 6);
    fs::remove_file(folder.path().join("2026/state")).unwrap();
    assert_eq!(open(folder.path()).1.size, 6);
}

#[test]
fn a_lost_check_file_is_made_anew() {
    let folder = vault_of(5);
    let checks = last_segment(folder.path()).with_extension("chk");
    let before = fs::read(&checks).unwrap();
    assert_eq!(before.len(), 12);
    let mut zeros_behind_the_checkpoint = before.clone();
    zeros_behind_the_checkpoint[8..].fill(0);
    for wrong in [&before[..0], &before[..4], &before[..11], &zeros_behind_the_checkpoint] {
        fs::write(&checks, wrong).unwrap();
        let (_vault, opened) = open(folder.path());
        assert_eq!((fs::read(&checks).unwrap(), opened.lost), (before.clone(), 0));
    }
    fs::remove_file(&checks).unwrap();
    open(folder.path());
    assert_eq!(fs::read(&checks).unwrap(), before);
}

#[test]
fn a_segment_that_was_only_begun_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = open(folder.path());
    vault.append_and_wait(batch("s", &[(1, b"x")])).unwrap();
    drop(vault);
    let path = last_segment(folder.path());
    let whole = fs::read(&path).unwrap();
    for length in [0, 1, 63, 64, 65, 130] {
        fs::write(&path, &whole[..length]).unwrap();
        fs::remove_file(path.with_extension("chk")).unwrap();
        let (vault, opened) = open(folder.path());
        assert_eq!(opened.size, 0, "{length} bytes");
        assert_eq!(vault.append_and_wait(batch("s", &[(1, b"x")])).unwrap().leaves, 1..2, "{length} bytes");
    }
}

#[test]
fn a_new_year_that_a_power_cut_interrupted_carries_the_last_checkpoint_too() {
    let next: Timestamp = "2027-01-05T00:00:00Z".parse().unwrap();
    let folder = vault_of(3);
    let (vault, _) = open(folder.path());
    vault.heartbeat(next).unwrap();
    drop(vault);
    let reading = Reading::open(folder.path());
    let last = reading.checkpoint("2026").unwrap().unwrap();
    for left in ["segments", ""] {
        // the folder of the new shard was made, its first record was not written
        fs::remove_dir_all(folder.path().join("2027")).unwrap();
        fs::create_dir_all(folder.path().join("2027").join(left)).unwrap();
        let (vault, opened) = open(folder.path());
        assert_eq!(opened.size, last.size);
        assert_eq!(vault.append_and_wait(Batch { received: next, ..batch("s", &[(9, b"x")]) }).unwrap().shard, "2027");
        drop(vault);
        let begin = reading.records("2027", 0).unwrap().next().unwrap().unwrap();
        let begin: serde_json::Value = serde_json::from_slice(&begin.raw.unwrap()).unwrap();
        assert_eq!(begin["before"], last.note.as_str());
    }
    // an old clock cannot write into a year that has ended
    fs::remove_dir_all(folder.path().join("2027")).unwrap();
    let (vault, _) = open(folder.path());
    assert!(matches!(vault.append_and_wait(batch("s", &[(9, b"x")])), Err(AppendError::Frozen)));
    assert!(vault.append_and_wait(Batch { received: next, ..batch("s", &[(9, b"x")]) }).is_ok());
}

#[test]
fn a_flipped_byte_never_lets_a_record_go_unnoticed() {
    let folder = vault_of(6);
    let path = last_segment(folder.path());
    let whole = fs::read(&path).unwrap();
    let frames: Vec<u64> = Reading::open(folder.path()).frames("2026", 0).unwrap().map(|frame| frame.unwrap().at()).collect();
    let sealed_until = usize::try_from(frames[4]).unwrap();
    let checks = fs::read(path.with_extension("chk")).unwrap();
    for at in (0..whole.len()).step_by(11) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        fs::write(&path, &bytes).unwrap();
        let read: Vec<_> = Reading::open(folder.path()).records("2026", 0).unwrap().collect();
        let errors = read.iter().filter(|record| record.is_err()).count();
        assert!(errors > 0 || read.len() < 7, "byte {at}: a reader sees that something is missing");
        match Vault::open(folder.path(), options()) {
            // covered by the checkpoint: opening does not look there, verification does
            Ok((_, opened)) if at < sealed_until => assert_eq!((opened.size, opened.lost), (7, 0), "byte {at}"),
            // the last frame: put aside as torn, and told to have been acknowledged
            Ok((_, opened)) => assert!(opened.torn.is_some() && opened.lost == 1, "byte {at}: {opened:?}"),
            Err(OpenError::Disagrees(_)) => {}
            Err(other) => panic!("byte {at}: {other}"),
        }
        fs::write(&path, &whole).unwrap();
        fs::write(path.with_extension("chk"), &checks).unwrap();
    }
    assert_eq!(open(folder.path()).1, Opened { size: 7, ..Opened::default() });
}
