//! Writing: one process, one thread that appends; many that hand it records.
//!
//! What is acknowledged lies on disk: records are gathered, written as one frame, `fdatasync`ed, and only then is every
//! sender told. A full or failing disk stops intake: every later batch is refused until [`Vault::open`] has been called anew.

mod disk;
mod open_segment;
mod prepare;
mod queue;
mod recover;
mod replay;
mod shard;
mod tail;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;

use crate::checkpoint::Sealed;
use crate::entry::{Entry, Kind};
use crate::files::{self, FileError};
use crate::keys::Keys;
use crate::reading::ReadError;
use crate::segment::MAX_BODY;
pub(crate) use disk::Disk;
use queue::{Next, Queue, Waiting};
pub(crate) use shard::put_tile;

/// Records to append: of one source, one kind, one file, received together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Kind
    pub kind: Kind,
    /// Name of the source; `sonae` for what the vault itself notes
    pub source: String,
    /// When they were received
    pub received: Timestamp,
    /// Leaf index + 1 of the record that began their file (in the present shard); 0 = none
    pub file: u64,
    /// Number at the source and bytes of each. Longer ones than [`crate::Entry::MAX_RAW`] become several leaves.
    pub records: Vec<(u64, Vec<u8>)>,
}

/// Where a batch lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Shard
    pub shard: String,
    /// Leaf indices, first and one past the last
    pub leaves: std::ops::Range<u64>,
}

/// How a vault is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Begin of the origin line of checkpoints, e.g. `sonae/0123456789` ; the shard is put behind it. A schema-less URL-like
    /// name without spaces.
    pub origin: String,
    /// Largest gathering of one frame, bytes before compression; a batch that is larger is a frame of its own. To read one record its frame is
    /// decompressed. Several frames are synced together.
    pub frame_bytes: usize,
    /// A segment is closed when it is as large, bytes
    pub segment_bytes: u64,
    /// How long the first record of a frame may wait for others
    pub gather: std::time::Duration,
}

/// What opening found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// Bytes at the end of the last segment that were never acknowledged (a power cut); moved to `quarantine/`
    pub torn: Option<PathBuf>,
    /// Leaves that had been acknowledged and are not there any more, though no checkpoint covered them: told by the check file
    pub lost: u64,
    /// Segments in which something cannot be read
    pub unreadable: Vec<PathBuf>,
    /// Leaves of the present shard
    pub size: u64,
}

/// Why something that is kept was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// Nothing can be written
    #[error(transparent)]
    Append(#[from] AppendError),
    /// What is to be changed cannot be read
    #[error(transparent)]
    Read(ReadError),
    /// It may not be changed
    #[error("{0}")]
    Refused(&'static str),
}

impl From<FileError> for ChangeError {
    fn from(error: FileError) -> Self {
        Self::Read(error.into())
    }
}

/// A vault, open for writing. Dropping it writes what still waits.
pub struct Vault {
    dir: PathBuf,
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
    lock: File,
}

/// Why a vault does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open for writing
    #[error("another process writes to this vault")]
    Locked,
    /// Reading or writing failed
    #[error("{path}: {source}")]
    Io {
        /// Which file
        path: PathBuf,
        /// What the system said
        source: std::io::Error,
    },
    /// The evidence does not agree with the newest checkpoint: nothing is appended to it. [`crate::verify`] says what it is.
    #[error("the evidence does not agree with its checkpoint: {0}")]
    Disagrees(String),
    /// A newer version of the format
    #[error("{0} was written by a newer version")]
    Newer(PathBuf),
}

/// Why a batch was not kept. Nothing of it is in the vault, or it was not acknowledged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// Writing failed; intake has stopped
    #[error("intake has stopped: {0}")]
    Stopped(String),
    /// The year is over or was frozen; the next shard must be begun
    #[error("the shard is frozen")]
    Frozen,
    /// The batch is none that a vault can hold; intake goes on
    #[error("{0}")]
    Unfit(&'static str),
}

/// Frames that are written and synced together, at most.
const FRAMES: usize = 8;

impl Options {
    /// Sensible sizes under this origin.
    pub fn new(origin: &str) -> Self {
        Self { origin: origin.to_owned(), frame_bytes: 1 << 20, segment_bytes: 64 << 20, gather: Duration::from_millis(10) }
    }
}

impl Vault {
    /// Opens the vault in this folder for writing, and makes it when it is not there. Takes up where the last writer stopped.
    pub fn open(dir: &Path, options: Options) -> Result<(Self, Opened), OpenError> {
        Self::open_with(dir, options, recover::recover)
    }

    /// Opens a vault whose evidence does not agree with its checkpoint ([`OpenError::Disagrees`]), when a person has decided that intake
    /// goes on nevertheless: everything stays as it is, and a further shard of the year is begun whose first record tells why. A vault that
    /// opens without this is opened as ever.
    pub fn open_anew(dir: &Path, options: Options, reason: &str, now: Timestamp) -> Result<(Self, Opened), OpenError> {
        Self::open_with(dir, options, |disk| recover::recover_anew(disk, reason, now))
    }

    fn open_with(
        dir: &Path,
        options: Options,
        recover: impl FnOnce(&mut Disk) -> Result<Opened, OpenError>,
    ) -> Result<(Self, Opened), OpenError> {
        files::make_folder(dir)?;
        let lock = lock(dir)?;
        let keys = Keys::of_folder(dir, &options.origin)?;
        let (together, gather) = (options.frame_bytes.clamp(1, MAX_BODY / 2).saturating_mul(FRAMES), options.gather);
        let mut disk = Disk { dir: dir.to_owned(), options, keys, shard: None, stopped: None };
        let opened = recover(&mut disk)?;
        let queue = Arc::new(Queue::new(together.saturating_mul(2)));
        let work = Arc::clone(&queue);
        let thread = std::thread::Builder::new().name("vault".to_owned()).spawn(move || write_all(&work, disk, together, gather));
        let thread = thread.map_err(files::at(dir))?;
        Ok((Self { dir: dir.to_owned(), queue, thread: Some(thread), lock }, opened))
    }

    /// Hands records over; waits while too much is waiting already. `done` is called on the writer's thread when they lie on disk, or when
    /// they do not; it must not append itself.
    pub fn append(&self, batch: Batch, done: impl FnOnce(Result<Appended, AppendError>) + Send + 'static) {
        let bytes = prepare::size_of(&batch);
        if batch.source.len() > Entry::MAX_SOURCE {
            return done(Err(AppendError::Unfit("the name of the source is longer than 255 bytes")));
        }
        if bytes > MAX_BODY {
            return done(Err(AppendError::Unfit("the batch is larger than 256 MiB")));
        }
        if let Err(back) = self.queue.append(Waiting { batch, bytes, done: Box::new(done) }) {
            (back.done)(Err(AppendError::Stopped("the vault is closed".to_owned())));
        }
    }

    /// The same, and waits.
    pub fn append_and_wait(&self, batch: Batch) -> Result<Appended, AppendError> {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        // a receiver that is gone needs no answer
        self.append(batch, move |result| drop(tell.send(result)));
        told.recv().unwrap_or_else(|_| Err(AppendError::Stopped("the writer has ended".to_owned())))
    }

    /// Signs a checkpoint over everything that was handed over before this call. `keep` also puts it among `checkpoints/`.
    pub fn seal(&self, now: Timestamp, keep: bool) -> Result<Sealed, AppendError> {
        self.on_disk(move |disk| disk.seal(now, keep))?
    }

    /// Appends a heartbeat and seals: to be called every hour. Begins the next year's shard when the year (in Japan) is over.
    pub fn heartbeat(&self, now: Timestamp) -> Result<Sealed, AppendError> {
        self.on_disk(move |disk| disk.heartbeat(now))?
    }

    /// The folder.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Does something on the writer's thread, after everything that was handed over before, and waits for it.
    pub(crate) fn on_disk<T: Send + 'static>(&self, work: impl FnOnce(&mut Disk) -> T + Send + 'static) -> Result<T, AppendError> {
        let (tell, told) = std::sync::mpsc::sync_channel(1);
        let task = Box::new(move |disk: &mut Disk| drop(tell.send(work(disk))));
        let gone = || AppendError::Stopped("the writer has ended".to_owned());
        self.queue.task(task).map_err(|_| gone())?;
        told.recv().map_err(|_| gone())
    }
}

impl Drop for Vault {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            // a panic of the writer has been told to everybody who waited
            drop(thread.join());
        }
        // a process that is just being started may hold a copy of the handle: closing this one would not give the lock back
        drop(self.lock.unlock());
    }
}

fn lock(dir: &Path) -> Result<File, OpenError> {
    let path = dir.join("lock");
    let lock = File::options().write(true).create(true).truncate(false).open(&path).map_err(files::at(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked),
        Err(TryLockError::Error(error)) => Err(files::at(&path)(error).into()),
    }
}

/// Lets nobody wait for a writer that has ended, be it by a panic in what it was told to call.
struct Abandon<'a>(&'a Queue);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        self.0.abandon();
    }
}

/// The writer's thread.
fn write_all(queue: &Queue, mut disk: Disk, together: usize, gather: Duration) {
    let _abandon = Abandon(queue);
    loop {
        match queue.next(together, gather) {
            Next::Closed => return,
            Next::Do(task) => task(&mut disk),
            Next::Frames(waiting) => {
                let batches: Vec<&Batch> = waiting.iter().map(|waiting| &waiting.batch).collect();
                match disk.write(&batches) {
                    Ok(places) => waiting.into_iter().zip(places).for_each(|(waiting, place)| (waiting.done)(Ok(place))),
                    Err(error) => waiting.into_iter().for_each(|waiting| (waiting.done)(Err(error.clone()))),
                }
            }
        }
    }
}

impl From<FileError> for OpenError {
    fn from(error: FileError) -> Self {
        Self::Io { path: error.path, source: error.source }
    }
}
