//! `state.json`: which files belong to the lake. Replaced whole; what it does not name is not there.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::buffer::Buffer;
use crate::lake::LakeError;
use crate::once::file_of;
use crate::place::{Place, Tag};
use crate::schema::{FILE, RECEIVED, SHARD, SOURCE, TIME};

/// Version of the layout; another one is made anew from the evidence.
pub(crate) const VERSION: u32 = 1;
const NAME: &str = "state.json";
/// More files of one source in one part are not told apart.
const MOST_FILES: usize = 64;

/// Which files belong to the lake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) version: u32,
    /// Grows with every change
    pub(crate) generation: u64,
    /// IANA name of the zone whose days are the folders
    pub(crate) zone: String,
    /// Leaves of each shard
    pub(crate) covered: BTreeMap<String, u64>,
    /// Files, by day and name
    pub(crate) parts: Vec<PartMeta>,
    /// Day and name of files that were replaced; removed at the next change
    pub(crate) retired: Vec<(String, String)>,
    /// Which version of the file this was read from
    #[serde(skip)]
    pub(crate) tag: Tag,
}

/// One file in each of the two copies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PartMeta {
    pub(crate) day: String,
    pub(crate) name: String,
    pub(crate) rows: u64,
    /// Bytes of the copy by patient, of the copy by user
    pub(crate) bytes: (u64, u64),
    /// Least and largest time
    pub(crate) times: (i64, i64),
    pub(crate) sources: BTreeMap<String, SourceMeta>,
}

/// What of one source is in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SourceMeta {
    pub(crate) rows: u64,
    /// From which files; `None`: from many
    pub(crate) files: Option<BTreeSet<FileOf>>,
    /// Least and largest time
    pub(crate) times: (i64, i64),
    /// Last time of receipt
    pub(crate) received: i64,
}

/// The file from which rows came: shard and number, or the one stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct FileOf(String, i64);

impl FileOf {
    /// Number 0 is the stream, in whichever shard.
    pub(crate) fn new(shard: &str, file: i64) -> Self {
        Self(if file == 0 { String::new() } else { shard.to_owned() }, file)
    }
}

impl SourceMeta {
    /// Counts others in.
    pub(crate) fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.times = (self.times.0.min(other.times.0), self.times.1.max(other.times.1));
        self.received = self.received.max(other.received);
        self.files = match (self.files.take(), &other.files) {
            (Some(files), Some(others)) => Some(&files | others).filter(|files| files.len() <= MOST_FILES),
            _ => None,
        };
    }

    /// Whether a record may be in both because it was exported twice: from different files, and of one time.
    fn overlaps(&self, other: &Self) -> bool {
        if self.times.1 < other.times.0 || other.times.1 < self.times.0 {
            return false;
        }
        match (&self.files, &other.files) {
            (Some(files), Some(others)) => (files | others).len() > 1,
            _ => true,
        }
    }
}

impl PartMeta {
    /// A part that holds nothing yet.
    pub(crate) fn new(day: &str, name: &str) -> Self {
        Self { day: day.to_owned(), name: name.to_owned(), rows: 0, bytes: (0, 0), times: (i64::MAX, i64::MIN), sources: BTreeMap::new() }
    }

    /// Counts rows of a buffer in.
    pub(crate) fn count(&mut self, buffer: &Buffer, rows: &[u32]) {
        let mut counted: BTreeMap<(u32, u32, i64), SourceMeta> = BTreeMap::new();
        for row in rows {
            let (time, received) = (buffer.int(TIME, *row), buffer.int(RECEIVED, *row));
            let key = (buffer.number(SOURCE, *row), buffer.number(SHARD, *row), buffer.int(FILE, *row));
            let meta = counted.entry(key).or_insert_with(|| SourceMeta {
                rows: 0,
                files: Some(BTreeSet::from([file_of(buffer, *row)])),
                times: (time, time),
                received,
            });
            meta.rows += 1;
            meta.times = (meta.times.0.min(time), meta.times.1.max(time));
            meta.received = meta.received.max(received);
        }
        self.rows += rows.len() as u64;
        for ((source, _, _), meta) in counted {
            self.times = (self.times.0.min(meta.times.0), self.times.1.max(meta.times.1));
            let name = buffer.table(SOURCE).text(source);
            match self.sources.get_mut(name) {
                Some(known) => known.add(&meta),
                None => {
                    self.sources.insert(name.to_owned(), meta);
                }
            }
        }
    }

    /// Sources of which a record may be in both parts.
    pub(crate) fn overlaps<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        let of_other = |name: &String| other.sources.get(name);
        self.sources
            .iter()
            .filter(move |(name, meta)| of_other(name).is_some_and(|other| meta.overlaps(other)))
            .map(|(name, _)| name.as_str())
    }
}

impl State {
    /// Of an empty lake.
    pub(crate) fn empty(zone: &str) -> Self {
        Self {
            version: VERSION,
            generation: 0,
            zone: zone.to_owned(),
            covered: BTreeMap::new(),
            parts: Vec::new(),
            retired: Vec::new(),
            tag: None,
        }
    }

    /// Reads it; without one the lake is empty.
    pub(crate) fn read(place: &Place, zone: &str) -> Result<Self, LakeError> {
        let Some((bytes, tag)) = place.read(NAME)? else { return Ok(Self::empty(zone)) };
        let damaged = || LakeError::Damaged(place.shown(NAME));
        let mut state: Self = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let known = state.version == VERSION && state.parts.iter().all(|part| plain(&part.day) && plain(&part.name));
        if !known {
            return Err(damaged());
        }
        state.tag = tag;
        Ok(state)
    }

    /// Replaces it by the next generation: from now on, this is the lake.
    pub(crate) fn write(&mut self, place: &Place) -> Result<(), LakeError> {
        self.generation += 1;
        let wrong = |error: serde_json::Error| LakeError::Io { path: place.shown(NAME), source: error.into() };
        self.tag = place.replace(NAME, &serde_json::to_vec(self).map_err(wrong)?, self.tag.take())?;
        Ok(())
    }

    /// Takes it away: from now on, the lake is empty.
    pub(crate) fn remove(place: &Place) -> Result<(), LakeError> {
        place.remove(NAME)
    }
}

/// No name leads out of the lake.
fn plain(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
