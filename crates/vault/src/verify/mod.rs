//! Verification: does the folder still hold what was signed, stamped, cosigned and printed?
//!
//! Every segment is read, every leaf hashed, every tree head computed anew and compared with every checkpoint that is kept and with those
//! that the caller knows from outside. Where something does not fit, the check files and the tiles say which lines. The verifier needs no
//! lock and no network, and trusts only what [`Known`] holds.
//!
//! What one run can see: a change of anything that a checkpoint covers. What came after the newest checkpoint is held by no signature yet;
//! what came after the newest anchor outside could be signed anew by whoever rules the machine ([`crate::anchor::window`]).
//! Files without evidence: `lock`, `quarantine/` (unreadable by definition) and the instant in `state`, which nothing relies on.
//! Deliberately not here: repairing.

mod align;
mod beside;
mod chain;
mod derived;
mod finding;
mod heads;
mod lines;
mod notes;
mod shard;
mod walk;

use std::path::Path;

use serde::Serialize;

pub use finding::{Finding, FindingKind, Line};

use crate::note::TreeHead;
use crate::reading::{ReadError, Reading};
use crate::stamp::Anchors;
use crate::vkey::VerifierKey;
use crate::witness::Printed;

/// What the caller knows from elsewhere than the folder.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Keys of the log, under any name. None: those of the folder are taken, which proves nothing against somebody who swapped them
    pub keys: Vec<VerifierKey>,
    /// Keys of witnesses
    pub witnesses: Vec<VerifierKey>,
    /// Tree heads from outside, and whence: a witness's memory, an older note
    pub heads: Vec<(TreeHead, String)>,
    /// Checkpoints typed in from paper
    pub printed: Vec<Printed>,
    /// Certificates of time-stamping authorities; without them tokens are not checked
    pub authorities: Option<Anchors>,
}

/// Whose keys were believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// Keys that the caller gave
    Given,
    /// The folder's own
    Folder,
}

/// What was checked of a shard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ShardReport {
    /// Shard
    pub shard: String,
    /// Leaves that were read
    pub leaves: u64,
    /// Leaves that the newest checkpoint that fits covers
    pub sealed: u64,
    /// Leaves behind it, which no checkpoint that fits covers: in a whole vault, those that came since the newest
    pub unsealed: u64,
    /// Segments that were read
    pub segments: usize,
    /// Bytes that were read
    pub bytes: u64,
    /// Checkpoints that fit, kept and known from outside
    pub checkpoints: usize,
    /// Leaves that were removed by policy
    pub removed: u64,
    /// Leaves that were redacted
    pub redacted: u64,
    /// Time stamps that were verified
    pub stamps: usize,
    /// Time stamps that could not be verified because no authority is known
    pub unverified_stamps: usize,
}

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whose keys were believed
    pub trust: Trust,
    /// Every shard
    pub shards: Vec<ShardReport>,
    /// What is wrong; empty when everything fits
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether everything fits.
    pub fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Verifies the vault in a folder. Only what cannot be read at all, because the system refuses, is an error.
pub fn verify(dir: &Path, known: &Known) -> Result<Report, ReadError> {
    let reading = Reading::open(dir);
    let mut findings = Vec::new();
    let folder_keys = notes::folder_keys(dir, &mut findings)?;
    let trust = if known.keys.is_empty() { Trust::Folder } else { Trust::Given };
    let keys = if known.keys.is_empty() { folder_keys.clone() } else { known.keys.clone() };
    let mut whole = shard::Whole { reading: &reading, known, keys, before: None, derived: derived::Derived::default(), findings };
    let names = reading.shards()?;
    let mut shards = Vec::new();
    for name in &names {
        shards.push(whole.verify_shard(name)?);
    }
    for shard in &mut shards {
        shard.removed = whole.derived.removed_leaves(&shard.shard);
    }
    whole.missing_shards(&names);
    whole.check_folder_keys(&folder_keys);
    whole.check_beside()?;
    let mut findings = whole.findings;
    finding::tidy(&mut findings);
    Ok(Report { trust, shards, findings })
}

#[cfg(test)]
mod tests;
