//! Checks a pack without a database, on any machine: the signature, and every file against its hash.
//!
//! Deliberately not here: whether the key is the institution's. The verdict gives the key's fingerprint; a person compares it
//! with the one that the institution has given, or passes the known key.

use sha2::{Digest, Sha256};
use signed_note::{Note, StandardVerifier, VerifierList};

use super::manifest::{KEY_FILE, MANIFEST, Manifest, ManifestHead};
use super::signing_key::fingerprint;
use super::zip_file;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackVerdict {
    /// What the manifest says; `None` when it cannot be read
    pub head: Option<ManifestHead>,
    /// Fingerprint of the key that signed; `None` without a readable key
    pub fingerprint: Option<String>,
    /// Files whose hash is right
    pub intact: usize,
    /// What is wrong; empty for an intact pack
    pub faults: Vec<PackFault>,
}

/// One thing that is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PackFault {
    /// Not a ZIP, or damaged so that no file can be read
    NotAZip,
    /// There is no manifest, or it is not one of sonae's
    NoManifest,
    /// There is no key, or it is damaged
    NoKey,
    /// The signature does not belong to the manifest: somebody changed the manifest, or signed with another key
    BadSignature,
    /// The pack is signed with another key than the one expected
    OtherKey,
    /// A file differs from the manifest
    Changed(String),
    /// A file of the manifest is not there
    Missing(String),
    /// A file is there that the manifest does not name
    Added(String),
    /// Every file is right, but the ZIP is not as sonae wrote it: it was damaged outside its files, or packed anew
    Repacked,
}

impl PackFault {
    /// Message key.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NotAZip => "pack-not-a-zip",
            Self::NoManifest => "pack-no-manifest",
            Self::NoKey => "pack-no-key",
            Self::BadSignature => "pack-bad-signature",
            Self::OtherKey => "pack-other-key",
            Self::Changed(_) => "pack-file-changed",
            Self::Missing(_) => "pack-file-missing",
            Self::Added(_) => "pack-file-added",
            Self::Repacked => "pack-repacked",
        }
    }

    /// The file that it is about; empty for the pack as a whole.
    pub fn file(&self) -> &str {
        match self {
            Self::Changed(file) | Self::Missing(file) | Self::Added(file) => file,
            _ => "",
        }
    }
}

/// Checks the bytes of a pack. `expected` is the institution's public key or its fingerprint, when known.
pub fn verify_pack(bytes: &[u8], expected: Option<&str>) -> PackVerdict {
    let mut verdict = PackVerdict { head: None, fingerprint: None, intact: 0, faults: Vec::new() };
    let Ok((order, files)) = zip_file::read(bytes) else {
        verdict.faults.push(PackFault::NotAZip);
        return verdict;
    };
    let text_of = |name: &str| files.get(name).and_then(|content| std::str::from_utf8(content.as_ref()?).ok());
    let key = text_of(KEY_FILE).map(str::trim);
    verdict.fingerprint = key.map(fingerprint);
    if let (Some(expected), Some(key)) = (expected.map(str::trim), key)
        && expected != key
        && Some(expected) != verdict.fingerprint.as_deref()
    {
        verdict.faults.push(PackFault::OtherKey);
    }
    let Some(note) = files.get(MANIFEST).and_then(|content| Note::from_bytes(content.as_ref()?).ok()) else {
        verdict.faults.push(PackFault::NoManifest);
        return verdict;
    };
    match key.and_then(|key| StandardVerifier::new(key).ok()) {
        None => verdict.faults.push(PackFault::NoKey),
        Some(verifier) => {
            if note.verify(&VerifierList::new(vec![Box::new(verifier)])).is_err() {
                verdict.faults.push(PackFault::BadSignature);
            }
        }
    }
    let Some(manifest) = std::str::from_utf8(note.text()).ok().and_then(Manifest::parse) else {
        verdict.faults.push(PackFault::NoManifest);
        return verdict;
    };
    compare(&manifest, &files, &mut verdict);
    if verdict.faults.is_empty() && !is_as_written(bytes, &order, &files) {
        verdict.faults.push(PackFault::Repacked);
    }
    verdict.head = Some(manifest.head);
    verdict.faults.sort();
    verdict
}

fn compare(manifest: &Manifest, files: &zip_file::Files, verdict: &mut PackVerdict) {
    for (path, sha256) in &manifest.files {
        match files.get(path) {
            None => verdict.faults.push(PackFault::Missing(path.clone())),
            Some(Some(content)) if hex::encode(Sha256::digest(content)) == *sha256 => verdict.intact += 1,
            Some(_) => verdict.faults.push(PackFault::Changed(path.clone())),
        }
    }
    let unnamed = files.keys().filter(|path| !manifest.files.contains_key(*path) && *path != MANIFEST && *path != KEY_FILE);
    verdict.faults.extend(unnamed.map(|path| PackFault::Added(path.clone())));
}

fn is_as_written(bytes: &[u8], order: &[String], files: &zip_file::Files) -> bool {
    let again: Vec<(String, Vec<u8>)> = order.iter().filter_map(|path| Some((path.clone(), files.get(path)?.clone()?))).collect();
    zip_file::write(&again).is_ok_and(|written| written == bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::pack::SigningKey;

    fn pack() -> (Vec<u8>, SigningKey) {
        let folder = tempfile::tempdir().unwrap();
        let key = SigningKey::of_folder(folder.path()).unwrap();
        let mut files = vec![("01/点検票.pdf".to_owned(), b"form".repeat(50)), ("02/台帳.pdf".to_owned(), b"ledger".repeat(50))];
        let hashes: BTreeMap<String, String> =
            files.iter().map(|(path, bytes)| (path.clone(), hex::encode(Sha256::digest(bytes)))).collect();
        let head =
            ManifestHead { institution: "見本病院".into(), edition: "r7".into(), as_of: "2026-01-20".into(), audit: "7 00ff".into() };
        let text = Manifest { head, files: hashes }.text();
        files.push((MANIFEST.to_owned(), key.sign(&text).unwrap()));
        files.push((KEY_FILE.to_owned(), format!("{}\n", key.public()).into_bytes()));
        (zip_file::write(&files).unwrap(), key)
    }

    #[test]
    fn an_untouched_pack_is_intact() {
        let (bytes, key) = pack();
        let verdict = verify_pack(&bytes, Some(key.public()));
        assert_eq!((verdict.faults.clone(), verdict.intact), (vec![], 2));
        assert_eq!(verdict.head.unwrap().institution, "見本病院");
        assert_eq!(verify_pack(&bytes, Some(&key.fingerprint())).faults, vec![]);
    }

    #[test]
    fn wherever_a_byte_is_flipped_the_pack_is_not_intact_and_a_changed_file_is_named() {
        let (bytes, _) = pack();
        let at = bytes.windows(6).position(|window| window == b"ledger").unwrap();
        let mut flipped = bytes.clone();
        flipped[at + 3] ^= 1;
        assert_eq!(verify_pack(&flipped, None).faults, vec![PackFault::Changed("02/台帳.pdf".into())]);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert!(!verify_pack(&flipped, None).faults.is_empty(), "byte {at} of {} went unnoticed", bytes.len());
        }
    }

    #[test]
    fn a_truncated_pack_and_something_else_are_refused() {
        let (bytes, _) = pack();
        for cut in [0, 10, bytes.len() / 2, bytes.len() - 1] {
            assert!(!verify_pack(&bytes[..cut], None).faults.is_empty());
        }
        assert_eq!(verify_pack(b"%PDF-1.7", None).faults, vec![PackFault::NotAZip]);
    }

    #[test]
    fn another_key_is_noticed_when_the_right_one_is_known() {
        let (bytes, _) = pack();
        let (_, other) = pack();
        assert_eq!(verify_pack(&bytes, Some(other.public())).faults, vec![PackFault::OtherKey]);
    }

    #[test]
    fn a_manifest_made_for_other_files_needs_the_key() {
        let (bytes, _) = pack();
        let (order, files) = zip_file::read(&bytes).unwrap();
        let forged: Vec<(String, Vec<u8>)> = order
            .iter()
            .map(|path| {
                let content = files[path].clone().unwrap();
                let content = if path == MANIFEST {
                    String::from_utf8(content).unwrap().replace("見本病院", "別の病院").into_bytes()
                } else {
                    content
                };
                (path.clone(), content)
            })
            .collect();
        assert_eq!(verify_pack(&zip_file::write(&forged).unwrap(), None).faults, vec![PackFault::BadSignature]);
    }
}
