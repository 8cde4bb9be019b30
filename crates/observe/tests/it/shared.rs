use std::path::{Path, PathBuf};

use sonae_domain::observation::{Observation, ObservedBackup, ObservedDevice};
use sonae_observe::{Limits, Reading, read};

/// The shared collection of real files; tests that want it pass over it quietly where it is not there.
pub(crate) fn data() -> Option<PathBuf> {
    let named = std::env::var_os("SONAE_SHARED_DATA").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("shared/data")).find(|folder| folder.is_dir());
    named.or(above).filter(|folder| folder.is_dir())
}

/// Reads one file of the collection, unpacked if it is packed.
pub(crate) fn reading(name: &str) -> Option<Reading> {
    let path = data()?.join(name);
    let bytes = if path.extension().is_some_and(|end| end == "gz") {
        std::process::Command::new("gzip").arg("-dc").arg(&path).output().ok()?.stdout
    } else {
        std::fs::read(&path).ok()?
    };
    Some(read(name, &bytes, &Limits::default()))
}

/// The files of a folder of the collection.
pub(crate) fn files(folder: &str) -> Vec<String> {
    let Some(data) = data() else { return Vec::new() };
    let entries = std::fs::read_dir(data.join(folder)).into_iter().flatten().flatten();
    let mut names: Vec<String> =
        entries.filter(|entry| entry.path().is_file()).map(|entry| format!("{folder}/{}", entry.file_name().to_string_lossy())).collect();
    names.sort();
    names
}

pub(crate) fn devices(reading: &Reading) -> Vec<&ObservedDevice> {
    reading.observations.iter().filter_map(|o| if let Observation::Device(d) = o { Some(&**d) } else { None }).collect()
}

pub(crate) fn backups(reading: &Reading) -> Vec<&ObservedBackup> {
    reading.observations.iter().filter_map(|o| if let Observation::Backup(b) = o { Some(&**b) } else { None }).collect()
}

pub(crate) fn keys(reading: &Reading) -> Vec<&'static str> {
    reading.problems.iter().map(|p| p.key).collect()
}
