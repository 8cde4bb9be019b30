//! A file of logs comes in: every record of it once, whatever happens on the way.
//!
//! The same file of the same source is taken once; a file whose import was cut off goes on behind the last record that was kept.
//! Deliberately not here: what the records say (digesting reads them afterwards).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use sonae_domain::access::Permission;
use sonae_logs::{CutSummary, FileHead, Format, Source, Unreadable, cut};
use sonae_vault::{Kind, Reading};

use super::fault::{LogsError, beside};
use super::found::{FileBegin, FileEnd, keep};
use super::guess_format::guess_format;
use super::imports::FileIn;
use super::sources;
use super::stream::Stream;
use super::vaults::Vaults;
use crate::actor::Actor;
use crate::house::House;

/// Bytes by which the format is told.
const HEAD: u64 = 64 << 10;

/// What is to come in.
#[derive(Debug, Clone)]
pub struct Import {
    /// Where it lies
    pub path: PathBuf,
    /// Its name as people know it
    pub name: String,
    /// Name of the source; a new one is defined
    pub source: String,
    /// Format of a new source; told from name and content where `None`
    pub format: Option<Format>,
    /// CSV: heading → field, over what is found by meaning
    pub columns: BTreeMap<String, String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The file
    pub file: FileIn,
    /// It had come in before: nothing was kept again
    pub already: bool,
    /// Records that an import that was cut off had kept
    pub resumed: u64,
    /// The source was defined just now
    pub new_source: bool,
}

/// Takes a file in. What was kept is sealed when this returns.
pub async fn import_log_file(house: &House, actor: &Actor, import: &Import) -> Result<Imported, LogsError> {
    actor.require(Permission::ManageLogs)?;
    let (vaults, now, by, wanted) = (house.vaults(), house.now(), actor.id.clone(), import.clone());
    let imported = beside(move || {
        let _turn = vaults.importing();
        let _year = vaults.same_year();
        let imported = Job { vaults: &vaults, now, by: &by }.run(&wanted)?;
        if !imported.already {
            vaults.writer()?.seal(now, true).map_err(|error| vaults.failed(error))?;
        }
        Ok(imported)
    })
    .await?;
    let file = &imported.file;
    let records = file.ended.as_ref().map_or(0, |summary| summary.records);
    let detail = json!({
        "source": file.source, "sha256": file.sha256, "bytes": file.size, "records": records,
        "already": imported.already, "resumed": imported.resumed,
    });
    house.store.begin().await?.commit(house.event(actor, "logs.file-imported", &file.name, detail)).await?;
    Ok(imported)
}

/// Everything that one import needs.
struct Job<'a> {
    vaults: &'a Vaults,
    now: Timestamp,
    by: &'a str,
}

impl Job<'_> {
    fn run(&self, import: &Import) -> Result<Imported, LogsError> {
        let (source, new_source) = self.source(import)?;
        let (sha256, size) = measure(&import.path)?;
        let derived = self.vaults.derived();
        // opening makes the shard of a new vault
        let vault = self.vaults.writer()?;
        let reading = self.vaults.reading();
        let shard = reading.shards()?.pop().unwrap_or_default();
        let here = if shard.is_empty() { 0 } else { reading.size(&shard)? };
        let known = FileIn::read(&derived, &source.name, &sha256);
        let mut file = known.clone().unwrap_or_else(|| FileIn {
            source: source.name.clone(),
            name: import.name.clone(),
            sha256,
            size,
            begun: self.now,
            by: self.by.to_owned(),
            shard: shard.clone(),
            from: here,
            leaf: None,
            skipped: 0,
            head: FileHead::default(),
            ended: None,
        });
        if file.ended.is_some() {
            return Ok(Imported { file, already: true, resumed: 0, new_source });
        }
        let kept = if known.is_some() { find(&reading, &mut file)? } else { 0 };
        if file.ended.is_some() {
            file.write(&derived)?;
            return Ok(Imported { file, already: true, resumed: kept, new_source });
        }
        file.skipped += kept;
        let resumed = file.skipped;
        if file.shard == shard {
            file.skipped -= kept;
        } else {
            // the year turned meanwhile: the rest belongs into the new shard
            (file.shard, file.from, file.leaf) = (shard, here, None);
        }
        file.write(&derived)?;
        if source.format == Format::Evtx {
            // its records do not lie in it as bytes of their own: the file itself is evidence too
            vault.keep_original(File::open(&import.path).map_err(LogsError::io(&import.path))?)?;
        }
        let summary = self.take(import, &source, &mut file, resumed)?;
        let end = FileEnd { sha256: file.sha256.clone(), summary: summary.clone() };
        keep(self.vaults, (Kind::FileEnd, &source.name, file.leaf.map_or(0, |leaf| leaf + 1), 0), self.now, &end)?;
        file.ended = Some(summary);
        file.write(&derived)?;
        Ok(Imported { file, already: false, resumed, new_source })
    }

    /// The source as it is defined, defined anew where it is not, or where columns were given.
    fn source(&self, import: &Import) -> Result<(Source, bool), LogsError> {
        let known = sources::known(self.vaults).remove(&import.source);
        let is_new = known.is_none();
        let mut source = match known {
            Some(known) => known,
            None => {
                let mut head = Vec::new();
                let file = File::open(&import.path).map_err(LogsError::io(&import.path))?;
                file.take(HEAD).read_to_end(&mut head).map_err(LogsError::io(&import.path))?;
                let format = import.format.or_else(|| guess_format(&import.name, &head));
                Source::new(&import.source, format.ok_or_else(|| LogsError::NoFormat(import.name.clone()))?)
            }
        };
        source.columns.extend(import.columns.clone());
        sources::check(&source)?;
        sources::define(self.vaults, self.now, &source)?;
        Ok((source, is_new))
    }

    /// Cuts the file and keeps what was not kept yet.
    fn take(&self, import: &Import, source: &Source, file: &mut FileIn, skip: u64) -> Result<CutSummary, LogsError> {
        let opened = File::open(&import.path).map_err(LogsError::io(&import.path))?;
        let mut input = Hashed { inner: BufReader::with_capacity(1 << 20, opened), hash: Sha256::new(), bytes: 0 };
        let stream = std::cell::RefCell::new(Stream::new(self.vaults, &source.name, self.now)?);
        let (mut failed, mut position) = (None, 0);
        let begun = std::cell::Cell::new(file.leaf);
        let mut head_failed = None;
        let cut = cut(
            source,
            &mut input,
            &mut |head| match self.begin(source, file, head, begun.get()) {
                Ok(leaf) => {
                    begun.set(Some(leaf));
                    stream.borrow_mut().file = leaf + 1;
                    ControlFlow::Continue(())
                }
                Err(error) => {
                    head_failed = Some(error);
                    ControlFlow::Break(())
                }
            },
            &mut |record| {
                position += 1;
                if position <= skip {
                    return ControlFlow::Continue(());
                }
                match stream.borrow_mut().push(record.seq, record.raw) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        failed = Some(error);
                        ControlFlow::Break(())
                    }
                }
            },
        );
        if let Some(error) = head_failed.or(failed) {
            return Err(error);
        }
        let summary = cut.map_err(|why| match why {
            Unreadable::Io(source) => LogsError::Io { path: import.path.clone(), source },
            why => LogsError::File { name: import.name.clone(), why },
        })?;
        stream.into_inner().finish()?;
        if file.leaf.is_none() {
            // not one record, and nothing told before it
            self.begin(source, file, &FileHead::default(), None)?;
        }
        if input.bytes == file.size && hex::encode(input.hash.finalize()) != file.sha256 {
            return Err(LogsError::Changed(import.name.clone()));
        }
        Ok(summary)
    }

    /// The leaf that begins the file, kept once.
    fn begin(&self, source: &Source, file: &mut FileIn, head: &FileHead, known: Option<u64>) -> Result<u64, LogsError> {
        if let Some(leaf) = known {
            return Ok(leaf);
        }
        let note = FileBegin {
            name: file.name.clone(),
            sha256: file.sha256.clone(),
            size: file.size,
            head: head.clone(),
            source: source.clone(),
            original: if source.format == Format::Evtx { file.sha256.clone() } else { String::new() },
        };
        let kept = keep(self.vaults, (Kind::FileBegin, &source.name, 0, 0), self.now, &note)?;
        (file.leaf, file.shard, file.head) = (Some(kept.leaves.start), kept.shard, head.clone());
        file.write(&self.vaults.derived())?;
        Ok(kept.leaves.start)
    }
}

/// How many records of a file lie in its shard already; finds its beginning and its end.
fn find(reading: &Reading, file: &mut FileIn) -> Result<u64, LogsError> {
    if file.shard.is_empty() {
        file.shard = reading.shards()?.first().cloned().unwrap_or_default();
    }
    let mut kept = 0;
    for stored in reading.records(&file.shard, file.from)? {
        let stored = stored?;
        let (kind, of) = (stored.envelope.kind, stored.envelope.file);
        if stored.envelope.source != file.source {
            continue;
        }
        match kind {
            Kind::FileBegin if file.leaf.is_none_or(|leaf| leaf == stored.index) => {
                let begin: Option<FileBegin> = stored.raw.as_deref().and_then(|raw| serde_json::from_slice(raw).ok());
                if let Some(begin) = begin.filter(|begin| begin.sha256 == file.sha256) {
                    (file.leaf, file.head) = (Some(stored.index), begin.head);
                }
            }
            Kind::Record if file.leaf.is_some_and(|leaf| leaf + 1 == of) => kept += 1,
            Kind::FileEnd if file.leaf.is_some_and(|leaf| leaf + 1 == of) => {
                let end: Option<FileEnd> = stored.raw.as_deref().and_then(|raw| serde_json::from_slice(raw).ok());
                file.ended = end.map(|end| end.summary);
            }
            _ => {}
        }
    }
    Ok(kept)
}

/// Hashes and counts what is read.
struct Hashed<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

/// SHA-256 and size of a file as it is now.
fn measure(path: &Path) -> Result<(String, u64), LogsError> {
    let file = File::open(path).map_err(LogsError::io(path))?;
    let mut hashed = Hashed { inner: file, hash: Sha256::new(), bytes: 0 };
    let mut buffer = vec![0; 1 << 20];
    loop {
        match hashed.read(&mut buffer) {
            Ok(0) => return Ok((hex::encode(hashed.hash.finalize()), hashed.bytes)),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(LogsError::io(path)(error)),
        }
    }
}
