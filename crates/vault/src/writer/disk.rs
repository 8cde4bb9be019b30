//! The writer's side of the folder: the present shard, its open segment, the frontier of its tree.
//!
//! Every method that writes stops the vault for good when writing fails: what a failed write or sync left on disk is known only
//! after reading it again.
//!
//! Deliberately not here: the thread, the queue, and what is done when the vault is opened.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::{AppendError, Appended, Batch, Options};
use crate::checkpoint::{self, Sealed};
use crate::entry::{Entry, Kind};
use crate::files::{self, FileError, at};
use crate::keys::{self, Keys};
use crate::segment::{Head, Header, LeafHasher, check_file, encode, encode_frame, file_name, leaves_of, salts};
use crate::state::State;
use crate::tree::{Frontier, Hash, Tile, tile_path};

/// Source of what the vault notes itself.
pub(crate) const OWN: &str = "sonae";

/// Everything that the writer's thread holds.
pub(crate) struct Disk {
    pub(super) dir: PathBuf,
    pub(super) options: Options,
    pub(super) keys: Keys,
    pub(super) shard: Option<Shard>,
    /// Why nothing more is written
    pub(super) stopped: Option<String>,
}

/// The shard that is written to.
pub(super) struct Shard {
    pub(super) name: String,
    pub(super) dir: PathBuf,
    pub(super) frontier: Frontier,
    /// Full tiles that are not stored yet
    pub(super) tiles: Vec<Tile>,
    pub(super) segment: Option<Segment>,
    /// Records of each source since the last heartbeat
    pub(super) counts: BTreeMap<String, u64>,
    pub(super) ended: bool,
    pub(super) sealed: Option<Sealed>,
}

/// The segment that is appended to.
pub(super) struct Segment {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) checks: File,
    pub(super) nonce: [u8; 8],
    pub(super) length: u64,
}

/// Random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], AppendError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| AppendError::Stopped(error.to_string()))?;
    Ok(bytes)
}

/// The shard of an instant: the calendar year in Japan.
pub(crate) fn shard_of(now: Timestamp) -> String {
    format!("{:04}", now.to_zoned(TimeZone::fixed(Offset::constant(9))).year().clamp(0, 9999))
}

/// A batch of one record that the vault notes itself.
pub(crate) fn note(kind: Kind, now: Timestamp, body: &serde_json::Value) -> Batch {
    Batch { kind, source: OWN.to_owned(), received: now, file: 0, records: vec![(0, body.to_string().into_bytes())] }
}

impl Disk {
    /// Writes batches as one frame and says where each lies.
    pub(crate) fn write(&mut self, batches: &[&Batch]) -> Result<Vec<Appended>, AppendError> {
        self.guard()?;
        let Some(now) = batches.first().map(|batch| batch.received) else {
            return Ok(Vec::new());
        };
        let result = self.present_shard(now).and_then(|()| self.commit(batches));
        self.stop_on_error(result)
    }

    /// Signs a checkpoint over everything that was written.
    pub(crate) fn seal(&mut self, now: Timestamp, keep: bool) -> Result<Sealed, AppendError> {
        self.guard()?;
        let result = self.present_shard(now).and_then(|()| self.sign(now, keep, &[]));
        self.stop_on_error(result)
    }

    /// Appends a heartbeat and seals; begins the next shard when the year is over.
    pub(crate) fn heartbeat(&mut self, now: Timestamp) -> Result<Sealed, AppendError> {
        self.guard()?;
        let result = self.beat(now);
        self.stop_on_error(result)
    }

    fn beat(&mut self, now: Timestamp) -> Result<Sealed, AppendError> {
        self.present_shard(now)?;
        self.note_counts(now)?;
        if self.shard.as_ref().is_some_and(|shard| shard.name < shard_of(now)) {
            self.commit(&[&note(Kind::ShardEnd, now, &serde_json::json!({ "at": now }))])?;
            self.sign(now, true, &[])?;
            self.present_shard(now)?;
        }
        self.sign(now, true, &[])
    }

    fn note_counts(&mut self, now: Timestamp) -> Result<(), AppendError> {
        let counts = self.shard.as_ref().map(|shard| shard.counts.clone()).unwrap_or_default();
        self.commit(&[&note(Kind::Heartbeat, now, &serde_json::json!({ "at": now, "counts": counts }))]).map(drop)
    }

    /// An error unless the vault may be written to.
    pub(super) fn guard(&self) -> Result<(), AppendError> {
        self.stopped.clone().map_or(Ok(()), |why| Err(AppendError::Stopped(why)))
    }

    /// Remembers that writing failed.
    pub(super) fn stop_on_error<T>(&mut self, result: Result<T, AppendError>) -> Result<T, AppendError> {
        if let Err(AppendError::Stopped(why)) = &result {
            tracing::error!(why, "the vault has stopped taking records");
            self.stopped = Some(why.clone());
        }
        result
    }

    /// Begins a shard when there is none, or the one there is has ended.
    fn present_shard(&mut self, now: Timestamp) -> Result<(), AppendError> {
        let wanted = shard_of(now);
        let before = match &self.shard {
            Some(shard) if !shard.ended => return Ok(()),
            Some(shard) if shard.name >= wanted => return Err(AppendError::Frozen),
            Some(shard) => {
                let whole = shard.sealed.as_ref().filter(|sealed| sealed.size == shard.frontier.size()).cloned();
                Some(whole.map_or_else(|| self.sign(now, true, &[]), Ok)?)
            }
            None => None,
        };
        let dir = self.dir.join(&wanted);
        for folder in ["segments", "checkpoints"] {
            files::make_folder(&dir.join(folder))?;
        }
        self.shard = Some(Shard::new(wanted.clone(), dir));
        let body = serde_json::json!({
            "origin": self.origin(&wanted),
            "key": self.keys.public(),
            "before": before.map(|sealed| sealed.note),
        });
        self.commit(&[&note(Kind::ShardBegin, now, &body)]).map(drop)
    }

    /// Origin line of a shard.
    pub(super) fn origin(&self, shard: &str) -> String {
        format!("{}/{shard}", self.options.origin)
    }

    pub(super) fn shard_mut(&mut self) -> Result<&mut Shard, AppendError> {
        self.shard.as_mut().ok_or(AppendError::Frozen)
    }

    /// Writes one frame: write, sync, and only then the tree.
    pub(super) fn commit(&mut self, batches: &[&Batch]) -> Result<Vec<Appended>, AppendError> {
        let segment_bytes = self.options.segment_bytes;
        let shard = self.shard_mut()?;
        let (body, count) = lay_out(batches);
        let first = shard.frontier.size();
        let appended = shard.places(batches);
        if count == 0 {
            return Ok(appended);
        }
        let key = random()?;
        let segment = shard.open_segment(segment_bytes)?;
        let frame =
            encode_frame(segment.nonce, first, count, key, false, &body).map_err(|error| AppendError::Stopped(error.to_string()))?;
        let hashes = hash(batches, &key, count);
        segment.append(&frame)?;
        segment.append_checks(&hashes)?;
        shard.take_up(batches, &hashes);
        Ok(appended)
    }

    /// Stores the tiles, signs, and remembers the frontier. `more` signs beside the vault's key.
    pub(super) fn sign(&mut self, now: Timestamp, keep: bool, more: &[Keys]) -> Result<Sealed, AppendError> {
        let shard = self.shard.as_mut().ok_or(AppendError::Frozen)?;
        let origin = format!("{}/{}", self.options.origin, shard.name);
        shard.store_tiles()?;
        let (size, root) = (shard.frontier.size(), shard.frontier.root());
        let signers: Option<Vec<_>> = [&self.keys].into_iter().chain(more).map(|keys| keys.signer(&origin)).collect();
        let note = signers.and_then(|signers| keys::sign(&checkpoint::text(&origin, size, &root), &signers));
        let note = note.ok_or_else(|| AppendError::Stopped("the checkpoint cannot be signed".to_owned()))?;
        let sealed = Sealed { shard: shard.name.clone(), origin, size, root, at: now, note };
        if keep {
            files::replace(&shard.dir.join("checkpoints").join(checkpoint::kept_name(size, now)), sealed.note.as_bytes())?;
        }
        files::replace(&shard.dir.join("checkpoint"), sealed.note.as_bytes())?;
        State::new(now, &shard.frontier, shard.ended, shard.counts.clone()).write(&shard.dir)?;
        shard.sealed = Some(sealed.clone());
        Ok(sealed)
    }
}

impl Shard {
    pub(super) fn new(name: String, dir: PathBuf) -> Self {
        let (frontier, tiles, counts) = Default::default();
        Self { name, dir, frontier, tiles, segment: None, counts, ended: false, sealed: None }
    }

    /// Where batches will lie that are written now.
    fn places(&self, batches: &[&Batch]) -> Vec<Appended> {
        let mut next = self.frontier.size();
        let place = |batch: &&Batch| {
            let first = next;
            next += batch.records.iter().map(|(_, raw)| u64::from(leaves_of(raw.len()))).sum::<u64>();
            Appended { shard: self.name.clone(), leaves: first..next }
        };
        batches.iter().map(place).collect()
    }

    /// Counts what has been written, in the tree and for the next heartbeat.
    pub(super) fn take_up(&mut self, batches: &[&Batch], hashes: &[Hash]) {
        self.frontier.append(hashes, &mut self.tiles);
        for batch in batches {
            self.count(batch.kind, &batch.source, batch.records.len() as u64);
        }
    }

    pub(super) fn count(&mut self, kind: Kind, source: &str, records: u64) {
        match kind {
            Kind::Record => *self.counts.entry(source.to_owned()).or_default() += records,
            Kind::Heartbeat => self.counts.clear(),
            Kind::ShardEnd => self.ended = true,
            _ => {}
        }
    }

    /// The segment to append to: the present one, or a new one when that is full.
    fn open_segment(&mut self, segment_bytes: u64) -> Result<&mut Segment, AppendError> {
        if self.segment.as_ref().is_some_and(|segment| segment.length >= segment_bytes) {
            self.segment = None;
        }
        if self.segment.is_none() {
            self.segment = Some(Segment::create(&self.dir, &self.name, self.frontier.size())?);
        }
        self.segment.as_mut().ok_or(AppendError::Frozen)
    }

    /// Stores full tiles of level 1 and up, and what there is of the ones that are not full.
    fn store_tiles(&mut self) -> Result<(), AppendError> {
        for tile in &self.tiles {
            put_tile(&self.dir.join(tile_path(tile.level, tile.index, 256)), &tile.bytes())?;
        }
        self.tiles.clear();
        for level in 1..self.frontier.height() {
            let (index, hashes) = self.frontier.partial(level);
            if !hashes.is_empty() {
                put_tile(&self.dir.join(tile_path(level, index, hashes.len() as u64)), &hashes.concat())?;
            }
        }
        Ok(())
    }
}

/// Stores a tile, and removes the narrower ones that it makes needless.
fn put_tile(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if files::read(path)?.is_some_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    files::replace(path, bytes)?;
    let full =
        path.extension().is_none_or(|extension| extension != "p") && !path.parent().is_some_and(|folder| folder.extension().is_some());
    let narrower = if full { path.with_extension("p") } else { path.parent().unwrap_or(path).to_owned() };
    for other in files::list(&narrower)?.into_iter().filter(|other| other != path) {
        std::fs::remove_file(&other).map_err(at(&other))?;
    }
    if full && narrower.is_dir() {
        std::fs::remove_dir(&narrower).map_err(at(&narrower))?;
    }
    Ok(())
}

impl Segment {
    fn create(shard: &Path, name: &str, first: u64) -> Result<Self, AppendError> {
        let path = shard.join("segments").join(file_name(first));
        let header = Header { shard: name.to_owned(), first, nonce: random()? };
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(at(&path))?;
        let bytes = header.encode();
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(at(&path))?;
        let check_path = check_file(&path);
        let checks = OpenOptions::new().write(true).create(true).truncate(true).open(&check_path).map_err(at(&check_path))?;
        files::sync_folder_of(&path)?;
        Ok(Self { path, file, checks, nonce: header.nonce, length: bytes.len() as u64 })
    }

    fn append(&mut self, frame: &[u8]) -> Result<(), FileError> {
        self.file.write_all(frame).and_then(|()| self.file.sync_data()).map_err(at(&self.path))?;
        self.length += frame.len() as u64;
        Ok(())
    }

    /// Two bytes of each hash; not synced, since they can be computed.
    pub(super) fn append_checks(&mut self, hashes: &[Hash]) -> Result<(), FileError> {
        let bytes: Vec<u8> = hashes.iter().flat_map(|hash| [hash[0], hash[1]]).collect();
        self.checks.write_all(&bytes).map_err(at(&self.path))
    }
}

impl From<FileError> for AppendError {
    fn from(error: FileError) -> Self {
        Self::Stopped(error.to_string())
    }
}

/// Body of a frame with these batches, and its leaves.
fn lay_out(batches: &[&Batch]) -> (Vec<u8>, u32) {
    let mut body = Vec::with_capacity(batches.iter().map(|batch| size_of(batch)).sum());
    let mut count = 0;
    for batch in batches.iter().filter(|batch| !batch.records.is_empty()) {
        encode(&head(batch), batch.records.iter().map(|(seq, raw)| (*seq, raw.as_slice())), &mut body);
        count += batch.records.iter().map(|(_, raw)| leaves_of(raw.len())).sum::<u32>();
    }
    (body, count)
}

fn hash(batches: &[&Batch], key: &[u8; 32], count: u32) -> Vec<Hash> {
    let salts = salts(key, 0, count);
    let mut hashes = Vec::with_capacity(salts.len());
    for batch in batches {
        let mut hasher = LeafHasher::new(&head(batch));
        for (seq, raw) in &batch.records {
            let begin = hashes.len();
            hasher.hash(*seq, raw, &salts[begin..begin + leaves_of(raw.len()) as usize], &mut hashes);
        }
    }
    hashes
}

fn head(batch: &Batch) -> Head {
    Head { kind: batch.kind, source: batch.source.clone(), received: batch.received.as_microsecond(), file: batch.file }
}

/// Bytes that a batch takes in a frame, at most.
pub(super) fn size_of(batch: &Batch) -> usize {
    let records: usize = batch.records.iter().map(|(_, raw)| raw.len().saturating_add(20)).fold(0, usize::saturating_add);
    records.saturating_add(Entry::MAX_SOURCE + 40)
}
