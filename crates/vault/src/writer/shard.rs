//! The shard that is written to: the right edge of its tree, its tiles, its open segment.
//!
//! Deliberately not here: signing, and when one shard follows another.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::open_segment::Segment;
use super::{AppendError, Appended, Batch};
use crate::checkpoint::Sealed;
use crate::entry::Kind;
use crate::files::{self, FileError, at};
use crate::segment::leaves_of;
use crate::tree::{Frontier, Tile, tile_path};

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

impl Shard {
    pub(super) fn new(name: String, dir: PathBuf) -> Self {
        let (frontier, tiles, counts) = Default::default();
        Self { name, dir, frontier, tiles, segment: None, counts, ended: false, sealed: None }
    }

    /// Where batches will lie that are written now.
    pub(super) fn places(&self, batches: &[&Batch]) -> Vec<Appended> {
        let mut next = self.frontier.size();
        let place = |batch: &&Batch| {
            let first = next;
            next += batch.records.iter().map(|(_, raw)| u64::from(leaves_of(raw.len()))).sum::<u64>();
            Appended { shard: self.name.clone(), leaves: first..next }
        };
        batches.iter().map(place).collect()
    }

    /// Counts what has been written, for the next heartbeat.
    pub(super) fn count(&mut self, kind: Kind, source: &str, records: u64) {
        match kind {
            Kind::Record => *self.counts.entry(source.to_owned()).or_default() += records,
            Kind::Heartbeat => self.counts.clear(),
            Kind::ShardEnd => self.ended = true,
            _ => {}
        }
    }

    /// The segment to append to: the present one, or a new one when that is full.
    pub(super) fn open_segment(&mut self, segment_bytes: u64) -> Result<&mut Segment, AppendError> {
        if let Some(full) = self.segment.take_if(|segment| segment.length >= segment_bytes) {
            full.sync_checks()?;
        }
        if self.segment.is_none() {
            self.segment = Some(Segment::create(&self.dir, &self.name, self.frontier.size())?);
        }
        self.segment.as_mut().ok_or(AppendError::Frozen)
    }

    /// Stores full tiles of level 1 and up, and what there is of the ones that are not full.
    pub(super) fn store_tiles(&mut self) -> Result<(), AppendError> {
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
pub(crate) fn put_tile(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    if files::read(path)?.is_some_and(|there| there == bytes) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        files::make_folder(folder)?;
    }
    files::replace(path, bytes)?;
    let full = path.parent().is_none_or(|folder| folder.extension().is_none());
    let narrower = if full { path.with_extension("p") } else { path.parent().unwrap_or(path).to_owned() };
    for other in files::list(&narrower)?.into_iter().filter(|other| other != path) {
        std::fs::remove_file(&other).map_err(at(&other))?;
    }
    if full && narrower.is_dir() {
        std::fs::remove_dir(&narrower).map_err(at(&narrower))?;
    }
    Ok(())
}
