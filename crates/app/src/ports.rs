//! What the use cases need from outside: the time (the computer's, or one that stands still), and paper (crate `reports`,
//! which knows nothing of this crate).
//!
//! Deliberately not here: storage (there is one, `sonae_store::Store`, used as it is).

use jiff::Timestamp;
use jiff::civil::Date;
use sonae_domain::paper::{ContactTree, FormSheet, LedgerSheet, LogReport, ManagementSummary, PackIndex};

/// The only clock.
pub trait Clock: Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;
    /// The civil date where the institution is.
    fn today(&self) -> Date;
}

/// The computer's own clock, read in the institution's time zone whatever the computer's is set to.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
    fn today(&self) -> Date {
        Timestamp::now().to_zoned(sonae_domain::calendar::japan()).date()
    }
}

/// A clock that stands still at noon UTC: for tests and benches.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Date);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        let noon = self.0.at(12, 0, 0, 0).to_zoned(jiff::tz::TimeZone::UTC);
        noon.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }
    fn today(&self) -> Date {
        self.0
    }
}

/// What can be printed.
#[derive(Debug, Clone, Copy)]
pub enum Sheet<'a> {
    /// An official form
    Form(&'a FormSheet),
    /// A table
    Ledger(&'a LedgerSheet),
    /// The contact tree
    ContactTree(&'a ContactTree),
    /// The page for the director
    Summary(&'a ManagementSummary),
    /// The index of a pack
    Index(&'a PackIndex),
    /// The monthly report on the access logs
    LogReport(&'a LogReport),
}

/// In which format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// PDF/A-2a and PDF/UA-1
    Pdf,
    /// A workbook; forms and tables only
    Xlsx,
}

impl Format {
    /// The media type of a file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The file name extension, without dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A printed document.
#[derive(Debug, Clone)]
pub struct Printed {
    /// The file
    pub bytes: Vec<u8>,
    /// Characters that no font has and that were replaced by a mark
    pub replaced: Vec<char>,
}

/// Why something could not be printed. Names the kind of document and what the engine said; not the user's fault.
#[derive(Debug, thiserror::Error)]
#[error("cannot print: {0}")]
pub struct PrintFailure(pub String);

/// Turns view models into files. The same sheet and day always give the same bytes.
pub trait Printer: Send + Sync {
    /// Prints one sheet as of a day.
    fn print(&self, sheet: Sheet<'_>, format: Format, as_of: Date) -> Result<Printed, PrintFailure>;
    /// Licences of the fonts inside printed files: (file name, text).
    fn licences(&self) -> Vec<(&'static str, &'static str)>;
}
