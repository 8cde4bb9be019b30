//! Whole files of formats whose records cannot be cut out as bytes (EVTX): kept once under their SHA-256, compressed.
//!
//! The record that begins a file names the hash, and so the tree vouches for the file. Deliberately not here: when they are removed
//! (that is told to [`crate::Vault::remove_original`]).

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::files::{self, FileError, at};
use crate::reading::{ReadError, Reading};
use crate::writer::{AppendError, Disk, Vault};

/// A whole file that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of its bytes, hexadecimal
    pub sha256: String,
    /// Its length, bytes
    pub size: u64,
}

/// Path of an original; `None` for what is no SHA-256 in lower-case hexadecimal.
fn path_of(vault: &Path, sha256: &str) -> Option<PathBuf> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then(|| vault.join("originals").join(sha256))
}

/// Hashes and counts what is read through it.
struct Hashing<R> {
    from: R,
    hasher: Sha256,
    size: u64,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(to)?;
        self.hasher.update(&to[..read]);
        self.size += read as u64;
        Ok(read)
    }
}

/// Keeps a file in the vault in this folder.
fn keep(vault: &Path, from: impl Read) -> Result<Original, FileError> {
    let folder = vault.join("originals");
    files::make_folder(&folder)?;
    let mut name = [0; 8];
    getrandom::fill(&mut name).map_err(|error| at(&folder)(io::Error::other(error.to_string())))?;
    let incoming = folder.join(format!("{}.incoming", hex::encode(name)));
    let mut from = Hashing { from, hasher: Sha256::new(), size: 0 };
    let written = files::replace_with(&incoming, false, |file| {
        let mut encoder = zstd::Encoder::new(io::BufWriter::new(file), 3)?;
        io::copy(&mut from, &mut encoder)?;
        encoder.finish()?.flush()
    });
    if let Err(error) = written {
        // what is left of it is nothing anybody was told of; it may not even be there
        drop(std::fs::remove_file(incoming.with_added_extension("tmp")));
        return Err(error);
    }
    let original = Original { sha256: hex::encode(from.hasher.finalize()), size: from.size };
    let path = folder.join(&original.sha256);
    std::fs::rename(&incoming, &path).map_err(at(&path))?;
    files::sync_folder_of(&path)?;
    Ok(original)
}

impl Vault {
    /// Keeps a whole file durably and says under which hash. The same file again takes no more room. A failure does not stop intake.
    pub fn keep_original(&self, from: impl Read) -> Result<Original, ReadError> {
        Ok(keep(self.dir(), from)?)
    }

    /// Removes an original, after it was noted that and why.
    pub fn remove_original(&self, sha256: &str, policy: &str, now: jiff::Timestamp) -> Result<(), AppendError> {
        let path = path_of(self.dir(), sha256).ok_or(AppendError::Unfit("not a SHA-256"))?;
        let body = serde_json::json!({ "original": sha256, "policy": policy });
        self.on_disk(move |disk: &mut Disk| {
            if path.exists() {
                disk.note(crate::Kind::Removed, now, &body)?;
                std::fs::remove_file(&path).map_err(at(&path))?;
                files::sync_folder_of(&path)?;
            }
            Ok(())
        })?
    }
}

impl Reading {
    /// Hashes of the originals that are kept, sorted.
    pub fn originals(&self) -> Result<Vec<String>, ReadError> {
        let paths = files::list(&self.dir().join("originals"))?;
        let names = paths.into_iter().filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
        Ok(names.filter(|name| path_of(self.dir(), name).is_some()).collect())
    }

    /// The bytes of an original, unverified; `None` when it is not kept. Whoever relies on them hashes them.
    pub fn original(&self, sha256: &str) -> Result<Option<impl Read + use<>>, ReadError> {
        let Some(path) = path_of(self.dir(), sha256) else {
            return Ok(None);
        };
        match std::fs::File::open(&path) {
            Ok(file) => Ok(Some(zstd::Decoder::new(file).map_err(at(&path))?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(at(&path)(error).into()),
        }
    }
}
