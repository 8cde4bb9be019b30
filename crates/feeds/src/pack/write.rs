//! Writes a pack of the present state.

use std::fs::File;
use std::io::{self, Read, Seek, Write};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use signed_note::{Note, StandardSigner};

use super::manifest::{Manifest, Section};
use super::{MAGIC, PackError};
use crate::source::Source;
use crate::store::{Release, StoreError};
use crate::table::{Table, put_row};

/// Compression of sections: they are written once and carried.
const LEVEL: i32 = 12;
/// As far back repetitions are found: 8 MiB, which every reader can hold.
const WINDOW: u32 = 23;

/// Writes the feeds of a release (all, or only `sources`) to `output`. `aside` holds the sections until the manifest is known.
pub fn write(
    release: &Release,
    sources: Option<&[Source]>,
    serial: u64,
    made: Timestamp,
    signer: &StandardSigner,
    aside: &mut File,
    output: &mut dyn Write,
) -> Result<Manifest, PackError> {
    let mut sections = Vec::new();
    for (source, state) in &release.generation().sources {
        if sources.is_some_and(|wanted| !wanted.contains(source)) {
            continue;
        }
        let Some(table) = release.table(*source) else { continue };
        let (bytes, unpacked, sha256) = section(*source, table, aside)?;
        sections.push(Section {
            source: *source,
            as_of: state.as_of,
            version: state.version.clone(),
            rows: state.rows,
            rejected: state.rejected,
            licence: source.licence().to_owned(),
            bytes,
            unpacked,
            sha256,
            table: state.table.clone(),
        });
    }
    if sections.is_empty() {
        return Err(PackError::Nothing);
    }
    let manifest = Manifest { serial, made, sections };
    let mut note = Note::new(manifest.text().as_bytes(), &[]).map_err(|_| PackError::BadManifest)?;
    note.add_sigs(&[signer]).map_err(|_| PackError::BadKey)?;
    let note = note.to_bytes();
    let length = u32::try_from(note.len()).map_err(|_| PackError::BadManifest)?;
    output.write_all(MAGIC)?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(&note)?;
    aside.rewind()?;
    io::copy(aside, output)?;
    output.flush()?;
    Ok(manifest)
}

/// One section at the end of `aside`: its bytes, its bytes unpacked, its hash.
fn section<R: Read + Seek>(source: Source, table: &Table<R>, aside: &mut File) -> Result<(u64, u64, String), PackError> {
    let mut counted = Counted { output: aside, bytes: 0, hash: Sha256::new() };
    let mut packer = zstd::stream::write::Encoder::new(&mut counted, LEVEL)?;
    packer.window_log(WINDOW)?;
    let mut unpacked = 0;
    let mut piece = Vec::new();
    for row in table.scan() {
        let (key, value) = row.map_err(|error| StoreError::Table { table: source.name().into(), error })?;
        piece.clear();
        put_row(&mut piece, &key, &value);
        unpacked += piece.len() as u64;
        packer.write_all(&piece)?;
    }
    packer.finish()?;
    Ok((counted.bytes, unpacked, hex::encode(counted.hash.finalize())))
}

struct Counted<'f> {
    output: &'f mut File,
    bytes: u64,
    hash: Sha256,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.output.write(bytes)?;
        self.hash.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
