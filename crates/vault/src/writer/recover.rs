//! Opening: from what lies on disk to a writer that can go on.
//!
//! The frontier remembered with the newest checkpoint must lead to the root that is signed; what came after is hashed anew. What
//! a power cut tore off at the end is put aside; anything else that does not fit is not gone over.
//!
//! Deliberately not here: looking for changes in what a checkpoint covers (module `verify`).

use std::path::Path;

use super::disk::shard_of;
use super::replay::Attempt;
use super::shard::Shard;
use super::{Disk, OpenError, Opened};
use crate::checkpoint::{self, Sealed};
use crate::entry::Kind;
use crate::files::{self, at};
use crate::keys;
use crate::layout;
use crate::reading::{ReadError, Reading};
use crate::retention;
use crate::rotation;
use crate::state::State;
use crate::tree::Frontier;

/// Takes up the newest shard that anything was written to.
pub(super) fn recover(disk: &mut Disk) -> Result<Opened, OpenError> {
    let mut opened = Opened::default();
    for name in layout::shards(&disk.dir)?.into_iter().rev() {
        let shard = recover_shard(disk, &name, &mut opened)?;
        opened.size = shard.frontier.size();
        if opened.size > 0 {
            disk.shard = Some(shard);
            finish_rotation(disk)?;
            break;
        }
        if let Some(segment) = shard.segment {
            // begun and nothing written: it is begun anew
            drop(segment.file);
            std::fs::remove_file(&segment.path).map_err(at(&segment.path))?;
        }
    }
    Ok(opened)
}

fn recover_shard(disk: &Disk, name: &str, opened: &mut Opened) -> Result<Shard, OpenError> {
    let dir = disk.dir.join(name);
    let state = State::read(&dir)?;
    let sealed = newest(disk, &dir, &state)?;
    for path in retention::left_over(&dir)? {
        std::fs::remove_file(&path).map_err(at(&path))?;
    }
    let start = state.frontier().filter(|frontier| frontier.size() <= sealed.as_ref().map_or(0, |sealed| sealed.size));
    let mut attempt = Attempt::new(disk, name, sealed.as_ref(), opened);
    match start.filter(|frontier| frontier.size() > 0) {
        // a remembered frontier that leads nowhere may be damaged itself: then everything is hashed
        Some(frontier) => match attempt.run(frontier, Some(&state)) {
            Err(OpenError::Disagrees(_)) => attempt.run(Frontier::default(), None),
            result => result,
        },
        None => attempt.run(Frontier::default(), None),
    }
}

/// Takes up the newest shard, or begins a further one where it cannot be gone on with.
pub(super) fn recover_anew(disk: &mut Disk, reason: &str, now: jiff::Timestamp) -> Result<Opened, OpenError> {
    let found = match recover(disk) {
        Err(OpenError::Disagrees(found)) => found,
        result => return result,
    };
    let reading = Reading::open(&disk.dir);
    let last = layout::shards(&disk.dir)?.pop().unwrap_or_default();
    let before = reading.checkpoint(&last)?.map(|sealed| sealed.note);
    let year = shard_of(now).max(last.chars().take(4).collect());
    let name = layout::further_shard(&disk.dir, &year).ok_or_else(|| OpenError::Disagrees(found.clone()))?;
    let broken = serde_json::json!({ "shard": last, "found": found, "reason": reason });
    disk.begin_shard(name, now, before, Some(broken)).map_err(|error| OpenError::Disagrees(error.to_string()))?;
    Ok(Opened { size: 1, ..Opened::default() })
}

/// Completes a change of the key that a power cut interrupted, or forgets it when it was not announced.
fn finish_rotation(disk: &mut Disk) -> Result<(), OpenError> {
    let Some(next) = rotation::next_key(&disk.dir)? else {
        return Ok(());
    };
    let shard = disk.shard.as_ref().map(|shard| (shard.name.clone(), shard.sealed.clone()));
    let Some((name, sealed)) = shard else {
        return Ok(());
    };
    if sealed.as_ref().is_some_and(|sealed| sealed.is_signed_by(&next.public())) {
        rotation::take_over(&disk.dir, &next)?;
        disk.keys = next;
        return Ok(());
    }
    let reading = Reading::open(&disk.dir);
    let mut announced = None;
    for record in reading.records(&name, sealed.map_or(0, |sealed| sealed.size))? {
        let record = record?;
        let body = record.raw.as_deref().and_then(|raw| serde_json::from_slice::<serde_json::Value>(raw).ok());
        if record.envelope.kind == Kind::KeyChanged && body.is_some_and(|body| body["new"] == next.public().as_str()) {
            announced = jiff::Timestamp::from_microsecond(record.envelope.received).ok();
        }
    }
    match announced {
        Some(at) => disk.sign_with(at, next).map(drop).map_err(|error| OpenError::Disagrees(error.to_string())),
        None => Ok(rotation::forget_next(&disk.dir)?),
    }
}

/// The newest checkpoint, if it is signed by a key of this vault.
fn newest(disk: &Disk, dir: &Path, state: &State) -> Result<Option<Sealed>, OpenError> {
    let Some(sealed) = checkpoint::read(&dir.join("checkpoint"), state.at)? else {
        return Ok(None);
    };
    let sealed = sealed.ok_or_else(|| OpenError::Disagrees("the file checkpoint holds none".to_owned()))?;
    let lines = keys::known(&files::read(&disk.dir.join("keys"))?.unwrap_or_default());
    if !lines.iter().any(|line| sealed.is_signed_by(line)) {
        return Err(OpenError::Disagrees("the newest checkpoint is not signed with the key of this vault".to_owned()));
    }
    Ok(Some(sealed))
}

impl From<ReadError> for OpenError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io { path, source } => Self::Io { path, source },
            other => Self::Disagrees(other.to_string()),
        }
    }
}
