//! Why there is no backup, or why one is not good.

use std::io;
use std::path::{Path, PathBuf};

use sonae_store::{OpenError, StoreError};

use crate::actor::Forbidden;
use crate::records::RecordError;

/// Why a backup was not made, or is not good.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The actor may not
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No key has been made yet
    #[error("there is no key to encrypt for")]
    NoKey,
    /// The text is no private key, or not the one for this backup; or the passphrase is another
    #[error("this does not open the backup")]
    WrongKey,
    /// Another backup is being made
    #[error("another backup is being made")]
    Busy,
    /// The disk is full; nothing half-made was left
    #[error("the disk with {} is full", .0.display())]
    Full(PathBuf),
    /// A file cannot be read or written
    #[error("{}: {source}", path.display())]
    File {
        /// The file or folder
        path: PathBuf,
        /// What the operating system said
        source: io::Error,
    },
    /// What was written is not what is on the disk
    #[error("{} was not kept as it was written", .0.display())]
    NotAsWritten(PathBuf),
    /// The file is no backup, is cut off, or was changed
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// A newer sonae has made it
    #[error("the backup is of a newer form ({0})")]
    Newer(String),
    /// The folder to restore into is not empty
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// The database in it cannot be opened, or could not be copied
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The store failed
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record has another shape
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The work was cut off (the program is stopping)
    #[error("the work was cut off")]
    CutOff,
}

impl BackupError {
    /// As the words of the locale (`backups-failure-…`) spell it.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "forbidden",
            Self::NoKey => "no-key",
            Self::WrongKey => "wrong-key",
            Self::Busy => "busy",
            Self::Full(_) | Self::Store(StoreError::DiskFull) | Self::Database(OpenError::Storage(StoreError::DiskFull)) => "full",
            Self::File { .. } | Self::Database(OpenError::File { .. }) => "file",
            Self::NotAsWritten(_) => "not-as-written",
            Self::Damaged(_) => "damaged",
            Self::Newer(_) => "newer",
            Self::NotEmpty(_) => "not-empty",
            Self::Database(_) | Self::Store(_) | Self::Record(_) => "store",
            Self::CutOff => "cut-off",
        }
    }

    /// What went wrong with a file.
    pub(super) fn file(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path.to_owned()),
            _ => Self::File { path: path.to_owned(), source },
        }
    }
}
