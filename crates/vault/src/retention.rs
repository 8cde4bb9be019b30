//! Retention: whole segments go when their time is over, and what went, when and why stays provable.
//!
//! Before a segment is deleted its range, hash, length and the policy are a record. The tree stays: tiles of level 1 and up are stored, and of
//! level 0 those that a removed segment shares with one that stays. Deliberately not here: what the policy says.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entry::Kind;
use crate::files::{self, at};
use crate::holds::{self, Holds};
use crate::layout;
use crate::reading::{ReadError, Reading};
use crate::segment::{Scan, Scanned, check_file, index_file};
use crate::tree::{TILE_WIDTH, tile_path};
use crate::writer::{AppendError, ChangeError, Disk, Vault, put_tile};

/// What everything after it relies on: which segments went, which records were redacted, by which key is signed, what is held. A segment
/// with such a record stays.
const OUTLIVES: [Kind; 4] = [Kind::Removed, Kind::Redacted, Kind::KeyChanged, Kind::Hold];

/// A segment that was removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovedSegment {
    /// Shard
    pub shard: String,
    /// First leaf
    pub first: u64,
    /// One past the last leaf
    pub end: u64,
    /// SHA-256 of the file, hexadecimal
    pub sha256: String,
    /// Length of the file, bytes
    pub bytes: u64,
    /// Why
    pub policy: String,
}

/// Ranges of leaves whose segments were removed, by first leaf; the file `removed` of a shard.
pub(crate) fn removed(shard: &Path) -> Result<BTreeMap<u64, u64>, ReadError> {
    let path = shard.join("removed");
    let Some(bytes) = files::read(&path)? else {
        return Ok(BTreeMap::new());
    };
    serde_json::from_slice(&bytes).map_err(|error| at(&path)(error.into()).into())
}

impl Vault {
    /// Removes every closed segment all of whose records were received before this instant, and of which no hold holds any. `policy` is
    /// kept with the record of the removal. Says what was removed.
    pub fn remove_before(&self, before: Timestamp, policy: &str, now: Timestamp) -> Result<Vec<RemovedSegment>, ChangeError> {
        let policy = policy.to_owned();
        self.on_disk(move |disk| disk.remove_before(before, &policy, now))?
    }
}

impl Disk {
    fn remove_before(&mut self, before: Timestamp, policy: &str, now: Timestamp) -> Result<Vec<RemovedSegment>, ChangeError> {
        let holds = holds::in_force(self.dir())?;
        let mut done = Vec::new();
        for shard in layout::shards(self.dir())? {
            let dir = self.dir().join(&shard);
            let mut segments = layout::segments(&dir)?;
            if self.present() == Some(shard.as_str()) {
                // the last one is still being written
                segments.pop();
            }
            for (first, path) in segments {
                let Some(end) = may_go(&path, before, &holds)? else {
                    continue;
                };
                if done.is_empty() {
                    // the tiles that stay must be stored, and the root over what goes must be signed
                    self.seal(now, true)?;
                }
                done.push(self.remove(&shard, &dir, first..end, &path, policy, now)?);
            }
        }
        Ok(done)
    }

    fn remove(
        &mut self,
        shard: &str,
        dir: &Path,
        leaves: Range<u64>,
        path: &Path,
        policy: &str,
        now: Timestamp,
    ) -> Result<RemovedSegment, ChangeError> {
        let (sha256, bytes) = hash_file(path).map_err(at(path))?;
        let gone =
            RemovedSegment { shard: shard.to_owned(), first: leaves.start, end: leaves.end, sha256, bytes, policy: policy.to_owned() };
        self.keep_border(shard, dir, leaves.start)?;
        self.keep_border(shard, dir, leaves.end)?;
        let body = serde_json::to_value(&gone).map_err(|error| AppendError::Stopped(error.to_string()))?;
        self.note(Kind::Removed, now, &body)?;
        let mut ranges = removed(dir)?;
        ranges.insert(leaves.start, leaves.end);
        let list = serde_json::to_vec(&ranges).map_err(|error| AppendError::Stopped(error.to_string()))?;
        files::replace(&dir.join("removed"), &list)?;
        for file in [path.to_owned(), check_file(path), index_file(path)] {
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(ReadError::from(at(&file)(error)).into()),
                _ => {}
            }
        }
        files::sync_folder_of(path)?;
        Ok(gone)
    }

    /// Stores the tile of level 0 that a removed segment shares with its neighbour at this leaf.
    fn keep_border(&self, shard: &str, dir: &Path, leaf: u64) -> Result<(), ChangeError> {
        if leaf.is_multiple_of(TILE_WIDTH) {
            return Ok(());
        }
        let reading = Reading::open(self.dir());
        let begin = leaf - leaf % TILE_WIDTH;
        let end = reading.size(shard)?.min(begin + TILE_WIDTH);
        let hashes = reading.leaf_hashes(shard, begin..end)?;
        put_tile(&dir.join(tile_path(0, leaf / TILE_WIDTH, end - begin)), &hashes.concat())?;
        Ok(())
    }
}

/// One past the last leaf of a segment that may be removed; `None` when it must stay, be it because it cannot be read.
fn may_go(path: &Path, before: Timestamp, holds: &Holds) -> Result<Option<u64>, ReadError> {
    let Ok(mut scan) = Scan::open(path).map_err(at(path))? else {
        return Ok(None);
    };
    while let Some(found) = scan.step().map_err(at(path))? {
        let Scanned::Frame(frame) = found else {
            return Ok(None);
        };
        for run in frame.runs() {
            let envelope = run.head.envelope(0, 0, false);
            if OUTLIVES.contains(&envelope.kind) {
                return Ok(None);
            }
            if envelope.received >= before.as_microsecond() || holds.values().any(|hold| hold.holds(&envelope)) {
                return Ok(None);
            }
        }
    }
    Ok(Some(scan.next_leaf()))
}

fn hash_file(path: &Path) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let bytes = io::copy(&mut std::fs::File::open(path)?, &mut Hashing(&mut hasher))?;
    Ok((hex::encode(hasher.finalize()), bytes))
}

/// A hasher into which one writes.
struct Hashing<'a>(&'a mut Sha256);

impl io::Write for Hashing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Reading {
    /// Ranges of leaves whose segments were removed by policy, in order, as the file `removed` has them. What proves it are the records of
    /// [`Kind::Removed`].
    pub fn removed(&self, shard: &str) -> Result<Vec<Range<u64>>, ReadError> {
        Ok(removed(&self.shard_dir(shard))?.into_iter().map(|(first, end)| first..end).collect())
    }
}

/// What a power cut left of a segment that was being removed or written anew: a check file or index of nothing, a copy that never took its
/// place.
pub(crate) fn left_over(shard: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let of_nothing = |path: &PathBuf| {
        let beside = path.extension().is_some_and(|extension| extension == "chk" || extension == "idx");
        let copy = path.extension().is_some_and(|extension| extension == "tmp");
        copy || (beside && !path.with_extension("seg").exists())
    };
    Ok(files::list(&shard.join("segments"))?.into_iter().filter(of_nothing).collect())
}
