//! Makes a backup while the server goes on.
//!
//! The database is copied as it stands at one moment; files that it names were on disk before it named them, so none is
//! missing. The vault is held at one moment, too, whatever comes in. Only when the new file was read back from the disk are old ones removed.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use age::Encryptor;
use age::secrecy::SecretString;
use sonae_domain::access::Permission;
use sonae_store::{AuditHead, Location, Store};
use sonae_vault::ReadError;
use walkdir::WalkDir;

use super::archive::Member;
use super::kept::{MAKE, OwnBackup, SECOND_PLACE};
use super::manifest::{FORMAT, Manifest};
use super::{BackupError, archive, generations, kept, key};
use crate::actor::Actor;
use crate::data_folder::{DataFolder, create_part, name_part, part_of};
use crate::house::House;
use crate::logs::Vaults;

/// What a data folder holds that a backup does not: what is copied otherwise, made anew, or of the moment.
const LEFT_OUT: &[&str] = &["backups", "tls", "lock", "setup-code", "sample.part", "lake", "logs", "vault"];

/// Where the vault is held while it is copied.
const VAULT: &str = "vault.part";

/// With what a backup is locked.
#[derive(Clone, Copy)]
pub enum Lock<'a> {
    /// For the key on paper
    Key,
    /// With a passphrase
    Passphrase(&'a str),
}

/// A backup that was made.
#[derive(Debug)]
pub struct Made {
    /// File name
    pub name: String,
    /// Where it lies
    pub path: PathBuf,
    /// Its size
    pub bytes: u64,
    /// Whether the database is in it; a server's is not
    pub database: bool,
    /// Older ones that were removed
    pub removed: Vec<String>,
    /// The copy in the second place, where there is one
    pub second: Option<Result<PathBuf, BackupError>>,
}

/// Makes one. `second_place`: a folder for a copy instead of the one of the settings.
pub async fn make_backup(house: &House, actor: &Actor, lock: Lock<'_>, second_place: Option<&Path>) -> Result<Made, BackupError> {
    actor.require(Permission::ManageBackups)?;
    let encryptor = match lock {
        Lock::Key => Encryptor::with_recipients(std::iter::once(&key::to_encrypt_for(house)? as &dyn age::Recipient)),
        Lock::Passphrase(text) => Ok(Encryptor::with_user_passphrase(SecretString::from(text.to_owned()))),
    };
    let encryptor = encryptor.map_err(|_| BackupError::NoKey)?;
    let folder = house.folder.backups();
    let _turn = turn(&folder)?;
    let made = make(house, actor, encryptor, matches!(lock, Lock::Passphrase(_))).await;
    remove_parts(&folder);
    match made {
        Ok(mut made) => {
            made.second = second(house, actor, &made, second_place).await?;
            Ok(made)
        }
        Err(error) => {
            tracing::error!("no backup was made: {error}");
            kept::outcome(house, actor, MAKE, Some(&error)).await?;
            Err(error)
        }
    }
}

/// One at a time, also among processes.
fn turn(folder: &Path) -> Result<File, BackupError> {
    let failed = |error| BackupError::file(folder, error);
    DataFolder::open(folder).map_err(failed)?;
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(BackupError::Busy),
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// What was begun and not finished.
fn remove_parts(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().contains(".part") {
            let path = entry.path();
            let _ = if entry.file_name() == VAULT { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        }
    }
}

async fn make(house: &House, actor: &Actor, encryptor: Encryptor, passphrase: bool) -> Result<Made, BackupError> {
    let folder = house.folder.backups();
    remove_parts(&folder);
    let snapshot = folder.join("snapshot.part");
    let database = house.store.snapshot(&snapshot).await?;
    let copied = if database { Some(Store::open(&Location::Sqlite(snapshot.clone())).await?) } else { None };
    let store = copied.as_ref().unwrap_or(&house.store);
    let (head, records) = (store.audit_head().await?, store.record_counts().await?);
    if let Some(copied) = copied {
        copied.close().await?;
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made: house.now(),
        institution: house.institution().await?.name,
        database,
        head: head.clone(),
        records,
        files: Vec::new(),
    };
    let name = generations::new_name(&folder, &house.now().to_zoned(sonae_domain::calendar::japan()));
    let path = folder.join(&name);
    let (data, target, vaults) = (house.folder.path().to_owned(), path.clone(), house.vaults());
    let written = tokio::task::spawn_blocking(move || {
        let mut members = files(&data)?;
        if database {
            members.insert(0, whole(DataFolder::DATABASE.to_owned(), snapshot));
        }
        members.extend(vault(&vaults, &folder.join(VAULT))?);
        write(&target, encryptor, &members, manifest)
    });
    let (bytes, sha256) = written.await.map_err(|_| BackupError::CutOff)??;
    let keep = usize::try_from(house.settings().await?.backup.generations).unwrap_or(usize::MAX);
    let removed = generations::prune(&house.folder.backups(), keep, &name)?;
    let backup = OwnBackup { made: house.now(), bytes, sha256, head: AuditHead { ..head }, passphrase };
    kept::made(house, actor, &name, &backup, &removed).await?;
    Ok(Made { name, path, bytes, database, removed, second: None })
}

/// Writes the backup, reads it back from the disk, and only then gives it its name.
fn write(target: &Path, encryptor: Encryptor, members: &[Member], manifest: Manifest) -> Result<(u64, String), BackupError> {
    let part = part_of(target);
    let file = create_part(&part, true).map_err(|error| BackupError::file(&part, error))?;
    let written = archive::write((file, &part), encryptor, members, |files| Manifest { files, ..manifest })?;
    if archive::measure(&part)? != written {
        return Err(BackupError::NotAsWritten(part));
    }
    name_part(&part, target).map_err(|error| BackupError::file(target, error))?;
    Ok(written)
}

fn whole(name: String, place: PathBuf) -> Member {
    Member { name, place, bytes: u64::MAX }
}

/// The vault at one moment. Where this process does not write to it, it is only read: another process may.
fn vault(vaults: &Vaults, stage: &Path) -> Result<Vec<Member>, BackupError> {
    let reading = vaults.reading();
    if !reading.dir().is_dir() {
        return Ok(Vec::new());
    }
    DataFolder::open(stage).map_err(|error| BackupError::file(stage, error))?;
    let held = vaults.open_writer().map_or_else(|| reading.snapshot(stage), |writer| writer.snapshot(stage));
    let held = held.map_err(|error| match error {
        ReadError::Io { path, source } => BackupError::file(&path, source),
        other => BackupError::file(stage, std::io::Error::other(other)),
    })?;
    Ok(held.into_iter().map(|file| Member { name: format!("vault/{}", file.name), place: file.path, bytes: file.bytes }).collect())
}

/// Every file of the data folder that belongs in a backup, but the database and the vault.
fn files(data: &Path) -> Result<Vec<Member>, BackupError> {
    let mut found = Vec::new();
    let belongs = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() != 1 || !(LEFT_OUT.contains(&name.as_ref()) || name.starts_with(DataFolder::DATABASE))
    };
    for entry in WalkDir::new(data).sort_by_file_name().into_iter().filter_entry(belongs) {
        let entry = entry.map_err(|error| BackupError::file(data, error.into()))?;
        let name = entry.path().strip_prefix(data).unwrap_or(entry.path());
        let name = name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        if entry.file_type().is_file() && entry.path().extension().is_none_or(|extension| extension != "part") {
            found.push(whole(name, entry.path().to_owned()));
        }
    }
    Ok(found)
}

/// Copies the backup to the second place. That this fails is said loudly and stops nothing.
async fn second(
    house: &House,
    actor: &Actor,
    made: &Made,
    place: Option<&Path>,
) -> Result<Option<Result<PathBuf, BackupError>>, BackupError> {
    let settings = house.settings().await?.backup;
    let place = match place {
        Some(place) => place.to_owned(),
        None if !settings.second_place.is_empty() => PathBuf::from(&settings.second_place),
        None => return Ok(None),
    };
    let (from, name) = (made.path.clone(), made.name.clone());
    let keep = usize::try_from(settings.generations).unwrap_or(usize::MAX);
    let copied = tokio::task::spawn_blocking(move || copy(&from, &place, &name, keep)).await.map_err(|_| BackupError::CutOff)?;
    if let Err(error) = &copied {
        tracing::error!("the backup was not copied to the second place: {error}");
    }
    kept::outcome(house, actor, SECOND_PLACE, copied.as_ref().err()).await?;
    Ok(Some(copied))
}

fn copy(from: &Path, place: &Path, name: &str, keep: usize) -> Result<PathBuf, BackupError> {
    let target = place.join(name);
    let part = part_of(&target);
    let copied = (|| {
        let file = create_part(&part, true)?;
        std::io::copy(&mut File::open(from)?, &mut &file)?;
        file.sync_all()
    })();
    let verified = copied.map_err(|error| BackupError::file(&target, error)).and_then(|()| {
        let same = archive::measure(&part)? == archive::measure(from)?;
        if same { Ok(()) } else { Err(BackupError::NotAsWritten(target.clone())) }
    });
    if let Err(error) = verified {
        let _ = std::fs::remove_file(&part);
        return Err(error);
    }
    name_part(&part, &target).map_err(|error| BackupError::file(&target, error))?;
    generations::prune(place, keep, name)?;
    Ok(target)
}
