//! Reads an institution's folder: its profile, its ledgers, its documents.
//!
//! Nothing is written. Hidden files, output folders (also of earlier runs) and temporary files of Excel (`~$…`) are passed over. Deliberately not
//! here: what the rows mean, and keeping them ([`crate::import_folder`]).

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use sonae_domain::facts::Document;
use sonae_domain::framework::{Edition, Frameworks};
use sonae_importers::form::FormSpec;
pub use sonae_importers::{FileKind, FileReport, Problem, Severity, Verdict};
use sonae_importers::{ImportContext, Limits, import, read_prefix};
use walkdir::{DirEntry, WalkDir};

use crate::profile::{FILE, Profile, ProfileError};
use crate::without_secrets::{SecretsCut, without_secrets};

/// Larger files are hashed and listed, but not copied into packs.
const COPIED: u64 = 64 << 20;

/// A file of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderFile {
    /// Path inside the folder, with `/`
    pub path: String,
    /// Size in bytes
    pub bytes: u64,
    /// SHA-256 of the whole file, hex
    pub sha256: String,
    on_disk: PathBuf,
}

impl FolderFile {
    /// A file that is kept under another name: the document as ledgers know it, and where its bytes lie.
    pub fn kept(document: &Document, on_disk: PathBuf) -> Self {
        Self { path: document.path.clone(), bytes: document.bytes, sha256: document.sha256.clone(), on_disk }
    }

    /// Its bytes as they are now, without the secrets of directories and lists of accounts; `None` where it is too large to be copied, unreadable, or
    /// no longer the file that was read.
    pub fn content(&self) -> Option<Vec<u8>> {
        self.clean_content().map(|(bytes, _)| bytes)
    }

    /// As [`Self::content`], with what was cut out.
    pub(crate) fn clean_content(&self) -> Option<(Vec<u8>, Option<SecretsCut>)> {
        let bytes = (self.bytes <= COPIED).then(|| std::fs::read(&self.on_disk).ok()).flatten()?;
        if hex::encode(Sha256::digest(&bytes)) != self.sha256 {
            return None;
        }
        match without_secrets(&bytes) {
            (clean, Some(cut)) => Some((clean.into_owned(), Some(cut))),
            (_, None) => Some((bytes, None)),
        }
    }

    /// The record that ledgers refer to.
    pub fn document(&self) -> Document {
        Document { path: self.path.clone(), sha256: self.sha256.clone(), bytes: self.bytes }
    }
}

/// A file of the folder that a machine wrote about itself or others.
#[derive(Debug, Clone)]
pub struct FolderObservation {
    /// Path inside the folder, with `/`
    pub path: String,
    /// SHA-256 of the whole file, hex
    pub sha256: String,
    /// What it says
    pub reading: sonae_observe::Reading,
}

/// What a folder holds.
#[derive(Debug, Clone)]
pub struct Reading {
    /// What `institution.toml` says; defaults without one
    pub profile: Profile,
    /// Whether there is an `institution.toml`
    pub has_profile: bool,
    /// Every file, in path order
    pub files: Vec<FolderFile>,
    /// What the importers made of each
    pub reports: Vec<FileReport>,
    /// What machines said of themselves, file by file; these files are not among the others
    pub observed: Vec<FolderObservation>,
    /// Files of the folder for feeds, where they lie; these files are not among the others
    pub feeds: Vec<PathBuf>,
    /// Files that could not be opened, with what the operating system said
    pub unreadable: Vec<(String, String)>,
    /// Names in `[files]` of the profile that are not in the folder
    pub not_there: Vec<String>,
}

impl Reading {
    /// Takes other bytes for a file of the folder, as they are kept.
    pub(crate) fn replace(&mut self, at: usize, sha256: &str, bytes: u64) {
        let file = &mut self.files[at];
        for report in self.reports.iter_mut().filter(|report| report.file == file.path) {
            sha256.clone_into(&mut report.sha256);
        }
        sha256.clone_into(&mut file.sha256);
        file.bytes = bytes;
    }

    /// Whether any row of any ledger was read.
    pub fn has_rows(&self) -> bool {
        self.reports.iter().any(|report| report.batches.iter().any(|batch| !batch.rows.is_empty()))
    }
}

/// Why a folder could not be read at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such folder, or it cannot be listed
    #[error("{path}: {source}")]
    Folder {
        /// The folder
        path: PathBuf,
        /// What the operating system said
        source: std::io::Error,
    },
    /// `institution.toml` cannot be understood; nothing is decided on a misread profile
    #[error(transparent)]
    Profile(#[from] ProfileError),
}

/// The profile of a folder, and whether the folder has one.
pub fn read_profile(folder: &Path) -> Result<(Profile, bool), ReadError> {
    match std::fs::read(folder.join(FILE)) {
        Ok(bytes) => Ok((Profile::parse(&String::from_utf8_lossy(&bytes))?, true)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && folder.is_dir() => Ok((Profile::default(), false)),
        Err(source) => Err(ReadError::Folder { path: folder.to_owned(), source }),
    }
}

/// Reads everything in a folder. Filled-in forms of any edition are recognised, that of `edition` first. `skip` is the output folder, when it lies inside; `progress` hears (done, all, path).
pub fn read_folder(
    folder: &Path,
    profile: (Profile, bool),
    (frameworks, edition): (&Frameworks, &Edition),
    skip: &[PathBuf],
    progress: &mut dyn FnMut(usize, usize, &str),
) -> Result<Reading, ReadError> {
    let (profile, has_profile) = profile;
    let paths = paths(folder, skip)?;
    let context = ImportContext { limits: Limits::default(), forms: forms(frameworks, edition) };
    let mut reading = Reading {
        profile,
        has_profile,
        files: Vec::new(),
        reports: Vec::new(),
        observed: Vec::new(),
        feeds: Vec::new(),
        unreadable: Vec::new(),
        not_there: Vec::new(),
    };
    for (at, (path, on_disk)) in paths.iter().enumerate() {
        progress(at, paths.len(), path);
        if lies_in(path, "feeds-folder") {
            reading.feeds.push(on_disk.clone());
            continue;
        }
        match read_file(path, on_disk) {
            Err(error) => reading.unreadable.push((path.clone(), error.to_string())),
            Ok(_) if path == FILE => {}
            Ok(file) if lies_in(path, "observations-folder") => match std::fs::read(on_disk) {
                Ok(bytes) => {
                    let found = sonae_observe::read(path, &bytes, &sonae_observe::Limits::default());
                    reading.observed.push(FolderObservation { path: path.clone(), sha256: file.sha256, reading: found });
                }
                Err(error) => reading.unreadable.push((path.clone(), error.to_string())),
            },
            Ok(file) => {
                let choices = reading.profile.files.get(path).map_or(&[][..], |choices| &choices.0);
                match read_prefix(on_disk, &context.limits) {
                    Ok(prefix) => reading.reports.push(import(path, prefix.content(), choices, &context)),
                    Err(error) => reading.unreadable.push((path.clone(), error.to_string())),
                }
                reading.files.push(file);
            }
        }
    }
    progress(paths.len(), paths.len(), "");
    reading.not_there = reading.profile.files.keys().filter(|name| !paths.iter().any(|(path, _)| path == *name)).cloned().collect();
    Ok(reading)
}

/// Whether the file lies in a folder of this name; the key of the name.
fn lies_in(path: &str, key: &str) -> bool {
    let folder = crate::words::text(key, &[]);
    path.split('/').rev().skip(1).any(|part| part == folder)
}

/// Every form of every edition, the edition under inspection first.
pub(crate) fn forms(frameworks: &Frameworks, edition: &Edition) -> Vec<FormSpec> {
    let others = frameworks.editions().iter().rev().filter(|other| other.id != edition.id);
    std::iter::once(edition).chain(others).flat_map(|edition| edition.forms.iter().map(|form| FormSpec::new(edition, form))).collect()
}

fn paths(folder: &Path, skip: &[PathBuf]) -> Result<Vec<(String, PathBuf)>, ReadError> {
    let usual = folder.join(crate::words::text("out-folder", &[]));
    let skip: Vec<PathBuf> = skip.iter().chain([&usual]).filter_map(|path| path.canonicalize().ok()).collect();
    let wanted = |entry: &DirEntry| {
        let name = entry.file_name().to_string_lossy();
        let hidden = entry.depth() > 0 && (name.starts_with('.') || name.starts_with("~$"));
        let skipped = entry.depth() > 0
            && entry.file_type().is_dir()
            && (crate::pack::is_output(entry.path()) || entry.path().canonicalize().is_ok_and(|path| skip.contains(&path)));
        !hidden && !skipped
    };
    let mut paths = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|error| ReadError::Folder { path: folder.to_owned(), source: error.into() })?;
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let parts: Vec<String> = inside.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
            paths.push((parts.join("/"), entry.path().to_owned()));
        }
    }
    Ok(paths)
}

/// Hashes a file of any size without holding it.
fn read_file(path: &str, on_disk: &Path) -> std::io::Result<FolderFile> {
    let mut file = File::open(on_disk)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0u64;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
    Ok(FolderFile { path: path.to_owned(), bytes, sha256: hex::encode(hash.finalize()), on_disk: on_disk.to_owned() })
}
