//! Checkpoints: C2SP tlog-checkpoint in a signed note.

use jiff::Timestamp;

/// A signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Shard
    pub shard: String,
    /// Origin line
    pub origin: String,
    /// Leaves that it covers
    pub size: u64,
    /// Root hash of the tree over them
    pub root: [u8; 32],
    /// When it was signed, as this machine's clock said (not part of the signed text)
    pub at: Timestamp,
    /// The signed note
    pub note: String,
}
