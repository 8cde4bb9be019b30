//! The vault from outside: what is acknowledged is there, in order, unchanged, whatever happens in between.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod faults;
mod golden_log;
mod keeping;
mod proofs;
mod recovery;
mod round_trip;
mod snapshot;
mod tiles;

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use sonae_vault::{Batch, Kind, Opened, Options, Reading, Stored, Vault};

/// A moment in the shard 2026.
pub(crate) fn now() -> Timestamp {
    "2026-11-21T04:05:06Z".parse().unwrap()
}

/// Small segments, so that there are many.
pub(crate) fn options() -> Options {
    Options { frame_bytes: 1 << 16, segment_bytes: 20_000, gather: Duration::ZERO, ..Options::new("sonae/test") }
}

/// The vault in this folder, open.
pub(crate) fn open(dir: &Path) -> (Vault, Opened) {
    Vault::open(dir, options()).unwrap()
}

/// Records of one source.
pub(crate) fn batch(source: &str, records: &[(u64, &[u8])]) -> Batch {
    let records = records.iter().map(|(seq, raw)| (*seq, raw.to_vec())).collect();
    Batch { kind: Kind::Record, source: source.to_owned(), received: now(), file: 0, records }
}

/// Every record of the sources in a shard, without what the vault notes itself.
pub(crate) fn records(dir: &Path, shard: &str) -> Vec<Stored> {
    let all = Reading::open(dir).records(shard, 0).unwrap().map(Result::unwrap);
    all.filter(|stored| stored.envelope.kind == Kind::Record).collect()
}

/// Bytes of every record.
pub(crate) fn bytes(dir: &Path, shard: &str) -> Vec<Vec<u8>> {
    records(dir, shard).into_iter().map(|stored| stored.raw.unwrap()).collect()
}
