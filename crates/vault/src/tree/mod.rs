//! The Merkle tree of RFC 6962 §2.1 over SHA-256, grown leaf by leaf, with the tiles of C2SP tlog-tiles falling out of it.
//!
//! Deliberately not here: proofs (module `proof`), and where tiles lie on disk ([`crate::reading`]).

mod bundle;
mod frontier;
mod tile_path;

pub use bundle::entry_bundle;

pub use frontier::{Frontier, Tile};
pub use tile_path::{bundle_path, tile_path};

use sha2::{Digest, Sha256};

/// A hash of the tree.
pub type Hash = [u8; 32];

/// Hashes in a full tile, and leaves in a full bundle of entries.
pub const TILE_WIDTH: u64 = 256;

/// Hash of a leaf: SHA-256 of a zero byte and the entry.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(entry);
    hasher.finalize().into()
}

/// Hash of a node: SHA-256 of a one byte and the two hashes below it.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut bytes = [1; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// Root over these hashes; over none it is SHA-256 of nothing.
pub fn root_of(hashes: &[Hash]) -> Hash {
    if hashes.is_empty() {
        return Sha256::digest([]).into();
    }
    // a level is halved in place; an odd one at the end goes up as it is, which is what RFC 6962 splits into
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        let pairs = level.len() / 2;
        for at in 0..pairs {
            level[at] = node_hash(&level[2 * at], &level[2 * at + 1]);
        }
        if level.len() % 2 == 1 {
            level[pairs] = level[level.len() - 1];
        }
        level.truncate(level.len().div_ceil(2));
    }
    level[0]
}
