//! Which files came in: by source and SHA-256. Derived from the records that begin and end a file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sonae_domain::access::Permission;
use sonae_logs::{CutSummary, FileHead};

use super::derived::Derived;
use super::fault::{LogsError, beside};
use crate::actor::Actor;
use crate::house::House;

/// A file that is coming in, or came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct FileIn {
    /// Source
    pub source: String,
    /// Its name when it came in
    pub name: String,
    /// SHA-256 of the whole file, hex
    pub sha256: String,
    /// Its size in bytes
    pub size: u64,
    /// When it began to come in
    pub begun: Timestamp,
    /// Who brought it
    pub by: String,
    /// Shard into which it goes
    pub shard: String,
    /// No record of it lies before this leaf of the shard
    pub from: u64,
    /// The record that begins it, once it is known
    pub leaf: Option<u64>,
    /// Records of it that lie in an earlier shard
    #[serde(default)]
    pub skipped: u64,
    /// What was told before the first record
    #[serde(default)]
    pub head: FileHead,
    /// What was in it, once it has wholly come in
    pub ended: Option<CutSummary>,
}

impl FileIn {
    pub(super) fn path(source: &str, sha256: &str) -> String {
        format!("files/{source}/{sha256}.json")
    }

    pub(super) fn read(derived: &Derived, source: &str, sha256: &str) -> Option<Self> {
        derived.read(&Self::path(source, sha256))
    }

    pub(super) fn write(&self, derived: &Derived) -> Result<(), LogsError> {
        derived.write(&Self::path(&self.source, &self.sha256), self)
    }
}

/// The files of all sources, newest first.
pub async fn imports(house: &House, actor: &Actor) -> Result<Vec<FileIn>, LogsError> {
    actor.require(Permission::ReadLogs)?;
    let derived = house.vaults().derived();
    beside(move || {
        let of = |source: &String| {
            let derived = &derived;
            let names = derived.list(&format!("files/{source}"));
            names.into_iter().filter_map(|sha256| FileIn::read(derived, source, &sha256)).collect::<Vec<_>>()
        };
        let mut files: Vec<FileIn> = derived.folders("files").iter().flat_map(of).collect();
        files.sort_by(|a, b| (b.begun, &a.name).cmp(&(a.begun, &b.name)));
        Ok(files)
    })
    .await
}
