//! The container: a ZIP whose bytes follow from its files alone (stored, fixed date, files in order), so that a changed
//! container can be told from changed files.
//!
//! Deliberately not here: the manifest. Reading trusts nothing: sizes and names are bounded.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Files by path, or `None` where the container is there but its content cannot be read.
pub(super) type Files = BTreeMap<String, Option<Vec<u8>>>;

/// More than any pack holds.
const MAX_FILES: usize = 20_000;
/// Bytes of one file that are read when a pack is checked.
const MAX_BYTES: u64 = 1 << 30;

/// Writes a ZIP of these files in this order.
pub(super) fn write(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (path, bytes) in files {
        zip.start_file(path.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Reads every file of a ZIP, in its order; a file that cannot be read (damaged, too large) is `None`.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<String>, Files), zip::result::ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    let mut order = Vec::new();
    let mut files = Files::new();
    for at in 0..archive.len().min(MAX_FILES) {
        let name = archive.name_for_index(at).and_then(Result::ok).unwrap_or_default().into_owned();
        let content = archive.by_index(at).ok().and_then(|file| {
            let mut content = Vec::new();
            let mut limited = file.take(MAX_BYTES + 1);
            limited.read_to_end(&mut content).ok()?;
            (content.len() as u64 <= MAX_BYTES).then_some(content)
        });
        order.push(name.clone());
        files.insert(name, content);
    }
    Ok((order, files))
}
