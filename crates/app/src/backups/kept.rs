//! What is remembered of backups: which were made, which were tried, what last went wrong. Records with history.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sonae_store::AuditHead;

use super::BackupError;
use crate::actor::Actor;
use crate::house::House;
use crate::records::{OWN_BACKUP_CHECKS, OWN_BACKUP_FAILURES, OWN_BACKUPS, next_ordinal, own_record};

/// A backup that was made; by file name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnBackup {
    /// When
    pub made: Timestamp,
    /// Its size
    pub bytes: u64,
    /// SHA-256 of the encrypted file
    pub sha256: String,
    /// The newest event of the operation log in it
    pub head: AuditHead,
    /// Whether it opens with a passphrase instead of the key
    #[serde(default)]
    pub passphrase: bool,
}

/// A restore test; by file name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OwnBackupCheck {
    /// When
    pub checked: Timestamp,
    /// Whether everything was as it was written
    pub good: bool,
    /// When the backup was made; `None` where it could not be opened
    pub made: Option<Timestamp>,
    /// What was wrong, in the program's own words
    #[serde(default)]
    pub detail: String,
}

/// What last went wrong; by what was tried (`make`, `second-place`). Retired when it works again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct BackupFailure {
    /// When
    pub at: Timestamp,
    /// As the words of the locale (`backups-failure-…`) spell it
    pub kind: String,
    /// In the program's own words
    pub detail: String,
}

/// Making a backup, as [`BackupFailure`] names it.
pub(super) const MAKE: &str = "make";
/// Copying it to the second place.
pub(super) const SECOND_PLACE: &str = "second-place";

/// Remembers a backup, and forgets those that were removed and the failure before it.
pub(super) async fn made(house: &House, actor: &Actor, name: &str, backup: &OwnBackup, removed: &[String]) -> Result<(), BackupError> {
    let mut tx = house.store.begin().await?;
    let place = next_ordinal(&tx, OWN_BACKUPS).await?;
    tx.put_record(OWN_BACKUPS, own_record(name, place, backup)).await?;
    for gone in removed {
        if tx.record(OWN_BACKUPS, gone).await?.is_some_and(|record| !record.retired) {
            tx.retire_record(OWN_BACKUPS, gone).await?;
        }
    }
    if tx.record(OWN_BACKUP_FAILURES, MAKE).await?.is_some_and(|record| !record.retired) {
        tx.retire_record(OWN_BACKUP_FAILURES, MAKE).await?;
    }
    let detail = json!({ "bytes": backup.bytes, "sha256": backup.sha256, "removed": removed });
    tx.commit(house.event(actor, "backup.made", name, detail)).await?;
    Ok(())
}

/// Remembers that something went wrong, or that it works again.
pub(super) async fn outcome(house: &House, actor: &Actor, what: &str, error: Option<&BackupError>) -> Result<(), BackupError> {
    let mut tx = house.store.begin().await?;
    let known = tx.record(OWN_BACKUP_FAILURES, what).await?.is_some_and(|record| !record.retired);
    let action = match error {
        Some(error) => {
            let failure = BackupFailure { at: house.now(), kind: error.key().to_owned(), detail: error.to_string() };
            tx.put_record(OWN_BACKUP_FAILURES, own_record(what, 0, &failure)).await?;
            "backup.failed"
        }
        None if known => {
            tx.retire_record(OWN_BACKUP_FAILURES, what).await?;
            "backup.mended"
        }
        None => return Ok(tx.rollback().await?),
    };
    let detail = error.map_or_else(|| json!({}), |error| json!({ "kind": error.key() }));
    tx.commit_if_changed(house.event(actor, action, what, detail)).await?;
    Ok(())
}

/// Remembers a restore test.
pub(super) async fn checked(house: &House, actor: &Actor, name: &str, check: &OwnBackupCheck) -> Result<(), BackupError> {
    let mut tx = house.store.begin().await?;
    let place = next_ordinal(&tx, OWN_BACKUP_CHECKS).await?;
    tx.put_record(OWN_BACKUP_CHECKS, own_record(name, place, check)).await?;
    tx.commit(house.event(actor, "backup.checked", name, json!({ "good": check.good }))).await?;
    Ok(())
}
