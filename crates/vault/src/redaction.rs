//! Redaction: one record's content and salts are destroyed, its leaf hashes stay, and the tree with them.
//!
//! The frame that holds it is written anew with the others' salts spelled out, since its key would give the destroyed ones back.
//! What the record's envelope said stays readable, but nothing proves it any more. Deliberately not here: blocks of the medium that the file
//! system has given up, backups, and the lake, which is built anew.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::entry::Kind;
use crate::files::{self, at};
use crate::holds;
use crate::reading::{ReadError, Reading};
use crate::segment::{Frame, HEADER, Header, index_file};
use crate::writer::{AppendError, ChangeError, Disk, Vault};

/// What is to be redacted, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// Shard
    pub shard: String,
    /// Any leaf of the record; all its parts are redacted
    pub index: u64,
    /// Why
    pub reason: String,
    /// By whom
    pub by: String,
}

impl Vault {
    /// Redacts a record of a source. One that is redacted already stays as it is.
    pub fn redact(&self, redaction: Redaction, now: Timestamp) -> Result<(), ChangeError> {
        self.on_disk(move |disk| disk.redact(&redaction, now))?
    }
}

impl Disk {
    fn redact(&mut self, redaction: &Redaction, now: Timestamp) -> Result<(), ChangeError> {
        let (path, frame) = find(self.dir(), redaction)?;
        let leaf = frame.leaf(redaction.index).ok_or(ChangeError::Refused("the record is not there"))?;
        if leaf.entry.is_none() {
            return Ok(());
        }
        if leaf.envelope.kind != Kind::Record {
            return Err(ChangeError::Refused("only records of sources can be redacted"));
        }
        if holds::in_force(self.dir())?.values().any(|hold| hold.holds(&leaf.envelope)) {
            return Err(ChangeError::Refused("a hold holds the record"));
        }
        let (again, leaves) = frame.redacted(redaction.index).ok_or(ChangeError::Refused("the record is not there"))?;
        let hashes: Vec<String> = frame.leaf_hashes_in(leaves.clone()).iter().map(hex::encode).collect();
        let body = serde_json::json!({
            "shard": redaction.shard, "first": leaves.start, "end": leaves.end, "hashes": hashes,
            "reason": redaction.reason, "by": redaction.by,
        });
        self.note(Kind::Redacted, now, &body)?;
        self.while_closed(&path, |path| rewrite(path, &frame, &again))?;
        Ok(())
    }
}

/// The frame that holds the record, and its segment.
fn find(vault: &Path, redaction: &Redaction) -> Result<(PathBuf, Frame), ChangeError> {
    let not_there = ChangeError::Refused("the record is not there");
    if !crate::layout::is_shard(&redaction.shard) {
        return Err(not_there);
    }
    let mut frames = Reading::open(vault).frames(&redaction.shard, redaction.index)?;
    let Some(frame) = frames.next().transpose()? else {
        return Err(not_there);
    };
    let path = frames.segment().map(Path::to_owned);
    path.filter(|_| frame.first() <= redaction.index).map(|path| (path, frame)).ok_or(not_there)
}

/// Puts another frame into the place of one, in a copy of the segment that takes its place.
fn rewrite(path: &Path, frame: &Frame, again: &crate::segment::Body) -> Result<(), AppendError> {
    let mut from = File::open(path).map_err(at(path))?;
    let mut header = [0; HEADER];
    from.read_exact(&mut header).map_err(at(path))?;
    let nonce = Header::decode(&header).map_err(|_| AppendError::Unfit("the segment cannot be read"))?.nonce;
    let bytes = again.encode(nonce).map_err(at(path))?;
    files::replace_with(path, false, |to| {
        from.seek(SeekFrom::Start(0))?;
        io::copy(&mut (&mut from).take(frame.at()), to)?;
        to.write_all(&bytes)?;
        from.seek(SeekFrom::Start(frame.behind()))?;
        io::copy(&mut from, to).map(drop)
    })?;
    match std::fs::remove_file(index_file(path)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error).into()),
        _ => Ok(()),
    }
}

impl From<ReadError> for ChangeError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}
