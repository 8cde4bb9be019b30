//! Segments: the files in which the evidence lies.
//!
//! ```text
//! segment = header frame*
//! header  = "SONAEVLT" ‖ version u16 ‖ 0 u16 ‖ crc32 u32 (of all else) ‖ first leaf u64 ‖ nonce 8 bytes
//!           ‖ length of the shard's name u8 ‖ name, zeros to 31
//! frame   = "SVFR" ‖ crc32 u32 (of the segment's nonce and all that follows) ‖ stored length u32 ‖ body length u32 ‖ first leaf u64 ‖ leaves u32 ‖ flags u32
//!           ‖ key 32 bytes ‖ zstd(body)
//! body    = run*
//! run     = kind u8 ‖ length of the source's name u8 ‖ name ‖ received i64 ‖ file varint ‖ n varint
//!           ‖ n × varint (zigzag difference to the number before, at the source) ‖ n × varint (length) ‖ the n records' bytes
//! ```
//!
//! Integers are big-endian, varints LEB128. A record longer than [`crate::Entry::MAX_RAW`] is one record here and several leaves in the
//! tree. A frame is whole or it is not there: one batch never lies in two. The salt of the frame's leaf `i` is bytes `16·i … 16·i + 15` of the
//! ChaCha20 keystream under the frame's key and a nonce of zeros, so that a salt costs nothing to keep. The nonce is random: who sends records cannot send one that looks like a frame.
//!
//! In a frame with flag 1 something was redacted. Its key is zeros, each length is doubled, plus one where the record was redacted (the
//! length is then its number of leaves), and between lengths and bytes stand, record by record, the salts of its leaves, or the leaves'
//! hashes where it was redacted.
//!
//! Deliberately not here: which segment comes next, and what is done about one that cannot be read.

mod frame;
mod index;
mod leaves;
mod run;
mod scan;

pub(crate) use frame::{Body, MAX_BODY, encode_frame};
pub use frame::{Frame, Leaf};
pub(crate) use index::{Index, IndexWriter};
pub(crate) use leaves::{LeafHasher, Salt, leaves_of, salts};
pub(crate) use run::{Head, encode};
pub(crate) use scan::{Scan, Scanned};

use std::path::{Path, PathBuf};

use crate::note::SIZE_LIMIT;

/// What a segment begins with.
const MAGIC: &[u8; 8] = b"SONAEVLT";
/// Version of the format.
const VERSION: u16 = 1;
/// Longest name of a shard, bytes.
pub(crate) const MAX_SHARD: usize = 31;
/// Length of a segment's header, bytes.
pub(crate) const HEADER: usize = 64;

/// Header of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Shard
    pub(crate) shard: String,
    /// Leaf index of its first record
    pub(crate) first: u64,
    /// What the check sums of its frames begin with
    pub(crate) nonce: Nonce,
}

/// Random bytes of a segment.
pub(crate) type Nonce = [u8; 8];

/// Why a header is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderError {
    /// Damaged, cut off, or something else altogether
    Damaged,
    /// A later version
    Newer,
}

impl Header {
    /// The bytes at the begin of the file.
    pub(crate) fn encode(&self) -> [u8; HEADER] {
        let mut bytes = [0; HEADER];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..10].copy_from_slice(&VERSION.to_be_bytes());
        bytes[16..24].copy_from_slice(&self.first.to_be_bytes());
        let name = &self.shard.as_bytes()[..self.shard.len().min(MAX_SHARD)];
        bytes[24..32].copy_from_slice(&self.nonce);
        bytes[32] = u8::try_from(name.len()).unwrap_or(0);
        bytes[33..33 + name.len()].copy_from_slice(name);
        let crc = Self::crc(&bytes);
        bytes[12..16].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    /// Reads a header.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, HeaderError> {
        let bytes: &[u8; HEADER] = bytes.get(..HEADER).and_then(|bytes| bytes.try_into().ok()).ok_or(HeaderError::Damaged)?;
        if &bytes[..8] != MAGIC || bytes[12..16] != Self::crc(bytes).to_be_bytes() {
            return Err(HeaderError::Damaged);
        }
        if bytes[8..10] != VERSION.to_be_bytes() {
            return Err(HeaderError::Newer);
        }
        let length = usize::from(bytes[32]);
        let name = bytes[33..].get(..length).and_then(|name| std::str::from_utf8(name).ok()).ok_or(HeaderError::Damaged)?;
        let (mut first, mut nonce) = ([0; 8], [0; 8]);
        first.copy_from_slice(&bytes[16..24]);
        nonce.copy_from_slice(&bytes[24..32]);
        let first = Some(u64::from_be_bytes(first)).filter(|first| *first < SIZE_LIMIT).ok_or(HeaderError::Damaged)?;
        Ok(Self { shard: name.to_owned(), first, nonce })
    }

    fn crc(bytes: &[u8; HEADER]) -> u32 {
        let mut crc = crc32fast::Hasher::new();
        crc.update(&bytes[..12]);
        crc.update(&bytes[16..]);
        crc.finalize()
    }
}

/// Name of the segment that begins with this leaf.
pub(crate) fn file_name(first: u64) -> String {
    format!("{first:020}.seg")
}

/// The check file beside a segment: two bytes of every leaf hash.
pub(crate) fn check_file(segment: &Path) -> PathBuf {
    segment.with_extension("chk")
}

/// The file beside a segment that tells where some of its frames begin.
pub(crate) fn index_file(segment: &Path) -> PathBuf {
    segment.with_extension("idx")
}

/// First leaf of the segment with this path; `None` for other files.
pub(crate) fn first_of(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?.strip_suffix(".seg")?;
    let number = (name.len() == 20 && name.bytes().all(|byte| byte.is_ascii_digit())).then(|| name.parse().ok()).flatten();
    number.filter(|first| *first < SIZE_LIMIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_it_was_written_and_a_changed_one_is_not() {
        let header = Header { shard: "2026".into(), first: 77, nonce: [5; 8] };
        let bytes = header.encode();
        assert_eq!(Header::decode(&bytes), Ok(header.clone()));
        for at in 0..HEADER {
            let mut wrong = bytes;
            wrong[at] ^= 1;
            assert_eq!(Header::decode(&wrong), Err(HeaderError::Damaged), "byte {at}");
        }
        let mut newer = bytes;
        newer[9] = 2;
        let crc = Header::crc(&newer);
        newer[12..16].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(Header::decode(&newer), Err(HeaderError::Newer));
    }

    #[test]
    fn only_segments_have_a_first_leaf() {
        assert_eq!(first_of(Path::new("a/00000000000000000012.seg")), Some(12));
        assert_eq!(file_name(12), "00000000000000000012.seg");
        for other in ["12.seg", "00000000000000000012.chk", "0000000000000000001x.seg", "18446744073709551615.seg", ""] {
            assert_eq!(first_of(Path::new(other)), None, "{other}");
        }
    }
}
