//! A backup repository or job, as its own program tells it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One repository or job.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct ObservedBackup {
    /// When it was so
    pub seen_at: Option<Timestamp>,
    /// Program (restic, borg, wbadmin …)
    pub program: String,
    /// Repository or job, as named
    pub repository: String,
    /// Machines that are backed up in it
    pub hosts: Vec<String>,
    /// The system that is backed up, when the source names it
    pub system: String,
    /// Where it lies, as written
    pub location: String,
    /// Whether it is apart from what it backs up
    pub isolation: Isolation,
    /// Generations, oldest first
    pub generations: Vec<BackupGeneration>,
    /// Last check of the repository's integrity
    pub checked_at: Option<Timestamp>,
    /// Last trial of restoring
    pub restored_at: Option<Timestamp>,
}

impl ObservedBackup {
    /// What a person calls it.
    pub fn label(&self) -> String {
        let names = [&self.system, &self.repository, &self.location];
        let host = self.hosts.first();
        names.into_iter().chain(host).find(|name| !name.trim().is_empty()).cloned().unwrap_or_default()
    }
}

/// One generation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct BackupGeneration {
    /// Its name (snapshot id, version identifier)
    pub id: String,
    /// When it was made
    pub made_at: Option<Timestamp>,
    /// Machine
    pub host: String,
    /// Size, bytes
    pub bytes: Option<u64>,
    /// Whether it ended well
    pub complete: Option<bool>,
}

/// Whether a backup is apart from what it backs up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Isolation {
    /// On the same machine
    SameMachine,
    /// On another machine that the first one can write to
    Online,
    /// On media that are taken away, or append-only or locked for a time
    Offline,
    /// Not told
    #[default]
    Unknown,
}
