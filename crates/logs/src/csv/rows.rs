//! Where a row ends: quotes, line feeds inside them, quotes that never close. A window over the stream, constant memory.

use std::io::Read;
use std::ops::ControlFlow;

use memchr::{memchr, memchr2};

use crate::format::{Cut, CutSummary};
use crate::lines::LONGEST;
use crate::normalise::Notice;

/// A quote that is still open after so many bytes is a stray one: its line is a row, and reading goes on behind that.
const LONGEST_QUOTED: usize = 1 << 20;

/// Bytes read at once.
const CHUNK: usize = 256 << 10;

/// How many places of stray quotes are told; the rest is counted.
const TOLD: u64 = 20;

/// The part of a stream that is held.
pub(super) struct Window<'a> {
    input: &'a mut dyn Read,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
}

impl<'a> Window<'a> {
    pub(super) fn new(input: &'a mut dyn Read) -> Self {
        Self { input, bytes: Vec::new(), start: 0, end: 0, ended: false }
    }

    /// What is held and not yet skipped.
    pub(super) fn held(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// What is held, and the rest of the stream.
    pub(super) fn into_parts(self) -> (Vec<u8>, &'a mut dyn Read) {
        (self.held().to_vec(), self.input)
    }

    pub(super) fn skip(&mut self, length: usize) {
        self.start = (self.start + length).min(self.end);
    }

    /// Reads until so much is held or the stream ends.
    pub(super) fn fill_to(&mut self, length: usize) -> std::io::Result<()> {
        while !self.ended && self.end - self.start < length {
            self.more()?;
        }
        Ok(())
    }

    /// Reads once. The more is held, the more is read: a long row is looked through a few times only.
    fn more(&mut self) -> std::io::Result<()> {
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        let room = self.end + CHUNK.max(self.end);
        if self.bytes.len() < room {
            self.bytes.resize(room, 0);
        }
        match self.input.read(&mut self.bytes[self.end..room]) {
            Ok(0) => self.ended = true,
            Ok(read) => self.end += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// Where the first row of some bytes ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The line end stands here
    At(usize),
    /// Not in these bytes; no quote is open
    Beyond,
    /// Not in these bytes; a quote is open
    Quoted,
}

/// Finds it. A quote opens only at the beginning of a cell, and `""` inside is one of its characters.
pub(super) fn end_of_row(bytes: &[u8], delimiter: u8, line_end: u8) -> End {
    let mut at = 0;
    while let Some(found) = memchr2(b'"', line_end, &bytes[at..]) {
        let place = at + found;
        if bytes[place] == line_end {
            return End::At(place);
        }
        at = place + 1;
        if place > 0 && bytes[place - 1] != delimiter {
            continue;
        }
        loop {
            let Some(closing) = memchr(b'"', &bytes[at..]) else {
                return End::Quoted;
            };
            at += closing + 1;
            if bytes.get(at) != Some(&b'"') {
                break;
            }
            at += 1;
        }
    }
    End::Beyond
}

/// Gives out every row of the window and of what follows it. Empty lines are no rows.
pub(super) fn cut(
    window: &mut Window<'_>,
    delimiter: u8,
    line_end: u8,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> std::io::Result<CutSummary> {
    let mut summary = CutSummary::default();
    let mut stray = 0;
    loop {
        let held = window.held();
        if held.is_empty() && window.ended {
            break;
        }
        let (length, skip) = match end_of_row(held, delimiter, line_end) {
            End::At(end) => (end, end + 1),
            End::Beyond if held.len() >= LONGEST => (held.len(), held.len()),
            End::Beyond if window.ended => (held.len(), held.len()),
            End::Quoted if window.ended || held.len() >= LONGEST_QUOTED => {
                stray += 1;
                if window.ended && summary.notices.last() != Some(&Notice::Torn) {
                    summary.notices.push(Notice::Torn);
                } else if stray <= TOLD {
                    summary.notices.push(Notice::Damaged { detail: format!("row {}: quote not closed", summary.records + 1) });
                }
                let line = memchr(line_end, held).unwrap_or(held.len());
                (line, line + 1)
            }
            End::Beyond | End::Quoted => {
                window.more()?;
                continue;
            }
        };
        let row = &held[..length];
        let raw = if line_end == b'\n' { row.strip_suffix(b"\r").unwrap_or(row) } else { row };
        let going = if raw.iter().all(u8::is_ascii_whitespace) {
            ControlFlow::Continue(())
        } else {
            summary.records += 1;
            record(Cut { seq: summary.records, raw })
        };
        window.skip(skip);
        if going.is_break() {
            break;
        }
    }
    if stray > TOLD {
        summary.notices.push(Notice::Damaged { detail: format!("{stray} quotes not closed") });
    }
    Ok(summary)
}

/// The cells of a row, as they stand in its bytes, quotes included.
pub(super) struct Cells<'a> {
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> Cells<'a> {
    pub(super) fn new(row: &'a [u8], delimiter: u8) -> Self {
        Self { rest: Some(row), delimiter }
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let mut from = 0;
        if rest.first() == Some(&b'"') {
            from = 1;
            while let Some(closing) = memchr(b'"', &rest[from..]) {
                from += closing + 1;
                if rest.get(from) != Some(&b'"') {
                    break;
                }
                from += 1;
            }
            // never closed: the quote is a character like another
            if from <= 1 || rest.get(from - 1) != Some(&b'"') {
                from = 0;
            }
        }
        let Some(end) = memchr(self.delimiter, &rest[from..]) else {
            self.rest = None;
            return Some(rest);
        };
        let (cell, after) = rest.split_at(from + end);
        self.rest = Some(&after[1..]);
        Some(cell)
    }
}

/// The content of a cell: without its quotes, with `"` for `""`.
pub(super) fn content(cell: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    let Some(inner) = cell.strip_prefix(b"\"").and_then(|cell| cell.trim_ascii_end().strip_suffix(b"\"")) else {
        return cell.into();
    };
    if memchr(b'"', inner).is_none() {
        return inner.into();
    }
    let mut plain = Vec::with_capacity(inner.len());
    let mut from = 0;
    while let Some(at) = memchr(b'"', &inner[from..]) {
        plain.extend_from_slice(&inner[from..=from + at]);
        from += at + 1;
        if inner.get(from) == Some(&b'"') {
            from += 1;
        }
    }
    plain.extend_from_slice(&inner[from..]);
    plain.into()
}
