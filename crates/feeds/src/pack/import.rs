//! Takes a pack into the store: copied from the stick, verified, unpacked, looked at, and only then committed.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::manifest::Section;
use super::verify::verify;
use super::{MAGIC, PackError};
use crate::limits::Limits;
use crate::source::Meeting;
use crate::store::generation::SourceState;
use crate::store::{Staged, Store, StoreError};
use crate::table::{Row, take_row};

/// Reads a pack from `input` (the stick) and stages it. `trusted` are the keys whose packs are taken.
pub fn import(store: &Store, input: &mut dyn Read, trusted: &[&str], limits: &Limits) -> Result<Staged, PackError> {
    let lock = store.lock()?;
    store.empty_tmp()?;
    let path = store.tmp().join("pack");
    let copy = File::create(&path)?;
    let copied = io::copy(&mut input.take(limits.packed_bytes.saturating_add(1)), &mut &copy)?;
    drop(copy);
    if copied > limits.packed_bytes {
        return Err(PackError::TooLarge(format!("more than {} bytes", limits.packed_bytes)));
    }
    // from here on only the copy is read: nobody can change it between the check and the use
    let verified = verify(&mut BufReader::new(File::open(&path)?), trusted, limits)?;
    let current = store.current()?;
    let serial = verified.manifest.serial;
    if let Some(known) = current.serials.get(&verified.key).copied().filter(|known| serial <= *known) {
        return Err(PackError::OldSerial { serial, known });
    }
    let mut at = first_section(&path)?;
    let mut staged = Staged::of_pack(store.clone(), lock, current.clone(), verified.key, serial);
    for section in &verified.manifest.sections {
        let mut file = File::open(&path)?;
        file.seek(SeekFrom::Start(at))?;
        at += section.bytes;
        let older = section.as_of < current.sources.get(&section.source).and_then(|state| state.as_of);
        let stream = zstd::stream::read::Decoder::new(file.take(section.bytes))?;
        let mut rows = Rows { input: BufReader::with_capacity(1 << 16, stream).take(section.unpacked), limit: limits.row_bytes };
        let made = staged.merge(section.source, state_of(section), &mut rows, Meeting::Replace, older)?;
        if made.table != section.table {
            return Err(PackError::Changed(section.source.name().into()));
        }
    }
    std::fs::remove_file(&path)?;
    Ok(staged)
}

fn first_section(path: &std::path::Path) -> Result<u64, PackError> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(MAGIC.len() as u64))?;
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    Ok(MAGIC.len() as u64 + 4 + u64::from(u32::from_be_bytes(length)))
}

fn state_of(section: &Section) -> SourceState {
    SourceState {
        table: String::new(),
        as_of: section.as_of,
        version: section.version.clone(),
        rows: section.rows,
        rejected: section.rejected,
        files: Vec::new(),
    }
}

/// The rows of a section.
struct Rows<R> {
    input: R,
    limit: usize,
}

impl<R: Read> Iterator for Rows<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        take_row(&mut self.input, self.limit).transpose()
    }
}

impl From<crate::table::TableError> for PackError {
    fn from(error: crate::table::TableError) -> Self {
        Self::Store(StoreError::Table { table: "pack".into(), error })
    }
}
