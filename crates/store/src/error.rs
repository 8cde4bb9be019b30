//! What can go wrong, told apart where a caller does something different about it.
//!
//! Messages are plain English for logs; what a user reads is worded elsewhere under [`StoreError::key`] and
//! [`OpenError::key`]. No message holds a password or the body of a record.

use std::path::PathBuf;

use sea_orm::sqlx;
use sea_orm::{DbErr, RuntimeErr};
use serde::Serialize;

/// Why a database was not opened. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is something at the path, but it is no SQLite database (another kind of file, a folder).
    #[error("{} is not a sonae database", path.display())]
    NotADatabase {
        /// The path that was to be opened.
        path: PathBuf,
    },
    /// A working database that holds tables of another program.
    #[error("{location} is a database of another program; use an empty database or schema")]
    NotOurs {
        /// The place, without password.
        location: String,
    },
    /// A PostgreSQL database whose encoding is not UTF-8.
    #[error("the database has the encoding {found}; it must be UTF8")]
    WrongEncoding {
        /// The encoding of the server's database.
        found: String,
    },
    /// The file cannot be read, created or copied.
    #[error("{}: {source}", path.display())]
    File {
        /// The file in question (the database or the copy kept before an upgrade).
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The database is too new or failed: [`StoreError::NewerVersion`], [`StoreError::Locked`],
    /// [`StoreError::Unreachable`] …
    #[error(transparent)]
    Storage(#[from] StoreError),
}

/// Why something was not read or not kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer sonae has written it; this one would misread it. Met when opening, and by a program that was still running
    /// when the newer one upgraded its database: it can no longer write.
    #[error("the database has version {found}, this program knows versions up to {known}; use the newer program")]
    NewerVersion {
        /// The version of the database.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// Some of the records cannot be kept; none was. Every fault is listed.
    #[error("{} of the records for {ledger} cannot be kept: {}", faults.len(), summary(faults))]
    InvalidRecords {
        /// The ledger they were meant for.
        ledger: String,
        /// What is wrong with which record.
        faults: Vec<RecordFault>,
    },
    /// A text holds U+0000 (which PostgreSQL cannot keep) or, where one is needed, is empty; or a document nests too
    /// deeply.
    #[error("the field {field} cannot be kept: it is empty, holds a NUL character or nests too deeply")]
    InvalidField {
        /// The name of the field, e.g. `actor`.
        field: &'static str,
    },
    /// There is no current record under this key.
    #[error("{ledger} has no current record {key}")]
    UnknownRecord {
        /// The ledger.
        ledger: String,
        /// The key asked for.
        key: String,
    },
    /// An earlier step of this transaction failed or was cut off half-way, so it can only be dropped.
    #[error("an earlier step of this change failed, so it was not kept")]
    Unfinished,
    /// Somebody else is writing, and did not finish while we waited.
    #[error("the database is in use by another process")]
    Locked,
    /// The disk (or the quota) is full.
    #[error("the disk is full")]
    DiskFull,
    /// The database may be read, not written.
    #[error("the database cannot be written to")]
    ReadOnly,
    /// The server does not answer, or the connection broke.
    #[error("the database cannot be reached: {detail}")]
    Unreachable {
        /// What the driver said.
        detail: String,
    },
    /// The server answers, but does not let us in: user, password, database name or privileges.
    #[error("the database server refused: {detail}")]
    Refused {
        /// What the server said.
        detail: String,
    },
    /// The stored data is not what was once written (a broken file, a body that is no JSON).
    #[error("the database is damaged: {detail}")]
    Damaged {
        /// Where, or what the driver said.
        detail: String,
    },
    /// Anything else the database said.
    #[error("the database failed: {0}")]
    Database(#[source] DbErr),
}

/// One record that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordFault {
    /// Its key as given (shortened to 80 characters).
    pub key: String,
    /// The positions (`NewRecord::ordinal`) of the records concerned: one, or for duplicates all of them.
    pub ordinals: Vec<i64>,
    /// What is wrong.
    pub kind: RecordFaultKind,
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordFaultKind {
    /// The same key stands there more than once.
    DuplicateKey,
    /// The key is empty.
    EmptyKey,
    /// The key is longer than [`crate::record::MAX_KEY_BYTES`] bytes.
    KeyTooLong,
    /// The key holds U+0000, which PostgreSQL cannot keep.
    NulInKey,
    /// The body nests deeper than can be read back.
    BodyTooDeep,
}

fn summary(faults: &[RecordFault]) -> String {
    let mut shown: Vec<String> =
        faults.iter().take(5).map(|fault| format!("{:?} {:?} at {:?}", fault.kind, fault.key, fault.ordinals)).collect();
    if faults.len() > shown.len() {
        shown.push("...".to_owned());
    }
    shown.join(", ")
}

impl OpenError {
    /// The stable key under which the message is worded for the user.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotADatabase { .. } => "store.open.not-a-database",
            Self::NotOurs { .. } => "store.open.not-ours",
            Self::WrongEncoding { .. } => "store.open.wrong-encoding",
            Self::File { .. } => "store.open.file",
            Self::Storage(error) => error.key(),
        }
    }
}

impl From<DbErr> for OpenError {
    fn from(error: DbErr) -> Self {
        Self::Storage(error.into())
    }
}

impl StoreError {
    /// The stable key under which the message is worded for the user.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NewerVersion { .. } => "store.newer-version",
            Self::InvalidRecords { .. } => "store.invalid-records",
            Self::InvalidField { .. } => "store.invalid-field",
            Self::UnknownRecord { .. } => "store.unknown-record",
            Self::Unfinished => "store.unfinished",
            Self::Locked => "store.locked",
            Self::DiskFull => "store.disk-full",
            Self::ReadOnly => "store.read-only",
            Self::Unreachable { .. } => "store.unreachable",
            Self::Refused { .. } => "store.refused",
            Self::Damaged { .. } => "store.damaged",
            Self::Database(_) => "store.database",
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let detail = error.to_string();
        match &error {
            DbErr::ConnectionAcquire(_) => Self::Unreachable { detail },
            DbErr::Conn(RuntimeErr::SqlxError(inner))
            | DbErr::Exec(RuntimeErr::SqlxError(inner))
            | DbErr::Query(RuntimeErr::SqlxError(inner)) => from_driver(inner, detail).unwrap_or(Self::Database(error)),
            DbErr::Type(_) | DbErr::Json(_) | DbErr::TryIntoErr { .. } => Self::Damaged { detail },
            _ => Self::Database(error),
        }
    }
}

fn from_driver(error: &sqlx::Error, detail: String) -> Option<StoreError> {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::Configuration(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Some(StoreError::Unreachable { detail }),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Some(StoreError::Damaged { detail }),
        sqlx::Error::Database(inner) => match sqlite_code(error) {
            Some(code) => from_sqlite(code, detail),
            None => from_sqlstate(inner.code()?.as_ref(), detail),
        },
        _ => None,
    }
}

/// The primary result code of SQLite, when the error is SQLite's.
fn sqlite_code(error: &sqlx::Error) -> Option<u32> {
    let inner = error.as_database_error()?;
    inner.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    let extended: u32 = inner.code()?.parse().ok()?;
    Some(extended & 0xff)
}

/// Whether SQLite says that the file is no database at all (`SQLITE_NOTADB`).
pub(crate) fn is_not_a_database(error: &DbErr) -> bool {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(inner))
        | DbErr::Exec(RuntimeErr::SqlxError(inner))
        | DbErr::Query(RuntimeErr::SqlxError(inner)) => sqlite_code(inner) == Some(26),
        _ => false,
    }
}

/// <https://www.sqlite.org/rescode.html>
fn from_sqlite(code: u32, detail: String) -> Option<StoreError> {
    match code {
        5 | 6 => Some(StoreError::Locked),
        8 => Some(StoreError::ReadOnly),
        11 | 26 => Some(StoreError::Damaged { detail }),
        13 => Some(StoreError::DiskFull),
        14 => Some(StoreError::Unreachable { detail }),
        _ => None,
    }
}

/// <https://www.postgresql.org/docs/current/errcodes-appendix.html>
fn from_sqlstate(code: &str, detail: String) -> Option<StoreError> {
    match code {
        "55P03" | "40P01" | "40001" => Some(StoreError::Locked),
        "53100" => Some(StoreError::DiskFull),
        "25006" => Some(StoreError::ReadOnly),
        "42501" | "3D000" | "3F000" => Some(StoreError::Refused { detail }),
        "53300" | "57P01" | "57P02" | "57P03" => Some(StoreError::Unreachable { detail }),
        "XX001" | "XX002" => Some(StoreError::Damaged { detail }),
        _ if code.starts_with("28") => Some(StoreError::Refused { detail }),
        _ if code.starts_with("08") => Some(StoreError::Unreachable { detail }),
        _ => None,
    }
}
