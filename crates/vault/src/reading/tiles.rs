//! Tiles and bundles of a shard, as C2SP tlog-tiles names them: level 0 and bundles computed from the segments, the others read
//! where they are stored.
//!
//! Deliberately not here: proofs made of them.

use std::ops::Range;

use super::{ReadError, Reading};
use crate::files;
use crate::tree::{Hash, TILE_WIDTH, entry_bundle, root_of, tile_path};

impl Reading {
    /// Hashes of these leaves. Leaves whose segments were removed by policy are found only where a tile of level 0 was kept of them.
    pub fn leaf_hashes(&self, shard: &str, leaves: Range<u64>) -> Result<Vec<Hash>, ReadError> {
        let mut hashes: Vec<Hash> = Vec::new();
        let next = |hashes: &[Hash]| leaves.start + hashes.len() as u64;
        for frame in self.frames(shard, leaves.start)? {
            let Ok(frame) = frame else {
                continue;
            };
            if frame.first() > next(&hashes) {
                self.kept_hashes(shard, next(&hashes)..frame.first().min(leaves.end), &mut hashes)?;
            }
            hashes.extend(frame.leaf_hashes_in(next(&hashes)..leaves.end));
            if next(&hashes) >= leaves.end {
                return Ok(hashes);
            }
        }
        self.kept_hashes(shard, next(&hashes)..leaves.end, &mut hashes)?;
        Ok(hashes)
    }

    /// Leaf hashes from stored tiles of level 0.
    fn kept_hashes(&self, shard: &str, leaves: Range<u64>, to: &mut Vec<Hash>) -> Result<(), ReadError> {
        let mut next = leaves.start;
        while next < leaves.end {
            let (tile, within) = (next / TILE_WIDTH, next % TILE_WIDTH);
            let end = leaves.end.min((tile + 1) * TILE_WIDTH);
            let stored = self.stored_tile(shard, 0, tile, end - tile * TILE_WIDTH)?;
            let gone = || ReadError::Gone { shard: shard.to_owned(), first: next, last: leaves.end - 1 };
            let stored = stored.ok_or_else(gone)?;
            to.extend(stored.iter().skip(usize::try_from(within).unwrap_or(usize::MAX)));
            next = end;
        }
        Ok(())
    }

    /// The first `width` hashes of a tile. Those of level 1 and up are read where they are stored and computed where they are not.
    pub fn tile(&self, shard: &str, level: u8, index: u64, width: u64) -> Result<Vec<Hash>, ReadError> {
        let outside = || ReadError::Gone { shard: shard.to_owned(), first: 0, last: u64::MAX };
        let begin = index.checked_mul(TILE_WIDTH).filter(|_| (1..=TILE_WIDTH).contains(&width)).ok_or_else(outside)?;
        if level == 0 {
            return self.leaf_hashes(shard, begin..begin + width);
        }
        if let Some(stored) = self.stored_tile(shard, level, index, width)? {
            return Ok(stored);
        }
        if level == 1 {
            // in one walk over the leaves
            let leaves = begin.checked_mul(TILE_WIDTH).zip((begin + width).checked_mul(TILE_WIDTH)).ok_or_else(outside)?;
            let hashes = self.leaf_hashes(shard, leaves.0..leaves.1)?;
            return Ok(hashes.chunks(256).map(root_of).collect());
        }
        (begin..begin + width).map(|below| Ok(root_of(&self.tile(shard, level - 1, below, TILE_WIDTH)?))).collect()
    }

    /// The first `width` hashes of a tile that is stored, full or wide enough.
    fn stored_tile(&self, shard: &str, level: u8, index: u64, width: u64) -> Result<Option<Vec<Hash>>, ReadError> {
        let dir = self.shard_dir(shard);
        let full = dir.join(tile_path(level, index, TILE_WIDTH));
        let mut found = files::read(&full)?;
        if found.is_none() {
            let width_of = |path: &std::path::PathBuf| path.file_name()?.to_str()?.parse::<u64>().ok();
            let wide = files::list(&full.with_extension("p"))?.into_iter().find(|path| width_of(path).is_some_and(|there| there >= width));
            found = wide.map(|path| files::read(&path)).transpose()?.flatten();
        }
        let Some(bytes) = found else {
            return Ok(None);
        };
        let (hashes, rest) = bytes.as_chunks::<32>();
        let width = usize::try_from(width).unwrap_or(usize::MAX);
        // a damaged tile is as good as none; the check of the vault tells that it is damaged
        Ok((rest.is_empty() && hashes.len() >= width).then(|| hashes[..width.min(hashes.len())].to_vec()))
    }

    /// The first `width` entries of a bundle, as C2SP tlog-tiles lays them out. Records that were redacted or removed have no entry.
    pub fn bundle(&self, shard: &str, index: u64, width: u64) -> Result<Vec<u8>, ReadError> {
        let begin = index.saturating_mul(TILE_WIDTH);
        let end = begin.saturating_add(width.min(TILE_WIDTH));
        let mut entries: Vec<Vec<u8>> = Vec::new();
        for frame in self.frames(shard, begin)? {
            let frame = frame?;
            let within = frame.leaves().filter(|leaf| (begin..end).contains(&leaf.index));
            entries.extend(within.filter_map(|leaf| leaf.entry).map(|entry| entry.encode()));
            if frame.end() >= end {
                break;
            }
        }
        let whole = entries.len() as u64 == end - begin;
        let bundle = entry_bundle(entries.iter().map(Vec::as_slice)).filter(|_| whole);
        bundle.ok_or_else(|| ReadError::Gone { shard: shard.to_owned(), first: begin, last: end - 1 })
    }
}
