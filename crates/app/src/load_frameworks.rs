//! The frameworks that the program was built with, and those of a folder on disk laid over them.
//!
//! Deliberately not here: what a framework says.

use std::path::{Path, PathBuf};

use sonae_domain::framework::{FrameworkError, Frameworks};
use walkdir::WalkDir;

/// Why the frameworks could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file cannot be read
    #[error("{path}: {source}")]
    Unreadable {
        /// The file or folder
        path: PathBuf,
        /// What the operating system said
        source: std::io::Error,
    },
    /// A file cannot be understood
    #[error(transparent)]
    Framework(#[from] FrameworkError),
}

/// Loads the embedded frameworks, with the files of `folder` laid over them.
pub fn load_frameworks(folder: Option<&Path>) -> Result<Frameworks, LoadError> {
    let Some(folder) = folder else { return Ok(Frameworks::embedded()?) };
    Ok(Frameworks::with_folder(&framework_files(folder)?)?)
}

/// The TOML files of a folder as (path below it, with `/`; text).
pub(crate) fn framework_files(folder: &Path) -> Result<Vec<(String, String)>, LoadError> {
    let mut files: Vec<(String, String)> = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| LoadError::Unreadable { path: folder.to_owned(), source: error.into() })?;
        let path = entry.path();
        if entry.file_type().is_file() && path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(path).map_err(|source| LoadError::Unreadable { path: path.to_owned(), source })?;
            files.push((path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/"), text));
        }
    }
    Ok(files)
}
