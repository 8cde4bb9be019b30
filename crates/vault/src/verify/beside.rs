//! What lies beside the segments: tiles, state, indices, time stamps, originals.
//!
//! Deliberately not here: the lists of removals and holds (`derived`).

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::ShardReport;
use super::derived::Derived;
use super::finding::{Finding, FindingKind};
use super::notes::relative;
use super::shard::{Facts, in_vault};
use super::walk::Walked;
use crate::anchor;
use crate::entry::Kind;
use crate::files;
use crate::note::SIZE_LIMIT;
use crate::reading::{ReadError, Reading};
use crate::segment::index_file;
use crate::stamp::{Anchors, check_stamp};
use crate::state::State;
use crate::tree::{Hash, TILE_WIDTH, root_of, tile_path};

/// A stored tile, full or the widest part of it.
pub(super) fn stored_tile(shard: &Path, level: u8, index: u64) -> Option<Vec<Hash>> {
    let full = shard.join(tile_path(level, index, TILE_WIDTH));
    let path = if full.is_file() { full } else { widest(&full.with_extension("p"))? };
    let bytes = files::read(&path).ok()??;
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.to_vec())
}

fn widest(folder: &Path) -> Option<PathBuf> {
    let width = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u64>().ok();
    files::list(folder).ok()?.into_iter().filter(|path| width(path).is_some()).max_by_key(width)
}

/// Leaves that may be missing without a tile that tells of them, and are still looked for.
const BEYOND: u64 = 1 << 16;

/// Up to where the tree is gone through block by block: as many leaves as there are, and as stored tiles of level 1 stand for. A segment or
/// a checkpoint may claim to lie behind any number of leaves; nobody waits for a walk over what cannot be there.
pub(super) fn reach(dir: &Path, walked: &[Walked]) -> Result<u64, ReadError> {
    let there: u64 = walked.iter().flat_map(|one| &one.frames).map(|(leaves, _)| leaves.end - leaves.start).sum();
    let tiles = files_below(&dir.join("tile").join("1"))?.len() as u64;
    Ok(there + tiles * TILE_WIDTH * TILE_WIDTH + BEYOND)
}

/// Compares every stored tile with the leaves, and looks for the ones that should be stored.
pub(super) fn check_tiles(dir: &Path, facts: &Facts, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    let mut damaged = |path: &Path, detail: &str| {
        findings.push(Finding::new(FindingKind::TileDamaged, &facts.shard, detail).file(relative(path, &facts.shard)));
    };
    let sealed = facts.notes.iter().map(|note| note.head.size).max().unwrap_or(0).min(facts.end.max(facts.intact)).min(facts.reach);
    let mut wanted: BTreeSet<PathBuf> = BTreeSet::new();
    let mut level: Vec<Option<Hash>> = (0..sealed / TILE_WIDTH).map(|block| facts.tree.block(block).copied()).collect();
    let mut number = 1_u8;
    while !level.is_empty() {
        let mut above = Vec::new();
        for (index, hashes) in (0..).zip(level.chunks(256)) {
            let path = dir.join(tile_path(number, index, hashes.len() as u64));
            let whole: Option<Vec<Hash>> = hashes.iter().copied().collect();
            let there = files::read(&path)?;
            match (&there, &whole) {
                (None, _) => damaged(&path, "the tile is not there"),
                (Some(there), Some(whole)) if *there != whole.concat() => damaged(&path, "the tile does not fit the records"),
                (Some(there), _) if there.len() != hashes.len() * 32 => damaged(&path, "the tile has another length"),
                _ => {}
            }
            wanted.insert(path);
            if hashes.len() == 256 {
                above.push(whole.map(|whole| root_of(&whole)));
            }
        }
        level = above;
        number += 1;
    }
    for path in files_below(&dir.join("tile"))? {
        if wanted.contains(&path) || path.extension().is_some_and(|ending| ending == "tmp") {
            continue;
        }
        match (border_of(&path, dir), files::read(&path)?) {
            (Some((block, width)), Some(bytes)) => {
                let (hashes, _) = bytes.as_chunks::<32>();
                let begin = block * TILE_WIDTH;
                let fits = (begin..).zip(hashes).all(|(index, hash)| facts.tree.leaf(index).is_none_or(|there| there == hash));
                let root = hashes.len() < 256 || facts.tree.block(block).is_none_or(|root| *root == root_of(hashes));
                if bytes.len() as u64 != width * 32 || !fits || !root {
                    damaged(&path, "the tile does not fit the records");
                }
            }
            _ => damaged(&path, "a tile that belongs to no checkpoint"),
        }
    }
    Ok(())
}

/// Tile of level 0 that is kept where a removed segment had its border: which block, and its width.
fn border_of(path: &Path, dir: &Path) -> Option<(u64, u64)> {
    let text = path.strip_prefix(dir.join("tile").join("0")).ok()?.to_string_lossy().replace('\\', "/");
    let (index, width) = text.split_once(".p/").map_or((text.as_str(), Some(TILE_WIDTH)), |(index, width)| (index, width.parse().ok()));
    let digits: String = index.chars().filter(char::is_ascii_digit).collect();
    let index = digits.parse().ok().filter(|index| *index < SIZE_LIMIT / TILE_WIDTH)?;
    let width = width?;
    (dir.join(tile_path(0, index, width)) == *path).then_some((index, width))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let mut found = Vec::new();
    for path in files::list(folder)? {
        if path.is_dir() {
            found.extend(files_below(&path)?);
        } else {
            found.push(path);
        }
    }
    Ok(found)
}

/// The state that the writer goes on from.
pub(super) fn check_state(reading: &Reading, facts: &Facts, state: &State, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    let path = reading.shard_dir(&facts.shard).join("state");
    let mut wrong = |detail: &str| {
        findings.push(Finding::new(FindingKind::DerivedDamaged, &facts.shard, detail).file(relative(&path, &facts.shard)));
    };
    let Some(bytes) = files::read(&path)? else {
        if facts.signed > 0 {
            wrong("the file is not there");
        }
        return Ok(());
    };
    if serde_json::from_slice::<State>(&bytes).is_err() {
        wrong("the file cannot be read");
        return Ok(());
    }
    let Some(frontier) = state.frontier() else {
        wrong("the edge of the tree in it is none");
        return Ok(());
    };
    let root = facts.roots.get(&frontier.size()).copied().flatten();
    if root.is_some_and(|root| root != frontier.root()) || (facts.intact >= facts.signed && frontier.size() != facts.signed) {
        wrong("the edge of the tree in it does not fit the records");
    }
    let specials = || facts.walked.iter().flat_map(|one| &one.specials).filter(|special| special.index < frontier.size());
    // what went by policy cannot be compared any more; a list of it that cannot be read is a finding of its own
    let Ok(gone) = reading.removed(&facts.shard) else { return Ok(()) };
    let last = frontier.size().saturating_sub(1);
    if specials().any(|special| special.kind == Kind::ShardEnd) != state.ended && !gone.iter().any(|range| range.contains(&last)) {
        wrong("it says otherwise whether the shard has ended");
    }
    let from = specials().filter(|special| special.kind == Kind::Heartbeat).map(|special| special.index + 1).max().unwrap_or(0);
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for stored in reading.records(&facts.shard, from)?.flatten().take_while(|stored| stored.index < frontier.size()) {
        if stored.envelope.kind == Kind::Record {
            *counts.entry(stored.envelope.source).or_default() += 1;
        }
    }
    let whole = gone.iter().all(|range| range.end <= from || range.start >= frontier.size());
    if facts.intact >= facts.signed && counts != state.counts && whole {
        wrong("the counts in it are not those of the records");
    }
    Ok(())
}

/// Indices point to frames that are there.
pub(super) fn check_indices(facts: &Facts, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    for one in &facts.walked {
        let path = index_file(&one.path);
        let bytes = files::read(&path)?.unwrap_or_default();
        let (numbers, rest) = bytes.as_chunks::<8>();
        let points = |pair: &[[u8; 8]]| {
            let (first, at) = (u64::from_be_bytes(pair[0]), u64::from_be_bytes(pair[1]));
            one.frames.binary_search_by_key(&at, |(_, at)| *at).is_ok_and(|found| one.frames[found].0.start == first)
        };
        let end = one.frames.last().map_or(0, |(_, at)| *at);
        // a writer may have entered a frame that was not read yet
        let now = std::fs::metadata(&one.path).map_or(one.bytes, |file| file.len());
        let newer = |pair: &[[u8; 8]]| (end + 1..now).contains(&u64::from_be_bytes(pair[1])) && u64::from_be_bytes(pair[1]) >= one.bytes;
        let fits = rest.is_empty() && numbers.len().is_multiple_of(2) && numbers.chunks_exact(2).all(|pair| points(pair) || newer(pair));
        if !fits && one.bad.is_empty() {
            let detail = "the index does not point to the frames";
            findings.push(Finding::new(FindingKind::DerivedDamaged, &facts.shard, detail).file(relative(&path, &facts.shard)));
        }
    }
    Ok(())
}

/// Verifies time stamps where an authority is known.
pub(super) fn check_stamps(
    reading: &Reading,
    shard: &str,
    authorities: Option<&Anchors>,
    report: &mut ShardReport,
    findings: &mut Vec<Finding>,
) -> Result<(), ReadError> {
    let folder = reading.shard_dir(shard).join("tsa");
    let stamps = anchor::stamps(reading, shard)?;
    let count = |ending: &str| -> Result<usize, ReadError> {
        Ok(files::list(&folder)?.iter().filter(|path| path.extension().is_some_and(|there| there == ending)).count())
    };
    if count("tsr")? != stamps.len() || count("note")? != stamps.len() {
        let detail = "time stamps without their checkpoints, or checkpoints without their stamps";
        findings.push(Finding::new(FindingKind::StampDamaged, shard, detail).file(format!("{shard}/tsa")));
    }
    for stamp in stamps {
        let Some(authorities) = authorities else {
            report.unverified_stamps += 1;
            continue;
        };
        match check_stamp(&stamp.token, &stamp.note, None, authorities) {
            Ok(_) => report.stamps += 1,
            Err(fault) => {
                let file = format!("{shard}/tsa/{}.tsr", stamp.name);
                findings.push(Finding::new(FindingKind::StampDamaged, shard, fault.to_string()).file(file));
            }
        }
    }
    Ok(())
}

/// Originals are what their names say.
pub(super) fn check_originals(reading: &Reading, derived: &Derived, findings: &mut Vec<Finding>) -> Result<(), ReadError> {
    for path in files::list(&reading.dir().join("originals"))? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if path.extension().is_some() {
            continue;
        }
        let detail = match hash_of(&path) {
            Ok(hash) if hash == name => continue,
            Ok(_) => "its bytes have another hash",
            Err(_) => "it cannot be read",
        };
        findings.push(Finding::new(FindingKind::OriginalDamaged, "", detail).file(in_vault(&path, reading.dir())));
    }
    for (shard, index, hash) in derived.originals() {
        let there = reading.dir().join("originals").join(hash).exists() || derived.is_removed(hash);
        if !there {
            let finding = Finding::new(FindingKind::OriginalDamaged, shard, "the original file is not there");
            findings.push(finding.file(format!("originals/{hash}")).leaves(*index..index + 1));
        }
    }
    Ok(())
}

fn hash_of(path: &Path) -> std::io::Result<String> {
    let mut decoder = zstd::Decoder::new(std::fs::File::open(path)?)?;
    let (mut hasher, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = decoder.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex::encode(hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}
