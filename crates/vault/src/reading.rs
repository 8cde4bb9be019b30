//! Reading, without the lock and beside a writer: what is acknowledged is seen.

mod frames;
mod tiles;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use crate::checkpoint::{self, Sealed};
use crate::entry::{Envelope, Kind};
use crate::files::{self, FileError};
use crate::layout;
use crate::retention;
use crate::segment::Scan;
use crate::state::State;
pub use frames::Frames;

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

/// A record where it lies in its frame: parts put together, nothing copied.
#[derive(Debug, Clone, Copy)]
pub struct Lying<'a> {
    /// Leaf index of its first part
    pub index: u64,
    /// What it is
    pub kind: Kind,
    /// Name of the source
    pub source: &'a str,
    /// When it was received, microseconds since 1970-01-01T00:00:00Z
    pub received: i64,
    /// Leaf index + 1 of the record that began its file; 0 = none
    pub file: u64,
    /// Number at the source; 0 = none
    pub seq: u64,
    /// Whether it takes more than one leaf
    pub more: bool,
    /// Its bytes; `None` when it was redacted
    pub raw: Option<&'a [u8]>,
}

impl Lying<'_> {
    /// Envelope of its first part.
    pub fn envelope(&self) -> Envelope {
        let Self { kind, received, file, seq, more, .. } = *self;
        Envelope { kind, received, file, seq, part: 0, more, source: self.source.to_owned() }
    }
}

impl From<Lying<'_>> for Stored {
    fn from(lying: Lying<'_>) -> Self {
        Self { index: lying.index, envelope: lying.envelope(), raw: lying.raw.map(<[u8]>::to_vec) }
    }
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
    /// Records are not there: removed by policy, redacted where their bytes are wanted, or not written yet
    #[error("shard {shard}: records {first} to {last} are not there")]
    Gone {
        /// Shard
        shard: String,
        /// First leaf
        first: u64,
        /// Last leaf
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

    /// The folder of a shard.
    pub fn shard_dir(&self, shard: &str) -> PathBuf {
        self.dir.join(shard)
    }

    /// Shards, oldest first.
    pub fn shards(&self) -> Result<Vec<String>, ReadError> {
        Ok(layout::shards(&self.dir)?)
    }

    /// Segments of a shard that are there, in order: first leaf and path.
    pub fn segments(&self, shard: &str) -> Result<Vec<(u64, PathBuf)>, ReadError> {
        Ok(layout::segments(&self.shard_dir(shard))?)
    }

    /// Acknowledged leaves of a shard.
    pub fn size(&self, shard: &str) -> Result<u64, ReadError> {
        let Some((first, path)) = self.segments(shard)?.pop() else {
            return Ok(self.removed(shard)?.last().map_or(0, |leaves| leaves.end));
        };
        match Scan::open(&path).map_err(files::at(&path))? {
            Ok(scan) => Ok(scan.last_leaf().map_err(files::at(&path))?),
            Err(_) => Ok(first),
        }
    }

    /// The newest checkpoint of a shard. `None` when there is none, or the file holds none.
    pub fn checkpoint(&self, shard: &str) -> Result<Option<Sealed>, ReadError> {
        let dir = self.shard_dir(shard);
        let state = State::read(&dir)?;
        Ok(checkpoint::read(&dir.join("checkpoint"), state.at)?.flatten())
    }

    /// Records from a leaf on, in order, frame by frame. An unreadable frame is one `Err`; the iterator goes on after it.
    pub fn records(&self, shard: &str, from: u64) -> Result<impl Iterator<Item = Result<Stored, ReadError>> + use<>, ReadError> {
        let frames = self.frames(shard, from)?;
        Ok(frames.flat_map(move |frame| {
            let (records, error) = match frame {
                Ok(frame) => (frame.records().filter(|record| record.index >= from).collect(), None),
                Err(error) => (Vec::new(), Some(error)),
            };
            records.into_iter().map(Ok).chain(error.map(Err))
        }))
    }

    /// Frames from the one that holds a leaf on, in order. An unreadable stretch is one `Err`; the iterator goes on after it.
    pub fn frames(&self, shard: &str, from: u64) -> Result<Frames, ReadError> {
        let segments: VecDeque<_> = self.segments(shard)?.into();
        Ok(Frames::new(segments, retention::removed(&self.shard_dir(shard))?, from))
    }
}

impl From<FileError> for ReadError {
    fn from(error: FileError) -> Self {
        Self::Io { path: error.path, source: error.source }
    }
}
