//! From decisions and ledgers to what is printed: one view model a file.
//!
//! Deliberately not here: layout (crate `reports`) and decisions.

mod contact_tree;
mod form_sheet;
mod ledger_sheet;
mod management_summary;

pub use contact_tree::contact_tree;
pub use form_sheet::{blank_form_sheet, form_sheet};
pub(crate) use ledger_sheet::rows_of;
pub use ledger_sheet::{LedgerPaper, PAPERS, PaperColumn, ledger_sheet, rows_sheet};
pub use management_summary::{alarm, danger, management_summary};
