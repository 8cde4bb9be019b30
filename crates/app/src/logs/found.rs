//! Notes of the vault itself, as JSON in a record.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sonae_logs::{CutSummary, FileHead, Source};
use sonae_vault::{Appended, Batch, Kind};

use super::fault::LogsError;
use super::vaults::Vaults;

/// Name of the source of what the vault itself notes.
pub(super) const OWN: &str = "sonae";

/// A file begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct FileBegin {
    /// Its name, without folder
    pub(super) name: String,
    /// SHA-256 of the whole file, hex
    pub(super) sha256: String,
    /// Its size in bytes
    pub(super) size: u64,
    /// What was told before the first record
    pub(super) head: FileHead,
    /// How it is read
    pub(super) source: Source,
    /// SHA-256 under which the whole file is kept among the originals, where its records cannot be cut out as bytes
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) original: String,
}

/// A file ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct FileEnd {
    /// SHA-256 of the whole file, hex
    pub(super) sha256: String,
    /// What was in it
    pub(super) summary: CutSummary,
}

/// Keeps a note; on disk when this returns. `seq`: its number elsewhere, 0 = none.
pub(super) fn keep<T: Serialize>(
    vaults: &Vaults,
    (kind, source, file, seq): (Kind, &str, u64, u64),
    now: Timestamp,
    note: &T,
) -> Result<Appended, LogsError> {
    keep_all(vaults, kind, source, file, now, vec![(seq, serde_json::to_vec(note).unwrap_or_default())])
}

/// Keeps several notes of one kind together.
pub(super) fn keep_all(
    vaults: &Vaults,
    kind: Kind,
    source: &str,
    file: u64,
    received: Timestamp,
    records: Vec<(u64, Vec<u8>)>,
) -> Result<Appended, LogsError> {
    let batch = Batch { kind, source: source.to_owned(), received, file, records };
    vaults.writer()?.append_and_wait(batch).map_err(|error| vaults.failed(error))
}
