//! What records say about other records: removals, redactions, holds, originals; and the lists that the vault keeps of them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::finding::{Finding, FindingKind};
use super::notes::relative;
use super::shard::Facts;
use super::walk::Special;
use crate::entry::Kind;
use crate::files;
use crate::reading::{ReadError, Reading};

/// What the records of the vault itself say about other records, gathered over all shards, for a removal is recorded in the shard of the
/// day on which it happens.
#[derive(Debug, Default)]
pub(super) struct Derived {
    missing: Vec<(String, Range<u64>, u64)>,
    removed: BTreeMap<String, Vec<Range<u64>>>,
    redactions: BTreeMap<String, Vec<Range<u64>>>,
    redacted: Vec<(String, Range<u64>)>,
    holds: BTreeMap<String, serde_json::Value>,
    lifted: BTreeSet<String>,
    originals: Vec<(String, u64, String)>,
    removed_originals: BTreeSet<String>,
    shards: Vec<String>,
    segments: BTreeMap<String, Vec<u64>>,
}

impl Derived {
    /// Originals that records name: shard, leaf, hash.
    pub(super) fn originals(&self) -> &[(String, u64, String)] {
        &self.originals
    }

    /// Whether the removal of an original was recorded.
    pub(super) fn is_removed(&self, original: &str) -> bool {
        self.removed_originals.contains(original)
    }

    /// Leaves that are not there; whether that is right is known when all shards were read.
    pub(super) fn missing(&mut self, shard: &str, leaves: Range<u64>, end: u64) {
        self.missing.push((shard.to_owned(), leaves, end));
    }

    /// Leaves of a shard whose removal was recorded.
    pub(super) fn removed_leaves(&self, shard: &str) -> u64 {
        self.removed.get(shard).into_iter().flatten().map(|range| range.end - range.start).fold(0, u64::saturating_add)
    }

    pub(super) fn take(&mut self, shard: &str, specials: &[Special], facts: &Facts) {
        self.shards.push(shard.to_owned());
        self.redacted.extend(facts.walked.iter().flat_map(|one| &one.redacted).map(|range| (shard.to_owned(), range.clone())));
        let firsts = facts.walked.iter().filter_map(|one| crate::segment::first_of(&one.path)).collect();
        self.segments.insert(shard.to_owned(), firsts);
        for special in specials {
            let Ok(body) = serde_json::from_slice::<serde_json::Value>(&special.raw) else { continue };
            let text = |name: &str| body.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
            let number = |name: &str| body.get(name).and_then(serde_json::Value::as_u64);
            let range = || Some((text("shard")?, number("first")?..number("end")?)).filter(|(_, range)| range.start <= range.end);
            match special.kind {
                Kind::Removed => {
                    self.removed_originals.extend(text("original"));
                    if let Some((shard, range)) = range() {
                        self.removed.entry(shard).or_default().push(range);
                    }
                }
                Kind::Redacted => {
                    if let Some((shard, range)) = range() {
                        self.redactions.entry(shard).or_default().push(range);
                    }
                }
                Kind::Hold => {
                    if let (Some(name), Some(hold)) = (text("set"), body.get("hold")) {
                        self.lifted.remove(&name);
                        self.holds.insert(name, hold.clone());
                    }
                    if let Some(name) = text("lifted") {
                        self.holds.remove(&name);
                        self.lifted.insert(name);
                    }
                }
                Kind::FileBegin => {
                    if let Some(original) = text("original") {
                        self.originals.push((shard.to_owned(), special.index, original));
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn check(&self, reading: &Reading, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
        for (shard, leaves, end) in &self.missing {
            for part in without(leaves.clone(), self.removed.get(shard).map_or(&[], Vec::as_slice)) {
                let (kind, detail) = if part.start >= *end {
                    (FindingKind::Truncated, "the end that a checkpoint covers is not there")
                } else {
                    (FindingKind::Removed, "these leaves are not there, and no removal by policy was recorded")
                };
                findings.push(Finding::new(kind, shard, detail).leaves(part));
            }
        }
        for (shard, leaves) in &self.redacted {
            for part in without(leaves.clone(), self.redactions.get(shard).map_or(&[], Vec::as_slice)) {
                let detail = "redacted without a record of it";
                findings.push(Finding::new(FindingKind::UnrecordedRedaction, shard, detail).leaves(part));
            }
        }
        self.check_lists(reading, findings)
    }

    /// The files `removed` and `holds` say what the records say.
    fn check_lists(&self, reading: &Reading, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
        for shard in &self.shards {
            let path = reading.shard_dir(shard).join("removed");
            let Some(bytes) = files::read(&path)? else { continue };
            let there: Option<BTreeMap<u64, u64>> = serde_json::from_slice(&bytes).ok();
            let recorded: BTreeMap<u64, u64> =
                self.removed.get(shard).into_iter().flatten().map(|range| (range.start, range.end)).collect();
            if there.is_none_or(|there| there != recorded) {
                let detail = "the list of removals is not what was recorded";
                findings.push(Finding::new(FindingKind::DerivedDamaged, shard, detail).file(relative(&path, shard)));
            }
        }
        let path = reading.dir().join("holds");
        if let Some(bytes) = files::read(&path)? {
            let there: Option<BTreeMap<String, serde_json::Value>> = serde_json::from_slice(&bytes).ok();
            // the record of an old hold may have gone with its segment; what is recorded must be there
            let gone = self.removed.values().flatten().next().is_some();
            let fits = |there: &BTreeMap<String, serde_json::Value>| {
                let recorded = self.holds.iter().all(|(name, hold)| there.get(name) == Some(hold));
                recorded && there.keys().all(|name| self.holds.contains_key(name) || (gone && !self.lifted.contains(name)))
            };
            if !there.as_ref().is_some_and(fits) {
                findings.push(Finding::new(FindingKind::DerivedDamaged, "", "the holds are not those that were recorded").file("holds"));
            }
        } else if !self.holds.is_empty() {
            findings.push(Finding::new(FindingKind::DerivedDamaged, "", "the file of holds is not there").file("holds"));
        }
        Ok(())
    }
}

/// What of a range lies in none of these.
fn without(range: Range<u64>, taken: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut taken = taken.to_vec();
    taken.sort_by_key(|taken| taken.start);
    let (mut left, mut next) = (Vec::new(), range.start);
    for one in taken {
        if one.start > next && one.start < range.end {
            left.push(next..one.start);
        }
        next = next.max(one.end);
    }
    if next < range.end {
        left.push(next..range.end);
    }
    left
}
