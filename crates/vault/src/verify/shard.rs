//! One shard: its segments against its checkpoints, and against what is known from outside.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::beside::{self, stored_tile};
use super::derived::Derived;
use super::finding::{Finding, FindingKind};
use super::heads::Tree;
use super::notes::{self, KeptNote, Place, relative};
use super::walk::{Special, Walked, walk_all};
use super::{Known, ShardReport};
use crate::layout::is_shard;
use crate::note::{NoteFault, open_checkpoint};
use crate::reading::{ReadError, Reading};
use crate::state::State;
use crate::tree::{Hash, TILE_WIDTH, tile_path};
use crate::vkey::{KeyUse, VerifierKey};

/// The verification under way.
pub(super) struct Whole<'a> {
    pub(super) reading: &'a Reading,
    pub(super) known: &'a Known,
    /// Keys that are believed; grows with every change of the key that both keys signed
    pub(super) keys: Vec<VerifierKey>,
    /// The shard before
    pub(super) before: Option<Before>,
    pub(super) derived: Derived,
    pub(super) findings: Vec<Finding>,
}

/// What the next shard must continue.
pub(super) struct Before {
    pub(super) shard: String,
    pub(super) end: u64,
    pub(super) roots: BTreeMap<u64, Option<Hash>>,
}

/// What was found out about a shard so far.
pub(super) struct Facts {
    pub(super) shard: String,
    pub(super) walked: Vec<Walked>,
    pub(super) notes: Vec<KeptNote>,
    pub(super) tree: Tree,
    pub(super) roots: BTreeMap<u64, Option<Hash>>,
    /// One past the last leaf that is there
    pub(super) end: u64,
    /// Largest size at which a signed root fits: everything below is as it was signed
    pub(super) intact: u64,
    /// Size of the largest checkpoint that is signed
    pub(super) signed: u64,
    /// See [`beside::reach`]
    pub(super) reach: u64,
}

impl Whole<'_> {
    pub(super) fn verify_shard(&mut self, shard: &str) -> Result<ShardReport, ReadError> {
        let notes = notes::collect(self.reading, shard, &mut self.findings)?;
        let outside = self.outside(shard);
        let state = State::read(&self.reading.shard_dir(shard))?;
        let mut sizes: Vec<u64> = notes.iter().map(|note| note.head.size).chain(outside.iter().map(|(size, _, _)| *size)).collect();
        sizes.extend(state.frontier().map(|frontier| frontier.size()));
        sizes.sort_unstable();
        sizes.dedup();
        let paths: Vec<_> = self.reading.segments(shard)?.into_iter().map(|(_, path)| path).collect();
        let walked = walk_all(&paths, &sizes)?;
        self.check_headers(shard, &walked);
        let mut tree = Tree::default();
        for one in &walked {
            for index in tree.take(one) {
                let file = relative(&one.path, shard);
                self.findings
                    .push(Finding::new(FindingKind::Duplicated, shard, "these leaves are there twice").file(file).leaves(index..index + 1));
            }
        }
        let end = walked.iter().flat_map(|one| &one.frames).map(|(leaves, _)| leaves.end).max().unwrap_or(0);
        let specials: Vec<Special> = walked.iter().flat_map(|one| one.specials.clone()).collect();
        self.accept_keys(shard, &specials, &notes);
        let reach = beside::reach(&self.reading.shard_dir(shard), &walked)?;
        let mut facts = Facts { shard: shard.to_owned(), walked, notes, tree, roots: BTreeMap::new(), end, intact: 0, signed: 0, reach };
        let opened = self.open_notes(&mut facts);
        sizes.push(end);
        sizes.sort_unstable();
        sizes.dedup();
        let gaps = self.close_gaps(&mut facts, &sizes);
        facts.roots = sizes.iter().copied().zip(facts.tree.roots(&sizes)).collect();
        let fits = self.judge(&mut facts, &opened, &outside);
        self.name_lines(&mut facts, gaps, &opened, &outside)?;
        self.chain(&facts, &specials);
        let mut report = report_of(&facts, fits);
        self.check_shard_files(&facts, &state, &mut report)?;
        self.derived.take(shard, &specials, &facts);
        self.before = Some(Before { shard: shard.to_owned(), end: facts.end.max(facts.intact), roots: facts.roots });
        Ok(report)
    }

    /// Tree heads of this shard that the caller knows: size, what the root must be, whence.
    fn outside(&self, shard: &str) -> Vec<(u64, Expected, String)> {
        let of_shard = |origin: &str| origin.rsplit('/').next() == Some(shard);
        let heads = self.known.heads.iter().filter(|(head, _)| of_shard(&head.origin));
        let mut all: Vec<_> = heads.map(|(head, whence)| (head.size, Expected::Whole(head.root), whence.clone())).collect();
        let printed = self.known.printed.iter().filter(|printed| of_shard(&printed.origin));
        all.extend(printed.map(|printed| (printed.size, Expected::Printed(printed.clone()), "paper".to_owned())));
        all
    }

    fn check_headers(&mut self, shard: &str, walked: &[Walked]) {
        for one in walked {
            let file = relative(&one.path, shard);
            let first = crate::segment::first_of(&one.path).unwrap_or(0);
            match &one.header {
                Some(Ok(header)) if header.shard == shard && header.first == first => {}
                Some(Ok(header)) => {
                    let detail = format!("the segment says that it begins with leaf {} of {}", header.first, header.shard);
                    self.findings.push(Finding::new(FindingKind::Reordered, shard, detail).file(file));
                }
                _ => self.findings.push(Finding::new(FindingKind::Unreadable, shard, "the segment's header cannot be read").file(file)),
            }
        }
    }

    /// Opens every checkpoint with the keys that are believed.
    fn open_notes(&mut self, facts: &mut Facts) -> Vec<KeptNote> {
        let mut good = Vec::new();
        for note in &facts.notes {
            let mut keys = self.keys_for(&facts.shard);
            keys.extend(self.known.witnesses.iter().cloned());
            match open_checkpoint(&note.note, &keys) {
                // a copy of what a witness cosigned is no such copy without its signature
                Ok(opened) if note.place == Place::Witness && opened.cosigned.is_empty() && !self.known.witnesses.is_empty() => {
                    let detail = "no known witness has cosigned this checkpoint";
                    let finding = Finding::new(FindingKind::CheckpointDamaged, &facts.shard, detail);
                    self.findings.push(finding.file(note.file.clone()).leaves(0..note.head.size));
                }
                Ok(_) => good.push(note.clone()),
                Err(fault) => {
                    let kind = match fault {
                        NoteFault::Unsigned { .. } => FindingKind::ReSigned,
                        _ => FindingKind::CheckpointDamaged,
                    };
                    let detail = fault.to_string();
                    self.findings.push(Finding::new(kind, &facts.shard, detail).file(note.file.clone()).leaves(0..note.head.size));
                }
            }
        }
        for (at, note) in good.iter().enumerate() {
            if good[..at].iter().any(|other| other.head.size == note.head.size && other.head.root != note.head.root) {
                let detail = "two signed checkpoints of one size have two roots";
                self.findings
                    .push(Finding::new(FindingKind::SplitView, &facts.shard, detail).file(note.file.clone()).leaves(0..note.head.size));
            }
        }
        facts.signed = good.iter().map(|note| note.head.size).max().unwrap_or(0);
        let newest = good.iter().find(|note| note.place == Place::Newest).map(|note| note.head.size);
        if newest.is_some_and(|newest| newest < facts.signed) {
            let detail = format!("an older checkpoint than one of {} leaves that is kept", facts.signed);
            self.findings.push(Finding::new(FindingKind::RolledBack, &facts.shard, detail).file(format!("{}/checkpoint", facts.shard)));
        }
        if facts.notes.iter().all(|note| note.place != Place::Newest) && (facts.signed > 0 || facts.end > 0) {
            let broken = self.findings.iter().any(|finding| finding.file.as_deref() == Some(&format!("{}/checkpoint", facts.shard)));
            if !broken && facts.signed > 0 {
                let detail = "the newest checkpoint is not there";
                self.findings
                    .push(Finding::new(FindingKind::CheckpointDamaged, &facts.shard, detail).file(format!("{}/checkpoint", facts.shard)));
            }
        }
        good
    }

    /// Keys of the log under the origin of a shard.
    pub(super) fn keys_for(&self, shard: &str) -> Vec<VerifierKey> {
        let logs = self.keys.iter().filter(|key| key.key_use() == KeyUse::Log);
        logs.filter_map(|key| {
            let parts = key.name().rsplit_once('/').filter(|(_, last)| is_shard(last));
            let begin = parts.map_or(key.name(), |(begin, _)| begin);
            key.renamed(&format!("{begin}/{shard}")).ok()
        })
        .collect()
    }

    /// Finds what is missing, and fills it from tiles so that what comes behind can be compared all the same.
    fn close_gaps(&mut self, facts: &mut Facts, sizes: &[u64]) -> Vec<Range<u64>> {
        let dir = self.reading.shard_dir(&facts.shard);
        let mut ranges: Vec<Range<u64>> = facts.walked.iter().flat_map(|one| one.frames.iter().map(|(leaves, _)| leaves.clone())).collect();
        ranges.sort_by_key(|range| range.start);
        let end = facts.end.max(facts.signed);
        let (mut gaps, mut next) = (Vec::new(), 0);
        for range in ranges.into_iter().chain(std::iter::once(end..end)) {
            if range.start > next {
                gaps.push(next..range.start);
            }
            next = next.max(range.end);
        }
        for gap in &gaps {
            for block in gap.start / TILE_WIDTH..=(gap.end - 1).min(facts.reach) / TILE_WIDTH {
                let begin = block * TILE_WIDTH;
                for (index, hash) in (begin..).zip(stored_tile(&dir, 0, block).unwrap_or_default()) {
                    if gap.contains(&index) {
                        facts.tree.fill(index, hash);
                    }
                }
            }
        }
        let there = |index: u64| index < facts.end && !gaps.iter().any(|gap| gap.contains(&index));
        for gap in &gaps {
            // what stays of a block beside a gap can only be proved with the hashes of what went
            let blocks = [gap.start / TILE_WIDTH, (gap.end - 1) / TILE_WIDTH]
                .map(|block| block * TILE_WIDTH..(block * TILE_WIDTH).saturating_add(TILE_WIDTH));
            for block in blocks {
                let holed = block.clone().any(|index| gap.contains(&index) && facts.tree.leaf(index).is_none());
                if holed && block.clone().any(there) {
                    let path = dir.join(tile_path(0, block.start / TILE_WIDTH, TILE_WIDTH));
                    let finding = Finding::new(FindingKind::TileDamaged, &facts.shard, "the hashes beside a removed segment are not there");
                    self.findings.push(finding.file(relative(&path, &facts.shard)).leaves(block));
                }
            }
        }
        let tile = |block: u64| stored_tile(&dir, 1, block / TILE_WIDTH)?.get(usize::try_from(block % TILE_WIDTH).ok()?).copied();
        facts.tree.join(end.min(facts.reach), sizes, tile);
        gaps
    }

    /// Compares the signed roots, and those known from outside, with the computed ones. Gives how many fit.
    fn judge(&mut self, facts: &mut Facts, opened: &[KeptNote], outside: &[(u64, Expected, String)]) -> usize {
        let root = |size: u64| facts.roots.get(&size).copied().flatten();
        let fitting: Vec<u64> =
            opened.iter().filter(|note| root(note.head.size) == Some(note.head.root)).map(|note| note.head.size).collect();
        let outside_fits = outside.iter().filter(|(size, expected, _)| root(*size).is_some_and(|root| expected.fits(&root)));
        let outside_fits: Vec<u64> = outside_fits.map(|(size, _, _)| *size).collect();
        facts.intact = fitting.iter().chain(&outside_fits).copied().max().unwrap_or(0);
        for (size, expected, whence) in outside {
            let there = facts.end.max(facts.signed);
            if *size > there {
                let detail = format!("{whence} has seen {size} leaves");
                self.findings.push(Finding::new(FindingKind::RolledBack, &facts.shard, detail).leaves(there..*size));
            } else if root(*size).is_some_and(|root| !expected.fits(&root)) {
                let detail = format!("{whence} has seen another log of {size} leaves");
                self.findings.push(Finding::new(FindingKind::ReSigned, &facts.shard, detail).leaves(0..*size));
            } else if opened.iter().any(|note| note.head.size == *size && !expected.fits(&note.head.root)) {
                let detail = format!("{whence} has seen another root of {size} leaves");
                self.findings.push(Finding::new(FindingKind::SplitView, &facts.shard, detail).leaves(0..*size));
            }
        }
        fitting.len() + outside_fits.len()
    }

    pub(super) fn check_shard_files(&mut self, facts: &Facts, state: &State, report: &mut ShardReport) -> Result<(), ReadError> {
        let dir = self.reading.shard_dir(&facts.shard);
        beside::check_tiles(&dir, facts, &mut self.findings)?;
        beside::check_state(self.reading, facts, state, &mut self.findings)?;
        beside::check_indices(facts, &mut self.findings)?;
        beside::check_stamps(self.reading, &facts.shard, self.known.authorities.as_ref(), report, &mut self.findings)
    }

    pub(super) fn check_beside(&mut self) -> Result<(), ReadError> {
        let derived = std::mem::take(&mut self.derived);
        derived.check(self.reading, &mut self.findings)?;
        beside::check_originals(self.reading, &derived, &mut self.findings)
    }
}

fn report_of(facts: &Facts, checkpoints: usize) -> ShardReport {
    ShardReport {
        shard: facts.shard.clone(),
        leaves: facts.walked.iter().flat_map(|one| &one.frames).map(|(leaves, _)| leaves.end - leaves.start).sum(),
        sealed: facts.intact,
        segments: facts.walked.len(),
        bytes: facts.walked.iter().map(|one| one.bytes).sum(),
        checkpoints,
        unsealed: facts.end.saturating_sub(facts.intact),
        redacted: facts.walked.iter().flat_map(|one| &one.redacted).map(|range| range.end - range.start).sum(),
        ..ShardReport::default()
    }
}

/// What a root must be.
#[derive(Debug, Clone)]
pub(super) enum Expected {
    Whole(Hash),
    Printed(crate::witness::Printed),
}

impl Expected {
    pub(super) fn fits(&self, root: &Hash) -> bool {
        match self {
            Self::Whole(whole) => whole == root,
            Self::Printed(printed) => printed.fits(root),
        }
    }
}

/// Path of a file of the vault for a finding.
pub(super) fn in_vault(path: &Path, vault: &Path) -> String {
    path.strip_prefix(vault).unwrap_or(path).to_string_lossy().replace('\\', "/")
}
