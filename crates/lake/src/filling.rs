//! Rows on their way into the lake.
//!
//! Rows are held in one buffer, whatever their day. When it is full, each day's rows are sorted twice and written, one thread a
//! copy; the day that is just coming in stays in the buffer while it is small, so that an export in order of time gives one file
//! a day. Nothing is seen before `state.json` names it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use sonae_logs::Row;

use crate::buffer::Buffer;
use crate::days::Days;
use crate::intern::count;
use crate::lake::LakeError;
use crate::merge::merge;
use crate::once::once;
use crate::part::{self, Part};
use crate::schema::{Layout, TIME};
use crate::state::{PartMeta, State, sync_folder};

/// Rows in the buffer at most.
const MOST_ROWS: usize = 1 << 20;
/// Bytes in the buffer at most, about.
const MOST_BYTES: usize = 160 << 20;
/// While it is there, somebody fills; found by the next one, files may lie about that belong to nothing.
const MARK: &str = "filling";

/// Rows on their way into the lake. Nothing is seen before [`Filling::finish`]; dropped, nothing was there.
pub struct Filling {
    pub(crate) writing: Writing,
    days: Days,
    buffer: Buffer,
    day_of: Vec<u32>,
    parts: Vec<PartMeta>,
}

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
        let path = lake.join("lock");
        let lock = File::options().create(true).truncate(false).write(true).open(&path).map_err(io(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(LakeError::Busy),
            Err(TryLockError::Error(source)) => return Err(LakeError::Io { path, source }),
        }
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

impl Filling {
    pub(crate) fn begin(lake: &Path, zone: &str) -> Result<Self, LakeError> {
        let writing = Writing::begin(lake, zone)?;
        let found = TimeZone::get(&writing.state.zone).map_err(|_| LakeError::Zone(writing.state.zone.clone()))?;
        Ok(Self { writing, days: Days::new(found), buffer: Buffer::default(), day_of: Vec::new(), parts: Vec::new() })
    }

    /// Takes a row.
    pub fn push(&mut self, row: Row) -> Result<(), LakeError> {
        self.day_of.push(self.days.number(row.event.time, row.received));
        self.buffer.push(&row);
        if self.buffer.rows() >= MOST_ROWS || self.buffer.rows().is_multiple_of(4096) && self.buffer.bytes() >= MOST_BYTES {
            self.flush(false)?;
        }
        Ok(())
    }

    /// Writes what was pushed; now it is seen. `covered`: how many leaves of each shard are in it now, also those that hold no
    /// event.
    pub fn finish(mut self, covered: &BTreeMap<String, u64>) -> Result<(), LakeError> {
        self.flush(true)?;
        let days: BTreeSet<String> = self.parts.iter().map(|part| part.day.clone()).collect();
        let mut writing = self.writing;
        let (mut touched, untouched) = split(std::mem::take(&mut writing.state.parts), |part| days.contains(&part.day));
        let before: BTreeSet<String> = touched.iter().map(|part| part.name.clone()).collect();
        touched.append(&mut self.parts);
        writing.state.parts = untouched;
        for day in &days {
            let (mut parts, others) = split(touched, |part| part.day == *day);
            touched = others;
            let sources = overlapping(&parts);
            if !sources.is_empty() {
                let one = writing.replace(&parts, &sources)?;
                for part in std::mem::replace(&mut parts, vec![one]) {
                    if before.contains(&part.name) {
                        writing.state.retired.push((part.day, part.name));
                    } else {
                        remove(&writing.lake, &part.day, &part.name);
                    }
                }
            }
            writing.state.parts.append(&mut parts);
        }
        writing.state.covered.extend(covered.iter().map(|(shard, leaves)| (shard.clone(), *leaves)));
        writing.commit(&days)
    }

    /// Writes the rows of the buffer; `all`: also those of the day that is just coming in.
    fn flush(&mut self, all: bool) -> Result<(), LakeError> {
        let buffer = std::mem::take(&mut self.buffer);
        let day_of = std::mem::take(&mut self.day_of);
        let coming = day_of.last().copied().filter(|last| !all && day_of.iter().filter(|day| *day == last).count() * 2 < day_of.len());
        let by_day = sorted(&buffer, &day_of, coming, Layout::ByPatient);
        let mut dropped = vec![false; buffer.rows()];
        let mut parts = Vec::new();
        for (day, mut rows) in by_day {
            let mut meta = PartMeta::new(self.days.name(day), &self.writing.name());
            meta.count(&buffer, &rows);
            let sources: Vec<&str> = meta
                .sources
                .iter()
                .filter(|(_, source)| source.files.as_ref().is_none_or(|files| files.len() > 1))
                .map(|(name, _)| name.as_str())
                .collect();
            if !sources.is_empty() {
                let all = rows.clone();
                once(&buffer, Layout::ByPatient.first(), &mut rows, &sources);
                let mut kept = rows.iter().peekable();
                for row in all {
                    if kept.next_if_eq(&&row).is_none() {
                        dropped[row as usize] = true;
                    }
                }
                meta = PartMeta::new(&meta.day, &meta.name);
                meta.count(&buffer, &rows);
            }
            parts.push((day, meta, rows));
        }
        self.write(&buffer, &day_of, coming, &mut parts, &dropped)?;
        self.parts.extend(parts.into_iter().map(|(_, meta, _)| meta));
        if let Some(coming) = coming {
            for row in buffer.all().filter(|row| day_of[*row as usize] == coming) {
                self.buffer.push_from(&buffer, row);
                self.day_of.push(coming);
            }
        }
        Ok(())
    }

    fn write(
        &self,
        buffer: &Buffer,
        day_of: &[u32],
        coming: Option<u32>,
        parts: &mut [(u32, PartMeta, Vec<u32>)],
        dropped: &[bool],
    ) -> Result<(), LakeError> {
        let lake = &self.writing.lake;
        let names: BTreeMap<u32, (String, String)> =
            parts.iter().map(|(day, meta, _)| (*day, (meta.day.clone(), meta.name.clone()))).collect();
        let (by_patient, by_user) = std::thread::scope(|scope| {
            let by_user = scope.spawn(|| {
                let mut sizes = Vec::new();
                for (day, mut rows) in sorted(buffer, day_of, coming, Layout::ByUser) {
                    let Some((day, name)) = names.get(&day) else { continue };
                    rows.retain(|row| !dropped[*row as usize]);
                    sizes.push(write_part(lake, Layout::ByUser, day, name, buffer, &rows)?);
                }
                Ok::<_, LakeError>(sizes)
            });
            let by_patient: Result<Vec<u64>, LakeError> =
                parts.iter().map(|(_, meta, rows)| write_part(lake, Layout::ByPatient, &meta.day, &meta.name, buffer, rows)).collect();
            (by_patient, by_user.join())
        });
        let by_user = by_user.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        for ((_, meta, _), bytes) in parts.iter_mut().zip(by_patient?.into_iter().zip(by_user)) {
            meta.bytes = bytes;
        }
        Ok(())
    }
}

fn write_part(lake: &Path, layout: Layout, day: &str, name: &str, buffer: &Buffer, rows: &[u32]) -> Result<u64, LakeError> {
    let mut part = Part::begin(lake, layout, day, name)?;
    part.write(buffer, rows)?;
    part.finish()
}

/// The rows of each day but the one that stays, in the order of a copy; equal ones as they came.
fn sorted(buffer: &Buffer, day_of: &[u32], coming: Option<u32>, layout: Layout) -> Vec<(u32, Vec<u32>)> {
    let texts = buffer.texts(layout.first());
    let ranks = texts.table().ranks();
    let mut keys: Vec<(u64, i64, u32)> = buffer
        .all()
        .zip(day_of)
        .filter(|(_, day)| Some(**day) != coming)
        .map(|(row, day)| {
            let rank = ranks[texts.number(row) as usize];
            (u64::from(*day) << 32 | u64::from(rank), buffer.int(TIME, row), row)
        })
        .collect();
    keys.sort_unstable();
    keys.chunk_by(|a, b| a.0 >> 32 == b.0 >> 32)
        .map(|rows| (count(usize::try_from(rows[0].0 >> 32).unwrap_or_default()), rows.iter().map(|key| key.2).collect()))
        .collect()
}

/// Sources of which a record may be in two of these parts.
pub(crate) fn overlapping(parts: &[PartMeta]) -> BTreeSet<String> {
    let pairs = parts.iter().enumerate().flat_map(|(at, part)| parts[at + 1..].iter().map(move |other| (part, other)));
    pairs.flat_map(|(part, other)| part.overlaps(other).map(str::to_owned)).collect()
}

/// Those for which it holds, and the others.
pub(crate) fn split(parts: Vec<PartMeta>, holds: impl Fn(&PartMeta) -> bool) -> (Vec<PartMeta>, Vec<PartMeta>) {
    parts.into_iter().partition(holds)
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
