//! The restore test: decrypts a backup, compares every file, opens the database and walks its operation log. Nothing of the
//! running data is touched.

use std::path::Path;

use sonae_domain::access::Permission;
use sonae_store::{AuditVerdict, Location, Store};

use super::archive::{self, Unlock};
use super::kept::OwnBackupCheck;
use super::{BackupError, Manifest, kept};
use crate::actor::Actor;
use crate::data_folder::DataFolder;
use crate::house::House;

/// A backup from which everything can be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What is in it
    pub manifest: Manifest,
    /// Bytes of all files
    pub bytes: u64,
}

/// Tries a backup. `scratch`: a folder that is not there yet; it is removed again.
pub async fn check_backup(file: &Path, unlock: Unlock, scratch: &Path) -> Result<Checked, BackupError> {
    let folder = DataFolder::open(scratch).map_err(|error| BackupError::file(scratch, error))?;
    let checked = check(file, unlock, &folder).await;
    let removed = std::fs::remove_dir_all(scratch);
    let checked = checked?;
    removed.map_err(|error| BackupError::file(scratch, error))?;
    Ok(checked)
}

async fn check(file: &Path, unlock: Unlock, scratch: &DataFolder) -> Result<Checked, BackupError> {
    let (from, database) = (file.to_owned(), scratch.database());
    let manifest = tokio::task::spawn_blocking(move || {
        let (mut archive, manifest) = archive::open(&from, &unlock)?;
        archive::read_all(&mut archive, &manifest, |path| (path == DataFolder::DATABASE).then(|| database.clone()))?;
        Ok::<_, BackupError>(manifest)
    });
    let manifest = manifest.await.map_err(|_| BackupError::CutOff)??;
    if manifest.database {
        check_database(&Location::Sqlite(scratch.database()), &manifest).await?.close().await?;
    }
    let bytes = manifest.files.iter().map(|file| file.bytes).sum();
    Ok(Checked { manifest, bytes })
}

/// Opens the database of a backup and compares it with what the manifest says.
pub(super) async fn check_database(location: &Location, manifest: &Manifest) -> Result<Store, BackupError> {
    let store = Store::open(location).await?;
    let verdict = match manifest.head.seq.0 {
        0 => store.verify_audit().await?,
        _ => store.verify_audit_from(&manifest.head).await?,
    };
    if let AuditVerdict::Broken { seq, fault } = verdict {
        return Err(BackupError::Damaged(format!("operation log, event {seq}: {fault:?}")));
    }
    if store.record_counts().await? != manifest.records {
        return Err(BackupError::Damaged("the database has other records than the manifest says".to_owned()));
    }
    Ok(store)
}

/// Notes a restore test in the running data, good or bad.
pub async fn note_check(house: &House, actor: &Actor, name: &str, outcome: &Result<Checked, BackupError>) -> Result<(), BackupError> {
    actor.require(Permission::ManageBackups)?;
    let check = OwnBackupCheck {
        checked: house.now(),
        good: outcome.is_ok(),
        made: outcome.as_ref().ok().map(|checked| checked.manifest.made),
        detail: outcome.as_ref().err().map(ToString::to_string).unwrap_or_default(),
    };
    kept::checked(house, actor, name, &check).await
}
