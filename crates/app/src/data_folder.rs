//! The data folder of a running sonae: where each kind of file lies.
//!
//! | Path | Holds |
//! |---|---|
//! | `sonae.db` | the database, unless it is a PostgreSQL server |
//! | `evidence/ab/abcdef…` | evidence files, by their SHA-256 |
//! | `signing-key`, `signing-key.pub` | the key that signs packs |
//! | `packs/` | inspection packs that were built |
//! | `backups/` | encrypted generations of all this |
//! | `tls/` | the certificate that the server made for itself |
//! | `mail-password` | the password of the mail server, readable by the owner only |
//! | `setup-code` | what somebody types at the first start from another machine; removed afterwards |
//! | `vault/` | access logs: the evidence (crate `vault`) |
//! | `lake/` | access logs: sorted for questions; made anew from the vault at any time (crate `lake`) |
//! | `lake.toml` | where the lake lies instead, and who helps to answer; written by hand |
//! | `logs/` | access logs: what else is derived from the vault |
//! | `lock` | held by the server that has the folder open |
//!
//! Deliberately not here: what is in the files.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// A data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataFolder(PathBuf);

impl DataFolder {
    /// Name of the embedded database.
    pub const DATABASE: &str = "sonae.db";

    /// The folder, made with its parents when it is not there. Readable by its owner only (on Windows by the permissions of
    /// the user's own folder).
    pub fn open(path: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(path)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
        }
        Ok(Self(path.to_owned()))
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The embedded database.
    pub fn database(&self) -> PathBuf {
        self.0.join(Self::DATABASE)
    }

    /// Inspection packs.
    pub fn packs(&self) -> PathBuf {
        self.0.join("packs")
    }

    /// Backups of all this.
    pub fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    /// The server's certificate.
    pub fn tls(&self) -> PathBuf {
        self.0.join("tls")
    }

    /// Access logs: the evidence.
    pub fn vault(&self) -> PathBuf {
        self.0.join("vault")
    }

    /// Access logs: sorted for questions.
    pub fn lake(&self) -> PathBuf {
        self.0.join("lake")
    }

    /// Access logs: what else is derived from the evidence.
    pub fn logs(&self) -> PathBuf {
        self.0.join("logs")
    }

    /// Evidence files.
    pub fn evidence(&self) -> PathBuf {
        self.0.join("evidence")
    }

    /// Where an evidence file lies; `None` when the text is no SHA-256.
    pub fn evidence_file(&self, sha256: &str) -> Option<PathBuf> {
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase());
        is_hash.then(|| self.evidence().join(&sha256[..2]).join(sha256))
    }

    /// Keeps the bytes under their SHA-256 and gives it. On disk when this returns; the same bytes again cost nothing.
    pub fn keep_evidence(&self, bytes: &[u8]) -> std::io::Result<String> {
        let sha256 = hex::encode(Sha256::digest(bytes));
        let Some(path) = self.evidence_file(&sha256) else { return Ok(sha256) };
        if std::fs::metadata(&path).is_ok_and(|known| known.len() == bytes.len() as u64) {
            return Ok(sha256);
        }
        write_whole(&path, bytes)?;
        Ok(sha256)
    }

    /// The bytes of an evidence file; `None` when it is not there or no longer what it was.
    pub fn read_evidence(&self, sha256: &str) -> Option<Vec<u8>> {
        let bytes = std::fs::read(self.evidence_file(sha256)?).ok()?;
        (hex::encode(Sha256::digest(&bytes)) == sha256).then_some(bytes)
    }
}

/// Writes a file so that a half-written one is never seen under its name, and that it is on disk when this returns.
pub fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    write_with(path, bytes, false)
}

/// As [`write_whole`], readable by its owner only (on Windows by the permissions of its folder).
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    write_with(path, bytes, true)
}

fn write_with(path: &Path, bytes: &[u8], private: bool) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let part = part_of(path);
    let mut file = create_part(&part, private)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    name_part(&part, path)
}

/// The name of a file while it is being written.
pub fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Creates the file that is to be written; what an earlier try left is thrown away.
pub fn create_part(part: &Path, private: bool) -> std::io::Result<File> {
    match std::fs::remove_file(part) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    // Windows: a new file takes the permissions of its folder
    #[cfg(not(unix))]
    let _ = private;
    options.open(part)
}

/// Gives a file that is written and on disk its name.
pub fn name_part(part: &Path, path: &Path) -> std::io::Result<()> {
    std::fs::rename(part, path)?;
    // the name, too, must survive the power going out; Windows has no such call and journals names itself
    #[cfg(unix)]
    File::open(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_found_by_its_hash_and_a_changed_file_is_not_given_out() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&scratch.path().join("data")).unwrap();
        let sha256 = folder.keep_evidence(b"scan").unwrap();
        assert_eq!(folder.keep_evidence(b"scan").unwrap(), sha256);
        assert_eq!(folder.read_evidence(&sha256).as_deref(), Some(&b"scan"[..]));
        std::fs::write(folder.evidence_file(&sha256).unwrap(), b"scam").unwrap();
        assert_eq!(folder.read_evidence(&sha256), None);
        assert_eq!(folder.evidence_file("../../etc/passwd"), None);
    }
}
