//! Files that were uploaded and not yet taken over: by their hash, for a day. Not here: what is taken over (evidence).

use std::path::PathBuf;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::data_folder::{DataFolder, write_whole};
use crate::house::House;

/// So long a file waits for somebody to confirm it.
const WAITS: Duration = Duration::from_hours(24);

fn folder(data: &DataFolder) -> PathBuf {
    data.path().join("pending")
}

/// Keeps an uploaded file and gives its hash; forgets those that have waited too long.
pub(crate) fn keep(house: &House, bytes: &[u8]) -> std::io::Result<String> {
    let folder = folder(&house.folder);
    forget_old(house, &folder);
    let sha256 = hex::encode(Sha256::digest(bytes));
    write_whole(&folder.join(&sha256), bytes)?;
    Ok(sha256)
}

/// The bytes of a file that waits, or that has been taken over before; `None` when there is none with this hash.
pub(crate) fn read(data: &DataFolder, sha256: &str) -> Option<Vec<u8>> {
    // only a hash names a file
    data.evidence_file(sha256)?;
    let waiting = std::fs::read(folder(data).join(sha256)).ok();
    waiting.filter(|bytes| hex::encode(Sha256::digest(bytes)) == sha256).or_else(|| data.read_evidence(sha256))
}

/// The file has been taken over.
pub(crate) fn forget(data: &DataFolder, sha256: &str) {
    if data.evidence_file(sha256).is_some() {
        let _ = std::fs::remove_file(folder(data).join(sha256));
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
