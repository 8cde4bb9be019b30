//! Files that are whole or not there: written beside, synced, renamed, and the folder synced.
//!
//! Deliberately not here: segments, which grow.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// An I/O error and the file that it is about.
#[derive(Debug)]
pub(crate) struct FileError {
    pub(crate) path: PathBuf,
    pub(crate) source: io::Error,
}

impl std::fmt::Display for FileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.source)
    }
}

/// Names the file of an error.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> FileError + '_ {
    |source| FileError { path: path.to_owned(), source }
}

/// Puts these bytes into the file: all of them, or the file stays as it was.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_with(path, false, |file| file.write_all(bytes))
}

/// The same for a file that only its owner may read.
pub(crate) fn replace_secret(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    replace_with(path, true, |file| file.write_all(bytes))
}

/// The same for what `write` writes.
pub(crate) fn replace_with(path: &Path, secret: bool, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), FileError> {
    let beside = path.with_added_extension("tmp");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    if secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    // Windows: a new file takes the permissions of its folder
    #[cfg(not(unix))]
    let _ = secret;
    let mut file = options.open(&beside).map_err(at(&beside))?;
    write(&mut file).and_then(|()| file.sync_all()).map_err(at(&beside))?;
    drop(file);
    fs::rename(&beside, path).map_err(at(path))?;
    sync_folder_of(path)
}

/// Makes a folder and those above it, durably, for their owner only: log lines are personal data.
pub(crate) fn make_folder(path: &Path) -> Result<(), FileError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_folder(above)?;
    }
    let builder = fs::DirBuilder::new();
    #[cfg(unix)]
    let builder = {
        use std::os::unix::fs::DirBuilderExt;
        let mut builder = builder;
        builder.mode(0o700);
        builder
    };
    match builder.create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(at(path)(error)),
        _ => sync_folder_of(path),
    }
}

/// Makes durable that a file was made, renamed or removed. Windows does so by itself.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), FileError> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(at(folder))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// A file's bytes; `None` when it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

/// Paths in a folder, sorted; none when it is not there.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, FileError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(folder)(error)),
    };
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>().map_err(at(folder))?;
    paths.sort();
    Ok(paths)
}
