//! Making proofs from a vault: tiles that are stored, levels below them computed from the segments.
//!
//! Every proof is checked before it is handed out: a vault whose tiles are damaged gives an error and no wrong proof.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use tlog_tiles::{Hash, HashReader};

use super::bundle::Bundle;
use super::merkle::{ProofFault, check_consistency, check_inclusion, prove_consistency, prove_inclusion};
use super::policy::Policy;
use super::text::TlogProof;
use crate::anchor;
use crate::note::{NoteFault, SIZE_LIMIT, TreeHead, open_checkpoint, read_head};
use crate::reading::{ReadError, Reading};
use crate::tree::{TILE_WIDTH, root_of};
use crate::vkey::{KeyUse, VerifierKey};
use crate::witness::Request;

/// Why no proof can be made.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// The vault cannot be read
    #[error(transparent)]
    Read(#[from] ReadError),
    /// No checkpoint covers the record yet
    #[error("no checkpoint covers record {0} yet")]
    Uncovered(u64),
    /// The record was redacted or removed: of it only a hash is left
    #[error("record {0} was redacted or removed")]
    Gone(u64),
    /// The checkpoint is not signed by a key of the vault
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// The evidence or the tiles do not lead to the signed root; the check of the vault says where
    #[error(transparent)]
    Proof(#[from] ProofFault),
}

/// What goes into a bundle beside the proof.
#[derive(Debug, Clone, Default)]
pub struct Around<'a> {
    /// Keys of the log, under any name: the file `keys`
    pub keys: &'a [VerifierKey],
    /// Keys of witnesses
    pub witnesses: &'a [VerifierKey],
    /// Words for the person who opens the bundle
    pub readme: &'a str,
}

/// The tree of a shard as of some size, for `tlog_tiles`.
pub struct ShardTree<'a> {
    reading: &'a Reading,
    shard: &'a str,
    size: u64,
    tiles: RefCell<HashMap<(u8, u64), Vec<[u8; 32]>>>,
}

impl<'a> ShardTree<'a> {
    /// The tree over the first `size` leaves.
    pub fn new(reading: &'a Reading, shard: &'a str, size: u64) -> Self {
        Self { reading, shard, size, tiles: RefCell::default() }
    }

    /// The hash of node `n` of a level, which must be a whole subtree.
    fn node(&self, level: u8, n: u64) -> Result<[u8; 32], ProofFault> {
        let (tile_level, within) = (level / 8, u32::from(level % 8));
        let first = n << within;
        let (tile, at) = (first / TILE_WIDTH, usize::try_from(first % TILE_WIDTH).unwrap_or(0));
        let there = self.size >> (8 * u32::from(tile_level));
        let width = there.saturating_sub(tile * TILE_WIDTH).min(TILE_WIDTH);
        let mut tiles = self.tiles.borrow_mut();
        let hashes = match tiles.entry((tile_level, tile)) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(place) => {
                let read = self.reading.tile(self.shard, tile_level, tile, width);
                place.insert(read.map_err(|error| ProofFault::Tree(error.to_string()))?)
            }
        };
        hashes
            .get(at..at + (1 << within))
            .map(root_of)
            .ok_or_else(|| ProofFault::Tree(format!("tile {tile} of level {tile_level} is too short")))
    }
}

impl HashReader for ShardTree<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        let node = |index: &u64| {
            let (level, n) = tlog_tiles::split_stored_hash_index(*index);
            self.node(level, n).map(Hash).map_err(|fault| tlog_tiles::Error::InvalidInput(fault.to_string()))
        };
        indexes.iter().map(node).collect()
    }
}

/// Proves that a leaf is in the log: under the oldest time stamp that covers it, else under the newest cosigned checkpoint, else
/// under the newest.
pub fn prove(reading: &Reading, shard: &str, index: u64, around: &Around<'_>) -> Result<Bundle, ProveError> {
    let (note, token) = checkpoint_over(reading, shard, index)?.ok_or(ProveError::Uncovered(index))?;
    let head = read_head(&note)?;
    let mut keys = named(around.keys, &head.origin);
    keys.extend_from_slice(around.witnesses);
    let opened = open_checkpoint(&note, &keys)?;
    let leaf = reading.frames(shard, index)?.next().ok_or(ProveError::Gone(index))??.leaf(index).ok_or(ProveError::Gone(index))?;
    let entry = leaf.entry.ok_or(ProveError::Gone(index))?.encode();
    let hashes = prove_inclusion(index, head.size, &ShardTree::new(reading, shard, head.size))?;
    check_inclusion(&hashes, head.size, head.root, index, leaf.hash)?;
    let policy = Policy::of_logs(opened.signed, around.witnesses.to_vec());
    let proof = TlogProof { extra: None, index, hashes, checkpoint: note };
    Ok(Bundle { entry, proof: proof.to_text(), policy: policy.to_string(), token, readme: around.readme.to_owned() })
}

type Covering = Option<(String, Option<Vec<u8>>)>;

fn checkpoint_over(reading: &Reading, shard: &str, index: u64) -> Result<Covering, ReadError> {
    let covers = |note: &str| read_head(note).is_ok_and(|head| head.size > index);
    if let Some(stamp) = anchor::stamps(reading, shard)?.into_iter().find(|stamp| covers(&stamp.note)) {
        return Ok(Some((stamp.note, Some(stamp.token))));
    }
    let cosigned = anchor::cosigned(reading, shard)?.pop().filter(|note| covers(note));
    if cosigned.is_some() {
        return Ok(cosigned.map(|note| (note, None)));
    }
    Ok(reading.checkpoint(shard)?.map(|sealed| sealed.note).filter(|note| covers(note)).map(|note| (note, None)))
}

/// The root of a shard as it was when it had so many leaves, from what lies there now.
pub fn root_at(reading: &Reading, shard: &str, size: u64) -> Result<[u8; 32], ProveError> {
    if size >= SIZE_LIMIT || size > reading.size(shard)? {
        return Err(ProveError::Uncovered(size));
    }
    let root = tlog_tiles::tree_hash(size, &ShardTree::new(reading, shard, size));
    Ok(root.map_err(|error| ProofFault::Tree(error.to_string()))?.0)
}

/// The log's keys under the name that C2SP asks for: the origin.
pub(crate) fn named(keys: &[VerifierKey], origin: &str) -> Vec<VerifierKey> {
    keys.iter().filter(|key| key.key_use() == KeyUse::Log).filter_map(|key| key.renamed(origin).ok()).collect()
}

/// The proof that a shard still begins with what it was: from an earlier tree head to its newest checkpoint.
pub fn prove_continues(reading: &Reading, shard: &str, old: &TreeHead) -> Result<(Vec<[u8; 32]>, TreeHead), ProveError> {
    let sealed = reading.checkpoint(shard)?.ok_or(ProveError::Uncovered(0))?;
    let head = read_head(&sealed.note)?;
    let hashes = prove_consistency(old.size, head.size, &ShardTree::new(reading, shard, head.size))?;
    check_consistency(&hashes, (old.size, old.root), (head.size, head.root))?;
    Ok((hashes, head))
}

/// The request that asks a witness to cosign the newest checkpoint of a shard. `known`: how many leaves the witness remembers, 0 when that
/// is not known; it answers with the right number then.
pub fn witness_request(reading: &Reading, shard: &str, known: u64) -> Result<Request, ProveError> {
    let sealed = reading.checkpoint(shard)?.ok_or(ProveError::Uncovered(0))?;
    if sealed.size >= SIZE_LIMIT {
        return Err(NoteFault::Malformed.into());
    }
    let proof = prove_consistency(known, sealed.size, &ShardTree::new(reading, shard, sealed.size))?;
    Ok(Request { old: known, proof, checkpoint: sealed.note })
}
