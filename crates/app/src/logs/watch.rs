//! Files of logs that are dropped into a folder: `<folder>/<source>/…`. A file is taken when it has stopped growing, and then moved
//! into `done/` or `failed/` beside it. Nothing is ever deleted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::fault::LogsError;
use super::import_log_file::{Import, Imported, import_log_file};
use crate::actor::Actor;
use crate::house::House;

/// Folder of files that came in.
const DONE: &str = "done";
/// Folder of files that could not.
const FAILED: &str = "failed";

/// A watched folder, and how its files looked the last time.
#[derive(Debug, Default)]
pub struct Watch {
    folder: PathBuf,
    seen: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
}

/// What became of a file.
#[derive(Debug)]
pub struct Watched {
    /// Where it lay
    pub path: PathBuf,
    /// What became of it
    pub outcome: Result<Imported, LogsError>,
}

impl Watch {
    /// Watches this folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), seen: BTreeMap::new() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Looks once: files that are as they were the last time are taken. `now_whole`: all of them are.
    pub async fn look(&mut self, house: &House, actor: &Actor, now_whole: bool) -> Result<Vec<Watched>, LogsError> {
        let mut found = BTreeMap::new();
        let mut outcomes = Vec::new();
        for (source, path) in files(&self.folder)? {
            let Ok(known) = std::fs::metadata(&path) else { continue };
            let looks = (known.len(), known.modified().ok());
            if !now_whole && self.seen.get(&path) != Some(&looks) {
                found.insert(path, looks);
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let import = Import { path: path.clone(), name, source, format: None, columns: BTreeMap::new() };
            let outcome = import_log_file(house, actor, &import).await;
            let moved = match &outcome {
                Ok(_) => put_aside(&path, DONE, None),
                Err(error) if error.is_of_the_file() => put_aside(&path, FAILED, Some(&error.to_string())),
                // the disk, or another writer: the file waits
                Err(_) => Ok(()),
            };
            if let Err(error) = moved {
                tracing::error!(path = %path.display(), "a file that was dealt with could not be moved: {error}");
            }
            outcomes.push(Watched { path, outcome });
        }
        self.seen = found;
        Ok(outcomes)
    }
}

/// Files of every source's folder, by name. Hidden ones and those that are still being written are passed over.
fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, LogsError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(LogsError::io(folder))?.flatten() {
        let Ok(source) = entry.file_name().into_string() else { continue };
        if source.starts_with('.') || !entry.path().is_dir() {
            continue;
        }
        let inner = entry.path();
        let entries = std::fs::read_dir(&inner).map_err(LogsError::io(&inner))?.flatten();
        let is_whole = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let passing = [".part", ".tmp", ".crdownload"].iter().any(|ending| name.ends_with(ending));
            path.is_file() && !name.starts_with('.') && !name.starts_with('~') && !passing
        };
        found.extend(entries.map(|entry| entry.path()).filter(is_whole).map(|path| (source.clone(), path)));
    }
    found.sort();
    Ok(found)
}

/// Moves a file into a folder beside it, under a name that is free; why, where there is a why, stands in a text beside it.
fn put_aside(path: &Path, folder: &str, why: Option<&str>) -> std::io::Result<()> {
    let to = path.parent().unwrap_or(Path::new(".")).join(folder);
    std::fs::create_dir_all(&to)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut target = to.join(&name);
    let mut number = 1;
    while target.exists() {
        target = to.join(format!("{number}-{name}"));
        number += 1;
    }
    std::fs::rename(path, &target)?;
    match why {
        Some(why) => std::fs::write(target.with_added_extension("txt"), format!("{why}\n")),
        None => Ok(()),
    }
}
