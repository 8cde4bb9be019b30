//! Which backups lie in a folder, and which of them are old enough to go.

use std::path::{Path, PathBuf};

use jiff::Zoned;
use jiff::civil::DateTime;

use super::BackupError;

/// How a name is made from a time.
const NAME: &str = "sonae-%Y%m%d-%H%M%S.age";
/// Fewer are never kept (システム運用編 11: 3世代).
pub(super) const FEWEST: usize = 3;

/// A backup that lies in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Generation {
    /// File name; newer ones sort later
    pub name: String,
    /// Where it lies
    pub path: PathBuf,
    /// Its size
    pub bytes: u64,
}

/// The backups of a folder, newest first. Other files are passed over; a folder that is not there has none.
pub fn generations(folder: &Path) -> Result<Vec<Generation>, BackupError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(BackupError::file(folder, error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| BackupError::file(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_ours = DateTime::strptime(NAME, &name).is_ok();
        if let Some(data) = entry.metadata().ok().filter(|data| is_ours && data.is_file()) {
            found.push(Generation { name, path: entry.path(), bytes: data.len() });
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found)
}

/// A name that no backup of the folder has: the local time, or the next second that is free.
pub(super) fn new_name(folder: &Path, now: &Zoned) -> String {
    let mut at = now.datetime();
    loop {
        let name = at.strftime(NAME).to_string();
        let free = !folder.join(&name).exists();
        match at.checked_add(jiff::Span::new().seconds(1)) {
            Ok(next) if !free => at = next,
            _ => return name,
        }
    }
}

/// Removes all but the newest and gives the names of those that went. `newest` never goes.
pub(super) fn prune(folder: &Path, keep: usize, newest: &str) -> Result<Vec<String>, BackupError> {
    let mut removed = Vec::new();
    for old in generations(folder)?.into_iter().skip(keep.max(FEWEST)).filter(|old| old.name != newest) {
        std::fs::remove_file(&old.path).map_err(|error| BackupError::file(&old.path, error))?;
        removed.push(old.name);
    }
    Ok(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_kept_at_least_and_other_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        for day in 1..=6 {
            std::fs::write(folder.path().join(format!("sonae-2026010{day}-030000.age")), "x").unwrap();
        }
        for other in ["notes.txt", "sonae-2026.age", "sonae-20260101-030000.age.part"] {
            std::fs::write(folder.path().join(other), "x").unwrap();
        }
        let removed = prune(folder.path(), 1, "sonae-20260106-030000.age").unwrap();
        assert_eq!(removed.len(), 3, "{removed:?}");
        let left: Vec<String> = generations(folder.path()).unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(left, ["sonae-20260106-030000.age", "sonae-20260105-030000.age", "sonae-20260104-030000.age"]);
        assert!(folder.path().join("notes.txt").exists());
    }

    #[test]
    fn a_folder_that_is_not_there_has_none() {
        assert!(generations(Path::new("/nowhere/at/all")).unwrap().is_empty());
    }
}
