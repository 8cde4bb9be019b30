//! How much of a feed is read, so that no file from a stick can exhaust the machine.

use serde::{Deserialize, Serialize};

/// Upper bounds for one import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of a file as it lies on the stick
    pub packed_bytes: u64,
    /// Bytes of a file once unpacked
    pub unpacked_bytes: u64,
    /// How many times larger than its packed form a file may be, beyond a first 64 MiB
    pub ratio: u64,
    /// Memory, in KiB, that the dictionary of an xz may take
    pub dictionary_kib: u32,
    /// Files inside one ZIP
    pub parts: usize,
    /// Bytes of one row: one CVE, one advisory, one product
    pub row_bytes: usize,
    /// Rows of one file
    pub rows: u64,
    /// Rejected rows that are named one by one; the rest is counted
    pub named_rejects: usize,
    /// Bytes of rows that are sorted in memory before they go to a temporary file
    pub sort_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            packed_bytes: 4 << 30,
            unpacked_bytes: 16 << 30,
            ratio: 100,
            dictionary_kib: 128 << 10,
            parts: 200_000,
            row_bytes: 64 << 20,
            rows: 4_000_000,
            named_rejects: 50,
            sort_bytes: 48 << 20,
        }
    }
}

/// Bytes that may always be unpacked, whatever the ratio.
pub(crate) const RATIO_FREE: u64 = 64 << 20;
