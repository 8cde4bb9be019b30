//! Frames of a shard, one after another, across its segments.
//!
//! Deliberately not here: what the records in them are.

use std::collections::{BTreeMap, VecDeque};
use std::io;
use std::path::{Path, PathBuf};

use super::ReadError;
use crate::files::at;
use crate::retention;
use crate::segment::{Frame, Scan, Scanned};

/// Frames in order; an unreadable stretch is one `Err`.
pub struct Frames {
    segments: VecDeque<(u64, PathBuf)>,
    /// Leaves that were removed by policy
    removed: BTreeMap<u64, u64>,
    scan: Option<(PathBuf, Scan)>,
    /// Leaf that comes next
    next: u64,
    from: u64,
}

impl Frames {
    /// Frames from the one that holds the leaf `from`.
    pub(super) fn new(mut segments: VecDeque<(u64, PathBuf)>, removed: BTreeMap<u64, u64>, from: u64) -> Self {
        while segments.get(1).is_some_and(|(first, _)| *first <= from) {
            segments.pop_front();
        }
        let next = segments.front().map_or(0, |(first, _)| *first);
        Self { segments, removed, scan: None, next, from }
    }

    /// The segment to which the frame belongs that was given last.
    pub fn segment(&self) -> Option<&Path> {
        self.scan.as_ref().map(|(path, _)| path.as_path())
    }

    fn step(&mut self) -> Result<Option<Frame>, ReadError> {
        loop {
            while self.scan.is_none() {
                if !self.open()? {
                    return Ok(None);
                }
            }
            let until = self.segments.front().map(|(first, _)| *first);
            let Some((path, scan)) = &mut self.scan else {
                return Ok(None);
            };
            let bad = |at, first, next: u64| ReadError::Frame { path: path.clone(), at, first, last: next.max(first + 1) - 1 };
            let found = match scan.step().map_err(at(path)) {
                Ok(found) => found,
                Err(error) => {
                    // the medium does not give the rest of this segment
                    self.scan = None;
                    return Err(error.into());
                }
            };
            match found {
                Some(Scanned::Frame(frame)) => {
                    self.next = frame.end();
                    if frame.end() > self.from {
                        return Ok(Some(*frame));
                    }
                }
                Some(Scanned::Bad { at, first, next }) => return Err(bad(at, first, next)),
                // at the end of the last segment: the writer is at it, or was when the power went
                Some(Scanned::Tail { .. }) if until.is_none() => return Ok(None),
                Some(Scanned::Tail { at, first }) => {
                    let until = until.unwrap_or(first);
                    self.next = until;
                    return Err(bad(at, first, until));
                }
                None => {
                    while let Some(end) = self.removed.remove(&self.next) {
                        self.next = end;
                    }
                    if let Some(until) = until.filter(|until| *until > self.next) {
                        let error = bad(scan.at(), self.next, until);
                        self.next = until;
                        return Err(error);
                    }
                    if until.is_none() {
                        return Ok(None);
                    }
                    self.scan = None;
                }
            }
        }
    }

    /// Opens the next segment; `false` when there is none.
    fn open(&mut self) -> Result<bool, ReadError> {
        let Some((first, path)) = self.segments.pop_front() else {
            return Ok(false);
        };
        let opened = match Scan::open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // removed by policy since the segments were listed
                self.removed = path.ancestors().nth(2).map(retention::removed).transpose()?.unwrap_or_default();
                if let Some(end) = self.removed.get(&first) {
                    self.next = *end;
                    return Ok(true);
                }
                Err(error)
            }
            opened => opened,
        };
        let Ok(mut scan) = opened.map_err(at(&path))? else {
            let Some((until, _)) = self.segments.front() else {
                return Ok(false);
            };
            self.next = *until;
            return Err(ReadError::Frame { path, at: 0, first, last: until.max(&(first + 1)) - 1 });
        };
        scan.seek(self.from).map_err(at(&path))?;
        self.next = scan.next_leaf();
        self.scan = Some((path, scan));
        Ok(true)
    }
}

impl Iterator for Frames {
    type Item = Result<Frame, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}
