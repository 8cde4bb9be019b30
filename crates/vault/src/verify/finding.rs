//! What does not fit, and where.

use std::ops::Range;

use serde::Serialize;

use crate::entry::Envelope;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingKind {
    /// A record is not what was signed
    Changed,
    /// A record is not there any more, and no removal by policy was recorded
    Removed,
    /// A record is there that was not signed
    Inserted,
    /// A record or segment stands at another place
    Reordered,
    /// A record or segment is there twice
    Duplicated,
    /// The end is missing
    Truncated,
    /// The end was cut off and other records were appended
    TruncatedAndContinued,
    /// The log was signed anew with another content than somebody outside has seen
    ReSigned,
    /// Two signed checkpoints of one size contradict each other
    SplitView,
    /// The log is smaller than it was: an old copy was put in its place
    RolledBack,
    /// A key is not one that is trusted
    KeySwapped,
    /// A checkpoint cannot be read, or its signature does not fit
    CheckpointDamaged,
    /// A tile does not fit the records
    TileDamaged,
    /// A check file does not fit the records
    CheckFileDamaged,
    /// A time stamp does not fit
    StampDamaged,
    /// A frame or segment cannot be read
    Unreadable,
    /// A shard does not continue the one before
    ChainBroken,
    /// An original file is not what its name says, or is not there
    OriginalDamaged,
    /// A file that the vault keeps for itself (state, index, list of removals, holds) does not fit the records
    DerivedDamaged,
    /// A record was redacted without a record of it
    UnrecordedRedaction,
}

/// A record as it can be named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Source
    pub source: String,
    /// Number at the source, 0 = none
    pub seq: u64,
    /// When it was received, microseconds since 1970-01-01T00:00:00Z
    pub received: i64,
}

impl From<&Envelope> for Line {
    fn from(envelope: &Envelope) -> Self {
        Self { source: envelope.source.clone(), seq: envelope.seq, received: envelope.received }
    }
}

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What
    pub kind: FindingKind,
    /// Shard; empty for what belongs to the whole vault
    pub shard: String,
    /// File, relative to the vault
    pub file: Option<String>,
    /// Byte at which the frame begins
    pub frame: Option<u64>,
    /// Leaves, as they were signed; for what was inserted, as they are there
    pub leaves: Option<Range<u64>>,
    /// The record, where it can be read
    pub line: Option<Line>,
    /// What was expected and what is there, in a few words
    pub detail: String,
}

impl Finding {
    /// Whether it says no more than that these leaves cannot be read: that they are not there, and neither are their hashes.
    fn follows_from(&self, unreadable: &Range<u64>) -> bool {
        let Some(leaves) = &self.leaves else { return false };
        let within = unreadable.start <= leaves.start && leaves.end <= unreadable.end;
        let beside = leaves.start < unreadable.end && unreadable.start < leaves.end;
        let of_border = self.file.as_deref().is_some_and(|file| file.contains("/tile/0/"));
        (self.kind == FindingKind::Removed && within) || (self.kind == FindingKind::TileDamaged && of_border && beside)
    }

    /// A finding about a shard.
    pub(crate) fn new(kind: FindingKind, shard: &str, detail: impl Into<String>) -> Self {
        Self { kind, shard: shard.to_owned(), file: None, frame: None, leaves: None, line: None, detail: detail.into() }
    }

    pub(crate) fn file(self, file: impl Into<String>) -> Self {
        Self { file: Some(file.into()), ..self }
    }

    pub(crate) fn frame(self, at: u64) -> Self {
        Self { frame: Some(at), ..self }
    }

    pub(crate) fn leaves(self, leaves: Range<u64>) -> Self {
        Self { leaves: Some(leaves), ..self }
    }
}

/// Sorts, and removes what is said twice.
pub(crate) fn tidy(findings: &mut Vec<Finding>) {
    let unreadable: Vec<(String, Range<u64>)> = findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::Unreadable)
        .filter_map(|finding| Some((finding.shard.clone(), finding.leaves.clone()?)))
        .collect();
    findings.retain(|finding| !unreadable.iter().any(|(shard, leaves)| *shard == finding.shard && finding.follows_from(leaves)));
    let key = |finding: &Finding| {
        let leaves = finding.leaves.clone().unwrap_or_default();
        (finding.shard.clone(), leaves.start, finding.kind, finding.file.clone(), finding.frame, leaves.end)
    };
    findings.sort_by_key(key);
    findings.dedup();
}
