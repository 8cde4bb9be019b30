//! Where everything is kept: SeaORM over SQLite (the default, one file) and PostgreSQL.
//!
//! A ledger is a list of [records](record); a record is a JSON document under its natural key, with its whole history.
//! Beside the ledgers stand the files they came from ([source]), the metadata of evidence files ([evidence]),
//! the evaluated forms ([assessment]) and the hash-chained operation log ([audit]). ADR 0003 says why there are so few
//! tables.
//!
//! A change is made in a [`Tx`] and kept only by [`Tx::commit`] (or [`Tx::commit_if_changed`]), which writes the
//! [`AuditEvent`] in the same transaction. A `Tx` that is dropped has changed nothing. Nothing is ever deleted: a record
//! that left its file is retired, and every version of it stays readable. The exception are secrets and what lives for
//! minutes: [credentials](credential), [sessions](session) and [failed attempts](attempt) are replaced and removed.
//!
//! Deliberately not here: what a document means (its shape is in the serde types of `domain`), who may do what
//! (`app`), the clock (times come in as values), and the bytes of evidence files (they lie beside the database, under
//! their SHA-256).
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod assessment;
pub mod attempt;
pub mod audit;
mod batch;
mod canonical;
pub mod credential;
pub mod diff;
mod entity;
pub mod error;
pub mod evidence;
pub mod history;
pub mod location;
pub mod migrations;
mod open;
pub mod page;
mod postgres;
mod prepare;
pub mod record;
mod replace;
pub mod session;
pub mod source;
mod sqlite;
mod tx;
mod verify;

pub use assessment::{AssessmentId, NewAssessment, StoredAssessment};
pub use attempt::Attempts;
pub use audit::{AuditEvent, AuditFault, AuditHead, AuditSeq, AuditVerdict, StoredEvent};
pub use credential::Credential;
pub use diff::{ChangeSet, ChangedRecord, FieldChange, diff};
pub use error::{OpenError, RecordFault, RecordFaultKind, StoreError};
pub use evidence::{EvidenceId, NewEvidence, StoredEvidence};
pub use history::{EarlierVersion, HistoryEntry, WrittenVersion};
pub use location::{Location, LocationError};
pub use open::{Settings, Store, Upgrade};
pub use page::{FieldFilter, FieldValue, Page, PageQuery, Sort};
pub use record::{NewRecord, RowOrigin, StoredRecord, check_key};
pub use session::StoredSession;
pub use source::{NewSource, SourceId, StoredSource};
pub use tx::Tx;
