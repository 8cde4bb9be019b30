//! Where the data of this user's sonae lies, and opening it.
//!
//! `SONAE_HOME` puts all of it elsewhere. Deliberately not here: where `sonae inspect` writes its output ([`super::place`]).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use directories::ProjectDirs;
use sha2::{Digest, Sha256};
use sonae_app::house::House;
use sonae_app::open_house::{Home, open_house};
use sonae_app::ports::{PrintFailure, Printer, SystemClock};
use sonae_app::words::text;
use sonae_domain::framework::Frameworks;

use crate::failure::Failure;
use crate::press::ReportsPrinter;

/// The data folder of this user: `~/.local/share/sonae`, `%LOCALAPPDATA%\sonae\data`.
pub(crate) fn default_folder() -> anyhow::Result<PathBuf> {
    own_folder("sonae")
}

/// The data folder of the invented hospital, apart from real data.
pub(crate) fn sample_folder() -> anyhow::Result<PathBuf> {
    own_folder("sonae-sample")
}

/// Where the database and the signing key of an inspected folder lie: beside neither the ledgers nor the output, which are handed
/// over. One for each folder, named like it.
pub(crate) fn folder_of(institution: &Path) -> anyhow::Result<PathBuf> {
    let whole = institution.canonicalize().unwrap_or_else(|_| institution.to_owned());
    let name: String = whole.file_name().unwrap_or_default().to_string_lossy().chars().take(40).collect();
    let digest = Sha256::digest(whole.to_string_lossy().as_bytes());
    let hash: Vec<String> = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let hash = hash.concat();
    Ok(own_folder("sonae-folders")?.join(format!("{name}-{hash}")))
}

fn own_folder(name: &str) -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os("SONAE_HOME").filter(|home| !home.is_empty()) {
        return Ok(PathBuf::from(home).join(name));
    }
    let dirs = ProjectDirs::from("", "", name).ok_or_else(|| Failure::told("failure-no-home", &[]))?;
    Ok(dirs.data_local_dir().to_owned())
}

/// The place that `--data` names, or the default one.
pub(crate) fn home(data: Option<&str>, default: &Path) -> anyhow::Result<Home> {
    Home::parse(data, default).map_err(|error| Failure::told("failure-location", &[("detail", &error.to_string())]))
}

/// The place that `--data` names, or this user's own; it must be there already.
pub(crate) fn existing(data: Option<&str>) -> anyhow::Result<Home> {
    let home = home(data, &default_folder()?)?;
    if home.folder.is_dir() {
        return Ok(home);
    }
    Err(Failure::told("failure-no-data", &[("path", &home.folder.display().to_string())]))
}

/// Opens it; says so when an older database was upgraded.
pub(crate) async fn open(home: &Home, frameworks: &'static Frameworks) -> anyhow::Result<House> {
    let printer = |ident: &str| -> Result<Arc<dyn Printer>, PrintFailure> { Ok(Arc::new(ReportsPrinter::new(ident)?)) };
    let opened = open_house(home, frameworks, Arc::new(SystemClock), printer).await?;
    if let Some(upgrade) = &opened.upgrade {
        let copy = upgrade.copy.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        warn!("{}", text("store-upgraded", &[("from", &upgrade.from.to_string()), ("to", &upgrade.to.to_string()), ("copy", &copy)]));
    }
    Ok(opened.house)
}
