//! A catalog of somebody else, with its profiles, becomes an edition in the folder that is laid over the program's frameworks.
//!
//! Everything is proved before anything is written: the folder as it would be afterwards must load. Existing editions are never
//! written over.

use std::path::{Path, PathBuf};

use sonae_domain::framework::{Frameworks, Severity};
use sonae_oscal::{Framework, FrameworkFiles, ImportError, Limits, ReadError, Terms, read};

use crate::load_frameworks::{LoadError, framework_files};
use crate::words::{lookup, text};

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportFailure {
    /// A file cannot be read
    #[error("{path}: {source}")]
    Unreadable {
        /// The file
        path: PathBuf,
        /// What the operating system said
        source: std::io::Error,
    },
    /// A file is no document of OSCAL
    #[error("{file}: {error}")]
    Read {
        /// The file
        file: String,
        /// What is wrong
        error: ReadError,
    },
    /// The documents are no framework
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The folder does not load, as it is or as it would be
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The edition has flaws
    #[error("{0}")]
    Flawed(String),
}

impl ImportFailure {
    /// What a person is told.
    pub fn words(&self) -> String {
        match self {
            Self::Unreadable { path, source } => {
                text("failure-read", &[("path", &path.display().to_string()), ("detail", &source.to_string())])
            }
            Self::Read { file, error } => {
                let args = error.args();
                text(error.key(), &[("file", file), ("place", &args[0].1), ("detail", &args[1].1)])
            }
            Self::Import(error) => text(error.key(), &error.args()),
            Self::Load(error) => text("failure-frameworks", &[("detail", &error.to_string())]),
            Self::Flawed(flaws) => text("oscal-flawed", &[("detail", flaws)]),
        }
    }
}

/// What is to be written, proved.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The edition, its files, and what has no place in it
    pub edition: FrameworkFiles,
    /// What a person is told of each thing that has no place
    pub warnings: Vec<String>,
}

/// Reads `paths` and makes an edition of them for `folder`, which need not be there. `terms` without heads of columns get ours.
pub fn import_framework(paths: &[PathBuf], terms: Terms, folder: &Path) -> Result<Imported, ImportFailure> {
    let mut documents = Vec::new();
    for path in paths {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = bounded(path)?;
        let document = read(&bytes, Limits::default()).map_err(|error| ImportFailure::Read { file: file.clone(), error })?;
        documents.push((file, document));
    }
    let framework = Framework::of(documents)?;
    let mut files = if folder.is_dir() { framework_files(folder)? } else { Vec::new() };
    let known = Frameworks::with_folder(&files).map_err(LoadError::from)?;
    let present = files.iter().find(|(path, _)| path == "catalog.toml").map(|(_, text)| text.clone());
    let terms = Terms {
        item_head: text("oscal-head-item", &[]),
        confirmed_head: text("oscal-head-confirmed", &[]),
        target_head: text("oscal-head-target", &[]),
        ..terms
    };
    let edition = framework.files(&terms, &known, present.as_deref())?;
    for (path, text) in edition.files.iter().filter(|(path, _)| Path::new(path).extension().is_some_and(|ending| ending == "toml")) {
        files.retain(|(known, _)| known != path);
        files.push((path.clone(), text.clone()));
    }
    prove(&files, &edition.edition.1)?;
    let warnings = edition.warnings.iter().map(|warning| text(warning.key(), &warning.args())).collect();
    Ok(Imported { edition, warnings })
}

/// The folder as it would be must load, and the new edition have no error.
fn prove(files: &[(String, String)], id: &str) -> Result<(), ImportFailure> {
    let after = Frameworks::with_folder(files).map_err(LoadError::from)?;
    let flaws = after.check().into_iter().filter(|flaw| flaw.severity == Severity::Error);
    let own = flaws.filter(|flaw| flaw.edition.as_ref().is_some_and(|edition| edition.as_str() == id));
    let told: Vec<String> =
        own.take(5).map(|flaw| lookup(flaw.kind.key(), &flaw.kind.args()).unwrap_or_else(|| flaw.kind.to_string())).collect();
    if told.is_empty() { Ok(()) } else { Err(ImportFailure::Flawed(told.join("\n"))) }
}

/// The bytes of a file, never more than one beyond what is read of a document.
fn bounded(path: &Path) -> Result<Vec<u8>, ImportFailure> {
    use std::io::Read;
    let unreadable = |source| ImportFailure::Unreadable { path: path.to_owned(), source };
    let most = Limits::default().bytes as u64 + 1;
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(unreadable)?.take(most).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load_frameworks::load_frameworks;
    use crate::oscal::{Version, export_frameworks};

    fn exported(folder: &Path, edition: &str) -> Vec<PathBuf> {
        let files = export_frameworks(&Frameworks::embedded().unwrap(), Version::default());
        let mut paths = Vec::new();
        for file in files.iter().filter(|file| file.name.starts_with(&format!("mhlw-checklist-{edition}"))) {
            let path = folder.join(&file.name);
            std::fs::write(&path, &file.text).unwrap();
            paths.push(path);
        }
        paths
    }

    fn terms(edition: &str) -> Terms {
        Terms { edition: Some(edition.to_owned()), ..Terms::default() }
    }

    #[test]
    fn an_exported_edition_comes_in_under_another_name_and_loads_from_the_folder() {
        let place = tempfile::tempdir().unwrap();
        let paths = exported(place.path(), "r7");
        assert_eq!(paths.len(), 4);
        let laid = place.path().join("laid");
        let imported = import_framework(&paths, terms("ours"), &laid).unwrap();
        assert!(imported.warnings.is_empty(), "{:?}", imported.warnings);
        for (path, text) in &imported.edition.files {
            let path = laid.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let frameworks = load_frameworks(Some(&laid)).unwrap();
        let (ours, r7) = (frameworks.edition("ours").unwrap(), frameworks.edition("r7").unwrap());
        assert_eq!(ours.forms, r7.forms);
        let again = import_framework(&paths, terms("ours"), &laid).unwrap_err();
        assert!(again.words().contains("ours"), "{}", again.words());
    }

    #[test]
    fn what_is_no_oscal_is_refused_in_words_that_name_the_file() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("台帳.json");
        for wrong in ["", "{}", "[", "{\"catalog\": 1}", "{\"system-security-plan\": {}}"] {
            std::fs::write(&path, wrong).unwrap();
            let refused = import_framework(std::slice::from_ref(&path), terms("x"), place.path()).unwrap_err().words();
            assert!(refused.contains("台帳.json") && !refused.starts_with("oscal-"), "{wrong}: {refused}");
        }
        let missing = import_framework(&[place.path().join("ない.json")], terms("x"), place.path()).unwrap_err().words();
        assert!(missing.contains("ない.json"), "{missing}");
    }
}
