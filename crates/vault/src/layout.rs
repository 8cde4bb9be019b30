//! Where things lie in the folder of a vault.
//!
//! Deliberately not here: what is in them.

use std::path::{Path, PathBuf};

use crate::files::{self, FileError};
use crate::segment::first_of;

/// Whether a folder's name is that of a shard: a year.
pub(crate) fn is_shard(name: &str) -> bool {
    name.len() == 4 && name.bytes().all(|byte| byte.is_ascii_digit())
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
