//! Cutting: one resource after another.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use crate::format::{Cut, CutSummary, FileHead, Format, Unreadable};
use crate::json_text;
use crate::normalise::Notice;

/// See [`crate::cut`]. `seq` is the number of the resource in the file, from 1.
pub(crate) fn cut(
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut start = Vec::new();
    let before = input.take(64).read_to_end(&mut start)?;
    let other = |found| Err(Unreadable::Other { expected: Format::Fhir, found });
    let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start);
    match text.trim_ascii_start().first() {
        Some(b'<') => return other("log-file-fhir-xml"),
        Some(b'{' | b'[' | 0x1E) | None => {}
        Some(_) => return other("log-file-no-fhir"),
    }
    let mut summary = CutSummary::default();
    if head(&FileHead { layout: "json".to_owned(), ..FileHead::default() }).is_break() {
        summary.bytes = before as u64;
        return Ok(summary);
    }
    let mut input = Cursor::new(start).chain(input);
    let taken = json_text::split(&mut input, true, &mut |piece| {
        summary.records += 1;
        record(Cut { seq: summary.records, raw: piece.raw })
    })?;
    summary.bytes = taken.bytes;
    if taken.torn {
        summary.notices.push(Notice::Torn);
    }
    Ok(summary)
}
