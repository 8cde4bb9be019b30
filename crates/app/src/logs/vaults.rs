//! The vault and the lake of one institution, opened when they are first needed.
//!
//! One process writes; others read beside it. Deliberately not here: what is written.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use jiff::Timestamp;
use sonae_lake::Lake;
use sonae_vault::{AppendError, OpenError, Opened, Options, Reading, Vault};

use super::derived::Derived;
use super::fault::LogsError;
use super::lake_place::open_lake;
use crate::data_folder::{DataFolder, write_whole};

/// How long the first record of a frame waits for others: about what a disk needs to keep the frame before it.
const GATHER: Duration = Duration::from_millis(4);

/// The vault and the lake.
pub struct Vaults {
    folder: DataFolder,
    writer: Mutex<Option<Arc<Vault>>>,
    opened: Mutex<Option<Opened>>,
    lake: Mutex<Option<Lake>>,
    stopped: Mutex<Option<String>>,
    disagrees: Mutex<Option<String>>,
    digesting: Mutex<()>,
    digest: tokio::sync::Mutex<()>,
    importing: Mutex<()>,
    defining: Mutex<()>,
    reviewing: Mutex<()>,
    year: RwLock<()>,
}

impl Vaults {
    /// Those of this data folder. Nothing is opened or made yet.
    pub fn of(folder: &DataFolder) -> Self {
        Self {
            folder: folder.clone(),
            writer: Mutex::default(),
            opened: Mutex::default(),
            lake: Mutex::default(),
            stopped: Mutex::default(),
            disagrees: Mutex::default(),
            digesting: Mutex::default(),
            digest: tokio::sync::Mutex::default(),
            importing: Mutex::default(),
            defining: Mutex::default(),
            reviewing: Mutex::default(),
            year: RwLock::default(),
        }
    }

    /// Whether anything was ever kept.
    pub fn exists(&self) -> bool {
        self.folder.vault().join("key.pub").is_file()
    }

    /// The evidence, for reading.
    pub fn reading(&self) -> Reading {
        Reading::open(&self.folder.vault())
    }

    /// The lake.
    pub fn lake(&self) -> Result<Lake, LogsError> {
        let mut lake = lock(&self.lake);
        // one for all: what it knows of its files is kept in it
        if let Some(open) = lake.as_ref() {
            return Ok(open.clone());
        }
        Ok(lake.insert(open_lake(&self.folder)?).clone())
    }

    /// What is derived beside it.
    pub(super) fn derived(&self) -> Derived {
        Derived::of(&self.folder)
    }

    /// The writer of this process, opened when it is not open. [`LogsError::Busy`] when another process writes.
    pub fn writer(&self) -> Result<Arc<Vault>, LogsError> {
        let mut writer = lock(&self.writer);
        if let Some(open) = writer.as_ref() {
            return Ok(Arc::clone(open));
        }
        let options = self.options()?;
        Ok(self.take(&mut writer, Vault::open(&self.folder.vault(), options))?)
    }

    /// Opens a vault whose evidence does not agree with its checkpoint, and begins a further shard that tells why.
    pub(super) fn open_anew(&self, reason: &str, now: Timestamp) -> Result<Arc<Vault>, LogsError> {
        let mut writer = lock(&self.writer);
        let options = self.options()?;
        Ok(self.take(&mut writer, Vault::open_anew(&self.folder.vault(), options, reason, now))?)
    }

    fn options(&self) -> Result<Options, LogsError> {
        Ok(Options { gather: GATHER, ..Options::new(&self.origin()?) })
    }

    /// Keeps a writer that was opened, and what opening found; remembers why it was not.
    fn take(&self, writer: &mut Option<Arc<Vault>>, opened: Result<(Vault, Opened), OpenError>) -> Result<Arc<Vault>, OpenError> {
        let (vault, opened) = opened.inspect_err(|error| {
            if let OpenError::Disagrees(what) = error {
                *lock(&self.disagrees) = Some(what.clone());
            }
        })?;
        if let Some(torn) = &opened.torn {
            tracing::warn!(path = %torn.display(), "bytes that were never acknowledged were put aside");
        }
        if opened.lost > 0 {
            tracing::error!(lost = opened.lost, "records that had been acknowledged are not there any more");
        }
        for path in &opened.unreadable {
            tracing::error!(path = %path.display(), "a segment of the vault cannot be read as a whole");
        }
        let vault = Arc::new(vault);
        *writer = Some(Arc::clone(&vault));
        *lock(&self.opened) = Some(opened);
        *lock(&self.stopped) = None;
        *lock(&self.disagrees) = None;
        Ok(vault)
    }

    /// The writer of this process, where it is open.
    pub fn open_writer(&self) -> Option<Arc<Vault>> {
        lock(&self.writer).clone()
    }

    /// What opening for writing found; `None` before this process wrote.
    pub fn opened(&self) -> Option<Opened> {
        lock(&self.opened).clone()
    }

    /// Why intake stopped, while it stands still.
    pub fn stopped(&self) -> Option<String> {
        lock(&self.stopped).clone()
    }

    /// In what the evidence does not agree with its checkpoint, while nothing is written for that.
    pub fn disagrees(&self) -> Option<String> {
        lock(&self.disagrees).clone()
    }

    /// Remembers why intake stopped, where it did; the next [`Vaults::writer`] opens the vault anew.
    pub(super) fn failed(&self, error: AppendError) -> LogsError {
        if let AppendError::Stopped(why) = &error {
            tracing::error!("the vault takes nothing any more: {why}");
            *lock(&self.stopped) = Some(why.clone());
            self.close();
        }
        error.into()
    }

    /// Closes the writer, so that another process may write.
    pub fn close(&self) {
        *lock(&self.writer) = None;
    }

    /// One digest at a time, from its first stretch to its last: what a stretch found is kept elsewhere before the lake takes it, and the lake
    /// is held meanwhile.
    pub(super) async fn whole_digest(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.digest.lock().await
    }

    /// One change of what was digested at a time.
    pub(super) fn digesting(&self) -> MutexGuard<'_, ()> {
        lock(&self.digesting)
    }

    /// One file at a time.
    pub(super) fn importing(&self) -> MutexGuard<'_, ()> {
        lock(&self.importing)
    }

    /// The list of sources is changed by one at a time.
    pub(super) fn defining(&self) -> MutexGuard<'_, ()> {
        lock(&self.defining)
    }

    /// A sign-off is looked for and kept by one at a time.
    pub(super) fn reviewing(&self) -> MutexGuard<'_, ()> {
        lock(&self.reviewing)
    }

    /// While this is held no new year begins: a file belongs into one shard.
    pub(super) fn same_year(&self) -> RwLockReadGuard<'_, ()> {
        self.year.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the files that are being imported; then a new year may begin.
    pub(super) fn new_year(&self) -> RwLockWriteGuard<'_, ()> {
        self.year.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begin of the origin line: a random name that tells nothing of the institution, made once.
    fn origin(&self) -> Result<String, LogsError> {
        let path = self.folder.vault().join("id");
        let known = match std::fs::read_to_string(&path) {
            Ok(text) => Some(text.trim().to_owned()).filter(|id| id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(LogsError::io(&path)(error)),
        };
        if let Some(id) = known.or_else(|| self.signed_id()) {
            return Ok(format!("sonae/{id}"));
        }
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| LogsError::io(&path)(error.into()))?;
        let id = hex::encode(random);
        write_whole(&path, format!("{id}\n").as_bytes()).map_err(LogsError::io(&path))?;
        Ok(format!("sonae/{id}"))
    }

    /// The name as the newest checkpoint has it, when its file is gone.
    fn signed_id(&self) -> Option<String> {
        let reading = self.reading();
        let shard = reading.shards().ok()?.pop()?;
        let origin = reading.checkpoint(&shard).ok()??.origin;
        origin.split('/').nth(1).map(str::to_owned)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
