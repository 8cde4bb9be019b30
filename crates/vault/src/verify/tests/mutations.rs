//! Random tampering, all of which must be noticed; and runs on a vault that nobody touched, in which nothing may be.
//!
//! `SONAE_MUTATIONS` sets how many. Left out are the files that hold no evidence: `lock`, and what can be changed in `state` without
//! changing anything but the instant in it.

use std::sync::OnceLock;

use super::tools::{copy, files_below, forge_checks, is_plain, put_together, take_apart};
use super::*;
use crate::layout;

/// SplitMix64: the same run for the same seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

struct Base {
    dir: tempfile::TempDir,
    /// The same vault as it was before its last records
    older: tempfile::TempDir,
    known: Known,
}

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let known = build(dir.path());
        let older = tempfile::tempdir().unwrap();
        let begun = tempfile::tempdir().unwrap();
        copy(dir.path(), begun.path());
        copy(dir.path(), older.path());
        // the copy becomes the past: the vault goes on, and what is known outside with it
        let (vault, _) = Vault::open(dir.path(), options()).unwrap();
        append(&vault, "emr", 1_480, 60, at("2027-01-01T05:00:00Z"));
        vault.heartbeat(at("2027-01-01T05:00:00Z")).unwrap();
        drop(vault);
        let head = crate::read_head(&Reading::open(dir.path()).checkpoint("2027").unwrap().unwrap().note).unwrap();
        let mut known = known;
        known.heads.push((head, "witness".to_owned()));
        Base { dir, older, known }
    })
}

/// A vault to tamper with, and what is known of it outside.
struct Victim {
    dir: tempfile::TempDir,
    known: Known,
}

impl Victim {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        copy(base().dir.path(), dir.path());
        Self { dir, known: base().known.clone() }
    }

    fn segments(&self) -> Vec<std::path::PathBuf> {
        let shards = layout::shards(self.dir.path()).unwrap();
        shards.iter().flat_map(|shard| layout::segments(&self.dir.path().join(shard)).unwrap()).map(|(_, path)| path).collect()
    }
}

type Tamper = fn(&mut Victim, &mut Random) -> String;

const ALL: &[(&str, u32, Tamper)] = &[
    ("flip", 20, flip),
    ("flip in a segment", 10, flip_segment),
    ("cut a file off", 4, cut_file),
    ("delete a file", 4, delete_file),
    ("delete, insert, double, swap or change a record", 25, reframe),
    ("swap two segments", 3, swap_segments),
    ("copy a segment over another", 2, copy_segment),
    ("drop, double or swap frames", 6, frames),
    ("roll back", 2, roll_back),
    ("truncate and continue", 4, truncate_and_continue),
    ("sign history anew", 4, sign_anew),
    ("split view", 3, split_view),
    ("swap the key", 3, swap_key),
    ("forge a checkpoint", 4, forge_checkpoint),
    ("exchange tiles", 3, exchange_tiles),
    ("empty the lists", 2, forge_lists),
];

fn flip_in(path: &Path, random: &mut Random) -> String {
    let mut bytes = std::fs::read(path).unwrap();
    let (at, bit) = (random.below(bytes.len()), random.below(8));
    bytes[at] ^= 1 << bit;
    std::fs::write(path, bytes).unwrap();
    format!("bit {bit} of byte {at} of {}", path.display())
}

fn victims(victim: &Victim) -> Vec<std::path::PathBuf> {
    let holds_evidence = |path: &std::path::PathBuf| !path.ends_with("lock") && std::fs::metadata(path).unwrap().len() > 0;
    files_below(victim.dir.path()).into_iter().filter(holds_evidence).collect()
}

fn flip(victim: &mut Victim, random: &mut Random) -> String {
    loop {
        let path = random.of(&victims(victim)).clone();
        let before = std::fs::read(&path).unwrap();
        let said = flip_in(&path, random);
        if !means_the_same(&path, &before, &std::fs::read(&path).unwrap()) {
            return said;
        }
        std::fs::write(&path, before).unwrap();
    }
}

/// Whether a flip changed nothing that is evidence: the instant in a state, or a bit of compressing (a block size, a spare bit) that
/// leaves every byte of an original as it was.
fn means_the_same(path: &Path, before: &[u8], after: &[u8]) -> bool {
    let bytes = |compressed: &[u8]| zstd::decode_all(compressed).ok();
    let is_original = path.parent().is_some_and(|folder| folder.ends_with("originals"));
    (path.ends_with("state") && says_the_same(before, after))
        || (is_original && bytes(after).is_some_and(|after| Some(after) == bytes(before)))
}

/// Whether two states differ in nothing but the instant.
fn says_the_same(before: &[u8], after: &[u8]) -> bool {
    let read = |bytes: &[u8]| serde_json::from_slice::<crate::state::State>(bytes).ok();
    let (Some(before), Some(after)) = (read(before), read(after)) else { return false };
    before.frontier() == after.frontier() && before.ended == after.ended && before.counts == after.counts
}

fn flip_segment(victim: &mut Victim, random: &mut Random) -> String {
    let path = random.of(&victim.segments()).clone();
    flip_in(&path, random)
}

fn cut_file(victim: &mut Victim, random: &mut Random) -> String {
    let path = random.of(&victims(victim)).clone();
    let length = std::fs::metadata(&path).unwrap().len();
    // an index that is cut off at an entry is only a poorer hint
    let is_hint = path.extension().is_some_and(|ending| ending == "idx");
    let left = if is_hint { length - 1 } else { random.next() % length };
    std::fs::File::options().write(true).open(&path).unwrap().set_len(left).unwrap();
    format!("{} cut to {left} bytes", path.display())
}

fn delete_file(victim: &mut Victim, random: &mut Random) -> String {
    // what may be missing without loss: hints, lists that the records hold as well, copies of what lies outside, the private key, and
    // older checkpoints; and hashes of a block of which nothing stays, whose root the tile above holds
    let matters = |path: &std::path::PathBuf| {
        let text = path.to_string_lossy();
        let spare = ["checkpoints", "witness", "removed", "holds", "key", ".idx", "2026/tile/0/000"];
        !spare.iter().any(|part| text.contains(part)) || text.ends_with("key.pub")
    };
    let files: Vec<_> = victims(victim).into_iter().filter(matters).collect();
    let path = random.of(&files).clone();
    std::fs::remove_file(&path).unwrap();
    format!("{} deleted", path.display())
}

fn reframe(victim: &mut Victim, random: &mut Random) -> String {
    let path = random.of(&victim.segments()).clone();
    let (header, mut frames) = take_apart(&path);
    let plain: Vec<usize> = (0..frames.len()).filter(|at| is_plain(&frames[*at]) && !frames[*at].records.is_empty()).collect();
    if plain.is_empty() {
        return flip_in(&path, random);
    }
    let records = &mut frames[*random.of(&plain)].records;
    let (one, other) = (random.below(records.len()), random.below(records.len()));
    let kind = random.below(6);
    match kind {
        0 => drop(records.remove(one)),
        1 => records.insert(one, records[other].clone()),
        2 if records[one] != records[other] => records.swap(one, other),
        3 => records[one].0.received += 1,
        4 => records[one].1 ^= 1,
        _ => records[one].2.push(b'!'),
    }
    let renumber = random.below(2) == 0;
    put_together(&path, &header, &frames, renumber);
    let forge = random.below(2) == 0;
    if forge {
        forge_checks(&path);
    }
    format!("kind {kind} at {one}, {other} of {}, renumbered {renumber}, forged {forge}", path.display())
}

fn frames(victim: &mut Victim, random: &mut Random) -> String {
    let path = random.of(&victim.segments()).clone();
    let (header, mut frames) = take_apart(&path);
    let (one, other) = (random.below(frames.len()), random.below(frames.len()));
    let kind = random.below(3);
    match kind {
        0 => drop(frames.remove(one)),
        1 if one != other => frames.swap(one, other),
        _ => frames.insert(one, frames[other].clone()),
    }
    let renumber = random.below(2) == 0;
    put_together(&path, &header, &frames, renumber);
    if random.below(2) == 0 {
        forge_checks(&path);
    }
    format!("frames: kind {kind} at {one}, {other} of {}, renumbered {renumber}", path.display())
}

fn swap_segments(victim: &mut Victim, random: &mut Random) -> String {
    let segments = victim.segments();
    let one = random.below(segments.len());
    let other = (one + 1 + random.below(segments.len() - 1)) % segments.len();
    let (first, second) = (std::fs::read(&segments[one]).unwrap(), std::fs::read(&segments[other]).unwrap());
    std::fs::write(&segments[one], second).unwrap();
    std::fs::write(&segments[other], first).unwrap();
    format!("{} and {}", segments[one].display(), segments[other].display())
}

fn copy_segment(victim: &mut Victim, random: &mut Random) -> String {
    let segments = victim.segments();
    let one = random.below(segments.len());
    let other = (one + 1 + random.below(segments.len() - 1)) % segments.len();
    std::fs::copy(&segments[one], &segments[other]).unwrap();
    format!("{} over {}", segments[one].display(), segments[other].display())
}

fn replace_with(victim: &Victim, from: &Path) {
    for path in files_below(victim.dir.path()) {
        std::fs::remove_file(path).unwrap();
    }
    copy(from, victim.dir.path());
}

/// Yesterday's disk: everything in it fits together; only who remembers more notices.
fn roll_back(victim: &mut Victim, _: &mut Random) -> String {
    replace_with(victim, base().older.path());
    "the whole folder as it was".to_owned()
}

/// Makes the folder look as if it had ended somewhere, so that the writer goes on from there.
fn forget_after(shard: &Path, random: &mut Random) -> String {
    let segments = layout::segments(shard).unwrap();
    let (_, path) = segments.last().unwrap();
    let (header, mut frames) = take_apart(path);
    let keep = random.below(frames.len());
    frames.truncate(keep);
    put_together(path, &header, &frames, false);
    forge_checks(path);
    for file in ["checkpoint", "state"] {
        std::fs::remove_file(shard.join(file)).unwrap();
    }
    let _ = std::fs::remove_dir_all(shard.join("tile"));
    format!("{keep} frames of {} left", path.display())
}

fn go_on(victim: &Victim, random: &mut Random) {
    let (vault, _) = Vault::open(victim.dir.path(), options()).unwrap();
    append(&vault, "emr", 5_000, 20 + random.next() % 300, at("2027-01-01T05:30:00Z"));
    vault.heartbeat(at("2027-01-01T05:30:00Z")).unwrap();
}

/// CVE-2023-31438 of another log: the end cut off, the writer let on.
fn truncate_and_continue(victim: &mut Victim, random: &mut Random) -> String {
    let said = forget_after(&victim.dir.path().join("2027"), random);
    go_on(victim, random);
    said
}

/// CVE-2023-31439 of another log: other content, every checkpoint signed anew with the present key; only who remembers a root notices.
fn sign_anew(victim: &mut Victim, random: &mut Random) -> String {
    let shard = victim.dir.path().join("2027");
    let said = forget_after(&shard, random);
    for folder in ["checkpoints", "witness"] {
        let _ = std::fs::remove_dir_all(shard.join(folder));
    }
    std::fs::create_dir_all(shard.join("checkpoints")).unwrap();
    go_on(victim, random);
    said
}

fn signer(victim: &Victim) -> crate::keys::Keys {
    crate::keys::Keys::of_folder(victim.dir.path(), "sonae/test").unwrap()
}

fn signed(victim: &Victim, head: &TreeHead) -> String {
    crate::keys::sign(&head.text(), &[signer(victim).signer(&head.origin).unwrap()]).unwrap()
}

fn newest(victim: &Victim) -> TreeHead {
    crate::read_head(&Reading::open(victim.dir.path()).checkpoint("2027").unwrap().unwrap().note).unwrap()
}

fn split_view(victim: &mut Victim, random: &mut Random) -> String {
    let mut head = newest(victim);
    head.root[random.below(32)] ^= 1;
    if random.below(2) == 0 {
        // shown to somebody outside
        victim.known.heads.push((head, "another witness".to_owned()));
        return "two roots, one outside".to_owned();
    }
    let path = victim.dir.path().join("2027/checkpoints").join(format!("{:020}-20270101T060000Z", head.size));
    std::fs::write(path, signed(victim, &head)).unwrap();
    "two roots, both in the folder".to_owned()
}

fn swap_key(victim: &mut Victim, random: &mut Random) -> String {
    let other = crate::keys::Keys::generate("sonae/test").unwrap();
    if random.below(3) == 0 {
        std::fs::write(victim.dir.path().join("key.pub"), format!("{}\n", other.public())).unwrap();
        return "another key.pub".to_owned();
    }
    // everything signed by a new key, and the new key in every place of the folder
    std::fs::write(victim.dir.path().join("key"), other.secret_text()).unwrap();
    for file in ["key.pub", "keys"] {
        std::fs::write(victim.dir.path().join(file), format!("{}\n", other.public())).unwrap();
    }
    for path in files_below(victim.dir.path()) {
        let is_note = path.ends_with("checkpoint") || path.parent().is_some_and(|folder| folder.ends_with("checkpoints"));
        if is_note {
            let head = crate::read_head(&std::fs::read_to_string(&path).unwrap()).unwrap();
            std::fs::write(&path, signed(victim, &head)).unwrap();
        }
    }
    "every checkpoint signed by another key".to_owned()
}

fn forge_checkpoint(victim: &mut Victim, random: &mut Random) -> String {
    let mut head = newest(victim);
    let kind = random.below(4);
    match kind {
        0 => head.size += 1,
        1 => head.size = 1 << 63,
        2 => head.size = 0,
        _ => head.origin = "sonae/test/2026".to_owned(),
    }
    std::fs::write(victim.dir.path().join("2027/checkpoint"), signed(victim, &head)).unwrap();
    format!("checkpoint: kind {kind}")
}

fn exchange_tiles(victim: &mut Victim, random: &mut Random) -> String {
    let tiles: Vec<_> = victims(victim).into_iter().filter(|path| path.components().any(|part| part.as_os_str() == "tile")).collect();
    let path = random.of(&tiles).clone();
    let mut bytes = std::fs::read(&path).unwrap();
    let kind = random.below(3);
    match kind {
        // a part for the whole, and the whole for a part
        0 => bytes.truncate(bytes.len() - 32),
        1 => bytes.extend([7; 32]),
        // a leaf for a node
        _ => bytes[..32].copy_from_slice(&crate::tree::leaf_hash(b"a leaf")),
    }
    std::fs::write(&path, bytes).unwrap();
    format!("tile {}: kind {kind}", path.display())
}

fn forge_lists(victim: &mut Victim, random: &mut Random) -> String {
    if random.below(2) == 0 {
        std::fs::write(victim.dir.path().join("2026/removed"), "{}").unwrap();
        return "an empty list of removals".to_owned();
    }
    std::fs::write(victim.dir.path().join("holds"), r#"{"mine":{"reason":"","by":""}}"#).unwrap();
    "another hold".to_owned()
}

fn count(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// Which were not noticed, out of so many from a seed.
fn run(seeds: std::ops::Range<u64>) -> Vec<String> {
    let weights: u32 = ALL.iter().map(|(_, weight, _)| weight).sum();
    let mut missed = Vec::new();
    for seed in seeds {
        let mut random = Random(seed);
        let mut at = u32::try_from(random.next() % u64::from(weights)).unwrap();
        let (name, _, tamper) = ALL
            .iter()
            .find(|(_, weight, _)| {
                at.checked_sub(*weight).is_none_or(|left| {
                    at = left;
                    false
                })
            })
            .unwrap();
        let mut victim = Victim::new();
        let said = tamper(&mut victim, &mut random);
        // records appended behind the newest checkpoint are what the writer does, too; they are counted as not yet signed
        let unnoticed = |report: Report| report.is_intact() && report.shards.iter().all(|shard| shard.unsealed == 0);
        if verify(victim.dir.path(), &victim.known).is_ok_and(unnoticed) {
            missed.push(format!("seed {seed}: {name}: {said}"));
        }
    }
    missed
}

#[test]
fn every_tampering_is_noticed() {
    let all = count("SONAE_MUTATIONS", 240);
    let missed: Vec<String> = std::thread::scope(|scope| {
        let handles: Vec<_> = [0..all / 2, all / 2..all].map(|seeds| scope.spawn(|| run(seeds))).into();
        handles.into_iter().flat_map(|handle| handle.join().unwrap()).collect()
    });
    assert!(missed.is_empty(), "{} of {all} were not noticed:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn nothing_is_noticed_in_a_vault_that_nobody_touched() {
    for _ in 0..count("SONAE_CLEAN_RUNS", 3) {
        assert_eq!(verify(base().dir.path(), &base().known).unwrap().findings, []);
    }
}

/// The kinds that the words on the screen tell apart.
#[test]
fn each_tampering_is_called_what_it_is() {
    let kinds = |tamper: Tamper, seed: u64| {
        let mut victim = Victim::new();
        tamper(&mut victim, &mut Random(seed));
        let findings = verify(victim.dir.path(), &victim.known).unwrap().findings;
        findings.into_iter().map(|finding| finding.kind).collect::<Vec<_>>()
    };
    assert!(kinds(roll_back, 1).contains(&FindingKind::RolledBack));
    let continued: Vec<_> = (0..4).flat_map(|seed| kinds(truncate_and_continue, seed)).collect();
    assert!(continued.contains(&FindingKind::TruncatedAndContinued), "{continued:?}");
    let again: Vec<_> = (0..8).flat_map(|seed| kinds(sign_anew, seed)).collect();
    assert!(again.contains(&FindingKind::ReSigned), "{again:?}");
    assert!(kinds(swap_segments, 1).contains(&FindingKind::Reordered));
    assert!(kinds(exchange_tiles, 1).contains(&FindingKind::TileDamaged));
    let split: Vec<_> = (0..8).flat_map(|seed| kinds(split_view, seed)).collect();
    assert!(split.contains(&FindingKind::SplitView));
    let swapped: Vec<_> = (0..8).flat_map(|seed| kinds(swap_key, seed)).collect();
    assert!(swapped.contains(&FindingKind::KeySwapped));
    let mut victim = Victim::new();
    let last = victim.segments().pop().unwrap();
    let (header, mut frames) = take_apart(&last);
    frames.pop();
    put_together(&last, &header, &frames, false);
    forge_checks(&last);
    victim.known.heads.clear();
    let findings = verify(victim.dir.path(), &victim.known).unwrap().findings;
    assert!(findings.iter().any(|finding| finding.kind == FindingKind::Truncated), "{findings:?}");
}
