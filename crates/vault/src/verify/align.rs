//! Naming the line: the leaves of a segment against its check file, which holds two bytes of every leaf hash as it was written.
//!
//! A record's salt goes with its place in the frame. Whoever takes a record out of a frame moves those behind it to other salts; they are
//! therefore also hashed with the salt of the place at which they stood. Deliberately not here: deciding whether segment or check file is
//! the changed one, which the signed roots tell.

use std::ops::Range;
use std::path::Path;

use super::finding::{Finding, FindingKind, Line};
use crate::entry::Entry;
use crate::files;
use crate::reading::ReadError;
use crate::segment::{Frame, Leaf, Scan, Scanned};

/// How far records may have moved.
const REACH: usize = 64;
/// Leaves that must fit one after another before the places are believed to be found again.
const CONFIRM: usize = 4;
/// Most findings of one segment.
const MOST: usize = 1_000;

/// What the comparison gave.
#[derive(Debug, Default)]
pub(super) struct Aligned {
    pub(super) findings: Vec<Finding>,
    pub(super) removed: u64,
    pub(super) inserted: u64,
}

/// Compares a segment with its check file. `first`: first leaf of the segment as it was signed.
pub(super) fn align(path: &Path, shard: &str, file: &str, first: u64, checks: &[u8]) -> Result<Aligned, ReadError> {
    let mut aligned = Aligned::default();
    let Ok(mut scan) = Scan::open(path).map_err(files::at(path))? else { return Ok(aligned) };
    let mut frames = Vec::new();
    while let Some(found) = scan.step().map_err(files::at(path))? {
        if let Scanned::Frame(frame) = found {
            frames.push((frame.first(), frame.at()));
        }
    }
    let (expected, _) = checks.as_chunks::<2>();
    let Ok(mut scan) = Scan::open(path).map_err(files::at(path))? else { return Ok(aligned) };
    let (mut next, mut number) = (0, 0);
    while let Some(found) = scan.step().map_err(files::at(path))? {
        let Scanned::Frame(frame) = found else { continue };
        number += 1;
        let follower = frames.get(number).map(|(claimed, _)| *claimed);
        let one = OneFrame::new(&frame, expected, first, next, follower);
        next = one.run(shard, file, &mut aligned);
        if aligned.findings.len() >= MOST {
            break;
        }
    }
    Ok(aligned)
}

struct OneFrame<'a> {
    at: u64,
    leaves: Vec<Leaf>,
    salts: Vec<[u8; 16]>,
    expected: &'a [[u8; 2]],
    /// First leaf of the segment
    first: u64,
    /// Where in `expected` the frame begins, and where it should end
    start: usize,
    end: usize,
}

/// A stretch that does not fit.
struct Stretch {
    kind: FindingKind,
    /// As they were signed
    places: Range<usize>,
    /// As they are there
    leaves: Range<usize>,
}

impl<'a> OneFrame<'a> {
    fn new(frame: &Frame, expected: &'a [[u8; 2]], first: u64, next: usize, follower: Option<u64>) -> Self {
        let leaves: Vec<Leaf> = frame.leaves().collect();
        let claimed = usize::try_from(frame.first().saturating_sub(first)).unwrap_or(usize::MAX).min(expected.len());
        let score = |start: usize| {
            leaves.iter().zip(&expected[start.min(expected.len())..]).take(8).filter(|(leaf, two)| leaf.hash[..2] == two[..]).count()
        };
        let start = if score(claimed) >= score(next) { claimed } else { next };
        let length = follower.map(|follower| usize::try_from(follower.saturating_sub(frame.first())).unwrap_or(leaves.len()));
        let end = length.map_or(expected.len(), |length| (start + length).min(expected.len())).max(start);
        let salts = frame.key_salts(u32::try_from(REACH).unwrap_or(0));
        Self { at: frame.at(), leaves, salts, expected, first, start, end }
    }

    /// Whether leaf `i` fits the place.
    fn fits(&self, i: usize, place: usize) -> bool {
        let (Some(leaf), Some(two)) = (self.leaves.get(i), self.expected.get(place)) else { return false };
        let hash = match (place.checked_sub(self.start), &leaf.entry) {
            (Some(own), _) if own == i => leaf.hash,
            (Some(own), Some(entry)) => match self.salts.get(own) {
                Some(salt) => Entry { salt: *salt, ..entry.clone() }.leaf_hash(),
                None => leaf.hash,
            },
            _ => leaf.hash,
        };
        hash[..2] == two[..]
    }

    fn found_again(&self, i: usize, place: usize) -> bool {
        let left = CONFIRM.min(self.leaves.len().saturating_sub(i)).min(self.expected.len().saturating_sub(place));
        // one or two leaves at the end confirm too little unless the frame ends there
        left > 0
            && (0..left).all(|k| self.fits(i + k, place + k))
            && (left == CONFIRM || self.leaves.len() - i == self.end.saturating_sub(place))
    }

    /// Where the places are found again: how many of them, and how many leaves, are to be passed over.
    fn resynchronise(&self, i: usize, place: usize) -> Option<(usize, usize)> {
        (1..=REACH).flat_map(|k| [(k, k), (k, 0), (0, k)]).find(|(places, leaves)| self.found_again(i + leaves, place + places))
    }

    fn run(self, shard: &str, file: &str, to: &mut Aligned) -> usize {
        let (mut i, mut place) = (0, self.start);
        let mut stretches = Vec::new();
        while i < self.leaves.len() {
            if self.fits(i, place) {
                (i, place) = (i + 1, place + 1);
                continue;
            }
            let (places, leaves) = self.resynchronise(i, place).unwrap_or((self.end.saturating_sub(place), self.leaves.len() - i));
            let both = places.min(leaves);
            let mut say = |kind, places: Range<usize>, leaves: Range<usize>| stretches.push(Stretch { kind, places, leaves });
            if both > 0 {
                say(FindingKind::Changed, place..place + both, i..i + both);
            }
            if places > both {
                say(FindingKind::Removed, place + both..place + places, i + both..i + both);
            }
            if leaves > both {
                say(FindingKind::Inserted, place + both..place + both, i + both..i + leaves);
            }
            (i, place) = (i + leaves, place + places);
        }
        if place < self.end && !stretches.is_empty() {
            stretches.push(Stretch { kind: FindingKind::Removed, places: place..self.end, leaves: i..i });
            place = self.end;
        }
        for stretch in &stretches {
            to.removed += if stretch.kind == FindingKind::Removed { stretch.places.len() as u64 } else { 0 };
            to.inserted += if stretch.kind == FindingKind::Inserted { stretch.leaves.len() as u64 } else { 0 };
            to.findings.push(self.finding(stretch, &stretches, shard, file));
        }
        place
    }

    fn finding(&self, stretch: &Stretch, all: &[Stretch], shard: &str, file: &str) -> Finding {
        let kind = self.moved(stretch, all).unwrap_or(stretch.kind);
        let index = |place: usize| self.first + place as u64;
        let leaves = if kind == FindingKind::Inserted || kind == FindingKind::Duplicated {
            let begin = self.leaves.get(stretch.leaves.start).map_or(0, |leaf| leaf.index);
            begin..begin + stretch.leaves.len() as u64
        } else {
            index(stretch.places.start)..index(stretch.places.end)
        };
        let line = self.leaves.get(stretch.leaves.start).filter(|_| !stretch.leaves.is_empty()).map(|leaf| Line::from(&leaf.envelope));
        let detail = format!("{} leaves signed here, {} there", stretch.places.len(), stretch.leaves.len());
        Finding { line, ..Finding::new(kind, shard, detail).file(file).frame(self.at).leaves(leaves) }
    }

    /// Whether what is there at a wrong place belongs to another place of the frame.
    fn moved(&self, stretch: &Stretch, all: &[Stretch]) -> Option<FindingKind> {
        if stretch.leaves.is_empty() || stretch.leaves.len() > REACH {
            return None;
        }
        let torn: Vec<usize> =
            all.iter().filter(|other| other.leaves.len().max(other.places.len()) <= REACH).flat_map(|other| other.places.clone()).collect();
        let elsewhere = |i: usize| torn.iter().any(|place| *place != self.start + i && self.fits(i, *place));
        if stretch.leaves.clone().all(elsewhere) {
            return Some(FindingKind::Reordered);
        }
        let there = |i: usize| (self.start..self.end).any(|place| self.fits(i, place));
        (stretch.kind == FindingKind::Inserted && stretch.leaves.clone().all(there)).then_some(FindingKind::Duplicated)
    }
}
