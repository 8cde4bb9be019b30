//! Files that were uploaded and not yet taken over: by their hash, for a day; without the secrets that could be cut out of them, and only in memory
//! where some are left. Not here: what is taken over (evidence).

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::data_folder::{DataFolder, write_whole};
use crate::house::House;
use crate::without_secrets::{SecretsCut, without_secrets};

/// So long a file waits for somebody to confirm it.
const WAITS: Duration = Duration::from_hours(24);

fn folder(data: &DataFolder) -> PathBuf {
    data.path().join("pending")
}

/// So many files wait in memory.
const HELD: usize = 8;

/// Files that must not be written, by their hash; the newest last.
#[derive(Debug, Default)]
pub(crate) struct Held(Mutex<VecDeque<(String, Vec<u8>)>>);

impl Held {
    fn of(&self, sha256: &str) -> Option<Vec<u8>> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().find(|(known, _)| known == sha256).map(|(_, bytes)| bytes.clone())
    }

    fn forget(&self, sha256: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, _)| known != sha256);
    }
}

/// Keeps an uploaded file without its secrets and gives the hash of what is kept; forgets those that have waited too long.
pub(crate) fn keep(house: &House, bytes: &[u8]) -> std::io::Result<String> {
    let folder = folder(&house.folder);
    forget_old(house, &folder);
    let (bytes, cut) = without_secrets(bytes);
    let sha256 = hex::encode(Sha256::digest(&bytes));
    if let Some(cut) = cut {
        write_whole(&folder.join(beside(&sha256)), &serde_json::to_vec(&cut)?)?;
    }
    write_whole(&folder.join(&sha256), &bytes)?;
    Ok(sha256)
}

/// Holds a file in memory that must not be written, and gives its hash.
pub(crate) fn hold(house: &House, bytes: &[u8]) -> String {
    let sha256 = hex::encode(Sha256::digest(bytes));
    house.held.forget(&sha256);
    let mut held = house.held.0.lock().unwrap_or_else(PoisonError::into_inner);
    if held.len() >= HELD {
        held.pop_front();
    }
    held.push_back((sha256.clone(), bytes.to_vec()));
    sha256
}

/// What was cut out of a file that waits.
pub(crate) fn cut(data: &DataFolder, sha256: &str) -> Option<SecretsCut> {
    data.evidence_file(sha256)?;
    serde_json::from_slice(&std::fs::read(folder(data).join(beside(sha256))).ok()?).ok()
}

/// The name of the file that says what was cut out.
fn beside(sha256: &str) -> String {
    format!("{sha256}.json")
}

/// The bytes of a file that waits, or that has been taken over before; `None` when there is none with this hash.
pub(crate) fn read(house: &House, sha256: &str) -> Option<Vec<u8>> {
    let data = &house.folder;
    // only a hash names a file
    data.evidence_file(sha256)?;
    if let Some(bytes) = house.held.of(sha256) {
        return Some(bytes);
    }
    let waiting = std::fs::read(folder(data).join(sha256)).ok();
    waiting.filter(|bytes| hex::encode(Sha256::digest(bytes)) == sha256).or_else(|| data.read_evidence(sha256))
}

/// The file has been taken over.
pub(crate) fn forget(house: &House, sha256: &str) {
    house.held.forget(sha256);
    if house.folder.evidence_file(sha256).is_some() {
        for name in [sha256, &beside(sha256)] {
            let _ = std::fs::remove_file(folder(&house.folder).join(name));
        }
    }
}

fn forget_old(house: &House, folder: &std::path::Path) {
    let now = std::time::SystemTime::from(house.now());
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let written = entry.metadata().and_then(|about| about.modified());
        let waited = written.ok().and_then(|written| now.duration_since(written).ok());
        if waited.is_some_and(|waited| waited > WAITS) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
