//! Opening: recognise what is there, refuse what is not ours or newer, bring what is older up to date.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};
use sea_orm_migration::MigratorTrait;

use crate::migrations::{Found, Migrator, find, known_version};
use crate::{Location, OpenError, StoreError, postgres, sqlite};

/// An open database. Cloning it is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct Store {
    db: DatabaseConnection,
    settings: Settings,
    upgrade: Option<Upgrade>,
}

/// How a database is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// How long to wait for another writer, for a free connection, and for a server to answer, before giving up.
    pub lock_wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lock_wait: Duration::from_secs(10) }
    }
}

/// What opening did to an older database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upgrade {
    /// The version it had.
    pub from: u32,
    /// The version it has now.
    pub to: u32,
    /// The copy of it as it was. None on PostgreSQL, where backups are the server's.
    pub copy: Option<PathBuf>,
}

impl Store {
    /// Opens a database, creating it when there is none, and applies pending migrations in one transaction.
    ///
    /// An older SQLite file is first copied to `<name>.before-v<N>` beside it. A newer database, one of another program, or
    /// a file that is none, is refused and left as it is.
    pub async fn open(location: &Location) -> Result<Self, OpenError> {
        Self::open_with(location, Settings::default()).await
    }

    /// As [`Store::open`], with other settings than the default ones.
    pub async fn open_with(location: &Location, settings: Settings) -> Result<Self, OpenError> {
        let (db, file) = match location {
            Location::Sqlite(path) => (sqlite::connect(path, settings.lock_wait).await?, Some(path)),
            Location::Postgres(url) => (postgres::connect(url, settings.lock_wait).await?, None),
        };
        let mut store = Self { db, settings, upgrade: None };
        if accepted(find(&store.db).await?, location)? < known_version() {
            store.upgrade = store.migrate(location, file).await?;
        }
        Ok(store)
    }

    /// What opening did to an older database; `None` when it was new or up to date.
    pub fn upgrade(&self) -> Option<&Upgrade> {
        self.upgrade.as_ref()
    }

    /// Closes all connections and waits for it. A SQLite file is whole by itself afterwards (no `-wal` beside it).
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }

    /// Writes a copy of the embedded database as it stands into a new file, while others go on writing, and gives `true`. A
    /// database on a server is not ours to copy: `false`.
    pub async fn snapshot(&self, to: &Path) -> Result<bool, OpenError> {
        if self.db.get_database_backend() != DbBackend::Sqlite {
            return Ok(false);
        }
        sqlite::vacuum_into(&self.db, to).await?;
        Ok(true)
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.db
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings
    }

    /// Under the lock that all writers take, so that two programs that start at once do it once.
    async fn migrate(&self, location: &Location, file: Option<&PathBuf>) -> Result<Option<Upgrade>, OpenError> {
        let options =
            TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..TransactionOptions::default() };
        let tx = self.db.begin_with_options(options).await?;
        if file.is_none() {
            postgres::lock(&tx, self.settings.lock_wait).await?;
        }
        let (from, to) = (accepted(find(&tx).await?, location)?, known_version());
        if from == to {
            tx.rollback().await?;
            return Ok(None);
        }
        let copy = match file {
            Some(file) if from > 0 => Some(sqlite::copy(&self.db, file, to).await?),
            _ => None,
        };
        Migrator::up(&tx, None).await?;
        tx.commit().await?;
        Ok((from > 0).then_some(Upgrade { from, to, copy }))
    }
}

/// The version of what was found (0: nothing yet), if it may be opened.
pub(crate) fn accepted(found: Found, location: &Location) -> Result<u32, OpenError> {
    match found {
        Found::Nothing => Ok(0),
        Found::Version(version) => Ok(version),
        Found::OtherTables => Err(OpenError::NotOurs { location: location.to_string() }),
        Found::Newer(found) => Err(newer(found).into()),
    }
}

/// A newer sonae has been here.
pub(crate) fn newer(found: u32) -> StoreError {
    StoreError::NewerVersion { found, known: known_version() }
}
