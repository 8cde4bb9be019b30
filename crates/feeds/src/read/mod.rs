//! Readers: one for each form in which feeds come. Each is lenient to fields it does not know and rejects a row, not a file.
//!
//! A reader turns a stream into [`Said`] values. What a file is, its content says. Deliberately not here: unpacking (`input`),
//! keeping (`store`).

mod affected;
mod csaf;
mod cve5;
mod cvrf;
mod endoflife;
mod eol_jp;
mod epss;
mod format;
mod jvn;
mod jvn_products;
mod kev;
mod nvd;
mod overrides;
mod remedy;
mod rows;
mod severity;
mod tree;

use std::io::{self, Read};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use format::Format;

use crate::limits::Limits;
use crate::record::Said;
use crate::source::Source;
use rows::Rows;

/// Why a row is not taken, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// It cannot be parsed; the parser's words
    Unreadable(String),
    /// It has no number, or the number has not the form of one
    NoNumber,
    /// It is larger than a row may be
    TooLarge,
    /// A value that must be a date is none
    NotADate(String),
    /// A value that must be a number in its range is none
    NotANumber(String),
    /// A product name in it cannot be parsed; the rest of the row is taken
    ProductName(String),
}

impl Reason {
    /// Message key.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "feed-row-unreadable",
            Self::NoNumber => "feed-row-no-number",
            Self::TooLarge => "feed-row-too-large",
            Self::NotADate(_) => "feed-row-not-a-date",
            Self::NotANumber(_) => "feed-row-not-a-number",
            Self::ProductName(_) => "feed-row-product-name",
        }
    }

    /// The words or the value that it is about; empty when there is none.
    pub fn detail(&self) -> &str {
        match self {
            Self::Unreadable(text) | Self::NotADate(text) | Self::NotANumber(text) | Self::ProductName(text) => text,
            Self::NoNumber | Self::TooLarge => "",
        }
    }

    /// Is the whole row lost?
    pub fn is_loss(&self) -> bool {
        !matches!(self, Self::ProductName(_))
    }
}

/// A row that is not taken, or not wholly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// Number of the row in its file, from 1
    pub row: u64,
    /// Its number in the source, where it has one
    pub id: String,
    /// Why
    pub reason: Reason,
}

/// What became of one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Name of the file
    pub file: String,
    /// What it is
    pub format: Format,
    /// The feed that it belongs to
    pub source: Source,
    /// Day of which it tells the state, as it says itself
    pub as_of: Option<Date>,
    /// The source's own name for this state: `2025.08.25`, `v2023.03.01`
    pub version: String,
    /// Rows taken
    pub rows: u64,
    /// Rows not taken
    pub rejected: u64,
    /// Product names in taken rows that could not be parsed
    pub flaws: u64,
    /// The first of them
    pub rejects: Vec<Reject>,
    /// The file breaks off, or goes on in a way that is not its format
    pub truncated: bool,
}

impl FileReport {
    /// More than one row in twenty is not taken: the file is not what it says, and none of it is used.
    pub fn is_refused(&self) -> bool {
        self.rejected * 20 > self.rows + self.rejected && self.rejected > 1 || (self.rows == 0 && self.rejected > 0)
    }
}

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// None of the feeds that are known
    #[error("not a feed that is known")]
    Unknown,
    /// The stream, or whoever takes the rows, failed
    #[error("{0}")]
    File(#[from] io::Error),
    /// More rows than one file may have
    #[error("more than {0} rows")]
    TooMany(u64),
}

/// Whoever takes what a file says.
pub type Sink<'s> = dyn FnMut(Said) -> io::Result<()> + 's;

pub(crate) use eol_jp::OWN as OWN_LIFECYCLES;

/// Reads an unpacked file of any known form.
pub fn read(name: &str, stream: &mut dyn Read, limits: &Limits, sink: &mut Sink<'_>) -> Result<FileReport, ReadError> {
    read_detected(name, stream, limits, &mut |_, said| sink(said))
}

/// The same for whoever wants to know the feed with each row.
pub(crate) fn read_detected(
    name: &str,
    stream: &mut dyn Read,
    limits: &Limits,
    sink: &mut dyn FnMut(Source, Said) -> io::Result<()>,
) -> Result<FileReport, ReadError> {
    let mut prefix = vec![0; 64 << 10];
    let mut filled = 0;
    while filled < prefix.len() {
        match stream.read(&mut prefix[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    prefix.truncate(filled);
    let (format, source) = format::detect(&prefix).ok_or(ReadError::Unknown)?;
    let mut whole = (&prefix[..]).chain(stream);
    read_as(format, source, name, &mut whole, limits, &mut |said| sink(source, said))
}

/// Reads an unpacked file whose form and feed are known.
pub fn read_as(
    format: Format,
    source: Source,
    name: &str,
    stream: &mut dyn Read,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<FileReport, ReadError> {
    let mut rows = Rows::new(name, format, source, limits, sink);
    match format {
        Format::Kev => kev::read(stream, &mut rows)?,
        Format::Nvd => nvd::read(stream, &mut rows)?,
        Format::Cve5 => cve5::read(stream, &mut rows)?,
        Format::Overrides => overrides::read(stream, &mut rows)?,
        Format::Csaf => csaf::read(stream, &mut rows)?,
        Format::Cvrf => cvrf::read(stream, &mut rows)?,
        Format::JvnDetail | Format::JvnRss => jvn::read(stream, &mut rows)?,
        Format::JvnProducts => jvn_products::read(stream, &mut rows)?,
        Format::Epss => epss::read(stream, &mut rows)?,
        Format::EndOfLife => endoflife::read(stream, &mut rows)?,
        Format::EolJp => eol_jp::read(stream, &mut rows)?,
    }
    let mut report = rows.finish();
    // some files do not say of which day they are, but are named after it
    report.as_of = report.as_of.or_else(|| rows::day_in_name(name));
    Ok(report)
}
