//! Why a use case of the vault could not do its work.

use std::path::{Path, PathBuf};

use sonae_lake::LakeError;
use sonae_logs::{SourceError, Unreadable};
use sonae_store::StoreError;
use sonae_vault::{AppendError, OpenError, ReadError};

use super::redact_line::NotRedacted;
use crate::actor::Forbidden;
use crate::house::KnowError;
use crate::records::RecordError;

/// Why a use case of the vault could not do its work. The words are in the locale under `logs-failure-<key>`.
#[derive(Debug, thiserror::Error)]
pub enum LogsError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored record has another shape
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The facts could not be had
    #[error(transparent)]
    Know(#[from] KnowError),
    /// The vault does not open for writing
    #[error(transparent)]
    Open(OpenError),
    /// Another process (the server) writes to the vault
    #[error("another process writes to the vault")]
    Busy,
    /// The vault takes nothing any more
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The vault cannot be read
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The lake failed
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// A file is none of that format
    #[error("{name}: {why}")]
    File {
        /// Its name
        name: String,
        /// Why
        why: Unreadable,
    },
    /// A file changed while it was read
    #[error("{0} changed while it was read")]
    Changed(String),
    /// What sort of file it is cannot be told from its name and its first bytes
    #[error("the format of {0} cannot be told")]
    NoFormat(String),
    /// A definition of a source makes no sense
    #[error(transparent)]
    Source(#[from] SourceError),
    /// There is no such source
    #[error("there is no source {0}")]
    NoSource(String),
    /// There is no such line, alert, shard
    #[error("there is no {0}")]
    Missing(String),
    /// There is one of this name already
    #[error("there is already {0}")]
    Taken(String),
    /// A record is not redacted
    #[error("the record is not redacted: {0:?}")]
    NotRedacted(NotRedacted),
    /// The evidence agrees with its checkpoint: it is gone on with
    #[error("the evidence agrees with its checkpoint")]
    Agrees,
    /// An answer that does not lead to events cannot be told as OCSF
    #[error("the rows of the answer are no events")]
    NoEvents,
    /// A file could not be read or written
    #[error("{path}: {source}")]
    Io {
        /// Which
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// A proof cannot be made, or proves nothing; says why
    #[error("{0}")]
    Proof(String),
    /// A witness or an authority did not do what was asked; says why
    #[error("{0}")]
    Anchor(String),
    /// What is too old could not be removed; says why
    #[error("{0}")]
    Retention(String),
    /// Nothing can be listened to at this address
    #[error("{address}: {source}")]
    Listen {
        /// Where
        address: std::net::SocketAddr,
        /// What the system said
        source: std::io::Error,
    },
    /// Values that cannot be: their names
    #[error("{0:?} cannot be")]
    Values(Vec<&'static str>),
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

impl LogsError {
    /// Which of the messages `logs-failure-<key>` tells it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "forbidden",
            Self::Store(_) | Self::Record(_) | Self::Know(_) => "store",
            Self::Open(OpenError::Disagrees(_)) => "disagrees",
            Self::Open(OpenError::Newer(_)) => "newer",
            Self::Open(_) => "open",
            Self::Busy => "busy",
            Self::Append(_) => "stopped",
            Self::Read(_) => "read",
            Self::Lake(LakeError::Sql(_)) => "sql",
            Self::Lake(LakeError::NotReading) => "not-reading",
            Self::Lake(LakeError::TooMuch) => "too-much",
            Self::Lake(LakeError::Damaged(_)) => "lake-damaged",
            Self::Lake(LakeError::Settings(_)) => "lake-settings",
            Self::Lake(LakeError::Workers(_)) => "lake-workers",
            Self::Lake(_) => "lake",
            Self::File { why: Unreadable::NoTime { .. }, .. } => "no-time",
            Self::File { why: Unreadable::Other { .. }, .. } => "other-format",
            Self::File { .. } => "file",
            Self::Changed(_) => "changed",
            Self::NoFormat(_) => "no-format",
            Self::Source(_) => "source",
            Self::NoSource(_) => "no-source",
            Self::Missing(_) => "missing",
            Self::Taken(_) => "taken",
            Self::NotRedacted(NotRedacted::Already) => "redacted-already",
            Self::NotRedacted(NotRedacted::OwnNote) => "redact-own-note",
            Self::NotRedacted(NotRedacted::Held) => "redact-held",
            Self::NotRedacted(NotRedacted::InOriginal) => "redact-in-original",
            Self::Agrees => "agrees",
            Self::NoEvents => "no-events",
            Self::Io { .. } => "io",
            Self::Proof(_) => "proof",
            Self::Anchor(_) => "anchor",
            Self::Retention(_) => "retention",
            Self::Listen { .. } => "listen",
            Self::Values(_) => "values",
            Self::CutOff => "cut-off",
        }
    }

    /// Whether it is the file that is wrong: another try with the same file would end the same way.
    pub fn is_of_the_file(&self) -> bool {
        matches!(self, Self::File { .. } | Self::NoFormat(_) | Self::Source(_))
    }

    /// A failure of this file.
    pub(crate) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        |source| Self::Io { path: path.to_owned(), source }
    }
}

impl From<OpenError> for LogsError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Locked => Self::Busy,
            other => Self::Open(other),
        }
    }
}

/// Does blocking work beside the threads that answer requests.
pub(super) async fn beside<T: Send + 'static>(work: impl FnOnce() -> Result<T, LogsError> + Send + 'static) -> Result<T, LogsError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| LogsError::CutOff)?
}

/// What the error says, with the words for what a file is.
pub fn fault_words(error: &LogsError) -> String {
    match error {
        LogsError::File { name, why: Unreadable::Other { found, .. } } => {
            format!("{name}: {}", crate::words::lookup(found, &[]).unwrap_or_else(|| (*found).to_owned()))
        }
        error => error.to_string(),
    }
}
