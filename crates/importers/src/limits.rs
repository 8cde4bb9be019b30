//! How much of a file is read, so that no file can exhaust the machine. Not here: what is done with it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::import::Content;

/// Upper bounds for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a text file, and bytes of text kept from a workbook
    pub text_bytes: u64,
    /// Bytes of a workbook as it lies on disk
    pub workbook_bytes: u64,
    /// Bytes of a workbook once unpacked, all parts together
    pub unpacked_bytes: u64,
    /// How many times larger than its packed form a workbook may be (beyond a first 8 MiB)
    pub ratio: u64,
    /// Parts in a workbook's container
    pub parts: usize,
    /// Sheets of one workbook
    pub sheets: usize,
    /// Highest row number
    pub rows: u32,
    /// Columns
    pub columns: usize,
    /// Cells of one file
    pub cells: usize,
    /// Bytes of one cell
    pub cell_bytes: usize,
    /// Problems of one kind reported one by one in one sheet; the rest is counted
    pub problems_of_a_kind: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 64 << 20,
            workbook_bytes: 16 << 20,
            unpacked_bytes: 256 << 20,
            ratio: 200,
            parts: 5_000,
            sheets: 64,
            rows: 200_000,
            columns: 256,
            cells: 6_000_000,
            cell_bytes: 32 << 10,
            problems_of_a_kind: 50,
        }
    }
}

/// The beginning of a file, and how long the whole file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Its first bytes: all of them unless the file is longer than every limit
    pub bytes: Vec<u8>,
    /// Size of the whole file in bytes
    pub size: u64,
}

impl Prefix {
    /// As [`import`](crate::import) takes it.
    pub fn content(&self) -> Content<'_> {
        Content { bytes: &self.bytes, size: self.size }
    }
}

/// Reads at most one byte more than the largest limit, so that a file of any size can be offered to [`import`](crate::import).
///
/// # Errors
/// Whatever opening or reading the file gives.
pub fn read_prefix(path: &Path, limits: &Limits) -> io::Result<Prefix> {
    let file = File::open(path)?;
    let known = file.metadata()?.len();
    let most = limits.text_bytes.max(limits.workbook_bytes).saturating_add(1);
    let mut bytes = Vec::with_capacity(usize::try_from(known.min(most)).unwrap_or(0));
    file.take(most).read_to_end(&mut bytes)?;
    let size = known.max(bytes.len() as u64);
    Ok(Prefix { bytes, size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, SeekFrom, Write};

    #[test]
    fn a_huge_file_is_read_up_to_the_limit_and_its_true_size_is_known() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all("管理番号,OS\n".as_bytes()).unwrap();
        file.seek(SeekFrom::Start(3 << 30)).unwrap();
        file.write_all(b"x").unwrap();
        let limits = Limits { text_bytes: 1000, workbook_bytes: 500, ..Limits::default() };
        let prefix = read_prefix(file.path(), &limits).unwrap();
        assert_eq!((prefix.bytes.len(), prefix.size), (1001, (3 << 30) + 1));
    }
}
