//! The right to change a lake — one at a time — and what a crash left behind.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::lake::LakeError;
use crate::merge::merge;
use crate::part;
use crate::schema::Layout;
use crate::state::{PartMeta, State, sync_folder};

/// While it is there, somebody fills; found by the next one, files may lie about that belong to nothing.
const MARK: &str = "filling";

/// The right to change a lake: one at a time.
pub(crate) struct Writing {
    pub(crate) lake: PathBuf,
    pub(crate) state: State,
    named: u32,
    // Released when it is dropped.
    _lock: File,
}

impl Writing {
    /// Takes the right, and removes what a crash left.
    pub(crate) fn begin(lake: &Path, zone: &str) -> Result<Self, LakeError> {
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| LakeError::Io { path, source }
        };
        let lock = lock(lake)?;
        let mut state = State::read(lake, zone)?;
        let mark = lake.join(MARK);
        if mark.exists() {
            sweep(lake, &state)?;
        }
        File::create(&mark).map_err(io(&mark))?;
        for (day, name) in std::mem::take(&mut state.retired) {
            remove(lake, &day, &name);
        }
        Ok(Self { lake: lake.to_owned(), state, named: 0, _lock: lock })
    }

    /// A name that no other file has.
    pub(crate) fn name(&mut self) -> String {
        self.named += 1;
        format!("{:08}-{:06}", self.state.generation + 1, self.named)
    }

    /// Makes the parts of these days durable by name, then the state: now it is seen.
    pub(crate) fn commit(mut self, days: &BTreeSet<String>) -> Result<(), LakeError> {
        for day in days {
            for layout in [Layout::ByPatient, Layout::ByUser] {
                sync_folder(&self.lake.join(layout.folder()).join(format!("day={day}")))?;
            }
        }
        if !days.is_empty() {
            for layout in [Layout::ByPatient, Layout::ByUser] {
                sync_folder(&self.lake.join(layout.folder()))?;
            }
        }
        self.state.parts.sort_by(|a, b| (&a.day, &a.name).cmp(&(&b.day, &b.name)));
        self.state.generation += 1;
        self.state.write(&self.lake)?;
        let mark = self.lake.join(MARK);
        fs::remove_file(&mark).map_err(|source| LakeError::Io { path: mark, source })
    }

    /// Replaces some parts of one day by one.
    pub(crate) fn replace(&mut self, parts: &[PartMeta], sources: &BTreeSet<String>) -> Result<PartMeta, LakeError> {
        let name = self.name();
        merge(&self.lake, parts, sources, &self.state.zone, &name)
    }
}

/// The lock of a lake, until it is dropped.
pub(crate) fn lock(lake: &Path) -> Result<File, LakeError> {
    let path = lake.join("lock");
    let io = |source| LakeError::Io { path: path.clone(), source };
    let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(LakeError::Busy),
        Err(TryLockError::Error(source)) => Err(io(source)),
    }
}

/// Removes a file from both copies; one that cannot be removed is tried again by the next sweep.
pub(crate) fn remove(lake: &Path, day: &str, name: &str) {
    for layout in [Layout::ByPatient, Layout::ByUser] {
        let path = part::path(lake, layout, day, name);
        if let Err(error) = fs::remove_file(&path) {
            tracing::debug!(path = %path.display(), %error, "not removed");
        }
    }
}

/// Removes files that belong to nothing.
fn sweep(lake: &Path, state: &State) -> Result<(), LakeError> {
    let named: BTreeSet<(&str, &str)> = state
        .parts
        .iter()
        .map(|part| (part.day.as_str(), part.name.as_str()))
        .chain(state.retired.iter().map(|(day, name)| (day.as_str(), name.as_str())))
        .collect();
    for layout in [Layout::ByPatient, Layout::ByUser] {
        for folder in entries(&lake.join(layout.folder()))? {
            let day = folder.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_prefix("day=")).unwrap_or_default();
            for file in entries(&folder)? {
                let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let belongs = name.strip_suffix(".parquet").is_some_and(|name| named.contains(&(day, name)));
                if !belongs {
                    fs::remove_file(&file).map_err(|source| LakeError::Io { path: file.clone(), source })?;
                }
            }
        }
    }
    Ok(())
}

/// What is in a folder; nothing when it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let io = |source| LakeError::Io { path: folder.to_owned(), source };
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path()).map_err(io)).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(io(source)),
    }
}
