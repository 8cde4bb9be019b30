//! An import, from the first file to the new state: what was read can be looked at before it counts, and nothing counts before
//! [`Staged::commit`].

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::generation::{Generation, How, ImportedFile, SourceState};
use super::keys;
use super::merge::{self, Delta, Merged, Owners};
use super::{Store, StoreError};
use crate::input;
use crate::limits::Limits;
use crate::open::OpenError;
use crate::read::{self, FileReport, ReadError};
use crate::record::Said;
use crate::source::{Meeting, Source};
use crate::table::{Row, Sorter, Table};

/// An import that is being read.
pub struct Stage {
    store: Store,
    limits: Limits,
    lock: File,
    parts: BTreeMap<Source, Part>,
    reports: Vec<FileReport>,
    /// Number of the next file
    next: u32,
}

/// What was read of one feed.
struct Part {
    sorter: Sorter,
    owners: Owners,
    files: Vec<ImportedFile>,
    reports: Vec<FileReport>,
}

impl Stage {
    pub(super) fn begin(store: Store, limits: Limits) -> Result<Self, StoreError> {
        let lock = store.lock()?;
        store.empty_tmp()?;
        Ok(Self { store, limits, lock, parts: BTreeMap::new(), reports: Vec::new(), next: 1 })
    }

    /// Reads every feed in a file, packed or not. A feed with more than one bad row in twenty is refused as a whole; the report says so.
    /// Gives the reports of the feeds found; none when the file holds no known feed.
    pub fn add(&mut self, path: &Path) -> Result<Vec<FileReport>, StoreError> {
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let error = |error: OpenError| StoreError::Input { file: file.clone(), error };
        let sha256 = sha256_of(path).map_err(|cause| error(cause.into()))?;
        let imported = ImportedFile { name: file.clone(), sha256 };
        let limits = self.limits.clone();
        let before = self.reports.len();
        input::each_file::<OpenError>(path, &limits, &mut |name, stream| self.part(name, stream, &imported)).map_err(error)?;
        Ok(self.reports[before..].to_vec())
    }

    fn part(&mut self, name: &str, stream: &mut dyn Read, imported: &ImportedFile) -> Result<(), OpenError> {
        let number = self.next;
        self.next += 1;
        let Self { store, limits, parts, .. } = self;
        // the feed is known with the first row
        let mut current: Option<(Source, Vec<String>)> = None;
        let folder = store.tmp();
        let sort_bytes = limits.sort_bytes;
        let result = read::read_detected(name, stream, limits, &mut |source, said| {
            let part = parts.entry(source).or_insert_with(|| Part {
                sorter: Sorter::new(&folder, source.name(), sort_bytes),
                owners: Owners::new(),
                files: Vec::new(),
                reports: Vec::new(),
            });
            let owners = match &mut current {
                Some((_, owners)) => owners,
                None => {
                    part.sorter.mark();
                    &mut current.insert((source, Vec::new())).1
                }
            };
            owners.push(said.id().to_owned());
            add_rows(&mut part.sorter, number, &said)
        });
        let report = match result {
            Ok(report) => report,
            Err(error) => {
                if let Some(part) = current.as_ref().and_then(|(source, _)| parts.get_mut(source)) {
                    part.sorter.take_back();
                }
                return if matches!(error, ReadError::Unknown) { Ok(()) } else { Err(error.into()) };
            }
        };
        if let Some((source, owners)) = current
            && let Some(part) = parts.get_mut(&source)
        {
            if report.is_refused() {
                part.sorter.take_back();
            } else {
                part.owners.extend(owners.into_iter().map(|owner| (owner, number)));
                if !part.files.contains(imported) {
                    part.files.push(imported.clone());
                }
                part.reports.push(report.clone());
            }
        }
        self.reports.push(report);
        Ok(())
    }

    /// Merges what was read with what is there; nothing counts yet.
    pub fn finish(self) -> Result<Staged, StoreError> {
        let current = self.store.current()?;
        let mut staged = Staged {
            store: self.store,
            lock: self.lock,
            current: current.clone(),
            how: How::Files,
            states: BTreeMap::new(),
            reports: self.reports,
            deltas: Vec::new(),
            serial: None,
        };
        for (source, part) in self.parts {
            if part.reports.is_empty() {
                continue;
            }
            let Part { sorter, owners, files, reports } = part;
            let mut rows = sorter.finish()?.filter_map(|row| newest(row, &owners).transpose());
            let as_of = reports.iter().filter_map(|report| report.as_of).max();
            let state = SourceState {
                table: String::new(),
                as_of: match source.meeting() {
                    Meeting::Replace => as_of,
                    Meeting::Update => as_of.max(current.sources.get(&source).and_then(|state| state.as_of)),
                },
                version: reports.last().map(|report| report.version.clone()).unwrap_or_default(),
                rows: 0,
                rejected: reports.iter().map(|report| report.rejected).sum(),
                files,
            };
            let older = as_of < current.sources.get(&source).and_then(|state| state.as_of);
            staged.merge_records(source, state, &mut rows, source.meeting(), &owners, older)?;
        }
        if staged.states.is_empty() && staged.reports.is_empty() { Err(StoreError::Nothing) } else { Ok(staged) }
    }
}

/// Passes over a row of a record that came again in a later file; takes the number of the file off.
fn newest(row: io::Result<Row>, owners: &Owners) -> io::Result<Option<Row>> {
    let (key, value) = row?;
    let Some((number, value)) = value.split_first_chunk::<4>() else { return Err(io::ErrorKind::InvalidData.into()) };
    let last = owners.get(keys::owner(&key)).copied();
    Ok((last.is_none() || last == Some(u32::from_be_bytes(*number))).then(|| (key, value.to_vec())))
}

fn add_rows(sorter: &mut Sorter, number: u32, said: &Said) -> io::Result<()> {
    keys::rows(said, &mut |key, value| {
        let mut numbered = Vec::with_capacity(4 + value.len());
        numbered.extend_from_slice(&number.to_be_bytes());
        numbered.extend_from_slice(&value);
        sorter.add(key, numbered)
    })
}

fn sha256_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(hash.finalize())),
            count => hash.update(&buffer[..count]),
        }
    }
}

/// An import that can be looked at, and then counts or is dropped.
pub struct Staged {
    store: Store,
    /// Held until the import counts or is dropped
    lock: File,
    current: Generation,
    how: How,
    states: BTreeMap<Source, SourceState>,
    reports: Vec<FileReport>,
    deltas: Vec<Delta>,
    serial: Option<(String, u64)>,
}

impl Staged {
    /// An import of ready rows: a pack.
    pub(crate) fn of_pack(store: Store, lock: File, current: Generation, key: String, serial: u64) -> Self {
        let how = How::Pack { serial, key: key.clone() };
        Self { store, lock, current, how, states: BTreeMap::new(), reports: Vec::new(), deltas: Vec::new(), serial: Some((key, serial)) }
    }

    /// Merges all rows of one feed.
    pub(crate) fn merge(
        &mut self,
        source: Source,
        state: SourceState,
        rows: &mut dyn Iterator<Item = io::Result<Row>>,
        meeting: Meeting,
        older: bool,
    ) -> Result<&SourceState, StoreError> {
        self.merge_records(source, state, rows, meeting, &Owners::new(), older)
    }

    fn merge_records(
        &mut self,
        source: Source,
        mut state: SourceState,
        rows: &mut dyn Iterator<Item = io::Result<Row>>,
        meeting: Meeting,
        owners: &Owners,
        older: bool,
    ) -> Result<&SourceState, StoreError> {
        let old = match self.current.sources.get(&source) {
            None => None,
            Some(known) => {
                let damaged = |error| StoreError::Table { table: known.table.clone(), error };
                Some(Table::open(File::open(self.store.table_path(&known.table))?).map_err(damaged)?)
            }
        };
        let path = self.store.tmp().join(format!("{}.table", source.name()));
        let Merged { sha256, rows, mut delta } = merge::merge(source, old.as_ref(), rows, meeting, owners, &path)
            .map_err(|error| StoreError::Table { table: source.name().into(), error })?;
        delta.older = older;
        self.deltas.push(delta);
        state.table = sha256;
        state.rows = rows;
        Ok(self.states.entry(source).insert_entry(state).into_mut())
    }

    /// What became of each file.
    pub fn reports(&self) -> &[FileReport] {
        &self.reports
    }

    /// What would change.
    pub fn deltas(&self) -> &[Delta] {
        &self.deltas
    }

    /// Makes it the present state. `made` is the moment, from the caller's clock.
    pub fn commit(self, made: Timestamp) -> Result<Generation, StoreError> {
        if self.states.is_empty() {
            return Err(StoreError::Nothing);
        }
        let mut next = Generation { made: Some(made), how: self.how, ..self.current.clone() };
        for (source, state) in self.states {
            self.store.keep_table(&self.store.tmp().join(format!("{}.table", source.name())), &state.table)?;
            next.sources.insert(source, state);
        }
        if let Some((key, serial)) = self.serial {
            next.serials.insert(key, serial);
        }
        let next = self.store.publish(&self.current, next)?;
        drop(self.lock);
        Ok(next)
    }
}
