//! How the own backups stand, for a page.

use jiff::Timestamp;
use sonae_domain::access::Permission;

use super::kept::{BackupFailure, MAKE, OwnBackup, OwnBackupCheck, SECOND_PLACE};
use super::{BackupError, Generation, generations, has_key};
use crate::actor::Actor;
use crate::house::House;
use crate::records::{self, OWN_BACKUP_CHECKS, OWN_BACKUP_FAILURES, OWN_BACKUPS};

/// How the own backups stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupState {
    /// Those that lie in the data folder, newest first
    pub generations: Vec<Generation>,
    /// When the last was made
    pub last_made: Option<Timestamp>,
    /// The last restore test, with the name of the file
    pub last_checked: Option<(String, OwnBackupCheck)>,
    /// Why the last one was not made; `None` when it was
    pub last_failure: Option<BackupFailure>,
    /// Why the last one was not copied to the second place
    pub second_place_failure: Option<BackupFailure>,
    /// Whether the key is made without which none is made by itself
    pub key_made: bool,
}

/// How the own backups stand.
pub async fn state(house: &House, actor: &Actor) -> Result<BackupState, BackupError> {
    actor.require(Permission::ManageBackups)?;
    let store = &house.store;
    let made: Vec<(String, OwnBackup)> = records::all(store, OWN_BACKUPS).await?;
    let checks: Vec<(String, OwnBackupCheck)> = records::all(store, OWN_BACKUP_CHECKS).await?;
    Ok(BackupState {
        generations: generations(&house.folder.backups())?,
        last_made: made.iter().map(|(_, backup)| backup.made).max(),
        last_checked: checks.into_iter().max_by_key(|(_, check)| check.checked),
        last_failure: records::one(store, OWN_BACKUP_FAILURES, MAKE).await?,
        second_place_failure: records::one(store, OWN_BACKUP_FAILURES, SECOND_PLACE).await?,
        key_made: has_key(house),
    })
}
