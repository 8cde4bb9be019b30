//! The formats, and cutting a file into records without changing a byte of them.

use std::io::Read;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use crate::source::Source;
use crate::{auditd, csv, evtx, fhir, journald, syslog};

/// A format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// CSV or TSV export of a medical-record system or a device, with a heading row
    Csv,
    /// Syslog, RFC 5424 or RFC 3164, one message a line; IHE ATNA / DICOM audit XML inside
    Syslog,
    /// FHIR AuditEvent R4 or R5: one resource, a Bundle, or NDJSON
    Fhir,
    /// Windows event log file
    Evtx,
    /// `journalctl -o json` (one object a line) or `-o export`
    Journald,
    /// Linux audit daemon
    Auditd,
}

/// What is told before the first record: everything that reading one record later needs, and that is not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct FileHead {
    /// Encoding that was found
    pub encoding: crate::source::Encoding,
    /// CSV: delimiter
    pub delimiter: String,
    /// CSV: headings as written
    pub headings: Vec<String>,
    /// CSV: field of each column, found by meaning or given by the source; "" = not used
    pub fields: Vec<String>,
    /// CSV: what stands above the headings (a title, the period), a row each
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub preface: Vec<String>,
    /// Another layout of the same format, where a format has several (`json`, `export`; `bundle`, `ndjson`)
    pub layout: String,
}

/// One record: its own bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut<'a> {
    /// Number at the source: row of the file (1 = the first record), EventRecordID
    pub seq: u64,
    /// Its bytes, without the line end
    pub raw: &'a [u8],
}

/// What was in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct CutSummary {
    /// Records given out
    pub records: u64,
    /// Bytes read
    pub bytes: u64,
    /// What was noticed: a torn last record, a damaged chunk, gaps in the source's own numbering
    pub notices: Vec<crate::normalise::Notice>,
    /// From where to where the source's own numbering runs, one entry a series; for [`crate::Gaps`], which sees what is missing
    /// between this file and those before it. Not to be made out of the `seq` of the records: a file can hold several series, and
    /// numbers that belong to none
    pub spans: Vec<crate::gaps::Span>,
}

/// The file cannot be read as this format at all.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// Reading failed
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// It is something else; `found` is a key of the locale (`log-file-…`) that says what
    #[error("not {expected:?}: {found}")]
    Other {
        /// What it should be
        expected: Format,
        /// What it is
        found: &'static str,
    },
    /// No column could be found that a log must have; holds the headings
    #[error("no column tells when it happened: {headings:?}")]
    NoTime {
        /// The headings as written
        headings: Vec<String>,
    },
}

/// Cuts a file into records, in constant memory. `head` is called once, before the first record; `record` for each one, in the
/// order of the file, until it breaks.
pub fn cut(
    source: &Source,
    input: &mut dyn Read,
    head: &mut dyn FnMut(&FileHead) -> ControlFlow<()>,
    record: &mut dyn FnMut(Cut<'_>) -> ControlFlow<()>,
) -> Result<CutSummary, Unreadable> {
    match source.format {
        Format::Csv => csv::cut(source, input, head, record),
        Format::Syslog => syslog::cut(input, head, record),
        Format::Evtx => evtx::cut(input, head, record),
        Format::Journald => journald::cut(input, head, record),
        Format::Auditd => auditd::cut(input, head, record),
        Format::Fhir => fhir::cut(input, head, record),
    }
}
