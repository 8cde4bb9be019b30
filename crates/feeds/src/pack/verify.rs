//! Checks a pack without unpacking anything of it: the signature, then every section against its hash.

use std::io::Read;

use sha2::{Digest, Sha256};
use signed_note::{Note, StandardVerifier, Verifier, VerifierList};

use super::manifest::Manifest;
use super::{LARGEST_NOTE, MAGIC, PackError};
use crate::limits::{Limits, RATIO_FREE};

/// A pack whose signature and sections are right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it holds
    pub manifest: Manifest,
    /// The key that signed it: the name and the number by which notes know it
    pub key: String,
}

/// Checks a pack from its first byte to its last. `trusted` are C2SP verifier keys.
pub fn verify(input: &mut dyn Read, trusted: &[&str], limits: &Limits) -> Result<Verified, PackError> {
    let verified = head(input, trusted, limits)?;
    let mut buffer = vec![0; 1 << 16];
    for section in &verified.manifest.sections {
        let mut hash = Sha256::new();
        let mut left = section.bytes;
        while left > 0 {
            let wanted = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let count = input.read(&mut buffer[..wanted])?;
            if count == 0 {
                return Err(PackError::Length);
            }
            hash.update(&buffer[..count]);
            left -= count as u64;
        }
        if hex::encode(hash.finalize()) != section.sha256 {
            return Err(PackError::Changed(section.source.name().into()));
        }
    }
    if input.read(&mut buffer[..1])? > 0 { Err(PackError::Length) } else { Ok(verified) }
}

/// Reads and checks the manifest; the input stands at the first section afterwards.
pub(super) fn head(input: &mut dyn Read, trusted: &[&str], limits: &Limits) -> Result<Verified, PackError> {
    let mut magic = [0; MAGIC.len()];
    let mut length = [0; 4];
    input.read_exact(&mut magic).and_then(|()| input.read_exact(&mut length)).map_err(|_| PackError::NotAPack)?;
    if magic != *MAGIC {
        return Err(PackError::NotAPack);
    }
    let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| PackError::BadManifest)?;
    if length > LARGEST_NOTE {
        return Err(PackError::BadManifest);
    }
    let mut note = vec![0; length];
    input.read_exact(&mut note).map_err(|_| PackError::Length)?;
    let note = Note::from_bytes(&note).map_err(|_| PackError::BadManifest)?;
    let key = signer(&note, trusted)?;
    let manifest = std::str::from_utf8(note.text()).ok().and_then(Manifest::parse).ok_or(PackError::BadManifest)?;
    within(&manifest, limits)?;
    Ok(Verified { manifest, key })
}

/// The first trusted key whose signature is right.
fn signer(note: &Note, trusted: &[&str]) -> Result<String, PackError> {
    for text in trusted {
        let verifier = StandardVerifier::new(text.trim()).map_err(|_| PackError::BadKey)?;
        let key = format!("{}+{:08x}", verifier.name(), verifier.key_id());
        if note.verify(&VerifierList::new(vec![Box::new(verifier)])).is_ok() {
            return Ok(key);
        }
    }
    Err(PackError::NotTrusted)
}

fn within(manifest: &Manifest, limits: &Limits) -> Result<(), PackError> {
    let sum = |of: fn(&super::Section) -> u64| manifest.sections.iter().try_fold(0_u64, |sum, section| sum.checked_add(of(section)));
    let (Some(packed), Some(unpacked)) = (sum(|section| section.bytes), sum(|section| section.unpacked)) else {
        return Err(PackError::BadManifest);
    };
    if packed > limits.packed_bytes || unpacked > limits.unpacked_bytes {
        return Err(PackError::TooLarge(format!("{packed} bytes, {unpacked} unpacked")));
    }
    match manifest.sections.iter().find(|section| section.unpacked > RATIO_FREE.max(section.bytes.saturating_mul(limits.ratio))) {
        Some(section) => Err(PackError::TooLarge(section.source.name().into())),
        None => Ok(()),
    }
}
