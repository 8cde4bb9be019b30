//! A table on paper: device and account ledgers in the manual's columns, and every other list.
//!
//! Not here: which columns a ledger has and in which order (the caller's), and how wide they become (from their content).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One table. Printed on A4 landscape with repeated heads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerSheet {
    /// Printed title.
    pub title: String,
    /// Words beside the title, e.g. which item of the checklist the table is the original for.
    pub chapter: Option<String>,
    /// Name of the institution.
    pub facility: String,
    /// The day whose state the table shows.
    pub as_of: Option<Date>,
    /// Columns from left to right.
    pub columns: Vec<LedgerColumn>,
    /// Rows from top to bottom, one text a column. Short rows are padded with blanks, surplus texts are dropped.
    pub rows: Vec<Vec<String>>,
    /// Lines under the table.
    pub notes: Vec<String>,
    /// A line at the foot of every page, beside its number; "" for none.
    #[serde(default)]
    pub foot: String,
}

/// One column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerColumn {
    /// Head of the column.
    pub title: String,
    /// How its texts are set.
    pub align: Align,
    /// Values printed bold, compared with the whole text of a cell.
    pub emphasised: Vec<String>,
}

impl LedgerColumn {
    /// A column set to the left, without emphasised values.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// The same column, set as `align`.
    #[must_use]
    pub fn aligned(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// The same column, printing these values bold.
    #[must_use]
    pub fn emphasising<S: Into<String>>(self, values: impl IntoIterator<Item = S>) -> Self {
        let emphasised = values.into_iter().map(Into::into).collect();
        Self { emphasised, ..self }
    }
}

/// How the texts of a column are set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}
