//! Lists, records, import of single files, export, stocktaking: the same for every ledger, from the data that describes it.
//!
//! The ledger of answers and that of overrides are read here and changed with the items. Deliberately not here: how a text
//! becomes a value (`importers`), and what a record means (`domain`).

mod describe;
mod export_ledger;
mod import_file;
mod import_plan;
mod list_records;
pub(crate) mod pending;
mod problem_words;
mod put_record;
mod record_history;
mod retire_record;
mod show_record;
mod take_stock;
mod undo_import;

pub use describe::{ListLayout, key_and_label, key_fields, label, layout, shown_text};
pub use export_ledger::{Columns, ExportError, Exported, FileFormat, export_ledger};
pub use import_file::{Confirmed, ImportError, confirm_import, keep_upload, preview_import};
pub use import_plan::{ChangedRow, ColumnView, ImportPlan, LedgerPreview, Mode, Preview, SheetChoice, SheetPreview};
pub use list_records::{Asked, EMPTY, ListQuery, Listed, Overview, ledgers, list_records};
pub use problem_words::{ProblemLine, problem_line};
pub use put_record::{PutError, Saved, Typed, put_record};
pub use record_history::{VersionView, record_history, restore_version};
pub use retire_record::retire_record;
pub use show_record::{DecidedBy, FieldView, RecordView, show_record};
pub use take_stock::{
    MarkError, Outcome, Round, RoundView, Scope, Stop, finish_round, mark, places, round, round_sheet, rounds, start_round, walk,
};
pub use undo_import::{ImportRecord, Undone, last_import, undo_import};

pub use sonae_importers::columns::{Column, ColumnKind, of as columns_of};
pub use sonae_importers::{kept_as, options, read_row, text, text_of, texts_of, typed_columns};

use sonae_domain::access::Permission;
use sonae_domain::ledger::LedgerId;
use sonae_store::StoreError;

use crate::actor::{Actor, Forbidden};
use crate::house::KnowError;
use crate::records::RecordError;

/// Why nothing was done with a ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such record
    #[error("no such record")]
    NotFound,
    /// The ledger is changed elsewhere (answers, overrides)
    #[error("the ledger {0} is not edited by hand")]
    NotHere(LedgerId),
    /// Somebody has changed the record since it was shown
    #[error("changed since it was shown")]
    Changed,
    /// A reason is wanted
    #[error("a reason is wanted")]
    NoReason,
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record of sonae's own could not be read
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Nothing could be decided
    #[error(transparent)]
    Know(#[from] KnowError),
}

/// Whether records of this ledger are edited by hand. Answers and overrides belong to the items of the form.
pub fn is_edited_here(ledger: LedgerId) -> bool {
    !matches!(ledger, LedgerId::Answers | LedgerId::Overrides)
}

/// The actor may change this ledger by hand.
fn require_edit(actor: &Actor, ledger: LedgerId) -> Result<(), LedgerError> {
    actor.require(Permission::EditLedgers)?;
    if is_edited_here(ledger) { Ok(()) } else { Err(LedgerError::NotHere(ledger)) }
}
