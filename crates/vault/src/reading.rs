//! Reading, without the lock and beside a writer: what is acknowledged is seen.

use std::path::{Path, PathBuf};

use crate::checkpoint::Sealed;
use crate::entry::Envelope;

/// A vault, open for reading.
#[derive(Debug, Clone)]
pub struct Reading {
    dir: PathBuf,
}

/// A record as it lies in the vault: parts put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Leaf index of its first part
    pub index: u64,
    /// Envelope of its first part
    pub envelope: Envelope,
    /// Its bytes; `None` when it was redacted
    pub raw: Option<Vec<u8>>,
}

/// Why it cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Reading failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// A frame cannot be read; the records around it can
    #[error("{path}: the frame at byte {at} cannot be read (records {first} to {last})")]
    Frame {
        /// Segment
        path: PathBuf,
        /// Byte offset in it
        at: u64,
        /// First leaf of the frame
        first: u64,
        /// Last leaf of the frame, where the next frame tells it
        last: u64,
    },
}

impl Reading {
    /// Opens the folder; an empty or missing one holds no shard.
    pub fn open(dir: &Path) -> Self {
        Self { dir: dir.to_owned() }
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Shards, oldest first.
    pub fn shards(&self) -> Result<Vec<String>, ReadError> {
        unimplemented!()
    }

    /// Acknowledged leaves of a shard.
    pub fn size(&self, shard: &str) -> Result<u64, ReadError> {
        let _ = shard;
        unimplemented!()
    }

    /// The newest checkpoint of a shard.
    pub fn checkpoint(&self, shard: &str) -> Result<Option<Sealed>, ReadError> {
        let _ = shard;
        unimplemented!()
    }

    /// Records from a leaf on, in order, frame by frame. An unreadable frame is one `Err`; the iterator goes on after it.
    pub fn records(&self, shard: &str, from: u64) -> Result<impl Iterator<Item = Result<Stored, ReadError>> + use<>, ReadError> {
        let _ = (shard, from);
        unimplemented!() as Result<std::iter::Empty<Result<Stored, ReadError>>, ReadError>
    }
}
