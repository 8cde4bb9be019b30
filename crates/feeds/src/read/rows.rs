//! The way of a row out of a reader: counted, and handed on or rejected by name.

use std::io::Read;

use jiff::civil::Date;

use super::{FileReport, Format, ReadError, Reason, Reject, Sink};
use crate::json_rows::{JsonRows, Piece};
use crate::limits::Limits;
use crate::record::Said;
use crate::source::Source;

/// Takes rows and counts them.
pub(super) struct Rows<'r, 's> {
    pub(super) limits: &'r Limits,
    sink: &'r mut Sink<'s>,
    report: FileReport,
}

impl<'r, 's> Rows<'r, 's> {
    pub(super) fn new(name: &str, format: Format, source: Source, limits: &'r Limits, sink: &'r mut Sink<'s>) -> Self {
        let report = FileReport {
            file: name.to_owned(),
            format,
            source,
            as_of: None,
            version: String::new(),
            rows: 0,
            rejected: 0,
            flaws: 0,
            rejects: Vec::new(),
            truncated: false,
        };
        Self { limits, sink, report }
    }

    /// Hands a row on.
    pub(super) fn take(&mut self, said: Said) -> Result<(), ReadError> {
        self.report.rows += 1;
        if self.report.rows + self.report.rejected > self.limits.rows {
            return Err(ReadError::TooMany(self.limits.rows));
        }
        (self.sink)(said).map_err(ReadError::from)
    }

    /// Does not take a row, or says that a part of it was not understood.
    pub(super) fn reject(&mut self, id: &str, reason: Reason) {
        let row = self.report.rows + self.report.rejected + 1;
        if reason.is_loss() {
            self.report.rejected += 1;
        } else {
            self.report.flaws += 1;
        }
        if self.report.rejects.len() < self.limits.named_rejects {
            let id = id.chars().take(80).collect();
            self.report.rejects.push(Reject { row, id, reason });
        }
    }

    /// Takes it or rejects it.
    pub(super) fn either(&mut self, id: &str, said: Result<Said, Reason>) -> Result<(), ReadError> {
        match said {
            Ok(said) => self.take(said),
            Err(reason) => {
                self.reject(id, reason);
                Ok(())
            }
        }
    }

    /// The file tells the state of this day; the latest day of all that are told counts.
    pub(super) fn as_of(&mut self, text: &str) {
        self.report.as_of = self.report.as_of.max(day(text));
    }

    pub(super) fn version(&mut self, text: &str) {
        self.report.version = text.chars().take(80).collect();
    }

    pub(super) fn truncated(&mut self) {
        self.report.truncated = true;
    }

    pub(super) fn finish(self) -> FileReport {
        self.report
    }

    /// Cuts JSON and hands each element to `each`; gives what stands around the list.
    pub(super) fn each_json(
        &mut self,
        stream: &mut dyn Read,
        list: &'static [&'static str],
        each: &mut dyn FnMut(&mut Self, &[u8]) -> Result<(), ReadError>,
    ) -> Result<serde_json::Value, ReadError> {
        let mut pieces = JsonRows::new(stream, list, self.limits.row_bytes);
        loop {
            match pieces.next() {
                Ok(None) => break,
                Ok(Some(Piece::Row(bytes))) => each(self, &bytes)?,
                Ok(Some(Piece::TooLarge)) => self.reject("", Reason::TooLarge),
                // a document that breaks off; a guard that stops it says so by itself
                Err(error) if matches!(error.kind(), std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::InvalidData) => {
                    self.truncated();
                    break;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(pieces.head())
    }
}

/// The day in the first ten characters of a moment: `2025-08-25T17:04:19Z`, `2025/08/25`, `2025-08-25`.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim().get(..10)?.replace('/', "-");
    text.parse().ok()
}

/// The day in a file's name: `epss_scores-2021-04-14.csv.gz`.
pub(super) fn day_in_name(name: &str) -> Option<Date> {
    (0..name.len().saturating_sub(9)).filter_map(|at| name.get(at..at + 10)).find_map(|text| text.parse().ok())
}

/// The same as text, or nothing.
pub(super) fn day_text(text: &str) -> String {
    day(text).map(|day| day.to_string()).unwrap_or_default()
}

/// The words of a text, at most `limit` bytes of them, without control characters but line ends.
pub(super) fn words(text: &str, limit: usize) -> String {
    let mut out: String = text.trim().chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    if out.len() > limit {
        let mut at = limit;
        while !out.is_char_boundary(at) {
            at -= 1;
        }
        out.truncate(at);
        out.push('…');
    }
    out
}
