//! The segment that is appended to, its check file and its index.
//!
//! Deliberately not here: what a frame is.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::AppendError;
use super::disk::random;
use super::prepare::Prepared;
use crate::files::{self, FileError, at};
use crate::segment::{Header, IndexWriter, check_file, file_name};

/// The segment that is appended to.
pub(super) struct Segment {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) checks: File,
    pub(super) index: IndexWriter,
    pub(super) nonce: [u8; 8],
    pub(super) length: u64,
}

impl Segment {
    pub(super) fn create(shard: &Path, name: &str, first: u64) -> Result<Self, AppendError> {
        let path = shard.join("segments").join(file_name(first));
        let header = Header { shard: name.to_owned(), first, nonce: random()? };
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(at(&path))?;
        let bytes = header.encode();
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(at(&path))?;
        let check_path = check_file(&path);
        let checks = OpenOptions::new().write(true).create(true).truncate(true).open(&check_path).map_err(at(&check_path))?;
        files::sync_folder_of(&path)?;
        let index = IndexWriter::open(&path, 0).map_err(at(&path))?;
        Ok(Self { path, file, checks, index, nonce: header.nonce, length: bytes.len() as u64 })
    }

    /// Opens a segment that was written whole before, to append to it.
    pub(super) fn reopen(path: &Path, nonce: [u8; 8]) -> Result<Self, FileError> {
        let open = |path: &Path| OpenOptions::new().append(true).open(path).map_err(at(path));
        let file = open(path)?;
        let length = file.metadata().map_err(at(path))?.len();
        let index = IndexWriter::open(path, length).map_err(at(path))?;
        Ok(Self { path: path.to_owned(), file, checks: open(&check_file(path))?, index, nonce, length })
    }

    /// Syncs the check bytes: behind the checkpoint they are computed anew, before it they must say what they said.
    pub(super) fn sync_checks(&self) -> Result<(), FileError> {
        self.checks.sync_data().map_err(at(&self.path))
    }

    /// Appends frames durably. Check bytes and index are not synced with them.
    pub(super) fn append(&mut self, frames: &[Prepared]) -> Result<(), FileError> {
        let bytes: Vec<&[u8]> = frames.iter().map(|frame| frame.bytes.as_slice()).collect();
        let joined;
        // one frame is written as it is
        let all: &[u8] = if let [one] = bytes.as_slice() {
            one
        } else {
            joined = bytes.concat();
            &joined
        };
        self.file.write_all(all).and_then(|()| self.file.sync_data()).map_err(at(&self.path))?;
        let checks: Vec<u8> = frames.iter().flat_map(|frame| &frame.hashes).flat_map(|hash| [hash[0], hash[1]]).collect();
        self.checks.write_all(&checks).map_err(at(&self.path))?;
        for frame in frames {
            self.index.enter(frame.first, self.length).map_err(at(&self.path))?;
            self.length += frame.bytes.len() as u64;
        }
        Ok(())
    }
}
