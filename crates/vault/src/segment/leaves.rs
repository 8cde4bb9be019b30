//! From records to leaf hashes: salt, envelope, bytes, SHA-256.
//!
//! Deliberately not here: the tree over them.

use chacha20::ChaCha20;
use chacha20::cipher::{KeyIvInit, StreamCipher, StreamCipherSeek};
use sha2::{Digest, Sha256};

use super::Head;
use crate::entry::{Entry, Envelope, place};
use crate::tree::Hash;

/// A salt.
pub(crate) type Salt = [u8; 16];

/// The salts of `count` leaves of a frame from its leaf `from` on.
pub(crate) fn salts(key: &[u8; 32], from: u32, count: u32) -> Vec<Salt> {
    let mut salts = vec![[0; 16]; count as usize];
    let mut stream = ChaCha20::new(key.into(), &[0; 12].into());
    stream.seek(u64::from(from) * 16);
    stream.apply_keystream(salts.as_flattened_mut());
    salts
}

/// Number of leaves of a record with so many bytes.
pub(crate) fn leaves_of(length: usize) -> u32 {
    u32::try_from(length.div_ceil(Entry::MAX_RAW).max(1)).unwrap_or(u32::MAX)
}

/// Hashes records of one run; keeps its buffer.
pub(crate) struct LeafHasher {
    /// A zero byte, salt and envelope, and behind them the bytes of the present leaf
    bytes: Vec<u8>,
    /// Length of all that stands before the bytes of the record
    fixed: usize,
}

impl LeafHasher {
    /// A hasher for the records of a run.
    pub(crate) fn new(head: &Head) -> Self {
        let mut bytes = vec![0];
        head.envelope(0, 0, false).encode_into(&mut bytes, &[0; 16]);
        let fixed = bytes.len();
        Self { bytes, fixed }
    }

    /// Pushes the hashes of the leaves of a record; `salts` holds one for each.
    pub(crate) fn hash(&mut self, seq: u64, raw: &[u8], salts: &[Salt], to: &mut Vec<Hash>) {
        self.bytes[1 + place::SEQ..1 + place::SEQ + 8].copy_from_slice(&seq.to_be_bytes());
        for (part, (salt, raw)) in salts.iter().zip(parts(raw)).enumerate() {
            self.bytes[1..17].copy_from_slice(salt);
            let part_number = u16::try_from(part).unwrap_or(u16::MAX).to_be_bytes();
            self.bytes[1 + place::PART..1 + place::PART + 2].copy_from_slice(&part_number);
            self.bytes[1 + place::PART + 2] = u8::from(part + 1 < salts.len());
            self.bytes.truncate(self.fixed);
            self.bytes.extend_from_slice(raw);
            to.push(Sha256::digest(&self.bytes).into());
        }
    }
}

/// The parts of a record, one for each of its leaves.
pub(crate) fn parts(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    let one_empty = raw.is_empty().then_some(raw);
    raw.chunks(Entry::MAX_RAW).chain(one_empty)
}

impl Head {
    /// The envelope of a leaf of this run.
    pub(crate) fn envelope(&self, seq: u64, part: u16, more: bool) -> Envelope {
        Envelope { kind: self.kind, received: self.received, file: self.file, seq, part, more, source: self.source.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Kind;

    #[test]
    fn hashes_are_those_of_the_entries() {
        let head = Head { kind: Kind::Noticed, source: "s".into(), received: 4, file: 9 };
        let mut hasher = LeafHasher::new(&head);
        for length in [0, 1, Entry::MAX_RAW, Entry::MAX_RAW + 1, 3 * Entry::MAX_RAW] {
            let raw = vec![b'x'; length];
            let salts = salts(&[3; 32], 5, leaves_of(length));
            let mut hashes = Vec::new();
            hasher.hash(7, &raw, &salts, &mut hashes);
            let entries: Vec<Hash> = parts(&raw)
                .enumerate()
                .map(|(part, raw)| {
                    let envelope = head.envelope(7, u16::try_from(part).unwrap(), part + 1 < salts.len());
                    Entry { salt: salts[part], envelope, raw: raw.to_vec() }.leaf_hash()
                })
                .collect();
            assert_eq!(hashes, entries, "{length} bytes");
        }
    }

    #[test]
    fn a_salt_is_the_same_wherever_one_begins() {
        let all = salts(&[9; 32], 0, 40);
        assert_eq!(salts(&[9; 32], 17, 3), all[17..20]);
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 40);
    }
}
