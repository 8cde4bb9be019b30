//! Sheets of cells: what CSV, XLSX, XLS, ODS and LDIF have in common.
//!
//! Every format is read within [`Limits`]; what lies beyond them is left out and said. Merged cells are filled, numbers and
//! dates become text as the sheet shows them (001, 2.10, 2025-04-01). Not here: what a column means.

mod biff;
mod builder;
mod container;
mod directory;
mod ldif;
mod number;
mod ods;
mod text;
mod xls;
mod xlsx;

use serde::Serialize;

use crate::decode::Encoding;
use crate::import::Content;
use crate::kind::FileKind;
use crate::limits::Limits;
use crate::problem::{Problem, Problems, Severity, keys};

/// A file as sheets. A text file has one sheet without a name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Workbook {
    /// Its sheets in their order
    pub sheets: Vec<Sheet>,
    /// The encoding of a text file
    pub encoding: Option<Encoding>,
    /// What could not be read
    pub problems: Vec<Problem>,
}

/// One sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Sheet {
    /// Its name; empty for a text file
    pub name: String,
    /// Whether it is hidden in the workbook
    pub hidden: bool,
    /// Rows that hold anything, top to bottom
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Row {
    /// As a spreadsheet numbers it, from 1
    pub number: u32,
    /// Cells from column A to the last one that holds anything
    pub cells: Vec<Cell>,
    /// Whether everything in it is struck through
    pub struck: bool,
}

/// One cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// Its text without white space at the ends; line breaks inside are kept
    pub text: String,
    /// What the file says it is
    pub kind: CellKind,
    /// Whether the text comes from the first cell of a merged area
    pub merged: bool,
}

/// What the file says a cell is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellKind {
    /// Text, or nothing
    #[default]
    Text,
    /// A number
    Number,
    /// A date, given as ISO 8601
    Date,
    /// An error value such as #REF!
    Fault,
}

impl Cell {
    /// A cell of text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Whether nothing is in it.
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }
}

impl Row {
    /// The text of a column, counted from 0; empty beyond the last one.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// Cells that hold something, with their column.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank())
    }
}

/// Reads a file of a known kind into sheets. A kind that has no sheets gives none.
pub fn read(kind: FileKind, content: Content<'_>, limits: &Limits) -> Workbook {
    if kind.is_workbook() && content.size.max(content.bytes.len() as u64) > limits.workbook_bytes {
        let problem = Problem::new(Severity::Error, keys::WORKBOOK_TOO_LARGE);
        return Workbook::unreadable(problem.arg("size", mebibytes(content.size)).arg("limit", mebibytes(limits.workbook_bytes)));
    }
    match kind {
        FileKind::Text => text::read(content, limits),
        FileKind::Ldif => ldif::read(content, limits),
        FileKind::Xlsx => xlsx::read(content.bytes, limits),
        FileKind::Xls => xls::read(content.bytes, limits),
        FileKind::Ods => ods::read(content.bytes, limits),
        FileKind::Locked => Workbook::unreadable(Problem::new(Severity::Error, keys::WORKBOOK_LOCKED)),
        FileKind::Xlsb | FileKind::Html | FileKind::Xml => {
            Workbook::unreadable(Problem::new(Severity::Error, keys::FORMAT_UNSUPPORTED).arg("format", kind.as_str()))
        }
        _ => Workbook::default(),
    }
}

impl Workbook {
    fn unreadable(problem: Problem) -> Self {
        Self { problems: vec![problem], ..Self::default() }
    }

    /// Whether nothing at all could be read.
    pub fn is_unreadable(&self) -> bool {
        self.sheets.is_empty() && self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// A size in MiB, rounded up.
pub(crate) fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

/// Names cells whose characters were broken or belong to a private set (外字).
fn name_odd_characters(sheet: &Sheet, problems: &mut Problems) {
    for row in &sheet.rows {
        for (column, cell) in row.filled() {
            let odd = |from: char, to: char| cell.text.chars().any(|c| (from..=to).contains(&c));
            if odd('\u{fffd}', '\u{fffd}') {
                problems.push(Problem::new(Severity::Warning, keys::UNDECODABLE).row(row.number).column(column).value(&cell.text));
            } else if odd('\u{e000}', '\u{f8ff}') {
                problems.push(Problem::new(Severity::Warning, keys::PRIVATE_CHARACTER).row(row.number).column(column).value(&cell.text));
            }
        }
    }
}
