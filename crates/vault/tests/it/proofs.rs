//! Proofs of records, checked again from the files that are handed out, here and in other languages.

use std::path::PathBuf;
use std::process::Command;

use sonae_vault::VerifierKey;
use sonae_vault::anchor::{self, AnchorKind, Outside};
use sonae_vault::proof::{Around, Bundle, BundleFault, Policy, ProveError, check_bundle, prove, prove_continues, witness_request};
use sonae_vault::witness::{Cosigner, Printed, Refusal, Reply, Witness, read_reply};

use super::*;

/// The verifier key of a vault, under the origin of its shard 2026.
pub(crate) fn key_of(dir: &Path) -> VerifierKey {
    VerifierKey::parse(&std::fs::read_to_string(dir.join("key.pub")).unwrap()).unwrap().renamed("sonae/test/2026").unwrap()
}

/// Records as they are in a clinic's log.
pub(crate) fn fill(vault: &Vault, begin: u64, count: u64) {
    for part in (begin..begin + count).step_by(97) {
        let records: Vec<(u64, Vec<u8>)> = (part..(begin + count).min(part + 97))
            .map(|n| (n + 1, format!("2026/11/21 8:{:02}:{:02},user{},open,patient {}", n / 60 % 60, n % 60, n % 17, n % 301).into_bytes()))
            .collect();
        let batch = Batch { kind: Kind::Record, source: "emr".to_owned(), received: now(), file: 0, records };
        vault.append_and_wait(batch).unwrap();
    }
}

fn vault_of(records: u64) -> (tempfile::TempDir, Vault) {
    let dir = tempfile::tempdir().unwrap();
    let (vault, _) = open(dir.path());
    fill(&vault, 0, records);
    vault.seal(now(), true).unwrap();
    (dir, vault)
}

fn around(keys: &[VerifierKey]) -> Around<'_> {
    Around { keys, witnesses: &[], readme: "read me" }
}

#[test]
fn every_record_is_proved_by_a_small_bundle() {
    let (dir, _vault) = vault_of(1_500);
    let (reading, keys) = (Reading::open(dir.path()), [key_of(dir.path())]);
    let trusted = Policy::of_logs(keys.to_vec(), Vec::new());
    for index in (0..1_501).step_by(73).chain([0, 1_500]) {
        let bundle = prove(&reading, "2026", index, &around(&keys)).unwrap();
        assert!(bundle.size() < 8_192, "{} bytes", bundle.size());
        let checked = check_bundle(&bundle, &trusted).unwrap();
        assert_eq!((checked.index, checked.checkpoint.head.size), (index, 1_501));
    }
    assert!(matches!(prove(&reading, "2026", 1_501, &around(&keys)), Err(ProveError::Uncovered(1_501))));
}

#[test]
fn a_changed_bundle_proves_nothing() {
    let (dir, _vault) = vault_of(600);
    let (reading, keys) = (Reading::open(dir.path()), [key_of(dir.path())]);
    let trusted = Policy::of_logs(keys.to_vec(), Vec::new());
    let bundle = prove(&reading, "2026", 300, &around(&keys)).unwrap();
    let mut changed = bundle.clone();
    changed.entry[60] ^= 1;
    assert!(matches!(check_bundle(&changed, &trusted), Err(BundleFault::Proof(_))));
    for at in (0..bundle.proof.len()).step_by(5) {
        let mut bytes = bundle.proof.clone().into_bytes();
        bytes[at] ^= 1;
        if let Ok(proof) = String::from_utf8(bytes) {
            assert!(check_bundle(&Bundle { proof, ..bundle.clone() }, &trusted).is_err(), "byte {at}");
        }
    }
    // another key, with which everything was signed anew
    let (other_dir, _other) = vault_of(600);
    let other_keys = [key_of(other_dir.path())];
    let forged = prove(&Reading::open(other_dir.path()), "2026", 300, &around(&other_keys)).unwrap();
    assert!(matches!(check_bundle(&forged, &trusted), Err(BundleFault::Key(_))));
    assert!(matches!(check_bundle(&Bundle { policy: bundle.policy, ..forged }, &trusted), Err(BundleFault::Policy(_))));
}

#[test]
fn a_bundle_is_read_as_it_was_written() {
    let (dir, _vault) = vault_of(20);
    let keys = [key_of(dir.path())];
    let bundle = prove(&Reading::open(dir.path()), "2026", 7, &around(&keys)).unwrap();
    let out = tempfile::tempdir().unwrap();
    bundle.write(out.path()).unwrap();
    assert_eq!(Bundle::read(out.path()).unwrap(), bundle);
}

#[test]
fn a_log_continues_what_it_was() {
    let (dir, vault) = vault_of(300);
    let reading = Reading::open(dir.path());
    let before = sonae_vault::read_head(&reading.checkpoint("2026").unwrap().unwrap().note).unwrap();
    fill(&vault, 300, 900);
    vault.seal(now(), false).unwrap();
    let (proof, after) = prove_continues(&reading, "2026", &before).unwrap();
    assert_eq!(after.size, 1_201);
    assert!(!proof.is_empty());
    let other = sonae_vault::TreeHead { root: [1; 32], ..before };
    assert!(matches!(prove_continues(&reading, "2026", &other), Err(ProveError::Proof(_))));
}

#[test]
fn a_witness_cosigns_by_two_files_and_the_window_shrinks() {
    let (dir, vault) = vault_of(300);
    let (reading, key) = (Reading::open(dir.path()), key_of(dir.path()));
    let memory = tempfile::tempdir().unwrap();
    let witness = Witness::open(memory.path(), Cosigner::new("witness.example/w1", [5; 32]).unwrap(), vec![key.clone()]).unwrap();
    let (keys, witnesses) = ([key.clone()], [witness.public().clone()]);
    let printed = [];
    let outside = Outside { keys: &keys, witnesses: &witnesses, authorities: None, printed: &printed };
    let later = now() + jiff::SignedDuration::from_secs(90);
    let open = anchor::window(&reading, &outside, later).unwrap();
    assert_eq!((open.newest, open.leaves, open.seconds), (None, 301, None));

    let request = witness_request(&reading, "2026", 0).unwrap();
    let reply = witness.add_checkpoint(request.to_text().as_bytes(), now()).unwrap();
    let all = [key, witness.public().clone()];
    let Reply::Cosigned { note, .. } = read_reply(&request.checkpoint, reply.as_bytes(), &all).unwrap() else { panic!("{reply}") };
    anchor::keep_cosigned(&reading, "2026", &note).unwrap();
    fill(&vault, 300, 50);
    let window = anchor::window(&reading, &outside, later).unwrap();
    assert_eq!((window.newest.unwrap().kind, window.leaves, window.seconds), (AnchorKind::Witness, 50, Some(90)));

    // the next request continues from what the witness remembers; one that does not know asks and is told
    vault.seal(now(), false).unwrap();
    let Err(Refusal::Conflict(remembers)) =
        witness.add_checkpoint(witness_request(&reading, "2026", 0).unwrap().to_text().as_bytes(), now())
    else {
        panic!()
    };
    let request = witness_request(&reading, "2026", remembers).unwrap();
    assert!(witness.add_checkpoint(request.to_text().as_bytes(), now()).is_ok());

    // a proof under the cosigned checkpoint satisfies a policy that asks for the witness
    let bundle = prove(&reading, "2026", 9, &Around { witnesses: &witnesses, ..around(&keys) }).unwrap();
    let strict = Policy::parse(&bundle.policy.replace("quorum none", "quorum w1")).unwrap();
    assert_eq!(check_bundle(&bundle, &strict).unwrap().checkpoint.cosigned.len(), 1);
}

#[test]
fn a_printed_checkpoint_is_an_anchor_too() {
    let (dir, _vault) = vault_of(30);
    let reading = Reading::open(dir.path());
    let head = sonae_vault::read_head(&reading.checkpoint("2026").unwrap().unwrap().note).unwrap();
    let printed = [(Printed::of(&head), now())];
    let outside = Outside { printed: &printed, ..Outside::default() };
    let window = anchor::window(&reading, &outside, now()).unwrap();
    assert_eq!((window.newest.unwrap().kind, window.leaves, window.seconds), (AnchorKind::Printed, 0, Some(0)));
}

/// Bundles of records here and there, in folders `0`, `1`, …
fn bundles(out: &Path, count: u64) {
    let (dir, _vault) = vault_of(3_000);
    let (reading, keys) = (Reading::open(dir.path()), [key_of(dir.path())]);
    for n in 0..count {
        let folder = out.join(n.to_string());
        std::fs::create_dir(&folder).unwrap();
        prove(&reading, "2026", n * 7_919 % 3_001, &around(&keys)).unwrap().write(&folder).unwrap();
    }
}

#[test]
fn python_agrees() {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/check_bundle.py");
    let Ok(true) = Command::new("python3").arg("--version").output().map(|output| output.status.success()) else { return };
    let out = tempfile::tempdir().unwrap();
    bundles(out.path(), 40);
    let check = || Command::new("python3").arg(&script).arg(out.path()).output().unwrap();
    let output = check();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("40 bundles"));
    // and it does not agree with everything
    let entry = out.path().join("17/entry.bin");
    let mut bytes = std::fs::read(&entry).unwrap();
    bytes[50] ^= 1;
    std::fs::write(&entry, bytes).unwrap();
    assert!(!check().status.success());
}

/// For `scripts/tlog-go.sh`: writes bundles into the folder that the environment names.
#[test]
#[ignore = "for scripts/tlog-go.sh"]
fn bundles_for_another_language_are_written_where_asked() {
    let out = std::env::var("SONAE_BUNDLES").unwrap();
    bundles(Path::new(&out), 1_000);
    assert!(Path::new(&out).join("999/entry.tlog-proof").exists());
}
