//! Where the files of a lake lie: in a folder, or in a bucket of S3-compatible storage with a folder beside it for what is on its way.
//!
//! A file is seen under its name only when it is whole. In a folder it is written beside its place, synchronised and renamed. A
//! bucket has no renaming, but shows an object only when all of it has arrived: the file is written in the folder `staging` and
//! sent. `state.json` is replaced in one piece in both; in a bucket only when it still is what it was, so that of two machines that
//! change one lake at the same time one is told so.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use object_store::local::LocalFileSystem;
use object_store::{ObjectMeta, ObjectStore, PutMode, UpdateVersion};

use crate::bucket::Bucket;
use crate::lake::LakeError;
use crate::schema::Layout;

/// Where files wait to be sent, and where files that were fetched are read.
const STAGING: &str = "staging";
/// Files of this process that were fetched.
static FETCHED: AtomicU64 = AtomicU64::new(0);

/// Where the files of a lake lie.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    home: PathBuf,
    bucket: Option<Arc<Bucket>>,
}

/// Which version of `state.json` was read; `None`: there was none, or a folder holds it.
pub(crate) type Tag = Option<String>;

/// A file that can be read on this machine; one that was fetched goes when this is dropped.
pub(crate) struct Local {
    pub(crate) path: PathBuf,
    /// How it is called when people are told of it
    pub(crate) shown: PathBuf,
    fetched: bool,
}

impl Drop for Local {
    fn drop(&mut self) {
        if self.fetched
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::debug!(path = %self.path.display(), %error, "not removed");
        }
    }
}

/// Name of a file within the lake.
pub(crate) fn key(layout: Layout, day: &str, name: &str) -> String {
    format!("{}/day={day}/{name}.parquet", layout.folder())
}

impl Place {
    pub(crate) fn new(home: &Path, bucket: Option<Arc<Bucket>>) -> Self {
        Self { home: home.to_owned(), bucket }
    }

    /// The folder on this machine.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Whether the files lie in a bucket.
    pub(crate) fn remote(&self) -> bool {
        self.bucket.is_some()
    }

    /// How a file is called when people are told of it.
    pub(crate) fn shown(&self, key: &str) -> PathBuf {
        self.bucket.as_ref().map_or_else(|| self.home.join(key), |bucket| bucket.shown(key))
    }

    /// All files, by name, for reading. Nothing that the engine does can change them.
    pub(crate) fn store(&self) -> Result<Arc<dyn ObjectStore>, LakeError> {
        if let Some(bucket) = &self.bucket {
            return Ok(bucket.store());
        }
        let wrong = |error: object_store::Error| LakeError::Io { path: self.home.clone(), source: std::io::Error::other(error) };
        Ok(Arc::new(LocalFileSystem::new_with_prefix(&self.home).map_err(wrong)?))
    }

    /// A file for the engine. In a folder it must be there, as long as it was; in a bucket reading it tells.
    pub(crate) fn meta(&self, key: &str, size: u64) -> Result<ObjectMeta, LakeError> {
        let path = self.home.join(key);
        let damaged = || LakeError::Damaged(self.shown(key));
        let last_modified = match &self.bucket {
            // a file of a bucket is never changed
            Some(_) => UNIX_EPOCH,
            None => fs::metadata(&path).ok().filter(|meta| meta.len() == size).and_then(|meta| meta.modified().ok()).ok_or_else(damaged)?,
        };
        let location = object_store::path::Path::parse(key).map_err(|_| damaged())?;
        Ok(ObjectMeta { location, last_modified: last_modified.into(), size, e_tag: None, version: None })
    }

    /// A small file; `None` when it is not there.
    pub(crate) fn read(&self, key: &str) -> Result<Option<(Vec<u8>, Tag)>, LakeError> {
        if let Some(bucket) = &self.bucket {
            return bucket.read(key);
        }
        let path = self.home.join(key);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some((bytes, None))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(LakeError::Io { path, source }),
        }
    }

    /// Replaces a small file in one piece. In a bucket only while it is what was read ([`LakeError::Busy`] otherwise). Gives the new
    /// version.
    pub(crate) fn replace(&self, key: &str, bytes: &[u8], tag: Tag) -> Result<Tag, LakeError> {
        if let Some(bucket) = &self.bucket {
            let mode = tag.map_or(PutMode::Create, |e_tag| PutMode::Update(UpdateVersion { e_tag: Some(e_tag), version: None }));
            return bucket.write(key, bytes, mode);
        }
        let path = self.home.join(key);
        let beside = self.home.join(format!("{key}.tmp"));
        let io = |source| LakeError::Io { path: path.clone(), source };
        let mut file = File::create(&beside).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        file.sync_data().map_err(io)?;
        fs::rename(&beside, &path).map_err(io)?;
        sync_folder(&self.home).map(|()| None)
    }

    /// Leaves a mark, whatever was there.
    pub(crate) fn mark(&self, key: &str) -> Result<(), LakeError> {
        match &self.bucket {
            Some(bucket) => bucket.write(key, b"", PutMode::Overwrite).map(drop),
            None => {
                let path = self.home.join(key);
                File::create(&path).map(drop).map_err(|source| LakeError::Io { path, source })
            }
        }
    }

    /// Where a file is written before it is whole; its folder is there.
    pub(crate) fn beside(&self, layout: Layout, day: &str, name: &str) -> Result<PathBuf, LakeError> {
        let path = match &self.bucket {
            Some(_) => self.home.join(STAGING).join(format!("{}-{day}-{name}.tmp", layout.folder())),
            None => self.home.join(key(layout, day, name)).with_extension("tmp"),
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|source| LakeError::Io { path: folder.to_owned(), source })?;
        }
        Ok(path)
    }

    /// Puts a whole, synchronised file in its place.
    pub(crate) fn publish(&self, beside: &Path, key: &str) -> Result<(), LakeError> {
        let io = |source| LakeError::Io { path: beside.to_owned(), source };
        match &self.bucket {
            Some(bucket) => {
                bucket.send(beside, key)?;
                fs::remove_file(beside).map_err(io)
            }
            None => fs::rename(beside, self.home.join(key)).map_err(io),
        }
    }

    /// Makes the names of files of these days durable. In a bucket they are when they were sent.
    pub(crate) fn settle<'a>(&self, days: impl Iterator<Item = &'a str> + Clone) -> Result<(), LakeError> {
        if self.remote() || days.clone().next().is_none() {
            return Ok(());
        }
        for layout in [Layout::ByPatient, Layout::ByUser] {
            let folder = self.home.join(layout.folder());
            for day in days.clone() {
                sync_folder(&folder.join(format!("day={day}")))?;
            }
            sync_folder(&folder)?;
        }
        Ok(())
    }

    /// A file as one that can be read here.
    pub(crate) fn local(&self, key: &str) -> Result<Local, LakeError> {
        let Some(bucket) = &self.bucket else { return Ok(Local { path: self.home.join(key), shown: self.home.join(key), fetched: false }) };
        let folder = self.home.join(STAGING);
        fs::create_dir_all(&folder).map_err(|source| LakeError::Io { path: folder.clone(), source })?;
        let number = FETCHED.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{}-{number}-{}", std::process::id(), key.replace('/', "-")));
        let local = Local { path, shown: self.shown(key), fetched: true };
        bucket.fetch(key, &local.path)?;
        Ok(local)
    }

    /// Removes a file; one that is not there is removed.
    pub(crate) fn remove(&self, key: &str) -> Result<(), LakeError> {
        if let Some(bucket) = &self.bucket {
            return bucket.remove(key);
        }
        let path = self.home.join(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(LakeError::Io { path, source: error }),
            _ => Ok(()),
        }
    }

    /// Names within the lake, and sizes, of all files of a copy, also of those that belong to nothing.
    pub(crate) fn list(&self, layout: Layout) -> Result<Vec<(String, u64)>, LakeError> {
        if let Some(bucket) = &self.bucket {
            return bucket.list(layout.folder());
        }
        let mut found = Vec::new();
        for folder in entries(&self.home.join(layout.folder()))? {
            for file in entries(&folder)? {
                let size = fs::metadata(&file).map_or(0, |meta| meta.len());
                let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                found.push((format!("{}/{}/{}", layout.folder(), name(&folder), name(&file)), size));
            }
        }
        Ok(found)
    }

    /// Removes what a crash left on its way; what this process is just reading stays.
    pub(crate) fn sweep_staging(&self) -> Result<(), LakeError> {
        let own = format!("{}-", std::process::id());
        for file in entries(&self.home.join(STAGING))? {
            if !file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&own)) {
                fs::remove_file(&file).map_err(|source| LakeError::Io { path: file.clone(), source })?;
            }
        }
        Ok(())
    }

    /// Removes every file of both copies, and what questions had put aside.
    pub(crate) fn empty(&self) -> Result<(), LakeError> {
        for layout in [Layout::ByPatient, Layout::ByUser] {
            if self.remote() {
                for (key, _) in self.list(layout)? {
                    self.remove(&key)?;
                }
            }
            remove_folder(&self.home.join(layout.folder()))?;
        }
        remove_folder(&self.home.join(STAGING))?;
        remove_folder(&self.home.join("spill"))
    }
}

/// Makes names in a folder durable, where the system can.
fn sync_folder(folder: &Path) -> Result<(), LakeError> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(|source| LakeError::Io { path: folder.to_owned(), source })?;
    }
    Ok(())
}

fn remove_folder(path: &Path) -> Result<(), LakeError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(LakeError::Io { path: path.to_owned(), source: error }),
        _ => Ok(()),
    }
}

/// What is in a folder; nothing when it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, LakeError> {
    let io = |source| LakeError::Io { path: folder.to_owned(), source };
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path()).map_err(io)).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(io(source)),
    }
}
