//! Where a command keeps its data and writes its output.
//!
//! The output folder is `<folder>/点検結果` unless `--out` names another; data (database and signing key) lies in `data` under
//! the output folder unless `--data` names another folder or a PostgreSQL URL. Deliberately not here: what is written.

use std::path::{Path, PathBuf};

use sonae_app::storage::{Location, Store};
use sonae_app::words::text;

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
            _ => out.join("data"),
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
        for made in [&self.out, &self.data] {
            std::fs::create_dir_all(made)
                .map_err(|error| Failure::told("failure-out", &[("path", &made.display().to_string()), ("detail", &error.to_string())]))?;
        }
        let store = Store::open(&self.location).await?;
        if let Some(upgrade) = store.upgrade() {
            let copy = upgrade.copy.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
            warn!("{}", text("store-upgraded", &[("from", &upgrade.from.to_string()), ("to", &upgrade.to.to_string()), ("copy", &copy)]));
        }
        Ok(store)
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
