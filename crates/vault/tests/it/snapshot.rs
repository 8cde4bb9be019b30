//! The vault at one moment, held while everything that can change it goes on.

use std::fs;
use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

use sonae_vault::verify::{Known, verify};
use sonae_vault::{Hold, ReadError, Redaction, SnapshotFile};

use super::*;

/// Copies a snapshot, as a backup does: later, and no more bytes than it has.
fn copy(files: &[SnapshotFile], to: &Path) {
    for file in files {
        let path = to.join(&file.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut from = fs::File::open(&file.path).unwrap().take(file.bytes);
        assert_eq!(std::io::copy(&mut from, &mut fs::File::create(path).unwrap()).unwrap(), file.bytes, "{}", file.name);
    }
}

/// Records come, checkpoints, holds, redactions, removals and a new key, until it is told to stop.
fn change_everything(vault: &Vault, stop: &AtomicBool) {
    let mut round = 0_u64;
    while !stop.load(Ordering::Relaxed) {
        let raws: Vec<Vec<u8>> = (0..50).map(|at| (round * 50 + at).to_be_bytes().repeat(20)).collect();
        let records: Vec<(u64, &[u8])> = raws.iter().map(|raw| (0, raw.as_slice())).collect();
        let received = now() + jiff::SignedDuration::from_mins(i64::try_from(round).unwrap());
        let kept = vault.append_and_wait(Batch { received, ..batch("emr", &records) }).unwrap();
        let redaction = Redaction { shard: "2026".into(), index: kept.leaves.start, reason: String::new(), by: String::new() };
        let hold = Hold { reason: String::new(), by: String::new(), sources: vec!["other".into()], from: None, until: None };
        match round % 7 {
            0 => drop(vault.seal(received, true).unwrap()),
            1 => vault.redact(redaction, received).unwrap(),
            2 => vault.set_hold("case", hold, received).unwrap(),
            3 => vault.lift_hold("case", "", "", received).unwrap(),
            4 => drop(vault.remove_before(received - jiff::SignedDuration::from_mins(40), "old", received).unwrap()),
            5 => drop(vault.keep_original(&raws.concat()[..]).unwrap()),
            _ if round == 20 => drop(vault.change_key(received).unwrap()),
            _ => drop(vault.heartbeat(received).unwrap()),
        }
        round += 1;
    }
}

/// Takes snapshots while everything changes; each is a whole vault that can be gone on with.
fn snapshots_are_whole(take: impl Fn(&Vault, &Path) -> Result<Vec<SnapshotFile>, ReadError>) {
    let work = tempfile::tempdir().unwrap();
    let dir = work.path().join("vault");
    let (vault, _) = open(&dir);
    let stop = AtomicBool::new(false);
    let places: Vec<_> =
        (0..12).map(|number| (work.path().join(format!("stage{number}")), work.path().join(format!("copy{number}")))).collect();
    std::thread::scope(|scope| {
        scope.spawn(|| change_everything(&vault, &stop));
        for (stage, to) in &places {
            std::thread::sleep(Duration::from_millis(60));
            fs::create_dir(stage).unwrap();
            let files = take(&vault, stage).unwrap();
            std::thread::sleep(Duration::from_millis(60));
            copy(&files, to);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let sizes: Vec<u64> = places
        .iter()
        .map(|(_, to)| {
            let report = verify(to, &Known::default()).unwrap();
            assert_eq!(report.findings, [], "{report:?}");
            assert!(!to.join("lock").exists());
            let size = Reading::open(to).size("2026").unwrap();
            let (again, opened) = open(to);
            assert_eq!((opened.lost, opened.size, opened.torn, opened.unreadable.len()), (0, size, None, 0));
            drop(again);
            size
        })
        .collect();
    assert!(sizes.is_sorted() && sizes.first() < sizes.last(), "{sizes:?}");
    drop(vault);
    assert_eq!(verify(&dir, &Known::default()).unwrap().findings, [], "and the vault has taken no harm");
}

#[test]
fn a_snapshot_is_a_whole_vault_whatever_happens_meanwhile() {
    snapshots_are_whole(Vault::snapshot);
}

/// Tells a writer to stop when it goes.
struct Stops<'a>(&'a AtomicBool);

impl Drop for Stops<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn beside_a_writer_that_takes_records_a_snapshot_is_whole_too() {
    let work = tempfile::tempdir().unwrap();
    let dir = work.path().join("vault");
    let (vault, _) = open(&dir);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0_u64.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                vault.append_and_wait(batch("emr", &[(round, &round.to_be_bytes().repeat(30))])).unwrap();
                // far more often than every hour, and yet with calm between
                if round % 3000 == 2999 {
                    vault.heartbeat(now()).unwrap();
                }
            }
        });
        // also when a check below fails, so that the failure is seen
        let _done = Stops(&stop);
        for number in 0..3 {
            let (stage, to) = (work.path().join(format!("stage{number}")), work.path().join(format!("copy{number}")));
            fs::create_dir(&stage).unwrap();
            copy(&Reading::open(&dir).snapshot(&stage).unwrap(), &to);
            assert_eq!(verify(&to, &Known::default()).unwrap().findings, []);
        }
    });
}
