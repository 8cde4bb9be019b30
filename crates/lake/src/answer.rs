//! An answer: a table.

use serde::Serialize;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Name in SQL; words for it in the locale: `lake-column-<name>`
    pub name: String,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Not there
    Null,
    /// A text
    Text(String),
    /// A whole number
    Int(i64),
    /// Another number
    Float(f64),
    /// Yes or no
    Bool(bool),
    /// An instant, microseconds since 1970
    Time(i64),
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Columns
    pub columns: Vec<Column>,
    /// Rows
    pub rows: Vec<Vec<Cell>>,
    /// There was more than the limit
    pub cut_off: bool,
}
