//! The vault as it is at one moment, for a backup that is made while records come in and segments are redacted or removed.
//!
//! Segments only grow and everything else is replaced by renaming, so hard links and lengths hold the moment, whatever its size. Deliberately
//! not here: copying what was linked.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::files::{self, FileError, at};
use crate::layout;
use crate::reading::{ReadError, Reading};
use crate::state::State;
use crate::writer::Vault;

/// How often a moment is looked for at which nobody else is changing anything but the ends of segments.
const TRIES: u32 = 40;
/// So long nothing else may change: longer than a disk needs for one of the files that a checkpoint replaces one after the other.
const CALM: Duration = Duration::from_millis(250);

/// A file of the vault at that moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFile {
    /// Its path in the vault, with `/`
    pub name: String,
    /// Where its bytes lie as long as the snapshot is needed
    pub path: PathBuf,
    /// How many of them belong to the moment
    pub bytes: u64,
}

impl Vault {
    /// Holds the present moment: everything that was acknowledged before this call. `stage` is an empty folder, on the same file system where
    /// that can be; its owner removes it.
    pub fn snapshot(&self, stage: &Path) -> Result<Vec<SnapshotFile>, ReadError> {
        let (dir, stage) = (self.dir().to_owned(), stage.to_owned());
        let (reading, place) = (Reading::open(&dir), stage.clone());
        // between two commits; a writer that has ended changes nothing any more
        match self.on_disk(move |_| hold(&dir, &stage)) {
            Ok(held) => Ok(held?),
            Err(_) => reading.snapshot(&place),
        }
    }
}

impl Reading {
    /// The same beside a writer of another process, which cannot be asked to wait: a moment at which its checkpoint is whole is looked for.
    pub fn snapshot(&self, stage: &Path) -> Result<Vec<SnapshotFile>, ReadError> {
        let mut tried = 0;
        loop {
            let before = beside(self.dir())?;
            let place = stage.join(tried.to_string());
            files::make_folder(&place)?;
            let held = hold(self.dir(), &place);
            std::thread::sleep(CALM);
            tried += 1;
            let calm = self.is_sealed()? && beside(self.dir())? == before;
            match held {
                Ok(held) if calm || tried >= TRIES => return Ok(held),
                // what was there a moment ago was removed or renamed: there is nothing to give up with
                Err(error) if tried >= 3 * TRIES || error.source.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => fs::remove_dir_all(&place).map_err(at(&place))?,
            }
        }
    }

    /// Whether each checkpoint and what the writer remembers of it are of one size.
    fn is_sealed(&self) -> Result<bool, ReadError> {
        for shard in self.shards()? {
            let sealed = self.checkpoint(&shard)?.map_or(0, |sealed| sealed.size);
            if State::read(&self.shard_dir(&shard))?.frontier().map_or(0, |frontier| frontier.size()) != sealed {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Which files a vault has beside its segments and originals, and when each was replaced.
fn beside(vault: &Path) -> Result<BTreeMap<PathBuf, (u64, Option<SystemTime>)>, FileError> {
    let mut found = BTreeMap::new();
    for name in names(vault)?.into_iter().filter(|name| part_of(name) == Part::Head) {
        let path = vault.join(&name);
        match fs::metadata(&path) {
            Ok(file) => drop(found.insert(name, (file.len(), file.modified().ok()))),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(at(&path)(error)),
        }
    }
    Ok(found)
}

/// In this order they are held: what others name comes after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Head,
    Segment,
    Original,
}

fn part_of(name: &Path) -> Part {
    let mut folders = name.components().rev().skip(1).filter_map(|part| part.as_os_str().to_str());
    match (folders.next(), folders.next()) {
        (Some("segments"), Some(shard)) if layout::is_shard(shard) => Part::Segment,
        (Some("originals"), None) => Part::Original,
        _ => Part::Head,
    }
}

/// Paths of the files of a vault, in it; not the lock, and nothing that is just being written.
fn names(vault: &Path) -> Result<Vec<PathBuf>, FileError> {
    let (mut found, mut folders) = (Vec::new(), vec![vault.to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in files::list(&folder)? {
            let passing = path.extension().is_some_and(|ending| ending == "tmp" || ending == "incoming");
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(vault)
                && !passing
                && name != Path::new("lock")
            {
                found.push(name.to_owned());
            }
        }
    }
    found.sort_by_cached_key(|name| (part_of(name), name.clone()));
    Ok(found)
}

/// Holds every file as it is now.
fn hold(vault: &Path, stage: &Path) -> Result<Vec<SnapshotFile>, FileError> {
    let mut held = Vec::new();
    for name in names(vault)? {
        let (path, linked) = (vault.join(&name), stage.join(&name));
        if let Some(folder) = linked.parent() {
            files::make_folder(folder)?;
        }
        let path = match fs::hard_link(&path, &linked) {
            Ok(()) => linked,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(at(&path)(error)),
            // no such links here: what is small is copied, and what is large stays where it is
            Err(_) => copied(path, linked, part_of(&name))?,
        };
        let bytes = fs::metadata(&path).map_err(at(&path))?.len();
        let name = name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        held.push(SnapshotFile { name, path, bytes });
    }
    Ok(held)
}

fn copied(path: PathBuf, to: PathBuf, part: Part) -> Result<PathBuf, FileError> {
    if part != Part::Head {
        return Ok(path);
    }
    fs::copy(&path, &to).map_err(at(&path))?;
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_name_comes_after_them() {
        let mut names =
            ["originals/ab", "2026/segments/0.seg", "2026/segments/0.chk", "holds", "2026/checkpoint", "quarantine/originals/x"];
        names.sort_by_key(|name| (part_of(Path::new(name)), *name));
        assert_eq!(
            names,
            ["2026/checkpoint", "holds", "quarantine/originals/x", "2026/segments/0.chk", "2026/segments/0.seg", "originals/ab"]
        );
    }
}
