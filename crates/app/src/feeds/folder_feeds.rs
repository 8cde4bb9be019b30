//! Feeds that lie in an inspected folder, or beside it: official files and packs. They count as long as they lie there: the same folder gives the
//! same table.
//!
//! What was read is kept under the hash of what was there, so that the next run need not read it again. Deliberately not here: which files of a
//! folder are feeds ([`crate::read_folder`]).

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sonae_domain::facts::Facts;
use sonae_feeds::Limits;
use sonae_feeds::pack;
use sonae_feeds::read::FileReport;
use sonae_feeds::store::{Release, Store};

use super::{FeedError, fill_in, is_pack};
use crate::pack::SigningKey;
use crate::products::Confirmed;

/// Where they are kept in the data folder of an inspected folder.
const KEPT: &str = "folder-feeds";

/// What came of the feeds of a folder.
#[derive(Debug, Default)]
pub struct FolderFeeds {
    /// The feeds, open for questions; `None`: there are none
    pub release: Option<Release>,
    /// What became of each official file; nothing where they were read before
    pub reports: Vec<FileReport>,
    /// Packs and files that are not taken, with the reason
    pub refused: Vec<(PathBuf, String)>,
}

/// Reads these files, unless exactly they were read before. `data`: the data folder; `keys`: whose packs are taken beside this folder's own.
pub fn read_folder_feeds(data: &Path, files: &[PathBuf], keys: &[String], now: Timestamp) -> Result<FolderFeeds, FeedError> {
    let kept = data.join(KEPT);
    let name = match files {
        [] => String::new(),
        files => set_name(files, keys)?,
    };
    keep_only(&kept, &name)?;
    if files.is_empty() {
        return Ok(FolderFeeds::default());
    }
    if let Some(release) = folder_feeds(data)? {
        return Ok(FolderFeeds { release: Some(release), ..FolderFeeds::default() });
    }
    // made aside: what was cut off is made anew
    let (aside, place) = (kept.join(format!("{name}.part")), kept.join(&name));
    let _ = std::fs::remove_dir_all(&aside);
    let mut found = FolderFeeds::default();
    let store = Store::open(&aside)?;
    let own = SigningKey::of_folder(data)?.public().to_owned();
    let keys: Vec<&str> = std::iter::once(own.as_str()).chain(keys.iter().map(String::as_str)).collect();
    let (packs, files): (Vec<&PathBuf>, Vec<&PathBuf>) = files.iter().partition(|path| is_pack(path));
    for path in packs {
        match pack::import(&store, &mut File::open(path)?, &keys, &Limits::default()) {
            Ok(staged) => drop(staged.commit(now)?),
            Err(error) => found.refused.push((path.clone(), error.to_string())),
        }
    }
    if !files.is_empty() {
        let mut stage = store.stage(Limits::default())?;
        for path in files {
            if let Err(error) = stage.add(path) {
                found.refused.push((path.clone(), error.to_string()));
            }
        }
        match stage.finish() {
            Ok(staged) => {
                found.reports = staged.reports().to_vec();
                if !staged.deltas().is_empty() {
                    staged.commit(now)?;
                }
            }
            Err(sonae_feeds::store::StoreError::Nothing) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let refused = !found.refused.is_empty() || found.reports.iter().any(FileReport::is_refused);
    if refused {
        // left aside: read, and told, again the next time
        found.release = Some(store.release()?);
    } else {
        drop(store);
        std::fs::rename(&aside, &place)?;
        found.release = folder_feeds(data)?;
    }
    Ok(found)
}

/// The feeds that were read last for this data folder.
pub fn folder_feeds(data: &Path) -> Result<Option<Release>, FeedError> {
    let listed = match std::fs::read_dir(data.join(KEPT)) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    for entry in listed {
        let path = entry?.path();
        if path.extension().is_none() {
            return Ok(Some(Store::open(&path)?.release()?));
        }
    }
    Ok(None)
}

/// Lays what the feeds say over the facts. `answers`: what people said that ledger strings mean.
pub fn consult_feeds(facts: &mut Facts, release: &Release, answers: Vec<Confirmed>) -> Result<(), FeedError> {
    Ok(fill_in(facts, release, answers)?)
}

/// Removes everything but this set.
fn keep_only(kept: &Path, name: &str) -> io::Result<()> {
    let listed = match std::fs::read_dir(kept) {
        Ok(listed) => listed,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return std::fs::create_dir_all(kept),
        Err(error) => return Err(error),
    };
    for entry in listed {
        let entry = entry?;
        if entry.file_name().to_str() != Some(name) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// The name of this set: the hash of all files, whatever they are called, and of the keys.
fn set_name(files: &[PathBuf], keys: &[String]) -> io::Result<String> {
    let mut digests = Vec::with_capacity(files.len());
    for path in files {
        let (mut file, mut hash, mut part) = (File::open(path)?, Sha256::new(), vec![0; 1 << 20]);
        loop {
            match file.read(&mut part)? {
                0 => break,
                count => hash.update(&part[..count]),
            }
        }
        digests.push(hash.finalize());
    }
    digests.sort_unstable();
    let mut all = Sha256::new();
    for digest in digests {
        all.update(digest);
    }
    for key in keys {
        all.update(key.as_bytes());
    }
    Ok(hex::encode(&all.finalize()[..12]))
}
