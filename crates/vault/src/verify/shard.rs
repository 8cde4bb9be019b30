//! One shard: its segments against its checkpoints, and against what is known from outside.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::align::{Aligned, align};
use super::beside::{self, Derived, stored_tile};
use super::finding::{Finding, FindingKind};
use super::heads::Tree;
use super::notes::{self, KeptNote, Place, relative};
use super::walk::{Special, Walked, walk_all};
use super::{Known, ShardReport};
use crate::entry::Kind;
use crate::files;
use crate::layout::is_shard;
use crate::note::{NoteFault, TreeHead, open_checkpoint};
use crate::proof::named;
use crate::reading::{ReadError, Reading};
use crate::segment::check_file;
use crate::state::State;
use crate::tree::{Hash, TILE_WIDTH};
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
    shard: String,
    end: u64,
    roots: BTreeMap<u64, Option<Hash>>,
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
                self.findings.push(Finding::new(FindingKind::Duplicated, shard, "these leaves are there twice").file(file).leaves(index..index + 1));
            }
        }
        let end = walked.iter().flat_map(|one| &one.frames).map(|(leaves, _)| leaves.end).max().unwrap_or(0);
        let specials: Vec<Special> = walked.iter().flat_map(|one| one.specials.clone()).collect();
        self.accept_keys(shard, &specials, &notes);
        let mut facts = Facts { shard: shard.to_owned(), walked, notes, tree, roots: BTreeMap::new(), end, intact: 0, signed: 0 };
        let opened = self.open_notes(&mut facts);
        sizes.push(end);
        sizes.sort_unstable();
        sizes.dedup();
        let gaps = self.close_gaps(&mut facts, &sizes);
        facts.roots = sizes.iter().copied().zip(facts.tree.roots(&sizes)).collect();
        let fits = self.judge(&mut facts, &opened, &outside);
        self.name_lines(&mut facts, gaps, &opened, &outside)?;
        self.chain(&facts, &specials);
        let mut report = self.report(&facts, fits);
        self.check_shard_files(&facts, &state, &mut report)?;
        self.derived.take(shard, &specials, &facts);
        self.before = Some(Before { shard: shard.to_owned(), end: facts.end.max(facts.intact), roots: facts.roots });
        Ok(report)
    }

    fn report(&self, facts: &Facts, checkpoints: usize) -> ShardReport {
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

    /// Follows changes of the key: both keys have signed one checkpoint that covers the record of the change.
    fn accept_keys(&mut self, shard: &str, specials: &[Special], notes: &[KeptNote]) {
        let mut changes: Vec<(u64, VerifierKey, VerifierKey)> = Vec::new();
        for special in specials.iter().filter(|special| special.kind == Kind::KeyChanged) {
            let body: Option<serde_json::Value> = serde_json::from_slice(&special.raw).ok();
            let key = |name: &str| body.as_ref().and_then(|body| VerifierKey::parse(body.get(name)?.as_str()?).ok());
            match (key("old"), key("new")) {
                (Some(old), Some(new)) => changes.push((special.index, old, new)),
                _ => self.findings.push(
                    Finding::new(FindingKind::KeySwapped, shard, "a change of the key that names no keys").leaves(special.index..special.index + 1),
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

    /// Opens every checkpoint with the keys that are believed.
    fn open_notes(&mut self, facts: &mut Facts) -> Vec<KeptNote> {
        let mut good = Vec::new();
        for note in &facts.notes {
            let mut keys = self.keys_for(&facts.shard);
            keys.extend(self.known.witnesses.iter().cloned());
            match open_checkpoint(&note.note, &keys) {
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
                self.findings.push(Finding::new(FindingKind::SplitView, &facts.shard, detail).file(note.file.clone()).leaves(0..note.head.size));
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
                self.findings.push(Finding::new(FindingKind::CheckpointDamaged, &facts.shard, detail).file(format!("{}/checkpoint", facts.shard)));
            }
        }
        good
    }

    /// Keys of the log under the origin of a shard.
    fn keys_for(&self, shard: &str) -> Vec<VerifierKey> {
        let logs = self.keys.iter().filter(|key| key.key_use() == KeyUse::Log);
        logs.filter_map(|key| {
            let parts = key.name().rsplit_once('/').filter(|(_, last)| is_shard(last));
            let begin = parts.map_or(key.name(), |(begin, _)| begin);
            key.renamed(&format!("{begin}/{shard}")).ok()
        })
        .collect()
    }

    /// Finds what is missing, and fills it from tiles so that what comes behind can be compared all the same.
    fn close_gaps(&self, facts: &mut Facts, sizes: &[u64]) -> Vec<Range<u64>> {
        let dir = self.reading.shard_dir(&facts.shard);
        let mut ranges: Vec<Range<u64>> = facts.walked.iter().flat_map(|one| one.frames.iter().map(|(leaves, _)| leaves.clone())).collect();
        ranges.sort_by_key(|range| range.start);
        let end = facts.end.max(facts.signed);
        let (mut gaps, mut next) = (Vec::new(), 0);
        for range in ranges.into_iter().chain([end..end]) {
            if range.start > next {
                gaps.push(next..range.start);
            }
            next = next.max(range.end);
        }
        for gap in &gaps {
            for block in gap.start / TILE_WIDTH..=(gap.end - 1) / TILE_WIDTH {
                let begin = block * TILE_WIDTH;
                for (index, hash) in (begin..).zip(stored_tile(&dir, 0, block).unwrap_or_default()) {
                    if gap.contains(&index) {
                        facts.tree.fill(index, hash);
                    }
                }
            }
        }
        let tile = |block: u64| stored_tile(&dir, 1, block / TILE_WIDTH)?.get(usize::try_from(block % TILE_WIDTH).ok()?).copied();
        facts.tree.join(end, sizes, tile);
        gaps
    }

    /// Compares the signed roots, and those known from outside, with the computed ones. Gives how many fit.
    fn judge(&mut self, facts: &mut Facts, opened: &[KeptNote], outside: &[(u64, Expected, String)]) -> usize {
        let root = |size: u64| facts.roots.get(&size).copied().flatten();
        let fitting: Vec<u64> = opened.iter().filter(|note| root(note.head.size) == Some(note.head.root)).map(|note| note.head.size).collect();
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

    /// Says which lines do not fit.
    fn name_lines(
        &mut self,
        facts: &mut Facts,
        gaps: Vec<Range<u64>>,
        opened: &[KeptNote],
        outside: &[(u64, Expected, String)],
    ) -> Result<(), ReadError> {
        let mut lines = Aligned::default();
        let mut explained: Vec<Range<u64>> = Vec::new();
        for (at, one) in facts.walked.iter().enumerate() {
            let is_last = at + 1 == facts.walked.len();
            let found = self.compare_checks(facts, one, is_last)?;
            if found.removed > 0 || found.inserted > 0 {
                let first = crate::segment::first_of(&one.path).unwrap_or(0);
                explained.push(first..first + found.removed.max(1) + one.frames.iter().map(|(leaves, _)| leaves.end - leaves.start).sum::<u64>());
            }
            lines.removed += found.removed;
            lines.inserted += found.inserted;
            lines.findings.extend(found.findings);
        }
        self.unreadable(facts);
        for gap in gaps {
            let is_explained = explained.iter().any(|range| range.start <= gap.start && gap.start <= range.end);
            if !is_explained {
                self.derived.missing(&facts.shard, gap, facts.end);
            }
        }
        let disagreeing: Vec<&KeptNote> =
            opened.iter().filter(|note| facts.roots.get(&note.head.size).copied().flatten().is_some_and(|root| root != note.head.root)).collect();
        let named = !lines.findings.is_empty();
        self.findings.extend(lines.findings);
        let Some(worst) = disagreeing.iter().map(|note| note.head.size).max() else { return Ok(()) };
        let newest_fits = facts.intact > worst;
        if newest_fits || !named {
            self.name_ranges(facts, &disagreeing, newest_fits, outside);
        }
        Ok(())
    }

    /// Where check files say nothing: blocks of 256 leaves by their tiles, else from the last checkpoint that fits to the one that does not.
    fn name_ranges(&mut self, facts: &Facts, disagreeing: &[&KeptNote], newest_fits: bool, outside: &[(u64, Expected, String)]) {
        let bad = disagreeing.iter().map(|note| note.head.size).min().unwrap_or(0);
        let fits = facts.roots.iter().filter(|(size, root)| {
            root.is_some() && **size < bad && !outside.iter().any(|(other, expected, _)| other == *size && root.is_some_and(|root| !expected.fits(&root)))
        });
        let good = fits.map(|(size, _)| *size).filter(|size| facts.notes.iter().any(|note| note.head.size == *size)).max().unwrap_or(0);
        if newest_fits {
            let detail = "a signed checkpoint over other leaves than those that are there";
            for note in disagreeing {
                self.findings.push(
                    Finding::new(FindingKind::TruncatedAndContinued, &facts.shard, detail).file(note.file.clone()).leaves(good..note.head.size),
                );
            }
            return;
        }
        let dir = self.reading.shard_dir(&facts.shard);
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for block in 0..facts.end.div_ceil(TILE_WIDTH) {
            let tile = stored_tile(&dir, 1, block / TILE_WIDTH).and_then(|tile| tile.get(usize::try_from(block % TILE_WIDTH).ok()?).copied());
            if let (Some(stored), Some(there)) = (tile, facts.tree.block(block))
                && stored != *there
            {
                let (begin, end) = (block * TILE_WIDTH, (block + 1) * TILE_WIDTH);
                match ranges.last_mut().filter(|range| range.end == begin) {
                    Some(range) => range.end = end,
                    None => ranges.push(begin..end),
                }
            }
        }
        if ranges.is_empty() {
            ranges.push(good..bad);
        }
        for range in ranges {
            let detail = "the root over these leaves is not the signed one; the check file was changed, too";
            self.findings.push(Finding::new(FindingKind::Changed, &facts.shard, detail).leaves(range));
        }
    }

    /// A segment against its check file. Below what is intact it is the check file that was changed.
    fn compare_checks(&mut self, facts: &Facts, one: &Walked, is_last: bool) -> Result<Aligned, ReadError> {
        if one.checks_fit || one.frames.is_empty() {
            return Ok(Aligned::default());
        }
        let file = relative(&one.path, &facts.shard);
        let path = check_file(&one.path);
        let first = crate::segment::first_of(&one.path).unwrap_or(0);
        let mut checks = files::read(&path)?.unwrap_or_default();
        let leaves: u64 = one.frames.iter().map(|(leaves, _)| leaves.end - leaves.start).sum();
        if is_last && facts.intact >= facts.signed {
            // a writer may be at it: what is only in one of the two is newer than the reading of the other
            let sealed = usize::try_from(facts.signed.saturating_sub(first).min(leaves)).unwrap_or(usize::MAX);
            let wanted = usize::try_from(leaves).unwrap_or(usize::MAX);
            if (sealed..wanted).contains(&(checks.len() / 2)) {
                return Ok(Aligned::default());
            }
            checks.truncate(wanted * 2);
        }
        let mut found = align(&one.path, &facts.shard, &file, first, &checks)?;
        let end = one.frames.iter().map(|(leaves, _)| leaves.end).max().unwrap_or(0);
        let whole = one.bad.is_empty() && one.frames.windows(2).all(|pair| pair[0].0.end == pair[1].0.start);
        if whole && (end <= facts.intact || found.findings.iter().all(|finding| finding.leaves.as_ref().is_some_and(|leaves| leaves.end <= facts.intact))) {
            let detail = if checks.is_empty() { "the check file is not there" } else { "the leaves are as they were signed" };
            let places = found.findings.iter().filter_map(|finding| finding.leaves.clone()).reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
            if end <= facts.intact || !found.findings.is_empty() {
                let damaged = Finding::new(FindingKind::CheckFileDamaged, &facts.shard, detail).file(relative(&path, &facts.shard));
                self.findings.push(damaged.leaves(places.unwrap_or(first..end)));
            }
            found = Aligned::default();
        }
        Ok(found)
    }

    fn unreadable(&mut self, facts: &Facts) {
        for one in &facts.walked {
            let file = relative(&one.path, &facts.shard);
            for bad in &one.bad {
                let is_frame = one.frames.iter().any(|(_, at)| *at == bad.at);
                let leaves = bad.first..bad.next.unwrap_or(bad.first).max(bad.first);
                let (kind, detail) = match bad.next {
                    Some(next) if is_frame && next < bad.first => (FindingKind::Reordered, "a frame that belongs further to the front"),
                    Some(_) if is_frame => (FindingKind::Removed, "a frame is missing before this one"),
                    _ => (FindingKind::Unreadable, "the frame cannot be read"),
                };
                self.findings.push(Finding::new(kind, &facts.shard, detail).file(file.clone()).frame(bad.at).leaves(leaves));
            }
        }
    }

    /// The first record says which shard comes before, and its last checkpoint.
    fn chain(&mut self, facts: &Facts, specials: &[Special]) {
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
                self.findings.push(Finding::new(FindingKind::RolledBack, shard, format!("{whence} has seen {size} leaves")).leaves(0..size));
            }
        }
    }

    /// Keys that lie in the folder and were never taken over by a change that both keys signed.
    pub(super) fn check_folder_keys(&mut self, folder: &[VerifierKey]) {
        for key in folder.iter().filter(|key| !self.keys.iter().any(|known| known.same_key(key))) {
            self.findings.push(Finding::new(FindingKind::KeySwapped, "", format!("not a trusted key: {key}")).file("keys"));
        }
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

/// What a root must be.
#[derive(Debug, Clone)]
pub(super) enum Expected {
    Whole(Hash),
    Printed(crate::witness::Printed),
}

impl Expected {
    fn fits(&self, root: &Hash) -> bool {
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
