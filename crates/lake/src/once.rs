//! Records that were exported twice: one record in two files of one source is shown once.
//!
//! Exports overlap: the file of Tuesday also holds Monday. Such records have the same bytes, and so the same event. But a system
//! may also write the same line twice in one second, and both count. So of equal rows of one source as many are kept as the file
//! with the most of them has. What came as a stream counts as one file. The evidence keeps everything.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash, Hasher};

use crate::buffer::Buffer;
use crate::schema::{CLASS, COUNT, FILE, NTH, SHARD, SOURCE, TEXTS, TIME, TIME_TOLD};
use crate::state::FileOf;

/// Counts equal rows within a group of rows of one time.
#[derive(Debug, Default)]
pub(crate) struct Once {
    // Two secret hashes of 64 bits: nobody can make a record that hides another.
    seeds: (RandomState, RandomState),
    kept: HashMap<(u64, u64), u32>,
    seen: HashMap<((u64, u64), FileOf), u32>,
}

impl Once {
    /// A new group of rows begins.
    pub(crate) fn next_group(&mut self) {
        self.kept.clear();
        self.seen.clear();
    }

    /// Whether this row is kept.
    pub(crate) fn keep(&mut self, buffer: &Buffer, row: u32) -> bool {
        let key = (hash(&self.seeds.0, buffer, row), hash(&self.seeds.1, buffer, row));
        let seen = self.seen.entry((key, file_of(buffer, row))).or_default();
        *seen += 1;
        let kept = self.kept.entry(key).or_default();
        let more = *seen > *kept;
        if more {
            *kept = *seen;
        }
        more
    }
}

/// The file from which a row came.
pub(crate) fn file_of(buffer: &Buffer, row: u32) -> FileOf {
    FileOf::new(buffer.text(SHARD, row), buffer.int(FILE, row))
}

fn hash(seed: &RandomState, buffer: &Buffer, row: u32) -> u64 {
    let mut hasher = seed.build_hasher();
    for column in [TIME, NTH, CLASS, COUNT, TIME_TOLD] {
        buffer.int(column, row).hash(&mut hasher);
    }
    for column in (0..TEXTS).filter(|column| *column != SHARD) {
        buffer.text(column, row).hash(&mut hasher);
    }
    hasher.finish()
}

/// Takes out of sorted rows what was exported twice. Only sources are looked at for which it may be.
pub(crate) fn once(buffer: &Buffer, first: usize, rows: &mut Vec<u32>, sources: &[&str]) {
    if sources.is_empty() {
        return;
    }
    let mut once = Once::default();
    let mut group = None;
    rows.retain(|row| {
        let here = Some((buffer.number(first, *row), buffer.int(TIME, *row)));
        if here != group {
            group = here;
            once.next_group();
        }
        !sources.contains(&buffer.text(SOURCE, *row)) || once.keep(buffer, *row)
    });
}
