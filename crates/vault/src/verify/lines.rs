//! Which lines do not fit: by the check files, by the tiles, by the checkpoints between which the change lies.
//!
//! Deliberately not here: finding out that something does not fit.

use std::ops::Range;

use super::align::{Aligned, align};
use super::beside::stored_tile;
use super::finding::{Finding, FindingKind};
use super::notes::{KeptNote, relative};
use super::shard::{Expected, Facts, Whole};
use super::walk::Walked;
use crate::files;
use crate::reading::ReadError;
use crate::segment::check_file;
use crate::tree::TILE_WIDTH;

impl Whole<'_> {
    /// Says which lines do not fit.
    pub(super) fn name_lines(
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
                let there: u64 = one.frames.iter().map(|(leaves, _)| leaves.end - leaves.start).sum();
                explained.push(first..first.saturating_add(found.removed.max(1)).saturating_add(there));
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
        let disagreeing: Vec<&KeptNote> = opened
            .iter()
            .filter(|note| facts.roots.get(&note.head.size).copied().flatten().is_some_and(|root| root != note.head.root))
            .collect();
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
            root.is_some()
                && **size < bad
                && !outside.iter().any(|(other, expected, _)| other == *size && root.is_some_and(|root| !expected.fits(&root)))
        });
        let good = fits.map(|(size, _)| *size).filter(|size| facts.notes.iter().any(|note| note.head.size == *size)).max().unwrap_or(0);
        if newest_fits {
            let detail = "a signed checkpoint over other leaves than those that are there";
            for note in disagreeing {
                self.findings.push(
                    Finding::new(FindingKind::TruncatedAndContinued, &facts.shard, detail)
                        .file(note.file.clone())
                        .leaves(good..note.head.size),
                );
            }
            return;
        }
        let dir = self.reading.shard_dir(&facts.shard);
        let mut ranges: Vec<Range<u64>> = Vec::new();
        for block in 0..facts.end.min(facts.reach).div_ceil(TILE_WIDTH) {
            let tile =
                stored_tile(&dir, 1, block / TILE_WIDTH).and_then(|tile| tile.get(usize::try_from(block % TILE_WIDTH).ok()?).copied());
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
        if whole
            && (end <= facts.intact
                || found.findings.iter().all(|finding| finding.leaves.as_ref().is_some_and(|leaves| leaves.end <= facts.intact)))
        {
            let detail = if checks.is_empty() { "the check file is not there" } else { "the leaves are as they were signed" };
            let places = found
                .findings
                .iter()
                .filter_map(|finding| finding.leaves.clone())
                .reduce(|one, other| one.start.min(other.start)..one.end.max(other.end));
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
}
