//! Writes a table, row by row in the order of the keys.

use std::io::{self, Write};

use sha2::{Digest, Sha256};

use super::{BLOCK, LEVEL, MAGIC, put, put_row};

/// Writes one table.
pub(crate) struct Writer<W> {
    output: W,
    hash: Sha256,
    offset: u64,
    rows: u64,
    block: Vec<u8>,
    first: Vec<u8>,
    last: Vec<u8>,
    index: Vec<u8>,
    packer: zstd::bulk::Compressor<'static>,
}

impl<W: Write> Writer<W> {
    /// Begins a table.
    pub(crate) fn new(output: W) -> io::Result<Self> {
        let packer = zstd::bulk::Compressor::new(LEVEL)?;
        let (block, first, last, index) = (Vec::with_capacity(BLOCK * 2), Vec::new(), Vec::new(), Vec::new());
        let mut writer = Self { output, hash: Sha256::new(), offset: 0, rows: 0, block, first, last, index, packer };
        writer.put(MAGIC)?;
        Ok(writer)
    }

    /// The next row; keys must rise.
    pub(crate) fn row(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        if self.rows > 0 && key <= self.last.as_slice() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "keys do not rise"));
        }
        if self.block.is_empty() {
            self.first.clear();
            self.first.extend_from_slice(key);
        }
        put_row(&mut self.block, key, value);
        self.last.clear();
        self.last.extend_from_slice(key);
        self.rows += 1;
        if self.block.len() >= BLOCK { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let packed = self.packer.compress(&self.block)?;
        put(&mut self.index, self.first.len() as u64);
        self.index.extend_from_slice(&self.first);
        put(&mut self.index, self.offset);
        put(&mut self.index, packed.len() as u64);
        put(&mut self.index, self.block.len() as u64);
        self.put(&packed)?;
        self.block.clear();
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.output.write_all(bytes)?;
        self.hash.update(bytes);
        self.offset += bytes.len() as u64;
        Ok(())
    }

    /// Ends the table; gives the output, the SHA-256 that stands at its end, and its rows.
    pub(crate) fn finish(mut self) -> io::Result<(W, [u8; 32], u64)> {
        self.flush()?;
        let at = self.offset;
        let index = std::mem::take(&mut self.index);
        let packed = zstd::bulk::compress(&index, LEVEL)?;
        self.put(&packed)?;
        self.put(&at.to_le_bytes())?;
        let rows = self.rows;
        self.put(&rows.to_le_bytes())?;
        let digest: [u8; 32] = self.hash.finalize().into();
        self.output.write_all(&digest)?;
        self.output.flush()?;
        Ok((self.output, digest, rows))
    }
}
