//! The export format: one field a line, `NAME=text`, or `NAME`, the length as 64 bits little endian, and that many bytes; an empty
//! line after each entry.

use std::io::Read;
use std::ops::ControlFlow;

use memchr::memchr;

use crate::json_text::{Piece, Taken};
use crate::lines::LONGEST;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// Largest field that the journal keeps (`DATA_SIZE_MAX`, 768 MiB). A longer one is no length.
const LARGEST_FIELD: u64 = 768 << 20;

/// Cuts at empty lines, but not at those within a binary field.
pub(super) fn split(input: &mut dyn Read, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> std::io::Result<Taken> {
    let mut taken = Taken::default();
    let mut scan = Scan { held: Vec::new(), at: 0, seen: 0, left: None, whole: true };
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match input.read(&mut chunk) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        taken.bytes += read as u64;
        scan.held.extend_from_slice(&chunk[..read]);
        if scan.run(give).is_break() || scan.relieve(give).is_break() {
            return Ok(taken);
        }
    }
    taken.torn = scan.left.is_some() || !scan.held.ends_with(b"\n") && !scan.held.is_empty();
    scan.entry(scan.held.len(), !taken.torn, give).map_break(drop).is_break();
    Ok(taken)
}

struct Scan {
    /// What of the entry is not given out yet
    held: Vec<u8>,
    /// Up to here it has been understood
    at: usize,
    /// Up to here there is no line end
    seen: usize,
    /// Bytes of a binary field that are still to come, with its line end
    left: Option<u64>,
    /// Whether nothing of the entry was given out before
    whole: bool,
}

impl Scan {
    fn run(&mut self, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut from = 0;
        loop {
            if let Some(left) = self.left {
                let there = (self.held.len() - self.at) as u64;
                if there < left {
                    self.left = Some(left - there);
                    self.at = self.held.len();
                    break;
                }
                self.left = None;
                self.at += usize::try_from(left).unwrap_or(0);
            }
            self.seen = self.seen.max(self.at);
            let Some(length) = memchr(b'\n', &self.held[self.seen..]) else {
                self.seen = self.held.len();
                break;
            };
            let end = self.seen + length;
            let line = &self.held[self.at..end];
            if line.is_empty() {
                let entry = (from, self.at);
                self.at = end + 1;
                from = self.at;
                give_entry(&self.held[entry.0..entry.1], std::mem::replace(&mut self.whole, true), give)?;
            } else if line.contains(&b'=') {
                self.at = end + 1;
            } else {
                let Some(size) = self.held.get(end + 1..end + 9) else { break };
                let mut length = [0; 8];
                length.copy_from_slice(size);
                let length = u64::from_le_bytes(length);
                if length > LARGEST_FIELD {
                    // no length: a line that is none of the format
                    self.at = end + 1;
                } else {
                    self.at = end + 9;
                    self.left = Some(length + 1);
                }
            }
        }
        self.held.drain(..from);
        self.at -= from;
        self.seen = self.seen.saturating_sub(from);
        ControlFlow::Continue(())
    }

    /// Gives out part of an entry that is too long to be held.
    fn relieve(&mut self, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        if self.held.len() < LONGEST {
            return ControlFlow::Continue(());
        }
        let end = if self.left.is_some() || self.at == 0 { self.held.len() } else { self.at };
        self.whole = false;
        give(Piece { raw: &self.held[..end], whole: false })?;
        self.held.drain(..end);
        self.at = 0;
        self.seen = 0;
        ControlFlow::Continue(())
    }

    fn entry(&self, end: usize, whole: bool, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
        give_entry(&self.held[..end], self.whole && whole, give)
    }
}

fn give_entry(raw: &[u8], whole: bool, give: &mut dyn FnMut(Piece<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
    if raw.is_empty() { ControlFlow::Continue(()) } else { give(Piece { raw, whole }) }
}

/// The fields of one entry. Total: what is no field is left out.
pub(super) fn fields(raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut fields = Vec::new();
    let mut rest = raw;
    while !rest.is_empty() {
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        let after = rest.get(end + 1..).unwrap_or_default();
        if let Some(equals) = memchr(b'=', line) {
            fields.push((String::from_utf8_lossy(&line[..equals]).into_owned(), line[equals + 1..].to_vec()));
            rest = after;
            continue;
        }
        let Some((size, after)) = after.split_first_chunk::<8>() else { break };
        let Ok(length) = usize::try_from(u64::from_le_bytes(*size)) else { break };
        let Some(value) = after.get(..length) else { break };
        fields.push((String::from_utf8_lossy(line).into_owned(), value.to_vec()));
        rest = after.get(length + 1..).unwrap_or_default();
    }
    fields
}
