//! Restores a backup into an empty folder. It is tried as in the restore test before it counts as restored.

use std::path::Path;

use jiff::Timestamp;
use serde_json::json;
use sonae_store::{AuditEvent, Location};

use super::archive::{self, Unlock};
use super::check_backup::check_database;
use super::{BackupError, Manifest};
use crate::actor::Actor;
use crate::data_folder::DataFolder;

/// A data folder that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What was in the backup
    pub manifest: Manifest,
}

/// Restores into a folder that is empty or not there. What was written is removed again when something is wrong.
pub async fn restore_backup(file: &Path, unlock: Unlock, to: &Path, now: Timestamp) -> Result<Restored, BackupError> {
    let failed = |error| BackupError::file(to, error);
    let folder = DataFolder::open(to).map_err(failed)?;
    if std::fs::read_dir(to).map_err(failed)?.next().is_some() {
        return Err(BackupError::NotEmpty(to.to_owned()));
    }
    let restored = restore(file, unlock, &folder, now).await;
    if restored.is_err() {
        // it was empty when we came
        std::fs::remove_dir_all(to).map_err(failed)?;
    }
    restored
}

async fn restore(file: &Path, unlock: Unlock, folder: &DataFolder, now: Timestamp) -> Result<Restored, BackupError> {
    let (from, to) = (file.to_owned(), folder.path().to_owned());
    let manifest = tokio::task::spawn_blocking(move || {
        let (mut archive, manifest) = archive::open(&from, &unlock)?;
        archive::read_all(&mut archive, &manifest, |path| Some(path.split('/').fold(to.clone(), |place, part| place.join(part))))?;
        Ok::<_, BackupError>(manifest)
    });
    let manifest = manifest.await.map_err(|_| BackupError::CutOff)??;
    if manifest.database {
        let store = check_database(&Location::Sqlite(folder.database()), &manifest).await?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let detail = json!({ "made": manifest.made, "head": manifest.head.seq });
        let actor = Actor::command_line().id;
        let event = AuditEvent { at: now, actor, action: "backup.restored".to_owned(), subject: name, detail };
        store.begin().await?.commit(event).await?;
        store.close().await?;
    }
    Ok(Restored { manifest })
}
