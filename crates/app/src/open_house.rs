//! Opens an institution's sonae: data folder, database, signing key, printer.
//!
//! A folder that is served is locked for as long as it is open, so that two servers never share it; commands that only read or
//! add (`sonae audit`, `sonae backup`) take no lock. Deliberately not here: which folder (the command line decides), and
//! building the printer (crate `reports` is unknown here).

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sonae_domain::framework::Frameworks;
use sonae_store::{Location, LocationError, OpenError, Store, Upgrade};

use crate::data_folder::DataFolder;
use crate::house::House;
use crate::pack::{KeyError, SigningKey};
use crate::ports::{Clock, PrintFailure, Printer};

/// Where everything of one installation lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The data folder
    pub folder: PathBuf,
    /// The database: a file in the folder, or a server
    pub database: Location,
}

impl Home {
    /// What `--data` says: a folder, or the URL of a PostgreSQL server (files then lie in `default`). `None`: `default`.
    pub fn parse(data: Option<&str>, default: &Path) -> Result<Self, LocationError> {
        match data {
            Some(url) if url.contains("://") => Ok(Self { folder: default.to_owned(), database: Location::parse(url)? }),
            Some(folder) if !folder.trim().is_empty() => Ok(Self::in_folder(Path::new(folder))),
            _ => Ok(Self::in_folder(default)),
        }
    }

    /// Everything in one folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), database: Location::Sqlite(folder.join(DataFolder::DATABASE)) }
    }
}

/// Why a sonae could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenHouseError {
    /// The data folder cannot be made or used
    #[error("{path}: {source}")]
    Folder {
        /// The folder
        path: PathBuf,
        /// What the operating system said
        source: std::io::Error,
    },
    /// Another server has it open
    #[error("{path} is in use by another sonae")]
    InUse {
        /// The folder
        path: PathBuf,
    },
    /// The database cannot be opened
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The signing key cannot be used
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The printer does not start
    #[error(transparent)]
    Printer(#[from] PrintFailure),
}

/// An opened sonae.
pub struct Opened {
    /// The institution's sonae
    pub house: House,
    /// What opening did to an older database
    pub upgrade: Option<Upgrade>,
}

/// Keeps other servers out of a data folder until it is dropped.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

/// Locks a data folder for a server, making it when it is not there.
pub fn lock_folder(path: &Path) -> Result<FolderLock, OpenHouseError> {
    let failed = |source| OpenHouseError::Folder { path: path.to_owned(), source };
    let folder = DataFolder::open(path).map_err(failed)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.path().join("lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(FolderLock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(OpenHouseError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Opens everything. `printer` gets the fingerprint of the signing key, which marks the papers as this institution's.
pub async fn open_house<P>(
    home: &Home,
    frameworks: &'static Frameworks,
    clock: Arc<dyn Clock>,
    printer: P,
) -> Result<Opened, OpenHouseError>
where
    P: FnOnce(&str) -> Result<Arc<dyn Printer>, PrintFailure>,
{
    let folder = DataFolder::open(&home.folder).map_err(|source| OpenHouseError::Folder { path: home.folder.clone(), source })?;
    let key = SigningKey::of_folder(folder.path())?;
    let store = Store::open(&home.database).await?;
    let upgrade = store.upgrade().cloned();
    let printer = printer(&key.fingerprint())?;
    Ok(Opened { house: House::new(store, folder, clock, frameworks, printer), upgrade })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_served_is_not_served_twice() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("data");
        let lock = lock_folder(&folder).unwrap();
        assert!(matches!(lock_folder(&folder), Err(OpenHouseError::InUse { .. })));
        drop(lock);
        lock_folder(&folder).unwrap();
    }

    #[test]
    fn files_lie_in_the_own_folder_when_the_database_is_a_server() {
        let default = Path::new("own");
        let home = Home::parse(Some("postgres://h/d"), default).unwrap();
        assert_eq!((home.folder.as_path(), home.database), (default, Location::Postgres("postgres://h/d".into())));
        assert_eq!(Home::parse(Some("x"), default).unwrap(), Home::in_folder(Path::new("x")));
        assert_eq!(Home::parse(None, default).unwrap(), Home::in_folder(default));
        assert!(Home::parse(Some("mysql://h"), default).is_err());
    }
}
