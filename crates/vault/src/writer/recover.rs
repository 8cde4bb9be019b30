//! Opening: from what lies on disk to a writer that can go on.
//!
//! The frontier remembered with the newest checkpoint must lead to the root that is signed; what came after is hashed anew. What
//! a power cut tore off at the end is put aside; anything else that does not fit is not gone over.
//!
//! Deliberately not here: looking for changes in what a checkpoint covers (module `verify`).

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::disk::{Segment, Shard, shard_of};
use super::{Disk, OpenError, Opened};
use crate::checkpoint::{self, Sealed};
use crate::entry::Kind;
use crate::files::{self, at};
use crate::keys;
use crate::layout;
use crate::reading::{ReadError, Reading};
use crate::retention;
use crate::rotation;
use crate::segment::{Frame, HEADER, Header, HeaderError, IndexWriter, Scan, Scanned, check_file, first_of};
use crate::state::State;
use crate::tree::{Frontier, Hash, TILE_WIDTH};

/// Takes up the newest shard.
pub(super) fn recover(disk: &mut Disk) -> Result<Opened, OpenError> {
    let mut opened = Opened::default();
    let Some(name) = layout::shards(&disk.dir)?.pop() else {
        return Ok(opened);
    };
    let dir = disk.dir.join(&name);
    let state = State::read(&dir)?;
    let sealed = newest(disk, &dir, &state)?;
    let start = state.frontier().filter(|frontier| frontier.size() <= sealed.as_ref().map_or(0, |sealed| sealed.size));
    for path in retention::left_over(&dir)? {
        std::fs::remove_file(&path).map_err(at(&path))?;
    }
    let mut attempt = Attempt::new(disk, &name, sealed.as_ref(), &mut opened);
    let shard = match start.filter(|frontier| frontier.size() > 0) {
        // a remembered frontier that leads nowhere may be damaged itself: then everything is hashed
        Some(frontier) => match attempt.run(frontier, Some(&state)) {
            Err(OpenError::Disagrees(_)) => attempt.run(Frontier::default(), None)?,
            result => result?,
        },
        None => attempt.run(Frontier::default(), None)?,
    };
    opened.size = shard.frontier.size();
    if opened.size > 0 {
        disk.shard = Some(shard);
        finish_rotation(disk)?;
    } else if let Some(segment) = shard.segment {
        // begun and nothing written: it is begun anew
        drop(segment.file);
        std::fs::remove_file(&segment.path).map_err(at(&segment.path))?;
    }
    Ok(opened)
}

/// Takes up the newest shard, or begins a further one where it cannot be gone on with.
pub(super) fn recover_anew(disk: &mut Disk, reason: &str, now: jiff::Timestamp) -> Result<Opened, OpenError> {
    let found = match recover(disk) {
        Err(OpenError::Disagrees(found)) => found,
        result => return result,
    };
    let reading = Reading::open(&disk.dir);
    let last = layout::shards(&disk.dir)?.pop().unwrap_or_default();
    let before = reading.checkpoint(&last)?.map(|sealed| sealed.note);
    let year = shard_of(now).max(last.chars().take(4).collect());
    let name = layout::further_shard(&disk.dir, &year).ok_or_else(|| OpenError::Disagrees(found.clone()))?;
    let broken = serde_json::json!({ "shard": last, "found": found, "reason": reason });
    disk.begin_shard(name, now, before, Some(broken)).map_err(|error| OpenError::Disagrees(error.to_string()))?;
    Ok(Opened { size: 1, ..Opened::default() })
}

/// Completes a change of the key that a power cut interrupted, or forgets it when it was not announced.
fn finish_rotation(disk: &mut Disk) -> Result<(), OpenError> {
    let Some(next) = rotation::next_key(&disk.dir)? else {
        return Ok(());
    };
    let shard = disk.shard.as_ref().map(|shard| (shard.name.clone(), shard.sealed.clone()));
    let Some((name, sealed)) = shard else {
        return Ok(());
    };
    if sealed.as_ref().is_some_and(|sealed| sealed.is_signed_by(&next.public())) {
        rotation::take_over(&disk.dir, &next)?;
        disk.keys = next;
        return Ok(());
    }
    let reading = Reading::open(&disk.dir);
    let mut announced = None;
    for record in reading.records(&name, sealed.map_or(0, |sealed| sealed.size))? {
        let record = record?;
        let body = record.raw.as_deref().and_then(|raw| serde_json::from_slice::<serde_json::Value>(raw).ok());
        if record.envelope.kind == Kind::KeyChanged && body.is_some_and(|body| body["new"] == next.public().as_str()) {
            announced = jiff::Timestamp::from_microsecond(record.envelope.received).ok();
        }
    }
    match announced {
        Some(at) => disk.sign_with(at, next).map(drop).map_err(|error| OpenError::Disagrees(error.to_string())),
        None => Ok(rotation::forget_next(&disk.dir)?),
    }
}

/// The newest checkpoint, if it is signed by a key of this vault.
fn newest(disk: &Disk, dir: &Path, state: &State) -> Result<Option<Sealed>, OpenError> {
    let Some(sealed) = checkpoint::read(&dir.join("checkpoint"), state.at)? else {
        return Ok(None);
    };
    let sealed = sealed.ok_or_else(|| OpenError::Disagrees("the file checkpoint holds none".to_owned()))?;
    let lines = keys::known(&files::read(&disk.dir.join("keys"))?.unwrap_or_default());
    if !lines.iter().any(|line| sealed.is_signed_by(line)) {
        return Err(OpenError::Disagrees("the newest checkpoint is not signed with the key of this vault".to_owned()));
    }
    Ok(Some(sealed))
}

/// One way through the segments.
struct Attempt<'a> {
    disk: &'a Disk,
    name: &'a str,
    dir: PathBuf,
    sealed: Option<&'a Sealed>,
    opened: &'a mut Opened,
    /// Whether the root was compared with the signed one
    compared: bool,
}

impl<'a> Attempt<'a> {
    fn new(disk: &'a Disk, name: &'a str, sealed: Option<&'a Sealed>, opened: &'a mut Opened) -> Self {
        Self { disk, name, dir: disk.dir.join(name), sealed, opened, compared: false }
    }

    /// Leaves that the newest checkpoint covers.
    fn covered(&self) -> u64 {
        self.sealed.map_or(0, |sealed| sealed.size)
    }

    fn run(&mut self, frontier: Frontier, state: Option<&State>) -> Result<Shard, OpenError> {
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

    /// What cannot be read at the end of the last segment was never acknowledged: it is copied to `quarantine/` and cut off.
    fn put_aside(&mut self, path: &Path, from: u64, first: u64) -> Result<(), OpenError> {
        if first < self.covered() {
            return Err(OpenError::Disagrees(format!("{}: cut off at byte {from}, before where the checkpoint ends", path.display())));
        }
        let folder = self.disk.dir.join("quarantine");
        files::make_folder(&folder)?;
        let aside = folder.join(format!("{}-{first:020}-{from}.torn", self.name));
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(at(path))?;
        file.seek(SeekFrom::Start(from)).map_err(at(path))?;
        files::replace_with(&aside, false, |to| std::io::copy(&mut file, to).map(drop))?;
        self.opened.torn = Some(aside);
        if from < HEADER as u64 {
            drop(file);
            std::fs::remove_file(path).map_err(at(path))?;
            let checks = check_file(path);
            if checks.exists() {
                std::fs::remove_file(&checks).map_err(at(&checks))?;
            }
            files::sync_folder_of(path)?;
            self.opened.unreadable.retain(|known| known != path);
            return Ok(());
        }
        file.set_len(from).and_then(|()| file.sync_all()).map_err(|error| at(path)(error).into())
    }

    /// Opens the last segment for appending behind its last frame.
    fn go_on(&mut self, path: &Path, begin: u64, end: u64, shard: &mut Shard) -> Result<(), OpenError> {
        let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(at(path))?;
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(at(path))?;
        let header = Header::decode(&header).ok().filter(|header| header.shard == self.name && Some(header.first) == first_of(path));
        let Some(header) = header else {
            return Err(OpenError::Disagrees(format!("{}: its header belongs to another segment", path.display())));
        };
        // after a sync that failed, a system may hold pages for written that are not: what no checkpoint vouches for is written again
        let length = usize::try_from(end - begin).map_err(|error| at(path)(std::io::Error::other(error)))?;
        let mut bytes = vec![0; length];
        let again = file.seek(SeekFrom::Start(begin)).and_then(|_| file.read_exact(&mut bytes));
        let again = again.and_then(|()| file.seek(SeekFrom::Start(begin))).and_then(|_| file.write_all(&bytes));
        again.and_then(|()| file.sync_data()).map_err(at(path))?;
        let checks = self.check_again(path, header.first, shard.frontier.size())?;
        let index = IndexWriter::open(path, end).map_err(at(path))?;
        shard.segment = Some(Segment { path: path.to_owned(), file, checks, index, nonce: header.nonce, length: end });
        Ok(())
    }

    /// Writes the check file of the last segment anew where it is not the one of the segment.
    fn check_again(&mut self, path: &Path, first: u64, size: u64) -> Result<std::fs::File, OpenError> {
        let check_path = check_file(path);
        let there = files::read(&check_path)?.unwrap_or_default();
        let wanted = usize::try_from((size - first) * 2).map_err(|error| at(path)(std::io::Error::other(error)))?;
        self.opened.lost = (there.len().saturating_sub(wanted) / 2) as u64;
        if there.len() != wanted {
            if self.opened.lost > 0 {
                let aside = self.disk.dir.join("quarantine").join(format!("{}-{size:020}.chk", self.name));
                files::make_folder(&self.disk.dir.join("quarantine"))?;
                files::replace(&aside, &there)?;
            }
            files::replace(&check_path, &checks_of(path)?)?;
        }
        let mut checks = OpenOptions::new().write(true).create(true).truncate(false).open(&check_path).map_err(at(&check_path))?;
        checks.seek(SeekFrom::End(0)).map_err(at(&check_path))?;
        Ok(checks)
    }
}

/// The check bytes of all that can be read in a segment.
fn checks_of(path: &Path) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    let Ok(mut scan) = Scan::open(path).map_err(at(path))? else {
        return Ok(bytes);
    };
    while let Some(found) = scan.step().map_err(at(path))? {
        if let Scanned::Frame(frame) = found {
            bytes.extend(frame.leaf_hashes().iter().flat_map(|hash| [hash[0], hash[1]]));
        }
    }
    Ok(bytes)
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io { path, source } => Self::Io { path, source },
            other => Self::Disagrees(other.to_string()),
        }
    }
}
