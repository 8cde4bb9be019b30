//! Files beside the vault that are derived from it: the sources as they are now, which files came in, how far digesting came.
//!
//! ```text
//! logs/
//!   sources.json                the definitions as they are now
//!   files/<source>/<sha256>.json   a file that is coming in, or came in
//!   digest/<n>.json             what digesting knows at a point of the evidence
//!   looks.json                  up to which event of the operation log the vault knows who looked
//!   mask                        the secret by which masked numbers of patients stay apart
//! ```
//!
//! All are replaced whole. A lost one is made anew; nothing here is evidence.

use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fault::LogsError;
use crate::data_folder::{DataFolder, write_private, write_whole};

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct Derived(PathBuf);

impl Derived {
    pub(super) fn of(folder: &DataFolder) -> Self {
        Self(folder.logs())
    }

    /// Reads one; `None` when it is not there or not whole.
    pub(super) fn read<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let text = std::fs::read(self.0.join(name)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Replaces one.
    pub(super) fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<(), LogsError> {
        let path = self.0.join(name);
        let text = serde_json::to_vec_pretty(value).map_err(|error| LogsError::io(&path)(error.into()))?;
        write_whole(&path, &text).map_err(LogsError::io(&path))
    }

    /// Every JSON file under a folder in here: its name, without folder and ending.
    pub(super) fn list(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.file_name().to_str()?.strip_suffix(".json").map(str::to_owned)).collect();
        names.sort();
        names
    }

    /// Folders in a folder in here.
    pub(super) fn folders(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.join(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            entries.filter(|entry| entry.path().is_dir()).filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort();
        names
    }

    /// Takes one away.
    pub(super) fn remove(&self, name: &str) {
        let _ = std::fs::remove_file(self.0.join(name));
    }

    /// A secret of 16 bytes, made once.
    pub(super) fn secret(&self, name: &str) -> Result<[u8; 16], LogsError> {
        let path = self.0.join(name);
        if let Some(known) = std::fs::read(&path).ok().and_then(|bytes| bytes.try_into().ok()) {
            return Ok(known);
        }
        let mut secret = [0; 16];
        getrandom::fill(&mut secret).map_err(|error| LogsError::io(&path)(error.into()))?;
        write_private(&path, &secret).map_err(LogsError::io(&path))?;
        Ok(secret)
    }
}
