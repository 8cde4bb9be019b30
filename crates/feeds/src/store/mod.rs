//! The release store: a folder with immutable tables, one for each feed, and generations that name them.
//!
//! ```text
//! CURRENT                     number of the present generation
//! generations/00000012.json   which table each feed has
//! tables/<sha256>.table       rows of one feed, sorted
//! tmp/                        what is being made; emptied before every import
//! lock                        held while something is made
//! ```
//!
//! A change is made aside, flushed to disk, and becomes the present state by one rename. Earlier generations stay for going back.
//! Deliberately not here: reading feeds (`read`), deciding (`matching`), who may do it and the record that it was done (crate app).

pub(crate) mod generation;
pub(crate) mod keys;
mod merge;
mod release;
mod stage;

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

pub use generation::{Freshness, Generation, How, ImportedFile, SourceState, SourceStatus};
pub use merge::Delta;
pub use release::Release;
pub use stage::{Stage, Staged};

use crate::open::OpenError;
use crate::source::Source;
use crate::table::{Table, TableError};

/// Why the store does not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system does not give or take a file
    #[error("{0}")]
    File(#[from] io::Error),
    /// Somebody else is importing
    #[error("another import is running")]
    Busy,
    /// A table is damaged
    #[error("table {table}: {error}")]
    Table {
        /// Its name
        table: String,
        /// What is wrong
        error: TableError,
    },
    /// A generation is not there, or cannot be read
    #[error("generation {0} is not there")]
    NoGeneration(u64),
    /// An input file is not read
    #[error("{file}: {error}")]
    Input {
        /// The file
        file: String,
        /// Why
        error: OpenError,
    },
    /// There is nothing to import
    #[error("nothing to import")]
    Nothing,
}

/// A folder of feeds.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Opens a folder; makes it when it is not there.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        for part in ["generations", "tables", "tmp"] {
            fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// The present state.
    pub fn current(&self) -> Result<Generation, StoreError> {
        match fs::read_to_string(self.folder.join("CURRENT")) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Generation::default()),
            Err(error) => Err(error.into()),
            Ok(text) => self.generation(text.trim().parse().map_err(|_| StoreError::NoGeneration(0))?),
        }
    }

    /// One state.
    pub fn generation(&self, number: u64) -> Result<Generation, StoreError> {
        let text = fs::read(self.generation_path(number)).map_err(|_| StoreError::NoGeneration(number))?;
        serde_json::from_slice(&text).map_err(|_| StoreError::NoGeneration(number))
    }

    /// Every state that is kept, newest first.
    pub fn generations(&self) -> Result<Vec<Generation>, StoreError> {
        let mut numbers: Vec<u64> = fs::read_dir(self.folder.join("generations"))?
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".json")?.parse().ok())
            .collect();
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        numbers.into_iter().map(|number| self.generation(number)).collect()
    }

    /// The present state, open for questions.
    pub fn release(&self) -> Result<Release, StoreError> {
        Release::open(self, self.current()?)
    }

    /// Begins an import. One at a time.
    pub fn stage(&self, limits: crate::Limits) -> Result<Stage, StoreError> {
        Stage::begin(self.clone(), limits)
    }

    /// Makes an earlier state the present one, as a new generation; serials of packs do not fall.
    pub fn go_back(&self, to: u64, made: Timestamp) -> Result<Generation, StoreError> {
        let _lock = self.lock()?;
        let (current, earlier) = (self.current()?, self.generation(to)?);
        let next = Generation { made: Some(made), how: How::Back { to }, serials: current.serials.clone(), ..earlier };
        self.publish(&current, next)
    }

    /// Keeps the newest `keep` generations and what they name; removes the rest.
    pub fn tidy(&self, keep: usize) -> Result<usize, StoreError> {
        let _lock = self.lock()?;
        let all = self.generations()?;
        let (kept, gone) = all.split_at(all.len().min(keep.max(1)));
        for generation in gone {
            fs::remove_file(self.generation_path(generation.number))?;
        }
        let named: BTreeSet<&str> =
            kept.iter().flat_map(|generation| generation.sources.values()).map(|state| state.table.as_str()).collect();
        for entry in fs::read_dir(self.folder.join("tables"))? {
            let path = entry?.path();
            if path.file_stem().and_then(|name| name.to_str()).is_some_and(|name| !named.contains(name)) {
                // a reader may still hold it open (Windows): then it goes the next time
                let _ = fs::remove_file(path);
            }
        }
        Ok(gone.len())
    }

    /// Checks every table of the present state, byte for byte, against the hash that it is named after. Gives the feeds whose table is
    /// damaged or gone.
    pub fn verify(&self) -> Result<Vec<(Source, TableError)>, StoreError> {
        let mut faults = Vec::new();
        for (source, state) in self.current()?.sources {
            let checked = File::open(self.table_path(&state.table)).map_err(TableError::from).and_then(|mut file| Table::verify(&mut file));
            match checked {
                Ok(digest) if hex::encode(digest) == state.table => {}
                Ok(_) => faults.push((source, TableError::Damaged("another table than the one named"))),
                Err(error) => faults.push((source, error)),
            }
        }
        Ok(faults)
    }

    pub(crate) fn lock(&self) -> Result<File, StoreError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(self.folder.join("lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(fs::TryLockError::WouldBlock) => Err(StoreError::Busy),
            Err(fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Makes `next` the present state.
    pub(crate) fn publish(&self, current: &Generation, next: Generation) -> Result<Generation, StoreError> {
        let highest = self.generations()?.first().map_or(0, |newest| newest.number);
        let next = Generation { number: highest.max(current.number) + 1, ..next };
        let text = serde_json::to_vec_pretty(&next).map_err(io::Error::from)?;
        self.put(&self.generation_path(next.number), &text)?;
        self.put(&self.folder.join("CURRENT"), format!("{}\n", next.number).as_bytes())?;
        Ok(next)
    }

    /// Writes a small file aside and renames it.
    fn put(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        let aside = self.tmp().join("small");
        let mut file = File::create(&aside)?;
        file.write_all(content)?;
        file.sync_all()?;
        drop(file);
        fs::rename(&aside, path)?;
        sync_folder(path)
    }

    /// Gives a finished table its place under its hash.
    pub(crate) fn keep_table(&self, aside: &Path, sha256: &str) -> io::Result<()> {
        let path = self.table_path(sha256);
        if path.exists() {
            return fs::remove_file(aside);
        }
        fs::rename(aside, &path)?;
        sync_folder(&path)
    }

    pub(crate) fn tmp(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    pub(crate) fn table_path(&self, sha256: &str) -> PathBuf {
        self.folder.join("tables").join(format!("{sha256}.table"))
    }

    fn generation_path(&self, number: u64) -> PathBuf {
        self.folder.join("generations").join(format!("{number:08}.json"))
    }

    /// Removes what an import that was cut off has left.
    pub(crate) fn empty_tmp(&self) -> io::Result<()> {
        for entry in fs::read_dir(self.tmp())? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }
}

/// A rename is only sure when its folder is on disk; Windows does this by itself.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
