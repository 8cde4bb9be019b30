//! Writing: one process, one thread that appends; many that hand it records.
//!
//! What is acknowledged lies on disk: records are gathered, written as one frame, `fdatasync`ed, and only then is every
//! sender told. A full or failing disk stops intake: every later batch is refused until [`Vault::open`] has been called anew.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::checkpoint::Sealed;
use crate::entry::Kind;

/// Records to append: of one source, one kind, one file, received together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Kind
    pub kind: Kind,
    /// Name of the source; `sonae` for what the vault itself notes
    pub source: String,
    /// When they were received
    pub received: Timestamp,
    /// Leaf index + 1 of the record that began their file (in the present shard); 0 = none
    pub file: u64,
    /// Number at the source and bytes of each. Longer ones than [`crate::Entry::MAX_RAW`] become several leaves.
    pub records: Vec<(u64, Vec<u8>)>,
}

/// Where a batch lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Shard
    pub shard: String,
    /// Leaf indices, first and one past the last
    pub leaves: std::ops::Range<u64>,
}

/// How a vault is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Begin of the origin line of checkpoints, e.g. `sonae/0123456789` ; the shard is put behind it. A schema-less URL-like
    /// name without spaces.
    pub origin: String,
    /// Largest gathering of one frame, bytes before compression
    pub frame_bytes: usize,
    /// A segment is closed when it is as large, bytes
    pub segment_bytes: u64,
    /// How long the first record of a frame may wait for others
    pub gather: std::time::Duration,
}

/// What opening found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Bytes at the end of the last segment that were never acknowledged (a power cut); moved to `quarantine/`
    pub torn: Option<PathBuf>,
    /// Segments in which something cannot be read
    pub unreadable: Vec<PathBuf>,
    /// Leaves of the present shard
    pub size: u64,
}

/// A vault, open for writing.
pub struct Vault {
    _dir: PathBuf,
}

/// Why a vault does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open for writing
    #[error("another process writes to this vault")]
    Locked,
    /// Reading or writing failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// The evidence does not agree with the newest checkpoint: nothing is appended to it. [`crate::verify`] says what it is.
    #[error("the evidence does not agree with its checkpoint: {0}")]
    Disagrees(String),
    /// A newer version of the format
    #[error("{0} was written by a newer version")]
    Newer(PathBuf),
}

/// Why a batch was not kept. Nothing of it is in the vault, or it was not acknowledged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Writing failed; intake has stopped
    #[error("intake has stopped: {0}")]
    Stopped(String),
    /// The year is over or was frozen; the next shard must be begun
    #[error("the shard is frozen")]
    Frozen,
}

impl Vault {
    /// Opens the vault in this folder for writing, and makes it when it is not there. Takes up where the last writer stopped.
    pub fn open(dir: &Path, options: Options) -> Result<(Self, Opened), OpenError> {
        let _ = (dir, options);
        unimplemented!()
    }

    /// Hands records over. `done` is called on the writer's thread when they lie on disk, or when they do not.
    pub fn append(&self, batch: Batch, done: impl FnOnce(Result<Appended, AppendError>) + Send + 'static) {
        let _ = (batch, done);
        unimplemented!()
    }

    /// The same, and waits.
    pub fn append_and_wait(&self, batch: Batch) -> Result<Appended, AppendError> {
        let _ = batch;
        unimplemented!()
    }

    /// Signs a checkpoint over everything that was acknowledged before this call. `keep` also puts it among `checkpoints/`.
    pub fn seal(&self, now: Timestamp, keep: bool) -> Result<Sealed, AppendError> {
        let _ = (now, keep);
        unimplemented!()
    }

    /// Appends a heartbeat and seals: to be called every hour. Begins the next year's shard when the year is over.
    pub fn heartbeat(&self, now: Timestamp) -> Result<Sealed, AppendError> {
        let _ = now;
        unimplemented!()
    }
}
