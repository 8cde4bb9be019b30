//! The lake: opening, filling, tending it. Asking it: `answering`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use datafusion::execution::runtime_env::RuntimeEnv;

use crate::bucket::{Bucket, S3};
use crate::cluster::{Cluster, Workers};
use crate::filling::{Filling, overlapping};
use crate::place::{Place, key};
use crate::schema::Layout;
use crate::session;
use crate::state::{PartMeta, State};
use crate::writing::{self, Writing};

/// So many small files of a day are made one whatever their size.
const MANY: usize = 8;

/// How a lake is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// IANA name of the time zone whose days are the folders of a new lake, and in which SQL reads times without a zone
    pub zone: String,
    /// Bytes that all questions together may hold in memory; beyond, they sort on disk
    pub memory: usize,
    /// How long one question may take
    pub time: Duration,
    /// Storage that holds the files instead of the folder
    pub store: Option<S3>,
    /// Machines that help to answer
    pub workers: Option<Workers>,
}

impl Default for Options {
    fn default() -> Self {
        Self { zone: "Asia/Tokyo".to_owned(), memory: 512 << 20, time: Duration::from_mins(1), store: None, workers: None }
    }
}

/// A lake in a folder, or in a bucket with a folder beside it.
#[derive(Debug, Clone)]
pub struct Lake {
    pub(crate) place: Place,
    pub(crate) options: Arc<Options>,
    pub(crate) runtime: Arc<RuntimeEnv>,
    pub(crate) cluster: Option<Arc<Cluster>>,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// Reading or writing failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// A file of the lake cannot be read: it is to be made anew from the evidence
    #[error("{0} cannot be read")]
    Damaged(PathBuf),
    /// Somebody else is filling or tending it, perhaps on another machine
    #[error("the lake is just being changed")]
    Busy,
    /// There is no such time zone
    #[error("{0} is no time zone")]
    Zone(String),
    /// The SQL is wrong; says where
    #[error("{0}")]
    Sql(String),
    /// The SQL would do something else than read
    #[error("only SELECT can be asked")]
    NotReading,
    /// Where the files are to lie, or who is to help, cannot be; says why
    #[error("{0}")]
    Settings(String),
    /// The workers gave no answer, and nobody else may; says why
    #[error("the workers gave no answer: {0}")]
    Workers(String),
    /// The question took too much time or memory
    #[error("the question took too much")]
    TooMuch,
}

/// What a lake holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// Rows
    pub rows: u64,
    /// Files in each of the two copies
    pub files: u64,
    /// Bytes of both copies
    pub bytes: u64,
}

impl Lake {
    /// Opens the folder, and makes it when it is not there.
    pub fn open(dir: &Path) -> Result<Self, LakeError> {
        Self::open_with(dir, Options::default())
    }

    /// Opens it with other options: the folder holds the lake, or what is on its way to the bucket. The zone of a lake that already
    /// holds rows stays what it was. Nothing is asked of other machines yet.
    pub fn open_with(dir: &Path, options: Options) -> Result<Self, LakeError> {
        fs::create_dir_all(dir).map_err(|source| LakeError::Io { path: dir.to_owned(), source })?;
        crate::around::zone(&options.zone)?;
        let bucket = options.store.as_ref().map(Bucket::open).transpose()?;
        let place = Place::new(dir, bucket.map(Arc::new));
        let cluster = options.workers.as_ref().filter(|workers| !workers.urls.is_empty()).map(Cluster::new).transpose()?;
        let runtime = session::runtime(&place, &options)?;
        Ok(Self { place, options: Arc::new(options), runtime, cluster: cluster.map(Arc::new) })
    }

    /// How many leaves of each shard are in it.
    pub fn covered(&self) -> Result<BTreeMap<String, u64>, LakeError> {
        Ok(self.state()?.covered)
    }

    /// What it holds.
    pub fn size(&self) -> Result<Size, LakeError> {
        Ok(self.state()?.parts.iter().fold(Size::default(), |size, part| Size {
            rows: size.rows + part.rows,
            files: size.files + 1,
            bytes: size.bytes + part.bytes.0 + part.bytes.1,
        }))
    }

    /// The files that belong to it now: of the copy by patient, of the copy by user. Other files in its folders do not count.
    pub fn files(&self) -> Result<(Vec<PathBuf>, Vec<PathBuf>), LakeError> {
        let state = self.state()?;
        let of = |layout| state.parts.iter().map(|part| self.place.shown(&key(layout, &part.day, &part.name))).collect();
        Ok((of(Layout::ByPatient), of(Layout::ByUser)))
    }

    /// Begins to fill in rows that come after what is covered. One at a time.
    pub fn fill(&self) -> Result<Filling, LakeError> {
        Filling::begin(&self.place, &self.options.zone)
    }

    /// Makes one file of the small ones of a day, and removes files that were replaced before. Gives the number of days that were
    /// changed. One at a time; questions beside it go on.
    pub fn tend(&self) -> Result<usize, LakeError> {
        let mut writing = Writing::begin(&self.place, &self.options.zone)?;
        let mut by_day: BTreeMap<String, Vec<PartMeta>> = BTreeMap::new();
        for part in std::mem::take(&mut writing.state.parts) {
            by_day.entry(part.day.clone()).or_default().push(part);
        }
        let mut changed = BTreeSet::new();
        for (day, mut parts) in by_day {
            if worth_merging(&parts) {
                let sources = overlapping(&parts);
                let one = writing.replace(&parts, &sources)?;
                let old = std::mem::replace(&mut parts, vec![one]);
                writing.state.retired.extend(old.into_iter().map(|part| (part.day, part.name)));
                changed.insert(day);
            }
            writing.state.parts.append(&mut parts);
        }
        writing.commit(&changed)?;
        Ok(changed.len())
    }

    /// Empties it, to make it anew. Not while somebody fills or tends it.
    pub fn clear(&self) -> Result<(), LakeError> {
        let _lock = writing::lock(&self.place)?;
        State::remove(&self.place)?;
        self.place.empty()?;
        self.place.remove(writing::MARK)
    }

    /// Reads every file whole, and gives those that cannot be read.
    pub fn check(&self) -> Result<Vec<PathBuf>, LakeError> {
        self.damaged(&self.state()?)
    }

    /// What questions are reckoned with.
    pub(crate) fn engine(&self) -> Arc<RuntimeEnv> {
        Arc::clone(&self.runtime)
    }

    pub(crate) fn state(&self) -> Result<State, LakeError> {
        State::read(&self.place, &self.options.zone)
    }
}

/// Whether reading them as one is worth writing them anew.
fn worth_merging(parts: &[PartMeta]) -> bool {
    let rows: u64 = parts.iter().map(|part| part.rows).sum();
    let largest = parts.iter().map(|part| part.rows).max().unwrap_or_default();
    parts.len() >= MANY || parts.len() > 1 && (rows - largest) * 8 >= largest || !overlapping(parts).is_empty()
}
