//! What holds the log from outside: cosigned checkpoints, time stamps, printed ones; and the tamper window behind them.
//!
//! ```text
//! <shard>/witness/<size>             a checkpoint with the cosignatures of witnesses
//! <shard>/tsa/<size>-<hash>.note     a checkpoint, and
//! <shard>/tsa/<size>-<hash>.tsr      the RFC 3161 reply over it
//! ```
//!
//! Both are copies: the witness and the authority are what counts. Deliberately not here: asking them.

use jiff::Timestamp;

use crate::files::{self, FileError};
use crate::note::{NoteFault, open_checkpoint, read_head};
use crate::proof::named;
use crate::reading::{ReadError, Reading};
use crate::stamp::{Anchors, check_stamp, message_hash};
use crate::vkey::VerifierKey;
use crate::witness::Printed;

/// A time stamp as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptStamp {
    /// File name in `tsa/`, without ending
    pub name: String,
    /// The checkpoint's note
    pub note: String,
    /// The reply or token
    pub token: Vec<u8>,
}

/// Keeps a cosigned checkpoint.
pub fn keep_cosigned(reading: &Reading, shard: &str, note: &str) -> Result<(), KeepError> {
    let head = read_head(note)?;
    let folder = reading.shard_dir(shard).join("witness");
    files::make_folder(&folder)?;
    Ok(files::replace(&folder.join(format!("{:020}", head.size)), note.as_bytes())?)
}

/// Keeps a reply of a time-stamping authority with the note that it stamps.
pub fn keep_stamp(reading: &Reading, shard: &str, note: &str, token: &[u8]) -> Result<(), KeepError> {
    let head = read_head(note)?;
    let folder = reading.shard_dir(shard).join("tsa");
    files::make_folder(&folder)?;
    let name = format!("{:020}-{}", head.size, hex::encode(&message_hash(note)[..8]));
    files::replace(&folder.join(format!("{name}.note")), note.as_bytes())?;
    Ok(files::replace(&folder.join(format!("{name}.tsr")), token)?)
}

/// Why an anchor is not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The note is no checkpoint
    #[error(transparent)]
    Note(#[from] NoteFault),
    /// Writing failed
    #[error(transparent)]
    Write(#[from] ReadError),
}

impl From<FileError> for KeepError {
    fn from(error: FileError) -> Self {
        Self::Write(error.into())
    }
}

/// Cosigned checkpoints of a shard, smallest first.
pub fn cosigned(reading: &Reading, shard: &str) -> Result<Vec<String>, ReadError> {
    let mut notes = Vec::new();
    for path in files::list(&reading.shard_dir(shard).join("witness"))? {
        notes.extend(files::read(&path)?.and_then(|bytes| String::from_utf8(bytes).ok()));
    }
    Ok(notes)
}

/// Time stamps of a shard, smallest first. One whose note is missing is left out.
pub fn stamps(reading: &Reading, shard: &str) -> Result<Vec<KeptStamp>, ReadError> {
    let mut stamps = Vec::new();
    for path in files::list(&reading.shard_dir(shard).join("tsa"))? {
        let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".tsr"));
        let Some(name) = name else { continue };
        let note = files::read(&path.with_file_name(format!("{name}.note")))?.and_then(|bytes| String::from_utf8(bytes).ok());
        if let (Some(note), Some(token)) = (note, files::read(&path)?) {
            stamps.push(KeptStamp { name: name.to_owned(), note, token });
        }
    }
    Ok(stamps)
}

/// What holds a tree from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnchorKind {
    /// A witness has cosigned
    Witness,
    /// An authority has stamped
    Stamp,
    /// It was printed on paper
    Printed,
}

/// An anchor that was checked.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Anchor {
    /// What it is
    pub kind: AnchorKind,
    /// Shard
    pub shard: String,
    /// Leaves that it holds
    pub size: u64,
    /// Since when
    pub at: Timestamp,
    /// Name of the witness or authority; empty for paper
    pub by: String,
}

/// Since when nothing outside holds the end of the log.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Window {
    /// The newest anchor of the newest shard, or of one before when that has none
    pub newest: Option<Anchor>,
    /// What came after this instant could be rewritten by whoever rules this machine; `None`: everything could
    pub since: Option<Timestamp>,
    /// Leaves of the newest shard that no anchor holds
    pub leaves: u64,
    /// Length of the window in seconds, as of the instant that was asked for; `None`: there is no anchor
    pub seconds: Option<i64>,
}

/// Who is trusted to hold the log from outside.
#[derive(Debug, Clone, Default)]
pub struct Outside<'a> {
    /// Keys of the log, under any name
    pub keys: &'a [VerifierKey],
    /// Keys of witnesses
    pub witnesses: &'a [VerifierKey],
    /// Certificates of time-stamping authorities
    pub authorities: Option<&'a Anchors>,
    /// Checkpoints that were printed, and when
    pub printed: &'a [(Printed, Timestamp)],
}

/// The anchors of a shard that hold: signatures and tokens are checked, not the evidence under them.
pub fn anchors(reading: &Reading, shard: &str, outside: &Outside<'_>) -> Result<Vec<Anchor>, ReadError> {
    let mut found = Vec::new();
    for note in cosigned(reading, shard)? {
        let Ok(head) = read_head(&note) else { continue };
        let mut keys = named(outside.keys, &head.origin);
        keys.extend_from_slice(outside.witnesses);
        let opened = open_checkpoint(&note, &keys).map(|opened| opened.cosigned).unwrap_or_default();
        found.extend(opened.into_iter().map(|(key, at)| {
            let by = key.name().to_owned();
            Anchor { kind: AnchorKind::Witness, shard: shard.to_owned(), size: head.size, at, by }
        }));
    }
    for stamp in stamps(reading, shard)? {
        let (Ok(head), Some(authorities)) = (read_head(&stamp.note), outside.authorities) else { continue };
        if let Ok(stamped) = check_stamp(&stamp.token, &stamp.note, None, authorities) {
            found.push(Anchor { kind: AnchorKind::Stamp, shard: shard.to_owned(), size: head.size, at: stamped.at, by: stamped.authority });
        }
    }
    for (printed, at) in outside.printed.iter().filter(|(printed, _)| printed.origin.rsplit('/').next() == Some(shard)) {
        found.push(Anchor { kind: AnchorKind::Printed, shard: shard.to_owned(), size: printed.size, at: *at, by: String::new() });
    }
    found.sort_by_key(|anchor| (anchor.size, anchor.at));
    Ok(found)
}

/// The tamper window: what came after the newest anchor is held by nothing outside this machine.
pub fn window(reading: &Reading, outside: &Outside<'_>, now: Timestamp) -> Result<Window, ReadError> {
    let shards = reading.shards()?;
    let mut newest = None;
    for shard in shards.iter().rev() {
        newest = anchors(reading, shard, outside)?.pop();
        if newest.is_some() {
            break;
        }
    }
    let size = shards.last().map_or(Ok(0), |shard| reading.size(shard))?;
    let held = newest.as_ref().filter(|anchor| Some(&anchor.shard) == shards.last()).map_or(0, |anchor| anchor.size);
    let since = newest.as_ref().map(|anchor| anchor.at);
    let seconds = since.map(|since| now.as_second().saturating_sub(since.as_second()).max(0));
    Ok(Window { newest, since, leaves: size.saturating_sub(held), seconds })
}
