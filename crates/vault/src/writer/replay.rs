//! From a remembered frontier through the segments behind it to the present one.
//!
//! Deliberately not here: which shard, which frontier, and the end of the last segment.

use std::path::{Path, PathBuf};

use super::shard::Shard;
use super::{Disk, OpenError, Opened};
use crate::checkpoint::Sealed;
use crate::files::at;
use crate::layout;
use crate::reading::Reading;
use crate::segment::{Frame, HeaderError, Scan, Scanned, first_of};
use crate::state::State;
use crate::tree::{Frontier, Hash, TILE_WIDTH};

/// One way through the segments.
pub(super) struct Attempt<'a> {
    pub(super) disk: &'a Disk,
    pub(super) name: &'a str,
    dir: PathBuf,
    sealed: Option<&'a Sealed>,
    pub(super) opened: &'a mut Opened,
    /// Whether the root was compared with the signed one
    compared: bool,
}

impl<'a> Attempt<'a> {
    pub(super) fn new(disk: &'a Disk, name: &'a str, sealed: Option<&'a Sealed>, opened: &'a mut Opened) -> Self {
        Self { disk, name, dir: disk.dir.join(name), sealed, opened, compared: false }
    }

    /// Leaves that the newest checkpoint covers.
    pub(super) fn covered(&self) -> u64 {
        self.sealed.map_or(0, |sealed| sealed.size)
    }

    pub(super) fn run(&mut self, frontier: Frontier, state: Option<&State>) -> Result<Shard, OpenError> {
        let mut shard = Shard::new(self.name.to_owned(), self.dir.clone());
        shard.frontier = frontier;
        shard.sealed = self.sealed.cloned();
        if let Some(state) = state {
            shard.ended = state.ended;
            shard.counts = state.counts.clone();
        }
        if shard.frontier.size() == self.covered() {
            self.compare(&shard)?;
        }
        let segments = layout::segments(&self.dir)?;
        self.note_headers(&segments)?;
        for (at, (_, path)) in segments.iter().enumerate() {
            let until = segments.get(at + 1).map_or(u64::MAX, |(first, _)| *first);
            let is_last = at + 1 == segments.len();
            if until > shard.frontier.size() || is_last {
                self.walk(path, is_last, &mut shard)?;
            }
        }
        let there = if segments.is_empty() { 0 } else { shard.frontier.size() };
        if there < self.covered() || !self.compared {
            return Err(OpenError::Disagrees(format!("{there} of {} records that the checkpoint covers are there", self.covered())));
        }
        Ok(shard)
    }

    /// The root must be the signed one where the checkpoint ends.
    fn compare(&mut self, shard: &Shard) -> Result<(), OpenError> {
        match self.sealed {
            Some(sealed) if sealed.root != shard.frontier.root() => {
                Err(OpenError::Disagrees(format!("the root over {} records is not the signed one", sealed.size)))
            }
            _ => {
                self.compared = true;
                Ok(())
            }
        }
    }

    /// Segments whose own header cannot be read are told; one of a later version is not touched.
    fn note_headers(&mut self, segments: &[(u64, PathBuf)]) -> Result<(), OpenError> {
        for (_, path) in segments {
            match Scan::open(path).map_err(at(path))? {
                Err(HeaderError::Newer) => return Err(OpenError::Newer(path.clone())),
                Err(HeaderError::Damaged) => self.unreadable(path),
                Ok(_) => {}
            }
        }
        Ok(())
    }

    fn unreadable(&mut self, path: &Path) {
        if !self.opened.unreadable.iter().any(|known| known == path) {
            self.opened.unreadable.push(path.to_owned());
        }
    }

    /// Takes up the frames of a segment that come after the frontier; opens the last one for appending.
    fn walk(&mut self, path: &Path, is_last: bool, shard: &mut Shard) -> Result<(), OpenError> {
        let Ok(mut scan) = Scan::open(path).map_err(at(path))? else {
            return match first_of(path) {
                Some(first) if is_last && first == shard.frontier.size() => self.put_aside(path, 0, first),
                _ if is_last => Err(OpenError::Disagrees(format!("{}: its header cannot be read", path.display()))),
                _ => Ok(()),
            };
        };
        scan.seek(shard.frontier.size()).map_err(at(path))?;
        let begin = scan.at();
        let mut end = begin;
        while let Some(found) = scan.step().map_err(at(path))? {
            match found {
                Scanned::Frame(frame) => self.take_up(path, &frame, shard)?,
                Scanned::Bad { at, first, .. } => {
                    self.unreadable(path);
                    return Err(OpenError::Disagrees(format!("{}: record {first} at byte {at} cannot be read", path.display())));
                }
                Scanned::Tail { at, first } if is_last => {
                    self.put_aside(path, at, first)?;
                    break;
                }
                Scanned::Tail { .. } => self.unreadable(path),
            }
            end = scan.at();
        }
        if !is_last {
            return Ok(());
        }
        if scan.next_leaf() != shard.frontier.size() {
            return Err(OpenError::Disagrees(format!("{}: it does not end with record {}", path.display(), shard.frontier.size())));
        }
        self.go_on(path, begin, end, shard)
    }

    fn take_up(&mut self, path: &Path, frame: &Frame, shard: &mut Shard) -> Result<(), OpenError> {
        let size = shard.frontier.size();
        if frame.end() <= size {
            return Ok(());
        }
        if frame.first() > size && !self.fill(frame.first(), shard)? {
            let gap = format!("{}: records {size} to {} are not there", path.display(), frame.first() - 1);
            return Err(OpenError::Disagrees(gap));
        }
        let size = shard.frontier.size();
        let skip = usize::try_from(size - frame.first()).unwrap_or(usize::MAX);
        let hashes = frame.leaf_hashes();
        let mut rest: &[Hash] = hashes.get(skip..).unwrap_or_default();
        if let Some(until) = self.covered().checked_sub(size).and_then(|until| usize::try_from(until).ok())
            && until <= rest.len()
            && until > 0
        {
            let (before, behind) = rest.split_at(until);
            shard.frontier.append(before, &mut shard.tiles);
            self.compare(shard)?;
            rest = behind;
        }
        shard.frontier.append(rest, &mut shard.tiles);
        for record in frame.records().filter(|record| record.index >= size) {
            shard.count(record.envelope.kind, &record.envelope.source, 1);
        }
        Ok(())
    }

    /// Takes up leaves that were removed by policy, from the tiles that were kept of them; `false` when they were not.
    fn fill(&mut self, until: u64, shard: &mut Shard) -> Result<bool, OpenError> {
        let reading = Reading::open(&self.disk.dir);
        let size = shard.frontier.size();
        let ranges = reading.removed(self.name)?;
        let mut next = size;
        while let Some(range) = ranges.iter().find(|range| range.contains(&next)) {
            next = range.end;
        }
        if next < until {
            return Ok(false);
        }
        while shard.frontier.size() < until {
            let (at, full) = (shard.frontier.size(), &mut shard.tiles);
            if at.is_multiple_of(TILE_WIDTH) && at + TILE_WIDTH <= until {
                let index = at / TILE_WIDTH;
                let (tile, width) = (index / TILE_WIDTH, index % TILE_WIDTH + 1);
                let root = reading.tile(self.name, 1, tile, width)?.pop();
                root.map(|root| shard.frontier.append_tile(root, full));
            } else {
                let end = until.min((at / TILE_WIDTH + 1) * TILE_WIDTH);
                shard.frontier.append(&reading.leaf_hashes(self.name, at..end)?, full);
            }
            if shard.frontier.size() == self.covered() {
                self.compare(shard)?;
            }
        }
        Ok(true)
    }
}
