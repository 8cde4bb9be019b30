//! What the vault reads from outside: bundles, checkpoints, requests to a witness, replies of a time-stamping authority, segments.

use std::path::PathBuf;

use sonae_vault::proof::{Bundle, Policy, TlogProof, check_bundle};
use sonae_vault::stamp::{Anchors, check_stamp};
use sonae_vault::verify::{Known, verify};
use sonae_vault::witness::{Printed, Request, read_reply};
use sonae_vault::{Reading, open_checkpoint, read_head};

/// A verifier key and a checkpoint that it did not sign.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "PeterNeumann\n7\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/// The authority of the tests of the stamps; only its form matters.
const ANCHOR: &str = include_str!("../../crates/vault/tests/data/anchor.pem");

fn policy() -> Policy {
    Policy::parse(&format!("log {KEY}\nquorum none\n")).expect("a policy")
}

/// Splits the input into entry, proof and policy at zero bytes. Whatever they are, nothing is proved: no signature can be made up.
pub fn bundle(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (proof, policy_text) = (text(), text());
    let entry = parts.next().unwrap_or_default().to_vec();
    let with_header = format!("c2sp.org/tlog-proof@v1\nindex 1\n{proof}\n\n{NOTE}");
    for proof in [proof, with_header] {
        if let Ok(read) = TlogProof::parse(&proof) {
            assert_eq!(read.to_text(), proof, "what is read is written again");
        }
        for policy_text in [policy_text.clone(), format!("log {KEY}\nquorum none\n")] {
            let bundle = Bundle { entry: entry.clone(), proof: proof.clone(), policy: policy_text, token: None, readme: String::new() };
            assert!(check_bundle(&bundle, &policy()).is_err());
        }
    }
}

/// Reads a checkpoint, a policy, and what was typed in from paper.
pub fn checkpoint(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let keys = policy().keys();
    if let Ok(head) = read_head(&text) {
        assert!(text.starts_with(&head.text()), "the head is what stands there");
    }
    assert!(open_checkpoint(&text, &keys).is_err());
    let _ = Policy::parse(&text).map(|policy| assert_eq!(Policy::parse(&policy.to_string()).expect("its own text"), policy));
    let _ = Printed::parse(&text).map(|printed| assert_eq!(Printed::parse(&printed.to_string()).expect("its own text"), printed));
}

/// Reads a request to a witness, and the same bytes as its answer.
pub fn witness_request(bytes: &[u8]) {
    if let Ok(request) = Request::parse(bytes) {
        assert_eq!(request.to_text().as_bytes(), bytes, "what is read is written again");
    }
    let _ = read_reply(NOTE, bytes, &policy().keys());
}

/// Reads a reply of a time-stamping authority; it vouches for nothing.
pub fn stamp(bytes: &[u8]) {
    let anchors = Anchors::from_pem(ANCHOR).expect("a certificate");
    assert!(check_stamp(bytes, NOTE, None, &anchors).is_err());
}

/// Reads the bytes as the last segment of a shard, and verifies the vault that holds nothing else.
pub fn segment(bytes: &[u8]) {
    let dir: PathBuf = std::env::temp_dir().join(format!("sonae-fuzz-{}", std::process::id()));
    let segments = dir.join("2026").join("segments");
    std::fs::create_dir_all(&segments).expect("a temporary folder");
    let name = segments.join(format!("{:020}.seg", 0));
    std::fs::write(&name, bytes).expect("room on the disk");
    let reading = Reading::open(&dir);
    let size = reading.size("2026").expect("the file can be read");
    for stored in reading.records("2026", 0).expect("the file can be read").flatten() {
        assert!(stored.index < size);
    }
    assert_eq!(verify(&dir, &Known::default()).expect("the file can be read").shards.len(), 1);
}
