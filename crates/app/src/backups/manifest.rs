//! What a backup says about itself; the last file in it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sonae_store::AuditHead;

/// Form of the backups that this program writes.
pub(super) const FORMAT: &str = "sonae-backup/1";
/// Its name in the backup.
pub(super) const NAME: &str = "manifest.json";

/// What is in a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Manifest {
    /// `sonae-backup/1`
    pub format: String,
    /// The program that made it
    pub program: String,
    /// When
    pub made: Timestamp,
    /// Of which institution
    pub institution: String,
    /// Whether the database is in it; otherwise it lies on a server with backups of its own
    pub database: bool,
    /// The newest event of the operation log in it
    pub head: AuditHead,
    /// Current records by list
    pub records: BTreeMap<String, u64>,
    /// Every file but this one
    pub files: Vec<BackupFile>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    /// Path in the data folder, with `/`
    pub path: String,
    /// Size
    pub bytes: u64,
    /// SHA-256, hex
    pub sha256: String,
}
