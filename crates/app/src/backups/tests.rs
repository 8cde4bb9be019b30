//! Backups made of a sonae that is written to, tried, restored, damaged.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use serde_json::json;
use sonae_domain::access::Role;
use sonae_store::{AuditVerdict, Location, Store};
use sonae_vault::verify::{Known, verify};
use sonae_vault::{Batch, Kind, Options, Vault};

use super::*;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{SETTINGS, own_record};
use crate::settings::{Backup, Settings};
use crate::testing::{at_rest, person};

fn root() -> Actor {
    Actor::command_line()
}

async fn put(house: &House, key: &str) {
    let mut tx = house.store.begin().await.unwrap();
    tx.put_record("devices", own_record(key, 0, &json!({ "name": key }))).await.unwrap();
    tx.commit(house.event(&root(), "record.put", key, json!({}))).await.unwrap();
}

async fn set(house: &House, settings: Settings) {
    let mut tx = house.store.begin().await.unwrap();
    settings.keep(&mut tx).await.unwrap();
    tx.commit(house.event(&root(), "settings.changed", SETTINGS, json!({}))).await.unwrap();
}

async fn made(house: &House) -> Made {
    make_backup(house, &root(), Lock::Key, None).await.unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn what_was_backed_up_is_restored_with_evidence_key_and_log() {
    let (house, scratch) = at_rest().await;
    let key = make_key(&house, &root()).await.unwrap();
    put(&house, "PC-1").await;
    let sha256 = house.folder.keep_evidence(b"a scan").unwrap();
    std::fs::write(house.folder.path().join("signing-key"), "secret").unwrap();
    std::fs::create_dir_all(house.folder.tls()).unwrap();
    std::fs::write(house.folder.tls().join("own.pem"), "not this").unwrap();
    let made = made(&house).await;
    let raw = std::fs::read(&made.path).unwrap();
    assert!(raw.starts_with(b"age-encryption.org/v1\n") && !raw.windows(6).any(|part| part == b"a scan"));
    assert_eq!(names(&house.folder.backups()), ["lock", made.name.as_str()], "nothing half-made is left");

    let checked = check_backup(&made.path, Unlock::Identity(key.clone()), &scratch.path().join("try")).await;
    note_check(&house, &root(), &made.name, &checked).await.unwrap();
    let checked = checked.unwrap();
    assert_eq!(checked.manifest.records["devices"], 1);
    assert!(!scratch.path().join("try").exists());

    let to = scratch.path().join("restored");
    restore_backup(&made.path, Unlock::Identity(key), &to, house.now()).await.unwrap();
    assert_eq!(std::fs::read_to_string(to.join("signing-key")).unwrap(), "secret");
    assert_eq!(std::fs::read(to.join("evidence").join(&sha256[..2]).join(&sha256)).unwrap(), b"a scan");
    assert!(!to.join("tls").exists() && !to.join("backups").exists());
    let store = Store::open(&Location::Sqlite(to.join("sonae.db"))).await.unwrap();
    assert_eq!(store.records("devices").await.unwrap()[0].key, "PC-1");
    assert!(matches!(store.verify_audit().await.unwrap(), AuditVerdict::Intact { .. }));
    assert_eq!(store.audit_events(..).await.unwrap().last().unwrap().action, "backup.restored");

    let state = state(&house, &root()).await.unwrap();
    assert!(state.key_made && state.last_made.is_some() && state.last_failure.is_none());
    assert!(state.last_checked.is_some_and(|(name, check)| name == made.name && check.good));
}

#[tokio::test]
async fn a_backup_made_while_others_write_is_whole() {
    let (house, scratch) = at_rest().await;
    let key = make_key(&house, &root()).await.unwrap();
    let stop = AtomicBool::new(false);
    let write = async {
        let mut at = 0;
        while !stop.load(Ordering::Relaxed) {
            put(&house, &format!("PC-{at}")).await;
            at += 1;
        }
        at
    };
    let back_up = async {
        let mut all = Vec::new();
        for _ in 0..3 {
            all.push(made(&house).await);
        }
        stop.store(true, Ordering::Relaxed);
        all
    };
    let (written, all) = tokio::join!(write, back_up);
    assert!(written > 3);
    for (at, made) in all.iter().enumerate() {
        let place = scratch.path().join(format!("try-{at}"));
        check_backup(&made.path, Unlock::Identity(key.clone()), &place).await.unwrap();
    }
}

/// Logs come in until it is told to stop.
fn logs_come_in(vault: &Vault, stop: &AtomicBool) {
    let now: Timestamp = "2026-11-21T04:05:06Z".parse().unwrap();
    for round in 0_u64.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let records = (0..200).map(|row| (0, format!("{round} {row} {}", (round * 200 + row) * 0x9e37_79b9).into_bytes())).collect();
        vault.append_and_wait(Batch { kind: Kind::Record, source: "emr".into(), received: now, file: 0, records }).unwrap();
        if round % 50 == 49 {
            vault.heartbeat(now).unwrap();
        }
    }
}

/// Makes backups while logs come in, restores them elsewhere, and verifies the vault that is in them.
async fn backed_up_amidst_logs(house: &House, scratch: &Path, vault: Arc<Vault>) {
    let key = make_key(house, &root()).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let writing = Arc::clone(&stop);
    let writer = std::thread::spawn(move || logs_come_in(&vault, &writing));
    let mut all = Vec::new();
    for _ in 0..3 {
        all.push(made(house).await);
    }
    stop.store(true, Ordering::Relaxed);
    writer.join().unwrap();
    let mut sizes = Vec::new();
    for (at, made) in all.iter().enumerate() {
        let to = scratch.join(format!("restored-{at}"));
        restore_backup(&made.path, Unlock::Identity(key.clone()), &to, house.now()).await.unwrap();
        let report = verify(&to.join("vault"), &Known::default()).unwrap();
        assert!(report.findings.is_empty(), "{report:?}");
        // the first may have been made before the first record came
        let leaves = report.shards.first().map_or(0, |shard| shard.leaves);
        sizes.push(leaves);
        let (_, opened) = Vault::open(&to.join("vault"), Options::new("sonae/test")).unwrap();
        assert_eq!((opened.lost, opened.torn, opened.size), (0, None, leaves));
    }
    assert!(sizes.is_sorted() && sizes.first() < sizes.last(), "{sizes:?}");
    assert_eq!(names(&house.folder.backups()).iter().filter(|name| name.contains(".part")).count(), 0);
}

#[tokio::test]
async fn a_backup_made_while_logs_come_in_holds_a_vault_that_is_intact() {
    let (house, scratch) = at_rest().await;
    let vault = house.vaults().writer().unwrap();
    backed_up_amidst_logs(&house, scratch.path(), vault).await;
    house.vaults().close();
}

#[tokio::test]
async fn so_does_one_made_by_another_process_than_the_one_that_keeps_them() {
    let (house, scratch) = at_rest().await;
    let folder = house.folder.vault();
    let (vault, _) = Vault::open(&folder, Options::new("sonae/test")).unwrap();
    backed_up_amidst_logs(&house, scratch.path(), Arc::new(vault)).await;
}

#[tokio::test]
async fn another_key_a_changed_byte_and_a_cut_off_end_are_noticed() {
    let (house, scratch) = at_rest().await;
    let key = make_key(&house, &root()).await.unwrap();
    house.folder.keep_evidence(&vec![7; 200_000]).unwrap();
    let made = made(&house).await;
    let place = scratch.path().join("try");
    let other = make_key(&house, &root()).await.unwrap();
    let tried = check_backup(&made.path, Unlock::Identity(other), &place).await;
    assert!(matches!(tried, Err(BackupError::WrongKey)), "{tried:?}");
    let bytes = std::fs::read(&made.path).unwrap();
    let bad = scratch.path().join("bad.age");
    for at in [300, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        std::fs::write(&bad, changed).unwrap();
        let tried = check_backup(&bad, Unlock::Identity(key.clone()), &place).await;
        assert!(tried.is_err(), "byte {at}");
    }
    std::fs::write(&bad, &bytes[..bytes.len() - 70_000]).unwrap();
    assert!(check_backup(&bad, Unlock::Identity(key.clone()), &place).await.is_err());
    std::fs::write(&bad, "no backup at all").unwrap();
    let tried = check_backup(&bad, Unlock::Identity(key), &place).await;
    assert!(matches!(tried, Err(BackupError::Damaged(_))), "{tried:?}");
    note_check(&house, &root(), "bad.age", &tried).await.unwrap();
    assert!(state(&house, &root()).await.unwrap().last_checked.is_some_and(|(_, check)| !check.good));
}

#[tokio::test]
async fn nothing_is_restored_over_other_files_or_half() {
    let (house, scratch) = at_rest().await;
    let key = make_key(&house, &root()).await.unwrap();
    let made = made(&house).await;
    let to = scratch.path().join("used");
    std::fs::create_dir(&to).unwrap();
    std::fs::write(to.join("mine.txt"), "x").unwrap();
    let tried = restore_backup(&made.path, Unlock::Identity(key.clone()), &to, house.now()).await;
    assert!(matches!(tried, Err(BackupError::NotEmpty(_))));
    assert_eq!(names(&to), ["mine.txt"]);
    let mut bytes = std::fs::read(&made.path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let bad = scratch.path().join("bad.age");
    std::fs::write(&bad, bytes).unwrap();
    let to = scratch.path().join("new");
    assert!(restore_backup(&bad, Unlock::Identity(key), &to, house.now()).await.is_err());
    assert!(!to.exists());
}

#[tokio::test]
async fn a_passphrase_does_instead_of_a_key() {
    let (house, scratch) = at_rest().await;
    assert!(matches!(make_backup(&house, &root(), Lock::Key, None).await, Err(BackupError::NoKey)));
    let made = make_backup(&house, &root(), Lock::Passphrase("correct horse"), None).await.unwrap();
    let place = scratch.path().join("try");
    let wrong = check_backup(&made.path, Unlock::Passphrase("incorrect".to_owned()), &place).await;
    assert!(matches!(wrong, Err(BackupError::WrongKey)), "{wrong:?}");
    check_backup(&made.path, Unlock::Passphrase("correct horse".to_owned()), &place).await.unwrap();
}

#[tokio::test]
async fn old_generations_go_and_the_second_place_gets_a_copy() {
    let (house, scratch) = at_rest().await;
    make_key(&house, &root()).await.unwrap();
    let second: PathBuf = scratch.path().join("usb");
    std::fs::create_dir(&second).unwrap();
    let backup = Backup { generations: 3, every_hours: 24, second_place: second.display().to_string() };
    set(&house, Settings { backup, ..Settings::default() }).await;
    for _ in 0..4 {
        let made = made(&house).await;
        assert!(matches!(made.second, Some(Ok(_))));
    }
    assert_eq!(generations(&house.folder.backups()).unwrap().len(), 3);
    assert_eq!(generations(&second).unwrap(), {
        let own = generations(&house.folder.backups()).unwrap();
        own.into_iter().map(|one| Generation { path: second.join(&one.name), ..one }).collect::<Vec<_>>()
    });
    std::fs::remove_dir_all(&second).unwrap();
    assert!(matches!(made(&house).await.second, Some(Err(_))), "an unplugged disk is said");
    assert!(state(&house, &root()).await.unwrap().second_place_failure.is_some());
    std::fs::create_dir(&second).unwrap();
    made(&house).await;
    assert!(state(&house, &root()).await.unwrap().second_place_failure.is_none());
}

#[tokio::test]
async fn a_failure_is_remembered_and_removes_no_old_backup() {
    let (house, _scratch) = at_rest().await;
    make_key(&house, &root()).await.unwrap();
    made(&house).await;
    std::fs::create_dir_all(house.folder.backups().join("snapshot.part").join("in the way")).unwrap();
    assert!(make_backup(&house, &root(), Lock::Key, None).await.is_err());
    assert_eq!(generations(&house.folder.backups()).unwrap().len(), 1);
    assert!(state(&house, &root()).await.unwrap().last_failure.is_some());
    std::fs::remove_dir_all(house.folder.backups().join("snapshot.part")).unwrap();
    made(&house).await;
    assert!(state(&house, &root()).await.unwrap().last_failure.is_none());
}

#[tokio::test]
async fn the_schedule_waits_for_the_first_start_the_key_and_the_hours() {
    let (house, _scratch) = at_rest().await;
    assert!(!due(&house).await.unwrap());
    set(&house, Settings { set_up: true, ..Settings::default() }).await;
    assert!(!due(&house).await.unwrap(), "no key");
    make_key(&house, &root()).await.unwrap();
    assert!(due(&house).await.unwrap());
    let mut schedule = Schedule::default();
    assert!(schedule.look(&house).await.unwrap().is_ok());
    assert!(schedule.look(&house).await.is_none(), "one was just made");
}

#[tokio::test]
async fn only_who_may_makes_backups_and_keys() {
    let (house, _scratch) = at_rest().await;
    let viewer = person(Role::Viewer);
    assert!(matches!(make_key(&house, &viewer).await, Err(BackupError::Forbidden(_))));
    assert!(matches!(make_backup(&house, &viewer, Lock::Key, None).await, Err(BackupError::Forbidden(_))));
    assert!(matches!(state(&house, &viewer).await, Err(BackupError::Forbidden(_))));
}
