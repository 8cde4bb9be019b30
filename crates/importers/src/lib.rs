//! How files come in: bytes to rows and problems.
//!
//! A file passes four layers: [`mod@decode`] (bytes to text), [`grid`] (CSV, XLSX, XLS, ODS, LDIF to cells), `header` (cells to
//! columns by meaning) and one importer a ledger (rows to typed records, listed in [`IMPORTERS`]). Filled-in official forms
//! are read by [`form`]. Whatever the bytes are, [`import`] returns a report: it never fails, never panics and never stops
//! at the first bad row; every [`Problem`] names file, sheet, row and column.
//!
//! Deliberately not here: walking folders, keeping anything, deciding anything, and words (problems are keys with
//! arguments; their Japanese is in `locales/ja/import.ftl`, the words recognised in files in `columns/*.toml`).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod address;
mod batch;
mod choice;
pub mod columns;
pub mod decode;
mod disclosure;
mod document;
mod duration;
mod fold;
pub mod form;
pub mod grid;
mod header;
mod import;
mod kind;
mod layout;
mod ledgers;
mod limits;
mod problem;
mod reading;
mod rows;
mod secrets;
mod typed;
mod value;
mod vocabulary;
mod words;

pub use batch::{Batch, FileReport, ImportedRow, MappedColumn, Verdict};
pub use choice::{Choice, Choices, Target};
pub use document::columns_document;
pub use import::{Content, ImportContext, import, secrets_cut};
pub use kind::FileKind;
pub use ledgers::{Built, IMPORTERS, Importer, importer};
pub use limits::{Limits, Prefix, read_prefix};
pub use problem::{KEYS, Problem, Severity, keys};
pub use reading::Reading;
pub use secrets::{WithoutSecrets, cut_secrets, secret_headings};
pub use typed::{TypedRow, kept_as, options, read_row, text, text_of, texts_of, typed_columns};
