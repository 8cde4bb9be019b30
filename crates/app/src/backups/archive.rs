//! The encrypted container, written and read as a stream: nothing of it is held in memory but a buffer.
//!
//! Reading trusts nothing: anybody who has the public key can make a file that opens.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

use age::secrecy::SecretString;
use age::stream::StreamReader;
use age::{DecryptError, Decryptor, Encryptor};
use sha2::{Digest, Sha256};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::manifest::{self, BackupFile, FORMAT, Manifest};
use super::{BackupError, key};

/// Bytes that are moved at once.
const BUFFER: usize = 256 << 10;
/// More than any manifest has.
const MANIFEST: u64 = 256 << 20;
/// Passphrases that would take longer to try are not ours (2 to this power).
const WORK: u8 = 22;
/// The entries of a ZIP beyond this size need wider fields.
const LARGE: u64 = 0xF000_0000;

/// What opens a backup.
pub enum Unlock {
    /// The private key as it stands on paper
    Identity(String),
    /// A passphrase
    Passphrase(String),
}

/// An opened backup.
pub(super) type Archive = ZipArchive<StreamReader<BufReader<File>>>;

/// Counts and hashes what goes through.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Moves everything; gives length and SHA-256. The two errors are told apart.
fn pour(from: &mut impl Read, to: &mut impl Write) -> Result<(u64, String), (io::Error, bool)> {
    let (mut buffer, mut hash, mut bytes) = (vec![0; BUFFER], Sha256::new(), 0);
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => return Ok((bytes, hex::encode(hash.finalize()))),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err((error, true)),
        };
        hash.update(&buffer[..read]);
        bytes += read as u64;
        to.write_all(&buffer[..read]).map_err(|error| (error, false))?;
    }
}

/// Length and SHA-256 of a file as it is on the disk.
pub(super) fn measure(path: &Path) -> Result<(u64, String), BackupError> {
    let mut file = File::open(path).map_err(|error| BackupError::file(path, error))?;
    pour(&mut file, &mut io::sink()).map_err(|(error, _)| BackupError::file(path, error))
}

/// A file that is to be written into a backup.
pub(super) struct Member {
    /// Path in the backup
    pub(super) name: String,
    /// Place on the disk
    pub(super) place: PathBuf,
    /// So many of its bytes at most; what is appended meanwhile does not belong to it
    pub(super) bytes: u64,
}

/// Writes the files and the manifest that `describe` makes of them, encrypted, into a file that was just created; on disk when this
/// returns. Gives length and SHA-256 of the encrypted file.
pub(super) fn write(
    (file, path): (File, &Path),
    encryptor: Encryptor,
    members: &[Member],
    describe: impl FnOnce(Vec<BackupFile>) -> Manifest,
) -> Result<(u64, String), BackupError> {
    let failed = |error: io::Error| BackupError::file(path, error);
    let zipped = |error: ZipError| BackupError::file(path, error.into());
    let hashed = Hashed { inner: file, hash: Sha256::new(), bytes: 0 };
    let mut zip = ZipWriter::new_stream(encryptor.wrap_output(hashed).map_err(failed)?);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o600);
    let mut files = Vec::new();
    for Member { name, place, bytes } in members {
        let source = match File::open(place) {
            Ok(source) => source,
            // what went away since it was listed was only passing
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(BackupError::file(place, error)),
        };
        let length = source.metadata().map_err(|error| BackupError::file(place, error))?.len();
        zip.start_file(name.as_str(), options.large_file(length >= LARGE)).map_err(zipped)?;
        let poured = pour(&mut source.take(*bytes), &mut zip);
        let (bytes, sha256) = poured.map_err(|(error, reading)| BackupError::file(if reading { place } else { path }, error))?;
        files.push(BackupFile { path: name.clone(), bytes, sha256 });
    }
    zip.start_file(manifest::NAME, options).map_err(zipped)?;
    let text = serde_json::to_vec_pretty(&describe(files)).map_err(|error| failed(error.into()))?;
    zip.write_all(&text).map_err(failed)?;
    let hashed = zip.finish().map_err(zipped)?.into_inner().finish().map_err(failed)?;
    hashed.inner.sync_all().map_err(failed)?;
    Ok((hashed.bytes, hex::encode(hashed.hash.finalize())))
}

/// Opens a backup and reads what it says about itself.
pub(super) fn open(path: &Path, unlock: &Unlock) -> Result<(Archive, Manifest), BackupError> {
    let file = File::open(path).map_err(|error| BackupError::file(path, error))?;
    let decryptor = Decryptor::new_buffered(BufReader::new(file)).map_err(|error| refused(&error))?;
    let stream = match unlock {
        Unlock::Identity(text) => decryptor.decrypt(std::iter::once(&key::typed(text)? as &dyn age::Identity)),
        Unlock::Passphrase(text) => {
            let mut passphrase = age::scrypt::Identity::new(SecretString::from(text.clone()));
            passphrase.set_max_work_factor(WORK);
            decryptor.decrypt(std::iter::once(&passphrase as &dyn age::Identity))
        }
    };
    let mut archive = ZipArchive::new(stream.map_err(|error| refused(&error))?).map_err(damaged)?;
    let entry = archive.by_name(manifest::NAME).map_err(damaged)?;
    let manifest: serde_json::Value = serde_json::from_reader(entry.take(MANIFEST)).map_err(damaged)?;
    let format = manifest["format"].as_str().unwrap_or_default();
    if format != FORMAT {
        return Err(BackupError::Newer(format.to_owned()));
    }
    let manifest: Manifest = serde_json::from_value(manifest).map_err(damaged)?;
    Ok((archive, manifest))
}

fn refused(error: &DecryptError) -> BackupError {
    match error {
        DecryptError::NoMatchingKeys | DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed => BackupError::WrongKey,
        other => BackupError::Damaged(other.to_string()),
    }
}

fn damaged(error: impl std::fmt::Display) -> BackupError {
    BackupError::Damaged(error.to_string())
}

/// Reads every file and compares it with the manifest. Those for which `place` gives a path are written there.
pub(super) fn read_all(archive: &mut Archive, manifest: &Manifest, place: impl Fn(&str) -> Option<PathBuf>) -> Result<(), BackupError> {
    let mut expected: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    if expected.len() != manifest.files.len() {
        return Err(BackupError::Damaged("a file is listed twice".to_owned()));
    }
    expected.insert(manifest::NAME);
    for name in archive.file_names() {
        let name = name.map_err(damaged)?;
        if !expected.contains(name.as_ref()) {
            return Err(BackupError::Damaged(format!("{name} is not listed")));
        }
    }
    for file in &manifest.files {
        if !is_inside(&file.path) {
            return Err(BackupError::Damaged(format!("{} is not a path in a data folder", file.path)));
        }
        let entry = archive.by_name(&file.path).map_err(damaged)?;
        let target = place(&file.path);
        let mut limited = entry.take(file.bytes.saturating_add(1));
        let found = match &target {
            Some(path) => pour(&mut limited, &mut create(path)?),
            None => pour(&mut limited, &mut io::sink()),
        };
        let found = found.map_err(|(error, reading)| match target {
            Some(path) if !reading => BackupError::file(&path, error),
            _ => BackupError::Damaged(format!("{}: {error}", file.path)),
        })?;
        if found != (file.bytes, file.sha256.clone()) {
            return Err(BackupError::Damaged(format!("{} is not what was written", file.path)));
        }
    }
    Ok(())
}

/// A new file for its owner only, with the folders above it.
fn create(path: &Path) -> Result<File, BackupError> {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| crate::data_folder::create_part(path, true));
    made.map_err(|error| BackupError::file(path, error))
}

/// Whether a path stays inside the folder into which it is written, on every system.
fn is_inside(path: &str) -> bool {
    let plain = !path.is_empty() && !path.contains(['\\', ':', '\0']);
    plain && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out() {
        for bad in ["", "../x", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "a:b", "."] {
            assert!(!is_inside(bad), "{bad}");
        }
        assert!(is_inside("evidence/ab/abcd"));
    }
}
