//! Workbooks: the official form to be filled in and read back, and ledgers to be worked on.
//!
//! What a reader of a returned form may rely on (there is a worksheet for every part, and each has all of this):
//!
//! - Column A is hidden. `A1` holds `sonae-form/1 <edition> <form> <subject>`; the subject is the rest of the text and may be empty.
//! - The A cell of every item row holds the item's key. Keys that begin with `@` are fields of the form: `@name` (vendor),
//!   `@answered-by`, `@answered-on`; their value stands in column D.
//! - The last row of the heads, directly above the table, names the columns: 回答, 確認日, 目標日, 備考 with one round; `1回目 回答`,
//!   `1回目 確認日`, 目標日, `2回目 回答`, `2回目 確認日`… with several. (Where there are two rows of heads, 備考 is merged over both and
//!   stands in the upper one.)
//! - The label in column C carries the printed number, `(2-⑥)` behind it or `(1)` before it.
//! - A row that needs no answer says 記入不要 in the merged cells of its answers.
//!
//! Validation does not stop pasted values: whatever comes back has to be checked again.
//!
//! Deliberately not here: reading (`sonae-importers`), file names, the words around the form (`words.toml`).

mod cell;
mod form;
mod grid;
mod ledger;
mod rules;
mod style;
mod table;

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, XlsxError};

pub use form::form;
pub use ledger::ledger;

/// First word of cell A1 in a form's worksheets.
pub const FORM_MARK: &str = "sonae-form/1";
/// Key of the row for the vendor's name.
pub const NAME_KEY: &str = "@name";
/// Key of the row for the person who answers.
pub const ANSWERED_BY_KEY: &str = "@answered-by";
/// Key of the row for the day of the answer.
pub const ANSWERED_ON_KEY: &str = "@answered-on";

/// Why a workbook was not written. All of these are faults of the program or limits of the format.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// The embedded words could not be read.
    #[error("the embedded words cannot be read: {0}")]
    Words(&'static toml::de::Error),
    /// A limit of the format (too many rows, for instance).
    #[error("the workbook cannot be written")]
    Format(#[from] XlsxError),
}

fn properties(title: &str, author: &str, date: Date) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_title(cell::clean(title)).set_author(cell::clean(author)).set_creation_datetime(&excel_date(date)?))
}

fn excel_date(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(date.year()).unwrap_or(0);
    let month = date.month().unsigned_abs();
    ExcelDateTime::from_ymd(year, month, date.day().unsigned_abs())
}
