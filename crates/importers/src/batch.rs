//! What came out of a file: a report, and in it one batch for each sheet that is a ledger.

use serde::Serialize;
use serde_json::Value;
use sonae_domain::facts::{Provenance, Source};
use sonae_domain::ledger::LedgerId;

use crate::decode::Encoding;
use crate::kind::FileKind;
use crate::problem::{Problem, Severity};

/// Everything that one file gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct FileReport {
    /// The file, relative to the institution's folder
    pub file: String,
    /// sha256 of the bytes that were given, hex
    pub sha256: String,
    /// What the content is
    pub kind: FileKind,
    /// The encoding of a text file
    pub encoding: Option<Encoding>,
    /// What became of it
    pub verdict: Verdict,
    /// One for each sheet that is a ledger or a filled form
    pub batches: Vec<Batch>,
    /// Problems of the file and of sheets that gave no batch
    pub problems: Vec<Problem>,
}

impl FileReport {
    /// Every problem of the file and of its batches.
    pub fn all_problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().chain(self.batches.iter().flat_map(|batch| &batch.problems))
    }

    /// How bad the worst problem is; `None` without problems.
    pub fn worst(&self) -> Option<Severity> {
        self.all_problems().map(|problem| problem.severity).max()
    }

    /// Number of rows in all batches.
    pub fn rows(&self) -> usize {
        self.batches.iter().map(|batch| batch.rows.len()).sum()
    }
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// At least one sheet was read as a ledger or a form
    Imported,
    /// A document, a picture or a text: no ledger, perhaps evidence
    NotALedger(FileKind),
    /// A table that could not be assigned to a ledger
    UnknownTable,
    /// It should have been readable and was not
    Unreadable,
    /// `institution.toml` says to pass it over
    Ignored,
}

/// One sheet as a ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Batch {
    /// The file, relative to the institution's folder
    pub file: String,
    /// The sheet; empty for a text file
    pub sheet: String,
    /// sha256 of the file's bytes, hex
    pub sha256: String,
    /// The encoding of a text file
    pub encoding: Option<Encoding>,
    /// Which ledger it is
    pub importer: LedgerId,
    /// The official form that it was read from (`r7 vendor`); empty for a ledger
    pub form: String,
    /// Row of the header, as a spreadsheet numbers it; 0 where there is none
    pub header_row: u32,
    /// Every column with a header, and what it was taken for
    pub mapping: Vec<MappedColumn>,
    /// The records
    pub rows: Vec<ImportedRow>,
    /// What is wrong with it
    pub problems: Vec<Problem>,
}

/// A column and what it was taken for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MappedColumn {
    /// Its letter
    pub column: String,
    /// Its head, as written
    pub header: String,
    /// The field; `None` when the column is not used
    pub field: Option<String>,
    /// The field's name on screen; empty when the column is not used
    pub title: String,
    /// Whether yes and no are exchanged
    pub inverted: bool,
}

/// A record that was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ImportedRow {
    /// Natural key inside the ledger; may be empty and may come twice
    pub key: String,
    /// What a person calls it; never empty
    pub label: String,
    /// The typed record as JSON
    pub body: Value,
    /// Where it was read
    pub source: Source,
    /// How it is known
    pub provenance: Provenance,
}
