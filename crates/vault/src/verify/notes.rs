//! The checkpoints and keys that lie in the folder.

use std::path::Path;

use super::finding::{Finding, FindingKind};
use crate::files;
use crate::keys;
use crate::note::{NoteFault, TreeHead, read_head};
use crate::reading::{ReadError, Reading};
use crate::vkey::VerifierKey;

/// Where a checkpoint lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `checkpoint`
    Newest,
    /// `checkpoints/`
    Kept,
    /// `witness/`
    Witness,
    /// `tsa/`
    Stamp,
}

/// A checkpoint that could be read.
#[derive(Debug, Clone)]
pub(super) struct KeptNote {
    pub(super) file: String,
    pub(super) place: Place,
    pub(super) note: String,
    pub(super) head: TreeHead,
}

/// Every checkpoint of a shard.
pub(super) fn collect(reading: &Reading, shard: &str, findings: &mut Vec<Finding>) -> Result<Vec<KeptNote>, ReadError> {
    let dir = reading.shard_dir(shard);
    let mut found = Vec::new();
    let newest = dir.join("checkpoint");
    if newest.exists() {
        take(&newest, shard, Place::Newest, &mut found, findings)?;
    }
    for (folder, place) in [("checkpoints", Place::Kept), ("witness", Place::Witness), ("tsa", Place::Stamp)] {
        for path in files::list(&dir.join(folder))? {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if ending != "tmp" && (place != Place::Stamp || ending == "note") {
                take(&path, shard, place, &mut found, findings)?;
            }
        }
    }
    Ok(found)
}

fn take(path: &Path, shard: &str, place: Place, to: &mut Vec<KeptNote>, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    let file = relative(path, shard);
    let bytes = files::read(path)?.unwrap_or_default();
    let note = String::from_utf8(bytes).ok();
    let head = note.as_deref().ok_or(NoteFault::Malformed).and_then(read_head);
    let (Some(note), Ok(head)) = (note, head) else {
        findings.push(Finding::new(FindingKind::CheckpointDamaged, shard, "not a signed checkpoint").file(file));
        return Ok(());
    };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let named = name.get(..20).and_then(|size| size.parse::<u64>().ok());
    if place != Place::Newest && named != Some(head.size) {
        let detail = format!("the checkpoint is of {} leaves", head.size);
        findings.push(Finding::new(FindingKind::CheckpointDamaged, shard, detail).file(file.clone()));
    }
    to.push(KeptNote { file, place, note, head });
    Ok(())
}

/// Path of a file of a shard, relative to the vault.
pub(super) fn relative(path: &Path, shard: &str) -> String {
    let mut parts: Vec<String> =
        path.iter().rev().map(|part| part.to_string_lossy().into_owned()).take_while(|part| part != shard).collect();
    parts.push(shard.to_owned());
    parts.reverse();
    parts.join("/")
}

/// The keys of the folder: `keys`, oldest first, and `key.pub`, which is the last of them. Whether the private key belongs to them is
/// looked at, too, where it is there.
pub(super) fn folder_keys(dir: &Path, findings: &mut Vec<Finding>) -> Result<Vec<VerifierKey>, ReadError> {
    let mut found: Vec<VerifierKey> = Vec::new();
    let mut wrong = |file: &str, detail: &str| findings.push(Finding::new(FindingKind::KeySwapped, "", detail).file(file));
    let all = files::read(&dir.join("keys"))?;
    for line in keys::known(all.as_deref().unwrap_or_default()) {
        match VerifierKey::parse(&line) {
            Ok(key) => found.push(key),
            Err(error) => wrong("keys", &error.to_string()),
        }
    }
    let lines: Vec<String> = found.iter().map(ToString::to_string).chain([String::new()]).collect();
    if all.as_ref().is_some_and(|bytes| *bytes != lines.join("\n").into_bytes()) {
        wrong("keys", "not one verifier key a line");
    }
    let public = files::read(&dir.join("key.pub"))?;
    let there = all.is_some() || public.is_some();
    let public = public.and_then(|bytes| String::from_utf8(bytes).ok()).and_then(|line| VerifierKey::parse(&line).ok());
    if there && (public.is_none() || found.last() != public.as_ref()) {
        wrong("key.pub", "not the last of the file keys");
    }
    let secret = files::read(&dir.join("key"))?;
    if let (Some(secret), Some(public)) = (secret, &public) {
        let signer = String::from_utf8(secret).ok().and_then(|text| signed_note::StandardSigner::new(text.strip_suffix('\n')?).ok());
        let text = b"does the private key belong to the public one\n";
        let signature = signer.as_ref().and_then(|signer| signed_note::Signer::sign(signer, text).ok());
        let named = signer.as_ref().is_some_and(|signer| signed_note::Signer::name(signer) == public.name());
        if !named || !signature.is_some_and(|signature| public.verify(text, &signature)) {
            wrong("key", "the private key does not belong to key.pub");
        }
    }
    Ok(found)
}
