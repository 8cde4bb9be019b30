//! What the writer's thread does to the folder.
//!
//! Every method that writes stops the vault for good when writing fails: what a failed write or sync left on disk is known only
//! after reading it again.
//!
//! Deliberately not here: the thread, the queue, and what is done when the vault is opened.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::open_segment::Segment;
use super::prepare::prepare;
use super::shard::Shard;
use super::{AppendError, Appended, Batch, Options};
use crate::checkpoint::{self, Sealed};
use crate::entry::Kind;
use crate::files::{self, FileError};
use crate::keys::{self, Keys};
use crate::state::State;

/// Source of what the vault notes itself.
pub(crate) const OWN: &str = "sonae";

/// Everything that the writer's thread holds.
pub(crate) struct Disk {
    pub(super) dir: PathBuf,
    pub(super) options: Options,
    pub(crate) keys: Keys,
    pub(super) shard: Option<Shard>,
    /// Why nothing more is written
    pub(super) stopped: Option<String>,
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

    /// Notes something of the vault's own.
    pub(crate) fn note(&mut self, kind: Kind, now: Timestamp, body: &serde_json::Value) -> Result<(), AppendError> {
        self.write(&[&note(kind, now, body)]).map(drop)
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Name of the present shard.
    pub(crate) fn present(&self) -> Option<&str> {
        self.shard.as_ref().map(|shard| shard.name.as_str())
    }

    /// Does something with a segment while it is not open for appending.
    pub(crate) fn while_closed(&mut self, path: &Path, work: impl FnOnce(&Path) -> Result<(), AppendError>) -> Result<(), AppendError> {
        let open = self.shard.as_mut().and_then(|shard| shard.segment.take_if(|segment| segment.path == path));
        let Some(segment) = open else {
            return work(path);
        };
        let nonce = segment.nonce;
        drop(segment);
        let done = work(path);
        let again = Segment::reopen(path, nonce).map_err(AppendError::from);
        let again = self.stop_on_error(again)?;
        self.shard_mut()?.segment = Some(again);
        done
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
    pub(crate) fn stop_on_error<T>(&mut self, result: Result<T, AppendError>) -> Result<T, AppendError> {
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
        self.begin_shard(wanted, now, before.map(|sealed| sealed.note), None)
    }

    /// Begins a shard with a record that says what it follows; `broken` is why the one before is not gone on with.
    pub(super) fn begin_shard(
        &mut self,
        name: String,
        now: Timestamp,
        before: Option<String>,
        broken: Option<serde_json::Value>,
    ) -> Result<(), AppendError> {
        let dir = self.dir.join(&name);
        for folder in ["segments", "checkpoints"] {
            files::make_folder(&dir.join(folder))?;
        }
        let mut body = serde_json::json!({ "origin": self.origin(&name), "key": self.keys.public(), "before": before });
        if let Some(broken) = broken {
            body["broken"] = broken;
        }
        self.shard = Some(Shard::new(name, dir));
        self.commit(&[&note(Kind::ShardBegin, now, &body)]).map(drop)
    }

    /// Origin line of a shard.
    pub(super) fn origin(&self, shard: &str) -> String {
        format!("{}/{shard}", self.options.origin)
    }

    pub(super) fn shard_mut(&mut self) -> Result<&mut Shard, AppendError> {
        self.shard.as_mut().ok_or(AppendError::Frozen)
    }

    /// Writes batches as frames: one write, one sync, and only then the tree.
    pub(super) fn commit(&mut self, batches: &[&Batch]) -> Result<Vec<Appended>, AppendError> {
        let (frame_bytes, segment_bytes) = (self.options.frame_bytes, self.options.segment_bytes);
        let shard = self.shard_mut()?;
        let appended = shard.places(batches);
        let first = shard.frontier.size();
        if appended.last().is_none_or(|last| last.leaves.end == first) {
            return Ok(appended);
        }
        let segment = shard.open_segment(segment_bytes)?;
        let frames = prepare(batches, first, segment.nonce, frame_bytes)?;
        segment.append(&frames)?;
        for frame in &frames {
            shard.frontier.append(&frame.hashes, &mut shard.tiles);
        }
        for batch in batches {
            shard.count(batch.kind, &batch.source, batch.records.len() as u64);
        }
        Ok(appended)
    }

    /// Stores the tiles, signs, and remembers the frontier. `more` signs beside the vault's key.
    pub(crate) fn sign(&mut self, now: Timestamp, keep: bool, more: &[&Keys]) -> Result<Sealed, AppendError> {
        let shard = self.shard.as_mut().ok_or(AppendError::Frozen)?;
        let origin = format!("{}/{}", self.options.origin, shard.name);
        shard.store_tiles()?;
        if let Some(segment) = &shard.segment {
            segment.sync_checks()?;
        }
        let (size, root) = (shard.frontier.size(), shard.frontier.root());
        let signers: Option<Vec<_>> = [&self.keys].into_iter().chain(more.iter().copied()).map(|keys| keys.signer(&origin)).collect();
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

impl From<FileError> for AppendError {
    fn from(error: FileError) -> Self {
        Self::Stopped(error.to_string())
    }
}
