//! One leaf: envelope and bytes.
//!
//! Layout of the entry that is hashed (`SHA-256(0x00 ‖ entry)`) and that a proof carries; integers big-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 16 | salt: random, so that a hash in a proof does not tell its neighbour's content |
//! | 1 | version, 1 |
//! | 1 | kind ([`Kind`]) |
//! | 8 | received: microseconds since 1970-01-01T00:00:00Z, signed |
//! | 8 | file: leaf index + 1 of the record that began the file to which this belongs (in this shard), 0 = none |
//! | 8 | seq: number at the source, 0 = none |
//! | 2 | part, from 0 |
//! | 1 | 1 = the record goes on in the next leaf, 0 = it ends here |
//! | 1 | length of the source's name |
//! | n | the source's name, UTF-8 |
//! | … | raw bytes, at most [`Entry::MAX_RAW`] |

use serde::{Deserialize, Serialize};

/// What a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Kind {
    /// A record of a source, in its own bytes
    Record = 1,
    /// A file begins (JSON: name, sha256 where known, size, head, definition of the source)
    FileBegin = 2,
    /// A file ends (JSON: summary, sha256)
    FileEnd = 3,
    /// Nothing else need have happened: an hour has passed (JSON: counts since the last)
    Heartbeat = 4,
    /// A source was defined or changed (JSON)
    SourceDefined = 5,
    /// Something was noticed about a source: gap, silence, clock (JSON)
    Noticed = 6,
    /// Somebody looked at the logs (JSON)
    Looked = 7,
    /// The logs were reviewed (JSON)
    Reviewed = 8,
    /// A rule fired (JSON)
    Detected = 9,
    /// The key changes (JSON: both verifier lines)
    KeyChanged = 10,
    /// A shard begins (JSON: origin, the final checkpoint of the one before)
    ShardBegin = 11,
    /// A shard ends: nothing follows
    ShardEnd = 12,
    /// Segments were removed by policy (JSON: range, policy, hashes)
    Removed = 13,
    /// One record was redacted (JSON: index, reason, by whom)
    Redacted = 14,
    /// A legal hold was set or lifted (JSON)
    Hold = 15,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Record,
        Self::FileBegin,
        Self::FileEnd,
        Self::Heartbeat,
        Self::SourceDefined,
        Self::Noticed,
        Self::Looked,
        Self::Reviewed,
        Self::Detected,
        Self::KeyChanged,
        Self::ShardBegin,
        Self::ShardEnd,
        Self::Removed,
        Self::Redacted,
        Self::Hold,
    ];
}

/// Everything about a record but its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What it is
    pub kind: Kind,
    /// When it was received, microseconds since 1970-01-01T00:00:00Z
    pub received: i64,
    /// Leaf index + 1 of the record that began its file; 0 = none
    pub file: u64,
    /// Number at the source; 0 = none
    pub seq: u64,
    /// Part, from 0
    pub part: u16,
    /// Whether the record goes on in the next leaf
    pub more: bool,
    /// Name of the source; `sonae` for what the vault itself notes
    pub source: String,
}

/// A leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Salt
    pub salt: [u8; 16],
    /// Envelope
    pub envelope: Envelope,
    /// The record's own bytes, or a part of them
    pub raw: Vec<u8>,
}

impl Entry {
    /// Longest raw part: an entry of C2SP tlog-tiles is at most 65,535 bytes.
    pub const MAX_RAW: usize = 60_000;
}
