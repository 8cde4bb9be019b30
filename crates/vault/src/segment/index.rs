//! Where some frames of a segment begin, so that a record is found without walking over all before it.
//!
//! Sixteen bytes for each: first leaf, place in the file. A hint only: what it points to is looked at before it is believed.
//! Deliberately not here: an index of what is in the records.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use super::{HEADER, index_file};

/// A frame is entered when so many bytes lie between it and the one entered before.
const APART: u64 = 64 << 10;

/// The index of a segment.
#[derive(Debug, Default)]
pub(crate) struct Index {
    entries: Vec<(u64, u64)>,
}

impl Index {
    /// The index of the segment with this path; an empty one when there is none.
    pub(crate) fn read(segment: &Path) -> io::Result<Self> {
        let bytes = match std::fs::read(index_file(segment)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        let (numbers, _) = bytes.as_chunks::<8>();
        let pairs = numbers.chunks_exact(2).map(|pair| (u64::from_be_bytes(pair[0]), u64::from_be_bytes(pair[1])));
        Ok(Self { entries: pairs.collect() })
    }

    /// The last entered frame that begins at or before this leaf: its first leaf and its place.
    pub(crate) fn before(&self, leaf: u64) -> Option<(u64, u64)> {
        let behind = self.entries.partition_point(|(first, _)| *first <= leaf);
        self.entries.get(behind.checked_sub(1)?).copied()
    }
}

/// The index of a segment that is being written.
pub(crate) struct IndexWriter {
    file: File,
    entered: u64,
}

impl IndexWriter {
    /// An index of the segment from `at` on; what it has said about later places is thrown away.
    pub(crate) fn open(segment: &Path, at: u64) -> io::Result<Self> {
        let mut index = Index::read(segment)?;
        let good =
            index.entries.iter().zip(index.entries.iter().skip(1)).take_while(|(one, next)| one.0 < next.0 && one.1 < next.1).count();
        index.entries.truncate(good + 1);
        index.entries.retain(|(_, place)| *place < at);
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(index_file(segment))?;
        let bytes: Vec<u8> = index.entries.iter().flat_map(|(first, place)| entry(*first, *place)).collect();
        file.write_all(&bytes)?;
        Ok(Self { file, entered: index.entries.last().map_or(HEADER as u64, |(_, place)| *place) })
    }

    /// Enters a frame when the one entered before lies far enough back.
    pub(crate) fn enter(&mut self, first: u64, place: u64) -> io::Result<()> {
        if place < self.entered + APART {
            return Ok(());
        }
        self.entered = place;
        self.file.write_all(&entry(first, place))
    }
}

fn entry(first: u64, place: u64) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&first.to_be_bytes());
    bytes[8..].copy_from_slice(&place.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_frames_are_entered_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let segment = folder.path().join("a.seg");
        let mut writer = IndexWriter::open(&segment, 64).unwrap();
        for (first, place) in [(0, 64), (10, 1_000), (20, 70_000), (30, 80_000), (40, 140_000)] {
            writer.enter(first, place).unwrap();
        }
        let index = Index::read(&segment).unwrap();
        assert_eq!(index.entries, [(20, 70_000), (40, 140_000)]);
        assert_eq!([index.before(0), index.before(39), index.before(99)], [None, Some((20, 70_000)), Some((40, 140_000))]);
        IndexWriter::open(&segment, 140_000).unwrap();
        assert_eq!(Index::read(&segment).unwrap().entries, [(20, 70_000)]);
        std::fs::write(index_file(&segment), [0xff; 37]).unwrap();
        IndexWriter::open(&segment, 140_000).unwrap();
        assert_eq!(Index::read(&segment).unwrap().entries, []);
    }
}
