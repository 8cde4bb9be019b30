//! Where a command keeps its data and writes its output.
//!
//! The output folder is `<folder>/点検結果` unless `--out` names another; data (database and signing key) lies in this user's own
//! data folder unless `--data` names another folder or a PostgreSQL URL (ADR 0008). Deliberately not here: what is written.

use std::path::{Path, PathBuf};

use sonae_app::data_folder::DataFolder;
use sonae_app::storage::{Location, Store};
use sonae_app::words::text;

use super::home::folder_of;
use crate::failure::Failure;

/// Places of one run.
pub(crate) struct Place {
    /// Output folder
    pub(crate) out: PathBuf,
    /// Folder of the signing key, and of the database where that is SQLite
    pub(crate) data: PathBuf,
    location: Location,
}

impl Place {
    /// Decides the places; nothing is made yet.
    pub(crate) fn new(folder: &Path, out: Option<&Path>, data: Option<&str>) -> anyhow::Result<Self> {
        let out = out.map_or_else(|| folder.join(text("out-folder", &[])), Path::to_owned);
        let is_url = data.is_some_and(|data| data.contains("://"));
        let data_folder = match data {
            Some(data) if !is_url => PathBuf::from(data),
            _ => own(folder, &out)?,
        };
        let location = match data {
            Some(url) if is_url => {
                Location::parse(url).map_err(|error| Failure::told("failure-location", &[("detail", &error.to_string())]))?
            }
            _ => Location::Sqlite(data_folder.join("sonae.db")),
        };
        Ok(Self { out, data: data_folder, location })
    }

    /// Makes the folders and opens the store; an older one is upgraded, and that is said.
    pub(crate) async fn open(&self) -> anyhow::Result<Store> {
        let failed = |path: &Path, error: std::io::Error| {
            Failure::told("failure-out", &[("path", &path.display().to_string()), ("detail", &error.to_string())])
        };
        std::fs::create_dir_all(&self.out).map_err(|error| failed(&self.out, error))?;
        DataFolder::open(&self.data).map_err(|error| failed(&self.data, error))?;
        let store = Store::open(&self.location).await?;
        if let Some(upgrade) = store.upgrade() {
            let copy = upgrade.copy.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            warn!("{}", text("store-upgraded", &[("from", &upgrade.from.to_string()), ("to", &upgrade.to.to_string()), ("copy", &copy)]));
        }
        Ok(store)
    }
}

/// The data of this institution's folder in this user's own data folder. Earlier versions kept it under the output folder, which
/// is handed over: it is moved.
fn own(folder: &Path, out: &Path) -> anyhow::Result<PathBuf> {
    let (own, earlier) = (folder_of(folder)?, out.join("data"));
    if own.exists() || !earlier.join("signing-key").is_file() {
        return Ok(own);
    }
    let moved = own.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::rename(&earlier, &own));
    let (from, to) = (earlier.display().to_string(), own.display().to_string());
    match moved {
        Ok(()) => {
            warn!("{}", text("ops-data-moved", &[("from", &from), ("to", &to)]));
            Ok(own)
        }
        // on another disk, or open in another program: still better than a second key
        Err(_) => {
            warn!("{}", text("ops-data-not-moved", &[("from", &from), ("to", &to)]));
            Ok(earlier)
        }
    }
}

/// Writes a file so that a half-written one is never seen under its name.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let failed =
        |error: std::io::Error| Failure::told("failure-out", &[("path", &path.display().to_string()), ("detail", &error.to_string())]);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    std::fs::write(&part, bytes).map_err(failed)?;
    std::fs::rename(&part, path).map_err(failed)
}
