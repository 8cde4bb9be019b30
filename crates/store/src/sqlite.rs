//! What is particular about SQLite: the file, its permissions, its journal, and the copy kept before an upgrade.
//!
//! Durability: write-ahead log with `synchronous = FULL`, so that what was acknowledged survives the process being killed
//! and the power going out. On unix a new file can be read and written by its owner only (0600, and SQLite gives the same
//! to its `-wal` and `-shm`); on Windows it has the permissions of its folder. On a file system that cannot do write-ahead
//! logs (some network shares), SQLite stays with its rollback journal: as safe, but readers wait for writers.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::SqliteSynchronous;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::error::is_not_a_database;
use crate::migrations::find;
use crate::open::accepted;
use crate::{Location, OpenError, StoreError};

/// What every SQLite file starts with. <https://www.sqlite.org/fileformat.html>
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// One writer and three readers; each is a thread.
const CONNECTIONS: u32 = 4;

/// Opens or creates the file, having made sure that it is ours.
pub(crate) async fn connect(path: &Path, wait: Duration) -> Result<DatabaseConnection, OpenError> {
    create_or_recognise(path)?;
    let probe = pool(path, wait, 1).await.map_err(|error| recognised(error, path))?;
    let found = find(&probe).await.map_err(|error| recognised(error, path));
    let accepted = found.and_then(|found| accepted(found, &Location::Sqlite(path.to_owned())));
    let prepared = match accepted {
        Ok(_) => write_ahead(&probe, wait).await.map_err(OpenError::from),
        Err(refused) => Err(refused),
    };
    probe.close().await?;
    prepared?;
    Ok(pool(path, wait, CONNECTIONS).await?)
}

async fn pool(path: &Path, wait: Duration, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let path = path.to_owned();
    // The URL only chooses the driver: a path is not always a valid URL.
    let mut options = ConnectOptions::new("sqlite:file");
    options.max_connections(connections).acquire_timeout(wait).sqlx_logging(false).record_stmt_in_spans(false).map_sqlx_sqlite_opts(
        move |options| {
            options.filename(&path).create_if_missing(false).foreign_keys(true).synchronous(SqliteSynchronous::Full).busy_timeout(wait)
        },
    );
    Database::connect(options).await
}

/// Turns the write-ahead log on, once in the life of a file. SQLite does not wait for others here, so we do.
async fn write_ahead(db: &DatabaseConnection, wait: Duration) -> Result<(), StoreError> {
    let give_up = Instant::now() + wait;
    loop {
        let current = Statement::from_string(DbBackend::Sqlite, "PRAGMA journal_mode");
        let mode = db.query_one_raw(current).await?;
        let mode: String = mode.map_or(Ok(String::new()), |row| row.try_get_by_index(0))?;
        if mode.eq_ignore_ascii_case("wal") {
            return Ok(());
        }
        match db.execute_unprepared("PRAGMA journal_mode = WAL").await.map_err(StoreError::from) {
            Err(StoreError::Locked) if Instant::now() < give_up => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            outcome => return outcome.map(|_| ()),
        }
    }
}

/// An empty file is a database that was never written to; anything else must look like SQLite.
fn create_or_recognise(path: &Path) -> Result<(), OpenError> {
    let file = |source| OpenError::File { path: path.to_owned(), source };
    match create_private(path) {
        Ok(_) => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(_) if path.is_dir() => {}
        Err(error) => return Err(file(error)),
    }
    let refused = || OpenError::NotADatabase { path: path.to_owned() };
    if !path.is_file() {
        return Err(refused());
    }
    let mut start = Vec::new();
    let mut reader = File::open(path).map_err(file)?.take(HEADER.len() as u64);
    reader.read_to_end(&mut start).map_err(file)?;
    if start.is_empty() || start == HEADER { Ok(()) } else { Err(refused()) }
}

/// Creates a file that must not exist, for its owner only.
#[cfg(unix)]
fn create_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Creates a file that must not exist. Who may read it is inherited from the folder, as usual on Windows.
#[cfg(not(unix))]
fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

fn recognised(error: DbErr, path: &Path) -> OpenError {
    if is_not_a_database(&error) { OpenError::NotADatabase { path: path.to_owned() } } else { error.into() }
}

/// Copies the database as it stands to `<name>.before-v<version>` beside it and gives the path of the copy. The caller holds
/// the write lock. A copy that is already there is left alone, and the new one is numbered.
pub(crate) async fn copy(db: &DatabaseConnection, path: &Path, version: u32) -> Result<PathBuf, OpenError> {
    let unfinished = beside(path, &format!(".before-v{version}.unfinished"));
    let failed = |path: &Path, source| OpenError::File { path: path.to_owned(), source };
    match std::fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(failed(&unfinished, error));
        }
        _ => {}
    }
    vacuum_into(db, &unfinished).await?;
    let mut kept = beside(path, &format!(".before-v{version}"));
    let mut number = 2;
    while kept.exists() {
        kept = beside(path, &format!(".before-v{version}.{number}"));
        number += 1;
    }
    std::fs::rename(&unfinished, &kept).map_err(|error| failed(&kept, error))?;
    sync_folder(&kept).map_err(|error| failed(&kept, error))?;
    Ok(kept)
}

/// Writes the database as it stands into a new file that must not exist, for its owner only; on disk when this returns. Writing
/// to the database goes on meanwhile.
pub(crate) async fn vacuum_into(db: &DatabaseConnection, to: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::File { path: to.to_owned(), source };
    let file = create_private(to).map_err(failed)?;
    let name = to.to_str().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
    let copy = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    db.execute_raw(copy).await?;
    file.sync_all().map_err(failed)
}

/// Makes a new name in a folder survive the power going out.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => File::open(folder)?.sync_all(),
        _ => File::open(".")?.sync_all(),
    }
}

/// Windows keeps the names of its folders in the journal of the file system.
#[cfg(not(unix))]
fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// `sonae.db` and `.before-v2` → `sonae.db.before-v2`, in the same folder.
fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().map(OsString::from).unwrap_or_default();
    name.push(suffix);
    path.with_file_name(name)
}
