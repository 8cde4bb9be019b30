//! CSV and TSV exports of medical-record systems and devices.
//!
//! Rows are cut out of the raw bytes: in CP932 and UTF-8 a quote, a delimiter or a line feed is never part of another
//! character, so nothing need be decoded to find where a row ends. UTF-16 is the exception: it is turned into UTF-8 while it
//! streams by, `FileHead::encoding` says `utf-16`, and the bytes of a record are then that UTF-8 text.
//!
//! Not here: what the words in a row mean (`verbs`), times (`crate::moment`). EUC-JP and ISO-2022-JP are not read,
//! but told.

mod encoding;
mod heading;
mod read;
mod rows;
mod verbs;

use std::io::Read;
use std::ops::ControlFlow;

pub(crate) use read::Reader;

use crate::format::{Cut, CutSummary, FileHead, Format, Unreadable};
use crate::source::{Encoding, Source};
use encoding::Utf8FromUtf16;
use heading::Layout;
use rows::Window;

/// Bytes from the beginning that are looked at to find encoding, delimiter and headings.
const SAMPLE: usize = 1 << 20;

/// What a column can hold. `Date` and `Time` are one moment; `Nothing` is recognised and left out; `Unknown` is told in `message`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Field {
    Date,
    Time,
    UserUid,
    UserName,
    PatientUid,
    Category,
    Operation,
    Outcome,
    Code,
    Terminal,
    SrcIp,
    Device,
    Session,
    Target,
    Purpose,
    Count,
    Message,
    Nothing,
    Unknown,
}

impl Field {
    /// Each with its name in definitions of sources, in `columns.toml` and in `FileHead::fields`.
    const NAMED: &[(Self, &str)] = &[
        (Self::Date, "date"),
        (Self::Time, "time"),
        (Self::UserUid, "user_uid"),
        (Self::UserName, "user_name"),
        (Self::PatientUid, "patient_uid"),
        (Self::Category, "category"),
        (Self::Operation, "operation"),
        (Self::Outcome, "outcome"),
        (Self::Code, "code"),
        (Self::Terminal, "terminal"),
        (Self::SrcIp, "src_ip"),
        (Self::Device, "device"),
        (Self::Session, "session"),
        (Self::Target, "target"),
        (Self::Purpose, "purpose"),
        (Self::Count, "count"),
        (Self::Message, "message"),
    ];

    /// How many fields hold one value of a row.
    const VALUES: usize = Self::NAMED.len();

    fn named(name: &str) -> Option<Self> {
        Self::NAMED.iter().find(|(_, known)| *known == name).map(|(field, _)| *field)
    }

    fn name(self) -> &'static str {
        Self::NAMED.iter().find(|(field, _)| *field == self).map_or("", |(_, name)| name)
    }
}

/// Whether a column can be mapped to this.
pub(crate) fn is_field(name: &str) -> bool {
    Field::named(name).is_some()
}

/// See [`crate::cut`].
pub(crate) fn cut(
    source: &Source,
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    let mut counted = Counted { input, bytes: 0 };
    let mut window = Window::new(&mut counted);
    window.fill_to(SAMPLE)?;
    let encoding = encoding::of(window.held(), source.encoding);
    let mut summary = if encoding == Encoding::Utf16 {
        let (held, rest) = window.into_parts();
        let mut wide = Utf8FromUtf16::new(held.as_slice().chain(rest));
        let mut window = Window::new(&mut wide);
        window.fill_to(SAMPLE)?;
        rows_of(source, encoding, &mut window, head, record)?
    } else {
        rows_of(source, encoding, &mut window, head, record)?
    };
    summary.bytes = counted.bytes;
    Ok(summary)
}

fn rows_of(
    source: &Source,
    encoding: Encoding,
    window: &mut Window<'_>,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    if let Some(found) = encoding::something_else(window.held(), source.encoding) {
        return Err(Unreadable::Other { expected: Format::Csv, found });
    }
    let layout = Layout::find(source, encoding, window.held())?;
    window.skip(layout.first_row);
    if head(&layout.head).is_break() {
        return Ok(CutSummary::default());
    }
    Ok(rows::cut(window, layout.delimiter, layout.line_end, record)?)
}

/// Counts what was read.
struct Counted<'a> {
    input: &'a mut dyn Read,
    bytes: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(into)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests;
