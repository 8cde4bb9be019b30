//! What the vault reads from outside: bundles, checkpoints, requests to a witness, replies of a time-stamping authority, segments.

use std::path::{Path, PathBuf};

use sonae_vault::proof::{Bundle, BundleFault, Policy, TlogProof, check_bundle};
use sonae_vault::stamp::{Anchors, check_stamp};
use sonae_vault::verify::{Known, verify};
use sonae_vault::witness::{Printed, Request, read_reply};
use sonae_vault::{Entry, Reading, TILE_WIDTH, leaf_hash, node_hash, open_checkpoint, read_head, sign_checkpoint, tile_path};

/// A verifier key and a checkpoint that it did not sign.
const KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const NOTE: &str = "PeterNeumann\n7\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

/// The authority of the tests of the stamps; only its form matters.
const ANCHOR: &str = include_str!("../../crates/vault/tests/data/anchor.pem");

/// A log of the fuzz targets' own, whose secret is zeros.
const OWN_SECRET: &str = "PRIVATE+KEY+fuzz/2026+95a4e0d5+AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const OWN_KEY: &str = "fuzz/2026+95a4e0d5+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";

fn policy_of(key: &str) -> Policy {
    Policy::parse(&policy_text(key)).expect("a policy")
}

fn policy_text(key: &str) -> String {
    format!("log {key}\nquorum none\n")
}

fn policy() -> Policy {
    policy_of(KEY)
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
        for policy in [policy_text.clone(), self::policy_text(KEY)] {
            let bundle = Bundle { entry: entry.clone(), proof: proof.clone(), policy, token: None, readme: String::new() };
            assert!(check_bundle(&bundle, &self::policy()).is_err());
        }
    }
}

/// An entry in a log of three that is truly signed: it is proved by its own path and by no other, at its own place and at no other.
/// The first byte says at which place it is claimed, then come the path's hashes (their number first) and the entry.
pub fn entry(bytes: &[u8]) {
    let Some(([place, count], rest)) = bytes.split_first_chunk::<2>() else { return };
    let count = usize::from(*count % 4);
    let Some((hashes, entry)) = rest.split_at_checked(count * 32) else { return };
    if let Ok(read) = Entry::decode(entry) {
        assert_eq!(read.encode(), entry, "what is read is written again");
    }
    let leaf = leaf_hash(entry);
    let (first, last) = (leaf_hash(b"first"), leaf_hash(b"last"));
    let root = node_hash(&node_hash(&first, &leaf), &last);
    let checkpoint = sign_checkpoint(OWN_SECRET, 3, &root).expect("a key");
    let check = |index: u64, hashes: Vec<[u8; 32]>| {
        let proof = TlogProof { extra: None, index, hashes, checkpoint: checkpoint.clone() }.to_text();
        let bundle = Bundle { entry: entry.to_vec(), proof, policy: policy_text(OWN_KEY), token: None, readme: String::new() };
        match check_bundle(&bundle, &policy_of(OWN_KEY)) {
            Ok(checked) => {
                assert_eq!((checked.index, checked.entry.encode()), (index, entry.to_vec()));
                true
            }
            // proved, though no entry of ours
            Err(BundleFault::Entry(_)) => true,
            Err(_) => false,
        }
    };
    assert!(check(1, vec![first, last]), "the true path proves it");
    let claimed: Vec<[u8; 32]> = hashes.as_chunks().0.to_vec();
    let truth = *place == 1 && claimed == [first, last];
    assert_eq!(check(u64::from(*place), claimed), truth, "no other path does");
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
    shard_of(bytes);
}

/// Frames that are sound outside, with these bodies inside: each begins with two bytes length, one of flags, one of records, and the
/// checksums are put right. What is behind the checksum is thus reached.
pub fn frames(bytes: &[u8]) {
    shard_of(&sound(0, bytes));
}

/// A whole folder that anybody could have made, with a key of its own: each piece begins with two bytes length and one of what it is.
pub fn folder(bytes: &[u8]) {
    let dir: PathBuf = std::env::temp_dir().join(format!("sonae-fuzz-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(dir.join("2026"));
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("a temporary folder");
        std::fs::write(path, bytes).expect("room on the disk");
    };
    write("keys", format!("{OWN_KEY}\n").as_bytes());
    write("key.pub", format!("{OWN_KEY}\n").as_bytes());
    let _ = std::fs::remove_file(dir.join("holds"));
    let mut rest = bytes;
    while let Some(([high, low, what], after)) = rest.split_first_chunk::<3>() {
        let (piece, after) = after.split_at(usize::from(u16::from_be_bytes([*high, *low])).min(after.len()));
        rest = after;
        // many a number begins a piece: a leaf, a size, an index
        let (number, body) = piece.split_first_chunk::<8>().map_or((0, piece), |(number, body)| (u64::from_be_bytes(*number), body));
        let near = number % 1024;
        match what % 11 {
            0 => write(&format!("2026/segments/{number:020}.seg"), &sound(number, body)),
            1 => write(&format!("2026/segments/{near:020}.seg"), &sound(near, body)),
            2 => write(&format!("2026/segments/{near:020}.chk"), body),
            3 => write(&format!("2026/segments/{near:020}.idx"), body),
            4 => write("2026/checkpoint", signed(number, body).as_bytes()),
            5 => write(&format!("2026/checkpoints/{number:020}-20260401T000000Z"), signed(number, body).as_bytes()),
            6 => write("2026/state", piece),
            7 => write("2026/removed", piece),
            8 => write("holds", piece),
            9 => write(&format!("2026/{}", tile_path(near.to_be_bytes()[7] % 4, near / 4, TILE_WIDTH)), body),
            _ => write(&format!("2026/{}", tile_path(near.to_be_bytes()[7] % 4, number, near.clamp(1, 255))), body),
        }
    }
    std::fs::create_dir_all(dir.join("2026")).expect("a temporary folder");
    let report = verify(&dir, &Known::default()).expect("the files can be read");
    assert_eq!(report.shards.len(), 1);
    for finding in &report.findings {
        assert!(finding.leaves.as_ref().is_none_or(|leaves| leaves.start <= leaves.end), "leaves from the first to the last");
    }
    let reading = Reading::open(&dir);
    let mut next = 0;
    for stored in reading.records("2026", 0).into_iter().flatten() {
        // behind a place that cannot be read it may go on anywhere
        next = stored.map_or(0, |stored| {
            assert!(stored.index >= next, "records come in their order");
            stored.index + 1
        });
    }
}

/// A checkpoint of this size that the key of the fuzz targets signed.
fn signed(size: u64, root: &[u8]) -> String {
    let mut whole = [0; 32];
    let length = root.len().min(32);
    whole[..length].copy_from_slice(&root[..length]);
    sign_checkpoint(OWN_SECRET, size, &whole).expect("a key")
}

/// A segment that begins with this leaf, whose frames have these bodies, and whose checksums fit.
fn sound(begin: u64, bytes: &[u8]) -> Vec<u8> {
    let mut file = header(begin);
    let (mut rest, mut first) = (bytes, begin);
    while let Some(([high, low, flags, count], after)) = rest.split_first_chunk::<4>() {
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(after.len());
        let (body, after) = after.split_at(length);
        frame(&mut file, first, *flags, *count, body);
        first = first.wrapping_add(u64::from(*count));
        rest = after;
    }
    file
}

/// The segment header of `crates/vault/src/segment/mod.rs`.
fn header(first: u64) -> Vec<u8> {
    let mut bytes = [0; 64];
    bytes[..8].copy_from_slice(b"SONAEVLT");
    bytes[8..10].copy_from_slice(&1_u16.to_be_bytes());
    bytes[16..24].copy_from_slice(&first.to_be_bytes());
    bytes[32] = 4;
    bytes[33..37].copy_from_slice(b"2026");
    let mut crc = crc32fast::Hasher::new();
    crc.update(&bytes[..12]);
    crc.update(&bytes[16..]);
    bytes[12..16].copy_from_slice(&crc.finalize().to_be_bytes());
    bytes.to_vec()
}

/// The frame of `crates/vault/src/segment/frame.rs`.
fn frame(file: &mut Vec<u8>, first: u64, flags: u8, count: u8, body: &[u8]) {
    let stored = zstd::bulk::compress(body, 1).expect("memory");
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).expect("short").to_be_bytes();
    let mut header = [0; 64];
    header[..4].copy_from_slice(b"SVFR");
    header[8..12].copy_from_slice(&length(&stored));
    header[12..16].copy_from_slice(&length(body));
    header[16..24].copy_from_slice(&first.to_be_bytes());
    header[24..28].copy_from_slice(&u32::from(count).to_be_bytes());
    header[31] = flags & 1;
    let mut crc = crc32fast::Hasher::new();
    crc.update(&[0; 8]);
    crc.update(&header[8..]);
    crc.update(&stored);
    header[4..8].copy_from_slice(&crc.finalize().to_be_bytes());
    file.extend_from_slice(&header);
    file.extend_from_slice(&stored);
}

/// A vault of one shard with this segment, read and verified: every leaf is numbered, has the hash of its entry, and is found again.
fn shard_of(bytes: &[u8]) {
    let dir: PathBuf = std::env::temp_dir().join(format!("sonae-fuzz-{}", std::process::id()));
    let name = segment_in(&dir);
    std::fs::write(&name, bytes).expect("room on the disk");
    let reading = Reading::open(&dir);
    let size = reading.size("2026").expect("the file can be read");
    for stored in reading.records("2026", 0).expect("the file can be read").flatten() {
        assert!(stored.index < size);
    }
    for frame in reading.frames("2026", 0).expect("the file can be read").flatten() {
        let hashes = frame.leaf_hashes();
        assert_eq!(hashes.len() as u64, frame.end() - frame.first());
        for (leaf, (index, hash)) in frame.leaves().zip((frame.first()..).zip(hashes)) {
            assert_eq!((leaf.index, leaf.hash), (index, hash));
            assert!(leaf.entry.as_ref().is_none_or(|entry| entry.leaf_hash() == hash), "the hash is that of the entry");
            assert_eq!(frame.leaf(index).as_ref(), Some(&leaf), "a leaf is found by its index");
        }
    }
    assert_eq!(verify(&dir, &Known::default()).expect("the file can be read").shards.len(), 1);
}

fn segment_in(dir: &Path) -> PathBuf {
    let segments = dir.join("2026").join("segments");
    std::fs::create_dir_all(&segments).expect("a temporary folder");
    segments.join(format!("{:020}.seg", 0))
}
