//! Where things lie in the folder of a vault.
//!
//! Deliberately not here: what is in them.

use std::path::{Path, PathBuf};

use crate::files::{self, FileError};
use crate::segment::first_of;

/// Whether a folder's name is that of a shard: a year, `2026`, or a further one of that year, `2026-02`.
pub(crate) fn is_shard(name: &str) -> bool {
    let is_number = |text: &str, digits| text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    match name.split_once('-') {
        Some((year, further)) => is_number(year, 4) && is_number(further, 2),
        None => is_number(name, 4),
    }
}

/// A name for a further shard of this year that no shard of the vault has; `None` when there is none left.
pub(crate) fn further_shard(vault: &Path, year: &str) -> Option<String> {
    let mut names = std::iter::once(year.to_owned()).chain((2..100).map(|further| format!("{year}-{further:02}")));
    names.find(|name| !vault.join(name).exists())
}

/// Shards of a vault, oldest first.
pub(crate) fn shards(vault: &Path) -> Result<Vec<String>, FileError> {
    let names = files::list(vault)?.into_iter().filter(|path| path.is_dir());
    Ok(names.filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).filter(|name| is_shard(name)).collect())
}

/// Segments of a shard, first leaf and path, in order.
pub(crate) fn segments(shard: &Path) -> Result<Vec<(u64, PathBuf)>, FileError> {
    let paths = files::list(&shard.join("segments"))?;
    Ok(paths.into_iter().filter_map(|path| Some((first_of(&path)?, path))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_years() {
        assert!(["2026", "2026-02"].into_iter().all(is_shard));
        assert!(!["", "202", "20260", "2026-2", "2026-", "lock", "202x", "2026-0x"].into_iter().any(is_shard));
    }

    #[test]
    fn a_further_shard_has_the_next_number() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["2026", "2026-02", "2026-03"] {
            assert_eq!(further_shard(folder.path(), "2026").as_deref(), Some(name));
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
    }
}
