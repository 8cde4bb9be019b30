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
    /// The kind with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| *kind as u8 == number)
    }

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

/// Bytes of an entry before the source's name.
const FIXED: usize = 16 + 1 + 1 + 8 + 8 + 8 + 2 + 1 + 1;
/// The version of the layout.
const VERSION: u8 = 1;

/// Why bytes are no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// They end too early
    #[error("the entry is cut off")]
    Short,
    /// A version, a kind or a flag that is not known
    #[error("the entry has a version or kind that is not known")]
    Unknown,
    /// The name of the source is not UTF-8
    #[error("the source's name is not text")]
    Source,
    /// More raw bytes than an entry may have
    #[error("the entry is too long")]
    Long,
}

impl Entry {
    /// Longest raw part: an entry of C2SP tlog-tiles is at most 65,535 bytes.
    pub const MAX_RAW: usize = 60_000;
    /// Longest name of a source, bytes.
    pub const MAX_SOURCE: usize = 255;

    /// The bytes that are hashed. A source's name beyond [`Self::MAX_SOURCE`] bytes is cut (the writer refuses such names).
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FIXED + self.envelope.source.len() + self.raw.len());
        self.envelope.encode_into(&mut bytes, &self.salt);
        bytes.extend_from_slice(&self.raw);
        bytes
    }

    /// Reads an entry from the bytes that [`Self::encode`] wrote.
    pub fn decode(bytes: &[u8]) -> Result<Self, EntryError> {
        let (head, rest) = bytes.split_at_checked(FIXED).ok_or(EntryError::Short)?;
        let mut head = Bytes(head);
        let salt = head.take::<16>();
        if head.take::<1>() != [VERSION] {
            return Err(EntryError::Unknown);
        }
        let kind = Kind::from_number(head.take::<1>()[0]).ok_or(EntryError::Unknown)?;
        let received = i64::from_be_bytes(head.take());
        let file = u64::from_be_bytes(head.take());
        let seq = u64::from_be_bytes(head.take());
        let part = u16::from_be_bytes(head.take());
        let more = match head.take::<1>()[0] {
            0 => false,
            1 => true,
            _ => return Err(EntryError::Unknown),
        };
        let (source, raw) = rest.split_at_checked(usize::from(head.take::<1>()[0])).ok_or(EntryError::Short)?;
        let source = std::str::from_utf8(source).map_err(|_| EntryError::Source)?.to_owned();
        if raw.len() > Self::MAX_RAW {
            return Err(EntryError::Long);
        }
        Ok(Self { salt, envelope: Envelope { kind, received, file, seq, part, more, source }, raw: raw.to_vec() })
    }

    /// RFC 6962 leaf hash of the entry.
    pub fn leaf_hash(&self) -> [u8; 32] {
        crate::tree::leaf_hash(&self.encode())
    }
}

impl Envelope {
    /// Writes salt and envelope: everything of an entry before its raw bytes.
    pub(crate) fn encode_into(&self, to: &mut Vec<u8>, salt: &[u8; 16]) {
        let source = &self.source.as_bytes()[..self.source.len().min(Entry::MAX_SOURCE)];
        to.extend_from_slice(salt);
        to.extend_from_slice(&[VERSION, self.kind as u8]);
        to.extend_from_slice(&self.received.to_be_bytes());
        to.extend_from_slice(&self.file.to_be_bytes());
        to.extend_from_slice(&self.seq.to_be_bytes());
        to.extend_from_slice(&self.part.to_be_bytes());
        to.extend_from_slice(&[u8::from(self.more), u8::try_from(source.len()).unwrap_or(u8::MAX)]);
        to.extend_from_slice(source);
    }
}

/// Where in the bytes of an entry, counted from its first, the fields lie that differ within a run.
pub(crate) mod place {
    /// Number at the source
    pub(crate) const SEQ: usize = 16 + 1 + 1 + 8 + 8;
    /// Part, and the flag behind it
    pub(crate) const PART: usize = SEQ + 8;
}

/// Bytes taken from the front of a slice whose length was checked before.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut taken = [0; N];
        if let Some((head, rest)) = self.0.split_at_checked(N) {
            taken.copy_from_slice(head);
            self.0 = rest;
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let envelope =
            Envelope { kind: Kind::Record, received: -5, file: 3, seq: u64::MAX, part: 2, more: true, source: "\u{8a18}\u{9332}".into() };
        Entry { salt: [7; 16], envelope, raw: b"2026/1/2,abc".to_vec() }
    }

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        assert_eq!(Entry::decode(&entry().encode()), Ok(entry()));
        for kind in Kind::ALL {
            assert_eq!(Kind::from_number(*kind as u8), Some(*kind));
        }
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let bytes = entry().encode();
        assert_eq!(hex::encode(&bytes[..16]), "07".repeat(16));
        assert_eq!(hex::encode(&bytes[16..46]), "0101fffffffffffffffb0000000000000003ffffffffffffffff00020106");
        assert_eq!((&bytes[place::SEQ..place::SEQ + 8], &bytes[place::PART..place::PART + 3]), (&[255; 8][..], &[0, 2, 1][..]));
        assert_eq!(&bytes[52..], b"2026/1/2,abc");
    }

    #[test]
    fn bytes_that_are_no_entry_are_refused() {
        let bytes = entry().encode();
        assert_eq!(Entry::decode(&bytes[..40]), Err(EntryError::Short));
        assert_eq!(Entry::decode(&bytes[..48]), Err(EntryError::Short));
        let mut wrong = bytes.clone();
        wrong[16] = 2;
        assert_eq!(Entry::decode(&wrong), Err(EntryError::Unknown));
        let mut wrong = bytes.clone();
        wrong[46] = 0xff;
        assert_eq!(Entry::decode(&wrong), Err(EntryError::Source));
        let mut long = bytes;
        long.extend(vec![0; Entry::MAX_RAW]);
        assert_eq!(Entry::decode(&long), Err(EntryError::Long));
    }
}
