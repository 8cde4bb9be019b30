//! From key to key and from shard to shard.

use super::finding::{Finding, FindingKind};
use super::notes::KeptNote;
use super::shard::{Before, Facts, Whole};
use super::walk::Special;
use crate::entry::Kind;
use crate::note::{TreeHead, open_checkpoint};
use crate::proof::named;
use crate::vkey::VerifierKey;

impl Whole<'_> {
    /// Follows changes of the key: both keys have signed one checkpoint that covers the record of the change.
    pub(super) fn accept_keys(&mut self, shard: &str, specials: &[Special], notes: &[KeptNote]) {
        let mut changes: Vec<(u64, VerifierKey, VerifierKey)> = Vec::new();
        for special in specials.iter().filter(|special| special.kind == Kind::KeyChanged) {
            let body: Option<serde_json::Value> = serde_json::from_slice(&special.raw).ok();
            let key = |name: &str| body.as_ref().and_then(|body| VerifierKey::parse(body.get(name)?.as_str()?).ok());
            match (key("old"), key("new")) {
                (Some(old), Some(new)) => changes.push((special.index, old, new)),
                _ => self.findings.push(
                    Finding::new(FindingKind::KeySwapped, shard, "a change of the key that names no keys")
                        .leaves(special.index..special.index + 1),
                ),
            }
        }
        // forwards from an old key that is known, backwards from a new one
        for _ in 0..=changes.len() {
            for (index, old, new) in &changes {
                let knows = |key: &VerifierKey| self.keys.iter().any(|known| known.same_key(key));
                if knows(old) == knows(new) {
                    continue;
                }
                if notes.iter().any(|note| note.head.size > *index && signed_by(note, old) && signed_by(note, new)) {
                    let other = if knows(old) { new } else { old };
                    self.keys.push(other.clone());
                }
            }
        }
    }

    /// The first record says which shard comes before, and its last checkpoint.
    pub(super) fn chain(&mut self, facts: &Facts, specials: &[Special]) {
        let shard = &facts.shard;
        let broken = |detail: &str| Finding::new(FindingKind::ChainBroken, shard, detail).leaves(0..1);
        let begin = specials.iter().find(|special| special.index == 0 && special.kind == Kind::ShardBegin);
        let Some(begin) = begin else {
            if facts.walked.iter().flat_map(|one| &one.frames).any(|(leaves, _)| leaves.contains(&0)) {
                self.findings.push(broken("the first record does not begin a shard"));
            }
            return;
        };
        let body: serde_json::Value = serde_json::from_slice(&begin.raw).unwrap_or_default();
        let note = body.get("before").and_then(serde_json::Value::as_str);
        match (note, &self.before) {
            (None, None) => {}
            (None, Some(before)) => {
                let detail = format!("it does not name the shard {} before it", before.shard);
                self.findings.push(broken(&detail));
            }
            (Some(note), before) => {
                let name = note.lines().next().and_then(|origin| origin.rsplit('/').next()).unwrap_or_default().to_owned();
                let head = open_checkpoint(note, &self.keys_for(&name)).map(|opened| opened.head);
                let detail = match (head, before) {
                    (Err(fault), _) => Some(fault.to_string()),
                    (Ok(head), None) => Some(format!("the shard {name} before it, of {} leaves, is not there", head.size)),
                    (Ok(head), Some(before)) => continues(&head, before, &name),
                };
                self.findings.extend(detail.map(|detail| broken(&detail)));
            }
        }
    }

    /// Shards that are known from outside and are not there at all.
    pub(super) fn missing_shards(&mut self, shards: &[String]) {
        let heads = self.known.heads.iter().map(|(head, whence)| (head.origin.as_str(), head.size, whence.as_str()));
        let printed = self.known.printed.iter().map(|printed| (printed.origin.as_str(), printed.size, "paper"));
        for (origin, size, whence) in heads.chain(printed) {
            let shard = origin.rsplit('/').next().unwrap_or(origin);
            if size > 0 && !shards.iter().any(|there| there == shard) {
                self.findings
                    .push(Finding::new(FindingKind::RolledBack, shard, format!("{whence} has seen {size} leaves")).leaves(0..size));
            }
        }
    }

    /// Keys that lie in the folder and were never taken over by a change that both keys signed.
    pub(super) fn check_folder_keys(&mut self, folder: &[VerifierKey]) {
        for key in folder.iter().filter(|key| !self.keys.iter().any(|known| known.same_key(key))) {
            self.findings.push(Finding::new(FindingKind::KeySwapped, "", format!("not a trusted key: {key}")).file("keys"));
        }
    }
}

fn continues(head: &TreeHead, before: &Before, name: &str) -> Option<String> {
    if name != before.shard {
        return Some(format!("it names the shard {name} before it, not {}", before.shard));
    }
    if head.size != before.end {
        return Some(format!("the shard {name} ended with {} leaves; {} are there", head.size, before.end));
    }
    match before.roots.get(&head.size) {
        Some(Some(root)) if *root != head.root => Some(format!("the shard {name} ended with another root")),
        _ => None,
    }
}

fn signed_by(note: &KeptNote, key: &VerifierKey) -> bool {
    open_checkpoint(&note.note, &named(std::slice::from_ref(key), &note.head.origin)).is_ok()
}
