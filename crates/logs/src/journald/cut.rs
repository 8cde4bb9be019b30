//! Cutting, and the numbers by which a gap is seen.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use memchr::{memchr, memmem};

use super::export;
use crate::format::{Cut, CutSummary, FileHead, Format, Unreadable};
use crate::gaps::{Numbering, Within};
use crate::json_text;
use crate::normalise::Notice;

/// See [`crate::cut`]. `seq` is the sequence number of the journal: `__SEQNUM` where there is one (systemd 254 and later), otherwise
/// the one in `__CURSOR`; 0 where there is neither.
pub(crate) fn cut(
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut start = Vec::new();
    let before = input.take(64).read_to_end(&mut start)?;
    let json = match start.trim_ascii_start().first() {
        _ if start.starts_with(b"LPKSHHRH") => {
            return Err(Unreadable::Other { expected: Format::Journald, found: "log-file-journal-binary" });
        }
        Some(b'{' | b'[' | 0x1E | 0xEF) | None => true,
        Some(byte) if byte.is_ascii_uppercase() || *byte == b'_' => false,
        Some(_) => return Err(Unreadable::Other { expected: Format::Journald, found: "log-file-no-journal" }),
    };
    let mut summary = CutSummary::default();
    let layout = if json { "json" } else { "export" };
    if head(&FileHead { layout: layout.to_owned(), ..FileHead::default() }).is_break() {
        summary.bytes = before as u64;
        return Ok(summary);
    }
    let mut input = Cursor::new(start).chain(input);
    let mut numbers = Within::new(Numbering::Seqnum);
    let mut give = |piece: json_text::Piece<'_>| {
        let place = if json { Place::json(piece.raw) } else { Place::export(piece.raw) };
        if piece.whole && place.seqnum > 0 {
            numbers.see(&place.series, place.seqnum, place.time);
        }
        summary.records += 1;
        record(Cut { seq: place.seqnum, raw: piece.raw })
    };
    let taken = if json { json_text::split(&mut input, false, &mut give) } else { export::split(&mut input, &mut give) }?;
    summary.bytes = taken.bytes;
    if taken.torn {
        summary.notices.push(Notice::Torn);
    }
    let (gaps, spans) = numbers.finish();
    summary.notices.extend(gaps);
    summary.spans = spans;
    Ok(summary)
}

/// Where an entry stands in its journal.
#[derive(Debug, Default, PartialEq, Eq)]
struct Place {
    /// Id of the numbering
    series: String,
    /// 0 = not told
    seqnum: u64,
    /// When the journal took it, microseconds since 1970; 0 = not told
    time: i64,
}

impl Place {
    fn json(raw: &[u8]) -> Self {
        Self::out_of(|name| json_value(raw, name))
    }

    fn export(raw: &[u8]) -> Self {
        Self::out_of(|name| export_value(raw, name))
    }

    fn out_of<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Self {
        let time = value("__REALTIME_TIMESTAMP").and_then(|time| time.parse().ok()).unwrap_or(0);
        if let Some(seqnum) = value("__SEQNUM").and_then(|number| number.parse().ok()) {
            return Self { series: value("__SEQNUM_ID").unwrap_or_default().to_owned(), seqnum, time };
        }
        // s=<id of the numbering>;i=<number, hexadecimal>;b=<boot>;…
        let part = |cursor: &'a str, name: char| cursor.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let cursor = value("__CURSOR").unwrap_or_default();
        let seqnum = part(cursor, 'i').and_then(|number| u64::from_str_radix(number, 16).ok()).unwrap_or(0);
        Self { series: part(cursor, 's').unwrap_or_default().to_owned(), seqnum, time }
    }
}

/// A plain string value, without reading the whole object. A name in quotation marks is never found inside a string: there, a
/// backslash stands before every quotation mark.
fn json_value<'a>(raw: &'a [u8], name: &str) -> Option<&'a str> {
    let quoted = format!("\"{name}\"");
    let rest = raw[memmem::find(raw, quoted.as_bytes())? + quoted.len()..].trim_ascii_start();
    let rest = rest.strip_prefix(b":")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b',' | b'}' | b' ' | b'\n')).unwrap_or(rest.len());
    std::str::from_utf8(&rest[..end]).ok()
}

/// The value of a field that begins a line. The fields of the journal itself stand before those of the program.
fn export_value<'a>(raw: &'a [u8], name: &str) -> Option<&'a str> {
    let mut rest = raw;
    // they stand at the top; what a program wrote is not searched
    for _ in 0..8 {
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        if let Some(value) = line.strip_prefix(name.as_bytes()).and_then(|line| line.strip_prefix(b"=")) {
            return std::str::from_utf8(value).ok();
        }
        if !line.starts_with(b"__") {
            return None;
        }
        rest = rest.get(end + 1..)?;
    }
    None
}
