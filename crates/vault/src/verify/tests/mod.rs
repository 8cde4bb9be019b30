//! A vault with everything that a vault can have, left alone and tampered with.

mod lines;
mod mutations;
mod tools;

use std::time::Duration;

use super::*;
use crate::witness::{Cosigner, Printed, Reply, Witness, read_reply};
use crate::{Batch, Hold, Kind, Options, Redaction, Vault, anchor, proof};

fn at(text: &str) -> jiff::Timestamp {
    text.parse().unwrap()
}

/// Made by anybody: its check sums fit. A walk over all the leaves that it claims to follow would never end.
#[test]
fn a_segment_that_claims_to_lie_behind_any_number_of_leaves_is_told_at_once() {
    for claimed in [1 << 62, crate::SIZE_LIMIT - 50, 1 << 40] {
        let folder = tempfile::tempdir().unwrap();
        let (vault, _) = Vault::open(folder.path(), options()).unwrap();
        append(&vault, "emr", 0, 41, at("2026-11-21T03:00:00Z"));
        vault.heartbeat(at("2026-11-21T03:00:00Z")).unwrap();
        drop(vault);
        let segments = folder.path().join("2026").join("segments");
        let last = tools::files_below(&segments).into_iter().rfind(|path| path.extension().is_some_and(|ending| ending == "seg")).unwrap();
        let (header, mut frames) = tools::take_apart(&last);
        frames[0].first = claimed;
        frames.truncate(1);
        let far = segments.join(format!("{claimed:020}.seg"));
        tools::put_together(&far, &crate::segment::Header { first: claimed, ..header }, &frames, false);
        // and a checkpoint, signed with the key of the folder
        let newest = folder.path().join("2026").join("checkpoint");
        let origin = crate::read_head(&std::fs::read_to_string(&newest).unwrap()).unwrap().origin;
        let keys = crate::keys::Keys::parse(&std::fs::read(folder.path().join("key")).unwrap()).unwrap();
        let text = crate::checkpoint::text(&origin, claimed.min(1 << 62), &[1; 32]);
        std::fs::write(&newest, crate::keys::sign(&text, &[keys.signer(&origin).unwrap()]).unwrap()).unwrap();
        // and a tile far behind them
        let tile = folder.path().join("2026").join(crate::tile_path(0, u64::MAX / 300, crate::TILE_WIDTH));
        std::fs::create_dir_all(tile.parent().unwrap()).unwrap();
        std::fs::write(&tile, [0; 64]).unwrap();
        let report = verify(folder.path(), &Known::default()).unwrap();
        assert!(report.findings.iter().any(|finding| finding.kind == FindingKind::TileDamaged), "{:?}", report.findings);
        let gap = report.findings.iter().find(|finding| finding.leaves.as_ref().is_some_and(|leaves| leaves.end == claimed)).unwrap();
        assert_eq!(gap.kind, FindingKind::Removed, "{:?}", report.findings);
    }
}

/// Found by fuzzing: the size was the end of the last frame, whichever that was.
#[test]
fn a_shard_whose_frames_changed_places_is_as_large_as_the_last_leaf_tells() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(folder.path(), Options { segment_bytes: 1 << 20, frame_bytes: 1, ..options() }).unwrap();
    append(&vault, "emr", 0, 120, at("2026-11-21T03:00:00Z"));
    drop(vault);
    let reading = Reading::open(folder.path());
    let (_, path) = reading.segments("2026").unwrap().remove(0);
    let (header, mut frames) = tools::take_apart(&path);
    frames.reverse();
    tools::put_together(&path, &header, &frames, false);
    let last = reading.records("2026", 0).unwrap().flatten().map(|stored| stored.index).max();
    assert!(last.is_some_and(|last| last < reading.size("2026").unwrap()), "{last:?}");
}

#[test]
fn a_list_of_removals_that_is_none_is_a_finding_and_not_the_end_of_the_verification() {
    let folder = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(folder.path(), options()).unwrap();
    append(&vault, "emr", 0, 41, at("2026-11-21T03:00:00Z"));
    vault.heartbeat(at("2026-11-21T03:00:00Z")).unwrap();
    drop(vault);
    std::fs::write(folder.path().join("2026").join("removed"), "{]").unwrap();
    let report = verify(folder.path(), &Known::default()).unwrap();
    let findings: Vec<_> = report.findings.iter().map(|finding| (finding.kind, finding.file.as_deref())).collect();
    assert_eq!(findings, [(FindingKind::DerivedDamaged, Some("2026/removed"))]);
}

pub(super) fn options() -> Options {
    Options { frame_bytes: 1 << 16, segment_bytes: 2_000, gather: Duration::ZERO, ..Options::new("sonae/test") }
}

pub(super) fn append(vault: &Vault, source: &str, begin: u64, count: u64, received: jiff::Timestamp) {
    for part in (begin..begin + count).step_by(41) {
        let text = |n: u64| format!("2026/11/21 8:{:02}:{:02},user{},open,patient {}", n / 60 % 60, n % 60, n * 7 % 17, n * 31 % 301);
        let records = (part..(begin + count).min(part + 41)).map(|n| (n + 1, text(n).into_bytes())).collect();
        vault.append_and_wait(Batch { kind: Kind::Record, source: source.to_owned(), received, file: 0, records }).unwrap();
    }
}

/// A vault of two years: sources, heartbeats, a long record, an original, a hold, a removal, a redaction, a new key, a witness. What is known
/// of it outside: the first key, the witness, its memory, a printed checkpoint.
pub(super) fn build(dir: &Path) -> Known {
    let first = at("2026-11-21T03:00:00Z");
    let (vault, _) = Vault::open(dir, options()).unwrap();
    append(&vault, "emr", 0, 500, first);
    let original = vault.keep_original(&b"an original file"[..]).unwrap();
    let begin = serde_json::json!({ "name": "security.evtx", "original": original.sha256 }).to_string().into_bytes();
    let batch = Batch { kind: Kind::FileBegin, source: "ad".to_owned(), received: first, file: 0, records: vec![(0, begin)] };
    vault.append_and_wait(batch).unwrap();
    let printed = Printed::of(&crate::read_head(&vault.heartbeat(first).unwrap().note).unwrap());
    let key = VerifierKey::parse(&std::fs::read_to_string(dir.join("key.pub")).unwrap()).unwrap();
    let later = at("2026-11-22T03:00:00Z");
    let long = Batch { kind: Kind::Record, source: "pacs".to_owned(), received: later, file: 0, records: vec![(1, vec![b'x'; 130_000])] };
    vault.append_and_wait(long).unwrap();
    append(&vault, "vpn", 0, 700, later);
    vault.seal(later, true).unwrap();
    let hold = Hold { reason: "court".into(), by: "director".into(), sources: vec!["vpn".into()], from: None, until: None };
    vault.set_hold("case", hold.clone(), later).unwrap();
    vault.remove_before(at("2026-11-21T12:00:00Z"), "one day", later).unwrap();
    let redaction = Redaction { shard: "2026".into(), index: 530, reason: "another person's".into(), by: "director".into() };
    if vault.redact(redaction, later).is_err() {
        vault.lift_hold("case", "over", "director", later).unwrap();
        let redaction = Redaction { shard: "2026".into(), index: 530, reason: "another person's".into(), by: "director".into() };
        vault.redact(redaction, later).unwrap();
        vault.set_hold("case", hold, later).unwrap();
    }
    vault.change_key(later).unwrap();
    append(&vault, "emr", 500, 300, later);
    vault.heartbeat(later).unwrap();
    let new_year = at("2027-01-01T03:00:00Z");
    vault.heartbeat(new_year).unwrap();
    append(&vault, "emr", 800, 650, new_year);
    vault.heartbeat(new_year).unwrap();
    append(&vault, "emr", 1_450, 30, new_year);
    vault.heartbeat(at("2027-01-01T04:00:00Z")).unwrap();
    drop(vault);
    cosign(dir, printed, key)
}

fn cosign(dir: &Path, printed: Printed, key: VerifierKey) -> Known {
    let reading = Reading::open(dir);
    let memory = tempfile::tempdir().unwrap();
    let public = VerifierKey::parse(&std::fs::read_to_string(dir.join("key.pub")).unwrap()).unwrap();
    let log = public.renamed("sonae/test/2027").unwrap();
    let witness = Witness::open(memory.path(), Cosigner::new("witness.example/w1", [5; 32]).unwrap(), vec![log.clone()]).unwrap();
    let request = proof::witness_request(&reading, "2027", 0).unwrap();
    let reply = witness.add_checkpoint(request.to_text().as_bytes(), at("2027-01-01T04:00:01Z")).unwrap();
    let keys = [log, witness.public().clone()];
    let Reply::Cosigned { note, opened } = read_reply(&request.checkpoint, reply.as_bytes(), &keys).unwrap() else { panic!("{reply}") };
    anchor::keep_cosigned(&reading, "2027", &note).unwrap();
    let witnesses = vec![witness.public().clone()];
    Known { keys: vec![key], witnesses, heads: vec![(opened.head, "witness".to_owned())], printed: vec![printed], authorities: None }
}

#[test]
fn a_vault_that_nobody_touched_is_intact() {
    let dir = tempfile::tempdir().unwrap();
    let known = build(dir.path());
    let report = verify(dir.path(), &known).unwrap();
    assert_eq!(report.findings, []);
    let removed: Vec<u64> = report.shards.iter().map(|shard| shard.removed).collect();
    assert!(removed[0] > 0, "{report:?}");
    assert_eq!(report.shards.iter().map(|shard| shard.redacted).collect::<Vec<_>>(), [1, 0]);
    assert_eq!(report.shards[1].sealed, report.shards[1].leaves);
    assert_eq!((report.trust, verify(dir.path(), &Known::default()).unwrap().trust), (Trust::Given, Trust::Folder));
    let json: serde_json::Value = serde_json::to_value(&report).unwrap();
    assert_eq!(json["shards"][0]["shard"], "2026");
}

#[test]
fn a_year_that_went_by_policy_leaves_an_intact_vault() {
    let dir = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(dir.path(), options()).unwrap();
    append(&vault, "emr", 0, 300, at("2026-11-21T03:00:00Z"));
    vault.heartbeat(at("2026-11-21T04:00:00Z")).unwrap();
    append(&vault, "emr", 300, 300, at("2026-12-30T03:00:00Z"));
    vault.heartbeat(at("2027-01-01T03:00:00Z")).unwrap();
    append(&vault, "emr", 600, 300, at("2027-01-01T04:00:00Z"));
    vault.seal(at("2027-01-01T05:00:00Z"), false).unwrap();
    // in the middle of a year, without a heartbeat after what went; then the year before, whole
    let much_later = at("2027-06-01T03:00:00Z");
    append(&vault, "emr", 900, 1, much_later);
    for before in ["2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z", "2027-03-01T00:00:00Z"] {
        assert!(!vault.remove_before(at(before), "old", much_later).unwrap().is_empty(), "{before}");
        assert_eq!(verify(dir.path(), &Known::default()).unwrap().findings, [], "{before}");
    }
    assert!(Reading::open(dir.path()).segments("2026").unwrap().len() <= 1);
}

#[test]
fn an_empty_folder_is_intact_and_an_empty_vault_is_not_when_a_witness_remembers_one() {
    let dir = tempfile::tempdir().unwrap();
    assert!(verify(dir.path(), &Known::default()).unwrap().is_intact());
    let head = TreeHead { origin: "sonae/test/2026".into(), size: 5, root: [1; 32] };
    let known = Known { heads: vec![(head, "witness".into())], ..Known::default() };
    assert_eq!(verify(dir.path(), &known).unwrap().findings[0].kind, FindingKind::RolledBack);
}

#[test]
fn a_vault_that_is_being_written_is_intact() {
    let dir = tempfile::tempdir().unwrap();
    let (vault, _) = Vault::open(dir.path(), options()).unwrap();
    let now = at("2026-11-21T03:00:00Z");
    for round in 0..6 {
        append(&vault, "emr", round * 100, 100, now);
        let report = verify(dir.path(), &Known::default()).unwrap();
        assert_eq!(report.findings, [], "round {round}");
        if round % 2 == 0 {
            vault.seal(now, round % 4 == 0).unwrap();
        }
    }
}
